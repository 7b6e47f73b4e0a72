//! Translations: the texts of the data as rows for a translator, in a spreadsheet or in XLIFF 2.0;
//! which of them are new, outdated, or reviewed; and the changes that a translated file makes.
//!
//! - `text` lists the texts, with names that stay when entries are added, and `place` says in words
//!   where each is printed.
//! - `plurals` are the forms of counted words that the language has.
//! - `record` is `data/translations.json`: the hashes of what was translated and reviewed.
//! - `review` finds outdated translations, and pieces for the press that nobody has reviewed.
//! - `room` estimates from laid-out pages how many characters fit.
//! - `xlsx` and `xliff` write the rows; `xliff_reader` reads XLIFF. A spreadsheet is read by the
//!   command, with the reader of rosters.
//! - `incoming` compares what came back with the data, with `compare`, `tokens`, `numbers`,
//!   `number_words`, and `amounts` for what must stay the same, and `edit` writes it into the text
//!   of the files.

mod amounts;
mod compare;
mod edit;
mod folded;
mod incoming;
mod inline;
mod number_words;
mod numbers;
mod place;
mod plurals;
pub(crate) mod record;
pub(crate) mod review;
mod room;
mod text;
mod tokens;
mod xliff;
mod xliff_reader;
mod xlsx;

pub(crate) use edit::edited;
pub(crate) use incoming::{Incoming, IncomingRow, Known, Target, seal};
pub(crate) use number_words::{MIDNIGHT, NOON};
pub(crate) use record::{KnownText, PATH, Record, Review};
pub(crate) use room::measure;
pub(crate) use text::{
    SourceText, State, id as text_id, language_pair, may_print, prints, source_texts,
};
pub(crate) use xliff::to_xliff;
pub(crate) use xliff_reader::read_xliff;
pub(crate) use xlsx::{COLUMNS, SheetColumn, to_xlsx};

/// A row of a file for a translator.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) text: &'a SourceText,
    pub(crate) state: State,
    /// Shows that a row came from this program and language, and that its source was not changed.
    pub(crate) seal: String,
    /// The IDs of the pieces that print it.
    pub(crate) pieces: Vec<&'a str>,
    /// About how many characters fit; `None` if it is not printed, or the pages grow with it.
    pub(crate) room: Option<usize>,
}

/// What a file for a translator is about.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    /// The name of the program in its first language.
    pub(crate) program: &'a str,
    pub(crate) source_lang: &'a str,
    pub(crate) target_lang: &'a str,
    /// Whether the target language is written from right to left.
    pub(crate) is_rtl: bool,
    pub(crate) rows: Vec<Row<'a>>,
}
