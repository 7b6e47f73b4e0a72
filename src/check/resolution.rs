//! Pictures with too few pixels for their printed size.

use std::fs;

use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Place};
use crate::pictures::{Placement, Target, resolution};
use crate::plan::Job;
use crate::project::Project;

/// The resolution that pictures keep for screens and office printers, in pixels per inch.
const SCREEN: f64 = 220.0;

/// The resolution that pictures keep for the press, in pixels per inch, unless the print shop
/// requires more.
const PRESS: f64 = 300.0;

/// The resolution below which everyone sees the pixels, in pixels per inch.
const COARSE: f64 = 110.0;

/// The share by which a resolution may fall short, because pixels are whole.
const TOLERANCE: f64 = 0.01;

/// Returns the resolution that the pictures of a job are reduced to.
pub(crate) fn target(job: &Job) -> Target {
    let press = job.edition == Edition::Press;
    let dpi = if press { PRESS.max(minimum(job)) } else { SCREEN };
    Target { dpi, press }
}

/// Returns the lowest resolution that is accepted, in pixels per inch.
fn minimum(job: &Job) -> f64 {
    job.vendor.as_ref().map_or(COARSE, |vendor| vendor.min_image_dpi)
}

/// Checks the pictures of a laid-out job.
pub(crate) fn check(
    project: &Project,
    content: &Content,
    job: &Job,
    placements: &[Placement],
) -> Vec<Finding> {
    let minimum = minimum(job);
    let code =
        if job.edition == Edition::Press { Code::LowResolution } else { Code::CoarsePicture };
    let mut findings = Vec::new();
    for placement in placements {
        if resolution(placement) >= minimum * (1.0 - TOLERANCE) {
            continue;
        }
        let (name, place) = describe_picture(project, content, job, placement);
        let ((columns, rows), (width, height)) = (placement.pixels, placement.inches);
        let message = format!(
            "{name} is {columns} × {rows} pixels; {width:.2} × {height:.2} in at {minimum:.0} \
             dpi needs {} × {}",
            (width * minimum).ceil(),
            (height * minimum).ceil(),
        );
        let hint = "use the original from the camera or the designer, not a copy from a website or \
                    an email";
        findings.push(Finding::new(code, message).at(place).hint(hint).in_job(job.title()));
    }
    findings
}

/// Returns how messages name a picture, and where the data or the template names it.
pub(super) fn describe_picture(
    project: &Project,
    content: &Content,
    job: &Job,
    placement: &Placement,
) -> (String, Place) {
    let named = job.pictures.iter().find(|(file, _)| is_file(project, file, placement));
    match named {
        Some((file, pointer)) => {
            (format!("the picture `{file}`"), content.place(DataFile::Pieces.path(), pointer))
        }
        None => {
            let template = format!("templates/{}/main.typ", job.template);
            ("a picture".to_owned(), Place::file(template))
        }
    }
}

/// Returns whether a file contains the picture of a placement.
fn is_file(project: &Project, file: &str, placement: &Placement) -> bool {
    let bytes = project.resolve(file).ok().and_then(|path| fs::read(path).ok());
    bytes.is_some_and(|bytes| bytes == placement.picture.data().as_slice())
}
