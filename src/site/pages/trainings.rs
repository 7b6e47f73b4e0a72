//! The sessions to come: a page with all of them, and one for each.

use minijinja::value::{Serde, Value};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::parts::{self, Entries, Part};
use super::{Page, TRAININGS};
use crate::content::trainings::{Session, SessionFormat, SessionStatus};
use crate::site::calendar;
use crate::site::model::{Site, SiteLanguage, Version};

/// What the list shows of a session, in addition to the places of its days.
const SHOWN: [&str; 19] = [
    "/id",
    "/training/title",
    "/training/title",
    "/training/length",
    "/dates",
    "/dates",
    "/times",
    "/zones",
    "/status_name",
    "/format_name",
    "/venue",
    "/address",
    "/city",
    "/join",
    "/cost",
    "/fee/scholarship",
    "/language",
    "/apply/url",
    "/apply_by/long",
];

/// The path of the page of a session in the folder of its language.
pub(super) fn place(session: &str) -> String {
    format!("trainings/{session}.html")
}

/// What the template of all sessions sees.
#[derive(Serialize)]
struct Trainings<'a> {
    /// The sessions of this part of the list.
    sessions: Vec<SessionEntry<'a>>,
    /// The number of the part, from 1.
    part: usize,
    parts: Vec<Part>,
    /// The trainings that the program gives.
    trainings: &'a Json,
    /// The path of the calendar with all sessions, in the folder of the website.
    calendar: String,
    /// The path of the news; none if the address of the website is not known.
    feed: Option<String>,
}

/// A session in the list.
#[derive(Serialize)]
struct SessionEntry<'a> {
    place: String,
    facts: &'a Json,
}

/// What the template of one session sees.
#[derive(Serialize)]
struct SessionPage<'a> {
    session: &'a Json,
    /// The path of its calendar file, in the folder of the website.
    calendar: String,
    /// The session as schema.org describes an event.
    event: Json,
    /// The pieces about it: paths in the folder of the language, and titles.
    pieces: Vec<(String, &'a str)>,
}

pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let mut pages = Vec::new();
    let parts = parts::split(&site.languages, weights(site));
    for lang in &site.languages {
        pages.extend((0..parts.len()).map(|index| list(site, lang, &parts, index)));
        let entries = lang.sessions().iter();
        pages.extend(entries.filter_map(|facts| {
            let session = site.session(facts["id"].as_str()?)?;
            Some(page(site, lang, session, facts))
        }));
    }
    pages
}

/// About how many bytes of HTML each session takes, in the language in which it takes the most.
fn weights(site: &Site<'_>) -> impl Iterator<Item = usize> {
    let weight = |facts: &Json| {
        let shown = SHOWN.iter().filter_map(|field| facts.pointer(field));
        let places = facts["days"].as_array().into_iter().flatten();
        let places = places.map(|day| 40 + letters(&day["place"]));
        600 + shown.map(letters).chain(places).sum::<usize>()
    };
    let of_language = |lang: &SiteLanguage| lang.sessions().iter().map(weight).collect();
    let weights: Vec<Vec<usize>> = site.languages.iter().map(of_language).collect();
    let count = weights.iter().map(Vec::len).max().unwrap_or_default();
    let most = move |index: usize| weights.iter().filter_map(|it| it.get(index)).copied().max();
    (0..count).filter_map(most)
}

/// The bytes of the texts of a value.
fn letters(value: &Json) -> usize {
    match value {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(letters).sum(),
        Json::Object(fields) => fields.values().map(letters).sum(),
        _ => 0,
    }
}

/// A page with a part of the sessions.
fn list(site: &Site<'_>, lang: &SiteLanguage, entries: &[Entries], index: usize) -> Page {
    let all = lang.sessions();
    let entry = |facts: &'_ Json| place(facts["id"].as_str().unwrap_or_default());
    let mut parts = Part::all(site.content, &lang.tag, TRAININGS, entries, index);
    for (part, (_, range)) in parts.iter_mut().zip(entries) {
        let first = all.get(range.start);
        part.since = first.and_then(|facts| facts["dates"].as_str()).map(str::to_owned);
    }
    let title = lang.phrase("site-upcoming");
    let Part { place: own_place, .. } = parts[index].clone();
    let title = if index == 0 { title } else { parts[index].title(&title) };
    let (number, shown) = entries[index].clone();
    let shown = all.get(shown).unwrap_or_default();
    let body = Trainings {
        sessions: shown.iter().map(|facts| SessionEntry { place: entry(facts), facts }).collect(),
        part: number,
        parts,
        trainings: &lang.data["trainings"],
        calendar: calendar::path_of_all(&lang.tag),
        feed: site.base_url.is_some().then(|| calendar::path_of_feed(&lang.tag)),
    };
    Page {
        lang: lang.tag.clone(),
        place: own_place,
        template: "trainings.html".to_owned(),
        title,
        description: lang.phrase("site-upcoming"),
        body: Value::from(Serde(&body)),
        ..Page::default()
    }
}

fn page(site: &Site<'_>, lang: &SiteLanguage, session: &Session, facts: &Json) -> Page {
    let id = session.id.as_str();
    let title = facts["training"]["title"].as_str().unwrap_or_default();
    let dates = facts["dates"].as_str().unwrap_or_default();
    let is_about = |version: &&Version| version.session.as_deref() == Some(id);
    let pieces = site.versions_in(&lang.tag).filter(is_about);
    let body = SessionPage {
        session: facts,
        calendar: calendar::path(id, &lang.tag),
        event: event(site, lang, session, facts),
        pieces: pieces.map(|version| (version.place(), version.title.as_str())).collect(),
    };
    Page {
        lang: lang.tag.clone(),
        place: place(id),
        template: "session.html".to_owned(),
        title: format!("{title}, {dates}"),
        description: facts["training"]["summary"].as_str().unwrap_or(title).to_owned(),
        body: Value::from(Serde(&body)),
        ..Page::default()
    }
}

/// The session as schema.org describes an event, for search engines.
fn event(site: &Site<'_>, lang: &SiteLanguage, session: &Session, facts: &Json) -> Json {
    let times = calendar::times(site.content, session);
    let status = match session.status {
        SessionStatus::Cancelled => "EventCancelled",
        SessionStatus::Postponed => "EventPostponed",
        _ => "EventScheduled",
    };
    let mode = match session.format {
        SessionFormat::Online => "OnlineEventAttendanceMode",
        SessionFormat::Hybrid => "MixedEventAttendanceMode",
        SessionFormat::InPerson => "OfflineEventAttendanceMode",
    };
    let schema = |name: &str| format!("https://schema.org/{name}");
    let program = &lang.data["program"];
    let mut event = json!({
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": facts["training"]["title"],
        "description": facts["training"]["summary"],
        "eventStatus": schema(status),
        "eventAttendanceMode": schema(mode),
        "organizer": {
            "@type": "Organization",
            "name": program["name"],
            "url": program["home"]["url"],
        },
    });
    if let (Some(first), Some(last)) = (times.first(), times.last()) {
        event["startDate"] = first.start.to_string().into();
        event["endDate"] = last.end.to_string().into();
    }
    let mut places = Vec::new();
    for (index, day) in session.days.iter().enumerate() {
        let parts = calendar::place_on(facts, index);
        let has_venue = session.place_on(day).venue.is_some();
        // A place without a venue has the name of its city.
        let (name, address) = match has_venue {
            true => (parts.first(), parts.get(1..).unwrap_or_default()),
            false => (parts.last(), &parts[..]),
        };
        let Some(name) = name else { continue };
        let place = json!({ "@type": "Place", "name": name, "address": address.join(", ") });
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if session.format.has_online_part() {
        let url = [&facts["apply"]["url"], &program["home"]["url"]];
        let url = url.into_iter().find(|url| url.is_string());
        places.push(json!({ "@type": "VirtualLocation", "url": url }));
    }
    if !places.is_empty() {
        event["location"] = places.into();
    }
    if let Some(fee) = &session.fee {
        let currency = fee.currency.as_ref().map_or("USD", |currency| currency.0.as_str());
        event["offers"] = json!({
            "@type": "Offer",
            "price": fee.amount,
            "priceCurrency": currency,
            "url": facts["apply"]["url"],
        });
    }
    without_nulls(event)
}

/// Removes the fields without a value.
fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(fields) => {
            let known = fields.into_iter().filter(|(_, value)| !value.is_null());
            known.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Json::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
