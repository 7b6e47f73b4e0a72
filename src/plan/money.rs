//! Writes an amount of money in a language: "$1,250", "75,50 $".

use super::locale::digits;
use crate::content::currency;
use crate::content::locale::Locale;

/// An amount with its currency. Whole amounts have no decimals.
pub(super) fn written(locale: &Locale, region: &str, amount: f64, code: &str) -> String {
    let plain = if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") };
    let known = currency::of_region(region).filter(|(own, _)| *own == code);
    let (symbol, pattern) = match known {
        Some((_, symbol)) => (symbol, locale.money.clone()),
        None => (code, locale.money.replace("}{", "}\u{a0}{")),
    };
    pattern.replace("{symbol}", symbol).replace("{amount}", &digits(locale, &plain))
}
