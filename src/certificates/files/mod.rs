//! The files made from the ledger: single certificates, all of a session, lists, transcripts.

mod all_pages;
pub mod batch;
pub mod csv_out;
pub mod render;
mod setup;
pub mod tidy;
pub mod transcript;
