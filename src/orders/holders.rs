//! The orders that were sent: who has copies, and where to write when they are out of date. They
//! are in `orders.json` in the project folder, which only its owner can read and git ignores.

use std::fs;
use std::io::ErrorKind;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::order::Order;
use crate::error::Error;
use crate::output::write::write_private;
use crate::project::Project;

/// The file in the project folder.
pub(crate) const NAME: &str = "orders.json";

/// The version of the file.
const VERSION: u32 = 1;

/// What to do about a file that cannot be used.
const RESTORE: &str = "restore the file from a backup; Peerpress does not overwrite it";

/// All orders that were sent, in the order in which they were recorded.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentOrders {
    version: u32,
    pub(crate) sent: Vec<SentOrder>,
}

/// An order that was sent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentOrder {
    /// The day on which it was recorded.
    pub(crate) on: Date,
    /// The order, as it came.
    pub(crate) order: Value,
}

impl SentOrder {
    /// The ID of the order.
    pub(crate) fn id(&self) -> &str {
        self.order.get("id").and_then(Value::as_str).unwrap_or_default()
    }
}

impl SentOrders {
    /// Reads the record. It is empty if the file does not exist.
    ///
    /// # Errors
    /// If the file cannot be read, or another version of Peerpress wrote it.
    pub(crate) fn read(project: &Project) -> Result<Self, Error> {
        let path = project.path(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self { version: VERSION, sent: Vec::new() });
            }
            Err(error) => return Err(Error::new(&path, format!("cannot be read: {error}"))),
        };
        let read: Self = serde_json::from_str(&text)
            .map_err(|error| Error::new(&path, format!("is not valid: {error}")).hint(RESTORE))?;
        if read.version != VERSION {
            let error = Error::new(&path, "was written by another version of Peerpress");
            return Err(error.hint(RESTORE));
        }
        Ok(read)
    }

    /// The record with the ID of an order.
    pub(crate) fn find(&self, id: &str) -> Option<&SentOrder> {
        self.sent.iter().find(|sent| sent.id() == id)
    }

    /// The order with an ID.
    pub(crate) fn order(&self, id: &str) -> Option<Order> {
        Order::deserialize(&self.find(id)?.order).ok()
    }

    /// Writes the record, for its owner only.
    pub(crate) fn write(&self, project: &Project) -> Result<(), Error> {
        let path = project.path(NAME);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(&path, error.to_string()))?;
        write_private(&path, format!("{text}\n").as_bytes())
    }
}
