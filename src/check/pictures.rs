//! The pictures of a piece: whether they can be used, and whether they have pixels enough for their place.

use std::fs;

use crate::content::Content;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Place};
use crate::pictures::{self, Placement, Target, resolution};
use crate::plan::Job;
use crate::project::Project;

/// The finest a picture is kept for screens and office printers, in pixels an inch.
const SCREEN: f64 = 220.0;

/// The finest a picture is kept for the press, in pixels an inch, unless the shop wants more.
const PRESS: f64 = 300.0;

/// Fewer pixels an inch than this are seen by everyone.
const COARSE: f64 = 110.0;

/// A resolution may be short by this share: a pixel is a whole one.
const TOLERANCE: f64 = 0.01;

/// Where the pieces are.
const PIECES: &str = "data/pieces.json";

/// What the pictures of a job are made to fit.
pub fn target(job: &Job) -> Target {
    let press = job.edition == Edition::Press;
    let dpi = if press { PRESS.max(least(job)) } else { SCREEN };
    Target { dpi, press }
}

/// The fewest pixels an inch that are told.
fn least(job: &Job) -> f64 {
    job.vendor.as_ref().map_or(COARSE, |vendor| vendor.min_image_dpi)
}

/// Pictures of a job that cannot be used; `to_the_end` decodes them, to find where one is damaged.
pub fn usable(project: &Project, content: &Content, job: &Job, to_the_end: bool) -> Vec<Finding> {
    let check = |(file, pointer): &(String, String)| {
        // A picture that is not there was told with the data.
        let path = project.resolve(file).ok()?;
        let fault =
            if to_the_end { pictures::decode(&path) } else { pictures::inspect(&path) }.err()?;
        let finding =
            Finding::new(Code::BadPicture, format!("the picture `{file}` {}", fault.message));
        // The fault is the file's: it is told once, however many jobs show it.
        Some(finding.at(content.place(PIECES, pointer)).hint(fault.advice))
    };
    job.pictures.iter().filter_map(check).collect()
}

/// Pictures with too few pixels for their place.
pub fn sharp(
    project: &Project,
    content: &Content,
    job: &Job,
    placements: &[Placement],
) -> Vec<Finding> {
    let wanted = least(job);
    let coarse =
        placements.iter().filter(|placement| resolution(placement) < wanted * (1.0 - TOLERANCE));
    coarse.map(|placement| told(project, content, job, placement, wanted)).collect()
}

fn told(
    project: &Project,
    content: &Content,
    job: &Job,
    placement: &Placement,
    wanted: f64,
) -> Finding {
    let is_it = |file: &str| {
        project
            .resolve(file)
            .and_then(|path| fs::read(path).map_err(|_| crate::project::PathFault::Missing))
    };
    let named = job
        .pictures
        .iter()
        .find(|(file, _)| is_it(file).is_ok_and(|bytes| bytes == placement.data.as_slice()));
    let (across, down) = placement.inches;
    let pixels = |inches: f64| (inches * wanted).ceil();
    let name =
        named.map_or_else(|| "a picture".to_owned(), |(file, _)| format!("the picture `{file}`"));
    let message = format!(
        "{name} has {} × {} pixels; {across:.2} × {down:.2} in at {wanted:.0} dpi needs {} × {}",
        placement.pixels.0,
        placement.pixels.1,
        pixels(across),
        pixels(down),
    );
    let code =
        if job.edition == Edition::Press { Code::LowResolution } else { Code::CoarsePicture };
    let place = named.map_or_else(
        || Place::file(format!("templates/{}/main.typ", job.template)),
        |(_, pointer)| content.place(PIECES, pointer),
    );
    Finding::new(code, message).at(place).hint("use the original from the camera or the designer, not a copy from the web or a message").of(job.title())
}
