//! Proof that a certificate is genuine: keys, the signed code, the status list, and verification.

pub mod credential;
mod face;
pub mod keys;
pub mod status;
pub(crate) mod verify;
