//! Writes XLIFF 2.0, the exchange format of translation programs (OASIS). The schema is small and
//! the output is one document, so the elements are written here.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::inline::{Part, parts};
use super::{Row, Sheet, State};

/// The prefix of the states that XLIFF does not know.
pub(super) const SUBSTATE: &str = "peerpress:";

/// The categories of notes.
pub(super) const SEAL: &str = "seal";

/// Returns the rows as an XLIFF document.
pub(crate) fn to_xliff(sheet: &Sheet<'_>) -> Result<Vec<u8>, std::fmt::Error> {
    let mut xml = String::new();
    writeln!(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        xml,
        "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"{}\" \
         trgLang=\"{}\" xml:space=\"preserve\">",
        escape(sheet.source_lang),
        escape(sheet.target_lang)
    )?;
    writeln!(xml, "  <file id=\"texts\" original=\"{}\">", escape(sheet.program))?;
    sheet.rows.iter().try_for_each(|row| unit(&mut xml, row))?;
    writeln!(xml, "  </file>\n</xliff>")?;
    Ok(xml.into_bytes())
}

fn unit(xml: &mut String, row: &Row<'_>) -> std::fmt::Result {
    let text = row.text;
    let (id, name) = (escape(text.id.as_str()), escape(text.place.as_str()));
    writeln!(xml, "    <unit id=\"{id}\" name=\"{name}\" canResegment=\"no\">")?;
    writeln!(xml, "      <notes>")?;
    let mut note = |category: &str, note: &str| {
        let note = escape(note);
        writeln!(xml, "        <note category=\"{category}\">{note}</note>")
    };
    note("file", text.file)?;
    if !row.pieces.is_empty() {
        note("pieces", &row.pieces.join(", "))?;
    }
    if let Some(room) = row.room {
        note("room", &format!("about {room} characters fit"))?;
    }
    note("state", row.state.name())?;
    note(SEAL, &row.seal)?;
    writeln!(xml, "      </notes>")?;
    let names = placeholders(&text.source, text.target.as_deref());
    if !names.is_empty() {
        writeln!(xml, "      <originalData>")?;
        for (index, name) in names.iter().enumerate() {
            writeln!(xml, "        <data id=\"d{}\">{}</data>", index + 1, escape(*name))?;
        }
        writeln!(xml, "      </originalData>")?;
    }
    writeln!(xml, "      <segment {}>", state(row.state))?;
    writeln!(xml, "        <source>{}</source>", content(&text.source, &names))?;
    if let Some(target) = &text.target {
        writeln!(xml, "        <target>{}</target>", content(target, &names))?;
    }
    writeln!(xml, "      </segment>\n    </unit>")
}

/// The attributes of a segment for a state.
fn state(state: State) -> String {
    let name = match state {
        State::New | State::Same | State::Outdated => "initial",
        State::Translated => "translated",
        State::Reviewed => "reviewed",
    };
    let is_own = matches!(state, State::Same | State::Outdated);
    match is_own {
        true => format!("state=\"{name}\" subState=\"{SUBSTATE}{}\"", state.name()),
        false => format!("state=\"{name}\""),
    }
}

/// The placeholders of a text and its translation, each once for each time that one of the two has
/// it, in order.
fn placeholders<'a>(source: &'a str, target: Option<&'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for text in [source, target.unwrap_or_default()] {
        let mut own: Vec<&str> = Vec::new();
        for part in parts(text) {
            let Part::Placeholder(name) = part else { continue };
            own.push(name);
            let count = |list: &[&str]| list.iter().filter(|one| **one == name).count();
            if count(&own) > count(&names) {
                names.push(name);
            }
        }
    }
    names
}

/// A text with its placeholders as `ph`. The same ID stands for the same placeholder in source and
/// target.
fn content(text: &str, names: &[&str]) -> String {
    let mut xml = String::new();
    let mut free: Vec<(usize, &str)> = names.iter().copied().enumerate().collect();
    for part in parts(text) {
        match part {
            Part::Words(words) => xml.push_str(&escape(words)),
            Part::Placeholder(name) => {
                let Some(at) = free.iter().position(|(_, known)| *known == name) else { continue };
                let (index, _) = free.remove(at);
                let (number, name) = (index + 1, escape(name));
                xml.push_str(&format!(
                    "<ph id=\"{number}\" dataRef=\"d{number}\" equiv=\"{name}\" disp=\"{name}\"/>"
                ));
            }
        }
    }
    xml
}
