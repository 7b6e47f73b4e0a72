//! What templates see of a session besides what the data says: its dates and times in words, its
//! time zones, what it costs, and whether one can apply.

use jiff::civil::Date;
use serde_json::{Value, json};
use strum::VariantNames;

use super::facts::Facts;
use super::job::MissingText;
use super::{locale, money, zone};
use crate::content::data_file::DataFile;
use crate::content::need::Fields;
use crate::content::shape::Derived;
use crate::content::text::Line;
use crate::content::trainings::{Session, SessionDay, SessionFormat, SessionStatus};

/// The phrases of which a derived field of a session is one.
fn possible_phrases(derived: Derived) -> impl Iterator<Item = String> {
    let formats = SessionFormat::VARIANTS.iter().map(|name| (*name).to_owned());
    let statuses = SessionStatus::VARIANTS.iter().map(|name| format!("status-{name}"));
    let formats = formats.filter(move |_| derived == Derived::FormatName);
    let statuses = statuses.filter(move |_| derived == Derived::StatusName);
    let cost = (derived == Derived::Cost).then(|| "no-cost".to_owned());
    formats.chain(statuses).chain(cost)
}

impl Facts<'_> {
    pub(super) fn derive_session(
        &mut self,
        derived: Derived,
        index: usize,
        fields: &Fields<'_>,
    ) -> Value {
        let session = &self.content.trainings.sessions[index];
        let field = match derived {
            Derived::SessionTraining => "training",
            Derived::FormatName | Derived::IsOnline => "format",
            Derived::Status | Derived::StatusName => "status",
            Derived::ApplicationsOpen => "apply_by",
            Derived::Cost => "fee",
            _ => "days",
        };
        self.record_read(DataFile::Trainings.path(), &format!("/sessions/{index}/{field}"));
        if matches!(
            derived,
            Derived::Dates | Derived::DatesShort | Derived::SessionTimes | Derived::Schedule
        ) {
            self.need_names();
        }
        let dates = || -> Vec<Date> { session.days.iter().map(|day| day.date.0).collect() };
        self.possible.extend(possible_phrases(derived).map(|name| format!("/words/{name}")));
        match derived {
            Derived::SessionTraining => self.training(&session.training, fields),
            Derived::FormatName => self.phrase(session.format.name()),
            Derived::IsOnline => json!(session.format == SessionFormat::Online),
            Derived::Status => session.status.to_string().into(),
            Derived::StatusName => {
                session.status.phrase().map_or(Value::Null, |name| self.phrase(&name))
            }
            Derived::Dates => locale::dates(self.locale, &dates()).into(),
            Derived::DatesShort => locale::dates_short(self.locale, &dates()).into(),
            Derived::SessionTimes => locale::session_times(self.locale, &session.days).into(),
            Derived::Schedule => locale::schedule(self.locale, &session.days).into(),
            Derived::Zones => self.zones(session, index),
            Derived::Cost => self.cost(session),
            Derived::ApplicationsOpen => self.applications_open(session, index),
            _ => unreachable!("a session has no derived field {derived:?}"),
        }
    }

    /// The cities of a session as a list; none if the data has none, or it is only online.
    pub(super) fn cities(&self, session: &Session) -> Value {
        let cities: Vec<String> = session.cities().into_iter().map(str::to_owned).collect();
        match cities.is_empty() {
            true => Value::Null,
            false => locale::list(self.locale, cities).into(),
        }
    }

    /// A session as a certificate states it: with the cities of all its days.
    pub(super) fn award_session(&mut self, index: usize, fields: &Fields<'_>) -> Value {
        let mut json = self.session(index, fields);
        let cities = self.cities(&self.content.trainings.sessions[index]);
        if let Some(city) = json.get_mut("city").filter(|_| !cities.is_null()) {
            self.record_read(DataFile::Trainings.path(), &format!("/sessions/{index}/days"));
            *city = cities;
        }
        json
    }

    /// The parts of the place of a day, from the venue to the city; none if the session itself
    /// states the place of all its days.
    pub(super) fn place_of_day(&mut self, index: usize, day: usize) -> Value {
        let session = &self.content.trainings.sessions[index];
        for field in ["city", "venue", "address", "days"] {
            self.record_read(DataFile::Trainings.path(), &format!("/sessions/{index}/{field}"));
        }
        if !session.has_places_of_days() {
            return Value::Null;
        }
        let place = session.place_on(&session.days[day]);
        let venue = place.venue.map(|venue| self.text(venue));
        let rest = [place.address, place.city].into_iter().flatten().map(Value::from);
        venue.into_iter().chain(rest).collect()
    }

    /// A shared phrase of `data/wording.json`.
    pub(super) fn phrase(&mut self, name: &str) -> Value {
        self.record_read(DataFile::Wording.path(), &format!("/words/{name}"));
        match self.content.wording.words.get(name) {
            Some(phrase) => self.text(phrase),
            None => {
                self.untranslated.insert(MissingText::Phrase(name.to_owned()));
                Value::Null
            }
        }
    }

    /// Whether people can apply: the session takes applications, there is a way to apply, and the
    /// last day has not passed.
    fn applications_open(&mut self, session: &Session, index: usize) -> Value {
        self.record_read(DataFile::Program.path(), "/as_of");
        self.record_read(DataFile::Trainings.path(), &format!("/sessions/{index}/status"));
        let first = session.days.first().map(|day| day.date.0);
        let last = session.apply_by.as_ref().map(|day| day.0).or(first);
        let is_in_time = last.is_some_and(|last| last >= self.as_of);
        json!(session.status.takes_applications() && session.has_way_to_apply() && is_in_time)
    }

    /// The time zones of a session that people take part in from elsewhere: its own, and the other
    /// zones of the program, each with the times in it.
    fn zones(&mut self, session: &Session, index: usize) -> Value {
        let content = self.content;
        for field in ["format", "time_zone"] {
            let pointer = format!("/sessions/{index}/{field}");
            if content.value(DataFile::Trainings.path(), &pointer).is_some() {
                self.record_read(DataFile::Trainings.path(), &pointer);
            }
        }
        if !session.format.has_online_part() {
            return json!([]);
        }
        let of_program = content.program.time_zone.as_ref();
        if of_program.is_some() {
            self.record_read(DataFile::Program.path(), "/time_zone");
        }
        let of_program = of_program.map(|zones| zones.names()).unwrap_or_default();
        let own = session.time_zone.as_ref().map(|Line(name)| name.as_str());
        let Some(own) = own.or(of_program.first().copied()) else { return json!([]) };
        let mut names = vec![own];
        for name in of_program {
            // A city of a zone that is printed already, or another name of it.
            if !names.iter().any(|known| self.is_same_zone(known, name, &session.days)) {
                names.push(name);
            }
        }
        let unnamed = names.iter().filter(|name| !self.locale.has_zone(name));
        self.untranslated.extend(unnamed.map(|name| MissingText::Zone((*name).to_owned())));
        let is_same_day = |(a, b): (&SessionDay, &SessionDay)| a.date.0 == b.date.0;
        let zone = |name| {
            let days = zone::days_in(&session.days, own, name)?;
            let times = match session.days.iter().zip(&days).all(is_same_day) {
                true => locale::session_times(self.locale, &days),
                // In that zone, people come on another day.
                false => locale::dated_times(self.locale, &days),
            };
            Some(json!({ "name": self.zone_name(name, &session.days)?, "times": times }))
        };
        names.into_iter().filter_map(zone).collect()
    }

    fn zone_name(&self, zone: &str, days: &[SessionDay]) -> Option<String> {
        let region = self.content.program.region.0.as_str();
        self.own_zone_name(zone).or_else(|| zone::name(self.lang, region, zone, days))
    }

    /// The name that the data has for a zone, under this name of it or another.
    fn own_zone_name(&self, zone: &str) -> Option<String> {
        let names = &self.locale.time_zones;
        let of_alias = || names.iter().find(|(known, _)| zone::is_alias(known, zone));
        names.get(zone).or_else(|| of_alias().map(|(_, name)| name)).cloned()
    }

    /// Whether two zones have the same times on the days of a session, and the same name.
    fn is_same_zone(&self, a: &str, b: &str, days: &[SessionDay]) -> bool {
        let region = self.content.program.region.0.as_str();
        let (own_a, own_b) = (self.own_zone_name(a), self.own_zone_name(b));
        let has_same_name = match (own_a, own_b) {
            (Some(a), Some(b)) => a == b,
            _ => {
                let name = |zone| zone::name(self.lang, region, zone, days);
                name(a).is_some_and(|name_of_a| name(b) == Some(name_of_a))
            }
        };
        a == b || has_same_name && zone::have_same_times(days, a, b)
    }

    fn cost(&mut self, session: &Session) -> Value {
        let Some(fee) = &session.fee else { return Value::Null };
        if fee.amount == 0.0 {
            return self.phrase("no-cost");
        }
        let Some(currency) = &fee.currency else { return Value::Null };
        let region = self.content.program.region.0.as_str();
        money::written(self.locale, region, fee.amount, &currency.0).into()
    }
}
