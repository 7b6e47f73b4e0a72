//! Says in words where a text is, for people who do not know JSON.

use crate::content::data_file::DataFile;
use crate::content::texts::{Step, TextPlace};

/// Returns the place of a text: "Piece `rack-card`, text `promise`".
pub(super) fn in_words(text: &TextPlace<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut steps = text.steps.iter().peekable();
    while let Some(step) = steps.next() {
        let Step::Field(name) = step else { continue };
        match steps.peek() {
            Some(Step::Entry(_, Some(id))) => {
                parts.push(format!("{} `{id}`", singular(name)));
                steps.next();
            }
            Some(Step::Entry(index, None)) => {
                parts.push(format!("{} {}", singular(name), index + 1));
                steps.next();
            }
            Some(Step::Field(inner)) if is_collection(name) => {
                parts.push(format!("{} `{inner}`", singular(name)));
                steps.next();
                if let Some(Step::Entry(index, None)) = steps.peek() {
                    parts.push(format!("entry {}", index + 1));
                    steps.next();
                }
            }
            _ => parts.push(plain(name)),
        }
    }
    let subject = match text.file {
        DataFile::Pieces | DataFile::Trainings => "",
        DataFile::Wording => "shared wording, ",
        DataFile::Services => "services, ",
        DataFile::Benefits => "benefits, ",
        DataFile::Certification => "certification, ",
        DataFile::Vendors => "print shops, ",
        DataFile::Authorities => "authorities, ",
        DataFile::Partners => "partners, ",
        DataFile::Program | DataFile::Brand | DataFile::Template | DataFile::Order => "program, ",
    };
    let place = format!("{subject}{}", parts.join(", "));
    let mut chars = place.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Whether a field holds values under names that the data chooses.
fn is_collection(name: &str) -> bool {
    matches!(name, "text" | "lists" | "pictures" | "words")
}

fn plain(name: &str) -> String {
    match name {
        "about" => "description of the document".to_owned(),
        "alt" => "description of the picture".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// The name of one entry of a list.
fn singular(name: &str) -> String {
    let name = plain(name);
    match name.as_str() {
        "people" => "for people,".to_owned(),
        "agencies" => "for agencies,".to_owned(),
        "body" => "paragraph".to_owned(),
        _ => match name.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => name.strip_suffix('s').unwrap_or(&name).to_owned(),
        },
    }
}
