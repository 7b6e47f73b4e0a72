//! Colors: contrast, how different two look, and the inks that print them.

mod contrast;
mod inks;
mod solid;

pub(crate) use contrast::{contrast, luminance};
pub(crate) use inks::Inks;
pub(crate) use solid::Press;
