//! What a plan has before its roster is read, and what every plan does with the roster.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::ledger::{Candidate, Certificate, IssueTerms, Ledger, Likeness, NearMatch};
use super::super::roster::{Person, Roster, SavedMappings};
use super::check::{Specimens, checked_roster};
use super::settings::{People, Printing, print_settings, templates};
use super::subject::Subject;
use super::{
    CertificateContext, IssuePlan, IssueRequest, authority, candidate, describe_near_match,
    identity, revoked_people,
};
use crate::content::certificate_number::NumberFormat;
use crate::content::program::Certificates;
use crate::content::text::Text;
use crate::content::trainings::Training;
use crate::diagnostic::{Finding, Report};
use crate::error::Error;
use crate::plan::CertificateTemplate;

/// What a plan has before its roster is read.
pub(super) struct PlanSetup<'a> {
    context: &'a CertificateContext,
    request: &'a IssueRequest<'a>,
    /// The ID of the certificate piece.
    piece: &'a str,
    pub(super) terms: IssueTerms,
    /// The address at which the certificates are verified.
    verify: &'a str,
    numbers: NumberFormat,
    /// The language of people who have none.
    lang: String,
    templates: BTreeMap<String, CertificateTemplate>,
    saved: SavedMappings,
}

/// The people of a roster, compared with the ledger.
pub(super) struct ComparedPeople {
    pub(super) candidates: Vec<Candidate>,
    /// The certificate that each of them already has.
    pub(super) known: Vec<Option<Box<Certificate>>>,
    /// The certificates that differ from the roster.
    pub(super) near: Vec<NearMatch>,
}

impl<'a> PlanSetup<'a> {
    pub(super) fn new(
        context: &'a CertificateContext,
        request: &'a IssueRequest<'a>,
        numbering: &'a Certificates,
        piece: &'a str,
        terms: IssueTerms,
    ) -> Result<Self, Error> {
        let (numbers, verify) = (numbering.number_format(), numbering.verify.0.as_str());
        let (lang, templates) = templates(context, request, piece, &terms.session)?;
        let saved = SavedMappings::load(&context.project.path(SavedMappings::FILE))?;
        Ok(Self { context, request, piece, terms, verify, numbers, lang, templates, saved })
    }

    /// Reads the roster, with findings about its rows. `categories` are those in which it may state
    /// hours. Returns `None` if the template fails, which is a finding too.
    pub(super) fn read_roster(
        &self,
        training: Option<&Training>,
        categories: Vec<&Text>,
        report: &mut Report,
    ) -> Result<Option<Roster>, Error> {
        let specimens = Specimens {
            template: &self.templates[&self.lang],
            training,
            categories,
            terms: &self.terms,
            number: self.numbers.number(self.terms.issued.year(), 0),
            verify: self.verify,
        };
        checked_roster(self.context, self.request, &specimens, &self.saved, report)
    }

    /// Returns what certificates have in common, by language.
    pub(super) fn details(&self) -> BTreeMap<&str, Arc<Value>> {
        let mut details: BTreeMap<&str, Arc<Value>> = BTreeMap::new();
        for (lang, template) in &self.templates {
            details.insert(lang, json!({ "piece": self.piece, "face": template.shared }).into());
        }
        details
    }

    /// Returns the people of the roster as those who are to receive certificates.
    pub(super) fn candidates(
        &self,
        roster: &Roster,
        training: Option<&Training>,
    ) -> Vec<Candidate> {
        let details = self.details();
        let known = |lang: &&str| details.contains_key(lang);
        let of = |person: &Person| {
            let lang = person.lang.as_deref().filter(known).unwrap_or(&self.lang);
            candidate(person, training, self.terms.kind, lang, Arc::clone(&details[lang]))
        };
        roster.people.iter().map(of).collect()
    }

    /// Collects what the certificates are printed from, and checks the plan. `more` checks what
    /// only this kind of plan has. Returns `None` if the report says why a template cannot be used.
    pub(super) fn finish(
        self,
        roster: Roster,
        people: ComparedPeople,
        subject: Option<&Subject<'_>>,
        ledger: Option<&Ledger>,
        more: impl FnOnce(&IssuePlan) -> Result<Vec<Finding>, Error>,
        report: &mut Report,
    ) -> Result<Option<IssuePlan>, Error> {
        let Self { context, request, piece, terms, verify, numbers, templates, saved, .. } = self;
        let ComparedPeople { mut candidates, mut known, mut near } = people;
        if request.reading.same_person {
            identity::take_for_holders(&mut candidates, &mut known, &mut near);
        }
        let people = People { candidates: &candidates, known: &known, terms: &terms };
        let printing = Printing { piece, session: &terms.session, verify, numbers: &numbers };
        let printed = print_settings(context, &people, &printing, &templates, report)?;
        let Some(printed) = printed else { return Ok(None) };
        let mut plan = IssuePlan {
            roster,
            terms,
            piece: piece.to_owned(),
            candidates,
            known,
            is_blocked: printed.is_blocked,
            numbers,
            saved,
            settings: printed.settings,
        };
        if request.reading.allow_alike {
            near.retain(|near| matches!(near.likeness, Likeness::Spelling | Likeness::Hours));
        }
        let mut findings: Vec<Finding> =
            near.iter().map(|near| describe_near_match(&plan, near)).collect();
        findings.extend(authority::check(context, &plan, subject, &templates));
        findings.extend(revoked_people(&plan));
        findings.extend(more(&plan)?);
        if let Some(ledger) = ledger {
            let right = request.reading.file.right_names();
            findings.extend(identity::check_former_names(&plan, &right, ledger)?);
        }
        if let Some(ledger) = ledger.filter(|_| !request.reading.same_person) {
            findings.extend(identity::check_ids(&plan, ledger)?);
        }
        plan.is_blocked |= findings.iter().any(Finding::is_error);
        report.extend(findings);
        Ok(Some(plan))
    }
}
