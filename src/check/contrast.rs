//! Contrast of text with its background (WCAG 2.1, success criterion 1.4.3).

use typst::visualize::Color;

use super::context::PageContext;
use super::overset;
use super::rect::position;
use crate::color;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, shorten};

/// The share by which a contrast on the press may fall short. The inks are converted to RGB in a
/// plain way, which is a few percent off what a press prints.
const PRESS_TOLERANCE: f64 = 0.05;

/// The contrast ratio of large print, at any size (WCAG 2.1, success criterion 1.4.6).
const LARGE_PRINT: f64 = 7.0;

/// The pixels of a picture that are a point on a phone, which shows 1080 of them on 390 pixels of
/// its own, of which 96 are an inch.
const PIXELS: f64 = 1080.0 / 390.0 * 96.0 / 72.0;

/// The error that comes from rounding colors to bytes.
const ROUNDING: f64 = 0.01;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let edition = page.job.edition;
    let tolerance = if edition == Edition::Press { PRESS_TOLERANCE } else { 0.0 };
    let mut findings = Vec::new();
    for run in &page.text.runs {
        let Some((own, behind)) = &run.colors else { continue };
        let least = behind.iter().map(|color| ratio(own, color)).fold(f64::INFINITY, f64::min);
        let size = if edition == Edition::Image { run.size / PIXELS } else { run.size };
        let is_large = size >= 18.0 || (run.bold && size >= 14.0);
        let needed = match edition {
            Edition::LargePrint => LARGE_PRINT,
            _ if is_large => 3.0,
            _ => 4.5,
        };
        if least >= needed * (1.0 - tolerance) - ROUNDING {
            continue;
        }
        let message = format!(
            "\"{}\" on {} ({}) has a contrast ratio of {least:.1}:1; the minimum is {needed}:1",
            shorten(&run.text),
            page.side,
            position(run.ink, page.job.spec.unit())
        );
        let finding = page.finding_about(&run.text, Code::LowContrast, message);
        findings.push(finding.hint("use a darker or lighter color for the text or its background"));
    }
    // Text that is too long moves what is around it to other colors, and is reported as overset.
    if !findings.is_empty() && overset::is_on(page) {
        return Vec::new();
    }
    findings
}

/// Returns the contrast ratio of two colors, from 1 to 21.
fn ratio(first: &Color, second: &Color) -> f64 {
    let (first, second) = (luminance(first), luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// Returns the relative luminance as WCAG 2.1 defines it.
pub(super) fn luminance(color: &Color) -> f64 {
    let rgb = color.to_rgb();
    color::luminance([rgb.red, rgb.green, rgb.blue].map(f64::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_matches_wcag() {
        let black = Color::from_u8(0, 0, 0, 255);
        let white = Color::from_u8(255, 255, 255, 255);
        let gray = Color::from_u8(0x76, 0x76, 0x76, 255);
        assert!((ratio(&black, &white) - 21.0).abs() < 0.01);
        assert!((ratio(&gray, &white) - 4.54).abs() < 0.01);
        assert!((ratio(&white, &white) - 1.0).abs() < 0.01);
    }
}
