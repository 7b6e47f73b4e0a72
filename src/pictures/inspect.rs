//! Whether a file is a picture that can be used, told from its first bytes, before anything is decoded.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageResult};

use super::{jpeg, svg};

/// The largest file that is read, in bytes. A camera's best JPEG has some 30 MB.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The longest side, in pixels: 300 an inch over five feet.
const LONGEST_SIDE: u32 = 18_000;

/// The most memory that a decoded picture takes, in bytes: some 50 megapixels of a phone in 8 bits, with transparency.
const MOST_DECODED: u64 = 210_000_000;

/// Why a file cannot be used as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, to follow the file's name.
    pub message: String,
    /// What to do.
    pub advice: String,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { message: message.into(), advice: advice.into() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    WebP,
    Svg,
}

impl Format {
    /// The endings that a file of it may have.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Png => &["png"],
            Format::Jpeg => &["jpg", "jpeg"],
            Format::WebP => &["webp"],
            Format::Svg => &["svg"],
        }
    }
}

const SAVE_AS: &str = "save it as PNG, JPEG, WebP or SVG";

/// Files that people take for pictures that can be printed: how they begin, what they are, what to do.
const OTHERS: &[(usize, &[u8], &str, &str)] = &[
    (0, b"GIF8", "is a GIF, which is for screens", "save its best frame as PNG"),
    (
        4,
        b"ftyphei",
        "is a HEIC photo, which print programs cannot read",
        "export it as JPEG: on an iPhone, Settings, Camera, Formats, Most Compatible",
    ),
    (
        4,
        b"ftypmif1",
        "is a HEIC photo, which print programs cannot read",
        "export it as JPEG: on an iPhone, Settings, Camera, Formats, Most Compatible",
    ),
    (4, b"ftypavi", "is an AVIF picture, which is for the web", SAVE_AS),
    (0, b"%PDF", "is a PDF, whatever its name says", "export the picture in it as SVG or PNG"),
    (0, b"II*\0", "is a TIFF", "save it as PNG"),
    (0, b"MM\0*", "is a TIFF", "save it as PNG"),
    (0, b"8BPS", "is a Photoshop file", "export it as PNG or JPEG"),
    (0, b"BM", "is a Windows bitmap", "save it as PNG"),
    (0, b"\x1f\x8b", "is compressed (`svgz`)", "save it as plain SVG"),
    (0, b"PK\x03\x04", "is a document or a zip file", "export the picture in it as PNG or SVG"),
];

/// Whether a file can be used; reads no more than its segments.
pub fn inspect(path: &Path) -> Result<(), Fault> {
    let bytes = read(path)?;
    let format = format(&bytes)?;
    let ending =
        path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    if !format.endings().iter().any(|known| ending.eq_ignore_ascii_case(known)) {
        let right = format.endings()[0];
        return Err(Fault::new(
            format!("is in truth a picture of the kind `.{right}`"),
            format!("rename it to end in `.{right}`"),
        ));
    }
    match format {
        Format::Svg => svg::inspect(&bytes),
        Format::Jpeg => {
            inspect_jpeg(&bytes).and_then(|()| measure(JpegDecoder::new(Cursor::new(&bytes))))
        }
        Format::Png => {
            let decoder = PngDecoder::new(Cursor::new(&bytes)).map_err(damaged)?;
            if decoder.is_apng().map_err(damaged)? {
                return Err(Fault::new("moves (an animated PNG)", "save one frame of it as PNG"));
            }
            measure(Ok(decoder))
        }
        Format::WebP => {
            let decoder = WebPDecoder::new(Cursor::new(&bytes)).map_err(damaged)?;
            if decoder.has_animation() {
                return Err(Fault::new(
                    "moves (an animated WebP)",
                    "save one frame of it as PNG or WebP",
                ));
            }
            measure(Ok(decoder))
        }
    }
}

/// Decodes a picture to the end, to find where it is damaged.
pub fn decode(path: &Path) -> Result<(), Fault> {
    inspect(path)?;
    let bytes = read(path)?;
    let decoded = match format(&bytes)? {
        Format::Svg => return Ok(()),
        Format::Jpeg => JpegDecoder::new(Cursor::new(&bytes)).and_then(DynamicImage::from_decoder),
        Format::Png => PngDecoder::new(Cursor::new(&bytes)).and_then(DynamicImage::from_decoder),
        Format::WebP => WebPDecoder::new(Cursor::new(&bytes)).and_then(DynamicImage::from_decoder),
    };
    decoded.map(drop).map_err(damaged)
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| {
        Fault::new(
            format!("cannot be read: {error}"),
            "is it open in another program, or not yours to read?",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    if size > MOST_BYTES {
        return Err(Fault::new(
            format!("has {} MB; {} MB is the most", size >> 20, MOST_BYTES >> 20),
            "save it smaller: 300 pixels for each inch is enough",
        ));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn format(bytes: &[u8]) -> Result<Format, Fault> {
    if bytes.is_empty() {
        return Err(Fault::new("is empty", "copy it into the project once more"));
    }
    match image::guess_format(bytes) {
        Ok(image::ImageFormat::Png) => return Ok(Format::Png),
        Ok(image::ImageFormat::Jpeg) => return Ok(Format::Jpeg),
        Ok(image::ImageFormat::WebP) => return Ok(Format::WebP),
        _ => {}
    }
    let other = OTHERS
        .iter()
        .find(|(at, start, ..)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(start)));
    if let Some((_, _, what, advice)) = other {
        return Err(Fault::new(*what, *advice));
    }
    let is_markup =
        bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"\xef\xbb\xbf<");
    if is_markup { Ok(Format::Svg) } else { Err(Fault::new("is no picture", SAVE_AS)) }
}

fn inspect_jpeg(bytes: &[u8]) -> Result<(), Fault> {
    match jpeg::outline(bytes, false) {
        Some(found) if found.components == 4 => Err(Fault::new(
            "is a JPEG in CMYK, whose inks are those of another press",
            "save it as RGB (sRGB): Peerpress makes the inks of your print shop's press itself",
        )),
        Some(found) if found.is_whole => Ok(()),
        _ => Err(Fault::new("is damaged: it is cut short", "copy it into the project once more")),
    }
}

/// Whether a picture has a size that can be worked with.
fn measure<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<(), Fault> {
    let decoder = decoder.map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE || decoder.total_bytes() > MOST_DECODED {
        let message = format!("has {width} × {height} pixels, more than any page here can show");
        return Err(Fault::new(
            message,
            "save it smaller: 300 pixels for each inch of its printed size are enough",
        ));
    }
    Ok(())
}

/// By value, as it is used to map errors.
#[allow(clippy::needless_pass_by_value)]
fn damaged(error: image::ImageError) -> Fault {
    let why = error.to_string();
    let why = why.lines().next().unwrap_or_default();
    Fault::new(format!("is damaged: {why}"), "open it in a picture program and save it anew")
}
