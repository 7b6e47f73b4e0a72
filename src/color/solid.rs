//! Single colors on a press: the inks that print a color of the screen, and what inks look like.

use empfindung::cie00;
use moxcms::ColorProfile;

use super::contrast::luminance;
use super::inks::{GAMMA, TonalRange, limit_inks, on_scale};

/// A press, by its ICC profile.
pub(crate) struct Press {
    range: TonalRange,
}

impl Press {
    /// Reads the profile of a press. This takes some 40 ms.
    ///
    /// # Errors
    /// If the profile cannot be read, or lacks the tables for a conversion.
    pub(crate) fn new(profile: &[u8]) -> Result<Self, String> {
        let profile = ColorProfile::new_from_slice(profile).map_err(|error| error.to_string())?;
        Ok(Self { range: TonalRange::of(&profile)? })
    }

    /// Returns the inks of a color of the screen, in whole percent: relative colorimetric with
    /// black-point compensation. Their sum stays below `ink_limit`, in percent.
    ///
    /// # Errors
    /// If the conversion fails.
    pub(crate) fn inks(&self, rgb: [u8; 3], ink_limit: f64) -> Result<[f64; 4], String> {
        if rgb == [255; 3] {
            return Ok([0.0; 4]);
        }
        let channels = rgb.map(|channel| f32::from(channel) / 255.0);
        let inks = self.range.inks(&ColorProfile::new_srgb(), &channels)?;
        let inks = [inks[0], inks[1], inks[2], inks[3]].map(|ink| ink * 100.0);
        Ok(limit_inks(inks, ink_limit as f32).map(|ink| f64::from(ink).floor()))
    }

    /// Returns the black ink, in percent, that prints a color as gray of the same lightness.
    pub(crate) fn black(&self, rgb: [u8; 3]) -> f64 {
        (f64::from(self.range.black[usize::from(gray_of(rgb))]) / 2.55).round()
    }

    /// Returns how different inks look from a color of the screen (CIEDE2000). From about 10 on,
    /// people call the two different colors.
    ///
    /// # Errors
    /// If the conversion fails.
    pub(crate) fn difference(&self, cmyk: [f64; 4], rgb: [u8; 3]) -> Result<f64, String> {
        let inks = cmyk.map(|ink| ink as f32 / 100.0);
        let channels = rgb.map(|channel| f32::from(channel) / 255.0);
        let printed = self.range.printed(&inks)?;
        let shown = on_scale(&ColorProfile::new_srgb(), &channels)?;
        Ok(f64::from(cie00::diff(lab(&printed), lab(&shown))))
    }
}

/// Returns the gray of sRGB with the luminance of a color.
fn gray_of(rgb: [u8; 3]) -> u8 {
    let wanted = luminance(rgb.map(|channel| f64::from(channel) / 255.0));
    let is_lighter = |gray: &u8| luminance([f64::from(*gray) / 255.0; 3]) >= wanted - 1e-9;
    (0..=255).find(is_lighter).unwrap_or(255)
}

/// The white of the profile connection space (D50): X, Y, Z.
const WHITE: [f64; 3] = [0.9642, 1.0, 0.8249];

/// Returns CIE L*a*b* (D50) of a color in Adobe RGB (1998).
fn lab(rgb: &[f32]) -> [f32; 3] {
    let light = [0, 1, 2].map(|at| f64::from(rgb[at].clamp(0.0, 1.0)).powf(GAMMA));
    let rows = ColorProfile::new_adobe_rgb().rgb_to_xyz_matrix().v;
    let [x, y, z] = [0, 1, 2].map(|row| {
        let value: f64 = (0..3).map(|at| rows[row][at] * light[at]).sum();
        let share = value / WHITE[row];
        if share > (6.0_f64 / 29.0).powi(3) {
            share.cbrt()
        } else {
            share * 841.0 / 108.0 + 4.0 / 29.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)].map(|value| value as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press() -> Press {
        Press::new(include_bytes!("../../data/press/gracol2006-coated-tr006.icc")).unwrap()
    }

    #[test]
    fn computed_inks_look_like_the_color() {
        let press = press();
        for rgb in [[0x12, 0x3b, 0x4a], [0xc4, 0x53, 0x2d], [0xfb, 0xf6, 0xec], [128; 3]] {
            let inks = press.inks(rgb, 300.0).unwrap();
            let difference = press.difference(inks, rgb).unwrap();
            // Black-point compensation makes dark colors a little lighter.
            assert!(difference < 8.0, "{rgb:?} {inks:?}: {difference}");
        }
        assert_eq!(press.inks([255; 3], 300.0).unwrap(), [0.0; 4]);
        assert!(press.inks([0; 3], 240.0).unwrap().iter().sum::<f64>() <= 240.0);
    }

    #[test]
    fn a_gray_is_black_ink_alone() {
        assert_eq!(gray_of([128; 3]), 128);
        assert_eq!(press().black([0; 3]), 100.0);
        assert_eq!(press().black([255; 3]), 0.0);
        let black = press().black([0x8f, 0xa9, 0xa6]);
        assert!((30.0..60.0).contains(&black), "{black}");
    }

    #[test]
    fn other_inks_look_different() {
        let difference = press().difference([0.0, 100.0, 100.0, 0.0], [0x1f, 0x6f, 0x78]).unwrap();
        assert!(difference > 40.0, "{difference}");
        assert!(press().difference([0.0; 4], [255; 3]).unwrap() < 0.5);
        assert!(Press::new(b"nonsense").is_err());
    }
}
