//! The edition `image`: pictures of exactly their sizes, with their words in a file beside each.

use std::collections::BTreeSet;
use std::fs;

use image::{ColorType, ImageDecoder, codecs::png::PngDecoder};

use crate::project::{Project, Run};

/// The pieces that have an image edition.
const PIECES: [&str; 9] = [
    "flyer-benefits",
    "flyer-session",
    "flyer-tear-off",
    "flyer-trainings",
    "postcard",
    "poster",
    "rack-card-agencies",
    "rack-card-become",
    "rack-card-overview",
];

/// The sizes of their pictures.
const SIZES: [(u32, u32); 3] = [(1080, 1080), (1080, 1350), (1920, 1080)];

/// The largest picture, in bytes.
const MOST: usize = 400_000;

fn build(project: &Project, args: &[&str]) -> Run {
    project.run(&[&["build", "--edition", "image", "--lang", "en"], args].concat())
}

#[test]
fn pictures_have_their_sizes_and_their_words_beside_them() {
    let (project, _) = Project::built();
    let files = project.files("out/image");
    let pieces: BTreeSet<&str> = files.iter().filter_map(|file| file.split('.').next()).collect();
    assert_eq!(pieces, BTreeSet::from(PIECES));
    let pictures: Vec<&String> = files.iter().filter(|file| file.ends_with(".png")).collect();
    assert_eq!(2 * pictures.len(), files.len());
    for file in pictures {
        let bytes = fs::read(project.path(&format!("out/image/{file}"))).unwrap();
        assert!(bytes.len() < MOST, "{file}: {} bytes", bytes.len());
        assert!(bytes.windows(4).any(|chunk| chunk == b"sRGB"), "{file} does not state its colors");
        let decoder = PngDecoder::new(std::io::Cursor::new(&bytes)).unwrap();
        assert_eq!(decoder.color_type(), ColorType::Rgb8, "{file}");
        let (width, height) = decoder.dimensions();
        assert!(SIZES.contains(&(width, height)), "{file}");
        assert!(file.ends_with(&format!(".{width}x{height}.png")), "{file}");
        let words = project.read(&format!("out/image/{}.alt.txt", file.trim_end_matches(".png")));
        let name = if file.contains(".es.") {
            "Apoyo entre Pares de Dakota del Norte\n"
        } else {
            "North Dakota Peer Support\n"
        };
        assert!(words.starts_with(name) && words.contains("988"), "{file}: {words}");
        if file.starts_with("flyer-session") {
            assert!(words.contains("Sample") || words.contains("Ejemplo"), "{file}: {words}");
        }
    }
}

/// Each paragraph is a line, in reading order, and every word of the picture is there.
#[test]
fn alternative_text_is_what_the_picture_says() {
    let (project, _) = Project::built();
    let words = |file: &str| project.read(&format!("out/image/{file}.alt.txt"));
    for size in ["1080x1080", "1080x1350", "1920x1080"] {
        assert_eq!(
            words(&format!("rack-card-overview.en.{size}")),
            "North Dakota Peer Support\n\
             You don’t have to walk this road alone.\n\
             Someone who has been there can walk beside you.\n\
             701-555-0100\n\
             hhs.nd.gov\n\
             988 Suicide & Crisis Lifeline. Call or text 988\n\
             Scan to learn more\n"
        );
    }
    assert_eq!(
        words("flyer-session.2027-02-bismarck.en.1080x1350"),
        "North Dakota Peer Support\n\
         Core Competency Peer Support Training\n\
         February 8–12, 2027\n\
         Bismarck\n\
         Monday–Friday, 8:30 a.m.–5:30 p.m.\n\
         Sample\n\
         In person, Sample Community Center\n\
         200 Sample Avenue\n\
         Apply by January 15, 2027\n\
         example.org/apply/2027-02-bismarck\n\
         988 Suicide & Crisis Lifeline. Call or text 988\n\
         Scan the code to apply.\n"
    );
}

#[test]
fn two_runs_give_the_same_bytes() {
    let project = Project::starter();
    let all = || -> Vec<(String, Vec<u8>)> {
        let files = project.files("out/image").into_iter();
        files
            .map(|file| {
                (file.clone(), fs::read(project.path(&format!("out/image/{file}"))).unwrap())
            })
            .collect()
    };
    build(&project, &["poster"]).succeeded();
    let first = all();
    assert_eq!(first.len(), 6);
    let run = build(&project, &["poster"]).succeeded();
    assert!(run.err.contains("0 built, 3 up to date"), "{}", run.err);
    build(&project, &["poster", "--force"]).succeeded();
    assert!(first == all());
}

/// A text that does not fit is reported with the picture, and nothing is written.
#[test]
fn text_that_is_too_long_is_refused() {
    let project = Project::starter();
    let long = "Hope walks with you on every road that you take ".repeat(12);
    project.edit("data/pieces.json", "Hope walks with you.", long.trim());
    let run = build(&project, &["poster"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let message = "the text in \"headline\" on the 1080 × 1080 picture is too long by about";
    assert!(run.err.contains(message), "{}", run.err);
    assert!(!project.path("out/image").exists());
}

/// Pictures and their words move to `outdated` together; those of a size that the template no
/// longer has are removed.
#[test]
fn old_pictures_do_not_stay() {
    let project = Project::starter();
    build(&project, &["poster", "postcard"]).succeeded();
    let spec = "templates/poster/template.json";
    project.edit(spec, "\"1080x1350\", ", "");
    build(&project, &["poster"]).succeeded();
    let poster = |project: &Project| {
        let files = project.files("out/image").into_iter();
        files.filter(|file| file.starts_with("poster.")).collect::<Vec<_>>()
    };
    let names = ["1080x1080", "1920x1080"];
    let names = names.map(|size| ["alt.txt", "png"].map(|end| format!("poster.en.{size}.{end}")));
    assert_eq!(poster(&project), names.concat());
    project.edit(spec, "\"office\", \"large-print\", \"image\"", "\"office\", \"large-print\"");
    let image =
        project.read(spec).lines().find(|line| line.contains("\"image\":")).unwrap().to_owned();
    project.edit(spec, &format!("{image}\n"), "");
    let run = build(&project, &["postcard"]).succeeded();
    let row = "outdated/image/poster.en.1080x1080.png";
    assert!(run.out.contains(row) && !run.out.contains("alt.txt"), "{}", run.out);
    assert_eq!(poster(&project), Vec::<String>::new());
    assert_eq!(project.files("out/outdated/image"), names.concat());
    build(&project, &["postcard", "--prune"]).succeeded();
    assert!(!project.path("out/outdated").exists());
}

#[test]
fn changes_show_the_words_of_pictures() {
    let project = Project::starter();
    build(&project, &["poster"]).succeeded();
    project.edit("data/program.json", "701-555-0100", "701-555-0188");
    let args = ["changes", "poster", "--edition", "image", "--lang", "en"];
    let run = project.run(&args).succeeded();
    for said in ["image/poster.en.png", "was: 701-555-0100", "now: 701-555-0188"] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    assert!(project.read("out/changes.html").contains("data:image/jpeg"));
}
