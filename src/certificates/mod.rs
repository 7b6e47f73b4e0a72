//! Certificates: from a roster to a proof that lasts.

pub mod batch;
