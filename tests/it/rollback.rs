//! A ledger that went back consistently, as an older copy of the file is, or as someone who knows
//! SQLite can make it. What is newer than the ledger gives it away.

use std::fs;

use rusqlite::Connection;

use crate::project::{Project, Run, copy};
use crate::publish::{ANN, BO, SESSION, office, run};

/// The ledger and the status list after each act of a year.
struct Year {
    project: Project,
    states: Vec<(&'static str, Vec<u8>, Vec<u8>)>,
}

impl Year {
    fn new() -> Self {
        let project = office();
        project.write("cy.csv", "Name,E-mail,Hours\nCy Poe,cy@example.org,8\n");
        let acts: [&[&str]; 6] = [
            &["certificates", "reissue", BO],
            &["certificates", "correct", BO, "--name", "Bo Q. Li"],
            &["certify", "cy.csv", "--session", SESSION],
            &["certificates", "revoke", ANN, "--reason", "a test"],
            &["certificates", "erase-email", BO],
            &["certificates", "correct", BO, "--name", "Robert Li"],
        ];
        let read = |file: &str| fs::read(project.path(file)).unwrap();
        let state = |name| (name, read("ledger.db"), read("verify/status.json"));
        let mut states = vec![state("certify")];
        for act in acts {
            run(&project, act).succeeded();
            states.push(state(act[1]));
        }
        Self { project, states }
    }

    /// Checks a copy of the program whose ledger went back, with what did not go back.
    fn check(&self, at: usize, has_list: bool, has_files: bool, has_seen: bool) -> Run {
        let project = Project::empty();
        copy(self.project.root(), project.root());
        let (_, ledger, list) = &self.states[at];
        project.write("older.db", ledger);
        roll_back(&project);
        if !has_list {
            project.write("verify/status.json", list);
        }
        if !has_files {
            fs::remove_dir_all(project.path("out")).unwrap();
        }
        let mut command = project.command(&["certificates", "check"]);
        if has_seen {
            command.env("PEERPRESS_STATE", self.project.state());
        }
        Run::of(&command.output().unwrap())
    }
}

/// Makes every table of a ledger what it was in `older.db`, by a database program. The triggers and
/// the schema are the same again afterwards.
fn roll_back(project: &Project) {
    let db = Connection::open(project.path("ledger.db")).unwrap();
    let older = project.path("older.db");
    db.execute("ATTACH ?1 AS older", [older.to_str().unwrap()]).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN").unwrap();
    let strings = |query: &str| -> Vec<(String, String)> {
        let mut query = db.prepare(query).unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let triggers = strings("SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'");
    let tables = strings(
        "SELECT name, type FROM main.sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    );
    triggers
        .iter()
        .for_each(|(name, _)| db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    for (table, _) in tables {
        let again = format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM older.{table}"
        );
        db.execute_batch(&again).unwrap();
    }
    triggers.iter().for_each(|(_, statement)| db.execute_batch(statement).unwrap());
    db.execute_batch("COMMIT; DETACH older").unwrap();
    drop(db);
    fs::remove_file(older).unwrap();
}

#[test]
fn what_is_newer_gives_a_ledger_away_that_went_back() {
    let year = Year::new();
    let last = year.states.len() - 1;
    assert_eq!(year.check(last, true, true, true).succeeded().err, "");
    let mut found = Vec::new();
    for at in 0..last {
        let next = &year.states[at + 1];
        let mut expect = |run: Run, what: &str| {
            if run.code != 1 || !run.out.contains("older") {
                found.push(format!("before `{}`, with {what}: {run:?}", next.0));
            }
        };
        expect(year.check(at, false, false, true), "the head that was seen last");
        if year.states[at..].iter().any(|state| state.2 != year.states[at].2) {
            expect(year.check(at, true, false, false), "the latest status list");
        }
        // Files show numbers and revisions. They do not show a revocation, which removes a file.
        if year.states[at + 1..].iter().any(|state| ["cy.csv", "correct"].contains(&state.0)) {
            expect(year.check(at, false, true, false), "the latest files");
        }
        // Nothing is left that is newer: no program on this computer can find that out.
        let undetectable = year.check(at, false, false, false);
        if undetectable.code != 0 {
            found.push(format!("everything went back to before `{}`: {undetectable:?}", next.0));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
