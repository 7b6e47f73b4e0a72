//! The parts of the facts that a template can ask for, and the fields of each.
//! `docs/templates.md` describes what each need adds to `/job.json`.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::data_file::DataFile;
use super::shape::{Derived, Shape};
use super::template::Repeat;

macro_rules! needs {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $name:literal from $file:ident $pointer:literal;
    )+) => {
        /// A part of the facts that a template can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
        pub enum Need { $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+ }

        impl Need {
            /// Every need.
            pub(crate) const ALL: &[Need] = &[$(Need::$variant,)+];

            /// The name in `template.json`, which is also the path in `/job.json`. Only
            /// `upcoming_sessions` has another name there: `sessions`.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Need::$variant => $name,)+ }
            }

            /// Where the values come from: a data file and a JSON pointer in it. The needs
            /// `training`, `session`, `upcoming_sessions`, `member` and `awards` take entries of
            /// that list.
            pub(crate) fn source(self) -> (DataFile, &'static str) {
                match self { $(Need::$variant => (DataFile::$file, $pointer),)+ }
            }

            fn about(self) -> &'static str {
                match self { $(Need::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

needs! {
    /// The program: its name, its agency, and how to reach it.
    Program = "program" from Program "";
    /// The contacts that the piece chooses by their roles, the main one first.
    Contacts = "contacts" from Program "/contacts";
    /// The continuing education provider and its approvals.
    Provider = "program.provider" from Program "/provider";
    /// The people who sign certificates.
    Signatories = "program.signatories" from Program "/signatories";
    /// What the program does for the people it serves.
    ServicesPeople = "services.people" from Services "/people";
    /// What the program does for agencies.
    ServicesAgencies = "services.agencies" from Services "/agencies";
    /// How an agency starts to use the program.
    ServicesIntegrate = "services.integrate" from Services "/integrate";
    /// The benefits of the program.
    Benefits = "benefits" from Benefits "/benefits";
    /// The steps to certification.
    Steps = "certification.steps" from Certification "/steps";
    /// How to renew a certification.
    Renewal = "certification.renewal" from Certification "/renewal";
    /// Questions and answers about certification.
    Faqs = "certification.faqs" from Certification "/faqs";
    /// The code of ethics.
    Ethics = "certification.ethics" from Certification "/ethics";
    /// The title of a certified person.
    CertificationTitle = "certification.title" from Certification "/title";
    /// All trainings.
    Trainings = "trainings" from Trainings "/trainings";
    /// The training that the file is about. The template has `"over": "trainings"`, or each of its
    /// pieces names its `training`.
    Training = "training" from Trainings "/trainings";
    /// The session that the file is about. The template has `"over": "sessions"` or
    /// `"over": "upcoming_sessions"`.
    Session = "session" from Trainings "/sessions";
    /// The sessions that are still to come, soonest first.
    UpcomingSessions = "upcoming_sessions" from Trainings "/sessions";
    /// The person that the file is about. The template has `"over": "team"`.
    Member = "member" from Program "/team";
    /// The certificates to draw.
    Awards = "awards" from Certification "/awards";
    /// The program's other languages, each with an offer in that language.
    OtherLanguages = "other_languages" from Wording "/locales";
    /// The spot colors that a print shop mixes, by ID.
    Spots = "spots" from Program "/spots";
}

impl Need {
    /// What the template must repeat over to have this need; `None` if any template may have it.
    pub(crate) fn required_repeat(self) -> Option<&'static [Repeat]> {
        match self {
            Need::Session => Some(&[Repeat::Sessions, Repeat::UpcomingSessions]),
            Need::Member => Some(&[Repeat::Team]),
            _ => None,
        }
    }

    /// The fields of the need, or of each entry if it is a list, as dotted paths. A need that is a
    /// single text has none.
    pub(crate) fn fields(self) -> Vec<String> {
        if self == Need::OtherLanguages {
            return ["lang", "region", "dir", "offer"].map(str::to_owned).to_vec();
        }
        let (file, pointer) = self.source();
        let mut paths = Vec::new();
        if let Some(shape) = file.shape().at(pointer) {
            list_fields(shape, "", &mut paths);
        }
        if self == Need::Program {
            paths.retain(|path| !Self::has_own_need(path.split('.').next().unwrap_or_default()));
        }
        paths
    }

    /// Whether a field of `data/program.json` is a separate need, such as `provider`.
    fn has_own_need(field: &str) -> bool {
        let is_field = |need: &Need| {
            need.source().0 == DataFile::Program && need.source().1.strip_prefix('/') == Some(field)
        };
        Need::ALL.iter().any(is_field)
    }
}

fn list_fields(shape: &Shape, prefix: &str, paths: &mut Vec<String>) {
    match shape {
        Shape::List(entry) => list_fields(entry, prefix, paths),
        Shape::Object(fields) => {
            for (name, shape) in fields {
                let path = format!("{prefix}{name}");
                paths.push(path.clone());
                list_fields(shape, &format!("{path}."), paths);
            }
        }
        Shape::Derived(derived) => {
            let list = match derived {
                Derived::MainContact => {
                    paths.extend(MAIN_CONTACT.map(|name| format!("{prefix}{name}")));
                    return;
                }
                Derived::SessionTraining | Derived::AwardTraining => "/trainings",
                Derived::AwardSession => "/sessions",
                _ => return,
            };
            if let Some(shape) = DataFile::Trainings.shape().at(list) {
                list_fields(shape, prefix, paths);
            }
        }
        _ => {}
    }
}

/// The fields of `program.contact`. The need `contacts` has more.
pub(crate) const MAIN_CONTACT: [&str; 4] = ["phone", "email", "web", "place"];

/// Whether a field of the need `program` is its contact, or a part of it.
pub(crate) fn is_contact_field(path: &str) -> bool {
    path == "contact" || path.starts_with("contact.")
}

/// The schema of `fields` in `template.json`: the fields that each need has.
pub(super) fn fields_schema(_: &mut SchemaGenerator) -> Schema {
    let property = |need: &Need| {
        let about = format!("The fields that the template uses. {}", need.about());
        let items = serde_json::json!({ "type": "string", "enum": need.fields() });
        let schema = serde_json::json!({
            "description": about, "type": "array", "uniqueItems": true, "items": items,
        });
        (need.name().to_owned(), schema)
    };
    let with_fields = Need::ALL.iter().filter(|need| !need.fields().is_empty());
    let properties: serde_json::Map<_, _> = with_fields.map(property).collect();
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// The fields of a value that a template uses.
#[derive(Debug, Clone)]
pub(crate) enum Fields<'a> {
    /// All of them.
    All,
    /// Only these, as dotted paths.
    Only(Vec<&'a str>),
}

impl<'a> Fields<'a> {
    /// The fields of a need, as `fields` in `template.json` declares them.
    pub(crate) fn declared(fields: &'a BTreeMap<Need, Vec<String>>, need: Need) -> Self {
        match fields.get(&need) {
            Some(paths) => Fields::Only(paths.iter().map(String::as_str).collect()),
            None => Fields::All,
        }
    }

    /// The fields below a field; `None` if the template does not use it. An `id` always comes
    /// along: it tells which entries of two versions of a list are the same.
    pub(crate) fn below(&self, name: &str) -> Option<Fields<'a>> {
        let Fields::Only(paths) = self else { return Some(Fields::All) };
        if name == "id" || paths.contains(&name) {
            return Some(Fields::All);
        }
        let rest = |path: &&'a str| path.strip_prefix(name)?.strip_prefix('.');
        let below: Vec<&str> = paths.iter().filter_map(rest).collect();
        (!below.is_empty()).then_some(Fields::Only(below))
    }
}
