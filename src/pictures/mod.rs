//! Pictures of the pieces: scaled to their place, and converted into inks for the press.
//!
//! A picture comes from a phone or from a stranger. It may be damaged, enormous or rotated by its
//! EXIF data, and it may say where it was taken. What Peerpress writes has upright pixels, no more
//! of them than the place can show, and no metadata.

mod cache;
mod codes;
mod fit;
mod masks;

pub(crate) use cache::Cache;
pub(crate) use codes::{codes_in_drawing, read_codes};
pub(crate) use fit::{Placement, Target, fit, resolution};
pub(crate) use masks::masks;
