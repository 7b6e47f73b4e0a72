//! A page's boxes: the trim of the right size, in the middle of the bleed and of the sheet; a blending space of inks; nothing to click.

use kurbo::Rect;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::identity::is_name;
use super::sheet::{Sheet, rectangle};
use super::{TOLERANCE, fault};
use crate::content::vendors::Vendor;
use crate::diagnostic::Finding;

/// How far a size may be off, in points: a quarter of a millimetre, as shops allow.
const SIZE_TOLERANCE: f64 = 0.7;

pub(super) fn check(
    pdf: &Document,
    id: ObjectId,
    sheet: &Sheet,
    vendor: &Vendor,
    wanted: Option<(f64, f64)>,
) -> Vec<Finding> {
    let Ok(page) = pdf.get_dictionary(id) else { return Vec::new() };
    let name = &sheet.name;
    let mut messages = Vec::new();
    match (sheet.trim, sheet.bleed) {
        (Some(trim), Some(bleed)) => messages.extend(around(sheet, trim, bleed, vendor)),
        (trim, _) => messages
            .push(format!("{name} has no {}", if trim.is_none() { "TrimBox" } else { "BleedBox" })),
    }
    if sheet.media.is_none() {
        messages.push(format!("{name} has no MediaBox"));
    }
    if let (Some(trim), Some((width, height))) = (sheet.trim, wanted)
        && ((trim.width() - width).abs() > SIZE_TOLERANCE
            || (trim.height() - height).abs() > SIZE_TOLERANCE)
    {
        let inches = [trim.width(), trim.height(), width, height].map(|length| length / 72.0);
        messages.push(format!(
            "{name} is trimmed to {:.3} × {:.3} in; {:.3} × {:.3} in is wanted",
            inches[0], inches[1], inches[2], inches[3]
        ));
    }
    if sheet.trim.is_some() && sheet.art.is_some() {
        messages.push(format!(
            "{name} has an ArtBox beside its TrimBox; only one of them may be there"
        ));
    }
    if let Some(turned) =
        page.get(b"Rotate").and_then(Object::as_i64).ok().filter(|degrees| degrees % 360 != 0)
    {
        messages.push(format!(
            "{name} is turned by {turned} degrees; it should stand as it is printed"
        ));
    }
    messages.extend(annotations(pdf, page, sheet));
    let group = page
        .get(b"Group")
        .and_then(|group| pdf.dereference(group))
        .and_then(|(_, group)| group.as_dict());
    if !group.is_ok_and(|group| is_name(group, b"CS", "DeviceCMYK")) {
        messages.push(format!("{name} has no CMYK blending space"));
    }
    messages.into_iter().map(fault).collect()
}

/// The bleed around the trim, and both on the sheet.
fn around(sheet: &Sheet, trim: Rect, bleed: Rect, vendor: &Vendor) -> Vec<String> {
    let name = &sheet.name;
    let mut messages = Vec::new();
    let least = margins(bleed, trim).into_iter().fold(f64::INFINITY, f64::min);
    if least < vendor.bleed.0 - TOLERANCE {
        messages.push(format!(
            "{name} has a bleed of {:.3} in; {:.3} in is wanted",
            least / 72.0,
            vendor.bleed.0 / 72.0
        ));
    }
    let most = margins(bleed, trim).into_iter().fold(f64::NEG_INFINITY, f64::max);
    if most > vendor.bleed.0 + SIZE_TOLERANCE {
        messages.push(format!(
            "{name} has a bleed of {:.3} in on one side; {:.3} in is wanted",
            most / 72.0,
            vendor.bleed.0 / 72.0
        ));
    }
    if let Some(media) = sheet.media {
        let [left, bottom, right, top] = margins(media, trim);
        if margins(media, bleed).into_iter().any(|margin| margin < -TOLERANCE) {
            messages.push(format!("{name} has a bleed that is larger than its sheet"));
        }
        if (left - right).abs() > SIZE_TOLERANCE || (bottom - top).abs() > SIZE_TOLERANCE {
            let [left, bottom, right, top] = [left, bottom, right, top].map(|margin| margin / 72.0);
            messages.push(format!("{name} is not in the middle of its sheet: {left:.3} in left, {right:.3} in right, {top:.3} in above, {bottom:.3} in below"));
        }
    }
    messages
}

/// How far a box stands off another, on the left, below, on the right and above.
fn margins(outer: Rect, inner: Rect) -> [f64; 4] {
    [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1]
}

/// Links and notes on what is printed.
fn annotations(pdf: &Document, page: &Dictionary, sheet: &Sheet) -> Vec<String> {
    let list = page
        .get(b"Annots")
        .and_then(|list| pdf.dereference(list))
        .and_then(|(_, list)| list.as_array());
    let printed = sheet.printed();
    let of_the_press = |annotation: &Dictionary| {
        ["TrapNet", "PrinterMark", "Popup"].iter().any(|kind| is_name(annotation, b"Subtype", kind))
    };
    let annotations = list
        .into_iter()
        .flatten()
        .filter_map(|annotation| pdf.dereference(annotation).ok()?.1.as_dict().ok());
    annotations
        .filter(|annotation| !of_the_press(annotation))
        .filter_map(|annotation| rectangle(pdf, annotation, b"Rect"))
        .filter(|place| printed.overlaps(*place))
        .take(super::MOST_OF_A_KIND)
        .map(|place| format!("{} has a link or a note on it, {}", sheet.name, sheet.told(place)))
        .collect()
}
