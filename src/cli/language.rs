//! The arguments of `language`.

use clap::{Args, Subcommand};

/// What to do with a language.
#[derive(Debug, Subcommand)]
pub(crate) enum LanguageAction {
    /// Add a language as a draft: its texts may be missing until it is published
    Add(NewLanguage),
    /// Remove a language from the program; its texts are kept
    Remove(RemovedLanguage),
}

/// Which language to add.
#[derive(Debug, Args)]
pub(crate) struct NewLanguage {
    /// The language tag, such as `so`, `fr-CA`, or `zh-Hans`
    pub(crate) tag: String,
    /// Only show what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Which language to remove.
#[derive(Debug, Args)]
pub(crate) struct RemovedLanguage {
    /// The language tag
    pub(crate) tag: String,
    /// Delete its texts too
    #[arg(long)]
    pub(crate) delete_texts: bool,
    /// Only show what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
}
