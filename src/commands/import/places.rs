//! The days of a session and their places: what a spreadsheet states of them, and what the data has
//! of them that no spreadsheet states.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::columns::Column;
use super::faults::{CellPlace, SheetFaults};
use super::rows::{SheetDay, SheetSession};
use super::texts::{Languages, Texts, text_in, with_texts};

/// The columns that a day can have of its own.
const PLACE: [Column; 3] = [Column::City, Column::Venue, Column::Address];

/// The places of the days of a session: which rows name the same one, and which of them is that of
/// the session itself.
pub(super) struct Places<'a> {
    /// The different places that rows state in each column, with all their translations.
    known: BTreeMap<Column, Vec<Texts>>,
    /// The places of the session, as an index of those.
    common: BTreeMap<Column, usize>,
    languages: &'a Languages<'a>,
}

impl<'a> Places<'a> {
    /// Settles the place of a session whose rows state places: the one that it has, if a day is
    /// there or states none, or that of the first day. Two translations of a name are a fault.
    pub(super) fn of(
        new: &mut Map<String, Value>,
        sheet: &SheetSession,
        languages: &'a Languages<'a>,
        faults: &mut SheetFaults,
    ) -> Self {
        let mut places = Self { known: BTreeMap::new(), common: BTreeMap::new(), languages };
        for column in PLACE {
            let days = || sheet.days.values().filter(|day| day.place.contains_key(&column));
            for day in days() {
                if let Err(message) = places.add(column, &day.place[&column]) {
                    let place = CellPlace { row: day.row, ..sheet.cell(column) };
                    let hint = "correct one of the two, or name the two places differently";
                    faults.add(&place, message, hint);
                }
            }
            let Some(known) = places.known.get(&column) else { continue };
            let now = new.get(column.name());
            let is_now = |texts: &Texts| now.is_some_and(|now| places.is_value(texts, now));
            let same = known.iter().position(is_now);
            let is_every_day_stated = days().count() == sheet.days.len();
            if let Some(index) = same.or((now.is_none() || is_every_day_stated).then_some(0)) {
                let value = with_texts(now, &known[index], languages);
                new.insert(column.name().to_owned(), value);
                places.common.insert(column, index);
            }
        }
        places
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

    /// Whether a row names the place that the data has.
    fn is_value(&self, stated: &Texts, value: &Value) -> bool {
        let first = self.languages.first();
        let text = |lang: &str| stated.get(&Some(lang.to_owned())).or_else(|| stated.get(&None));
        match text(first) {
            Some(name) => text_in(value, first) == Some(name),
            None => self
                .languages
                .all
                .iter()
                .any(|lang| text(lang).is_some_and(|text| text_in(value, lang) == Some(text))),
        }
    }

    /// Gives a day the place that its row states, if it is not that of the session.
    fn place(&self, day: &mut Map<String, Value>, stated: &SheetDay) {
        for (column, texts) in &stated.place {
            let Some(index) = self.index(*column, texts) else { continue };
            let name = column.name();
            if self.common.get(column) == Some(&index) {
                day.shift_remove(name);
                continue;
            }
            let value = with_texts(day.get(name), &self.known[column][index], self.languages);
            day.insert(name.to_owned(), value);
        }
    }
}

/// The days of the spreadsheet. A day without times keeps those that it has, and so does one that
/// was moved to another date. A day without a place keeps its own. `None` if that has faults.
pub(super) fn days(
    old: Option<&Value>,
    sheet: &SheetSession,
    places: &Places<'_>,
    faults: &mut SheetFaults,
) -> Option<Value> {
    let old = old.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let date = |day: &Value| day["date"].as_str().unwrap_or_default().to_owned();
    let gone: Vec<&Value> = old.iter().filter(|day| !sheet.days.contains_key(&date(day))).collect();
    let is_known = |wanted: &String| old.iter().any(|day| date(day) == *wanted);
    let new: Vec<&String> = sheet.days.keys().filter(|date| !is_known(date)).collect();
    if let Some(message) = unclear_place(&gone, &new, sheet) {
        let hint = "write a row for each day, with the city, venue, and address of the day";
        faults.add(&sheet.cell(Column::Date), message, hint);
        return None;
    }
    let moved = |wanted: &String| {
        let index = new.iter().position(|date| *date == wanted)?;
        gone.get(index).copied().filter(|_| gone.len() == new.len())
    };
    let cell =
        |stated: &SheetDay, column: Column| CellPlace { row: stated.row, ..sheet.cell(column) };
    let mut day = |(wanted, stated): (&String, &SheetDay)| {
        let known = old.iter().find(|day| date(day) == *wanted).or_else(|| moved(wanted));
        let mut day = known.and_then(Value::as_object).cloned().unwrap_or_default();
        day.insert("date".to_owned(), wanted.as_str().into());
        let times = [(Column::Start, &stated.start), (Column::End, &stated.end)];
        for (column, time) in times {
            let field = column.name();
            match time {
                Some(time) => drop(day.insert(field.to_owned(), time.as_str().into())),
                None if day.contains_key(field) || faults.has(&cell(stated, column)) => {}
                None => {
                    let message = format!("the day {wanted} of `{}` has no `{field}`", sheet.id);
                    let hint = format!("add the column `{field}`, such as 08:30");
                    faults.add(&CellPlace::row(stated.row), message, hint);
                }
            }
        }
        places.place(&mut day, stated);
        Value::Object(day)
    };
    Some(sheet.days.iter().map(&mut day).collect())
}

/// What is wrong with days of which nobody can say which is in a place that a day of the data has
/// of its own.
fn unclear_place(gone: &[&Value], new: &[&String], sheet: &SheetSession) -> Option<String> {
    let own = |day: &&&Value| PLACE.iter().any(|column| day.get(column.name()).is_some());
    let is_stated = new.iter().all(|date| !sheet.days[*date].place.is_empty());
    let lost = gone.iter().find(own).filter(|_| !new.is_empty() && gone.len() != new.len());
    let lost = lost.filter(|_| !is_stated)?;
    Some(format!(
        "the day {} of `{}` has a place of its own, {}, and it is not clear which of the new days \
         is there",
        lost["date"].as_str().unwrap_or_default(),
        sheet.id,
        in_words(lost)
    ))
}

/// The place of a day in words; empty if it has none of its own.
pub(super) fn in_words(day: &Value) -> String {
    let parts = PLACE.iter().filter_map(|column| {
        let value = day.get(column.name())?;
        value.as_str().or_else(|| value.as_object()?.values().next()?.as_str())
    });
    parts.collect::<Vec<_>>().join(", ")
}
