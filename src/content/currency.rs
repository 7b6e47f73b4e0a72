//! Codes of currencies, ISO 4217.

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

/// Whether text is the code of a currency.
pub(in crate::content) fn is_code(text: &str) -> bool {
    CODES.split_whitespace().any(|code| code == text)
}

/// What to write in place of a code that does not exist.
pub(in crate::content) fn hint(text: &str) -> String {
    match nearest::nearest(text, CODES.split_whitespace()) {
        Some(code) => format!("did you mean `{code}`?"),
        None => "write the code of a currency by ISO 4217, such as `USD`".to_owned(),
    }
}
