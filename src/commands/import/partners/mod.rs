//! `peerpress import partners`: adds and updates partners from a spreadsheet.

mod change;
mod columns;
mod rows;
mod valid;

use serde_json::Value;

use super::super::FAULTY;
use super::changes::List;
use super::columns::{Columns, is_header};
use super::faults::SheetFaults;
use super::shown::shown;
use super::texts::Languages;
use super::valid::require_valid;
use super::{Target, language_of_columns};
use crate::certificates::roster::read_cells;
use crate::cli::{Common, SheetOptions};
use crate::content::data_file::DataFile;
use crate::diagnostic::Code;
use crate::error::Error;
use columns::Column;
use rows::SheetPartner;

/// The partners in the data.
const PARTNERS: List = List {
    file: DataFile::Partners,
    name: "partners",
    entry: "partner",
    empty: Some(EMPTY),
    show: shown,
};

/// The file of a program without partners.
const EMPTY: &str = "{\n  \"$schema\": \"schema/partners.schema.json\",\n  \"partners\": []\n}\n";

/// The number of IDs that a note names.
const MOST_NAMED: usize = 3;

/// Shows what a spreadsheet of partners changes, and writes it if the user says so.
pub(super) fn run(common: &Common, sheet: &SheetOptions) -> Result<u8, Error> {
    let Some(target) = Target::open(common, PARTNERS)? else { return Ok(FAULTY) };
    let languages = Languages::of(&target.content);
    let lang = language_of_columns(sheet.lang.as_deref(), &languages)?;
    let table = read_cells(&sheet.file, sheet.sheet.as_deref(), &is_header::<Column>)?;
    let mut faults = SheetFaults::new(&sheet.file, Code::PartnerCell);
    let columns = Columns::of(&table.header, &languages.all, &lang, &mut faults);
    let known = PARTNERS.entries(&target.source.value);
    let partners = rows::partners(&columns, &table.rows, known, &mut faults);
    let changes = change::find_changes(&target, &partners, &languages, &mut faults);
    if !sheet.allow_similar {
        valid::report_similar(known, &partners, &changes, &mut faults);
    }
    valid::require_complete(known, &partners, &changes, &mut faults);
    require_valid(&target, &partners, &changes, &mut faults);
    let mut notes: Vec<String> = table.note.into_iter().chain(columns.left_out()).collect();
    notes.extend(made_ids(known, &partners));
    target.finish(&changes, faults, sheet, &notes)
}

/// Says which IDs are made from names.
fn made_ids(known: &[Value], partners: &[SheetPartner<'_>]) -> Option<String> {
    let is_known = |id: &str| known.iter().any(|other| other["id"] == *id);
    let made = partners.iter().filter(|partner| partner.has_made_id && !is_known(&partner.id));
    let made: Vec<String> = made.map(|partner| format!("`{}`", partner.id)).collect();
    let more = match made.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = made[..made.len().min(MOST_NAMED)].join(", ");
    (!made.is_empty()).then(|| {
        format!(
            "the ID is made from the name for {named}{more}; it is in the names of the files, so \
             keep it when the name changes"
        )
    })
}
