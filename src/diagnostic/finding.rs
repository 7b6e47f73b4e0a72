//! One finding: what is wrong, where, and what to do about it.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{Code, Place};

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Severity {
    /// The piece is not built.
    Error,
    /// The piece is built; a person should check it.
    Warning,
}

impl Severity {
    /// Returns the name that messages show.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that was broken.
    pub code: Code,
    /// What is wrong: a sentence that starts in lower case and has no period.
    pub message: String,
    /// Where it is in the project's files.
    pub place: Option<Place>,
    /// The job it concerns, as `piece (edition, language)`.
    pub job: Option<String>,
    /// The page it concerns, from 0.
    pub page: Option<usize>,
    /// What to do next, in words that a coordinator understands.
    pub hints: Vec<String>,
}

impl Finding {
    /// Creates a finding without a place or a hint.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message, place: None, job: None, page: None, hints: Vec::new() }
    }

    /// Sets the place.
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Sets the job that the finding concerns.
    pub fn in_job(self, job: impl Into<String>) -> Self {
        Self { job: Some(job.into()), ..self }
    }

    /// Sets the page that the finding concerns, from 0.
    pub fn on_page(self, page: usize) -> Self {
        Self { page: Some(page), ..self }
    }

    /// Returns how serious the finding is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Returns whether the piece cannot be built.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    /// Returns the message with the name of its job in front.
    pub(super) fn full_message(&self) -> String {
        match &self.job {
            Some(job) => format!("{job}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// The maximum number of characters that a message quotes.
const MAX_QUOTED: usize = 40;

/// Returns the start of some text, for a message that quotes it.
pub fn shorten(text: &str) -> String {
    let text = text.trim();
    let start: String = text.chars().take(MAX_QUOTED).collect();
    if start.len() < text.len() { format!("{}…", start.trim_end()) } else { start }
}
