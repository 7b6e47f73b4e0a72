//! The files made from the ledger: single certificates, all of a session, lists, transcripts.

pub mod batch;
pub mod csv_out;
pub mod render;
pub mod tidy;
pub mod transcript;
