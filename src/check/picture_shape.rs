//! Pictures of another shape than their place: a part of them is cut off, or they are distorted.

use super::resolution::describe_picture;
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding};
use crate::pictures::Placement;
use crate::plan::Job;
use crate::project::Project;

/// The share of a picture that may be cut off unseen.
const CUT: f64 = 0.05;

/// The share by which width and height may be scaled differently.
const DISTORTION: f64 = 0.02;

/// Checks the pictures of a laid-out job.
pub(crate) fn check(
    project: &Project,
    content: &Content,
    job: &Job,
    placements: &[Placement],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for placement in placements {
        let problem = distortion(placement).or_else(|| cut(placement));
        let Some((problem, hint)) = problem else { continue };
        let (name, place) = describe_picture(project, content, job, placement);
        let focus = place.pointer.as_deref().and_then(|pointer| pointer.strip_suffix("/file"));
        let focus = focus.map(|picture| format!("{picture}/focus"));
        let is_chosen =
            focus.is_some_and(|at| content.value(DataFile::Pieces.path(), &at).is_some());
        // What a template cuts off from its own pictures is its design.
        let is_own = place.pointer.is_none();
        if is_cut_only(placement) && (is_chosen || is_own) {
            continue;
        }
        let (columns, rows) = placement.pixels;
        let message = format!("{name} is {columns} × {rows} pixels; {problem}");
        findings.push(
            Finding::new(Code::PictureShape, message).at(place).hint(hint).in_job(job.title()),
        );
    }
    findings
}

fn is_cut_only(placement: &Placement) -> bool {
    distortion(placement).is_none()
}

/// Says how a picture is distorted, and what to do.
fn distortion(placement: &Placement) -> Option<(String, &'static str)> {
    let ((columns, rows), (width, height)) = (placement.pixels, placement.inches);
    let (across, down) = (f64::from(columns) / width, f64::from(rows) / height);
    let is_distorted = (across / down - 1.0).abs() > DISTORTION;
    is_distorted.then(|| {
        (
            format!("{width:.2} × {height:.2} in distorts it"),
            "draw it with `photo` or `fitted` of `shared/parts.typ`, which keep its shape",
        )
    })
}

/// Says how much of a picture is cut off, and what to do.
fn cut(placement: &Placement) -> Option<(String, &'static str)> {
    let cut = 1.0 - placement.shown;
    (cut > CUT).then(|| {
        (
            format!("its place has another shape, which cuts off {:.0}% of it", 100.0 * cut),
            "add \"focus\": [x, y] beside `file`, the point that must stay in view, from 0 to 1 \
             from the left and from the top, such as [0.5, 0.3]; or use a picture of another shape",
        )
    })
}
