//! How the ledger recognizes people.

use unicode_normalization::UnicodeNormalization;

/// The key by which the ledger knows a person: the id if the roster has one, otherwise the name and
/// the email address. Capitalization, spacing and the encoding of accents make no difference.
pub fn person_key(id: Option<&str>, name: &str, email: Option<&str>) -> String {
    match id.map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => format!("id {id}"),
        None => {
            format!("name {} <{}>", normalized(name), email.map(normalized).unwrap_or_default())
        }
    }
}

/// Returns a text in NFC and lower case, with single spaces.
fn normalized(text: &str) -> String {
    let lower: String = text.nfc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a name or an email address in the form used for searches: like [`person_key`], and
/// without the accents of Latin, Greek and Cyrillic letters. The marks of other scripts stay,
/// because their readers regard them as letters.
pub fn folded(text: &str) -> String {
    normalized(&text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_have_the_same_key() {
        let key = |name, email| person_key(None, name, email);
        assert_eq!(
            key("José  Pérez ", Some("J@Example.org")),
            key("JOSE\u{301} PE\u{301}REZ", Some("j@example.org"))
        );
        assert_ne!(key("José", None), key("Jose", None));
        assert_ne!(key("A <b@c>", None), key("A", Some("b@c>")));
        assert_eq!(
            person_key(Some(" 0042 "), "A", None),
            person_key(Some("0042"), "B", Some("b@example.org"))
        );
        assert_ne!(person_key(Some(" "), "A", None), person_key(Some(" "), "B", None));
        assert_ne!(person_key(Some("a <>"), "x", None), person_key(None, "a", None));
    }

    #[test]
    fn accents_are_removed_only_where_they_are_not_letters() {
        assert_eq!(folded("Nguyễn Thị Ánh"), "nguyen thi anh");
        assert_eq!(folded("कृष्ण"), "कृष्ण");
        assert_eq!(folded("عبد  الرحمن"), "عبد الرحمن");
    }
}
