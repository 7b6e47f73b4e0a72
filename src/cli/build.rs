//! The arguments of `build`.

use clap::Args;

use super::{Choice, number};

#[derive(Debug, Args)]
pub(crate) struct BuildOptions {
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Build all files, even those that are up to date
    #[arg(long)]
    pub(crate) force: bool,
    /// Also create a PNG preview of each page, this many pixels wide
    #[arg(long, value_name = "WIDTH", value_parser = number(16..=8000_u32))]
    pub(crate) png: Option<u32>,
    /// Delete `outdated/` in the output folder: the last files of pieces that cannot be made
    #[arg(long)]
    pub(crate) prune: bool,
    /// Make press files that show entries marked as samples, to look at them
    #[arg(long)]
    pub(crate) draft: bool,
}
