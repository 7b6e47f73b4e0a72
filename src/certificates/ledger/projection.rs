//! What an event changes in the tables that are made from the events. Recording an event and
//! checking the ledger both call [`project`], so the two cannot differ.

use rusqlite::{Connection, named_params};

use super::accepted::raise_series;
use super::content::{
    Act, AddressChanged, AddressErased, Corrected, EventContent, FaceContent, Issued, Kept,
};
use super::folded;
use super::hash::sha256;
use super::query::{category_column, id_of};

/// What an event states only as hashes, and what some tables have in plain text.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) email: Option<SaltedEmail>,
    /// The holder's ID, for a key that is made of one.
    pub(super) id: Option<String>,
    /// The column `face`.
    pub(super) printed: Option<String>,
}

/// An email address and the salt with which it is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaltedEmail {
    pub(super) address: String,
    pub(super) salt: String,
}

impl Plain {
    /// The hashes themselves, for making the tables again where nothing else is known.
    pub(super) fn hashes(act: &Act) -> Self {
        let (email, keys, face) = match act {
            Act::Issued(it) => (&it.email, it.keys.as_slice(), Some(&it.face)),
            Act::Corrected(it) => (&None, it.keys.as_slice(), Some(&it.face)),
            Act::Recovered(it) => {
                let it = &it.certificate;
                (&it.email, it.keys.as_slice(), Some(&it.face))
            }
            Act::AddressChanged(it) => (&it.email, it.keys.as_slice(), None),
            Act::Kept(it) => {
                return Self { printed: Some(it.printed.clone()), ..Self::default() };
            }
            _ => return Self::default(),
        };
        let email = email.clone().map(|address| SaltedEmail { address, salt: String::new() });
        let id = keys.iter().find(|key| key.starts_with("id ")).cloned();
        Self { email, id, printed: face.and_then(|face| face.printed.clone()) }
    }
}

/// Changes the tables as an event says, and adds the event itself. Returns its hash.
pub(super) fn project(
    db: &Connection,
    event: &EventContent,
    plain: &Plain,
) -> rusqlite::Result<String> {
    let certificate = match &event.act {
        Act::Issued(it) => Some(issue(db, it, plain)?),
        Act::Recovered(it) => Some(match id_of(db, &it.certificate.number)? {
            Some(id) => id,
            None => issue(db, &it.certificate, plain)?,
        }),
        act => act.certificate().map(|(number, _)| known(db, number)).transpose()?,
    };
    match (&event.act, certificate) {
        (Act::Issued(it), Some(id)) => {
            add_revision(db, id, 1, &it.face, plain)?;
            add_keys(db, id, &it.keys, plain)?;
        }
        (Act::Recovered(it), Some(id)) => {
            add_revision(db, id, it.revision, &it.certificate.face, plain)?;
            add_keys(db, id, &it.certificate.keys, plain)?;
        }
        (Act::Accepted(it), None) => raise_series(db, it)?,
        (Act::Corrected(it), Some(id)) => correct(db, id, it, plain)?,
        (Act::AddressChanged(it), Some(id)) => change_address(db, id, it, plain)?,
        (Act::Kept(it), Some(id)) => keep(db, id, it, plain)?,
        (Act::AddressErased(it), Some(id)) => erase_address(db, id, it)?,
        _ => {}
    }
    let hash = add_event(db, event, certificate)?;
    update_pending(db, event, certificate)?;
    Ok(hash)
}

/// Returns the row of a certificate that an event names.
fn known(db: &Connection, number: &str) -> rusqlite::Result<i64> {
    id_of(db, number)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
}

fn issue(db: &Connection, issued: &Issued, plain: &Plain) -> rusqlite::Result<i64> {
    let mut count = db.prepare_cached(
        "INSERT INTO series (prefix, year, last) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET last = max(last, excluded.last) RETURNING id",
    )?;
    let series: i64 =
        count.query_row((&issued.prefix, issued.year, issued.sequence), |row| row.get("id"))?;
    let mut insert = db.prepare_cached(
        "INSERT INTO certificates (number, series, sequence, session, kind, position, training,
            issued, valid_from, valid_until, lang, email, email_salt)
        VALUES (:number, :series, :sequence, :session, :kind, :position, :training,
            :issued, :valid_from, :valid_until, :lang, :email, :email_salt)",
    )?;
    insert.insert(named_params! {
        ":number": issued.number,
        ":series": series,
        ":sequence": issued.sequence,
        ":session": issued.session,
        ":kind": issued.kind.name(),
        ":position": issued.position,
        ":training": issued.training,
        ":issued": issued.issued,
        ":valid_from": issued.valid_from,
        ":valid_until": issued.valid_until,
        ":lang": issued.lang,
        ":email": plain.email.as_ref().map(|email| &email.address),
        ":email_salt": plain.email.as_ref().map(|email| &email.salt),
    })
}

fn correct(db: &Connection, id: i64, corrected: &Corrected, plain: &Plain) -> rusqlite::Result<()> {
    add_revision(db, id, corrected.revision, &corrected.face, plain)?;
    add_keys(db, id, &corrected.keys, plain)
}

fn change_address(
    db: &Connection,
    id: i64,
    changed: &AddressChanged,
    plain: &Plain,
) -> rusqlite::Result<()> {
    let (address, salt) = match &plain.email {
        Some(email) => (Some(&email.address), Some(&email.salt)),
        None => (None, None),
    };
    db.prepare_cached("UPDATE certificates SET email = ?2, email_salt = ?3 WHERE id = ?1")?
        .execute((id, address, salt))?;
    add_keys(db, id, &changed.keys, plain)
}

fn keep(db: &Connection, id: i64, kept: &Kept, plain: &Plain) -> rusqlite::Result<()> {
    let query = "UPDATE revisions SET setting = ?3, face = ?4 WHERE certificate = ?1
        AND revision = ?2";
    db.prepare_cached(query)?.execute((id, kept.revision, &kept.setting, &plain.printed))?;
    Ok(())
}

fn erase_address(db: &Connection, id: i64, erased: &AddressErased) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE certificates SET email = NULL, email_salt = NULL WHERE id = ?1")?
        .execute([id])?;
    let mut erase =
        db.prepare_cached("UPDATE keys SET id = NULL WHERE certificate = ?1 AND key = ?2")?;
    for key in &erased.ids {
        erase.execute((id, key))?;
    }
    Ok(())
}

fn add_revision(
    db: &Connection,
    id: i64,
    revision: u32,
    face: &FaceContent,
    plain: &Plain,
) -> rusqlite::Result<()> {
    let FaceContent { name, hours, hours_by_category, issued, details, setting, .. } = face;
    let categories = category_column(hours_by_category);
    db.prepare_cached(
        "INSERT INTO revisions (certificate, revision, name, folded, hours, hours_by_category,
            issued, details, setting, face) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        id,
        revision,
        name,
        folded(name),
        hours,
        categories,
        issued,
        details,
        setting,
        &plain.printed,
    ))?;
    Ok(())
}

fn add_keys(db: &Connection, id: i64, keys: &[String], plain: &Plain) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO keys (session, kind, key, certificate, id)
        SELECT session, kind, ?2, id, ?3 FROM certificates WHERE id = ?1",
    )?;
    for key in keys {
        let holder = plain.id.as_ref().filter(|_| key.starts_with("id "));
        insert.execute((id, key, holder))?;
    }
    Ok(())
}

/// Adds an event at the end of the chain. Returns its hash.
fn add_event(
    db: &Connection,
    event: &EventContent,
    certificate: Option<i64>,
) -> rusqlite::Result<String> {
    let text = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let hash = sha256(&text);
    let revision = event.act.certificate().map(|(_, revision)| revision);
    db.prepare_cached(
        "INSERT INTO events (id, certificate, revision, session, act, at, by, reason, content, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        event.event,
        certificate,
        revision,
        event.act.session(),
        event.act.kind().name(),
        event.at,
        &event.by,
        &event.reason,
        &text,
        &hash,
    ))?;
    db.prepare_cached("UPDATE ledger SET events = ?1, head = ?2")?.execute((event.event, &hash))?;
    Ok(hash)
}

/// Notes what must be made because of an event, or that it was made.
fn update_pending(
    db: &Connection,
    event: &EventContent,
    certificate: Option<i64>,
) -> rusqlite::Result<()> {
    let (changes_status, changes_files) = match &event.act {
        Act::Issued(_) | Act::Corrected(_) | Act::Revoked(_) => (true, true),
        Act::AddressChanged(_) | Act::AddressErased(_) | Act::Reissued(_) | Act::Kept(_) => {
            (false, true)
        }
        // The file of a recovered certificate is there.
        Act::KeyRevoked(_) | Act::Accepted(_) | Act::Recovered(_) | Act::LostRevoked(_) => {
            (true, false)
        }
        // The lists of the session say who has the mail.
        Act::Mailed(_) | Act::MailedByHand(_) => (false, true),
        Act::MailBegun(_) | Act::MailRefused(_) => (false, false),
        Act::Published(it) => {
            let done = "DELETE FROM pending WHERE work = 'status-list' AND event <= ?1";
            db.execute(done, [it.through])?;
            (false, false)
        }
        Act::FilesMade(it) => {
            let done = "DELETE FROM pending WHERE work = 'files' AND session = ?1 AND event <= ?2";
            db.execute(done, (&it.session, it.through))?;
            (false, false)
        }
        Act::Migrated(_) => {
            // The earlier version made the files and the list at once.
            db.execute("DELETE FROM pending", [])?;
            (false, false)
        }
    };
    if changes_status {
        db.prepare_cached("INSERT OR REPLACE INTO pending VALUES ('status-list', '', ?1)")?
            .execute([event.event])?;
    }
    if changes_files {
        db.prepare_cached(
            "INSERT OR REPLACE INTO pending
            SELECT 'files', session, ?1 FROM certificates WHERE id = ?2",
        )?
        .execute((event.event, certificate))?;
    }
    Ok(())
}
