//! The output folder: files are written whole or not at all, and the manifest notes what each was
//! made from.

pub mod history;
pub(crate) mod json;
pub mod lock;
pub mod manifest;
pub mod starter;
pub mod write;
