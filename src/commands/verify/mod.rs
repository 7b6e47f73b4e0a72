//! `verify`: reports whether a certificate is genuine and still valid.

mod number;
mod print;
pub(in crate::commands) mod trusted;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::{STOPPED, now, warn};
use crate::certificates::proof::address::{KnownAddresses, own_addresses};
use crate::certificates::proof::credential::looks_like_code;
use crate::certificates::proof::verify::{
    Answer, Moment, Verdict, VerifyContext, verify_code, verify_pdf,
};
use crate::certificates::proof::verify_badge::{looks_like_badge, verify_badge};
use crate::cli::{AsOf, Common};
use crate::content::certificate_number::is_dash;
use crate::content::language_names::LANGUAGE_NAMES;
use crate::content::languages::ProgramLanguage;
use crate::content::locale::{Locale, with_earlier};
use crate::content::wording::Wording;
use crate::error::Error;
use crate::pdf::Unreadable;
use crate::project::Project;
use crate::workers;
use trusted::Trusted;

/// The wording of the starter project, for the dates of English and Spanish certificates when there
/// is no project.
const WORDING: &str = include_str!("../../../data/wording.json");

/// The country whose forms of dates complete the wording.
const REGION: &str = "us";

/// The maximum size of a file, in bytes. `all.pdf` with ten thousand certificates is far smaller.
const MAX_FILE: u64 = 1024 * 1024 * 1024;

/// The most memory, in bytes, and time that a file takes. `all.pdf` with ten thousand certificates
/// takes half of it.
const MAX_MEMORY: usize = 250 << 20;
const MAX_TIME: Duration = Duration::from_secs(4);

/// How much more each byte of a file may take.
const MEMORY_PER_BYTE: usize = 8;
const TIME_PER_BYTE: Duration = Duration::from_nanos(500);

/// The maximum length of a number as people type it, in characters.
const MAX_NUMBER: usize = 60;

/// The maximum length of text with a certificate code, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// The files with which certificates of another program are verified.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) keys: Option<&'a Path>,
    pub(super) status: Option<&'a Path>,
}

pub(super) fn run(
    common: &Common,
    what: &str,
    sources: Sources<'_>,
    as_of: Option<AsOf>,
) -> Result<u8, Error> {
    let moment = match as_of {
        Some(AsOf::Day(date)) => Moment::day(date),
        Some(AsOf::Today) | None => Moment::at(now()?),
    };
    let project = Project::open(&common.project).ok();
    let is_number = is_number(what);
    let input = if is_number { Vec::new() } else { read_input(what)? };
    let trusted = Trusted::read(common, project.as_ref(), sources, is_number)?;
    if is_number {
        let answer = number::look_up(what, &trusted, &moment)?;
        print::print_number(common, &answer)?;
        return Ok(answer.verdict.code());
    }
    let (keys, ledger) = (&trusted.keys, trusted.ledger_status()?);
    let locales = locales(project.as_ref());
    let own = project.as_ref().filter(|_| sources.keys.is_none()).map(own_pages);
    let addresses = KnownAddresses::new(own.unwrap_or_default(), &keys.addresses);
    let context = VerifyContext {
        keys,
        status: trusted.list.as_ref(),
        ledger: ledger.as_ref(),
        moment,
        addresses: &addresses,
        locales: &locales,
    };
    let answers = verify(what, input, &context)?;
    // Without the list, a certificate that was revoked would pass as genuine. And only a list says
    // which codes of a revoked key are.
    let may_be_named = keys.keys.iter().any(|key| key.revoked.is_some());
    if let Some(error) = trusted.unusable
        && (may_be_named || !answers.iter().all(|answer| answer.verdict.is_final()))
    {
        return Err(error);
    }
    print::print_answers(common, &answers, &context)?;
    let worst = answers.iter().map(|answer| answer.verdict).max();
    Ok(worst.unwrap_or(Verdict::NotACertificate).code())
}

/// Returns whether the text is a certificate number as people type it, rather than a file, an
/// address, or a code.
fn is_number(what: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || is_dash(c);
    what != "-"
        && what.chars().count() <= MAX_NUMBER
        && what.chars().all(is_plain)
        && what.trim_start().starts_with(char::is_alphabetic)
        && what.chars().any(|c| c.is_ascii_digit())
        && !looks_like_code(what)
        && !Path::new(what).exists()
}

/// Returns the addresses of the pages of a project that check certificates. The rest of the data
/// may be wrong.
fn own_pages(project: &Project) -> Vec<String> {
    let program = program_file(project).unwrap_or_default();
    let text = |pointer: &str| program.pointer(pointer).and_then(Value::as_str);
    let verify = text("/certificates/verify");
    verify.map(|verify| own_addresses(verify, text("/website"))).unwrap_or_default()
}

/// Returns `data/program.json` as it is, which may be wrong.
fn program_file(project: &Project) -> Option<Value> {
    let text = std::fs::read_to_string(project.path("data/program.json")).ok()?;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// Returns the languages of the program, as far as they can be read.
fn program_languages(project: &Project) -> Vec<ProgramLanguage> {
    let program = program_file(project).unwrap_or_default();
    let list = program.get("languages").and_then(Value::as_array).cloned().unwrap_or_default();
    list.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect()
}

/// Returns how the languages of the project, those of the starter, and all others that Peerpress
/// knows write dates: a certificate may be of another program.
fn locales(project: Option<&Project>) -> Vec<Locale> {
    let read = |project: &Project| std::fs::read_to_string(project.path("data/wording.json")).ok();
    let own = project.and_then(read);
    let languages = project.map(program_languages).unwrap_or_default();
    let program = project.and_then(program_file).unwrap_or_default();
    let region = program.get("region").and_then(Value::as_str).unwrap_or(REGION);
    let texts = own.as_deref().into_iter().chain([WORDING]);
    let wordings = texts.filter_map(|text| {
        let mut wording: Wording = serde_json::from_str(text).ok()?;
        wording.complete(&languages, region);
        Some(wording)
    });
    let locales = wordings.flat_map(|wording| wording.locales.into_values());
    let others = LANGUAGE_NAMES.iter().map(|language| Locale::of(language.tag, region));
    let locales = locales.chain(others);
    // The project may not have been checked, and dates are written by index.
    let is_complete = |locale: &Locale| {
        locale.months.len() == 12
            && locale.months_short.len() == 12
            && locale.weekdays.len() == 7
            && locale.weekdays_short.len() == 7
    };
    with_earlier(locales.filter(is_complete))
}

/// Verifies the contents of a file or of standard input (`-`), or a certificate code.
fn verify(what: &str, bytes: Vec<u8>, context: &VerifyContext<'_>) -> Result<Vec<Answer>, Error> {
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        limit(what, bytes.len());
        return match verify_pdf(&bytes, context) {
            Ok(answers) => Ok(answers),
            Err(error @ Unreadable::Encrypted) => Err(Error::new(what, error.to_string())
                .hint("scan the QR code on the certificate, or get a file without a password")),
            Err(error) => Ok(vec![Answer::without_credential(Verdict::Damaged, error.to_string())]),
        };
    }
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_TEXT);
    let text = text.unwrap_or_default();
    if looks_like_badge(text.trim()) {
        return Ok(vec![verify_badge(text.trim(), context)]);
    }
    let answers = possible_codes(text.trim())?.into_iter().map(|code| verify_code(code, context));
    let answer = answers.min_by_key(|answer| answer.verdict);
    let mut answer = answer.unwrap_or_else(|| verify_code("", context));
    if answer.verdict == Verdict::NotACertificate && what != "-" {
        let reason = if Path::new(what).is_file() {
            "the file is not a PDF and does not contain a certificate code".to_owned()
        } else {
            format!("`{what}` is not a file, a certificate code, or a number")
        };
        answer.reasons = vec![reason];
    }
    Ok(vec![answer])
}

/// Ends the program if a file of this length takes more than any certificate: strangers send files
/// that are made to.
fn limit(what: &str, length: usize) {
    let memory = MAX_MEMORY + length.saturating_mul(MEMORY_PER_BYTE);
    let time = MAX_TIME + TIME_PER_BYTE.saturating_mul(u32::try_from(length).unwrap_or(u32::MAX));
    let message = "the file takes more time or memory than any file of Peerpress";
    let error = Error::new(what, message).hint("scan the QR code on the certificate");
    workers::end_beyond(memory, time, STOPPED, move || warn(&format!("error: {error}")));
}

/// Returns what may be the code in a text: all of it, or the address in an email, with what
/// follows, because a code may have line breaks, and without it.
///
/// # Errors
/// If the text has several addresses.
fn possible_codes(text: &str) -> Result<Vec<&str>, Error> {
    let marks = |c: char| "<>()[]\"'.,;".contains(c);
    let words = text.split_whitespace().filter(|word| word.contains('#'));
    let mut codes: Vec<&str> =
        words.map(|word| word.trim_matches(marks)).filter(|word| looks_like_code(word)).collect();
    codes.dedup();
    match codes[..] {
        [] => Ok(vec![text]),
        [code] => {
            let at = text.find(code).unwrap_or_default();
            let (before, end) = (&text[..at], at + code.len());
            // Another address in front of the code is a part of it.
            let has_address = before.contains("//") || before.contains("www.");
            let start = if has_address { 0 } else { at };
            Ok(vec![text, &text[start..], &text[start..end]])
        }
        _ => Err(Error::usage(format!("the text has {} codes", codes.len()))
            .hint("verify one at a time")),
    }
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
