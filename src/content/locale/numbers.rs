//! What CLDR says about the numbers of a language, as fields of a [`Locale`](super::Locale).

use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, parts};
use icu_locale_core::Locale;
use serde_json::{Map, Value, json};

use super::money::money;
use super::standard::object;
use super::written::Written;

/// The separators of a language, and how it writes money.
pub(super) fn numbers(locale: &Locale) -> Option<Map<String, Value>> {
    let formatter = DecimalFormatter::try_new(locale.into(), Default::default()).ok()?;
    let written = |digits: &str| {
        let number: Decimal = digits.parse().ok()?;
        Some(Written::of(&formatter.format(&number)))
    };
    let long = written("123456789.5")?;
    let group = long.part(parts::GROUP);
    let whole = long.part(parts::INTEGER);
    // In 12,34,56,789 and in 123,456,789, it is the second group that is between two separators.
    let size = whole.split(&group).nth(1).map_or(3, str::len);
    let is_grouped = |digits: &str| Some(!written(digits)?.part(parts::GROUP).is_empty());
    let from = if is_grouped("1234")? { 4 } else { 5 };
    object(json!({
        "decimal": long.part(parts::DECIMAL),
        "group": group,
        "group_from": from,
        "group_size": if group.is_empty() { 3 } else { size },
        "money": money(locale),
    }))
}
