//! Contact sheets of every page, in `tests/golden/sheets/`: people looked at them, and a test
//! compares them with what the program draws now. `PEERPRESS_BLESS=1` rewrites them; then look at
//! them, and at each page that looks different at full size.

use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

use crate::project::{Project, repository};

/// The option of `build` that makes the pictures of pages, in pixels of width.
pub(crate) const PREVIEW: [&str; 2] = ["--png", "220"];

/// The height of a page on a sheet, the width of a sheet and the gap between pages, in pixels.
const HEIGHT: u32 = 120;
const WIDTH: u32 = 1500;
const GAP: u32 = 6;

/// The color between pages.
const GROUND: Rgb<u8> = Rgb([110, 110, 110]);

/// The quality of a sheet as JPEG, from 1 to 100.
const QUALITY: u8 = 60;

/// Squares of a sheet that are compared by their mean color, in pixels of their side, and by how
/// much that may differ.
const SQUARE: u32 = 10;
const MOST_DIFFERENCE: u64 = 20;

/// The largest folder of all sheets, in bytes.
const MOST_BYTES: u64 = 6_000_000;

fn folder() -> PathBuf {
    repository().join("tests/golden/sheets")
}

/// Compares the sheets of a project that was built with `PREVIEW`, one for each edition and
/// language.
pub(crate) fn compare_sheets(project: &Project, name: &str, editions: &[&str], langs: &[&str]) {
    let mut faults = Vec::new();
    for edition in editions {
        let pages = project.files(&format!("out/{edition}"));
        for lang in langs {
            let is_shown = |file: &&String| {
                let mut parts = file.split('.');
                file.ends_with(".png") && parts.any(|part| part == *lang)
            };
            let pages = pages.iter().filter(is_shown);
            let paths: Vec<PathBuf> =
                pages.map(|file| project.path(&format!("out/{edition}/{file}"))).collect();
            assert!(!paths.is_empty(), "{name}: no page in `{edition}` and `{lang}`");
            let file = format!("{name}.{edition}.{lang}.jpg");
            faults.extend(fault(&sheet(&paths), &file));
        }
    }
    assert!(
        faults.is_empty(),
        "look at these sheets; see PEERPRESS_BLESS in CONTRIBUTING.md:\n{}",
        faults.join("\n")
    );
}

/// Arranges pages in rows.
fn sheet(pages: &[PathBuf]) -> RgbImage {
    let (mut x, mut y) = (GAP, GAP);
    let mut placed = Vec::new();
    for page in pages {
        let page = thumbnail(page);
        if x + page.width() + GAP > WIDTH {
            (x, y) = (GAP, y + HEIGHT + GAP);
        }
        placed.push((x, y, page));
        x += placed.last().map_or(0, |(_, _, page)| page.width()) + GAP;
    }
    let mut sheet = RgbImage::from_pixel(WIDTH, y + HEIGHT + GAP, GROUND);
    for (x, y, page) in placed {
        imageops::replace(&mut sheet, &page, x.into(), y.into());
    }
    sheet
}

fn thumbnail(page: &Path) -> RgbImage {
    let page = image::open(page).unwrap().to_rgb8();
    let width = page.width() * HEIGHT / page.height();
    imageops::resize(&page, width, HEIGHT, FilterType::CatmullRom)
}

/// What is wrong with a sheet; with `PEERPRESS_BLESS`, it is written instead.
fn fault(drawn: &RgbImage, file: &str) -> Option<String> {
    let path = folder().join(file);
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::create_dir_all(folder()).unwrap();
        let mut bytes = Vec::new();
        drawn.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).unwrap();
        fs::write(path, bytes).unwrap();
        return None;
    }
    let Ok(kept) = image::open(&path) else { return Some(format!("{file}: does not exist")) };
    let kept = kept.to_rgb8();
    if kept.dimensions() != drawn.dimensions() {
        return Some(format!("{file}: has other pages"));
    }
    let (columns, rows) = (drawn.width() / SQUARE, drawn.height() / SQUARE);
    let squares = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let differing: Vec<(u32, u32)> = squares
        .filter(|&(column, row)| {
            let (one, other) = (mean(&kept, column, row), mean(drawn, column, row));
            (0..3).any(|channel| one[channel].abs_diff(other[channel]) > MOST_DIFFERENCE)
        })
        .collect();
    let (column, row) = *differing.first()?;
    let (x, y) = (column * SQUARE, row * SQUARE);
    Some(format!("{file}: differs in {} squares, the first at {x}, {y}", differing.len()))
}

/// The mean color of a square.
fn mean(image: &RgbImage, column: u32, row: u32) -> [u64; 3] {
    let square = imageops::crop_imm(image, column * SQUARE, row * SQUARE, SQUARE, SQUARE);
    let mut sums = [0; 3];
    for (_, _, pixel) in square.to_image().enumerate_pixels() {
        for (sum, value) in sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(value);
        }
    }
    sums.map(|sum| sum / u64::from(SQUARE * SQUARE))
}

#[test]
fn pages_of_the_starter_look_as_before() {
    let (project, _) = Project::built();
    let editions = ["screen", "press", "office", "large-print", "image"];
    compare_sheets(project, "starter", &editions, &["en", "es"]);
}

#[test]
fn sheets_are_small() {
    let sheets = fs::read_dir(folder()).unwrap().flatten();
    let size: u64 = sheets.map(|sheet| sheet.metadata().unwrap().len()).sum();
    assert!(size < MOST_BYTES, "{size} bytes");
}
