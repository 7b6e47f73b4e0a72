//! Checking the ledger: that the file is undamaged and that its records are consistent.

use rusqlite::Row;

use super::Ledger;
use crate::content::certificate_number;
use crate::error::Error;

/// What a check of the ledger found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrity {
    /// The number of certificates.
    pub certificates: u64,
    /// The number of events.
    pub events: u64,
    /// What is wrong; empty if the ledger is sound.
    pub problems: Vec<String>,
}

/// Queries whose every row is a problem: a certificate's number or a series, with what is wrong.
const RULES: [(&str, &str); 6] = [
    (
        "SELECT c.number FROM certificates c LEFT JOIN revisions r ON r.certificate = c.id
        GROUP BY c.id
        HAVING count(r.revision) = 0 OR max(r.revision) <> count(r.revision)",
        "a revision is missing",
    ),
    (
        "SELECT c.number FROM certificates c
        LEFT JOIN events e ON e.certificate = c.id AND e.act = 'issued'
        GROUP BY c.id HAVING count(e.id) <> 1",
        "the record does not have exactly one `issued` event",
    ),
    (
        "SELECT c.number FROM certificates c JOIN revisions r ON r.certificate = c.id
        WHERE r.revision > 1 AND NOT EXISTS (
            SELECT 1 FROM events e
            WHERE e.certificate = c.id AND e.revision = r.revision AND e.act = 'corrected'
        )",
        "a revision has no event that says when and why it was made",
    ),
    (
        "SELECT c.number FROM certificates c WHERE NOT EXISTS (
            SELECT 1 FROM keys k
            WHERE k.certificate = c.id AND k.session = c.session AND k.kind = c.kind
        )",
        "the certificate belongs to no person",
    ),
    (
        "SELECT s.prefix || iif(s.year > 0, ' ' || s.year, '')
        FROM series s LEFT JOIN certificates c ON c.series = s.id
        GROUP BY s.id
        HAVING s.last <> count(c.id) OR s.last <> ifnull(max(c.sequence), 0)",
        "the running numbers have a gap",
    ),
    (
        "SELECT c.number FROM certificates c JOIN series s ON s.id = c.series
        WHERE substr(c.number, 1, 1 + length(s.prefix)) <> s.prefix || '-'",
        "the number does not belong to its series",
    ),
];

/// The most problems that are reported.
const MOST: usize = 100;

impl Ledger {
    /// Checks the file page by page (`PRAGMA integrity_check`), the references between its tables,
    /// and that numbers, revisions, events and counters agree.
    ///
    /// # Errors
    /// If the ledger cannot be read at all.
    pub fn check(&self) -> Result<Integrity, Error> {
        let mut problems: Vec<String> = self
            .query_problems("PRAGMA integrity_check", |line| format!("the file: {line}"))
            .into_iter()
            .filter(|problem| problem != "the file: ok")
            .collect();
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
        let (certificates, events) = (self.count("certificates")?, self.count("events")?);
        Ok(Integrity { certificates, events, problems })
    }

    /// Returns the problems that a query finds. In a damaged file, a query that fails is a problem
    /// too.
    fn query_problems(&self, query: &str, describe: impl Fn(&str) -> String) -> Vec<String> {
        self.query_rows(query, |row| Ok(describe(&row.get::<_, String>(0)?)))
            .unwrap_or_else(|error| vec![format!("the file: {error}")])
    }

    /// Returns the problems with check digits and running numbers.
    fn misnumbered(&self) -> Vec<String> {
        let numbers = self.query_rows("SELECT number, sequence FROM certificates", |row| {
            Ok((row.get::<_, String>("number")?, row.get::<_, i64>("sequence")?))
        });
        numbers
            .unwrap_or_default()
            .into_iter()
            .filter(|(number, sequence)| {
                let running = number.rsplit('-').nth(1).and_then(|running| running.parse().ok());
                certificate_number::parse(number).is_err() || running != Some(*sequence)
            })
            .map(|(number, _)| format!("{number}: the number was changed after it was given"))
            .collect()
    }

    fn query_rows<T>(
        &self,
        query: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.db.prepare(query)?.query_map([], read)?.collect()
    }

    fn count(&self, table: &str) -> Result<u64, Error> {
        self.db
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
            .map_err(|error| self.describe(&error))
    }
}
