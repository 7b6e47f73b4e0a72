//! Certificates: from the roster of a session to a proof that lasts.

pub mod roster;
