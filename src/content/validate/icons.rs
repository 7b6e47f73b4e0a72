//! Icons: each that the data names is there, and is a drawing of one color.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::shape::Shape;
use crate::diagnostic::Code;
use crate::icons;

impl Checker<'_> {
    /// Checks the icons. Returns the outlines of those that can be drawn.
    pub(super) fn icons(&mut self) -> BTreeMap<String, Value> {
        let mut named = Vec::new();
        for file in DataFile::with_facts() {
            let Some(source) = self.partial.sources.get(file.path()) else { continue };
            find(file.shape(), &source.value, String::new(), &mut |name, pointer| {
                named.push((file, pointer, name.to_owned()));
            });
        }
        let mut outlines = BTreeMap::new();
        if named.is_empty() {
            return outlines;
        }
        let known = icons::names(self.project);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for (file, pointer, name) in named {
            if outlines.contains_key(&name) {
                continue;
            }
            let place = self.place(file, &pointer);
            if !self.reference(&name, "`icons/` has no icon", &known, place.clone()) {
                continue;
            }
            match icons::read(self.project, &icons::path(&name)) {
                Ok(outline) => drop(outlines.insert(name, outline.areas)),
                Err(problem) => {
                    let message = format!("the icon `{}` {}", icons::path(&name), problem.message);
                    self.push(Code::BadPicture, place, &message, problem.hint);
                }
            }
        }
        outlines
    }
}

/// Visits the names of icons in a value, with their pointers.
fn find(shape: &Shape, value: &Value, pointer: String, visit: &mut dyn FnMut(&str, String)) {
    match (shape, value) {
        (Shape::Icon, Value::String(name)) => visit(name, pointer),
        (Shape::List(entry), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                find(entry, item, format!("{pointer}/{index}"), visit);
            }
        }
        (Shape::Object(fields), Value::Object(map)) => {
            for (name, shape) in fields {
                if let Some(inner) = map.get(name) {
                    find(shape, inner, format!("{pointer}/{name}"), visit);
                }
            }
        }
        _ => {}
    }
}
