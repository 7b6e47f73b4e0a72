//! What a file says about viewing it over a network (ISO 32000-1, annex F). Programs that follow it
//! do not read the page tree.

use lopdf::{Dictionary, Document, Object};

/// Checks that it leads to the first page. Returns whether programs may read the file differently
/// nevertheless.
pub(super) fn check(linear: &Dictionary, length: usize, pdf: &Document) -> Result<bool, String> {
    let number = |key: &[u8]| linear.get(key).and_then(Object::as_i64).ok();
    let first = pdf.page_iter().next().map(|(number, _)| i64::from(number));
    let is_first = number(b"O") == first && matches!(number(b"P"), None | Some(0));
    let pages = pdf.page_iter().count();
    if !is_first || number(b"N") != i64::try_from(pages).ok() {
        return Err("names another page for viewing over a network than it has".to_owned());
    }
    // Nobody follows it in a file of another length. The other pages are found by hints, which can
    // lead elsewhere.
    Ok(number(b"L") != i64::try_from(length).ok() || pages > 1)
}
