//! Edition `office`: cards on sheets, with matching sides after cutting.

use lopdf::content::Content;
use lopdf::{Document, Object};

use crate::project::Project;

/// A card on a sheet: its rectangle in points from the lower left corner, and the first column of
/// its matrix, which tells its rotation.
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
            }
            // A card is clipped at its trim: that outline is the card.
            "m" => outline = vec![numbers[..2].try_into().unwrap()],
            "l" => outline.push(numbers[..2].try_into().unwrap()),
            "h" if outline == [[0.0, 0.0], [288.0, 0.0], [288.0, 648.0], [0.0, 648.0]] => {
                let t = stack.last().unwrap();
                let corner =
                    |[x, y]: [f32; 2]| [x * t[0] + y * t[2] + t[4], x * t[1] + y * t[3] + t[5]];
                let (a, b) = (corner(outline[0]), corner(outline[2]));
                found.push([
                    a[0].min(b[0]),
                    a[1].min(b[1]),
                    a[0].max(b[0]),
                    a[1].max(b[1]),
                    t[0],
                    t[1],
                ]);
            }
            _ => {}
        }
    }
    found.dedup();
    found
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
            [[1.0, 0.25, 10.0, 4.25], [1.0, 4.25, 10.0, 8.25]],
            "one common cut, in the middle of the sheet"
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
            [1.0, 1.5, 5.0, 10.5],
            [5.0, 1.5, 9.0, 10.5],
            [9.0, 1.5, 13.0, 10.5],
            [13.0, 1.5, 17.0, 10.5]
        ]
    );
}

#[test]
fn backs_shift_to_correct_the_printer() {
    let pdf = sheets(
        &["--shift-back", "0.1in,-0.05in", "--flip", "short-edge"],
        "out/office/rack-card-overview.en.pdf",
    );
    let pages = placed(&pdf);
    assert_eq!(rectangles(&pages[0])[0], [1.0, 0.25, 10.0, 4.25]);
    assert_eq!(rectangles(&pages[1])[0], [1.1, 0.3, 10.1, 4.3], "to the right and up");
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
