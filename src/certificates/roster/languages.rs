//! The language of each person's certificate, by a column that may also hold something else, such
//! as the working languages of interpreters.

use super::headers::plain;
use super::mapping::Field;
use super::names::excerpt;
use super::rules::Rules;
use super::{Person, Roster, finding};
use crate::content::language_tag;
use crate::diagnostic::{Code, Finding, Place};
use crate::shell::in_quotes;

/// The number of values that a message quotes.
const MAX_QUOTED: usize = 6;

impl Roster {
    /// Reports a column for languages in which several people have something else than a language
    /// of the program. What the column means is asked once.
    pub(super) fn other_languages(&self, rules: &Rules<'_>) -> Option<Finding> {
        let is_other = |person: &&Person| {
            person.lang.as_deref().is_some_and(|lang| rules.language_tag(lang).is_none())
        };
        let others: Vec<&Person> = self.people.iter().filter(is_other).collect();
        let [first, _, ..] = others[..] else { return None };
        let list = self.list(first.list);
        let header = list.mapping.header_of(&Field::Lang)?;
        let mut values: Vec<(&str, usize)> = Vec::new();
        for lang in others.iter().filter_map(|person| person.lang.as_deref()) {
            match values.iter().position(|(known, _)| *known == lang) {
                Some(at) => values[at].1 += 1,
                None if values.len() <= MAX_QUOTED => values.push((lang, 1)),
                None => {}
            }
        }
        let quote = |(lang, count): &(&str, usize)| format!("`{}` ({count})", excerpt(lang));
        let mut quoted: Vec<String> = values.iter().take(MAX_QUOTED).map(quote).collect();
        if values.len() > MAX_QUOTED {
            quoted.push("and others".to_owned());
        }
        let message = format!(
            "`{}` has values that are not languages of the program: {}",
            excerpt(&header),
            quoted.join(", ")
        );
        let hint = format!(
            "if the column is not about the language of the certificate, add `--unused {}`; if it \
             is, {}",
            in_quotes(&header),
            rules.write_a_language()
        );
        Some(finding(Code::RosterLanguage, message, hint).at(Place::file(&list.file)))
    }
}

impl Rules<'_> {
    /// Returns the code of the language of the program that a value means.
    fn language_tag(&self, lang: &str) -> Option<&str> {
        let lang = without_region(lang);
        let wanted = plain(lang);
        let is_named =
            |(_, names): &&(String, Vec<String>)| names.iter().any(|name| plain(name) == wanted);
        let named = self.languages.iter().find(is_named).map(|(tag, _)| tag.as_str());
        let tags = self.languages.iter().map(|(tag, _)| tag.as_str());
        named.or_else(|| language_tag::meant(lang.trim(), tags))
    }

    fn write_a_language(&self) -> String {
        let codes: Vec<String> =
            self.languages.iter().map(|(code, _)| format!("`{code}`")).collect();
        format!("write one of {}, or leave the cell empty", codes.join(", "))
    }

    /// Replaces the language in the roster with its code. `header` is that of the column.
    pub(super) fn check_language(&self, person: &mut Person, header: &str) -> Option<Finding> {
        let lang = person.lang.as_deref()?;
        if let Some(tag) = self.language_tag(lang) {
            person.lang = Some(tag.to_owned());
            return None;
        }
        let message = format!("`{}` is not a language of the program", excerpt(lang));
        let hint = format!(
            "{}; if the column is not about the language of the certificate, add `--unused {}`",
            self.write_a_language(),
            in_quotes(header)
        );
        Some(finding(Code::RosterLanguage, message, hint))
    }
}

/// Returns a language without a region in brackets, as forms write it: `English (United States)`.
fn without_region(lang: &str) -> &str {
    let Some((name, inside)) = lang.trim().split_once(" (") else { return lang };
    let Some(region) = inside.strip_suffix(')') else { return lang };
    let is_sign = |word: &str| matches!(word, "asl" | "sign" | "signed" | "interpreter");
    let is_region = region.chars().all(|c| c.is_alphabetic() || " ,.-".contains(c))
        && !plain(region).split(' ').any(is_sign);
    if is_region { name } else { lang }
}
