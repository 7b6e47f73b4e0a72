//! Writes an amount of money in a language: "$1,250", "75,50 $". The currency formatter of ICU4X
//! is experimental, so the place of the symbol is a pattern of the locale.

use super::counted::grouped;
use crate::content::locale::Locale;

/// The currencies that a country writes with a symbol, and the symbol.
const SYMBOLS: [(&str, &str, &str); 3] =
    [("us", "USD", "$"), ("ca", "CAD", "$"), ("mx", "MXN", "$")];

/// An amount with its currency. Whole amounts have no decimals.
pub(super) fn written(
    locale: &Locale,
    lang: &str,
    region: &str,
    amount: f64,
    currency: &str,
) -> String {
    let digits =
        if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") };
    let known = SYMBOLS.iter().find(|(of, code, _)| *of == region && *code == currency);
    let symbol = known.map_or_else(|| format!("{currency}\u{a0}"), |(.., symbol)| (*symbol).into());
    let number = grouped(lang, region, &digits).unwrap_or(digits);
    locale.money.replace("{symbol}", &symbol).replace("{amount}", &number).trim().to_owned()
}
