//! Giving a roster its certificates.

use std::collections::HashMap;

use rusqlite::{Transaction, TransactionBehavior};

use super::Ledger;
use super::look::{by_id, by_key};
use super::model::{
    Act, Certificate, Entry, EventKind, Faces, SessionKey, categories_json, folded,
};
use crate::content::certificate_number::NumberFormat;
use crate::content::certification::CertificateKind;
use crate::content::text::line_fault;
use crate::error::Error;

impl Ledger {
    /// Gives each entry its certificate, in the entries' order and in one transaction: those who have one of this session and kind keep it,
    /// revoked or not; the others get the next numbers. The same entries again give the same certificates and no new number.
    ///
    /// Look at [`Ledger::near_matches`] before: whoever is new here by key gets a number, be it a new spelling or not.
    ///
    /// # Errors
    /// If an entry lacks what a certificate must say, two entries are one person, or the ledger cannot be written. No number is given then.
    pub fn issue(
        &mut self,
        session: &SessionKey,
        entries: &[Entry],
        format: &NumberFormat,
        act: &Act,
    ) -> Result<Vec<Certificate>, Error> {
        check_session(session)?;
        entries.iter().enumerate().try_for_each(|(index, entry)| check_entry(index, entry))?;
        let path = self.path.clone();
        let fault = |error: rusqlite::Error| super::store::fault(&path, &error);
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let mut scribe = Scribe { transaction: &transaction, session, format, act, open: None };
        let mut holders: HashMap<i64, usize> = HashMap::new();
        let (mut certificates, mut faces) = (Vec::with_capacity(entries.len()), Faces::default());
        for (index, entry) in entries.iter().enumerate() {
            let id = scribe.give(entry).map_err(fault)?;
            if let Some(first) = holders.insert(id, index) {
                return Err(one_person(first, index));
            }
            certificates.push(faces.shared(by_id(&transaction, id).map_err(fault)?));
        }
        scribe.close().map_err(fault)?;
        transaction.commit().map_err(fault)?;
        Ok(certificates)
    }
}

/// Dates that a kind of certificate must have.
fn check_session(session: &SessionKey) -> Result<(), Error> {
    let validity = (session.valid_from, session.valid_until);
    if session.kind.has_validity() && (validity.0.is_none() || validity.1.is_none()) {
        return Err(Error::usage(format!(
            "a certificate of the kind `{}` says from when and until when it is valid",
            session.kind
        )));
    }
    if let (Some(from), Some(until)) = validity
        && until <= from
    {
        return Err(Error::usage(format!(
            "the certificates would be valid until {until}, from {from}"
        ))
        .hint("put the earlier day first"));
    }
    Ok(())
}

/// The ledger is the last to look: what is recorded here is printed and signed.
fn check_entry(index: usize, entry: &Entry) -> Result<(), Error> {
    let place = format!("entry {} of the roster", index + 1);
    if let Some(fault) = name_fault(&entry.name) {
        return Err(Error::usage(format!("{place}: the name {fault}")));
    }
    if entry.key.is_empty() {
        return Err(Error::usage(format!("{place}: the person has no key")));
    }
    check_hours(entry.hours)
        .and_then(|()| {
            entry.hours_by_category.iter().try_for_each(|one| check_hours(Some(one.hours)))
        })
        .map_err(|fault| Error::usage(format!("{place}: {fault}")))
}

/// No name has more characters; what is longer is no name, whatever a template has room for.
const LONGEST_NAME: usize = 200;

/// What makes a name unfit to be certified.
pub(super) fn name_fault(name: &str) -> Option<String> {
    let too_long = name.chars().count() > LONGEST_NAME;
    line_fault(name)
        .or_else(|| too_long.then(|| format!("has more than {LONGEST_NAME} characters")))
}

/// Hours that a certificate can state.
pub(super) fn check_hours(hours: Option<f64>) -> Result<(), String> {
    match hours {
        Some(hours) if !(hours > 0.0 && hours <= 1000.0) => {
            Err(format!("{hours} hours cannot be certified"))
        }
        _ => Ok(()),
    }
}

fn one_person(first: usize, second: usize) -> Error {
    let message = format!(
        "entries {} and {} of the roster are one person; no number was given",
        first + 1,
        second + 1
    );
    Error::usage(message).hint("take one of the two out of the roster, or give each an `id`")
}

/// Writes new certificates within a transaction.
struct Scribe<'a> {
    transaction: &'a Transaction<'a>,
    session: &'a SessionKey,
    format: &'a NumberFormat,
    act: &'a Act,
    open: Option<Open>,
}

/// Where the next certificate comes: looked up when the first one is new.
struct Open {
    series: i64,
    last: u32,
    position: u32,
}

impl Scribe<'_> {
    /// The row of an entry's certificate: the one it has, or a new one.
    fn give(&mut self, entry: &Entry) -> rusqlite::Result<i64> {
        if let Some(id) =
            by_key(self.transaction, &self.session.session, self.session.kind, &entry.key)?
        {
            return Ok(id);
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.look_up()?,
        };
        open.last += 1;
        open.position += 1;
        let id = self.add(entry, &open)?;
        self.open = Some(open);
        Ok(id)
    }

    fn series_year(&self) -> i16 {
        if self.format.year { self.session.issued.year() } else { 0 }
    }

    fn look_up(&self) -> rusqlite::Result<Open> {
        let series = (&self.format.prefix, self.series_year());
        self.transaction.execute(
            "INSERT INTO series (prefix, year) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            series,
        )?;
        let (series, last) = self.transaction.query_row(
            "SELECT id, last FROM series WHERE prefix = ?1 AND year = ?2",
            series,
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let session = (&self.session.session, self.session.kind.name());
        let position =
            "SELECT ifnull(max(position), 0) FROM certificates WHERE session = ?1 AND kind = ?2";
        Ok(Open {
            series,
            last,
            position: self.transaction.query_row(position, session, |row| row.get(0))?,
        })
    }

    fn add(&self, entry: &Entry, open: &Open) -> rusqlite::Result<i64> {
        let (session, kind) = (&self.session.session, self.session.kind.name());
        let number = self.format.number(self.session.issued.year(), open.last.into());
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let mut certificate = self.transaction.prepare_cached(
            "INSERT INTO certificates (number, series, sequence, session, kind, position, training, issued, valid_from, valid_until, lang, email) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        let (from, until) = (day(self.session.valid_from), day(self.session.valid_until));
        let head = (number, open.series, open.last, session, kind, open.position);
        let tail = (
            &self.session.training,
            self.session.issued.to_string(),
            from,
            until,
            &entry.lang,
            &entry.email,
        );
        let id = certificate.insert((
            head.0, head.1, head.2, head.3, head.4, head.5, tail.0, tail.1, tail.2, tail.3, tail.4,
            tail.5,
        ))?;
        let face = Face {
            name: &entry.name,
            hours: entry.hours,
            categories: &entry.hours_by_category,
            details: &entry.details,
        };
        add_revision(self.transaction, id, 1, &face)?;
        add_key(self.transaction, session, self.session.kind, &entry.key, id)?;
        add_event(self.transaction, id, 1, EventKind::Issued, self.act)?;
        Ok(id)
    }

    /// Notes the last number given.
    fn close(self) -> rusqlite::Result<()> {
        let Some(open) = self.open else { return Ok(()) };
        self.transaction
            .execute("UPDATE series SET last = ?2 WHERE id = ?1", (open.series, open.last))
            .map(|_| ())
    }
}

/// What a revision says.
pub(super) struct Face<'a> {
    pub(super) name: &'a str,
    pub(super) hours: Option<f64>,
    pub(super) categories: &'a [super::CategoryHours],
    pub(super) details: &'a serde_json::Value,
}

pub(super) fn add_revision(
    transaction: &Transaction<'_>,
    id: i64,
    revision: u32,
    face: &Face<'_>,
) -> rusqlite::Result<()> {
    let categories =
        (!face.categories.is_empty()).then(|| categories_json(face.categories).to_string());
    let mut insert = transaction
        .prepare_cached("INSERT INTO revisions (certificate, revision, name, hours, hours_by_category, details, folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    insert
        .execute((
            id,
            revision,
            face.name,
            face.hours,
            categories,
            face.details.to_string(),
            folded(face.name),
        ))
        .map(|_| ())
}

pub(super) fn add_key(
    transaction: &Transaction<'_>,
    session: &str,
    kind: CertificateKind,
    key: &str,
    id: i64,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO keys (session, kind, key, certificate) VALUES (?1, ?2, ?3, ?4)",
    )?;
    insert.execute((session, kind.name(), key, id)).map(|_| ())
}

pub(super) fn add_event(
    transaction: &Transaction<'_>,
    id: i64,
    revision: u32,
    kind: EventKind,
    act: &Act,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached("INSERT INTO events (certificate, revision, act, at, by, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    insert
        .execute((id, revision, kind.name(), act.at.to_string(), &act.by, &act.reason))
        .map(|_| ())
}
