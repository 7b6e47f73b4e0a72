//! Values of the data on one line, as people write them.

use serde_json::{Map, Value};

/// A value on one line.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "(empty)".to_owned(),
        Value::String(text) => format!("`{text}`"),
        Value::Array(list) if list.iter().any(|one| one.get("name").is_some()) => {
            list.iter().map(shown).collect::<Vec<_>>().join("; ")
        }
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => shown_object(fields),
        other => other.to_string(),
    }
}

fn shown_object(fields: &Map<String, Value>) -> String {
    let text = |field: &str| fields.get(field).and_then(Value::as_str);
    if let Some(name) = text("name") {
        let credentials = text("credentials").map(|credentials| format!(", {credentials}"));
        return format!("{name}{}", credentials.unwrap_or_default());
    }
    let Some(amount) = fields.get("amount").and_then(Value::as_f64) else {
        // A text in several languages, or other named texts.
        let named = fields.iter().map(|(name, value)| format!("{} ({name})", shown(value)));
        return named.collect::<Vec<_>>().join(", ");
    };
    let price = match text("currency").filter(|_| amount > 0.0) {
        Some(code) => format!("{amount} {code}"),
        None if amount > 0.0 => amount.to_string(),
        None => "no cost".to_owned(),
    };
    let scholarship =
        fields.get("scholarship").map(|text| format!(", scholarship {}", shown(text)));
    format!("{price}{}", scholarship.unwrap_or_default())
}
