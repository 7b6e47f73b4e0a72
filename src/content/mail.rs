//! The wording of the email that brings people their certificates.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::Text;

/// The email that brings a person a certificate, in the person's language, with the file attached.
/// Peerpress fills in these placeholders: `{name}` (the person), `{title}` (the training, or the
/// title of a certification), `{number}`, `{issued}`, `{valid_until}`, `{program}`, `{phone}`,
/// `{email}` (of the program), `{page}` (where certificates are verified), and `{linkedin}` (the
/// link that adds the certificate to a LinkedIn profile).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CertificateMail {
    /// The subject line, such as `Your certificate: {title}`. It cannot have `{page}` or
    /// `{linkedin}`.
    pub subject: Text,
    /// The paragraphs. One with a placeholder that has no value is left out: a certificate that
    /// does not expire has no `{valid_until}`.
    #[schemars(length(min = 1))]
    pub body: Vec<Text>,
    /// The words to click in place of `{linkedin}`, such as `Add to my LinkedIn profile`.
    pub linkedin: Text,
}

/// The email that tells a person who ordered copies that they are out of date, in the language of
/// the order. Peerpress fills in these placeholders: `{name}` (the person), `{copies}` (the list of
/// the copies, a paragraph of its own), `{program}`, `{phone}` (of the program), and `{email}` (for
/// orders).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct NoticeMail {
    /// The subject line, such as `Please replace printed materials of {program}`.
    pub subject: Text,
    /// The paragraphs. One of them is `{copies}`. One with a placeholder that has no value is left
    /// out.
    #[schemars(length(min = 1))]
    pub body: Vec<Text>,
    /// An entry of the list, such as `{quantity} × {title} ({language}), sent on {sent}`.
    pub entry: Text,
    /// What the copies say, such as `Old: {text}`.
    pub before: Text,
    /// What is right now, such as `New: {text}`.
    pub after: Text,
    /// What to say of an address that the copies lead to and that the piece no longer has, such as
    /// `A link or code opens {address}, which we no longer use.`
    pub link: Text,
    /// What to say of a piece that no longer exists, such as `We no longer use it.`
    pub gone: Text,
    /// What to say of a flyer for a session that was cancelled, such as `The session is cancelled.`
    pub cancelled: Text,
}

/// The paragraph of a notice that is the list of copies.
pub(crate) const COPIES: &str = "{copies}";

/// What Peerpress fills in, in the subject and the paragraphs of a notice.
pub(crate) const NOTICE_PLACEHOLDERS: [&str; 4] = ["name", "program", "phone", "email"];

/// What Peerpress fills in, in an entry of the list.
pub(crate) const ENTRY_PLACEHOLDERS: [&str; 4] = ["quantity", "title", "language", "sent"];

/// What Peerpress fills in.
pub(crate) const PLACEHOLDERS: [&str; 10] = [
    "name",
    "title",
    "number",
    "issued",
    "valid_until",
    "program",
    "phone",
    "email",
    "page",
    LINKEDIN,
];

/// The placeholder of the link to LinkedIn.
pub(crate) const LINKEDIN: &str = "linkedin";

/// The placeholders that are links, which a subject cannot have.
pub(crate) const LINKS: [&str; 2] = ["page", LINKEDIN];

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LetterPart<'a> {
    Words(&'a str),
    /// The name in braces.
    Placeholder(&'a str),
}

/// Splits a text at its placeholders. `None` if a brace is not matched.
pub(crate) fn parts(text: &str) -> Option<Vec<LetterPart<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if words.contains('}') || name.contains('{') {
            return None;
        }
        if !words.is_empty() {
            parts.push(LetterPart::Words(words));
        }
        parts.push(LetterPart::Placeholder(name));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(LetterPart::Words(rest));
    }
    (!rest.contains('}')).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::LetterPart::{Placeholder, Words};
    use super::*;

    #[test]
    fn a_text_is_split_at_its_placeholders() {
        let expected = vec![Words("Dear "), Placeholder("name"), Words(","), Placeholder("x y")];
        assert_eq!(parts("Dear {name},{x y}"), Some(expected));
        assert_eq!(parts(""), Some(Vec::new()));
        for text in ["{name", "name}", "{{name}}", "{a{b}", "a}b{c}"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
