//! A soft hyphen or a joiner in an address or a number. Nobody sees it, but who copies the address
//! copies it too, and a page can break the address there.

use super::texts::TextContext;
use crate::content::text::is_email;
use crate::content::web_address::is_web_address;
use crate::diagnostic::{Code, Finding};

const SOFT_HYPHEN: char = '\u{ad}';

/// What joins letters in some scripts, and keeps them apart.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

pub(super) fn check(context: &TextContext) -> Option<Finding> {
    let TextContext { text, field, .. } = context;
    if !text.contains(is_hidden) {
        return None;
    }
    let (what, hidden) = match text.find(SOFT_HYPHEN).filter(|_| *field == "address") {
        Some(_) => ("address".to_owned(), SOFT_HYPHEN),
        None => text.split_whitespace().find_map(broken)?,
    };
    let message = format!("`{what}` has an invisible character (U+{:04X})", u32::from(hidden));
    Some(Finding::new(Code::BadValue, message).hint("type it again; do not copy it"))
}

fn is_hidden(c: char) -> bool {
    c == SOFT_HYPHEN || JOINERS.contains(&c)
}

/// An address or a number as it should be, and the character that nobody sees in it.
fn broken(word: &str) -> Option<(String, char)> {
    let hidden = word.chars().find(|c| is_hidden(*c))?;
    let bare: String = word.chars().filter(|c| !is_hidden(*c)).collect();
    let bare = bare.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    let is_broken = is_email(bare) || is_web_address(bare) || has_broken_number(word);
    is_broken.then(|| (bare.to_owned(), hidden))
}

/// Whether a soft hyphen is beside a digit, or a joiner is between two: after one, some languages
/// write a joiner and the ending of a word.
fn has_broken_number(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_numeric())
    };
    letters.iter().enumerate().any(|(at, letter)| {
        let (before, after) = (is_digit(at.checked_sub(1)), is_digit(Some(at + 1)));
        match *letter {
            SOFT_HYPHEN => before || after,
            letter => JOINERS.contains(&letter) && before && after,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        check(&TextContext { text, field: "body", is_shared: false }).map(|it| it.message)
    }

    #[test]
    fn addresses_and_numbers_in_a_text_are_whole() {
        for (text, what) in [
            ("Write to train@nursing\u{ad}path.org.", "train@nursingpath.org"),
            ("See (nursing\u{200c}path.org/ny), please", "nursingpath.org/ny"),
            ("Call 701-32\u{ad}8-2310.", "701-328-2310"),
            ("Call +1 701 32\u{200d}8 2310.", "328"),
            ("Room B\u{ad}12", "B12"),
        ] {
            let wanted = format!("`{what}` has an invisible character");
            assert!(found(text).is_some_and(|message| message.starts_with(&wanted)), "{text}");
        }
        let german = "Lebens\u{ad}mittel, 24-Stunden-Tele\u{ad}fon";
        let persian = "می\u{200c}روم، ۲۰۲۷\u{200c}ام";
        assert_eq!([german, persian].map(found), [None, None]);
    }
}
