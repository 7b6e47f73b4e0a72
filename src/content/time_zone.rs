//! Time zones of the data, by their IANA names.

use icu_time::TimeZone;
use icu_time::zone::IanaParser;
use jiff::tz::TimeZoneDatabase;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::region::is_american;
use super::text::Line;

/// The time zones of a program: one, or those of a state with two, the main one first.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum TimeZones {
    /// The only one.
    One(Line),
    /// The main one and others.
    Several(Vec<Line>),
}

impl TimeZones {
    /// The names, the main one first.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            TimeZones::One(name) => vec![&name.0],
            TimeZones::Several(names) => names.iter().map(|name| name.0.as_str()).collect(),
        }
    }

    /// The JSON pointer of each name, relative to the field.
    pub(crate) fn pointers(&self) -> Vec<String> {
        match self {
            TimeZones::One(_) => vec![String::new()],
            TimeZones::Several(names) => (0..names.len()).map(|at| format!("/{at}")).collect(),
        }
    }
}

impl JsonSchema for TimeZones {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeZones".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time zone, such as \"America/New_York\", or a list of them.",
            "type": ["string", "array"],
            "minLength": 1,
            "minItems": 1,
            "uniqueItems": true,
            "items": { "type": "string", "minLength": 1 }
        })
    }
}

/// The zones of countries and territories, the most common first.
const ZONES_OF: [(&str, &[&str]); 8] = [
    (
        "us",
        &[
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Phoenix",
            "America/Los_Angeles",
            "America/Anchorage",
            "Pacific/Honolulu",
        ],
    ),
    (
        "ca",
        &[
            "America/Toronto",
            "America/Winnipeg",
            "America/Regina",
            "America/Edmonton",
            "America/Vancouver",
            "America/Halifax",
            "America/St_Johns",
        ],
    ),
    ("as", &["Pacific/Pago_Pago"]),
    ("gu", &["Pacific/Guam"]),
    ("mp", &["Pacific/Guam"]),
    ("pr", &["America/Puerto_Rico"]),
    ("vi", &["America/Puerto_Rico"]),
    ("mx", &["America/Mexico_City", "America/Cancun", "America/Hermosillo", "America/Tijuana"]),
];

/// What is wrong with the name of a time zone, and what to write instead.
#[derive(Debug)]
pub(crate) struct ZoneFault {
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// The zones of the United States and of Canada that have a name, with what people
/// write for each.
const NAMED_ZONES: [(&[&str], &str, &str); 7] = [
    (&["eastern", "est", "edt", "et"], "America/New_York", "America/Toronto"),
    (&["central", "cst", "cdt", "ct"], "America/Chicago", "America/Winnipeg"),
    (&["mountain", "mst", "mdt", "mt"], "America/Denver", "America/Edmonton"),
    (&["pacific", "pst", "pdt", "pt"], "America/Los_Angeles", "America/Vancouver"),
    (&["alaska", "akst", "akdt", "akt"], "America/Anchorage", "America/Anchorage"),
    (&["hawaii", "hst", "hdt", "ht"], "Pacific/Honolulu", "Pacific/Honolulu"),
    (&["atlantic", "ast", "adt", "at"], "America/Puerto_Rico", "America/Halifax"),
];

/// Returns what is wrong with the name of a time zone: there is none with the name, or it is not
/// that of a place. `region` is the country of the program.
pub(crate) fn zone_fault(name: &str, region: &str) -> Option<ZoneFault> {
    let database = TimeZoneDatabase::bundled();
    let named = named_zone(name, region);
    if database.get(name).is_ok() {
        // Zones such as `EST` keep their offset when the clocks of every place change.
        if !is_without_place(name) {
            return None;
        }
        let message = format!("`{name}` is not the time zone of a place");
        let hint = match named {
            Some("America/Denver") if name == "MST" => {
                "write `America/Denver`, or `America/Phoenix` where the clocks never change".into()
            }
            Some(zone) => format!("write `{zone}`"),
            None => names_of_cities(region),
        };
        return Some(ZoneFault { message, hint });
    }
    let known: Vec<String> = database.available().map(|zone| zone.to_string()).collect();
    let known = known.iter().map(String::as_str).filter(|zone| zone.contains('/'));
    let own = zones_of(region).unwrap_or_default();
    let hint = match named.or_else(|| nearest_zone(name, known, own)) {
        Some(zone) => format!("did you mean `{zone}`?"),
        None => names_of_cities(region),
    };
    Some(ZoneFault { message: format!("there is no time zone `{name}`"), hint })
}

/// Returns the country of a time zone, or a territory that has zones of its own. In CLDR, the ID of
/// a zone begins with the code of its country: `usnyc`.
fn country_of(zone: TimeZone) -> Option<String> {
    zone.as_str().get(..2).filter(|_| zone != TimeZone::UNKNOWN).map(str::to_owned)
}

/// Returns the country of the first zone, if none of the zones is in the country of a region. An
/// empty region has none.
pub(crate) fn country_elsewhere(zones: &[&str], region: &str) -> Option<String> {
    let parser = IanaParser::new();
    let is_own = |country: &str| country == region || (is_american(country) && is_american(region));
    let countries: Vec<String> =
        zones.iter().filter_map(|zone| country_of(parser.parse(zone))).collect();
    // Kosovo has no zone of its own in the table.
    let has_zones = || parser.iter().filter_map(country_of).any(|country| country == region);
    let is_elsewhere =
        !countries.iter().any(|country| is_own(country)) && (region.is_empty() || has_zones());
    countries.into_iter().next().filter(|_| is_elsewhere)
}

fn zones_of(region: &str) -> Option<&'static [&'static str]> {
    ZONES_OF.iter().find(|(country, _)| *country == region).map(|(_, zones)| *zones)
}

fn names_of_cities(region: &str) -> String {
    match zones_of(region) {
        Some(zones) => {
            format!("write the IANA name of a city with the same time: `{}`", zones.join("`, `"))
        }
        None => "write an IANA name, such as `America/New_York` for Eastern Time".to_owned(),
    }
}

/// Whether a known zone is an abbreviation or an offset, such as `EST`, `EST5EDT`, or `Etc/GMT+5`.
/// `UTC` and `GMT` are the time itself.
fn is_without_place(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let is_abbreviation = ["EST", "MST", "HST", "CET", "EET", "MET", "WET"].contains(&&*upper);
    let is_offset = upper.strip_prefix("ETC/GMT").is_some_and(|rest| rest.len() > 1);
    let has_rule = !upper.contains('/')
        && upper.starts_with(|c: char| c.is_ascii_alphabetic())
        && upper.ends_with(|c: char| c.is_ascii_alphabetic())
        && upper.contains(|c: char| c.is_ascii_digit());
    is_abbreviation || is_offset || has_rule
}

/// The zone that is meant by a name such as `Central`, `Central Time`, `CST`, or `CST6CDT`, in the
/// United States and Canada.
fn named_zone(name: &str, region: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let lower = lower.strip_prefix("us/").unwrap_or(&lower);
    if lower.contains('/') {
        return None;
    }
    let word = lower.split([' ', '_', '-']).next().unwrap_or_default();
    let word = word.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let (_, in_us, in_canada) = *NAMED_ZONES.iter().find(|(names, ..)| names.contains(&word))?;
    match region {
        "us" | "pr" | "vi" => Some(in_us),
        "ca" => Some(in_canada),
        _ => None,
    }
}

/// The zone that is meant: one of a city with a similar name, of the program's own country if there
/// is one.
fn nearest_zone<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
    own: &[&str],
) -> Option<&'a str> {
    let plain = name.replace(' ', "_").to_lowercase();
    let city = |zone: &str| zone.rsplit('/').next().unwrap_or(zone).to_lowercase();
    let area = |zone: &str| zone.split('/').next().unwrap_or(zone).to_lowercase();
    let wanted = city(&plain);
    let allowed = (wanted.chars().count() / 4).max(1);
    let distance = |zone: &str| strsim::damerau_levenshtein(&wanted, &city(zone));
    known
        .filter(|zone| distance(zone) <= allowed)
        .min_by_key(|zone| (!own.contains(zone), distance(zone), area(zone) != area(&plain), *zone))
}
