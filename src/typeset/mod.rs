//! Typesetting: the template and the JSON of a job become laid-out pages.

mod absent;
mod access;
mod engine;
mod explain;
mod typefaces;
mod world;

pub use engine::{Engine, Fonts, book_hash};
pub use explain::explain;
pub(crate) use typefaces::{check_names, check_typefaces};
pub use world::{Laid, layout};
