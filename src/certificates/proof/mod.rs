//! Proof that a certificate is genuine: keys, the signed code, the status list, verification.

pub mod credential;
pub mod face;
pub mod keys;
pub mod status;
pub mod verify;
