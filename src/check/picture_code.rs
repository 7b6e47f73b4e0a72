//! Codes in pictures, such as a code from another program, that are too fine for a phone.

use super::context::PictureContext;
use super::small_code::LeastModule;
use crate::content::text::Length;
use crate::diagnostic::{Code, Finding, shorten};
use crate::pictures::codes_in_drawing;

pub(super) fn check(context: &PictureContext) -> Vec<Finding> {
    let placement = context.placement;
    let (width, height) = (placement.inches.0 * Length::INCH, placement.inches.1 * Length::INCH);
    let limit = LeastModule::of(context.job.edition);
    let pixels = placement.pixels;
    // The width of a pixel as printed, in points.
    let pixel = (width / f64::from(pixels.0)).min(height / f64::from(pixels.1));
    let mut findings = Vec::new();
    for code in codes_in_drawing(placement.picture.dynamic()) {
        let module = code.module * pixel;
        if !limit.is_finer(module) {
            continue;
        }
        let (name, place) = context.describe();
        let message = format!(
            "the code in {name} (`{}`) has modules of {}; the minimum is {} {}",
            shorten(&code.text),
            limit.name(module),
            limit.least,
            limit.symbol,
        );
        let (now, enough) = limit.widths(width, module, context.job.spec.unit());
        let hint = format!(
            "use a code with a shorter address, or draw the picture {enough} wide in the template \
             instead of {now}"
        );
        findings.push(Finding::new(Code::SmallCode, message).at(place).hint(hint));
    }
    findings
}
