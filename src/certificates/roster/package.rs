//! The links between the parts of an XLSX workbook.

use std::io::Cursor;

use zip::ZipArchive;

use super::elements::{part_text, read_elements};

/// A link from one part of a workbook to another.
pub(super) struct Link {
    id: String,
    kind: String,
    /// The path of the other part.
    pub(super) target: String,
}

impl Link {
    /// Returns whether the other part is of a kind, such as `table`. The kind is the last part of a
    /// web address, whose start depends on the version of the format.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// Returns the path of the part that holds a sheet.
pub(super) fn sheet_path(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Option<String> {
    const BOOK: &str = "xl/workbook.xml";
    let mut id = None;
    read_elements(&mut part_text(archive, BOOK)?.as_slice(), |element, _| {
        if element.is("sheet") && element.get("name").as_deref() == Some(sheet) {
            id = element.get("id");
        }
    })?;
    let id = id?;
    Some(links(archive, BOOK)?.into_iter().find(|link| link.id == id)?.target)
}

/// Returns the links of a part to others, or `None` if they are damaged.
pub(super) fn links(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<Vec<Link>> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let mut links = Vec::new();
    let Some(text) = part_text(archive, &format!("{folder}/_rels/{file}.rels")) else {
        return Some(links);
    };
    read_elements(&mut text.as_slice(), |element, is_end| {
        if !element.is("Relationship") || is_end {
            return;
        }
        if let (Some(id), Some(target)) = (element.get("Id"), element.get("Target")) {
            let kind = element.get("Type").unwrap_or_default();
            links.push(Link { id, kind, target: resolve(folder, &target) });
        }
    })?;
    Some(links)
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
