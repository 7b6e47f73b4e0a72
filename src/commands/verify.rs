//! `verify`: reports whether a certificate is genuine and still valid.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use strum::VariantArray;

use super::{say, today};
use crate::certificates::proof::credential::Credential;
use crate::certificates::proof::keys::{PUBLIC_FILE, PublicKeys};
use crate::certificates::proof::status::{Published, STATUS_FILE, StatusList};
use crate::certificates::proof::verify::{Answer, Verdict, VerifyContext, verify_code, verify_pdf};
use crate::cli::{AsOf, Common, Format};
use crate::content::wording::{Locale, Wording};
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::pdf::Unreadable;
use crate::project::Project;

/// The wording of the starter project, for the dates of English and Spanish certificates when there
/// is no project.
const WORDING: &str = include_str!("../../data/wording.json");

/// The maximum size of a file, in bytes. `all.pdf` with ten thousand certificates is far smaller.
const MAX_FILE: u64 = 1024 * 1024 * 1024;

/// The maximum length of text with a certificate code, in bytes.
const MAX_TEXT: usize = 64 * 1024;

pub(super) fn run(
    common: &Common,
    what: &str,
    keys: Option<&Path>,
    status: Option<&Path>,
    as_of: Option<AsOf>,
) -> Result<u8, Error> {
    let input = read_input(what)?;
    let project = Project::open(&common.project).ok();
    let trusted = match (keys, &project) {
        (Some(path), _) => PublicKeys::read(path)?,
        (None, Some(project)) => PublicKeys::read(&project.path(PUBLIC_FILE))?,
        (None, None) => {
            let hint = "name the public keys of the issuer with `--keys FILE`, or the folder of \
                        the project with `-C DIR`";
            return Err(Error::usage("there are no public keys to check with").hint(hint));
        }
    };
    // With `--keys`, the certificate is another program's, and the project's list is not about it.
    let own_list = || Some(project.as_ref()?.path(STATUS_FILE)).filter(|path| path.exists());
    let mut list = None;
    let mut untrusted = None;
    match status {
        Some(path) => list = Some(StatusList::read(path, &trusted)?),
        // The own list of a program may still be signed with a key that it no longer trusts.
        None if keys.is_none() => match own_list().map(|path| Published::read(&path, &trusted)) {
            Some(Ok(Published::Trusted(trusted))) => list = Some(trusted),
            Some(Ok(Published::Untrusted(other))) => untrusted = Some(other),
            Some(Err(error)) => return Err(error),
            None => {}
        },
        None => {}
    }
    let today = match as_of {
        Some(AsOf::Day(date)) => date,
        Some(AsOf::Today) | None => today()?,
    };
    let locales = locales(project.as_ref());
    let status = list.as_ref();
    let context = VerifyContext { keys: &trusted, status, untrusted, today, locales: &locales };
    let answers = verify(what, input, &context)?;
    print_answers(common, &answers, &context)?;
    let worst = answers.iter().map(|answer| answer.verdict).max();
    Ok(worst.unwrap_or(Verdict::NotACertificate).code())
}

/// Returns how the languages of the project and of the starter write dates.
fn locales(project: Option<&Project>) -> Vec<Locale> {
    let read = |project: &Project| std::fs::read_to_string(project.path("data/wording.json")).ok();
    let own = project.and_then(read);
    let texts = own.as_deref().into_iter().chain([WORDING]);
    let wordings = texts.filter_map(|text| serde_json::from_str::<Wording>(text).ok());
    let locales = wordings.flat_map(|wording| wording.locales.into_values());
    // The project may not have been checked, and dates are written by index.
    let is_complete = |locale: &Locale| {
        locale.months.len() == 12
            && locale.months_short.len() == 12
            && locale.weekdays.len() == 7
            && locale.weekdays_short.len() == 7
    };
    locales.filter(is_complete).collect()
}

/// Verifies the contents of a file or of standard input (`-`), or a certificate code.
fn verify(what: &str, bytes: Vec<u8>, context: &VerifyContext<'_>) -> Result<Vec<Answer>, Error> {
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return match verify_pdf(&bytes, context) {
            Ok(answers) => Ok(answers),
            Err(error @ Unreadable::Encrypted) => Err(Error::new(what, error.to_string())
                .hint("scan the QR code on the certificate, or get a file without a password")),
            Err(error) => Ok(vec![Answer::without_credential(Verdict::Damaged, error.to_string())]),
        };
    }
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_TEXT);
    let mut answer = verify_code(text.unwrap_or_default().trim(), context);
    if answer.verdict == Verdict::NotACertificate && what != "-" {
        let reason = if Path::new(what).is_file() {
            "the file is not a PDF and does not contain a certificate code".to_owned()
        } else {
            format!("`{what}` is not a file or a certificate code")
        };
        answer.reasons = vec![reason];
    }
    Ok(vec![answer])
}

fn read_input(what: &str) -> Result<Vec<u8>, Error> {
    let path = Path::new(what);
    if what == "-" {
        return read_limited(io::stdin().lock())
            .map_err(|error| Error::usage(format!("standard input cannot be read: {error}")));
    }
    if path.is_dir() {
        return Err(Error::new(path, "this is a folder").hint("name a PDF in it"));
    }
    if path.is_file() {
        return File::open(path)
            .and_then(read_limited)
            .map_err(|error| Error::new(path, format!("the file cannot be read: {error}")));
    }
    let is_pdf = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
    if is_pdf && !what.contains('#') {
        return Err(Error::new(path, "the file does not exist"));
    }
    Ok(what.as_bytes().to_vec())
}

fn read_limited(input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(io::Error::other("it is larger than any certificate"));
    }
    Ok(bytes)
}

fn print_answers(
    common: &Common,
    answers: &[Answer],
    context: &VerifyContext<'_>,
) -> Result<(), Error> {
    let several = answers.len() > 1;
    for answer in answers {
        let page = answer.page.filter(|_| several);
        let page = page.map(|page| format!("page {page}: ")).unwrap_or_default();
        match common.format {
            Format::Json => {
                print_record("certificate", &CertificateRecord::new(answer, context))?;
            }
            // Among several certificates, only those that are not genuine are printed in full.
            Format::Human if !several || answer.verdict != Verdict::Genuine => {
                say(&(page + &describe(answer, context)))?;
                if !several && answer.credential.is_some() {
                    say(&format!("  {}", describe_revocation(context)))?;
                }
            }
            Format::Human if common.quiet => {}
            Format::Human | Format::Short => say(&(page + &summarize(answer)))?,
        }
    }
    if several && common.format == Format::Human {
        say(&summarize_all(answers))?;
        say(&describe_revocation(context))?;
    }
    Ok(())
}

/// Returns the number of answers and of each verdict. Pages are counted if one of them is not a
/// certificate.
fn summarize_all(answers: &[Answer]) -> String {
    let mut counts = Vec::new();
    let mut noun = "certificates";
    for verdict in Verdict::VARIANTS {
        let number = answers.iter().filter(|answer| answer.verdict == *verdict).count();
        match (verdict, number) {
            (_, 0) => {}
            (Verdict::NotACertificate, _) => {
                noun = "pages";
                counts.push(count(number, verdict.name(), "not certificates"));
            }
            _ => counts.push(format!("{number} {}", verdict.name())),
        }
    }
    format!("{} {noun}: {}", answers.len(), counts.join(", "))
}

/// Returns an answer on one line.
fn summarize(answer: &Answer) -> String {
    let mut line = answer.verdict.name().to_owned();
    if let Some(Credential { claims, .. }) = &answer.credential {
        let sample = if claims.sample { "SAMPLE, " } else { "" };
        line += &format!(": {sample}{}, {}", claims.printed_number(), claims.name);
    }
    if !answer.reasons.is_empty() {
        line += &format!(" ({})", answer.reasons.join("; "));
    }
    line
}

/// Returns an answer with everything that the certificate states.
fn describe(answer: &Answer, context: &VerifyContext<'_>) -> String {
    let mut lines = vec![answer.verdict.name().to_uppercase()];
    lines.extend(answer.reasons.iter().map(|reason| format!("  {reason}")));
    if let Some(credential) = &answer.credential {
        if credential.claims.sample {
            lines.push(
                "  SAMPLE: this certificate is a sample, and it certifies nothing".to_owned(),
            );
        }
        lines.extend(describe_credential(credential, context));
    }
    lines.join("\n")
}

fn describe_credential(credential: &Credential, context: &VerifyContext<'_>) -> Vec<String> {
    let claims = &credential.claims;
    let days = match claims.days.as_slice() {
        [] => None,
        [day] => Some(day.to_string()),
        [first, .., last] => Some(format!("{first} to {last}, {} days", claims.days.len())),
    };
    let key = context.keys.get(credential.key);
    let key = match (key.and_then(|key| key.revoked), key.and_then(|key| key.until)) {
        (Some(revoked), _) => format!("{} ({revoked})", credential.key),
        (None, Some(day)) => format!("{}, in use until {day}", credential.key),
        (None, None) => credential.key.to_string(),
    };
    let kind = claims.kind.name().replace('-', " ");
    let rows = [
        ("name", Some(claims.name.clone())),
        ("for", Some(format!("{} ({kind})", claims.title))),
        ("hours", claims.hours.map(|hours| hours.to_string())),
        ("dates", days),
        ("number", Some(claims.printed_number())),
        ("issued", Some(claims.issued.to_string())),
        ("valid from", claims.valid_from.map(|day| day.to_string())),
        ("valid through", claims.valid_until.map(|day| day.to_string())),
        ("issuer", Some(claims.issuer.clone())),
        ("signed with key", Some(key)),
    ];
    rows.into_iter().filter_map(|(label, value)| Some(format!("  {label:17}{}", value?))).collect()
}

/// Returns whether revocations were checked, and how old the status list is.
fn describe_revocation(context: &VerifyContext<'_>) -> String {
    if let Some(list) = &context.untrusted {
        return format!("revocation not checked: {list}");
    }
    let Some(list) = context.status else {
        return "revocation not checked: there is no status list (name one with `--status FILE`)"
            .to_owned();
    };
    let age = list.day().until(context.today).map_or(0, |span| span.get_days());
    match age {
        ..=0 => format!("revocation checked: {list}"),
        1 => format!("revocation checked: {list}, 1 day old"),
        _ => format!("revocation checked: {list}, {age} days old"),
    }
}

/// The record of a certificate that was verified.
#[derive(Serialize)]
struct CertificateRecord<'a> {
    page: Option<usize>,
    verdict: &'static str,
    /// The exit code for the verdict.
    code: u8,
    /// What the comparison of the page found.
    page_comparison: Option<&'static str>,
    reasons: &'a [String],
    /// What the certificate states, if its signature is valid.
    certificate: Option<&'a Credential>,
    /// The status list with which revocation was checked.
    revocation_list: Option<ListRecord>,
}

#[derive(Serialize)]
struct ListRecord {
    issued: Timestamp,
    sequence: u64,
}

impl<'a> CertificateRecord<'a> {
    fn new(answer: &'a Answer, context: &VerifyContext<'_>) -> Self {
        let list = |list: &StatusList| ListRecord { issued: list.issued, sequence: list.sequence };
        Self {
            page: answer.page,
            verdict: answer.verdict.name(),
            code: answer.verdict.code(),
            page_comparison: answer.comparison,
            reasons: &answer.reasons,
            certificate: answer.credential.as_ref(),
            revocation_list: context.status.map(list),
        }
    }
}
