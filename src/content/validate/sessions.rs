//! Sessions: days in order that fit their training, a place, a price, and a way to apply.

use super::Checker;
use super::trainings::clock;
use crate::content::currency;
use crate::content::data_file::DataFile;
use crate::content::text::Phone;
use crate::content::time_zone::zone_fault;
use crate::content::trainings::{AgendaDay, Session, SessionDay, SessionFormat, Training};
use crate::diagnostic::Code;

impl Checker<'_> {
    pub(super) fn sessions(&mut self) {
        let partial = self.partial;
        self.program_zones();
        let Some(trainings) = &partial.trainings else { return };
        let known: Vec<&str> = trainings.trainings.iter().map(|one| one.id.as_str()).collect();
        let mut unzoned: Vec<(String, &str)> = Vec::new();
        for (index, session) in trainings.sessions.iter().enumerate() {
            let at = format!("/sessions/{index}");
            let place = self.trainings_place(&format!("{at}/training"));
            self.reference(session.training.as_str(), "there is no training", &known, place);
            self.session_days(session, &at);
            self.session_phrases(session, &at);
            self.session_place(session, &at);
            self.session_format(session, &at);
            self.session_zone(session, &at, &mut unzoned);
            self.session_fee(session, &at);
            self.session_applying(session, &at);
            if let Some(photo) = &session.photo {
                self.photo_file(DataFile::Trainings, photo, &at);
            }
            let training = trainings.trainings.iter().find(|one| one.id == session.training);
            if let Some(fault) = training.and_then(|training| schedule_fault(session, training)) {
                let place = self.trainings_place(&format!("{at}/days"));
                let hint = "correct the days, or the hours and the agenda of the training";
                self.push(Code::SessionHours, place, &fault, hint);
            }
        }
        self.sessions_without_zone(&unzoned);
    }

    fn session_days(&mut self, session: &Session, at: &str) {
        let days = &session.days;
        for (index, day) in days.iter().enumerate() {
            let at = format!("{at}/days/{index}");
            if day.end.0 <= day.start.0 {
                let (start, end) = (clock(day.start.0), clock(day.end.0));
                let place = self.trainings_place(&format!("{at}/end"));
                let message = format!("the day ends at {end}, but it starts at {start}");
                let hint = "correct one of the two; if the session goes past midnight, write two \
                            days: one until 23:59, and the next from 00:00";
                self.push(Code::EndBeforeStart, place, &message, hint);
            }
            if index > 0 && day.date.0 == days[index - 1].date.0 {
                let first = &days[index - 1];
                let (start, end) = (first.start.0.min(day.start.0), first.end.0.max(day.end.0));
                let message = format!("the day {} is listed twice", day.date.0);
                let hint = format!(
                    "write it once, from {} to {}: a break, such as lunch, is part of the day, and \
                     the agenda of the training shows it",
                    clock(start),
                    clock(end)
                );
                let place = self.trainings_place(&format!("{at}/date"));
                self.push(Code::EndBeforeStart, place, &message, &hint);
            } else if index > 0 && day.date.0 < days[index - 1].date.0 {
                let (date, before) = (day.date.0, days[index - 1].date.0);
                let message = format!("the days are out of order: {date} is listed after {before}");
                let place = self.trainings_place(&format!("{at}/date"));
                self.end_before_start(&message, place);
            }
        }
    }

    /// The phrases for the format and the status.
    fn session_phrases(&mut self, session: &Session, at: &str) {
        let partial = self.partial;
        let Some(wording) = &partial.wording else { return };
        let words: Vec<&str> = wording.words.keys().map(String::as_str).collect();
        let format = Some(session.format.name().to_owned());
        for (field, phrase) in [("format", format), ("status", session.status.phrase())] {
            let Some(phrase) = phrase else { continue };
            let place = self.trainings_place(&format!("{at}/{field}"));
            self.reference(&phrase, "`data/wording.json` has no phrase", &words, place);
        }
    }

    fn session_place(&mut self, session: &Session, at: &str) {
        if !session.format.has_place() {
            return;
        }
        let has_city = |day: &SessionDay| session.place_on(day).city.is_some();
        if !session.days.iter().all(has_city) {
            let message = match session.format {
                SessionFormat::Hybrid => "a hybrid session needs a `city`",
                _ => "an in-person session needs a `city`",
            };
            let hint = "add \"city\", or change \"format\" to \"online\"";
            let place = self.trainings_place(at);
            self.push(Code::MissingField, place, message, hint);
        }
        self.unused_place(session, at);
    }

    /// What the session states of its place, and each of its days states otherwise.
    fn unused_place(&mut self, session: &Session, at: &str) {
        let own = session.own_place();
        let places: Vec<_> = session.days.iter().map(|day| session.place_on(day)).collect();
        let unused = [
            ("city", own.city.is_some() && places.iter().all(|it| it.city != own.city)),
            ("venue", own.venue.is_some() && places.iter().all(|it| it.venue != own.venue)),
            ("address", own.address.is_some() && places.iter().all(|it| it.address != own.address)),
        ];
        for (field, _) in unused.into_iter().filter(|(_, is_unused)| *is_unused) {
            let message = format!("no day of the session `{}` uses its `{field}`", session.id);
            let hint = format!(
                "remove `{field}`, or correct the places under `days`; the place of a day is used \
                 instead of that of the session"
            );
            let place = self.trainings_place(&format!("{at}/{field}"));
            self.push(Code::BadValue, place, &message, &hint);
        }
    }

    /// A session that is only online has no place, and one in person has no way to join online.
    fn session_format(&mut self, session: &Session, at: &str) {
        let fields = match session.format {
            SessionFormat::Online => &["city", "venue", "address"][..],
            SessionFormat::InPerson => &["join"],
            SessionFormat::Hybrid => &[],
        };
        let (is, hint) = match session.format {
            SessionFormat::Online => ("online", "change \"format\" to \"hybrid\" or \"in-person\""),
            _ => ("in person", "change \"format\" to \"hybrid\" or \"online\""),
        };
        let partial = self.partial;
        let Some(source) = partial.sources.get(DataFile::Trainings.path()) else { return };
        let days = (0..session.days.len()).map(|index| format!("{at}/days/{index}"));
        for owner in std::iter::once(at.to_owned()).chain(days) {
            for field in fields {
                let pointer = format!("{owner}/{field}");
                if source.value.pointer(&pointer).is_none() {
                    continue;
                }
                let message = format!("`{}` is {is}, but it has `{field}`", session.id);
                let place = self.trainings_place(&pointer);
                let hint = format!("remove `{field}`, or {hint}");
                self.push(Code::BadValue, place, &message, &hint);
            }
        }
    }

    fn session_fee(&mut self, session: &Session, at: &str) {
        let Some(fee) = &session.fee else { return };
        if fee.amount == 0.0 {
            if fee.scholarship.is_some() {
                let place = self.trainings_place(&format!("{at}/fee/scholarship"));
                let message = format!("`{}` has no cost, but it has a `scholarship`", session.id);
                let hint = "remove `scholarship`, or write the amount that people pay";
                self.push(Code::BadValue, place, &message, hint);
            }
            return;
        }
        if fee.currency.is_none() {
            let message = format!("the fee of {} has no currency", fee.amount);
            let place = self.trainings_place(&format!("{at}/fee/amount"));
            let region = self.partial.program.as_ref().map_or("us", |program| &program.region.0);
            let own = currency::of_region(region).map_or("USD", |(code, _)| code);
            let hint = format!("add \"currency\": \"{own}\", or write 0 if there is no cost");
            self.push(Code::MissingField, place, &message, &hint);
        }
        let code = fee.currency.as_ref().map_or("USD", |currency| currency.0.as_str());
        if currency::has_more_decimals(fee.amount, code) {
            let place = self.trainings_place(&format!("{at}/fee/amount"));
            let message = match currency::decimals(code) {
                0 => format!("the fee {} has decimals, but {code} has none", fee.amount),
                most => {
                    format!("the fee {} has more than the {most} decimals of {code}", fee.amount)
                }
            };
            self.push(Code::BadValue, place, &message, "write the amount that people pay");
        }
    }

    /// The number to call is one, the last day to apply is before the session ends, and there is a
    /// way to apply.
    fn session_applying(&mut self, session: &Session, at: &str) {
        if let Some(Phone(number)) = &session.apply_phone {
            let place = self.trainings_place(&format!("{at}/apply_phone"));
            self.number_to_call(number, place);
        }
        let Some(apply_by) = &session.apply_by else { return };
        let place = self.trainings_place(&format!("{at}/apply_by"));
        if !session.has_way_to_apply() {
            let message = "the session has a last day to apply, but no way to apply";
            let hint = "add `apply`, `apply_phone`, or `apply_email`, or remove `apply_by`";
            self.push(Code::MissingField, place, message, hint);
            return;
        }
        let first = session.days.first().filter(|first| apply_by.0 > first.date.0);
        if let Some(first) = first {
            let message = format!(
                "the application deadline, {}, is after the session begins on {}",
                apply_by.0, first.date.0
            );
            self.end_before_start(&message, place);
        }
    }

    fn program_zones(&mut self) {
        let partial = self.partial;
        let Some(zones) = partial.program.as_ref().and_then(|one| one.time_zone.as_ref()) else {
            return;
        };
        for (name, pointer) in zones.names().into_iter().zip(zones.pointers()) {
            self.known_zone(name, DataFile::Program, &format!("/time_zone{pointer}"));
        }
    }

    /// The zone of a session that people take part in from elsewhere.
    fn session_zone<'s>(
        &mut self,
        session: &'s Session,
        at: &str,
        unzoned: &mut Vec<(String, &'s str)>,
    ) {
        if let Some(zone) = &session.time_zone {
            self.known_zone(&zone.0, DataFile::Trainings, &format!("{at}/time_zone"));
            return;
        }
        let of_program = self.partial.program.as_ref().map(|program| program.time_zone.is_some());
        if session.format.has_online_part() && of_program == Some(false) {
            unzoned.push((at.to_owned(), session.id.as_str()));
        }
    }

    /// Reports the sessions without a time zone once: they lack that of the program.
    fn sessions_without_zone(&mut self, unzoned: &[(String, &str)]) {
        let Some((at, first)) = unzoned.first() else { return };
        let message = match unzoned.len() {
            1 => format!("the session `{first}` is online and has no time zone"),
            more => format!(
                "the session `{first}` and {} more are online and have no time zone",
                more - 1
            ),
        };
        let hint = "add \"time_zone\" to `data/program.json`, or to each session: the IANA name of \
                    the zone of its times, such as \"America/New_York\"";
        let place = self.trainings_place(&format!("{at}/format"));
        self.push(Code::MissingTimeZone, place, &message, hint);
    }

    fn known_zone(&mut self, name: &str, file: DataFile, pointer: &str) {
        let program = self.partial.program.as_ref();
        let region = program.map_or("", |program| program.region.0.as_str());
        let Some(fault) = zone_fault(name, region) else { return };
        let place = self.place(file, pointer);
        self.push(Code::UnknownReference, place, &fault.message, &fault.hint);
    }
}

/// The most minutes that the days may be shorter than the training: a day that ends at midnight is
/// written as one that ends at 23:59.
const MOST_MISSING: f64 = 1.5;

/// Whether each day ends after it starts, and the days are in order.
fn is_in_order(days: &[SessionDay]) -> bool {
    let is_day = |day: &SessionDay| day.start.0 < day.end.0;
    let follows = |pair: &[SessionDay]| pair[0].date.0 < pair[1].date.0;
    days.iter().all(is_day) && days.windows(2).all(follows)
}

/// What is wrong with the days of a session, in view of its training. Days that are not in order
/// are reported for themselves.
fn schedule_fault(session: &Session, training: &Training) -> Option<String> {
    if !is_in_order(&session.days) {
        return None;
    }
    let hours: f64 = session.days.iter().map(SessionDay::hours).sum();
    let id = &session.id;
    // Breaks make the days longer than the training, never shorter.
    if hours + MOST_MISSING / 60.0 < training.hours {
        return Some(format!(
            "the days of `{id}` have {} hours, but the training has {}",
            rounded(hours),
            rounded(training.hours)
        ));
    }
    let (days, agenda) = (session.days.len(), training.agenda.len());
    if agenda == 0 {
        return None;
    }
    if days != agenda {
        return Some(format!(
            "`{id}` has {days} days, but the agenda of `{}` has {agenda}",
            training.id
        ));
    }
    let fits = |day: &SessionDay, plan: &AgendaDay| {
        let starts = plan.blocks.first().is_none_or(|block| block.start.0 >= day.start.0);
        starts && plan.blocks.last().is_none_or(|block| block.end.0 <= day.end.0)
    };
    let mut both = session.days.iter().zip(&training.agenda);
    let (day, plan) = both.find(|(day, plan)| !fits(day, plan))?;
    let (first, last) = (plan.blocks.first()?, plan.blocks.last()?);
    Some(format!(
        "`{id}` is from {} to {} on {}, but the agenda of day {} is from {} to {}",
        clock(day.start.0),
        clock(day.end.0),
        day.date.0,
        plan.day,
        clock(first.start.0),
        clock(last.end.0)
    ))
}

/// Hours with at most two decimals.
fn rounded(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}
