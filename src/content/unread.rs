//! Files in `data/` that look like a data file and that nobody reads, such as the copy that a
//! synced folder keeps after a conflict.

use std::fs;

use super::data_file::DataFile;
use crate::diagnostic::{Code, Finding, Place};
use crate::project::Project;

/// Reports the files beside the data files whose names contain the name of one.
pub(super) fn findings(project: &Project) -> Vec<Finding> {
    let entries = fs::read_dir(project.path("data")).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let finding = |name: &String| {
        let own = DataFile::with_facts().find(|file| is_copy(name, *file))?;
        let message = format!("Peerpress does not read `data/{name}`, only `{}`", own.path());
        let hint = format!(
            "compare the two; copy what is new in it to `{}`, and remove the other file",
            own.path()
        );
        let place = Place::file(format!("data/{name}"));
        Some(Finding::new(Code::UnreadFile, message).at(place).hint(hint))
    };
    names.iter().filter_map(finding).collect()
}

/// Whether a file is not a data file, but has the name of one in its own.
fn is_copy(name: &str, file: DataFile) -> bool {
    let is_data = |known: &DataFile| known.path().strip_prefix("data/") == Some(name);
    let lower = name.to_lowercase();
    let is_hidden = name.starts_with('.') || name.starts_with('~');
    !is_hidden
        && lower.ends_with(".json")
        && lower.contains(file.name())
        && !DataFile::with_facts().any(|known| is_data(&known))
}
