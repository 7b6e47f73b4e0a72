//! Certificates: from the roster of a session to a proof that lasts.

pub(crate) mod backup;
pub(crate) mod files;
pub(crate) mod guard;
pub mod issue;
pub mod ledger;
pub(crate) mod mail;
pub mod proof;
pub(crate) mod publish;
pub(crate) mod published;
pub(crate) mod recovery;
pub(crate) mod revoked_keys;
pub mod roster;
pub(crate) mod setting;
