//! What readers see in a logo: its shape, and whether it stands out from a ground.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, GenericImageView, ImageReader};
use resvg::tiny_skia::Pixmap;
use usvg::{Transform, Tree};

use super::inspect::{PictureProblem, damaged, inspect};
use crate::color::contrast;

/// The length of the longer side on which a drawing is looked at, in pixels.
const SIDE: u32 = 64;

/// The alpha below which a pixel counts as clear, from 0 to 255.
const CLEAR: u8 = 24;

/// The contrast that WCAG 2.1 asks for (1.4.11), of drawings.
const DRAWING: f64 = 3.0;

/// The share of a logo that must stand out: its letters take less room than a badge around them.
const LEAST_SHARE: f64 = 0.3;

/// The steps in which channels are compared, from 0 to 255. Colors at soft edges are alike.
const STEP: u8 = 16;

/// How much the channels of a ground that looks even may differ, from 0 to 255.
const EVEN: u8 = 12;

/// A picture as readers see it.
#[derive(Debug, Clone)]
pub(crate) struct Appearance {
    /// The width as a multiple of the height.
    pub(crate) shape: f64,
    /// Red, green, blue, and alpha of the pixels that are not clear, and how many have them.
    colors: BTreeMap<[u8; 4], usize>,
    /// The color of its own ground, if it has one up to its edges.
    pub(crate) ground: Option<[u8; 3]>,
}

impl Appearance {
    /// Looks at a picture.
    ///
    /// # Errors
    /// If the file cannot be used as a picture, or nothing is seen in it.
    pub(crate) fn read(path: &Path) -> Result<Self, PictureProblem> {
        inspect(path)?;
        let bytes = fs::read(path).map_err(|error| damaged(error.to_string()))?;
        let is_svg = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("svg"));
        let (shape, picture) = if is_svg { drawn(&bytes)? } else { decoded(&bytes)? };
        let colors = counted(sampled(&picture).into_iter().filter(|pixel| pixel[3] >= CLEAR));
        if colors.is_empty() {
            let hint = "draw something in it, or choose another file";
            return Err(PictureProblem::new("is empty", hint));
        }
        Ok(Self { shape, colors, ground: own_ground(&picture) })
    }

    /// Whether enough of it stands out from a ground.
    pub(crate) fn stands_out(&self, ground: [u8; 3]) -> bool {
        let is_seen = |color: [u8; 4]| contrast(over(color, ground), ground) >= DRAWING;
        let seen = self.colors.iter().filter(|(color, _)| is_seen(**color));
        let seen: usize = seen.map(|(_, count)| count).sum();
        let all: usize = self.colors.values().sum();
        seen as f64 >= LEAST_SHARE * all as f64
    }
}

/// How many pixels have each color, in steps of [`STEP`].
fn counted(pixels: impl Iterator<Item = [u8; 4]>) -> BTreeMap<[u8; 4], usize> {
    let mut colors = BTreeMap::new();
    for pixel in pixels {
        let rounded = pixel.map(|channel| channel - channel % STEP + channel / STEP);
        *colors.entry(rounded).or_default() += 1;
    }
    colors
}

/// The shape of an SVG, and its pixels.
fn drawn(bytes: &[u8]) -> Result<(f64, DynamicImage), PictureProblem> {
    let tree = Tree::from_data(bytes, &usvg::Options::default())
        .map_err(|error| damaged(error.to_string()))?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = SIDE as f32 / width.max(height);
    let pixels = |length: f32| ((length * scale).round() as u32).max(1);
    let no_room = || damaged("it has no size".to_owned());
    let mut pixmap = Pixmap::new(pixels(width), pixels(height)).ok_or_else(no_room)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let rgba = pixmap.pixels().iter().flat_map(|pixel| {
        let it = pixel.demultiply();
        [it.red(), it.green(), it.blue(), it.alpha()]
    });
    let picture = image::RgbaImage::from_raw(pixmap.width(), pixmap.height(), rgba.collect());
    let picture = DynamicImage::from(picture.ok_or_else(no_room)?);
    Ok((f64::from(width / height), picture))
}

/// The shape of a picture of pixels, and its pixels.
fn decoded(bytes: &[u8]) -> Result<(f64, DynamicImage), PictureProblem> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let reader = reader.map_err(|error| damaged(error.to_string()))?;
    let picture = reader.decode().map_err(|error| damaged(error.to_string()))?;
    let (width, height) = picture.dimensions();
    Ok((f64::from(width) / f64::from(height.max(1)), picture))
}

/// Up to [`SIDE`] pixels in each direction.
fn sampled(picture: &DynamicImage) -> Vec<[u8; 4]> {
    let (width, height) = picture.dimensions();
    let (across, down) = (width.min(SIDE), height.min(SIDE));
    let at = |sample: u32, count: u32, side: u32| {
        (u64::from(sample * 2 + 1) * u64::from(side) / u64::from(count * 2)) as u32
    };
    let places = (0..down).flat_map(|y| (0..across).map(move |x| (x, y)));
    places.map(|(x, y)| picture.get_pixel(at(x, across, width), at(y, down, height)).0).collect()
}

/// The color of the edges, if all of them have it.
fn own_ground(picture: &DynamicImage) -> Option<[u8; 3]> {
    let (right, low) = (picture.width() - 1, picture.height() - 1);
    let places = [0, 1, 2, 3, 4].map(|step| (step * right / 4, step * low / 4));
    let sides = places.into_iter().flat_map(|(x, y)| [(x, 0), (x, low), (0, y), (right, y)]);
    let pixels: Vec<[u8; 4]> = sides.map(|(x, y)| picture.get_pixel(x, y).0).collect();
    let [red, green, blue, _] = pixels[0];
    let is_same = |pixel: &[u8; 4]| {
        let near = |at: usize| pixel[at].abs_diff(pixels[0][at]) <= EVEN;
        pixel[3] == 255 && (0..3).all(near)
    };
    pixels.iter().all(is_same).then_some([red, green, blue])
}

/// A pixel as it is seen on a ground.
fn over([red, green, blue, alpha]: [u8; 4], ground: [u8; 3]) -> [u8; 3] {
    let alpha = u16::from(alpha);
    let mixed = |own: u8, below: u8| {
        ((u16::from(own) * alpha + u16::from(below) * (255 - alpha)) / 255) as u8
    };
    [mixed(red, ground[0]), mixed(green, ground[1]), mixed(blue, ground[2])]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAVY: [u8; 4] = [18, 59, 74, 255];

    fn of_pixels(pixels: Vec<[u8; 4]>) -> Appearance {
        Appearance { shape: 1.0, colors: counted(pixels.into_iter()), ground: None }
    }

    #[test]
    fn letters_on_a_pale_badge_stand_out() {
        let pale = [255, 250, 220, 255];
        let badge = of_pixels([vec![NAVY; 4], vec![pale; 6]].concat());
        assert!(badge.stands_out([255; 3]) && badge.stands_out([18, 59, 74]));
        assert!(!of_pixels(vec![pale; 10]).stands_out([255; 3]));
    }

    #[test]
    fn what_shines_through_counts() {
        let faint = of_pixels(vec![[18, 59, 74, 60]; 10]);
        assert!(!faint.stands_out([255; 3]));
    }
}
