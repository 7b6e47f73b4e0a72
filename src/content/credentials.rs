//! Credentials that people hold for a limited time: certifications, their levels and renewals.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::certification::{CertificateKind, Certification};
use super::text::{Id, MonthDay, Text};

/// A credential: what `certify --credential` certifies people as.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Credential {
    /// A short name, which `certify --credential` takes.
    pub id: Id,
    /// The title as the certificate states it.
    pub title: Text,
    /// The level, such as `II` or `Level II`. The certificate states it after the title.
    pub level: Option<Text>,
    /// `certified` for a certification, `recertified` for its renewal.
    pub kind: CertificateKind,
    /// Whether the credential is an invented example. Its certificates are marked as samples.
    #[serde(default)]
    pub sample: bool,
    /// The ID of the certificate piece that is printed.
    pub piece: Id,
    /// How long a certificate is valid.
    pub valid: Validity,
    /// The IDs of the credentials whose certificates it takes the place of. A renewal lists the
    /// credential that it renews, and itself, so that it can be renewed again. A higher level can
    /// list the lower one.
    #[serde(default)]
    pub renews: Vec<Id>,
    /// For a renewal: how many days before the end of a certificate it can be renewed. The default
    /// is 90, but not more than half of its time.
    #[schemars(range(min = 0, max = 3650))]
    pub early_days: Option<u16>,
    /// For a renewal: how many days after the end of a certificate it can still be renewed. The
    /// default is 0.
    #[schemars(range(min = 0, max = 3650))]
    pub grace_days: Option<u16>,
    /// What a person needs to get the certificate.
    #[serde(default)]
    pub requires: CredentialRequirements,
}

/// How long a certificate is valid.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct Validity {
    /// The number of months. The last valid day is the day before the same day of the month, such
    /// as February 28, 2029, for 24 months from March 1, 2027.
    #[schemars(range(min = 1, max = 600))]
    pub months: u16,
    /// Whether the time ends on that day, or later, with the month or with the year.
    #[serde(default)]
    pub ends: ValidityEnd,
    /// For `year`: the last day of the year of the program, such as `06-30`. The default is
    /// December 31.
    pub year_end: Option<MonthDay>,
    /// The day from which a renewal counts.
    #[serde(default)]
    pub starts: ValidityStart,
}

/// On which day a certificate ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ValidityEnd {
    /// After exactly the number of months.
    #[default]
    Day,
    /// On the last day of the month in which the months end.
    Month,
    /// On the last day of the year in which the months end.
    Year,
}

/// The day from which a renewal counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ValidityStart {
    /// The issue date.
    #[default]
    Issue,
    /// The day after the former certificate ends, or the issue date if that is later.
    FormerEnd,
}

/// What a person needs to get a certificate.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct CredentialRequirements {
    /// The IDs of trainings of which the person has certificates.
    #[serde(default)]
    pub trainings: Vec<Id>,
    /// The IDs of credentials of which the person has a valid certificate, or a valid renewal.
    #[serde(default)]
    pub credentials: Vec<Id>,
    /// The hours of trainings since the certification that is renewed began.
    pub hours: Option<RequiredHours>,
}

/// The hours of trainings that a person needs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RequiredHours {
    /// The fewest hours.
    #[schemars(range(min = 0.25, max = 10000.0))]
    pub at_least: f64,
    /// The fewest hours in categories.
    #[serde(default)]
    pub by_category: Vec<RequiredCategory>,
    /// The kinds of certificates whose hours count. The default is `completion` and
    /// `continuing-education`.
    pub kinds: Option<Vec<CertificateKind>>,
}

/// The hours that a person needs in one category.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RequiredCategory {
    /// The name of the category, as trainings state it in `hours_by_category`.
    pub category: Text,
    /// The fewest hours in this category.
    #[schemars(range(min = 0.25, max = 10000.0))]
    pub at_least: f64,
}

/// The days before the end of a certificate on which it can be renewed, unless the data says
/// otherwise.
const EARLY_DAYS: u16 = 90;

/// The fewest days of a month.
const SHORTEST_MONTH: u16 = 28;

/// The mark between the ID of a credential and the issue date, in the session of its certificates.
/// The ID of a session cannot have it.
const SESSION_MARK: char = '.';

impl Credential {
    /// The title with the level, as certificates state it.
    pub fn full_title(&self, lang: &str) -> Option<String> {
        let title = self.title.get(lang)?;
        match &self.level {
            Some(level) => Some(format!("{title} {}", level.get(lang)?)),
            None => Some(title.to_owned()),
        }
    }

    /// The name under which the ledger keeps the certificates of one issue date, in the place of
    /// the ID of a session.
    pub fn session(&self, issued: Date) -> String {
        format!("{}{SESSION_MARK}{issued}", self.id)
    }

    /// The days before the end of a certificate on which it can be renewed.
    pub fn early_days(&self) -> u16 {
        let half = self.valid.months.saturating_mul(SHORTEST_MONTH) / 2;
        self.early_days.unwrap_or(EARLY_DAYS.min(half))
    }

    /// The days after the end of a certificate on which it can still be renewed.
    pub fn grace_days(&self) -> u16 {
        self.grace_days.unwrap_or_default()
    }

    /// Whether it takes the place of a credential.
    pub fn renews(&self, id: &str) -> bool {
        self.renews.iter().any(|known| known.as_str() == id)
    }
}

/// The ID of a credential in the name under which the ledger keeps its certificates; `None` for a
/// session of a training.
pub fn credential_of_session(session: &str) -> Option<&str> {
    session.split_once(SESSION_MARK).map(|(id, _)| id)
}

impl Certification {
    /// The credential with an ID.
    pub fn credential(&self, id: &str) -> Option<&Credential> {
        self.credentials.iter().find(|credential| credential.id.as_str() == id)
    }

    /// The credential of the certificates that the ledger keeps under a name.
    pub fn of_session(&self, session: &str) -> Option<&Credential> {
        self.credential(credential_of_session(session)?)
    }

    /// Whether a credential takes the place of another one, directly or through others.
    pub fn takes_place_of(&self, newer: &str, older: &str) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![newer]);
        while let Some(id) = open.pop() {
            let Some(credential) = self.credential(id).filter(|_| seen.insert(id)) else {
                continue;
            };
            if credential.renews(older) {
                return true;
            }
            open.extend(credential.renews.iter().map(Id::as_str));
        }
        false
    }
}

impl Validity {
    /// The last valid day of a certificate that is valid from a day.
    ///
    /// # Errors
    /// If there is no such day in the calendar.
    pub fn last_day(&self, from: Date) -> Result<Date, jiff::Error> {
        let same_day = from.checked_add(i32::from(self.months).months())?;
        // A month without that day ends the time: six months from August 31 end with February.
        let last = if same_day.day() == from.day() { same_day.yesterday()? } else { same_day };
        match self.ends {
            ValidityEnd::Day => Ok(last),
            ValidityEnd::Month => Ok(last.last_of_month()),
            ValidityEnd::Year => {
                let this = self.year_end(last.year())?;
                if this < last { self.year_end(last.year() + 1) } else { Ok(this) }
            }
        }
    }

    fn year_end(&self, year: i16) -> Result<Date, jiff::Error> {
        let Some(MonthDay(day)) = &self.year_end else { return Date::new(year, 12, 31) };
        let month = Date::new(year, day.month(), 1)?;
        Date::new(year, day.month(), day.day().min(month.days_in_month()))
    }

    /// The first valid day of a certificate that is issued on a day, for someone whose former
    /// certificate ends on another.
    ///
    /// # Errors
    /// If there is no such day in the calendar.
    pub fn first_day(&self, issued: Date, former_end: Option<Date>) -> Result<Date, jiff::Error> {
        match (self.starts, former_end) {
            (ValidityStart::FormerEnd, Some(end)) => Ok(end.tomorrow()?.max(issued)),
            _ => Ok(issued),
        }
    }
}
