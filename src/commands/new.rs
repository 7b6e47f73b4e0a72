//! `new`: a project with the facts of an example, in the languages of the program.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::language::{edit, next_steps};
use super::{CLEAN, say};
use crate::cli::{Common, Format, NewProject};
use crate::content::data_file::DataFile;
use crate::content::language_tag::{self, TagFault};
use crate::content::languages;
use crate::content::text::line_fault;
use crate::error::Error;
use crate::output::json::print_record;
use crate::output::starter::{self, Example};
use crate::shell;
use crate::source::Source;
use crate::translation;

/// The maximum number of characters of a program's name. No piece has room for a longer one.
const MAX_NAME: usize = 120;

/// `"type": "project"`: a project that `new` created.
#[derive(Serialize)]
struct ProjectRecord<'a> {
    dir: String,
    files: usize,
    example: Example,
    /// The languages that pieces are made in.
    languages: Vec<&'a str>,
    /// The languages that are not translated yet.
    drafts: Vec<&'a str>,
}

/// Creates a project.
pub(super) fn run(common: &Common, order: &NewProject) -> Result<u8, Error> {
    let dir = order.dir.display().to_string();
    if let Some(fault) = line_fault(&dir) {
        return Err(Error::usage(format!("the name of the folder {fault}"))
            .hint("name the folder with letters, digits, and hyphens"));
    }
    if let Some(name) = &order.program {
        require_name(name)?;
    }
    let languages = ProgramLanguages::of(order)?;
    starter::require_empty(&order.dir)?;
    let mut files = starter::files(order.example);
    let sources = adapt(&mut files, order, &languages)?;
    starter::write_all(&order.dir, &files)?;
    if common.format == Format::Json {
        let record = ProjectRecord {
            dir,
            files: files.len(),
            example: order.example,
            languages: languages.published(),
            drafts: languages.drafts(),
        };
        print_record("project", &record)?;
    } else if !common.quiet {
        print(&order.dir, files.len(), &languages, &sources)?;
    }
    Ok(CLEAN)
}

fn require_name(name: &str) -> Result<(), Error> {
    let length = name.chars().count();
    let (fault, hint) = match line_fault(name) {
        Some(fault) => (fault, "write the name as readers know it, on one line"),
        None if length > MAX_NAME => (
            format!("has {length} characters, and no piece has room for more than {MAX_NAME}"),
            "write a shorter name; texts of the pieces can have the long one",
        ),
        None => return Ok(()),
    };
    Err(Error::usage(format!("the name of the program {fault}")).hint(hint))
}

/// The languages of the program, and those of the example that it does not have.
struct ProgramLanguages {
    /// Each with whether it is a draft, because the example has no texts in it.
    listed: Vec<(String, bool)>,
    removed: Vec<&'static str>,
    /// Whether the example's first language was added, to translate from.
    is_source_added: bool,
}

impl ProgramLanguages {
    fn of(order: &NewProject) -> Result<Self, Error> {
        let known = starter::LANGUAGES;
        let mut listed: Vec<(String, bool)> = Vec::new();
        for tag in order.languages.iter().map(|tag| tag.trim()) {
            if let Some(fault) = TagFault::of(tag) {
                let (message, hint) = fault.explain(tag);
                return Err(Error::usage(message).hint(hint));
            }
            if listed.iter().any(|(other, _)| other == tag) {
                return Err(Error::usage(format!("`--lang` names `{tag}` twice"))
                    .hint("name each language once"));
            }
            listed.push((tag.to_owned(), !known.contains(&tag)));
        }
        if order.languages.is_empty() {
            listed = order.example.languages().iter().map(|tag| ((*tag).into(), false)).collect();
        }
        // Pieces and translations need a language that has texts.
        let is_source_added = listed.iter().all(|(_, is_draft)| *is_draft);
        if is_source_added {
            listed.push((known[0].to_owned(), false));
        }
        let is_listed = |tag: &&str| listed.iter().any(|(other, _)| other == tag);
        let removed = known.iter().copied().filter(|tag| !is_listed(tag)).collect();
        Ok(Self { listed, removed, is_source_added })
    }

    fn published(&self) -> Vec<&str> {
        self.listed.iter().filter(|(_, is_draft)| !is_draft).map(|(tag, _)| tag.as_str()).collect()
    }

    fn drafts(&self) -> Vec<&str> {
        self.listed.iter().filter(|(_, is_draft)| *is_draft).map(|(tag, _)| tag.as_str()).collect()
    }

    /// The list as it is in `data/program.json`.
    fn to_json(&self) -> String {
        let entries = self.listed.iter().map(|(tag, is_draft)| match is_draft {
            true => edit::draft_entry(tag),
            false => json!(tag).to_string(),
        });
        format!("[{}]", entries.collect::<Vec<_>>().join(", "))
    }
}

/// Puts the name and the languages of the program into the data of the example. Returns the data
/// files as they are then.
///
/// # Errors
/// If a file of the example cannot be changed, which is a bug.
fn adapt(
    files: &mut BTreeMap<String, Cow<'static, [u8]>>,
    order: &NewProject,
    languages: &ProgramLanguages,
) -> Result<BTreeMap<String, Source>, Error> {
    let mut sources = BTreeMap::new();
    for path in DataFile::ALL.iter().map(|file| file.path()) {
        let Some(bytes) = files.get_mut(path) else { continue };
        let mut source = Source::of_text(path, &String::from_utf8_lossy(bytes));
        let mut removed: Vec<String> = Vec::new();
        for tag in &languages.removed {
            removed.extend(edit::texts_in(&source, tag).0);
            let locale = format!("/locales/{tag}");
            removed.extend(source.value.pointer(&locale).map(|_| locale));
        }
        source = Source::of_text(path, &edit::without(&source, &removed)?);
        if path == DataFile::Program.path() {
            let list = edit::with_value(&source, "/languages", &languages.to_json());
            source = Source::of_text(path, &list);
            if let Some(name) = &order.program {
                let named =
                    edit::with_value(&source, "/name", &Value::from(name.trim()).to_string());
                source = Source::of_text(path, &named);
            }
        }
        *bytes = Cow::Owned(source.text.clone().into_bytes());
        sources.insert(path.to_owned(), source);
    }
    // Reviews of translations are about a language that they were translated from.
    if languages.published() != order.example.languages() {
        files.insert(translation::PATH.to_owned(), Cow::Borrowed(starter::NO_REVIEWS));
    }
    Ok(sources)
}

fn print(
    dir: &Path,
    files: usize,
    languages: &ProgramLanguages,
    sources: &BTreeMap<String, Source>,
) -> Result<(), Error> {
    let at = format!(" -C {}", shell::quoted(&dir.display().to_string()));
    say(&format!("{files} files in {}", dir.display()))?;
    for tag in languages.drafts() {
        let (texts, all) = languages::progress(sources, tag);
        let name = language_tag::name(tag);
        let named = name.map_or_else(String::new, |name| format!(" ({})", name.english));
        say(&format!("`{tag}`{named} is a draft: {texts} of {all} texts are translated"))?;
        next_steps(tag, &at).iter().try_for_each(|line| say(line))?;
    }
    if languages.is_source_added {
        let source = languages.published().join("");
        say(&format!(
            "the texts to translate from are in `{source}`; when your languages are published, \
             `peerpress language remove {source} --delete-texts{at}` removes them"
        ))?;
    }
    say(&format!("next: peerpress build{at}"))?;
    say(&format!("next: peerpress todo{at}"))
}
