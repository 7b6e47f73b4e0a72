//! Texts without marks that nobody sees.

/// A text without marks of direction, and with digits of European form.
pub(super) fn without_marks(text: &str) -> String {
    let kept = text.chars().filter(|c| {
        !matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' | '\u{2060}')
    });
    kept.map(|c| match c {
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit(c, '\u{6f0}'),
        c => c,
    })
    .collect()
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}
