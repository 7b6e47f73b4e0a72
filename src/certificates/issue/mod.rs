//! Issuing certificates for a roster. Every row is checked against the training and the page before
//! any number is given. Then all numbers are given in one transaction.

mod authority;
mod check;
mod context;
mod subject;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use check::checked_roster;
pub use context::CertificateContext;
use subject::Subject;

use super::ledger::{
    Attribution, Candidate, CategoryHours, Certificate, IssueTerms, Ledger, Likeness, NAME,
    NearMatch, person_key,
};
use super::proof::keys;
use super::roster::{Field, Person, Roster, SavedMappings};
use crate::content::certificate_number::NumberFormat;
use crate::content::certification::CertificateKind;
use crate::content::edition::Edition;
use crate::content::trainings::Training;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::nearest;
use crate::plan::CertificateTemplate;

/// The file of trainings and sessions.
const TRAININGS: &str = "data/trainings.json";

/// Without these files, there is nothing to issue or nothing to check certificates against.
const NEEDED_FILES: [&str; 3] = [TRAININGS, "data/certification.json", "data/authorities.json"];

/// What to issue.
#[derive(Debug, Clone)]
pub struct IssueRequest {
    /// The roster's file.
    pub roster: PathBuf,
    /// The id of the session.
    pub session: String,
    /// The certificate piece; by default, the one whose sample is for the session's training.
    pub piece: Option<String>,
    /// What is certified; by default, what the piece's sample certifies.
    pub kind: Option<CertificateKind>,
    /// The language for people without one in the roster; by default, the program's first language.
    pub lang: Option<String>,
    /// The day of issue.
    pub issued: Date,
    /// The first day of validity, for kinds that have one; by default, the day of issue.
    pub valid_from: Option<Date>,
    /// The last day of validity, for kinds that have one.
    pub valid_until: Option<Date>,
    /// The columns of the roster that the user named.
    pub columns: BTreeMap<Field, String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether rows with errors are left out. Otherwise they stop the run.
    pub skip_invalid: bool,
    /// Whether people who look like holders of a certificate of the session are different people.
    pub allow_alike: bool,
    /// The date by this computer's clock. A session that is not over by then is not certified.
    pub today: Date,
}

/// What is about to be issued.
#[derive(Debug)]
pub struct IssuePlan {
    /// The roster, with the findings about its rows.
    pub roster: Roster,
    /// What the new certificates have in common.
    pub terms: IssueTerms,
    /// The id of the certificate piece.
    pub piece: String,
    /// The people who can be certified, in the roster's order.
    pub candidates: Vec<Candidate>,
    /// The certificate that each of them already has.
    pub known: Vec<Option<Certificate>>,
    /// Whether something other than single rows of the roster prevents issuing.
    is_blocked: bool,
    numbers: NumberFormat,
    /// The columns to remember for the next roster with this header.
    saved: SavedMappings,
}

/// Reads a roster and plans its certificates, without writing anything. Everything that is wrong
/// with the roster or the data is reported. Returns `None` if nothing can be planned because of it.
///
/// # Errors
/// If the command line asks for something that does not exist, or a file cannot be opened.
pub fn plan(
    context: &CertificateContext,
    request: &IssueRequest,
    report: &mut Report,
) -> Result<Option<IssuePlan>, Error> {
    let content = &context.content;
    if NEEDED_FILES.iter().any(|file| content.invalid_files.contains(*file)) {
        report.extend(context.errors());
        return Ok(None);
    }
    let Some(subject) = Subject::find(content, &request.session)? else {
        report.extend(context.errors());
        return Ok(None);
    };
    report.extend(subject.check_is_over(content, request.today));
    let numbers = context.numbering().map(|numbering| numbering.number_format());
    let piece = subject.certificate_piece(content, request.piece.as_deref())?;
    let (numbers, (piece, sample)) = match (numbers, piece) {
        (Ok(numbers), Ok(piece)) => (numbers, piece),
        (numbers, piece) => {
            report.extend(numbers.err().into_iter().chain(piece.err()));
            return Ok(None);
        }
    };
    let terms = subject.terms(request, sample)?;
    let lang = default_language(context, request)?;
    let templates = templates(context, request, piece, &lang)?;
    let saved = SavedMappings::load(&context.project.path(SavedMappings::FILE))?;
    let is_blocked = report.has_errors();
    let (training, template) = (subject.training, &templates[&lang]);
    let roster = checked_roster(context, request, training, terms.kind, template, &saved, report)?;
    let Some(roster) = roster else { return Ok(None) };
    let candidates = candidates(&roster, training, terms.kind, piece, &templates, &lang);
    let (known, mut near) = compare_with_ledger(context, &terms, &candidates)?;
    let piece = piece.to_owned();
    let mut plan =
        IssuePlan { roster, terms, piece, candidates, known, is_blocked, numbers, saved };
    near.retain(|near| !(request.allow_alike && near.likeness.is_new_person()));
    let mut findings: Vec<Finding> =
        near.iter().map(|near| describe_near_match(&plan, near)).collect();
    findings.extend(authority::check(context, &plan, &subject, &templates));
    plan.is_blocked |= findings.iter().any(Finding::is_error);
    report.extend(findings);
    Ok(Some(plan))
}

/// Returns the certificate that each candidate already has, and the certificates that say something
/// else.
fn compare_with_ledger(
    context: &CertificateContext,
    terms: &IssueTerms,
    candidates: &[Candidate],
) -> Result<(Vec<Option<Certificate>>, Vec<NearMatch>), Error> {
    let path = context.project.path(NAME);
    if !path.exists() {
        return Ok((vec![None; candidates.len()], Vec::new()));
    }
    let ledger = Ledger::open_to_read(&path)?;
    Ok((ledger.known(terms, candidates)?, ledger.near_matches(terms, candidates)?))
}

impl IssuePlan {
    /// Returns why nothing can be issued, or `None` if everything is fine.
    pub fn refusal(&self, skip_invalid: bool) -> Option<Error> {
        if self.is_blocked || self.roster.is_unusable() {
            return Some(refusal());
        }
        if self.roster.has_errors() && !skip_invalid {
            return Some(Error::usage("the roster has errors; no number was given").hint(
                "fix the roster, or add `--skip-invalid` to leave these rows out and write them \
                 to a file of their own",
            ));
        }
        self.candidates
            .is_empty()
            .then(|| Error::usage("nobody on the roster can be certified; no number was given"))
    }
}

/// The closing line of a run that errors in the data or the roster stopped.
pub fn refusal() -> Error {
    Error::usage("no number was given").hint("fix the errors above, then run the command again")
}

fn default_language(context: &CertificateContext, request: &IssueRequest) -> Result<String, Error> {
    let mut languages = context.content.languages();
    let Some(lang) = &request.lang else {
        return Ok(languages.next().unwrap_or_default().to_owned());
    };
    if languages.any(|known| known == lang) {
        return Ok(lang.clone());
    }
    Err(Error::usage(format!("`{lang}` is not a language of the program"))
        .hint(nearest::hint(lang, context.content.languages())))
}

/// Returns the templates by language: for all languages, or for the one that was asked for.
fn templates(
    context: &CertificateContext,
    request: &IssueRequest,
    piece: &str,
    lang: &str,
) -> Result<BTreeMap<String, CertificateTemplate>, Error> {
    context
        .content
        .languages()
        .filter(|known| request.lang.is_none() || *known == lang)
        .map(|lang| {
            let session = Some(request.session.as_str());
            Ok((lang.to_owned(), context.template(piece, Edition::Screen, lang, session, None)?))
        })
        .collect()
}

fn candidates(
    roster: &Roster,
    training: &Training,
    kind: CertificateKind,
    piece: &str,
    templates: &BTreeMap<String, CertificateTemplate>,
    default_lang: &str,
) -> Vec<Candidate> {
    let details: BTreeMap<&str, Arc<Value>> = templates
        .iter()
        .map(|(lang, template)| {
            (lang.as_str(), Arc::new(json!({ "piece": piece, "face": template.face() })))
        })
        .collect();
    let candidate = |person: &Person| {
        let lang = person.lang.as_deref().filter(|lang| details.contains_key(*lang));
        let lang = lang.unwrap_or(default_lang);
        let (hours, hours_by_category) = if kind.has_validity() {
            (None, Vec::new())
        } else {
            (person.hours, category_hours(person, training, lang))
        };
        Candidate {
            key: person_key(person.id.as_deref(), &person.name, person.email.as_deref()),
            name: person.name.clone(),
            email: person.email.clone(),
            hours,
            hours_by_category,
            lang: lang.to_owned(),
            details: Arc::clone(&details[lang]),
        }
    };
    roster.people.iter().map(candidate).collect()
}

/// Returns a person's hours by category: those of the roster, or those of the training for someone
/// who attended all of it.
fn category_hours(person: &Person, training: &Training, lang: &str) -> Vec<CategoryHours> {
    let attended_all = person.hours == Some(training.hours);
    let mut categories = Vec::new();
    for (index, one) in training.hours_by_category.as_slice().iter().enumerate() {
        let all = attended_all.then_some(one.hours);
        let hours = person.category_hours.get(index).copied().or(all);
        if let (Some(category), Some(hours)) = (one.category.get(lang), hours)
            && hours > 0.0
        {
            categories.push(CategoryHours { category: category.to_owned(), hours });
        }
    }
    categories
}

/// Describes a person whose certificate says something else, or who may hold one under another
/// name.
fn describe_near_match(plan: &IssuePlan, near: &NearMatch) -> Finding {
    let candidate = &plan.candidates[near.candidate];
    let person = &plan.roster.people[near.candidate];
    let (name, number) = (&candidate.name, &near.certificate.number);
    let holder = &near.certificate.name;
    let correct_name = format!("run `peerpress certificates correct {number} --name \"{name}\"`");
    let (code, message, column, hint) = match near.likeness {
        Likeness::Hours => (
            Code::RosterChanged,
            format!("`{name}` has the certificate {number} with other hours"),
            Field::Hours,
            format!("run `peerpress certificates correct {number} --hours …`, or fix the roster"),
        ),
        Likeness::Spelling => (
            Code::RosterChanged,
            format!("`{name}` has the certificate {number} as `{holder}`"),
            Field::Name,
            format!("{correct_name}, or fix the roster"),
        ),
        Likeness::Email | Likeness::Name => (
            Code::RosterHolder,
            format!("`{name}` may be `{holder}`, who has the certificate {number}"),
            Field::Name,
            format!("{correct_name}; if they are different people, add `--allow-alike`"),
        ),
    };
    Finding::new(code, message).at(plan.roster.place_of(person, &column)).hint(hint)
}

/// Gives the numbers and remembers the columns for the next roster. People who have a certificate
/// keep it.
///
/// # Errors
/// If the ledger cannot be written, or there is no key to sign with. No number is given then.
pub fn issue(
    context: &CertificateContext,
    plan: &mut IssuePlan,
    attribution: &Attribution,
    keys_folder: &Path,
) -> Result<Vec<Certificate>, Error> {
    // A number is useless if its certificate cannot be signed.
    keys::signing_key(&context.project, keys_folder)?;
    let mut ledger = Ledger::open(&context.project.path(NAME))?;
    let certificates = ledger.issue(&plan.terms, &plan.candidates, &plan.numbers, attribution)?;
    if plan.saved.remember(&plan.roster.mapping) {
        plan.saved.write(&context.project.path(SavedMappings::FILE))?;
    }
    Ok(certificates)
}
