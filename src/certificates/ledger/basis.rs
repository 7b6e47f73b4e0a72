//! Why a certificate of a credential was issued: what it renews, which hours counted, and what was
//! decided by a person.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use super::certificate::CategoryHours;

/// Why a certificate of a credential was issued.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The ID of the credential.
    pub credential: String,
    /// The number of the certificate that it takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    /// The day from which hours counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// The certificates of trainings that counted. They do not count again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<CountedCertificate>,
    /// Hours that were earned elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<HoursElsewhere>,
    /// Requirements that were waived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<Waived>,
}

impl Basis {
    /// The hours that counted.
    pub fn hours(&self) -> f64 {
        let counted: f64 = self.counted.iter().map(|one| one.hours).sum();
        let hours = counted + self.elsewhere.as_ref().map_or(0.0, |it| it.hours);
        (hours * 1000.0).round() / 1000.0
    }
}

/// A certificate of a training that counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedCertificate {
    /// The number, without a revision.
    pub number: String,
    /// The hours.
    pub hours: f64,
}

/// Hours of which the ledger has no certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursElsewhere {
    /// The hours.
    pub hours: f64,
    /// The hours in each category.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours_by_category: Vec<CategoryHours>,
    /// How they were proved.
    pub reason: String,
}

/// A requirement that was waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waived {
    /// The requirement, as `--waive` names it.
    pub requirement: String,
    /// Why.
    pub reason: String,
}

/// Returns why the certificate of a row was issued.
pub(super) fn basis_by_id(db: &Connection, id: i64) -> rusqlite::Result<Option<Basis>> {
    let query = "SELECT content -> '$.act.issued.basis' FROM events
        WHERE certificate = ?1 AND act = 'issued'";
    let text: Option<Option<String>> =
        db.prepare_cached(query)?.query_row([id], |row| row.get(0)).optional()?;
    let Some(text) = text.flatten() else { return Ok(None) };
    let basis = serde_json::from_str(&text).map_err(rusqlite::types::FromSqlError::other)?;
    Ok(Some(basis))
}
