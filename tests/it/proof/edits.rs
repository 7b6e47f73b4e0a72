//! What people do to a certificate, and what `verify` says of it: a word that is added, removed,
//! changed, or hidden is altered, whatever tool does it. A file that was only saved again is not.

use std::collections::BTreeSet;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, Stream, dictionary};

use super::editing::{
    Certificates, annotate, before, change, change_text, name_font, operation, remove, shown, text,
    write,
};
use crate::tamper::Tampered;

/// The strings that the sample certificate of completion shows, by their order on the page.
const SAMPLE: usize = 0;
const NAME: usize = 7;
const HOURS: usize = 12;
const PLACE: usize = 16;
const ISSUED: usize = 18;
const NUMBER: usize = 22;

/// A change to a file.
type Edit = fn(&mut Tampered, &Tampered);

/// Each change must be found. The second file is another certificate.
const EDITS: &[(&str, Edit)] = &[
    ("a word behind the name", |file, _| write(file, "530 377 42 (son)")),
    ("another name in large type", |file, _| write(file, "200 300 60 (Mallory Forger)")),
    ("more hours", |file, _| write(file, "60 300 24 (4000 hours)")),
    ("a small word", |file, _| write(file, "530 377 4 (MD)")),
    ("a word before all others", |file, _| {
        change(file, |operations| {
            operations.splice(0..0, text("40 40 20 (Honors)"));
        });
    }),
    ("a word in a stream of its own", |file, _| {
        name_font(file);
        let words = Content { operations: text("60 300 24 (with honors)") }.encode().unwrap();
        let stream = file.pdf.add_object(Stream::new(Dictionary::new(), words));
        let page = file.page();
        let mut contents = match page.get(b"Contents").unwrap().clone() {
            Object::Array(contents) => contents,
            content => vec![content],
        };
        contents.push(stream.into());
        page.set("Contents", contents);
    }),
    ("a word in a form", |file, _| {
        name_font(file);
        file.form("Extra", "BT /Tamper 30 Tf 60 300 Td (Doctor) Tj ET");
        file.paint("/Extra Do");
    }),
    ("a word drawn as outlines", |file, _| {
        file.paint("q 0 0 0 rg 530 377 m 560 377 l 545 410 l h 570 377 20 30 re f Q");
    }),
    ("a line through the name", |file, _| file.paint("q 3 w 280 390 m 520 390 l S Q")),
    ("a word after a syntax error", |file, _| {
        name_font(file);
        file.paint(") ] >> BT /Tamper 30 Tf 60 300 Td (Doctor) Tj ET");
    }),
    ("a word in a layer", |file, _| {
        let layer = file.pdf.add_object(dictionary! {
            "Type" => "OCG", "Name" => Object::string_literal("Layer"),
        });
        let all = dictionary! { "OCGs" => vec![layer.into()], "D" => Dictionary::new() };
        file.pdf.catalog_mut().unwrap().set("OCProperties", all);
        file.name("Properties", "Layer", Object::Reference(layer));
        name_font(file);
        file.paint("/OC /Layer BDC BT /Tamper 30 Tf 60 300 Td (Doctor) Tj ET EMC");
    }),
    ("the mark of a sample removed", |file, _| remove(file, SAMPLE)),
    ("the rest of the mark of a sample removed", |file, _| remove(file, SAMPLE + 1)),
    ("the whole mark of a sample removed", |file, _| {
        remove(file, SAMPLE);
        remove(file, SAMPLE);
    }),
    ("the hours removed", |file, _| remove(file, HOURS)),
    ("the name removed", |file, _| remove(file, NAME)),
    ("the date of issue removed", |file, _| remove(file, ISSUED)),
    ("the last letter of the name removed", |file, _| {
        change_text(file, NAME, |glyphs| glyphs.truncate(glyphs.len() - 2));
    }),
    ("a digit removed from the hours", |file, _| {
        change_text(file, HOURS, |glyphs| glyphs.truncate(2));
    }),
    ("the digits of the hours swapped", |file, _| {
        change_text(file, HOURS, |glyphs| glyphs.rotate_left(2));
    }),
    ("a digit repeated in the hours", |file, _| {
        change_text(file, HOURS, |glyphs| glyphs.extend_from_within(..2));
    }),
    ("the letters of the name swapped", |file, _| {
        change_text(file, NAME, |glyphs| glyphs.rotate_left(2));
    }),
    ("the hours and the place swapped", |file, _| {
        change(file, |operations| {
            let (hours, place) = (shown(operations)[HOURS], shown(operations)[PLACE]);
            let operands = operations[hours].operands.clone();
            operations[hours].operands = operations[place].operands.clone();
            operations[place].operands = operands;
        });
    }),
    ("the places of two values swapped", |file, _| {
        change(file, |operations| {
            let place = |number: usize, operations: &[Operation]| {
                let at = shown(operations)[number];
                (0..at).rev().find(|at| operations[*at].operator == "cm").unwrap()
            };
            let (hours, issued) = (place(HOURS, operations), place(ISSUED, operations));
            let operands = operations[hours].operands.clone();
            operations[hours].operands = operations[issued].operands.clone();
            operations[issued].operands = operands;
        });
    }),
    ("the number changed", |file, _| {
        change_text(file, NUMBER, |glyphs| {
            let last = glyphs.len() - 2;
            glyphs.copy_within(last - 2..last, last);
        });
    }),
    ("the fonts swapped", |file, _| {
        let fonts = file.resource("Font");
        let (one, other) = (fonts.get(b"f0").unwrap().clone(), fonts.get(b"f1").unwrap().clone());
        file.name("Font", "f0", other);
        file.name("Font", "f1", one);
    }),
    ("a font replaced by one without a map of its text", |file, _| {
        file.name(
            "Font",
            "f4",
            dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
            },
        );
    }),
    ("a white shape over the name", |file, _| file.paint("q 1 1 1 rg 270 370 270 40 re f Q")),
    ("a colored shape over the mark of a sample", |file, _| {
        file.paint("q 0.8 0.3 0.2 rg 310 565 180 20 re f Q");
    }),
    ("a shape over a digit", |file, _| file.paint("q 1 1 1 rg 165 214 8 12 re f Q")),
    ("a picture over the name", |file, _| {
        file.picture("Patch", 2, "DeviceRGB", &[255, 255, 255]);
        file.paint("q 270 0 0 40 270 370 cm /Patch Do Q");
    }),
    ("an inline picture over the name", |file, _| {
        file.paint("q 270 0 0 40 270 370 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID FF> EI Q");
    }),
    ("a form over the name", |file, _| {
        file.form("Patch", "1 1 1 rg 270 370 270 40 re f");
        file.paint("/Patch Do");
    }),
    ("a gradient over the hours", |file, _| {
        file.gradient("Shade", "DeviceRGB", &[1.0, 1.0, 1.0], &[1.0, 1.0, 1.0]);
        file.paint("q 150 200 60 40 re W n /Shade sh Q");
    }),
    ("a name in the color of the paper", |file, _| {
        before(file, NAME, vec![operation("rg", &[0.9843137, 0.9647059, 0.9254902])]);
    }),
    ("a transparent name", |file, _| {
        file.name("ExtGState", "Clear", dictionary! { "ca" => 0 });
        before(file, NAME, vec![Operation::new("gs", vec!["Clear".into()])]);
    }),
    ("a name under a soft mask", |file, _| {
        let group = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(); 4],
            "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceGray" },
        };
        let group = file.pdf.add_object(Stream::new(group, Vec::new()));
        let mask = dictionary! { "S" => "Luminosity", "G" => group };
        file.name("ExtGState", "Mask", dictionary! { "SMask" => mask });
        before(file, NAME, vec![Operation::new("gs", vec!["Mask".into()])]);
    }),
    ("a name without ink", |file, _| before(file, NAME, vec![operation("Tr", &[3.0])])),
    ("a name beside the page", |file, _| before(file, NAME, vec![operation("Td", &[3000.0, 0.0])])),
    ("a name cut off by a clip", |file, _| {
        change(file, |operations| {
            let at = shown(operations)[NAME];
            let start = (0..at).rev().find(|at| operations[*at].operator == "BT").unwrap();
            let clip =
                [operation("re", &[0.0, 0.0, 1.0, 1.0]), operation("W", &[]), operation("n", &[])];
            operations.splice(start..start, clip);
        });
    }),
    ("the foot of the page cut off", |file, _| {
        file.page().set("CropBox", [0, 250, 792, 612].map(Object::Integer).to_vec());
    }),
    ("the side of the page cut off", |file, _| {
        file.page().set("MediaBox", [0, 0, 500, 612].map(Object::Integer).to_vec());
    }),
    ("another code", |file, other| {
        let code = other.resource("XObject").get(b"x0").unwrap().as_reference().unwrap();
        let code = other.pdf.get_object(code).unwrap().as_stream().unwrap();
        let mut picture = code.dict.clone();
        picture.set("ColorSpace", "DeviceGray");
        file.name("XObject", "x0", Stream::new(picture, code.content.clone()));
    }),
    ("no code", |file, _| {
        change(file, |operations| {
            operations.retain(|it| it.operator != "Do" || it.operands[0] != "x0".into());
        });
    }),
    ("a seal", |file, _| {
        file.picture("Seal", 2, "DeviceRGB", &[200, 30, 30]);
        file.paint("q 60 0 0 60 40 300 cm /Seal Do Q");
    }),
    ("the code a second time", |file, _| file.paint("q 60 0 0 60 40 300 cm /x0 Do Q")),
    ("a stamp", |file, _| annotate(file, "Stamp", true)),
    ("a text box", |file, _| annotate(file, "FreeText", true)),
    ("a form field", |file, _| annotate(file, "Widget", true)),
    ("a drawing", |file, _| annotate(file, "Square", false)),
    ("a note", |file, _| annotate(file, "Text", false)),
    ("a link over the page", |file, _| {
        annotate(file, "Link", false);
    }),
    ("a page of another certificate with this link", |file, other| {
        let mut content = other.pdf.get_page_content(other.page_id());
        content.push(b'\n');
        let content = file.pdf.add_object(Stream::new(Dictionary::new(), content));
        file.page().set("Contents", content);
    }),
    ("the page signature of another certificate", |file, other| {
        let page = other.pdf.get_dictionary(other.page_id()).unwrap();
        let pieces = page.get(b"PieceInfo").unwrap().clone();
        file.page().set("PieceInfo", pieces);
    }),
    ("a page signature that was changed", |file, _| {
        let pieces = file.page().get_mut(b"PieceInfo").unwrap().as_dict_mut().unwrap();
        let own = pieces.get_mut(b"Peerpress").unwrap().as_dict_mut().unwrap();
        let mut record = own.get(b"Private").unwrap().as_str().unwrap().to_vec();
        let middle = record.len() / 2;
        record[middle] ^= 1;
        own.set("Private", Object::String(record, lopdf::StringFormat::Hexadecimal));
    }),
    ("a page without a code", |file, _| {
        let mut bare = file.page().clone();
        bare.remove(b"Annots");
        bare.remove(b"PieceInfo");
        let words = Content { operations: text("60 300 24 (with honors)") }.encode().unwrap();
        bare.set("Contents", file.pdf.add_object(Stream::new(Dictionary::new(), words)));
        let bare = file.pdf.add_object(bare);
        let first = file.page_id();
        let pages = file.page().get(b"Parent").unwrap().as_reference().unwrap();
        let tree = file.pdf.get_dictionary_mut(pages).unwrap();
        tree.set("Count", 2);
        tree.set("Kids", vec![Object::Reference(first), bare.into()]);
    }),
    ("no page signature, and another name", |file, _| {
        file.page().remove(b"PieceInfo");
        change_text(file, NAME, |glyphs| glyphs.truncate(glyphs.len() - 2));
    }),
    ("no page signature, and a stamp", |file, _| {
        file.page().remove(b"PieceInfo");
        annotate(file, "Stamp", true);
    }),
    ("no page signature, and a shape over the name", |file, _| {
        file.page().remove(b"PieceInfo");
        file.paint("q 1 1 1 rg 270 370 270 40 re f Q");
    }),
    ("no page signature, and another code", |file, other| {
        file.page().remove(b"PieceInfo");
        let code = other.resource("XObject").get(b"x0").unwrap().as_reference().unwrap();
        let code = other.pdf.get_object(code).unwrap().as_stream().unwrap();
        let mut picture = code.dict.clone();
        picture.set("ColorSpace", "DeviceGray");
        file.name("XObject", "x0", Stream::new(picture, code.content.clone()));
    }),
];

/// What programs do that only save a file again, with the exit code: 0 if the page is as it was
/// made, 18 if a reader has to compare it.
const SAVES: &[(&str, i32, Edit)] = &[
    ("as it is", 0, |_, _| {}),
    ("compressed", 0, |file, _| file.pdf.compress()),
    ("not compressed", 0, |file, _| file.pdf.decompress()),
    ("with other numbers of objects", 0, |file, _| file.pdf.renumber_objects_with(500)),
    ("turned", 18, |file, _| file.page().set("Rotate", 90)),
    ("with another title", 18, |file, _| {
        let info = file.pdf.add_object(dictionary! { "Title" => Object::string_literal("Mine") });
        file.pdf.trailer.set("Info", info);
    }),
    ("without its structure", 0, |file, _| {
        file.pdf.catalog_mut().unwrap().remove(b"StructTreeRoot");
        file.page().remove(b"StructParents");
    }),
    ("with its content in several streams", 0, |file, _| {
        let content = file.pdf.get_page_content(file.page_id());
        let middle = content.windows(4).position(|it| it.starts_with(b"EMC")).unwrap() + 3;
        let parts = [&content[..middle], &content[middle..]];
        let parts: Vec<Object> = parts
            .map(|part| file.pdf.add_object(Stream::new(Dictionary::new(), part.to_vec())).into())
            .to_vec();
        file.page().set("Contents", parts);
    }),
    ("with its operators written in another way", 18, |file, _| {
        change(file, |operations| operations.insert(0, operation("w", &[1.0])));
    }),
    ("with a form that nobody fills in", 18, |file, _| {
        let form = dictionary! { "Fields" => Vec::<Object>::new() };
        file.pdf.catalog_mut().unwrap().set("AcroForm", form);
    }),
    ("without its page signature", 18, |file, _| drop(file.page().remove(b"PieceInfo"))),
    ("without its links and its page signature", 18, |file, _| {
        file.page().remove(b"PieceInfo");
        file.page().remove(b"Annots");
    }),
    ("without its links but one", 18, |file, _| {
        let annotations = file.page().get_mut(b"Annots").unwrap().as_array_mut().unwrap();
        annotations.truncate(1);
    }),
    ("with another color of a line", 18, |file, _| {
        change(file, |operations| {
            let at = operations.iter().rposition(|it| it.operator == "SCN").unwrap();
            operations[at] = operation("RG", &[0.0, 0.0, 0.0]);
        });
    }),
];

#[test]
fn a_word_that_is_added_removed_changed_or_hidden_is_found() {
    let certificates = Certificates::new();
    let mut wrong = Vec::new();
    for (what, edit) in EDITS {
        let (code, out) = certificates.verify(edit);
        if code != 10 {
            wrong.push(format!("{what}: exit code {code}\n{out}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), EDITS.len(), wrong.join("\n"));
    let names: BTreeSet<&str> = EDITS.iter().map(|(what, _)| *what).collect();
    assert!(names.len() == EDITS.len() && names.len() > 50);
}

#[test]
fn a_file_that_was_only_saved_again_is_not_altered() {
    let certificates = Certificates::new();
    let mut wrong = Vec::new();
    for (what, expected, edit) in SAVES {
        let (code, out) = certificates.verify(edit);
        if code != *expected || code == 18 && !out.contains("scan the code") {
            wrong.push(format!("{what}: exit code {code} instead of {expected}\n{out}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_update_that_is_appended_to_a_file_is_found() {
    let certificates = Certificates::new();
    let page = Tampered::new(&certificates.one).page_id();
    let update = |change: fn(&mut Dictionary)| {
        let old = Document::load_mem(&certificates.one).unwrap();
        let mut new = IncrementalDocument::create_from(certificates.one.clone(), old);
        new.opt_clone_object_to_new_document(page).unwrap();
        change(new.new_document.get_dictionary_mut(page).unwrap());
        let mut bytes = Vec::new();
        new.save_to(&mut bytes).unwrap();
        bytes
    };
    let hidden =
        update(|page| page.set("CropBox", [0, 250, 792, 612].map(Object::Integer).to_vec()));
    let (code, out) = certificates.verify_bytes(&hidden);
    assert_eq!(code, 10, "{out}");
    let (code, out) = certificates.verify_bytes(&update(|page| page.set("Dur", 1)));
    assert!(code == 18 && out.contains("the file was changed after it was made"), "{out}");
}
