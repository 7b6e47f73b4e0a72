//! The segments of a JPEG file (ITU-T T.81, annex B): whether it is whole, and the same picture without what cameras write beside it.

/// What a JPEG file says of itself before its pixels.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// Colours of a pixel: 1 grey, 3 colour, 4 inks.
    pub(super) components: u8,
    /// Whether it comes to its end.
    pub(super) is_whole: bool,
    /// The file without notes, names, places, previews and what follows its end.
    pub(super) bare: Vec<u8>,
}

/// The name with which a segment of an ICC profile starts.
const ICC: &[u8] = b"ICC_PROFILE\0";

/// Reads the segments. With `keep_profile`, the colour profile stays.
pub(super) fn outline(bytes: &[u8], keep_profile: bool) -> Option<Outline> {
    let mut found = Outline { bare: vec![0xff, 0xd8], ..Outline::default() };
    let mut at = bytes.starts_with(&[0xff, 0xd8]).then_some(2)?;
    while let Some(marker) = next_marker(bytes, &mut at) {
        if marker == 0xd9 {
            found.bare.extend([0xff, 0xd9]);
            found.is_whole = found.components > 0;
            return Some(found);
        }
        let Some(segment) = segment(bytes, at) else { break };
        if is_frame(marker) {
            found.components = *segment.get(7)?;
        }
        if is_kept(marker, segment, keep_profile) {
            found.bare.extend([0xff, marker]);
            found.bare.extend(segment);
        }
        at += segment.len();
        if marker == 0xda {
            let end = end_of_scan(bytes, at);
            found.bare.extend(&bytes[at..end]);
            at = end;
        }
    }
    Some(found)
}

/// The marker at a place, which moves behind it; fill bytes may stand before it.
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

/// A segment with the two bytes of its length.
fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    bytes.get(at..at + length).filter(|segment| segment.len() >= 2)
}

/// Whether a marker starts a frame: SOF, of whatever coding.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// What a decoder needs stays: tables, frames, scans, and Adobe's note on how colours are coded.
fn is_kept(marker: u8, segment: &[u8], keep_profile: bool) -> bool {
    match marker {
        0xee => segment[2..].starts_with(b"Adobe"),
        0xe2 => keep_profile && segment[2..].starts_with(ICC),
        0xe0..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Where the coded pixels end: at a marker that is no restart and no stuffed byte.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7);
    bytes[from..].windows(2).position(is_end).map_or(bytes.len(), |found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder.add_exif_metadata(b"MM\0*GPSLatitude").unwrap();
        encoder.add_icc_profile(b"a profile").unwrap();
        encoder.encode(&[200; 64 * 3], 8, 8, jpeg_encoder::ColorType::Rgb).unwrap();
        bytes
    }

    fn holds(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|window| window == what)
    }

    #[test]
    fn only_the_picture_stays() {
        let mut bytes = photo();
        bytes.extend(b"trailing GPSLatitude");
        let found = outline(&bytes, false).unwrap();
        assert!(found.is_whole && found.components == 3);
        assert!(
            !holds(&found.bare, b"GPSLatitude")
                && !holds(&found.bare, b"Exif")
                && !holds(&found.bare, ICC)
        );
        assert!(holds(&outline(&bytes, true).unwrap().bare, b"a profile"));
        let same = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgb8();
        assert_eq!(same(&found.bare), same(&bytes));
    }

    #[test]
    fn a_cut_file_is_never_whole() {
        let bytes = photo();
        for end in 0..bytes.len() {
            assert!(
                outline(&bytes[..end], true).is_none_or(|found| !found.is_whole),
                "{end} of {}",
                bytes.len()
            );
        }
    }
}
