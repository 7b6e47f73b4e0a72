//! Codes that are too fine to scan, in whichever way a template draws them.

use std::fs;

use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};

use crate::certify::numbers;
use crate::project::{Project, copy, repository};

/// An address with a code of 37 modules in a row.
const ADDRESS: &str =
    "https://www.hhs.nd.gov/behavioral-health/peer-support/trainings?utm_source=flyer";

/// What the template needs to draw the code.
const SETUP: &str = r##"
#let code = job.program.contact.web.qr
#let side = str(code.size + 8)
#let start = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-4 -4 " + side + " " + side
#let svg = start + "'><path d='" + code.path + "'/></svg>"
#let picture(width) = image(bytes(svg), format: "svg", width: width, alt: "code")
#let ink = if job.edition == "press" { cmyk(0%, 0%, 0%, 100%) } else { rgb(0, 0, 0) }
#let dot(it) = circle(radius: it / 2, fill: ink)
#let squares(module, draw: it => square(size: it, fill: ink)) = block({
  let side = code.size * module
  box(width: side, height: side)
  for (y, row) in code.rows.enumerate() {
    for (x, it) in row.clusters().enumerate() {
      if it == "1" { place(top + left, dx: x * module, dy: y * module, draw(module)) }
    }
  }
})
#let outline(module) = curve(fill: ink, ..for (y, row) in code.rows.enumerate() {
  for run in row.matches(regex("1+")) {
    let corners = ((run.start, y), (run.end, y), (run.end, y + 1), (run.start, y + 1))
    let (start, ..rest) = corners.map(((x, y)) => (x * module, y * module))
    (curve.move(start), ..rest.map(it => curve.line(it)), curve.close(mode: "straight"))
  }
})
"##;

/// Ways to draw the code, and the width of a module in hundredths of a millimeter if that is too
/// fine.
const WAYS: [(&str, Option<u32>); 12] = [
    ("picture(0.80in)", None),
    ("picture(0.7in)", Some(39)),
    ("scale(50%, reflow: true, picture(1.2in))", Some(33)),
    ("rotate(90deg, reflow: true, picture(0.7in))", Some(39)),
    ("squares(0.41mm)", None),
    ("squares(0.35mm)", Some(35)),
    ("squares(0.3mm, draw: dot)", Some(30)),
    ("rotate(-90deg, reflow: true, squares(0.35mm))", Some(35)),
    ("outline(0.4mm)", None),
    ("outline(0.38mm)", Some(38)),
    ("scale(40%, reflow: true, outline(0.9mm))", Some(36)),
    ("rotate(30deg, reflow: true, outline(0.3mm))", Some(30)),
];

#[test]
fn a_fine_code_is_found_however_it_is_drawn() {
    let project = Project::small();
    let web = format!("\"web\": \"{ADDRESS}\"");
    project.edit("data/program.json", "\"web\": \"https://www.hhs.nd.gov\"", &web);
    let template = project.read("templates/note/main.typ");
    let (head, _) = template.split_once("#heading").unwrap();
    // One page for each way. That there are too many of them is another finding.
    let pages = WAYS.map(|(way, _)| format!("#place(top, {way})")).join("\n#pagebreak()\n");
    let text = format!("{head}{SETUP}#heading(level: 1, job.text.headline)\n{pages}\n");
    project.write("templates/note/main.typ", text);
    let mut wrong = Vec::new();
    for edition in ["screen", "press"] {
        let args = ["check", "note", "--lang", "en", "--edition", edition, "--format", "short"];
        let said = project.run_on("2027-01-01", &args).err;
        let found = said.lines().filter(|line| line.contains("[small-code]"));
        let found: Vec<&str> = found.collect();
        for (index, (way, width)) in WAYS.into_iter().enumerate() {
            let page =
                if index == 0 { "the front".to_owned() } else { format!("page {}", index + 1) };
            let on_page: Vec<&&str> =
                found.iter().filter(|line| line.contains(&format!(" on {page} has"))).collect();
            let is_right = match (width, on_page.as_slice()) {
                (None, []) => true,
                (Some(width), [line]) => {
                    line.contains(&format!("modules of 0.{width} mm"))
                        && line.starts_with("data/program.json:")
                }
                _ => false,
            };
            if !is_right {
                wrong.push(format!("{way} ({edition}): {on_page:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns a picture of the code of an address, with so many pixels for each module.
fn picture(pixels: u32) -> GrayImage {
    let code = QrCode::new(ADDRESS).unwrap();
    let (size, colors) = (code.width() as u32 + 8, code.to_colors());
    let is_dark = |x: u32, y: u32| {
        let (x, y) = (x.checked_sub(4)?, y.checked_sub(4)?);
        let inside = x < size - 8 && y < size - 8;
        inside.then(|| colors[(y * (size - 8) + x) as usize] == Color::Dark)
    };
    GrayImage::from_fn(size * pixels, size * pixels, |x, y| {
        Luma([if is_dark(x / pixels, y / pixels) == Some(true) { 0 } else { 255 }])
    })
}

/// A code from another program is a picture. It is read from its pixels.
#[test]
fn a_fine_code_in_a_picture_is_found() {
    let project = Project::small();
    let pictures = r#""pictures": { "code": { "file": "pictures/code.png",
        "alt": { "en": "A code", "es": "Un código" } } },
      "text": {"#;
    project.edit("data/pieces.json", "\"text\": {", pictures);
    project.edit(
        "templates/note/template.json",
        "\"text\": [\"headline\", \"body\"]",
        "\"text\": [\"headline\", \"body\"], \"pictures\": [\"code\"]",
    );
    let template = project.read("templates/note/main.typ");
    fs::create_dir_all(project.path("pictures")).unwrap();
    let mut wrong = Vec::new();
    for (pixels, width, module) in [
        (1, "0.9in", None),
        (12, "0.75in", None),
        (1, "0.61in", Some("0.34")),
        (12, "0.61in", Some("0.34")),
    ] {
        picture(pixels).save(project.path("pictures/code.png")).unwrap();
        let shown = format!(
            "#place(top, image(job.pictures.code.file, width: {width}, alt: job.pictures.code.alt))"
        );
        project.write("templates/note/main.typ", format!("{template}\n{shown}\n"));
        let args = ["check", "note", "--lang", "en", "--edition", "screen", "--format", "short"];
        let said = project.run_on("2027-01-01", &args).err;
        let line = said.lines().find(|line| line.contains("[small-code]"));
        let is_right = match (module, line) {
            (None, None) => true,
            (Some(module), Some(line)) => {
                line.contains(&format!("modules of {module} mm"))
                    && line.starts_with("data/pieces.json:")
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{pixels} pixels, {width}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A certificate with a code in every form in which it gets to its page.
const DIPLOMA: &str = r#"
  let code = award.verify.qr
  if "svg" in code { image(bytes(code.svg), format: "svg", width: WIDE, alt: award.number) }
  if "later" in code { [#block(width: LATER, height: LATER)#label("code")] }
"#;

/// A code that is drawn later needs room as well, and no number is given before that is known.
#[test]
fn certify_finds_a_fine_code_before_it_gives_a_number() {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    project.run(&["keys", "new"]).succeeded();
    let names = "Jo Li,8\nMaria Guadalupe Sample-Hernandez,8\nAlex Sample,8\n";
    project.write("roster.csv", format!("Name,Hours\n{names}"));
    let template = project.read("templates/diploma/main.typ");
    let args = ["certify", "roster.csv", "--session", "2026-11-minot", "--format", "short"];
    let mut wrong = Vec::new();
    for (wide, later, is_fine) in
        [("1in", "1.1in", true), ("1.1in", "1in", true), ("1.1in", "1.1in", false)]
    {
        let code = DIPLOMA.replace("WIDE", wide).replace("LATER", later);
        project
            .write("templates/diploma/main.typ", template.replace("  block(award.number)", &code));
        let run = project.run_on("2026-11-20", &args);
        let line = run.err.lines().find(|line| line.contains("[small-code]"));
        let is_right = match line {
            Some(line) => {
                is_fine
                    && run.code != 0
                    && !project.path("ledger.db").exists()
                    && line.starts_with("data/program.json:66:")
                    && line.contains("`Maria Guadalupe Sample-Hernandez`")
            }
            None => !is_fine && run.code == 0 && project.path("ledger.db").exists(),
        };
        if !is_right {
            wrong.push(format!("{wide}, later {later}: {}", run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A correction makes a new page, under the same check.
    let number = numbers(&project).remove(0).0;
    let correct = |name: &str| {
        let args = ["certificates", "correct", &number, "--name", name, "--allow-alike"];
        project.run_on("2026-11-20", &[&args[..], &["--format", "short"]].concat())
    };
    let run = correct("Maria Guadalupe Sample-Hernandez de la Santisima Trinidad Ruiz");
    assert!(run.code != 0 && run.err.contains("[small-code]"), "{}", run.err);
    correct("Joe Li").succeeded();
}
