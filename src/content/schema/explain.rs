//! Explains an error of the validator to a person who edits data.

use jsonschema::error::{TypeKind, ValidationErrorKind as Fault};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use crate::content::currency;
use crate::content::language_tag::TagFault;
use crate::content::phone::PhoneNumber;
use crate::content::text::{
    FORMATS, has_date_shape, invisible_in, is_device, is_email, line_fault,
};
use crate::diagnostic::{Code, Finding, Place};
use crate::nearest;
use crate::source::{Source, escape};

/// Turns an error into findings.
pub(super) fn explain(
    error: &ValidationError<'_>,
    source: &Source,
    schema: &Value,
    findings: &mut Vec<Finding>,
) {
    let pointer = error.instance_path().as_str();
    let node = schema_node(schema, error.schema_path().as_str());
    let instance = error.instance();
    let (code, message, hint) = match error.kind() {
        Fault::AdditionalProperties { unexpected } => {
            let unknown = |name: &String| unknown_field(name, pointer, source, node);
            return findings.extend(unexpected.iter().map(unknown));
        }
        Fault::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            return findings.push(missing_field(name, pointer, source, node));
        }
        Fault::PropertyNames { error } => return findings.push(bad_name(error, pointer, source)),
        Fault::Format { format } => bad_format(instance, pointer, format),
        kind => explain_kind(kind, error, node),
    };
    findings.push(Finding::new(code, message).at(source.place(pointer)).hint(hint));
}

/// Returns the code, the message, and the hint for an error that is not about a field or a format.
fn explain_kind(kind: &Fault, error: &ValidationError<'_>, node: &Value) -> (Code, String, String) {
    let (instance, pointer) = (error.instance(), error.instance_path().as_str());
    let name = name_of(pointer);
    let (problem, hint) = match kind {
        Fault::Type { kind } => {
            let message = format!("{name} is {}, not {}", describe(instance), expected_types(kind));
            return (Code::WrongType, message, type_hint(kind));
        }
        Fault::Enum { .. } | Fault::OneOfNotValid { .. } | Fault::Constant { .. } => {
            let text = instance.as_str().map_or_else(|| instance.to_string(), str::to_owned);
            let known = choices(node);
            let hint = nearest::choice_hint(&text, known.iter().map(String::as_str));
            return (Code::BadValue, invalid(&text, pointer), hint);
        }
        Fault::UniqueItems => {
            ("has the same entry twice".to_owned(), "remove one of the two".to_owned())
        }
        Fault::MinProperties { .. } => {
            let hint = "run `peerpress new` to see an example in a new project";
            ("is empty".to_owned(), hint.to_owned())
        }
        Fault::MinLength { .. } => {
            ("is empty".to_owned(), "write the text, or remove the field".to_owned())
        }
        Fault::MinItems { limit } => {
            ("has too few entries".to_owned(), format!("write at least {limit}"))
        }
        Fault::MaxItems { limit } => {
            ("has too many entries".to_owned(), format!("write at most {limit}"))
        }
        Fault::Minimum { limit } => {
            let limit = limit.to_string().trim_end_matches(".0").to_owned();
            (format!("is less than {limit}"), format!("write {limit} or more"))
        }
        Fault::Maximum { limit } => {
            let limit = limit.to_string().trim_end_matches(".0").to_owned();
            (format!("is more than {limit}"), format!("write {limit} or less"))
        }
        _ => (
            format!("is not valid: {error}"),
            "run `peerpress schema` to see the expected form".to_owned(),
        ),
    };
    (Code::BadValue, format!("{name} {problem}"), hint)
}

fn unknown_field(name: &str, pointer: &str, source: &Source, node: &Value) -> Finding {
    let known = node.get("properties").and_then(Value::as_object).into_iter().flatten();
    let known = known.map(|(name, _)| name.as_str()).filter(|name| *name != "$schema");
    let hint = nearest::choice_hint(name, known);
    Finding::new(Code::UnknownField, format!("{} has no field `{name}`", name_of(pointer)))
        .at(source.key_place(&format!("{pointer}/{}", escape(name))))
        .hint(hint)
}

fn missing_field(name: &str, pointer: &str, source: &Source, node: &Value) -> Finding {
    let description = format!("/properties/{}/description", escape(name));
    let hint = match node.pointer(&description).and_then(Value::as_str) {
        Some(about) => format!("add \"{name}\": … ({})", first_sentence(about)),
        None => format!("add \"{name}\": …"),
    };
    Finding::new(Code::MissingField, format!("{} has no `{name}`", name_of(pointer)))
        .at(start_of(source, pointer))
        .hint(hint)
}

/// Explains the name of a field that does not have the format of the names in its object.
fn bad_name(error: &ValidationError<'_>, pointer: &str, source: &Source) -> Finding {
    let name = error.instance().as_str().unwrap_or_default();
    let format = match error.kind() {
        Fault::Format { format } => format.as_str(),
        _ => "",
    };
    Finding::new(Code::BadValue, format!("`{name}` is not valid in {}", name_of(pointer)))
        .at(source.key_place(&format!("{pointer}/{}", escape(name))))
        .hint(format!("write {}", expected(format)))
}

/// Describes a format, given by its name.
fn expected(format: &str) -> &'static str {
    FORMATS.iter().find(|known| known.name == format).map_or("", |known| known.expected)
}

/// Explains a string that does not have its format, given by its name or its pattern.
fn bad_format(instance: &Value, pointer: &str, name: &str) -> (Code, String, String) {
    let text = instance.as_str().unwrap_or_default();
    if name == "line"
        && let Some(fault) = line_fault(text)
    {
        let message = format!("{} {fault}", name_of(pointer));
        return (Code::BadValue, message, "type the text again".to_owned());
    }
    if name != "line"
        && let Some(c) = invisible_in(text)
    {
        let field = name_of(pointer);
        let message = format!("{field} has an invisible character (U+{:04X})", u32::from(c));
        return (Code::BadValue, message, "type it again; do not copy it".to_owned());
    }
    if name == "language"
        && !text.is_empty()
        && let Some(fault) = TagFault::of(text)
    {
        let (message, hint) = fault.explain(text);
        return (Code::BadValue, message, hint);
    }
    if name == "date" && has_date_shape(text) {
        let message = format!("{text} is not a real date");
        return (Code::ImpossibleDate, message, "check the day of the month".to_owned());
    }
    (Code::BadValue, invalid(text, pointer), format_hint(text, pointer, name))
}

/// What to write in place of text that does not have its format.
fn format_hint(text: &str, pointer: &str, name: &str) -> String {
    let is_way_to_apply = pointer.ends_with("/apply")
        && (is_email(text.trim()) || PhoneNumber::parse(text.trim()).is_some());
    match name {
        "currency" => currency::hint(text),
        "id" if is_device(text) => "write another ID: Windows reserves this name".to_owned(),
        "web-address" if is_way_to_apply => "`apply` is a web page; write an email address under \
                                             `apply_email`, and a number under `apply_phone`"
            .to_owned(),
        _ => format!("write {}", expected(name)),
    }
}

/// Returns the schema node that has the keyword at a schema path.
fn schema_node<'a>(schema: &'a Value, path: &str) -> &'a Value {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    schema.pointer(parent).unwrap_or(&Value::Null)
}

/// Returns the choices of an enumeration, written with or without descriptions.
fn choices(node: &Value) -> Vec<String> {
    let of = |node: &Value| {
        let listed = node.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
        listed.into_iter().chain(node.get("const").cloned()).collect::<Vec<_>>()
    };
    let described = node.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let all = of(node).into_iter().chain(described.flat_map(of));
    all.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// Returns the place of the first character of an object: a whole object would quote a page of it.
fn start_of(source: &Source, pointer: &str) -> Place {
    let mut place = source.place(pointer);
    place.range = place.range.map(|(start, _)| (start, start + 1));
    place
}

fn expected_types(kind: &TypeKind) -> String {
    let describe = |kind: JsonType| match kind {
        JsonType::Array => "a list in [ ]",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object in { }",
        JsonType::String => "text in double quotes",
    };
    match kind {
        TypeKind::Single(one) => describe(*one).to_owned(),
        TypeKind::Multiple(many) => {
            let many = many.iter().filter(|one| *one != JsonType::Null).map(describe);
            many.collect::<Vec<_>>().join(" or ")
        }
    }
}

/// Returns the hint that shows how to write a value of a type.
fn type_hint(kind: &TypeKind) -> String {
    let write = |kind: JsonType| match kind {
        JsonType::Array => "write a list in brackets: […]",
        JsonType::Boolean => "write true or false, without quotes",
        JsonType::Integer => "write a whole number without quotes, such as 40",
        JsonType::Null => "write null",
        JsonType::Number => "write a number without quotes, such as 40",
        JsonType::Object => "write fields in braces: {\"name\": …}",
        JsonType::String => "write text in double quotes: \"…\"",
    };
    match kind {
        TypeKind::Single(one) => write(*one).to_owned(),
        TypeKind::Multiple(many) => {
            let many: Vec<_> =
                many.iter().filter(|one| *one != JsonType::Null).map(write).collect();
            many.join(", or ")
        }
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("{flag}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text \"{}\"", shorten(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Returns the message for a value that is not one of the choices or not in the right form.
fn invalid(text: &str, pointer: &str) -> String {
    if text.is_empty() {
        return format!("{} is empty", name_of(pointer));
    }
    let text = shorten(text);
    let (parent, last) = pointer.rsplit_once('/').unwrap_or_default();
    match last.parse::<usize>() {
        Ok(_) => format!("`{text}` is not valid in {}", name_of(parent)),
        Err(_) => format!("`{text}` is not a valid `{last}`"),
    }
}

/// Returns the name used in messages for a value: its field, an entry of a list, or the file.
fn name_of(pointer: &str) -> String {
    let mut steps = pointer.rsplit('/');
    let (last, before) = (steps.next().unwrap_or_default(), steps.next());
    match (last.parse::<usize>(), before) {
        (_, None) => "the file".to_owned(),
        (Ok(index), Some(list)) => format!("entry {} of `{list}`", index + 1),
        (Err(_), Some(_)) => format!("`{last}`"),
    }
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Returns what the schema of a file says of the value at a pointer, to follow "write".
pub(crate) fn description(schema: &Value, pointer: &str) -> Option<String> {
    let mut node = schema;
    let mut about = None;
    for step in pointer.split('/').skip(1) {
        while let Some(inner) = node.pointer("/allOf/0").or_else(|| referenced(node, schema)) {
            node = inner;
        }
        let field = node.get("properties").and_then(|fields| fields.get(step));
        let inside = ["items", "additionalProperties"].iter().find_map(|keyword| node.get(keyword));
        node = field.or(inside)?;
        about = node.get("description").and_then(Value::as_str).or(about);
    }
    about.map(first_sentence)
}

/// Returns the part of the schema that a node refers to.
fn referenced<'a>(node: &Value, schema: &'a Value) -> Option<&'a Value> {
    schema.pointer(node.get("$ref")?.as_str()?.trim_start_matches('#'))
}

/// Returns the first sentence of a description, for a hint.
fn first_sentence(text: &str) -> String {
    // A sentence starts with a capital letter; what follows an abbreviation usually does not.
    let ends = |(at, _): &(usize, &str)| text[at + 2..].starts_with(char::is_uppercase);
    let end = text.match_indices(". ").find(ends).map_or(text.len(), |(at, _)| at);
    let sentence = text[..end].trim_end_matches('.');
    let mut chars = sentence.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect::<String>().replace('\n', " ")
}
