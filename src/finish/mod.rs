//! Finishing: laid-out pages become a file, as the edition asks.

mod colors;
mod drawings;
pub mod merge;
pub mod office;
pub mod press;
pub mod preview;
pub mod screen;
pub mod underlay;
