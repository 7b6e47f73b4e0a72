//! Files that other programs saved, and a file of the first Peerpress, which has no page signature.

use std::fs;

use lopdf::{Dictionary, Object, Stream};

use super::editing::{Certificates, name_font};
use crate::project::{Project, repository};
use crate::tamper::Tampered;

/// The files were made and saved once; `keys.json` has their public key. The names are invented.
const SAVED: &[(&str, &str)] = &[
    ("version-1", "Jeff Griffin-Hoffmann"),
    ("ghostscript-latin", "Jeff Griffin-Hoffmann"),
    ("ghostscript-thai", "สุดา ใจดี"),
    ("ghostscript-devanagari", "मीरा शर्मा"),
    ("ghostscript-arabic", "سلمى النجار"),
];

#[test]
fn a_file_without_a_page_signature_is_neither_genuine_nor_altered() {
    let elsewhere = Project::empty();
    let folder = repository().join("tests/it/proof/saved");
    let keys = folder.join("keys.json");
    let mut wrong = Vec::new();
    for (file, name) in SAVED {
        let path = folder.join(format!("{file}.pdf"));
        let args = ["verify", path.to_str().unwrap(), "--keys", keys.to_str().unwrap()];
        let run = elsewhere.run(&args);
        let is_right = run.code == 18
            && run.out.contains("the page has no page signature")
            && run.out.contains("scan the code")
            && run.out.contains(name);
        if !is_right {
            wrong.push(format!("{file}: {run:?}"));
        }
        // Ghostscript and others keep what is not theirs to judge: the code itself is genuine.
        let bytes = fs::read(&path).unwrap();
        let links = peerpress::pdf::text(&bytes).unwrap().remove(0).links;
        let url = links.iter().find(|link| link.contains('#')).unwrap();
        let run = elsewhere.run(&["verify", url, "--keys", keys.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{file}: {run:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The second version states neither the structure nor the settings of the file.
#[test]
fn page_signatures_of_the_second_version_are_compared() {
    let elsewhere = Project::empty();
    let folder = repository().join("tests/it/proof/saved");
    let keys = folder.join("keys.json");
    let bytes = fs::read(folder.join("version-2.pdf")).unwrap();
    let verify = |edit: fn(&mut Tampered)| {
        let mut file = Tampered::new(&bytes);
        edit(&mut file);
        elsewhere.write("edited.pdf", file.save());
        elsewhere.run(&["verify", "edited.pdf", "--keys", keys.to_str().unwrap()])
    };
    for (expected, edit) in [
        (0, (|_| {}) as fn(&mut Tampered)),
        (0, |file| file.pdf.catalog_mut().unwrap().set("Lang", Object::string_literal("es"))),
        (10, |file| file.page().set("CropBox", [0, 250, 792, 612].map(Object::Integer).to_vec())),
        (10, |file| file.paint("q 3 w 280 390 m 520 390 l S Q")),
    ] {
        let run = verify(edit);
        assert!(run.code == expected && run.out.contains("Sorrel Hatch"), "{run:?}");
    }
}

/// Ghostscript writes the cells of a row as one array, with wide gaps.
#[test]
fn the_cells_of_a_row_are_read_one_by_one() {
    let certificates = Certificates::new();
    let mut file = Tampered::new(&certificates.one);
    name_font(&mut file);
    let content = b"BT /Tamper 12 Tf 60 300 Td [(To) -20 (tal) -12000 (4.25)] TJ ET".to_vec();
    let stream = file.pdf.add_object(Stream::new(Dictionary::new(), content));
    file.page().set("Contents", stream);
    let page = peerpress::pdf::text(&file.save()).unwrap().remove(0);
    let lines: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["Total", "4.25"]);
}
