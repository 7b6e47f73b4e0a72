//! The data of a project: the phrases and fields that the templates of this version need.

use serde_json::{Map, Value, json};

use super::Migration;
use super::edits::Edits;
use super::templates::Templates;
use crate::content::data_file::DataFile;
use crate::content::locale::usual_fields;
use crate::content::plural;
use crate::output::starter;
use crate::project::Project;
use crate::source::{self, Source, escape};

/// The patterns of dates and lists that this version changed, as the earlier version wrote them, by
/// their pointers in `data/wording.json`. They must match that version to the letter.
const BEFORE: [(&str, &str); 5] = [
    ("/locales/en/range_in_year", "{month} {day} – {month2} {day2}, {year}"),
    ("/locales/en/range", "{month} {day}, {year} – {month2} {day2}, {year2}"),
    ("/locales/en/range_short", "{month_short} {day} – {month_short2} {day2}"),
    ("/locales/en/times", "{start} to {end}"),
    ("/locales/en/list_last", "{a} and {b}"),
];

/// The files that migration reads, with the phrases of the starter.
pub(super) struct Data {
    program: Source,
    wording: Source,
    pieces: Source,
    trainings: Option<Source>,
    brand: Option<Source>,
    /// `data/wording.json` of the starter.
    starter: Value,
}

impl Data {
    /// Reads the data. `None` if a file is not JSON.
    pub(super) fn read(project: &Project) -> Option<Self> {
        let read = |file: DataFile| source::read_json(project, file.path()).source;
        Some(Self {
            program: read(DataFile::Program)?,
            wording: read(DataFile::Wording)?,
            pieces: read(DataFile::Pieces)?,
            trainings: read(DataFile::Trainings),
            brand: read(DataFile::Brand),
            starter: serde_json::from_slice(starter::file(DataFile::Wording.path())?).ok()?,
        })
    }

    /// The languages of the program.
    fn languages(&self) -> Vec<String> {
        let list = self.program.value.get("languages").and_then(Value::as_array);
        let tag = |entry: &Value| Some(entry.as_str().or(entry.get("tag")?.as_str())?.to_owned());
        let plain = |entry: &Value| entry.as_str().map(str::to_owned).or_else(|| tag(entry));
        list.into_iter().flatten().filter_map(plain).collect()
    }

    /// The languages of the program in which the starter has no phrases.
    pub(super) fn languages_without_words(&self) -> Vec<String> {
        let has = |lang: &String| self.starter.pointer(&format!("/words/ticket/{lang}")).is_some();
        self.languages().into_iter().filter(|lang| !has(lang)).collect()
    }

    /// Adds the new contents of the data files.
    pub(super) fn migrate(&self, migration: &mut Migration) {
        self.migrate_wording(migration);
        self.migrate_pieces(migration);
        self.migrate_brand(migration);
    }

    fn migrate_wording(&self, migration: &mut Migration) {
        let mut edits = Edits::new(&self.wording);
        let mut changes = Vec::new();
        for (pointer, before) in BEFORE {
            let (Some(now), Some(after)) =
                (self.wording.value.pointer(pointer), self.starter.pointer(pointer))
            else {
                continue;
            };
            if now == before && now != after {
                edits.replace(pointer, after);
                changes.push(format!("`{}` is now {after}", pointer[1..].replace('/', ".")));
            }
        }
        let counted = self.counted_words(|_| true);
        self.rename_counted(&counted, &mut edits, &mut changes);
        let languages = self.languages();
        let mut added = self.missing("/words", |phrase| in_languages(phrase, &languages));
        added.retain(|(name, _)| !counted.iter().any(|(_, renamed)| renamed == name));
        self.add_phrases(&added, &mut edits, &mut changes);
        for lang in &languages {
            let locale = format!("/locales/{}", escape(lang));
            for (name, pattern) in self.missing(&locale, Value::clone) {
                edits.add(&locale, None, &name, &pattern);
                changes.push(format!("`locales.{lang}.{name}` is new"));
            }
        }
        finish(edits, &self.wording, changes, migration);
    }

    /// The phrases of counted words for all numbers except one, such as `hours-many`, with their
    /// names of today. In languages with a form `many` of their own, the names are right already.
    fn counted_words(&self, may_rename: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let words = self.wording.value.get("words").and_then(Value::as_object);
        let Some(words) = words else { return Vec::new() };
        let is_phrase = |name: &str| words.contains_key(name);
        let has_many = |lang: &String| plural::needed_forms(lang).contains("many");
        let renamed = |(name, phrase): (&String, &Value)| {
            let (word, form) = plural::counted(name, is_phrase)?;
            let other = format!("{word}-other");
            let is_of_two_forms = match phrase {
                Value::Object(texts) => !texts.keys().any(has_many),
                _ => !self.languages().iter().any(has_many),
            };
            let is_old = form == "many" && is_of_two_forms && !is_phrase(&other);
            (is_old && may_rename(name)).then(|| (name.clone(), other))
        };
        words.iter().filter_map(renamed).collect()
    }

    fn rename_counted(
        &self,
        counted: &[(String, String)],
        edits: &mut Edits<'_>,
        changes: &mut Vec<String>,
    ) {
        for (before, after) in counted {
            edits.rename(&format!("/words/{}", escape(before)), after);
            changes.push(format!("`{before}` is now `{after}`, with the same texts"));
        }
    }

    /// Renames the phrases of counted words that no template asks for by their old names, which
    /// templates of the version before do, and adds the phrases that templates ask for.
    pub(super) fn migrate_phrases(&self, templates: &Templates, migration: &mut Migration) {
        let mut edits = Edits::new(&self.wording);
        let mut changes = Vec::new();
        let counted = self.counted_words(|name| !templates.ask_for(name));
        self.rename_counted(&counted, &mut edits, &mut changes);
        let asked = templates.phrases();
        let languages = self.languages();
        let mut added = self.missing("/words", |phrase| in_languages(phrase, &languages));
        added.retain(|(name, phrase)| {
            let is_renamed = counted.iter().any(|(_, renamed)| renamed == name);
            asked.contains(name.as_str()) && !is_renamed && *phrase != json!({})
        });
        self.add_phrases(&added, &mut edits, &mut changes);
        finish(edits, &self.wording, changes, migration);
        let missing = self.missing("/words", Value::clone);
        let is_asked = missing.iter().any(|(name, _)| asked.contains(name.as_str()));
        let untranslated = self.languages_without_words();
        if is_asked && !untranslated.is_empty() {
            migration.looks.push(format!(
                "the starter has no phrases in `{}`, and `peerpress site` and `peerpress order` \
                 need new ones: translate those that `data/wording.json` of a new project has and \
                 yours not",
                untranslated.join("`, `")
            ));
        }
    }

    fn add_phrases(
        &self,
        added: &[(String, Value)],
        edits: &mut Edits<'_>,
        changes: &mut Vec<String>,
    ) {
        for (name, phrase) in added {
            edits.add("/words", None, name, phrase);
        }
        if let Some((first, _)) = added.first() {
            changes.push(format!("{} new phrases, from `{first}` on", added.len()));
        }
    }

    /// The fields of an object in the starter's wording that the project's does not have. A project
    /// without the object gets none.
    fn missing(&self, object: &str, form: impl Fn(&Value) -> Value) -> Vec<(String, Value)> {
        let own = self.wording.value.pointer(object).and_then(Value::as_object);
        let all = self.starter.pointer(object).and_then(Value::as_object);
        let (Some(own), Some(all)) = (own, all) else { return Vec::new() };
        let missing = all.iter().filter(|(name, _)| !own.contains_key(*name));
        missing.map(|(name, value)| (name.clone(), form(value))).collect()
    }

    /// Names the training of pieces that were about the first one.
    fn migrate_pieces(&self, migration: &mut Migration) {
        let first = self.trainings.as_ref().and_then(|it| it.value.pointer("/trainings/0/id"));
        let Some(first) = first else { return };
        let mut edits = Edits::new(&self.pieces);
        let mut changes = Vec::new();
        let pieces = self.pieces.value.get("pieces").and_then(Value::as_array);
        for (index, piece) in pieces.into_iter().flatten().enumerate() {
            let template = piece.get("template").and_then(Value::as_str).unwrap_or_default();
            if piece.get("training").is_none() && is_about_a_training(template) {
                let at = format!("/pieces/{index}");
                edits.add(&at, Some("template"), "training", first);
                let id = piece.get("id").unwrap_or(&Value::Null);
                changes.push(format!("the piece {id} is about the training {first}, as before"));
            }
        }
        finish(edits, &self.pieces, changes, migration);
    }

    /// Gives the file of the logo, which once was the only one, the name of its version.
    pub(super) fn migrate_brand(&self, migration: &mut Migration) {
        let Some(brand) = &self.brand else { return };
        let has = |field: &str| brand.value.pointer(&format!("/logo/{field}")).is_some();
        if !has("file") || has("one_color") {
            return;
        }
        let mut edits = Edits::new(brand);
        edits.rename("/logo/file", "one_color");
        let change = "`file` of the logo is now `one_color`; `wide` and `square` can be in color";
        finish(edits, brand, vec![change.to_owned()], migration);
    }

    /// Adds what a person should look at.
    pub(super) fn look(&self, looks: &mut Vec<String>) {
        let program = &self.program.value;
        let trainings = self.trainings.as_ref().map(|source| &source.value);
        let sessions = trainings.and_then(|it| it.get("sessions")?.as_array());
        let mut sessions = sessions.into_iter().flatten();
        let is_online = sessions
            .any(|session| session["format"] == "online" && session.get("time_zone").is_none());
        if program.get("time_zone").is_none() && is_online {
            looks.push(
                "online sessions have no time zone: add `\"time_zone\": \"America/New_York\"` to \
                 `data/program.json`, with your zone, or two in a list"
                    .to_owned(),
            );
        }
        let contacts = program.get("contacts").and_then(Value::as_array);
        let has_crisis = contacts.into_iter().flatten().any(|contact| {
            let roles = contact.get("roles").and_then(Value::as_array);
            roles.is_some_and(|roles| roles.iter().any(|role| role == "crisis"))
        });
        if !has_crisis {
            looks.push(
                "pieces for the public can print a crisis line: add a contact with the role \
                 `crisis` to `contacts` in `data/program.json`, such as the 988 Suicide & Crisis \
                 Lifeline; `docs/facts.md` of a new project shows how"
                    .to_owned(),
            );
        }
        looks.push(
            "sessions can be full, have a waitlist, or be postponed or cancelled: say so with \
             `status` in `data/trainings.json`"
                .to_owned(),
        );
        let region = program.get("region").and_then(Value::as_str).unwrap_or_default();
        for lang in self.languages() {
            let own = self.wording.value.pointer(&format!("/locales/{}", escape(&lang)));
            let usual = own.map(|own| usual_fields(&lang, region, own)).unwrap_or_default();
            if !usual.is_empty() {
                looks.push(format!(
                    "Peerpress knows how `{lang}` writes dates. You can remove from \
                     `locales.{lang}` in `data/wording.json` what it writes in the same way: `{}`",
                    usual.join("`, `")
                ));
            }
        }
        looks.push(
            "run `peerpress changes` to see each page before and after; dates and times are \
             written as people write them, such as `8:30 a.m.–5:30 p.m.`"
                .to_owned(),
        );
    }
}

/// A phrase with its texts in some languages.
fn in_languages(phrase: &Value, languages: &[String]) -> Value {
    let Value::Object(texts) = phrase else { return phrase.clone() };
    let texts = texts.iter().filter(|(lang, _)| languages.contains(lang));
    texts.map(|(lang, text)| (lang.clone(), text.clone())).collect::<Map<_, _>>().into()
}

/// Adds the new text of a file, and says what changes.
fn finish(edits: Edits<'_>, source: &Source, changes: Vec<String>, migration: &mut Migration) {
    if edits.is_empty() {
        return;
    }
    migration.data.insert(source.path.clone(), edits.text().into_bytes());
    migration.changes.extend(changes.into_iter().map(|what| (source.path.clone(), what)));
}

/// Whether a template of the starter draws one training that the piece names.
fn is_about_a_training(template: &str) -> bool {
    let file = starter::file(&format!("templates/{template}/template.json"));
    let spec = file.and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    spec.is_some_and(|spec| {
        let needs = spec.get("needs").and_then(Value::as_array);
        let needs_one = needs.is_some_and(|needs| needs.iter().any(|need| need == "training"));
        needs_one && spec.get("over").is_none()
    })
}
