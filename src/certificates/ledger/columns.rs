//! How the ledger stores values that are not plain text or numbers.

use std::str::FromStr;

use rusqlite::types::FromSqlError;
use rusqlite::{Result, Row};
use serde_json::{Value, json};

use super::CategoryHours;

/// Reads an enum that is stored by its name.
pub(super) fn read_name<T: FromStr>(row: &Row<'_>, column: &str) -> Result<T> {
    row.get_ref(column)?.as_str()?.parse().map_err(|_| FromSqlError::InvalidType.into())
}

/// Returns hours by category as a column stores them: a JSON list, or `NULL` for no categories.
pub(super) fn category_column(hours: &[CategoryHours]) -> Option<Value> {
    (!hours.is_empty()).then(|| json!(hours))
}

/// Reads hours by category from the column `hours_by_category`.
pub(super) fn read_categories(row: &Row<'_>) -> Result<Vec<CategoryHours>> {
    match row.get("hours_by_category")? {
        Value::Null => Ok(Vec::new()),
        list => serde_json::from_value(list).map_err(|error| FromSqlError::other(error).into()),
    }
}
