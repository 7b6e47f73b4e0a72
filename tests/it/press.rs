//! Edition `press`: PDF/X-4 files, and preflight that sees through a tampered one.

use std::fs;

use lopdf::{Document, Object};
use peerpress::check::preflight;
use peerpress::content::vendors::{Vendor, Vendors};
use peerpress::diagnostic::Code;

use crate::project::{Project, repository};

fn vendor() -> Vendor {
    let text = fs::read_to_string(repository().join("data/vendors.json")).unwrap();
    serde_json::from_str::<Vendors>(&text).unwrap().vendors.remove(0)
}

fn card() -> Vec<u8> {
    let project = Project::starter();
    project.run_on("2026-11-22", &["build", "rack-card-become", "--lang", "es", "--edition", "press"]).succeeded();
    fs::read(project.path("out/press/rack-card-become.es.pdf")).unwrap()
}

fn numbers(page: &lopdf::Dictionary, key: &[u8]) -> Vec<f32> {
    page.get(key).unwrap().as_array().unwrap().iter().map(|value| value.as_float().unwrap()).collect()
}

#[test]
fn a_card_for_the_press_has_what_a_shop_asks_for() {
    let bytes = card();
    assert!(bytes.len() < 1_000_000, "{}", bytes.len());
    assert!(bytes.starts_with(b"%PDF-1.6"));
    let findings = preflight::check(&bytes, &vendor());
    assert!(findings.is_empty(), "{findings:?}");
    let pdf = Document::load_mem(&bytes).unwrap();
    assert_eq!(pdf.get_pages().len(), 2);
    for id in pdf.get_pages().values() {
        let page = pdf.get_dictionary(*id).unwrap();
        let (media, bleed, trim) = (numbers(page, b"MediaBox"), numbers(page, b"BleedBox"), numbers(page, b"TrimBox"));
        assert_eq!((trim[2] - trim[0], trim[3] - trim[1]), (288.0, 648.0), "4 × 9 in");
        assert_eq!((bleed[2] - bleed[0], bleed[3] - bleed[1]), (306.0, 666.0), "an eighth of an inch around");
        assert_eq!((media[0] + media[2], media[1] + media[3]), (trim[0] + trim[2], trim[1] + trim[3]), "the trim is centred");
        assert!(media[2] - bleed[2] >= 18.0, "room for marks");
    }
}

#[test]
fn a_tampered_file_is_sent_back() {
    let bytes = card();
    let refused = |what: &str, tamper: &dyn Fn(&mut Document)| {
        let mut pdf = Document::load_mem(&bytes).unwrap();
        tamper(&mut pdf);
        let mut tampered = Vec::new();
        pdf.save_to(&mut tampered).unwrap();
        let findings = preflight::check(&tampered, &vendor());
        assert!(findings.iter().any(|finding| finding.code == Code::NotPressReady && finding.message.contains(what)), "{what}: {findings:?}");
    };
    let first = |pdf: &Document| *pdf.get_pages().values().next().unwrap();
    let paint = |pdf: &mut Document, operators: &str| {
        let page = first(pdf);
        let content = [pdf.get_page_content(page), operators.as_bytes().to_vec()].concat();
        let stream = pdf.add_object(lopdf::Stream::new(lopdf::Dictionary::new(), content));
        pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Contents", stream);
    };
    let without = |pdf: &mut Document, key: &[u8]| {
        let page = first(pdf);
        pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap().remove(key);
    };
    refused("no TrimBox", &|pdf| without(pdf, b"TrimBox"));
    refused("no BleedBox", &|pdf| without(pdf, b"BleedBox"));
    refused("no CMYK blending space", &|pdf| without(pdf, b"Group"));
    refused("no output intent", &|pdf| drop(pdf.catalog_mut().unwrap().remove(b"OutputIntents")));
    refused("does not say that it is PDF/X-4", &|pdf| drop(pdf.catalog_mut().unwrap().remove(b"Metadata")));
    refused("not made of inks", &|pdf| paint(pdf, "\n1 0 0 rg 40 40 20 20 re f\n"));
    refused("not made of inks", &|pdf| paint(pdf, "\n/DeviceRGB cs 1 0 0 sc 40 40 20 20 re f\n"));
    refused("400 % of ink", &|pdf| paint(pdf, "\n1 1 1 1 k 40 40 20 20 re f\n"));
    refused("a line of 0.05 pt", &|pdf| paint(pdf, "\nq 0 0 0 1 K 0.05 w 40 40 m 90 40 l S Q\n"));
    refused("text of 4.0 pt", &|pdf| paint(pdf, "\n0 0 0 1 k BT /F0 4 Tf 1 0 0 1 40 40 Tm (x) Tj ET\n"));
    refused("light text of 7.0 pt", &|pdf| paint(pdf, "\n0 0 0 0 k BT /F0 7 Tf 1 0 0 1 40 40 Tm (x) Tj ET\n"));
    refused("not in the file", &|pdf| {
        for object in pdf.objects.values_mut() {
            if let Object::Dictionary(dictionary) = object {
                for key in [b"FontFile2".as_slice(), b"FontFile3"] {
                    dictionary.remove(key);
                }
            }
        }
    });
    refused("links or notes", &|pdf| {
        let page = first(pdf);
        pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Annots", Vec::<Object>::new());
    });
}

#[test]
fn another_print_shop_can_be_named() {
    let project = Project::starter();
    project.run_on("2026-11-22", &["build", "rack-card-overview", "--lang", "en", "--edition", "press", "--vendor", "sample-digital"]).succeeded();
    let pdf = Document::load(project.path("out/press/rack-card-overview.en.pdf")).unwrap();
    let page = pdf.get_dictionary(*pdf.get_pages().values().next().unwrap()).unwrap();
    assert_eq!(numbers(page, b"MediaBox"), numbers(page, b"BleedBox"), "this shop wants no marks");
    let run = project.run(&["build", "--edition", "press", "--vendor", "sample-ofset"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `sample-offset`?"), "{}", run.err);
}

#[test]
fn what_the_shop_wants_is_part_of_what_a_file_is_made_from() {
    let project = Project::small();
    let args = ["build", "note", "--edition", "press", "--lang", "en", "--format", "short"];
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: made\n");
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: up to date\n");
    project.edit("data/vendors.json", "\"marks\": true", "\"marks\": false");
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: made\n");
    let profile = project.path("data/press/gracol2006-coated-tr006.icc");
    let mut bytes = fs::read(&profile).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&profile, bytes).unwrap();
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: made\n");
}
