//! The files created from the ledger: single certificates, all of a session, lists, transcripts.

mod all_pages;
pub(crate) mod batch;
pub(crate) mod csv_out;
pub(crate) mod faults;
pub(crate) mod keep;
pub(crate) mod lists;
mod obstacle;
pub(crate) mod open_badges;
mod part;
pub(crate) mod prepare;
mod proof;
pub(crate) mod render;
mod setup;
pub(crate) mod tidy;
pub(crate) mod transcript;
pub(crate) mod words;
