//! Checking the ledger on demand: the file, and that what it says holds together.

use rusqlite::Row;

use super::Ledger;
use super::model::Integrity;
use crate::content::certificate_number;
use crate::error::Error;

/// What must not be found, each with what to say of it; a number or a name of a series is filled in.
const RULES: [(&str, &str); 6] = [
    (
        "SELECT c.number FROM certificates c LEFT JOIN revisions r ON r.certificate = c.id GROUP BY c.id \
         HAVING count(r.revision) = 0 OR max(r.revision) <> count(r.revision)",
        "a revision is missing",
    ),
    (
        "SELECT c.number FROM certificates c LEFT JOIN events e ON e.certificate = c.id AND e.act = 'issued' GROUP BY c.id HAVING count(e.id) <> 1",
        "it was not issued just once",
    ),
    (
        "SELECT c.number FROM certificates c JOIN revisions r ON r.certificate = c.id WHERE r.revision > 1 AND NOT EXISTS \
         (SELECT 1 FROM events e WHERE e.certificate = c.id AND e.revision = r.revision AND e.act = 'corrected')",
        "a revision has no event that says when and why",
    ),
    (
        "SELECT c.number FROM certificates c WHERE NOT EXISTS (SELECT 1 FROM keys k WHERE k.certificate = c.id AND k.session = c.session AND k.kind = c.kind)",
        "no person of its session has it",
    ),
    (
        "SELECT s.prefix || iif(s.year > 0, ' ' || s.year, '') FROM series s LEFT JOIN certificates c ON c.series = s.id GROUP BY s.id \
         HAVING s.last <> count(c.id) OR s.last <> ifnull(max(c.sequence), 0)",
        "the running numbers have a gap",
    ),
    (
        "SELECT number FROM certificates WHERE substr(number, 1, 1 + length((SELECT prefix FROM series s WHERE s.id = series))) <> \
      (SELECT prefix FROM series s WHERE s.id = series) || '-'",
        "the number is not of its series",
    ),
];

/// No more problems than these are told.
const MOST: usize = 100;

impl Ledger {
    /// Checks the file page by page (`PRAGMA integrity_check`), the references between its tables, and that numbers, revisions, events and
    /// counters hold together.
    ///
    /// # Errors
    /// If the ledger cannot be read at all.
    pub fn check(&self) -> Result<Integrity, Error> {
        let mut integrity = Integrity::default();
        let file = self.ask("PRAGMA integrity_check", |row| row.get::<_, String>(0));
        integrity.problems.extend(
            told(file)
                .into_iter()
                .filter(|line| line != "ok")
                .map(|line| format!("the file: {line}")),
        );
        let references = self.ask("PRAGMA foreign_key_check", |row| {
            Ok(format!("a row of `{}` refers to nothing", row.get::<_, String>(0)?))
        });
        integrity.problems.extend(told(references));
        for (query, fault) in RULES {
            let rows = self.ask(query, |row| Ok(format!("{}: {fault}", row.get::<_, String>(0)?)));
            integrity.problems.extend(told(rows));
        }
        integrity.problems.extend(self.misnumbered());
        integrity.problems.extend(
            self.all()
                .err()
                .map(|_| "a certificate is not in the form that Peerpress writes".to_owned()),
        );
        integrity.problems.dedup();
        integrity.problems.truncate(MOST);
        integrity.certificates = self.count("certificates")?;
        integrity.events = self.count("events")?;
        Ok(integrity)
    }

    /// Numbers whose check digit or running number is not what it should be.
    fn misnumbered(&self) -> Vec<String> {
        let numbers = self.ask("SELECT number, sequence FROM certificates", |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        });
        let wrong = |(number, sequence): &(String, i64)| {
            let running = number.rsplit('-').nth(1).and_then(|running| running.parse().ok());
            certificate_number::parse(number).is_err() || running != Some(*sequence)
        };
        let Ok(numbers) = numbers else { return Vec::new() };
        numbers
            .iter()
            .filter(|row| wrong(row))
            .map(|(number, _)| format!("{number}: the number is not as it was given"))
            .collect()
    }

    fn ask<T>(
        &self,
        query: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.db.prepare(query)?.query_map([], read)?.collect()
    }

    fn count(&self, table: &str) -> Result<u64, Error> {
        let count: i64 = self
            .db
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .map_err(|error| self.fault(&error))?;
        Ok(count.unsigned_abs())
    }
}

/// The answers, or that the question could not be answered: in a damaged file that is a finding, too.
fn told(answers: rusqlite::Result<Vec<String>>) -> Vec<String> {
    answers.unwrap_or_else(|error| vec![format!("the file: {error}")])
}
