//! Certificates: from the roster to a proof that lasts.

pub mod credential;
pub mod face;
pub mod keys;
pub mod status;
pub mod verify;
