//! What the help of each command ends with: examples, and the exit codes.

use clap::Command;
use clap::builder::StyledStr;
use strum::VariantArray;

use crate::certificates::proof::verify::Verdict;

/// The words of a command, and its examples: what each does, and the arguments.
type Examples = (&'static [&'static str], &'static [(&'static str, &'static str)]);

/// The examples of every command that has no commands of its own.
const EXAMPLES: &[Examples] = &[
    (
        &["new"],
        &[
            ("Create a project with the example of North Dakota", "new my-program"),
            (
                "Create one with placeholders, in English and Spanish, and see what to fill in",
                "new my-program --example none --program \"River Peers\" --lang en,es",
            ),
            ("Create one in French, to be translated", "new my-program --example none --lang fr"),
        ],
    ),
    (
        &["build"],
        &[
            ("Build what changed", "build"),
            (
                "Build the flyers for the office printer, in Spanish",
                "build 'flyer-*' --edition office --lang es",
            ),
            ("Build everything with pictures of each page", "build --force --png 1200"),
        ],
    ),
    (
        &["check"],
        &[
            ("Check everything, as it would be built today", "check --as-of today"),
            ("Check the press files of one piece", "check rack-card-overview --edition press"),
        ],
    ),
    (
        &["todo"],
        &[
            ("See what to fill in next", "todo"),
            ("Print one line for each thing that is left", "todo --format short"),
        ],
    ),
    (
        &["pack"],
        &[
            (
                "Order 500 English and 200 Spanish cards",
                "pack rack-card-overview --quantity en=500,es=200",
            ),
            ("Look at a package with sample values", "pack poster --quantity 10 --draft"),
        ],
    ),
    (&["watch"], &[("Show the flyers while you change them", "watch 'flyer-*'")]),
    (
        &["changes"],
        &[
            ("See what the last build did not have yet", "changes"),
            ("See what changed since a date", "changes --since 2026-11-01"),
        ],
    ),
    (
        &["released"],
        &[
            (
                "Record copies",
                "released rack-card-overview --quantity 200 --where \"library on Main Street\"",
            ),
            (
                "Take the rest back",
                "released rack-card-overview --take-back --where \"library on Main Street\"",
            ),
        ],
    ),
    (
        &["stale"],
        &[
            ("List the copies to replace", "stale"),
            ("Write to the people who ordered them", "stale --notify"),
        ],
    ),
    (
        &["site"],
        &[
            (
                "Write the website that goes to an address",
                "site --base-url https://example.org/peers/",
            ),
            ("Look at it with sample values", "site --draft"),
        ],
    ),
    (
        &["order"],
        &[
            ("See what orders come to", "order orders/*.json --dry-run"),
            (
                "Make the packages, pick lists, and labels of a run",
                "order orders/*.json --name 2026-12-01",
            ),
            ("Record that its copies were sent", "order --sent 2026-12-01"),
        ],
    ),
    (
        &["import", "sessions"],
        &[
            ("See what a spreadsheet would change", "import sessions sessions.xlsx"),
            ("Change the data", "import sessions sessions.xlsx --write"),
        ],
    ),
    (
        &["import", "partners"],
        &[
            ("See what a spreadsheet would change", "import partners counties.csv"),
            ("Change the data", "import partners counties.csv --write"),
        ],
    ),
    (&["language", "add"], &[("Add Somali as a draft", "language add so")]),
    (
        &["language", "remove"],
        &[("See what removing Spanish would change", "language remove es --dry-run")],
    ),
    (
        &["translate", "export"],
        &[
            ("Write a spreadsheet for the translator", "translate export es"),
            ("Write a file for a translation program", "translate export es --format xliff"),
        ],
    ),
    (
        &["translate", "import"],
        &[
            ("See what came back", "translate import es.xlsx"),
            ("Change the data", "translate import es.xlsx --write"),
        ],
    ),
    (
        &["translate", "review"],
        &[("Record a review", "translate review es --piece 'rack-card-*' --by \"Sam Sample\"")],
    ),
    (
        &["migrate"],
        &[("See what would change", "migrate"), ("Change the files", "migrate --write")],
    ),
    (&["job"], &[("See what a template receives", "job flyer-session --subject 2027-02-bismarck")]),
    (
        &["schema"],
        &[
            ("Print the schema of the trainings", "schema trainings"),
            ("Write all schemas, for the editor", "schema --write"),
        ],
    ),
    (&["keys", "new"], &[("Create the first key", "keys new")]),
    (&["keys", "list"], &[("See which keys are on this computer", "keys list")]),
    (&["keys", "export"], &[("Give the public keys away", "keys export keys.json")]),
    (
        &["keys", "revoke"],
        &[("Revoke a stolen key", "keys revoke 0123456789abcdef --stolen-since 2026-11-01")],
    ),
    (
        &["verify"],
        &[
            ("Check a file", "verify NDPS-2026-0001.pdf"),
            ("Check the text of a code that was scanned", "verify code.txt"),
            ("Check a certificate of another program", "verify other.pdf --keys their-keys.json"),
        ],
    ),
    (&["explain"], &[("Explain a code in a message", "explain overset")]),
    (
        &["completions"],
        &[
            ("Complete in bash: add the line to ~/.bashrc", "completions bash"),
            ("Complete in PowerShell: add the text to $PROFILE", "completions powershell"),
        ],
    ),
    (&["man-pages"], &[("Write the pages to a folder that man reads", "man-pages man1")]),
    (
        &["certify"],
        &[
            (
                "See what would be issued",
                "certify roster.csv --session 2026-10-grand-forks --dry-run",
            ),
            ("Issue the certificates", "certify roster.csv --session 2026-10-grand-forks"),
            (
                "Issue to those who attended",
                "certify roster.csv --session 2026-10-grand-forks --only \"Status=Attended\"",
            ),
            ("Create the files again", "certify --session 2026-10-grand-forks"),
        ],
    ),
    (
        &["name-badges"],
        &[("Print badges and sheets", "name-badges list.csv --session 2027-02-bismarck")],
    ),
    (
        &["certificates", "list"],
        &[("List those of a session", "certificates list --session 2026-10-grand-forks")],
    ),
    (
        &["certificates", "show"],
        &[("Show one with its history", "certificates show NDPS-2026-0001")],
    ),
    (
        &["certificates", "correct"],
        &[
            (
                "Correct a name",
                "certificates correct NDPS-2026-0001 --name \"Ana Bell\" --reason \"misspelled\"",
            ),
            (
                "Correct the dates of a session that was moved",
                "certificates correct --session 2026-10-grand-forks --from-data --reason \"rain\"",
            ),
        ],
    ),
    (
        &["certificates", "reissue"],
        &[("Create a lost file again", "certificates reissue NDPS-2026-0001")],
    ),
    (
        &["certificates", "revoke"],
        &[(
            "Revoke one",
            "certificates revoke NDPS-2026-0001 --reason \"issued to the wrong person\"",
        )],
    ),
    (
        &["certificates", "erase-email"],
        &[(
            "Erase an address",
            "certificates erase-email NDPS-2026-0001 --reason \"asked for it\"",
        )],
    ),
    (
        &["certificates", "transcript"],
        &[("Add up a person's hours", "certificates transcript --person dana@example.org")],
    ),
    (
        &["certificates", "open-badge"],
        &[("Export a session's badges", "certificates open-badge --session 2026-10-grand-forks")],
    ),
    (
        &["certificates", "due"],
        &[("List who must renew in 90 days", "certificates due --within 90d")],
    ),
    (
        &["certificates", "mail"],
        &[
            ("Write drafts", "certificates mail --session 2026-10-grand-forks"),
            ("Send them", "certificates mail --session 2026-10-grand-forks --send"),
        ],
    ),
    (
        &["certificates", "export"],
        &[("Export a spreadsheet", "certificates export certificates.csv")],
    ),
    (&["certificates", "accept-ledger"], &[("See what was lost", "certificates accept-ledger")]),
    (&["certificates", "check"], &[("Check the ledger", "certificates check")]),
    (
        &["certificates", "backup"],
        &[("Back up to another drive", "certificates backup /media/usb/peerpress.backup")],
    ),
    (
        &["certificates", "restore"],
        &[("Restore on a new computer", "certificates restore peerpress.backup")],
    ),
];

/// The exit codes of most commands.
const EXIT_CODES: [(u8, &str); 3] = [
    (0, "done; there may be warnings"),
    (1, "there are errors: what they concern was not made"),
    (2, "the command could not run"),
];

/// The exit codes of `todo`.
const TODO_CODES: [(u8, &str); 3] = [
    (0, "nothing is left to fill in"),
    (1, "something is left, or the data has errors"),
    (2, "the command could not run"),
];

/// Adds the examples of every command, and the exit codes.
pub(super) fn with_examples(command: Command) -> Command {
    let command = EXAMPLES.iter().fold(command, |command, (path, examples)| {
        add(command, path, &section("Examples", &list(examples)))
    });
    let codes = format!(
        "{}\n  `verify` has codes of its own: `peerpress verify --help`",
        list_of_codes(&EXIT_CODES)
    );
    let command = add(command, &[], &section("Exit codes", &codes));
    let command = add(command, &["todo"], &section("Exit codes", &list_of_codes(&TODO_CODES)));
    add(command, &["verify"], &section("Exit codes", &verdicts()))
}

/// Adds text to the end of the help of the command with these words.
fn add(command: Command, path: &[&str], text: &str) -> Command {
    match path {
        [] => {
            let before = command.get_after_help().map(StyledStr::to_string);
            let text =
                before.map_or_else(|| text.to_owned(), |before| format!("{before}\n\n{text}"));
            command.after_help(StyledStr::from(text))
        }
        [first, rest @ ..] => command.mut_subcommand(first, |command| add(command, rest, text)),
    }
}

fn section(title: &str, lines: &str) -> String {
    format!("\u{1b}[1m\u{1b}[4m{title}:\u{1b}[0m\n{lines}")
}

fn list(examples: &[(&str, &str)]) -> String {
    let lines = examples.iter().map(|(what, line)| format!("  {what}:\n    peerpress {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The exit codes of `verify` with the verdicts.
fn verdicts() -> String {
    let mut verdicts = Verdict::VARIANTS.to_vec();
    verdicts.sort_by_key(|verdict| verdict.code());
    let lines = verdicts.iter().map(|verdict| exit_code(verdict.code(), verdict.name()));
    let mut lines: Vec<String> = lines.collect();
    lines.insert(1, exit_code(2, "the command could not run"));
    lines.join("\n")
}

fn list_of_codes(codes: &[(u8, &str)]) -> String {
    let lines = codes.iter().map(|(code, meaning)| exit_code(*code, meaning));
    lines.collect::<Vec<_>>().join("\n")
}

fn exit_code(code: u8, meaning: &str) -> String {
    format!("  {code:<3} {meaning}")
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::cli::Cli;

    /// Returns the words of every command that has no commands of its own.
    fn leaves(command: &Command, path: &[String]) -> Vec<Vec<String>> {
        if !command.has_subcommands() {
            return vec![path.to_vec()];
        }
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        below
            .flat_map(|below| leaves(below, &[path, &[below.get_name().to_owned()]].concat()))
            .collect()
    }

    #[test]
    fn every_command_has_examples_that_parse() {
        for path in leaves(&Cli::command(), &[]) {
            let known = EXAMPLES.iter().find(|(words, _)| *words == path);
            let (_, examples) = known.unwrap_or_else(|| panic!("no example of {path:?}"));
            for (_, line) in *examples {
                let words = shlex::split(&format!("peerpress {line}")).unwrap();
                assert!(words[1..].starts_with(&path), "{line}");
                Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
            }
        }
    }
}
