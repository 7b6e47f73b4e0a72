//! Findings: what is wrong with the data, the templates or the finished pages.
//!
//! A finding is plain data. The stage that detects a fault adds it to the [`Report`], which is
//! printed once, at the end of the run, so that no finding hides another.

#[macro_use]
mod code;
mod codes;
mod finding;
mod group;
mod place;
mod print;
mod report;
mod sarif;

pub use codes::Code;
pub use finding::{Finding, Severity, shorten};
pub use place::{Cell, Place};
pub use print::Format;
pub use report::Report;
