//! Finishing: laid-out pages become the file that an edition asks for.

mod alt_text;
mod clusters;
pub(crate) mod codes;
mod colors;
pub(crate) mod common;
mod drawings;
mod engine_file;
pub(crate) mod folded;
mod glyph_order;
pub(crate) mod glyphs;
pub(crate) mod image;
mod joined;
pub(crate) mod language;
pub(crate) mod links;
pub(crate) mod merge;
pub(crate) mod office;
mod overprint;
mod pack;
mod page_file;
pub(crate) mod pages;
pub(crate) mod press;
pub(crate) mod preview;
mod recode;
mod registration;
mod renumbered;
pub(crate) mod screen;
pub(crate) mod seal;
mod shared;
pub(crate) mod singles;
mod split;
pub(crate) mod underlay;

use std::fmt::Display;

use jiff::civil::Date;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub(crate) use pack::compress;

use crate::diagnostic::{Code, Finding};
use underlay::AssemblyError;

/// The name and version of the program.
const CREATOR: &str = concat!("Peerpress ", env!("CARGO_PKG_VERSION"));

/// The reason why a file could not be finished.
#[derive(Debug)]
pub(crate) enum FinishError {
    /// The typesetting engine could not export the pages.
    Engine(EcoVec<SourceDiagnostic>),
    /// The file, or something that it needs, has a fault.
    Finding(Finding),
}

impl From<EcoVec<SourceDiagnostic>> for FinishError {
    fn from(diagnostics: EcoVec<SourceDiagnostic>) -> Self {
        Self::Engine(diagnostics)
    }
}

impl From<Finding> for FinishError {
    fn from(finding: Finding) -> Self {
        Self::Finding(finding)
    }
}

impl From<AssemblyError> for FinishError {
    fn from(error: AssemblyError) -> Self {
        Self::Finding(broken(Code::NotAccessible, error))
    }
}

/// Returns the options that all editions share: equal inputs give equal bytes. The name identifies
/// the file among all files of the program.
fn pdf_options(name: &str, date: Date) -> PdfOptions {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    let midnight = Datetime::from_ymd_hms(date.year().into(), month, day, 0, 0, 0);
    PdfOptions {
        ident: Smart::Custom(name.to_owned()),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: midnight.map(Timestamp::new_utc),
        tagged: false,
        ..PdfOptions::default()
    }
}

/// Combines standards, which must be possible.
fn standards(wanted: &[PdfStandard]) -> PdfStandards {
    PdfStandards::new(wanted)
        .unwrap_or_else(|error| unreachable!("{wanted:?} can be combined: {}", error.message()))
}

/// Returns the finding for a file that the program itself wrote and cannot process further.
pub(crate) fn broken(code: Code, error: impl Display) -> Finding {
    Finding::new(code, format!("Peerpress could not finish the file: {error}"))
        .hint("report this as a bug in Peerpress")
}
