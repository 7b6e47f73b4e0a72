//! What an earlier run left in a session's folder and is no longer true: lists and files of all pages. Files of single certificates stay.

use std::fs;
use std::path::Path;

use crate::content::edition::Edition;
use crate::error::Error;

/// The first parts of the names of lists and files of all pages.
const WHOLE: [&str; 3] = ["all", "issued", "mailmerge"];

/// Takes away those that are named for other pieces than the session's certificates are of now.
///
/// # Errors
/// If one cannot be taken away.
pub(super) fn other_pieces(folder: &Path, pieces: &[String]) -> Result<(), Error> {
    let is_current = |piece: Option<&str>| match piece {
        Some(piece) => pieces.len() > 1 && pieces.iter().any(|known| known == piece),
        None => pieces.len() < 2,
    };
    take_away(folder, |name| piece_of(name).is_some_and(|piece| !is_current(piece))).map(drop)
}

/// Takes away the files for the press, which are slow to make and are made again when asked for. Gives their names.
///
/// # Errors
/// If one cannot be taken away.
pub fn for_press(folder: &Path) -> Result<Vec<String>, Error> {
    let end = format!(".{}.pdf", Edition::Press.name());
    take_away(folder, |name| name.starts_with("all.") && name.ends_with(&end))
}

/// The piece in the name of a list or file of all pages; the outer none is any other file.
fn piece_of(name: &str) -> Option<Option<&str>> {
    let mut parts = name.split('.');
    let is_whole = parts.next().is_some_and(|first| WHOLE.contains(&first));
    let second =
        parts.next().filter(|second| ![Edition::Press.name(), "pdf", "csv"].contains(second));
    is_whole.then_some(second)
}

fn take_away(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, Error> {
    let names = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| wanted(name)).collect();
    names.sort();
    for name in &names {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(|error| {
            Error::new(&path, format!("is out of date and cannot be taken away: {error}"))
        })?;
    }
    Ok(names)
}
