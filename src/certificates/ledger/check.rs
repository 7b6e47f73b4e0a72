//! Checking the ledger: that the file is undamaged and that its records are consistent.

use rusqlite::Row;
use serde::Serialize;

use super::Ledger;
use super::query::rows;
use crate::content::certificate_number;
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

/// Queries whose every row is a problem: a certificate's number or a series, with what is wrong.
const RULES: [(&str, &str); 6] = [
    (
        "SELECT number FROM certificates LEFT JOIN revisions ON certificate = id GROUP BY id
        HAVING count(revision) = 0 OR max(revision) <> count(revision)",
        "a revision is missing",
    ),
    (
        "SELECT number FROM certificates c WHERE 1 <>
            (SELECT count(*) FROM events WHERE certificate = c.id AND act = 'issued')",
        "the record does not have exactly one `issued` event",
    ),
    (
        "SELECT number FROM certificates c JOIN revisions r ON r.certificate = c.id
        WHERE r.revision > 1 AND NOT EXISTS (SELECT 1 FROM events e
            WHERE e.certificate = c.id AND e.revision = r.revision AND act = 'corrected')",
        "a revision has no event that says when and why it was created",
    ),
    (
        "SELECT number FROM certificates c WHERE NOT EXISTS (SELECT 1 FROM keys k
            WHERE k.certificate = c.id AND k.session = c.session AND k.kind = c.kind)",
        "the certificate belongs to no person",
    ),
    (
        "SELECT prefix || iif(year > 0, ' ' || year, '')
        FROM series s LEFT JOIN certificates c ON c.series = s.id GROUP BY s.id
        HAVING last <> count(c.id) OR last <> ifnull(max(c.sequence), 0)",
        "the running numbers have a gap",
    ),
    (
        "SELECT number FROM certificates c JOIN series s ON s.id = c.series
        WHERE substr(number, 1, 1 + length(prefix)) <> prefix || '-'",
        "the number does not belong to its series",
    ),
];

/// The maximum number of problems to report.
const MOST: usize = 100;

impl Ledger {
    /// Checks the file page by page (`PRAGMA integrity_check`), the references between its tables,
    /// and that numbers, revisions, events and counters agree.
    pub fn check(&self) -> Result<Integrity, Error> {
        let mut problems =
            self.query_problems("PRAGMA integrity_check", |line| format!("the file: {line}"));
        problems.retain(|problem| problem != "the file: ok");
        problems.extend(self.query_problems("PRAGMA foreign_key_check", |table| {
            format!("a row of `{table}` refers to a row that does not exist")
        }));
        for (query, fault) in RULES {
            problems.extend(self.query_problems(query, |subject| format!("{subject}: {fault}")));
        }
        problems.extend(self.misnumbered());
        if self.all().is_err() {
            problems.push("a certificate has a value that Peerpress does not write".to_owned());
        }
        problems.dedup();
        problems.truncate(MOST);
        let query = "SELECT (SELECT count(*) FROM certificates), (SELECT count(*) FROM events)";
        let counts = self.db.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let (certificates, events) = counts.map_err(|error| self.describe(&error))?;
        Ok(Integrity { sound: problems.is_empty(), certificates, events, problems })
    }

    /// Returns the problems that a query finds. In a damaged file, a query that fails is a problem
    /// too.
    fn query_problems(&self, query: &str, describe: impl Fn(&str) -> String) -> Vec<String> {
        rows(&self.db, query, [], |row| Ok(describe(&row.get::<_, String>(0)?)))
            .unwrap_or_else(|error| vec![format!("the file: {error}")])
    }

    /// Returns the problems with check digits and running numbers.
    fn misnumbered(&self) -> Vec<String> {
        let query = "SELECT number, sequence FROM certificates";
        let read = |row: &Row<'_>| Ok((row.get("number")?, row.get("sequence")?));
        let mut numbers: Vec<(String, i64)> = rows(&self.db, query, [], read).unwrap_or_default();
        numbers.retain(|(number, sequence)| {
            let running = number.rsplit('-').nth(1).and_then(|running| running.parse().ok());
            certificate_number::parse(number).is_err() || running != Some(*sequence)
        });
        let describe = |(number, _)| {
            format!("{number}: the number was changed after the certificate was issued")
        };
        numbers.into_iter().map(describe).collect()
    }
}
