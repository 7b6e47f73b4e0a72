//! The `peerpress` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use peerpress::cli::Cli;

/// Layout makes millions of small allocations, and mimalloc is fast at them. Its version 3 takes a
/// slow path for every size that is not a power of two, because Rust states an alignment.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    Cli::answer_shell();
    peerpress::commands::run(Cli::from_arguments())
}
