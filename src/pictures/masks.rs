//! Soft masks of a PDF file: their colors are opacity, not paint.

use std::collections::HashSet;

use lopdf::{Document, Object, ObjectId, Stream};

use crate::pdf::is_name;

/// Returns every object that is a soft mask or is used by one.
pub(crate) fn masks(pdf: &Document) -> HashSet<ObjectId> {
    let mut found = HashSet::new();
    for start in pdf.objects.values().filter_map(mask_of) {
        collect(pdf, start, &mut found);
    }
    found
}

/// Returns the mask that an object refers to: that of a picture, or the group of a luminosity mask.
fn mask_of(object: &Object) -> Option<&Object> {
    let (Object::Dictionary(dictionary) | Object::Stream(Stream { dict: dictionary, .. })) = object
    else {
        return None;
    };
    let mask = dictionary.get(b"SMask").ok().filter(|mask| mask.as_name().is_err());
    match mask {
        Some(Object::Dictionary(inner)) => inner.get(b"G").ok(),
        Some(mask) => Some(mask),
        None => {
            let is_mask =
                ["Luminosity", "Alpha"].iter().any(|kind| is_name(dictionary, b"S", kind));
            dictionary.get(b"G").ok().filter(|_| is_mask)
        }
    }
}

fn collect(pdf: &Document, object: &Object, found: &mut HashSet<ObjectId>) {
    match object {
        Object::Reference(id) => {
            if let (true, Ok(target)) = (found.insert(*id), pdf.get_object(*id)) {
                collect(pdf, target, found);
            }
        }
        Object::Array(items) => items.iter().for_each(|item| collect(pdf, item, found)),
        Object::Dictionary(dict) | Object::Stream(Stream { dict, .. }) => {
            dict.iter().for_each(|(_, value)| collect(pdf, value, found))
        }
        _ => {}
    }
}
