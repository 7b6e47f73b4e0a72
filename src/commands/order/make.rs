//! Makes the files of a print run. All are complete before the folder takes its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::{refuse, run_name};
use crate::certificates::issue::CertificateContext;
use crate::cli::{Choice, PrintedOrders};
use crate::commands::CLEAN;
use crate::commands::context::Context;
use crate::commands::pack::pack_request;
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::orders::{self, Copies, Received, Run};
use crate::output::count;
use crate::output::json::print_record;
use crate::output::write::{Readers, create_folder, make_private, write_error, write_private};
use crate::pack::{self, PrintOrder};
use crate::pipeline::JobRunner;
use crate::plan::{Job, LabelGrid};
use crate::released::Delivery;

/// `"type": "ordered"`: the copies of a piece that all orders ask for.
#[derive(Serialize)]
struct OrderedRecord<'a> {
    piece: &'a str,
    quantities: &'a Copies,
}

/// `"type": "run"`: a print run.
#[derive(Serialize)]
struct RunRecord<'a> {
    name: &'a str,
    /// The folder, with the output folder as the user named it.
    folder: &'a str,
    /// The names of the files in the folder, in order.
    files: &'a [String],
    orders: usize,
    /// Whether the files are drafts.
    draft: bool,
}

pub(super) fn make(
    context: &Context,
    order: &PrintedOrders,
    program: CertificateContext,
    received: &Received,
    totals: &BTreeMap<String, Copies>,
    mut report: Report,
) -> Result<u8, Error> {
    let labels = LabelGrid::find(&program.content, &order.labels)?.shifted(order.shift);
    let start = labels.first(order.start)?;
    let limit = Duration::from_secs(order.timeout.into());
    let program = program.with_limit(limit);
    let name = run_name(context, order);
    let folder = context.out.join(orders::FOLDER).join(&name);
    require_same_run(&folder, received)?;
    let _lock = context.lock(limit)?;
    let (content, engine) = (&program.content, &program.engine);
    let jobs = orders::jobs(content, engine, &received.orders, &labels, start, &mut report);
    let runner = JobRunner::new(&program.project, program.engine, program.content);
    let made: Vec<(&Job, Option<Vec<u8>>)> =
        jobs.iter().map(|job| (job, runner.run_standalone(job, &mut report))).collect();
    let parent = context.out.join(orders::FOLDER);
    let staged = staging(&parent, order.dry_run).map_err(|error| write_error(&folder, error))?;
    let printed = pack_all(context, order, totals, staged.path(), &mut report)?;
    let is_complete = made.iter().all(|(_, pdf)| pdf.is_some());
    let Some(printed) = printed.filter(|_| is_complete && !report.has_errors()) else {
        drop(staged);
        // It is removed only if it is empty.
        let _ = fs::remove_dir(&parent);
        return refuse(context, report);
    };
    if order.dry_run {
        return print_totals(context, received, totals, report);
    }
    for (job, pdf) in made {
        let path = staged.path().join(format!("{}.{}.pdf", job.piece, job.lang));
        write_private(&path, &pdf.unwrap_or_default())?;
    }
    let run = Run::new(&received.orders, printed, order.draft);
    write_private(&staged.path().join(orders::RUN_FILE), &run.to_json()?)?;
    replace(&folder, staged)?;
    report.sort();
    context.print_report(&report)?;
    print(context, order, &name, received.orders.len())
}

/// The start of the name of the folder in which a run is made.
const STAGED: &str = ".run-";

/// Returns a new folder in which the run is made: beside the others, or, if nothing is kept, where
/// the system has its temporary files.
fn staging(parent: &Path, dry_run: bool) -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    if dry_run {
        return builder.prefix("peerpress-").tempdir();
    }
    create_folder(parent, Readers::Owner)?;
    let staged = builder.prefix(STAGED).tempdir_in(parent)?;
    make_private(staged.path());
    Ok(staged)
}

/// Prints the copies of each piece, which a run without `--dry-run` would make.
fn print_totals(
    context: &Context,
    received: &Received,
    totals: &BTreeMap<String, Copies>,
    mut report: Report,
) -> Result<u8, Error> {
    report.sort();
    context.print_report(&report)?;
    for (piece, copies) in totals {
        print_total(context, piece, copies)?;
    }
    let orders = count(received.orders.len(), "order", "orders");
    context.note(&format!("{orders} can be printed; nothing was written"));
    Ok(CLEAN)
}

/// Prints the copies of a piece.
fn print_total(context: &Context, piece: &str, copies: &Copies) -> Result<(), Error> {
    if context.is_json() {
        return print_record("ordered", &OrderedRecord { piece, quantities: copies });
    }
    let by_lang: Vec<String> =
        copies.iter().map(|(lang, copies)| format!("{copies} {lang}")).collect();
    context.say(&format!("{piece}: {}", by_lang.join(", ")))
}

/// Refuses to replace a run that has other orders.
fn require_same_run(folder: &Path, received: &Received) -> Result<(), Error> {
    let Ok(run) = Run::read(folder) else { return Ok(()) };
    let has = |id: &str| received.orders.iter().any(|one| one.order.id.0 == id);
    let Some(other) = run.orders()?.into_iter().find(|order| !has(&order.id.0)) else {
        return Ok(());
    };
    let message = format!("the run has order {}, which is in none of the files", other.id.0);
    Err(Error::new(folder, message)
        .hint("name another run with `--name`, or add the files of all its orders"))
}

/// Packs each piece. `None` if the report says why one cannot be packed.
fn pack_all(
    context: &Context,
    order: &PrintedOrders,
    totals: &BTreeMap<String, Copies>,
    staged: &Path,
    report: &mut Report,
) -> Result<Option<Vec<Delivery>>, Error> {
    let mut printed = Vec::new();
    let mut is_incomplete = false;
    for (piece, copies) in totals {
        let choice = Choice {
            vendor: order.vendor.clone(),
            as_of: order.as_of,
            timeout: order.timeout,
            ..Choice::of(vec![piece.clone()], vec![Edition::Press], Vec::new())
        };
        let print_order = PrintOrder {
            copies: pack::Copies::of_languages(copies.clone()),
            over: None,
            draft: order.draft,
        };
        let request = pack_request(context, &choice);
        let packs = pack::pack(&context.project, staged, pack::FOLDER, &request, &print_order)?;
        is_incomplete |= packs.is_incomplete;
        report.append(packs.report);
        for one in &packs.collected {
            let quantity = copies.get(&one.job.lang).copied().unwrap_or_default();
            printed.push(Delivery::of(one, quantity, "", context.today)?);
        }
    }
    Ok((!is_incomplete).then_some(printed))
}

/// Gives the finished folder its name. An earlier run of the same name is removed last.
fn replace(folder: &Path, staged: tempfile::TempDir) -> Result<(), Error> {
    let failed = |error: std::io::Error| write_error(folder, error);
    let parent = folder.parent().unwrap_or(folder);
    let old = tempfile::Builder::new().prefix(STAGED).tempdir_in(parent).map_err(failed)?;
    if folder.exists() {
        fs::rename(folder, old.path().join("old")).map_err(failed)?;
    }
    fs::rename(staged.path(), folder).map_err(failed)?;
    // It has another name now, so there is nothing to remove.
    let _ = staged.keep();
    Ok(())
}

fn print(context: &Context, order: &PrintedOrders, name: &str, orders: usize) -> Result<u8, Error> {
    let folder = format!("{}/{}/{name}", context.shown_out(), orders::FOLDER);
    let root = context.out.join(orders::FOLDER).join(name);
    let mut files = Vec::new();
    list(&root, "", &mut files).map_err(|error| write_error(&root, error))?;
    files.sort();
    if context.is_json() {
        let draft = order.draft;
        let record = RunRecord { name, folder: &folder, files: &files, orders, draft };
        return print_record("run", &record).map(|()| CLEAN);
    }
    for file in &files {
        context.say(&format!("{folder}/{file}"))?;
    }
    let orders = count(orders, "order", "orders");
    context.note(&match order.draft {
        true => format!("{orders}, as drafts; nothing of them can be sent"),
        false => format!(
            "{orders}; when the copies are on their way, run `peerpress order --sent {name}`"
        ),
    });
    Ok(CLEAN)
}

/// Lists the files in a folder, with forward slashes.
fn list(folder: &Path, before: &str, files: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => list(&entry.path(), &format!("{name}/"), files)?,
            false => files.push(name),
        }
    }
    Ok(())
}
