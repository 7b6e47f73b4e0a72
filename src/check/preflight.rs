//! Preflight of a file for the press: the finished bytes, measured against what the print shop wants, whatever the template meant.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use typst::layout::{Abs, Ratio, Transform};

use crate::content::vendors::Vendor;
use crate::diagnostic::{Code, Finding};
use crate::pictures::masks;

/// Measures may be off by this much, in points and percent: rounding in the file.
const TOLERANCE: f64 = 0.02;

/// Everything for which a shop would send the file back.
pub fn check(bytes: &[u8], vendor: &Vendor) -> Vec<Finding> {
    let pdf = match Document::load_mem(bytes) {
        Ok(pdf) => pdf,
        Err(error) => return vec![fault(format!("the file cannot be read: {error}"))],
    };
    let mut findings = identity(&pdf, vendor);
    findings.extend(shadings_and_pictures(&pdf));
    for (number, id) in pdf.get_pages() {
        findings.extend(boxes(&pdf, id, number, vendor));
        findings.extend(fonts(&pdf, id, number));
        findings.extend(marks_on_paper(&pdf, id, number, vendor));
    }
    findings
}

fn fault(message: String) -> Finding {
    Finding::new(Code::NotPressReady, message).hint("the print shop would send it back; see `data/vendors.json` for what it wants")
}

/// Output intent, version of the standard, encryption.
fn identity(pdf: &Document, vendor: &Vendor) -> Vec<Finding> {
    let mut findings = Vec::new();
    let intents = pdf.catalog().ok().and_then(|catalog| catalog.get(b"OutputIntents").ok()).and_then(|list| pdf.dereference(list).ok()?.1.as_array().ok());
    let intent =
        intents.into_iter().flatten().filter_map(|intent| pdf.dereference(intent).ok()?.1.as_dict().ok()).find(|intent| is_name(intent, b"S", "GTS_PDFX"));
    match intent {
        None => findings.push(fault("there is no output intent for the press".to_owned())),
        Some(intent) => {
            if intent.get(b"DestOutputProfile").and_then(|profile| pdf.dereference(profile)).and_then(|(_, profile)| profile.as_stream()).is_err() {
                findings.push(fault("the output intent has no profile".to_owned()));
            }
            let named = intent.get(b"OutputConditionIdentifier").and_then(Object::as_str).unwrap_or_default();
            if named != vendor.output_condition.0.as_bytes() {
                findings.push(fault(format!("the output condition is `{}`, not `{}`", String::from_utf8_lossy(named), vendor.output_condition.0)));
            }
        }
    }
    let metadata = pdf.catalog().ok().and_then(|catalog| pdf.dereference(catalog.get(b"Metadata").ok()?).ok()?.1.as_stream().ok());
    let packet = metadata.map(|stream| stream.get_plain_content().unwrap_or_default()).unwrap_or_default();
    if !String::from_utf8_lossy(&packet).contains(&format!("<pdfxid:GTS_PDFXVersion>{}<", vendor.standard.0)) {
        findings.push(fault(format!("the file does not say that it is {}", vendor.standard.0)));
    }
    if pdf.is_encrypted() {
        findings.push(fault("the file is encrypted".to_owned()));
    }
    findings
}

fn is_name(dictionary: &Dictionary, key: &[u8], name: &str) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|value| value == name.as_bytes())
}

/// A page's boxes: the trim inside the bleed, the bleed as wide as the shop wants; nothing to click.
fn boxes(pdf: &Document, id: ObjectId, number: u32, vendor: &Vendor) -> Vec<Finding> {
    let Ok(page) = pdf.get_dictionary(id) else { return vec![fault(format!("page {number} cannot be read"))] };
    let mut findings = Vec::new();
    let rectangle = |key: &[u8]| -> Option<Vec<f64>> {
        let values: Vec<f64> = page.get(key).ok()?.as_array().ok()?.iter().filter_map(|value| value.as_float().ok()).map(f64::from).collect();
        (values.len() == 4).then_some(values)
    };
    let (trim, bleed) = (rectangle(b"TrimBox"), rectangle(b"BleedBox"));
    match (&trim, &bleed) {
        (Some(trim), Some(bleed)) => {
            let around = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]];
            let least = around.into_iter().fold(f64::INFINITY, f64::min);
            if least < vendor.bleed.0 - TOLERANCE {
                findings.push(fault(format!("page {number} has a bleed of {:.3} in; {:.3} in is wanted", least / 72.0, vendor.bleed.0 / 72.0)));
            }
        }
        _ => findings.push(fault(format!("page {number} has no {}", if trim.is_none() { "TrimBox" } else { "BleedBox" }))),
    }
    if page.has(b"Annots") {
        findings.push(fault(format!("page {number} has links or notes on it")));
    }
    let group = page.get(b"Group").and_then(|group| pdf.dereference(group)).and_then(|(_, group)| group.as_dict());
    if !group.is_ok_and(|group| is_name(group, b"CS", "DeviceCMYK")) {
        findings.push(fault(format!("page {number} has no CMYK blending space")));
    }
    findings
}

/// Fonts that are not in the file.
fn fonts(pdf: &Document, id: ObjectId, number: u32) -> Vec<Finding> {
    let Ok(fonts) = pdf.get_page_fonts(id) else { return Vec::new() };
    let is_embedded = |font: &Dictionary| {
        let inner = font.get(b"DescendantFonts").and_then(|list| pdf.dereference(list)).and_then(|(_, list)| list.as_array());
        let first = inner.ok().and_then(|list| pdf.dereference(list.first()?).ok()?.1.as_dict().ok());
        let font = first.unwrap_or(font);
        let descriptor = font.get(b"FontDescriptor").and_then(|descriptor| pdf.dereference(descriptor)).and_then(|(_, descriptor)| descriptor.as_dict());
        is_name(font, b"Subtype", "Type3")
            || descriptor.is_ok_and(|descriptor| [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.has(key)))
    };
    let missing = fonts.values().filter(|font| !is_embedded(font));
    missing
        .map(|font| {
            fault(format!(
                "page {number} uses the font `{}`, which is not in the file",
                String::from_utf8_lossy(font.get(b"BaseFont").and_then(Object::as_name).unwrap_or(b"?"))
            ))
        })
        .collect()
}

/// Shadings and pictures that are not made of inks, wherever they are used.
fn shadings_and_pictures(pdf: &Document) -> Vec<Finding> {
    let is_rgb = |dictionary: &Dictionary| dictionary.get(b"ColorSpace").is_ok_and(|space| !is_of_inks(pdf, space));
    // A mask is light that lets inks through.
    let masks = masks(pdf);
    let found = pdf.objects.iter().filter(|(id, _)| !masks.contains(id)).filter(|(_, object)| match object {
        Object::Dictionary(dictionary) => dictionary.has(b"ShadingType") && is_rgb(dictionary),
        Object::Stream(stream) => (stream.dict.has(b"ShadingType") || is_name(&stream.dict, b"Subtype", "Image")) && is_rgb(&stream.dict),
        _ => false,
    });
    let count = found.count();
    let plural = if count == 1 { "picture or gradient" } else { "pictures or gradients" };
    (count > 0).then(|| fault(format!("{count} {plural} in colours that are not made of inks"))).into_iter().collect()
}

/// Whether a colour space prints in inks as it stands: CMYK, a spot colour, or a pattern (whose own colours are looked at).
fn is_of_inks(pdf: &Document, space: &Object) -> bool {
    let Ok((_, space)) = pdf.dereference(space) else { return false };
    if let Ok(name) = space.as_name() {
        return name == b"DeviceCMYK" || name == b"Pattern";
    }
    let Ok([kind, rest @ ..]) = space.as_array().map(Vec::as_slice) else { return false };
    match kind.as_name() {
        Ok(b"Separation" | b"DeviceN" | b"Pattern") => true,
        Ok(b"ICCBased") => {
            let profile = rest.first().and_then(|profile| pdf.dereference(profile).ok()?.1.as_stream().ok());
            profile.is_some_and(|profile| profile.dict.get(b"N").and_then(Object::as_i64).is_ok_and(|count| count == 4))
        }
        Ok(b"Indexed") => rest.first().is_some_and(|base| is_of_inks(pdf, base)),
        _ => false,
    }
}

/// The colour spaces that a page names and that do not print in inks.
fn foreign_spaces(pdf: &Document, id: ObjectId) -> Vec<Vec<u8>> {
    let Ok((own, inherited)) = pdf.get_page_resources(id) else { return Vec::new() };
    let inherited = inherited.into_iter().filter_map(|id| pdf.get_dictionary(id).ok());
    let spaces = own.into_iter().chain(inherited).filter_map(|resources| pdf.dereference(resources.get(b"ColorSpace").ok()?).ok()?.1.as_dict().ok());
    let mut foreign: Vec<Vec<u8>> = spaces.flat_map(Dictionary::iter).filter(|(_, space)| !is_of_inks(pdf, space)).map(|(name, _)| name.clone()).collect();
    foreign.extend([b"DeviceRGB".to_vec(), b"DeviceGray".to_vec()]);
    foreign
}

/// The worst of each kind on a page: its measure and where it is.
#[derive(Default)]
struct Worst {
    rgb: Option<(f64, f64)>,
    ink: Option<(f64, f64, f64)>,
    text: Option<(f64, f64, f64)>,
    reversed: Option<(f64, f64, f64)>,
    line: Option<(f64, f64, f64)>,
}

/// What is painted: colours, their ink, the size of text, the thickness of lines.
fn marks_on_paper(pdf: &Document, id: ObjectId, number: u32, vendor: &Vendor) -> Vec<Finding> {
    let Ok(content) = Content::decode(&pdf.get_page_content(id)) else { return vec![fault(format!("page {number} cannot be read"))] };
    let worst = measure(&content, &foreign_spaces(pdf, id));
    let at = |x: f64, y: f64| format!("{:.2} in from the left, {:.2} in from the bottom of the sheet", x / 72.0, y / 72.0);
    let mut told: BTreeMap<&str, String> = BTreeMap::new();
    if let Some((x, y)) = worst.rgb {
        told.insert("rgb", format!("a colour that is not made of inks, {}", at(x, y)));
    }
    if let Some((ink, x, y)) = worst.ink.filter(|worst| worst.0 > vendor.ink_limit + 0.5) {
        told.insert("ink", format!("{ink:.0} % of ink, {}; {:.0} % is the limit", at(x, y), vendor.ink_limit));
    }
    for (key, found, least) in [("text", worst.text, vendor.min_text.0), ("reversed", worst.reversed, vendor.min_reversed_text.0)] {
        if let Some((size, x, y)) = found.filter(|worst| worst.0 < least - TOLERANCE) {
            let kind = if key == "text" { "text" } else { "light text" };
            told.insert(key, format!("{kind} of {size:.1} pt, {}; {least:.1} pt is the least", at(x, y)));
        }
    }
    if let Some((width, x, y)) = worst.line.filter(|worst| worst.0 < vendor.min_line.0 - TOLERANCE) {
        told.insert("line", format!("a line of {width:.2} pt, {}; {:.2} pt is the least", at(x, y), vendor.min_line.0));
    }
    told.into_values().map(|what| fault(format!("page {number} has {what}"))).collect()
}

/// The state of painting.
#[derive(Clone, Copy)]
struct State {
    matrix: Transform,
    width: f64,
    /// Ink of fill and stroke, in percent.
    fill: f64,
    stroke: f64,
}

fn measure(content: &Content, foreign: &[Vec<u8>]) -> Worst {
    let mut worst = Worst::default();
    let mut state = State { matrix: Transform::identity(), width: 1.0, fill: 100.0, stroke: 100.0 };
    let (mut saved, mut text_matrix, mut size) = (Vec::new(), Transform::identity(), 0.0);
    for operation in &content.operations {
        let numbers: Vec<f64> = operation.operands.iter().filter_map(|operand| operand.as_float().ok()).map(f64::from).collect();
        let here = (state.matrix.tx.to_pt(), state.matrix.ty.to_pt());
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("q", _) => saved.push(state),
            ("Q", _) => state = saved.pop().unwrap_or(state),
            ("cm", &[a, b, c, d, e, f]) => state.matrix = state.matrix.pre_concat(matrix(a, b, c, d, e, f)),
            ("w", &[width]) => state.width = width,
            ("k", &[c, m, y, k]) => state.fill = note_ink(&mut worst, 100.0 * (c + m + y + k), here),
            ("K", &[c, m, y, k]) => state.stroke = note_ink(&mut worst, 100.0 * (c + m + y + k), here),
            ("rg" | "RG" | "g" | "G", _) => worst.rgb = worst.rgb.or(Some(here)),
            ("cs" | "CS", _) => {
                let name = operation.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                if foreign.iter().any(|space| space == name) {
                    worst.rgb = worst.rgb.or(Some(here));
                }
            }
            ("BT", _) => text_matrix = Transform::identity(),
            ("Tm", &[a, b, c, d, e, f]) => text_matrix = matrix(a, b, c, d, e, f),
            ("Tf", &[.., points]) => size = points,
            ("Tj" | "TJ", _) => {
                let placed = state.matrix.pre_concat(text_matrix);
                let found = (size * scale(placed), placed.tx.to_pt(), placed.ty.to_pt());
                // Text of hardly any ink is text reversed out of a ground.
                let list = if state.fill < 30.0 { &mut worst.reversed } else { &mut worst.text };
                least(list, found);
            }
            ("S" | "s" | "B" | "B*" | "b" | "b*", _) if state.stroke > 0.0 => least(&mut worst.line, (state.width * scale(state.matrix), here.0, here.1)),
            _ => {}
        }
    }
    worst
}

fn note_ink(worst: &mut Worst, ink: f64, here: (f64, f64)) -> f64 {
    if worst.ink.is_none_or(|known| ink > known.0) {
        worst.ink = Some((ink, here.0, here.1));
    }
    ink
}

fn least(known: &mut Option<(f64, f64, f64)>, found: (f64, f64, f64)) {
    if known.is_none_or(|known| found.0 < known.0) {
        *known = Some(found);
    }
}

fn matrix(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) -> Transform {
    Transform { sx: Ratio::new(a), ky: Ratio::new(b), kx: Ratio::new(c), sy: Ratio::new(d), tx: Abs::pt(e), ty: Abs::pt(f) }
}

/// How much longer a line becomes.
fn scale(transform: Transform) -> f64 {
    (transform.sx.get() * transform.sy.get() - transform.kx.get() * transform.ky.get()).abs().sqrt()
}
