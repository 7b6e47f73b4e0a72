//! Codes of currencies, ISO 4217.

use super::region::UNITED_STATES;
use crate::nearest;

/// The codes of the currencies that people pay with. Those of funds, metals, and tests are left
/// out.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD \
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD \
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES \
    KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// The currencies that a country or a territory writes with a symbol, and the symbol.
const SYMBOLS: [(&[&str], &str, &str); 3] =
    [(&UNITED_STATES, "USD", "$"), (&["ca"], "CAD", "$"), (&["mx"], "MXN", "$")];

/// The code and the symbol of the currency of a region; `None` for one whose currency is written
/// with its code.
pub(crate) fn of_region(region: &str) -> Option<(&'static str, &'static str)> {
    let own = SYMBOLS.iter().find(|(regions, ..)| regions.contains(&region));
    own.map(|(_, code, symbol)| (*code, *symbol))
}

/// Symbols of one currency alone.
const OWN_SYMBOLS: [(&str, &str); 7] = [
    ("€", "EUR"),
    ("₹", "INR"),
    ("₪", "ILS"),
    ("₱", "PHP"),
    ("₫", "VND"),
    ("₦", "NGN"),
    ("₴", "UAH"),
];

/// The code of a symbol that one currency has, and of a dollar sign with the name of a country:
/// `€`, `US$`, `$ US`, `CA$`, `MX$`.
pub(crate) fn of_symbol(symbol: &str) -> Option<&'static str> {
    if let Some((_, code)) = OWN_SYMBOLS.iter().find(|(own, _)| *own == symbol) {
        return Some(code);
    }
    let region = symbol.strip_suffix('$').or_else(|| symbol.strip_prefix('$'))?;
    match region.to_lowercase().as_str() {
        "c" => Some("CAD"),
        region => of_region(region).map(|(code, _)| code),
    }
}

/// The currencies that have no decimals, and those that have three. All others have two.
const WITHOUT_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const WITH_THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// How many decimals an amount in a currency has at most.
pub(crate) fn decimals(code: &str) -> u8 {
    let has = |codes: &str| codes.split_whitespace().any(|known| known == code);
    if has(WITHOUT_DECIMALS) {
        0
    } else if has(WITH_THREE_DECIMALS) {
        3
    } else {
        2
    }
}

/// Whether an amount has more decimals than its currency.
pub(crate) fn has_more_decimals(amount: f64, code: &str) -> bool {
    let units = amount * 10_f64.powi(decimals(code).into());
    (units - units.round()).abs() > 1e-6
}

/// Whether text is the code of a currency.
pub(crate) fn is_code(text: &str) -> bool {
    CODES.split_whitespace().any(|code| code == text)
}

/// What to write in place of a code that does not exist.
pub(crate) fn hint(text: &str) -> String {
    match nearest::nearest(text, CODES.split_whitespace()) {
        Some(code) => format!("did you mean `{code}`?"),
        None => "write the code of a currency by ISO 4217, such as `USD`".to_owned(),
    }
}
