//! What changed, for people: which facts, which sentences on the pages, and how the pages looked before.

pub mod facts;
