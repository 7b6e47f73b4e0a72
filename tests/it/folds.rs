//! Pieces that are folded: marks for the press, lines on the proofs, and sides that match.

use std::io::{Cursor, Read};

use lopdf::{Document, Object};

use crate::project::Project;

/// The distance from the edge of the sheet to the trim: bleed, a gap, a mark, and a gap.
const MARGIN: f64 = 9.0 + 3.0 + 18.0 + 3.0;

/// The distances of the fold marks from the left edge of the trim, in inches, and how far each
/// reaches from the foot of the sheet, in points.
fn fold_marks(pdf: &Document, page: usize) -> Vec<(f64, f64, f64)> {
    let id = pdf.get_pages().into_values().nth(page).unwrap();
    let content = String::from_utf8_lossy(&pdf.get_page_content(id)).into_owned();
    let dashed = content.rsplit_once("[3 2] 0 d\n").expect("dashed marks").1;
    let lines = dashed.lines().take_while(|line| line.ends_with("l S"));
    let numbers = |line: &str| -> Vec<f64> {
        line.split(' ').filter_map(|number| number.parse().ok()).collect()
    };
    let mark = |at: Vec<f64>| ((at[0] - MARGIN) / 72.0, at[1].min(at[3]), at[1].max(at[3]));
    lines.map(|line| mark(numbers(line))).collect()
}

#[test]
fn fold_marks_are_outside_the_trim_and_behind_each_other() {
    let project = &Project::built().0;
    let pdf = Document::load(project.path("out/press/brochure.en.pdf")).unwrap();
    for (page, folds) in [[3.625, 7.3125], [11.0 - 7.3125, 11.0 - 3.625]].into_iter().enumerate() {
        let marks = fold_marks(&pdf, page);
        assert_eq!(marks.len(), 4, "{marks:?}");
        for (x, from, to) in marks {
            assert!(folds.iter().any(|fold| (fold - x).abs() < 1e-3), "{x} of {folds:?}");
            let top = 612.0 + MARGIN + 9.0;
            assert!(to <= MARGIN - 9.0 || from >= top, "on the paper that is cut off: {from} {to}");
        }
    }
    let flat = Document::load(project.path("out/press/flyer-benefits.en.pdf")).unwrap();
    let id = flat.get_pages()[&1];
    let content = String::from_utf8_lossy(&flat.get_page_content(id)).into_owned();
    assert!(!content.contains("[3 2] 0 d"), "a flyer is not folded");
}

#[test]
fn proofs_show_the_folds() {
    let project = Project::starter();
    let pack = ["pack", "brochure", "--quantity", "100", "--draft", "--lang", "en"];
    project.run_on("2026-11-22", &pack).succeeded();
    let zip = project.files("out/packs").into_iter().find(|name| name.ends_with(".zip")).unwrap();
    let bytes = std::fs::read(project.path("out/packs").join(zip)).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut png = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut png).unwrap();
        image::load_from_memory(&png).unwrap().to_rgb8()
    };
    let inside = read("proofs/brochure-en-inside.png");
    let pink = |x: f64| {
        let x = ((x + 0.125) * 150.0) as u32;
        let is_pink = |pixel: &image::Rgb<u8>| pixel[0] > 200 && pixel[1] < 90 && pixel[2] > 90;
        (0..inside.height())
            .filter(|y| (x - 1..=x + 1).any(|x| is_pink(inside.get_pixel(x, *y))))
            .count()
    };
    for fold in [11.0 - 7.3125, 11.0 - 3.625] {
        assert!(pink(fold) > 400, "{fold}: {} pixels of a dashed line", pink(fold));
    }
    assert!(pink(2.0) < 40, "no line where nothing is folded");
    // Half as large: the cover, the back, the inside with the flap on it, and the inside.
    let folded = read("proofs/brochure-en-folded.png");
    let inches = [3.6875, 3.6875, 11.0 - 3.625, 11.0];
    let width = 5.0 * 18.0 + inches.iter().sum::<f64>() * 36.0;
    assert_eq!(folded.width(), (width * 150.0 / 72.0).round() as u32);
    let outside = read("proofs/brochure-en-outside.png");
    let of_piece = |x: f64| *outside.get_pixel(((x + 0.125) * 150.0) as u32, 300);
    let of_view = |view: usize, x: f64| {
        let left = 18.0 * (view + 1) as f64 + inches[..view].iter().sum::<f64>() * 36.0;
        let scale = 150.0 / 72.0;
        let y = 18.0 * scale + (300.0 - 0.125 * 150.0) / 2.0;
        *folded.get_pixel(((left + x * 36.0) * scale) as u32, y as u32)
    };
    let is_near = |one: image::Rgb<u8>, other: image::Rgb<u8>| {
        one.0.iter().zip(other.0).all(|(one, other)| one.abs_diff(other) < 12)
    };
    // Beside a fold or the trim, outside the line of the safe area.
    let near = 0.06;
    for (view, x, at) in [(0, 0.0, 7.3125), (1, 0.0, 3.625), (2, 3.75, 0.0)] {
        let (seen, drawn) = (of_view(view, x + near), of_piece(at + near));
        assert!(is_near(seen, drawn), "view {view}: {seen:?}, not {drawn:?}");
    }
}

/// The back of a wide page is upright if the paper turns over its short edge.
#[test]
fn a_brochure_turns_over_its_short_edge() {
    let project = &Project::built().0;
    let pdf = Document::load(project.path("out/office/brochure.en.pdf")).unwrap();
    let preferences = pdf.catalog().unwrap().get(b"ViewerPreferences").and_then(Object::as_dict);
    assert_eq!(
        preferences.unwrap().get(b"Duplex").unwrap().as_name().unwrap(),
        b"DuplexFlipShortEdge"
    );
}
