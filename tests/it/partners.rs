//! Partners: pieces with their logo and contact, what is wrong with one of them, and their orders.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgb, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use serde_json::{Value, json};

use crate::project::Project;

/// A square logo in color.
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path
    fill="#7A1F3D" d="M4 4h32v32H4z"/></svg>"##;

/// A partner with these pieces.
fn partner(id: &str, pieces: &[&str]) -> Value {
    json!({ "id": id, "name": format!("Partner {id}"), "phone": "701-241-1000", "pieces": pieces })
}

fn write(project: &Project, partners: &[Value]) {
    project.write("data/partners.json", json!({ "partners": partners }).to_string());
}

/// The starter with one partner that has everything.
fn starter() -> Project {
    let project = Project::starter();
    project.write("data/pictures/cass.svg", LOGO);
    let mut cass = partner("cass", &["flyer-benefits", "flyer-session", "postcard"]);
    cass["area"] = json!({ "en": "Cass and Traill counties", "es": "Condados de Cass y Traill" });
    cass["email"] = "peers@casscountynd.gov".into();
    cass["address"] = "1240 25th Street S., Fargo, ND 58103".into();
    cass["logo"] = json!({ "square": "data/pictures/cass.svg" });
    write(&project, &[cass]);
    project
}

fn files(project: &Project) -> Vec<String> {
    let mut files = project.files("out/screen");
    files.retain(|file| file.ends_with(".pdf"));
    files
}

#[test]
fn a_piece_of_a_partner_has_its_logo_and_contact() {
    let project = starter();
    let job = ["job", "flyer-benefits", "--subject", "cass", "--lang", "es"];
    let job: Value = serde_json::from_str(&project.run(&job).succeeded().out).unwrap();
    let contacts = job["contacts"].as_array().unwrap();
    assert_eq!(contacts[0]["role"], "main");
    assert_eq!(contacts[0]["label"], "Partner cass");
    assert_eq!(contacts[0]["phone"]["show"], "701-241-1000");
    assert_eq!(contacts[0]["email"]["show"], "peers@casscountynd.gov");
    // The page is that of the program, and so is the crisis line.
    assert_eq!(contacts[0]["web"]["url"], "https://www.hhs.nd.gov");
    assert_eq!(contacts[1]["role"], "crisis");
    assert_eq!(job["partner"]["area"], "Condados de Cass y Traill");
    assert_eq!(job["brand"]["logo"]["alt"], "Partner cass");
    assert_eq!(job["brand"]["logo"]["square"]["file"], "/data/pictures/cass.svg");
    assert!(job["piece"]["title"].as_str().unwrap().ends_with(" – Partner cass"), "{job}");
    // A partner without a logo keeps that of the program.
    let plain = starter();
    plain.edit(
        "data/brand.json",
        "\"colors\": {",
        "\"logo\": { \"alt\": \"Peers\", \"square\": \"data/pictures/cass.svg\" }, \"colors\": {",
    );
    write(&plain, &[partner("cass", &["flyer-benefits"])]);
    let job = plain.run(&["job", "flyer-benefits", "--subject", "cass"]).succeeded().out;
    assert_eq!(serde_json::from_str::<Value>(&job).unwrap()["brand"]["logo"]["alt"], "Peers");
    // The version of the program is as before.
    let own = project.run(&["job", "flyer-benefits"]).succeeded().out;
    assert!(!own.contains("partner") && !own.contains("701-241-1000"), "{own}");
    let build = ["build", "flyer-*", "postcard", "--edition", "screen,press,office,large-print"];
    let run = project.run(&[&build[..], &["--partner", "cass", "--draft"]].concat());
    assert!(run.code == 0 && !run.err.contains("error["), "{}", run.err);
    let files = files(&project);
    let session = "flyer-session.2027-02-bismarck.cass.es.pdf";
    assert!(files.iter().any(|file| file == session), "{files:?}");
    assert!(files.iter().all(|file| file.contains(".cass.")), "{files:?}");
}

#[test]
fn one_partner_without_a_phone_is_reported_and_the_others_are_built() {
    let project = Project::small();
    let mut partners: Vec<Value> =
        (0..40).map(|index| partner(&format!("county-{index}"), &["note"])).collect();
    partners[7].as_object_mut().unwrap().remove("phone");
    write(&project, &partners);
    let run = project.run(&["build", "note", "--lang", "en", "--format", "short"]);
    assert_eq!(run.code, 1);
    let errors: Vec<&str> = run.err.lines().filter(|line| line.contains("error[")).collect();
    assert_eq!(errors.len(), 1, "{}", run.err);
    assert!(errors[0].contains("missing-field]: `county-7` has no `phone`"), "{}", errors[0]);
    let files = files(&project);
    assert_eq!(files.len(), 40, "39 partners and the program: {files:?}");
    assert!(!files.contains(&"note.county-7.en.pdf".to_owned()), "{files:?}");
}

#[test]
fn files_of_partners_are_set_aside_when_nothing_is_known_of_them() {
    let project = Project::small();
    write(&project, &[partner("cass", &["note"])]);
    project.run(&["build", "note", "--lang", "en"]).succeeded();
    let good = project.read("data/partners.json");
    project.write("data/partners.json", &good[1..]);
    let run = project.run(&["build", "note", "--lang", "en"]);
    assert!(run.code == 1 && run.err.contains("error[syntax]"), "{}", run.err);
    assert_eq!(files(&project), ["note.en.pdf"]);
    let set_aside = project.path("out/outdated/screen/note.cass.en.pdf");
    assert!(set_aside.exists(), "{:?}", project.files("out"));
    project.write("data/partners.json", &good);
    project.run(&["build", "note", "--lang", "en"]).succeeded();
    assert_eq!(files(&project), ["note.cass.en.pdf", "note.en.pdf"]);
    // A partner that leaves takes its files along.
    write(&project, &[]);
    let run = project.run(&["build", "note", "--lang", "en"]).succeeded();
    assert!(run.err.contains("`data/partners.json` has no partner yet"), "{}", run.err);
    assert_eq!(files(&project), ["note.en.pdf"]);
}

#[test]
fn a_changed_phone_of_a_partner_remakes_only_its_files() {
    let project = Project::small();
    write(&project, &[partner("cass", &["note"]), partner("ward", &["note"])]);
    project.run(&["build", "note"]).succeeded();
    project.edit(
        "data/partners.json",
        "701-241-1000\",\"pieces\":[\"note\"]}]",
        "701-852-1376\",\"pieces\":[\"note\"]}]",
    );
    let run = project.run(&["build", "note", "--format", "short"]).succeeded();
    let made: Vec<&str> = run.out.lines().filter(|line| line.ends_with(": made")).collect();
    assert_eq!(made, ["screen/note.ward.en.pdf: made", "screen/note.ward.es.pdf: made"]);
}

#[test]
fn partners_choose_languages_and_pieces() {
    let project = Project::small();
    let mut cass = partner("cass", &["n*"]);
    cass["languages"] = json!(["es"]);
    write(&project, &[cass]);
    project.run(&["build"]).succeeded();
    let files = files(&project);
    let of_partner: Vec<&String> = files.iter().filter(|file| file.contains("cass")).collect();
    assert_eq!(of_partner, ["note.cass.es.pdf"]);
    let other = ["build", "note", "--partner", "*", "--lang", "en"];
    let run = project.run(&other).succeeded();
    assert!(
        run.err.contains("nothing is made for `cass`: the partner has only `es`"),
        "{}",
        run.err
    );
    let run = project.run(&["build", "--partner", "cas"]);
    assert!(run.code == 2 && run.err.contains("has no partner `cas`"), "{}", run.err);
    assert!(run.err.contains("`cass`"), "{}", run.err);
}

#[test]
fn packs_are_for_the_program_or_for_partners_and_never_for_samples() {
    let project = Project::starter();
    project.edit("data/program.json", "701-555-0100", "701-200-0000");
    project.edit("data/program.json", "peersupport@example.org", "office@hhs.nd.gov");
    let review = ["translate", "review", "es", "--piece", "*", "--by", "Ana Sample"];
    project.run_on("2026-11-22", &review).succeeded();
    let pieces = &["rack-card-overview"];
    write(&project, &[partner("cass", pieces), partner("ward", pieces)]);
    let pack = |options: &[&str]| {
        let pack = ["pack", "rack-card-overview", "--quantity", "500"];
        project.run_on("2026-11-22", &[&pack[..], options].concat())
    };
    pack(&[]).succeeded();
    pack(&["--partner", "cass"]).succeeded();
    let run = pack(&["--partner", "*"]).succeeded();
    assert!(run.err.contains("cass") && run.err.contains("ward"), "{}", run.err);
    let packs = project.files("out/packs");
    for part in ["overview-sample", "overview-cass-", "overview-partners-"] {
        assert!(packs.iter().any(|pack| pack.contains(part)), "{part}: {packs:?}");
    }
    let mut sample = partner("cass", pieces);
    sample["sample"] = true.into();
    write(&project, &[sample, partner("ward", pieces)]);
    let run = pack(&["--partner", "*"]);
    assert!(run.code == 1 && run.err.contains("`cass` is marked as a sample"), "{}", run.err);
    pack(&["--partner", "ward"]).succeeded();
    pack(&["--partner", "*", "--draft"]).succeeded();
    assert!(project.files("out/packs").iter().any(|pack| pack.contains("DRAFT")));
}

/// The versions of a card share most of their layout.
#[test]
fn many_partners_of_a_card_take_little_longer_than_a_few() {
    let project = Project::starter();
    project.write("data/pictures/cass.svg", LOGO);
    let time = |count: usize| {
        let many: Vec<Value> = (0..count)
            .map(|index| {
                let mut it = partner(&format!("county-{index}"), &["rack-card-overview"]);
                it["phone"] = format!("701-241-{:04}", 1000 + index).into();
                it["logo"] = json!({ "square": "data/pictures/cass.svg" });
                it
            })
            .collect();
        write(&project, &many);
        let start = Instant::now();
        let build = ["build", "rack-card-overview", "--partner", "*", "--quiet", "--force"];
        project.run(&[&build[..], &["--jobs", "2", "--lang", "en"]].concat()).succeeded();
        let time = start.elapsed();
        assert_eq!(files(&project).len(), count);
        time
    };
    // Other tests run at the same time.
    let mut times = (0..3).map(|_| (time(1), time(24)));
    let is_shared = |(one, many): (Duration, Duration)| many < 5 * one;
    assert!(times.any(is_shared), "the versions share too little");
}

/// A logo in inks, as a print shop sends it.
fn ink_logo() -> Vec<u8> {
    let mut jpeg = Vec::new();
    let pixels = [20, 200, 200, 250].repeat(600 * 600);
    Encoder::new(&mut jpeg, 90).encode(&pixels, 600, 600, ColorType::Cmyk).unwrap();
    jpeg
}

/// A square on a transparent ground.
fn transparent_logo() -> Vec<u8> {
    let mut pixels = RgbaImage::new(600, 600);
    for (x, y, pixel) in pixels.enumerate_pixels_mut() {
        let is_square = (150..450).contains(&x) && (150..450).contains(&y);
        *pixel = if is_square { Rgba([122, 31, 61, 255]) } else { Rgba([0; 4]) };
    }
    let mut png = Cursor::new(Vec::new());
    pixels.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

#[test]
fn a_transparent_logo_is_drawn_and_one_in_cmyk_is_reported() {
    let project = Project::starter();
    project.write("data/pictures/inks.jpg", ink_logo());
    project.write("data/pictures/clear.png", transparent_logo());
    let with_logo = |id: &str, file: &str| {
        let mut it = partner(id, &["bookmark"]);
        it["logo"] = json!({ "square": format!("data/pictures/{file}") });
        it
    };
    write(&project, &[with_logo("inks", "inks.jpg"), with_logo("clear", "clear.png")]);
    let build = ["build", "bookmark", "--partner", "*", "--lang", "en", "--png", "400"];
    let run = project.run(&[&build[..], &["--edition", "screen,press"]].concat());
    let expected = "the logo `data/pictures/inks.jpg` is a CMYK JPEG, made for another press";
    assert!(run.code == 1 && run.err.contains(expected), "{}", run.err);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    for edition in ["screen", "press"] {
        assert!(!project.path(&format!("out/{edition}/bookmark.inks.en.pdf")).exists());
        let page = project.path(&format!("out/{edition}/bookmark.clear.en.1.png"));
        let page = image::open(page).unwrap().to_rgb8();
        let is_logo = |pixel: &&Rgb<u8>| {
            let [red, green, blue] = pixel.0.map(i32::from);
            red > green + 50 && red > blue + 30 && blue > green
        };
        let count = page.pixels().filter(is_logo).count();
        assert!(count > 50, "{edition}: {count} pixels");
    }
}

/// The size of the place is named in the unit of the page.
#[test]
fn a_logo_of_few_pixels_is_reported_at_the_partner() {
    let project = Project::starter();
    let mut png = Cursor::new(Vec::new());
    RgbaImage::from_pixel(24, 24, Rgba([122, 31, 61, 255]))
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    project.write("data/pictures/tiny.png", png.into_inner());
    let mut it = partner("cass", &["flyer-benefits"]);
    it["logo"] = json!({ "square": "data/pictures/tiny.png" });
    write(&project, &[it]);
    let build = ["build", "flyer-benefits", "--partner", "*", "--lang", "en", "--format", "short"];
    let build = [&build[..], &["--edition", "screen,press", "--draft"]].concat();
    for unit in ["in", "mm"] {
        let run = project.run(&build);
        let line =
            |code: &str| run.err.lines().find(|line| line.contains(code)).unwrap_or_default();
        assert_eq!(run.code, 1, "{}", run.err);
        for (code, needs) in [("error[low-resolution]", "300"), ("warning[coarse-picture]", "110")]
        {
            let size = "tiny.png` is 24 × 24 pixels; ";
            let expected = format!(" {unit} at {needs} dpi needs ");
            let line = line(code);
            assert!(
                line.starts_with("data/partners.json:1:") && line.contains(size),
                "{}",
                run.err
            );
            assert!(line.contains(&expected), "{}", run.err);
        }
        assert!(!project.path("out/press/flyer-benefits.cass.en.pdf").exists());
        project.edit("data/program.json", "\"region\":", "\"paper\": \"a4\", \"region\":");
    }
}

/// A partner that says everything about itself, on pieces with a photo and a quote.
#[test]
fn pieces_with_a_photo_and_a_voice_have_room_for_a_partner() {
    let project = starter();
    let mut data: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let voice = json!({
        "words": {
            "en": "She had walked this road before me. I did not have to explain.",
            "es": "Ella ya había recorrido este camino. No tuve que explicar nada."
        },
        "name": { "en": "a participant", "es": "una participante" },
        "sample": true
    });
    let photo = json!({
        "file": "data/pictures/prairie-sunrise.jpg",
        "alt": { "en": "A sunrise", "es": "Un amanecer" },
        "focus": [0.5, 0.5],
        "credit": "Photo: Ana Ruiz"
    });
    let pieces = ["flyer-benefits", "poster", "rack-card-overview"];
    let all = data["pieces"].as_array_mut().unwrap();
    for piece in all.iter_mut().filter(|piece| pieces.contains(&piece["id"].as_str().unwrap())) {
        piece["voice"] = voice.clone();
        piece["photo"] = photo.clone();
    }
    project.write("data/pieces.json", data.to_string());
    let mut partners: Value = serde_json::from_str(&project.read("data/partners.json")).unwrap();
    let cass = &mut partners["partners"][0];
    cass["pieces"] = json!(pieces);
    cass["hours"] = json!({
        "en": "Monday–Friday, 8 a.m.–5 p.m.", "es": "De lunes a viernes, de 8 a. m. a 5 p. m."
    });
    project.write("data/partners.json", partners.to_string());
    let run = project.run(&["build", "--partner", "*", "--format", "short"]);
    assert!(run.code == 0, "{}", run.err);
    assert_eq!(files(&project).len(), 2 * pieces.len());
}

#[test]
fn partners_with_the_same_id_are_reported_and_get_no_file() {
    let project = Project::small();
    let twice =
        [partner("cass", &["note"]), partner("cass", &["note"]), partner("ward", &["note"])];
    write(&project, &twice);
    let run = project.run(&["build", "note", "--lang", "en", "--format", "short"]);
    assert!(run.code == 1 && run.err.contains("error[duplicate-id]"), "{}", run.err);
    assert_eq!(files(&project), ["note.en.pdf", "note.ward.en.pdf"]);
}
