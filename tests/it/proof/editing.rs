//! Certificates to edit, and changes to the content of their pages.

use std::fs;
use std::sync::LazyLock;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use crate::certify::{FILES, SESSION, certify, program};
use crate::project::{Project, copy};
use crate::tamper::Tampered;

/// Two certificates of a sample session.
pub(super) struct Certificates {
    pub(super) project: Project,
    pub(super) one: Vec<u8>,
    pub(super) other: Vec<u8>,
}

impl Certificates {
    pub(super) fn new() -> Self {
        static ISSUED: LazyLock<Project> = LazyLock::new(|| {
            let project = Project::kept("edited");
            copy(program().root(), project.root());
            project.write("two.csv", "Name,Hours\nSorrel Hatch,40\nDana Reed,40\n");
            certify(&project, &["two.csv", "--only", "single"]).succeeded();
            project
        });
        let project = Project::copy_of(&ISSUED);
        let mut files = project.files(FILES);
        files.retain(|file| file.ends_with(".pdf"));
        files.sort();
        let read = |file: &String| fs::read(project.path(&format!("{FILES}/{file}"))).unwrap();
        let (one, other) = (read(&files[0]), read(&files[1]));
        assert!(project.read("data/trainings.json").contains(SESSION));
        Self { project, one, other }
    }

    pub(super) fn verify(&self, edit: impl Fn(&mut Tampered, &Tampered)) -> (i32, String) {
        let (mut file, other) = (Tampered::new(&self.one), Tampered::new(&self.other));
        edit(&mut file, &other);
        self.verify_bytes(&file.save())
    }

    pub(super) fn verify_bytes(&self, bytes: &[u8]) -> (i32, String) {
        self.project.write("edited.pdf", bytes);
        let run = self.project.run(&["verify", "edited.pdf"]);
        assert!(run.err.is_empty(), "{run:?}");
        (run.code, run.out)
    }
}

pub(super) fn operation(operator: &str, numbers: &[f32]) -> Operation {
    Operation::new(operator, numbers.iter().map(|number| Object::Real(*number)).collect())
}

pub(super) fn name_font(file: &mut Tampered) {
    file.name(
        "Font",
        "Tamper",
        dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
            "Encoding" => "WinAnsiEncoding",
        },
    );
}

/// Returns the operators that write at a place, in a size: `x y size (words)`.
pub(super) fn text(words: &str) -> Vec<Operation> {
    let (numbers, words) = words.split_once(" (").unwrap();
    let numbers: Vec<f32> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
    let words = Object::string_literal(words.trim_end_matches(')'));
    vec![
        operation("BT", &[]),
        Operation::new("Tf", vec!["Tamper".into(), Object::Real(numbers[2])]),
        operation("Td", &numbers[..2]),
        Operation::new("Tj", vec![words]),
        operation("ET", &[]),
    ]
}

/// Writes over the page.
pub(super) fn write(file: &mut Tampered, words: &str) {
    name_font(file);
    change(file, |operations| operations.extend(text(words)));
}

/// Changes the operators of the page.
pub(super) fn change(file: &mut Tampered, edit: impl Fn(&mut Vec<Operation>)) {
    name_font(file);
    let content = file.pdf.get_page_content(file.page_id());
    let mut operations = Content::decode(&content).unwrap().operations;
    edit(&mut operations);
    let content = Content { operations }.encode().unwrap();
    let stream = file.pdf.add_object(Stream::new(Dictionary::new(), content));
    file.page().set("Contents", stream);
}

/// Returns the positions of the operators that show text.
pub(super) fn shown(operations: &[Operation]) -> Vec<usize> {
    (0..operations.len()).filter(|at| operations[*at].operator == "TJ").collect()
}

pub(super) fn remove(file: &mut Tampered, number: usize) {
    change(file, |operations| {
        operations.remove(shown(operations)[number]);
    });
}

/// Puts operators before the text is shown.
pub(super) fn before(file: &mut Tampered, number: usize, added: Vec<Operation>) {
    change(file, |operations| {
        let at = shown(operations)[number];
        operations.splice(at..at, added.clone());
    });
}

/// Changes the glyphs of a text, two bytes each.
pub(super) fn change_text(file: &mut Tampered, number: usize, edit: impl Fn(&mut Vec<u8>)) {
    change(file, |operations| {
        let at = shown(operations)[number];
        let parts = operations[at].operands[0].as_array().unwrap();
        let mut glyphs: Vec<u8> =
            parts.iter().flat_map(Object::as_str).flatten().copied().collect();
        edit(&mut glyphs);
        let text = Object::String(glyphs, lopdf::StringFormat::Hexadecimal);
        operations[at] = Operation::new("TJ", vec![Object::Array(vec![text])]);
    });
}

/// Adds an annotation over the name.
pub(super) fn annotate(file: &mut Tampered, kind: &str, has_appearance: bool) {
    name_font(file);
    let mut annotation = dictionary! {
        "Type" => "Annot", "Subtype" => kind, "F" => 4,
        "Rect" => [270, 370, 540, 410].map(Object::Integer).to_vec(),
        "Contents" => Object::string_literal("Doctor"),
        "C" => [1, 1, 1].map(Object::Integer).to_vec(),
    };
    if kind == "Link" {
        let target = Object::string_literal("https://example.com/elsewhere");
        annotation.set("A", dictionary! { "S" => "URI", "URI" => target });
    }
    if has_appearance {
        let form = dictionary! {
            "Type" => "XObject", "Subtype" => "Form",
            "BBox" => [0, 0, 270, 40].map(Object::Integer).to_vec(),
        };
        let form = Stream::new(form, b"1 1 1 rg 0 0 270 40 re f".to_vec());
        let form = file.pdf.add_object(form);
        annotation.set("AP", dictionary! { "N" => form });
    }
    let annotation: ObjectId = file.pdf.add_object(annotation);
    let page = file.page();
    let mut annotations = page.get(b"Annots").unwrap().as_array().unwrap().clone();
    annotations.push(annotation.into());
    page.set("Annots", annotations);
}
