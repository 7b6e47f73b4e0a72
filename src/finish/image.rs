//! Edition `image`: each page as a PNG picture of exactly its size, in sRGB and without
//! transparency, and its words in a text file beside it.

use std::io;

use png::{BitDepth, ColorType, Compression, Encoder, Filter, SrgbRenderingIntent};
use serde_json::Value;
use typst_layout::{Page, PagedDocument};

use super::alt_text::alt_text;
use super::{FinishError, broken, preview};
use crate::check::page_text::PageText;
use crate::diagnostic::Code;
use crate::plan::Job;

/// Returns the pictures of a job and the files with their words, each with its path in the output
/// folder.
///
/// # Errors
/// If a picture cannot be written.
pub(crate) fn files(
    job: &Job,
    document: &PagedDocument,
) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
    let photo = job.data.pointer("/photo/alt").and_then(Value::as_str);
    let mut files = Vec::new();
    for (index, page) in document.pages().iter().enumerate() {
        let picture = picture(page).map_err(|error| broken(Code::TemplateFailed, error))?;
        files.push((job.picture(index), picture));
        files.push((job.alt_text(index), alt_text(&PageText::of(page), photo).into_bytes()));
    }
    Ok(files)
}

/// Draws a page, of which each point is a pixel.
fn picture(page: &Page) -> Result<Vec<u8>, png::EncodingError> {
    let [width, height] =
        [page.frame.width(), page.frame.height()].map(|side| side.to_pt().round() as u32);
    // The page is opaque, so the fourth byte of each pixel says nothing.
    let pixels: Vec<u8> = preview::pixels(page, width)
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
        .collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(io::Cursor::new(&mut file), width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder.set_compression(Compression::High);
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}
