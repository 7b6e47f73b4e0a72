//! Text of a sheet that is struck out, which is how people say that a row no longer counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor};

use zip::ZipArchive;

use super::archive::WorkbookFormat;
use super::elements::{Element, Piece, part_text, read_elements, read_pieces};
use super::ods_place::{OdsPlace, is_cell};
use super::package::sheet_path;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Returns the rows of a sheet, from 1, that have a cell with struck-out text, or `None` if they
/// cannot be read.
pub(super) fn find_struck_rows(
    bytes: &[u8],
    format: WorkbookFormat,
    sheet: &str,
) -> Option<BTreeSet<u32>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    match format {
        WorkbookFormat::Xlsx => {
            let styles = struck_xlsx_styles(&mut archive)?;
            let strings = struck_strings(&mut archive)?;
            let path = sheet_path(&mut archive, sheet)?;
            scan_xlsx(&mut archive, &path, &styles, &strings)
        }
        WorkbookFormat::Ods => {
            let mut styles = OdsStyles::default();
            for part in ["styles.xml", "content.xml"] {
                if let Some(text) = part_text(&mut archive, part) {
                    styles.read(&text)?;
                }
            }
            scan_ods(&mut archive, sheet, &styles)
        }
    }
}

/// Returns whether a `strike` element strikes text out.
fn strikes(element: &Element<'_>) -> bool {
    element.get("val").is_none_or(|value| !matches!(value.trim(), "0" | "false" | "off"))
}

/// Returns the cell styles whose font is struck out.
fn struck_xlsx_styles(archive: &mut Archive<'_>) -> Option<BTreeSet<usize>> {
    let Some(text) = part_text(archive, "xl/styles.xml") else { return Some(BTreeSet::new()) };
    let (mut is_fonts, mut is_cells) = (false, false);
    let (mut fonts, mut next_style) = (Vec::new(), 0);
    let mut struck = BTreeSet::new();
    read_elements(&mut text.as_slice(), |element, is_end| {
        if element.is("fonts") {
            is_fonts = !is_end;
        } else if element.is("cellXfs") {
            is_cells = !is_end;
        } else if is_end {
        } else if is_fonts && element.is("font") {
            fonts.push(false);
        } else if is_fonts && element.is("strike") {
            fonts.last_mut().into_iter().for_each(|font| *font = strikes(element));
        } else if is_cells && element.is("xf") {
            let font = element.number::<usize>("fontId").unwrap_or(0);
            if fonts.get(font) == Some(&true) {
                struck.insert(next_style);
            }
            next_style += 1;
        }
    })?;
    Some(struck)
}

/// Returns the shared strings with a part that is struck out.
fn struck_strings(archive: &mut Archive<'_>) -> Option<BTreeSet<usize>> {
    let mut struck = BTreeSet::new();
    let Some(text) = part_text(archive, "xl/sharedStrings.xml") else { return Some(struck) };
    let mut count = 0_usize;
    read_elements(&mut text.as_slice(), |element, is_end| {
        if element.is("si") && !is_end {
            count += 1;
        } else if element.is("strike") && !is_end && strikes(element) {
            struck.insert(count.saturating_sub(1));
        }
    })?;
    Some(struck)
}

fn scan_xlsx(
    archive: &mut Archive<'_>,
    path: &str,
    styles: &BTreeSet<usize>,
    strings: &BTreeSet<usize>,
) -> Option<BTreeSet<u32>> {
    let mut part = BufReader::new(archive.by_name(path).ok()?);
    let mut struck = BTreeSet::new();
    let (mut row, mut is_value) = (0_u32, false);
    let (mut is_struck_style, mut is_shared, mut value) = (false, false, String::new());
    read_pieces(&mut part, |piece| match piece {
        Piece::Start(element) if element.is("row") => {
            row = element.number("r").unwrap_or(row.saturating_add(1));
        }
        Piece::Start(element) if element.is("c") => {
            let style = element.number::<usize>("s").unwrap_or(0);
            (is_struck_style, is_shared) = (styles.contains(&style), false);
            is_shared = element.get("t").as_deref() == Some("s");
        }
        Piece::Start(element) if element.is("strike") && strikes(&element) => {
            struck.insert(row);
        }
        Piece::Start(element) if element.is("v") || element.is("t") => {
            (is_value, value) = (true, String::new());
        }
        Piece::Text(text) if is_value => value.push_str(&text),
        Piece::End(element) if element.is("v") || element.is("t") => {
            is_value = false;
            let text = value.trim();
            let string = text.parse().ok().filter(|_| is_shared);
            let is_struck = is_struck_style || string.is_some_and(|at| strings.contains(&at));
            if is_struck && !text.is_empty() {
                struck.insert(row);
            }
        }
        _ => {}
    })?;
    Some(struck)
}

/// The styles of an ODS document.
#[derive(Default)]
struct OdsStyles {
    /// Whether each style strikes text out, if it says so itself.
    own: BTreeMap<String, bool>,
    parents: BTreeMap<String, String>,
}

impl OdsStyles {
    fn read(&mut self, text: &[u8]) -> Option<()> {
        let mut style = None;
        read_elements(&mut &*text, |element, is_end| {
            if element.is("style") {
                style = element.get("name").filter(|_| !is_end);
                if let (Some(name), Some(parent)) = (&style, element.get("parent-style-name")) {
                    self.parents.insert(name.clone(), parent);
                }
            } else if let (true, Some(name)) = (element.is("text-properties"), &style) {
                let says = |name: &str| element.get(name).map(|value| value != "none");
                let found = says("text-line-through-style").or(says("text-line-through-type"));
                if let Some(is_struck) = found {
                    self.own.insert(name.clone(), is_struck);
                }
            }
        })
    }

    /// Returns whether a style strikes text out, itself or by a parent.
    fn is_struck(&self, name: Option<&String>) -> bool {
        let mut name = name;
        for _ in 0..10 {
            let Some(style) = name else { return false };
            if let Some(is_struck) = self.own.get(style) {
                return *is_struck;
            }
            name = self.parents.get(style);
        }
        false
    }
}

/// Where the scan of an ODS sheet is.
#[derive(Default)]
struct OdsScan {
    place: OdsPlace,
    /// The first column after those with a default style, and this style.
    columns: Vec<(usize, Option<String>)>,
    row_style: Option<String>,
    is_struck_cell: bool,
    /// For each span around the text, whether it strikes the text out.
    spans: Vec<bool>,
    is_paragraph: bool,
}

fn scan_ods(archive: &mut Archive<'_>, sheet: &str, styles: &OdsStyles) -> Option<BTreeSet<u32>> {
    let mut part = BufReader::new(archive.by_name("content.xml").ok()?);
    let mut struck = BTreeSet::new();
    let mut scan = OdsScan::default();
    read_pieces(&mut part, |piece| match piece {
        Piece::Start(element) => scan.start(&element, sheet, styles),
        Piece::End(element) => scan.end(&element),
        Piece::Text(text) => {
            let is_struck = *scan.spans.last().unwrap_or(&scan.is_struck_cell);
            let place = &scan.place;
            if place.is_inside() && scan.is_paragraph && is_struck && !text.trim().is_empty() {
                let repeats = place.row_repeats.clamp(1, 1000);
                struck.extend(place.row + 1..=place.row.saturating_add(repeats));
            }
        }
    })?;
    Some(struck)
}

impl OdsScan {
    fn start(&mut self, element: &Element<'_>, sheet: &str, styles: &OdsStyles) {
        if !self.place.start(element, sheet) {
        } else if element.is("table-column") {
            let first = self.columns.last().map_or(0, |(end, _)| *end);
            let repeats = element.number::<usize>("number-columns-repeated").unwrap_or(1);
            let style = element.get("default-cell-style-name");
            self.columns.push((first.saturating_add(repeats), style));
        } else if element.is("table-row") {
            self.row_style = element.get("default-cell-style-name");
        } else if is_cell(element) {
            let column = self.columns.iter().find(|(end, _)| self.place.column < *end);
            let default = column.and_then(|(_, style)| style.clone());
            let style = element.get("style-name").or(self.row_style.clone()).or(default);
            self.is_struck_cell = styles.is_struck(style.as_ref());
        } else if element.is("p") {
            (self.is_paragraph, self.spans) = (true, Vec::new());
        } else if element.is("span") {
            let style = element.get("style-name");
            let around = *self.spans.last().unwrap_or(&self.is_struck_cell);
            let own = style.as_ref().filter(|style| styles.own.contains_key(*style));
            self.spans.push(own.map_or(around, |style| styles.is_struck(Some(style))));
        }
    }

    fn end(&mut self, element: &Element<'_>) {
        self.place.end(element);
        if element.is("p") {
            self.is_paragraph = false;
        } else if element.is("span") {
            self.spans.pop();
        }
    }
}
