//! The way to the certificate: steps, questions, the code of ethics, sample certificates.

use schemars::JsonSchema;
use serde::Deserialize;

use super::services::Item;
use super::text::{Day, Id, Line, Text, WebAddress};
use super::trainings::CategoryHours;

/// `data/certification.json`: the way to the certificate, and sample certificates.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certification {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// What one is called after certification.
    pub title: Text,
    /// The steps.
    pub steps: Vec<Item>,
    /// How one is recertified.
    pub renewal: Text,
    /// Questions and answers.
    pub faqs: Vec<Faq>,
    /// The code of ethics.
    pub ethics: Ethics,
    /// Sample certificates, for the pieces that show how one looks.
    pub awards: Vec<Award>,
}

/// A question and its answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// Its id.
    pub id: Id,
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// Where the code of ethics is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ethics {
    /// Its name.
    pub title: Text,
    /// What it is for.
    pub text: Text,
    /// Where it is published.
    pub url: WebAddress,
}

/// What a certificate certifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AwardKind {
    /// A training was completed.
    Completion,
    /// Continuing education.
    ContinuingEducation,
    /// Certified Peer Support Specialist.
    Certified,
    /// The same, again.
    Recertified,
}

/// A certificate's facts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Its id in this file.
    pub id: Id,
    /// What it certifies.
    pub kind: AwardKind,
    /// Whether it is invented; `SAMPLE` is printed on it.
    #[serde(default)]
    pub sample: bool,
    /// The recipient's name.
    pub name: Line,
    /// The certificate number.
    pub number: Line,
    /// The day of issue.
    pub issued: Day,
    /// The id of the training.
    pub training: Option<Id>,
    /// The id of the session.
    pub session: Option<Id>,
    /// Hours earned.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: Option<f64>,
    /// Hours by category.
    pub hours_by_category: Option<Vec<CategoryHours>>,
    /// First day of validity.
    pub valid_from: Option<Day>,
    /// Last day of validity.
    pub valid_until: Option<Day>,
    /// Where it can be verified.
    pub verify: WebAddress,
}
