//! Where languages write the symbol of a currency.
//!
//! The currency formatter of ICU4X is experimental. So this is the table of CLDR 49 itself: the
//! `standard` currency pattern of each language, in `common/main` (`numbers/currencyFormats`). A
//! form of a language is listed where it differs from the language.

use icu_locale_core::Locale;

/// The usual pattern, which CLDR has for languages that it does not know otherwise, such as Haitian
/// Creole, is `$ 25`. Programs in the United States write `$25` in these languages too.
const USUAL: &str = "{symbol}{amount}";

/// The patterns, and the languages that have them.
const PATTERNS: [(&str, &str); 8] = [
    (
        USUAL,
        "bn-IN es-419 es-AR es-BO es-BR es-BZ es-CL es-CO es-CR es-CU es-DO es-EC es-GT es-HN \
         es-MX es-NI es-PA es-PR es-SV es-US es-VE mn-Mong",
    ),
    (
        "{symbol}\u{a0}{amount}",
        "aa ab ady an as az-Arab bal bm-Nkoo brx ckb cu de-AT de-CH de-LI en-AT en-CH en-MV en- \
         NL es-PE es-PY es-UY ff-Adlm frr fur fy gaa gez gn ha hnj ia ie ii iu it-CH jv kgp ks- \
         Deva ku-Arab la lag lkt lmo mai mg mi mn mni ms-BN mus myv ne nds nl nqo nso nv ny oc \
         os pa-Arab pap ps pt qu quc rif rw sat scn sd sus sw syr szl ta tig to ts uz-Arab vo \
         wa wal wo yi yrl za zh-Latn",
    ),
    (
        "{amount}\u{a0}{symbol}",
        "asa ast az ba bas be bg br bs bua ca ce cs cv da de dsb dua dyo el en-150 en-BE en-CZ \
         en-DE en-DK en-EE en-ES en-FI en-FR en-GE en-HU en-IT en-LT en-LV en-NO en-PL en-PT \
         en-RO en-SE en-SI en-SK en-UA es et eu ewo ff fi fo fr gl gsw hr hsb hu hy is it ka \
         kea kk ksf ku ky lb lij lld ln lt lv mk my nb nmg nn no pl pms pt-AO pt-CH pt-CV pt-GQ \
         pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL ro ru sah sc se sk sl smn sq sr sv tg tk tpi \
         tt tyv tzm uk uz vi xog yav",
    ),
    (
        "{amount}{symbol}",
        "agq bez bn ccp dje kab khq kk-Arab km ksb lg lu luo rn rwk sbp seh ses shi twq zgh",
    ),
    ("{amount}\u{202f}{symbol}", "eo vec"),
    ("\u{200f}{amount}\u{a0}{symbol}", "ar"),
    ("\u{200f}{amount}\u{a0}\u{200f}{symbol}", "he"),
    ("\u{200e}{symbol}\u{a0}{amount}", "fa"),
];

/// The pattern of an amount of money.
pub(super) fn money(locale: &Locale) -> &'static str {
    let id = &locale.id;
    let language = id.language.to_string();
    let with = |subtag: Option<String>| subtag.map(|subtag| format!("{language}-{subtag}"));
    let region = with(id.region.map(|region| region.to_string()));
    let script = with(id.script.map(|script| script.to_string()));
    let of = |tag: &String| {
        let has = |(_, tags): &&(&str, &str)| tags.split_whitespace().any(|known| known == tag);
        PATTERNS.iter().find(has).map(|(pattern, _)| *pattern)
    };
    [region, script, Some(language.clone())].iter().flatten().find_map(of).unwrap_or(USUAL)
}
