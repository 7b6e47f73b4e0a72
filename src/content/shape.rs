//! The shape of a data file, read from its schema: what each value is, so that one function
//! (`plan::projection`) can turn any of them into what templates see.

use std::sync::LazyLock;

use serde_json::Value;

use super::data_file::DataFile;
use super::text::LOCALIZED;

/// What a value of the data is.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Text with one translation for each language.
    Text,
    Date,
    Time,
    Web,
    Phone,
    Email,
    /// A number to send text messages to.
    TextNumber,
    Fax,
    /// The name of an icon; its outline for templates.
    Icon,
    /// True or false; false if it is absent.
    Flag,
    /// A number, or a string that is the same in every language.
    Plain,
    /// A list; empty if it is absent.
    List(Box<Shape>),
    /// Values by a name that the data chooses.
    Map(Box<Shape>),
    /// Fields, in the order of the schema.
    Object(Vec<(String, Shape)>),
    /// A field that is computed from other facts.
    Derived(Derived),
}

/// A field that templates see and that is computed from other facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derived {
    /// The hours of a training in words, such as "40 hours".
    Length,
    /// The days of the agenda of a training in words; none without an agenda.
    DayCount,
    /// The training of a session, in place of its ID.
    SessionTraining,
    /// `In person` or `Online`, in the language of the job.
    FormatName,
    IsOnline,
    Dates,
    /// The days of a session in words, without the year.
    DatesShort,
    SessionTimes,
    /// The days of the week of a session with their times, in lines.
    Schedule,
    /// The time zones of a session that people take part in from elsewhere.
    Zones,
    /// Whether a session takes place; `scheduled` if the data does not say.
    Status,
    /// The status of a session in words; none if it takes place as planned.
    StatusName,
    /// What a session costs, in words.
    Cost,
    ApplicationsOpen,
    DayTimes,
    /// The place of a day of a session, in parts, if a day is elsewhere than the session states.
    DayPlace,
    /// The title of a block of an agenda: that of its topic, or its own.
    BlockTitle,
    /// The training of a certificate, in place of its ID.
    AwardTraining,
    /// The session of a certificate, in place of its ID.
    AwardSession,
    Replaces,
    /// The first contact of a piece, with the fields that it had when it was the only one.
    MainContact,
    /// The role by which a piece chose a contact.
    ContactRole,
    /// The address of the code of ethics, under the name that templates know.
    EthicsLink,
}

/// The derived fields: the type, the field, and what it is. One with the name of a field in the
/// data takes the place of that field.
const DERIVED: [(&str, &str, Derived); 23] = [
    ("Training", "length", Derived::Length),
    ("Training", "day_count", Derived::DayCount),
    ("Program", "contact", Derived::MainContact),
    ("NamedContact", "role", Derived::ContactRole),
    ("Session", "training", Derived::SessionTraining),
    ("Session", "format_name", Derived::FormatName),
    ("Session", "online", Derived::IsOnline),
    ("Session", "dates", Derived::Dates),
    ("Session", "dates_short", Derived::DatesShort),
    ("Session", "times", Derived::SessionTimes),
    ("Session", "schedule", Derived::Schedule),
    ("Session", "zones", Derived::Zones),
    ("Session", "status", Derived::Status),
    ("Session", "status_name", Derived::StatusName),
    ("Session", "cost", Derived::Cost),
    ("Session", "applications_open", Derived::ApplicationsOpen),
    ("SessionDay", "times", Derived::DayTimes),
    ("SessionDay", "place", Derived::DayPlace),
    ("AgendaBlock", "title", Derived::BlockTitle),
    ("Award", "training", Derived::AwardTraining),
    ("Award", "session", Derived::AwardSession),
    ("Award", "replaces", Derived::Replaces),
    ("Ethics", "link", Derived::EthicsLink),
];

/// The schema keyword of fields that only Peerpress reads; templates do not see them.
const SETTING: &str = "setting";

impl Shape {
    /// The shape of the value at a JSON pointer. A list stands for its entries: the shape at
    /// `/sessions` is that of a list, at `/sessions/3` that of a session.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Shape> {
        let mut shape = self;
        for step in pointer.split('/').skip(1) {
            shape = match shape {
                Shape::List(entry) | Shape::Map(entry) => entry,
                Shape::Object(fields) => &fields.iter().find(|(name, _)| name == step)?.1,
                _ => return None,
            };
        }
        Some(shape)
    }

    fn of_node(node: &Value, name: &str, root: &Value) -> Shape {
        if let Some(pointer) = node.get("$ref").and_then(Value::as_str) {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            let target = root.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null);
            return Self::of_node(target, name, root);
        }
        if let Some(only) = node.pointer("/allOf/0") {
            return Self::of_node(only, name, root);
        }
        if node.get(LOCALIZED).is_some() {
            return Shape::Text;
        }
        match node.get("format").and_then(Value::as_str) {
            Some("date") => return Shape::Date,
            Some("time-of-day") => return Shape::Time,
            Some("web-address") => return Shape::Web,
            Some("phone-number") => return Shape::Phone,
            Some("email-address") => return Shape::Email,
            Some("text-number") => return Shape::TextNumber,
            Some("fax-number") => return Shape::Fax,
            Some("icon") => return Shape::Icon,
            _ => {}
        }
        let child = |keyword: &str| Box::new(Self::of_node(&node[keyword], "", root));
        match node.get("type").and_then(Value::as_str) {
            Some("boolean") => Shape::Flag,
            Some("array") => Shape::List(child("items")),
            Some("object") => match node.get("properties").and_then(Value::as_object) {
                Some(fields) => Self::of_fields(fields, name, root),
                None => Shape::Map(child("additionalProperties")),
            },
            _ => Shape::Plain,
        }
    }

    fn of_fields(fields: &serde_json::Map<String, Value>, name: &str, root: &Value) -> Shape {
        let is_seen =
            |(field, node): &(&String, &Value)| *field != "$schema" && node.get(SETTING).is_none();
        let mut shapes: Vec<(String, Shape)> = fields
            .iter()
            .filter(is_seen)
            .map(|(field, node)| (field.clone(), Self::of_node(node, "", root)))
            .collect();
        for (_, field, derived) in DERIVED.iter().filter(|(of, ..)| *of == name) {
            shapes.retain(|(known, _)| known != field);
            shapes.push(((*field).to_owned(), Shape::Derived(*derived)));
        }
        Shape::Object(shapes)
    }
}

/// The shapes of the files with facts.
static SHAPES: LazyLock<Vec<(DataFile, Shape)>> = LazyLock::new(|| {
    let files = DataFile::with_facts();
    files
        .map(|file| {
            let schema = file.schema();
            let name = schema["title"].as_str().unwrap_or_default();
            (file, Shape::of_node(&schema, name, &schema))
        })
        .collect()
});

impl DataFile {
    /// The shape of the file. A template has none: its file contains no facts.
    pub(crate) fn shape(self) -> &'static Shape {
        let found = SHAPES.iter().find(|(file, _)| *file == self);
        &found.expect("only data files hold facts").1
    }
}
