//! Certificates: the numbers they bear.

pub mod number;
