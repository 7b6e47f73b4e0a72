//! How the ledger stores values that are not plain text or numbers.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Result, Row};
use serde_json::Value;

use super::{CategoryHours, EventKind};
use crate::content::certification::CertificateKind;

impl ToSql for CertificateKind {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for CertificateKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for EventKind {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for EventKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|_| FromSqlError::InvalidType)
    }
}

/// Returns hours by category as a column stores them: a JSON list, or `NULL` for no categories.
pub(super) fn category_column(hours: &[CategoryHours]) -> Option<Value> {
    let list = hours.iter().map(|one| serde_json::json!(one)).collect();
    (!hours.is_empty()).then_some(Value::Array(list))
}

/// Reads hours by category from the column `hours_by_category`.
pub(super) fn read_categories(row: &Row<'_>) -> Result<Vec<CategoryHours>> {
    match row.get("hours_by_category")? {
        Value::Null => Ok(Vec::new()),
        list => serde_json::from_value(list).map_err(|error| FromSqlError::other(error).into()),
    }
}
