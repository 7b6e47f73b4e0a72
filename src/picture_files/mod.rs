//! Files of pictures: whether they can be used, and what readers see in them.
//!
//! A picture comes from a phone or from a stranger, so nothing is decoded before its structure is
//! checked.

mod appearance;
mod inspect;
pub(crate) mod jpeg;
mod svg;

pub(crate) use appearance::Appearance;
pub(crate) use inspect::{PictureProblem, decode, inspect};
