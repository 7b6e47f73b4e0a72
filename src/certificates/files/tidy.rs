//! Removes what an earlier run left in a session's folder: outdated lists and files of all pages.
//! Files of single certificates stay.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// How the names of lists and files of all pages begin.
const COLLECTIONS: [&str; 3] = ["all", "issued", "mailmerge"];

/// Removes the files that are named for other pieces than the session's certificates use now.
pub(super) fn remove_other_pieces(folder: &Path, pieces: &[String]) -> Result<(), Error> {
    let has_several = pieces.len() > 1;
    remove(folder, |name| {
        let mut parts = name.split('.');
        if !parts.next().is_some_and(|first| COLLECTIONS.contains(&first)) {
            return false;
        }
        // With several pieces, the second part is the piece: `all.certificate-ce.press.pdf`.
        match parts.next() {
            None | Some("press" | "pdf" | "csv") => has_several,
            Some(piece) => !has_several || !pieces.iter().any(|known| known == piece),
        }
    })?;
    Ok(())
}

/// Removes the files for the press, which take long to create and are created again on request.
/// Returns their names.
pub(crate) fn remove_press_files(folder: &Path) -> Result<Vec<String>, Error> {
    remove(folder, |name| name.starts_with("all.") && name.ends_with(".press.pdf"))
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
