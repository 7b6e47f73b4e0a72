//! `peerpress pack`: a zip that holds what a print shop asks for, or a refusal.

use std::io::{Cursor, Read};

use sha2::{Digest, Sha256};

use crate::project::Project;

const CARD: [&str; 6] =
    ["pack", "rack-card-overview", "--quantity", "5000", "--vendor", "sample-offset"];

/// The starter with contacts of its own.
fn ready() -> Project {
    let project = Project::starter();
    project.edit("data/program.json", "701-555-0100", "701-200-0000");
    project.edit("data/program.json", "peersupport@example.org", "peers@sample.test");
    project
}

fn read(zip: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_pack_holds_what_a_shop_asks_for() {
    let project = ready();
    let run = project.run_on("2026-11-22", &CARD).succeeded();
    assert!(run.out.contains("packs/rack-card-overview-sample-offset.zip"), "{}", run.out);
    let zip =
        std::fs::read(project.path("out/packs/rack-card-overview-sample-offset.zip")).unwrap();
    let names: Vec<String> = zip::ZipArchive::new(Cursor::new(&zip))
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let expected = [
        "job-ticket.pdf",
        "job-ticket.json",
        "press/rack-card-overview-en-4x9in.pdf",
        "press/rack-card-overview-es-4x9in.pdf",
        "proofs/rack-card-overview-en-front.png",
        "proofs/rack-card-overview-en-back.png",
        "proofs/rack-card-overview-es-front.png",
        "proofs/rack-card-overview-es-back.png",
    ];
    assert_eq!(names, expected);
    let ticket: serde_json::Value = serde_json::from_slice(&read(&zip, "job-ticket.json")).unwrap();
    assert_eq!(
        (&ticket["draft"], &ticket["quantity"], &ticket["preflight"]["passed"]),
        (&false.into(), &5000.into(), &true.into())
    );
    for file in ticket["files"].as_array().unwrap() {
        let bytes = read(&zip, file["name"].as_str().unwrap());
        let hash: String =
            Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], hash);
    }
    let proof = image::load_from_memory(&read(&zip, "proofs/rack-card-overview-en-front.png"))
        .unwrap()
        .to_rgb8();
    assert_eq!(proof.dimensions(), (638, 1388), "the bleed box at 150 dots an inch");
    let is_pink = |y: u32| proof.get_pixel(300, y).0[0] > 200 && proof.get_pixel(300, y).0[1] < 90;
    assert!((16..=21).any(is_pink), "the line of the trim, an eighth of an inch from the edge");
    let words: String = peerpress::pdf::text(&read(&zip, "job-ticket.pdf"))
        .unwrap()
        .iter()
        .map(|page| page.text())
        .collect();
    for expected in [
        "Job ticket",
        "5000",
        "4 × 9 in",
        "CGATS TR 006",
        "Heavy coated cover paper",
        "A person must check",
    ] {
        assert!(words.contains(expected), "{expected} is not in {words}");
    }
    project.run_on("2026-11-22", &CARD).succeeded();
    assert_eq!(
        std::fs::read(project.path("out/packs/rack-card-overview-sample-offset.zip")).unwrap(),
        zip,
        "equal inputs, equal bytes"
    );
}

#[test]
fn nothing_with_a_placeholder_goes_to_a_shop() {
    let project = Project::starter();
    let run = project.run_on("2026-11-22", &CARD);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("error[not-packed]") && run.err.contains("--draft"), "{}", run.err);
    assert!(!project.path("out/packs").exists());
    project.run_on("2026-11-22", &[&CARD[..], &["--draft"]].concat()).succeeded();
    let zip =
        std::fs::read(project.path("out/packs/rack-card-overview-sample-offset.zip")).unwrap();
    let ticket: serde_json::Value = serde_json::from_slice(&read(&zip, "job-ticket.json")).unwrap();
    assert_eq!(ticket["draft"], true);
    assert_eq!(ticket["placeholders"].as_array().unwrap().len(), 2);
}

#[test]
fn a_file_that_a_shop_would_send_back_is_packed_as_a_draft_only() {
    let project = ready();
    project.edit("data/vendors.json", "\"ink_limit\": 300", "\"ink_limit\": 200");
    let run = project.run_on("2026-11-22", &CARD);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("error[press-ink]") && run.err.contains("error[not-packed]"),
        "{}",
        run.err
    );
    project.run_on("2026-11-22", &[&CARD[..], &["--draft", "--lang", "en"]].concat()).succeeded();
    let zip =
        std::fs::read(project.path("out/packs/rack-card-overview-sample-offset.zip")).unwrap();
    let ticket: serde_json::Value = serde_json::from_slice(&read(&zip, "job-ticket.json")).unwrap();
    assert_eq!((&ticket["draft"], &ticket["preflight"]["passed"]), (&true.into(), &false.into()));
}

#[test]
fn a_piece_without_a_press_edition_is_refused() {
    let run = ready().run_on("2026-11-22", &["pack", "sheet-sign-in", "--quantity", "10"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("has no files for a print shop"), "{}", run.err);
}
