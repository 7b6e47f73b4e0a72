//! Reads a data file: from bytes to a JSON value with the position of each part.
//!
//! Every later message about a fact needs its line and column, so positions are kept by JSON
//! pointer.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::ops::Range;

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
#[derive(Debug)]
pub struct Source {
    /// The path from the project's folder, with forward slashes.
    pub path: String,
    /// The text, for quoting.
    pub text: String,
    /// The value.
    pub value: Value,
    places: HashMap<String, Range<usize>>,
    keys: HashMap<String, Range<usize>>,
}

impl Source {
    /// The place of the value at a JSON pointer.
    pub fn place(&self, pointer: &str) -> Place {
        self.located(pointer, self.places.get(pointer))
    }

    /// The place of the name of the field at a JSON pointer.
    pub fn key_place(&self, pointer: &str) -> Place {
        self.located(pointer, self.keys.get(pointer).or_else(|| self.places.get(pointer)))
    }

    fn located(&self, pointer: &str, range: Option<&Range<usize>>) -> Place {
        let range = range.map(|range| (range.start, range.end));
        Place { file: self.path.clone(), pointer: Some(pointer.to_owned()), range, cell: None }
    }
}

/// The result of reading a file.
#[derive(Debug, Default)]
pub struct Reading {
    /// The file, if it is JSON.
    pub source: Option<Source>,
    /// The text of a file that is not JSON, for quoting.
    pub broken_text: Option<String>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads and parses a file of the project. `name` is its path from the project's folder.
pub fn read(project: &Project, name: &str) -> Reading {
    let mut reading = Reading::default();
    if let Err(finding) = reading.fill(project, name) {
        reading.findings.push(finding);
    }
    reading
}

impl Reading {
    fn fill(&mut self, project: &Project, name: &str) -> Result<(), Finding> {
        let (text, warning) = decode(read_bytes(project, name)?, name)?;
        self.findings.extend(warning);
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

fn read_bytes(project: &Project, name: &str) -> Result<Vec<u8>, Finding> {
    let path = project.path(name);
    if path.exists() {
        match project.resolve(name) {
            Ok(real) if real.is_file() => {}
            Ok(_) => {
                return Err(Finding::new(Code::MissingFile, format!("`{name}` is not a file"))
                    .at(Place::file(name))
                    .hint("replace it with a file"));
            }
            Err(_) => {
                let finding = Finding::new(
                    Code::PathOutside,
                    format!("`{name}` is a link to a file outside the project"),
                );
                return Err(finding.at(Place::file(name)).hint("copy the file into the project"));
            }
        }
    }
    let missing = |error: &io::Error| {
        let hint = "run `peerpress new` in another folder and copy the file from there";
        match error.kind() {
            io::ErrorKind::NotFound => {
                Finding::new(Code::MissingFile, format!("there is no `{name}`")).hint(hint)
            }
            _ => Finding::new(Code::MissingFile, format!("`{name}` cannot be read: {error}")),
        }
        .at(Place::file(name))
    };
    let file = fs::File::open(path).map_err(|error| missing(&error))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| missing(&error))?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("`{name}` is larger than {} MB", MAX_BYTES / (1024 * 1024));
        let hint = "check whether something else was saved under this name";
        return Err(Finding::new(Code::TooLarge, message).at(Place::file(name)).hint(hint));
    }
    Ok(bytes)
}

/// Decodes UTF-8, with or without a byte order mark.
fn decode(bytes: Vec<u8>, name: &str) -> Result<(String, Option<Finding>), Finding> {
    let save = "save it as UTF-8; most editors have this under \"Save with encoding\"";
    let encoding =
        |message: String| Finding::new(Code::Encoding, message).at(Place::file(name)).hint(save);
    let (rest, warning) = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let message = format!("`{name}` starts with a byte order mark");
            let finding = Finding::new(Code::ByteOrderMark, message)
                .at(Place::file(name))
                .hint("save it as \"UTF-8\", without a byte order mark (BOM)");
            (rest, Some(finding))
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
        let place =
            Place::at(name, error.range().start.min(text.len())..error.range().end.min(text.len()));
        if matches!(error.kind(), ParseErrorKind::NestingDepthExceeded) {
            return Finding::new(Code::TooDeep, "lists and objects are nested too deeply")
                .at(place)
                .hint("check whether something else was saved under this name");
        }
        let (message, hint) = explain(error.kind(), text, error.range().start);
        Finding::new(Code::Syntax, message).at(place).hint(hint)
    })?;
    let Some(root) = parsed.value else {
        return Err(Finding::new(Code::Syntax, "the file is empty")
            .at(Place::file(name))
            .hint("run `peerpress schema` to see what it should have"));
    };
    let mut source = Source {
        path: name.to_owned(),
        text: text.to_owned(),
        value: Value::Null,
        places: HashMap::new(),
        keys: HashMap::new(),
    };
    source.value = convert(&root, &mut String::new(), &mut source, findings);
    Ok(source)
}

/// Explains an error of the parser to a person who edits data.
fn explain(kind: &ParseErrorKind, text: &str, at: usize) -> (String, &'static str) {
    use ParseErrorKind as K;
    let rest_is_empty = text.get(at..).is_none_or(|rest| rest.trim().is_empty());
    let (message, hint) = match kind {
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
        _ if rest_is_empty => ("the file ends too early", "restore the end of the file"),
        _ => (
            "this is not JSON",
            "look here and just before for a quote, comma or bracket that is missing or extra; use \
             straight quotes",
        ),
    };
    (message.to_owned(), hint)
}

/// Turns the syntax tree into a value. Records the position of each part, and reports fields that
/// appear twice.
fn convert(
    node: &ast::Value<'_>,
    pointer: &mut String,
    source: &mut Source,
    findings: &mut Vec<Finding>,
) -> Value {
    let range = node.range();
    source.places.insert(pointer.clone(), range.start..range.end);
    match node {
        ast::Value::StringLit(text) => Value::String(text.value.clone().into_owned()),
        ast::Value::NumberLit(number) => parse_number(number.value).unwrap_or_else(|| {
            findings.push(
                Finding::new(Code::BadValue, format!("the number `{}` is too large", number.value))
                    .at(source.place(pointer))
                    .hint("check the number"),
            );
            Value::from(0)
        }),
        ast::Value::BooleanLit(flag) => Value::Bool(flag.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            let items = array.elements.iter().enumerate();
            Value::Array(
                items
                    .map(|(index, item)| {
                        step(pointer, &index.to_string(), |pointer| {
                            convert(item, pointer, source, findings)
                        })
                    })
                    .collect(),
            )
        }
        ast::Value::Object(object) => {
            let mut map = serde_json::Map::new();
            for property in &object.properties {
                let name = property.name.as_str();
                let value = step(pointer, name, |pointer| {
                    let range = property.name.range();
                    if source.keys.insert(pointer.clone(), range.start..range.end).is_some() {
                        let message = format!("the field `{name}` appears twice");
                        findings.push(
                            Finding::new(Code::DuplicateField, message)
                                .at(source.key_place(pointer))
                                .hint("remove one of the two"),
                        );
                    }
                    convert(&property.value, pointer, source, findings)
                });
                map.insert(name.to_owned(), value);
            }
            Value::Object(map)
        }
    }
}

/// Parses a number. `2.0` is the whole number 2.
fn parse_number(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    let whole = value
        .as_f64()
        .filter(|number| value.is_f64() && number.fract() == 0.0 && number.abs() < 1e15);
    Some(whole.map_or(value, |number| Value::from(number as i64)))
}

/// Runs `work` with the pointer one level deeper.
fn step<T>(pointer: &mut String, name: &str, work: impl FnOnce(&mut String) -> T) -> T {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&escape(name));
    let result = work(pointer);
    pointer.truncate(length);
    result
}

/// A field name as a step of a JSON pointer (RFC 6901).
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
