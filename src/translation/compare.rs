//! Compares a translation with its source: what must be the same in every language.

use std::collections::BTreeSet;

use super::tokens::{Number, Tokens};

/// Says what a translation changed that it must keep, to follow "the translation"; `None` if it
/// kept everything.
pub(super) fn fault(source: &str, target: &str) -> Option<String> {
    let (is, was) = (Tokens::of(target), Tokens::of(source));
    let sets = [
        ("the placeholder", &was.placeholders, &is.placeholders),
        ("the email address", &was.emails, &is.emails),
        ("the web address", &was.addresses, &is.addresses),
        ("the phone number", &was.phones, &is.phones),
        ("the code", &was.codes, &is.codes),
    ];
    let differing = sets.into_iter().find_map(|(what, was, is)| differing(what, was, is));
    differing
        .or_else(|| differing_number(&was.numbers, &is.numbers))
        .or_else(|| differing_markup(&was.markup, &is.markup))
}

fn differing(what: &str, was: &BTreeSet<String>, is: &BTreeSet<String>) -> Option<String> {
    let (lost, new) = (was.difference(is).next(), is.difference(was).next());
    match (lost, new) {
        (None, None) => None,
        (Some(lost), Some(new)) => Some(format!("changes {what} `{lost}` to `{new}`")),
        (Some(lost), None) => Some(format!("has lost {what} `{lost}`")),
        (None, Some(new)) => Some(format!("has {what} `{new}`, which the source has not")),
    }
}

fn differing_number(was: &[Number], is: &[Number]) -> Option<String> {
    let matches =
        |one: &Number, other: &Number| one.forms.iter().any(|form| other.forms.contains(form));
    let lost = was.iter().find(|number| !is.iter().any(|other| matches(number, other)));
    let new = is.iter().find(|number| !was.iter().any(|other| matches(number, other)));
    match (lost, new) {
        (None, None) => None,
        (Some(lost), Some(new)) => {
            Some(format!("changes the number `{}` to `{}`", lost.written, new.written))
        }
        (Some(lost), None) => Some(format!("has lost the number `{}`", lost.written)),
        (None, Some(new)) => {
            Some(format!("has the number `{}`, which the source has not", new.written))
        }
    }
}

fn differing_markup(was: &[String], is: &[String]) -> Option<String> {
    let count = |list: &[String], mark: &String| list.iter().filter(|one| *one == mark).count();
    let mark = was.iter().chain(is).find(|mark| count(was, mark) != count(is, mark))?;
    let (was, is) = (count(was, mark), count(is, mark));
    Some(format!("has `{mark}` {}, and the source has it {}", times(is), times(was)))
}

fn times(count: usize) -> String {
    match count {
        0 => "nowhere".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_may_write_the_same_numbers_in_their_own_way() {
        for (source, target) in [
            ("40 hours", "40 horas"),
            ("1,200 people", "1\u{a0}200 personas"),
            ("1,200.50", "1.200,50"),
            ("8:30 a.m.–5:30 p.m.", "de 8:30 a. m. a 5:30 p. m."),
            ("8:30 a.m.–5:30 p.m.", "de 8 h 30 à 17 h 30"),
            ("9 AM to 5 PM", "de 9:00 a 17:00"),
            ("Call 701-555-0100.", "Llame al (701) 555-0100."),
            ("Call 701-555-0100.", "اتصل على ٧٠١-٥٥٥-٠١٠٠"),
            ("Call \u{2066}988\u{2069}", "Llame al 988"),
            ("the 1st floor", "el 1.er piso"),
            ("{name}, {credentials}", "{credentials}, {name}"),
            ("Write to a@example.org.", "Escriba a a@example.org"),
            ("988lifeline.org, 24/7", "988lifeline.org, 24/7"),
            ("in 2026-2027", "de 2026 a 2027"),
            ("a **bold** word", "una palabra **gruesa**"),
        ] {
            assert_eq!(fault(source, target), None, "{source} → {target}");
        }
    }

    #[test]
    fn what_a_translation_must_keep_is_compared() {
        for (source, target, expected) in [
            ("Hi {name}", "Hola {nombre}", "the placeholder `{name}` to `{nombre}`"),
            ("Hi {name}", "Hola", "has lost the placeholder `{name}`"),
            ("Hi", "Hola {name}", "`{name}`, which the source has not"),
            ("Call 701-555-0100", "Llame al 701-555-0101", "the phone number `7015550100`"),
            ("Call 701-555-0100", "Llame al 555-701-0100", "the phone number `7015550100`"),
            ("Call 1-800-QUIT", "Llame al 1-800-DEJE", "the code `1-800-QUIT`"),
            ("Call or text 988", "Llame al 998", "the number `988` to `998`"),
            ("40 hours", "4 horas", "the number `40` to `4`"),
            ("1.5 hours", "15 horas", "the number `1.5` to `15`"),
            ("at 5:30 p.m.", "a las 6:30 p. m.", "the number `5` to `6`"),
            ("three days", "3 días", "the number `3`, which the source has not"),
            ("a@example.org", "b@example.org", "the email address `a@example.org`"),
            ("see example.org/a", "vea example.org/b", "the web address `example.org/a`"),
            ("see https://example.org", "vea", "has lost the web address"),
            ("Room B12", "Sala B21", "the code `B12` to `B21`"),
            ("a **bold** word", "una *palabra*", "has `**` nowhere, and the source has it twice"),
            ("<b>now</b>", "<b>ya", "has `</b>` nowhere, and the source has it once"),
        ] {
            let found = fault(source, target).unwrap_or_default();
            assert!(found.contains(expected), "{source} → {target}: {found}");
        }
    }
}
