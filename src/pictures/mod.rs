//! Pictures of the pieces: read with care, made to fit their place, turned into inks for the press.
//!
//! A picture comes from a phone or from a stranger: it may be damaged, enormous, turned by a note in its EXIF data, and it may tell
//! where it was taken. What goes out has upright pixels, no more of them than its place can show, and nothing else.

mod cache;
mod fit;
mod inks;
mod inspect;
mod jpeg;
mod masks;
mod svg;

pub use cache::Cache;
pub use fit::{Placement, Target, fit, resolution};
pub use inks::Inks;
pub use inspect::{Fault, decode, inspect};
pub use masks::masks;
