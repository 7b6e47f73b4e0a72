//! Certificates: from the roster of a session to a proof that lasts.

pub mod batch;
pub mod credential;
pub mod csv_out;
pub mod face;
pub mod issue;
pub mod keys;
pub mod ledger;
pub mod render;
pub mod roster;
pub mod status;
pub mod tidy;
pub mod transcript;
pub mod verify;
