//! Follows a changed fact from the data to the pages, to `changes`, and to the copies in racks.

use std::fs;

use crate::project::{Project, Run};

const OLD: &str = "701-328-2310";
const NEW: &str = "701-328-2399";

fn build_on(project: &Project, day: &str) {
    project.run_on(day, &["build", "--draft", "--edition", "screen,press", "-q"]).succeeded();
}

fn release(project: &Project, day: &str, place: &str, more: &[&str]) -> Run {
    project
        .run_on(day, &[&["released", "note", "--quantity", "500", "--where", place], more].concat())
}

#[test]
fn a_phone_number_is_followed_from_the_data_to_the_racks() {
    let project = Project::small();
    build_on(&project, "2027-01-01");
    let run = release(&project, "2027-01-02", " library  in Minot", &[]).succeeded();
    assert_eq!(
        run.out,
        "recorded: 500 copies of note (press, en) handed out at library in Minot on 2027-01-02\n"
    );
    release(&project, "2027-01-02", "clinic in Fargo", &["--edition", "screen", "--lang", "es"])
        .succeeded();
    let run = project.run(&["stale"]).succeeded();
    assert!(run.out.is_empty() && run.err.contains("are up to date"), "{}", run.err);

    project.edit("data/program.json", OLD, NEW);
    let run = project.run_on("2027-02-01", &["stale"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("out of date; the new version is not built yet"), "{}", run.out);
    let run = project.run_on("2027-02-01", &["changes", "--format", "short"]).succeeded();
    assert!(
        run.out.contains(&format!("screen/note.en.pdf: program.contact.phone: {OLD} → {NEW}\n")),
        "before the build: {}",
        run.out
    );

    build_on(&project, "2027-02-03");
    let words =
        peerpress::pdf::text(&fs::read(project.path("out/screen/note.es.pdf")).unwrap()).unwrap();
    assert!(words[0].text().contains(NEW) && !words[0].text().contains(OLD));
    let run = project
        .run_on("2027-02-04", &["changes", "--edition", "screen,press", "--format", "short"])
        .succeeded();
    for file in
        ["press/note.en.pdf", "press/note.es.pdf", "screen/note.en.pdf", "screen/note.es.pdf"]
    {
        assert!(
            run.out.contains(&format!("{file}: program.contact.phone: {OLD} → {NEW}\n")),
            "{file}: {}",
            run.out
        );
        assert!(
            run.out.contains(&format!("{file}: page 1: {OLD} → {NEW}\n")),
            "{file}: {}",
            run.out
        );
    }
    assert_eq!(run.out.lines().count(), 8, "{}", run.out);
    let html = project.read("out/changes.html");
    assert_eq!(html.matches("<section").count(), 1, "the number is shown once");
    assert_eq!((html.matches(OLD).count(), html.matches(NEW).count()), (1, 1));
    assert_eq!(html.matches("data:image/jpeg;base64,").count(), 4, "a picture of each page");
    assert_eq!(html.matches("<rect ").count(), 4, "marks on what differs");
    assert!(!html.contains("http"), "the page needs no network");

    let run = project.run_on("2027-03-01", &["stale"]);
    assert_eq!(run.code, 1);
    let expected = format!(
        "note (press, en): 500 at library in Minot since 2027-01-02, \
         out of date since 2027-02-03\n  page 1\n    was: {OLD}\n    now: {NEW}\n  \
         a link or QR code opens tel:+17013282310, which the piece no longer contains\n\
         note (screen, es): 500 at clinic in Fargo"
    );
    assert!(run.out.starts_with(&expected), "{}", run.out);
    assert!(run.err.contains("2 of 2 deliveries are out of date"), "{}", run.err);

    // New cards in the same rack take the old ones' place; the others stay out of date.
    release(&project, "2027-03-02", "Library in Minot", &[]).succeeded();
    let run = project.run_on("2027-03-02", &["stale", "--format", "json"]);
    assert_eq!((run.code, run.out.lines().count()), (1, 1), "{}", run.out);
    let record: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&record["where"], &record["stale_since"], &record["sentences"][0]["after"]),
        (&"clinic in Fargo".into(), &"2027-02-03".into(), &NEW.into())
    );
    // The record alone is enough: a fresh clone has no history and no output.
    fs::remove_dir_all(project.path(".peerpress")).unwrap();
    fs::remove_dir_all(project.path("out")).unwrap();
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.out.contains(&format!("was: {OLD}")), "{}", run.out);
}

/// The pieces of the starter that print one number, in a page that can be sent by email.
#[test]
fn the_page_shows_a_fact_once_in_the_look_of_the_brand() {
    let project = Project::starter();
    project.run_on("2026-11-22", &["build", "-q"]).succeeded();
    project.edit("data/program.json", "701-555-0100", "701-555-0188");
    let run = project.run_on("2026-11-29", &["changes", "--format", "short"]).succeeded();
    let files: std::collections::BTreeSet<&str> =
        run.out.lines().filter_map(|line| line.split(": ").next()).collect();
    assert!(files.len() >= 28, "{files:?}");
    let html = project.read("out/changes.html");
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
    assert!(html.contains(&format!("<h2>1 fact changed in {} files</h2>", files.len())));
    assert_eq!(html.matches("701-555-0100").count(), 1);
    assert!(html.contains("--band: #123b4a;"), "the headline's color");
    let faces = html.matches("@font-face").count();
    assert_eq!(faces, 3, "headings and text");
    // Every picture says what it shows, and refers to one that is in the file.
    let pictures: Vec<&str> = html.split("<use href=\"#").skip(1).collect();
    assert!(pictures.len() >= 28);
    assert_eq!(html.matches("role=\"img\" aria-label=\"").count(), pictures.len());
    for picture in pictures {
        let id = picture.split('"').next().unwrap();
        assert!(html.contains(&format!("<image id=\"{id}\"")), "{id}");
    }
    assert_fonts_have_letters(&html);
}

/// A font in the page has the letters of the page, with their glyphs and widths.
fn assert_fonts_have_letters(html: &str) {
    for font in html.split("data:font/ttf;base64,").skip(1) {
        let data = font.split(')').next().unwrap();
        let bytes = data_encoding::BASE64.decode(data.as_bytes()).unwrap();
        let face = ttf_parser::Face::parse(&bytes, 0).unwrap();
        for letter in "Changed 28 files – ó".chars() {
            let glyph = face.glyph_index(letter).unwrap_or_else(|| panic!("no {letter}"));
            assert!(face.glyph_hor_advance(glyph).is_some_and(|advance| advance > 0));
        }
    }
}

#[test]
fn a_session_that_has_passed_is_one_line() {
    let project = Project::starter();
    project.run_on("2026-11-22", &["build", "flyer-trainings", "-q"]).succeeded();
    let changes = ["changes", "flyer-trainings", "--lang", "en", "--as-of", "2027-01-30"];
    let run = project.run_on("2027-01-30", &[&changes[..], &["--format", "short"]].concat());
    let out = run.succeeded().out;
    let about: Vec<&str> = out.lines().filter(|line| line.contains("sessions.2027-01")).collect();
    assert_eq!(
        about,
        ["screen/flyer-trainings.en.pdf: sessions.2027-01-online: \
          Boundaries and Ethics: A Refresher, January 21, 2027 → (none)"]
    );
    let html = project.read("out/changes.html");
    assert_eq!(html.matches("Boundaries and Ethics: A Refresher, January 21, 2027").count(), 1);
}

#[test]
fn since_a_day_or_a_manifest() {
    let project = Project::small();
    let change = |from: &str, to: &str| project.edit("data/pieces.json", from, to);
    build_on(&project, "2027-01-01");
    fs::copy(project.path("out/manifest.json"), project.path("then.json")).unwrap();
    change("You are not alone", "You are never alone");
    build_on(&project, "2027-01-10");
    change("You are never alone", "Nobody is alone");
    build_on(&project, "2027-01-20");
    let since = |args: &[&str]| {
        project
            .run_on(
                "2027-01-25",
                &[&["changes", "note", "--lang", "en", "--format", "short"], args].concat(),
            )
            .succeeded()
            .out
    };
    let record = |before: &str| {
        format!(
            "screen/note.en.pdf: text.headline: {before} → Nobody is alone\n\
             screen/note.en.pdf: page 1: {before} → Nobody is alone\n"
        )
    };
    assert_eq!(since(&[]), record("You are never alone"));
    assert_eq!(since(&["--since", "2027-01-20"]), record("You are never alone"));
    assert_eq!(since(&["--since", "2027-01-11"]), record("You are never alone"));
    assert_eq!(since(&["--since", "2027-01-10"]), record("You are not alone"));
    assert_eq!(since(&["--since", "2020-01-01"]), record("You are not alone"));
    assert_eq!(since(&["--since", "then.json"]), record("You are not alone"));
    assert_eq!(since(&["--since", "2027-01-21"]), "");
    let run = project.run(&["changes", "--since", "nowhere"]);
    assert!(run.code == 2 && run.err.contains("is not a date or a manifest"), "{}", run.err);
    let run = project.run(&["changes", "--since", "data/pieces.json"]);
    assert!(run.code == 2 && run.err.contains("is not a manifest"), "{}", run.err);
}

#[test]
fn a_change_of_design_has_no_words_to_show() {
    let project = Project::small();
    build_on(&project, "2027-01-01");
    project.edit(
        "templates/dates/main.typ",
        "#job.session.dates",
        "#rect(width: 20pt, height: 5pt, fill: blue)\n#job.session.dates",
    );
    build_on(&project, "2027-01-02");
    let run = project.run_on("2027-01-02", &["changes"]).succeeded();
    let expected = "screen/dates.2027-02-minot.en.pdf (made on 2027-01-01)\n  \
                    the pages look different and read the same\n";
    assert!(run.out.contains(expected), "{}", run.out);
    let run = project.run_on("2027-01-02", &["changes", "--format", "json"]).succeeded();
    let first: serde_json::Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["file"], &first["sentences"]),
        (&"screen/dates.2027-02-minot.en.pdf".into(), &serde_json::json!([]))
    );
}

#[test]
fn what_cannot_be_recorded_is_refused() {
    let project = Project::small();
    let refused = |run: Run, words: &str| {
        assert!(
            run.code == 2 && run.err.contains(words),
            "{words:?} is not in {} ({})",
            run.err,
            run.code
        )
    };
    refused(release(&project, "2027-01-02", "Minot", &[]), "the file is missing or out of date");
    build_on(&project, "2027-01-01");
    project.edit("data/program.json", OLD, NEW);
    refused(release(&project, "2027-01-02", "Minot", &[]), "the file is missing or out of date");
    build_on(&project, "2027-01-01");
    refused(release(&project, "2027-01-02", "  ", &[]), "must name a place");
    refused(release(&project, "2027-01-02", &"x".repeat(200), &[]), "must name a place");
    refused(
        release(&project, "2027-01-02", "Minot", &["--edition", "office"]),
        "has no `office` edition for this language and session",
    );
    refused(
        project.run(&[
            "released",
            "dates",
            "--edition",
            "screen",
            "--quantity",
            "5",
            "--where",
            "Minot",
            "--over",
            "2027-02-mino",
        ]),
        "did you mean `2027-02-minot`?",
    );
    refused(
        project.run(&[
            "released",
            "*",
            "--edition",
            "screen",
            "--quantity",
            "5",
            "--where",
            "Minot",
        ]),
        "matches more than one piece or session",
    );
    assert_eq!(project.run(&["released", "note", "--quantity", "0", "--where", "Minot"]).code, 2);
    assert!(!project.path("released.json").exists());
    project.write("released.json", "{ \"version\": 1, \"released\": [");
    refused(release(&project, "2027-01-02", "Minot", &[]), "is not valid");
    refused(project.run(&["stale"]), "is not valid");
    assert_eq!(
        project.read("released.json"),
        "{ \"version\": 1, \"released\": [",
        "a damaged record is not overwritten"
    );
}

#[test]
fn a_piece_that_is_gone_or_fails_is_not_called_up_to_date() {
    let project = Project::small();
    build_on(&project, "2027-01-01");
    release(&project, "2027-01-02", "Minot", &[]).succeeded();
    let pieces = project.read("data/pieces.json");
    project.edit(
        "data/pieces.json",
        "Talk with someone who has been there.",
        &"Talk with someone. ".repeat(40),
    );
    let run = project.run(&["stale"]);
    assert!(
        run.code == 1
            && run.err.contains("the piece cannot be built now, so its copies are not compared"),
        "{}",
        run.err
    );
    project.write("data/pieces.json", pieces.replace("\"id\": \"note\"", "\"id\": \"card\""));
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.out.contains("no longer in the data"), "{}", run.out);
}

/// A shop that wants a file for each page, and copies that come back.
#[test]
fn copies_of_several_files_are_recorded_and_taken_back() {
    let project = Project::starter();
    let mut vendors: serde_json::Value =
        serde_json::from_str(&project.read("data/vendors.json")).unwrap();
    vendors["vendors"][1]["pages"] = "file-per-page".into();
    let vendor = vendors["vendors"][1]["id"].as_str().unwrap().to_owned();
    project.write("data/vendors.json", vendors.to_string());
    let piece = "rack-card-overview";
    let press = ["--edition", "press", "--lang", "en", "--vendor", &vendor];
    let build = || {
        project.run_on("2027-01-02", &[&["build", piece][..], &press].concat()).succeeded();
    };
    let at = |more: &[&str]| {
        let place = ["released", piece, "--where", "Minot", "--vendor", &vendor];
        project.run_on("2027-01-03", &[&place, more].concat())
    };
    build();
    let run = at(&["--quantity", "500"]).succeeded();
    assert!(run.err.contains("500 copies") || run.out.contains("500 copies"), "{}", run.err);
    let record: serde_json::Value = serde_json::from_str(&project.read("released.json")).unwrap();
    assert_eq!(record["released"][0]["files"].as_object().unwrap().len(), 2);
    project.edit("data/program.json", "701-555-0100", "701-555-0111");
    assert_eq!(project.run(&["stale"]).code, 1);
    let too_many = at(&["--take-back", "--quantity", "501"]);
    assert_eq!(too_many.code, 2);
    assert!(too_many.err.contains("only 500 copies are recorded at Minot"), "{}", too_many.err);
    at(&["--take-back", "--quantity", "200"]).succeeded();
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.out.contains("300 at Minot"), "{}", run.out);
    at(&["--take-back"]).succeeded();
    assert_eq!(project.run(&["stale"]).code, 0);
    let none = at(&["--take-back"]);
    assert!(none.code == 2 && none.err.contains("no copies of"), "{}", none.err);
}

/// Copies of a shop that is not the first and wants a file for each page are compared with what
/// that shop prints, page by page: the names of the files have another order.
#[test]
fn copies_are_compared_with_the_print_of_their_shop() {
    let project = Project::starter();
    let mut vendors = project.json("data/vendors.json");
    vendors["vendors"][1]["pages"] = "file-per-page".into();
    vendors["vendors"][1]["id"] = "split".into();
    project.write("data/vendors.json", vendors.to_string());
    let piece = "rack-card-overview";
    let shop = ["--vendor", "split"];
    let build = [&["build", piece, "--edition", "press", "--lang", "en"][..], &shop].concat();
    project.run_on("2027-01-02", &build).succeeded();
    let release = ["released", piece, "--quantity", "5", "--where", "Minot"];
    project.run_on("2027-01-02", &[&release[..], &shop].concat()).succeeded();
    let record = project.json("released.json");
    let delivery = &record["released"][0];
    assert_eq!(delivery["vendor"], "split");
    let phone = |pages: &serde_json::Value| pages.to_string().contains("701-555-0100");
    assert!(phone(&delivery["pages"][1]) && !phone(&delivery["pages"][0]), "{delivery}");
    project.run(&["stale"]).succeeded();

    // A record of an earlier version has no shop, and its pages are in the order of the files.
    let mut earlier = record.clone();
    let delivery = earlier["released"][0].as_object_mut().unwrap();
    delivery.remove("vendor");
    delivery["pages"].as_array_mut().unwrap().reverse();
    for record in [record, earlier] {
        project.write("released.json", record.to_string());
        project.run(&["stale"]).succeeded();
        project.edit("data/program.json", "701-555-0100", "701-555-0177");
        let stale = project.run(&["stale"]);
        assert_eq!((stale.code, stale.out.matches("was:").count()), (1, 1), "{}", stale.out);
        project.edit("data/program.json", "701-555-0177", "701-555-0100");
    }
    // Once it is built, the day is known.
    project.edit("data/program.json", "701-555-0100", "701-555-0177");
    project.run_on("2027-01-05", &build).succeeded();
    let stale = project.run(&["stale"]);
    assert!(stale.out.contains("out of date since 2027-01-05"), "{}", stale.out);
}
