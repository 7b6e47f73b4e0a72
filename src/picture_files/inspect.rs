//! Checks that a file is a usable picture, from its first bytes, before anything is decoded.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use flate2::read::ZlibDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder};

use super::{jpeg, svg};

/// The maximum size of a file, in bytes. The best JPEG of a camera is about 30 MB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The maximum length of a side, in pixels: five feet at 300 dpi.
const MAX_SIDE: u32 = 18_000;

/// The maximum memory for a decoded picture, in bytes: 50 megapixels with transparency.
const MAX_DECODED: u64 = 210_000_000;

/// The maximum size of a color profile, in bytes. Those of presses have up to 3 MB.
const MAX_PROFILE: u64 = 8 * 1024 * 1024;

/// The reason why a file cannot be used as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PictureProblem {
    /// The problem, as the end of a sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: String,
}

impl PictureProblem {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

#[derive(Clone, Copy)]
enum Format {
    Png,
    Jpeg,
    WebP,
    Svg,
}

const SAVE_AS: &str = "save it as PNG, JPEG, WebP, or SVG";

const HEIC: &str = "is a HEIC photo, which print software cannot read";

const SAVE_HEIC_AS: &str =
    "export it as JPEG; on an iPhone, set Settings > Camera > Formats to Most Compatible";

const SAVE_SMALLER: &str = "save it smaller: 300 dpi at its printed size is enough";

const COPY_AGAIN: &str = "copy it into the project again";

/// Files that people mistake for printable pictures: where and how they begin, what they are, and
/// what to do.
const OTHER_FORMATS: &[(usize, &[u8], &str, &str)] = &[
    (0, b"GIF8", "is a GIF, which is for screens", "save one frame as PNG"),
    (4, b"ftyphei", HEIC, SAVE_HEIC_AS),
    (4, b"ftypmif1", HEIC, SAVE_HEIC_AS),
    (4, b"ftypavi", "is an AVIF picture, which is for the web", SAVE_AS),
    (0, b"%PDF", "is a PDF, despite its name", "export the picture in it as SVG or PNG"),
    (0, b"II*\0", "is a TIFF", "save it as PNG"),
    (0, b"MM\0*", "is a TIFF", "save it as PNG"),
    (0, b"8BPS", "is a Photoshop file", "export it as PNG or JPEG"),
    (0, b"BM", "is a Windows bitmap", "save it as PNG"),
    (0, b"\x1f\x8b", "is compressed (`svgz`)", "save it as plain SVG"),
    (0, b"PK\x03\x04", "is a document or a zip file", "export the picture in it as PNG or SVG"),
];

/// Checks that a file can be used. Reads its structure, not its pixels.
pub(crate) fn inspect(path: &Path) -> Result<(), PictureProblem> {
    let bytes = read_picture(path)?;
    let format = format(&bytes)?;
    let extensions: &[&str] = match format {
        Format::Png => &["png"],
        Format::Jpeg => &["jpg", "jpeg"],
        Format::WebP => &["webp"],
        Format::Svg => &["svg"],
    };
    let extension = path.extension().unwrap_or_default();
    if !extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        let right = extensions[0];
        return Err(PictureProblem::new(
            format!("is a `.{right}` picture, despite its name"),
            format!("rename it to end in `.{right}`"),
        ));
    }
    match format {
        Format::Svg => svg::inspect(&bytes),
        Format::Jpeg => {
            inspect_jpeg(&bytes)?;
            check_size(JpegDecoder::new(Cursor::new(&bytes)).map_err(damaged)?)
        }
        Format::Png => {
            check_png_profile(&bytes)?;
            let decoder = PngDecoder::new(Cursor::new(&bytes)).map_err(damaged)?;
            if decoder.is_apng().map_err(damaged)? {
                return Err(PictureProblem::new("is animated", "save one frame as PNG"));
            }
            check_size(decoder)
        }
        Format::WebP => {
            let decoder = WebPDecoder::new(Cursor::new(&bytes)).map_err(damaged)?;
            if decoder.has_animation() {
                return Err(PictureProblem::new("is animated", "save one frame as PNG or WebP"));
            }
            check_size(decoder)
        }
    }
}

/// Decodes a picture completely, to find damage.
pub(crate) fn decode(path: &Path) -> Result<(), PictureProblem> {
    inspect(path)?;
    let bytes = read_picture(path)?;
    let decoded = match format(&bytes)? {
        Format::Svg => return Ok(()),
        Format::Jpeg => JpegDecoder::new(Cursor::new(&bytes)).and_then(DynamicImage::from_decoder),
        Format::Png => PngDecoder::new(Cursor::new(&bytes)).and_then(DynamicImage::from_decoder),
        Format::WebP => WebPDecoder::new(Cursor::new(&bytes)).and_then(DynamicImage::from_decoder),
    };
    decoded.map(drop).map_err(damaged)
}

fn read_picture(path: &Path) -> Result<Vec<u8>, PictureProblem> {
    let unreadable = |error: std::io::Error| {
        let hint =
            "close other programs that use it, and check that you have permission to read it";
        PictureProblem::new(format!("cannot be read: {error}"), hint)
    };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    if size > MAX_BYTES {
        let message = format!("is {} MB; the limit is {} MB", size >> 20, MAX_BYTES >> 20);
        return Err(PictureProblem::new(message, SAVE_SMALLER));
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn format(bytes: &[u8]) -> Result<Format, PictureProblem> {
    if bytes.is_empty() {
        return Err(PictureProblem::new("is empty", COPY_AGAIN));
    }
    match image::guess_format(bytes) {
        Ok(image::ImageFormat::Png) => return Ok(Format::Png),
        Ok(image::ImageFormat::Jpeg) => return Ok(Format::Jpeg),
        Ok(image::ImageFormat::WebP) => return Ok(Format::WebP),
        _ => {}
    }
    let other = OTHER_FORMATS
        .iter()
        .find(|(at, start, ..)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(start)));
    if let Some((_, _, what, hint)) = other {
        return Err(PictureProblem::new(*what, *hint));
    }
    let is_markup =
        bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"\xef\xbb\xbf<");
    if is_markup { Ok(Format::Svg) } else { Err(PictureProblem::new("is not a picture", SAVE_AS)) }
}

fn inspect_jpeg(bytes: &[u8]) -> Result<(), PictureProblem> {
    match jpeg::outline(bytes, false) {
        Some(found) if found.components == 4 => Err(PictureProblem::new(
            "is a CMYK JPEG, made for another press",
            "save it as RGB (sRGB); Peerpress converts it for your print shop",
        )),
        Some(found) if found.is_complete => Ok(()),
        _ => Err(PictureProblem::new("is incomplete", COPY_AGAIN)),
    }
}

/// Checks that the color profile of a PNG has a reasonable size: a compressed one of a few
/// kilobytes can unpack to gigabytes, and decoders unpack it whole.
fn check_png_profile(bytes: &[u8]) -> Result<(), PictureProblem> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, name, data)) = next_png_chunk(&mut rest) {
        if name != b"iCCP" {
            continue;
        }
        // A name, a zero, the method, and the compressed profile.
        let name_length = data.iter().take(80).position(|byte| *byte == 0).unwrap_or(length);
        let compressed = data.get(name_length + 2..).unwrap_or_default();
        let mut profile = ZlibDecoder::new(compressed).take(MAX_PROFILE + 1);
        if io::copy(&mut profile, &mut io::sink()).is_ok_and(|size| size > MAX_PROFILE) {
            let message = format!("has a color profile of over {} MB", MAX_PROFILE >> 20);
            let hint = "open it in an image editor, convert it to sRGB, and save it again";
            return Err(PictureProblem::new(message, hint));
        }
    }
    Ok(())
}

/// Takes the next chunk of a PNG: the length of its data, its name, and its data.
fn next_png_chunk<'a>(rest: &mut &'a [u8]) -> Option<(usize, &'a [u8], &'a [u8])> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (name, data) = after.split_at_checked(4)?;
    *rest = data.get(length.checked_add(4)?..)?;
    Some((length, name, &data[..length]))
}

/// Checks that a picture is not too large to work with.
fn check_size(decoder: impl ImageDecoder) -> Result<(), PictureProblem> {
    let (width, height) = decoder.dimensions();
    if width.max(height) > MAX_SIDE || decoder.total_bytes() > MAX_DECODED {
        let message = format!("is {width} × {height} pixels, more than any page needs");
        return Err(PictureProblem::new(message, SAVE_SMALLER));
    }
    Ok(())
}

pub(super) fn damaged(error: impl Display) -> PictureProblem {
    let message = format!("is damaged: {error}");
    let message = message.lines().next().unwrap_or_default();
    PictureProblem::new(message, "open it in an image editor and save it again")
}
