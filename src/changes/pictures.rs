//! Draws the pages of finished files, and finds the regions in which two versions of a page differ.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::imageops::FilterType;
use image::{DynamicImage, RgbaImage};

use super::content::Content;

/// The width in pixels at which pages are compared.
const WIDTH: f32 = 800.0;

/// The width of a thumbnail in pixels: about 1.3 times the width at which it is shown.
const THUMBNAIL: u16 = 240;

/// The JPEG quality of thumbnails, up to 100.
const QUALITY: u8 = 70;

/// Regions consist of squares of this many pixels.
const SQUARE: u32 = 8;

/// A color channel must differ by more than this; less is due to the rounding of edges.
const TOLERANCE: u8 = 24;

/// A region, in fractions of the page's width and height from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Region {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// Draws every page of the files. A file that cannot be read has no pages.
pub(crate) fn pages<'a>(files: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<RgbaImage> {
    let drawn = |file: &'a Vec<u8>| match Content::of(file) {
        Content::Pdf => first_pages(file, usize::MAX),
        Content::Picture => {
            image::load_from_memory(file).map(|picture| picture.into_rgba8()).into_iter().collect()
        }
        Content::Words(_) => Vec::new(),
    };
    files.into_iter().flat_map(drawn).collect()
}

/// Draws the first pages of a PDF, 800 pixels wide. A file that cannot be read has no pages.
pub(crate) fn first_pages(file: &[u8], limit: usize) -> Vec<RgbaImage> {
    Pdf::new(file.to_vec()).map(|pdf| draw(&pdf, limit)).unwrap_or_default()
}

fn draw(pdf: &Pdf, limit: usize) -> Vec<RgbaImage> {
    let cache = RenderCache::new();
    let settings =
        InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
    let drawn = pdf.pages().iter().take(limit).filter_map(|page| {
        let scale = WIDTH / page.render_dimensions().0.max(1.0);
        let sizes = RenderSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
            ..RenderSettings::default()
        };
        let pixels = render(page, &cache, &settings, &sizes);
        RgbaImage::from_raw(
            pixels.width().into(),
            pixels.height().into(),
            pixels.data_as_u8_slice().to_vec(),
        )
    });
    drawn.collect()
}

/// A small picture of a page.
#[derive(Debug)]
pub(crate) struct Thumbnail {
    pub jpeg: Vec<u8>,
    /// The size in pixels.
    pub width: u16,
    pub height: u16,
}

/// Makes a thumbnail of a page. As JPEG, a page with gradients takes a third of the bytes of a PNG.
pub(crate) fn thumbnail(page: &RgbaImage) -> Thumbnail {
    let (width, height) = page.dimensions();
    let height = height * u32::from(THUMBNAIL) / width.max(1);
    let height = u16::try_from(height).unwrap_or(u16::MAX).max(1);
    let page = DynamicImage::ImageRgba8(page.clone());
    let small = page.resize_exact(THUMBNAIL.into(), height.into(), FilterType::CatmullRom);
    let mut jpeg = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, QUALITY);
    encoder.set_optimized_huffman_tables(true);
    match encoder.encode(small.as_bytes(), THUMBNAIL, height, jpeg_encoder::ColorType::Rgba) {
        Ok(()) => Thumbnail { jpeg, width: THUMBNAIL, height },
        Err(error) => unreachable!("a picture in memory can be written: {error}"),
    }
}

/// Finds the regions in which two pictures of a page differ: the whole page if their sizes differ.
pub(crate) fn differences(before: &RgbaImage, after: &RgbaImage) -> Vec<Region> {
    let (width, height) = after.dimensions();
    if before.dimensions() != after.dimensions() {
        return vec![Region { left: 0.0, top: 0.0, width: 1.0, height: 1.0 }];
    }
    let (columns, rows) = (width.div_ceil(SQUARE) as usize, height.div_ceil(SQUARE) as usize);
    let mut differs = vec![false; columns * rows];
    for ((x, y, was), is) in before.enumerate_pixels().zip(after.pixels()) {
        if was.0.iter().zip(is.0).any(|(was, is)| was.abs_diff(is) > TOLERANCE) {
            differs[(y / SQUARE) as usize * columns + (x / SQUARE) as usize] = true;
        }
    }
    let part = |squares: usize, of: u32| f64::from(squares as u32 * SQUARE) / f64::from(of);
    let regions =
        group(differs, columns, rows).into_iter().map(|[left, top, right, bottom]| Region {
            left: part(left, width),
            top: part(top, height),
            width: part(right + 1 - left, width).min(1.0 - part(left, width)),
            height: part(bottom + 1 - top, height).min(1.0 - part(top, height)),
        });
    regions.collect()
}

/// Groups squares that touch or almost touch into boxes: left, top, right, bottom.
fn group(mut differs: Vec<bool>, columns: usize, rows: usize) -> Vec<[usize; 4]> {
    const REACH: usize = 3;
    let mut boxes = Vec::new();
    for start in 0..differs.len() {
        if !std::mem::take(&mut differs[start]) {
            continue;
        }
        let mut found = [start % columns, start / columns, start % columns, start / columns];
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            let (x, y) = (at % columns, at / columns);
            found = [found[0].min(x), found[1].min(y), found[2].max(x), found[3].max(y)];
            for row in y.saturating_sub(REACH)..(y + REACH + 1).min(rows) {
                for column in x.saturating_sub(REACH)..(x + REACH + 1).min(columns) {
                    if std::mem::take(&mut differs[row * columns + column]) {
                        open.push(row * columns + column);
                    }
                }
            }
        }
        boxes.push(found);
    }
    boxes
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    #[test]
    fn regions_that_differ_are_found() {
        let before = RgbaImage::from_pixel(320, 640, Rgba([255; 4]));
        let mut after = before.clone();
        assert_eq!(differences(&before, &after), []);
        after.put_pixel(5, 5, Rgba([0, 0, 0, 255]));
        after.put_pixel(30, 5, Rgba([0, 0, 0, 255]));
        after.put_pixel(310, 630, Rgba([0, 0, 0, 255]));
        after.put_pixel(160, 320, Rgba([250, 250, 250, 255]));
        let found = differences(&before, &after);
        assert_eq!(
            found,
            [
                Region { left: 0.0, top: 0.0, width: 0.1, height: 0.0125 },
                Region { left: 0.95, top: 0.975, width: 0.025, height: 0.0125 }
            ]
        );
        assert_eq!(differences(&RgbaImage::new(1, 1), &after).len(), 1);
    }
}
