//! The texts of the data that are translated: where they are, by the schemas of the files.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::Content;
use super::data_file::DataFile;
use super::text::LOCALIZED;
use crate::source::escape;

/// A step from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A field, or a name that the data chooses.
    Field(String),
    /// An entry of a list: its index, and its ID if every entry has one.
    Entry(usize, Option<String>),
}

/// A text of the data.
#[derive(Debug)]
pub(crate) struct TextPlace<'a> {
    pub(crate) file: DataFile,
    /// The JSON pointer.
    pub(crate) pointer: String,
    pub(crate) steps: Vec<Step>,
    /// A string, or an object by language.
    pub(crate) value: &'a Value,
}

/// Where texts are in a value.
#[derive(Debug)]
enum TextShape {
    Text,
    List(Box<TextShape>),
    Map(Box<TextShape>),
    Object(Vec<(String, TextShape)>),
}

static SHAPES: LazyLock<Vec<(DataFile, TextShape)>> = LazyLock::new(|| {
    let files = DataFile::with_facts();
    files
        .filter_map(|file| {
            let schema = file.schema();
            Some((file, TextShape::of(&schema, &schema)?))
        })
        .collect()
});

impl TextShape {
    /// `None` if a value of this schema has no texts.
    fn of(node: &Value, root: &Value) -> Option<Self> {
        if let Some(pointer) = node.get("$ref").and_then(Value::as_str) {
            return Self::of(root.pointer(pointer.trim_start_matches('#'))?, root);
        }
        if let Some(only) = node.pointer("/allOf/0") {
            return Self::of(only, root);
        }
        if node.get(LOCALIZED).is_some() {
            return Some(Self::Text);
        }
        if let Some(items) = node.get("items") {
            return Some(Self::List(Box::new(Self::of(items, root)?)));
        }
        if let Some(fields) = node.get("properties").and_then(Value::as_object) {
            let shapes = |fields: &Map<String, Value>| -> Vec<(String, Self)> {
                let shape =
                    |(name, node): (&String, &Value)| Some((name.clone(), Self::of(node, root)?));
                fields.iter().filter_map(shape).collect()
            };
            let shapes = shapes(fields);
            return (!shapes.is_empty()).then_some(Self::Object(shapes));
        }
        let values = node.get("additionalProperties").filter(|node| node.is_object())?;
        Some(Self::Map(Box::new(Self::of(values, root)?)))
    }
}

/// Returns the texts of all data files, in their order.
pub(crate) fn texts(content: &Content) -> Vec<TextPlace<'_>> {
    let mut walk = Walk::default();
    for (file, shape) in SHAPES.iter() {
        if let Some(value) = content.value(file.path(), "") {
            walk.file = Some(*file);
            walk.value(shape, value);
        }
    }
    walk.found
}

#[derive(Default)]
struct Walk<'a> {
    file: Option<DataFile>,
    pointer: String,
    steps: Vec<Step>,
    found: Vec<TextPlace<'a>>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, shape: &TextShape, value: &'a Value) {
        match shape {
            TextShape::Text => self.found.extend(self.file.map(|file| TextPlace {
                file,
                pointer: self.pointer.clone(),
                steps: self.steps.clone(),
                value,
            })),
            TextShape::List(entry) => {
                let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let id = |value: &Value| value.get("id")?.as_str().map(str::to_owned);
                let has_ids = list.iter().all(|value| id(value).is_some());
                for (index, value) in list.iter().enumerate() {
                    let step = Step::Entry(index, id(value).filter(|_| has_ids));
                    self.descend(&index.to_string(), step, entry, value);
                }
            }
            TextShape::Map(entry) => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    self.descend(&escape(name), Step::Field(name.clone()), entry, value);
                }
            }
            TextShape::Object(fields) => {
                for (name, shape) in fields {
                    if let Some(value) = value.get(name) {
                        self.descend(&escape(name), Step::Field(name.clone()), shape, value);
                    }
                }
            }
        }
    }

    fn descend(&mut self, name: &str, step: Step, shape: &TextShape, value: &'a Value) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(name);
        self.steps.push(step);
        self.value(shape, value);
        self.steps.pop();
        self.pointer.truncate(length);
    }
}
