//! The modules of certificates' QR codes, by the thousand.
//!
//! The `qrcode` crate finds the place of every bit again for each code, which takes longer than all
//! else. Here it is asked once for each size of code, and then the bits of a code are put there.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, Version, bits, ec};

/// The level of error correction: a reader restores 15% of a code, so a crease, a stain, or a
/// reflection on a framed certificate does not matter. L would make modules up to 9% wider and
/// restore half as much; Q and H make them too fine for the room on a certificate.
/// `docs/verification.md` has the measurements.
pub(super) const LEVEL: EcLevel = EcLevel::M;

/// The modules of a certificate's QR code.
#[derive(Debug, PartialEq, Eq)]
pub struct Modules {
    /// The number of modules in a row.
    pub size: usize,
    colors: Vec<Color>,
}

impl Modules {
    /// The modules for an address; `None` if it is too long for a QR code.
    ///
    /// The mask is fixed: to weigh all eight takes as long as the rest of a certificate. Signed
    /// content looks random under any mask, and readers accept each.
    pub fn of(url: &str) -> Option<Self> {
        let bits = bits::encode_auto(url.as_bytes(), LEVEL).ok()?;
        let version = bits.version();
        let (data, correction) =
            ec::construct_codewords(&bits.into_bytes(), version, LEVEL).ok()?;
        let codewords = [data, correction].concat();
        let placement = Placement::of(version, codewords.len());
        let mut colors = placement.blank.clone();
        for (byte, places) in codewords.iter().zip(placement.places.chunks(8)) {
            for (bit, place) in places.iter().enumerate() {
                if byte & (0x80 >> bit) != 0 {
                    colors[*place] = !colors[*place];
                }
            }
        }
        Some(Self { size: width(version), colors })
    }

    /// The number of modules in a row, for an address; `None` if it is too long for a QR code.
    pub(crate) fn size_of(url: &str) -> Option<usize> {
        let bits = bits::encode_auto(url.as_bytes(), LEVEL).ok()?;
        Some(width(bits.version()))
    }

    /// The number of characters that an address may have, from its start, for a code with at most
    /// this many modules in a row.
    pub(crate) fn most_characters(url: &str, size: usize) -> usize {
        let ends: Vec<usize> = url.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        ends.partition_point(|end| Self::size_of(&url[..*end]).is_some_and(|it| it <= size))
    }

    pub(super) fn colors(&self) -> &[Color] {
        &self.colors
    }

    /// Whether each module is dark, row by row.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = bool>> {
        self.colors
            .chunks(self.size.max(1))
            .map(|row| row.iter().map(|module| *module == Color::Dark))
    }
}

fn width(version: Version) -> usize {
    usize::try_from(version.width()).unwrap_or_default()
}

/// Where the bits of a code are.
struct Placement {
    /// The modules of a code without any bits.
    blank: Vec<Color>,
    /// The module of each bit, in the order of the codewords.
    places: Vec<usize>,
}

impl Placement {
    /// Returns the placement for codes of a version, with so many bytes.
    fn of(version: Version, bytes: usize) -> Arc<Self> {
        static KNOWN: LazyLock<Mutex<HashMap<i16, Arc<Placement>>>> = LazyLock::new(Mutex::default);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let placement =
            known.entry(version.width()).or_insert_with(|| Arc::new(Self::find(version, bytes)));
        Arc::clone(placement)
    }

    /// Draws codes in which the bits have their own position as their value, digit by digit.
    fn find(version: Version, bytes: usize) -> Self {
        let blank = draw(version, &vec![0; bytes]);
        let bits = 8 * bytes;
        let mut positions = vec![0; blank.len()];
        for digit in 0..=bits.ilog2() {
            // Counted from 1: position 0 is that of a module without a bit.
            let bit = |index: usize| u8::from((index + 1) >> digit & 1 == 1);
            let byte = |byte: usize| (0..8).fold(0, |sum, at| sum << 1 | bit(8 * byte + at));
            let drawn = draw(version, &(0..bytes).map(byte).collect::<Vec<u8>>());
            for (position, (drawn, blank)) in positions.iter_mut().zip(drawn.iter().zip(&blank)) {
                *position |= usize::from(drawn != blank) << digit;
            }
        }
        let mut places = vec![0; bits];
        for (place, position) in positions.into_iter().enumerate().filter(|(_, it)| *it > 0) {
            places[position - 1] = place;
        }
        Self { blank, places }
    }
}

fn draw(version: Version, codewords: &[u8]) -> Vec<Color> {
    let mut canvas = Canvas::new(version, LEVEL);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(codewords, &[]);
    canvas.apply_mask(MaskPattern::Checkerboard);
    canvas.into_colors()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the crate draws it.
    fn drawn(url: &str) -> Vec<Color> {
        let bits = bits::encode_auto(url.as_bytes(), LEVEL).unwrap();
        let version = bits.version();
        let (data, correction) =
            ec::construct_codewords(&bits.into_bytes(), version, LEVEL).unwrap();
        draw(version, &[data, correction].concat())
    }

    #[test]
    fn modules_are_those_of_the_crate() {
        let mut wrong = Vec::new();
        for length in (1..2300).step_by(57).chain([370, 371, 2331]) {
            let url: String =
                (0..length).map(|at| char::from(b'A' + ((at * at + length) % 23) as u8)).collect();
            if Modules::of(&url).is_none_or(|modules| modules.colors != drawn(&url)) {
                wrong.push(length);
            }
        }
        assert_eq!(wrong, Vec::<usize>::new());
        assert_eq!(Modules::of(&"a".repeat(2332)), None, "too long");
    }
}
