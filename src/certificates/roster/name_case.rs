//! How the names of a list are written: in capitals, in lower case, or with a word in capitals.

use super::mapping::Field;
use super::name_kinds::has_word_in_capitals;
use super::names::{NameHabits, excerpt};
use super::oddities::{is_all_capitals, is_all_lower_case, is_short_in_capitals};
use super::table::Row;
use super::{Options, Roster, finding};
use crate::diagnostic::Code;

/// A list with this many names shows whether they have small letters.
const FEW_NAMES: usize = 4;

/// The names of a list, by how they are written.
#[derive(Default)]
struct Counts {
    all: usize,
    with_word_in_capitals: usize,
    in_capitals: usize,
    in_lower_case: usize,
    in_short_capitals: usize,
    /// The first name in lower case.
    example: String,
}

/// Returns how the names of a list are written. Asks once about a list in lower case.
pub(super) fn habits_of_case(rows: &[Row], options: &Options, roster: &mut Roster) -> NameHabits {
    let counts = Counts::of(rows, roster);
    let Counts { all, in_capitals, in_lower_case, .. } = counts;
    let has_capitals = all > 1 && counts.with_word_in_capitals * 3 > all * 2;
    if has_capitals {
        roster
            .notes
            .push("most names have a word in capitals, which is printed as it is".to_owned());
    }
    let is_said = |field: &Field| options.columns.contains_key(field);
    let is_settled = options.is_for_badges()
        || [Field::Name, Field::FirstName, Field::LastFirst].iter().any(is_said);
    let is_list_in_lower_case = all > 1 && in_lower_case * 2 > all;
    if is_list_in_lower_case && !is_settled {
        ask_about_lower_case(&counts.example, roster);
    }
    NameHabits {
        has_capitals,
        is_mixed_case: all >= FEW_NAMES && (in_capitals + in_lower_case) * 4 < all,
        may_be_lower_case: is_settled || is_list_in_lower_case,
        has_short_capitals: all > 1 && counts.in_short_capitals * 2 > all,
        ..NameHabits::default()
    }
}

impl Counts {
    fn of(rows: &[Row], roster: &Roster) -> Self {
        let places: Vec<usize> = roster.mapping.name_places().collect();
        let mut counts = Self::default();
        for row in rows {
            let parts: Vec<_> = places.iter().map(|at| row.cell(*at).shown()).collect();
            let name = parts.join(" ").trim().to_owned();
            if !name.chars().any(|c| c.is_lowercase() || c.is_uppercase()) {
                continue;
            }
            counts.all += 1;
            counts.with_word_in_capitals += usize::from(has_word_in_capitals(&name));
            counts.in_capitals += usize::from(is_all_capitals(&name));
            counts.in_short_capitals += usize::from(is_short_in_capitals(&name));
            if is_all_lower_case(&name) {
                counts.in_lower_case += 1;
                if counts.example.is_empty() {
                    counts.example = name;
                }
            }
        }
        counts
    }
}

fn ask_about_lower_case(example: &str, roster: &mut Roster) {
    let named: Vec<String> = [Field::Name, Field::LastFirst, Field::FirstName, Field::LastName]
        .iter()
        .filter_map(|field| {
            Some(format!("--column {field}=\"{}\"", roster.mapping.header_of(field)?))
        })
        .collect();
    let message = format!("most names are in lower case, such as `{}`", excerpt(example));
    let hint = format!(
        "write the names as people do, in a spreadsheet with `=PROPER(A2)`; if certificates are to \
         have them as they are, add `{}`",
        named.join(" ")
    );
    roster.report(finding(Code::RosterOddName, message, hint));
}
