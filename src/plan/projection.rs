//! Projection: a value of the data becomes what templates see, in one language.
//!
//! One function, guided by the schema of the file, localizes texts, writes dates and times, turns
//! addresses into links and records what it reads. So a new field is one line in `content/`.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::link_meaning::LinkKind;
use super::{link, locale};
use crate::content::data_file::DataFile;
use crate::content::need::Fields;
use crate::content::shape::Shape;
use crate::content::text::{parse_date, parse_time};
use crate::source::escape;

impl Facts<'_> {
    /// The value at a JSON pointer of a data file, with the fields that the template uses.
    pub(super) fn project(&mut self, file: DataFile, pointer: &str, fields: &Fields<'_>) -> Value {
        self.project_as(file, pointer, pointer, fields)
    }

    /// The value at a JSON pointer of a data file, in the shape of the value at another.
    pub(super) fn project_as(
        &mut self,
        file: DataFile,
        shape: &str,
        pointer: &str,
        fields: &Fields<'_>,
    ) -> Value {
        if self.is_invalid(file) {
            return Value::Null;
        }
        let content = self.content;
        let Some(shape) = file.shape().at(shape) else { return Value::Null };
        let mut projection = Projection { file, is_recorded: false, facts: self };
        projection.value(shape, content.value(file.path(), pointer), pointer, fields)
    }
}

/// One walk through a value and its shape.
struct Projection<'f, 'a> {
    file: DataFile,
    /// Whether the value as a whole is already among the reads.
    is_recorded: bool,
    facts: &'f mut Facts<'a>,
}

impl Projection<'_, '_> {
    fn value(
        &mut self,
        shape: &Shape,
        value: Option<&Value>,
        pointer: &str,
        fields: &Fields<'_>,
    ) -> Value {
        let was_recorded = self.is_recorded;
        let is_whole = matches!(fields, Fields::All) && !matches!(shape, Shape::Derived(_));
        if is_whole && !was_recorded {
            self.facts.record_read(self.file.path(), pointer);
            self.is_recorded = true;
        }
        let projected = self.unrecorded(shape, value, pointer, fields);
        self.is_recorded = was_recorded;
        projected
    }

    fn unrecorded(
        &mut self,
        shape: &Shape,
        value: Option<&Value>,
        pointer: &str,
        fields: &Fields<'_>,
    ) -> Value {
        if let Shape::Derived(derived) = shape {
            return self.facts.derive(*derived, pointer, fields);
        }
        let Some(value) = value else {
            return match shape {
                Shape::List(_) => json!([]),
                Shape::Flag => json!(false),
                _ => Value::Null,
            };
        };
        let facts = &mut *self.facts;
        let string = value.as_str().unwrap_or_default();
        match shape {
            Shape::Text => facts.localize(value),
            Shape::Date => {
                facts.need_names();
                parse_date(string).map_or(Value::Null, |date| locale::date(facts.locale, date))
            }
            Shape::Time => {
                parse_time(string).map_or(Value::Null, |at| locale::time(facts.locale, at).into())
            }
            Shape::Web => {
                let link = facts.codes.web(string);
                facts.with_meaning(link, LinkKind::Web, self.file, pointer)
            }
            Shape::Phone => {
                let show = facts.phone_shown(string);
                let link = link::phone(string, &show, &facts.content.program.region.0);
                facts.with_meaning(link, LinkKind::Phone, self.file, pointer)
            }
            Shape::TextNumber => {
                let show = facts.number_shown(string);
                let link = link::text(string, &show, &facts.content.program.region.0);
                facts.with_meaning(link, LinkKind::TextMessage, self.file, pointer)
            }
            Shape::Fax => link::fax(&facts.number_shown(string)),
            Shape::Icon => facts.icon(string),
            Shape::Email => {
                let link = link::email(string);
                facts.with_meaning(link, LinkKind::Email, self.file, pointer)
            }
            Shape::Flag | Shape::Plain | Shape::Derived(_) => value.clone(),
            Shape::List(entry) => {
                let entries = value.as_array().into_iter().flatten().enumerate();
                let at = |index: usize| format!("{pointer}/{index}");
                entries
                    .map(|(index, item)| self.value(entry, Some(item), &at(index), fields))
                    .collect()
            }
            Shape::Map(entry) => {
                let entries = value.as_object().into_iter().flatten();
                let at = |name: &str| format!("{pointer}/{}", escape(name));
                let entries = entries.map(|(name, item)| {
                    (name.clone(), self.value(entry, Some(item), &at(name), fields))
                });
                Value::Object(entries.collect())
            }
            Shape::Object(shapes) => self.object(shapes, value, pointer, fields),
        }
    }

    fn object(
        &mut self,
        shapes: &[(String, Shape)],
        value: &Value,
        pointer: &str,
        fields: &Fields<'_>,
    ) -> Value {
        let mut object = Map::new();
        for (name, shape) in shapes {
            let Some(fields) = fields.below(name) else { continue };
            let at = match shape {
                // A derived field is computed from the object that it is in.
                Shape::Derived(_) => pointer.to_owned(),
                _ => format!("{pointer}/{}", escape(name)),
            };
            object.insert(name.clone(), self.value(shape, value.get(name), &at, &fields));
        }
        Value::Object(object)
    }
}
