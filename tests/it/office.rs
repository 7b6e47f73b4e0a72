//! Edition `office`: cards on sheets, with matching sides after cutting.

use lopdf::content::Content;
use lopdf::{Document, Object};

use crate::project::Project;

/// A card on a sheet with its bleed: its rectangle in points from the lower left corner, and the
/// first column of its matrix, which tells its rotation.
type Placed = [f32; 6];

/// Returns the cards of each page of a finished file.
fn placed(pdf: &Document) -> Vec<Vec<Placed>> {
    pdf.get_pages()
        .values()
        .map(|id| cards(&Content::decode(&pdf.get_page_content(*id)).unwrap()))
        .collect()
}

/// Returns the cards of a page.
fn cards(content: &Content) -> Vec<Placed> {
    let mut stack: Vec<[f32; 6]> = vec![[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]];
    let (mut found, mut outline) = (Vec::new(), Vec::<[f32; 2]>::new());
    for operation in &content.operations {
        let numbers: Vec<f32> =
            operation.operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
        match operation.operator.as_str() {
            "q" => stack.push(*stack.last().unwrap()),
            "Q" => drop(stack.pop()),
            "cm" => {
                let m = &numbers;
                let t = stack.last_mut().unwrap();
                let next = [
                    m[0] * t[0] + m[1] * t[2],
                    m[0] * t[1] + m[1] * t[3],
                    m[2] * t[0] + m[3] * t[2],
                    m[2] * t[1] + m[3] * t[3],
                    m[4] * t[0] + m[5] * t[2] + t[4],
                    m[4] * t[1] + m[5] * t[3] + t[5],
                ];
                *t = next;
                if let Some(card) =
                    found.last_mut().filter(|card: &&mut Placed| card[4..] == [0.0; 2])
                {
                    (card[4], card[5]) = (next[0], next[1]);
                }
            }
            // A card is clipped at its bleed. It is turned inside of that outline.
            "m" => outline = vec![numbers[..2].try_into().unwrap()],
            "l" => outline.push(numbers[..2].try_into().unwrap()),
            "W" if is_card(&outline) => {
                let t = stack.last().unwrap();
                let corner =
                    |[x, y]: [f32; 2]| [x * t[0] + y * t[2] + t[4], x * t[1] + y * t[3] + t[5]];
                let (a, b) = (corner(outline[0]), corner(outline[2]));
                found.push([
                    a[0].min(b[0]),
                    a[1].min(b[1]),
                    a[0].max(b[0]),
                    a[1].max(b[1]),
                    0.0,
                    0.0,
                ]);
            }
            _ => {}
        }
    }
    found.dedup();
    found
}

/// Whether an outline is that of a rack card, upright or turned, with bleed on some sides.
fn is_card(outline: &[[f32; 2]]) -> bool {
    let [first, second, third, fourth] = outline else { return false };
    let (width, height) = ((third[0] - first[0]).abs(), (third[1] - first[1]).abs());
    let is_near = |side: f32, sides: [f32; 3]| sides.iter().any(|it| (it - side).abs() < 0.01);
    (first[1], second[0], third[1], fourth[0]) == (second[1], third[0], fourth[1], first[0])
        && is_near(width.min(height), [288.0, 297.0, 306.0])
        && is_near(width.max(height), [648.0, 657.0, 666.0])
}

fn sheets(args: &[&str], file: &str) -> Document {
    let project = Project::starter();
    let args =
        [&["build", "rack-card-overview", "--lang", "en", "--edition", "office"], args].concat();
    project.run_on("2026-11-22", &args).succeeded();
    Document::load(project.path(file)).unwrap()
}

/// Returns the rectangles of cards, in inches, rounded and sorted.
fn rectangles(cards: &[Placed]) -> Vec<[f32; 4]> {
    let mut all: Vec<[f32; 4]> = cards
        .iter()
        .map(|card| [0, 1, 2, 3].map(|side| (card[side] / 72.0 * 100.0).round() / 100.0))
        .collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all.dedup();
    all
}

#[test]
fn a_card_on_letter_is_cut_once_and_its_sides_match() {
    let pdf = sheets(&[], "out/office/rack-card-overview.en.pdf");
    let pages = placed(&pdf);
    assert_eq!(pages.len(), 2);
    for page in &pages {
        assert_eq!(
            rectangles(page),
            [[0.88, 0.13, 10.13, 4.25], [0.88, 4.25, 10.13, 8.38]],
            "one common cut, in the middle of the sheet, and bleed on the outer edges"
        );
    }
    // A landscape sheet is flipped on its long edge: the top of a card points the same way on both
    // sides.
    let direction = |page: &[Placed]| (page[0][4].round(), page[0][5].round().abs());
    assert_eq!(direction(&pages[0]), direction(&pages[1]));
    let preferences = pdf.catalog().unwrap().get(b"ViewerPreferences").unwrap().as_dict().unwrap();
    assert_eq!(preferences.get(b"PrintScaling").unwrap().as_name().unwrap(), b"None");
    assert_eq!(preferences.get(b"Duplex").unwrap().as_name().unwrap(), b"DuplexFlipLongEdge");
}

#[test]
fn other_sheets_hold_more_cards() {
    let three = sheets(&["--sheet", "tabloid-3"], "out/office/rack-card-overview.en.tabloid-3.pdf");
    assert_eq!(rectangles(&placed(&three)[0]).len(), 3);
    let four = sheets(&["--sheet", "12x18"], "out/office/rack-card-overview.en.12x18.pdf");
    assert_eq!(
        rectangles(&placed(&four)[1]),
        [
            [0.88, 1.38, 5.0, 10.63],
            [5.0, 1.38, 9.0, 10.63],
            [9.0, 1.38, 13.0, 10.63],
            [13.0, 1.38, 17.13, 10.63]
        ]
    );
}

#[test]
fn backs_shift_to_correct_the_printer() {
    let pdf = sheets(
        &["--shift-back", "0.1in,-0.052in", "--flip", "short-edge"],
        "out/office/rack-card-overview.en.pdf",
    );
    let pages = placed(&pdf);
    assert_eq!(rectangles(&pages[0])[0], [0.88, 0.13, 10.13, 4.25]);
    assert_eq!(rectangles(&pages[1])[0], [0.98, 0.18, 10.23, 4.3], "to the right and up");
    let preferences =
        pdf.catalog().unwrap().get(b"ViewerPreferences").and_then(Object::as_dict).unwrap();
    assert_eq!(preferences.get(b"Duplex").unwrap().as_name().unwrap(), b"DuplexFlipShortEdge");
}

#[test]
fn an_invalid_shift_is_reported() {
    let run = Project::small().run(&["build", "--edition", "office", "--shift-back", "2in,0mm"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("at most one inch"), "{}", run.err);
}

#[test]
fn letter_pieces_keep_their_pages() {
    let project = Project::starter();
    project
        .run_on(
            "2026-11-22",
            &["build", "handout-faq", "sheet-calibration", "--lang", "es", "--edition", "office"],
        )
        .succeeded();
    let pdf = Document::load(project.path("out/office/handout-faq.es.pdf")).unwrap();
    let page = pdf.get_dictionary(pdf.page_iter().next().unwrap()).unwrap();
    let size: Vec<f32> = page
        .get(b"MediaBox")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|value| value.as_float().unwrap())
        .collect();
    assert_eq!(size, [0.0, 0.0, 612.0, 792.0]);
    assert!(pdf.catalog().unwrap().has(b"StructTreeRoot"), "as accessible as on the screen");
}

fn media_box(pdf: &Document) -> Vec<f32> {
    let page = pdf.get_dictionary(pdf.page_iter().next().unwrap()).unwrap();
    let sides = page.get(b"MediaBox").unwrap().as_array().unwrap();
    sides.iter().map(|value| value.as_float().unwrap().round()).collect()
}

/// A program that prints on A4: its letter pieces, its sheets, and its messages.
#[test]
fn a_program_prints_on_its_own_paper() {
    let project = Project::starter();
    project.edit("data/program.json", "\"region\":", "\"paper\": \"a4\",\n  \"region\":");
    let pieces = ["rack-card-overview", "handout-faq", "flyer-benefits", "certificate-completion"];
    let build =
        [&["build", "--lang", "en", "--edition", "office,large-print"], &pieces[..]].concat();
    project.run_on("2026-11-22", &build).succeeded();
    let size = |file: &str| {
        media_box(&Document::load(project.path("out").join(file)).unwrap())[2..].to_vec()
    };
    assert_eq!(size("office/handout-faq.en.pdf"), [595.0, 842.0]);
    assert_eq!(size("office/flyer-benefits.en.pdf"), [595.0, 842.0]);
    assert_eq!(size("office/certificate-completion.en.pdf"), [842.0, 595.0]);
    assert_eq!(size("large-print/flyer-benefits.en.pdf"), [595.0, 842.0]);
    assert_eq!(size("office/rack-card-overview.en.pdf"), [842.0, 595.0], "a sheet of A4");
    let args = ["build", "rack-card-overview", "--lang", "en", "--edition", "office", "--sheet"];
    project.run_on("2026-11-22", &[&args[..], &["a3-4"]].concat()).succeeded();
    assert_eq!(size("office/rack-card-overview.en.a3-4.pdf"), [1191.0, 842.0]);
}

/// Pieces of letter size are pale in this edition: no page takes a fifth of the toner of a black
/// one.
#[test]
fn letter_pieces_save_toner() {
    let (_, run) = Project::built();
    assert!(!run.out.contains("ink-coverage") && !run.err.contains("ink-coverage"), "{}", run.err);
}
