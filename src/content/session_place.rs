//! Where the days of a session take place. A day states only what differs from its session.

use super::text::Text;
use super::trainings::{Session, SessionDay};

/// A city, the building or room in it, and its street.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SessionPlace<'a> {
    pub(crate) city: Option<&'a str>,
    pub(crate) venue: Option<&'a Text>,
    pub(crate) address: Option<&'a str>,
}

impl Session {
    /// The place that the session states for all its days.
    pub(crate) fn own_place(&self) -> SessionPlace<'_> {
        SessionPlace {
            city: self.city.as_ref().map(|city| city.0.as_str()),
            venue: self.venue.as_ref(),
            address: self.address.as_ref().map(|address| address.0.as_str()),
        }
    }

    /// The place of a day: what the day states, and the rest from the session. The venue of the
    /// session is not in another city, and its street is not that of another venue.
    pub(crate) fn place_on<'a>(&'a self, day: &'a SessionDay) -> SessionPlace<'a> {
        let own = self.own_place();
        let city = day.city.as_ref().map(|city| city.0.as_str());
        let venue = day.venue.as_ref();
        let address = day.address.as_ref().map(|address| address.0.as_str());
        let is_in_city = is_compatible(city, own.city);
        let is_in_venue = is_in_city && is_compatible(venue, own.venue);
        SessionPlace {
            city: city.or(own.city),
            venue: venue.or(own.venue.filter(|_| is_in_city)),
            address: address.or(own.address.filter(|_| is_in_venue)),
        }
    }

    /// Whether a day takes place elsewhere than the session itself states.
    pub(crate) fn has_places_of_days(&self) -> bool {
        self.days.iter().any(|day| self.place_on(day) != self.own_place())
    }

    /// The cities in which people meet, in the order of the days; none if it is only online.
    pub(crate) fn cities(&self) -> Vec<&str> {
        let mut cities = Vec::new();
        for city in self.days.iter().filter_map(|day| self.place_on(day).city) {
            if self.format.has_place() && !cities.contains(&city) {
                cities.push(city);
            }
        }
        cities
    }
}

/// Whether a part of the place of a day can be that of the session.
fn is_compatible<T: PartialEq>(of_day: Option<T>, of_session: Option<T>) -> bool {
    of_day.is_none() || of_session.is_none() || of_day == of_session
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn session(place: &Value, days: &[Value]) -> Session {
        let mut session = json!({ "id": "one", "training": "core", "format": "in-person" });
        let with = |mut value: Value, more: &Value| {
            let more = more.as_object().unwrap().clone();
            value.as_object_mut().unwrap().extend(more);
            value
        };
        let day = |place: &Value| {
            with(json!({ "date": "2027-02-08", "start": "09:00", "end": "17:00" }), place)
        };
        session["days"] = days.iter().map(day).collect();
        serde_json::from_value(with(session, place)).unwrap()
    }

    /// The places of the days of a session, and its cities.
    fn places(place: &Value, days: &[Value]) -> (Vec<String>, String) {
        let session = session(place, days);
        let in_words = |day: &SessionDay| {
            let place = session.place_on(day);
            let venue = place.venue.and_then(|venue| venue.get("en"));
            [venue, place.address, place.city].map(|part| part.unwrap_or("–")).join(", ")
        };
        (session.days.iter().map(in_words).collect(), session.cities().join(", "))
    }

    #[test]
    fn a_day_states_what_differs_from_its_session() {
        let school = json!({ "city": "Cordova", "venue": "School", "address": "2 Main Street" });
        let days = [
            json!({}),
            json!({ "address": "1 Egan Drive" }),
            json!({ "venue": "Clinic" }),
            json!({ "city": "Valdez" }),
            json!({ "city": "Valdez", "venue": "Library" }),
            school.clone(),
        ];
        let (places_of_days, cities) = places(&school, &days);
        let wanted = [
            "School, 2 Main Street, Cordova",
            "School, 1 Egan Drive, Cordova",
            "Clinic, –, Cordova",
            "–, –, Valdez",
            "Library, –, Valdez",
            "School, 2 Main Street, Cordova",
        ];
        assert_eq!(
            (places_of_days, cities),
            (wanted.map(str::to_owned).to_vec(), "Cordova, Valdez".to_owned())
        );
        let (of_days, cities) = places(&json!({ "venue": "Hall" }), &[json!({ "city": "Tok" })]);
        assert_eq!((of_days, cities), (vec!["Hall, –, Tok".to_owned()], "Tok".to_owned()));
    }
}
