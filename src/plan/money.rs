//! Writes an amount of money in a language: "$1,250", "75,50 $".

use super::locale::digits;
use crate::content::locale::Locale;

/// The currencies that a country or a territory writes with a symbol, and the symbol.
const SYMBOLS: [(&[&str], &str, &str); 3] = [
    (&["us", "as", "gu", "mp", "pr", "vi"], "USD", "$"),
    (&["ca"], "CAD", "$"),
    (&["mx"], "MXN", "$"),
];

/// An amount with its currency. Whole amounts have no decimals.
pub(super) fn written(locale: &Locale, region: &str, amount: f64, currency: &str) -> String {
    let plain = if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") };
    let known = SYMBOLS.iter().find(|(of, code, _)| of.contains(&region) && *code == currency);
    let (symbol, pattern) = match known {
        Some((.., symbol)) => (*symbol, locale.money.clone()),
        None => (currency, locale.money.replace("}{", "}\u{a0}{")),
    };
    pattern.replace("{symbol}", symbol).replace("{amount}", &digits(locale, &plain))
}
