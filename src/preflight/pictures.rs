//! Pictures in the file: how many pixels they have, and how much ink their heaviest places are, by sampling them.

use lopdf::{Dictionary, Document, Object, Stream};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::function::numbers;
use super::space::Space;

/// So many pixels of a picture are looked at, at most.
const SAMPLES: usize = 200_000;

/// A share of the pixels so small is noise of compression, not a place that will not dry.
const NOISE: f64 = 0.0005;

/// No picture is larger than this when it is unpacked.
const LARGEST: usize = 1 << 29;

/// A picture.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    /// The heaviest ink, in percent, and where it is: shares of the width from the left and of the height from the top.
    pub(super) heaviest: Option<(f64, (f64, f64))>,
}

impl Picture {
    /// Reads a picture and samples it.
    pub(super) fn read(pdf: &Document, stream: &Stream, space: &Space) -> Self {
        let length = |long: &[u8], short: &[u8]| {
            either(&stream.dict, long, short)
                .and_then(|value| value.as_i64().ok())
                .unwrap_or_default()
        };
        let (width, height) =
            (length(b"Width", b"W").max(0) as usize, length(b"Height", b"H").max(0) as usize);
        let mut picture = Self { width, height, heaviest: None };
        let bits = length(b"BitsPerComponent", b"BPC");
        if let Some((bytes, bits)) = unpacked(stream, space, bits) {
            picture.heaviest = Samples {
                bytes,
                bits,
                width,
                height,
                count: space.count(),
                decode: decode(pdf, &stream.dict),
            }
            .heaviest(space);
        }
        picture
    }
}

/// An entry under its long name or that of pictures in the text of a page.
pub(super) fn either<'a>(
    dictionary: &'a Dictionary,
    long: &[u8],
    short: &[u8],
) -> Option<&'a Object> {
    dictionary.get(long).or_else(|_| dictionary.get(short)).ok()
}

fn decode(pdf: &Document, dictionary: &Dictionary) -> Option<Vec<f64>> {
    numbers(pdf, dictionary, b"Decode").or_else(|| numbers(pdf, dictionary, b"D"))
}

/// The pixels' bytes and the bits of each number.
fn unpacked(stream: &Stream, space: &Space, bits: i64) -> Option<(Vec<u8>, usize)> {
    let filters = stream.filters().unwrap_or_default();
    match filters.as_slice() {
        [.., b"DCTDecode" | b"DCT"] => {
            let mut packed = stream.clone();
            // What is left after the other filters, if there are any, is the JPEG file.
            let rest: Vec<Object> = filters[..filters.len() - 1]
                .iter()
                .map(|filter| Object::Name(filter.to_vec()))
                .collect();
            packed.dict.set("Filter", rest);
            let jpeg = packed.get_plain_content_with_limit(LARGEST).ok()?;
            let out = match space.count() {
                4 => ColorSpace::CMYK,
                1 => ColorSpace::Luma,
                _ => return None,
            };
            let options = DecoderOptions::default()
                .jpeg_set_out_colorspace(out)
                .set_max_width(1 << 15)
                .set_max_height(1 << 15);
            Some((JpegDecoder::new_with_options(ZCursor::new(&jpeg), options).decode().ok()?, 8))
        }
        [.., b"JPXDecode" | b"CCITTFaxDecode" | b"JBIG2Decode"] => None,
        _ => Some((
            stream.get_plain_content_with_limit(LARGEST).ok()?,
            usize::try_from(bits).ok().filter(|bits| [1, 2, 4, 8, 16].contains(bits))?,
        )),
    }
}

/// Numbers in rows of pixels.
struct Samples {
    bytes: Vec<u8>,
    bits: usize,
    width: usize,
    height: usize,
    /// Numbers that make a pixel.
    count: usize,
    decode: Option<Vec<f64>>,
}

impl Samples {
    /// The ink that hardly any pixel exceeds, and the first pixel that has it.
    fn heaviest(&self, space: &Space) -> Option<(f64, (f64, f64))> {
        let step =
            ((self.width * self.height / SAMPLES.max(1)) as f64).sqrt().ceil().max(1.0) as usize;
        let mut found: Vec<(f32, u32, u32)> = Vec::new();
        for y in (0..self.height).step_by(step) {
            for x in (0..self.width).step_by(step) {
                let inks = space.inks(&self.pixel(x, y, space)?)?;
                found.push((inks.total() as f32, x as u32, y as u32));
            }
        }
        let noise = (found.len() as f64 * NOISE) as usize;
        let ink = {
            let (_, (ink, ..), _) = (noise < found.len())
                .then(|| found.select_nth_unstable_by(noise, |a, b| b.0.total_cmp(&a.0)))?;
            *ink
        };
        let (_, x, y) =
            found.iter().filter(|pixel| pixel.0 >= ink).min_by_key(|pixel| (pixel.2, pixel.1))?;
        Some((
            f64::from(ink),
            ((f64::from(*x) + 0.5) / self.width as f64, (f64::from(*y) + 0.5) / self.height as f64),
        ))
    }

    /// The numbers of a pixel, as its space takes them.
    fn pixel(&self, x: usize, y: usize, space: &Space) -> Option<Vec<f64>> {
        let most = ((1_u32 << self.bits.min(16)) - 1) as f64;
        (0..self.count)
            .map(|index| {
                let raw = self.number(x, y, index)?;
                let (low, high) = match &self.decode {
                    Some(decode) => (*decode.get(2 * index)?, *decode.get(2 * index + 1)?),
                    None if matches!(space, Space::Indexed { .. }) => (0.0, most),
                    None => (0.0, 1.0),
                };
                Some(low + raw / most * (high - low))
            })
            .collect()
    }

    fn number(&self, x: usize, y: usize, index: usize) -> Option<f64> {
        let row = (self.width * self.count * self.bits).div_ceil(8);
        let bit = (x * self.count + index) * self.bits;
        let byte = *self.bytes.get(y * row + bit / 8)?;
        Some(match self.bits {
            8 => f64::from(byte),
            16 => f64::from(byte) * 256.0 + f64::from(*self.bytes.get(y * row + bit / 8 + 1)?),
            bits => f64::from(byte >> (8 - bits - bit % 8) & ((1 << bits) - 1)),
        })
    }
}
