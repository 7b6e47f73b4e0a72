//! The inks of a finished file, as a press separates it.

use std::collections::BTreeSet;

use lopdf::{Document, Object};

use super::page::PressPage;
use crate::content::unit::Unit;
use crate::pdf::{Detail, Interpreter, Layer, Mark, Paint};

/// The inks of every press, in the order of a color's values.
pub(crate) const PROCESS_INKS: [&str; 4] = ["cyan", "magenta", "yellow", "black"];

/// Names of inks that stand for all plates, or for none.
const ALL_OR_NONE: [&str; 2] = ["All", "None"];

/// The names of the inks that a press needs for a file: process inks first, then spot inks by name.
/// What cannot be read counts as all four process inks.
pub(crate) fn separations(bytes: &[u8]) -> Vec<String> {
    let Ok(pdf) = Document::load_mem(bytes) else {
        return PROCESS_INKS.map(str::to_owned).to_vec();
    };
    let used = process_inks(&pdf);
    let mut names: Vec<String> = PROCESS_INKS
        .iter()
        .zip(used)
        .filter(|(_, used)| *used)
        .map(|(ink, _)| (*ink).into())
        .collect();
    names.extend(spot_inks(&pdf));
    names
}

fn process_inks(pdf: &Document) -> [bool; 4] {
    let mut used = [false; 4];
    let mut interpreter = Interpreter::new(pdf, Detail::Paint);
    for id in pdf.get_pages().into_values() {
        let (Some(content), Ok(page)) = (interpreter.page(id), pdf.get_dictionary(id)) else {
            return [true; 4];
        };
        // Marks outside the bleed, which are cut off, are in all inks.
        let printed = PressPage::read(pdf, page, String::new(), Unit::default()).printed();
        let is_printed = |mark: &&Mark| match mark.layer {
            Layer::Page => printed.overlaps(mark.bounds),
            Layer::Tile => true,
            Layer::Mask => false,
        };
        for mark in content.marks.iter().filter(is_printed) {
            let colors: &[_] = match &mark.paint {
                Paint::Inks { inks, spot: None } => &[*inks],
                Paint::Gradient(ramp) => ramp,
                Paint::Inks { .. } | Paint::Pattern => &[],
                Paint::Image(_) | Paint::NotInk { .. } => return [true; 4],
            };
            for inks in colors {
                used = std::array::from_fn(|ink| used[ink] || inks.cmyk[ink] > 0.0);
            }
        }
    }
    used
}

/// The names of the spot inks in the color spaces of a file.
fn spot_inks(pdf: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for object in pdf.objects.values() {
        collect_spot_inks(pdf, object, &mut names);
    }
    names.retain(|name| {
        let is_process = PROCESS_INKS.iter().any(|ink| name.eq_ignore_ascii_case(ink));
        !is_process && !ALL_OR_NONE.contains(&name.as_str())
    });
    names
}

/// Adds the names in `Separation` and `DeviceN` spaces that are in an object itself. Objects that
/// it refers to are visited on their own.
fn collect_spot_inks(pdf: &Document, object: &Object, names: &mut BTreeSet<String>) {
    let mut add = |name: &Object| {
        if let Ok(name) = name.as_name() {
            names.insert(String::from_utf8_lossy(name).into_owned());
        }
    };
    match object {
        Object::Array(items) => {
            let kind = items.first().and_then(|kind| kind.as_name().ok());
            let inks = items.get(1).and_then(|inks| pdf.dereference(inks).ok());
            match (kind, inks) {
                (Some(b"Separation"), Some((_, ink))) => add(ink),
                (Some(b"DeviceN"), Some((_, Object::Array(inks)))) => inks.iter().for_each(add),
                _ => items.iter().for_each(|item| collect_spot_inks(pdf, item, names)),
            }
        }
        Object::Dictionary(dictionary) => {
            dictionary.iter().for_each(|(_, item)| collect_spot_inks(pdf, item, names));
        }
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, item)| collect_spot_inks(pdf, item, names));
        }
        _ => {}
    }
}
