//! Checks a data file against its JSON Schema.
//!
//! The Rust types are the single source: the schemas are generated from them, editors complete from
//! the schemas, and all errors of structure are found before the types are filled.

pub(super) mod explain;
mod localized;

use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind as Fault;
use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::Value;

use super::data_file::DataFile;
use super::languages::Languages;
use super::text::{FORMATS, LOCALIZED};
use crate::diagnostic::Finding;
use crate::source::Source;
use localized::Localized;

/// The schema of a data file, ready to check files and their translations in the program's
/// languages.
pub(super) struct SchemaChecker {
    schema: Value,
    languages: Languages,
    validator: Validator,
}

/// The schemas that are ready. `watch` reads the facts after every save, and to prepare the schemas
/// takes as long as everything else together.
static PREPARED: Mutex<Vec<(DataFile, Arc<SchemaChecker>)>> = Mutex::new(Vec::new());

impl SchemaChecker {
    /// The checker of a data file, prepared on first use.
    pub(super) fn of(file: DataFile, languages: &Languages) -> Arc<Self> {
        let mut prepared = PREPARED.lock().unwrap_or_else(PoisonError::into_inner);
        let known = prepared.iter().find(|(known, _)| *known == file).map(|(_, checker)| checker);
        if let Some(known) = known.filter(|known| known.languages == *languages) {
            return Arc::clone(known);
        }
        let schema = file.schema();
        let checker = match validator(without_patterns(schema.clone()), languages) {
            Ok(validator) => Arc::new(Self { schema, languages: languages.clone(), validator }),
            Err(error) => {
                unreachable!("the schema of `{}` comes from our own types: {error}", file.name())
            }
        };
        // A project has one set of languages at a time.
        prepared.retain(|(known, _)| *known != file);
        prepared.push((file, Arc::clone(&checker)));
        checker
    }

    /// All errors of a file.
    pub(super) fn check(&self, source: &Source) -> Vec<Finding> {
        let errors: Vec<_> = self.validator.iter_errors(&source.value).collect();
        let is_translated = |pointer: &str| {
            let text = pointer.rsplit_once('/').map_or("", |(text, _)| text);
            errors
                .iter()
                .filter(|error| matches!(error.kind(), Fault::Custom { .. }))
                .any(|error| [pointer, text].contains(&error.instance_path().as_str()))
        };
        let mut findings = Vec::new();
        for error in &errors {
            let pointer = error.instance_path().as_str();
            // The keyword for translations reports an empty text, too.
            let is_draft =
                || self.languages.is_unchecked(pointer.rsplit('/').next().unwrap_or_default());
            if matches!(error.kind(), Fault::MinLength { .. })
                && (is_translated(pointer) || is_draft())
            {
                continue;
            }
            if matches!(error.kind(), Fault::Custom { .. }) {
                let text = error.instance();
                let languages = self.languages.at(source, pointer);
                findings.extend(localized::findings(text, &languages, source, pointer));
            } else {
                explain::explain(error, source, &self.schema, &mut findings);
            }
        }
        findings
    }
}

/// Removes the pattern of each format, which is for editors: the format refuses what the pattern
/// does, and to compile the patterns takes as long as to check all data.
fn without_patterns(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            if map.get("format").is_some_and(Value::is_string) {
                map.shift_remove("pattern");
            }
            map.values_mut().for_each(|value| *value = without_patterns(value.take()));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|value| *value = without_patterns(value.take()));
        }
        _ => {}
    }
    schema
}

fn validator(
    schema: Value,
    languages: &Languages,
) -> Result<Validator, Box<ValidationError<'static>>> {
    let languages = languages.clone();
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
    options.build(&schema).map_err(Box::new)
}
