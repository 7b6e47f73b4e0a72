//! Proof that a certificate is genuine: keys, the signed code, the status list, and verification.

pub(crate) mod address;
mod code_picture;
mod compare;
pub mod credential;
mod face;
pub mod keys;
pub(crate) mod open_badge;
pub(crate) mod page;
pub mod status;
pub(crate) mod verify;
pub(crate) mod verify_badge;
