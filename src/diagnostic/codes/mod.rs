//! The list of codes: one for each rule, with the explanation that `peerpress explain` prints.
//!
//! An explanation says what is wrong, why it matters and what to do. To add a code, add it to
//! `pieces.rs` or to `certificates.rs`.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::Severity;

#[macro_use]
mod certificates;
#[macro_use]
mod pieces;

// One enum needs one list. `certificate_codes` hands its part to `piece_codes`, which puts its own
// part before it and gives the whole list to `codes`.
certificate_codes! { piece_codes }
