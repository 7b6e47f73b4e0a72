//! Shortcuts to the objects of a PDF: values wherever in the file they stand, numbers, boxes.

use kurbo::{Affine, Rect};
use lopdf::{Dictionary, Document, Object, Stream};

/// Page trees higher than this are taken for a loop.
const MAX_NODES: usize = 64;

/// Returns a value of a dictionary. A reference is followed.
pub(crate) fn value<'a>(
    pdf: &'a Document,
    outer: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    Some(pdf.dereference(outer.get(key).ok()?).ok()?.1)
}

/// Returns a value of a page, which can stand in a node above it in the page tree.
pub(super) fn inherited<'a>(
    pdf: &'a Document,
    page: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    let above = |node: &&'a Dictionary| dictionary(pdf, node, b"Parent");
    std::iter::successors(Some(page), above).take(MAX_NODES).find_map(|node| value(pdf, node, key))
}

/// Returns a dictionary in a dictionary.
pub(crate) fn dictionary<'a>(
    pdf: &'a Document,
    outer: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    value(pdf, outer, key)?.as_dict().ok()
}

/// Returns a stream in a dictionary.
pub(crate) fn stream<'a>(
    pdf: &'a Document,
    outer: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Stream> {
    value(pdf, outer, key)?.as_stream().ok()
}

/// Returns the items of an array in a dictionary. References are followed.
pub(crate) fn items<'a>(
    pdf: &'a Document,
    outer: &'a Dictionary,
    key: &[u8],
) -> impl Iterator<Item = &'a Object> + use<'a> {
    let list = value(pdf, outer, key).and_then(|list| list.as_array().ok());
    list.into_iter().flatten().filter_map(|item| Some(pdf.dereference(item).ok()?.1))
}

/// Returns a text string in a dictionary.
pub(crate) fn string(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<String> {
    lopdf::decode_text_string(value(pdf, outer, key)?).ok()
}

/// Returns a whole number in a dictionary.
pub(super) fn integer(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<i64> {
    value(pdf, outer, key)?.as_i64().ok()
}

/// Whether a key of a dictionary is set to a name.
pub(crate) fn is_name(dictionary: &Dictionary, key: &[u8], name: &str) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|value| value == name.as_bytes())
}

/// Returns a direct number, such as an operand.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}

/// Returns a number of a dictionary.
pub(super) fn number_at(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<f64> {
    number(value(pdf, outer, key)?)
}

/// Returns a list of numbers; `None` if one of its items is not a number.
pub(super) fn numbers(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<Vec<f64>> {
    let list = value(pdf, outer, key)?.as_array().ok()?;
    list.iter().map(|item| number(pdf.dereference(item).ok()?.1)).collect()
}

/// Returns a transformation matrix.
pub(super) fn matrix(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<Affine> {
    Some(Affine::new(numbers(pdf, outer, key)?.try_into().ok()?))
}

/// Returns a box of a page that can stand in a node above it in the page tree, in points.
pub(super) fn inherited_rectangle(pdf: &Document, page: &Dictionary, key: &[u8]) -> Option<Rect> {
    let sides = inherited(pdf, page, key)?.as_array().ok()?.iter();
    let sides: Option<Vec<f64>> = sides.map(|side| number(pdf.dereference(side).ok()?.1)).collect();
    let [x0, y0, x1, y1] = sides?.try_into().ok()?;
    Some(Rect::new(x0, y0, x1, y1).abs())
}

/// Returns a box, such as a page's `TrimBox`, in points.
pub(crate) fn rectangle(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<Rect> {
    let [x0, y0, x1, y1] = numbers(pdf, outer, key)?.try_into().ok()?;
    Some(Rect::new(x0, y0, x1, y1).abs())
}

/// Returns what a name means in the resources, the innermost of which come first.
pub(super) fn lookup<'a>(
    pdf: &'a Document,
    resources: &[&'a Dictionary],
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    resources.iter().find_map(|resources| dictionary(pdf, resources, kind)?.get(name).ok())
}
