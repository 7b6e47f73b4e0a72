//! Checking the ledger: that the file is undamaged, that the events are a chain, and that every
//! other table is what the events make of it.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use super::Ledger;
use super::compare::Comparison;
use super::content::EventContent;
use super::hash::sha256;
use super::migrate::create_tables;
use super::projection::{Plain, project};
use super::query::rows;
use super::record::{head, insert_material, ledger_id};
use crate::error::Error;

/// What a check of the ledger found.
#[derive(Debug, Serialize)]
pub struct Integrity {
    /// Whether nothing is wrong.
    pub sound: bool,
    /// The number of certificates.
    pub certificates: u32,
    /// The number of events.
    pub events: u32,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// How many events to check whenever the ledger is opened for writing.
const TAIL: u32 = 32;

/// The maximum number of problems to report.
pub(super) const MOST: usize = 100;

impl Ledger {
    /// Checks the file page by page (`PRAGMA integrity_check`) and the references between its
    /// tables, follows the chain of events, makes every table again from the events, and compares
    /// every row, column, trigger and index.
    pub fn check(&self) -> Result<Integrity, Error> {
        let mut problems =
            self.query_problems("PRAGMA integrity_check", |line| format!("the file: {line}"));
        problems.retain(|problem| problem != "the file: ok");
        problems.extend(self.query_problems("PRAGMA foreign_key_check", |table| {
            format!("a row of `{table}` refers to a row that does not exist")
        }));
        match self.compare_with_events() {
            Ok(found) => problems.extend(found),
            Err(error) => problems.push(format!("the file: {error}")),
        }
        problems.dedup();
        problems.truncate(MOST);
        let query = "SELECT (SELECT count(*) FROM certificates), (SELECT count(*) FROM events)";
        let counts = self.db.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let (certificates, events) = counts.map_err(|error| self.describe(&error))?;
        Ok(Integrity { sound: problems.is_empty(), certificates, events, problems })
    }

    /// Whether the last events follow each other.
    pub(super) fn has_sound_end(&self) -> rusqlite::Result<bool> {
        let last = head(&self.db)?.count;
        let first = last.saturating_sub(TAIL) + 1;
        let before = "SELECT hash FROM events WHERE id = ?1";
        let before = self.db.query_row(before, [first - 1], |row| row.get(0)).optional()?;
        let mut previous = match before {
            Some(hash) => hash,
            None if first == 1 => ledger_id(&self.db)?,
            None => return Ok(false),
        };
        let mut query =
            self.db.prepare("SELECT id, content, hash FROM events WHERE id >= ?1 ORDER BY id")?;
        let mut rows = query.query([first])?;
        for position in first..=last {
            let Some(row) = rows.next()? else { return Ok(false) };
            let Ok((_, hash)) = read_event(row, position, &previous) else { return Ok(false) };
            previous = hash;
        }
        Ok(true)
    }

    /// Returns the problems that a query finds. In a damaged file, a query that fails is a problem
    /// too.
    fn query_problems(&self, query: &str, describe: impl Fn(&str) -> String) -> Vec<String> {
        rows(&self.db, query, [], |row| Ok(describe(&row.get::<_, String>(0)?)))
            .unwrap_or_else(|error| vec![format!("the file: {error}")])
    }

    /// Makes the tables again in memory and returns how they differ from the file.
    fn compare_with_events(&self) -> rusqlite::Result<Vec<String>> {
        let again = Connection::open_in_memory()?;
        create_tables(&again)?;
        let ledger = ledger_id(&self.db)?;
        let comparison = Comparison { file: &self.db, again: &again, ledger: &ledger };
        let mut problems = comparison.schema()?;
        again.execute_batch("BEGIN")?;
        problems.extend(replay(&self.db, &again)?);
        // If an event is wrong, what was made from it is too.
        if problems.is_empty() {
            problems.extend(comparison.tables()?);
        }
        Ok(problems)
    }
}

/// Follows the chain and makes the tables again. Returns what is wrong with the events.
fn replay(file: &Connection, again: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut previous = ledger_id(file)?;
    again.execute("INSERT INTO ledger (id) VALUES (?1)", [&previous])?;
    let mut events = file.prepare("SELECT id, content, hash FROM events ORDER BY id")?;
    let mut rows = events.query([])?;
    let mut position = 0;
    while let Some(row) = rows.next()? {
        position += 1;
        match read_event(row, position, &previous) {
            Ok((event, hash)) => {
                previous = hash;
                if let Err(error) = make_again(again, &event) {
                    let fault = format!("event {position} contradicts the earlier ones: {error}");
                    problems.push(fault);
                }
            }
            Err(fault) => problems.push(fault),
        }
        if problems.len() >= MOST {
            break;
        }
    }
    Ok(problems)
}

/// Returns an event and its hash, or why it is not the next one of the chain.
fn read_event(
    row: &Row<'_>,
    position: u32,
    previous: &str,
) -> Result<(EventContent, String), String> {
    let database = |error: rusqlite::Error| format!("event {position} cannot be read: {error}");
    let id: u32 = row.get("id").map_err(database)?;
    let (text, hash): (String, String) =
        row.get("content").and_then(|text| Ok((text, row.get("hash")?))).map_err(database)?;
    if id != position {
        return Err(format!("event {position} is missing"));
    }
    if sha256(&text) != hash {
        return Err(format!("event {position} was changed after it was recorded"));
    }
    let event: EventContent = serde_json::from_str(&text)
        .map_err(|error| format!("event {position} is not an event of Peerpress: {error}"))?;
    if event.event != position || event.previous != previous {
        return Err(format!("event {position} does not follow the event before it"));
    }
    Ok((event, hash))
}

fn make_again(again: &Connection, event: &EventContent) -> rusqlite::Result<()> {
    for hash in &event.materials {
        insert_material(again, hash, hash.as_bytes())?;
    }
    project(again, event, &Plain::hashes(&event.act))?;
    Ok(())
}
