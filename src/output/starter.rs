//! The starter program, which `peerpress new` writes: data, templates, icons, fonts, and guides.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;

use serde::Serialize;
use zip::ZipArchive;

use super::write::write;
use crate::error::Error;

/// The archive of the starter's files, which `build.rs` makes.
const ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/starter.zip"));

/// The files in the archive, by path.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let unpacked = unpack(ARCHIVE);
    unpacked.expect("`build.rs` made the archive, and a test unpacks it")
});

/// The folder in the archive with the files of an empty program.
const NONE: &str = "none/";

/// The guide that only people who change Peerpress need.
const FOR_MAINTAINERS: &str = "docs/architecture.md";

/// Files that are about North Dakota's program, besides the data files.
const FACTS_OF_NORTH_DAKOTA: [&str; 2] = ["data/pictures/", "data/samples/"];

/// Phrases with the article of North Dakota's agency, and those for an agency with any name.
const PHRASES: [(&str, &str); 2] = [
    ("A program of the {agency}", "A program of {agency}"),
    ("Un programa de la {agency}", "Un programa de {agency}"),
];

/// The other files of a new project: what a reader, git, and VS Code need.
const OTHERS: [(&str, &str); 4] = [
    ("README.md", include_str!("starter/README.md")),
    (".gitignore", include_str!("starter/gitignore")),
    (".vscode/settings.json", include_str!("starter/vscode/settings.json")),
    (".vscode/tasks.json", include_str!("starter/vscode/tasks.json")),
];

/// The languages that the data of every example, and the wording, have texts in.
pub(crate) const LANGUAGES: [&str; 2] = ["en", "es"];

/// `data/translations.json` of a project in which nobody has reviewed a translation.
pub(crate) const NO_REVIEWS: &[u8] = include_bytes!("starter/none/data/translations.json");

/// What a project starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Example {
    /// A few pieces, and placeholders in place of facts
    None,
    /// The peer support program of North Dakota, with all pieces
    NorthDakota,
}

impl Example {
    /// The languages of a project that is created without `--lang`.
    pub(crate) fn languages(self) -> &'static [&'static str] {
        match self {
            Self::None => &LANGUAGES[..1],
            Self::NorthDakota => &LANGUAGES,
        }
    }
}

/// Refuses a folder that has something in it.
///
/// # Errors
/// If the folder is not empty, or is a file.
pub(crate) fn require_empty(folder: &Path) -> Result<(), Error> {
    let taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || folder.is_file() {
        return Err(
            Error::new(folder, "the folder is not empty").hint("name a folder that does not exist")
        );
    }
    Ok(())
}

/// The files of a new project, by path.
pub(crate) fn files(example: Example) -> BTreeMap<String, Cow<'static, [u8]>> {
    let mut found: BTreeMap<String, Cow<'static, [u8]>> = BTreeMap::new();
    for (path, contents) in inside("") {
        if !path.starts_with(NONE) && path != FOR_MAINTAINERS {
            found.insert(path, Cow::Borrowed(contents));
        }
    }
    if example == Example::None {
        found.retain(|path, _| !FACTS_OF_NORTH_DAKOTA.iter().any(|it| path.starts_with(it)));
        for (path, contents) in inside(NONE) {
            found.insert(path[NONE.len()..].to_owned(), Cow::Borrowed(contents));
        }
        if let Some(wording) = found.get_mut("data/wording.json") {
            let text = String::from_utf8_lossy(wording).into_owned();
            let text = PHRASES.iter().fold(text, |text, (from, to)| text.replace(from, to));
            *wording = Cow::Owned(text.into_bytes());
        }
    }
    found.extend(OTHERS.map(|(path, text)| (path.to_owned(), Cow::Borrowed(text.as_bytes()))));
    found
}

/// Writes the files of a new project.
///
/// # Errors
/// If the folder cannot be written.
pub(crate) fn write_all(
    folder: &Path,
    files: &BTreeMap<String, Cow<'static, [u8]>>,
) -> Result<(), Error> {
    let place = |path: &str| path.split('/').fold(folder.to_owned(), |at, part| at.join(part));
    files.iter().try_for_each(|(path, contents)| write(&place(path), contents))
}

/// The contents of a file of the starter, such as `templates/sign-in/main.typ`.
pub(crate) fn file(path: &str) -> Option<&'static [u8]> {
    FILES.get(path).map(Vec::as_slice)
}

/// The files of the starter's templates, by path.
pub(crate) fn templates() -> Vec<(String, &'static [u8])> {
    inside("templates/").collect()
}

/// The icons of the starter, by path.
pub(crate) fn icons() -> Vec<(String, &'static [u8])> {
    inside("icons/").collect()
}

/// The schemas of the data files, by path.
pub(crate) fn schemas() -> Vec<(String, &'static [u8])> {
    inside("data/schema/").collect()
}

/// The files whose paths have a start, by path.
fn inside(start: &str) -> impl Iterator<Item = (String, &'static [u8])> {
    let files = FILES.iter().filter(move |(path, _)| path.starts_with(start));
    files.map(|(path, contents)| (path.clone(), contents.as_slice()))
}

fn unpack(archive: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).ok()?;
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).ok()?;
        let mut contents = Vec::new();
        file.read_to_end(&mut contents).ok()?;
        files.insert(file.name().ok()?.into_owned(), contents);
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_files_of_the_repository() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for path in ["data/program.json", "docs/facts.md", "templates/shared/parts.typ"] {
            assert_eq!(file(path), fs::read(root.join(path)).ok().as_deref(), "{path}");
        }
        let none = files(Example::None);
        let program = root.join("src/output/starter/none/data/program.json");
        assert_eq!(none["data/program.json"].as_ref(), fs::read(program).unwrap());
        assert!(none.keys().all(|path| !path.starts_with(NONE)));
        let wording = String::from_utf8_lossy(&none["data/wording.json"]);
        for (from, to) in PHRASES {
            assert!(wording.contains(to) && !wording.contains(from), "{to}");
        }
    }
}
