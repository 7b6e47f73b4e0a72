//! Corrected names: the column that has them, and doubts about one: an answer such as `same` or
//! `Use above`, a part of a name, or the name of someone else.

use std::collections::BTreeMap;

use super::alike::share_a_word;
use super::common_words::is_common;
use super::headers::plain;
use super::mapping::Field;
use super::names::excerpt;
use super::not_people::is_placeholder;
use super::oddities::keep_hint;
use super::row::RowReader;
use super::{Options, finding};
use crate::diagnostic::Code;

impl Options {
    /// Takes a column for the name on the certificate as corrections, which count where they are
    /// filled in, if the list also has the parts of each name.
    pub(super) fn take_correction(&self, places: &mut BTreeMap<Field, usize>, header: &[String]) {
        let has_parts =
            [Field::FirstName, Field::LastName].iter().all(|it| places.contains_key(it))
                || places.contains_key(&Field::LastFirst);
        let is_open = has_parts && !self.columns.contains_key(&Field::Name);
        if let Some(at) = places.get(&Field::Name).copied()
            && is_open
            && is_for_certificate(&header[at])
        {
            places.remove(&Field::Name);
            places.entry(Field::CorrectedName).or_insert(at);
        }
    }
}

/// Removes the column for the name on the certificate from several columns for names. It counts
/// where it is filled in.
pub(super) fn take_certificate_name(found: &mut Vec<usize>, header: &[String]) -> Option<usize> {
    let is_certificate = |at: &usize| is_for_certificate(&header[*at]);
    let named: Vec<usize> = found.iter().copied().filter(is_certificate).collect();
    let [one] = named[..] else { return None };
    (found.len() == 2).then(|| {
        found.retain(|at| *at != one);
        one
    })
}

/// Returns whether a header is for the name on the certificate.
fn is_for_certificate(header: &str) -> bool {
    plain(header).split(' ').any(|word| word.starts_with("certifi") || word == "constancia")
}

impl RowReader<'_> {
    /// Doubts a corrected name that is an answer, that is one word where the row has more, or that
    /// has no word of the name in its row.
    pub(super) fn doubt_correction(&mut self, name: &str) {
        let places = self.roster.mapping.name_places();
        let cells: Vec<_> = places.map(|at| self.row.cell(at).shown()).collect();
        let whole = cells.join(" ").trim().to_owned();
        let (shown, row) = (excerpt(name), excerpt(&whole));
        let header = self.roster.mapping.header_of(&Field::CorrectedName).unwrap_or_default();
        let is_cased = |text: &str| text.chars().any(|c| c.is_lowercase() || c.is_uppercase());
        let (message, fix) = if is_placeholder(name) || is_common(&plain(name)) {
            let fix = "empty the cell if the name in the row is right".to_owned();
            (format!("`{shown}` is an answer, not a name, and the row has `{row}`"), fix)
        } else if !is_cased(name) || !is_cased(&whole) {
            return;
        } else if !name.contains(' ') && whole.split_whitespace().count() > 1 {
            let fix = format!(
                "write the whole name, or read the column as `--column \
                 preferred-first-name=\"{header}\"`"
            );
            (format!("`{shown}` is only a part of a name, and the row has `{row}`"), fix)
        } else if !share_a_word(name, &whole) {
            let fix = format!(
                "write the name of this person, or add `--column name=\"{header}\"` if the column \
                 has the whole name of everyone"
            );
            (format!("`{shown}` has no word of the name in the row, `{row}`"), fix)
        } else {
            return;
        };
        let finding = finding(Code::RosterOddName, message, keep_hint(&fix, name));
        self.doubts.push((Field::CorrectedName, finding));
    }
}
