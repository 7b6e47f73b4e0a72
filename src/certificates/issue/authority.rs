//! What continuing education authorities require on the face of a certificate.

use std::collections::BTreeMap;

use super::super::roster::Field;
use super::super::setting::statement;
use super::{CERTIFICATION, CertificateContext, IssuePlan, Subject, TRAININGS};
use crate::content::authorities::{FaceField, missing_fields};
use crate::diagnostic::{Code, Finding, Place};
use crate::plan::{CertificateTemplate, CodeForm};

/// Returns a finding for each field that an authority requires and a certificate lacks. A field
/// that is the same for the whole session is reported once, at its place in the data.
pub(super) fn check(
    context: &CertificateContext,
    plan: &IssuePlan,
    subject: Option<&Subject<'_>>,
    templates: &BTreeMap<String, CertificateTemplate>,
) -> Vec<Finding> {
    let approvals = &context.content.program.provider.approvals;
    let mut findings = Vec::new();
    for authority in &context.content.authorities.authorities {
        let approval = approvals.iter().position(|approval| approval.id == authority.id);
        let Some(approval) = approval.filter(|_| authority.kinds.contains(&plan.terms.kind)) else {
            continue;
        };
        let mut reported: Vec<FaceField> = Vec::new();
        for (candidate, person) in plan.candidates.iter().zip(&plan.roster.people) {
            let template = &templates[&candidate.lang];
            let certificate = candidate.certificate(&plan.terms, "0000".to_owned(), 1);
            let recipient = template.recipient(&statement(&certificate), "");
            let award = template.award(&recipient, CodeForm::Later);
            for field in missing_fields(authority, &template.head, &award, approval) {
                let (whose, place) = match roster_column(field) {
                    Some(column) => (
                        format!("the certificate of `{}`", candidate.name),
                        plan.roster.place_of(person, &column),
                    ),
                    None if reported.contains(&field) => continue,
                    None => (
                        format!("every certificate of `{}`", plan.terms.session),
                        data_place(context, subject, field, approval),
                    ),
                };
                reported.push(field);
                let (field, id) = (field.name(), &authority.id);
                let message =
                    format!("{whose} lacks `{field}`, which the authority `{id}` requires");
                let hint = "fill it in here, or change what `data/authorities.json` requires";
                findings.push(Finding::new(Code::AuthorityField, message).at(place).hint(hint));
            }
        }
    }
    findings
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
    subject: Option<&Subject<'_>>,
    field: FaceField,
    approval: usize,
) -> Place {
    let Some(subject) = subject else {
        return context.content.place(CERTIFICATION, "/credentials");
    };
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
