//! The data files, and the JSON Schema of each, generated from the types.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use strum::VariantArray;

use super::{
    authorities, brand, certification, order, partners, pieces, program, services, template,
    trainings, vendors, wording,
};

/// A data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, VariantArray)]
pub enum DataFile {
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
    /// `data/brand.json`
    Brand,
    /// `data/partners.json`
    Partners,
    /// `data/wording.json`
    Wording,
    /// `data/authorities.json`
    Authorities,
    /// `templates/<name>/template.json`
    Template,
    /// A file with an order of printed copies, anywhere
    Order,
}

impl DataFile {
    /// Every data file.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The files of the project that hold its facts: neither templates nor orders.
    pub(crate) fn with_facts() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|file| !matches!(file, Self::Template | Self::Order))
    }

    /// The path from the project folder. Each template has its own file.
    pub(crate) fn path(self) -> &'static str {
        match self {
            DataFile::Program => "data/program.json",
            DataFile::Services => "data/services.json",
            DataFile::Benefits => "data/benefits.json",
            DataFile::Trainings => "data/trainings.json",
            DataFile::Certification => "data/certification.json",
            DataFile::Pieces => "data/pieces.json",
            DataFile::Vendors => "data/vendors.json",
            DataFile::Brand => "data/brand.json",
            DataFile::Partners => "data/partners.json",
            DataFile::Wording => "data/wording.json",
            DataFile::Authorities => "data/authorities.json",
            DataFile::Template => "templates/*/template.json",
            DataFile::Order => "order.json",
        }
    }

    /// The name that `peerpress schema` takes: that of the file.
    pub fn name(self) -> &'static str {
        let path = self.path();
        let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
        file.trim_end_matches(".json")
    }

    /// The JSON Schema of the file.
    pub fn schema(self) -> Value {
        let types = SchemaSettings::draft07().into_generator();
        let schema = match self {
            DataFile::Program => types.into_root_schema_for::<program::Program>(),
            DataFile::Services => types.into_root_schema_for::<services::Services>(),
            DataFile::Benefits => types.into_root_schema_for::<services::Benefits>(),
            DataFile::Trainings => types.into_root_schema_for::<trainings::Trainings>(),
            DataFile::Certification => types.into_root_schema_for::<certification::Certification>(),
            DataFile::Pieces => types.into_root_schema_for::<pieces::Pieces>(),
            DataFile::Vendors => types.into_root_schema_for::<vendors::Vendors>(),
            DataFile::Brand => types.into_root_schema_for::<brand::Brand>(),
            DataFile::Partners => types.into_root_schema_for::<partners::Partners>(),
            DataFile::Wording => types.into_root_schema_for::<wording::Wording>(),
            DataFile::Authorities => types.into_root_schema_for::<authorities::Authorities>(),
            DataFile::Template => types.into_root_schema_for::<template::Template>(),
            DataFile::Order => types.into_root_schema_for::<order::Order>(),
        };
        let mut schema = schema.to_value();
        let schema_of_file = json!({
            "type": "string", "description": "The schema of this file, for editors.",
        });
        if let Some(fields) = schema["properties"].as_object_mut() {
            fields.shift_insert(0, "$schema".to_owned(), schema_of_file);
        }
        tighten(&mut schema);
        schema
    }
}

/// Forbids unknown fields, and removes `null` from the types: a field that is not needed is left
/// out. Messages get plainer.
fn tighten(node: &mut Value) {
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
    if let Some(map) = node.as_object_mut()
        && map.get("properties").is_some_and(Value::is_object)
        && !map.contains_key("additionalProperties")
    {
        map.shift_insert(1, "additionalProperties".to_owned(), false.into());
    }
    match node {
        Value::Array(items) => items.iter_mut().for_each(tighten),
        Value::Object(map) => map.values_mut().for_each(tighten),
        _ => {}
    }
}
