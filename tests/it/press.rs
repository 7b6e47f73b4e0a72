//! Edition `press`: PDF/X-4 files for print shops.

use std::fs;

use lopdf::Document;
use peerpress::content::vendors::{Vendor, Vendors};
use peerpress::preflight::Preflight;

use crate::project::{Project, repository};

pub(crate) fn vendor() -> Vendor {
    let text = fs::read_to_string(repository().join("data/vendors.json")).unwrap();
    serde_json::from_str::<Vendors>(&text).unwrap().vendors.remove(0)
}

pub(crate) fn card() -> Vec<u8> {
    let project = Project::starter();
    project
        .run_on("2026-11-22", &["build", "rack-card-become", "--lang", "es", "--edition", "press"])
        .succeeded();
    fs::read(project.path("out/press/rack-card-become.es.pdf")).unwrap()
}

fn numbers(page: &lopdf::Dictionary, key: &[u8]) -> Vec<f32> {
    page.get(key)
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|value| value.as_float().unwrap())
        .collect()
}

#[test]
fn a_card_for_the_press_has_what_a_print_shop_asks_for() {
    let bytes = card();
    assert!(bytes.len() < 1_000_000, "{}", bytes.len());
    assert!(bytes.starts_with(b"%PDF-1.6"));
    let findings = Preflight::new(&vendor()).check(&bytes);
    assert!(findings.is_empty(), "{findings:?}");
    let pdf = Document::load_mem(&bytes).unwrap();
    assert_eq!(pdf.get_pages().len(), 2);
    for id in pdf.get_pages().values() {
        let page = pdf.get_dictionary(*id).unwrap();
        let (media, bleed, trim) =
            (numbers(page, b"MediaBox"), numbers(page, b"BleedBox"), numbers(page, b"TrimBox"));
        assert_eq!((trim[2] - trim[0], trim[3] - trim[1]), (288.0, 648.0), "4 × 9 in");
        assert_eq!(
            (bleed[2] - bleed[0], bleed[3] - bleed[1]),
            (306.0, 666.0),
            "an eighth of an inch around"
        );
        assert_eq!(
            (media[0] + media[2], media[1] + media[3]),
            (trim[0] + trim[2], trim[1] + trim[3]),
            "the trim is centered"
        );
        assert!(media[2] - bleed[2] >= 18.0, "room for marks");
    }
}

#[test]
fn another_print_shop_can_be_named() {
    let project = Project::starter();
    project
        .run_on(
            "2026-11-22",
            &[
                "build",
                "rack-card-overview",
                "--lang",
                "en",
                "--edition",
                "press",
                "--vendor",
                "sample-digital",
            ],
        )
        .succeeded();
    let pdf = Document::load(project.path("out/press/rack-card-overview.en.front.pdf")).unwrap();
    let page = pdf.get_dictionary(*pdf.get_pages().values().next().unwrap()).unwrap();
    assert_eq!(
        numbers(page, b"MediaBox"),
        numbers(page, b"BleedBox"),
        "this print shop wants no marks"
    );
    let run = project.run(&["build", "--edition", "press", "--vendor", "sample-ofset"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `sample-offset`?"), "{}", run.err);
}

#[test]
fn a_print_shop_can_ask_for_one_file_a_page() {
    let project = Project::starter();
    let build = |vendor: &str| {
        project.run_on(
            "2026-11-22",
            &[
                "build",
                "rack-card-become",
                "handout-faq",
                "flyer-benefits",
                "--lang",
                "en",
                "--edition",
                "press",
                "--vendor",
                vendor,
                "--format",
                "short",
            ],
        )
    };
    let parts = [
        "flyer-benefits.en.pdf",
        "handout-faq.en.1.pdf",
        "handout-faq.en.2.pdf",
        "rack-card-become.en.back.pdf",
        "rack-card-become.en.front.pdf",
    ];
    let wholes = ["flyer-benefits.en.pdf", "handout-faq.en.pdf", "rack-card-become.en.pdf"];
    assert_eq!(build("sample-offset").succeeded().out.lines().count(), 3);
    assert_eq!(project.files("out/press"), wholes);
    let split = build("sample-digital").succeeded().out;
    assert_eq!(split.lines().count(), 5, "{split}");
    assert!(split.contains("press/rack-card-become.en.back.pdf: made\n"), "{split}");
    assert_eq!(project.files("out/press"), parts, "the files of several pages are gone");
    let manifest = project.read("out/manifest.json");
    assert!(
        parts.iter().all(|part| manifest.contains(&format!("press/{part}\": \""))),
        "{manifest}"
    );
    assert!(
        build("sample-digital").succeeded().out.lines().all(|line| line.ends_with("up to date"))
    );
    for part in ["front", "back"] {
        let bytes =
            fs::read(project.path(&format!("out/press/rack-card-become.en.{part}.pdf"))).unwrap();
        assert_eq!(Document::load_mem(&bytes).unwrap().get_pages().len(), 1);
    }
    fs::remove_file(project.path("out/press/rack-card-become.en.back.pdf")).unwrap();
    let again = build("sample-digital").succeeded().out;
    assert!(
        again.contains("rack-card-become.en.front.pdf: made\n")
            && again.contains("handout-faq.en.1.pdf: up to date\n"),
        "{again}"
    );
    build("sample-offset").succeeded();
    assert_eq!(project.files("out/press"), wholes, "the single pages are gone");
}

#[test]
fn a_file_depends_on_what_the_print_shop_asks_for() {
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

#[test]
fn an_unusable_profile_is_reported_at_its_line() {
    let project = Project::small();
    let path = "data/press/gracol2006-coated-tr006.icc";
    let sound = fs::read(project.path(path)).unwrap();
    let assert_problem = |bytes: &[u8], words: &str| {
        project.write(path, bytes);
        let run = project.run(&["check", "note", "--edition", "press", "--format", "short"]);
        assert_eq!(run.code, 1, "{words}");
        assert!(
            run.err.contains("data/vendors.json:17:18: error[bad-profile]")
                && run.err.contains(words),
            "{words}: {}",
            run.err
        );
        assert_eq!(run.err.lines().count(), 1, "reported once, not for each file: {}", run.err);
    };
    let with = |at: usize, text: &[u8]| {
        let mut bytes = sound.clone();
        bytes[at..at + text.len()].copy_from_slice(text);
        bytes
    };
    assert_problem(&sound[..sound.len() / 2], "is incomplete");
    assert_problem(&[], "is empty");
    assert_problem(b"\x89PNG\r\n\x1a\n and the rest of a picture, renamed by hand", "is a picture");
    assert_problem(&with(16, b"RGB "), "is for RGB, not for a CMYK press");
    assert_problem(&with(16, b"GRAY"), "is for gray");
    assert_problem(&with(16, b"Lab "), "is for Lab");
    assert_problem(&with(12, b"link"), "but not for a press");
    assert_problem(&with(128, &[0xff; 4]), "is damaged");
    assert_problem(&with(36, b"none"), "is not an ICC profile");
    let tag = sound.windows(4).position(|window| window == b"B2A0").unwrap();
    assert_problem(&with(tag, b"B2Q0"), "lacks the tables");
    project.write(path, &sound);
    project.run(&["check", "note", "--edition", "press"]).succeeded();
}

#[test]
fn an_invalid_print_shop_stops_only_its_press_files() {
    let project = Project::small();
    project.edit("data/vendors.json", "\"bleed\": \"0.125in\"", "\"bleed\": \"0.5in\"");
    let run = project.run(&["build", "--edition", "screen,press", "--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.out.contains("screen/note.en.pdf: made\n")
            && run.out.contains("press/note.en.pdf: failed\n"),
        "{}",
        run.out
    );
    assert!(project.files("out/press").is_empty(), "no partial files");
}
