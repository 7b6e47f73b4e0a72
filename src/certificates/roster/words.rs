//! Sets of words and phrases, each written as one text.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A set of words or phrases, in plain letters (see [`plain`](super::headers::plain)).
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// The words or phrases in a text, which separates them with commas.
macro_rules! words {
    ($text:literal) => {
        std::sync::LazyLock::new(|| $text.split(',').map(str::trim).collect())
    };
}

pub(super) use words;
