//! Trainings, their topics and agenda, and their sessions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantNames};

use super::pieces::Photo;
use super::text::{Clock, Currency, Day, Email, IconName, Id, Line, Phone, Text, WebAddress};

/// `data/trainings.json`: the trainings and their sessions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Trainings {
    /// The trainings.
    #[serde(default)]
    pub trainings: Vec<Training>,
    /// The sessions: dated runs of the trainings.
    #[serde(default)]
    pub sessions: Vec<Session>,
}

/// A training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Training {
    /// A short name, used by sessions and in the names of files.
    pub id: Id,
    /// The title, exactly as it was approved. It is on flyers and certificates.
    pub title: Text,
    /// The hours of training, without lunch breaks.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: f64,
    /// The hours by category, for continuing education certificates.
    #[serde(default)]
    pub hours_by_category: Vec<TrainingHours>,
    /// What a participant must attend to get a certificate. The default is all hours.
    #[schemars(extend("setting" = true))]
    pub completion: Option<Completion>,
    /// What the training is, in one or two sentences.
    pub summary: Text,
    /// Who the training is for.
    pub audience: Option<Text>,
    /// How the training is held, such as `five days, in person`.
    pub format_note: Option<Text>,
    /// The topics of the training.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// The agenda, day by day.
    #[serde(default)]
    pub agenda: Vec<AgendaDay>,
    /// What a participant does after the training.
    #[serde(default)]
    pub next_steps: Vec<Text>,
    /// Whether the agenda is an invented example.
    #[serde(default)]
    pub sample: bool,
}

impl Training {
    /// What a participant must attend.
    pub fn completion(&self) -> Completion {
        self.completion.clone().unwrap_or_default()
    }
}

/// What a participant must attend to get a certificate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Completion {
    /// Whether a participant needs all hours, a share of them, or gets a certificate for a part of
    /// them.
    pub rule: CompletionRule,
    /// For `share`: the part of the hours that completes the training, such as `0.9` for 90%. The
    /// certificate states the hours attended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.05, max = 1.0))]
    pub share: Option<f64>,
    /// For partial credit: hours count in steps of this size, such as `0.5`. For `share`: the hours
    /// on the certificate are rounded down to a step.
    #[schemars(range(min = 0.05, max = 1000.0))]
    pub step: Option<f64>,
    /// For partial credit: the fewest hours that earn a certificate.
    #[schemars(range(min = 0.05, max = 1000.0))]
    pub at_least: Option<f64>,
}

impl Completion {
    /// The step and the fewest hours of partial credit; `None` if all hours are needed.
    pub fn partial(&self) -> Option<(f64, f64)> {
        let step = self.step.filter(|_| self.rule == CompletionRule::Partial)?;
        Some((step, self.at_least?))
    }

    /// The share of the hours that completes the training; `None` if another rule applies.
    pub fn minimum_share(&self) -> Option<f64> {
        self.share.filter(|_| self.rule == CompletionRule::Share)
    }
}

/// How much of a training earns a certificate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CompletionRule {
    /// All hours of the training.
    #[default]
    Full,
    /// A share of the hours, such as 90%.
    Share,
    /// A part of the hours, in steps.
    Partial,
}

/// The hours of one continuing education category of a training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct TrainingHours {
    /// The name of the category, such as `Ethics`.
    pub category: Text,
    /// The hours in this category.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: f64,
    /// The fewest hours in this category with which a participant gets a certificate.
    #[schemars(range(min = 0.05, max = 1000.0), extend("setting" = true))]
    pub at_least: Option<f64>,
}

/// The hours of one continuing education category.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CategoryHours {
    /// The name of the category, such as `Ethics`.
    pub category: Text,
    /// The hours in this category.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: f64,
}

/// A topic of a training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Topic {
    /// A short name, used in the agenda.
    pub id: Id,
    /// The title of the topic.
    pub title: Text,
    /// One sentence about the topic.
    pub text: Text,
    /// What a participant can do afterward, for the handout.
    #[serde(default)]
    pub objectives: Vec<Text>,
    /// Questions to think and write about, for the handout.
    #[serde(default)]
    pub prompts: Vec<Text>,
    /// The icon beside it: the name of a file in `icons/`, such as `heart`.
    pub icon: Option<IconName>,
}

/// A day of an agenda.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AgendaDay {
    /// The number of the day: 1 for the first.
    #[schemars(range(min = 1, max = 366))]
    pub day: u32,
    /// The theme of the day.
    pub title: Text,
    /// What happens on the day, in order.
    pub blocks: Vec<AgendaBlock>,
}

/// A block of an agenda: a topic of the training, or something else with a title.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AgendaBlock {
    /// When the block starts, such as `08:30`.
    pub start: Clock,
    /// When the block ends.
    pub end: Clock,
    /// The ID of a topic of this training.
    pub topic: Option<Id>,
    /// The title of a block that is not a topic, such as a break.
    pub title: Option<Text>,
}

/// How a session is held.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, IntoStaticStr, VariantNames, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SessionFormat {
    /// In one room.
    InPerson,
    /// Live, online.
    Online,
    /// In one room, and live online for those who cannot come.
    Hybrid,
}

impl SessionFormat {
    /// The name in the data, which is also that of the phrase in `data/wording.json`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether people come to a place.
    pub(crate) fn has_place(self) -> bool {
        self != SessionFormat::Online
    }

    /// Whether people take part from anywhere, so that the time needs its zone.
    pub(crate) fn has_online_part(self) -> bool {
        self != SessionFormat::InPerson
    }
}

/// Whether a session takes place, and whether people can still apply.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantNames,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SessionStatus {
    /// It takes place as planned.
    #[default]
    Scheduled,
    /// No seats are left.
    Full,
    /// No seats are left, but people can apply for a seat that becomes free.
    Waitlist,
    /// It takes place later. The days in the data are not valid.
    Postponed,
    /// It does not take place.
    Cancelled,
}

impl SessionStatus {
    /// The name of the phrase in `data/wording.json` that pieces print; `None` for `scheduled`.
    pub(crate) fn phrase(self) -> Option<String> {
        (self != SessionStatus::Scheduled).then(|| format!("status-{self}"))
    }

    /// Whether people can apply.
    pub(crate) fn takes_applications(self) -> bool {
        matches!(self, SessionStatus::Scheduled | SessionStatus::Waitlist)
    }
}

/// What it costs to take part.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Fee {
    /// The amount, such as `75`. Write `0` if there is no cost.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub amount: f64,
    /// The currency as its code of three letters, such as `USD`. An amount needs one.
    pub currency: Option<Currency>,
    /// Who pays less, and how to ask for it.
    pub scholarship: Option<Text>,
}

/// A session: a dated run of a training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Session {
    /// A short name, such as `2027-02-springfield`, used in the names of files.
    pub id: Id,
    /// The ID of the training.
    pub training: Id,
    /// Whether the session is an invented example. Pieces mark it as a sample.
    #[serde(default)]
    pub sample: bool,
    /// Whether it takes place as planned, is full or has a waitlist, or was postponed or
    /// cancelled. The default is `scheduled`.
    #[serde(default)]
    pub status: SessionStatus,
    /// Whether it is held in person, online, or both (`hybrid`).
    pub format: SessionFormat,
    /// How people join online, such as `On Zoom. You get the link by email.`
    pub join: Option<Text>,
    /// The time zone of its times, such as `America/Denver`. The default is that of the program.
    #[schemars(extend("setting" = true))]
    pub time_zone: Option<Line>,
    /// The city. A session in person needs one, or each of its days does.
    pub city: Option<Line>,
    /// The building or room.
    pub venue: Option<Text>,
    /// The street and number.
    pub address: Option<Line>,
    /// How many people can take part. The sign-in sheet has that many rows.
    #[schemars(range(min = 1, max = 1000))]
    pub seats: Option<u32>,
    /// The days of the session, in order.
    #[schemars(length(min = 1))]
    pub days: Vec<SessionDay>,
    /// The last day to apply. Leave it out if people can apply until the session begins.
    pub apply_by: Option<Day>,
    /// The web page to apply on. The QR code on the flyer opens it.
    pub apply: Option<WebAddress>,
    /// The number to call to apply.
    pub apply_phone: Option<Phone>,
    /// The email address to apply at. A session without any way to apply is open to all.
    pub apply_email: Option<Email>,
    /// What it costs, if flyers should say so.
    pub fee: Option<Fee>,
    /// The people who teach. Leave them out until they are known.
    #[serde(default)]
    pub trainers: Vec<Trainer>,
    /// The language that the session is held in, if flyers should say so.
    pub language: Option<Text>,
    /// Which interpreters there are, or how to ask for one.
    pub interpreter: Option<Text>,
    /// How to ask for what one needs in order to take part, such as a ramp or large print.
    pub access: Option<Text>,
    /// Where to park.
    pub parking: Option<Text>,
    /// What to bring.
    pub bring: Option<Text>,
    /// A photo for the flyer of this session, in place of that of the flyer.
    #[schemars(extend("setting" = true))]
    pub photo: Option<Photo>,
}

impl Session {
    /// Whether the data says how to apply.
    pub(crate) fn has_way_to_apply(&self) -> bool {
        self.apply.is_some() || self.apply_phone.is_some() || self.apply_email.is_some()
    }
}

/// A day of a session.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct SessionDay {
    /// The date, such as `2027-02-08`.
    pub date: Day,
    /// When the day starts, such as `08:30`.
    pub start: Clock,
    /// When the day ends.
    pub end: Clock,
    /// The city of this day, if it is another than that of the session.
    pub city: Option<Line>,
    /// The building or room of this day.
    pub venue: Option<Text>,
    /// The street and number of this day.
    pub address: Option<Line>,
}

impl SessionDay {
    /// Returns the hours from start to end.
    pub fn hours(&self) -> f64 {
        let span = self.start.0.until(self.end.0);
        span.map_or(0.0, |span| f64::from(span.get_hours()) + span.get_minutes() as f64 / 60.0)
    }
}

/// A person who teaches.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Trainer {
    /// The name as it is printed.
    pub name: Line,
    /// The credentials after the name.
    pub credentials: Option<Line>,
}
