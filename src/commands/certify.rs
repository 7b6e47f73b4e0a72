//! `certify`: from a roster to numbered, signed certificates and their files.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

use super::context::{Progress as Bar, build_pool, default_jobs, shown_out};
use super::{CLEAN, FAULTY, closed_pipe, now, print_report, say, today, warn};
use crate::certificates::files::render::{self, Files, Making};
use crate::certificates::files::tidy;
use crate::certificates::issue::{self, CertificateContext, IssuePlan, Request};
use crate::certificates::ledger::Act;
use crate::certificates::proof::keys;
use crate::certificates::proof::status::STATUS_FILE;
use crate::certificates::roster;
use crate::cli::{Certify, Common, Format};
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::project::Project;
use crate::table;

/// How many people a dry run lists one by one.
const MOST_LISTED: usize = 40;

pub(super) fn run(common: &Common, order: &Certify) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    if let Some(edition) =
        order.edition.iter().find(|edition| !matches!(edition, Edition::Screen | Edition::Press))
    {
        return Err(Error::usage(format!(
            "certificates are made in the editions screen and press, not {}",
            edition.name()
        )));
    }
    let jobs = order.jobs.map_or_else(default_jobs, usize::from);
    build_pool(jobs);
    let context = open(common, &project, jobs)?;
    let mut code = CLEAN;
    if let Some(path) = &order.roster {
        let Some(issued) = issue(common, order, &context, path, &out, jobs)? else {
            return Ok(FAULTY);
        };
        if !issued {
            return Ok(CLEAN);
        }
        if order.skip_invalid && rejected_file(path).exists() {
            code = FAULTY;
        }
    }
    if order.numbers_only {
        return Ok(code);
    }
    make(common, &context, order, &out, jobs)?;
    Ok(code)
}

/// Reads the project; what is wrong with it is told if it cannot be used.
pub(super) fn open(
    common: &Common,
    project: &Project,
    jobs: usize,
) -> Result<CertificateContext, Error> {
    CertificateContext::open(project, jobs)
        .map_err(|(error, report)| print_report(common, &report).err().unwrap_or(error))
}

/// Checks the roster and gives the numbers. None if rows have errors, false if it was only to be shown.
fn issue(
    common: &Common,
    order: &Certify,
    context: &CertificateContext,
    path: &Path,
    out: &Path,
    jobs: usize,
) -> Result<Option<bool>, Error> {
    let today = today()?;
    let request = Request {
        roster: path.to_owned(),
        session: order.session.clone(),
        piece: order.piece.clone(),
        kind: order.kind,
        lang: order.lang.clone(),
        issued: order.issued.unwrap_or(today),
        valid_from: order.valid_from,
        valid_until: order.valid_until,
        columns: order.column.iter().cloned().collect(),
        sheet: order.sheet.clone(),
        skip_invalid: order.skip_invalid,
        allow_alike: order.allow_alike,
        today,
        jobs,
    };
    let mut plan = issue::plan(context, &request)?;
    tell_roster(common, &plan)?;
    if order.dry_run {
        show(common, &plan)?;
        return Ok(if plan.refusal(&request).is_some() { None } else { Some(false) });
    }
    if let Some(error) = plan.refusal(&request) {
        warn(&format!("error: {error}"));
        return Ok(None);
    }
    let folder = keys::folder(&context.project, None, out)?;
    let act = Act { at: now()?, by: order.by.clone(), reason: None };
    let certificates = issue::issue(context, &mut plan, &act, &folder)?;
    leave_out(common, &plan, path)?;
    if !context.project.path(STATUS_FILE).exists() {
        render::renew_status(context, &folder, act.at)?;
    }
    let new = plan.known.iter().filter(|known| known.is_none()).count();
    if new > 0 {
        drop_press(&render::folder(out, &order.session))?;
    }
    if common.format == Format::Json {
        for certificate in &certificates {
            say(&json!({ "type": "certificate", "number": certificate.printed(), "session": certificate.session, "position": certificate.position })
                .to_string())?;
        }
    } else if !common.quiet {
        say(&format!("{new} numbers given, {} people had theirs", certificates.len() - new))?;
    }
    Ok(Some(true))
}

/// How the roster was understood, what is wrong with it, and what is worth a look.
fn tell_roster(common: &Common, plan: &IssuePlan) -> Result<(), Error> {
    let mut report = Report::default();
    report.extend(plan.roster.findings.clone());
    report.sort();
    if common.format == Format::Human && !common.quiet {
        let sheet = plan
            .roster
            .mapping
            .sheet
            .as_ref()
            .map(|sheet| format!(", sheet \"{sheet}\""))
            .unwrap_or_default();
        warn(&format!(
            "{}{sheet}, header in row {}:",
            plan.roster.file, plan.roster.mapping.header_row
        ));
        plan.roster.mapping.lines().iter().for_each(|line| warn(&format!("  {line}")));
    }
    print_report(common, &report)?;
    if common.format != Format::Json {
        plan.notes().iter().for_each(|note| warn(&format!("note: {note}")));
    }
    Ok(())
}

/// What would be issued.
fn show(common: &Common, plan: &IssuePlan) -> Result<(), Error> {
    let hours = |hours: Option<f64>| hours.map(|hours| hours.to_string()).unwrap_or_default();
    let number = |at: usize| {
        plan.known[at]
            .as_ref()
            .map_or_else(|| "new".to_owned(), |certificate| certificate.printed())
    };
    if common.format == Format::Json {
        return plan.entries.iter().enumerate().try_for_each(|(at, entry)| {
            let number = plan.known[at].as_ref().map(|certificate| certificate.printed());
            let person = &plan.roster.people[at];
            say(&json!({ "type": "entry", "row": person.row, "name": entry.name, "hours": entry.hours, "language": entry.lang, "number": number }).to_string())
        });
    }
    let head = ["row", "name", "hours", "language", "number"].map(str::to_owned);
    let rows = plan.entries.iter().enumerate().take(MOST_LISTED);
    let lines: Vec<[String; 5]> = std::iter::once(head)
        .chain(rows.map(|(at, entry)| {
            [
                plan.roster.people[at].row.to_string(),
                entry.name.clone(),
                hours(entry.hours),
                entry.lang.clone(),
                number(at),
            ]
        }))
        .collect();
    table::columns(&mut io::stdout().lock(), &lines, Some(2)).or_else(closed_pipe)?;
    let (all, known) = (plan.entries.len(), plan.known.iter().flatten().count());
    if all > MOST_LISTED {
        say(&format!("… and {} more", all - MOST_LISTED))?;
    }
    let left_out = plan.roster.rejected.len();
    say(&format!(
        "would give {} numbers with `{}`; {known} people have theirs, {left_out} rows have problems",
        all - known,
        plan.piece
    ))
}

/// The file of rows that were left out, beside the roster: it holds the same personal data.
fn rejected_file(roster: &Path) -> PathBuf {
    let stem =
        roster.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    roster.with_file_name(format!("{}.rejected.csv", stem.trim_end_matches(".rejected")))
}

fn leave_out(common: &Common, plan: &IssuePlan, roster: &Path) -> Result<(), Error> {
    let path = rejected_file(roster);
    if plan.roster.rejected.is_empty() {
        // A file that was mended and run has done its work; one that is the roster itself stays.
        return Ok(());
    }
    roster::write_rejected(&path, &plan.roster)?;
    if !common.quiet {
        warn(&format!(
            "note: {} rows were left out; mend them in {} and run that",
            plan.roster.rejected.len(),
            path.display()
        ));
    }
    Ok(())
}

/// Makes the files.
fn make(
    common: &Common,
    context: &CertificateContext,
    order: &Certify,
    out: &Path,
    jobs: usize,
) -> Result<(), Error> {
    let making = Making {
        session: order.session.clone(),
        out: out.to_owned(),
        editions: order.edition.clone(),
        vendor: order.vendor.clone(),
        share: order.partition,
        files: order.only.unwrap_or(Files::Every),
        jobs,
        keys: keys::folder(&context.project, None, out)?,
    };
    let start = Instant::now();
    let mut bar = Bar::new(common);
    let made = render::make(context, &making, |done, all| bar.show(done, all))?;
    bar.finish();
    if common.format == Format::Json {
        return say(
            &json!({ "type": "made", "session": order.session, "certificates": made.certificates })
                .to_string(),
        );
    }
    if !common.quiet {
        let seconds = start.elapsed().as_secs_f64();
        let rate = made.certificates as f64 / seconds.max(0.001);
        say(&format!(
            "{} certificates in {}/certificates/{}",
            made.certificates,
            shown_out(common, out),
            order.session
        ))?;
        warn(&format!("{seconds:.1} s, {rate:.0} a second"));
    }
    Ok(())
}

/// Takes away the files for the press when certificates have changed: it is asked for by name, and an old one would be printed.
fn drop_press(folder: &Path) -> Result<(), Error> {
    for name in tidy::for_press(folder)? {
        warn(&format!(
            "note: {name} was out of date and is taken away; `--edition press` makes it again"
        ));
    }
    Ok(())
}

/// Makes the files of a session again after something was done to one of its certificates, and signs the list of what no longer holds anew.
pub(super) fn renew(
    common: &Common,
    project: &Project,
    session: &str,
    gone: Option<&str>,
) -> Result<(), Error> {
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    let jobs = default_jobs();
    build_pool(jobs);
    let context = open(common, project, jobs)?;
    let keys = keys::folder(project, None, &out)?;
    render::renew_status(&context, &keys, now()?)?;
    if let Some(number) = gone {
        let path = render::folder(&out, session)
            .join(crate::certificates::files::batch::file_name(number));
        if path.exists() {
            std::fs::remove_file(&path)
                .map_err(|error| Error::new(&path, format!("cannot be taken away: {error}")))?;
        }
    }
    drop_press(&render::folder(&out, session))?;
    let making = Making {
        session: session.to_owned(),
        out,
        editions: vec![Edition::Screen],
        vendor: None,
        share: None,
        files: Files::Every,
        jobs,
        keys,
    };
    match render::make(&context, &making, |_, _| ()) {
        Err(_) if gone.is_some() && render::is_empty(&context, session)? => Ok(()),
        result => result.map(drop),
    }
}
