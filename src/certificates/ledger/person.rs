//! How the ledger recognizes people.

use unicode_normalization::UnicodeNormalization;

/// The key by which the ledger knows a person: the ID if the roster has one, otherwise the name and
/// the email address. Capitalization, spacing and the encoding of accents make no difference.
pub fn person_key(id: Option<&str>, name: &str, email: Option<&str>) -> String {
    match id.map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => format!("id {id}"),
        None => {
            format!("name {} <{}>", normalized(name), email.map(normalized).unwrap_or_default())
        }
    }
}

/// Returns text in NFC and lower case, with single spaces.
fn normalized(text: &str) -> String {
    let lower = match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.nfc().collect::<String>().to_lowercase(),
    };
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a name or an email address in the form used for searches: like [`person_key`], and
/// without the accents of Latin, Greek and Cyrillic letters. The marks of other scripts stay,
/// because their readers regard them as letters.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return normalized(text);
    }
    normalized(&text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>())
}
