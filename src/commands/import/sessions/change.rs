//! What a spreadsheet changes of sessions.

use serde_json::{Map, Value};
use strum::VariantNames;

use super::super::changes::Changes;
use super::super::columns::{SheetColumn, plain};
use super::super::faults::SheetFaults;
use super::super::texts::{Languages, TextNote, notes_on, with_texts};
use super::SESSIONS;
use super::columns::{Column, empties};
use super::days::{Days, OtherDays, dates};
use super::emptied::{empty_field, empty_places};
use super::kept::{report_kept, report_kept_of_days};
use super::places::Places;
use super::printed::Printed;
use super::rows::SheetSession;
use super::trainers::trainers;
use crate::content::currency;
use crate::content::trainings::{SessionFormat, SessionStatus};
use crate::source::Source;

/// What people write in place of a status or a format, without accents, spaces, and hyphens.
const OTHER_VALUES: [(&str, &str); 35] = [
    ("canceled", "cancelled"),
    ("waitinglist", "waitlist"),
    ("asplanned", "scheduled"),
    ("virtual", "online"),
    ("remote", "online"),
    ("onsite", "in-person"),
    ("facetoface", "in-person"),
    // Spanish and Portuguese.
    ("presencial", "in-person"),
    ("enpersona", "in-person"),
    ("enlinea", "online"),
    ("adistancia", "online"),
    ("remoto", "online"),
    ("hibrido", "hybrid"),
    ("hibrida", "hybrid"),
    ("programado", "scheduled"),
    ("programada", "scheduled"),
    ("lleno", "full"),
    ("llena", "full"),
    ("completo", "full"),
    ("completa", "full"),
    ("listadeespera", "waitlist"),
    ("pospuesto", "postponed"),
    ("pospuesta", "postponed"),
    ("aplazado", "postponed"),
    ("aplazada", "postponed"),
    ("cancelado", "cancelled"),
    ("cancelada", "cancelled"),
    // French.
    ("enpersonne", "in-person"),
    ("enpresentiel", "in-person"),
    ("presentiel", "in-person"),
    ("enligne", "online"),
    ("hybride", "hybrid"),
    ("complet", "full"),
    ("listedattente", "waitlist"),
    ("annulee", "cancelled"),
];

/// Compares the sessions of a spreadsheet with the data. Values that cannot be understood are
/// faults. Also returns what becomes of days that the spreadsheet does not have, in words.
pub(super) fn find_changes(
    source: &Source,
    sheet: &[SheetSession],
    languages: &Languages<'_>,
    printed: &Printed<'_>,
    others: OtherDays,
    faults: &mut SheetFaults,
) -> (Changes, Vec<String>) {
    let mut changes = Changes::new(SESSIONS);
    let mut other_days = Vec::new();
    for session in sheet {
        let old = SESSIONS.entry(source, &session.id).unwrap_or_default();
        let mut new = updated(&old, session, languages, printed, faults);
        other_days.extend(update_days(&old, &mut new, session, languages, others, faults));
        report_kept(&old, &new, session, languages, faults);
        changes.notes.extend(text_notes(session, &old, &new, languages));
        changes.add(source, &session.id, new);
    }
    (changes, other_days)
}

/// A session with what the spreadsheet states. Blank cells change nothing.
fn updated(
    old: &Map<String, Value>,
    sheet: &SheetSession,
    languages: &Languages<'_>,
    printed: &Printed<'_>,
    faults: &mut SheetFaults,
) -> Map<String, Value> {
    let mut new = old.clone();
    if !new.contains_key("id") {
        new.insert("id".to_owned(), sheet.id.clone().into());
    }
    for (column, texts) in &sheet.fields {
        let name = column.name();
        let cell = sheet.cell(*column);
        if empty_field(&mut new, *column, texts, &cell, faults) {
            continue;
        }
        let text = texts.values().next().map(String::as_str).unwrap_or_default();
        let value = match column {
            Column::Id | Column::Currency => continue,
            Column::Seats => number(text),
            Column::Fee => fee(old.get(name), text, sheet, printed),
            Column::Trainers => match trainers(text) {
                Ok(trainers) => Ok(trainers),
                Err((message, hint)) => {
                    faults.add(&cell, message, hint);
                    continue;
                }
            },
            column if column.is_text() => Ok(with_texts(new.get(name), texts, languages)),
            Column::Status => named(SessionStatus::VARIANTS, STATUS, text, printed),
            Column::Format => named(SessionFormat::VARIANTS, "", text, printed),
            _ => Ok(text.into()),
        };
        match value {
            Ok(value) => drop(new.insert(name.to_owned(), value)),
            Err(hint) => faults.add_invalid(&cell, text, name, &hint),
        }
    }
    new
}

/// Puts the days of the spreadsheet into a session. Returns what becomes of the days that the
/// spreadsheet does not have, if there are any.
fn update_days(
    before: &Map<String, Value>,
    new: &mut Map<String, Value>,
    sheet: &SheetSession,
    languages: &Languages<'_>,
    others: OtherDays,
    faults: &mut SheetFaults,
) -> Option<String> {
    if sheet.days.is_empty() {
        return None;
    }
    let days = Days::of(before, sheet, languages, others, faults)?;
    let places = Places::of(new, sheet, days.staying.len(), languages, faults);
    new.insert("days".to_owned(), days.updated(sheet, &places, faults));
    empty_places(new, sheet, faults);
    report_kept_of_days(before, new, &days, sheet, languages, faults);
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
            entry: sheet.id.clone(),
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

/// What the names of the phrases for the status of a session start with.
const STATUS: &str = "status-";

/// A status or a format, as people write it: `canceled`, `In person`, `Wait list`; or as pages
/// print it in a language of the program, with phrases whose names start with `prefix`.
///
/// # Errors
/// The hint for one that is not known.
fn named(known: &[&str], prefix: &str, text: &str, printed: &Printed<'_>) -> Result<Value, String> {
    let letters =
        |text: &str| -> String { plain(text).chars().filter(|c| c.is_alphabetic()).collect() };
    let own = letters(text);
    let meant = OTHER_VALUES.iter().find(|(other, _)| *other == own);
    let meant = meant.map_or(own.as_str(), |(_, value)| value);
    let is_printed = |value: &&&str| printed.is_phrase(text, &format!("{prefix}{value}"));
    let value = known.iter().find(|value| letters(value) == letters(meant));
    let value = value.or_else(|| known.iter().find(is_printed));
    let hint = || format!("write one of: {}", known.join(", "));
    value.map(|value| (*value).into()).ok_or_else(hint)
}

fn number(text: &str) -> Result<Value, String> {
    text.parse::<u32>().map(Value::from).map_err(|_| "write a whole number".to_owned())
}

/// A fee: `75` with the column `currency`, `$75`, `125,50 $`, or `no cost`.
///
/// # Errors
/// The hint for one that is not an amount, or has no currency.
fn fee(
    old: Option<&Value>,
    text: &str,
    sheet: &SheetSession,
    printed: &Printed<'_>,
) -> Result<Value, String> {
    let stated = match text.to_lowercase().as_str() {
        "no cost" | "free" | "none" => Some((0.0, None)),
        _ => printed.amount(text),
    };
    let (amount, printed_currency) = stated.ok_or_else(|| fee_hint(text, printed))?;
    let mut fee = old.and_then(Value::as_object).cloned().unwrap_or_default();
    let whole = amount.fract() == 0.0;
    let amount_json = if whole { Value::from(amount as u64) } else { Value::from(amount) };
    if fee.get("amount").and_then(Value::as_f64) != Some(amount) {
        fee.insert("amount".to_owned(), amount_json);
    }
    // Nobody pays less than nothing.
    if amount == 0.0 {
        fee.shift_remove("scholarship");
    }
    let stated = sheet.field(Column::Currency).filter(|text| !empties(text));
    let stated = stated.map(str::to_uppercase);
    if let Some(currency) = stated.or(printed_currency) {
        fee.insert("currency".to_owned(), currency.into());
    } else if amount > 0.0 && !fee.contains_key("currency") {
        let own = own_currency(printed);
        return Err(format!("an amount needs a currency; add a column `currency`, such as {own}"));
    }
    Ok(fee.into())
}

/// What to do about a fee that is not an amount. It may have the sign of several currencies.
fn fee_hint(text: &str, printed: &Printed<'_>) -> String {
    let own = own_currency(printed);
    let is_sign = |c: char| !(c.is_ascii_digit() || c.is_whitespace() || ".,’'".contains(c));
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    match has_digits && text.contains(is_sign) {
        true => format!("write the amount with the code of its currency, such as `75 {own}`"),
        false => "write an amount such as 75 or 75.50, or `no cost`".to_owned(),
    }
}

/// The currency of the program's region, or the US dollar.
fn own_currency(printed: &Printed<'_>) -> &'static str {
    currency::of_region(printed.region()).map_or("USD", |(code, _)| code)
}
