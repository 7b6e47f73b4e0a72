//! What continuing education authorities require of a certificate. The rules are data, so that none
//! is built in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::IntoStaticStr;

use super::certification::CertificateKind;
use super::text::Id;

/// `data/authorities.json`: what continuing education authorities require on a certificate.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Authorities {
    /// The authorities.
    pub authorities: Vec<Authority>,
}

/// What an authority requires on a certificate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Authority {
    /// The ID of its approval, under `provider` in `data/program.json`.
    pub id: Id,
    /// The kinds of certificates that this applies to.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub kinds: Vec<CertificateKind>,
    /// What must be on the certificate.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub face: Vec<FaceField>,
    /// Whether the authority is an invented example.
    #[serde(default)]
    pub sample: bool,
}

/// Something that can be on a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FaceField {
    /// The name of the participant.
    Name,
    /// The title of the training, exactly as approved.
    Training,
    /// Whether the session was in person or online.
    Format,
    /// The days of the session.
    Dates,
    /// The city of a session in person.
    City,
    /// The total hours.
    Hours,
    /// The hours by category.
    HoursByCategory,
    /// The provider of the training.
    Provider,
    /// The name of the authority.
    Authority,
    /// The number of the approval.
    ApprovalNumber,
    /// The last day of the approval.
    ApprovalExpires,
    /// The sentence that the authority requires.
    Statement,
    /// The trainers.
    Trainers,
    /// The credentials of each trainer.
    TrainerCredentials,
    /// The person who signs.
    Signatory,
    /// The number of the certificate.
    Number,
    /// The day of issue.
    Issued,
    /// The address that verifies the certificate.
    Verify,
}

impl FaceField {
    /// The name in the data.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether an award of a job has it. `approval` is the pointer of the authority's approval in
    /// the job.
    fn is_shown(self, job: &Value, award: &Value, approval: &str) -> bool {
        let in_award = |pointer: &str| is_something(award.pointer(pointer));
        let in_approval = |field: &str| is_something(job.pointer(&format!("{approval}/{field}")));
        let all_trainers = |field: &str| {
            let trainers = award["session"]["trainers"].as_array();
            trainers.is_some_and(|trainers| {
                !trainers.is_empty() && trainers.iter().all(|one| is_something(one.get(field)))
            })
        };
        match self {
            FaceField::Name => in_award("/name"),
            FaceField::Training => in_award("/training/title"),
            FaceField::Format => in_award("/session/format_name"),
            FaceField::Dates => in_award("/session/dates"),
            FaceField::City => in_award("/session/city") || award["session"]["online"] == true,
            FaceField::Hours => in_award("/hours"),
            FaceField::HoursByCategory => in_award("/hours_by_category"),
            FaceField::Provider => is_something(job.pointer("/program/provider/name")),
            FaceField::Authority => in_approval("authority"),
            FaceField::ApprovalNumber => in_approval("number"),
            FaceField::ApprovalExpires => in_approval("expires/iso"),
            FaceField::Statement => in_approval("statement"),
            FaceField::Trainers => all_trainers("name"),
            FaceField::TrainerCredentials => all_trainers("credentials"),
            FaceField::Signatory => is_something(job.pointer("/program/signatories/0/name")),
            FaceField::Number => in_award("/number"),
            FaceField::Issued => in_award("/issued/iso"),
            FaceField::Verify => in_award("/verify/url"),
        }
    }
}

/// Whether a value says anything: it is not absent, null, empty, or blank.
fn is_something(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number > 0.0),
        Some(Value::Bool(_)) => true,
    }
}

/// Returns what an authority requires and a certificate does not have, in the order of the data.
/// `job` is `/job.json` with the needs `program.provider` and `program.signatories`, `award` is one
/// of its awards, and `approval` is the index of the approval in `data/program.json`.
pub fn missing_fields(
    profile: &Authority,
    job: &Value,
    award: &Value,
    approval: usize,
) -> Vec<FaceField> {
    let approval = format!("/program/provider/approvals/{approval}");
    profile.face.iter().copied().filter(|field| !field.is_shown(job, award, &approval)).collect()
}
