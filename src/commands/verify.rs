//! `verify`: says of a certificate whether it is genuine and still holds.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{day, say, today};
use crate::certificates::proof::credential::{Claims, Credential};
use crate::certificates::proof::keys::{PUBLIC_FILE, PublicKeys};
use crate::certificates::proof::status::{STATUS_FILE, StatusList};
use crate::certificates::proof::verify::{self, Answer, Means, Verdict, told};
use crate::cli::{AsOf, Common, Format};
use crate::content::wording::{Locale, Wording};
use crate::error::Error;
use crate::pdf::Unreadable;
use crate::project::Project;

/// The starter's wording: how English and Spanish write dates, where no project is at hand.
const WORDING: &str = include_str!("../../data/wording.json");

/// No file is read that is larger, in bytes: `all.pdf` of ten thousand certificates is far smaller.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// No text of a code is longer, in bytes.
const LONGEST: usize = 64 * 1024;

pub(super) fn run(
    common: &Common,
    what: &str,
    keys: Option<&Path>,
    status: Option<&Path>,
    as_of: Option<AsOf>,
) -> Result<u8, Error> {
    let project = Project::open(&common.project);
    let trusted = match (keys, &project) {
        (Some(path), _) => PublicKeys::read(path)?,
        (None, Ok(project)) => PublicKeys::read(&project.path(PUBLIC_FILE))?,
        (None, Err(_)) => {
            return Err(Error::usage("there are no public keys to check with").hint(
                "name the issuer's with `--keys FILE`, or the project's folder with `-C DIR`",
            ));
        }
    };
    let list = match (status, &project) {
        (Some(path), _) => Some(StatusList::read_file(path, &trusted)?),
        (None, Ok(project)) if keys.is_none() && project.path(STATUS_FILE).exists() => {
            Some(StatusList::read_file(&project.path(STATUS_FILE), &trusted)?)
        }
        _ => None,
    };
    let today = today()?;
    let locales = locales(project.as_ref().ok());
    let means = Means {
        keys: &trusted,
        status: list.as_ref(),
        today: as_of.map_or(today, |as_of| day(as_of, today)),
        locales: &locales,
    };
    let answers = answers(what, &means)?;
    print(common, &answers, &means)?;
    Ok(answers
        .iter()
        .map(|(_, answer)| answer.verdict)
        .max()
        .unwrap_or(Verdict::NotACertificate)
        .code())
}

/// How the languages of the project write dates, and those of the starter.
fn locales(project: Option<&Project>) -> Vec<Locale> {
    let own =
        project.and_then(|project| std::fs::read_to_string(project.path("data/wording.json")).ok());
    let wordings = own
        .as_deref()
        .into_iter()
        .chain([WORDING])
        .filter_map(|text| serde_json::from_str::<Wording>(text).ok());
    let locales = wordings.flat_map(|wording| wording.locales.into_values());
    locales
        .filter(|locale| {
            [&locale.months, &locale.months_short].iter().all(|names| names.len() == 12)
                && locale.weekdays.len() == 7
                && locale.weekdays_short.len() == 7
        })
        .collect()
}

/// The answers, with the page in a PDF.
fn answers(what: &str, means: &Means<'_>) -> Result<Vec<(Option<usize>, Answer)>, Error> {
    let path = Path::new(what);
    let bytes = match () {
        () if what == "-" => read(io::stdin().lock())
            .map_err(|error| Error::usage(format!("standard input cannot be read: {error}")))?,
        () if path.is_dir() => {
            return Err(Error::new(path, "this is a folder").hint("name one PDF in it"));
        }
        () if path.is_file() => File::open(path)
            .and_then(read)
            .map_err(|error| Error::new(path, format!("cannot be read: {error}")))?,
        () if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
            && !what.contains('#') =>
        {
            return Err(Error::new(path, "there is no such file"));
        }
        () => what.as_bytes().to_vec(),
    };
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return match verify::pdf(&bytes, means) {
            Ok(answers) => {
                Ok(answers.into_iter().map(|(page, answer)| (Some(page), answer)).collect())
            }
            Err(fault @ Unreadable::Encrypted) => Err(Error::new(path, fault.to_string())
                .hint("scan the code on the certificate, or ask for a file without a password")),
            Err(fault) => Ok(vec![(None, Answer::without(Verdict::Damaged, fault.to_string()))]),
        };
    }
    let text =
        String::from_utf8(bytes).ok().filter(|text| text.len() <= LONGEST).unwrap_or_default();
    let mut answer = verify::text(text.trim(), means);
    if answer.verdict == Verdict::NotACertificate && what != "-" && !path.is_file() {
        answer.reasons = vec![
            "this is neither a file that is there nor the text of a certificate's code".to_owned(),
        ];
    }
    Ok(vec![(None, answer)])
}

fn read(input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too large for a certificate"))
    } else {
        Ok(bytes)
    }
}

fn print(
    common: &Common,
    answers: &[(Option<usize>, Answer)],
    means: &Means<'_>,
) -> Result<(), Error> {
    let several = answers.len() > 1;
    for (page, answer) in answers {
        match common.format {
            Format::Json => say(&as_json(*page, answer, means).to_string())?,
            // Of many certificates only those are told at length that are not in order.
            Format::Human if !several || answer.verdict != Verdict::Genuine => {
                say(&at_length(page.filter(|_| several), answer, means))?
            }
            Format::Human if common.quiet => {}
            Format::Human | Format::Short => say(&in_short(page.filter(|_| several), answer))?,
        }
    }
    if several && common.format == Format::Human {
        let counts = Verdict::ALL.iter().map(|verdict| {
            (verdict, answers.iter().filter(|(_, answer)| answer.verdict == *verdict).count())
        });
        let counts: Vec<String> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| format!("{count} {}", verdict.name()))
            .collect();
        say(&format!("{} certificates: {}", answers.len(), counts.join(", ")))?;
        say(&revocation(means))?;
    }
    Ok(())
}

fn in_short(page: Option<usize>, answer: &Answer) -> String {
    let page = page.map(|page| format!("page {page}: ")).unwrap_or_default();
    let about = answer
        .credential
        .as_ref()
        .map(|credential| {
            format!(": {}, {}", shown_number(&credential.claims), credential.claims.name)
        })
        .unwrap_or_default();
    let reasons = if answer.reasons.is_empty() {
        String::new()
    } else {
        format!(" ({})", answer.reasons.join("; "))
    };
    format!("{page}{}{about}{reasons}", answer.verdict.name())
}

fn at_length(page: Option<usize>, answer: &Answer, means: &Means<'_>) -> String {
    let page = page.map(|page| format!("page {page}: ")).unwrap_or_default();
    let mut lines = vec![format!("{page}{}", answer.verdict.name().to_uppercase())];
    lines.extend(answer.reasons.iter().map(|reason| format!("  {reason}")));
    if let Some(credential) = &answer.credential {
        lines.extend(
            rows(credential, means)
                .into_iter()
                .map(|(label, value)| format!("  {label:17}{value}")),
        );
        if page.is_empty() {
            lines.push(format!("  {}", revocation(means)));
        }
    }
    lines.join("\n")
}

fn shown_number(claims: &Claims) -> String {
    if claims.revision > 1 {
        format!("{} R{}", claims.number, claims.revision)
    } else {
        claims.number.clone()
    }
}

fn rows(credential: &Credential, means: &Means<'_>) -> Vec<(&'static str, String)> {
    let claims = &credential.claims;
    let days = match claims.days.as_slice() {
        [] => None,
        [day] => Some(day.to_string()),
        [first, .., last] => Some(format!("{first} to {last}, {} days", claims.days.len())),
    };
    let until = means.keys.get(credential.key).and_then(|key| key.until);
    let key = until.map_or_else(
        || credential.key.to_string(),
        |day: Date| format!("{}, in use until {day}", credential.key),
    );
    let rows = [
        ("name", Some(claims.name.clone())),
        ("for", Some(format!("{} ({})", claims.title, claims.kind.name().replace('-', " ")))),
        ("hours", claims.hours.map(|hours| hours.to_string())),
        ("dates", days),
        ("number", Some(shown_number(claims))),
        ("issued", Some(claims.issued.to_string())),
        ("valid from", claims.valid_from.map(|day| day.to_string())),
        ("valid through", claims.valid_until.map(|day| day.to_string())),
        ("issuer", Some(claims.issuer.clone())),
        ("signed with key", Some(key)),
    ];
    rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// Whether revocations could be looked up, and how old the list is.
fn revocation(means: &Means<'_>) -> String {
    let Some(list) = means.status else {
        return "not checked: whether it was revoked; no list is at hand (`--status FILE` names one)".to_owned();
    };
    let issued = list.issued.to_zoned(jiff::tz::TimeZone::UTC).date();
    let age = issued.until(means.today).map_or(0, |span| span.get_days());
    format!(
        "revocations: {}{}",
        told(list),
        if age > 0 { format!(", {age} days old") } else { String::new() }
    )
}

fn as_json(page: Option<usize>, answer: &Answer, means: &Means<'_>) -> Value {
    let date = |day: Option<Date>| day.map(|day| day.to_string());
    let claims = answer.credential.as_ref().map(|credential| {
        let claims = &credential.claims;
        json!({
            "name": claims.name, "number": claims.number, "revision": claims.revision, "kind": claims.kind.name(), "title": claims.title, "hours": claims.hours,
            "days": claims.days.iter().map(Date::to_string).collect::<Vec<_>>(), "issued": claims.issued.to_string(), "valid_from": date(claims.valid_from),
            "valid_until": date(claims.valid_until), "issuer": claims.issuer, "key": credential.key.to_string(),
        })
    });
    let list = means
        .status
        .map(|list| json!({ "issued": list.issued.to_string(), "sequence": list.sequence }));
    json!({
        "type": "certificate", "page": page, "verdict": answer.verdict.name(), "code": answer.verdict.code(), "reasons": answer.reasons, "certificate": claims,
        "revocation_list": list,
    })
}
