//! Soft masks of a PDF file: their colors are opacity, not paint.

use std::collections::HashSet;

use lopdf::{Document, Object, ObjectId};

/// Returns every object that is a soft mask or is used by one.
pub(crate) fn masks(pdf: &Document) -> HashSet<ObjectId> {
    let mut found = HashSet::new();
    let starts: Vec<&Object> = pdf.objects.values().filter_map(mask_of).collect();
    for start in starts {
        collect(pdf, start, &mut found);
    }
    found
}

/// Returns the mask that an object refers to: that of a picture, or the group of a luminosity mask.
fn mask_of(object: &Object) -> Option<&Object> {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        _ => return None,
    };
    let mask = dictionary.get(b"SMask").ok().filter(|mask| mask.as_name().is_err());
    match mask {
        Some(Object::Dictionary(inner)) => inner.get(b"G").ok(),
        Some(mask) => Some(mask),
        None => dictionary.get(b"G").ok().filter(|_| {
            dictionary
                .get(b"S")
                .and_then(Object::as_name)
                .is_ok_and(|kind| kind == b"Luminosity" || kind == b"Alpha")
        }),
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
        Object::Dictionary(dictionary) => {
            dictionary.iter().for_each(|(_, value)| collect(pdf, value, found))
        }
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, value)| collect(pdf, value, found))
        }
        _ => {}
    }
}
