//! Pictures in a press file: pixels and drawings become inks, through the profile of the press.
//! Colors of the brand are inks already and stay as they are.
//!
//! lopdf gives objects and moxcms converts colors, but no library replaces the images of a PDF.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use lopdf::{Document, Object, ObjectId, Stream};

use super::drawings;
use crate::color::Inks;
use crate::diagnostic::{Code, Finding, Place};
use crate::pdf::is_name;
use crate::pictures::{Cache, masks};

/// The JPEG quality of a photo for the press, from 1 to 100.
const JPEG_QUALITY: u8 = 93;

/// A lossless picture that is larger than this share of its raw pixels is a photo.
const PHOTO_SHARE: f64 = 0.15;

/// The printing condition that colors are converted for.
#[derive(Debug)]
pub(super) struct PrintingCondition<'a> {
    /// The ICC profile of the press.
    pub(super) profile: &'a [u8],
    /// The maximum total area coverage, in percent.
    pub(super) ink_limit: f64,
    pub(super) cache: &'a Cache,
}

/// Converts every picture into inks.
///
/// # Errors
/// If a picture or the profile cannot be converted.
pub(super) fn convert(pdf: &mut Document, press: &PrintingCondition<'_>) -> Result<(), Finding> {
    let mut conversions = InkConversions { press, known: HashMap::new() };
    let masks = masks(pdf);
    let is_picture = |object: &Object| {
        object.as_stream().is_ok_and(|stream| is_name(&stream.dict, b"Subtype", "Image"))
    };
    let ids = pdf.objects.keys().filter(|id| !masks.contains(id));
    let found: Vec<ObjectId> = ids.filter(|id| is_picture(&pdf.objects[*id])).copied().collect();
    for id in found {
        if let Some(stream) = convert_picture(pdf, id, &mut conversions)? {
            pdf.objects.insert(id, Object::Stream(stream));
        }
    }
    drawings::convert(pdf, &masks, &mut conversions)
}

/// Returns the finding for a file that cannot be processed.
pub(super) fn broken(error: impl Display) -> Finding {
    super::broken(Code::NotPressReady, error)
}

/// The conversions into the inks of one press, by the profile of the source.
pub(super) struct InkConversions<'a> {
    press: &'a PrintingCondition<'a>,
    known: HashMap<Option<blake3::Hash>, Arc<Inks>>,
}

impl InkConversions<'_> {
    /// Returns the conversion from a source profile, or from sRGB.
    pub(super) fn conversion(&mut self, profile: Option<&[u8]>) -> Result<Arc<Inks>, Finding> {
        let key = profile.map(blake3::hash);
        if let Some(known) = self.known.get(&key) {
            return Ok(Arc::clone(known));
        }
        let unusable = |error| {
            let message = format!("the profile of the print shop cannot convert pictures: {error}");
            let hint =
                "name the profile of a CMYK press with tables in both directions (A2B and B2A)";
            Finding::new(Code::BadProfile, message).at(Place::file("data/vendors.json")).hint(hint)
        };
        let inks = Inks::new(self.press.profile, profile, self.press.ink_limit);
        let inks = Arc::new(inks.map_err(unusable)?);
        self.known.insert(key, Arc::clone(&inks));
        Ok(inks)
    }
}

/// Converts a picture to CMYK; `None` if it already is CMYK, or is a stencil.
fn convert_picture(
    pdf: &Document,
    id: ObjectId,
    conversions: &mut InkConversions<'_>,
) -> Result<Option<Stream>, Finding> {
    let stream = pdf.get_object(id).and_then(Object::as_stream).map_err(broken)?;
    let Ok((_, space)) = stream.dict.get(b"ColorSpace").and_then(|space| pdf.dereference(space))
    else {
        return Ok(None);
    };
    let Some(channels) = channels(pdf, space) else { return Ok(None) };
    let profile = embedded_profile(pdf, space).filter(|profile| profile.0 == 3);
    let profile = profile.map(|profile| profile.1);
    let side = |key: &[u8]| u16::try_from(stream.dict.get(key).ok()?.as_i64().ok()?).ok();
    let (Some(width), Some(height)) = (side(b"Width"), side(b"Height")) else {
        return Err(broken("a picture has no size"));
    };
    let (cache, press) = (conversions.press.cache, conversions.press);
    let limit = press.ink_limit.to_le_bytes();
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    let kind = [u8::from(channels == 1)];
    let parts = [
        b"inks",
        stream.content.as_slice(),
        press.profile,
        profile.as_deref().unwrap_or_default(),
        &limit,
        &size,
        &kind,
    ];
    let mut problem = None;
    let printed = cache.get(&parts, || {
        encode_inks(stream, channels, profile.as_deref(), (width, height), conversions)
            .map_err(|error| problem = Some(error))
            .ok()
    });
    let Some(printed) = printed else {
        return Err(problem.unwrap_or_else(|| broken("a picture was lost")));
    };
    let mut converted = Stream::new(stream.dict.clone(), printed.to_vec());
    for key in [b"DecodeParms".as_slice(), b"Decode", b"Interpolate", b"Length"] {
        converted.dict.remove(key);
    }
    converted.dict.set("ColorSpace", "DeviceCMYK");
    converted.dict.set("BitsPerComponent", 8);
    converted.dict.set("Length", printed.len() as i64);
    if printed.starts_with(&[0xff, 0xd8]) {
        converted.dict.set("Filter", "DCTDecode");
        // CMYK JPEG files are inverted, as Adobe writes them.
        converted.dict.set("Decode", [1, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer).to_vec());
    } else {
        converted.dict.set("Filter", "FlateDecode");
    }
    converted.allows_compression = false;
    Ok(Some(converted))
}

/// Returns the number of channels of an embedded profile, and the profile.
pub(super) fn embedded_profile(pdf: &Document, space: &Object) -> Option<(i64, Vec<u8>)> {
    let [kind, profile] = space.as_array().ok()?.as_slice() else { return None };
    if kind.as_name().ok()? != b"ICCBased" {
        return None;
    }
    let stream = pdf.dereference(profile).ok()?.1.as_stream().ok()?;
    Some((stream.dict.get(b"N").ok()?.as_i64().ok()?, stream.get_plain_content().ok()?))
}

/// Returns the number of values in a gray or RGB color; `None` for inks and patterns.
pub(super) fn channels(pdf: &Document, space: &Object) -> Option<usize> {
    let (_, space) = pdf.dereference(space).ok()?;
    match space.as_name() {
        Ok(b"DeviceGray") => Some(1),
        Ok(b"DeviceRGB") => Some(3),
        _ => embedded_profile(pdf, space)
            .map(|(channels, _)| channels as usize)
            .filter(|channels| matches!(channels, 1 | 3)),
    }
}

/// Encodes a picture in inks: a photo as JPEG, the rest lossless.
fn encode_inks(
    stream: &Stream,
    channels: usize,
    profile: Option<&[u8]>,
    (width, height): (u16, u16),
    conversions: &mut InkConversions<'_>,
) -> Result<Vec<u8>, Finding> {
    let raw = raw_pixels(stream, channels).map_err(broken)?;
    if raw.len() != usize::from(width) * usize::from(height) * channels {
        return Err(broken("a picture has too few or too many pixels"));
    }
    let is_gray = channels == 1
        || raw.chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let inks = conversions.conversion(profile)?;
    let printed: Vec<u8> = if is_gray {
        raw.iter().step_by(channels).flat_map(|gray| [0, 0, 0, inks.gray(*gray)]).collect()
    } else {
        // Pictures have runs of one color.
        let mut last = ([255; 3], [0; 4]);
        let mut of = |color: [u8; 3]| {
            if color != last.0 {
                last = (color, inks.color(color));
            }
            last.1
        };
        raw.chunks_exact(3).flat_map(|pixel| of([pixel[0], pixel[1], pixel[2]])).collect()
    };
    let mut lossless = Stream::new(lopdf::Dictionary::new(), printed);
    lossless.compress().map_err(broken)?;
    let is_compressed = lossless.dict.has(b"Filter");
    let printed = if is_compressed {
        lossless.get_plain_content().map_err(broken)?
    } else {
        lossless.content.clone()
    };
    let is_photo =
        lossless.content.len() as f64 > PHOTO_SHARE * printed.len() as f64 && printed.len() > 4096;
    if is_compressed && !is_photo {
        return Ok(lossless.content);
    }
    let mut photo = Vec::new();
    jpeg_encoder::Encoder::new(&mut photo, JPEG_QUALITY)
        .encode(&printed, width, height, jpeg_encoder::ColorType::Cmyk)
        .map_err(broken)?;
    Ok(photo)
}

/// Returns the bytes of the pixels, row by row.
fn raw_pixels(stream: &Stream, channels: usize) -> Result<Vec<u8>, String> {
    let filters = stream.filters().unwrap_or_default();
    if filters.last() != Some(&b"DCTDecode".as_slice()) {
        return stream.get_plain_content().map_err(|error| error.to_string());
    }
    let decoded = image::load_from_memory_with_format(&stream.content, image::ImageFormat::Jpeg)
        .map_err(|error| error.to_string())?;
    let is_gray = channels == 1;
    Ok(if is_gray { decoded.into_luma8().into_raw() } else { decoded.into_rgb8().into_raw() })
}
