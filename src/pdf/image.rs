//! Images in a file: their pixels, and the ink of their heaviest place, found by sampling.

use lopdf::{Dictionary, Document, Object, Stream};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace as JpegSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::color_space::ColorSpace;
use super::marks::Inks;
use super::objects::numbers;

/// The maximum number of pixels of an image that are sampled.
const MAX_SAMPLES: usize = 200_000;

/// The share of pixels that is noise from compression, not a place that will not dry.
const NOISE: f64 = 0.0005;

/// The maximum size of a decompressed image, in bytes.
const MAX_BYTES: usize = 1 << 29;

/// An image.
#[derive(Debug)]
pub(crate) struct Image {
    /// The width in pixels.
    pub(crate) width: usize,
    /// The height in pixels.
    pub(crate) height: usize,
    /// Whether a mask leaves parts of it transparent.
    pub(super) is_masked: bool,
    /// The heaviest inks, and their place as shares of the width from the left and of the height
    /// from the top; `None` if the pixels cannot be read.
    pub(crate) heaviest: Option<(Inks, (f64, f64))>,
}

impl Image {
    /// Reads an image, but not its pixels.
    pub(super) fn outline(stream: &Stream) -> Self {
        let dictionary = &stream.dict;
        let size = |long: &[u8], short: &[u8]| number(dictionary, long, short).max(0) as usize;
        let is_masked = dictionary.has(b"SMask") || dictionary.has(b"Mask");
        let (width, height) = (size(b"Width", b"W"), size(b"Height", b"H"));
        Self { width, height, is_masked, heaviest: None }
    }

    /// Reads an image and samples it.
    pub(super) fn read(pdf: &Document, stream: &Stream, space: &ColorSpace) -> Self {
        let dictionary = &stream.dict;
        let Self { width, height, is_masked, .. } = Self::outline(stream);
        let bits = number(dictionary, b"BitsPerComponent", b"BPC");
        let heaviest = decompress(stream, space, bits, MAX_BYTES).and_then(|(bytes, bits)| {
            let decode = numbers(pdf, dictionary, b"Decode");
            let decode = decode.or_else(|| numbers(pdf, dictionary, b"D"));
            let samples =
                Samples { bytes, bits, width, height, channels: space.channels(), decode };
            samples.heaviest(space)
        });
        Self { width, height, is_masked, heaviest }
    }
}

/// A picture in shades of gray.
#[derive(Debug)]
pub(crate) struct GrayPicture {
    /// The width in pixels.
    pub(crate) width: usize,
    /// The height in pixels.
    pub(crate) height: usize,
    /// The lightness of each pixel, row by row.
    pub(crate) pixels: Vec<u8>,
}

/// The maximum width and height of a picture that may be a code, in pixels.
const MAX_CODE: usize = 1500;

impl GrayPicture {
    /// Reads a picture that may be a code: a square of not too many pixels. A stencil has no color
    /// space.
    pub(super) fn read(
        pdf: &Document,
        stream: &Stream,
        space: Option<&ColorSpace>,
    ) -> Option<Self> {
        let dictionary = &stream.dict;
        let number = |long: &[u8], short: &[u8]| entry(dictionary, long, short)?.as_i64().ok();
        let width = usize::try_from(number(b"Width", b"W")?).ok()?;
        let height = usize::try_from(number(b"Height", b"H")?).ok()?;
        let is_square = width.abs_diff(height) * 10 <= width.max(height);
        if !is_square || !(21..=MAX_CODE).contains(&width) || !(21..=MAX_CODE).contains(&height) {
            return None;
        }
        let stencil = ColorSpace::Gray;
        let bits =
            if space.is_some() { number(b"BitsPerComponent", b"BPC").unwrap_or(8) } else { 1 };
        let space = space.unwrap_or(&stencil);
        let is_jpeg =
            matches!(stream.filters().unwrap_or_default().last(), Some(&(b"DCTDecode" | b"DCT")));
        if is_jpeg {
            let pixels = decode_gray_jpeg(stream)?;
            return (pixels.len() == width * height).then_some(Self { width, height, pixels });
        }
        let most = (width * space.channels() * 2 + 1) * height;
        let (bytes, bits) = decompress(stream, space, bits, most)?;
        let decode = numbers(pdf, dictionary, b"Decode").or_else(|| numbers(pdf, dictionary, b"D"));
        let samples = Samples { bytes, bits, width, height, channels: space.channels(), decode };
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = places.map(|(x, y)| lightness(&samples.pixel(x, y, space)?, space));
        Some(Self { width, height, pixels: pixels.collect::<Option<_>>()? })
    }
}

/// Returns the lightness of a color, good enough to tell dark from light.
fn lightness(values: &[f64], space: &ColorSpace) -> Option<u8> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let light = match space {
        ColorSpace::Indexed { base, table } => {
            let (index, count) = (values.first()?.max(0.0) as usize, base.channels());
            let entry = table.get(index * count..(index + 1) * count)?;
            let values: Vec<f64> = entry.iter().map(|byte| f64::from(*byte) / 255.0).collect();
            return lightness(&values, base);
        }
        ColorSpace::Cmyk | ColorSpace::Spot { .. } => 1.0 - mean(values).max(*values.last()?),
        _ => mean(values),
    };
    Some((255.0 * light).round().clamp(0.0, 255.0) as u8)
}

fn decode_gray_jpeg(stream: &Stream) -> Option<Vec<u8>> {
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(JpegSpace::Luma)
        .set_max_width(MAX_CODE)
        .set_max_height(MAX_CODE);
    let is_alone = stream.filters().is_ok_and(|filters| filters.len() == 1);
    let jpeg = is_alone.then_some(&stream.content)?;
    JpegDecoder::new_with_options(ZCursor::new(jpeg), options).decode().ok()
}

/// Returns an entry under its long name, or under the short name of inline images.
pub(super) fn entry<'a>(
    dictionary: &'a Dictionary,
    long: &[u8],
    short: &[u8],
) -> Option<&'a Object> {
    dictionary.get(long).or_else(|_| dictionary.get(short)).ok()
}

/// Returns an entry that is a whole number, or 0.
fn number(dictionary: &Dictionary, long: &[u8], short: &[u8]) -> i64 {
    entry(dictionary, long, short).and_then(|value| value.as_i64().ok()).unwrap_or(0)
}

/// Returns the bytes of the pixels, at most so many, and the bits of each number.
fn decompress(
    stream: &Stream,
    space: &ColorSpace,
    bits: i64,
    most: usize,
) -> Option<(Vec<u8>, usize)> {
    let filters = stream.filters().unwrap_or_default();
    match filters.as_slice() {
        [others @ .., b"DCTDecode" | b"DCT"] => Some((decode_jpeg(stream, others, space)?, 8)),
        [.., b"JPXDecode" | b"CCITTFaxDecode" | b"JBIG2Decode"] => None,
        _ => {
            let bits = usize::try_from(bits).ok().filter(|bits| [1, 2, 4, 8, 16].contains(bits))?;
            Some((stream.get_plain_content_with_limit(most).ok()?, bits))
        }
    }
}

/// Decodes a JPEG file, after the other filters that wrap it.
fn decode_jpeg(stream: &Stream, others: &[&[u8]], space: &ColorSpace) -> Option<Vec<u8>> {
    let mut wrapped = stream.clone();
    let others: Vec<Object> = others.iter().map(|filter| Object::Name(filter.to_vec())).collect();
    wrapped.dict.set("Filter", others);
    let jpeg = wrapped.get_plain_content_with_limit(MAX_BYTES).ok()?;
    let out = match space.channels() {
        4 => JpegSpace::CMYK,
        1 => JpegSpace::Luma,
        _ => return None,
    };
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(out)
        .set_max_width(1 << 15)
        .set_max_height(1 << 15);
    JpegDecoder::new_with_options(ZCursor::new(&jpeg), options).decode().ok()
}

/// Rows of pixels.
struct Samples {
    bytes: Vec<u8>,
    bits: usize,
    width: usize,
    height: usize,
    /// The numbers in a pixel.
    channels: usize,
    decode: Option<Vec<f64>>,
}

impl Samples {
    /// Returns the inks that hardly any pixel exceeds, and the topmost place that has them.
    fn heaviest(&self, space: &ColorSpace) -> Option<(Inks, (f64, f64))> {
        let share = (self.width * self.height / MAX_SAMPLES) as f64;
        let step = share.sqrt().ceil().max(1.0) as usize;
        let mut found: Vec<(f32, usize, usize)> = Vec::new();
        for y in (0..self.height).step_by(step) {
            for x in (0..self.width).step_by(step) {
                let inks = space.inks(&self.pixel(x, y, space)?)?;
                found.push((inks.total() as f32, y, x));
            }
        }
        let noise = (found.len() as f64 * NOISE) as usize;
        if noise >= found.len() {
            return None;
        }
        let (_, &mut (ink, ..), _) =
            found.select_nth_unstable_by(noise, |a, b| b.0.total_cmp(&a.0));
        let heavy = found.iter().filter(|pixel| pixel.0 == ink);
        let &(_, y, x) = heavy.min_by_key(|pixel| (pixel.1, pixel.2))?;
        let place = ((x as f64 + 0.5) / self.width as f64, (y as f64 + 0.5) / self.height as f64);
        Some((space.inks(&self.pixel(x, y, space)?)?, place))
    }

    /// Returns the numbers of a pixel, as its color space takes them.
    fn pixel(&self, x: usize, y: usize, space: &ColorSpace) -> Option<Vec<f64>> {
        let most = f64::from((1_u32 << self.bits.min(16)) - 1);
        let value = |channel: usize| {
            let (low, high) = match &self.decode {
                Some(decode) => (*decode.get(2 * channel)?, *decode.get(2 * channel + 1)?),
                None if matches!(space, ColorSpace::Indexed { .. }) => (0.0, most),
                None => (0.0, 1.0),
            };
            Some(low + self.number(x, y, channel)? / most * (high - low))
        };
        (0..self.channels).map(value).collect()
    }

    fn number(&self, x: usize, y: usize, channel: usize) -> Option<f64> {
        let row = (self.width * self.channels * self.bits).div_ceil(8);
        let bit = (x * self.channels + channel) * self.bits;
        let byte = *self.bytes.get(y * row + bit / 8)?;
        Some(match self.bits {
            8 => f64::from(byte),
            16 => f64::from(byte) * 256.0 + f64::from(*self.bytes.get(y * row + bit / 8 + 1)?),
            bits => f64::from(byte >> (8 - bits - bit % 8) & ((1 << bits) - 1)),
        })
    }
}
