//! The facts of the website in one language: the same JSON that templates of documents get, for all
//! of the program.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::build::{PlanContext, frame};
use super::facts::Facts;
use super::{MissingText, locale};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::need::Fields;
use crate::content::program::{CRISIS_ROLE, MAIN_ROLE};
use crate::content::template::Template;

/// What the pages in one language say.
#[derive(Debug)]
pub(crate) struct SiteFacts {
    /// What `templates/site/template.json` asks for, in the shape of `/job.json`.
    pub(crate) data: Value,
    /// What the language does not have.
    pub(crate) untranslated: Vec<MissingText>,
}

/// Returns what the website says in a language. Sessions from `as_of` on are to come.
pub(crate) fn site_facts(
    content: &Content,
    template: &Template,
    lang: &str,
    as_of: Date,
) -> SiteFacts {
    let context = PlanContext { as_of, ..PlanContext::new(content) };
    let mut facts = Facts::new(&context, lang);
    facts.contact_roles = contact_roles(content);
    let mut json = frame(&mut facts, template, Edition::Screen, json!({}));
    for need in &template.needs {
        let fields = Fields::declared(&template.fields, *need);
        facts.add(&mut json, *need, &fields, None, None);
    }
    let words = &content.wording.words;
    let absent = template.words.iter().filter(|name| !words.contains_key(*name));
    facts.untranslated.extend(absent.map(|name| MissingText::Phrase(name.clone())));
    let untranslated = facts.untranslated.into_iter().collect();
    SiteFacts { data: Value::Object(json), untranslated }
}

/// The roles of all contacts: the main one first, crisis lines last.
fn contact_roles(content: &Content) -> Vec<&str> {
    let mut roles = vec![MAIN_ROLE];
    let all = content.program.contacts.iter().flat_map(|contact| &contact.roles);
    for role in all.map(|role| role.as_str()).filter(|role| *role != CRISIS_ROLE) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles.push(CRISIS_ROLE);
    roles
}

/// A number with at most one decimal, as a language writes it.
pub(crate) fn written_number(content: &Content, lang: &str, number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    let locale = content.wording.locales.get(lang);
    locale.map_or_else(|| rounded.to_string(), |locale| locale::number(locale, rounded))
}
