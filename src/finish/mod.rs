//! Finishing: laid-out pages become a file, as the edition asks.

pub mod codes;
mod colors;
mod drawings;
pub mod merge;
pub mod office;
mod pack;
pub mod press;
pub mod preview;
pub mod screen;
pub mod underlay;
