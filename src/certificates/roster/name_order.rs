//! Whether last names come first, where no comma says it. A name that is turned around by mistake
//! looks like any other, so what the name itself does not show is the user's decision.

use super::mapping::Field;
use super::names::{excerpt, first_last};
use super::table::Row;
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The number of names that a message shows.
const MAX_ASKED: usize = 2;

/// The number of turned names that a note shows.
const MAX_NOTED: usize = 6;

/// How names without a comma are read below a header that says that last names come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// Other names of the column have a comma, or the header has one, so that these are errors.
    #[default]
    NeedsComma,
    /// The user said for this list that last names come first.
    Stated,
    /// The user was asked, so that nothing is printed.
    Asked,
}

/// What a list shows of the order of its names.
#[derive(Debug, Clone, Default)]
pub(super) struct ShownOrder {
    /// A comma follows the last names.
    has_commas: bool,
    /// The first of the names that were turned around without a comma.
    turned: Option<String>,
}

/// Determines how names without a comma are read. Asks the user if their order is not certain.
pub(super) fn resolve_order(rows: &[Row], options: &Options, roster: &mut Roster) -> Order {
    let Some(column) = roster.mapping.places.get(&Field::LastFirst).copied() else {
        return Order::default();
    };
    let header = roster.mapping.header_at(column).to_owned();
    let names: Vec<String> = rows.iter().map(|row| row.cell(column).shown().into_owned()).collect();
    roster.shown_order.has_commas = names.iter().any(|name| is_with_comma(name));
    if has_comma(&header) || roster.shown_order.has_commas {
        return Order::NeedsComma;
    }
    let is_open = |name: &&String| name.trim().contains(' ') && order_in_capitals(name).is_none();
    let open: Vec<&str> = names.iter().filter(is_open).map(|name| name.trim()).collect();
    if open.is_empty() {
        return Order::Stated;
    }
    if options.columns.contains_key(&Field::LastFirst) {
        let turned: Vec<String> = open.iter().filter_map(|name| turned(name)).collect();
        if let Some(names) = describe(&turned, MAX_NOTED) {
            roster.notes.push(format!("turned around, because last names come first: {names}"));
            roster.shown_order.turned = Some(names);
        }
        return Order::Stated;
    }
    let both: Vec<String> = open.iter().filter_map(|name| in_both_orders(name)).collect();
    let both = describe(&both, MAX_ASKED).unwrap_or_else(|| format!("`{}`", excerpt(open[0])));
    let message = format!(
        "`{header}` does not show whether last names come first, because the names have no comma: \
         {both}"
    );
    let hint = format!(
        "compare the list with people you know: add `--column name=\"{header}\"` if every name is \
         right as the list has it, or `--column last-first=\"{header}\"` if the last name comes \
         first in every one"
    );
    roster.report(finding(Code::RosterOrder, message, hint));
    Order::Asked
}

/// Reports a list whose names were turned around without a comma next to lists that have commas.
/// What the user said about the order may be about those only.
pub(super) fn check_orders(lists: &mut [Roster]) {
    if !lists.iter().any(|list| list.shown_order.has_commas) {
        return;
    }
    for list in lists.iter_mut() {
        let Some(names) = list.shown_order.turned.take() else { continue };
        let message = format!(
            "the names have no comma, unlike those in other lists, so their order is not certain: \
             would print {names}"
        );
        let hint = "write `Last, First` in this list, such as `Lee, Ann`";
        list.report(finding(Code::RosterOrder, message, hint));
    }
}

/// Returns the finding about a name without a comma in a column whose names have one.
pub(super) fn missing_comma(text: &str) -> Finding {
    let message = format!(
        "`{}` has no comma, unlike other names in its column or their header, so its order is not \
         certain",
        excerpt(text)
    );
    let hint = "write `Last, First`, such as `Lee, Ann`";
    finding(Code::RosterName, message, super::oddities::keep_hint(hint, text))
}

/// Returns a name with the first names first, if last names in capitals show its order.
pub(super) fn order_in_capitals(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_upper = |word: &&&str| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !word.chars().any(char::is_lowercase)
    };
    let at_start = words.iter().take_while(is_upper).count();
    let at_end = words.iter().rev().take_while(is_upper).count();
    let count = words.iter().filter(is_upper).count();
    if count == 0 || count == words.len() {
        return None;
    }
    let first_first = |last: usize| [&words[last..], &words[..last]].concat().join(" ");
    match (at_start == count, at_end == count) {
        (true, _) => Some(first_first(at_start)),
        (_, true) => Some(words.join(" ")),
        _ => None,
    }
}

/// Turns a name of two words around.
pub(super) fn turned(name: &str) -> Option<String> {
    let (last, first) = name.trim().split_once(' ')?;
    let first = first.trim();
    (!first.contains(' ')).then(|| format!("{first} {last}"))
}

/// Returns whether a text has a comma of any script.
pub(super) fn has_comma(text: &str) -> bool {
    text.contains([',', '，', '、'])
}

fn is_with_comma(name: &str) -> bool {
    has_comma(name) && first_last(name).is_some()
}

fn in_both_orders(name: &str) -> Option<String> {
    Some(format!("{}` or `{}", excerpt(name.trim()), excerpt(&turned(name)?)))
}

/// Lists the first of several names.
fn describe(names: &[String], most: usize) -> Option<String> {
    let shown: Vec<String> = names.iter().take(most).map(|name| format!("`{name}`")).collect();
    let more = match names.len().saturating_sub(shown.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}
