//! Machine-readable results: one JSON object on a line, each with its `type` and the `version` of
//! its shape. The record types live beside the commands that print them.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::Error;

/// The version of every record's shape. It changes only when a field is removed or redefined.
pub(crate) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Record<'a, T> {
    #[serde(rename = "type")]
    kind: &'a str,
    version: u32,
    #[serde(flatten)]
    body: &'a T,
}

/// Prints `{"type": kind, "version": 1, …body}` as one line on standard output.
///
/// # Errors
/// If standard output cannot be written. A closed pipe is not an error.
pub(crate) fn print_record(kind: &str, body: &impl Serialize) -> Result<(), Error> {
    write_record(&mut io::stdout().lock(), kind, body).or_else(ignore_closed_pipe)
}

/// Writes a record as one line.
pub(crate) fn write_record(
    out: &mut dyn Write,
    kind: &str,
    body: &impl Serialize,
) -> io::Result<()> {
    let line = serde_json::to_string(&Record { kind, version: VERSION, body })?;
    writeln!(out, "{line}")
}

/// Treats a reader that stopped early, such as `| head`, as success.
pub(crate) fn ignore_closed_pipe(error: io::Error) -> Result<(), Error> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Error::usage(format!("cannot write to standard output: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_starts_with_its_type_and_version() {
        #[derive(Serialize)]
        struct Body {
            file: &'static str,
        }
        let mut line = Vec::new();
        write_record(&mut line, "made", &Body { file: "a.pdf" }).unwrap();
        let expected = "{\"type\":\"made\",\"version\":1,\"file\":\"a.pdf\"}\n";
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }
}
