//! What readers get from the pages: codes that scan, words that are present, text in the right
//! language.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::project::{Project, repository};
use crate::starter::PIECES;

/// The addresses of the codes on a rendered page.
fn scan(path: &std::path::Path) -> Vec<String> {
    let image = image::open(path).unwrap().to_luma8();
    let size = (image.width() as usize, image.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(size.0, size.1, |x, y| {
        image.get_pixel(x as u32, y as u32).0[0]
    });
    prepared
        .detect_grids()
        .into_iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

/// Every web address of a job that has a code.
fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) if map.get("qr").is_some_and(|qr| !qr.is_null()) => {
            found.push(map["url"].as_str().unwrap().to_owned())
        }
        Value::Object(map) => map.values().for_each(|value| addresses(value, found)),
        Value::Array(items) => items.iter().for_each(|value| addresses(value, found)),
        _ => {}
    }
}

#[test]
fn codes_scan_to_their_addresses() {
    let project = Project::starter();
    // Cards are narrower than the pages of the others.
    let cards = ["rack-*", "bookmark", "postcard", "card-contact", "--png", "700"].as_slice();
    let pages = [
        "flyer-*",
        "poster",
        "brochure",
        "fact-sheet",
        "certificate-*",
        "handout-faq",
        "--png",
        "1400",
    ]
    .as_slice();
    for pieces in [cards, pages] {
        let args = [&["build", "--lang", "es"], pieces].concat();
        project.run_on("2026-11-22", &args).succeeded();
    }
    let mut pages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in project.files("out/screen").into_iter().filter(|name| name.ends_with(".png")) {
        let file = name.rsplitn(3, '.').last().unwrap().to_owned();
        pages.entry(file).or_default().extend(scan(&project.path("out/screen").join(name)));
    }
    assert!(pages.len() >= 15, "{pages:?}");
    for (file, codes) in pages {
        let mut parts = file.split('.');
        let (piece, over) = (parts.next().unwrap(), parts.next().filter(|over| *over != "es"));
        let mut args = vec!["job", piece, "--lang", "es"];
        if let Some(over) = over {
            args.extend(["--over", over]);
        }
        let run = project.run(&args);
        let mut known = Vec::new();
        addresses(&serde_json::from_str(&run.out).unwrap(), &mut known);
        assert!(!codes.is_empty(), "{file} has a code that scans");
        assert!(codes.iter().all(|code| known.contains(code)), "{file}: {codes:?} {known:?}");
    }
}

#[test]
fn each_session_on_the_flyer_has_its_own_code() {
    let project = Project::starter();
    let mut codes = Vec::new();
    // Two sizes, as a phone is held nearer or farther: a reader can miss a code at one of them.
    for width in ["1700", "2300"] {
        project
            .run_on("2026-11-22", &["build", "flyer-trainings", "--lang", "en", "--png", width])
            .succeeded();
        for page in project.files("out/screen").iter().filter(|file| file.ends_with(".png")) {
            codes.extend(scan(&project.path(&format!("out/screen/{page}"))));
        }
    }
    codes.retain(|code| code.contains("/apply/"));
    codes.sort();
    codes.dedup();
    let job: Value = serde_json::from_str(&project.run(&["job", "flyer-trainings"]).out).unwrap();
    assert_eq!(codes.len(), job["sessions"].as_array().unwrap().len(), "{codes:?}");
}

/// Names, numbers and addresses are the same in both languages. Everything else differs.
#[test]
fn no_english_is_left_in_the_spanish_job() {
    let project = Project::starter();
    for piece in PIECES {
        let job = |lang: &str| -> Value {
            let out = project.run(&["job", piece, "--lang", lang]).out;
            let mut job: Value = serde_json::from_str(&out).unwrap();
            job["brand"]["typefaces"].take();
            job
        };
        let (mut english, mut spanish) = (Vec::new(), Vec::new());
        sentences(&job("en"), &mut english);
        sentences(&job("es"), &mut spanish);
        let same: Vec<_> = spanish.iter().filter(|text| english.contains(text)).collect();
        assert!(same.is_empty(), "{piece}: {same:?}");
    }
}

/// Texts of at least three words.
fn sentences(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text)
            if text
                .split_whitespace()
                .filter(|word| word.chars().all(char::is_alphabetic))
                .count()
                >= 3 =>
        {
            found.push(text.clone())
        }
        Value::Object(map) => map.values().for_each(|value| sentences(value, found)),
        Value::Array(items) => items.iter().for_each(|value| sentences(value, found)),
        _ => {}
    }
}

/// The pictures of the README are what the program draws now, except for tiny differences.
#[test]
fn pictures_in_the_readme_are_the_real_ones() {
    let folder = repository().join("tests/golden");
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let shown: Vec<&str> =
        readme.split("](tests/golden/").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(shown.len() >= 12);
    let project = Project::starter();
    for lang in ["en", "es"] {
        let shown = shown.iter().filter(|name| name.contains(&format!(".{lang}.")));
        let pieces: Vec<&str> = shown.map(|name| name.split('.').next().unwrap()).collect();
        let args = [&["build", "--png", "400", "--lang", lang], &pieces[..]].concat();
        project.run_on("2026-11-22", &args).succeeded();
    }
    for name in &shown {
        let drawn = project.path("out/screen").join(name);
        if std::env::var_os("PEERPRESS_BLESS").is_some() {
            fs::copy(&drawn, folder.join(name)).unwrap();
        }
        let (kept, drawn) = (
            image::open(folder.join(name)).unwrap().to_rgb8(),
            image::open(drawn).unwrap().to_rgb8(),
        );
        assert_eq!(kept.dimensions(), drawn.dimensions(), "{name}");
        let differing = kept
            .pixels()
            .zip(drawn.pixels())
            .filter(|(a, b)| (0..3).any(|channel| a.0[channel].abs_diff(b.0[channel]) > 24))
            .count();
        assert!(
            differing * 500 < kept.pixels().len(),
            "{name}: {differing} pixels differ; see PEERPRESS_BLESS in CONTRIBUTING.md"
        );
    }
    let kept: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(
        kept.iter().all(|name| shown.contains(&name.as_str())),
        "a picture that the README does not show: {kept:?}"
    );
}
