//! Certificates: from a roster to a proof that lasts.

pub mod batch;
pub mod csv_out;
pub mod ledger;
pub mod number;
pub mod roster;
