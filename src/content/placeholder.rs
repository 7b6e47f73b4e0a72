//! Values that stand for facts which nobody has written yet: addresses and phone numbers that are
//! reserved for examples, text in square brackets, and filler text.

use super::reserved::has_reserved_host;

/// The start of text that fills a page before it is written.
const FILLER: &str = "lorem ipsum";

/// The digits of the phone numbers that are reserved for fiction, without the last two.
const FICTIONAL: &str = "55501";

/// The lengths of what can stand before these digits: nothing, an area code, and a 1 or a country.
const BEFORE_FICTIONAL: [usize; 3] = [0, 3, 4];

/// The prefix of the certificates of a program that has not chosen one.
pub(crate) const SAMPLE_PREFIX: &str = "SAMPLE";

/// Returns the part of a text that is not written yet: all of `[Name of your agency]`, which says
/// what to write, or the start of filler text.
pub(crate) fn unwritten_in(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    if trimmed.len() > 2 && trimmed.starts_with('[') && trimmed.ends_with(']') {
        return Some(trimmed);
    }
    let at = text.to_lowercase().find(FILLER)?;
    text.get(at..at + FILLER.len())
}

/// The first sample value in a text.
pub(crate) fn sample_in(text: &str) -> Option<&str> {
    let is_around = |c: char| "<>()[]{}\"'“”‘’«»,;:!?.".contains(c);
    let mut words = text.split_whitespace();
    if let Some(word) = words.find(|word| has_reserved_host(word)) {
        return Some(word.trim_matches(is_around));
    }
    if let Some(unwritten) = unwritten_in(text) {
        return Some(unwritten);
    }
    let is_of_phone = |c: char| c.is_ascii_digit() || " \u{a0}-–‑.()+/".contains(c);
    let mut runs = text.split(|c| !is_of_phone(c));
    runs.find(|run| is_fictional(run)).map(number_in)
}

/// The phone number in a run of digits and of what people write between them: `(701) 555-0199` with
/// both parentheses, `701-555-0199` without those around it.
fn number_in(run: &str) -> &str {
    let is_between = |c| " \u{a0}-–.()/".contains(c);
    let number = run.trim_matches(is_between);
    let start = run.find(number).unwrap_or_default();
    let closes_first = number.find(')').is_some_and(|at| !number[..at].contains('('));
    match start.checked_sub(1).filter(|before| closes_first && run[*before..].starts_with('(')) {
        Some(before) => &run[before..start + number.len()],
        None => number,
    }
}

/// Whether digits and what people write between them have a number from 555-0100 to 555-0199.
pub(crate) fn is_fictional(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let Some(at) = digits.find(FICTIONAL) else { return false };
    let Some(after) = digits.len().checked_sub(at + FICTIONAL.len() + 2) else { return false };
    // An unbroken number that goes on is another one; after a gap, it may be an extension.
    let is_unbroken = run.trim().len() == digits.len();
    after == 0 || !is_unbroken && BEFORE_FICTIONAL.contains(&at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_found_in_values_and_in_sentences() {
        for (text, expected) in [
            ("https://example.org/apply", "https://example.org/apply"),
            ("Write to help@sub.Example.COM.", "help@sub.Example.COM"),
            ("Go to (peers.test/join)", "peers.test/join"),
            ("office@state.invalid", "office@state.invalid"),
            ("701-555-0100", "701-555-0100"),
            ("Call (701) 555-0199, or write.", "(701) 555-0199"),
            ("(208) 555-0100", "(208) 555-0100"),
            ("Call us (208-555-0100).", "208-555-0100"),
            ("+1 701 555 0142 ext. 4", "+1 701 555 0142"),
            ("7015550100", "7015550100"),
            ("Lorem ipsum dolor", "Lorem ipsum"),
            ("[Name of your agency]", "[Name of your agency]"),
        ] {
            assert_eq!(sample_in(text), Some(expected), "{text}");
        }
        for text in [
            "https://nd.gov/example.html",
            "an example. Test it.",
            "https://organexample.org",
            "701-555-1234",
            "15550 1 Main Street",
            "555-01",
            "Order 120155501999",
            "988",
            "For example, 8:30 a.m.",
            "It [the code] is valid.",
            "[]",
        ] {
            assert_eq!(sample_in(text), None, "{text}");
        }
    }
}
