//! `certify`: from the sample rosters to numbered, signed certificates and their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use peerpress::certificates::issue::CertificateContext;
use peerpress::content::certification::CertificateKind;
use peerpress::content::edition::Edition;
use peerpress::finish::preview;
use peerpress::pdf;
use peerpress::plan::{CertificateLayout, Recipient};
use peerpress::project::Project as Folder;
use peerpress::typeset;

use crate::ledger_kill::Chance;
use crate::project::{Project, Run};
use crate::words::NAMES;

const SESSION: &str = "2026-10-grand-forks";
const FILES: &str = "out/certificates/2026-10-grand-forks";
const ROSTER: &str = "data/samples/roster-sample.csv";

/// The starter with a key.
fn program() -> Project {
    let project = Project::starter();
    project.run(&["keys", "new"]).succeeded();
    project
}

fn certify(project: &Project, args: &[&str]) -> Run {
    project.run_on("2026-11-01", &[&["certify", "--session", SESSION], args].concat())
}

/// The files of a folder with their bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn numbers(project: &Project) -> Vec<(String, String)> {
    let run =
        project.run_on("2026-11-01", &["certificates", "list", "--format", "json"]).succeeded();
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        (value["number"].as_str().unwrap().to_owned(), value["name"].as_str().unwrap().to_owned())
    };
    run.out.lines().map(line).collect()
}

#[test]
fn a_roster_is_certified_once_and_comes_out_the_same_again() {
    let project = program();
    let dry = certify(&project, &[ROSTER, "--dry-run"]).succeeded();
    assert!(
        dry.out.contains("would give 24 numbers") && dry.err.contains("name: column B \"Name\""),
        "{dry:?}"
    );
    assert!(!project.path("ledger.db").exists() && !project.path("out").exists());
    let first = certify(&project, &[ROSTER]).succeeded();
    assert!(first.out.contains("24 numbers given, 0 people had theirs"), "{first:?}");
    let before = contents(&project.path(FILES));
    assert_eq!(before.keys().filter(|name| name.ends_with(".pdf")).count(), 25);
    fs::remove_dir_all(project.path("out")).unwrap();
    let second = certify(&project, &[ROSTER]).succeeded();
    assert!(second.out.contains("0 numbers given, 24 people had theirs"), "{second:?}");
    assert!(contents(&project.path(FILES)) == before, "the same roster made other files");
    let people = numbers(&project);
    assert_eq!(people.len(), 24);
    for (_, name) in &people {
        assert!(!before.keys().any(|file| file.contains(name.as_str())));
    }
    // The address of the code, read from the file, is genuine; so is the whole file for the printer.
    let all = project.run_on("2026-11-02", &["verify", &format!("{FILES}/all.pdf")]).succeeded();
    assert!(all.out.contains("24 genuine"), "{all:?}");
}

#[test]
fn names_of_every_script_are_on_their_certificates_and_can_be_searched() {
    let project = program();
    certify(&project, &[ROSTER, "--only", "single"]).succeeded();
    for (number, name) in numbers(&project) {
        let bytes = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
        let file = pdf::read(&bytes).unwrap();
        assert!(file.title.unwrap().ends_with(&name), "{name} is not in the title");
        let text = file.pages[0].text().replace('\n', " ");
        assert!(text.contains(&name), "{name} is not in {text}");
    }
    let known = numbers(&project);
    assert!(NAMES.iter().filter(|name| known.iter().any(|(_, known)| known == *name)).count() >= 5);
}

#[test]
fn the_code_on_the_page_leads_to_a_proof() {
    let project = program();
    certify(&project, &[ROSTER, "--only", "single"]).succeeded();
    let (number, _) = numbers(&project).remove(7);
    let page = pdf::text(&fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap())
        .unwrap()
        .remove(0);
    let url = page.links.iter().find(|link| link.contains('#')).unwrap();
    // The page as it is drawn, for a reader of codes.
    let office = CertificateContext::open(&Folder::open(project.root()).unwrap(), 1)
        .unwrap_or_else(|(error, _)| panic!("{error}"));
    for edition in [Edition::Screen, Edition::Press] {
        let sheet =
            office.sheet("certificate-completion", edition, "en", Some(SESSION), None).unwrap();
        let date = jiff::civil::date(2026, 11, 1);
        let recipient = Recipient {
            kind: CertificateKind::Completion,
            name: "A".to_owned(),
            number: number.clone(),
            replaces: None,
            issued: date,
            hours: Some(40.0),
            hours_by_category: Vec::new(),
            valid_from: None,
            valid_until: None,
            verify: url.clone(),
            lang: "en".to_owned(),
            face: std::sync::Arc::new(sheet.face().clone()),
        };
        let document = typeset::layout(
            &office.engine,
            &sheet.job(&[recipient], CertificateLayout::whole(edition)),
        )
        .document
        .unwrap();
        let png = preview::pngs(&document, 3300).unwrap().remove(0);
        let picture = image::load_from_memory(&png).unwrap().to_luma8();
        assert_eq!(scanned(&picture).as_ref(), Some(url), "{}", edition.name());
    }
    let verify = |text: &str| project.run_on("2026-11-02", &["verify", text]).code;
    assert_eq!(verify(url), 0);
    let at = url.len() - 20;
    let other = if url[at..].starts_with('A') { "B" } else { "A" };
    assert_ne!(verify(&format!("{}{other}{}", &url[..at], &url[at + 1..])), 0);
}

/// One letter of the name, drawn by another glyph: everything else in the file stays as it is.
#[test]
fn a_name_that_was_edited_in_the_file_is_altered() {
    let project = program();
    project.write("roster.csv", "Name,Hours\nSam Winters,40\n");
    certify(&project, &["roster.csv", "--only", "single"]).succeeded();
    let (number, name) = numbers(&project).remove(0);
    let path = project.path(&format!("{FILES}/{number}.pdf"));
    let words = |bytes: &[u8]| pdf::text(bytes).unwrap()[0].text();
    let mut document = lopdf::Document::load(&path).unwrap();
    let page = document.page_iter().next().unwrap();
    let content = document.get_and_decode_page_content(page).unwrap();
    let edited = (0..content.operations.len()).find_map(|at| {
        let mut content = content.clone();
        content.operations[at].operands.iter_mut().find_map(first_glyphs)?;
        document.change_page_content(page, content.encode().unwrap()).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        (!words(&bytes).contains(&name)).then_some(bytes)
    });
    let edited = edited.expect("the name is drawn somewhere");
    assert!(
        words(&fs::read(&path).unwrap()).contains(&name) && words(&edited).contains(" Winters"),
        "{}",
        words(&edited)
    );
    project.write("edited.pdf", edited);
    assert_eq!(project.run_on("2026-11-02", &["verify", path.to_str().unwrap()]).code, 0);
    let run = project.run_on("2026-11-02", &["verify", "edited.pdf"]);
    assert!(
        run.code == 10 && run.out.contains("ALTERED") && run.out.contains("Sam Winters"),
        "{run:?}"
    );
}

/// Has the first glyph of a text drawn as its second is; none if this is no text of several glyphs.
fn first_glyphs(operand: &mut lopdf::Object) -> Option<()> {
    match operand {
        lopdf::Object::String(codes, _) if codes.len() > 3 && codes[..2] != codes[2..4] => {
            codes.copy_within(2..4, 0);
            Some(())
        }
        lopdf::Object::Array(parts) => parts.iter_mut().find_map(first_glyphs),
        _ => None,
    }
}

/// What the first code on a picture says.
fn scanned(picture: &image::GrayImage) -> Option<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    Some(picture.detect_grids().first()?.decode().ok()?.1)
}

#[test]
fn one_bad_row_stops_the_run_unless_it_is_to_be_left_out() {
    let project = program();
    project.write(
        "roster.csv",
        "Name,E-mail,Hours\nAnn Lee,ann@example.org,40\n,no@example.org,40\n\"=HYPERLINK(\"\"x\"\")\",f@example.org,40\nBo Li,bo@example,40\n",
    );
    let run = certify(&project, &["roster.csv"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains("no number was given")
            && !project.path("ledger.db").exists()
            && !project.path("out").exists(),
        "{run:?}"
    );
    let run = certify(&project, &["roster.csv", "--skip-invalid"]);
    assert_eq!(run.code, 1, "{run:?}");
    let left_out = project.read("roster.rejected.csv");
    assert!(left_out.contains("no@example.org") && left_out.contains("bo@example"), "{left_out}");
    let merge = project.read(&format!("{FILES}/mailmerge.csv"));
    assert!(merge.contains("\"'=HYPERLINK(") || merge.contains("'=HYPERLINK("), "{merge}");
    let mended = left_out
        .replace(",no@example.org", "Cy Ma,no@example.org")
        .replace("bo@example,", "bo@example.org,");
    project.write("roster.rejected.csv", mended);
    let run = certify(&project, &["roster.rejected.csv"]).succeeded();
    assert!(run.out.contains("2 numbers given") && run.out.contains("4 certificates"), "{run:?}");
}

#[test]
fn shares_together_are_the_whole() {
    let project = program();
    certify(&project, &[ROSTER, "--only", "single"]).succeeded();
    let whole = contents(&project.path(FILES));
    fs::remove_dir_all(project.path("out")).unwrap();
    for share in ["1/5", "2/5", "3/5", "4/5", "5/5"] {
        certify(&project, &["--partition", share]).succeeded();
    }
    let shares = contents(&project.path(FILES));
    let pdfs = |files: &BTreeMap<String, Vec<u8>>| {
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".pdf"))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert!(pdfs(&whole) == pdfs(&shares) && shares.len() == 24, "the shares are not the whole");
    assert_eq!(certify(&project, &["--partition", "6/5"]).code, 2);
}

#[test]
fn a_killed_run_is_completed_by_running_again() {
    let project = program();
    let mut chance = Chance::new();
    for _ in 0..8 {
        let mut child = project
            .command(&["certify", ROSTER, "--session", SESSION])
            .env("SOURCE_DATE_EPOCH", "1793491200")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(chance.up_to(1_200_000));
        let _ = child.kill();
        child.wait().unwrap();
    }
    certify(&project, &[ROSTER]).succeeded();
    let people = numbers(&project);
    let distinct: std::collections::BTreeSet<_> = people.iter().map(|(number, _)| number).collect();
    assert_eq!((people.len(), distinct.len()), (24, 24));
    let files = contents(&project.path(FILES));
    assert!(people.iter().all(|(number, _)| files.contains_key(&format!("{number}.pdf"))));
    assert!(project.run_on("2026-11-01", &["certificates", "check"]).code == 0);
}

#[test]
fn two_at_once_give_no_number_twice() {
    let project = program();
    let start = || {
        let mut command =
            project.command(&["certify", ROSTER, "--session", SESSION, "--numbers-only"]);
        command
            .env("SOURCE_DATE_EPOCH", "1793491200")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = [start(), start()];
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(numbers(&project).len(), 24);
}

#[test]
fn what_cannot_be_certified_is_said() {
    let project = program();
    for (args, said) in [
        (
            vec!["certify", ROSTER, "--session", "2026-10-grand-fork"],
            "did you mean `2026-10-grand-forks`",
        ),
        (vec!["certify", ROSTER, "--session", "2027-02-bismarck"], "has not taken place"),
        (
            vec!["certify", ROSTER, "--session", SESSION, "--piece", "flyer-benefits"],
            "there is no certificate `flyer-benefits`",
        ),
        (
            vec!["certify", ROSTER, "--session", SESSION, "--piece", "certificate-certified"],
            "until when",
        ),
        (vec!["certify", "nowhere.csv", "--session", SESSION], "nowhere.csv"),
        (vec!["certify", "--session", SESSION], "there is no ledger yet"),
    ] {
        let run = project.run_on("2026-11-01", &args);
        assert!(run.code == 2 && run.err.contains(said), "{args:?}: {run:?}");
    }
    fs::remove_dir_all(project.path("keys")).unwrap();
    let run = certify(&project, &[ROSTER]);
    assert!(run.code == 2 && !project.path("ledger.db").exists(), "{run:?}");
}

#[test]
fn a_corrected_name_is_a_new_revision_and_a_revoked_certificate_goes() {
    let project = program();
    certify(&project, &[ROSTER]).succeeded();
    let (number, _) = numbers(&project).remove(8);
    let act = |args: &[&str]| project.run_on("2026-11-03", &[&["certificates"], args].concat());
    act(&["correct", &number, "--name", "Alex Sample-Ribera", "--reason", "spelling"]).succeeded();
    let file = format!("{FILES}/{number}.pdf");
    let text =
        pdf::text(&fs::read(project.path(&file)).unwrap()).unwrap()[0].text().replace('\n', " ");
    assert!(
        text.contains("Alex Sample-Ribera")
            && text.contains(&format!("Corrected, replaces {number}")),
        "{text}"
    );
    assert_eq!(project.run_on("2026-11-04", &["verify", &file]).code, 0);
    // The same roster, with the old spelling, changes nothing.
    certify(&project, &[ROSTER]).succeeded();
    assert_eq!(numbers(&project).len(), 24);
    let kept = fs::read(project.path(&file)).unwrap();
    act(&["revoke", &number, "--reason", "issued in error"]).succeeded();
    assert!(!project.path(&file).exists());
    project.write("kept.pdf", kept);
    assert_eq!(project.run_on("2026-11-04", &["verify", "kept.pdf"]).code, 11);
    assert!(!project.read(&format!("{FILES}/issued.csv")).contains(&number));
}

#[test]
fn continuing_education_lacks_nothing_that_the_authority_asks_for() {
    let project = program();
    let args = [
        "certify",
        "data/samples/roster-sample.xlsx",
        "--session",
        "2026-11-bismarck",
        "--lang",
        "es",
    ];
    project.run_on("2026-11-20", &args).succeeded();
    let folder = project.path("out/certificates/2026-11-bismarck");
    let (_, pdf) =
        contents(&folder).into_iter().find(|(name, _)| name.starts_with("NDPS")).unwrap();
    assert_eq!(pdf::read(&pdf).unwrap().language.as_deref(), Some("es-US"));
    // A trainer without credentials, of this session.
    let trainings = project.read("data/trainings.json");
    let (before, after) = trainings.split_at(trainings.find("\"2026-11-bismarck\"").unwrap());
    let bare = after.replacen(
        "\"name\": \"Robin Sample\",\n          \"credentials\": \"CPSS\"",
        "\"name\": \"Robin Sample\"",
        1,
    );
    assert!(bare != after);
    project.write("data/trainings.json", format!("{before}{bare}"));
    let run = project.run_on("2026-11-20", &args);
    assert!(run.code == 2 && run.err.contains("`trainer-credentials`"), "{run:?}");
    project.write("data/trainings.json", trainings);
}

#[test]
fn no_file_of_all_pages_is_left_that_is_out_of_date() {
    let project = program();
    project.write("roster.csv", "Name,Hours\nAnn Lee,40\n");
    certify(&project, &["roster.csv", "--edition", "screen,press"]).succeeded();
    let whole = || {
        project
            .files(FILES)
            .into_iter()
            .filter(|name| !name.starts_with("NDPS"))
            .collect::<Vec<_>>()
    };
    assert_eq!(whole(), ["all.pdf", "all.press.pdf", "issued.csv", "mailmerge.csv"]);
    let (number, _) = numbers(&project).remove(0);
    let run = project
        .run_on("2026-11-03", &["certificates", "correct", &number, "--name", "Anne Lee"])
        .succeeded();
    assert!(run.err.contains("all.press.pdf was out of date"), "{run:?}");
    assert_eq!(whole(), ["all.pdf", "issued.csv", "mailmerge.csv"]);
    // A second kind: the lists and the files of all pages are of each.
    project.write("second.csv", "Name\nAnn Lee\n");
    let kind = [
        "second.csv",
        "--kind",
        "certified",
        "--piece",
        "certificate-certified",
        "--valid-until",
        "2028-10-31",
    ];
    certify(&project, &kind).succeeded();
    let both = |name: &str, ending: &str| {
        ["certified", "completion"].map(|piece| format!("{name}.certificate-{piece}.{ending}"))
    };
    assert_eq!(
        whole(),
        [both("all", "pdf"), both("issued", "csv"), both("mailmerge", "csv")].concat()
    );
}

/// A page as a reader of PDF shows it.
fn shown(pdf: &[u8], page: usize) -> image::RgbaImage {
    use hayro::{
        RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf,
        render, vello_cpu::color::palette::css::WHITE,
    };
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let settings =
        InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
    let size =
        RenderSettings { x_scale: 3.0, y_scale: 3.0, bg_color: WHITE, ..RenderSettings::default() };
    let pixels = render(&pdf.pages()[page], &RenderCache::new(), &settings, &size);
    image::RgbaImage::from_raw(
        pixels.width().into(),
        pixels.height().into(),
        pixels.data_as_u8_slice().to_vec(),
    )
    .unwrap()
}

#[test]
fn the_file_of_all_shows_what_the_single_files_show() {
    let project = program();
    certify(&project, &[ROSTER]).succeeded();
    let all = fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    for (place, (number, _)) in numbers(&project).iter().enumerate().step_by(5) {
        let single = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
        let (one, whole) = (shown(&single, 0), shown(&all, place));
        assert_eq!(one.dimensions(), whole.dimensions());
        // Edges of modules are rounded each in its way.
        let differ = one
            .pixels()
            .zip(whole.pixels())
            .filter(|(a, b)| (0..3).any(|channel| a.0[channel].abs_diff(b.0[channel]) > 64))
            .count();
        assert!(differ * 1000 < one.pixels().len(), "{differ} pixels of {number} differ");
        let page = pdf::text(&single).unwrap().remove(0);
        let url = page.links.into_iter().find(|link| link.contains('#'));
        assert_eq!(scanned(&image::DynamicImage::from(whole).to_luma8()), url, "{number}");
    }
    // Whether the single files are made with it or not, it is the same.
    certify(&project, &[ROSTER, "--only", "all"]).succeeded();
    assert!(
        all == fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap(),
        "all.pdf is another on its own"
    );
    // A template that knows of no code but a picture is set as ever.
    let parts = project.read("templates/shared/parts.typ");
    assert!(parts.contains("\"later\" in code"));
    project.write(
        "templates/shared/parts.typ",
        parts.replace("\"later\" in code", "false").replace("#label(\"code\")", ""),
    );
    certify(&project, &[ROSTER, "--only", "all"]).succeeded();
    let older = fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    assert!(
        older != all && scanned(&image::DynamicImage::from(shown(&older, 3)).to_luma8()).is_some()
    );
}

#[test]
fn the_printer_gets_one_file_for_the_press() {
    let project = program();
    project.write("roster.csv", "Name,Hours\nAnn Lee,40\nBo Li,40\n");
    certify(&project, &["roster.csv", "--edition", "press"]).succeeded();
    let pdf = lopdf::Document::load_mem(
        &fs::read(project.path(&format!("{FILES}/all.press.pdf"))).unwrap(),
    )
    .unwrap();
    assert_eq!(pdf.get_pages().len(), 2);
    let page = pdf.get_dictionary(pdf.get_pages()[&2]).unwrap();
    assert!(
        page.has(b"TrimBox")
            && page.has(b"BleedBox")
            && pdf.catalog().unwrap().has(b"OutputIntents")
    );
}
