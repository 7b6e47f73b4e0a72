//! Comparing the tables of the file with those made again from the events.
//!
//! An event states an email address, an ID, a face and the materials as hashes. There, the tables
//! made again have the hash, and the value in the file is hashed before it is compared.

use std::cmp::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Rows};

use super::check::MOST;
use super::hash::{email_hash, key_hash, sha256};
use super::query::rows;

/// The file, and the tables made again from its events.
pub(super) struct Comparison<'a> {
    pub(super) file: &'a Connection,
    pub(super) again: &'a Connection,
    /// The ID of the ledger.
    pub(super) ledger: &'a str,
}

/// The columns of a table.
struct LedgerTable {
    name: String,
    columns: Vec<String>,
    /// The positions of the columns that identify a row.
    key: Vec<usize>,
}

impl Comparison<'_> {
    /// Returns how tables, indexes and triggers of the file differ from those of this version.
    pub(super) fn schema(&self) -> rusqlite::Result<Vec<String>> {
        let query = "SELECT type || ' `' || name || '`', ifnull(sql, '') FROM sqlite_schema
            ORDER BY 1";
        let read = |db| {
            rows(db, query, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        };
        let (file, again) = (read(self.file)?, read(self.again)?);
        let mut problems = Vec::new();
        for (what, statement) in &again {
            match file.iter().find(|(other, _)| other == what) {
                None => problems.push(format!("the {what} is missing")),
                Some((_, other)) if other != statement => {
                    problems.push(format!("the {what} was changed"));
                }
                Some(_) => {}
            }
        }
        let added = file.iter().filter(|(what, _)| !again.iter().any(|(known, _)| known == what));
        problems.extend(added.map(|(what, _)| format!("the {what} is not part of a ledger")));
        Ok(problems)
    }

    /// Returns how the rows of all tables differ.
    pub(super) fn tables(&self) -> rusqlite::Result<Vec<String>> {
        let query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        let mut problems = Vec::new();
        for name in rows(self.again, query, [], |row| row.get::<_, String>(0))? {
            self.table(&LedgerTable::read(self.again, name)?, &mut problems)?;
        }
        Ok(problems)
    }

    fn table(&self, table: &LedgerTable, problems: &mut Vec<String>) -> rusqlite::Result<()> {
        let query = table.query();
        let (mut file, mut again) = (self.file.prepare(&query)?, self.again.prepare(&query)?);
        let (mut file, mut again) = (file.query([])?, again.query([])?);
        let width = table.columns.len();
        let (mut found, mut expected) = (next(&mut file, width)?, next(&mut again, width)?);
        while problems.len() < MOST {
            let order = match (&found, &expected) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(found), Some(expected)) => table.order(found, expected),
            };
            match (order, &found, &expected) {
                (Ordering::Less, Some(row), _) if table.name == PENDING => {
                    problems.push(format!("{} was added", describe_note(row)));
                }
                (Ordering::Greater, _, Some(row)) if table.name == PENDING => {
                    problems.push(format!("{} was removed", describe_note(row)));
                }
                (Ordering::Less, Some(row), _) => {
                    let subject = self.subject(table, row)?;
                    problems.push(format!("{subject}: a row of `{}` was added", table.name));
                }
                (Ordering::Greater, _, Some(row)) => {
                    let subject = self.subject(table, row)?;
                    problems.push(format!("{subject}: a row of `{}` is missing", table.name));
                }
                (_, Some(row), Some(expected)) => {
                    let is_changed =
                        |index: &usize| self.stated(table, row, *index) != expected[*index];
                    for index in (0..width).filter(is_changed) {
                        let subject = self.subject(table, expected)?;
                        let (name, column) = (&table.name, &table.columns[index]);
                        problems.push(format!("{subject}: `{name}.{column}` was changed"));
                    }
                }
                _ => {}
            }
            if order != Ordering::Greater {
                found = next(&mut file, width)?;
            }
            if order != Ordering::Less {
                expected = next(&mut again, width)?;
            }
        }
        Ok(())
    }

    /// Returns a value of the file as the tables made again have it: hashed where the events state
    /// only a hash.
    fn stated(&self, table: &LedgerTable, row: &[Value], index: usize) -> Value {
        match (table.name.as_str(), table.columns[index].as_str(), &row[index]) {
            ("certificates", "email", Value::Text(email)) => {
                let salt = table.columns.iter().position(|column| column == "email_salt");
                let salt = match salt.map(|index| &row[index]) {
                    Some(Value::Text(salt)) => salt.as_str(),
                    _ => "",
                };
                Value::Text(email_hash(salt, email))
            }
            // A wrong salt gives a wrong hash of the address.
            ("certificates", "email_salt", Value::Text(_)) => Value::Text(String::new()),
            ("keys", "id", Value::Text(id)) => {
                Value::Text(key_hash(self.ledger, &format!("id {id}")))
            }
            ("revisions", "face", Value::Text(face)) => Value::Text(sha256(face)),
            ("materials", "content", Value::Blob(content)) => {
                Value::Blob(sha256(content).into_bytes())
            }
            (_, _, value) => value.clone(),
        }
    }

    /// Returns what a row is about: a certificate's number, an event, or the row's key.
    fn subject(&self, table: &LedgerTable, row: &[Value]) -> rusqlite::Result<String> {
        let column = match table.name.as_str() {
            "certificates" => "id",
            _ => "certificate",
        };
        let certificate = table.columns.iter().position(|known| known == column);
        if let Some(Value::Integer(id)) = certificate.map(|index| &row[index]) {
            for db in [self.again, self.file] {
                let query = "SELECT number FROM certificates WHERE id = ?1";
                let number = db.prepare_cached(query)?.query_row([id], |row| row.get(0));
                if let Some(number) = number.optional()? {
                    return Ok(number);
                }
            }
        }
        let key = table.key.iter().map(|index| match &row[*index] {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            value => format!("{value:?}"),
        });
        Ok(key.collect::<Vec<_>>().join(" "))
    }
}

impl LedgerTable {
    fn read(db: &Connection, name: String) -> rusqlite::Result<Self> {
        let query = "SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid";
        let columns: Vec<(String, u32)> =
            rows(db, query, [&name], |row| Ok((row.get("name")?, row.get("pk")?)))?;
        let mut key: Vec<usize> =
            (0..columns.len()).filter(|index| columns[*index].1 > 0).collect();
        key.sort_by_key(|index| columns[*index].1);
        if key.is_empty() {
            // The first column is unique.
            key.push(0);
        }
        Ok(Self { name, columns: columns.into_iter().map(|(name, _)| name).collect(), key })
    }

    /// Selects all rows in the order of their keys.
    fn query(&self) -> String {
        let key: Vec<&str> = self.key.iter().map(|index| self.columns[*index].as_str()).collect();
        let order = key.join(" COLLATE BINARY, ");
        format!("SELECT * FROM {} ORDER BY {order} COLLATE BINARY", self.name)
    }

    fn order(&self, a: &[Value], b: &[Value]) -> Ordering {
        let columns = self.key.iter().map(|index| order(&a[*index], &b[*index]));
        columns.fold(Ordering::Equal, Ordering::then)
    }
}

/// Orders values as SQLite does.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Blob(a), Value::Blob(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 1,
        Value::Text(_) => 2,
        Value::Blob(_) => 3,
    }
}

fn next(rows: &mut Rows<'_>, width: usize) -> rusqlite::Result<Option<Vec<Value>>> {
    let Some(row) = rows.next()? else { return Ok(None) };
    (0..width).map(|index| row.get(index)).collect::<rusqlite::Result<_>>().map(Some)
}

/// The table of what is still to be made. Only Peerpress writes it.
const PENDING: &str = "pending";

/// Describes a row of the table of what is still to be made.
fn describe_note(row: &[Value]) -> String {
    let session = match row {
        [Value::Text(work), Value::Text(session), ..] if work == "files" => Some(session),
        _ => None,
    };
    let what = match session {
        Some(session) => format!("files of `{session}` must be made"),
        None => "the status list must be signed".to_owned(),
    };
    format!("the ledger was edited by hand: the note that {what}")
}
