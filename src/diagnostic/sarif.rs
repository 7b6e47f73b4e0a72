//! Findings as a SARIF 2.1.0 log, which code hosts and editors show beside the lines.

use std::collections::BTreeSet;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{Code, Finding, Place, Report, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the project folder in the addresses of files.
const PROJECT: &str = "PROJECT";

/// The characters of a path that an address cannot have.
const NOT_IN_ADDRESSES: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    full_description: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: Severity,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

/// A result, as SARIF calls a finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: Severity,
    message: Text,
    locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

/// Lines and columns count from 1; columns count characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
}

/// The JSON pointer of a value.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
}

impl Report {
    /// Prints all findings as one log.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn print_log(&self, out: &mut dyn WriteColor) -> io::Result<()> {
        let found: BTreeSet<Code> = self.findings().iter().map(|finding| finding.code).collect();
        let codes: Vec<Code> = found.into_iter().collect();
        let rules = codes.iter().map(|code| rule(*code)).collect();
        let driver =
            Driver { name: "Peerpress", semantic_version: env!("CARGO_PKG_VERSION"), rules };
        let results = self.findings().iter().map(|finding| outcome(self, &codes, finding));
        let run = Run {
            tool: Tool { driver },
            column_kind: "unicodeCodePoints",
            results: results.collect(),
        };
        let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
        writeln!(out, "{}", serde_json::to_string_pretty(&log)?)
    }
}

fn rule(code: Code) -> Rule {
    Rule {
        id: code.name(),
        full_description: Text { text: code.explanation().replace('\n', " ") },
        default_configuration: Configuration { level: code.severity() },
    }
}

fn outcome<'a>(report: &Report, codes: &[Code], finding: &'a Finding) -> Outcome<'a> {
    let mut text = finding.full_message();
    for hint in &finding.hints {
        text.push_str("\nhint: ");
        text.push_str(hint);
    }
    Outcome {
        rule_id: finding.code.name(),
        rule_index: codes.iter().position(|code| *code == finding.code).unwrap_or_default(),
        level: finding.severity(),
        message: Text { text },
        locations: finding.place.iter().map(|place| location(report, place)).collect(),
    }
}

fn location<'a>(report: &Report, place: &'a Place) -> Location<'a> {
    let in_text = report.line_column(place).map(|(line, column)| (line, Some(column)));
    let in_list = || Some((place.cell.as_ref()?.line? as usize, None));
    let region = in_text.or_else(in_list);
    let pointer = place.pointer.as_deref().filter(|pointer| !pointer.is_empty());
    Location {
        physical_location: PhysicalLocation {
            artifact_location: Artifact {
                uri: utf8_percent_encode(&place.file, NOT_IN_ADDRESSES).to_string(),
                uri_base_id: PROJECT,
            },
            region: region.map(|(start_line, start_column)| Region { start_line, start_column }),
        },
        logical_locations: pointer
            .map(|fully_qualified_name| LogicalLocation { fully_qualified_name })
            .into_iter()
            .collect(),
    }
}
