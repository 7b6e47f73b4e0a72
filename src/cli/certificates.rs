//! The arguments of `certificates` and `keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::mail::MailOrder;
use crate::certificates::issue::parse_day;
use crate::certificates::ledger::Correction;
use crate::certificates::proof::keys::KeyId;

/// The `certificates` commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Certificates {
    /// List certificates, oldest first
    List {
        /// List only the certificates of a session
        #[arg(long, value_name = "ID")]
        session: Option<String>,
        /// List only the certificates of a person: an ID, an email address, or part of a name
        #[arg(long, value_name = "TEXT")]
        person: Option<String>,
    },
    /// Show a certificate and its history
    Show {
        /// The certificate number
        number: String,
    },
    /// Correct a certificate; this creates a new revision that refers to the old one
    Correct {
        /// The certificate number
        number: Option<String>,
        /// Correct all certificates of a session at once; requires `--from-data`
        #[arg(long, value_name = "ID", conflicts_with = "number", requires = "from_data")]
        session: Option<String>,
        /// Correct everything that differs from the data as it is now, such as the dates of the
        /// session, the trainers, or the wording
        #[arg(long, conflicts_with_all = [
            "name", "email", "hours", "category_hours", "valid_from", "valid_until",
        ])]
        from_data: bool,
        #[command(flatten)]
        correction: Correction,
        #[command(flatten)]
        record: ChangeReason,
    },
    /// Re-create a certificate's file and record it in the ledger
    Reissue {
        /// The certificate number
        #[arg(required_unless_present = "all")]
        number: Option<String>,
        /// Reissue all certificates that need it because their key was revoked or removed
        #[arg(long, conflicts_with = "number")]
        all: bool,
        #[command(flatten)]
        record: ChangeReason,
    },
    /// Revoke a certificate permanently (`--reason` is required)
    Revoke {
        /// The certificate number
        number: Option<String>,
        /// Revoke all certificates of a session at once
        #[arg(long, value_name = "ID", conflicts_with = "number")]
        session: Option<String>,
        #[command(flatten)]
        record: ChangeReason,
    },
    /// Erase the email address of a certificate's holder permanently, for privacy
    EraseEmail {
        /// The certificate number
        number: String,
        #[command(flatten)]
        record: ChangeReason,
    },
    /// Create a person's transcript: a PDF of all sessions with the hours by category
    Transcript {
        /// The person: an ID, an email address, a certificate number, or part of a name
        #[arg(long, value_name = "TEXT")]
        person: String,
        /// Add up the certificates of one name, even if nothing else says that they are one
        /// person's
        #[arg(long)]
        same_person: bool,
        /// The language [default: the language of the person's last certificate]
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        /// The date of the transcript [default: today]
        #[arg(long, value_name = "DATE", value_parser = parse_day)]
        date: Option<Date>,
    },
    /// Export a certificate as an Open Badge 3.0 (VC-JWT), for wallets and other programs
    OpenBadge {
        /// The certificate number
        number: Option<String>,
        /// Export all certificates of a session that were not revoked
        #[arg(long, value_name = "ID", conflicts_with = "number")]
        session: Option<String>,
    },
    /// List who must renew a certification, soonest first
    Due {
        /// The number of days, such as 90d: lists certifications that end in this time, and those
        /// that ended in this time and were not renewed
        #[arg(long, value_name = "DAYS", value_parser = parse_days)]
        within: u16,
        /// Print CSV, for spreadsheets
        #[arg(long)]
        csv: bool,
        /// Print the names and addresses for an email program
        #[arg(long, conflicts_with = "csv")]
        mail_list: bool,
    },
    /// Write a draft email to each person with the certificate, or send it, and record who has it
    Mail(MailOrder),
    /// Export all certificates as CSV or JSON
    Export {
        /// Write CSV, for spreadsheets [default, unless FILE ends in .json]
        #[arg(long)]
        csv: bool,
        /// Write JSON, with every revision and event; the same as `--format json`
        #[arg(long, conflicts_with = "csv")]
        json: bool,
        /// The file to write [default: standard output]
        file: Option<PathBuf>,
    },
    /// Continue with an older ledger, or a new one, after the latest was lost: shows what is lost,
    /// and what to type to accept it
    AcceptLedger {
        /// The code that this command prints after what is lost; accepts it
        #[arg(long, value_name = "CODE")]
        confirm: Option<String>,
        /// A number that was given, as a certificate on paper or an email shows; can be repeated
        #[arg(long, value_name = "NUMBER")]
        given: Vec<String>,
        /// The status list that was signed last is lost as well, with the revocations in it
        #[arg(long)]
        list_lost: bool,
        #[command(flatten)]
        record: ChangeReason,
    },
    /// Check that the ledger is undamaged and consistent
    Check,
    /// Back up the ledger, the keys, and the status list in one file
    Backup {
        /// The file to write; an earlier backup is replaced
        file: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseSource,
    },
    /// Restore a backup, on a new computer or after the ledger was lost; nothing newer is lost
    Restore {
        /// The file that `certificates backup` wrote
        file: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseSource,
    },
}

/// Parses a number of days or weeks, such as `90d`, `12w`, or `90`.
fn parse_days(text: &str) -> Result<u16, String> {
    let (number, factor) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let days = number.trim().parse::<u16>().ok().and_then(|number| number.checked_mul(factor));
    days.filter(|days| *days <= 36_500).ok_or_else(|| {
        "expected a number of days such as `90d`, or of weeks such as `12w`".to_owned()
    })
}

/// Where the passphrase of a backup comes from.
#[derive(Debug, Clone, Args)]
pub(crate) struct PassphraseSource {
    /// The file with the passphrase on its first line [default: asks for it]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

impl Certificates {
    /// Whether the command lays out certificates.
    pub(crate) fn lays_out(&self) -> bool {
        match self {
            Self::Correct { .. }
            | Self::EraseEmail { .. }
            | Self::Reissue { .. }
            | Self::Revoke { .. }
            | Self::AcceptLedger { confirm: Some(_), .. }
            | Self::Transcript { .. } => true,
            Self::List { .. }
            | Self::Show { .. }
            | Self::Due { .. }
            | Self::Mail(_)
            | Self::Export { .. }
            | Self::OpenBadge { .. }
            | Self::Check
            | Self::AcceptLedger { confirm: None, .. }
            | Self::Backup { .. }
            | Self::Restore { .. } => false,
        }
    }
}

/// What the ledger records about a change.
#[derive(Debug, Clone, Args)]
pub(crate) struct ChangeReason {
    /// The reason, recorded in the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// The person who made the decision, recorded in the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) by: Option<String>,
}

/// The `keys` commands.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysAction {
    /// Create a signing key; older keys are kept for verification
    New {
        /// The folder for the private key [default: PEERPRESS_KEYS, or `keys` in the project]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// The earlier public keys are lost permanently; what they signed can no longer be checked
        #[arg(long)]
        earlier_lost: bool,
    },
    /// List the keys and show which private keys are on this computer
    List {
        /// The folder of the private keys [default: PEERPRESS_KEYS, or `keys` in the project]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Export the public keys for people who verify certificates
    Export {
        /// The file to write [default: standard output]
        file: Option<PathBuf>,
        /// Write the keys that are trusted as SPKI in PEM, which other programs read, the current
        /// one first
        #[arg(long)]
        spki: bool,
    },
    /// Revoke a stolen or lost key, and sign the status list with the next one
    Revoke(KeyRevocationOrder),
}

/// The key to revoke.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("why").required(true).args(["stolen_since", "lost"])))]
pub(crate) struct KeyRevocationOrder {
    /// The ID of the key, as `keys list` shows it
    pub(crate) id: KeyId,
    /// The first day, in UTC, on which someone else may have had the key. What it signed from then
    /// on must be reissued
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) stolen_since: Option<Date>,
    /// The private key is lost, and nobody else has it. What it signed stays genuine
    #[arg(long)]
    pub(crate) lost: bool,
    /// Reissue at once the certificates that need it
    #[arg(long)]
    pub(crate) reissue: bool,
    /// The folder of the private keys [default: PEERPRESS_KEYS, or `keys` in the project]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) record: ChangeReason,
}
