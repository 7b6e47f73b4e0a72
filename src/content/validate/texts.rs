//! Rules for the words of the data. Each rule is a file with one code and one hint, in
//! [`TEXT_RULES`].

use serde_json::Value;

use super::{all_capitals, hidden_character, unwritten, walk};
use crate::content::Partial;
use crate::diagnostic::{Finding, Report};

/// A piece of text in the data.
pub(super) struct TextContext<'a> {
    pub(super) text: &'a str,
    /// The name of its field.
    pub(super) field: &'a str,
    /// Whether it is the same in all languages of the program, as names are.
    pub(super) is_shared: bool,
}

const TEXT_RULES: &[fn(&TextContext) -> Option<Finding>] =
    &[all_capitals::check, hidden_character::check, unwritten::check];

/// Applies every rule to every text.
pub(super) fn check(partial: &Partial, report: &mut Report) {
    let Some(program) = &partial.program else { return };
    let is_language = |name: &str| program.languages.iter().any(|language| language.tag == name);
    for source in partial.sources.values() {
        walk(&source.value, &mut String::new(), &mut |pointer, value| {
            let Value::String(text) = value else { return };
            let mut names = pointer.rsplit('/');
            let name = names.next().unwrap_or_default();
            let is_shared = program.languages.len() > 1 && !is_language(name);
            let field = if is_language(name) { names.next().unwrap_or_default() } else { name };
            let context = TextContext { text, field, is_shared };
            let findings = TEXT_RULES.iter().filter_map(|rule| rule(&context));
            report.extend(findings.map(|finding| finding.at(source.place(pointer))));
        });
    }
}
