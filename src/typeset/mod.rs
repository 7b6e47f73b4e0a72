//! Typesetting: the template and the JSON of a job become laid-out pages.

mod absent;
mod access;
mod engine;
mod explain;
mod letters;
mod typefaces;
mod world;

pub use engine::{Engine, Fonts, book_hash};
pub use explain::explain;
pub(crate) use letters::advice;
pub(crate) use typefaces::{check_fonts, check_names, needs_all_fonts};
pub use world::{Laid, layout};
