//! What a file says about viewing it over a network (ISO 32000-1, annex F). Programs that follow it
//! do not read the page tree.

use lopdf::{Dictionary, Document, Object};

/// What a file does that leads to another first page.
const OTHER: &str = "names another page for viewing over a network than it has";

/// Checks that it leads to the first page. Returns whether programs may read the file differently
/// nevertheless.
pub(super) fn check(linear: &Dictionary, length: usize, pdf: &Document) -> Result<bool, String> {
    let number = |key: &[u8]| linear.get(key).and_then(Object::as_i64).ok();
    let first = pdf.page_iter().next().map(|(number, _)| i64::from(number));
    let pages = pdf.page_iter().count();
    let (named, index) = (number(b"O"), number(b"P").unwrap_or(0));
    if index != 0 || number(b"N") != i64::try_from(pages).ok() {
        return Err(OTHER.to_owned());
    }
    if named != first {
        let named = named.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        let named = pdf.get_dictionary((named, 0));
        // Where there is no page, programs read the page tree after all.
        let is_page = named.is_ok_and(|named| named.has(b"Contents") || named.has(b"Kids"));
        return if is_page { Err(OTHER.to_owned()) } else { Ok(true) };
    }
    // Nobody follows it in a file of another length. The other pages are found by hints, which can
    // lead elsewhere.
    Ok(number(b"L") != i64::try_from(length).ok() || pages > 1)
}
