//! What came back from a translator: rows in any order, each compared with the data. Nothing is
//! changed unless every row is right.

use std::collections::HashMap;

use super::compare::{self, Freedom};
use super::folded::{cleaned, folded};
use super::record::{LanguageRecord, text_hash};
use super::text::{SourceText, State};
use crate::content::text::line_fault;
use crate::diagnostic::{Code, Finding, Place, shorten};

/// The maximum number of characters of a text. The longest of the starter has 400.
const MAX_CHARACTERS: usize = 10_000;

/// A translation that repeats a source of at least this many words is not one.
const FEWEST_WORDS: usize = 3;

/// A row of a file that came back.
#[derive(Debug)]
pub(crate) struct IncomingRow {
    /// How messages name it: "row 12", or "unit `…`".
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) target: Target,
    pub(crate) seal: Option<String>,
    /// The state, if the translator or the program set one.
    pub(crate) state: Option<State>,
}

/// The translation in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Text(String),
    /// A value that is not text. The words follow "the translation".
    Unfit(String),
}

/// Shows that a row came from this program and language, that its source is unchanged, and which
/// translation it had.
pub(crate) fn seal(program: &str, lang: &str, text: &SourceText) -> String {
    let target = folded(text.target.as_deref().unwrap_or_default());
    format!("h{}-{}", row_hash(program, lang, &text.id, &text.source), text_hash(&target))
}

fn row_hash(program: &str, lang: &str, id: &str, source: &str) -> String {
    text_hash(&[program, lang, id, &folded(source)].join("\0"))
}

/// A text that gets another translation.
#[derive(Debug)]
pub(crate) struct NewTranslation<'a> {
    pub(crate) text: &'a SourceText,
    /// How messages name its row, and where it is.
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The source that the translator saw.
    pub(crate) source: String,
    pub(crate) target: String,
}

/// What the rows change.
#[derive(Debug, Default)]
pub(crate) struct Incoming<'a> {
    pub(crate) changes: Vec<NewTranslation<'a>>,
    /// Translations that stay although their source has changed, because the translator marked them
    /// as translated.
    pub(crate) confirmed: Vec<&'a SourceText>,
    /// Translations that stay and are older than their source, with the source that the row has.
    pub(crate) outdated: Vec<(&'a SourceText, String)>,
    /// The names of rows without effect, and why: a text that was removed, a copy of the source,
    /// other quotes or spaces.
    pub(crate) removed: Vec<String>,
    pub(crate) copies: Vec<String>,
    pub(crate) retyped: Vec<String>,
    /// What is wrong. Then nothing is changed.
    pub(crate) faults: Vec<Finding>,
}

/// The data that rows are compared with.
pub(crate) struct Known<'a> {
    pub(crate) program: &'a str,
    pub(crate) source_lang: &'a str,
    pub(crate) lang: &'a str,
    pub(crate) texts: &'a [SourceText],
    pub(crate) record: Option<&'a LanguageRecord>,
    /// The other languages of the program.
    pub(crate) others: Vec<&'a str>,
    /// Words of the two languages for times of day, each with its hours.
    pub(crate) times: Vec<(String, &'static [&'static str])>,
}

impl<'a> Known<'a> {
    /// Compares the rows with the data.
    pub(crate) fn compare(&self, rows: &[IncomingRow]) -> Incoming<'a> {
        let mut incoming = Incoming::default();
        let by_id: HashMap<&str, &'a SourceText> =
            self.texts.iter().map(|text| (text.id.as_str(), text)).collect();
        let is_own = |row: &IncomingRow| {
            let known = by_id.get(row.id.as_str());
            self.is_sealed(row) || known.is_some_and(|text| has_source(row, text))
        };
        // Programs have texts in common, but not the seals of their files.
        let is_stranger = |row: &IncomingRow| row.seal.is_some() && !is_own(row);
        let is_foreign =
            rows.iter().any(is_stranger) && !rows.iter().any(|row| self.is_sealed(row));
        if let Some(first) = rows.first()
            && (is_foreign || !rows.iter().any(is_own))
        {
            incoming.faults.push(self.foreign(first));
            return incoming;
        }
        if let Some((row, other)) = self.row_of_other_language(rows) {
            incoming.faults.push(self.of_other_language(row, other));
            return incoming;
        }
        let mut seen: HashMap<&str, &IncomingRow> = HashMap::new();
        for row in rows {
            if let Some(earlier) = seen.insert(&row.id, row) {
                if earlier.target != row.target {
                    incoming.faults.push(twice(row, earlier));
                }
                continue;
            }
            match by_id.get(row.id.as_str()) {
                Some(text) => self.row(row, text, &mut incoming),
                None if self.is_sealed(row) => incoming.removed.push(row.name.clone()),
                None => incoming.faults.push(fault(
                    row,
                    format!("there is no text with the ID of {}", row.name),
                    "restore the ID from the file that was sent, or delete the row",
                )),
            }
        }
        incoming
    }

    /// Whether a row came from this program and language, with this source.
    fn is_sealed(&self, row: &IncomingRow) -> bool {
        self.is_sealed_for(row, self.lang)
    }

    fn is_sealed_for(&self, row: &IncomingRow, lang: &str) -> bool {
        let hash = row_hash(self.program, lang, &row.id, &row.source);
        sealed_part(row, 0).is_some_and(|sealed| sealed == format!("h{hash}"))
    }

    /// The first row that was exported for another language, in a file without a row for this one:
    /// the language in the header was changed.
    fn row_of_other_language<'r>(
        &self,
        rows: &'r [IncomingRow],
    ) -> Option<(&'r IncomingRow, &'a str)> {
        if rows.iter().any(|row| self.is_sealed(row)) {
            return None;
        }
        rows.iter().find_map(|row| {
            let other = self.others.iter().find(|lang| self.is_sealed_for(row, lang))?;
            Some((row, *other))
        })
    }

    fn of_other_language(&self, row: &IncomingRow, other: &str) -> Finding {
        let lang = self.lang;
        fault(
            row,
            format!("the file was exported for `{other}`, but it says that it is in `{lang}`"),
            &format!(
                "write `{other}` in the file again, or export the texts with `peerpress translate \
                 export {lang}`"
            ),
        )
    }

    fn foreign(&self, first: &IncomingRow) -> Finding {
        let Self { program, lang, .. } = self;
        fault(
            first,
            format!("the file is not about the `{lang}` texts of \"{program}\""),
            "check which program the file belongs to; if the program was renamed since the export, \
             export again and copy the translations",
        )
    }

    fn row(&self, row: &IncomingRow, text: &'a SourceText, incoming: &mut Incoming<'a>) {
        let has_current_source = has_source(row, text);
        if !has_current_source && !self.is_sealed(row) {
            let message = format!(
                "the source in {} is not that of its ID: \"{}\"",
                row.name,
                shorten(&row.source)
            );
            let hint = "restore the source from the file that was sent; if columns were sorted \
                        without the others, undo that";
            return incoming.faults.push(fault(row, message, hint));
        }
        let target = match &row.target {
            Target::Text(target) => without_defusing(cleaned(target)),
            Target::Unfit(why) => {
                let message = format!("the translation in {} {why}", row.name);
                let hint = "format the column as text, and type the translation again";
                return incoming.faults.push(fault(row, message, hint));
            }
        };
        let current = text.target.as_deref().unwrap_or_default();
        if target.is_empty() {
            return;
        }
        if folded(&target) == folded(current) {
            if target != current {
                incoming.retyped.push(row.name.clone());
            }
            return self.unchanged(row, text, incoming);
        }
        let sent = sealed_part(row, 1).filter(|_| self.is_sealed(row));
        if sent.is_some_and(|sent| sent == text_hash(&folded(&target))) {
            // The data has changed since, and the row has not.
            return;
        }
        // A translator who marks a copy as translated says that it is the same in both languages.
        // The state that the export wrote says nothing.
        let is_confirmed = matches!(row.state, Some(State::Translated | State::Reviewed))
            && row.state != Some(text.state(self.record));
        let is_copy = folded(&target) == folded(&row.source);
        let is_untranslated = !is_confirmed && word_count(&target) >= FEWEST_WORDS;
        if is_copy && (text.is_shared || is_untranslated) {
            if !text.is_shared {
                incoming.copies.push(row.name.clone());
            }
            return;
        }
        // Another language got a translation of a text that was the same in all.
        let is_still_same = sent == Some(text_hash("").as_str()) && current == text.source;
        if !is_still_same && sent.is_some_and(|sent| sent != text_hash(&folded(current))) {
            let message = format!(
                "the translation in {} and that in the data were both changed since the export",
                row.name
            );
            let hint = "clear the cell to keep the text of the data, or make the two the same";
            return incoming.faults.push(fault(row, message, hint));
        }
        let langs = (self.source_lang, self.lang);
        let freedom = Freedom { plural: text.plural.as_ref(), times: &self.times, langs };
        if let Some(why) = unfit(&row.source, &target, freedom) {
            let message = format!("the translation in {} {why}", row.name);
            let hint = "correct it in the file; if it is right, write it into the data by hand";
            return incoming.faults.push(fault(row, message, hint));
        }
        if !has_current_source && compare::fault(&text.source, &target, freedom).is_some() {
            let message = format!("the source of {} has changed since the export", row.name);
            let hint = "clear the cell, import the others, and export this text again";
            return incoming.faults.push(fault(row, message, hint));
        }
        if sent.is_none() && self.may_be_newer(text) {
            return incoming.faults.push(self.without_seal(row, current));
        }
        let source = if has_current_source { text.source.clone() } else { row.source.clone() };
        let (name, place) = (row.name.clone(), row.place.clone());
        incoming.changes.push(NewTranslation { text, name, place, source, target });
    }

    /// Whether the data may have a translation that is newer than that of a row without a seal. One
    /// that is outdated has not changed since its source did.
    fn may_be_newer(&self, text: &SourceText) -> bool {
        text.target.is_some() && text.state(self.record) != State::Outdated
    }

    /// A row that may undo a correction of the data.
    fn without_seal(&self, row: &IncomingRow, current: &str) -> Finding {
        let Self { lang, .. } = self;
        let seal = match row.seal {
            None => format!("{} has no seal", row.name),
            Some(_) => format!("the seal of {} is not valid", row.name),
        };
        let current = shorten(current);
        let message = format!("{seal}, and the data has another translation: \"{current}\"");
        let hint = format!(
            "the data may have been corrected since the export; clear the translation to keep the \
             data, restore the seals from the file that was sent, or export the texts to \
             another file with `peerpress translate export {lang} FILE` and copy the translation \
             there"
        );
        fault(row, message, &hint)
    }

    /// Notes a translation that stays as it is.
    fn unchanged(&self, row: &IncomingRow, text: &'a SourceText, incoming: &mut Incoming<'a>) {
        let state = text.state(self.record);
        if !has_source(row, text) {
            if state == State::Translated {
                incoming.outdated.push((text, row.source.clone()));
            }
            return;
        }
        let is_confirmed = matches!(row.state, Some(State::Translated | State::Reviewed));
        if state == State::Outdated && is_confirmed {
            incoming.confirmed.push(text);
        }
    }
}

/// A part of the seal: of the row as a whole, or of the translation that it had.
fn sealed_part(row: &IncomingRow, part: usize) -> Option<&str> {
    row.seal.as_deref()?.trim().split('-').nth(part)
}

fn has_source(row: &IncomingRow, text: &SourceText) -> bool {
    folded(&row.source) == folded(&text.source)
}

impl NewTranslation<'_> {
    /// What would be wrong with the data if it had the translation.
    pub(crate) fn fault(&self, finding: &Finding) -> Finding {
        let message = format!("the translation in {}: {}", self.name, finding.message);
        let fault = Finding::new(Code::BadTranslation, message).at(self.place.clone());
        match finding.hints.first() {
            Some(hint) => fault.hint(hint.clone()),
            None => fault.hint("correct it in the file, or leave the translation empty"),
        }
    }
}

fn fault(row: &IncomingRow, message: String, hint: &str) -> Finding {
    Finding::new(Code::BadTranslation, message).at(row.place.clone()).hint(hint)
}

fn twice(row: &IncomingRow, earlier: &IncomingRow) -> Finding {
    let message = match row.name == earlier.name {
        true => format!("{} is there twice, with two translations", row.name),
        false => format!("{} and {} have the same ID and two translations", earlier.name, row.name),
    };
    fault(row, message, "delete one of the two")
}

/// What keeps a translation out of the data, to follow "the translation".
fn unfit(source: &str, target: &str, freedom: Freedom<'_>) -> Option<String> {
    let count = target.chars().count();
    if count > MAX_CHARACTERS {
        return Some(format!("has {count} characters, and a text has at most {MAX_CHARACTERS}"));
    }
    line_fault(target).or_else(|| compare::fault(source, target, freedom))
}

/// A translation without the apostrophe that keeps spreadsheets from running it as a formula.
fn without_defusing(target: String) -> String {
    match target.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => target,
    }
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}
