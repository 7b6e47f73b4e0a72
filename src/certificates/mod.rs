//! Certificates: from the roster of a session to a proof that lasts.

pub mod csv_out;
pub mod ledger;
pub mod number;
pub mod roster;
