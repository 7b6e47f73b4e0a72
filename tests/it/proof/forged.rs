//! Files that two programs show differently: `verify` must never call one genuine. Words that are
//! not on the page, but that screen readers say, are found too.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};

use super::editing::{Certificates, text};
use crate::tamper::Tampered;

/// Operators that cover the name.
const COVER: &str = "\nq 1 1 1 rg 200 370 400 60 re f Q\n";

/// A change to the objects of a file.
type Edit = fn(&mut Tampered);

/// A change to the bytes of a file. Its tables of objects stay right.
type ByteEdit = fn(Vec<u8>) -> Vec<u8>;

/// Each must be found.
const EDITS: &[(&str, Edit)] = &[
    ("a page as a value of the page tree", |file| {
        let page = another_page(file);
        let page = file.pdf.get_dictionary(page).unwrap().clone();
        add_page(file, page.into());
    }),
    ("a page of an unknown type", |file| {
        let page = another_page(file);
        file.pdf.get_dictionary_mut(page).unwrap().set("Type", "Foo");
        add_page(file, page.into());
    }),
    ("a page of a template's type", |file| {
        let page = another_page(file);
        file.pdf.get_dictionary_mut(page).unwrap().set("Type", "Template");
        add_page(file, page.into());
    }),
    ("a page under a node of an unknown type", |file| {
        let page = another_page(file);
        let node = dictionary! { "Type" => "Foo", "Kids" => vec![page.into()], "Count" => 1 };
        let node = file.pdf.add_object(node);
        add_page(file, node.into());
    }),
    ("a page that is not counted", |file| {
        let page = another_page(file);
        add_page(file, page.into());
        root_of_pages(file).set("Count", 1);
    }),
    ("content from another file", |file| {
        let content = file.pdf.get_page_content(file.page_id());
        let external = dictionary! { "F" => Object::string_literal("other.txt") };
        let stream = file.pdf.add_object(Stream::new(external, content));
        file.page().set("Contents", stream);
    }),
    ("the page in a layer that is off", |file| {
        let layer = file.pdf.add_object(dictionary! {
            "Type" => "OCG", "Name" => Object::string_literal("Layer"),
        });
        let off = dictionary! { "OFF" => vec![layer.into()] };
        let all = dictionary! { "OCGs" => vec![layer.into()], "D" => off };
        file.pdf.catalog_mut().unwrap().set("OCProperties", all);
        file.name("Properties", "Layer", Object::Reference(layer));
        let content = file.pdf.get_page_content(file.page_id());
        let content = [b"/OC /Layer BDC ", content.as_slice(), b" EMC"].concat();
        let stream = file.pdf.add_object(Stream::new(Dictionary::new(), content));
        file.page().set("Contents", stream);
    }),
    ("another text for the letters of the name", |file| {
        change_largest_text(file, "Mallory Forger", |_| {});
    }),
    ("other letters for the text of the name", |file| {
        change_largest_text(file, "Sorrel Hatch", |codes| codes.truncate(codes.len() / 4 * 2));
    }),
    ("another name for screen readers", |file| {
        set_in_structure(file, "ActualText", "Mallory Forger");
    }),
    ("another description of the pictures", |file| {
        set_in_structure(file, "Alt", "Mallory Forger");
    }),
    ("a bookmark", |file| {
        let root = file.pdf.catalog().unwrap().get(b"Outlines").unwrap().as_reference().unwrap();
        let first = file.pdf.get_dictionary(root).unwrap().get(b"First").unwrap();
        let first = first.as_reference().unwrap();
        let bookmark = file.pdf.get_dictionary_mut(first).unwrap();
        bookmark.set("Title", Object::string_literal("Mallory Forger is certified"));
    }),
    ("no page signature, and a wide line over the name", |file| {
        file.page().remove(b"PieceInfo");
        file.paint("q 1 1 1 RG 60 w 200 395 m 600 395 l S Q");
    }),
    ("no page signature, and white text", |file| {
        file.page().remove(b"PieceInfo");
        let content = file.pdf.get_page_content(file.page_id());
        let mut content = Content::decode(&content).unwrap();
        for operation in &mut content.operations {
            if operation.operator == "scn" && operation.operands.len() == 3 {
                operation.operands = vec![Object::Real(1.0); 3];
            }
        }
        let stream = Stream::new(Dictionary::new(), content.encode().unwrap());
        let stream = file.pdf.add_object(stream);
        file.page().set("Contents", stream);
    }),
];

/// Each must be found. The content of the page is the last object, not compressed.
const BYTE_EDITS: &[(&str, ByteEdit)] = &[
    ("a length that is not whole", |bytes| shorten(bytes, |length| format!("{length}.0"))),
    ("a length with a sign and a point", |bytes| shorten(bytes, |length| format!("+{length}."))),
    ("a length that is too short", |bytes| shorten(bytes, |length| length.to_string())),
    ("a length that is a text", |bytes| shorten(bytes, |length| format!("({length})"))),
    ("two lengths", |bytes| {
        let length = text_length(&bytes);
        shorten(bytes, |short| format!("{short}/Length {length}"))
    }),
    ("a hexadecimal string with another letter", |bytes| replace(bytes, b"<00", b"<0G")),
    ("a hexadecimal string with a comment", |bytes| replace(bytes, b"<00", b"<%\n")),
    ("two entries of one name", |bytes| replace(bytes, b"/Note(......", b"/Length 9(..")),
    ("an object that the table does not know", |bytes| {
        let at = find(&bytes, b"startxref").unwrap();
        let object = b"9999 0 obj << >> endobj\n";
        [&bytes[..at], b"junk ", object, &bytes[at..]].concat()
    }),
    ("something before the file", |bytes| [b"From: mallory\n", bytes.as_slice()].concat()),
    ("a place in the table that is wrong", |bytes| {
        let at = find(&bytes, b" 00000 n").unwrap();
        let mut bytes = bytes;
        bytes[at - 1] ^= 1;
        bytes
    }),
];

/// Adds a page that says something else, and does not put it into the page tree.
fn another_page(file: &mut Tampered) -> lopdf::ObjectId {
    super::editing::name_font(file);
    let content = Content { operations: text("60 300 24 (Mallory is certified)") };
    let content = Stream::new(Dictionary::new(), content.encode().unwrap());
    let content = file.pdf.add_object(content);
    let mut page = file.page().clone();
    page.set("Contents", content);
    for key in ["PieceInfo", "Annots", "StructParents"] {
        page.remove(key.as_bytes());
    }
    file.pdf.add_object(page)
}

fn root_of_pages(file: &mut Tampered) -> &mut Dictionary {
    let root = file.pdf.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    file.pdf.get_dictionary_mut(root).unwrap()
}

/// Puts a page before the others.
fn add_page(file: &mut Tampered, page: Object) {
    let root = root_of_pages(file);
    root.set("Count", 2);
    root.get_mut(b"Kids").unwrap().as_array_mut().unwrap().insert(0, page);
}

/// Changes the codes of the largest text on the page, and gives it a text that programs read.
fn change_largest_text(file: &mut Tampered, said: &str, change: fn(&mut Vec<u8>)) {
    let content = file.pdf.get_page_content(file.page_id());
    let mut content = Content::decode(&content).unwrap();
    let operations = &mut content.operations;
    let size = |it: &Operation| it.operands.get(1).and_then(|size| size.as_float().ok());
    let fonts = (0..operations.len()).filter(|at| operations[*at].operator == "Tf");
    let largest = fonts
        .max_by(|a, b| size(&operations[*a]).unwrap().total_cmp(&size(&operations[*b]).unwrap()));
    let shows = |it: &Operation| matches!(&*it.operator, "TJ" | "Tj");
    let at = (largest.unwrap()..operations.len()).find(|at| shows(&operations[*at])).unwrap();
    for operand in &mut operations[at].operands {
        match operand {
            Object::String(codes, _) => change(codes),
            Object::Array(parts) => {
                for part in parts {
                    if let Object::String(codes, _) = part {
                        change(codes);
                    }
                }
            }
            _ => {}
        }
    }
    let said = dictionary! { "ActualText" => lopdf::text_string(said) };
    let begin = Operation::new("BDC", vec!["Span".into(), said.into()]);
    operations.splice(at..at, [begin]);
    operations.insert(at + 2, Operation::new("EMC", Vec::new()));
    let stream = Stream::new(Dictionary::new(), content.encode().unwrap());
    let stream = file.pdf.add_object(stream);
    file.page().set("Contents", stream);
}

/// Sets an entry of every element of the structure tree.
fn set_in_structure(file: &mut Tampered, key: &str, text: &str) {
    let elements = file.pdf.objects.values_mut().filter_map(|it| it.as_dict_mut().ok());
    for element in elements.filter(|it| it.has(b"S") && it.has(b"P") && it.has(b"K")) {
        element.set(key, Object::string_literal(text));
    }
}

/// Saves a certificate whose content is its last object, with operators at its end that cover the
/// name. Its strings are hexadecimal. An entry of dots leaves room to write more in its dictionary.
fn covered(bytes: &[u8]) -> Vec<u8> {
    let mut file = Tampered::new(bytes);
    let content = file.pdf.get_page_content(file.page_id());
    let mut content = Content::decode(&content).unwrap();
    for operand in content.operations.iter_mut().flat_map(|it| &mut it.operands) {
        match operand {
            Object::String(_, format) => *format = StringFormat::Hexadecimal,
            Object::Array(parts) => {
                for part in parts {
                    if let Object::String(_, format) = part {
                        *format = StringFormat::Hexadecimal;
                    }
                }
            }
            _ => {}
        }
    }
    let mut content = content.encode().unwrap();
    content.extend(COVER.bytes());
    let note = dictionary! { "Note" => Object::string_literal(".".repeat(60)) };
    let stream = file.pdf.add_object(Stream::new(note, content));
    file.page().set("Contents", stream);
    file.save()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Replaces the first occurrence with as many bytes.
fn replace(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = find(&bytes, old).unwrap();
    bytes[at..at + old.len()].copy_from_slice(&new[..old.len()]);
    bytes
}

/// The length of the content, with what covers the name.
fn text_length(bytes: &[u8]) -> usize {
    let note = find(bytes, b"/Note").unwrap();
    let length = note + find(&bytes[note..], b"/Length ").unwrap() + 8;
    let digits = bytes[length..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[length..length + digits]).unwrap().parse().unwrap()
}

/// States a shorter length of the content, which leaves out what covers the name.
fn shorten(mut bytes: Vec<u8>, write: impl Fn(usize) -> String) -> Vec<u8> {
    let long = text_length(&bytes);
    let (old, new) = (format!("/Length {long}"), format!("/Length {}", write(long - COVER.len())));
    let note = find(&bytes, b"/Note(").unwrap() + 6;
    let at = note + find(&bytes[note..], old.as_bytes()).unwrap();
    bytes.splice(at..at + old.len(), new.bytes());
    // The dots make up for the difference, so that no object moves.
    bytes.drain(note..note + new.len() - old.len());
    bytes
}

#[test]
fn files_that_programs_show_differently_are_altered() {
    let certificates = Certificates::new();
    let mut wrong = Vec::new();
    for (what, edit) in EDITS {
        let (code, out) = certificates.verify(|file, _| edit(file));
        if code != 10 {
            wrong.push(format!("{what}: exit code {code}\n{out}"));
        }
    }
    let covered = covered(&certificates.one);
    assert_eq!(certificates.verify_bytes(&covered).0, 10);
    for (what, edit) in BYTE_EDITS {
        let edited = edit(covered.clone());
        assert!(edited != covered && Document::load_mem(&edited).is_ok(), "{what}");
        let (code, out) = certificates.verify_bytes(&edited);
        if code != 10 || !out.contains("ALTERED") {
            wrong.push(format!("{what}: exit code {code}\n{out}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
