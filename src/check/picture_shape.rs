//! Pictures of another shape than their place: a part of them is cut off, or they are distorted.

use super::context::PictureContext;
use crate::content::data_file::DataFile;
use crate::content::text::Length;
use crate::content::unit::Unit;
use crate::diagnostic::{Code, Finding};
use crate::pictures::Placement;

/// The share of a picture that may be cut off unseen.
const CUT: f64 = 0.05;

/// The share of a picture that its place must show around the focus.
const LEAST_SHOWN: f64 = 0.35;

/// The share by which width and height may be scaled differently.
const DISTORTION: f64 = 0.02;

pub(super) fn check(context: &PictureContext) -> Vec<Finding> {
    let placement = context.placement;
    let distortion = distortion(placement, context.job.spec.unit());
    let is_cut_only = distortion.is_none();
    let Some((problem, hint)) = distortion.or_else(|| cut(placement)) else { return Vec::new() };
    let (name, place) = context.describe();
    let focus = place.pointer.as_deref().and_then(|pointer| pointer.strip_suffix("/file"));
    let focus = focus.map(|picture| format!("{picture}/focus"));
    let is_chosen =
        focus.is_some_and(|at| context.content.value(DataFile::Pieces.path(), &at).is_some());
    // What a template cuts off from its own pictures is its design.
    let is_own = place.pointer.is_none();
    let (problem, hint) = match too_little(placement) {
        Some(much) if is_cut_only && is_chosen => much,
        _ if is_cut_only && (is_chosen || is_own) => return Vec::new(),
        _ => (problem, hint),
    };
    let (columns, rows) = placement.pixels;
    let message = format!("{name} is {columns} × {rows} pixels; {problem}");
    vec![Finding::new(Code::PictureShape, message).at(place).hint(hint)]
}

/// Says how a picture is distorted, and what to do.
fn distortion(placement: &Placement, unit: Unit) -> Option<(String, &'static str)> {
    let ((columns, rows), (width, height)) = (placement.pixels, placement.inches);
    let (across, down) = (f64::from(columns) / width, f64::from(rows) / height);
    let is_distorted = (across / down - 1.0).abs() > DISTORTION;
    is_distorted.then(|| {
        (
            format!(
                "{} × {} distorts it",
                unit.number(width * Length::INCH, 2),
                unit.name(height * Length::INCH, 2)
            ),
            "draw it with `photo` or `fitted` of `shared/photo.typ`, which keep its shape",
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

/// Says that a place shows too little of a picture, wherever its focus is, and what to do.
fn too_little(placement: &Placement) -> Option<(String, &'static str)> {
    (placement.shown < LEAST_SHOWN).then(|| {
        (
            format!(
                "its place has another shape, which shows only {:.0}% of it around the focus",
                100.0 * placement.shown
            ),
            "use a picture of another shape, such as one in landscape format for a wide place",
        )
    })
}
