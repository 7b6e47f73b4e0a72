//! The templates of the starter: which files of a project are those of the version before, and
//! which were changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::output::manifest::joined;
use crate::output::starter;
use crate::project::Project;

/// The files of the templates in the version before, each after the start of its SHA-256.
const BEFORE: &str = include_str!("templates.txt");

/// The folder of the templates.
const FOLDER: &str = "templates";

/// The file that describes a template.
const SPEC: &str = "template.json";

/// The templates of a project, compared with those of the starter.
#[derive(Debug, Default)]
pub(super) struct Templates {
    /// Files of the version before, which this version has in another form.
    pub(super) earlier: Vec<&'static str>,
    /// Files that this version adds to folders of the project.
    pub(super) added: Vec<String>,
    /// Files of the starter that someone changed.
    pub(super) changed: Vec<String>,
    /// Folders that are not of the starter and use its shared functions.
    pub(super) own: Vec<String>,
    /// The `template.json` of every template in the project, and of those that Peerpress uses in
    /// their place when it has none, such as that of the website.
    specs: Vec<Value>,
}

impl Templates {
    pub(super) fn of(project: &Project) -> Self {
        let mut templates = Self::default();
        let mut known = Vec::new();
        for (hash, path) in BEFORE.lines().filter_map(|line| line.split_once(' ')) {
            known.push(path);
            let Ok(bytes) = fs::read(joined(project.root(), path)) else { continue };
            let current = starter::file(path);
            if current.is_some_and(|current| plain(current) == plain(&bytes)) {
                continue;
            }
            // A file that no template of this version reads stays where it is.
            match hash_of(&bytes) == hash {
                true if current.is_none() => {}
                true => templates.earlier.push(path),
                false => templates.changed.push(path.to_owned()),
            }
        }
        for (path, current) in starter::templates() {
            let file = joined(project.root(), &path);
            let is_of_project = file.parent().is_some_and(Path::is_dir);
            if known.contains(&path.as_str()) || !is_of_project {
                continue;
            }
            match fs::read(&file) {
                Ok(bytes) if plain(&bytes) == plain(current) => {}
                Ok(_) => templates.changed.push(path),
                Err(_) => templates.added.push(path),
            }
        }
        templates.own = own_folders(project);
        templates.specs = specs(project);
        templates
    }

    /// Whether a template of the project asks for a phrase of `data/wording.json`.
    pub(super) fn ask_for(&self, phrase: &str) -> bool {
        self.specs.iter().any(|spec| {
            let words = spec.get("words").and_then(Value::as_array);
            words.is_some_and(|words| words.iter().any(|word| word == phrase))
        })
    }

    /// The phrases that templates ask for.
    pub(super) fn phrases(&self) -> BTreeSet<&str> {
        let lists = self.specs.iter().filter_map(|spec| spec.get("words")?.as_array());
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// Whether all of them can be replaced by those of this version: they work only together.
    pub(super) fn can_be_updated(&self) -> bool {
        !self.earlier.is_empty() && self.changed.is_empty() && self.own.is_empty()
    }

    /// The paths of the files to write.
    pub(super) fn to_write(&self) -> impl Iterator<Item = &str> {
        self.earlier.iter().copied().chain(self.added.iter().map(String::as_str))
    }
}

/// The `template.json` of each template, as far as it can be read. Commands that draw with a
/// template of their own use that of the starter if the project has none.
fn specs(project: &Project) -> Vec<Value> {
    let folders = fs::read_dir(project.path(FOLDER)).into_iter().flatten().flatten();
    let spec = |folder: fs::DirEntry| fs::read(folder.path().join(SPEC)).ok();
    let own = folders.filter_map(spec).filter_map(|bytes| serde_json::from_slice(&bytes).ok());
    let absent = starter::templates().into_iter().filter(|(path, _)| {
        path.ends_with(&format!("/{SPEC}")) && !joined(project.root(), path).exists()
    });
    let absent = absent.filter_map(|(_, bytes)| serde_json::from_slice(bytes).ok());
    own.chain(absent.filter(|spec: &Value| spec["internal"] == true)).collect()
}

/// The folders in `templates/` that are not of the starter and import from `templates/shared`.
fn own_folders(project: &Project) -> Vec<String> {
    let folders = fs::read_dir(project.path(FOLDER)).into_iter().flatten().flatten();
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let is_own = |name: &String| {
        let is_of_starter = starter::file(&format!("{FOLDER}/{name}/template.json")).is_some();
        let files = fs::read_dir(project.path(FOLDER).join(name)).into_iter().flatten().flatten();
        let imports = |path: &Path| {
            path.extension().is_some_and(|extension| extension == "typ")
                && fs::read_to_string(path).is_ok_and(|text| text.contains("shared/"))
        };
        !is_of_starter
            && name != "shared"
            && files.map(|entry| entry.path()).any(|path| imports(&path))
    };
    let mut own: Vec<String> = names.filter(is_own).collect();
    own.sort();
    own
}

/// The bytes with the line ends of every system.
fn plain(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| *byte != b'\r').collect()
}

fn hash_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(plain(bytes));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
