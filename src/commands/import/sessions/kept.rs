//! What stays of a place that a spreadsheet changes: a venue, a street, or parking of the old place
//! would be printed with the new one.

use serde_json::{Map, Value};

use super::super::columns::SheetColumn;
use super::super::faults::SheetFaults;
use super::super::texts::{Languages, text_in};
use super::columns::Column;
use super::days::{Days, date};
use super::rows::SheetSession;
use crate::output::and_list;

/// The parts of a place, from the widest to the narrowest, and what belongs to all of them.
const PARTS: [Column; 4] = [Column::City, Column::Venue, Column::Address, Column::Parking];

/// A session, or a day of it, before and after an import.
struct Moved<'a> {
    /// What it is, in words.
    name: String,
    /// Its fields, and those of its session.
    old: [&'a Map<String, Value>; 2],
    new: [&'a Map<String, Value>; 2],
    languages: &'a Languages<'a>,
}

/// Reports a session whose city, venue, or address the spreadsheet changes without saying whether
/// the rest of its place is still right.
pub(super) fn report_kept(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    sheet: &SheetSession,
    languages: &Languages<'_>,
    faults: &mut SheetFaults,
) {
    let name = format!("`{}`", sheet.id);
    let session = Moved { name, old: [old, old], new: [new, new], languages };
    let is_stated = |column: Column| {
        let mut days = sheet.days.values();
        sheet.fields.contains_key(&column) || days.any(|day| day.place.contains_key(&column))
    };
    if let Some((column, message)) = session.fault(is_stated) {
        faults.add(&sheet.cell(column), message, HINT);
    }
}

/// Reports such days of a session.
pub(super) fn report_kept_of_days(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    days: &Days<'_>,
    sheet: &SheetSession,
    languages: &Languages<'_>,
    faults: &mut SheetFaults,
) {
    for day in new["days"].as_array().into_iter().flatten() {
        let Some(stated) = sheet.days.get(date(day)) else { continue };
        let known = days.known(date(day)).and_then(Value::as_object);
        let Some((known, own)) = known.zip(day.as_object()) else { continue };
        let name = format!("the day {} of `{}`", date(day), sheet.id);
        let day_before = Moved { name, old: [known, old], new: [own, new], languages };
        let fault = day_before.fault(|column| stated.place.contains_key(&column));
        let fault = fault.map(|(column, text)| (sheet.cell_of_day(date(day), column), text));
        if let Some((cell, message)) = fault.filter(|(cell, _)| !faults.has(cell)) {
            faults.add(&cell, message, HINT);
        }
    }
}

const HINT: &str = "fill in these columns with what is right for the new place: the same text if \
                    it stays the same, or `-` if there is none";

impl Moved<'_> {
    /// The widest part of the place that is another one, and what is wrong with that. `is_stated`
    /// says which parts the spreadsheet states.
    fn fault(&self, is_stated: impl Fn(Column) -> bool) -> Option<(Column, String)> {
        let mut wider = PARTS.iter().enumerate();
        let (index, before, after) = wider.find_map(|(index, column)| {
            let [before, after] = [self.old, self.new].map(|it| self.text(&it, *column));
            let (before, after) = before.zip(after)?;
            (before != after).then_some((index, before, after))
        })?;
        // What a session has in a city is not that of a day in another one.
        let is_inherited = self.text(&self.new[1..], PARTS[index]).is_none();
        let levels = if is_inherited { 2 } else { 1 };
        let kept = PARTS[index + 1..].iter().filter(|column| !is_stated(**column));
        let kept = kept.filter_map(|column| {
            let text = self.text(&self.new[..levels], *column)?;
            let is_kept = self.text(&self.old[..levels], *column).as_ref() == Some(&text);
            is_kept.then(|| format!("`{}` (`{text}`)", column.name()))
        });
        let kept: Vec<String> = kept.collect();
        let message = format!(
            "the spreadsheet changes `{before}` to `{after}` for {}, but does not say what becomes \
             of its {}",
            self.name,
            and_list(&kept)
        );
        (!kept.is_empty()).then_some((PARTS[index], message))
    }

    /// The text of a part in the language that the others are translated from.
    fn text(&self, fields: &[&Map<String, Value>], column: Column) -> Option<String> {
        let mut values = fields.iter().filter_map(|it| it.get(column.name()));
        values.find_map(|value| text_in(value, self.languages.first())).map(str::to_owned)
    }
}
