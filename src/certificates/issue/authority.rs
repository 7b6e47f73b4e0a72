//! What authorities of continuing education require on the face of a certificate.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::ledger::Candidate;
use super::super::roster::Field;
use super::{CertificateContext, IssuePlan, Subject, TRAININGS};
use crate::content::authorities::{Authority, FaceField, missing_fields};
use crate::diagnostic::{Code, Finding, Place};
use crate::plan::{CertificateTemplate, CodeForm, Recipient};

/// Returns a finding for each field that an authority requires and a certificate lacks. A field
/// that is the same for the whole session is reported once, at its place in the data.
pub(super) fn check(
    context: &CertificateContext,
    plan: &IssuePlan,
    subject: &Subject<'_>,
    templates: &BTreeMap<String, CertificateTemplate>,
) -> Vec<Finding> {
    let approvals = &context.content.program.provider.approvals;
    let mut findings = Vec::new();
    for authority in &context.content.authorities.authorities {
        let approval = approvals.iter().position(|approval| approval.id == authority.id);
        let Some(approval) = approval.filter(|_| authority.kinds.contains(&plan.terms.kind)) else {
            continue;
        };
        let heads: BTreeMap<&str, Value> =
            templates.iter().map(|(lang, template)| (lang.as_str(), template.head())).collect();
        let mut reported: Vec<FaceField> = Vec::new();
        for (index, candidate) in plan.candidates.iter().enumerate() {
            let template = &templates[&candidate.lang];
            let award = template.award(&recipient(plan, candidate, template), CodeForm::Later);
            let head = &heads[candidate.lang.as_str()];
            for field in missing_fields(authority, head, &award, approval) {
                let person = &plan.roster.people[index];
                if let Some(column) = roster_column(field) {
                    let whose = format!("the certificate of `{}`", candidate.name);
                    let place = plan.roster.place_of(person, &column);
                    findings.push(lacks(&whose, field, authority).at(place));
                } else if !reported.contains(&field) {
                    reported.push(field);
                    let whose = format!("every certificate of `{}`", plan.terms.session);
                    let place = data_place(context, subject, field, approval);
                    findings.push(lacks(&whose, field, authority).at(place));
                }
            }
        }
    }
    findings
}

fn lacks(whose: &str, field: FaceField, authority: &Authority) -> Finding {
    let message = format!(
        "{whose} lacks `{}`, which the authority `{}` requires",
        field.name(),
        authority.id
    );
    Finding::new(Code::AuthorityField, message)
        .hint("fill it in here, or change what data/authorities.json requires")
}

fn recipient(plan: &IssuePlan, candidate: &Candidate, template: &CertificateTemplate) -> Recipient {
    let hours_by_category =
        candidate.hours_by_category.iter().map(|one| (one.category.clone(), one.hours)).collect();
    Recipient {
        issued: plan.terms.issued,
        hours: candidate.hours,
        hours_by_category,
        ..template.specimen(plan.terms.kind, &candidate.name)
    }
}

/// Returns the column of the roster that a field comes from.
fn roster_column(field: FaceField) -> Option<Field> {
    match field {
        FaceField::Name => Some(Field::Name),
        FaceField::Hours | FaceField::HoursByCategory => Some(Field::Hours),
        _ => None,
    }
}

/// Returns the place in the data that a field comes from.
fn data_place(
    context: &CertificateContext,
    subject: &Subject<'_>,
    field: FaceField,
    approval: usize,
) -> Place {
    let (file, pointer) = match field {
        FaceField::Training => (TRAININGS, format!("/trainings/{}/title", subject.training_index)),
        FaceField::Provider => ("data/program.json", "/provider".to_owned()),
        FaceField::Authority
        | FaceField::ApprovalNumber
        | FaceField::ApprovalExpires
        | FaceField::Statement => ("data/program.json", format!("/provider/approvals/{approval}")),
        FaceField::Signatory => ("data/program.json", "/signatories".to_owned()),
        FaceField::Trainers | FaceField::TrainerCredentials => {
            (TRAININGS, format!("/sessions/{}/trainers", subject.session_index))
        }
        _ => (TRAININGS, format!("/sessions/{}", subject.session_index)),
    };
    context.content.place(file, &pointer)
}
