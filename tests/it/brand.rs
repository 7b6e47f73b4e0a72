//! The brand: other programs' colors and scenery on every piece, and colors that nobody can read.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::golden::{PREVIEW, compare_sheets};
use crate::project::{Project, copy, repository};

/// The roles of `data/brand.json`.
const ROLES: [&str; 11] = [
    "headline",
    "heading",
    "scenery",
    "accent",
    "highlight",
    "sky",
    "light",
    "panel",
    "ground",
    "text",
    "rule",
];

/// The number of palettes that a generator makes.
const PALETTES: u8 = 10;

/// A project with the colors of a folder of `tests/projects`.
fn branded(folder: &str) -> Project {
    let project = Project::starter();
    copy(&repository().join("tests/projects").join(folder), project.root());
    project
}

#[test]
fn every_piece_takes_other_colors_in_every_edition() {
    for folder in ["purple", "gray"] {
        let project = branded(folder);
        let editions = "screen,press,office,large-print,image";
        let args = ["build", "--draft", "--lang", "en", "--edition", editions];
        let run = project.run(&[&args[..], &PREVIEW].concat());
        assert!(run.code == 0 && !run.err.contains("error["), "{folder}: {}", run.err);
        // Nothing of the starter's own colors is left.
        compare_sheets(&project, folder, &editions.split(',').collect::<Vec<_>>(), &["en"]);
        let job = project.run(&["job", "flyer-benefits"]).succeeded().out;
        assert!(!job.contains("#123B4A") && !job.contains("#C4532D"), "{folder}: {job}");
    }
}

#[test]
fn every_scenery_is_drawn_on_every_piece() {
    for motif in ["water", "skyline", "plain"] {
        let project = Project::starter();
        let brand = project.read("data/brand.json");
        let chosen = format!("{{\n  \"motif\": \"{motif}\",");
        project.write("data/brand.json", brand.replacen('{', &chosen, 1));
        let run = project.run(&["build", "--draft", "--lang", "en", "--edition", "screen,press"]);
        assert!(run.code == 0 && !run.err.contains("error["), "{motif}: {}", run.err);
        let job = project.run(&["job", "flyer-benefits"]).succeeded().out;
        assert!(job.contains(&format!("\"motif\": \"{motif}\"")), "{job}");
    }
    // A job of hills is the same as before there was a choice.
    let job = Project::starter().run(&["job", "flyer-benefits"]).succeeded().out;
    assert!(!job.contains("\"motif\""), "{job}");
}

#[test]
fn every_piece_takes_other_typefaces() {
    let project = Project::starter();
    let brand = project.read("data/brand.json");
    let (own, chosen) = (
        r#""display": "Fraunces", "text": "Source Sans 3", "name": "Gentium Book Plus""#,
        r#""display": "Gentium Book Plus", "text": "Source Sans 3", "name": "Fraunces""#,
    );
    assert!(brand.contains(own), "{brand}");
    project.write("data/brand.json", brand.replace(own, chosen));
    let run = project.run(&["build", "--lang", "en", "--edition", "screen,large-print"]);
    assert!(run.code == 0 && !run.err.contains("error["), "{}", run.err);
    let manifest: Value = serde_json::from_str(&project.read("out/manifest.json")).unwrap();
    let fonts = manifest["files"]["screen/flyer-benefits.en.pdf"]["fonts"].to_string();
    assert!(fonts.contains("gentium") && !fonts.contains("fraunces"), "{fonts}");
    // Names that another font would have to set in part are named.
    project.run(&["keys", "new"]).succeeded();
    project.write("list.csv", "Name,Hours\nИван Петров,40\n");
    let run = project.run(&["certify", "list.csv", "--session", "2026-10-grand-forks"]);
    assert!(run.err.contains("`Fraunces` lacks the letter `И` of the name"), "{}", run.err);
    assert_eq!(run.code, 0, "{}", run.err);
}

/// A wide logo of two areas.
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path
    fill="#123" d="M4 4h32v32H4z"/><path fill="#123" d="M48 12h64v16H48z"/></svg>"##;

#[test]
fn the_logo_is_at_the_top_of_pieces_in_every_edition() {
    let project = Project::starter();
    project.write("data/pictures/logo.svg", LOGO);
    let logo = r#"{ "logo": { "file": "data/pictures/logo.svg",
        "alt": { "en": "The badge of Peer Support", "es": "El emblema de Apoyo entre Pares" } },"#;
    let brand = project.read("data/brand.json");
    project.write("data/brand.json", brand.replacen('{', logo, 1));
    let pieces = ["rack-card-overview", "flyer-*", "handout-faq", "certificate-ce", "post*"];
    let options = ["--lang", "es", "--edition", "screen,press,large-print"];
    let run = project.run(&[&["build", "--draft"], &pieces[..], &options[..]].concat());
    assert!(run.code == 0 && !run.err.contains("error["), "{}", run.err);
    let job = project.run(&["job", "flyer-benefits", "--lang", "es"]).succeeded().out;
    let job: serde_json::Value = serde_json::from_str(&job).unwrap();
    let logo = &job["brand"]["logo"];
    assert_eq!(logo["alt"], "El emblema de Apoyo entre Pares");
    assert_eq!(logo["shape"], 3.0);
    assert_eq!(logo["outline"].as_array().unwrap().len(), 2);
    // Screen readers say what it is, and another drawing remakes the pieces.
    let pdf = lopdf::Document::load(project.path("out/screen/flyer-benefits.es.pdf")).unwrap();
    let is_alt = |object: &lopdf::Object| {
        let alt = object.as_dict().ok().and_then(|dict| dict.get(b"Alt").ok()?.as_str().ok());
        alt.is_some_and(|alt| alt.windows(7).any(|part| part == b"emblema"))
    };
    assert!(pdf.objects.values().any(is_alt), "the logo has no alternative text");
    project.write("data/pictures/logo.svg", LOGO.replace("h64", "h60"));
    let run = project.run(&["build", "flyer-benefits", "--lang", "es", "--format", "short", "-v"]);
    assert!(run.succeeded().out.contains("flyer-benefits.es.pdf: made"));
}

/// A logo in color, and its emblem alone.
const COLOR_LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path
    fill="#123B4A" d="M4 4h32v32H4z"/><path fill="#C4532D" d="M48 12h64v16H48z"/></svg>"##;
const EMBLEM: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path
    fill="#123B4A" d="M4 4h32v32H4z"/><path fill="#F2C14E" d="M12 12h16v16H12z"/></svg>"##;

/// Gives the starter a logo with these versions.
fn with_logo(versions: &str) -> Project {
    let project = Project::starter();
    project.write("data/pictures/wide.svg", COLOR_LOGO);
    project.write("data/pictures/emblem.svg", EMBLEM);
    project.write("data/pictures/one.svg", LOGO);
    let alt = r#""alt": { "en": "The badge of Peer Support", "es": "El emblema de Apoyo" }"#;
    let brand = project.read("data/brand.json");
    let logo = format!("{{ \"logo\": {{ {alt}, {versions} }},");
    project.write("data/brand.json", brand.replacen('{', &logo, 1));
    project
}

const ALL_VERSIONS: &str = r#""wide": "data/pictures/wide.svg",
    "square": "data/pictures/emblem.svg", "one_color": "data/pictures/one.svg""#;

#[test]
fn a_logo_in_color_is_on_every_piece_with_room() {
    let project = with_logo(ALL_VERSIONS);
    let pieces = [
        "bookmark",
        "brochure",
        "card-contact",
        "fact-sheet",
        "flyer-*",
        "handout-*",
        "post*",
        "rack-card-*",
        "sheet-sign-in",
    ];
    let run = project.run(&[&["build"], &pieces[..], &["--edition", "screen,office"]].concat());
    assert!(run.code == 0 && !run.err.contains("error["), "{}", run.err);
    for file in project.files("out/screen").iter().filter(|file| file.ends_with(".en.pdf")) {
        let pdf = lopdf::Document::load(project.path("out/screen").join(file)).unwrap();
        let is_alt = |object: &lopdf::Object| {
            let alt = object.as_dict().ok().and_then(|dict| dict.get(b"Alt").ok()?.as_str().ok());
            alt.is_some_and(|alt| alt == b"The badge of Peer Support")
        };
        assert_eq!(pdf.objects.values().filter(|it| is_alt(it)).count().min(1), 1, "{file}");
    }
    // The colors are still there, on grounds that they stand out from.
    let job = project.run(&["job", "flyer-benefits"]).succeeded().out;
    let job: serde_json::Value = serde_json::from_str(&job).unwrap();
    let on = |version: &str| job["brand"]["logo"][version]["on"].to_string();
    assert!(on("wide").contains("ground") && !on("wide").contains("headline"), "{}", on("wide"));
    assert_eq!(job["brand"]["logo"]["wide"]["shape"], 3.0);
}

/// Badges and tents have it on each side, where screen readers skip it.
#[test]
fn a_logo_is_on_what_is_printed_for_registration() {
    let project = with_logo(ALL_VERSIONS);
    let plain = Project::starter();
    for (project, is_there) in [(&project, true), (&plain, false)] {
        project.write("list.csv", "name\nAlex Sample\n");
        project.run(&["name-badges", "list.csv", "--everyone"]).succeeded();
        let session = ["--session", "2027-02-bismarck"];
        let print = ["name-badges", "list.csv", "--everyone"];
        project.run(&[&print[..], &session[..]].concat()).succeeded();
        for file in ["name-badges", "table-tents", "sign-in"] {
            let path = format!("out/registration/2027-02-bismarck/{file}.en.pdf");
            let pdf = lopdf::Document::load(project.path(&path)).unwrap();
            // The color of one of its parts.
            let has_color = pdf.objects.values().filter_map(|it| it.as_stream().ok()).any(|it| {
                let content = it.decompressed_content().unwrap_or_else(|_| it.content.clone());
                String::from_utf8_lossy(&content).contains("0.76862746 0.3254902 0.1764706")
            });
            assert_eq!(has_color, is_there, "{file}");
        }
    }
}

#[test]
fn the_colors_of_a_logo_become_inks() {
    let project = with_logo(ALL_VERSIONS);
    let run = project.run(&["build", "post*", "--lang", "en", "--edition", "press"]);
    assert!(run.code == 0 && !run.err.contains("error["), "{}", run.err);
    // Without a version in one color, the logo stands on a plate on dark grounds.
    let project = with_logo(r#""wide": "data/pictures/wide.svg""#);
    let pieces = ["build", "rack-card-*", "fact-sheet", "--draft"];
    let run = project.run(&[&pieces[..], &["--edition", "screen,press"]].concat());
    assert!(run.code == 0 && !run.err.contains("logo"), "{}", run.err);
}

#[test]
fn a_coarse_logo_is_refused_by_the_press() {
    let project = with_logo(r#""wide": "data/pictures/small.png""#);
    image::RgbaImage::from_fn(90, 30, |x, _| {
        image::Rgba([18, 59, 74, if x < 3 { 0 } else { 255 }])
    })
    .save(project.path("data/pictures/small.png"))
    .unwrap();
    let run = project.run(&["build", "flyer-benefits", "--lang", "en", "--edition", "press"]);
    let finding = "the picture `data/pictures/small.png` is 90 × 30 pixels";
    assert!(run.code == 1 && run.err.contains(finding), "{}", run.err);
    assert!(run.err.contains("data/brand.json"), "{}", run.err);
}

#[test]
fn inks_are_computed_for_the_print_shop() {
    let project = branded("purple");
    let job = project.run(&["job", "rack-card-overview", "--edition", "press"]).succeeded().out;
    let job: serde_json::Value = serde_json::from_str(&job).unwrap();
    let colors = &job["brand"]["colors"];
    assert_eq!(colors["text"], serde_json::json!([0.0, 0.0, 0.0, 100.0]));
    let inks = |role: &str| -> Vec<f64> { serde_json::from_value(colors[role].clone()).unwrap() };
    for role in ROLES {
        let total: f64 = inks(role).iter().sum();
        assert!(inks(role).len() == 4 && total <= 300.0, "{role}: {:?}", inks(role));
    }
    // Purple is cyan and magenta, and orange is magenta and yellow.
    let [purple, orange] = ["heading", "accent"].map(inks);
    assert!(purple[0] > 50.0 && purple[1] > 70.0 && purple[2] < purple[0], "{purple:?}");
    assert!(orange[1] > 60.0 && orange[2] > 80.0 && orange[0] < 40.0, "{orange:?}");
}

/// Of palettes that nobody chose, each is built, or a finding names the role to change.
#[test]
fn palettes_of_a_generator_are_built_or_refused_with_the_role() {
    let project = Project::starter();
    for seed in 0..PALETTES {
        let colors = ROLES.map(|role| {
            let digest = Sha256::digest(format!("{seed} {role}"));
            // Dark and light roles, as a person would choose them, of any hue.
            let base =
                if matches!(role, "headline" | "heading" | "accent" | "text") { 0 } else { 170 };
            let [red, green, blue] = [0, 1, 2].map(|at| base + digest[at] / 3);
            format!("\"{role}\": \"#{red:02X}{green:02X}{blue:02X}\"")
        });
        let brand = format!("{{ \"colors\": {{ {} }} }}", colors.join(", "));
        project.write("data/brand.json", brand);
        let run = project.run(&["build", "rack-card-*", "flyer-benefits", "--lang", "en"]);
        let is_refused = run.err.contains("error[brand-contrast]: `")
            || run.err.contains("error[brand-contrast]: white on `");
        assert!(run.code == 0 || is_refused, "palette {seed}: {}", run.err);
        assert!(!run.err.contains("error[low-contrast]"), "palette {seed}: {}", run.err);
    }
}

#[test]
fn a_project_that_lost_its_colors_is_told() {
    let project = Project::starter();
    let check = ["check", "rack-card-overview", "--lang", "en", "--edition", "screen"];
    let note =
        "note: there is no `data/brand.json`, so the pieces have the colors of a new project";
    assert!(!project.run(&check).err.contains(note));
    std::fs::remove_file(project.path("data/brand.json")).unwrap();
    let run = project.run(&check);
    assert!(run.code == 0 && run.err.contains(note), "{}", run.err);
    // The templates of the small project have colors of their own.
    assert!(!Project::small().run(&["check"]).err.contains("brand.json"));
}
