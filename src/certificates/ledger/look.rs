//! Looking things up in the ledger.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, Type, ValueRef};
use rusqlite::{Connection, Params, Row};
use serde_json::Value;

use super::model::{
    Act, CategoryHours, Certificate, Event, EventKind, Faces, Revision, Revocation, SessionKey,
    folded, person_key,
};
use super::{Entry, Ledger};
use crate::content::certificate_number::{self, NumberFault};
use crate::content::certification::CertificateKind;
use crate::error::Error;

/// Certificates in their latest revision; a condition follows.
const LATEST: &str = "SELECT c.number, r.revision, c.position, c.kind, c.session, c.training, r.name, c.email, r.hours, r.hours_by_category, \
    c.issued, c.valid_from, c.valid_until, c.lang, r.details, v.at, v.reason, c.id FROM certificates c \
    JOIN revisions r ON r.certificate = c.id AND r.revision = (SELECT max(revision) FROM revisions WHERE certificate = c.id) \
    LEFT JOIN events v ON v.certificate = c.id AND v.act = 'revoked' ";

impl Ledger {
    /// The certificate of a number, as people type it; in its latest revision.
    ///
    /// # Errors
    /// If it is mistyped or not in the ledger: the message says what is wrong with it, and which one may have been meant.
    pub fn certificate(&self, number: &str) -> Result<Certificate, Error> {
        self.find(number).map(|(_, certificate)| certificate)
    }

    /// The certificates of a session, of every kind, in the order of its rosters.
    pub fn of_session(&self, session: &str) -> Result<Vec<Certificate>, Error> {
        self.select("WHERE c.session = ?1 ORDER BY c.kind, c.position", [session])
    }

    /// The certificates of a person, oldest first: by key, id, e-mail address, or name, in whichever revision, without regard to capitals and
    /// accents. A name may be that of several people; an id or an address is surer.
    pub fn of_person(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        let condition = "WHERE c.id IN (SELECT certificate FROM keys WHERE key IN (?1, ?2) \
            UNION SELECT certificate FROM revisions WHERE folded = ?3 UNION SELECT id FROM certificates WHERE lower(email) = lower(?4)) \
            ORDER BY c.issued, c.id";
        self.select(condition, (text, person_key(Some(text), "", None), folded(text), text.trim()))
    }

    /// The certificates of people whose name has a text in it, in whichever revision, without regard to capitals and accents.
    pub fn named_like(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        let condition = "WHERE c.id IN (SELECT certificate FROM revisions WHERE instr(folded, ?1) > 0) ORDER BY c.issued, c.id";
        self.select(condition, [folded(text)])
    }

    /// Every certificate, in the order in which they were given.
    pub fn all(&self) -> Result<Vec<Certificate>, Error> {
        self.select("ORDER BY c.id", [])
    }

    /// The keys by which the ledger knows the holder of a certificate: pairs of number and key, in the order in which the numbers were given.
    pub fn keys(&self) -> Result<Vec<(String, String)>, Error> {
        let read_all = || -> rusqlite::Result<Vec<(String, String)>> {
            let mut keys = self.db.prepare_cached("SELECT c.number, k.key FROM keys k JOIN certificates c ON c.id = k.certificate ORDER BY c.id, k.key")?;
            keys.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        read_all().map_err(|error| self.fault(&error))
    }

    /// The certificates that were revoked, in the order in which they were given.
    pub fn revoked(&self) -> Result<Vec<Certificate>, Error> {
        self.select("WHERE v.at IS NOT NULL ORDER BY c.id", [])
    }

    /// The certificate that each entry has already; for a dry run.
    pub fn known(
        &self,
        session: &SessionKey,
        entries: &[Entry],
    ) -> Result<Vec<Option<Certificate>>, Error> {
        let mut faces = Faces::default();
        let mut look =
            |entry: &Entry| match by_key(&self.db, &session.session, session.kind, &entry.key)? {
                Some(id) => Ok(Some(faces.shared(by_id(&self.db, id)?))),
                None => Ok(None),
            };
        entries.iter().map(|entry| look(entry).map_err(|error| self.fault(&error))).collect()
    }

    /// What was done to a certificate, oldest first.
    pub fn events(&self, number: &str) -> Result<Vec<Event>, Error> {
        let (id, _) = self.find(number)?;
        let read = |row: &Row<'_>| {
            let Text(kind) = row.get(0)?;
            let Text(at) = row.get(2)?;
            Ok(Event {
                kind,
                revision: row.get(1)?,
                act: Act { at, by: row.get(3)?, reason: row.get(4)? },
            })
        };
        let read_all = || -> rusqlite::Result<Vec<Event>> {
            let mut events = self.db.prepare_cached("SELECT act, revision, at, by, reason FROM events WHERE certificate = ?1 ORDER BY id")?;
            events.query_map([id], read)?.collect()
        };
        read_all().map_err(|error| self.fault(&error))
    }

    /// What the face said in each revision, oldest first.
    pub fn revisions(&self, number: &str) -> Result<Vec<Revision>, Error> {
        let (id, _) = self.find(number)?;
        let read = |row: &Row<'_>| {
            Ok(Revision { revision: row.get(0)?, name: row.get(1)?, hours: row.get(2)? })
        };
        let read_all = || -> rusqlite::Result<Vec<Revision>> {
            let mut revisions = self.db.prepare_cached("SELECT revision, name, hours FROM revisions WHERE certificate = ?1 ORDER BY revision")?;
            revisions.query_map([id], read)?.collect()
        };
        read_all().map_err(|error| self.fault(&error))
    }

    /// The row and the certificate of a number as it was typed.
    pub(super) fn find(&self, typed: &str) -> Result<(i64, Certificate), Error> {
        let wanted =
            certificate_number::parse(typed).map_err(|fault| self.mistyped(typed, &fault))?;
        let id = id_of(&self.db, &wanted.text).map_err(|error| self.fault(&error))?;
        let Some(id) = id else {
            let error =
                Error::new(&self.path, format!("there is no certificate `{}`", wanted.text));
            return Err(error.hint("`peerpress certificates list` shows those there are"));
        };
        let certificate = by_id(&self.db, id).map_err(|error| self.fault(&error))?;
        match wanted.revision {
            Some(revision) if revision != certificate.revision => {
                let message = format!(
                    "`{}` is not the latest revision",
                    certificate_number::printed(&wanted.text, revision)
                );
                Err(Error::new(&self.path, message)
                    .hint(format!("that is `{}`", certificate.printed())))
            }
            _ => Ok((id, certificate)),
        }
    }

    /// Says what is wrong with a number, and which ones in the ledger are a slip away.
    fn mistyped(&self, typed: &str, fault: &NumberFault) -> Error {
        let near = certificate_number::slips(typed)
            .into_iter()
            .filter(|number| matches!(id_of(&self.db, number), Ok(Some(_))));
        let near: Vec<String> = near.map(|number| format!("`{number}`")).collect();
        let shown: String = typed.chars().take(60).collect();
        let error = Error::usage(format!("`{shown}` is no certificate number: {fault}"));
        match near.len() {
            0 => error.hint(
                "numbers look like `NDPS-2026-00042-5`; `peerpress certificates list` shows them",
            ),
            1 => error.hint(format!("did you mean {}?", near[0])),
            _ => error.hint(format!("one of these? {}", near.join(", "))),
        }
    }

    fn select(&self, condition: &str, params: impl Params) -> Result<Vec<Certificate>, Error> {
        let read_all = || -> rusqlite::Result<Vec<Certificate>> {
            let mut statement = self.db.prepare_cached(&format!("{LATEST}{condition}"))?;
            let mut faces = Faces::default();
            statement.query_map(params, |row| Ok(faces.shared(read(row)?)))?.collect()
        };
        read_all().map_err(|error| self.fault(&error))
    }
}

/// The certificate of a row.
pub(super) fn by_id(db: &Connection, id: i64) -> rusqlite::Result<Certificate> {
    db.prepare_cached(&format!("{LATEST}WHERE c.id = ?1"))?.query_row([id], read)
}

/// The row by which a session knows a person.
pub(super) fn by_key(
    db: &Connection,
    session: &str,
    kind: CertificateKind,
    key: &str,
) -> rusqlite::Result<Option<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT certificate FROM keys WHERE session = ?1 AND kind = ?2 AND key = ?3",
    )?;
    let mut rows = statement.query((session, kind.name(), key))?;
    rows.next()?.map(|row| row.get(0)).transpose()
}

fn id_of(db: &Connection, number: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = db.prepare_cached("SELECT id FROM certificates WHERE number = ?1")?;
    let mut rows = statement.query([number])?;
    rows.next()?.map(|row| row.get(0)).transpose()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Certificate> {
    let number: String = row.get(0)?;
    let revision: u32 = row.get(1)?;
    let Text(kind) = row.get(3)?;
    let revoked = match row.get::<_, Option<Text<Timestamp>>>(15)? {
        Some(Text(at)) => {
            Some(Revocation { at, reason: row.get::<_, Option<String>>(16)?.unwrap_or_default() })
        }
        None => None,
    };
    let Text(issued) = row.get(10)?;
    Ok(Certificate {
        replaces: (revision > 1).then(|| certificate_number::printed(&number, revision - 1)),
        number,
        revision,
        position: row.get(2)?,
        kind,
        session: row.get(4)?,
        training: row.get(5)?,
        name: row.get(6)?,
        email: row.get(7)?,
        hours: row.get(8)?,
        hours_by_category: row
            .get::<_, Option<Text<Categories>>>(9)?
            .map(|Text(Categories(hours))| hours)
            .unwrap_or_default(),
        issued,
        valid_from: row.get::<_, Option<Text<Date>>>(11)?.map(|Text(day)| day),
        valid_until: row.get::<_, Option<Text<Date>>>(12)?.map(|Text(day)| day),
        lang: row.get(13)?,
        details: Arc::new(row.get::<_, Text<Value>>(14)?.0),
        revoked,
    })
}

/// A value that the ledger keeps as text.
struct Text<T>(T);

/// What can be read back from the ledger's text; none if it is not in the form that we write.
trait FromText: Sized {
    fn from_text(text: &str) -> Option<Self>;
}

impl FromText for CertificateKind {
    fn from_text(text: &str) -> Option<Self> {
        CertificateKind::from_name(text)
    }
}

impl FromText for EventKind {
    fn from_text(text: &str) -> Option<Self> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == text)
    }
}

impl FromText for Date {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromText for Timestamp {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromText for Value {
    fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

struct Categories(Vec<CategoryHours>);

impl FromText for Categories {
    fn from_text(text: &str) -> Option<Self> {
        let list: Vec<Value> = serde_json::from_str(text).ok()?;
        let read = |one: &Value| {
            Some(CategoryHours {
                category: one.get("category")?.as_str()?.to_owned(),
                hours: one.get("hours")?.as_f64()?,
            })
        };
        list.iter().map(read).collect::<Option<_>>().map(Categories)
    }
}

impl<T: FromText> FromSql for Text<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        T::from_text(text).map(Text).ok_or_else(|| {
            FromSqlError::Other(format!("not in the ledger's form: {}", Type::Text).into())
        })
    }
}
