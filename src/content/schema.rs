//! The JSON Schemas of the data files, and checking a file against its schema.
//!
//! The types are the one truth: schemas come from them, editors complete from the schemas, and every fault of structure is found
//! by the schema, all at once, before the types are filled.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::{TypeKind, ValidationErrorKind as Fault};
use jsonschema::{JsonType, Keyword, ValidationError, Validator};
use serde_json::Value;

use super::data_file::DataFile;
use super::text::{FORMATS, LOCALIZED, has_date_shape, line_fault};
use crate::diagnostic::{Code, Finding};
use crate::nearest;
use crate::source::{Source, escape};

/// A data file's schema, ready to check files and each text against the program's languages.
pub struct Checked {
    schema: Value,
    validator: Validator,
}

/// A data file's schema for a program's languages.
type Prepared = (DataFile, Vec<String>, Arc<Checked>);

/// The schemas that were prepared: `watch` reads the facts after every save, and preparing takes as long as all the rest of reading.
static PREPARED: Mutex<Vec<Prepared>> = Mutex::new(Vec::new());

impl Checked {
    /// A data file's schema; prepared at its first use.
    pub fn of(file: DataFile, languages: &[String]) -> Arc<Self> {
        let mut prepared = PREPARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., known)) =
            prepared.iter().find(|(known, with, _)| *known == file && with == languages)
        {
            return Arc::clone(known);
        }
        let schema = file.schema();
        let checked = match validator(&schema, languages) {
            Ok(validator) => Arc::new(Self { schema, validator }),
            Err(error) => {
                unreachable!("the schema of `{}` comes from our own types: {error}", file.name())
            }
        };
        // Of a program whose languages change, the older ones are not asked for again.
        prepared.retain(|(known, ..)| *known != file);
        prepared.push((file, languages.to_vec(), Arc::clone(&checked)));
        checked
    }

    /// Checks a file. Every fault is told.
    pub fn check(&self, source: &Source) -> Vec<Finding> {
        let errors: Vec<_> = self.validator.iter_errors(&source.value).collect();
        let formats = errors.iter().filter(|e| matches!(e.kind(), Fault::Format { .. }));
        let formats: Vec<_> = formats.map(|e| e.instance_path().as_str().to_owned()).collect();
        let mut findings = Vec::new();
        for error in &errors {
            let repeats_format = matches!(error.kind(), Fault::Pattern { .. })
                && formats.iter().any(|at| at == error.instance_path().as_str());
            if !repeats_format {
                explain(error, source, &self.schema, &mut findings);
            }
        }
        findings
    }
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checked").finish_non_exhaustive()
    }
}

fn validator(
    schema: &Value,
    languages: &[String],
) -> Result<Validator, Box<ValidationError<'static>>> {
    let languages = languages.to_vec();
    let mut options = jsonschema::options().should_validate_formats(true).with_keyword(
        LOCALIZED,
        move |_, _, _| {
            let keyword: Box<dyn for<'i> Keyword<'i>> =
                Box::new(Localized { languages: languages.clone() });
            Ok(keyword)
        },
    );
    for format in FORMATS {
        options = options.with_format(format.name, format.accepts);
    }
    options.build(schema).map_err(Box::new)
}

/// The keyword that marks texts: says which languages a text lacks, has too many of, or repeats.
struct Localized {
    languages: Vec<String>,
}

impl Localized {
    fn faults(&self, instance: &Value) -> Vec<String> {
        if let Value::String(text) = instance {
            return line_fault(text).map(|fault| format!("unfit  {fault}")).into_iter().collect();
        }
        let Value::Object(map) = instance else { return Vec::new() };
        if self.languages.is_empty() {
            // data/program.json could not be read; that is told, and nothing can be said of languages.
            return Vec::new();
        }
        let unknown = map
            .keys()
            .filter(|key| !self.languages.contains(key))
            .map(|key| format!("unknown {key}"));
        let missing = self
            .languages
            .iter()
            .filter(|lang| !map.contains_key(*lang))
            .map(|lang| format!("missing {lang}"));
        let words = |text: &str| {
            text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
        };
        let mut same = Vec::new();
        for (index, first) in self.languages.iter().enumerate() {
            for second in &self.languages[index + 1..] {
                let equal = map.get(first).is_some() && map.get(first) == map.get(second);
                if equal && map[first].as_str().is_some_and(|text| words(text) >= 3) {
                    same.push(format!("same {first} {second}"));
                }
            }
        }
        let unfit = map.iter().filter_map(|(lang, text)| {
            Some(format!("unfit {lang} {}", line_fault(text.as_str()?)?))
        });
        let blanks: Vec<BTreeSet<&str>> = self
            .languages
            .iter()
            .filter_map(|lang| Some(placeholders(map.get(lang)?.as_str()?)))
            .collect();
        let differing =
            blanks.windows(2).any(|pair| pair[0] != pair[1]).then(|| "blanks".to_owned());
        unknown.chain(missing).chain(same).chain(unfit).chain(differing).collect()
    }
}

impl<'i> Keyword<'i> for Localized {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        self.faults(instance)
            .into_iter()
            .next()
            .map_or(Ok(()), |fault| Err(ValidationError::custom(fault)))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.faults(instance).is_empty()
    }

    fn iter_errors(
        &self,
        instance: &'i Value,
    ) -> Box<dyn Iterator<Item = ValidationError<'i>> + 'i> {
        let faults: Vec<ValidationError<'i>> =
            self.faults(instance).into_iter().map(|fault| ValidationError::custom(fault)).collect();
        Box::new(faults.into_iter())
    }
}

/// Turns one fault of structure into findings.
fn explain(
    error: &ValidationError<'_>,
    source: &Source,
    schema: &Value,
    findings: &mut Vec<Finding>,
) {
    let pointer = error.instance_path().as_str();
    let name = named(pointer);
    let place = source.place(pointer);
    let instance = error.instance();
    let parent = schema_parent(schema, error.schema_path().as_str());
    let finding = match error.kind() {
        Fault::AdditionalProperties { unexpected } => {
            let known = parent.and_then(|node| node.get("properties")).and_then(Value::as_object);
            for name in unexpected {
                let known: Vec<&str> = known
                    .map(|map| {
                        map.keys().map(String::as_str).filter(|key| *key != "$schema").collect()
                    })
                    .unwrap_or_default();
                let place = source.key_place(&format!("{pointer}/{}", escape(name)));
                let finding =
                    Finding::new(Code::UnknownField, format!("there is no field `{name}` here"));
                findings.push(finding.at(place).hint(nearest::hint(name, known)));
            }
            return;
        }
        Fault::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let about = parent
                .and_then(|node| node.pointer(&format!("/properties/{}/description", escape(name))))
                .and_then(Value::as_str);
            let hint = about.map_or_else(
                || format!("add \"{name}\": …"),
                |about| format!("add \"{name}\": … ({})", lower_first(about)),
            );
            Finding::new(Code::MissingField, format!("the field `{name}` is missing"))
                .at(start_of(source, pointer))
                .hint(hint)
        }
        Fault::Type { kind } => {
            let message =
                format!("{name} should be {}, not {}", expected_types(kind), described(instance));
            Finding::new(Code::WrongType, message)
                .at(place)
                .hint("`peerpress schema` and your editor's completion show the form")
        }
        Fault::Format { format } => {
            let text = instance.as_str().unwrap_or_default();
            if format == "line" {
                let fault = line_fault(text).unwrap_or_default();
                findings.push(
                    Finding::new(Code::BadValue, format!("{} {fault}", named(pointer)))
                        .at(place)
                        .hint("write it anew, by hand"),
                );
                return;
            }
            let expected = FORMATS
                .iter()
                .find(|known| known.name == format)
                .map(|known| known.expected)
                .unwrap_or_default();
            if format == "date" && has_date_shape(text) {
                let message = format!("`{text}` is no day of the calendar");
                Finding::new(Code::ImpossibleDate, message)
                    .at(place)
                    .hint("look up the month's last day")
            } else {
                Finding::new(Code::BadValue, format!("`{}` does not fit here", shorten(text)))
                    .at(place)
                    .hint(format!("expected {expected}"))
            }
        }
        Fault::Enum { .. } | Fault::OneOfNotValid { .. } | Fault::Constant { .. } => {
            let known = parent.map(choices).unwrap_or_default();
            let text = instance.as_str().map_or_else(|| instance.to_string(), str::to_owned);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Finding::new(
                Code::BadValue,
                format!("`{}` is none of the choices for {name}", shorten(&text)),
            )
            .at(place)
            .hint(nearest::hint(&text, known))
        }
        Fault::Custom { message, .. } => {
            return findings.push(explain_text(message, source, pointer));
        }
        Fault::Pattern { pattern } => {
            let expected = FORMATS
                .iter()
                .find(|known| known.pattern == pattern)
                .map(|known| known.expected)
                .unwrap_or_default();
            let text = shorten(instance.as_str().unwrap_or_default());
            Finding::new(Code::BadValue, format!("`{text}` does not fit here"))
                .at(place)
                .hint(format!("expected {expected}"))
        }
        Fault::UniqueItems => {
            Finding::new(Code::BadValue, format!("{name} has the same entry twice"))
                .at(place)
                .hint("take one of the two away")
        }
        Fault::MinProperties { .. } => Finding::new(Code::BadValue, format!("{name} is empty"))
            .at(place)
            .hint("the starter of `peerpress new` shows what it holds"),
        Fault::MinLength { .. } => Finding::new(Code::BadValue, format!("{name} is empty"))
            .at(place)
            .hint("write the text, or take the field away"),
        Fault::MinItems { limit } => {
            Finding::new(Code::BadValue, format!("{name} has too few entries: at least {limit}"))
                .at(place)
                .hint("add what is missing")
        }
        Fault::MaxItems { limit } => {
            Finding::new(Code::BadValue, format!("{name} has more than {limit} entries"))
                .at(place)
                .hint("take some away")
        }
        Fault::Minimum { limit } => {
            Finding::new(Code::BadValue, format!("{name} is below {limit}"))
                .at(place)
                .hint("is it a slip?")
        }
        Fault::Maximum { limit } => {
            Finding::new(Code::BadValue, format!("{name} is above {limit}"))
                .at(place)
                .hint("is it a slip?")
        }
        _ => Finding::new(Code::BadValue, format!("{name} has not the right form: {error}"))
            .at(place),
    };
    findings.push(finding);
}

/// A fault that the [`Localized`] keyword saw in a text.
fn explain_text(fault: &str, source: &Source, pointer: &str) -> Finding {
    let place = source.place(pointer);
    if let Some(rest) = fault.strip_prefix("unfit ") {
        let (lang, fault) = rest.split_once(' ').unwrap_or_default();
        let place =
            if lang.is_empty() { place } else { source.place(&format!("{pointer}/{lang}")) };
        return Finding::new(Code::BadValue, format!("this text {fault}"))
            .at(place)
            .hint("write it anew, by hand");
    }
    match fault.split(' ').collect::<Vec<_>>()[..] {
        ["blanks"] => {
            let message = "the languages do not have the same {blanks} to fill";
            Finding::new(Code::BadValue, message)
                .at(place)
                .hint("names in { } stay as they are in every language")
        }
        ["missing", lang] => {
            let message = format!("this text is not translated: `{lang}` is missing");
            Finding::new(Code::Untranslated, message)
                .at(place)
                .hint(format!("add \"{lang}\": \"…\""))
        }
        ["same", first, second] => {
            let message = format!("`{first}` and `{second}` say the same, word for word");
            Finding::new(Code::SameText, message)
                .at(place)
                .hint("translate it; a plain string is for what is the same in each language")
        }
        [_, lang] => {
            let message = format!("`{lang}` is not a language of the program");
            let place = source.key_place(&format!("{pointer}/{}", escape(lang)));
            Finding::new(Code::UnknownField, message)
                .at(place)
                .hint("the languages are listed in data/program.json under `languages`")
        }
        _ => unreachable!("`Localized` makes no other fault: {fault}"),
    }
}

/// The schema node that holds the keyword at a schema path.
fn schema_parent<'a>(schema: &'a Value, path: &str) -> Option<&'a Value> {
    schema.pointer(path.rsplit_once('/').map_or("", |(parent, _)| parent))
}

/// The choices of an enumeration, written with or without descriptions.
fn choices(node: &Value) -> Vec<String> {
    let listed = node.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
    let described = node.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let described = described.flat_map(|one| {
        one.get("const")
            .cloned()
            .into_iter()
            .chain(one.get("enum").and_then(Value::as_array).cloned().unwrap_or_default())
    });
    listed
        .into_iter()
        .chain(described)
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// The first character of an object: a whole object as a place would quote a page of it.
fn start_of(source: &Source, pointer: &str) -> crate::diagnostic::Place {
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
        TypeKind::Multiple(many) => many
            .iter()
            .filter(|one| *one != JsonType::Null)
            .map(describe)
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("{flag}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text \"{}\"", shorten(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// What messages call a value: its field, an entry of a list, or the file.
fn named(pointer: &str) -> String {
    let mut steps = pointer.rsplit('/');
    let (last, before) = (steps.next().unwrap_or_default(), steps.next());
    match (last.parse::<usize>(), before) {
        (_, None) => "the file".to_owned(),
        (Ok(index), Some(list)) => format!("entry {} of `{list}`", index + 1),
        (Err(_), Some(_)) => format!("`{last}`"),
    }
}

/// The names in braces that are to be filled.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
