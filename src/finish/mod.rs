//! Finishing: laid-out pages become a file, as the edition asks.

pub mod merge;
pub mod press;
pub mod preview;
pub mod screen;
pub mod underlay;
