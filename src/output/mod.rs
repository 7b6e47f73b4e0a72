//! The output folder: files are written whole or not at all, and the manifest notes what each was
//! made from.

pub(crate) mod history;
pub(crate) mod json;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod starter;
pub(crate) mod write;
