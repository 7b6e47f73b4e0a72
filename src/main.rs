//! The `peerpress` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use peerpress::cli::Cli;

fn main() -> ExitCode {
    peerpress::commands::run(Cli::parse())
}
