//! What no piece uses need not be in the data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::data_file::DataFile;
use super::need::Need;
use crate::project::Project;
use crate::source::Source;

/// The files without which nothing can be made.
const ALWAYS: [DataFile; 3] = [DataFile::Program, DataFile::Pieces, DataFile::Wording];

/// Whether a file that does not exist is needed: without it nothing can be made, or a piece uses
/// facts of it.
pub(super) fn is_needed(sources: &BTreeMap<String, Source>, name: &str) -> bool {
    let Some(file) = DataFile::with_facts().find(|file| file.path() == name) else { return true };
    ALWAYS.contains(&file) || used_files(sources).contains(name)
}

/// The data files that the project does not have and does not need.
pub(super) fn absent_files(sources: &BTreeMap<String, Source>, project: &Project) -> Vec<DataFile> {
    let is_absent =
        |file: &DataFile| !project.path(file.path()).exists() && !is_needed(sources, file.path());
    DataFile::with_facts().filter(is_absent).collect()
}

/// The paths of the files of which pieces use facts.
fn used_files(sources: &BTreeMap<String, Source>) -> BTreeSet<&'static str> {
    let pieces = sources.get(DataFile::Pieces.path());
    let list = pieces.and_then(|source| source.value.get("pieces")?.as_array());
    let templates = list.into_iter().flatten().filter_map(|piece| piece.get("template")?.as_str());
    let needs = templates.flat_map(|template| {
        let source = sources.get(&format!("templates/{template}/template.json"));
        let needs = source.and_then(|source| source.value.get("needs")?.as_array());
        needs.into_iter().flatten().filter_map(Value::as_str)
    });
    needs
        .filter_map(|name| Need::ALL.iter().find(|need| need.name() == name))
        .map(|need| need.source().0.path())
        .collect()
}
