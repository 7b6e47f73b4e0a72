//! Scales every picture on laid-out pages to its place: upright pixels in sRGB, no finer than the
//! edition can show, without metadata. For the press, the color profile stays, because the pixels
//! become inks later.
//!
//! Pictures are replaced on laid-out pages, where their size is known, so that templates do not
//! have to care.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::FilterType as Scaling;
use image::{DynamicImage, GenericImageView, RgbImage, RgbaImage};
use kurbo::{Affine, Rect};
use moxcms::{ColorProfile, Layout, RenderingIntent, TransformOptions};
use typst::foundations::{Bytes, Smart};
use typst::layout::{Frame, FrameItem, Size, Transform};
use typst::model::Document;
use typst::visualize::{ExchangeFormat, Image, ImageKind, RasterFormat, RasterImage};
use typst_layout::{Page, PagedDocument};

use super::Cache;
use crate::picture_files::jpeg;

/// The JPEG quality of a photo for the screen, from 1 to 100.
const JPEG_QUALITY: u8 = 88;

/// A picture stays as it is if it has up to this many times the pixels that its place can show.
const SLACK: f64 = 1.02;

/// A lossless file that is larger than this share of its raw pixels is a photo, not a drawing.
const PHOTO_SHARE: f64 = 0.25;

/// What pictures are scaled for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    /// The finest useful resolution, in pixels per inch.
    pub(crate) dpi: f64,
    /// Whether the pixels become inks later.
    pub(crate) press: bool,
}

/// A picture on a page.
#[derive(Clone)]
pub(crate) struct Placement {
    /// The picture before it is scaled.
    pub(crate) picture: RasterImage,
    /// The width and height in pixels.
    pub(crate) pixels: (u32, u32),
    /// The printed width and height in inches, with what is cut off.
    pub(crate) inches: (f64, f64),
    /// The share of the picture that is not cut off by its place.
    pub(crate) shown: f64,
}

/// Returns the resolution of a picture, in pixels per inch, along the coarser side.
pub(crate) fn resolution(placement: &Placement) -> f64 {
    let (pixels, inches) = (placement.pixels, placement.inches);
    (f64::from(pixels.0) / inches.0).min(f64::from(pixels.1) / inches.1)
}

/// Returns the document with scaled pictures, and all pictures with their size.
pub(crate) fn fit(
    document: PagedDocument,
    target: Target,
    cache: &Cache,
) -> (PagedDocument, Vec<Placement>) {
    let mut fitter = Fitter { target, cache, clips: Vec::new(), placements: Vec::new() };
    let mut changed = false;
    let pages = document.pages().iter().map(|page| {
        let Some(frame) = fitter.frame(&page.frame, Transform::identity()) else {
            return page.clone();
        };
        changed = true;
        Page { frame, ..page.clone() }
    });
    let pages = pages.collect();
    let fitted = changed.then(|| PagedDocument::new(pages, document.info().clone()));
    (fitted.unwrap_or(document), fitter.placements)
}

/// The bounds on the page of something of a size.
fn bounds(size: Size, transform: Transform) -> Rect {
    let Transform { sx, ky, kx, sy, tx, ty } = transform;
    let affine = Affine::new([sx.get(), ky.get(), kx.get(), sy.get(), tx.to_pt(), ty.to_pt()]);
    affine.transform_rect_bbox(Rect::new(0.0, 0.0, size.x.to_pt(), size.y.to_pt()))
}

struct Fitter<'a> {
    target: Target,
    cache: &'a Cache,
    /// The places that cut off what is outside them.
    clips: Vec<Rect>,
    placements: Vec<Placement>,
}

impl Fitter<'_> {
    /// Returns the frame with scaled pictures; `None` if nothing changes.
    fn frame(&mut self, frame: &Frame, transform: Transform) -> Option<Frame> {
        let mut items = Vec::new();
        let mut changed = false;
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            let other = match item {
                FrameItem::Group(group) => {
                    let inside = here.pre_concat(group.transform);
                    if group.clip.is_some() {
                        self.clips.push(bounds(group.frame.size(), inside));
                    }
                    let inner = self.frame(&group.frame, inside);
                    if group.clip.is_some() {
                        self.clips.pop();
                    }
                    inner.map(|inner| {
                        let mut group = group.clone();
                        group.frame = inner;
                        FrameItem::Group(group)
                    })
                }
                FrameItem::Image(image, size, span) => {
                    let across = here.sx.get().hypot(here.ky.get());
                    let down = here.sy.get().hypot(here.kx.get());
                    let inches = (size.x.to_inches() * across, size.y.to_inches() * down);
                    let shown = self.shown(bounds(*size, here));
                    self.image(image, inches, shown)
                        .map(|image| FrameItem::Image(image, *size, *span))
                }
                _ => None,
            };
            changed |= other.is_some();
            items.push((*position, other));
        }
        changed.then(|| {
            let mut copy = frame.clone();
            copy.clear();
            copy.push_multiple(frame.items().zip(items).map(|((_, item), (position, other))| {
                (position, other.unwrap_or_else(|| item.clone()))
            }));
            copy
        })
    }

    /// The share of an area that the open places do not cut off.
    fn shown(&self, area: Rect) -> f64 {
        let shown = self.clips.iter().fold(area, |shown, clip| shown.intersect(*clip));
        if area.is_zero_area() { 1.0 } else { shown.area().max(0.0) / area.area() }
    }

    fn image(&mut self, image: &Image, inches: (f64, f64), shown: f64) -> Option<Image> {
        let ImageKind::Raster(raster) = image.kind() else { return None };
        let pixels = (raster.width(), raster.height());
        self.placements.push(Placement { picture: raster.clone(), pixels, inches, shown });
        let fitted = self.raster(raster, inches)?;
        Some(Image::new(ImageKind::Raster(fitted), image.alt().map(Into::into), image.scaling()))
    }

    /// Returns the replacement of a picture; `None` if it stays as it is.
    fn raster(&self, raster: &RasterImage, inches: (f64, f64)) -> Option<RasterImage> {
        let is_jpeg = raster.format() == RasterFormat::Exchange(ExchangeFormat::Jpg);
        let wanted = reduced((raster.width(), raster.height()), inches, self.target.dpi);
        let is_upright = raster.exif_rotation().is_none_or(|rotation| rotation <= 1);
        let is_plain = raster.icc().is_none() || self.target.press;
        if wanted.is_none() && is_jpeg && is_upright && is_plain {
            let stripped = jpeg::outline(raster.data(), self.target.press)?.stripped;
            let is_same = stripped.as_slice() == raster.data().as_slice();
            return if is_same { None } else { load(stripped, ExchangeFormat::Jpg, None) };
        }
        let is_photo_in_disguise =
            !is_jpeg && !self.target.press && !raster.dynamic().color().has_alpha();
        if wanted.is_none() && !is_jpeg && is_plain && !is_photo_in_disguise {
            return None;
        }
        let wanted = wanted.unwrap_or((raster.width(), raster.height()));
        let size = [wanted.0.to_le_bytes(), wanted.1.to_le_bytes()].concat();
        let kind = [u8::from(self.target.press), u8::from(is_jpeg)];
        let profile = raster.icc().map(|icc| icc.as_slice());
        let parts = [b"fit".as_slice(), raster.data(), profile.unwrap_or_default(), &size, &kind];
        let made = self.cache.get(&parts, || self.remake(raster, wanted, is_jpeg))?;
        let format =
            if made.starts_with(&[0xff, 0xd8]) { ExchangeFormat::Jpg } else { ExchangeFormat::Png };
        load(made.to_vec(), format, profile.filter(|_| self.target.press))
    }

    /// Encodes a picture at a size and, for screens, in sRGB: a photo as JPEG, the rest lossless.
    fn remake(&self, raster: &RasterImage, wanted: (u32, u32), is_jpeg: bool) -> Option<Vec<u8>> {
        let mut pixels = scale(raster.dynamic(), wanted);
        if !self.target.press {
            pixels = raster.icc().and_then(|icc| to_srgb(&pixels, icc)).unwrap_or(pixels);
        }
        let must_be_lossless = self.target.press || pixels.color().has_alpha();
        if must_be_lossless || !is_jpeg {
            let mut png = Vec::new();
            let encoder =
                PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
            pixels.write_with_encoder(encoder).ok()?;
            let raw_size = pixels.as_bytes().len() as f64;
            if must_be_lossless || (png.len() as f64) < PHOTO_SHARE * raw_size {
                return Some(png);
            }
        }
        let mut photo = Vec::new();
        pixels.write_with_encoder(JpegEncoder::new_with_quality(&mut photo, JPEG_QUALITY)).ok()?;
        Some(photo)
    }
}

/// Loads a picture. Typst itself reads the profile of a JPEG.
fn load(bytes: Vec<u8>, format: ExchangeFormat, profile: Option<&[u8]>) -> Option<RasterImage> {
    let profile =
        profile.map_or(Smart::Auto, |profile| Smart::Custom(Bytes::new(profile.to_vec())));
    RasterImage::new(Bytes::new(bytes), format, profile).ok()
}

/// Returns the size in pixels that is enough for a place; `None` if the picture has hardly more.
fn reduced(pixels: (u32, u32), inches: (f64, f64), dpi: f64) -> Option<(u32, u32)> {
    let enough = (inches.0 * dpi, inches.1 * dpi);
    let share = (enough.0 / f64::from(pixels.0)).max(enough.1 / f64::from(pixels.1));
    let side = |pixels: u32| (f64::from(pixels) * share).ceil().max(1.0) as u32;
    (share * SLACK < 1.0).then(|| (side(pixels.0), side(pixels.1)))
}

/// Scales a picture down, in 8 bits. The color of transparent pixels does not bleed into others.
fn scale(image: &DynamicImage, size: (u32, u32)) -> DynamicImage {
    if image.color().has_alpha() {
        let clear = DynamicImage::ImageRgba8(premultiply(image.to_rgba8()));
        return DynamicImage::ImageRgba8(unmultiply(resize(&clear, size).into_rgba8()));
    }
    let small = resize(image, size);
    if small.color().has_color() { small.into_rgb8().into() } else { small.into_luma8().into() }
}

/// Resizes a picture. A large one is first averaged to twice the size, which is many times faster
/// and looks the same.
fn resize(image: &DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if image.dimensions() == (width, height) {
        return image.clone();
    }
    let is_large = image.width() > 4 * width && image.height() > 4 * height;
    let half = is_large.then(|| image.thumbnail_exact(2 * width, 2 * height));
    half.as_ref().unwrap_or(image).resize_exact(width, height, Scaling::Lanczos3)
}

fn premultiply(mut image: RgbaImage) -> RgbaImage {
    for pixel in image.pixels_mut() {
        let alpha = u32::from(pixel[3]);
        (0..3).for_each(|at| pixel[at] = ((u32::from(pixel[at]) * alpha + 127) / 255) as u8);
    }
    image
}

fn unmultiply(mut image: RgbaImage) -> RgbaImage {
    for pixel in image.pixels_mut() {
        let alpha = u32::from(pixel[3]).max(1);
        (0..3).for_each(|at| {
            pixel[at] = ((u32::from(pixel[at]) * 255 + alpha / 2) / alpha).min(255) as u8
        });
    }
    image
}

/// Converts pixels to sRGB; `None` if the profile does not fit them or cannot be read.
fn to_srgb(image: &DynamicImage, icc: &[u8]) -> Option<DynamicImage> {
    if !image.color().has_color() {
        return None;
    }
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    let options = TransformOptions {
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    };
    let layout = if image.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let transform =
        profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options).ok()?;
    let mut out = vec![0; image.as_bytes().len()];
    transform.transform(image.as_bytes(), &mut out).ok()?;
    let (width, height) = image.dimensions();
    match layout {
        Layout::Rgba => RgbaImage::from_raw(width, height, out).map(Into::into),
        _ => RgbImage::from_raw(width, height, out).map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_never_enlarged() {
        assert_eq!(reduced((600, 400), (3.0, 2.0), 300.0), None);
        assert_eq!(reduced((900, 600), (3.0, 2.0), 300.0), None);
        assert_eq!(reduced((6000, 4000), (3.0, 2.0), 300.0), Some((900, 600)));
        assert_eq!(
            reduced((6000, 4000), (3.0, 2.0 * 3.0), 300.0),
            Some((2700, 1800)),
            "a stretched picture keeps the pixels that its finer side needs"
        );
    }
}
