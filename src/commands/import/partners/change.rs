//! What a spreadsheet changes of partners.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::Target;
use super::super::changes::Changes;
use super::super::columns::{SheetColumn, known_tag, plain};
use super::super::faults::SheetFaults;
use super::super::texts::{Languages, TextNote, Texts, notes_on, with_texts};
use super::PARTNERS;
use super::columns::Column;
use super::rows::SheetPartner;
use crate::nearest;
use crate::picture_files::Appearance;
use crate::project::Project;

/// The width of a logo that counts as wide, as a multiple of its height.
const WIDE: f64 = 1.5;

/// What people write for yes, without accents.
const YES: [&str; 10] = ["yes", "y", "true", "1", "x", "si", "oui", "sample", "muestra", "exemple"];

/// What people write for no.
const NO: [&str; 5] = ["no", "n", "false", "0", "non"];

/// Compares the partners of a spreadsheet with the data. Values that cannot be understood are
/// faults.
pub(super) fn find_changes(
    target: &Target,
    sheet: &[SheetPartner<'_>],
    languages: &Languages<'_>,
    faults: &mut SheetFaults,
) -> Changes {
    let mut changes = Changes::new(PARTNERS);
    let reader = Reader { project: &target.context.project, languages };
    for partner in sheet {
        let old = PARTNERS.entry(&target.source, &partner.id).unwrap_or_default();
        let new = reader.updated(&old, partner, faults);
        changes.notes.extend(text_notes(partner, &old, &new, languages));
        changes.add(&target.source, &partner.id, new);
    }
    changes
}

/// What the cells are read with.
struct Reader<'a> {
    project: &'a Project,
    languages: &'a Languages<'a>,
}

impl Reader<'_> {
    /// A partner with what the spreadsheet states. Blank cells change nothing.
    fn updated(
        &self,
        old: &Map<String, Value>,
        partner: &SheetPartner<'_>,
        faults: &mut SheetFaults,
    ) -> Map<String, Value> {
        let mut fields: BTreeMap<Column, Texts> = BTreeMap::new();
        for (header, text) in &partner.row.cells {
            fields.entry(header.column).or_default().insert(header.lang.clone(), text.clone());
        }
        let mut new = old.clone();
        if !new.contains_key("id") {
            new.insert("id".to_owned(), partner.id.clone().into());
        }
        for (column, texts) in fields {
            let text = texts.values().next().map(String::as_str).unwrap_or_default();
            let now = new.get(column.name());
            let value = match column {
                Column::Id => continue,
                Column::Languages => self.languages_in(text),
                Column::Pieces => Ok(parts(text).into()),
                Column::Sample => match yes_or_no(text) {
                    // Without the mark, a partner is a real one.
                    Ok(false) if now.is_none() => continue,
                    answer => answer.map(Value::from),
                },
                Column::Logo | Column::LogoWide | Column::LogoSquare | Column::LogoOneColor => {
                    let logo = self.with_logo(new.get("logo"), column, text);
                    new.insert("logo".to_owned(), logo);
                    continue;
                }
                column if column.is_text() => Ok(self.with_names(now, texts.clone())),
                _ => Ok(text.into()),
            };
            match value {
                Ok(value) => drop(new.insert(column.name().to_owned(), value)),
                Err((message, hint)) => faults.add(&partner.row.place(column), message, hint),
            }
        }
        new
    }

    /// A text with what the spreadsheet states. One that is stated for all languages, where the
    /// data has translations, is in the first language: the others stay.
    fn with_names(&self, now: Option<&Value>, mut stated: Texts) -> Value {
        if now.is_some_and(Value::is_object)
            && let Some(text) = stated.remove(&None)
        {
            stated.entry(Some(self.languages.first().to_owned())).or_insert(text);
        }
        with_texts(now, &stated, self.languages)
    }

    /// The languages in a cell, as tags or names.
    fn languages_in(&self, text: &str) -> Result<Value, (String, String)> {
        let all = &self.languages.all;
        let tags: Vec<String> = parts(text).iter().map(|part| known_tag(part, all)).collect();
        match tags.iter().find(|tag| !all.contains(&tag.as_str())) {
            None => Ok(tags.into()),
            Some(tag) => {
                let hint = nearest::hint(tag, all.iter().copied());
                Err((format!("`{tag}` is not a language of the program"), hint))
            }
        }
    }

    /// The logo with the file that a column names. In the column `logo`, the shape of the picture
    /// says which version it is.
    fn with_logo(&self, now: Option<&Value>, column: Column, text: &str) -> Value {
        let file = text.replace('\\', "/");
        let file = file.trim_start_matches("./");
        let mut logo = now.and_then(Value::as_object).cloned().unwrap_or_default();
        let is_there = logo.values().any(|known| known == file);
        let version = match column.logo_version() {
            Some(version) => version,
            None if is_there => return logo.into(),
            None => {
                let path = self.project.resolve(file).ok();
                let shape = path.and_then(|path| Some(Appearance::read(&path).ok()?.shape));
                if shape.is_some_and(|shape| shape > WIDE) { "wide" } else { "square" }
            }
        };
        logo.insert(version.to_owned(), file.into());
        logo.into()
    }
}

/// The parts of a list in a cell.
fn parts(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn yes_or_no(text: &str) -> Result<bool, (String, String)> {
    let answer = plain(text);
    match (YES.contains(&answer.as_str()), NO.contains(&answer.as_str())) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => {
            let message = format!("`{text}` is not a valid `sample`");
            Err((message, "write `yes` or `no`, or leave the cell blank".to_owned()))
        }
    }
}

/// What the changes of a partner do to the languages of its texts.
fn text_notes(
    partner: &SheetPartner<'_>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    languages: &Languages<'_>,
) -> Vec<TextNote> {
    let mut notes = Vec::new();
    let mut columns: Vec<Column> = partner.row.cells.keys().map(|header| header.column).collect();
    columns.retain(|column| column.is_text());
    columns.dedup();
    for column in columns {
        let field = column.name();
        let Some(after) = new.get(field) else { continue };
        notes.extend(notes_on(old.get(field), after, languages).map(|(lang, kind)| {
            let entry = partner.id.clone();
            TextNote { entry, day: None, field, lang, kind }
        }));
    }
    notes
}
