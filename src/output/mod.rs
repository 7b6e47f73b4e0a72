//! Output: files written whole or not at all, and the manifest of what was made from what.

pub mod manifest;
pub mod starter;
pub mod write;
