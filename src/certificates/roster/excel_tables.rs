//! The totals rows of Excel tables. A table says where they are, so they are not read as people.

use std::io::{Cursor, Read};

use roxmltree::{Document, Node};
use zip::ZipArchive;

use super::table::{Cell, Table};

/// A totals row: its number, from 1, and its first and last column, from 0.
struct TotalsRow {
    row: u32,
    columns: (usize, usize),
}

/// Empties the totals rows of the Excel tables on a sheet.
pub(super) fn remove_totals(table: &mut Table, bytes: &[u8]) {
    let Some(name) = table.sheet.clone() else { return };
    for totals in find_totals(bytes, &name).unwrap_or_default() {
        let rows = table.rows.iter_mut().filter(|row| row.number == totals.row);
        for cells in rows.map(|row| &mut row.cells) {
            let end = cells.len().min(totals.columns.1 + 1);
            cells[totals.columns.0.min(end)..end].fill(Cell::Empty);
        }
    }
    table.rows.retain(|row| !row.is_blank());
}

fn find_totals(bytes: &[u8], sheet: &str) -> Option<Vec<TotalsRow>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has_tables = archive.file_names().flatten().any(|name| name.contains("table"));
    if !has_tables {
        return None;
    }
    let book = read_part(&mut archive, "xl/workbook.xml")?;
    let book = Document::parse(&book).ok()?;
    let is_sheet = |node: &Node<'_, '_>| {
        node.tag_name().name() == "sheet" && attribute(node, "name") == Some(sheet)
    };
    let id = attribute(&book.descendants().find(is_sheet)?, "id")?;
    let links = links(&mut archive, "xl/workbook.xml")?;
    let path = links.into_iter().find(|link| link.id == id)?.target;
    let tables: Vec<Link> = self::links(&mut archive, &path)?;
    let mut totals = Vec::new();
    for link in tables.iter().filter(|link| link.kind.ends_with("/table")) {
        let Some(text) = read_part(&mut archive, &link.target) else { continue };
        let Ok(document) = Document::parse(&text) else { continue };
        totals.extend(totals_of(&document.root_element()));
    }
    Some(totals)
}

/// Returns the totals rows that a table has at its end.
fn totals_of(table: &Node<'_, '_>) -> Vec<TotalsRow> {
    let count = attribute(table, "totalsRowCount").and_then(|count| count.parse::<u32>().ok());
    let area = attribute(table, "ref").and_then(parse_area);
    let (Some(count), Some(((_, first), (last_row, last)))) = (count, area) else {
        return Vec::new();
    };
    let rows = (0..count.min(last_row)).map(|back| last_row - back);
    rows.map(|row| TotalsRow { row, columns: (first, last) }).collect()
}

/// Parses an area such as `A1:C4` into rows, from 1, and columns, from 0.
fn parse_area(text: &str) -> Option<((u32, usize), (u32, usize))> {
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    Some((parse_place(start)?, parse_place(end)?))
}

fn parse_place(text: &str) -> Option<(u32, usize)> {
    let text = text.replace('$', "").to_ascii_uppercase();
    let (letters, digits) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let is_column =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    is_column.then_some((digits.parse().ok()?, column - 1))
}

/// A link from one part of a workbook to another.
struct Link {
    id: String,
    kind: String,
    /// The path of the other part.
    target: String,
}

/// Returns the links of a part to others.
fn links(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<Vec<Link>> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let text = read_part(archive, &format!("{folder}/_rels/{file}.rels"))?;
    let document = Document::parse(&text).ok()?;
    let nodes = document.descendants().filter(|node| node.tag_name().name() == "Relationship");
    let link = |node: Node<'_, '_>| {
        Some(Link {
            id: attribute(&node, "Id")?.to_owned(),
            kind: attribute(&node, "Type").unwrap_or_default().to_owned(),
            target: resolve(folder, attribute(&node, "Target")?),
        })
    };
    Some(nodes.filter_map(link).collect())
}

/// Resolves a path that is relative to a folder of the workbook.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn read_part(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(path).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// Returns an attribute by its local name. Programs choose the prefixes of namespaces differently.
fn attribute<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}
