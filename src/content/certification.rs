//! The way to the certificate: steps, questions, the code of ethics, sample certificates.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateKind {
    /// Completion of a training
    Completion,
    /// Continuing education hours
    ContinuingEducation,
    /// A first certification, valid for a limited time
    Certified,
    /// A renewed certification, valid for a limited time
    Recertified,
}

impl CertificateKind {
    /// Every kind. The signed code stores a kind as its index in this list, so the order must not
    /// change.
    pub const ALL: [Self; 4] =
        [Self::Completion, Self::ContinuingEducation, Self::Certified, Self::Recertified];

    /// The name in the data, the ledger, JSON and `/job.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Completion => "completion",
            Self::ContinuingEducation => "continuing-education",
            Self::Certified => "certified",
            Self::Recertified => "recertified",
        }
    }

    /// The kind with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a certificate of this kind is valid for a limited time, with a first and a last day.
    pub fn has_validity(self) -> bool {
        matches!(self, Self::Certified | Self::Recertified)
    }
}

impl fmt::Display for CertificateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A certificate's facts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Its id in this file.
    pub id: Id,
    /// What it certifies.
    pub kind: CertificateKind,
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
