//! The starter program, which `peerpress new` writes: data, templates, icons, fonts, and guides.

use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::write::write;
use crate::error::Error;

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");
static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FONTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fonts");
static ICONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/icons");
static DOCS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs");

/// The guide that only people who change Peerpress need.
const FOR_MAINTAINERS: &str = "architecture.md";

/// The files at the top of a new project.
const README: &str = include_str!("starter/README.md");
const GITIGNORE: &str = include_str!("starter/gitignore");

/// Writes the starter into a folder that does not exist or is empty. Returns the number of files.
///
/// # Errors
/// If the folder is not empty, or cannot be written.
pub(crate) fn unfold(folder: &Path) -> Result<usize, Error> {
    let taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || folder.is_file() {
        return Err(
            Error::new(folder, "the folder is not empty").hint("name a folder that does not exist")
        );
    }
    let mut count = 2;
    for (name, dir) in [
        ("data", &DATA),
        ("templates", &TEMPLATES),
        ("icons", &ICONS),
        ("fonts", &FONTS),
        ("docs", &DOCS),
    ] {
        count += unfold_dir(&folder.join(name), dir)?;
    }
    write(&folder.join("README.md"), README.as_bytes())?;
    write(&folder.join(".gitignore"), GITIGNORE.as_bytes())?;
    Ok(count)
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

fn unfold_dir(folder: &Path, dir: &Dir<'_>) -> Result<usize, Error> {
    let mut count = 0;
    for file in dir.files() {
        let name = file.path().file_name().unwrap_or_default();
        if name == FOR_MAINTAINERS {
            continue;
        }
        write(&folder.join(name), file.contents())?;
        count += 1;
    }
    for inner in dir.dirs() {
        let name = inner.path().file_name().unwrap_or_default();
        count += unfold_dir(&folder.join(name), inner)?;
    }
    Ok(count)
}
