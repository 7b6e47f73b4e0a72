//! Time zones: their names in a language, and times of one in another.

use icu_datetime::NoCalendarFormatter;
use icu_datetime::fieldsets::zone::{GenericLong, Location, SpecificLong};
use icu_datetime::input::{TimeZone as ZoneId, UtcOffset};
use icu_time::zone::{IanaParser, ZoneNameTimestamp};
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};

use crate::content::language_tag::icu_locale;
use crate::content::text::{Clock, Day};
use crate::content::trainings::SessionDay;

/// The languages that call standard time "winter time", which is wrong all year in a zone without
/// changes.
const WITH_WINTER_TIME: [&str; 4] = ["el", "he", "lt", "lv"];

/// The name of a zone, such as "Central Time": right on each side of a change of clocks. A zone
/// without changes has the name of its one time, such as "Mountain Standard Time", or that of its
/// place, such as "Phoenix Time". `None` if the zone or the language is unknown.
pub(super) fn name(lang: &str, region: &str, zone: &str, days: &[SessionDay]) -> Option<String> {
    let rules = rules(zone)?;
    let at = noon(&rules, days.first()?.date.0)?;
    let offset = rules.to_offset(at);
    let id = IanaParser::new().parse(zone);
    if id == ZoneId::UNKNOWN {
        return None;
    }
    let locale = icu_locale(lang, region)?;
    let info = id
        .with_offset(UtcOffset::try_from_seconds(offset.seconds()).ok())
        .with_zone_name_timestamp(ZoneNameTimestamp::from_epoch_seconds(at.as_second()));
    if has_changes(&rules, at) {
        let formatter = NoCalendarFormatter::try_new((&locale).into(), GenericLong).ok()?;
        return Some(formatter.format(&info).to_string());
    }
    if WITH_WINTER_TIME.contains(&locale.id.language.as_str()) {
        let formatter = NoCalendarFormatter::try_new((&locale).into(), Location).ok()?;
        return Some(formatter.format(&info).to_string());
    }
    let formatter = NoCalendarFormatter::try_new((&locale).into(), SpecificLong).ok()?;
    Some(formatter.format(&info).to_string())
}

/// Days with times of one zone, in another. `None` if a zone is unknown.
pub(super) fn days_in(days: &[SessionDay], from: &str, to: &str) -> Option<Vec<SessionDay>> {
    let (from, to) = (rules(from)?, rules(to)?);
    let moved = days.iter().map(|day| {
        let there = |Clock(time): &Clock| {
            let here = from.to_zoned(day.date.0.to_datetime(*time)).ok()?;
            Some(here.with_time_zone(to.clone()).datetime())
        };
        let (start, end) = (there(&day.start)?, there(&day.end)?);
        let (date, times) = (Day(start.date()), (Clock(start.time()), Clock(end.time())));
        Some(SessionDay { date, start: times.0, end: times.1, ..day.clone() })
    });
    moved.collect()
}

/// Whether two names are of one zone, such as `US/Central` and `America/Chicago`.
pub(super) fn is_alias(a: &str, b: &str) -> bool {
    let id = IanaParser::new().parse(a);
    id != ZoneId::UNKNOWN && id == IanaParser::new().parse(b)
}

/// Whether the clocks of two zones show the same times on some days.
pub(super) fn have_same_times(days: &[SessionDay], a: &str, b: &str) -> bool {
    let Some(there) = days_in(days, a, b) else { return false };
    let is_same = |(here, there): (&SessionDay, &SessionDay)| {
        let here = (here.date.0, here.start.0, here.end.0);
        here == (there.date.0, there.start.0, there.end.0)
    };
    days.iter().zip(&there).all(is_same)
}

/// The rules of a zone, from the database in Peerpress: the same on every computer.
fn rules(zone: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(zone).ok()
}

fn noon(rules: &TimeZone, day: Date) -> Option<Timestamp> {
    Some(rules.to_zoned(day.at(12, 0, 0, 0)).ok()?.timestamp())
}

/// Whether clocks change within a year after a time.
fn has_changes(rules: &TimeZone, at: Timestamp) -> bool {
    let year = (366 * 24).hours();
    let end = at.checked_add(year).unwrap_or(Timestamp::MAX);
    rules.following(at).next().is_some_and(|change| change.timestamp() < end)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_zone_without_changes_has_no_winter() {
        let day = json!({ "date": "2027-07-20", "start": "09:00", "end": "16:00" });
        let days: [SessionDay; 1] = [serde_json::from_value(day).unwrap()];
        let name = |lang, zone| name(lang, "us", zone, &days).unwrap();
        assert_eq!(name("en", "America/Phoenix"), "Mountain Standard Time");
        assert_eq!(name("en", "America/Denver"), "Mountain Time");
        for lang in WITH_WINTER_TIME {
            let (there, changing) = (name(lang, "America/Puerto_Rico"), name(lang, "Asia/Tokyo"));
            assert_ne!(there, changing, "{lang}");
            for winter in ["חורף", "Χειμεριν", "žiem", "ziem"] {
                assert!(!there.contains(winter), "{lang}: {there}");
            }
        }
        assert_eq!(name("he", "America/Puerto_Rico"), "שעון פוארטו ריקו");
    }
}
