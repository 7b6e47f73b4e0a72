//! The `peerpress` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use peerpress::cli::Cli;

/// Setting pages takes millions of small pieces of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    peerpress::commands::run(Cli::parse())
}
