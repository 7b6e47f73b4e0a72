//! Whether a list is of this session: the days that it states are compared with those of the
//! session. The list of another year or of another training certifies the wrong people.

use jiff::ToSpan;

use super::headers::plain;
use super::mapping::Mapping;
use super::names::excerpt;
use super::stated_days::Days;
use super::table::{Cell, Row};
use super::times::{dates_in, is_day_header, is_time_header};
use super::{Options, Roster, finding};
use crate::diagnostic::Code;

/// Words of labels of the time at which a meeting starts.
const STARTS: [&str; 5] = ["start", "inicio", "debut", "beginn", "comienzo"];

/// Words for a time.
const TIMES: [&str; 3] = ["time", "hora", "heure"];

/// Reports the first day in a list that is not one of the session. `above` are the rows above the
/// header, in which a meeting tool says when the meeting was.
pub(super) fn check_days(above: &[Row], rows: &[Row], options: &Options, roster: &mut Roster) {
    let Some((first, last)) = options.days else { return };
    // Times may be those of another time zone.
    let days = (first.saturating_sub(1.day()), last.saturating_add(1.day()));
    let is_other = |cell: &Cell| {
        let found = dates_in(&cell.shown());
        !found.is_empty() && found.iter().all(|date| *date < days.0 || *date > days.1)
    };
    let session = describe_session((first, last));
    let mapping = &roster.mapping;
    for at in (0..mapping.header.len()).filter(|at| states_day(*at, mapping)) {
        let Some(row) = rows.iter().find(|row| is_other(row.cell(at))) else { continue };
        let header = mapping.header_at(at);
        let message = format!(
            "`{header}` is `{}` in row {}, but {session}",
            excerpt(&row.cell(at).shown()),
            row.number
        );
        let hint = format!(
            "certify the list of this session, or add `--unused \"{header}\"` if the dates do not \
             matter"
        );
        return roster.report(finding(Code::RosterFile, message, hint));
    }
    for (index, row) in above.iter().enumerate() {
        let is_start = |at: usize| {
            let before = at.checked_sub(1).map(|before| row.cell(before));
            let over = index.checked_sub(1).map(|over| above[over].cell(at));
            before.into_iter().chain(over).any(is_label_of_start)
        };
        let cells = row.cells.iter().enumerate();
        let mut other = cells.filter(|(at, cell)| is_start(*at) && is_other(cell));
        if let Some((_, cell)) = other.next() {
            let message =
                format!("row {} says `{}`, but {session}", row.number, excerpt(&cell.shown()));
            let hint = "certify the list of this session; if it is the right one, delete the rows \
                        above its header";
            return roster.report(finding(Code::RosterFile, message, hint));
        }
    }
}

/// Says when a session is, as the end of a sentence.
pub(super) fn describe_session((first, last): Days) -> String {
    match first == last {
        true => format!("the session is on {first}"),
        false => format!("the session is from {first} to {last}"),
    }
}

/// Whether a column states the day on which people were there, and the user did not say that it
/// does not matter.
fn states_day(at: usize, mapping: &Mapping) -> bool {
    let header = plain(mapping.header_at(at));
    let is_known = mapping.export.is_some_and(|export| export.is_harmless(&header));
    let is_time = is_time_header(&header) || is_day_header(&header);
    let is_meeting = is_start(&header) && header.split(' ').any(|word| TIMES.contains(&word));
    (is_time || is_meeting) && !is_known && !mapping.unused.contains(&at)
}

fn is_label_of_start(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if is_start(&plain(text)))
}

fn is_start(label: &str) -> bool {
    label.split(' ').any(|word| STARTS.contains(&word))
}
