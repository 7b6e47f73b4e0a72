//! The sessions to come as calendars: a file for each, and one with all.

use std::collections::BTreeMap;
use std::fmt;

use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::model::{Site, SiteLanguage};
use crate::content::Content;
use crate::content::text::Line;
use crate::content::trainings::{Session, SessionDay, SessionStatus};

/// When a day of a session begins and ends.
pub(super) enum Moment {
    /// In a time zone.
    Zoned(Zoned),
    /// On the clocks of the place, if the data has no time zone.
    Local(DateTime),
}

/// The times of a day of a session.
pub(super) struct DayTimes {
    pub(super) start: Moment,
    pub(super) end: Moment,
}

impl fmt::Display for Moment {
    /// Writes the time as ISO 8601 does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zoned(time) => write!(f, "{}", time.strftime("%Y-%m-%dT%H:%M:%S%:z")),
            Self::Local(time) => write!(f, "{}", time.strftime("%Y-%m-%dT%H:%M:%S")),
        }
    }
}

impl Moment {
    /// The time as iCalendar writes it: in UTC, if the time zone is known.
    fn stamp(&self) -> String {
        match self {
            Self::Zoned(time) => {
                time.with_time_zone(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
            }
            Self::Local(time) => time.strftime("%Y%m%dT%H%M%S").to_string(),
        }
    }
}

/// The path of the calendar of a session in the folder of the website.
pub(super) fn path(session: &str, lang: &str) -> String {
    format!("calendar/{session}.{lang}.ics")
}

/// The path of the calendar of all sessions.
pub(super) fn path_of_all(lang: &str) -> String {
    format!("calendar/all.{lang}.ics")
}

/// The path of the news of the sessions.
pub(super) fn path_of_feed(lang: &str) -> String {
    format!("calendar/news.{lang}.xml")
}

/// The times of each day of a session.
pub(super) fn times(content: &Content, session: &Session) -> Vec<DayTimes> {
    let own = session.time_zone.as_ref().map(|Line(name)| name.as_str());
    let of_program = content.program.time_zone.as_ref();
    let name = own.or_else(|| of_program?.names().first().copied());
    let zone = name.and_then(|name| TimeZone::get(name).ok());
    let moment = |time: jiff::civil::DateTime| {
        let zoned = zone.as_ref().and_then(|zone| time.to_zoned(zone.clone()).ok());
        zoned.map_or(Moment::Local(time), Moment::Zoned)
    };
    let day = |day: &SessionDay| DayTimes {
        start: moment(day.date.0.to_datetime(day.start.0)),
        end: moment(day.date.0.to_datetime(day.end.0)),
    };
    session.days.iter().map(day).collect()
}

/// Returns the calendars by their paths.
///
/// `name` is at the end of the IDs of their entries.
pub(super) fn files(site: &Site<'_>, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for lang in &site.languages {
        let mut all = calendar(lang, &lang.phrase("site-upcoming"));
        for facts in lang.sessions() {
            let id = facts["id"].as_str().unwrap_or_default();
            let Some(session) = site.session(id) else { continue };
            let mut own = calendar(lang, facts["training"]["title"].as_str().unwrap_or(id));
            for event in events((site, name), session, facts) {
                own.push(event.clone());
                all.push(event);
            }
            files.insert(path(id, &lang.tag), own.done().to_string().into_bytes());
        }
        files.insert(path_of_all(&lang.tag), all.done().to_string().into_bytes());
    }
    files
}

fn calendar(lang: &SiteLanguage, name: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    let program = lang.data["program"]["name"].as_str().unwrap_or_default();
    for (name, value) in
        [("VERSION", "2.0"), ("PRODID", "-//Peerpress//Peerpress//EN"), ("CALSCALE", "GREGORIAN")]
    {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name(&format!("{program}: {name}"));
    calendar
}

/// The days of a session. Their IDs stay the same when dates change, so that calendars move the
/// entries that people have, and mark those of a session that was cancelled.
fn events((site, name): (&Site<'_>, &str), session: &Session, facts: &Value) -> Vec<Event> {
    let content = site.content;
    let revised = content.program.revised.0;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let state = text(&facts["status_name"]);
    let title = text(&facts["training"]["title"]);
    let summary = if state.is_empty() { title } else { format!("{state}: {title}") };
    let mut events = Vec::new();
    for (number, times) in (1..).zip(times(content, session)) {
        let mut event = Event::new();
        event
            .uid(&format!("{}-{number}@{name}", session.id))
            .summary(&summary)
            .status(status_of(session))
            .add_property("DTSTAMP", revised.strftime("%Y%m%dT000000Z").to_string())
            .add_property("SEQUENCE", format!("{}{}", revised.strftime("%Y%m%d"), rank_of(session)))
            .add_property("DTSTART", times.start.stamp())
            .add_property("DTEND", times.end.stamp());
        let about = [text(&facts["dates"]), text(&facts["training"]["summary"])];
        event.description(&about.join("\n"));
        match place_on(facts, number - 1) {
            place if place.is_empty() => event.location(&text(&facts["format_name"])),
            place => event.location(&place.join(", ")),
        };
        if let Some(url) = facts["apply"]["url"].as_str() {
            event.url(url);
        }
        events.push(event.done());
    }
    events
}

/// The venue, the address, and the city of a day of a session, as far as they are known.
pub(super) fn place_on(facts: &Value, day: usize) -> Vec<&str> {
    let of_day = facts["days"][day]["place"].as_array();
    let of_session = || ["venue", "address", "city"].map(|field| &facts[field]).to_vec();
    let place = of_day.map_or_else(of_session, |place| place.iter().collect());
    place.into_iter().filter_map(Value::as_str).filter(|part| !part.is_empty()).collect()
}

/// The last digit of the sequence number. The entry of a session that is postponed or cancelled is
/// newer than the one before, even if `revised` is the same.
fn rank_of(session: &Session) -> u8 {
    match session.status {
        SessionStatus::Cancelled => 2,
        SessionStatus::Postponed => 1,
        _ => 0,
    }
}

fn status_of(session: &Session) -> EventStatus {
    match session.status {
        SessionStatus::Cancelled => EventStatus::Cancelled,
        SessionStatus::Postponed => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    }
}
