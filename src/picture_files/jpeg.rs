//! The segments of a JPEG file (ITU-T T.81, annex B): whether the file is complete, and the same
//! picture without metadata.
//!
//! The `image` crate decodes pixels, and encoding them again would lose quality. Removing metadata
//! without touching pixels needs the segments themselves.

/// The outline of a JPEG file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// The channels of a pixel: 1 for gray, 3 for color, 4 for inks.
    pub(crate) components: u8,
    /// Whether the file is complete.
    pub(crate) is_complete: bool,
    /// The file without metadata, previews and anything after its end.
    pub(crate) stripped: Vec<u8>,
}

/// The start of a segment with an ICC profile.
const ICC: &[u8] = b"ICC_PROFILE\0";

/// Reads the segments of a file. With `keep_profile`, the color profile stays.
pub(crate) fn outline(bytes: &[u8], keep_profile: bool) -> Option<Outline> {
    let mut found = Outline { stripped: vec![0xff, 0xd8], ..Outline::default() };
    let mut at = bytes.starts_with(&[0xff, 0xd8]).then_some(2)?;
    while let Some(marker) = next_marker(bytes, &mut at) {
        if marker == 0xd9 {
            found.stripped.extend([0xff, 0xd9]);
            found.is_complete = found.components > 0;
            return Some(found);
        }
        let Some(segment) = segment(bytes, at) else { break };
        if is_frame(marker) {
            found.components = *segment.get(7)?;
        }
        if is_kept(marker, segment, keep_profile) {
            found.stripped.extend([0xff, marker]);
            found.stripped.extend(segment);
        }
        at += segment.len();
        if marker == 0xda {
            let end = end_of_scan(bytes, at);
            found.stripped.extend(&bytes[at..end]);
            at = end;
        }
    }
    Some(found)
}

/// Reads the marker at `at`, after fill bytes, and advances past it.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    if *bytes.get(*at)? != 0xff {
        return None;
    }
    while *bytes.get(*at)? == 0xff {
        *at += 1;
    }
    *at += 1;
    bytes.get(*at - 1).copied()
}

/// Returns a segment with the two bytes of its length.
fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    bytes.get(at..at + length).filter(|segment| segment.len() >= 2)
}

/// Whether a marker starts a frame (SOF, of any coding).
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Whether a decoder needs a segment: tables, frames, scans, and Adobe's note on color coding.
fn is_kept(marker: u8, segment: &[u8], keep_profile: bool) -> bool {
    match marker {
        0xee => segment[2..].starts_with(b"Adobe"),
        0xe2 => keep_profile && segment[2..].starts_with(ICC),
        0xe0..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Returns the end of the coded pixels: a marker that is neither a restart nor a stuffed byte.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7);
    bytes[from..].windows(2).position(is_end).map_or(bytes.len(), |found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truncated_file_is_never_complete() {
        let mut bytes = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder.encode(&[200; 64 * 3], 8, 8, jpeg_encoder::ColorType::Rgb).unwrap();
        for end in 0..bytes.len() {
            let found = outline(&bytes[..end], true);
            assert!(found.is_none_or(|found| !found.is_complete), "{end} of {}", bytes.len());
        }
    }
}
