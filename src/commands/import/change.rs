//! What a spreadsheet changes, and the new text of `data/trainings.json`. All that does not change
//! keeps its bytes, so the text is edited at the places of the changed values; a library would
//! write the whole file again.

use std::ops::Range;

use serde_json::{Map, Value, json};
use strum::VariantNames;

use super::columns::Column;
use super::days::{Days, OtherDays, dates};
use super::faults::SheetFaults;
use super::places::Places;
use super::rows::SheetSession;
use super::texts::{Languages, TextNote, notes_on, with_texts};
use super::values::trainers;
use crate::content::trainings::{SessionFormat, SessionStatus};
use crate::error::Error;
use crate::source::Source;

/// What people write in place of a status or a format, without spaces and hyphens.
const OTHER_VALUES: [(&str, &str); 6] = [
    ("canceled", "cancelled"),
    ("waitinglist", "waitlist"),
    ("asplanned", "scheduled"),
    ("virtual", "online"),
    ("remote", "online"),
    ("onsite", "in-person"),
];

/// A change of one field, or a new session.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) session: String,
    /// The field; `None` for a new session.
    pub(super) field: Option<String>,
    pub(super) before: Option<Value>,
    pub(super) after: Value,
    /// The index of the session in the data; `None` for a new one.
    index: Option<usize>,
}

/// All changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) list: Vec<Change>,
    /// The sessions as they will be, in the order of the spreadsheet.
    pub(super) sessions: Vec<Value>,
    /// The translations that are missing or older now.
    pub(super) notes: Vec<TextNote>,
    /// What becomes of days that the spreadsheet does not have, in words.
    pub(super) other_days: Vec<String>,
}

impl Changes {
    /// Compares the sessions of a spreadsheet with the data. Values that cannot be understood are
    /// faults.
    pub(super) fn find(
        source: &Source,
        sheet: &[SheetSession],
        languages: &Languages<'_>,
        others: OtherDays,
        faults: &mut SheetFaults,
    ) -> Self {
        let known = source.value["sessions"].as_array().cloned().unwrap_or_default();
        let mut changes = Self::default();
        for session in sheet {
            let index = known.iter().position(|one| one["id"] == *session.id);
            let before = index.map(|index| known[index].clone());
            let old = before.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
            let mut new = updated(&old, session, languages, faults);
            changes.other_days.extend(update_days(&mut new, session, languages, others, faults));
            let after = Value::Object(new.clone());
            changes.notes.extend(text_notes(session, &old, &new, languages));
            changes.sessions.push(after.clone());
            let id = session.id.clone();
            if before.is_none() {
                let (field, before) = (None, None);
                changes.list.push(Change { session: id, field, before, after, index });
                continue;
            }
            for (field, value) in new {
                let before = old.get(&field).cloned();
                if before.as_ref() != Some(&value) {
                    let (session, field) = (id.clone(), Some(field));
                    changes.list.push(Change { session, field, before, after: value, index });
                }
            }
        }
        changes
    }

    /// The numbers of new, changed, and unchanged sessions.
    pub(super) fn counts(&self) -> (usize, usize, usize) {
        let new = self.list.iter().filter(|change| change.field.is_none()).count();
        let mut changed: Vec<_> = self.list.iter().filter_map(|change| change.index).collect();
        changed.dedup();
        (new, changed.len(), self.sessions.len() - new - changed.len())
    }

    /// The text of the data with the changes.
    ///
    /// # Errors
    /// If the new text would not have exactly these changes, which is a bug.
    pub(super) fn apply(&self, source: &Source) -> Result<String, Error> {
        let mut edits: Vec<(Range<usize>, String)> =
            self.list.iter().filter_map(|change| change.edit(source)).collect();
        let added = self.list.iter().filter(|change| change.index.is_none());
        edits.extend(added_sessions(source, &added.collect::<Vec<_>>()));
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = source.text.clone();
        for (range, new) in edits {
            text.replace_range(range, &new);
        }
        let is_right = serde_json::from_str(&text).is_ok_and(|value: Value| {
            let sessions = value["sessions"].as_array().cloned().unwrap_or_default();
            let is_there = |wanted: &Value| sessions.contains(wanted);
            value["trainings"] == source.value["trainings"] && self.sessions.iter().all(is_there)
        });
        if !is_right {
            let hint = "make the changes in an editor, and report this with the two files";
            return Err(Error::usage("the changes cannot be written into the file").hint(hint));
        }
        Ok(text)
    }
}

impl Change {
    /// The place in the text and what is written there, for a field of a session that is there.
    fn edit(&self, source: &Source) -> Option<(Range<usize>, String)> {
        let (index, field) = (self.index?, self.field.as_ref()?);
        let session = format!("/sessions/{index}");
        let indent = indent_of(source, &session)?;
        let value = indented(&self.after, &format!("{indent}  "));
        let range = |pointer: &str| source.place(pointer).range.map(|(start, end)| start..end);
        if self.before.is_some() {
            return Some((range(&format!("{session}/{field}"))?, value));
        }
        // After the first field, which is the ID in most files.
        let first = source.value.pointer(&session)?.as_object()?.keys().next()?.clone();
        let end = range(&format!("{session}/{first}"))?.end;
        Some((end..end, format!(",\n{indent}  {}: {value}", json!(field))))
    }
}

/// The edit that adds sessions at the end of the list.
fn added_sessions(source: &Source, added: &[&Change]) -> Option<(Range<usize>, String)> {
    if added.is_empty() {
        return None;
    }
    let count = source.value["sessions"].as_array()?.len();
    let (at, indent, is_first) = match count.checked_sub(1) {
        Some(last) => {
            let last = format!("/sessions/{last}");
            (source.place(&last).range?.1, indent_of(source, &last)?, false)
        }
        None => (source.place("/sessions").range?.0 + 1, "    ".to_owned(), true),
    };
    let written: Vec<String> = added
        .iter()
        .map(|change| format!("\n{indent}{}", indented(&change.after, &indent)))
        .collect();
    let text = written.join(",");
    Some((at..at, if is_first { format!("{text}\n  ") } else { format!(",{text}") }))
}

/// The white space before a value on its line.
fn indent_of(source: &Source, pointer: &str) -> Option<String> {
    let start = source.place(pointer).range?.0;
    let line = source.text[..start].rsplit('\n').next().unwrap_or_default();
    Some(line.chars().take_while(|c| c.is_whitespace()).collect())
}

/// A value as JSON whose further lines have this indent.
fn indented(value: &Value, indent: &str) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.replace('\n', &format!("\n{indent}"))
}

/// A session with what the spreadsheet states. Blank cells change nothing.
fn updated(
    old: &Map<String, Value>,
    sheet: &SheetSession,
    languages: &Languages<'_>,
    faults: &mut SheetFaults,
) -> Map<String, Value> {
    let mut new = old.clone();
    if !new.contains_key("id") {
        new.insert("id".to_owned(), sheet.id.clone().into());
    }
    for (column, texts) in &sheet.fields {
        let name = column.name();
        let text = texts.values().next().map(String::as_str).unwrap_or_default();
        let value = match column {
            Column::Id | Column::Currency => continue,
            Column::Seats => number(text),
            Column::Fee => fee(old.get(name), text, sheet),
            Column::Trainers => Ok(trainers(text)),
            column if column.is_text() => Ok(with_texts(new.get(name), texts, languages)),
            Column::Status => named(SessionStatus::VARIANTS, text),
            Column::Format => named(SessionFormat::VARIANTS, text),
            _ => Ok(text.into()),
        };
        match value {
            Ok(value) => drop(new.insert(name.to_owned(), value)),
            Err(hint) => faults.add_invalid(&sheet.cell(*column), text, name, &hint),
        }
    }
    new
}

/// Puts the days of the spreadsheet into a session. Returns what becomes of the days that the
/// spreadsheet does not have, if there are any.
fn update_days(
    new: &mut Map<String, Value>,
    sheet: &SheetSession,
    languages: &Languages<'_>,
    others: OtherDays,
    faults: &mut SheetFaults,
) -> Option<String> {
    if sheet.days.is_empty() {
        return None;
    }
    let old = new.get("days").cloned();
    let days = Days::of(old.as_ref(), sheet, others, faults)?;
    let places = Places::of(new, sheet, days.staying.len(), languages, faults);
    new.insert("days".to_owned(), days.updated(sheet, &places, faults));
    let id = &sheet.id;
    match (&days.staying[..], &days.removed[..]) {
        ([], []) => None,
        ([], removed) => Some(format!("{id}: the days {} are removed", dates(removed))),
        (staying, _) => Some(format!(
            "{id}: the days {} are not in the spreadsheet and stay; `--remove-days` removes such \
             days",
            dates(staying)
        )),
    }
}

/// What the changes of a session do to the languages of its texts, and of those of its days.
fn text_notes(
    sheet: &SheetSession,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    languages: &Languages<'_>,
) -> Vec<TextNote> {
    let mut notes = Vec::new();
    let mut compare = |day: Option<usize>, old: Option<&Value>, new: Option<&Value>, field| {
        let Some(new) = new else { return };
        notes.extend(notes_on(old, new, languages).map(|(lang, kind)| TextNote {
            session: sheet.id.clone(),
            day,
            field,
            lang,
            kind,
        }));
    };
    let others = sheet.fields.keys().filter(|column| column.is_text() && !column.is_place());
    for column in others.chain([&Column::Venue]) {
        let name = column.name();
        compare(None, old.get(name), new.get(name), name);
    }
    let list = |session: &Map<String, Value>| {
        session.get("days").and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let venue = Column::Venue.name();
    let before = list(old);
    for (index, day) in list(new).iter().enumerate() {
        let known = before.iter().find(|known| known["date"] == day["date"]);
        compare(Some(index), known.and_then(|known| known.get(venue)), day.get(venue), venue);
    }
    notes
}

/// A status or a format, as people write it: `canceled`, `In person`, `Wait list`.
///
/// # Errors
/// The hint for one that is not known.
fn named(known: &[&str], text: &str) -> Result<Value, String> {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    };
    let own = letters(text);
    let meant = OTHER_VALUES.iter().find(|(other, _)| *other == own);
    let meant = meant.map_or(own.as_str(), |(_, value)| value);
    let value = known.iter().find(|value| letters(value) == letters(meant));
    let hint = || format!("write one of: {}", known.join(", "));
    value.map(|value| (*value).into()).ok_or_else(hint)
}

fn number(text: &str) -> Result<Value, String> {
    text.parse::<u32>().map(Value::from).map_err(|_| "write a whole number".to_owned())
}

/// A fee: `75` with the column `currency`, `$75`, or `no cost`.
///
/// # Errors
/// The hint for one that is not an amount, or has no currency.
fn fee(old: Option<&Value>, text: &str, sheet: &SheetSession) -> Result<Value, String> {
    let plain = text.trim().trim_start_matches('$').replace(',', "");
    let amount = match text.to_lowercase().as_str() {
        "no cost" | "free" | "none" => Some(0.0),
        _ => plain.trim().parse::<f64>().ok().filter(|amount| amount.is_finite() && *amount >= 0.0),
    };
    let amount = amount.ok_or("write an amount such as 75, or `no cost`")?;
    let mut fee = old.and_then(Value::as_object).cloned().unwrap_or_default();
    let whole = amount.fract() == 0.0;
    let amount_json = if whole { Value::from(amount as u64) } else { Value::from(amount) };
    if fee.get("amount").and_then(Value::as_f64) != Some(amount) {
        fee.insert("amount".to_owned(), amount_json);
    }
    let stated = sheet.field(Column::Currency).map(str::to_uppercase);
    let currency = stated.or_else(|| text.trim().starts_with('$').then(|| "USD".to_owned()));
    if let Some(currency) = currency {
        fee.insert("currency".to_owned(), currency.into());
    } else if amount > 0.0 && !fee.contains_key("currency") {
        return Err("an amount needs a currency; add a column `currency`, such as USD".to_owned());
    }
    Ok(fee.into())
}
