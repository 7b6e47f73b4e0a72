//! The starter program, which `peerpress new` writes: data, templates, icons, fonts, and guides.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use super::write::write;
use crate::error::Error;

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");
static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FONTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fonts");
static ICONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/icons");
static NONE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/output/starter/none/data");
static DOCS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs");

/// The guide that only people who change Peerpress need.
const FOR_MAINTAINERS: &str = "docs/architecture.md";

/// Files that are about North Dakota's program, besides the data files.
const FACTS_OF_NORTH_DAKOTA: [&str; 2] = ["data/pictures/", "data/samples/"];

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
    let mut found = Vec::new();
    for (name, dir) in [
        ("data", &DATA),
        ("templates", &TEMPLATES),
        ("icons", &ICONS),
        ("fonts", &FONTS),
        ("docs", &DOCS),
    ] {
        collect(name, dir, &mut found);
    }
    found.retain(|(path, _)| path != FOR_MAINTAINERS);
    if example == Example::None {
        found.retain(|(path, _)| !FACTS_OF_NORTH_DAKOTA.iter().any(|it| path.starts_with(it)));
        collect("data", &NONE, &mut found);
    }
    found.extend(OTHERS.map(|(path, text)| (path.to_owned(), text.as_bytes())));
    // Later files replace earlier ones.
    found.into_iter().map(|(path, contents)| (path, Cow::Borrowed(contents))).collect()
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
    let (folder, rest) = path.split_once('/')?;
    let dir = match folder {
        "data" => &DATA,
        "templates" => &TEMPLATES,
        _ => return None,
    };
    dir.get_file(rest).map(include_dir::File::contents)
}

/// The files of the starter's templates, by path.
pub(crate) fn templates() -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    collect("templates", &TEMPLATES, &mut found);
    found
}

/// The icons of the starter, by path.
pub(crate) fn icons() -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    collect("icons", &ICONS, &mut found);
    found
}

/// The schemas of the data files, by path.
pub(crate) fn schemas() -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    if let Some(schemas) = DATA.get_dir("schema") {
        collect("data/schema", schemas, &mut found);
    }
    found
}

fn collect(path: &str, dir: &Dir<'static>, found: &mut Vec<(String, &'static [u8])>) {
    let name = |inner: &Path| {
        let name = inner.file_name().unwrap_or_default().to_string_lossy();
        format!("{path}/{name}")
    };
    found.extend(dir.files().map(|file| (name(file.path()), file.contents())));
    dir.dirs().for_each(|inner| collect(&name(inner.path()), inner, found));
}
