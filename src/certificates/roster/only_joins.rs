//! A list that only says when people joined and left, a row for each.

use super::exports::Export;
use super::mapping::{Field, Mapping};
use super::{Options, finding};
use crate::diagnostic::{Code, Finding};

/// The export of joins and leaves without durations.
const JOINS: &str = "teams-joins-2021";

/// Reports a list without durations where hours are needed, before it asks about its columns.
pub(super) fn only_joins(options: &Options, mapping: &Mapping) -> Option<Finding> {
    let is_joins = |export: &&'static Export| export.id == JOINS;
    let export = mapping.export.filter(is_joins)?;
    let needs_hours = options.facts.training_hours.is_some() && !options.is_for_badges();
    if !needs_hours || mapping.has(&Field::Hours) {
        return None;
    }
    let message = format!(
        "{} says when people joined and left, and not how long they were there",
        export.name
    );
    let hint = "download the attendance report of the meeting, which has the durations; or write a \
                list with one row for each person and a column `Hours`, by these times";
    Some(finding(Code::RosterHeader, message, hint))
}
