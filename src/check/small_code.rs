//! Codes that are too fine for a phone: the longer an address, the more modules share the width.

use super::codes::{DrawnCode, QUIET, drawn_codes, known_codes};
use super::context::{DocumentContext, PageContext};
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding, Place, shorten};
use crate::plan::Modules;

/// The minimum width of a module as printed, in millimeters.
pub(super) const LEAST: f64 = 0.4;

/// The difference that rounding may cause, in millimeters.
pub(super) const ROUNDING: f64 = 0.001;

const POINTS_PER_MILLIMETER: f64 = 72.0 / 25.4;

/// The length of an address below which it is not worth proposing, in characters.
const SHORT: usize = 16;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let known = known_codes(&context.job.data);
    let mut findings = Vec::new();
    if known.is_empty() {
        return findings;
    }
    for (page, laid_out) in context.pages.iter().zip(context.document.pages()) {
        let mut fine = drawn_codes(&laid_out.frame, page.index, &known);
        fine.retain(|drawn| drawn.module / POINTS_PER_MILLIMETER < LEAST - ROUNDING);
        fine.sort_by(|a, b| a.code.url.cmp(b.code.url).then(a.module.total_cmp(&b.module)));
        // A page may draw a code several times. The finest one needs the most.
        fine.dedup_by_key(|drawn| drawn.code.url);
        findings.extend(fine.iter().map(|drawn| describe(page, drawn)));
    }
    findings
}

fn describe(page: &PageContext, drawn: &DrawnCode) -> Finding {
    let url = drawn.code.url;
    let width = drawn.module / POINTS_PER_MILLIMETER;
    let modules = (drawn.code.size + 2 * QUIET) as f64;
    let fitting_modules = (modules * width / LEAST + ROUNDING) as usize;
    let most_characters = Modules::most_characters(url, fitting_modules.saturating_sub(2 * QUIET));
    let length = url.chars().count();
    let place = page.locate(|fact| fact == url);
    let (what, place, shorter) = match url.split_once('#') {
        // What a certificate states is in no file, and it is most of its address.
        Some((address, _)) if place.is_none() => (
            format!("the code of the certificate (`{}#…`)", shorten(address)),
            Some(address_of_certificates(page)),
            format!(
                "shorten the address, the name of the program, or the title by {} characters in \
                 all",
                bytes(length - most_characters)
            ),
        ),
        _ if most_characters < SHORT => {
            (format!("the code of `{}`", shorten(url)), place, String::new())
        }
        _ => (
            format!("the code of `{}`", shorten(url)),
            place,
            format!("shorten the address from {length} to {most_characters} characters"),
        ),
    };
    let or = if shorter.is_empty() { "" } else { ", or " };
    let (now, enough) = (modules * width / 25.4, (modules * LEAST / 25.4 * 100.0).ceil() / 100.0);
    let width = shown(width);
    let message =
        format!("{what} on {} has modules of {width} mm; the minimum is {LEAST} mm", page.side);
    Finding { place, ..page.finding(Code::SmallCode, message) }.hint(format!(
        "{shorter}{or}make the code {enough:.2} in wide in the template instead of {now:.2} in"
    ))
}

/// Returns a width in millimeters as messages show it, with two decimals. It is rounded down, so
/// that no message says that 0.40 mm is less than 0.4 mm.
pub(super) fn shown(width: f64) -> String {
    format!("{:.2}", ((width + ROUNDING) * 100.0).floor() / 100.0)
}

fn address_of_certificates(page: &PageContext) -> Place {
    page.content.place(DataFile::Program.path(), "/certificates/verify")
}

/// Returns the bytes that so many letters of a signed code hold, with five bits each.
fn bytes(letters: usize) -> usize {
    (letters * 5).div_ceil(8)
}
