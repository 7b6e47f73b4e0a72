//! Pictures of a piece that cannot be used.

use crate::content::Content;
use crate::diagnostic::{Code, Finding};
use crate::picture_files;
use crate::plan::{Job, JobPicture};
use crate::project::Project;

/// Checks the pictures of a job. With `decode`, it decodes them whole, which finds damage that
/// their headers do not show.
///
/// The findings name no job: however many jobs show a picture, its fault is reported once.
pub(crate) fn check(project: &Project, content: &Content, job: &Job, decode: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for JobPicture { file, source, pointer } in &job.pictures {
        // A missing picture was reported when the data was read.
        let Ok(path) = project.resolve(file) else { continue };
        let result =
            if decode { picture_files::decode(&path) } else { picture_files::inspect(&path) };
        let Err(problem) = result else { continue };
        let message = format!("the picture `{file}` {}", problem.message);
        let place = content.place(source.path(), pointer);
        findings.push(Finding::new(Code::BadPicture, message).at(place).hint(problem.hint));
    }
    findings
}
