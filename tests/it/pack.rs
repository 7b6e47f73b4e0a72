//! `peerpress pack`: a zip that holds what a print shop asks for, or a refusal.

use std::io::{Cursor, Read};

use sha2::{Digest, Sha256};

use crate::project::Project;

const CARD: [&str; 6] =
    ["pack", "rack-card-overview", "--quantity", "5000", "--vendor", "sample-offset"];

/// The starter with contacts and reviews of its own.
fn ready() -> Project {
    let project = Project::starter();
    project.edit("data/program.json", "701-555-0100", "701-200-0000");
    project.edit("data/program.json", "peersupport@example.org", "office@hhs.nd.gov");
    let review = ["translate", "review", "es", "--piece", "*", "--by", "Ana Sample"];
    project.run_on("2026-11-22", &review).succeeded();
    project
}

/// The small project with a job ticket of one line.
fn small() -> Project {
    let project = Project::small();
    project.write(
        "templates/job-ticket/template.json",
        r#"{ "version": 1, "about": "A ticket.", "trim": { "width": "8.5in", "height": "11in" },
             "safe": "0.4in", "pages": { "min": 1, "max": 1 }, "editions": ["office"] }"#,
    );
    project.write(
        "templates/job-ticket/main.typ",
        "#let job = json(\"/job.json\")\n#set document(title: job.piece.title)\n\
         #set text(lang: job.lang, font: \"Source Sans 3\")\n\
         #set page(width: 8.5in, height: 11in)\n= Ticket\n#job.ticket.quantity",
    );
    project
}

/// The job ticket in a zip of the output folder.
fn ticket(project: &Project, name: &str) -> serde_json::Value {
    let zip = std::fs::read(project.path(&format!("out/packs/{name}.zip"))).unwrap();
    serde_json::from_slice(&read(&zip, "job-ticket.json")).unwrap()
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
    assert_eq!(proof.width(), 638, "the bleed box at 150 dots an inch");
    assert!(proof.height() > 1388 + 60, "and a strip below it: {}", proof.height());
    let has_color = |wanted: [u8; 3]| {
        (1388..proof.height()).any(|y| (0..638).any(|x| proof.get_pixel(x, y).0 == wanted))
    };
    let lines = [[0xE6, 0, 0x7E], [0, 0x7F, 0xC8], [0x2F, 0x9E, 0x2F]];
    assert!(lines.into_iter().all(has_color), "samples of the three lines");
    let is_pink = |y: u32| proof.get_pixel(300, y).0[0] > 200 && proof.get_pixel(300, y).0[1] < 90;
    assert!((16..=21).any(is_pink), "the line of the trim, an eighth of an inch from the edge");
    let words: String = peerpress::pdf::text(&read(&zip, "job-ticket.pdf"))
        .unwrap()
        .iter()
        .map(|page| page.text())
        .collect();
    for expected in [
        "Job ticket",
        "5,000",
        "4 × 9 in",
        "CGATS TR 006",
        "Heavy coated cover paper",
        "A person must check",
        "copies of each file",
        "10,000",
        "November 22, 2026",
        "Cyan, magenta, yellow, black",
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
    // Each sample is named once.
    for sample in ["`701-555-0100` is", "`peersupport@example.org` is", "the review of 1 piece"] {
        assert_eq!(run.err.matches(sample).count(), 1, "{sample} {}", run.err);
    }
    project.run_on("2026-11-22", &[&CARD[..], &["--draft"]].concat()).succeeded();
    let released = ["released", "rack-card-overview", "--quantity", "9", "--where", "Minot"];
    assert_ne!(project.run_on("2026-11-22", &released).code, 0, "a draft is not printed");
    let ticket = ticket(&project, "rack-card-overview-sample-offset-DRAFT");
    assert_eq!(ticket["draft"], true);
    assert_eq!(
        ticket["placeholders"],
        serde_json::json!([
            "data/program.json:13:14: `701-555-0100` is a sample value",
            "data/program.json:14:14: `peersupport@example.org` is a sample value",
            "the review of 1 piece in `es` is a sample: nobody has reviewed the translations"
        ])
    );
}

#[test]
fn a_file_that_a_shop_would_send_back_is_packed_as_a_draft_only() {
    let project = ready();
    project.edit("data/vendors.json", "\"safe\": \"0.125in\"", "\"safe\": \"0.6in\"");
    let run = project.run_on("2026-11-22", &CARD);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("error[press-safe-area]") && run.err.contains("error[not-packed]"),
        "{}",
        run.err
    );
    project.run_on("2026-11-22", &[&CARD[..], &["--draft", "--lang", "en"]].concat()).succeeded();
    let ticket = ticket(&project, "rack-card-overview-en-sample-offset-DRAFT");
    assert_eq!((&ticket["draft"], &ticket["preflight"]["passed"]), (&true.into(), &false.into()));
}

/// Versions with different numbers of pages.
#[test]
fn a_ticket_says_how_many_pages_the_versions_have() {
    let project = small();
    project.edit("templates/note/template.json", "\"max\": 1", "\"max\": 3");
    let more = "#if job.lang == \"es\" { for _ in range(2) { pagebreak(); job.text.body } }";
    let last = "#job.program.contact.phone.show";
    project.edit("templates/note/main.typ", last, &format!("{last}\n{more}"));
    let shown = "#job.ticket.quantity";
    project.edit("templates/job-ticket/main.typ", shown, "#job.ticket.pages pages");
    project.run(&["pack", "note", "--quantity", "500"]).succeeded();
    assert_eq!(ticket(&project, "note-shop")["pages"], 3);
    let zip = std::fs::read(project.path("out/packs/note-shop.zip")).unwrap();
    let page = &peerpress::pdf::text(&read(&zip, "job-ticket.pdf")).unwrap()[0];
    assert!(page.text().contains("1–3 pages"), "{}", page.text());
}

#[test]
fn a_piece_without_a_press_edition_is_refused() {
    let run = ready().run_on("2026-11-22", &["pack", "sheet-sign-in", "--quantity", "10"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("has no files for a print shop"), "{}", run.err);
}

#[test]
fn a_ticket_tells_the_truth_about_copies_pages_and_inks() {
    let project = small();
    let pack = |args: &[&str]| project.run(&[&["pack", "note"], args].concat());
    let facts = |name: &str, fields: &[&str]| {
        let ticket = ticket(&project, name);
        fields.iter().map(|field| ticket[field].clone()).collect::<Vec<_>>()
    };
    pack(&["--quantity", "500", "--quantity", "es=200", "--over", "5%"]).succeeded();
    let fields = ["quantity", "quantities", "total", "over", "pages", "sides", "inks"];
    assert_eq!(
        serde_json::json!(facts("note-shop", &fields)),
        serde_json::json!([
            700,
            [{ "lang": "en", "quantity": 500 }, { "lang": "es", "quantity": 200 }],
            700,
            "5%",
            1,
            1,
            ["black"]
        ])
    );
    let files = &ticket(&project, "note-shop")["files"];
    assert_eq!((&files[0]["quantity"], &files[1]["over"]), (&500.into(), &10.into()), "{files:#}");

    // Ten pages, a file for each, and a spot ink.
    project.edit("data/vendors.json", "\"one-file\"", "\"file-per-page\"");
    project.edit("templates/note/template.json", "\"max\": 1", "\"max\": 10");
    project.edit(
        "templates/note/main.typ",
        "#job.program.contact.phone.show",
        "#for _ in range(9) { pagebreak(); job.text.body }",
    );
    let tokens = crate::project::repository().join("templates/shared/tokens.typ");
    project.write("templates/shared/tokens.typ", std::fs::read(tokens).unwrap());
    let lake =
        r##"{ "id": "lake", "name": "PANTONE 7473 C", "cmyk": [75, 5, 46, 6], "rgb": "#1F7A70" }"##;
    let ink = format!("\"spots\": [{lake}],\n  \"languages\"");
    project.edit("data/program.json", "\"languages\"", &ink);
    project.edit("templates/note/template.json", "[\"program\"]", "[\"program\", \"spots\"]");
    project.edit(
        "templates/note/main.typ",
        "#heading(level: 1, job.text.headline)",
        "#import \"../shared/tokens.typ\": palette\n\
         #let color = palette(job)\n\
         #heading(level: 1, text(fill: color.spot.lake, job.text.headline))",
    );
    let run = pack(&["--quantity", "en=30", "--format", "json"]).succeeded();
    let record: serde_json::Value = serde_json::from_str(run.out.lines().last().unwrap()).unwrap();
    assert_eq!(
        record["quantities"],
        serde_json::json!([{ "lang": "en", "quantity": 30 }]),
        "{record:#}"
    );
    assert_eq!(
        serde_json::json!(facts("note-en-shop", &fields)),
        serde_json::json!([
            30, [{ "lang": "en", "quantity": 30 }], 30, null, 10, 2, ["black", "PANTONE 7473 C"]
        ])
    );
    let ticket = ticket(&project, "note-en-shop");
    let files = ticket["files"].as_array().unwrap();
    assert!(files.len() == 10 && files.iter().all(|file| file["pages"] == 1), "{files:#?}");
    // What was packed for both languages is still there.
    assert!(project.path("out/packs/note-shop.zip").exists());
}

#[test]
fn what_was_packed_can_be_recorded_as_released() {
    let project = ready();
    project.run_on("2026-11-22", &CARD).succeeded();
    let released = |piece: &str| {
        project.run_on("2026-11-22", &["released", piece, "--quantity", "9", "--where", "Minot"])
    };
    let run = released("rack-card-overview").succeeded();
    assert!(run.out.contains("9 copies of rack-card-overview (press, en)"), "{}", run.out);
    let refused = released("rack-card-become");
    assert!(refused.code == 2 && refused.err.contains("missing or out of date"), "{}", refused.err);
    // What changed since is not what the shop got.
    project.edit("data/program.json", "701-200-0000", "701-200-0001");
    assert_eq!(released("rack-card-overview").code, 2);
    // The name of a session, as the names of files have it.
    let session = released("flyer-session.2027-02-bismarck");
    assert!(session.err.contains("is missing or out of date"), "{}", session.err);
}

#[test]
fn each_piece_has_its_own_zip_and_none_replaces_another() {
    let project = small();
    let zips = || {
        let mut zips = project.files("out/packs");
        zips.sort();
        zips
    };
    let pieces = project.read("data/pieces.json");
    let note = &pieces[pieces.find("{\n      \"id\": \"note\"").unwrap()..];
    let note = &note[..note.find("\n    },").unwrap() + 6];
    let other = note.replace("\"note\",\n      \"template\"", "\"note-shop\",\n      \"template\"");
    project.write("data/pieces.json", pieces.replace(note, &format!("{note},\n    {other}")));
    // The other shop has the name that the end of the piece and the first shop have together.
    let vendors = project.read("data/vendors.json");
    let shop = vendors[vendors.find("{\n      \"id\"").unwrap()..vendors.rfind("\n  ]").unwrap()]
        .to_owned();
    let second = shop.replace("\"shop\"", "\"shop-shop\"").replace("Small Shop", "Second Shop");
    project.write("data/vendors.json", vendors.replace(&shop, &format!("{shop},\n    {second}")));
    project.run(&["pack", "note*", "--quantity", "5"]).succeeded();
    assert_eq!(zips(), ["note-shop-shop.zip", "note-shop.zip"]);
    let first = std::fs::read(project.path("out/packs/note-shop-shop.zip")).unwrap();
    project.run(&["pack", "note", "--quantity", "5", "--vendor", "shop-shop"]).succeeded();
    assert_eq!(zips(), ["note-shop-shop-2.zip", "note-shop-shop.zip", "note-shop.zip"]);
    assert_eq!(std::fs::read(project.path("out/packs/note-shop-shop.zip")).unwrap(), first);
    // Other copies are another order.
    let other = ["pack", "note", "--quantity", "6", "--vendor", "shop-shop"];
    let run = project.run(&other).succeeded();
    assert!(
        run.err.contains("note-shop-shop-2.zip` is a different order and was not replaced"),
        "{run:?}"
    );
    let over = [&other[..], &["--over", "50"]].concat();
    project.run(&over).succeeded();
    for (name, quantity) in [("2", 5), ("3", 6), ("4", 6)] {
        let ticket = ticket(&project, &format!("note-shop-shop-{name}"));
        assert_eq!(ticket["quantity"], quantity);
    }
    // The same order replaces its own zip, and says so if that changes.
    let run = project.run(&other).succeeded();
    assert!(!run.err.contains("replaces"), "{run:?}");
    project.edit("data/pieces.json", "been there.\"", "been there before.\"");
    let run = project.run(&other).succeeded();
    assert!(run.err.contains("this package replaces the earlier one"), "{run:?}");
    assert_eq!(zips().len(), 5);
    // A piece with a sample value is refused with the place of the value; the others are packed.
    project.edit("data/pieces.json", "been there before.\"", "been there, or see peers.test.\"");
    let run = project.run(&["pack", "note", "note-shop", "--quantity", "7", "--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let said = "error[not-packed]: `note` was not packed: `peers.test` is a sample value";
    let line = run.err.lines().find(|line| line.contains(said));
    assert!(line.is_some_and(|line| line.starts_with("data/pieces.json:10:")), "{}", run.err);
    assert_eq!(ticket(&project, "note-shop-shop-5")["quantity"], 7);
    assert_eq!(ticket(&project, "note-shop")["quantity"], 5);
    for (args, said) in [
        (&["--quantity", "5,en=6,fr=7"][..], "`--quantity` has a number for `fr`"),
        (&["--quantity", "en=6", "--lang", "es"], "`en`, which is not selected"),
        (&["--quantity", "5,6"], "two numbers for all languages"),
        (&["--quantity", "5", "--over", "200%"], "percent up to 100"),
    ] {
        let run = project.run(&[&["pack", "note"], args].concat());
        assert!(run.code == 2 && run.err.contains(said), "{said}: {} {}", run.code, run.err);
    }
}

/// An error of one piece does not keep another from the print shop.
#[test]
fn a_piece_with_an_error_does_not_block_another() {
    let project = small();
    let review = ["translate", "review", "es", "--piece", "note", "--by", "Ana Sample"];
    project.run(&review).succeeded();
    let pack = ["pack", "note", "--quantity", "10"];
    let before = project.run(&pack);
    assert_eq!(before.code, 0, "{}", before.err);
    let mut pieces: serde_json::Value = project.json("data/pieces.json");
    let mut list = pieces["pieces"].as_array_mut().unwrap().iter_mut();
    list.find(|piece| piece["id"] == "dates").unwrap()["training"] = "nowhere".into();
    project.write("data/pieces.json", pieces.to_string());
    let run = project.run(&pack);
    assert!(run.err.contains("nowhere"), "{}", run.err);
    assert!(!run.err.contains("was not packed") && run.out.contains("packs/note"), "{}", run.err);
}

/// Nobody has to print flyers of sessions that are not open without knowing it.
#[test]
fn a_pack_names_the_sessions_that_are_not_open() {
    let project = ready();
    let mut trainings = project.json("data/trainings.json");
    let mut sessions = trainings["sessions"].as_array_mut().unwrap().iter_mut();
    let session = sessions.find(|session| session["id"] == "2027-01-online").unwrap();
    session["status"] = "full".into();
    project.write("data/trainings.json", trainings.to_string());
    let pack = ["pack", "flyer-session", "--quantity", "en=2", "--draft"];
    let run = project.run_on("2026-11-22", &pack).succeeded();
    let said = "the package has files for sessions that are full, postponed, or cancelled: \
                `2027-01-online` (full)";
    assert!(run.err.contains(said), "{}", run.err);
}
