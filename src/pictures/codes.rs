//! QR codes in pictures.

use image::{DynamicImage, GenericImageView, imageops};

/// A picture with fewer pixels than this in a row is enlarged: it may have one for each module.
const SMALL: usize = 400;

/// How much a small picture is enlarged.
const ENLARGED: usize = 4;

/// The white margin around a picture, in its own pixels.
const MARGIN: usize = 4;

/// The maximum width and height at which a picture is read, in pixels.
const LARGE: u32 = 1500;

/// How much longer than the other side a side of a picture with a code may be: there may be words
/// below the code.
const LONGEST: f64 = 1.6;

/// The number of pixels that are looked at in each direction, to tell a drawing from a photo.
const SAMPLES: u32 = 48;

/// The share of a drawing's pixels that are nearly black or nearly white.
const TWO_TONES: f64 = 0.8;

/// A code in a picture.
#[derive(Debug)]
pub(crate) struct PictureCode {
    pub(crate) text: String,
    /// The width of a module, in pixels of the picture.
    pub(crate) module: f64,
}

/// Reads the codes in a picture, given the lightness of each pixel, row by row.
pub(crate) fn read_codes(width: usize, height: usize, pixels: &[u8]) -> Vec<PictureCode> {
    let times = if width.max(height) < SMALL { ENLARGED } else { 1 };
    let (wide, high) = ((width + 2 * MARGIN) * times, (height + 2 * MARGIN) * times);
    let pixel = |x: usize, y: usize| {
        let at = |place: usize| (place / times).checked_sub(MARGIN);
        let place = at(x).zip(at(y)).filter(|(x, y)| *x < width && *y < height);
        place.map_or(255, |(x, y)| pixels[y * width + x])
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(wide, high, pixel);
    let mut codes = Vec::new();
    for grid in prepared.detect_grids() {
        let Ok((data, text)) = grid.decode() else { continue };
        let [left, right, ..] = grid.bounds;
        let side = f64::from(right.x - left.x).hypot(f64::from(right.y - left.y));
        // The library measures one module more than the code has.
        let modules = data.version.to_size() + 1;
        codes.push(PictureCode { text, module: side / (modules * times) as f64 });
    }
    codes
}

/// Reads the codes in a picture of a piece. A photo is not read, which takes long.
pub(crate) fn codes_in_drawing(picture: &DynamicImage) -> Vec<PictureCode> {
    let (width, height) = picture.dimensions();
    let longest = f64::from(width.max(height)) / f64::from(width.min(height).max(1));
    if longest > LONGEST || !is_drawing(picture) {
        return Vec::new();
    }
    let times = f64::from(width.max(height).div_ceil(LARGE));
    let (wide, high) = (f64::from(width) / times, f64::from(height) / times);
    let gray = on_white(picture);
    let gray = imageops::thumbnail(&gray, wide.round() as u32, high.round() as u32);
    let mut codes = read_codes(gray.width() as usize, gray.height() as usize, &gray);
    codes.iter_mut().for_each(|code| code.module *= times);
    codes
}

/// Whether nearly all pixels are nearly black or nearly white.
fn is_drawing(picture: &DynamicImage) -> bool {
    let (width, height) = picture.dimensions();
    let at = |sample: u32, side: u32| {
        (u64::from(sample * 2 + 1) * u64::from(side) / u64::from(SAMPLES * 2)) as u32
    };
    let samples = (0..SAMPLES).flat_map(|y| (0..SAMPLES).map(move |x| (x, y)));
    let is_extreme = |(x, y): &(u32, u32)| {
        let [red, green, blue, alpha] = picture.get_pixel(at(*x, width), at(*y, height)).0;
        let light = (u32::from(red) + u32::from(green) + u32::from(blue)) / 3;
        alpha < 64 || !(80..=176).contains(&light)
    };
    samples.filter(is_extreme).count() as f64 >= f64::from(SAMPLES * SAMPLES) * TWO_TONES
}

/// Returns the lightness of a picture on white paper.
fn on_white(picture: &DynamicImage) -> image::GrayImage {
    let rgba = picture.to_rgba8();
    image::GrayImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0.map(u32::from);
        let light = (red * 299 + green * 587 + blue * 114) / 1000;
        image::Luma([((light * alpha + 255 * (255 - alpha)) / 255) as u8])
    })
}
