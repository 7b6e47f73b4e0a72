//! The time at which a person came, where the list does not say when the person left, or the other
//! way around. The session says the rest: someone who came at 11:30 was not there since 9:00.

use super::headers::plain;
use super::mapping::Mapping;
use super::table::Row;
use super::times::{hours_of_day, time_ends};

/// How many hours before the session people come at most. An earlier time without `AM` may be in
/// the afternoon.
const EARLY: f64 = 2.0;

/// The columns that say only when people came, or only when they left.
#[derive(Debug, Default)]
pub(super) struct LoneTimes {
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// When the session starts and ends, in hours from midnight.
    session: (f64, f64),
}

impl LoneTimes {
    /// Finds the columns in a list of a session of one day. `session` says when it starts and ends.
    pub(super) fn of(mapping: &Mapping, session: Option<(f64, f64)>) -> Self {
        let Some(session) = session else { return Self::default() };
        let (mut starts, mut ends) = time_ends(mapping);
        // Forms say when someone started to answer.
        let is_known = |at: &usize| {
            let header = plain(mapping.header_at(*at));
            mapping.export.is_some_and(|it| it.knows(&header) || it.is_harmless(&header))
        };
        let is_open = |at: &usize| !mapping.unused.contains(at) && !is_known(at);
        starts.retain(is_open);
        ends.retain(is_open);
        match starts.len() <= 1 && ends.len() <= 1 {
            true => Self { starts, ends, session },
            false => Self::default(),
        }
    }

    /// Returns the column of the only time of a row, and the most hours that the person was there.
    pub(super) fn most_hours(&self, row: &Row) -> Option<(usize, f64)> {
        let filled = |columns: &[usize]| {
            columns.iter().copied().find(|column| !row.cell(*column).is_blank())
        };
        let (start, end) = self.session;
        let in_session = |column: usize| {
            let (hours, is_sure) = hours_of_day(row.cell(column))?;
            let is_afternoon = !is_sure && hours < start - EARLY && hours + 12.0 <= end + EARLY;
            Some(if is_afternoon { hours + 12.0 } else { hours })
        };
        let (column, most) = match (filled(&self.starts), filled(&self.ends)) {
            (Some(column), None) => (column, end - in_session(column)?),
            (None, Some(column)) => (column, in_session(column)? - start),
            _ => return None,
        };
        Some((column, most.clamp(0.0, (end - start).max(0.0))))
    }
}
