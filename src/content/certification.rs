//! Certification: the steps, questions and answers, the code of ethics, sample certificates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::credentials::Credential;
use super::services::Item;
use super::text::{Day, Id, Line, Text, WebAddress};
use super::trainings::CategoryHours;

/// `data/certification.json`: how to become certified, and sample certificates.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Certification {
    /// The title of a certified person, such as `Certified Specialist`.
    #[serde(default)]
    pub title: Text,
    /// The steps to certification, in order.
    #[serde(default)]
    pub steps: Vec<Item>,
    /// How to renew a certification.
    #[serde(default)]
    pub renewal: Text,
    /// Questions and answers, for the handout.
    #[serde(default)]
    pub faqs: Vec<Faq>,
    /// The code of ethics.
    #[serde(default)]
    pub ethics: Ethics,
    /// Sample certificates, for the pieces that show what one looks like.
    #[serde(default)]
    pub awards: Vec<Award>,
    /// The credentials that people hold for a limited time: certifications and their renewals.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub credentials: Vec<Credential>,
}

/// A question and its answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Faq {
    /// A short name, unique in the list.
    pub id: Id,
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// The code of ethics.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Ethics {
    /// The name of the document.
    pub title: Text,
    /// What it is for, in one sentence.
    pub text: Text,
    /// The web address where it is published.
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
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
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
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name in the data, the ledger, JSON and `/job.json`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether a certificate of this kind is valid for a limited time, with a first and a last day.
    pub fn has_validity(self) -> bool {
        matches!(self, Self::Certified | Self::Recertified)
    }
}

/// A sample certificate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Award {
    /// A short name. A piece shows the certificate by this name.
    pub id: Id,
    /// What it certifies.
    pub kind: CertificateKind,
    /// Whether the certificate is an invented example. If so, it is marked as a sample.
    #[serde(default)]
    pub sample: bool,
    /// The name of the recipient.
    pub name: Line,
    /// The number of the certificate.
    pub number: Line,
    /// The day of issue.
    pub issued: Day,
    /// The ID of the training.
    pub training: Option<Id>,
    /// The ID of the session.
    pub session: Option<Id>,
    /// The hours earned.
    #[schemars(range(min = 0.25, max = 1000.0))]
    pub hours: Option<f64>,
    /// The hours by category. A continuing education certificate needs them.
    pub hours_by_category: Option<Vec<CategoryHours>>,
    /// The first day on which it is valid.
    pub valid_from: Option<Day>,
    /// The last day on which it is valid.
    pub valid_until: Option<Day>,
    /// The web address that verifies it.
    pub verify: WebAddress,
}
