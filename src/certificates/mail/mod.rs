//! The email that brings people their certificates: drafts for an email program, or mail through a
//! server. The ledger knows who has it.

pub(crate) mod attachment;
pub(crate) mod bounces;
mod compose;
pub(crate) mod drafts;
mod letter;
mod linkedin;
pub(crate) mod recipients;
pub(crate) mod send;
pub(crate) mod server;
mod transport;

pub(crate) use compose::{Envelope, Origin, compose, parse_address};
pub(crate) use letter::{Letter, Letterhead, Value, fill, html_document, plain};
