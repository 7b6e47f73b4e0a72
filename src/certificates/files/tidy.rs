//! Removes what an earlier run left in a session's folder: outdated lists and files of all pages.
//! Files of single certificates stay.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::open_badges;
use crate::error::Error;

/// How the names of lists and files of all pages begin.
const COLLECTIONS: [&str; 3] = ["all", "issued", "mailmerge"];

/// What was removed from a folder.
#[derive(Debug, Default)]
pub(crate) struct Removed {
    /// The names of the removed files.
    pub names: Vec<String>,
    /// Why outdated files could not be removed.
    pub failures: Vec<Error>,
}

/// Removes the files that are named for other pieces than the session's certificates use now.
pub(super) fn remove_other_pieces(folder: &Path, pieces: &[String]) -> Removed {
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
    })
}

/// Removes the files for the press, which take long to create and are created again on request.
pub(crate) fn remove_press_files(folder: &Path) -> Removed {
    remove(folder, |name| name.starts_with("all.") && name.ends_with(".press.pdf"))
}

/// Removes every list and every file of all pages: nobody in the session has a valid certificate.
pub(crate) fn remove_collections(folder: &Path) -> Removed {
    remove(folder, is_collection)
}

/// Removes the files of all pages, which show what no longer holds.
pub(crate) fn remove_all_pages(folder: &Path) -> Removed {
    remove(folder, |name| is_collection(name) && name.ends_with(".pdf"))
}

/// Removes the transcripts that are named by one of these numbers, in every language.
pub(crate) fn remove_transcripts(folder: &Path, numbers: &[String]) -> Removed {
    remove(folder, |name| {
        let number = name.strip_suffix(".pdf").and_then(|name| name.split('.').next());
        number.is_some_and(|number| numbers.iter().any(|known| known == number))
    })
}

/// Removes the badges of these certificates.
pub(crate) fn remove_badges(folder: &Path, numbers: &[String]) -> Removed {
    let names = numbers.iter().map(|number| open_badges::file_name(number));
    remove_all(folder, names.filter(|name| folder.join(name).exists()).collect())
}

/// Removes the badges in the folder of a session that name a public key.
pub(crate) fn remove_badges_of_key(folder: &Path, public: &[u8; 32]) -> Removed {
    remove(folder, |name| {
        let read = || fs::read_to_string(folder.join(name)).unwrap_or_default();
        open_badges::is_file_name(name) && open_badges::names_key(&read(), public)
    })
}

/// Returns the folder of the drafts of emails in the folder of a session.
pub(crate) fn drafts(folder: &Path) -> PathBuf {
    folder.join("mail")
}

/// Returns the file name of the draft with a certificate.
pub(crate) fn draft_name(number: &str) -> String {
    format!("{number}.eml")
}

/// Removes the drafts in the folder of a session that `is_outdated` says are, by their numbers,
/// and their folder if it is empty then.
pub(crate) fn remove_drafts(folder: &Path, is_outdated: impl Fn(&str) -> bool) -> Removed {
    let drafts = drafts(folder);
    let removed = remove(&drafts, |name| name.strip_suffix(".eml").is_some_and(&is_outdated));
    let _ = fs::remove_dir(drafts);
    removed
}

/// Whether the folder has lists, so that files of all pages belong to it.
pub(crate) fn has_lists(folder: &Path) -> bool {
    let mut names = fs::read_dir(folder).into_iter().flatten().flatten();
    names.any(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| is_collection(name) && name.ends_with(".csv"))
    })
}

fn is_collection(name: &str) -> bool {
    let first = name.split('.').next();
    first.is_some_and(|first| COLLECTIONS.contains(&first))
        && [".pdf", ".csv"].iter().any(|ending| name.ends_with(ending))
}

fn remove(folder: &Path, is_outdated: impl Fn(&str) -> bool) -> Removed {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_outdated(name))
        .collect();
    names.sort();
    remove_all(folder, names)
}

fn remove_all(folder: &Path, names: Vec<String>) -> Removed {
    let mut removed = Removed::default();
    for name in names {
        match remove_file(&folder.join(&name)) {
            Ok(()) => removed.names.push(name),
            Err(error) => removed.failures.push(error),
        }
    }
    removed
}

/// Removes an outdated file. One that does not exist is removed already.
pub(crate) fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            let message = format!("the file is out of date and cannot be removed: {error}");
            Err(Error::new(path, message)
                .hint("close other programs that have the file open, and do not hand it out"))
        }
        _ => Ok(()),
    }
}
