//! JSON files in the project folder and in `data/` that look like one that Peerpress reads, and
//! that nobody reads: the copy that a synced folder keeps after a conflict, a misspelled name, and
//! a file in the wrong folder.

use std::fs;

use super::data_file::DataFile;
use crate::diagnostic::{Code, Finding, Place};
use crate::project::Project;

/// The files in `data/` that are not data files.
const RECORDS: [&str; 2] = ["data/keys.json", "data/translations.json"];

/// The files in the project folder.
const OF_PROJECT: [&str; 4] =
    ["calendar.json", "orders.json", "released.json", "roster-columns.json"];

/// The ending of the files.
const ENDING: &str = ".json";

/// The fewest letters of a name that may have two typing mistakes.
const LONG_NAME: usize = 8;

/// Reports the files that nobody reads.
pub(crate) fn findings(project: &Project) -> Vec<Finding> {
    unread(project).map(|(_, finding)| finding).collect()
}

/// Reports those that look like one of the files that Peerpress reads.
pub(crate) fn copies(project: &Project, of: &str) -> Vec<Finding> {
    unread(project).filter(|(own, _)| *own == of).map(|(_, finding)| finding).collect()
}

/// The files that nobody reads, each with the file that it looks like.
fn unread(project: &Project) -> impl Iterator<Item = (&'static str, Finding)> {
    let known = known_files();
    let data = json_files(project, "data").into_iter().map(|name| format!("data/{name}"));
    let files = json_files(project, "").into_iter().chain(data);
    files.filter_map(move |file| {
        let own = meant(&file, &known)?;
        let message = format!("Peerpress does not read `{file}`, only `{own}`");
        let hint = match project.path(own).exists() {
            true => format!(
                "compare the two; copy what is new in it to `{own}`, and remove the other file"
            ),
            false => format!("rename it to `{own}`, or remove it"),
        };
        let finding = Finding::new(Code::UnreadFile, message).at(Place::file(file)).hint(hint);
        Some((own, finding))
    })
}

/// The paths of all files that Peerpress reads in the two folders.
fn known_files() -> Vec<&'static str> {
    let data = DataFile::with_facts().map(DataFile::path);
    data.chain(RECORDS).chain(OF_PROJECT).collect()
}

/// The names of the JSON files in a folder, in order, without hidden ones.
fn json_files(project: &Project, folder: &str) -> Vec<String> {
    let folder = if folder.is_empty() { project.root().to_owned() } else { project.path(folder) };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let is_hidden = |name: &String| name.starts_with(['.', '~']);
    let is_json = |name: &String| name.to_lowercase().ends_with(ENDING);
    let mut names: Vec<String> = names.filter(|name| is_json(name) && !is_hidden(name)).collect();
    names.sort();
    names
}

/// The file that another one is a copy of, or is meant to be. `None` for one that is read itself,
/// and for one that is not like any.
fn meant(file: &str, known: &[&'static str]) -> Option<&'static str> {
    // An order can have any place, and this is the name that the guide gives it.
    if known.contains(&file) || file == DataFile::Order.path() {
        return None;
    }
    let in_folder = |path: &str| path.contains('/') == file.contains('/');
    let own = stem(file);
    let is_copy = |path: &&&str| own.contains(&stem(path));
    let is_misspelled = |path: &&&str| {
        let most = if stem(path).len() < LONG_NAME { 1 } else { 2 };
        strsim::damerau_levenshtein(&own, &stem(path)) <= most
    };
    let beside = || known.iter().filter(|path| in_folder(path));
    let elsewhere = known.iter().find(|path| !in_folder(path) && stem(path) == own);
    let found = beside().find(is_copy).or_else(|| beside().find(is_misspelled)).or(elsewhere);
    found.copied()
}

/// The name of a file without its folder and its ending, in lowercase letters.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    name.strip_suffix(ENDING).unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_misspelled_names_and_wrong_folders_are_found() {
        let known = known_files();
        for (file, own) in [
            ("released (conflicted copy).json", Some("released.json")),
            ("Released.JSON", Some("released.json")),
            ("orders 2.json", Some("orders.json")),
            ("calendar (1).json", Some("calendar.json")),
            ("data/Copy of pieces.json", Some("data/pieces.json")),
            ("data/servics.json", Some("data/services.json")),
            ("data/partner.json", Some("data/partners.json")),
            ("data/translation.json", Some("data/translations.json")),
            ("trainings.json", Some("data/trainings.json")),
            ("data/released.json", Some("released.json")),
            ("released.json", None),
            ("order.json", None),
            ("package.json", None),
            ("data/places.json", None),
            ("data/bookmark.json", None),
            ("data/keys.json", None),
        ] {
            assert_eq!(meant(file, &known), own, "{file}");
        }
    }
}
