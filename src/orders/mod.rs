//! Orders of printed copies, which people write with the form on the program's site: read and
//! checked, put together into one print run, and recorded when the copies are sent.

mod check;
mod cleaned;
mod code;
mod documents;
mod glyphs;
mod holders;
mod mail_text;
mod notice;
mod received;
mod run;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::content::Content;
use crate::diagnostic::{Code, Finding, Report};
use crate::typeset::Engine;

pub(crate) use documents::jobs;
pub(crate) use holders::{SentOrder, SentOrders};
pub(crate) use mail_text::compose;
pub(crate) use notice::{Notice, OutdatedCopies};
pub(crate) use received::ReceivedOrder;
pub(crate) use run::{Copies, FOLDER, NAME as RUN_FILE, Run, all as runs, totals};

/// The most orders in a run.
const MAX_ORDERS: usize = 1000;

/// The orders of some files.
#[derive(Debug, Default)]
pub(crate) struct Received {
    /// The orders, each once, those that are needed first before the others.
    pub(crate) orders: Vec<ReceivedOrder>,
    /// The IDs of orders that came twice, each with the two files.
    pub(crate) repeated: Vec<(String, [String; 2])>,
}

/// Reads the orders of files. What is wrong with their form is reported.
pub(crate) fn read(content: &Content, files: &[PathBuf], report: &mut Report) -> Received {
    let mut received = Received::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let all: Vec<ReceivedOrder> =
        files.iter().flat_map(|file| received::read(content, file, report)).collect();
    for order in all {
        let id = order.order.id.0.clone();
        let Some(&earlier) = known.get(&id) else {
            known.insert(id, received.orders.len());
            received.orders.push(order);
            continue;
        };
        let first: &ReceivedOrder = &received.orders[earlier];
        if first.value == order.value {
            received.repeated.push((id, [first.file.clone(), order.file]));
            continue;
        }
        let message = format!("order {id} is another one in `{}`", first.file);
        let finding = Finding::new(Code::BadOrder, message).at(order.place("/id"));
        report.push(finding.hint("find out which of the two is right, and leave out the other"));
    }
    received.orders.sort_by_key(|one| {
        let order = &one.order;
        (order.needed_by.is_none(), order.needed_by.clone().map(|day| day.0), order.created.0)
    });
    received
}

/// Checks that the program can send what the orders ask for. What it cannot is reported.
pub(crate) fn check(content: &Content, engine: &Engine, received: &Received, report: &mut Report) {
    for order in &received.orders {
        report.extend(check::check(content, engine, order));
    }
    let count = received.orders.len();
    if count > MAX_ORDERS {
        let message = format!("there are {count} orders, more than the {MAX_ORDERS} of a run");
        report.push(Finding::new(Code::BadOrder, message).hint("make several runs"));
    }
}
