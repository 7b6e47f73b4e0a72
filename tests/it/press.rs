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
        .run_on(
            "2026-11-22",
            &["build", "rack-card-become", "--lang", "es", "--edition", "press", "--draft"],
        )
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

/// The runs of text of a page: the inks, the largest size in points, and whether they overprint.
fn text_runs(content: &[u8]) -> Vec<([f64; 4], f64, bool)> {
    let content = lopdf::content::Content::decode(content).unwrap();
    let mut runs: Vec<([f64; 4], f64, bool)> = Vec::new();
    let (mut inks, mut overprints) = ([0.0, 0.0, 0.0, 1.0], false);
    let mut outer = Vec::new();
    let number = |value: &lopdf::Object| f64::from(value.as_float().unwrap());
    for step in content.operations {
        match step.operator.as_str() {
            "q" => outer.push((inks, overprints)),
            "Q" => (inks, overprints) = outer.pop().unwrap(),
            "k" => inks = [0, 1, 2, 3].map(|ink| number(&step.operands[ink])),
            "gs" if step.operands[0].as_name().unwrap() == b"PeerpressOverprint" => {
                overprints = true
            }
            "gs" if step.operands[0].as_name().unwrap() == b"PeerpressKnockout" => {
                overprints = false
            }
            "BT" => runs.push((inks, 0.0, overprints)),
            "Tf" => {
                let run = runs.last_mut().unwrap();
                run.1 = run.1.max(number(&step.operands[1]));
            }
            "f" | "B" | "sh" | "Do" => assert!(!overprints, "only text overprints"),
            _ => {}
        }
    }
    runs
}

/// A plate that is not in register leaves no white edge around small words, in any language.
#[test]
fn small_words_are_in_black_alone_and_overprint() {
    let project = Project::starter();
    let pieces = ["rack-card-become", "flyer-benefits", "handout-faq", "certificate-completion"];
    let args = [&["build", "--edition", "press", "--draft", "-q"], &pieces[..]].concat();
    project.run_on("2026-11-22", &args).succeeded();
    let mut files = 0;
    for name in project.files("out/press").iter().filter(|name| name.ends_with(".pdf")) {
        let pdf = Document::load(project.path("out/press").join(name)).unwrap();
        for id in pdf.get_pages().into_values() {
            let runs = text_runs(&pdf.get_page_content(id));
            for (inks, size, overprints) in &runs {
                let is_black = *inks == [0.0, 0.0, 0.0, 1.0];
                // Light words on a dark ground cannot be black.
                let is_light = inks[3] == 0.0 && inks[0] < 0.1;
                assert!(*size >= 14.0 || is_black || is_light, "{name}: {inks:?} at {size} pt");
                assert_eq!(*overprints, is_black && *size <= 24.0, "{name}: {inks:?} {size} pt");
            }
            assert!(runs.iter().any(|run| run.2), "{name} has small black words");
            let page = pdf.get_dictionary(id).unwrap();
            let resources = page.get(b"Resources").and_then(lopdf::Object::as_dict).unwrap();
            let states = resources.get(b"ExtGState").and_then(lopdf::Object::as_dict).unwrap();
            let state = states.get(b"PeerpressOverprint").and_then(lopdf::Object::as_dict);
            let mode = |key: &[u8]| state.as_ref().unwrap().get(key).unwrap().clone();
            assert_eq!((mode(b"op"), mode(b"OPM")), (true.into(), 1.into()));
        }
        files += 1;
    }
    assert_eq!(files, 8, "four pieces in two languages");
}

/// A spot ink has a plate of its own, and the marks must be on it too.
#[test]
fn crop_marks_are_on_every_plate() {
    let bytes = card();
    let pdf = Document::load_mem(&bytes).unwrap();
    for id in pdf.get_pages().into_values() {
        let content = String::from_utf8_lossy(&pdf.get_page_content(id)).into_owned();
        let marks = content.rsplit_once("/PeerpressRegistration CS 0.66 SCN").unwrap().1;
        let (all, black) = marks.split_once("/PeerpressOverprint gs 0 0 0 1 K").unwrap();
        assert_eq!((all.matches(" l S").count(), black.matches(" l S").count()), (8, 8));
        let page = pdf.get_dictionary(id).unwrap();
        let resources = page.get(b"Resources").and_then(lopdf::Object::as_dict).unwrap();
        let spaces = resources.get(b"ColorSpace").and_then(lopdf::Object::as_dict).unwrap();
        let space = spaces.get_deref(b"PeerpressRegistration", &pdf).unwrap().as_array().unwrap();
        let name = |index: usize| space[index].as_name().unwrap();
        assert_eq!((name(0), name(1)), (&b"Separation"[..], &b"All"[..]));
    }
    let rest: Vec<_> = Preflight::new(&vendor()).check(&bytes);
    assert!(rest.is_empty(), "{rest:?}");
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
                "--draft",
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

/// A shop's least sizes, in all templates, and its own unit in messages.
#[test]
fn what_a_print_shop_takes_at_least_is_met() {
    let project = Project::starter();
    let edit = |from: &str, to: &str| project.edit("data/vendors.json", from, to);
    edit("\"min_text\": \"6pt\"", "\"min_text\": \"9pt\"");
    edit("\"min_reversed_text\": \"8pt\"", "\"min_reversed_text\": \"10pt\"");
    edit("\"min_line\": \"0.25pt\"", "\"min_line\": \"0.75pt\"");
    let pieces = ["certificate-*", "rack-card-*", "flyer-*", "handout-*"];
    let args = [&["check", "--lang", "en", "--edition", "press"], &pieces[..]].concat();
    let run = project.run_on("2026-11-22", &args);
    let faults: Vec<&str> = run.err.lines().filter(|line| line.contains("press-")).collect();
    assert!(run.code == 0 && faults.is_empty(), "{faults:#?}");
    edit("\"bleed\": \"0.125in\"", "\"bleed\": \"3mm\"");
    edit("\"safe\": \"0.125in\"", "\"safe\": \"20mm\"");
    let run = project
        .run_on("2026-11-22", &["check", "handout-faq", "--lang", "en", "--edition", "press"]);
    assert!(
        run.err.contains(" mm from the left, ") && !run.err.contains(" in from the left"),
        "{}",
        run.err
    );
}
