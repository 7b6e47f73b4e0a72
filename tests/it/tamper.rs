//! Changes to a finished press file, as another program could make them, for preflight to find.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A change that the JSON of a test case describes. A value of `null` removes an entry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tamper {
    /// The version in the header of the file.
    version: Option<String>,
    /// Entries of the catalog.
    #[serde(default)]
    catalog: Map<String, Value>,
    /// Entries of the first page.
    #[serde(default)]
    page: Map<String, Value>,
    /// Resources of the first page, by kind and name.
    #[serde(default)]
    resources: Map<String, Value>,
    /// Operators that paint over the first page.
    paint: Option<String>,
    /// Keeps this many bytes of the file.
    cut: Option<usize>,
}

impl Tamper {
    /// Returns the changed bytes of a file.
    pub(crate) fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut file = Tampered::new(bytes);
        if let Some(version) = &self.version {
            file.pdf.version.clone_from(version);
        }
        set_all(file.pdf.catalog_mut().unwrap(), &self.catalog);
        set_all(file.page(), &self.page);
        for (kind, named) in &self.resources {
            for (name, value) in named.as_object().unwrap() {
                file.name(kind, name, object(value));
            }
        }
        if let Some(operators) = &self.paint {
            file.paint(operators);
        }
        let mut bytes = file.save();
        bytes.truncate(self.cut.unwrap_or(bytes.len()));
        bytes
    }
}

fn set_all(dictionary: &mut Dictionary, entries: &Map<String, Value>) {
    for (key, value) in entries {
        if value.is_null() {
            dictionary.remove(key.as_bytes());
        } else {
            dictionary.set(key.as_str(), object(value));
        }
    }
}

/// Converts JSON: a string becomes a name or, in parentheses as PDF writes it, a string.
fn object(value: &Value) -> Object {
    match value {
        Value::Null => Object::Null,
        Value::Bool(flag) => Object::Boolean(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Object::Integer(number),
            None => Object::Real(number.as_f64().unwrap() as f32),
        },
        Value::String(text) => match text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
            Some(text) => Object::String(text.as_bytes().to_vec(), StringFormat::Literal),
            None => Object::Name(text.as_bytes().to_vec()),
        },
        Value::Array(items) => Object::Array(items.iter().map(object).collect()),
        Value::Object(entries) => {
            let mut dictionary = Dictionary::new();
            set_all(&mut dictionary, entries);
            Object::Dictionary(dictionary)
        }
    }
}

/// A finished file that is being changed.
pub(crate) struct Tampered {
    pub(crate) pdf: Document,
    page: ObjectId,
}

impl Tampered {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let pdf = Document::load_mem(bytes).unwrap();
        let page = pdf.page_iter().next().unwrap();
        Self { pdf, page }
    }

    pub(crate) fn page_id(&self) -> ObjectId {
        self.page
    }

    /// The resources of a kind of the first page, by name.
    pub(crate) fn resource(&self, kind: &str) -> Dictionary {
        let page = self.pdf.get_dictionary(self.page).unwrap();
        let of = |outer: &Dictionary, key: &[u8]| {
            self.pdf.dereference(outer.get(key).unwrap()).unwrap().1.as_dict().unwrap().clone()
        };
        of(&of(page, b"Resources"), kind.as_bytes())
    }

    /// The dictionary of the first page.
    pub(crate) fn page(&mut self) -> &mut Dictionary {
        self.pdf.get_object_mut(self.page).unwrap().as_dict_mut().unwrap()
    }

    pub(crate) fn save(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.pdf.save_to(&mut bytes).unwrap();
        bytes
    }

    /// Paints over the first page.
    pub(crate) fn paint(&mut self, operators: &str) {
        let mut content = self.pdf.get_page_content(self.page);
        content.push(b'\n');
        content.extend(operators.bytes());
        let stream = self.pdf.add_object(Stream::new(Dictionary::new(), content));
        self.page().set("Contents", stream);
    }

    /// Adds a resource that the operators of the first page can use.
    pub(crate) fn name(&mut self, kind: &str, name: &str, object: impl Into<Object>) {
        let id = self.pdf.add_object(object);
        let mut resources = match self.page().get(b"Resources").unwrap().clone() {
            Object::Reference(id) => self.pdf.get_dictionary(id).unwrap().clone(),
            resources => resources.as_dict().unwrap().clone(),
        };
        let mut named = match resources.get(kind.as_bytes()) {
            Ok(Object::Reference(id)) => self.pdf.get_dictionary(*id).unwrap().clone(),
            Ok(named) => named.as_dict().unwrap().clone(),
            Err(_) => Dictionary::new(),
        };
        named.set(name, id);
        resources.set(kind, named);
        self.page().set("Resources", resources);
    }

    /// Adds a square picture of one color.
    pub(crate) fn picture(
        &mut self,
        name: &str,
        pixels: usize,
        space: impl Into<Object>,
        pixel: &[u8],
    ) {
        let space = space.into();
        let dictionary = dictionary! {
            "Type" => "XObject", "Subtype" => "Image",
            "Width" => pixels as i64, "Height" => pixels as i64,
            "BitsPerComponent" => 8, "ColorSpace" => space,
        };
        self.name("XObject", name, Stream::new(dictionary, pixel.repeat(pixels * pixels)));
    }

    /// Adds a form.
    pub(crate) fn form(&mut self, name: &str, operators: &str) {
        let bounds = [0, 0, 400, 800].map(Object::Integer).to_vec();
        let dictionary = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => bounds };
        self.name("XObject", name, Stream::new(dictionary, operators.as_bytes().to_vec()));
    }

    /// Adds a gradient between two colors.
    pub(crate) fn gradient(&mut self, name: &str, space: &str, from: &[f32], to: &[f32]) {
        let reals =
            |values: &[f32]| values.iter().copied().map(Object::Real).collect::<Vec<Object>>();
        let function = dictionary! {
            "FunctionType" => 2, "Domain" => reals(&[0.0, 1.0]),
            "C0" => reals(from), "C1" => reals(to), "N" => 1,
        };
        let shading = dictionary! {
            "ShadingType" => 2, "ColorSpace" => space,
            "Coords" => reals(&[0.0, 0.0, 100.0, 0.0]), "Function" => function,
        };
        self.name("Shading", name, shading);
    }
}
