//! Contrast of text with what stands behind it: WCAG 2.1, success criterion 1.4.3.

use typst::visualize::Color;

use super::AboutText;
use super::safe::shorten;
use super::walk::PageText;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

/// On the press, colours are judged by a plain conversion of their inks, which is a few hundredths off what a press prints.
const PRESS_TOLERANCE: f64 = 0.05;

/// What large print holds at any size: WCAG 2.1, success criterion 1.4.6.
const LARGE_PRINT: f64 = 7.0;

pub(super) fn check(job: &Job, side: &str, page: &PageText) -> Vec<AboutText> {
    let tolerance = if job.edition == Edition::Press { PRESS_TOLERANCE } else { 0.0 };
    let mut findings = Vec::new();
    for run in &page.runs {
        let Some((own, behind)) = &run.colors else { continue };
        let least = behind.iter().map(|color| ratio(own, color)).fold(f64::INFINITY, f64::min);
        let is_large = run.size >= 18.0 || (run.bold && run.size >= 14.0);
        let needed = match job.edition {
            Edition::LargePrint => LARGE_PRINT,
            _ if is_large => 3.0,
            _ => 4.5,
        };
        // A hundredth below is a matter of rounding colours to bytes.
        if least < needed * (1.0 - tolerance) - 0.01 {
            let message = format!(
                "\"{}\" on {side} has a contrast of {least:.1} to 1; {needed} to 1 is needed",
                shorten(&run.text)
            );
            let finding = Finding::new(Code::LowContrast, message).hint(format!(
                "give it a darker or lighter colour or ground; it stands {}",
                run.ink.told()
            ));
            findings.push((finding, run.text.clone()));
        }
    }
    findings
}

/// The contrast ratio of two colours, from 1 to 21.
fn ratio(first: &Color, second: &Color) -> f64 {
    let (first, second) = (luminance(first), luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// Relative luminance as WCAG 2.1 defines it.
fn luminance(color: &Color) -> f64 {
    let rgb = color.to_rgb();
    let linear = |channel: f32| {
        let channel = f64::from(channel);
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(rgb.red) + 0.7152 * linear(rgb.green) + 0.0722 * linear(rgb.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_those_of_the_standard() {
        let black = Color::from_u8(0, 0, 0, 255);
        let white = Color::from_u8(255, 255, 255, 255);
        let grey = Color::from_u8(0x76, 0x76, 0x76, 255);
        assert!((ratio(&black, &white) - 21.0).abs() < 0.01);
        assert!((ratio(&grey, &white) - 4.54).abs() < 0.01);
        assert!((ratio(&white, &white) - 1.0).abs() < 0.01);
    }
}
