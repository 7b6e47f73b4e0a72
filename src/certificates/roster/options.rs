//! How to read a roster: what the user says, and what the data of the program states.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::attendance::Attendance;
use super::data_names::DataNames;
use super::encoding::TextEncoding;
use super::exports::ReadAs;
use super::headers::plain;
use super::hidden::Hidden;
use super::known_facts::KnownFacts;
use super::mapping::Field;
use super::registered::Purpose;
use super::saved::SavedMappings;
use super::unit::Unit;

/// How to read a roster.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the list is read for.
    pub purpose: Purpose,
    /// The columns that the user named (`--column name="Participant"`).
    pub columns: BTreeMap<Field, String>,
    /// Further columns of hours that the user named, which are added up.
    pub more_hours: Vec<String>,
    /// The sheet of a workbook (`--sheet`). The default is the first visible sheet with a header.
    pub sheet: Option<String>,
    /// The unit of the hours (`--unit`), where the roster does not state it.
    pub unit: Option<Unit>,
    /// The unit of the hours in single lists, by their names.
    pub list_units: Vec<(String, Unit)>,
    /// How to read the list (`--read-as`). The default is by the export that is recognized.
    pub read_as: Option<ReadAs>,
    /// What the user said about earlier rosters.
    pub saved: SavedMappings,
    /// The training's continuing education categories, each with its name in every language,
    /// the program's first language first.
    pub categories: Vec<Vec<String>>,
    /// The names that the user says are right although they look odd (`--name-is-right`).
    pub right_names: BTreeSet<String>,
    /// More headers of each field, from the data of the program.
    pub headers: BTreeMap<Field, Vec<String>>,
    /// The headers of columns that say who came, from the data of the program.
    pub attendance_headers: Vec<String>,
    /// Columns that do not matter (`--unused`): parts of names, hours, or who came.
    pub unused: Vec<String>,
    /// Texts about the list that do not change who is certified (`--ignore-text`).
    pub ignored_texts: Vec<String>,
    /// What the data says about the session and the program.
    pub facts: KnownFacts,
    /// The encoding of a text file that the user states (`--encoding`).
    pub encoding: Option<TextEncoding>,
    /// Which rows are certified, where a column says who came.
    pub attendance: Attendance,
    /// What to do with hidden rows and columns. Without a choice they are an error.
    pub hidden: Option<Hidden>,
    /// Whether the column of IDs is ignored.
    pub no_ids: bool,
    /// Whether the rows of one person in one list are added up.
    pub add_up: bool,
    /// Whether lists with the same contents are lists of different days (`--same-list-again`).
    pub same_list_again: bool,
    /// The most hours that count for a person in one list (`--at-most`).
    pub at_most: Option<f64>,
    /// The first and the last day of the session; `None` if nobody knows them.
    pub days: Option<(Date, Date)>,
    /// The number of lists that are read together.
    pub list_count: usize,
    /// The number of days of the session; `None` if nobody knows it.
    pub day_count: Option<usize>,
    /// The names in the data of the program that no person has.
    pub data_names: Arc<DataNames>,
    /// How rows are understood that may or may not be one person.
    pub alike: Option<Alike>,
}

impl Options {
    /// Returns whether the user said that a text about the list does not matter.
    pub(super) fn ignores(&self, text: &str) -> bool {
        let text = plain(text);
        self.ignored_texts.iter().any(|ignored| plain(ignored) == text)
    }
}

/// How rows are understood that may or may not be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// They are one person (`--same-person`).
    SamePerson,
    /// They are different people (`--allow-alike`).
    DifferentPeople,
}
