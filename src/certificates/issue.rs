//! Issuing: from a roster to certificates in the ledger. Every row is checked, against the training and against the page, before any number is
//! given; then all numbers are given in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::files::batch::Press;
use super::ledger::{
    Act, CategoryHours, Certificate, Entry, Ledger, Likeness, NAME, NearMatch, SessionKey,
    person_key,
};
use super::proof::keys;
use super::roster::{self, Field, Person, Roster, Rules, Saved};
use crate::content::authorities::missing_fields;
use crate::content::certification::{Award, CertificateKind};
use crate::content::edition::Edition;
use crate::content::text::Text;
use crate::content::trainings::{Session, Training};
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::nearest;
use crate::plan::{self, CertificateTemplate, CodeForm, Recipient, TemplateChoice};
use crate::project::Project;
use crate::typeset::{Engine, Fonts};

/// Names with fewer letters fit any certificate in two lines; longer ones are set to see.
const SURELY_FITS: usize = 24;

/// What to issue.
#[derive(Debug, Clone)]
pub struct Request {
    /// The roster's file.
    pub roster: PathBuf,
    /// The session's id.
    pub session: String,
    /// The certificate piece; none means the one whose sample is of the session's training.
    pub piece: Option<String>,
    /// What is certified; none means as the piece's sample.
    pub kind: Option<CertificateKind>,
    /// The language of those for whom the roster says none; none means the program's first.
    pub lang: Option<String>,
    /// The day of issue.
    pub issued: Date,
    /// First day of validity; none means the day of issue, for kinds that have one.
    pub valid_from: Option<Date>,
    /// Last day of validity, for kinds that have one.
    pub valid_until: Option<Date>,
    /// Columns of the roster as the user says them.
    pub columns: BTreeMap<Field, String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether rows with problems are left out; otherwise one stops the run.
    pub skip_invalid: bool,
    /// Whether people who look like holders of a certificate of the session are others all the same.
    pub allow_alike: bool,
    /// The day by this computer's clock: nothing is certified before it has taken place.
    pub today: Date,
    /// How many threads.
    pub jobs: usize,
}

/// The project, read for certificates.
pub struct CertificateContext {
    /// The folder.
    pub project: Project,
    /// The facts.
    pub content: Arc<Content>,
    /// What is wrong with them.
    pub report: Report,
    /// Fonts and library.
    pub engine: Arc<Engine>,
}

impl std::fmt::Debug for CertificateContext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificateContext").field("project", &self.project).finish_non_exhaustive()
    }
}

impl CertificateContext {
    /// Reads a project.
    ///
    /// # Errors
    /// If its facts cannot be read at all; the report then says why.
    pub fn open(project: &Project, jobs: usize) -> Result<Self, (Error, Report)> {
        let mut report = Report::default();
        let Some(content) = content::read(project, &mut report) else {
            return Err((
                Error::usage("the facts of the project cannot be read")
                    .hint("mend what is said above"),
                report,
            ));
        };
        let (engine, findings) = Engine::new(project, Fonts::read(project), jobs);
        report.extend(findings);
        let content = Arc::new(content);
        Ok(Self { project: project.clone(), content, report, engine: Arc::new(engine) })
    }

    /// A sheet.
    pub fn sheet(
        &self,
        piece: &str,
        edition: Edition,
        lang: &str,
        session: Option<&str>,
        vendor: Option<&str>,
    ) -> Result<CertificateTemplate, Error> {
        plan::certificate_template(
            &self.content,
            &self.report,
            &TemplateChoice { piece, edition, lang, vendor, session },
        )
    }

    /// How certificates are numbered and where they are verified.
    pub fn rules(&self) -> Result<&content::program::Certificates, Error> {
        self.content.program.certificates.as_ref().ok_or_else(|| {
            let error = Error::new(self.project.path("data/program.json"), "does not say how certificates are numbered");
            error.hint("add \"certificates\": { \"prefix\": \"ABCD\", \"year\": true, \"digits\": 5, \"verify\": \"https://…\" }")
        })
    }
}

/// What is about to be issued.
#[derive(Debug)]
pub struct IssuePlan {
    /// The roster, with everything found in it.
    pub roster: Roster,
    /// For what.
    pub key: SessionKey,
    /// The certificate piece.
    pub piece: String,
    /// One for each person that may be certified, in the roster's order.
    pub entries: Vec<Entry>,
    /// The certificates that people have already.
    pub known: Vec<Option<Certificate>>,
    /// People who have a certificate that says something else.
    pub alike: Vec<NearMatch>,
    /// Columns to remember for the next roster with this header.
    saved: Saved,
}

impl IssuePlan {
    /// Why nothing may be issued; none if all is well.
    pub fn refusal(&self, request: &Request) -> Option<Error> {
        if self.roster.is_unreadable() || (self.roster.has_errors() && !request.skip_invalid) {
            if self.roster.is_unreadable() {
                return Some(
                    Error::usage("the roster cannot be read; no number was given")
                        .hint("do what the hint above says, then run the command again"),
                );
            }
            let hint = "mend the roster, or let `--skip-invalid` leave the rows out, in a file to be mended and run again";
            return Some(Error::usage("the roster has errors; no number was given").hint(hint));
        }
        if self.entries.is_empty() {
            return Some(Error::usage(
                "there is no one in the roster who can be certified; no number was given",
            ));
        }
        let strangers: Vec<String> = self
            .alike
            .iter()
            .filter(|near| near.is_stranger())
            .map(|near| self.told(near))
            .collect();
        if strangers.is_empty() || request.allow_alike {
            return None;
        }
        let message = format!(
            "some look like people who have a certificate of this session by another name; no number was given\n{}",
            strangers.join("\n")
        );
        Some(Error::usage(message).hint(
            "correct the certificate as shown; if they are other people, say `--allow-alike`",
        ))
    }

    /// What is worth knowing of people who keep the certificate they have.
    pub fn notes(&self) -> Vec<String> {
        self.alike.iter().filter(|near| !near.is_stranger()).map(|near| self.told(near)).collect()
    }

    fn told(&self, near: &NearMatch) -> String {
        let (entry, number) = (&self.entries[near.entry], &near.certificate.number);
        match near.likeness {
            Likeness::Hours => format!(
                "`{}` has {number}, with other hours: peerpress certificates correct {number} --hours …",
                entry.name
            ),
            _ => format!(
                "`{}` may be `{}` of {number}: peerpress certificates correct {number} --name \"{}\"",
                entry.name, near.certificate.name, entry.name
            ),
        }
    }
}

impl NearMatch {
    /// Whether the entry would be given a number of its own.
    fn is_stranger(&self) -> bool {
        matches!(self.likeness, Likeness::Email | Likeness::Name)
    }
}

/// Reads a roster and says what would be issued; nothing is written.
///
/// # Errors
/// If the session cannot be certified, or the roster cannot be opened.
pub fn plan(context: &CertificateContext, request: &Request) -> Result<IssuePlan, Error> {
    let (session, training) = held(&context.content, &request.session, request.today)?;
    let (piece, sample) = piece_for(&context.content, training, request.piece.as_deref())?;
    let key = session_key(request, session, training, sample)?;
    context.rules()?;
    let first = request
        .lang
        .clone()
        .or_else(|| context.content.languages().next().map(str::to_owned))
        .unwrap_or_default();
    let sheets: BTreeMap<String, CertificateTemplate> = context
        .content
        .languages()
        .filter(|lang| *lang == first || request.lang.is_none())
        .map(|lang| {
            Ok((
                lang.to_owned(),
                context.sheet(&piece, Edition::Screen, lang, Some(&request.session), None)?,
            ))
        })
        .collect::<Result<_, Error>>()?;
    if !sheets.contains_key(&first) {
        return Err(Error::usage(format!("the program has no language `{first}`"))
            .hint(nearest::hint(&first, context.content.languages())));
    }
    let saved = Saved::load(&context.project.path(Saved::FILE))?;
    let roster = read(context, request, training, &key, &saved, &sheets[&first])?;
    let faces: BTreeMap<String, Arc<Value>> = sheets
        .iter()
        .map(|(lang, sheet)| {
            (lang.clone(), Arc::new(json!({ "piece": piece, "face": sheet.face() })))
        })
        .collect();
    let entries: Vec<Entry> =
        roster.people.iter().map(|person| entry(person, training, &key, &faces, &first)).collect();
    let (known, alike) = compare(&context.project.path(NAME), &key, &entries)?;
    let plan = IssuePlan { roster, key, piece, entries, known, alike, saved };
    lacking_fields(context, &plan, &sheets)?;
    Ok(plan)
}

/// The session and its training; a session that has not ended certifies nothing.
fn held<'a>(
    content: &'a Content,
    id: &str,
    today: Date,
) -> Result<(&'a Session, &'a Training), Error> {
    let sessions = &content.trainings.sessions;
    let Some(session) = sessions.iter().find(|session| session.id.as_str() == id) else {
        let hint = nearest::hint(id, sessions.iter().map(|session| session.id.as_str()));
        return Err(
            Error::usage(format!("there is no session `{id}` in data/trainings.json")).hint(hint)
        );
    };
    let last = session.days.last().map(|day| day.date.0);
    if let Some(last) = last.filter(|last| *last > today) {
        let message = format!(
            "the session `{id}` has not taken place: its last day is {last}, and today is {today}"
        );
        return Err(Error::usage(message).hint("certificates are issued from its last day on; are the dates in data/trainings.json right?"));
    }
    let training =
        content.trainings.trainings.iter().find(|training| training.id == session.training);
    let training = training.ok_or_else(|| {
        Error::usage(format!(
            "the training `{}` of the session `{id}` is not in data/trainings.json",
            session.training
        ))
    })?;
    Ok((session, training))
}

/// The certificate piece of a training: the one that was asked for, else the one whose sample is of this training.
fn piece_for<'a>(
    content: &'a Content,
    training: &Training,
    asked: Option<&str>,
) -> Result<(String, &'a Award), Error> {
    let sample_of = |id: &Option<content::text::Id>| {
        content.certification.awards.iter().find(|award| Some(&award.id) == id.as_ref())
    };
    let certificates =
        || content.pieces.pieces.iter().filter_map(|piece| Some((piece, sample_of(&piece.award)?)));
    let found = match asked {
        Some(asked) => certificates().find(|(piece, _)| piece.id.as_str() == asked),
        None => certificates().find(|(_, sample)| sample.training.as_ref() == Some(&training.id)),
    };
    found.map(|(piece, sample)| (piece.id.to_string(), sample)).ok_or_else(|| {
        let known = certificates().map(|(piece, _)| piece.id.as_str());
        match asked {
            Some(asked) => {
                Error::usage(format!("there is no certificate `{asked}` in data/pieces.json"))
                    .hint(nearest::hint(asked, known))
            }
            None => Error::usage(format!(
                "no certificate in data/pieces.json has a sample of the training `{}`",
                training.id
            ))
            .hint(format!(
                "say which one to use: `--piece` {}",
                known.collect::<Vec<_>>().join(" or ")
            )),
        }
    })
}

fn session_key(
    request: &Request,
    session: &Session,
    training: &Training,
    sample: &Award,
) -> Result<SessionKey, Error> {
    let kind = request.kind.unwrap_or(sample.kind);
    let first = session.days.first().map(|day| day.date.0);
    if first.is_some_and(|first| request.issued < first) {
        return Err(Error::usage(format!(
            "the day of issue, {}, is before the session begins",
            request.issued
        )));
    }
    let (valid_from, valid_until) = match (kind.has_validity(), request.valid_until) {
        (false, None) => (None, None),
        (false, Some(_)) => {
            return Err(Error::usage(format!(
                "a certificate of the kind `{kind}` holds for good: it has no `--valid-until`"
            )));
        }
        (true, None) => {
            return Err(Error::usage(format!(
                "until when is a certificate of the kind `{kind}` valid?"
            ))
            .hint("--valid-until 2028-10-31"));
        }
        (true, Some(until)) => (Some(request.valid_from.unwrap_or(request.issued)), Some(until)),
    };
    if valid_from.zip(valid_until).is_some_and(|(from, until)| from > until) {
        return Err(Error::usage("the last day of validity is before the first"));
    }
    let training = Some(training.id.to_string());
    Ok(SessionKey {
        session: request.session.clone(),
        kind,
        training,
        issued: request.issued,
        valid_from,
        valid_until,
    })
}

/// Reads the roster and checks each row: against the training, and against the page.
fn read(
    context: &CertificateContext,
    request: &Request,
    training: &Training,
    key: &SessionKey,
    saved: &Saved,
    sheet: &CertificateTemplate,
) -> Result<Roster, Error> {
    let categories = training.hours_by_category.as_slice();
    let names = |text: &Text| {
        context
            .content
            .languages()
            .filter_map(|lang| text.get(lang))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let options = roster::Options {
        columns: request.columns.clone(),
        sheet: request.sheet.clone(),
        saved: saved.clone(),
        categories: categories.iter().map(|one| names(&one.category)).collect(),
    };
    let roster = roster::read(&request.roster, &options)?;
    let too_long = too_long(context, sheet, key.kind, &roster.people)?;
    let first = context.content.languages().next().unwrap_or_default();
    let rules = Rules {
        hours: (!key.kind.has_validity()).then_some(training.hours),
        completion: training.completion(),
        categories: categories
            .iter()
            .map(|one| (one.category.get(first).unwrap_or_default().to_owned(), one.hours))
            .collect(),
        languages: context
            .content
            .languages()
            .map(|lang| (lang.to_owned(), language_names(context, lang)))
            .collect(),
        fits: &|name| !too_long.contains(name),
        lacking: &|name| {
            name.chars().find(|c| !c.is_whitespace() && !is_joiner(*c) && !context.engine.has(*c))
        },
    };
    Ok(roster::check(roster, &rules))
}

/// What a roster may call a language, besides its code: the word by which it offers itself.
fn language_names(context: &CertificateContext, lang: &str) -> Vec<String> {
    let english = match lang {
        "en" => &["English", "Inglés"][..],
        "es" => &["Spanish", "Español"][..],
        _ => &[],
    };
    let own = context.content.wording.locales.get(lang).map(|locale| locale.offer.clone());
    english.iter().map(|name| (*name).to_owned()).chain(own).collect()
}

/// Marks that join or part letters have no shape of their own.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The long names that leave their place on the certificate.
fn too_long(
    context: &CertificateContext,
    sheet: &CertificateTemplate,
    kind: CertificateKind,
    people: &[Person],
) -> Result<HashSet<String>, Error> {
    let long: BTreeSet<&str> = people
        .iter()
        .map(|person| person.name.as_str())
        .filter(|name| name.chars().count() > SURELY_FITS)
        .collect();
    let recipients: Vec<Recipient> = long.iter().map(|name| sheet.specimen(kind, name)).collect();
    if recipients.is_empty() {
        return Ok(HashSet::new());
    }
    let press =
        Press::for_proof(&context.project, Arc::clone(&context.engine), vec![sheet.clone()]);
    let found = press.proof(&context.content, &recipients).map_err(stopped)?;
    let leaves = |finding: &Finding| {
        matches!(finding.code, Code::Overset | Code::OutsideSafeArea | Code::TextOverlap)
    };
    Ok(found
        .into_iter()
        .filter(|(_, finding)| leaves(finding))
        .map(|(at, _)| recipients[at].name.clone())
        .collect())
}

/// A template that fails is a fault of the project, told as an error here: no row is to blame.
pub(super) fn stopped(finding: Finding) -> Error {
    Error::usage(finding.message.clone()).hint("`peerpress check` says more about the template")
}

fn entry(
    person: &Person,
    training: &Training,
    key: &SessionKey,
    faces: &BTreeMap<String, Arc<Value>>,
    first: &str,
) -> Entry {
    let lang = person.language.as_deref().filter(|lang| faces.contains_key(*lang)).unwrap_or(first);
    let categories = training.hours_by_category.as_slice();
    let hours_by_category = if key.kind.has_validity() {
        Vec::new()
    } else {
        let hours = |at: usize, all: f64| {
            person
                .category_hours
                .get(at)
                .copied()
                .or((person.hours == Some(training.hours)).then_some(all))
        };
        let named = categories
            .iter()
            .enumerate()
            .filter_map(|(at, one)| Some((one.category.get(lang)?, hours(at, one.hours)?)));
        named
            .filter(|(_, hours)| *hours > 0.0)
            .map(|(category, hours)| CategoryHours { category: category.to_owned(), hours })
            .collect()
    };
    Entry {
        key: person_key(person.id.as_deref(), &person.name, person.email.as_deref()),
        name: person.name.clone(),
        email: person.email.clone(),
        hours: if key.kind.has_validity() { None } else { person.hours },
        hours_by_category,
        lang: lang.to_owned(),
        details: Arc::clone(&faces[lang]),
    }
}

/// The certificates that the entries have, and those that they may have.
fn compare(
    path: &Path,
    key: &SessionKey,
    entries: &[Entry],
) -> Result<(Vec<Option<Certificate>>, Vec<NearMatch>), Error> {
    if !path.exists() {
        return Ok((vec![None; entries.len()], Vec::new()));
    }
    let ledger = Ledger::open_to_read(path)?;
    Ok((ledger.known(key, entries)?, ledger.near_matches(key, entries)?))
}

/// Refuses certificates that lack what an authority asks for.
fn lacking_fields(
    context: &CertificateContext,
    plan: &IssuePlan,
    sheets: &BTreeMap<String, CertificateTemplate>,
) -> Result<(), Error> {
    let approvals = &context.content.program.provider.approvals;
    let heads: BTreeMap<&str, Value> =
        sheets.iter().map(|(lang, sheet)| (lang.as_str(), sheet.head())).collect();
    for profile in context
        .content
        .authorities
        .authorities
        .iter()
        .filter(|profile| profile.kinds.contains(&plan.key.kind))
    {
        let Some(approval) = approvals.iter().position(|approval| approval.id == profile.id) else {
            continue;
        };
        for entry in &plan.entries {
            let sheet = &sheets[&entry.lang];
            let award = sheet.award(
                &Recipient {
                    issued: plan.key.issued,
                    hours: entry.hours,
                    hours_by_category: entry
                        .hours_by_category
                        .iter()
                        .map(|one| (one.category.clone(), one.hours))
                        .collect(),
                    ..sheet.specimen(plan.key.kind, &entry.name)
                },
                CodeForm::Later,
            );
            let missing = missing_fields(profile, &heads[entry.lang.as_str()], &award, approval);
            if !missing.is_empty() {
                let fields = missing
                    .iter()
                    .map(|field| format!("`{}`", field.name()))
                    .collect::<Vec<_>>()
                    .join(", ");
                let message = format!(
                    "the certificate of `{}` lacks {fields}, which the authority `{}` asks for; no number was given",
                    entry.name, profile.id
                );
                let hint = "fill it in: in the roster, in data/trainings.json or in data/program.json; data/authorities.json lists what is asked";
                return Err(Error::usage(message).hint(hint));
            }
        }
    }
    Ok(())
}

/// Gives the numbers, and keeps the columns for the next roster. Those who have a certificate keep it.
///
/// # Errors
/// If the ledger cannot be written, or nothing can be signed. No number is given then.
pub fn issue(
    context: &CertificateContext,
    plan: &mut IssuePlan,
    act: &Act,
    keys_folder: &Path,
) -> Result<Vec<Certificate>, Error> {
    // A number whose certificate cannot be signed would be of no use.
    keys::signing_key(&context.project, keys_folder)?;
    let format = context.rules()?.number_format();
    let certificates =
        Ledger::open(&context.project.path(NAME))?.issue(&plan.key, &plan.entries, &format, act)?;
    if plan.saved.remember(&plan.roster.mapping) {
        plan.saved.write(&context.project.path(Saved::FILE))?;
    }
    Ok(certificates)
}
