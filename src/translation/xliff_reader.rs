//! Reads XLIFF 2 as translation programs save it. A document with a DTD is refused, so that no
//! entity can grow or read a file.

use std::collections::HashMap;
use std::path::Path;

use encoding_rs::{UTF_16BE, UTF_16LE};
use roxmltree::{Document, Node, ParsingOptions};

use super::incoming::{IncomingRow, Target};
use super::text::State;
use super::xliff::{SEAL, SUBSTATE};
use crate::diagnostic::Place;
use crate::error::Error;

/// The namespace of XLIFF 2.0 and 2.1.
const NAMESPACE: &str = "urn:oasis:names:tc:xliff:document:2.0";

/// The maximum number of elements, attributes, and texts. The starter has fewer than 20,000.
const MAX_NODES: u32 = 2_000_000;

/// An XLIFF file.
#[derive(Debug)]
pub(crate) struct XliffFile {
    pub(crate) source_lang: String,
    pub(crate) target_lang: String,
    pub(crate) rows: Vec<IncomingRow>,
    /// The text, for quoting.
    pub(crate) text: String,
}

/// Reads an XLIFF file.
///
/// # Errors
/// If it is not XLIFF 2.
pub(crate) fn read_xliff(path: &Path, bytes: &[u8]) -> Result<XliffFile, Error> {
    let text = decode(bytes).ok_or_else(|| {
        Error::new(path, "the file is not valid UTF-8").hint("save it as UTF-8 in the program")
    })?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).map_err(|error| {
        let message = match error {
            roxmltree::Error::DtdDetected => {
                "the file has a DTD, which XLIFF does not allow".to_owned()
            }
            error => format!("the file is not valid XML: {error}"),
        };
        Error::new(path, message)
            .hint("save the file again in the translation program as XLIFF 2.0")
    })?;
    let root = document.root_element();
    let version = root.attribute("version").unwrap_or_default();
    let is_known = root.tag_name().namespace() == Some(NAMESPACE) && version.starts_with("2.");
    if root.tag_name().name() != "xliff" || !is_known {
        let message = match version {
            "" => "the file is not XLIFF".to_owned(),
            version => format!("the file is XLIFF {version}, and Peerpress reads 2.0 and 2.1"),
        };
        let hint = "export the file in the translation program as XLIFF 2.0";
        return Err(Error::new(path, message).hint(hint));
    }
    let attribute =
        |node: Node<'_, '_>, name: &str| node.attribute(name).unwrap_or_default().to_owned();
    let shown = path.display().to_string().replace('\\', "/");
    let units = root.descendants().filter(|node| is(*node, "unit"));
    Ok(XliffFile {
        source_lang: attribute(root, "srcLang"),
        target_lang: attribute(root, "trgLang"),
        rows: units.map(|unit| row(unit, &shown)).collect(),
        text: text.clone(),
    })
}

/// Decodes UTF-8, or UTF-16 with a byte order mark.
fn decode(bytes: &[u8]) -> Option<String> {
    let utf_16 = match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf_16 {
        return encoding.decode_with_bom_removal(bytes).0.into_owned().into();
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element()
        && node.tag_name().name() == name
        && node.tag_name().namespace() == Some(NAMESPACE)
}

fn row(unit: Node<'_, '_>, file: &str) -> IncomingRow {
    let id = unit.attribute("id").unwrap_or_default().to_owned();
    let child = |name| unit.children().filter(move |node| is(*node, name));
    let notes = child("notes").flat_map(|notes| notes.children()).filter(|note| is(*note, "note"));
    let seal = notes
        .filter(|note| note.attribute("category") == Some(SEAL))
        .find_map(|note| note.text().map(|text| text.trim().to_owned()));
    let data = child("originalData").flat_map(|data| data.children());
    let data: HashMap<&str, &str> = data
        .filter(|node| is(*node, "data"))
        .filter_map(|node| Some((node.attribute("id")?, node.text()?)))
        .collect();
    let mut reader = ContentReader { data, by_id: HashMap::new() };
    let parts: Vec<_> = unit
        .children()
        .filter(|node| is(*node, "segment") || is(*node, "ignorable"))
        .map(|part| Segment::read(part, &mut reader))
        .collect();
    let source: Result<String, String> = parts.iter().map(|part| part.source.clone()).collect();
    let tag = unit.range().start;
    let end = tag + unit.document().input_text()[tag..].find('>').unwrap_or_default() + 1;
    IncomingRow {
        name: format!("unit `{id}`"),
        place: Place::at(file, tag..end),
        id,
        source: source.unwrap_or_default(),
        target: target(&parts),
        seal,
        state: parts.iter().filter(|part| part.is_segment).find_map(|part| part.state),
    }
}

/// The whole translation. One of which a part is missing is not one.
fn target(parts: &[Segment]) -> Target {
    let segments = || parts.iter().filter(|part| part.is_segment);
    if segments().all(|part| part.target.as_ref().is_none_or(|text| *text == Ok(String::new()))) {
        return Target::Text(String::new());
    }
    let mut text = String::new();
    for part in parts {
        match &part.target {
            Some(Ok(target)) => text.push_str(target),
            Some(Err(fault)) => return Target::Unfit(fault.clone()),
            None if part.is_segment => {
                return Target::Unfit("has segments without a target".to_owned());
            }
            None => text.push_str(part.source.as_deref().unwrap_or_default()),
        }
    }
    Target::Text(text)
}

/// A segment, or what is between two.
struct Segment {
    is_segment: bool,
    source: Result<String, String>,
    target: Option<Result<String, String>>,
    state: Option<State>,
}

impl Segment {
    fn read<'a>(node: Node<'a, 'a>, reader: &mut ContentReader<'a>) -> Self {
        let child = |name| node.children().find(|node| is(*node, name));
        let source = child("source").map_or(Ok(String::new()), |source| reader.source(source));
        let target = child("target").map(|target| reader.text(target));
        let own = node.attribute("subState").and_then(|state| state.strip_prefix(SUBSTATE));
        let state = match node.attribute("state") {
            Some("translated") => Some(State::Translated),
            Some("reviewed" | "final") => Some(State::Reviewed),
            _ => own.and_then(|own| own.parse().ok()),
        };
        Self { is_segment: is(node, "segment"), source, target, state }
    }
}

/// Reads the content of sources and targets, with the placeholders that `ph` stands for.
struct ContentReader<'a> {
    /// The original data of the unit, by ID.
    data: HashMap<&'a str, &'a str>,
    /// The placeholders of the source, by the ID of their `ph`.
    by_id: HashMap<&'a str, &'a str>,
}

impl<'a> ContentReader<'a> {
    fn source(&mut self, node: Node<'a, 'a>) -> Result<String, String> {
        for ph in node.descendants().filter(|node| is(*node, "ph")) {
            if let (Some(id), Some(name)) = (ph.attribute("id"), self.placeholder(ph)) {
                self.by_id.insert(id, name);
            }
        }
        self.text(node)
    }

    /// The text of a source or target.
    ///
    /// # Errors
    /// What it has that no text has, to follow "the translation".
    fn text(&self, node: Node<'a, 'a>) -> Result<String, String> {
        let mut text = String::new();
        for inner in node.descendants().skip(1) {
            if let Some(words) = inner.text().filter(|_| inner.is_text()) {
                text.push_str(words);
                continue;
            }
            if !inner.is_element() {
                continue;
            }
            match inner.tag_name().name() {
                "ph" => match self.placeholder(inner) {
                    Some(name) => text.push_str(name),
                    None => {
                        return Err("has an element `ph` that the source does not have".to_owned());
                    }
                },
                "cp" => text.extend(character(inner)),
                // Marks of the translation program around the words.
                "mrk" | "sm" | "em" => {}
                other => return Err(format!("has an element `{other}`, which no text has")),
            }
        }
        Ok(text)
    }

    /// What a `ph` stands for: its own data, or that of the source.
    fn placeholder(&self, ph: Node<'a, 'a>) -> Option<&'a str> {
        let own = ph.attribute("dataRef").and_then(|id| self.data.get(id).copied());
        let known = || self.by_id.get(ph.attribute("id")?).copied();
        let stated = || ph.attribute("equiv").or_else(|| ph.attribute("disp"));
        own.or_else(known).or_else(stated)
    }
}

/// A character that XML cannot hold.
fn character(cp: Node<'_, '_>) -> Option<char> {
    char::from_u32(u32::from_str_radix(cp.attribute("hex")?, 16).ok()?)
}
