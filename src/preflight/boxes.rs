//! `press-boxes`: the boxes of a page. The trim has the size that the job requires, and is centered
//! in a bleed as wide as the print shop requires and on the sheet.

use kurbo::Rect;
use lopdf::Object;

use super::{PageContext, TOLERANCE};
use crate::diagnostic::{Code, Finding};

/// The maximum difference in a size, in points: 0.25 mm, as print shops allow.
const SIZE_TOLERANCE: f64 = 0.7;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let page = &context.page;
    let name = &page.name;
    let unit = page.unit;
    let mut messages = Vec::new();
    for (key, is_missing) in [
        ("MediaBox", page.media.is_none()),
        ("TrimBox", page.trim.is_none()),
        ("BleedBox", page.bleed.is_none()),
    ] {
        if is_missing {
            messages.push(format!("{name} has no {key}"));
        }
    }
    if let (Some(trim), Some(bleed)) = (page.trim, page.bleed) {
        messages.extend(check_bleed_box(context, trim, bleed));
    }
    if let (Some(trim), Some((width, height))) = (page.trim, context.wanted_trim) {
        let has = (trim.width(), trim.height());
        if (has.0 - width).abs() > SIZE_TOLERANCE || (has.1 - height).abs() > SIZE_TOLERANCE {
            let size =
                |(width, height)| format!("{} × {}", unit.number(width, 3), unit.name(height, 3));
            messages.push(format!(
                "{name} has a trim of {}; the piece is {}",
                size(has),
                size((width, height))
            ));
        }
    }
    if page.trim.is_some() && page.art.is_some() {
        messages.push(format!("{name} has an ArtBox beside its TrimBox; PDF/X-4 allows only one"));
    }
    let rotation = context.dictionary.get(b"Rotate").and_then(Object::as_i64).unwrap_or(0);
    if rotation % 360 != 0 {
        messages.push(format!("{name} is rotated by {rotation} degrees; it must be upright"));
    }
    let hint = "set the page size, and only that, with `page()` in the template; Peerpress adds \
                the boxes";
    messages.into_iter().map(|message| Finding::new(Code::PressBoxes, message).hint(hint)).collect()
}

/// Checks the bleed around the trim, and both on the sheet.
fn check_bleed_box(context: &PageContext<'_>, trim: Rect, bleed: Rect) -> Vec<String> {
    let name = &context.page.name;
    let wanted = context.vendor.bleed.0;
    let name_length = |points: f64| context.page.unit.name(points, 3);
    let required = name_length(wanted);
    let mut messages = Vec::new();
    let least = margins(bleed, trim).into_iter().fold(f64::INFINITY, f64::min);
    if least < wanted - TOLERANCE {
        let least = name_length(least);
        messages.push(format!("{name} has a bleed of {least}; the print shop requires {required}"));
    }
    let most = margins(bleed, trim).into_iter().fold(f64::NEG_INFINITY, f64::max);
    if most > wanted + SIZE_TOLERANCE {
        let most = name_length(most);
        messages.push(format!(
            "{name} has a bleed of {most} on one side; the print shop requires {required}"
        ));
    }
    let Some(media) = context.page.media else { return messages };
    if margins(media, bleed).into_iter().any(|margin| margin < -TOLERANCE) {
        messages.push(format!("{name} has a BleedBox that is larger than its MediaBox"));
    }
    let [left, bottom, right, top] = margins(media, trim);
    if (left - right).abs() > SIZE_TOLERANCE || (bottom - top).abs() > SIZE_TOLERANCE {
        let [left, bottom, right, top] = [left, bottom, right, top].map(name_length);
        messages.push(format!(
            "{name} is not centered on its sheet: {left} left, {right} right, {top} above, \
             {bottom} below"
        ));
    }
    messages
}

/// Returns the margins between two boxes: left, bottom, right, and top.
fn margins(outer: Rect, inner: Rect) -> [f64; 4] {
    [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1]
}
