//! A print run: the orders that are printed together, in a folder of the output folder, with what
//! is needed later to record that the copies were sent.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::received::ReceivedOrder;
use crate::content::order::Order;
use crate::error::Error;
use crate::released::Delivery;

/// The folder of all runs in the output folder.
pub(crate) const FOLDER: &str = "orders";

/// The file that describes a run, in its folder.
pub(crate) const NAME: &str = "run.json";

/// The version of the file.
const VERSION: u32 = 1;

/// The copies of each language of a piece.
pub(crate) type Copies = BTreeMap<String, u32>;

/// A print run.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    version: u32,
    /// Whether the files are drafts, which nobody sends.
    pub(crate) draft: bool,
    /// The orders, as they came.
    pub(crate) orders: Vec<Value>,
    /// What is printed: each piece in each language, with the copies of all orders. The place is
    /// left empty.
    pub(crate) printed: Vec<Delivery>,
}

/// The copies that some orders ask for, by piece and language.
///
/// # Errors
/// If more copies are ordered than can be counted.
pub(crate) fn totals<'a>(
    orders: impl IntoIterator<Item = &'a Order>,
) -> Result<BTreeMap<String, Copies>, Error> {
    let mut totals: BTreeMap<String, Copies> = BTreeMap::new();
    for item in orders.into_iter().flat_map(|order| &order.items) {
        let copies = totals.entry(item.piece.to_string()).or_default();
        let sum = copies.entry(item.language.0.clone()).or_default();
        *sum = sum.checked_add(item.quantity).ok_or_else(|| {
            Error::usage(format!("too many copies of `{}` are ordered", item.piece))
                .hint("make several runs")
        })?;
    }
    Ok(totals)
}

impl Run {
    pub(crate) fn new(orders: &[ReceivedOrder], printed: Vec<Delivery>, draft: bool) -> Self {
        let orders = orders.iter().map(|one| one.value.clone()).collect();
        Self { version: VERSION, draft, orders, printed }
    }

    /// The file as bytes.
    pub(crate) fn to_json(&self) -> Result<Vec<u8>, Error> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::usage(format!("the run cannot be written: {error}")))?;
        Ok(format!("{text}\n").into_bytes())
    }

    /// Reads the file in the folder of a run.
    ///
    /// # Errors
    /// If there is none, or it cannot be used.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(NAME);
        let hint = "name a run that `peerpress order` made, such as `2026-11-27`";
        let text = fs::read_to_string(&path)
            .map_err(|error| Error::new(&path, format!("cannot be read: {error}")).hint(hint))?;
        let run: Self = serde_json::from_str(&text)
            .map_err(|error| Error::new(&path, format!("is not valid: {error}")).hint(hint))?;
        if run.version != VERSION {
            return Err(Error::new(&path, "was written by another version of Peerpress"));
        }
        Ok(run)
    }

    /// The orders of the run.
    ///
    /// # Errors
    /// If somebody changed the file, so that the orders are not those whose copies were printed.
    pub(crate) fn orders(&self) -> Result<Vec<Order>, Error> {
        let changed = |message: String| {
            Error::usage(message)
                .hint("make the run again with `peerpress order FILE`; do not edit the file")
        };
        let read = self.orders.iter().map(Order::deserialize);
        let orders: Vec<Order> = read
            .collect::<Result<_, _>>()
            .map_err(|error| changed(format!("an order in `{NAME}` cannot be read: {error}")))?;
        let mut printed: BTreeMap<String, Copies> = BTreeMap::new();
        for one in &self.printed {
            printed.entry(one.piece.clone()).or_default().insert(one.lang.clone(), one.quantity);
        }
        if totals(&orders)? != printed {
            let message = format!("`{NAME}` was changed: its orders are not what was printed");
            return Err(changed(message));
        }
        Ok(orders)
    }
}

/// The folders of all runs, with the IDs of their orders. A folder without a run is left out.
pub(crate) fn all(out: &Path) -> Vec<(PathBuf, Vec<String>)> {
    let folders = fs::read_dir(out.join(FOLDER)).into_iter().flatten().flatten();
    let mut found: Vec<(PathBuf, Vec<String>)> = folders
        .filter_map(|entry| {
            let run = Run::read(&entry.path()).ok()?;
            let ids = run.orders.iter().filter_map(|order| order.get("id")?.as_str());
            Some((entry.path(), ids.map(str::to_owned).collect()))
        })
        .collect();
    found.sort();
    found
}
