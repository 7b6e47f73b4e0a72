//! The files of certificates: what they show and what their codes prove.

use std::fs;

use peerpress::certificates::issue::CertificateContext;
use peerpress::content::certification::CertificateKind;
use peerpress::content::edition::Edition;
use peerpress::pdf;
use peerpress::plan::{CertificateLayout, Statement};
use peerpress::project::Project as Folder;
use peerpress::typeset;
use serde_json::Value;
use typst::utils::Scalar;
use typst_render::RenderOptions;

use crate::certify::{FILES, ROSTER, SESSION, certify, numbers, program};
use crate::words::NAMES;

#[test]
fn names_in_every_script_can_be_searched() {
    let project = program();
    certify(&project, &[ROSTER, "--only", "single"]).succeeded();
    for (number, name) in numbers(&project) {
        let bytes = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
        let file = pdf::read_pdf(&bytes).unwrap();
        assert!(file.title.unwrap().ends_with(&name), "{name} is not in the title");
        let text = file.pages[0].text().replace('\n', " ");
        assert!(text.contains(&name), "{name} is not in {text}");
    }
    let known = numbers(&project);
    assert!(NAMES.iter().filter(|name| known.iter().any(|(_, known)| known == *name)).count() >= 5);
}

#[test]
fn the_code_on_the_page_proves_the_certificate() {
    let project = program();
    certify(&project, &[ROSTER, "--only", "single"]).succeeded();
    let (number, _) = numbers(&project).remove(7);
    let file = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
    let page = pdf::text(&file).unwrap().remove(0);
    let url = page.links.iter().find(|link| link.contains('#')).unwrap();
    // Draw the page and scan it like a phone.
    let office = CertificateContext::open(&Folder::open(project.root()).unwrap(), 1)
        .unwrap_or_else(|report| panic!("{report:?}"));
    for edition in [Edition::Screen, Edition::Press] {
        let sheet =
            office.template("certificate-completion", edition, "en", Some(SESSION), None).unwrap();
        let date = jiff::civil::date(2026, 11, 1);
        let statement = Statement {
            kind: CertificateKind::Completion,
            name: "A".to_owned(),
            number: number.clone(),
            replaces: None,
            issued: date,
            hours: Some(40.0),
            hours_by_category: Vec::new(),
            valid_from: None,
            valid_until: None,
        };
        let recipient = sheet.recipient(&statement, url);
        let document = typeset::layout(
            &office.engine,
            &sheet.job(&[recipient], CertificateLayout::whole(edition)),
        )
        .document
        .unwrap();
        let page = &document.pages()[0];
        let options = RenderOptions {
            pixel_per_pt: Scalar::new(3300.0 / page.frame.width().to_pt()),
            ..RenderOptions::default()
        };
        let pixels = typst_render::render(page, &options);
        let (width, height) = (pixels.width(), pixels.height());
        let picture = image::RgbaImage::from_raw(width, height, pixels.take()).unwrap();
        let picture = image::DynamicImage::from(picture).to_luma8();
        assert_eq!(scanned(&picture, &file, 0).as_ref(), Some(url), "{}", edition.name());
    }
    let verify = |text: &str| project.run_on("2026-11-02", &["verify", text]).code;
    assert_eq!(verify(url), 0);
    let at = url.len() - 20;
    let other = if url[at..].starts_with('A') { "B" } else { "A" };
    assert_ne!(verify(&format!("{}{other}{}", &url[..at], &url[at + 1..])), 0);
}

/// Draws one letter of the name with another glyph and leaves everything else in the file as it is.
#[test]
fn an_edited_name_is_detected() {
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

/// Replaces the first glyph of a text with the second. Returns `None` if the operand is not a text
/// of several glyphs.
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

/// Returns the text of the code in a picture of a page, which is where the page has a square link.
fn scanned(picture: &image::GrayImage, file: &[u8], page: usize) -> Option<String> {
    const MARGIN: f32 = 20.0;
    let file = lopdf::Document::load_mem(file).unwrap();
    let page = file.page_iter().nth(page).unwrap();
    let links = file.get_page_annotations(page).unwrap();
    let corners = links.iter().map(|link| {
        let corners = link.get(b"Rect").unwrap().as_array().unwrap();
        [0, 1, 2, 3].map(|at: usize| corners[at].as_float().unwrap())
    });
    let is_square = |[left, bottom, right, top]: &[f32; 4]| {
        right - left > 72.0 && (right - left - (top - bottom)).abs() < 1.0
    };
    let [left, _, right, top] = corners.into_iter().find(is_square)?;
    let pixels = picture.height() as f32 / 612.0;
    let at = |length: f32| ((length - MARGIN) * pixels) as u32;
    let size = ((right - left + 2.0 * MARGIN) * pixels) as u32;
    let (x, y) = (at(left), at(612.0 - top));
    let picture = image::imageops::crop_imm(picture, x, y, size, size).to_image();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    Some(picture.detect_grids().first()?.decode().ok()?.1)
}

#[test]
fn outdated_files_of_all_pages_are_removed() {
    let project = program();
    project.write("roster.csv", "Name,Hours\nAnn Lee,40\n");
    certify(&project, &["roster.csv", "--edition", "screen,press", "--draft"]).succeeded();
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
    // With a second kind, each piece has its own lists and file of all pages.
    project.write("second.csv", "Name\nAnne Lee\n");
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

/// Draws a page as a PDF viewer shows it.
fn shown(pdf: &[u8], page: usize) -> image::RgbaImage {
    use hayro::{
        RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf,
        render, vello_cpu::color::palette::css::WHITE,
    };
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let settings =
        InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
    let size =
        RenderSettings { x_scale: 3.5, y_scale: 3.5, bg_color: WHITE, ..RenderSettings::default() };
    let pixels = render(&pdf.pages()[page], &RenderCache::new(), &settings, &size);
    image::RgbaImage::from_raw(
        pixels.width().into(),
        pixels.height().into(),
        pixels.data_as_u8_slice().to_vec(),
    )
    .unwrap()
}

/// Returns what screen readers say for the links of a page.
fn descriptions(file: &[u8], page: usize) -> Vec<String> {
    let file = lopdf::Document::load_mem(file).unwrap();
    let page = file.page_iter().nth(page).unwrap();
    let links = file.get_page_annotations(page).unwrap();
    let contents = |link: &&lopdf::Dictionary| link.get(b"Contents").cloned().unwrap();
    links.iter().map(|link| lopdf::decode_text_string(&contents(link)).unwrap()).collect()
}

#[test]
fn the_file_of_all_shows_what_the_single_files_show() {
    let project = program();
    certify(&project, &[ROSTER]).succeeded();
    let all = fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    for (place, (number, _)) in numbers(&project).iter().enumerate().step_by(16) {
        let single = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
        let (one, whole) = (shown(&single, 0), shown(&all, place));
        assert_eq!(one.dimensions(), whole.dimensions());
        let said = [descriptions(&single, 0), descriptions(&all, place)];
        let expected = format!("Verify certificate {number}");
        assert!(said.iter().all(|said| *said == vec![&*expected; 2]), "{number}: {said:?}");
        // The edges of the code's modules may be rounded differently.
        let differ = one
            .pixels()
            .zip(whole.pixels())
            .filter(|(a, b)| (0..3).any(|channel| a.0[channel].abs_diff(b.0[channel]) > 64))
            .count();
        assert!(differ * 1000 < one.pixels().len(), "{differ} pixels of {number} differ");
        let page = pdf::text(&single).unwrap().remove(0);
        let url = page.links.into_iter().find(|link| link.contains('#'));
        let whole = image::DynamicImage::from(whole).to_luma8();
        assert_eq!(scanned(&whole, &all, place), url, "{number}");
    }
    // The file is the same with and without the single files.
    certify(&project, &[ROSTER, "--only", "all"]).succeeded();
    assert!(
        all == fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap(),
        "all.pdf is another on its own"
    );
    // A template that only knows codes as pictures still works. What was issued keeps its own.
    let parts = project.read("templates/shared/parts.typ");
    assert!(parts.contains("\"later\" in code"));
    project.write(
        "templates/shared/parts.typ",
        parts.replace("\"later\" in code", "false").replace("#label(\"code\")", ""),
    );
    certify(&project, &[ROSTER, "--only", "all"]).succeeded();
    assert!(all == fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap());
    let correct = ["certificates", "correct", "--session", SESSION, "--from-data"];
    project.run_on("2026-11-01", &correct).succeeded();
    certify(&project, &[ROSTER, "--only", "all"]).succeeded();
    let older = fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    let drawn = image::DynamicImage::from(shown(&older, 3)).to_luma8();
    assert!(older != all && scanned(&drawn, &older, 3).is_some());
}

#[test]
fn the_printer_gets_one_file_for_the_press() {
    let project = program();
    project.write("roster.csv", "Name,Hours\nAnn Lee,40\nBo Li,40\n");
    certify(&project, &["roster.csv", "--edition", "press", "--draft"]).succeeded();
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

/// A sample certifies nothing, and a made-up signatory or approval must not be on paper.
#[test]
fn nothing_that_is_a_sample_goes_into_the_file_for_the_press() {
    let project = program();
    project.write("roster.csv", "Name,Hours\nAnn Lee,40\nBo Li,40\n");
    let press = |more: &[&str]| {
        let args = ["roster.csv", "--edition", "screen,press", "--format", "short"];
        certify(&project, &[&args, more].concat())
    };
    let file = project.path(&format!("{FILES}/all.press.pdf"));
    let run = press(&[]);
    let message = "2 certificates of `2026-10-grand-forks` are samples and certify nothing, so no \
                   press file was made";
    assert!(run.code == 1 && run.err.contains(message), "{run:?}");
    assert!(run.err.contains("error[sample-in-press]: `Sample Signatory` is marked"), "{run:?}");
    assert!(run.err.contains("data/program.json:"), "{run:?}");
    assert!(!file.exists() && project.path(&format!("{FILES}/all.pdf")).exists());
    press(&["--draft"]).succeeded();
    assert!(file.exists());
    // A real session needs real signatories, too.
    project.write("real.csv", "Name,Hours\nBo Lu,40\n");
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    for session in data["sessions"].as_array_mut().unwrap() {
        session.as_object_mut().unwrap().remove("sample");
    }
    project.write("data/trainings.json", data.to_string());
    let real = || {
        let session = ["certify", "real.csv", "--session", "2027-02-bismarck"];
        let options = ["--edition", "press", "--format", "short"];
        project.run_on("2027-02-20", &[&session[..], &options].concat())
    };
    let run = real();
    assert!(run.code == 1 && !run.err.contains("certify nothing"), "{run:?}");
    assert!(run.err.contains("`Sample Signatory` is marked as a sample"), "{run:?}");
    let program = project.read("data/program.json").replace(", \"sample\": true }", " }");
    project.write("data/program.json", program);
    real().succeeded();
}

/// As other pieces for the press, certificates need a review of their translation. What goes out by
/// email does not.
#[test]
fn certificates_for_the_press_need_a_review() {
    let project = program();
    project.write("roster.csv", "Name,Hours,Language\nAnn Lee,40,en\nAna Li,40,es\n");
    let press = || certify(&project, &["roster.csv", "--edition", "screen,press", "--draft"]);
    let file = format!("{FILES}/all.press.pdf");
    // The reviews of a new project are samples.
    let run = press().succeeded();
    assert!(run.err.contains("the review of 1 piece in `es` is a sample"), "{}", run.err);
    fs::remove_dir_all(project.path(FILES)).unwrap();

    let record = "data/translations.json";
    let mut known: Value = serde_json::from_str(&project.read(record)).unwrap();
    known["languages"]["es"]["reviews"] = serde_json::json!({});
    project.write(record, known.to_string());
    let run = press();
    let wanted = "certificate-completion (press, es): nobody has reviewed the `es` texts";
    assert!(run.code == 1 && run.err.contains(wanted), "{run:?}");
    assert!(!project.path(&file).exists() && project.path(&format!("{FILES}/all.pdf")).exists());

    let review = ["translate", "review", "es", "--piece", "certificate-completion", "--by", "Ana"];
    project.run(&review).succeeded();
    press().succeeded();
    assert!(project.path(&file).exists());
    let pieces =
        project.read("data/pieces.json").replace("Se certifica que", "Hacemos constar que");
    project.write("data/pieces.json", pieces);
    let run = certify(&project, &["--edition", "press", "--draft"]);
    assert!(run.code == 1 && run.err.contains("and have changed since: "), "{run:?}");
    // In English, nothing is translated.
    project.write("english.csv", "Name,Hours\nBo Lu,40\n");
    let english = ["certify", "--session", "2027-02-bismarck", "english.csv"];
    let english = [&english[..], &["--edition", "press", "--draft"]].concat();
    project.run_on("2027-02-20", &english).succeeded();
}
