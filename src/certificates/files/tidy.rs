//! Removes what an earlier run left in a session's folder: outdated lists and files of all pages.
//! Files of single certificates stay.

use std::fs;
use std::path::Path;

use crate::content::edition::Edition;
use crate::error::Error;

/// How the names of lists and files of all pages begin.
const COLLECTIONS: [&str; 3] = ["all", "issued", "mailmerge"];

/// Removes the files that are named for other pieces than the session's certificates use now.
pub(super) fn remove_other_pieces(folder: &Path, pieces: &[String]) -> Result<(), Error> {
    remove(folder, |name| match collection_piece(name) {
        Some(Some(piece)) => pieces.len() < 2 || !pieces.iter().any(|known| known == piece),
        Some(None) => pieces.len() > 1,
        None => false,
    })?;
    Ok(())
}

/// Removes the files for the press, which take long to make and are made again on request. Returns
/// their names.
pub(crate) fn remove_press_files(folder: &Path) -> Result<Vec<String>, Error> {
    let end = format!(".{}.pdf", Edition::Press.name());
    remove(folder, |name| name.starts_with("all.") && name.ends_with(&end))
}

/// Returns the piece in the name of a list or file of all pages, if the name has one. The outer
/// `None` is any other file.
fn collection_piece(name: &str) -> Option<Option<&str>> {
    let mut parts = name.split('.');
    let is_collection = parts.next().is_some_and(|first| COLLECTIONS.contains(&first));
    let piece =
        parts.next().filter(|second| ![Edition::Press.name(), "pdf", "csv"].contains(second));
    is_collection.then_some(piece)
}

fn remove(folder: &Path, is_outdated: impl Fn(&str) -> bool) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_outdated(name))
        .collect();
    names.sort();
    for name in &names {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(|error| {
            Error::new(&path, format!("the file is out of date and cannot be removed: {error}"))
        })?;
    }
    Ok(names)
}
