//! The table of the files of a piece: a group for each language, a column for each edition.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::Content;
use crate::content::edition::Edition;
use crate::plan;
use crate::site::model::{EDITIONS, Site, SiteLanguage, Version};

/// The files of a version and of its translations.
#[derive(Serialize)]
pub(super) struct Matrix<'a> {
    editions: Vec<EditionName>,
    rows: Vec<Row<'a>>,
}

/// An edition: its name in the data, and the phrase that names it.
#[derive(Serialize)]
struct EditionName {
    id: &'static str,
    phrase: String,
}

/// The files in a language, one for each edition.
#[derive(Serialize)]
struct Row<'a> {
    lang: &'a str,
    name: &'a str,
    dir: &'a str,
    title: &'a str,
    cells: Vec<Option<Cell>>,
}

/// A file to download.
#[derive(Serialize)]
struct Cell {
    /// The path in the folder of the website.
    path: String,
    pages: usize,
    /// The size, and the phrase with its unit.
    size: String,
    unit: &'static str,
}

impl<'a> Matrix<'a> {
    /// The files of a version in each of its languages.
    pub(super) fn of(site: &'a Site<'_>, lang: &SiteLanguage, version: &Version) -> Self {
        let own = site.versions.iter().filter(|other| other.stem == version.stem);
        let by_language: BTreeMap<&str, &Version> =
            own.map(|version| (version.lang.as_str(), version)).collect();
        let has_edition = |edition: &&Edition| {
            by_language.values().any(|it| it.files.iter().any(|file| file.edition == **edition))
        };
        let editions: Vec<Edition> = EDITIONS.iter().filter(has_edition).copied().collect();
        let row = |known: &'a SiteLanguage| {
            let version = by_language.get(known.tag.as_str())?;
            let cell = |edition: &Edition| {
                let file = version.files.iter().find(|file| file.edition == *edition)?;
                let (size, unit) = size(site.content, &lang.tag, file.size);
                Some(Cell { path: file.path.clone(), pages: file.pages, size, unit })
            };
            Some(Row {
                lang: &known.tag,
                name: &known.name,
                dir: &known.dir,
                title: &version.title,
                cells: editions.iter().map(cell).collect(),
            })
        };
        let name = |edition: &Edition| EditionName {
            id: edition.name(),
            phrase: format!("site-{}", edition.name()),
        };
        Self {
            editions: editions.iter().map(name).collect(),
            rows: site.languages.iter().filter_map(row).collect(),
        }
    }
}

impl Matrix<'_> {
    /// About how many bytes of HTML the table takes in the list of pieces.
    pub(super) fn weight(&self) -> usize {
        let cell = |cell: &Cell| 85 + cell.path.len() + cell.size.len();
        let row = |row: &Row<'_>| {
            let cells = row.cells.iter().flatten().map(cell);
            130 + row.name.len() + cells.sum::<usize>()
        };
        280 + self.rows.iter().map(row).sum::<usize>()
    }
}

/// A size as a language writes it, and the phrase with its unit.
fn size(content: &Content, lang: &str, bytes: usize) -> (String, &'static str) {
    let kilobytes = (bytes as f64 / 1024.0).ceil();
    if kilobytes < 1000.0 {
        return (plan::written_number(content, lang, kilobytes), "site-kilobytes");
    }
    (plan::written_number(content, lang, kilobytes / 1024.0), "site-megabytes")
}
