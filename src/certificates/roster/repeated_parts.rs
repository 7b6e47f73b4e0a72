//! Parts of a name that are in two columns, so that they would be printed twice.

use super::finding;
use super::headers::plain;
use super::mapping::Field;
use super::names::excerpt;
use super::oddities::keep_hint;
use crate::diagnostic::{Code, Finding};

/// What messages call the parts, in the order of [`Field::NAME_PARTS`].
const PARTS: [&str; 5] = ["first name", "middle name", "last name", "second last name", "suffix"];

/// The position of the suffix.
const SUFFIX: usize = 4;

/// The parts that are compared, by their positions.
const PAIRS: [(usize, usize); 8] =
    [(0, 2), (0, 1), (1, 2), (2, 3), (0, SUFFIX), (1, SUFFIX), (2, SUFFIX), (3, SUFFIX)];

/// Returns the finding about two parts of which one has the other, and the field of the second.
/// `name` is what would be printed.
pub(super) fn repeated_part(parts: &[Option<String>; 5], name: &str) -> Option<(Field, Finding)> {
    let repeats = |(one, other): &(usize, usize)| {
        let (Some(first), Some(second)) = (&parts[*one], &parts[*other]) else { return false };
        let (first, second) = (plain(first), plain(second));
        // Some people have one name twice, such as the last names `García García`.
        let is_same = first == second && (*one, *other) == (0, 2);
        // Only a last name starts with what is before it.
        let starts = *other != SUFFIX && has_start(&second, &first);
        is_same || has_start(&reversed(&first), &reversed(&second)) || starts
    };
    let (one, other) = PAIRS.into_iter().find(|pair| repeats(pair))?;
    let (first, second) = (excerpt(parts[one].as_ref()?), excerpt(parts[other].as_ref()?));
    let message = format!(
        "the {} `{first}` and the {} `{second}` repeat each other",
        PARTS[one], PARTS[other]
    );
    let hint = keep_hint("write each part of the name in its own column", name);
    let field = Field::NAME_PARTS.into_iter().nth(other)?;
    Some((field, finding(Code::RosterOddName, message, hint)))
}

/// Whether a text has more words than another, and starts with those.
fn has_start(text: &str, start: &str) -> bool {
    let rest = text.strip_prefix(start).filter(|_| !start.is_empty());
    rest.is_some_and(|rest| rest.starts_with(' '))
}

/// Returns the words of a text in the other order.
fn reversed(text: &str) -> String {
    text.split(' ').rev().collect::<Vec<_>>().join(" ")
}
