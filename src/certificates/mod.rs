//! Certificates: the numbers they bear and the ledger in which they are recorded.

pub mod csv_out;
pub mod ledger;
pub mod number;
