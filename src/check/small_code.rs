//! Codes that are too fine for a phone: the longer an address, the more modules share the width.

use super::codes::{DrawnCode, QUIET, drawn_codes, known_codes};
use super::context::{DocumentContext, PageContext};
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::text::Length;
use crate::content::unit::Unit;
use crate::diagnostic::{Code, Finding, Place, shorten};
use crate::plan::Modules;

/// The minimum width of a module, in the unit of an edition.
pub(super) struct LeastModule {
    pub(super) least: f64,
    /// The points of the unit.
    pub(super) points: f64,
    pub(super) symbol: &'static str,
}

/// In print, 0.4 mm.
const PRINTED: LeastModule = LeastModule { least: 0.4, points: 72.0 / 25.4, symbol: "mm" };

/// In a picture, 6 pixels: 3 mm on a large screen, which phones scan from several feet.
const IN_PICTURE: LeastModule = LeastModule { least: 6.0, points: 1.0, symbol: "px" };

/// The difference that rounding may cause, in millimeters or pixels.
const ROUNDING: f64 = 0.001;

impl LeastModule {
    pub(super) fn of(edition: Edition) -> Self {
        if edition == Edition::Image { IN_PICTURE } else { PRINTED }
    }

    /// Whether a module of this width, in points, is too fine.
    pub(super) fn is_finer(&self, module: f64) -> bool {
        module / self.points < self.least - ROUNDING
    }

    /// Names the width of a module in points, with two decimals. It is rounded down, so that no
    /// message says that 0.40 mm is less than 0.4 mm.
    pub(super) fn name(&self, module: f64) -> String {
        let width = ((module / self.points + ROUNDING) * 100.0).floor() / 100.0;
        format!("{width:.2} {}", self.symbol)
    }

    /// Names the width in points of what has modules of `module`, and the width that it needs, in
    /// the unit of a printed page.
    pub(super) fn widths(&self, width: f64, module: f64, unit: Unit) -> (String, String) {
        let enough = width * self.least * self.points / module;
        if self.symbol == IN_PICTURE.symbol {
            return (format!("{width:.0} px"), format!("{:.0} px", enough.ceil()));
        }
        let step = match unit {
            Unit::Millimeters => Length::MILLIMETER / 10.0,
            Unit::Inches | Unit::Pixels => Length::INCH / 100.0,
        };
        (unit.name(width, 2), unit.name((enough / step).ceil() * step, 2))
    }
}

/// The length of an address below which it is not worth proposing, in characters.
const SHORT: usize = 16;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let known = known_codes(&context.job.data);
    let mut findings = Vec::new();
    if known.is_empty() {
        return findings;
    }
    let limit = LeastModule::of(context.job.edition);
    for (page, laid_out) in context.pages.iter().zip(context.document.pages()) {
        let mut fine = drawn_codes(&laid_out.frame, page.index, &known);
        fine.retain(|drawn| limit.is_finer(drawn.module));
        fine.sort_by(|a, b| a.code.url.cmp(b.code.url).then(a.module.total_cmp(&b.module)));
        // A page may draw a code several times. The finest one needs the most.
        fine.dedup_by_key(|drawn| drawn.code.url);
        findings.extend(fine.iter().map(|drawn| describe(page, drawn, &limit)));
    }
    findings
}

fn describe(page: &PageContext, drawn: &DrawnCode, limit: &LeastModule) -> Finding {
    let url = drawn.code.url;
    let modules = (drawn.code.size + 2 * QUIET) as f64;
    let width = modules * drawn.module;
    let fitting_modules = (width / limit.points / limit.least + ROUNDING) as usize;
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
    let (now, enough) = limit.widths(width, drawn.module, page.job.spec.unit());
    let message = format!(
        "{what} on {} has modules of {}; the minimum is {} {}",
        page.side,
        limit.name(drawn.module),
        limit.least,
        limit.symbol
    );
    Finding { place, ..page.finding(Code::SmallCode, message) }
        .hint(format!("{shorter}{or}make the code {enough} wide in the template instead of {now}"))
}

fn address_of_certificates(page: &PageContext) -> Place {
    page.content.place(DataFile::Program.path(), "/certificates/verify")
}

/// Returns the bytes that so many letters of a signed code hold, with five bits each.
fn bytes(letters: usize) -> usize {
    (letters * 5).div_ceil(8)
}
