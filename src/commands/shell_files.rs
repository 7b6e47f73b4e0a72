//! `completions` and `man-pages`: what shells need to know about the commands.

use std::fs;
use std::io;
use std::path::Path;

use clap_complete::env::Shells;

use super::{CLEAN, say};
use crate::cli::{COMPLETION_VARIABLE, Cli, Common};
use crate::error::Error;
use crate::output::json::ignore_closed_pipe;

const NAME: &str = "peerpress";

/// Prints the script that a shell reads when it starts. It asks Peerpress for each completion, so
/// it stays right when the project changes.
///
/// # Errors
/// If standard output cannot be written.
pub(super) fn print_completions(shell: &str) -> Result<u8, Error> {
    let shells = Shells::builtins();
    let known = shells.completer(shell);
    let completer = known.ok_or_else(|| Error::usage(format!("`{shell}` is not a known shell")))?;
    completer
        .write_registration(COMPLETION_VARIABLE, NAME, NAME, NAME, &mut io::stdout().lock())
        .or_else(ignore_closed_pipe)?;
    Ok(CLEAN)
}

/// Writes a manual page for each command.
///
/// # Errors
/// If the folder cannot be written.
pub(super) fn write_man_pages(common: &Common, dir: &Path) -> Result<u8, Error> {
    fs::create_dir_all(dir).map_err(|error| Error::new(dir, error.to_string()))?;
    clap_mangen::generate_to(Cli::whole(), dir)
        .map_err(|error| Error::new(dir, error.to_string()))?;
    if !common.quiet {
        say(&format!("manual pages in {}", dir.display()))?;
    }
    Ok(CLEAN)
}
