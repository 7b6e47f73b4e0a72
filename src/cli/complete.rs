//! Completion of a half-written command line: the IDs of the project for the arguments that name
//! them.

use std::env;
use std::path::PathBuf;

use clap::Command;
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCandidates;
use serde_json::Value;

use crate::content::language_names::{LANGUAGE_NAMES, LanguageName};
use crate::diagnostic::Code;
use crate::project::Project;
use crate::source::read_json;

/// What completes an argument: the entries at a place of a data file.
struct Entries {
    /// The IDs of the arguments.
    arguments: &'static [&'static str],
    file: &'static str,
    /// The JSON pointer of the list.
    list: &'static str,
}

const ENTRIES: [Entries; 6] = [
    Entries { arguments: &["piece", "pieces"], file: "data/pieces.json", list: "/pieces" },
    Entries { arguments: &["lang", "tag"], file: "data/program.json", list: "/languages" },
    Entries { arguments: &["vendor"], file: "data/vendors.json", list: "/vendors" },
    Entries { arguments: &["session", "subject"], file: "data/trainings.json", list: "/sessions" },
    Entries { arguments: &["partner"], file: "data/partners.json", list: "/partners" },
    Entries { arguments: &["credential"], file: "data/certification.json", list: "/credentials" },
];

/// The argument of `explain`.
const FINDING_CODE: &str = "code";

/// The languages of a new project.
const NEW_LANGUAGES: &str = "program_languages";

/// Adds what completes the arguments of a command and of those below it.
pub(super) fn with_candidates(mut command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().into()).collect();
    for name in names {
        command = command.mut_subcommand(name, with_candidates);
    }
    command.mut_args(|argument| {
        let id = argument.get_id().as_str();
        if id == FINDING_CODE {
            return argument.add(ArgValueCandidates::new(finding_codes));
        }
        if id == NEW_LANGUAGES {
            return argument.add(ArgValueCandidates::new(languages));
        }
        match ENTRIES.iter().find(|entries| entries.arguments.contains(&id)) {
            Some(entries) => argument.add(ArgValueCandidates::new(|| entries.candidates())),
            None => argument,
        }
    })
}

impl Entries {
    /// Reads the IDs from the project. Without one, or if the file is broken, there are none.
    fn candidates(&self) -> Vec<CompletionCandidate> {
        let Ok(project) = Project::open(&project_folder()) else { return Vec::new() };
        let Some(source) = read_json(&project, self.file).source else { return Vec::new() };
        let list = source.value.pointer(self.list).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(candidate).collect()
    }
}

/// Returns the ID of an entry, with its title as an explanation. An entry may be an ID alone.
fn candidate(entry: &Value) -> Option<CompletionCandidate> {
    let field = |name: &str| entry.get(name)?.as_str();
    let id = entry.as_str().or_else(|| field("id")).or_else(|| field("tag"))?;
    let title = ["title", "name", "city"].iter().find_map(|field| first_text(entry.get(field)?));
    Some(CompletionCandidate::new(id).help(title.map(|title| title.to_owned().into())))
}

/// Returns a text, or its first language.
fn first_text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.as_object()?.values().next()?.as_str())
}

fn finding_codes() -> Vec<CompletionCandidate> {
    Code::ALL.iter().map(|code| CompletionCandidate::new(code.name())).collect()
}

/// Every language that has a name.
fn languages() -> Vec<CompletionCandidate> {
    let named = |language: &LanguageName| {
        CompletionCandidate::new(language.tag).help(Some(language.english.into()))
    };
    LANGUAGE_NAMES.iter().map(named).collect()
}

/// The project of the half-written command line, which follows `--` in the arguments of this
/// process.
fn project_folder() -> PathBuf {
    let mut words = env::args().skip_while(|word| word != "--").skip(1);
    while let Some(word) = words.next() {
        if word == "-C" || word == "--project" {
            return words.next().unwrap_or_default().into();
        }
        if let Some(folder) = word.strip_prefix("--project=").or_else(|| word.strip_prefix("-C")) {
            return folder.into();
        }
    }
    PathBuf::from(".")
}
