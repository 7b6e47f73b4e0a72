//! The days of a session and their places: what a spreadsheet states of them, and what the data has
//! of them that no spreadsheet states.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::columns::{Column, Header};
use super::rows::{SheetDay, SheetSession};
use crate::error::Error;

/// The columns that a day can have of its own.
const PLACE: [Column; 3] = [Column::City, Column::Venue, Column::Address];

/// What the days of a session have in common: the place of the session itself.
pub(super) struct Places<'a> {
    common: BTreeMap<&'a Header, &'a str>,
    languages: &'a [&'a str],
}

impl<'a> Places<'a> {
    /// Settles the place of a session whose rows state places: the one that it has, if a day is
    /// there or states none, or that of the first day.
    pub(super) fn of(
        new: &mut Map<String, Value>,
        sheet: &'a SheetSession,
        languages: &'a [&'a str],
    ) -> Self {
        let mut stated: BTreeMap<&Header, Vec<&str>> = BTreeMap::new();
        for (header, text) in sheet.days.values().flat_map(|day| &day.place) {
            stated.entry(header).or_default().push(text);
        }
        let mut common = BTreeMap::new();
        for (header, texts) in stated {
            let name = header.column.name();
            let now = current(new.get(name), header, languages).unwrap_or_default();
            let is_there = texts.contains(&now) || texts.len() < sheet.days.len();
            let known = texts.iter().copied().find(|text| *text == now);
            let place = match (is_there && !now.is_empty(), known) {
                (true, Some(same)) => same,
                (true, None) => continue,
                (false, _) => texts[0],
            };
            let value = with_text(new.get(name), header, place, languages);
            new.insert(name.to_owned(), value);
            common.insert(header, place);
        }
        Self { common, languages }
    }

    /// Gives a day the place that its row states, if it is not that of the session.
    fn place(&self, day: &mut Map<String, Value>, stated: &SheetDay) {
        for column in PLACE {
            let own = || stated.place.iter().filter(|(header, _)| header.column == column);
            let is_common = |(header, text): (&Header, &String)| {
                self.common.get(header).is_some_and(|common| *common == text)
            };
            let name = column.name();
            if own().next().is_some() && own().all(is_common) {
                day.shift_remove(name);
                continue;
            }
            for (header, text) in own() {
                let value = with_text(day.get(name), header, text, self.languages);
                day.insert(name.to_owned(), value);
            }
        }
    }
}

/// The days of the spreadsheet. A day without times keeps those that it has, and so does one that
/// was moved to another date. A day without a place keeps its own.
pub(super) fn days(
    old: Option<&Value>,
    sheet: &SheetSession,
    places: &Places<'_>,
) -> Result<Value, Error> {
    let old = old.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let date = |day: &Value| day["date"].as_str().unwrap_or_default().to_owned();
    let gone: Vec<&Value> = old.iter().filter(|day| !sheet.days.contains_key(&date(day))).collect();
    let is_known = |wanted: &String| old.iter().any(|day| date(day) == *wanted);
    let new: Vec<&String> = sheet.days.keys().filter(|date| !is_known(date)).collect();
    require_places(&gone, &new, sheet)?;
    let moved = |wanted: &String| {
        let index = new.iter().position(|date| *date == wanted)?;
        gone.get(index).copied().filter(|_| gone.len() == new.len())
    };
    let day = |(wanted, stated): (&String, &SheetDay)| {
        let known = old.iter().find(|day| date(day) == *wanted).or_else(|| moved(wanted));
        let mut day = known.and_then(Value::as_object).cloned().unwrap_or_default();
        day.insert("date".to_owned(), wanted.as_str().into());
        for (field, time) in [("start", &stated.start), ("end", &stated.end)] {
            match time {
                Some(time) => drop(day.insert(field.to_owned(), time.as_str().into())),
                None if day.contains_key(field) => {}
                None => {
                    let message = format!("the day {wanted} of `{}` has no `{field}`", sheet.id);
                    let hint = format!("add the column `{field}`, such as 08:30");
                    return Err(Error::usage(message).hint(hint));
                }
            }
        }
        places.place(&mut day, stated);
        Ok(Value::Object(day))
    };
    sheet.days.iter().map(day).collect()
}

/// Refuses days of which nobody can say which is in a place that a day of the data has of its own.
fn require_places(gone: &[&Value], new: &[&String], sheet: &SheetSession) -> Result<(), Error> {
    let own = |day: &&&Value| PLACE.iter().any(|column| day.get(column.name()).is_some());
    let is_stated = new.iter().all(|date| !sheet.days[*date].place.is_empty());
    let lost = gone.iter().find(own).filter(|_| !new.is_empty() && gone.len() != new.len());
    let Some(lost) = lost.filter(|_| !is_stated) else { return Ok(()) };
    let message = format!(
        "the day {} of `{}` has a place of its own, {}, and it is not clear which of the new days \
         is there",
        lost["date"].as_str().unwrap_or_default(),
        sheet.id,
        in_words(lost)
    );
    let hint = "write a row for each day, with the city, venue, and address of the day";
    Err(Error::usage(message).hint(hint))
}

/// The place of a day in words; empty if it has none of its own.
pub(super) fn in_words(day: &Value) -> String {
    let parts = PLACE.iter().filter_map(|column| {
        let value = day.get(column.name())?;
        value.as_str().or_else(|| value.as_object()?.values().next()?.as_str())
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The text of a value in the language of a column.
fn current<'v>(value: Option<&'v Value>, header: &Header, languages: &[&str]) -> Option<&'v str> {
    let lang = header.lang.as_deref().or(languages.first().copied());
    let value = value?;
    value.as_str().or_else(|| value.get(lang?)?.as_str())
}

/// A value with the text of a column. One in a language stands beside those in others. A column
/// without a language is about the first one if the text has translations, and otherwise about all.
pub(super) fn with_text(
    now: Option<&Value>,
    header: &Header,
    text: &str,
    languages: &[&str],
) -> Value {
    let lang = match (&header.lang, now) {
        (Some(lang), _) => lang.as_str(),
        (None, Some(Value::Object(_))) => languages.first().copied().unwrap_or_default(),
        (None, _) => return text.into(),
    };
    let mut texts = match now {
        Some(Value::Object(texts)) => texts.clone(),
        Some(Value::String(same)) => {
            languages.iter().map(|lang| ((*lang).to_owned(), same.as_str().into())).collect()
        }
        _ => Map::new(),
    };
    texts.insert(lang.to_owned(), text.into());
    texts.into()
}
