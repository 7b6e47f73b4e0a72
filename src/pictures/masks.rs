//! What a PDF file uses as a mask: it is light that lets paint through, and no paint itself.

use std::collections::HashSet;

use lopdf::{Document, Object, ObjectId};

/// Every object that is a soft mask, or is there for one.
pub fn masks(pdf: &Document) -> HashSet<ObjectId> {
    let mut found = HashSet::new();
    let starts: Vec<&Object> = pdf.objects.values().filter_map(mask_of).collect();
    for start in starts {
        reach(pdf, start, &mut found);
    }
    found
}

/// The mask that an object names: of a picture, or the group of a mask of light.
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

fn reach(pdf: &Document, object: &Object, found: &mut HashSet<ObjectId>) {
    match object {
        Object::Reference(id) => {
            if let (true, Ok(target)) = (found.insert(*id), pdf.get_object(*id)) {
                reach(pdf, target, found);
            }
        }
        Object::Array(items) => items.iter().for_each(|item| reach(pdf, item, found)),
        Object::Dictionary(dictionary) => {
            dictionary.iter().for_each(|(_, value)| reach(pdf, value, found))
        }
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, value)| reach(pdf, value, found))
        }
        _ => {}
    }
}
