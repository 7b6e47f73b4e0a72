//! `language add` and `language remove`: the languages in `data/program.json`.

pub(super) mod edit;

use std::collections::BTreeMap;
use std::fs;

use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::{CLEAN, FAULTY};
use crate::certificates::ledger::{Ledger, NAME};
use crate::cli::{Common, LanguageAction, NewLanguage, RemovedLanguage};
use crate::content::data_file::DataFile;
use crate::content::language_tag::{self, TagFault};
use crate::content::languages::{self, ProgramLanguage};
use crate::content::locale;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::nearest;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::write::write;
use crate::source::{self, Source};

/// The mark at the start of a file that some editors write.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// `"type": "language"`: a language that was added or removed.
#[derive(Serialize)]
struct LanguageRecord<'a> {
    tag: &'a str,
    /// What happened to it: `added` or `removed`.
    change: &'a str,
    /// The number of its texts.
    texts: usize,
    /// The number of all texts.
    all: usize,
    /// The files that changed.
    files: Vec<&'a str>,
    /// Whether they were written.
    written: bool,
}

/// The data files of a project, and what they say of languages.
struct ProjectLanguages {
    context: Context,
    sources: BTreeMap<String, Source>,
    listed: Vec<ProgramLanguage>,
}

/// Adds or removes a language.
pub(super) fn run(common: &Common, action: &LanguageAction) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let mut report = Report::default();
    let mut sources = BTreeMap::new();
    let files = DataFile::with_facts();
    for path in files.map(|file| file.path()) {
        if !context.project.path(path).exists() {
            continue;
        }
        let reading = source::read_json(&context.project, path);
        report.extend(reading.findings);
        if let Some(source) = reading.source {
            report.add_file(path, source.text.clone());
            sources.insert(path.to_owned(), source);
        }
    }
    let listed = sources.get(DataFile::Program.path()).and_then(listed);
    let Some(listed) = listed.filter(|_| !report.has_errors()) else {
        context.print_report(&report)?;
        let hint = "run `peerpress check`, and correct `languages` in `data/program.json`";
        return match report.has_errors() {
            true => Ok(FAULTY),
            false => Err(Error::usage("the languages of the program cannot be read").hint(hint)),
        };
    };
    let languages = ProjectLanguages { context, sources, listed };
    match action {
        LanguageAction::Add(order) => languages.add(order),
        LanguageAction::Remove(order) => languages.remove(order, report),
    }
}

/// The languages in `data/program.json`; `None` if they are not valid.
fn listed(program: &Source) -> Option<Vec<ProgramLanguage>> {
    let list = program.value.get("languages")?.as_array().filter(|list| !list.is_empty())?;
    list.iter().map(|entry| serde_json::from_value(entry.clone()).ok()).collect()
}

/// What to do with a language that was added as a draft, line by line. The commands end with `at`,
/// the option that names the project.
pub(super) fn next_steps(tag: &str, at: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if language_tag::name(tag).is_none() {
        lines.push(format!(
            "next: add \"{tag}\": {{ \"name\": \"…\" }} to `locales` in `data/wording.json`, \
             with the name of the language in that language"
        ));
    }
    let lacking = locale::lacking(tag);
    if !lacking.is_empty() {
        lines.push(format!(
            "next: add `{}` to \"{tag}\" under `locales` in `data/wording.json`; Peerpress does \
             not know them in this language",
            lacking.join("` and `")
        ));
    }
    lines.push(format!(
        "next: peerpress translate export {tag}{at}, or add \"{tag}\": \"…\" to the texts \
         yourself"
    ));
    lines.push(format!("next: peerpress build --lang {tag}{at}"));
    lines.push(format!(
        "when all is translated and checked, write \"{tag}\" in place of its entry in `languages` \
         to publish it"
    ));
    lines
}

impl ProjectLanguages {
    fn program(&self) -> Option<&Source> {
        self.sources.get(DataFile::Program.path())
    }

    fn add(&self, NewLanguage { tag, dry_run }: &NewLanguage) -> Result<u8, Error> {
        if let Some(fault) = TagFault::of(tag) {
            let (message, hint) = fault.explain(tag);
            let listed = self.listed.iter().map(|known| known.tag.as_str());
            return Err(Error::usage(message).hint(match language_tag::meant(tag, listed) {
                Some(known) if fault == TagFault::NotCanonical(known.to_owned()) => {
                    format!("the program already has `{known}`; nothing was changed")
                }
                Some(known) => format!("the program already has `{known}`; {hint}"),
                None => hint,
            }));
        }
        if let Some(known) = self.listed.iter().find(|known| known.tag == *tag) {
            let state = if known.is_published() { "published" } else { "a draft" };
            let message = format!("`{tag}` is already a language of the program: it is {state}");
            return Err(Error::usage(message).hint("nothing was changed"));
        }
        let entry = edit::draft_entry(tag);
        let text = self.program().and_then(|source| edit::with_entry(source, "/languages", &entry));
        let text = text.unwrap_or_default();
        let new: Value = serde_json::from_str(&text).unwrap_or_default();
        if new["languages"].as_array().map(Vec::len) != Some(self.listed.len() + 1) {
            let message = "`data/program.json` cannot be changed";
            return Err(Error::usage(message).hint(format!("add {entry} to `languages`")));
        }
        self.write(&[(DataFile::Program.path(), text)], *dry_run)?;
        let (texts, all) = languages::progress(&self.sources, tag);
        self.print("added", tag, (texts, all), vec![DataFile::Program.path()], !dry_run)?;
        if !self.context.is_json() {
            let name = language_tag::name(tag);
            let named = name.map_or_else(String::new, |name| format!(" ({})", name.english));
            let verb = if *dry_run { "would be" } else { "is now" };
            self.context.say(&format!(
                "`{tag}`{named} {verb} a draft: {texts} of {all} texts are translated"
            ))?;
            next_steps(tag, "").iter().try_for_each(|line| self.context.say(line))?;
        }
        Ok(CLEAN)
    }

    fn remove(&self, order: &RemovedLanguage, mut report: Report) -> Result<u8, Error> {
        let RemovedLanguage { tag, delete_texts, dry_run } = order;
        let index = self.listed.iter().position(|known| known.tag == *tag);
        if index.is_none() && !(*delete_texts && self.has_texts(tag)) {
            return Err(self.unlisted(tag));
        }
        let mut others = self.listed.iter().filter(|known| known.tag != *tag);
        if !others.any(ProgramLanguage::is_published) {
            let message = format!("`{tag}` is the only published language of the program");
            return Err(Error::usage(message).hint("publish another language first"));
        }
        if index == Some(0) {
            let message = format!(
                "`{tag}` is the first language of the program: translations are made from its texts"
            );
            let hint = "put another language first under `languages` in `data/program.json`, and \
                        see that all its texts are there";
            return Err(Error::usage(message).hint(hint));
        }
        report.extend(self.uses(tag)?);
        if report.has_errors() {
            report.sort();
            self.context.print_report(&report)?;
            return Ok(FAULTY);
        }
        let mut changed = Vec::new();
        let (mut texts, mut only) = (0, 0);
        for (path, source) in &self.sources {
            let (mut pointers, kept) = edit::texts_in(source, tag);
            texts += pointers.len() + kept;
            only += kept;
            let locale = format!("/locales/{tag}");
            match delete_texts {
                true if source.value.pointer(&locale).is_some() => pointers.push(locale),
                true => {}
                false => pointers.clear(),
            }
            if let Some(index) = index.filter(|_| path == DataFile::Program.path()) {
                pointers.push(format!("/languages/{index}"));
            }
            if !pointers.is_empty() {
                changed.push((path.as_str(), edit::without(source, &pointers)?));
            }
        }
        self.write(&changed, *dry_run)?;
        let (_, all) = languages::progress(&self.sources, tag);
        let files = changed.iter().map(|(path, _)| *path).collect();
        self.print("removed", tag, (texts, all), files, !dry_run)?;
        if !self.context.is_json() {
            let verb = if *dry_run { "would no longer be" } else { "is no longer" };
            let kept = if *delete_texts { only } else { texts };
            let deleted = count(texts - kept, "text", "texts");
            let kept = count(kept, "text", "texts");
            self.context.say(&format!(
                "`{tag}` {verb} a language of the program: {deleted} deleted, {kept} kept"
            ))?;
            self.context.say("next: peerpress build")?;
        }
        Ok(CLEAN)
    }

    /// Whether the data has texts in a language.
    fn has_texts(&self, tag: &str) -> bool {
        self.sources.values().any(|source| {
            let (pointers, only) = edit::texts_in(source, tag);
            !pointers.is_empty() || only > 0
        })
    }

    /// The error for a language that the program does not have.
    fn unlisted(&self, tag: &str) -> Error {
        let error = Error::usage(format!("`{tag}` is not a language of the program"));
        if self.has_texts(tag) {
            return error.hint(format!(
                "its texts are still in the data; `peerpress language remove {tag} \
                 --delete-texts` deletes them"
            ));
        }
        error.hint(nearest::hint(tag, self.listed.iter().map(|known| known.tag.as_str())))
    }

    /// What still needs a language: pieces and other data that name it, and certificates in it.
    fn uses(&self, tag: &str) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        for source in self.sources.values() {
            for pointer in edit::mentions(source, tag) {
                let owner = pointer.split("/languages/").next().unwrap_or_default();
                let id = source.value.pointer(&format!("{owner}/id")).and_then(Value::as_str);
                let message = format!("`{}` still names the language `{tag}`", id.unwrap_or(owner));
                let finding = Finding::new(Code::UnknownReference, message);
                let hint = "remove it from these `languages` first; nothing was changed";
                findings.push(finding.at(source.place(&pointer)).hint(hint));
            }
        }
        let ledger = self.context.project.path(NAME);
        if ledger.exists() {
            let all = Ledger::open_to_read(&ledger)?.all()?;
            let issued = all.iter().filter(|certificate| certificate.lang == tag).count();
            if issued > 0 {
                let them = count(issued, "certificate was", "certificates were");
                let message = format!("{them} issued in `{tag}`");
                let hint = "keep the language: its texts are needed to print them again; nothing \
                            was changed";
                findings.push(Finding::new(Code::UnknownReference, message).hint(hint));
            }
        }
        Ok(findings)
    }

    /// Writes the new texts of files, with the byte order marks that they have.
    fn write(&self, files: &[(&str, String)], dry_run: bool) -> Result<(), Error> {
        for (path, text) in files.iter().filter(|_| !dry_run) {
            let path = self.context.project.path(path);
            let old = fs::read(&path).unwrap_or_default();
            let mark =
                if old.starts_with(BYTE_ORDER_MARK.as_bytes()) { BYTE_ORDER_MARK } else { "" };
            write(&path, format!("{mark}{text}").as_bytes())?;
        }
        Ok(())
    }

    fn print(
        &self,
        change: &str,
        tag: &str,
        (texts, all): (usize, usize),
        files: Vec<&str>,
        written: bool,
    ) -> Result<(), Error> {
        if !self.context.is_json() {
            return Ok(());
        }
        print_record("language", &LanguageRecord { tag, change, texts, all, files, written })
    }
}
