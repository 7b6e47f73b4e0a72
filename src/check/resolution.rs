//! Pictures with too few pixels for their printed size.

use super::context::PictureContext;
use crate::content::edition::Edition;
use crate::content::text::Length;
use crate::diagnostic::{Code, Finding};
use crate::pictures::{Target, resolution};
use crate::plan::Job;

/// The resolution that pictures keep for screens and office printers, in pixels per inch.
const SCREEN: f64 = 220.0;

/// The resolution that pictures keep for the press, in pixels per inch, unless the print shop
/// requires more.
const PRESS: f64 = 300.0;

/// The resolution that pictures keep in the image edition, of which each point is a pixel: twice as
/// many as are shown.
const IMAGE: f64 = 144.0;

/// The resolution below which pixels show in the image edition: less than are shown.
const COARSE_IMAGE: f64 = 72.0;

/// The resolution below which everyone sees the pixels, in pixels per inch.
const COARSE: f64 = 110.0;

/// The share by which a resolution may fall short, because pixels are whole.
const TOLERANCE: f64 = 0.01;

/// Returns the resolution that the pictures of a job are reduced to.
pub(crate) fn target(job: &Job) -> Target {
    let dpi = match job.edition {
        Edition::Press => PRESS.max(minimum(job)),
        Edition::Image => IMAGE,
        _ => SCREEN,
    };
    Target { dpi, press: job.edition == Edition::Press }
}

/// Returns the lowest resolution that is accepted, in pixels per inch.
fn minimum(job: &Job) -> f64 {
    let coarse = if job.edition == Edition::Image { COARSE_IMAGE } else { COARSE };
    job.vendor.as_ref().map_or(coarse, |vendor| vendor.min_image_dpi)
}

pub(super) fn check(context: &PictureContext) -> Vec<Finding> {
    let PictureContext { job, placement, .. } = *context;
    let minimum = minimum(job);
    if resolution(placement) >= minimum * (1.0 - TOLERANCE) {
        return Vec::new();
    }
    let code =
        if job.edition == Edition::Press { Code::LowResolution } else { Code::CoarsePicture };
    let (name, place) = context.describe();
    let ((columns, rows), (width, height)) = (placement.pixels, placement.inches);
    let place_of = if job.edition == Edition::Image {
        "its place".to_owned()
    } else {
        let unit = job.spec.unit();
        let (width, height) = (width * Length::INCH, height * Length::INCH);
        format!("{} × {} at {minimum:.0} dpi", unit.number(width, 2), unit.name(height, 2))
    };
    let message = format!(
        "{name} is {columns} × {rows} pixels; {place_of} needs {} × {}",
        (width * minimum).ceil(),
        (height * minimum).ceil(),
    );
    let hint = "use the original from the camera or the designer, not a copy from a website or an \
                email";
    vec![Finding::new(code, message).at(place).hint(hint)]
}
