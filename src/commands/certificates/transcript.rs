//! `certificates transcript`: one person's record as a PDF.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::super::context::shown_out;
use super::super::{CLEAN, FAULTY, certify, print_report, say, today, warn};
use crate::certificates::files::transcript::{self, Holder};
use crate::certificates::ledger::{Certificate, Ledger};
use crate::cli::{Common, Format};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::manifest::joined;
use crate::output::write::write;
use crate::pipeline::{JobRunner, missing_template};
use crate::project::Project;

/// How many people are listed to choose from.
const MOST_LISTED: usize = 20;

/// Makes the record of a person.
pub(super) fn transcript(
    common: &Common,
    ledger: &Ledger,
    person: &str,
    lang: Option<&str>,
    date: Option<Date>,
) -> Result<u8, Error> {
    let holder = only(person, transcript::holders(ledger, person)?)?;
    let Some(last) = holder.held().last().copied() else {
        return Err(Error::usage(format!(
            "every certificate of `{person}` was revoked: there is no record to make"
        )));
    };
    let project = Project::open(&common.project)?;
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    let office = certify::open(common, &project, 1)?;
    let lang = lang.unwrap_or(&last.lang);
    if !office.content.languages().any(|known| known == lang) {
        return Err(Error::usage(format!("the program has no language `{lang}`"))
            .hint(crate::nearest::hint(lang, office.content.languages())));
    }
    let mut report = Report::default();
    let pdf = match transcript::job(&office.content, &holder, lang, date.map_or_else(today, Ok)?) {
        Some(job) => {
            let content = Arc::clone(&office.content);
            JobRunner::new(&office.project, Arc::clone(&office.engine), content)
                .run_standalone(&job, &mut report)
        }
        None => {
            report.push(missing_template(transcript::TEMPLATE));
            None
        }
    };
    report.sort();
    print_report(common, &report)?;
    let Some(pdf) = pdf else { return Ok(FAULTY) };
    let file = transcript::file(&holder, lang);
    write(&joined(&out, &file), &pdf)?;
    tell(common, &holder, &format!("{}/{file}", shown_out(common, &out)))
}

fn tell(common: &Common, holder: &Holder, file: &str) -> Result<u8, Error> {
    let held = holder.held();
    if common.format == Format::Json {
        let numbers: Vec<String> = held.iter().map(|one| one.printed()).collect();
        return say(
            &json!({ "type": "transcript", "file": file, "certificates": numbers }).to_string()
        )
        .map(|()| CLEAN);
    }
    if holder.by_name_only() {
        warn(
            "note: only the name says that these certificates are one person's; `certificates list --person` shows them",
        );
    }
    if !common.quiet {
        let revoked = holder.certificates.len() - held.len();
        let left_out =
            if revoked > 0 { format!(", {revoked} revoked left out") } else { String::new() };
        let noun = if held.len() == 1 { "certificate" } else { "certificates" };
        say(&format!("{file}: {} {noun}{left_out}", held.len()))?;
    }
    Ok(CLEAN)
}

/// The one person that was meant.
fn only(person: &str, mut holders: Vec<Holder>) -> Result<Holder, Error> {
    if holders.len() > 1 {
        let mut lines: Vec<String> = holders.iter().take(MOST_LISTED).filter_map(line).collect();
        if holders.len() > MOST_LISTED {
            lines.push(format!("… and {} more", holders.len() - MOST_LISTED));
        }
        let message =
            format!("`{person}` may be {} people:\n  {}", holders.len(), lines.join("\n  "));
        return Err(Error::usage(message).hint("say which with `--person` and the id, the e-mail address or the number of a certificate"));
    }
    holders.pop().ok_or_else(|| {
        let error = Error::usage(format!("there is no certificate of `{person}` in the ledger"));
        error
            .hint("`peerpress certificates list` shows whose there are; a part of a name is enough")
    })
}

/// A person among several.
fn line(holder: &Holder) -> Option<String> {
    let last: &Certificate = holder.last()?;
    let id = holder.id.as_ref().map(|id| format!("id {id}"));
    let numbers: Vec<String> = holder.certificates.iter().map(Certificate::printed).collect();
    Some(
        [Some(last.name.clone()), id, last.email.clone(), Some(numbers.join(" "))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
    )
}
