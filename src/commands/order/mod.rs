//! `order`: orders of printed copies become one print run, and are recorded when they are sent.

mod make;
mod sent;

use std::path::Path;

use serde::Serialize;

use super::certify::open;
use super::context::Context;
use super::{CLEAN, FAULTY, say, warn};
use crate::cli::{Common, PrintedOrders};
use crate::content::Content;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::orders::{self, Received, ReceivedOrder, SentOrders};
use crate::output::json::print_record;
use crate::output::write::write_private;

/// `"type": "order"`: an order, in a file or as the text of an email.
#[derive(Serialize)]
struct OrderRecord<'a> {
    id: &'a str,
    /// The file that it was written to.
    file: Option<&'a str>,
    /// The text of an email.
    text: Option<&'a str>,
}

pub(super) fn run(common: &Common, order: &PrintedOrders) -> Result<u8, Error> {
    let context = &Context::open(common, None)?;
    if let Some(run) = &order.sent {
        return sent::record(context, run, order);
    }
    let program = open(context)?;
    let mut report = Report::default();
    for (file, text) in program.content.sources() {
        report.add_file(file, text);
    }
    let received = orders::read(&program.content, &order.files, &mut report);
    if let Some(folder) = &order.unpack {
        return unpack(context, &received, folder, report);
    }
    orders::check(&program.content, &program.engine, &received, &mut report);
    report.extend(already_made(context, order, &received)?);
    if report.has_errors() || received.orders.is_empty() {
        return refuse(context, report);
    }
    for (id, [first, second]) in &received.repeated {
        context.note(&format!("order {id} is in `{first}` and in `{second}`; it counts once"));
    }
    if order.as_text {
        return print_texts(context, &program.content, &received);
    }
    let totals = orders::totals(received.orders.iter().map(|one| &one.order))?;
    make::make(context, order, program, &received, &totals, report)
}

/// Prints the findings, and that nothing was made.
fn refuse(context: &Context, mut report: Report) -> Result<u8, Error> {
    report.sort();
    context.print_report(&report)?;
    warn("error: nothing was made\n  hint: fix the errors above, or leave out the files with them");
    Ok(FAULTY)
}

/// Finds orders that were sent before, or that another run has.
fn already_made(
    context: &Context,
    order: &PrintedOrders,
    received: &Received,
) -> Result<Vec<Finding>, Error> {
    let sent = SentOrders::read(&context.project)?;
    let runs = orders::runs(&context.out);
    let own = context.out.join(orders::FOLDER).join(run_name(context, order));
    let mut findings = Vec::new();
    for one in &received.orders {
        let id = &one.order.id.0;
        let finding = |message: String| Finding::new(Code::BadOrder, message).at(one.place("/id"));
        if let Some(sent) = sent.find(id) {
            let message = format!("order {id} was sent on {}", sent.on);
            findings.push(finding(message).hint(
                "leave out its file; if the copies are lost, ask for a new order, which has \
                 another ID",
            ));
            continue;
        }
        let mut others = runs.iter().filter(|(folder, _)| *folder != own);
        if let Some((folder, _)) = others.find(|(_, ids)| ids.contains(id)) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let message = format!("order {id} is already in the run `{name}`");
            findings.push(finding(message).hint(format!(
                "leave out its file, make that run again with `--name {name}`, or delete the \
                 folder `{}`",
                context.shown_path(folder)
            )));
        }
    }
    Ok(findings)
}

/// The name of the run.
fn run_name(context: &Context, order: &PrintedOrders) -> String {
    order.name.clone().unwrap_or_else(|| context.today.to_string())
}

/// Writes each order that can be read to a file of its own.
fn unpack(
    context: &Context,
    received: &Received,
    folder: &Path,
    mut report: Report,
) -> Result<u8, Error> {
    report.sort();
    context.print_report(&report)?;
    for ReceivedOrder { order, value, .. } in &received.orders {
        let id = &order.id.0;
        let path = folder.join(format!("order-{id}.json"));
        if path.exists() {
            return Err(Error::new(&path, "exists already").hint("name another folder"));
        }
        write_private(&path, format!("{value:#}\n").as_bytes())?;
        let shown = context.shown_path(&path);
        if context.is_json() {
            print_record("order", &OrderRecord { id, file: Some(&shown), text: None })?;
        } else {
            context.say(&shown)?;
        }
    }
    Ok(if report.has_errors() { FAULTY } else { CLEAN })
}

/// Prints each order as the text of an email.
fn print_texts(context: &Context, content: &Content, received: &Received) -> Result<u8, Error> {
    for ReceivedOrder { order, value, .. } in &received.orders {
        let text = orders::compose(content, order, value).ok_or_else(|| {
            Error::usage("`data/wording.json` lacks phrases of orders")
                .hint("run `peerpress migrate`, which adds them")
        })?;
        if context.is_json() {
            let record = OrderRecord { id: &order.id.0, file: None, text: Some(&text) };
            print_record("order", &record)?;
        } else {
            say(text.trim_end())?;
        }
    }
    Ok(CLEAN)
}
