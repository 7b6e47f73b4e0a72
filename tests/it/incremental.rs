//! Incremental builds: which files are rebuilt after each kind of change, and why.

use std::fs;

use crate::project::{Project, Run, copy, repository};

const ALL: [&str; 6] = [
    "press/note.en.pdf",
    "press/note.es.pdf",
    "screen/dates.2027-02-minot.en.pdf",
    "screen/dates.2027-02-minot.es.pdf",
    "screen/note.en.pdf",
    "screen/note.es.pdf",
];
const NOTES: [&str; 4] = [ALL[0], ALL[1], ALL[4], ALL[5]];
const DATES: [&str; 2] = [ALL[2], ALL[3]];

pub(crate) fn build_with(project: &Project, args: &[&str]) -> Run {
    project
        .run(&[&["build", "--edition", "screen,press", "--format", "short", "-v"], args].concat())
}

pub(crate) fn build(project: &Project) -> Run {
    build_with(project, &[]).succeeded()
}

/// The files that a run made, sorted.
pub(crate) fn made(run: &Run) -> Vec<&str> {
    let mut made: Vec<&str> =
        run.out.lines().filter_map(|line| line.strip_suffix(": made")).collect();
    made.sort_unstable();
    made
}

/// The small project, built.
pub(crate) fn built() -> Project {
    let project = Project::small();
    assert_eq!(made(&build(&project)), ALL);
    assert_eq!(made(&build(&project)), [""; 0], "nothing changed");
    project
}

/// Fails unless a change makes exactly these files again, for this reason, and the next build has
/// nothing to do.
fn expect(project: &Project, expected: &[&str], why: &str) {
    let run = build(project);
    assert_eq!(made(&run), expected, "{}", run.err);
    for file in expected {
        assert!(
            run.err.contains(&format!("rebuild {file}: {why}\n")),
            "{file}: {why:?} is not in {}",
            run.err
        );
    }
    assert_eq!(made(&build(project)), [""; 0], "after: {why}");
}

#[test]
fn a_fact_remakes_what_reads_it() {
    let project = built();
    project.edit("data/program.json", "701-328-2310", "701-328-2311");
    expect(&project, &NOTES, "`program.contact.phone` changed");
    project.edit("data/pieces.json", "No tiene que estar a solas", "No hace falta estar a solas");
    expect(&project, &[ALL[1], ALL[5]], "`text.headline` changed");
    project.edit("data/trainings.json", "\"Minot\"", "\"Fargo\"");
    expect(&project, &DATES, "`piece.title` and `session.city` changed");
    project.edit("data/wording.json", "febrero", "hebrero");
    let run = build(&project);
    assert_eq!(made(&run), [ALL[3]], "{}", run.err);
    // Facts that no piece reads, and how the files are written.
    project.edit("data/benefits.json", "Life can get better.", "Life gets better.");
    project.edit("data/services.json", "Inspires hope.", "Gives hope.");
    project.edit("data/program.json", "\"home\": ", "\n\n  \"home\":    ");
    expect(&project, &[], "");
}

#[test]
fn several_facts_are_named_and_counted() {
    let project = built();
    project.edit("data/program.json", "701-328-2310", "701-328-2311");
    project.edit("data/program.json", "\"en\": \"At home\"", "\"en\": \"At work\"");
    project.edit("data/pieces.json", "You are not alone", "You are never alone");
    project.edit("data/pieces.json", "Talk with someone who", "Talk with people who");
    let run = build(&project);
    assert!(
        run.err.contains("rebuild screen/note.es.pdf: `program.contact.phone` changed\n"),
        "{}",
        run.err
    );
    let reason = "rebuild screen/note.en.pdf: `text.headline`, `text.body`, \
                  `program.contact.phone` and 1 more changed\n";
    assert!(run.err.contains(reason), "{}", run.err);
}

#[test]
fn a_template_remakes_its_pieces() {
    let project = Project::small();
    project.write("templates/shared/ink.typ", "#import \"deep.typ\": *");
    project.write("templates/shared/deep.typ", "#let ink = cmyk(0%, 0%, 0%, 100%)");
    project.edit(
        "templates/note/main.typ",
        "#let job",
        "#import \"/templates/shared/ink.typ\": *\n#let job",
    );
    assert_eq!(made(&build(&project)), ALL);
    project.edit("templates/dates/main.typ", "size: 11pt", "size: 12pt");
    expect(&project, &DATES, "`templates/dates/main.typ` changed");
    project.edit("templates/shared/deep.typ", "0%, 0%, 0%, 100%", "0%, 0%, 0%, 99%");
    expect(&project, &NOTES, "`templates/shared/deep.typ` changed");
    project.edit("templates/dates/template.json", "\"safe\": \"0.25in\"", "\"safe\": \"0.2in\"");
    expect(&project, &DATES, "`templates/dates/template.json` changed");
    project.write("templates/shared/unused.typ", "#let a = 1");
    expect(&project, &[], "");
}

#[test]
fn a_picture_remakes_the_pieces_that_show_it() {
    let project = Project::small();
    let paint = |shade: u8| {
        image::RgbImage::from_pixel(80, 80, image::Rgb([shade, 90, 60]))
            .save(project.path("data/logo.png"))
            .unwrap()
    };
    paint(10);
    project.edit(
        "templates/dates/template.json",
        "\"needs\": [\"session\"]",
        "\"needs\": [\"session\"], \"pictures\": [\"logo\"]",
    );
    let image = "#image(job.pictures.logo.file, width: 0.2in, alt: job.pictures.logo.alt)";
    let city = "#job.session.city";
    project.edit("templates/dates/main.typ", city, &format!("{city} {image}"));
    let pictures = "\"about\": { \"en\": \"When it is.\", \"es\": \"Cuándo es.\" }, \
                    \"pictures\": { \"logo\": { \"file\": \"data/logo.png\", \
                    \"alt\": { \"en\": \"A square\", \"es\": \"Un cuadrado\" } } }";
    project.edit(
        "data/pieces.json",
        "\"about\": { \"en\": \"When it is.\", \"es\": \"Cuándo es.\" }",
        pictures,
    );
    assert_eq!(made(&build(&project)), ALL);
    paint(200);
    expect(&project, &DATES, "`data/logo.png` changed");
}

#[test]
fn a_font_remakes_what_is_set_in_it() {
    let project = Project::small();
    let add = |font: &str, name: &str| {
        fs::copy(repository().join("fonts").join(font), project.path("fonts").join(name)).unwrap()
    };
    add("fraunces/Fraunces_700Bold.ttf", "Fraunces.ttf");
    add("noto/NotoSansHebrew-Regular.ttf", "Hebrew.ttf");
    project.edit(
        "templates/dates/main.typ",
        "#heading(level: 1, ",
        "#show heading: set text(font: \"Fraunces\")\n#heading(level: 1, ",
    );
    assert_eq!(made(&build(&project)), ALL);
    // Bytes after the last table change the file, not what it offers.
    let pad = |name: &str| {
        project.write(
            &format!("fonts/{name}"),
            [fs::read(project.path("fonts").join(name)).unwrap(), vec![0; 4]].concat(),
        )
    };
    pad("Hebrew.ttf");
    expect(&project, &[], "");
    pad("Fraunces.ttf");
    expect(&project, &DATES, "`fonts/Fraunces.ttf` changed");
    pad("SourceSans3_400Regular.ttf");
    expect(&project, &ALL, "`fonts/SourceSans3_400Regular.ttf` changed");
    // A font that is new, or gone, may be chosen for any text.
    add("noto/NotoSansThai-Regular.ttf", "Thai.ttf");
    expect(&project, &ALL, "the fonts of the project changed");
    fs::remove_file(project.path("fonts/Hebrew.ttf")).unwrap();
    expect(&project, &ALL, "the fonts of the project changed");
}

#[test]
fn a_print_shop_remakes_what_is_made_for_it() {
    let project = built();
    project.edit("data/vendors.json", "\"ink_limit\": 300", "\"ink_limit\": 280");
    expect(&project, &ALL[..2], "the vendor's requirements or the office printing options changed");
    let profile = "data/press/gracol2006-coated-tr006.icc";
    project.edit("data/vendors.json", "\"marks\": true", "\"marks\": false");
    expect(&project, &ALL[..2], "the vendor's requirements or the office printing options changed");
    let mut bytes = fs::read(project.path(profile)).unwrap();
    // The year in which the profile says it was made.
    bytes[25] ^= 1;
    project.write(profile, bytes);
    expect(&project, &ALL[..2], &format!("`{profile}` changed"));
}

#[test]
fn another_version_of_the_program_remakes_everything() {
    let project = built();
    let manifest = project.read("out/manifest.json");
    let at = manifest.find("\"engine\": \"Peerpress ").unwrap() + "\"engine\": \"Peerpress ".len();
    let version = manifest[at..].split(' ').next().unwrap().to_owned();
    project.write(
        "out/manifest.json",
        manifest.replace(&format!("Peerpress {version} "), "Peerpress 0.0.1 "),
    );
    let run = build(&project);
    assert_eq!(made(&run), ALL);
    assert!(
        run.err.contains("rebuild screen/note.en.pdf: built by Peerpress 0.0.1 with Typst "),
        "{}",
        run.err
    );
}

#[test]
fn the_day_remakes_only_what_lists_sessions_to_come() {
    let project = Project::small();
    copy(&project.path("templates/dates"), &project.path("templates/list"));
    project.edit("templates/list/template.json", "\"over\": \"upcoming_sessions\",", "");
    project.edit("templates/list/template.json", "\"session\"", "\"upcoming_sessions\"");
    project.edit("templates/list/main.typ", "job.session.training.title", "job.piece.title");
    project.edit(
        "templates/list/main.typ",
        "#job.session.dates \\\n#job.session.city",
        "#job.as_of.full #job.sessions.map(one => one.city).join()",
    );
    let piece = ",\n{ \"id\": \"list\", \"template\": \"list\", \
                 \"title\": { \"en\": \"List\", \"es\": \"Lista\" }, \
                 \"about\": { \"en\": \"All.\", \"es\": \"Todas.\" } }\n  ]";
    let pieces = project.read("data/pieces.json");
    let end = pieces.rfind("\n  ]").unwrap();
    project.write("data/pieces.json", format!("{}{piece}{}", &pieces[..end], &pieces[end + 4..]));
    assert_eq!(made(&build(&project)).len(), 8);
    let run = build_with(&project, &["--as-of", "2027-01-02"]).succeeded();
    assert_eq!(made(&run), ["screen/list.en.pdf", "screen/list.es.pdf"], "{}", run.err);
    assert!(run.err.contains("`as_of` changed"), "{}", run.err);
}

#[test]
fn a_finished_file_that_was_edited_is_rebuilt() {
    let project = built();
    project.write("out/screen/note.en.pdf", "edited by hand");
    expect(&project, &[ALL[4]], "`screen/note.en.pdf` was changed or deleted by hand");
    fs::remove_file(project.path("out/press/note.es.pdf")).unwrap();
    expect(&project, &[ALL[1]], "`press/note.es.pdf` was changed or deleted by hand");
}

#[test]
fn a_manifest_that_is_gone_or_foreign_costs_a_full_build() {
    let project = built();
    fs::remove_file(project.path("out/manifest.json")).unwrap();
    let run = build(&project);
    assert_eq!(made(&run), ALL);
    assert!(
        run.err.contains("manifest.json is missing; Peerpress will rebuild everything"),
        "{}",
        run.err
    );
    for (text, said) in [
        ("{\"version\": 99, \"shape\": 1}", "was written by another version of Peerpress"),
        ("{\"version\": 2, \"files\": {\"a\": 1}}", "is damaged"),
        ("\u{0}\u{1}", "is damaged"),
        ("{", "is damaged"),
    ] {
        project.write("out/manifest.json", text);
        let run = build(&project);
        assert_eq!(made(&run), ALL, "{text}");
        assert!(
            run.err.contains(said) && run.err.contains("Peerpress will rebuild everything"),
            "{text}: {}",
            run.err
        );
    }
}

#[test]
fn a_selection_of_pieces_leaves_the_others_alone() {
    let project = built();
    let run = build_with(&project, &["note", "--lang", "en", "--prune"]).succeeded();
    assert!(!run.err.contains("removed") && !run.out.contains("outdated"), "{}", run.err);
    assert_eq!(project.files("out/screen").len(), 4);
}

#[test]
fn warnings_are_repeated_without_a_rebuild() {
    let project = Project::small();
    project.edit(
        "templates/dates/main.typ",
        "size: 11pt)",
        "size: 11pt)\n#text(font: \"Nowhere\")[]",
    );
    let run = build(&project);
    assert_eq!(run.err.matches("warning[template-warning]").count(), 2, "{}", run.err);
    let again = build(&project);
    assert_eq!(made(&again), [""; 0]);
    assert_eq!(again.err.matches("templates/dates/main.typ:").count(), 2, "{}", again.err);
}
