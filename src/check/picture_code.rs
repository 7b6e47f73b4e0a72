//! Codes in pictures, such as a code from another program, that are too fine for a phone.

use super::context::PictureContext;
use super::small_code::{LEAST, ROUNDING, shown};
use crate::diagnostic::{Code, Finding, shorten};
use crate::pictures::codes_in_drawing;

pub(super) fn check(context: &PictureContext) -> Vec<Finding> {
    let placement = context.placement;
    let (width, height) = (placement.inches.0 * 25.4, placement.inches.1 * 25.4);
    let pixels = placement.pixels;
    // The width of a pixel as printed, in millimeters.
    let pixel = (width / f64::from(pixels.0)).min(height / f64::from(pixels.1));
    let mut findings = Vec::new();
    for code in codes_in_drawing(placement.picture.dynamic()) {
        let module = code.module * pixel;
        if module >= LEAST - ROUNDING {
            continue;
        }
        let (name, place) = context.describe();
        let message = format!(
            "the code in {name} (`{}`) has modules of {} mm; the minimum is {LEAST} mm",
            shorten(&code.text),
            shown(module),
        );
        let enough = (placement.inches.0 * LEAST / module * 100.0).ceil() / 100.0;
        let hint = format!(
            "use a code with a shorter address, or draw the picture {enough:.2} in wide in the \
             template instead of {:.2} in",
            placement.inches.0
        );
        findings.push(Finding::new(Code::SmallCode, message).at(place).hint(hint));
    }
    findings
}
