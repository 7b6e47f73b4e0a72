//! Trainings, their topics and agenda, and the dated sessions.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Clock, Day, Id, Line, Text, WebAddress};

/// `data/trainings.json`: the trainings and their dated sessions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trainings {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The trainings.
    pub trainings: Vec<Training>,
    /// Dated runs of the trainings.
    pub sessions: Vec<Session>,
}

/// A training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Its id.
    pub id: Id,
    /// Title, exactly as approved.
    pub title: Text,
    /// Hours of training, without breaks for lunch.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: f64,
    /// Hours by category, for continuing education.
    #[serde(default)]
    pub hours_by_category: Vec<CategoryHours>,
    /// What a participant must attend for a certificate; without it, all hours.
    pub completion: Option<Completion>,
    /// What it is, in a sentence or two.
    pub summary: Text,
    /// For whom.
    pub audience: Text,
    /// How it is held.
    pub format_note: Text,
    /// What it covers.
    pub topics: Vec<Topic>,
    /// What happens when.
    pub agenda: Vec<AgendaDay>,
    /// What a participant does afterwards.
    pub next_steps: Vec<Text>,
    /// Whether the agenda is invented.
    #[serde(default)]
    pub sample: bool,
}

impl Training {
    /// When it is completed.
    pub fn completion(&self) -> Completion {
        self.completion.clone().unwrap_or_default()
    }
}

/// When a training is completed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// Whether all hours are needed, or a part of them earns a certificate for that part.
    pub rule: CompletionRule,
    /// For partial credit: hours count in steps of this many.
    #[schemars(range(min = 0.05, max = 1000.0))]
    pub step: Option<f64>,
    /// For partial credit: the fewest hours that earn a certificate.
    #[schemars(range(min = 0.05, max = 1000.0))]
    pub at_least: Option<f64>,
}

impl Completion {
    /// Step and fewest hours of partial credit; none if all hours are needed.
    pub fn partial(&self) -> Option<(f64, f64)> {
        let step = self.step.filter(|_| self.rule == CompletionRule::Partial)?;
        Some((step, self.at_least?))
    }
}

/// How completion is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CompletionRule {
    /// All hours of the training.
    #[default]
    Full,
    /// Partial credit, in steps.
    Partial,
}

/// Hours of one category of continuing education.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryHours {
    /// The category.
    pub category: Text,
    /// Its hours.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: f64,
}

/// A topic of a training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: Text,
    /// What it is about.
    pub text: Text,
    /// What a participant can do afterwards.
    #[serde(default)]
    pub objectives: Vec<Text>,
    /// Questions to think and write about.
    #[serde(default)]
    pub prompts: Vec<Text>,
}

/// A day of the agenda.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgendaDay {
    /// Which day, from 1.
    #[schemars(range(min = 1, max = 366))]
    pub day: u32,
    /// The day's theme.
    pub title: Text,
    /// What happens, hour by hour.
    pub blocks: Vec<AgendaBlock>,
}

/// A block of the agenda: a topic of the training, or something else with a title.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgendaBlock {
    /// When it starts.
    pub start: Clock,
    /// When it ends.
    pub end: Clock,
    /// The id of the topic.
    pub topic: Option<Id>,
    /// The title, for what is no topic.
    pub title: Option<Text>,
}

/// How a session is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SessionFormat {
    /// In one room.
    InPerson,
    /// Live online.
    Online,
}

impl SessionFormat {
    /// The name in the data, and of the phrase in data/wording.json that readers see.
    pub fn name(self) -> &'static str {
        match self {
            SessionFormat::InPerson => "in-person",
            SessionFormat::Online => "online",
        }
    }
}

/// A dated run of a training.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Its id.
    pub id: Id,
    /// The id of the training.
    pub training: Id,
    /// Whether it is invented.
    #[serde(default)]
    pub sample: bool,
    /// In person or online.
    pub format: SessionFormat,
    /// The city, for a session in person.
    pub city: Option<Line>,
    /// The building or room.
    pub venue: Option<Text>,
    /// Street and number.
    pub address: Option<Line>,
    /// How many can take part.
    #[schemars(range(min = 1, max = 1000))]
    pub seats: Option<u32>,
    /// The days, in order.
    #[schemars(length(min = 1))]
    pub days: Vec<SessionDay>,
    /// The last day to apply.
    pub apply_by: Day,
    /// Where to apply.
    pub apply: WebAddress,
    /// Who teaches.
    pub trainers: Vec<Trainer>,
    /// The language it is held in.
    pub language: Option<Text>,
}

/// A day of a session.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionDay {
    /// The day.
    pub date: Day,
    /// When it starts.
    pub start: Clock,
    /// When it ends.
    pub end: Clock,
}

/// Someone who teaches.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trainer {
    /// Name as it is printed.
    pub name: Line,
    /// Credentials behind the name.
    pub credentials: Option<Line>,
}
