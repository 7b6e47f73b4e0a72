//! What the output folders show about certificates: signed files, and the tables of sessions.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::files::csv_out::defused;
use super::super::issue::CertificateContext;
use super::super::proof::address::KnownAddresses;
use super::super::proof::credential::Credential;
use super::super::proof::keys::PublicKeys;
use super::super::proof::status::StatusList;
use super::super::proof::verify::{Moment, Verdict, VerifyContext, verify_pdf};
use crate::content::certificate_number::{self, Number};
use crate::content::locale::{Locale, with_earlier};
use crate::pdf;

/// The folder of transcripts, beside those of sessions.
const TRANSCRIPTS: &str = "transcripts";

/// What the output folders show.
#[derive(Debug, Default)]
pub(super) struct Traces {
    /// Single files, by number.
    pub(super) singles: BTreeMap<String, SessionFile>,
    /// Files of all pages.
    pub(super) all_pages: Vec<SessionFile>,
    /// The rows of the tables, by number.
    pub(super) rows: BTreeMap<String, TableRow>,
    /// The numbers of transcripts.
    pub(super) transcripts: Vec<String>,
}

/// A file in the folder of a session.
#[derive(Debug, Clone)]
pub(super) struct SessionFile {
    pub(super) session: String,
    pub(super) path: PathBuf,
}

/// What the tables of a session say about a number.
#[derive(Debug, Clone, Default)]
pub(super) struct TableRow {
    /// The latest revision in a table.
    pub(super) revision: u32,
    pub(super) name: String,
    pub(super) email: Option<String>,
}

/// A certificate in a signed file.
#[derive(Debug, Clone)]
pub(super) struct SignedFile {
    pub(super) credential: Credential,
    pub(super) session: String,
    pub(super) path: PathBuf,
    /// The language of the file.
    pub(super) language: Option<String>,
    /// The SHA-256 of the file.
    pub(super) hash: String,
    /// The text of the page, if the page signature proves it.
    pub(super) page: Option<String>,
}

impl Traces {
    /// Finds the files of certificates in output folders.
    pub(super) fn find(folders: &[PathBuf]) -> Self {
        let mut traces = Self::default();
        for folder in folders {
            for (session, path) in entries(&folder.join("certificates")) {
                for (name, path) in entries(&path) {
                    if session == TRANSCRIPTS {
                        let number = name.split('.').next().and_then(parse);
                        traces.transcripts.extend(number.map(|number| number.text));
                    } else {
                        traces.add(&session, &name, path);
                    }
                }
            }
        }
        traces
    }

    fn add(&mut self, session: &str, name: &str, path: PathBuf) {
        let file = SessionFile { session: session.to_owned(), path };
        let Some((stem, extension)) = name.rsplit_once('.') else { return };
        let first = stem.split('.').next().unwrap_or_default();
        match (extension, parse(stem)) {
            ("pdf", Some(number)) => {
                self.singles.entry(number.text).or_insert(file);
            }
            // Files for the press have no links.
            ("pdf", None) if first == "all" && !stem.ends_with(".press") => {
                self.all_pages.push(file);
            }
            ("csv", None) if first == "issued" || first == "mailmerge" => self.add_rows(&file.path),
            _ => {}
        }
    }

    /// Reads a table. One that is damaged or was changed shows what it can.
    fn add_rows(&mut self, path: &Path) {
        let text = fs::read(path).unwrap_or_default();
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
        let head = reader.headers().cloned().unwrap_or_default();
        let column = |name: &str| head.iter().position(|head| head == name);
        let (number, name, email) = (column("number"), column("name"), column("email"));
        for record in reader.records().flatten() {
            let cell = |index: Option<usize>| index.and_then(|index| record.get(index));
            let Some(number) = cell(number).and_then(parse) else { continue };
            let row = self.rows.entry(number.text).or_default();
            let revision = number.revision.unwrap_or(1);
            if revision >= row.revision {
                row.revision = revision;
                row.name = cell(name).map(plain).unwrap_or_default();
            }
            if let Some(email) = cell(email).map(plain).filter(|email| !email.is_empty()) {
                row.email = Some(email);
            }
        }
    }

    /// Every number that is shown.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &String> {
        self.singles.keys().chain(self.rows.keys()).chain(&self.transcripts)
    }
}

/// Returns the entries of a folder with their names, in order.
fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path())))
        .collect();
    entries.sort();
    entries
}

fn parse(text: &str) -> Option<Number> {
    certificate_number::parse(text).ok()
}

/// Returns a cell without the apostrophe that keeps spreadsheets from running it.
fn plain(cell: &str) -> String {
    let formula = cell.strip_prefix('\'').filter(|rest| defused(rest) == cell);
    formula.unwrap_or(cell).to_owned()
}

/// What signed files are checked with.
pub(super) struct Checker<'a> {
    pub(super) keys: &'a PublicKeys,
    pub(super) list: Option<&'a StatusList>,
    pub(super) moment: Moment,
    pub(super) locales: Vec<Locale>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        context: Option<&CertificateContext>,
        keys: &'a PublicKeys,
        list: Option<&'a StatusList>,
        moment: Moment,
    ) -> Self {
        let locales = context.map(|context| &context.content.wording.locales);
        let locales = with_earlier(locales.into_iter().flatten().map(|(_, locale)| locale.clone()));
        Self { keys, list, moment, locales }
    }

    /// Returns the certificates in a file whose signature is that of the program, and that state
    /// what was signed.
    pub(super) fn read_signed_files(&self, file: &SessionFile) -> Vec<SignedFile> {
        let Ok(bytes) = fs::read(&file.path) else { return Vec::new() };
        let context = VerifyContext {
            keys: self.keys,
            status: self.list,
            ledger: None,
            moment: self.moment,
            addresses: &KnownAddresses::default(),
            locales: &self.locales,
        };
        let answers = verify_pdf(&bytes, &context).unwrap_or_default();
        let genuine: Vec<(Credential, Option<usize>)> = answers
            .into_iter()
            .filter(|answer| answer.verdict != Verdict::Altered)
            .filter_map(|answer| {
                let proven = answer.page.filter(|_| answer.comparison == Some("same"));
                Some((answer.credential?, proven))
            })
            .collect();
        if genuine.is_empty() {
            return Vec::new();
        }
        let text = pdf::read_pdf(&bytes).ok();
        let page = |page: usize| Some(text.as_ref()?.pages.get(page - 1)?.text());
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        let signed = |(credential, proven): (Credential, Option<usize>)| SignedFile {
            credential,
            session: file.session.clone(),
            path: file.path.clone(),
            language: text.as_ref().and_then(|text| text.language.clone()),
            hash: hash.clone(),
            page: proven.and_then(page),
        };
        genuine.into_iter().map(signed).collect()
    }
}
