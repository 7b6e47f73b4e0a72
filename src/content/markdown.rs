//! `docs/facts.md`: the data files, field by field, generated from their schemas.

use serde_json::Value;

use super::data_file::DataFile;
use super::text::LOCALIZED;

const INTRODUCTION: &str = "\
<!-- Generated from the schemas. To change it, edit the comments of the types in src/content. -->

# The data, field by field

The facts of a program are JSON files in the folder `data`. Any text editor can edit them. An editor
that knows JSON Schema, such as Visual Studio Code, completes field names and shows these
descriptions: each file names its schema under `$schema`.

`peerpress check` checks all files and says what is wrong, with the line.

- **Translated text** is an object such as `{\"en\": \"Hello\", \"es\": \"Hola\"}`, with each
  language of the program. Write a plain string if it is the same in every language, such as a name.
- An **ID** is a short name of lowercase letters, digits, and hyphens, such as `rack-card`.
- A **date** is `2027-02-08`, a **time** is `08:30`, a **length** is `0.25in`, `6mm`, or `8pt`.
- \"Required\" in a list means in each entry. A field that is not required can be left out. Do not
  write `null`.
";

/// Returns `docs/facts.md`.
pub fn facts_markdown() -> String {
    let mut page = Page { text: INTRODUCTION.to_owned(), described: Vec::new() };
    for file in DataFile::with_facts() {
        page.file(file);
    }
    page.text
}

struct Page {
    text: String,
    /// The types that have a section.
    described: Vec<String>,
}

impl Page {
    fn file(&mut self, file: DataFile) {
        let schema = file.schema();
        let path = file.path();
        self.text.push_str(&format!("\n## `{path}`\n\n"));
        let about = description(&schema);
        let about = about.strip_prefix(&format!("`{path}`: ")).unwrap_or(&about).to_owned();
        self.text.push_str(&format!("{}\n\n", capitalize(&about)));
        let mut referenced = Vec::new();
        self.table(&schema, &mut referenced);
        while !referenced.is_empty() {
            let name = referenced.remove(0);
            if self.described.contains(&name) {
                continue;
            }
            let definition = &schema["definitions"][&name];
            self.described.push(name.clone());
            let about = description(definition);
            self.text.push_str(&format!("\n### {}\n\n{about}\n\n", in_words(&name)));
            match definition["oneOf"].as_array() {
                Some(choices) => self.choices(choices),
                None => self.table(definition, &mut referenced),
            }
        }
    }

    /// Writes the table of an object. Adds the types that its fields have to `referenced`.
    fn table(&mut self, object: &Value, referenced: &mut Vec<String>) {
        self.text.push_str("| field | type | required | meaning |\n|---|---|---|---|\n");
        let required = object["required"].as_array().cloned().unwrap_or_default();
        for (name, node) in object["properties"].as_object().into_iter().flatten() {
            if name == "$schema" {
                continue;
            }
            let is_required = required.iter().any(|one| one == name);
            let row = format!(
                "| `{name}` | {} | {} | {} |\n",
                type_of(node, referenced),
                if is_required { "yes" } else { "" },
                description(node).replace('|', "\\|"),
            );
            self.text.push_str(&row);
        }
    }

    /// Writes the table of an enumeration.
    fn choices(&mut self, choices: &[Value]) {
        self.text.push_str("| value | meaning |\n|---|---|\n");
        for choice in choices {
            let value = choice["const"].as_str().unwrap_or_default();
            self.text.push_str(&format!("| `{value}` | {} |\n", description(choice)));
        }
    }
}

/// The type of a field, in words. A type with fields is a link to its section.
fn type_of(node: &Value, referenced: &mut Vec<String>) -> String {
    let reference = node.pointer("/allOf/0/$ref").or_else(|| node.get("$ref"));
    if let Some(name) = reference.and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        let simple = match name {
            "Text" => "translated text",
            "Id" => "ID",
            "Day" => "date",
            "MonthDay" => "month and day",
            "Clock" => "time",
            "Line" => "text",
            "Length" => "length",
            "WebAddress" => "web address",
            "Email" => "email address",
            "Phone" | "TextNumber" => "phone number",
            "Fax" => "fax number",
            "Currency" => "currency code",
            "TimeZones" => "time zone, or a list of them",
            "Region" => "country code",
            "Language" => "language tag",
            "ProgramLanguage" => "language tag, or a tag and a status",
            "ScreenColor" => "color",
            "Prefix" => "capital letters",
            _ => {
                referenced.push(name.to_owned());
                let words = in_words(name);
                let words = words.to_lowercase();
                return format!("[{words}](#{})", words.replace(' ', "-"));
            }
        };
        return simple.to_owned();
    }
    if node.get(LOCALIZED).is_some() {
        return "translated text".to_owned();
    }
    match node["type"].as_str() {
        Some("array") => format!("list of {}", plural(&type_of(&node["items"], referenced))),
        Some("object") => {
            format!("{}, by name", type_of(&node["additionalProperties"], referenced))
        }
        Some("boolean") => "true or false".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        _ => "text".to_owned(),
    }
}

/// Returns the plural of a type, or of the text of its link.
fn plural(kind: &str) -> String {
    let (open, rest) = kind.strip_prefix('[').map_or(("", kind), |rest| ("[", rest));
    let (noun, after) = rest.split_at(rest.find(']').unwrap_or(rest.len()));
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with('a') => format!("{open}{stem}ies{after}"),
        _ if noun.ends_with('s') || noun.ends_with("text") => kind.to_owned(),
        _ => format!("{open}{noun}s{after}"),
    }
}

fn description(node: &Value) -> String {
    node["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// `AgendaBlock` as `Agenda block`.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for (index, c) in name.chars().enumerate() {
        if index > 0 && c.is_uppercase() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
