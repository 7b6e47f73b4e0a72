//! The places of a session and of its days: which of them the rows of a spreadsheet name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::columns::SheetColumn;
use super::super::faults::{CellPlace, SheetFaults};
use super::super::texts::{Languages, Texts, text_in, with_texts};
use super::columns::Column;
use super::rows::{SheetDay, SheetSession};

/// The columns that a day can have of its own.
pub(super) const PLACE: [Column; 3] = [Column::City, Column::Venue, Column::Address];

/// The places of the days of a session: which rows name the same one, and which of them is that of
/// the session itself.
pub(super) struct Places<'a> {
    /// The different places that rows state in each column, with all their translations.
    known: BTreeMap<Column, Vec<Texts>>,
    /// The places of the session, as an index of those.
    common: BTreeMap<Column, usize>,
    /// Whether one row states the place of all days, so that a day that has its own keeps it.
    is_of_session: bool,
    languages: &'a Languages<'a>,
}

impl<'a> Places<'a> {
    /// Settles the place of a session whose rows state places: the one that it has, if a day is
    /// there; the one of all days, unless each day in the data has its own; or that of the first
    /// day, if the session is new and other rows state none. Where each day is elsewhere, the
    /// session has none. `others` are its days that the spreadsheet does not have. Two
    /// translations of a name are a fault.
    pub(super) fn of(
        new: &mut Map<String, Value>,
        sheet: &SheetSession,
        others: usize,
        languages: &'a Languages<'a>,
        faults: &mut SheetFaults,
    ) -> Self {
        let old: Vec<Value> =
            new.get("days").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut rows = sheet.days.values().map(|day| day.row);
        let first = rows.next();
        let is_of_session =
            others == 0 && sheet.days.len() > 1 && rows.all(|row| Some(row) == first);
        let (known, common) = (BTreeMap::new(), BTreeMap::new());
        let mut places = Self { known, common, is_of_session, languages };
        for column in PLACE {
            places.add_stated(column, sheet, faults);
            let Some(known) = places.known.get(&column) else { continue };
            let now = new.get(column.name());
            let is_whole = others == 0 && days_with(sheet, column).count() == sheet.days.len();
            if let Some(index) = places.of_session(column, now, &old, sheet, is_whole) {
                let value = with_texts(now, &known[index], languages);
                new.insert(column.name().to_owned(), value);
                places.common.insert(column, index);
            } else if is_whole {
                new.shift_remove(column.name());
            }
        }
        places
    }

    /// Adds what the rows state of a part of the places.
    fn add_stated(&mut self, column: Column, sheet: &SheetSession, faults: &mut SheetFaults) {
        for day in days_with(sheet, column) {
            if let Err(message) = self.add(column, &day.place[&column]) {
                let place = CellPlace { row: day.row, ..sheet.cell(column) };
                let hint = "correct one of the two, or name the two places differently";
                faults.add(&place, message, hint);
            }
        }
    }

    /// Which of the stated places is that of the session, if one of them is. `now` is what the
    /// session has, and `is_whole` says whether the rows state the place of every day.
    fn of_session(
        &self,
        column: Column,
        now: Option<&Value>,
        old: &[Value],
        sheet: &SheetSession,
        is_whole: bool,
    ) -> Option<usize> {
        let known = self.known.get(&column)?;
        let is_now = |texts: &Texts| now.is_some_and(|now| is_value(texts, now, self.languages));
        let has_own = |day: &Value| day.get(column.name()).is_some();
        let is_of_days = !old.is_empty() && now.is_none() && old.iter().all(has_own);
        let is_of_all = is_whole && known.len() == 1 && !is_of_days;
        let starts_there =
            sheet.days.values().next().is_some_and(|day| day.place.contains_key(&column));
        let is_of_first =
            old.is_empty() && now.is_none() && starts_there && !is_whole && !self.is_spread(column);
        known.iter().position(is_now).or((is_of_all || is_of_first).then_some(0))
    }

    /// Whether days are in different places already in view of a wider column: the street of the
    /// first day is not that of a day in another city.
    fn is_spread(&self, column: Column) -> bool {
        let is_of_days = |it: &Column| self.known.contains_key(it) && !self.common.contains_key(it);
        PLACE.iter().any(|wider| *wider < column && is_of_days(wider))
    }

    /// Adds what a row states of a place: its name, or a translation that another row leaves out.
    ///
    /// # Errors
    /// If another row translates the name in another way.
    fn add(&mut self, column: Column, stated: &Texts) -> Result<(), String> {
        let index = self.index(column, stated);
        let known = self.known.entry(column).or_default();
        let Some(place) = index.and_then(|index| known.get_mut(index)) else {
            known.push(stated.clone());
            return Ok(());
        };
        for (lang, text) in stated {
            let before = place.insert(lang.clone(), text.clone());
            if let Some(before) = before.filter(|before| before != text) {
                return Err(format!(
                    "the same `{}` is translated in two ways: `{before}` and `{text}`",
                    column.name()
                ));
            }
        }
        Ok(())
    }

    /// The known place that a row names: one with the same name in the first language, or if the
    /// row has no such name, one that it does not contradict.
    fn index(&self, column: Column, stated: &Texts) -> Option<usize> {
        let own = |texts: &Texts| {
            let first = Some(self.languages.first().to_owned());
            texts.get(&first).or_else(|| texts.get(&None)).cloned()
        };
        let is_same = |known: &Texts| match (own(known), own(stated)) {
            (Some(known), Some(stated)) => known == stated,
            _ => stated.iter().all(|(lang, text)| known.get(lang).is_none_or(|it| it == text)),
        };
        self.known.get(&column)?.iter().position(is_same)
    }

    /// Gives a day the place that its row states, if it is not that of the session.
    pub(super) fn place(&self, day: &mut Map<String, Value>, stated: &SheetDay) {
        for (column, texts) in &stated.place {
            let Some(index) = self.index(*column, texts) else { continue };
            let name = column.name();
            // A place of the session is not in the city of a day that is elsewhere.
            let is_elsewhere = PLACE.iter().any(|it| it < column && day.contains_key(it.name()));
            if self.common.get(column) == Some(&index) && !is_elsewhere {
                if !self.is_of_session {
                    day.shift_remove(name);
                }
                continue;
            }
            let value = with_texts(day.get(name), &self.known[column][index], self.languages);
            day.insert(name.to_owned(), value);
        }
    }
}

/// Whether a row names the place that the data has.
pub(super) fn is_value(stated: &Texts, value: &Value, languages: &Languages<'_>) -> bool {
    let first = languages.first();
    let text = |lang: &str| stated.get(&Some(lang.to_owned())).or_else(|| stated.get(&None));
    match text(first) {
        Some(name) => text_in(value, first) == Some(name),
        None => {
            let is_same =
                |lang: &str| text(lang).is_some_and(|it| text_in(value, lang) == Some(it));
            languages.all.iter().any(|lang| is_same(lang))
        }
    }
}

/// The days whose rows state a part of the place.
fn days_with(sheet: &SheetSession, column: Column) -> impl Iterator<Item = &SheetDay> {
    sheet.days.values().filter(move |day| day.place.contains_key(&column))
}

/// The place of a day in words; empty if it has none of its own.
pub(super) fn in_words(day: &Value) -> String {
    let parts = PLACE.iter().filter_map(|column| {
        let value = day.get(column.name())?;
        value.as_str().or_else(|| value.as_object()?.values().next()?.as_str())
    });
    parts.collect::<Vec<_>>().join(", ")
}
