//! The columns of a spreadsheet of sessions.

use strum::{EnumString, IntoStaticStr, VariantNames};

use super::super::columns::SheetColumn;

/// What a column holds. The names are those of the fields in `data/trainings.json`; `date`,
/// `start`, and `end` are those of a day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Column {
    Id,
    Training,
    Status,
    Format,
    Date,
    Start,
    End,
    City,
    Venue,
    Address,
    Seats,
    ApplyBy,
    Apply,
    ApplyPhone,
    ApplyEmail,
    Fee,
    Currency,
    TimeZone,
    Trainers,
    Language,
    Join,
    Access,
    Interpreter,
    Parking,
    Bring,
}

/// Other names of columns, as people write them.
const OTHER_NAMES: [(&str, Column); 22] = [
    ("session", Column::Id),
    ("session id", Column::Id),
    ("dates", Column::Date),
    ("day", Column::Date),
    ("days", Column::Date),
    ("start time", Column::Start),
    ("starts", Column::Start),
    ("end time", Column::End),
    ("ends", Column::End),
    ("town", Column::City),
    ("place", Column::Venue),
    ("room", Column::Venue),
    ("building", Column::Venue),
    ("street", Column::Address),
    ("capacity", Column::Seats),
    ("deadline", Column::ApplyBy),
    ("application deadline", Column::ApplyBy),
    ("link", Column::Apply),
    ("application link", Column::Apply),
    ("cost", Column::Fee),
    ("trainer", Column::Trainers),
    ("timezone", Column::TimeZone),
];

impl Column {
    /// Whether the column is about a day, so that the rows of a session may differ in it.
    pub(super) fn is_of_day(self) -> bool {
        matches!(self, Column::Date | Column::Start | Column::End)
    }

    /// Whether the column is about a place, which each day of a session can have of its own.
    pub(super) fn is_place(self) -> bool {
        matches!(self, Column::City | Column::Venue | Column::Address)
    }

    /// The column that states a field of a session in the data.
    pub(super) fn of_field(name: &str) -> Option<Self> {
        if name == "days" { Some(Column::Date) } else { name.parse().ok() }
    }
}

impl SheetColumn for Column {
    const IN_HEADER: &'static [Self] = &[Column::Id];
    const OTHER_NAMES: &'static [(&'static str, Self)] = &OTHER_NAMES;

    fn is_text(self) -> bool {
        matches!(
            self,
            Column::Venue
                | Column::Language
                | Column::Join
                | Column::Access
                | Column::Interpreter
                | Column::Parking
                | Column::Bring
        )
    }
}

/// What stands alone in a cell that empties its field.
const DASHES: [&str; 3] = ["-", "–", "—"];

/// Whether the text of a cell empties the field.
pub(super) fn empties(text: &str) -> bool {
    DASHES.contains(&text)
}
