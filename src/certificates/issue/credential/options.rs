//! The options of the command line for certifying people without a session.

use clap::{Args, ValueEnum};
use strum::Display;

/// What to certify people as.
#[derive(Debug, Args)]
pub(crate) struct CredentialOptions {
    /// The ID of a credential in `data/certification.json`: certifies people without a session
    #[arg(long, value_name = "ID", requires = "roster", conflicts_with_all = [
        "session", "piece", "kind", "valid_until", "partition", "accept_data",
    ])]
    pub(crate) credential: Option<String>,
    /// Count the hours on the roster as earned elsewhere, besides those in the ledger. States how
    /// they were proved, which the ledger records
    #[arg(long, value_name = "WHY", requires = "credential", value_parser = parse_reason)]
    pub(crate) hours_elsewhere: Option<String>,
    /// Certify the people on the roster although they lack a requirement, such as
    /// hours="WHY"; recorded in the ledger; can be repeated
    #[arg(
        long, value_name = "REQUIREMENT=WHY", requires = "credential", value_parser = parse_waiver
    )]
    pub(crate) waive: Vec<Waiver>,
}

/// A credential to certify people as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CredentialOrder<'a> {
    /// The ID of the credential.
    pub(crate) id: &'a str,
    pub(crate) options: &'a CredentialOptions,
}

/// Something that a person may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Display)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Requirement {
    /// A certificate of a training
    Training,
    /// A valid certificate of another credential
    Credential,
    /// Hours since the last certification
    Hours,
    /// A former certification to renew
    Former,
    /// The time in which a certification can be renewed, before it comes
    Early,
    /// The time in which a certification can be renewed, after it is over
    Lapsed,
}

/// A requirement that is waived, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiver {
    pub(crate) requirement: Requirement,
    pub(crate) reason: String,
}

impl CredentialOptions {
    /// Returns why a requirement is waived; `None` if it is not.
    pub(super) fn waiver(&self, requirement: Requirement) -> Option<&Waiver> {
        self.waive.iter().find(|waiver| waiver.requirement == requirement)
    }
}

fn parse_reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("a reason is needed".to_owned()) } else { Ok(text.to_owned()) }
}

fn parse_waiver(text: &str) -> Result<Waiver, String> {
    let (name, reason) = text.split_once('=').ok_or("expected a reason, such as hours=\"…\"")?;
    let requirement = Requirement::from_str(name.trim(), false).map_err(|_| {
        let names: Vec<String> =
            Requirement::value_variants().iter().map(|known| format!("`{known}`")).collect();
        format!("`{name}` is not a requirement; expected one of {}", names.join(", "))
    })?;
    Ok(Waiver { requirement, reason: parse_reason(reason)? })
}
