//! Letters as web pages write them: `Mar&iacute;a`, `Mar&#237;a`.

use unicode_normalization::UnicodeNormalization;

/// The most letters of a name between `&` and `;`.
const MAX_LENGTH: usize = 10;

/// The ends of names of letters with an accent, with the accent.
const ACCENTS: [(&str, char); 9] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
    ("cedil", '\u{327}'),
    ("ring", '\u{30a}'),
    ("caron", '\u{30c}'),
    ("ogon", '\u{328}'),
];

/// Other names.
const OTHERS: [(&str, &str); 14] = [
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("ndash", "–"),
    ("szlig", "ß"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("aelig", "æ"),
    ("AElig", "Æ"),
    ("lt", "<"),
    ("gt", ">"),
];

/// Returns text with its letters, or `None` if it has none that are written as in web pages.
pub(super) fn decode_entities(text: &str) -> Option<String> {
    let mut rest = text;
    let mut decoded = String::new();
    let mut has_any = false;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let name = after.split_once(';').filter(|(name, _)| name.len() <= MAX_LENGTH);
        let letter = name.and_then(|(name, rest)| Some((decode(name)?, rest)));
        match letter {
            Some((letter, after)) => {
                has_any = true;
                decoded.push_str(&letter);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    has_any.then_some(decoded)
}

/// Returns what stands between `&` and `;`.
fn decode(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control()).map(String::from);
    }
    let accented = ACCENTS.iter().find_map(|(end, accent)| {
        let mut letters = name.strip_suffix(end)?.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?;
        letters.next().is_none().then(|| [letter, *accent].into_iter().nfc().collect())
    });
    let other = || OTHERS.iter().find(|(known, _)| *known == name);
    accented.or_else(|| other().map(|(_, text)| (*text).to_owned()))
}
