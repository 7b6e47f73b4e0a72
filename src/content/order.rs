//! An order of printed copies, as the form on the program's site writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::data_file::DataFile;
use super::languages::Languages;
use super::schema::SchemaChecker;
use super::text::{Day, Email, Id, Language, Line, OrderId};
use crate::diagnostic::{Code, Finding};
use crate::source::Source;

/// The version of the format.
pub(crate) const VERSION: u32 = 1;

/// The letters of an order's ID: digits and capital letters without I, L, O, and U.
const ID_LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An order of printed copies: a file that the form on the program's site saves, or the code in the
/// email that it writes. `peerpress order` reads both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Order {
    /// Says that the file is an order: `peerpress-order`.
    pub format: OrderFormat,
    /// The version of the format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// The name of the program, in one of its languages, as in `data/program.json`.
    pub program: Line,
    /// A random ID, by which an order that arrives twice is recognized: twelve digits and capital
    /// letters without I, L, O, and U.
    pub id: OrderId,
    /// The day of the order.
    pub created: Day,
    /// The language of the page on which the order was written. Later email is in this language.
    pub language: Language,
    /// The name of the person who orders.
    #[schemars(length(max = 80))]
    pub name: Line,
    /// The organization of the person. It is on the label, and it is recorded in `released.json`.
    #[schemars(length(max = 90))]
    pub organization: Option<Line>,
    /// The email address of the person. Without it, nobody can write to the person when the copies
    /// are out of date.
    pub email: Option<Email>,
    /// The phone number of the person, as the person writes it.
    #[schemars(length(max = 40))]
    pub phone: Option<Line>,
    /// The lines of the postal address below the name and the organization, as the post office of
    /// the country wants them, such as `["120 Main Street", "Minot, ND 58701"]`.
    #[schemars(length(min = 1, max = 5), inner(length(max = 80)))]
    pub address: Vec<Line>,
    /// The last day on which the copies are useful.
    pub needed_by: Option<Day>,
    /// What the person wants to say, on one line or several.
    #[schemars(length(max = 1000))]
    pub note: Option<String>,
    /// What is ordered.
    #[schemars(length(min = 1, max = 200))]
    pub items: Vec<OrderItem>,
}

/// Says that a file is an order.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub enum OrderFormat {
    /// An order of printed copies.
    #[serde(rename = "peerpress-order")]
    Order,
}

/// Copies of a piece in a language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct OrderItem {
    /// The ID of the piece.
    pub piece: Id,
    /// The language of the copies.
    pub language: Language,
    /// The number of copies. `order` in `data/pieces.json` says how many can be ordered.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub quantity: u32,
}

/// Whether text is the ID of an order, such as `7QK2-M9XR-04TB`.
pub(super) fn is_order_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let is_group = |group: &&str| group.len() == 4 && group.chars().all(|c| ID_LETTERS.contains(c));
    groups.len() == 3 && groups.iter().all(is_group)
}

impl Order {
    /// Reads an order.
    ///
    /// # Errors
    /// Everything that is wrong with its form.
    pub(crate) fn read(source: &Source) -> Result<Self, Vec<Finding>> {
        let place = |pointer: &str| source.place(pointer);
        let format = source.value.get("format").and_then(Value::as_str);
        let version = source.value.get("version").and_then(Value::as_u64);
        if format.is_none() {
            let finding = Finding::new(Code::BadOrder, "this is not an order").at(place(""));
            return Err(vec![finding.hint(
                "name a file that the order form saved, or the text of its email in a file",
            )]);
        }
        if let Some(version) = version.filter(|version| *version != u64::from(VERSION)) {
            let message =
                format!("the order has version {version}, and this Peerpress reads {VERSION}");
            let finding = Finding::new(Code::BadOrder, message).at(place("/version"));
            return Err(vec![finding.hint("use the version of Peerpress that made the site")]);
        }
        let findings = SchemaChecker::of(DataFile::Order, &Languages::default()).check(source);
        if !findings.is_empty() {
            return Err(findings);
        }
        Self::deserialize(&source.value).map_err(|error| {
            let message = format!("the order cannot be read: {error}");
            vec![Finding::new(Code::BadOrder, message).at(place(""))]
        })
    }

    /// What `released.json` calls the place that the copies went to. Two orders of the same
    /// organization are two places: its branches may have ordered them.
    pub(crate) fn place(&self) -> String {
        match &self.organization {
            Some(organization) => format!("{} (order {})", organization.0, self.id.0),
            None => format!("order {}", self.id.0),
        }
    }
}
