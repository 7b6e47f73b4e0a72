//! The output folders in which certificate files were made. After a revocation, none of them may
//! still hold the person.

use std::fs;
use std::path::{Path, PathBuf};

use super::Publisher;
use crate::output::write::write;
use crate::project::Project;

/// The file in the project that names output folders other than `out`, one a line.
const FILE: &str = ".peerpress/certificate-folders";

/// Remembers an output folder in which certificate files will be made.
pub(crate) fn note_output(project: &Project, out: &Path) {
    let Ok(out) = std::path::absolute(out) else { return };
    let mut known = noted(project);
    if out == project.path("out") || known.contains(&out) || out.to_str().is_none() {
        return;
    }
    known.push(out);
    let lines: Vec<String> = known.iter().map(|folder| format!("{}\n", folder.display())).collect();
    // Without the note, only files in that folder stay as they are after a later change.
    let _ = write(&project.path(FILE), lines.concat().as_bytes());
}

fn noted(project: &Project) -> Vec<PathBuf> {
    let text = fs::read_to_string(project.path(FILE)).unwrap_or_default();
    text.lines().map(PathBuf::from).collect()
}

/// Returns every output folder of a project that is known, the one of this command among them.
pub(crate) fn output_folders(project: &Project, out: &Path) -> Vec<PathBuf> {
    let mut folders = vec![project.path("out")];
    let current = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    for folder in noted(project).into_iter().chain([current]) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

impl Publisher {
    /// Returns the output folders that have files of a session, or the one to make them in.
    pub(super) fn outputs(&self, has_files: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
        let mut folders = output_folders(&self.project, &self.out);
        folders.retain(|folder| has_files(folder));
        if folders.is_empty() {
            folders.push(std::path::absolute(&self.out).unwrap_or_else(|_| self.out.clone()));
        }
        folders
    }
}
