//! The arguments of `certificates mail`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

/// Whom to mail, and how.
#[derive(Debug, Clone, Args)]
#[command(group(ArgGroup::new("whom").required(true).args(["number", "session", "bounces"])))]
pub(crate) struct MailOrder {
    /// The certificate numbers of the people to mail
    pub(crate) number: Vec<String>,
    /// Mail everyone in a session who does not have the mail yet
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,
    /// Mail these people even if they have the mail, or may have it
    #[arg(long, requires = "number")]
    pub(crate) again: bool,
    /// Send the mail through the server in PEERPRESS_SMTP_URL, instead of writing drafts
    #[arg(long)]
    pub(crate) send: bool,
    /// Show who would get an email, without writing or sending anything
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Record that you sent the mail yourself, from the drafts or another program
    #[arg(long, conflicts_with_all = ["send", "dry_run", "again"])]
    pub(crate) mark_sent: bool,
    /// The maximum number of emails to send in a minute
    #[arg(long, value_name = "N", default_value = "30", value_parser = most_mails())]
    pub(crate) per_minute: u16,
    /// List the people whose mail came back, from a mailbox file (mbox) or one message (.eml)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["send", "dry_run", "mark_sent"])]
    pub(crate) bounces: Option<PathBuf>,
    /// The person who sends the mail, recorded in the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) by: Option<String>,
}

impl MailOrder {
    /// Whether the ledger changes.
    pub(crate) fn changes_ledger(&self) -> bool {
        self.mark_sent || (self.send && !self.dry_run)
    }

    /// Whether nothing is written.
    pub(crate) fn only_looks(&self) -> bool {
        self.dry_run || self.bounces.is_some()
    }
}

fn most_mails() -> impl clap::builder::TypedValueParser<Value = u16> {
    super::number(1..=60_000_u16)
}
