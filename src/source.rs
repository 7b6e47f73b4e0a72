//! Reads a data file: from bytes to a JSON value with the position of each part.
//!
//! Every later message about a fact needs its line and column, so positions are kept by JSON
//! pointer.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value;

use crate::diagnostic::{Code, Finding, Place};
use crate::project::Project;

/// Facts that people type are far smaller. A larger file is something else.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A data file.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// The path from the project folder, with forward slashes.
    pub path: String,
    /// The text, for quoting.
    pub text: String,
    /// The value.
    pub value: Value,
    places: HashMap<String, Range<usize>>,
    keys: HashMap<String, Range<usize>>,
}

impl Source {
    /// A file that is not written yet: its values have no places in a text.
    pub(crate) fn of_value(path: &str, value: Value) -> Self {
        Self { path: path.to_owned(), value, ..Self::default() }
    }

    /// A file that is not written yet, with its text, which is JSON.
    pub(crate) fn of_text(path: &str, text: &str) -> Self {
        parse(path, text, &mut Vec::new()).unwrap_or_default()
    }

    /// The place of the value at a JSON pointer.
    pub(crate) fn place(&self, pointer: &str) -> Place {
        self.located(pointer, self.places.get(pointer))
    }

    /// The place of the name of the field at a JSON pointer.
    pub(crate) fn key_place(&self, pointer: &str) -> Place {
        self.located(pointer, self.keys.get(pointer).or_else(|| self.places.get(pointer)))
    }

    fn located(&self, pointer: &str, range: Option<&Range<usize>>) -> Place {
        let range = range.map(|range| (range.start, range.end));
        Place { file: self.path.clone(), pointer: Some(pointer.to_owned()), range, cell: None }
    }
}

/// The result of reading a file.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The file, if it is JSON.
    pub source: Option<Source>,
    /// The text of a file that is not JSON, for quoting.
    pub broken_text: Option<String>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads and parses a file of the project. `name` is its path from the project folder.
pub(crate) fn read_json(project: &Project, name: &str) -> Reading {
    let mut reading = Reading::default();
    if let Err(finding) = reading.fill(project, name) {
        reading.findings.push(finding);
    }
    reading
}

/// Parses a text that is not a file of the project. `name` is what messages call it.
pub(crate) fn parse_json(name: &str, text: &str) -> Reading {
    let mut reading = Reading::default();
    if let Err(finding) = reading.parse(name, text.to_owned()) {
        reading.findings.push(finding);
    }
    reading
}

/// Reads a text file that is not a file of the project. `name` is what messages call it. Returns a
/// finding that does not prevent its use, too.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn read_text(path: &Path, name: &str) -> Result<(String, Option<Finding>), Finding> {
    if path.is_dir() {
        let message = format!("`{name}` is a folder, not a file");
        return Err(about_file(name, Code::MissingFile, message, "name the files in it"));
    }
    let bytes = read_file(path, name).map_err(|error| match error {
        Unread::Missing => {
            let message = format!("there is no `{name}`");
            about_file(name, Code::MissingFile, message, "check the name and the folder")
        }
        Unread::Other(finding) => *finding,
    })?;
    decode(bytes, name)
}

impl Reading {
    fn fill(&mut self, project: &Project, name: &str) -> Result<(), Finding> {
        let (text, warning) = decode(read_bytes(project, name)?, name)?;
        self.findings.extend(warning);
        self.parse(name, text)
    }

    fn parse(&mut self, name: &str, text: String) -> Result<(), Finding> {
        match parse(name, &text, &mut self.findings) {
            Ok(source) => self.source = Some(source),
            Err(finding) => {
                self.broken_text = Some(text);
                return Err(finding);
            }
        }
        Ok(())
    }
}

/// Creates a finding about the whole file.
fn about_file(name: &str, code: Code, message: String, hint: &str) -> Finding {
    Finding::new(code, message).at(Place::file(name)).hint(hint)
}

fn read_bytes(project: &Project, name: &str) -> Result<Vec<u8>, Finding> {
    let path = project.path(name);
    if path.exists() {
        match project.resolve(name) {
            Ok(real) if real.is_file() => {}
            Ok(_) => {
                let message = format!("`{name}` is not a file");
                return Err(about_file(name, Code::MissingFile, message, "replace it with a file"));
            }
            Err(_) => {
                let message = format!("`{name}` is a link to a file outside the project");
                let hint = "copy the file into the project";
                return Err(about_file(name, Code::PathOutside, message, hint));
            }
        }
    }
    read_file(&path, name).map_err(|error| match error {
        Unread::Missing => {
            let hint = "run `peerpress new DIR --example none`, and copy the file from there";
            about_file(name, Code::MissingFile, format!("there is no `{name}`"), hint)
        }
        Unread::Other(finding) => *finding,
    })
}

/// Why a file is not read.
enum Unread {
    /// There is no file of this name.
    Missing,
    Other(Box<Finding>),
}

fn read_file(path: &Path, name: &str) -> Result<Vec<u8>, Unread> {
    let unread = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unread::Missing,
        _ => {
            let message = format!("`{name}` cannot be read: {error}");
            Unread::Other(Box::new(Finding::new(Code::MissingFile, message).at(Place::file(name))))
        }
    };
    let file = fs::File::open(path).map_err(unread)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("`{name}` is larger than {} MB", MAX_BYTES / (1024 * 1024));
        let hint = "check whether something else was saved under this name";
        return Err(Unread::Other(Box::new(about_file(name, Code::TooLarge, message, hint))));
    }
    Ok(bytes)
}

/// Decodes UTF-8, with or without a byte order mark.
fn decode(bytes: Vec<u8>, name: &str) -> Result<(String, Option<Finding>), Finding> {
    let encoding = |message: String| {
        let hint = "save it as UTF-8; most editors have this under \"Save with encoding\"";
        about_file(name, Code::Encoding, message, hint)
    };
    let (rest, warning) = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let message = format!("`{name}` starts with a byte order mark");
            let hint = "save it as \"UTF-8\", without a byte order mark (BOM)";
            (rest, Some(about_file(name, Code::ByteOrderMark, message, hint)))
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..] => {
            return Err(encoding(format!("`{name}` is saved as UTF-16")));
        }
        all => (all, None),
    };
    match std::str::from_utf8(rest) {
        Ok(text) => Ok((text.to_owned(), warning)),
        Err(error) => {
            let before = &rest[..error.valid_up_to()];
            let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
            Err(encoding(format!("`{name}` has invalid UTF-8 on line {line}")))
        }
    }
}

fn parse(name: &str, text: &str, findings: &mut Vec<Finding>) -> Result<Source, Finding> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let range = error.range();
        let place = Place::at(name, range.start.min(text.len())..range.end.min(text.len()));
        if matches!(error.kind(), ParseErrorKind::NestingDepthExceeded) {
            return Finding::new(Code::TooDeep, "lists and objects are nested too deeply")
                .at(place)
                .hint("check whether something else was saved under this name");
        }
        let (message, hint) = explain(error.kind(), text, range.start);
        Finding::new(Code::Syntax, message).at(place).hint(hint)
    })?;
    let Some(root) = parsed.value else {
        let hint =
            "restore it from a backup, or copy it from a new project made with `peerpress new`";
        return Err(about_file(name, Code::Syntax, "the file is empty".to_owned(), hint));
    };
    let (path, text) = (name.to_owned(), text.to_owned());
    let mut source = Source { path, text, ..Source::default() };
    source.value = source.convert(&root, String::new(), findings);
    Ok(source)
}

/// Explains an error of the parser to a person who edits data.
fn explain(kind: &ParseErrorKind, text: &str, at: usize) -> (&'static str, &'static str) {
    use ParseErrorKind as K;
    let rest = text.get(at..).unwrap_or_default().trim_start();
    if rest.starts_with(['“', '”']) {
        return ("this is a curly quote", "use straight double quotes: \"text\"");
    }
    match kind {
        K::UnterminatedArray => (
            "the list that starts here does not end",
            "end the list with `]`; check whether the end of the file is missing",
        ),
        K::UnterminatedObject => (
            "the object that starts here does not end",
            "end the object with `}`; check whether the end of the file is missing",
        ),
        K::TrailingCommasNotAllowed => {
            ("there is a comma before a closing bracket", "remove the comma")
        }
        K::ExpectedComma => {
            ("a comma is missing before this", "add a comma after the previous entry")
        }
        K::CommentsNotAllowed | K::UnterminatedCommentBlock => {
            ("JSON cannot have comments", "remove the comment")
        }
        K::SingleQuotedStringsNotAllowed => {
            ("this text is in single quotes", "use straight double quotes: \"text\"")
        }
        K::ExpectedStringObjectProperty | K::UnexpectedTokenInObject => {
            ("a field name in double quotes is missing here", "write \"name\": value")
        }
        K::ExpectedColonAfterObjectKey => {
            ("a colon is missing after the field name", "write \"name\": value")
        }
        K::ExpectedObjectValue => ("the field has no value", "write \"name\": value"),
        K::String(_) => (
            "the text that starts here does not end, or has an invalid escape",
            "end it with a double quote; write \\\" for a quote in the text",
        ),
        K::MultipleRootJsonValues => (
            "there is something after the end of the data",
            "check for an extra bracket, or a missing one before this",
        ),
        _ if rest.is_empty() => ("the file ends too early", "restore the end of the file"),
        _ => (
            "the JSON is not valid here",
            "check here and just before for a missing or extra quote, comma, or bracket",
        ),
    }
}

impl Source {
    /// Turns the syntax tree into a value. Records the position of each part, and reports fields
    /// that appear twice.
    fn convert(
        &mut self,
        node: &ast::Value<'_>,
        pointer: String,
        findings: &mut Vec<Finding>,
    ) -> Value {
        let value = match node {
            ast::Value::StringLit(text) => Value::String(text.value.clone().into_owned()),
            ast::Value::NumberLit(number) => parse_number(number.value).unwrap_or_else(|| {
                let message = format!("the number `{}` is too large", number.value);
                let place = self.located(&pointer, Some(&range_of(node)));
                let finding = Finding::new(Code::BadValue, message).at(place);
                findings.push(finding.hint("check the number"));
                Value::from(0)
            }),
            ast::Value::BooleanLit(flag) => Value::Bool(flag.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(array) => {
                let items = array.elements.iter().enumerate().map(|(index, item)| {
                    self.convert(item, format!("{pointer}/{index}"), findings)
                });
                Value::Array(items.collect())
            }
            ast::Value::Object(object) => {
                let mut map = serde_json::Map::new();
                for property in &object.properties {
                    let name = property.name.as_str();
                    let inner = format!("{pointer}/{}", escape(name));
                    let range = range_of(&property.name);
                    if self.keys.insert(inner.clone(), range).is_some() {
                        let message = format!("the field `{name}` appears twice");
                        let finding = Finding::new(Code::DuplicateField, message);
                        let finding = finding.at(self.key_place(&inner));
                        findings.push(finding.hint("remove one of the two"));
                    }
                    map.insert(name.to_owned(), self.convert(&property.value, inner, findings));
                }
                Value::Object(map)
            }
        };
        self.places.insert(pointer, range_of(node));
        value
    }
}

fn range_of(node: &impl Ranged) -> Range<usize> {
    let range = node.range();
    range.start..range.end
}

/// Parses a number. `2.0` is the whole number 2.
fn parse_number(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    let whole = value
        .as_f64()
        .filter(|number| value.is_f64() && number.fract() == 0.0 && number.abs() < 1e15);
    Some(whole.map_or(value, |number| Value::from(number as i64)))
}

/// A field name as a step of a JSON pointer (RFC 6901).
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
