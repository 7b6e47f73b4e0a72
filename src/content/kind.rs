//! The kinds of data files, and the JSON Schema of each, made from the types.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{
    authorities, certification, pieces, program, services, template, trainings, vendors, wording,
};

/// A kind of data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `data/program.json`
    Program,
    /// `data/services.json`
    Services,
    /// `data/benefits.json`
    Benefits,
    /// `data/trainings.json`
    Trainings,
    /// `data/certification.json`
    Certification,
    /// `data/pieces.json`
    Pieces,
    /// `data/vendors.json`
    Vendors,
    /// `data/wording.json`
    Wording,
    /// `data/authorities.json`
    Authorities,
    /// `templates/<name>/template.json`
    Template,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Kind] = &[
        Kind::Program,
        Kind::Services,
        Kind::Benefits,
        Kind::Trainings,
        Kind::Certification,
        Kind::Pieces,
        Kind::Vendors,
        Kind::Wording,
        Kind::Authorities,
        Kind::Template,
    ];

    /// The name, as `peerpress schema` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Program => "program",
            Kind::Services => "services",
            Kind::Benefits => "benefits",
            Kind::Trainings => "trainings",
            Kind::Certification => "certification",
            Kind::Pieces => "pieces",
            Kind::Vendors => "vendors",
            Kind::Wording => "wording",
            Kind::Authorities => "authorities",
            Kind::Template => "template",
        }
    }

    /// The JSON Schema.
    pub fn schema(self) -> Value {
        let generator = SchemaSettings::draft07().into_generator();
        let schema = match self {
            Kind::Program => generator.into_root_schema_for::<program::Program>(),
            Kind::Services => generator.into_root_schema_for::<services::Services>(),
            Kind::Benefits => generator.into_root_schema_for::<services::Benefits>(),
            Kind::Trainings => generator.into_root_schema_for::<trainings::Trainings>(),
            Kind::Certification => generator.into_root_schema_for::<certification::Certification>(),
            Kind::Pieces => generator.into_root_schema_for::<pieces::Pieces>(),
            Kind::Vendors => generator.into_root_schema_for::<vendors::Vendors>(),
            Kind::Wording => generator.into_root_schema_for::<wording::Wording>(),
            Kind::Authorities => generator.into_root_schema_for::<authorities::Authorities>(),
            Kind::Template => generator.into_root_schema_for::<template::Template>(),
        };
        let mut schema = schema.to_value();
        forbid_null(&mut schema);
        schema
    }
}

/// A field that may be absent is absent, never `null`: one way to say nothing, and plainer messages.
fn forbid_null(node: &mut Value) {
    let null = Value::from("null");
    if let Some(choices) = node.get("anyOf").and_then(Value::as_array) {
        let mut some: Vec<Value> =
            choices.iter().filter(|choice| choice.get("type") != Some(&null)).cloned().collect();
        if let (1, Some(map)) = (some.len(), node.as_object_mut()) {
            map.remove("anyOf");
            map.insert("allOf".to_owned(), Value::Array(vec![some.remove(0)]));
        }
    }
    if let Some(Value::Array(types)) = node.get_mut("type") {
        types.retain(|one| *one != null);
        if let [one] = types.as_slice() {
            node["type"] = one.clone();
        }
    }
    match node {
        Value::Array(items) => items.iter_mut().for_each(forbid_null),
        Value::Object(map) => map.values_mut().for_each(forbid_null),
        _ => {}
    }
}
