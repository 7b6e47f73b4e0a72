//! Output: files written whole or not at all, and the manifest of what was made from what.

pub mod history;
pub mod lock;
pub mod manifest;
pub mod starter;
pub mod write;
