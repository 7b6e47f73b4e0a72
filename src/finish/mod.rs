//! Finishing: laid-out pages become the file that an edition asks for.

pub(crate) mod codes;
mod colors;
mod drawings;
pub(crate) mod merge;
pub(crate) mod office;
mod pack;
pub(crate) mod press;
pub mod preview;
pub(crate) mod screen;
pub(crate) mod underlay;

use std::fmt::Display;

use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;

use crate::diagnostic::{Code, Finding};

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

/// Returns the finding for a file that the program itself wrote and cannot process further.
pub(crate) fn broken(code: Code, error: impl Display) -> Finding {
    Finding::new(code, format!("Peerpress could not finish the file: {error}"))
        .hint("report this as a bug in Peerpress")
}
