//! Peerpress keeps the facts of a program once, as JSON, and merges them into Typst templates:
//! every printed piece becomes an accessible PDF, or a file for a print shop.
//!
//! Each stage is a module: `project` and `source` read the files, `content` validates the
//! facts, `plan` makes the jobs, `typeset` lays them out, `check` checks the pages,
//! `finish` makes the files, `preflight` checks them, `output` writes them. `pipeline`
//! connects the stages. `watch` shows a live preview; `changes` and `released` report what
//! changed.

#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod certificates;
mod changes;
mod check;
pub mod cli;
mod color;
pub mod commands;
pub mod content;
pub mod diagnostic;
mod email;
mod error;
mod finish;
mod icons;
mod migrate;
mod nearest;
mod orders;
mod output;
mod pack;
pub mod pdf;
mod picture_files;
mod pictures;
mod pipeline;
pub mod plan;
pub mod preflight;
pub mod project;
mod registration;
mod released;
mod shell;
mod site;
mod source;
mod table;
mod translation;
pub mod typeset;
mod watch;
mod workers;
