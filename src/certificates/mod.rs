//! Certificates: from the roster of a session to a proof that lasts.

pub mod credential;
pub mod csv_out;
pub mod face;
pub mod keys;
pub mod ledger;
pub mod number;
pub mod roster;
pub mod status;
pub mod verify;
