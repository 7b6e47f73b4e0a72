//! Peerpress: facts kept once, as JSON, merged into Typst templates: accessible, lasting files of every printed piece of a program.
//!
//! The way of the data, a stage a module: [`project`] and [`source`] read, [`content`] checks and types, [`plan`] makes jobs,
//! [`typeset`] lays them out, [`check`] looks at the pages, [`finish`] makes files of them, [`output`] writes. [`pipeline`] is the only
//! one that knows them all. [`watch`] shows it live; [`changes`] and [`released`] tell people what came of it.

#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod certificates;
pub mod changes;
pub mod check;
pub mod cli;
pub mod commands;
pub mod content;
pub mod diagnostic;
pub mod error;
pub mod finish;
mod nearest;
pub mod output;
pub mod pack;
pub mod pdf;

pub mod pictures;
pub mod pipeline;
pub mod plan;
pub mod preflight;
pub mod project;
pub mod released;
pub mod source;
mod table;
pub mod typeset;
pub mod watch;
pub mod workers;
