//! Converts screen colors into the inks of a press, through the ICC profile of the press: relative
//! colorimetric with black-point compensation.
//!
//! Relative colorimetric keeps every color that the press can print, and keeps the paper white.
//! Most profiles made from public data have one table for all intents, so that "perceptual" would
//! clip the shadows of photos. moxcms has no black-point compensation, so it is done here. Colors
//! are converted once for a grid of 33 steps a side, with the ink limit applied; pixels are
//! interpolated in the grid.

use moxcms::{ColorProfile, Layout, RenderingIntent, TransformOptions};

/// The steps of the grid along each side.
const SIDE: usize = 33;

/// The gamma of Adobe RGB (1998), in which colors are compared: it contains what a press prints.
const GAMMA: f64 = 563.0 / 256.0;

/// The margin below the ink limit, in percent, for what the compression of a photo adds.
const LIMIT_MARGIN: f64 = 5.0;

/// The conversion from screen colors to the inks of a press.
pub(crate) struct Inks {
    /// Cyan, magenta, yellow and black, from 0 to 255, for each step of red, green and blue.
    grid: Vec<[f32; 4]>,
    /// Black ink for each gray.
    black: Vec<u8>,
}

impl std::fmt::Debug for Inks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inks").finish_non_exhaustive()
    }
}

impl Inks {
    /// Prepares the conversion to the ICC profile of a press, from a source profile or from
    /// sRGB. `ink_limit` is in percent. A source profile that cannot be used counts as sRGB.
    ///
    /// # Errors
    /// If the profile of the press lacks the tables for a conversion.
    pub(crate) fn new(press: &[u8], source: Option<&[u8]>, ink_limit: f64) -> Result<Self, String> {
        let press = ColorProfile::new_from_slice(press).map_err(|error| error.to_string())?;
        let own = source
            .and_then(|source| ColorProfile::new_from_slice(source).ok())
            .filter(|own| own.color_space == moxcms::DataColorSpace::Rgb);
        let range = TonalRange::of(&press)?;
        let colors = own
            .and_then(|own| range.grid(&own).ok())
            .map_or_else(|| range.grid(&ColorProfile::new_srgb()), Ok)?;
        let limit = (ink_limit - LIMIT_MARGIN) * 2.55;
        let grid = colors
            .chunks_exact(4)
            .map(|inks| {
                limit_inks(
                    [inks[0], inks[1], inks[2], inks[3]].map(|ink| ink * 255.0),
                    limit as f32,
                )
            })
            .collect();
        Ok(Self { grid, black: range.black })
    }

    /// Returns the inks of a color.
    pub(crate) fn color(&self, rgb: [u8; 3]) -> [u8; 4] {
        if rgb == [255; 3] {
            return [0; 4];
        }
        let place = rgb.map(|value| f32::from(value) * (SIDE - 1) as f32 / 255.0);
        let low = place.map(|value| (value as usize).min(SIDE - 2));
        let part = [0, 1, 2].map(|at| place[at] - low[at] as f32);
        let mut sum = [0.0_f32; 4];
        for corner in 0..8_usize {
            let step = [corner >> 2 & 1, corner >> 1 & 1, corner & 1];
            let weight: f32 =
                (0..3).map(|at| if step[at] == 1 { part[at] } else { 1.0 - part[at] }).product();
            let inks = &self.grid
                [((low[0] + step[0]) * SIDE + low[1] + step[1]) * SIDE + low[2] + step[2]];
            (0..4).for_each(|ink| sum[ink] += weight * inks[ink]);
        }
        sum.map(|ink| ink.round().clamp(0.0, 255.0) as u8)
    }

    /// Returns the black ink of a gray.
    pub(crate) fn gray(&self, value: u8) -> u8 {
        self.black[usize::from(value)]
    }
}

/// Limits inks: black stays, and the others are reduced in proportion.
fn limit_inks(inks: [f32; 4], limit: f32) -> [f32; 4] {
    let colors: f32 = inks[..3].iter().sum();
    let share = ((limit - inks[3]) / colors.max(1.0)).min(1.0);
    [inks[0] * share, inks[1] * share, inks[2] * share, inks[3]]
}

/// The tonal range of a press, from paper to the deepest black.
struct TonalRange<'a> {
    press: &'a ColorProfile,
    /// The luminance of the deepest black, as a share of the luminance of paper.
    least: f64,
    black: Vec<u8>,
}

impl<'a> TonalRange<'a> {
    fn of(press: &'a ColorProfile) -> Result<Self, String> {
        let scale = ColorProfile::new_adobe_rgb();
        let deepest = run(&scale, Layout::Rgb, press, Layout::Rgba, &[0.0, 0.0, 0.0])?;
        let least = luminance(&run(press, Layout::Rgba, &scale, Layout::Rgb, &deepest)?);
        let steps: Vec<f32> =
            (0..=255).flat_map(|step| [0.0, 0.0, 0.0, step as f32 / 255.0]).collect();
        let printed: Vec<f64> = run(press, Layout::Rgba, &scale, Layout::Rgb, &steps)?
            .chunks_exact(3)
            .map(luminance)
            .collect();
        Ok(Self { press, least, black: black(&printed) })
    }

    /// Returns the inks of every color of the grid, from 0 to 1.
    fn grid(&self, source: &ColorProfile) -> Result<Vec<f32>, String> {
        let steps = || (0..SIDE).map(|step| step as f32 / (SIDE - 1) as f32);
        let colors: Vec<f32> = steps()
            .flat_map(|red| {
                steps().flat_map(move |green| steps().flat_map(move |blue| [red, green, blue]))
            })
            .collect();
        let scale = ColorProfile::new_adobe_rgb();
        let mut seen = run(source, Layout::Rgb, &scale, Layout::Rgb, &colors)?;
        for value in &mut seen {
            let light = f64::from(value.clamp(0.0, 1.0)).powf(GAMMA);
            *value = (self.least + (1.0 - self.least) * light).powf(1.0 / GAMMA) as f32;
        }
        run(&scale, Layout::Rgb, self.press, Layout::Rgba, &seen)
    }
}

/// Returns the black ink for each gray of sRGB. Luminance is mapped linearly from the range of the
/// screen to the range from paper to full black.
fn black(printed: &[f64]) -> Vec<u8> {
    let least = printed.last().copied().unwrap_or_default();
    let paper = printed.first().copied().unwrap_or(1.0);
    let amount = |gray: u8| {
        let value = f64::from(gray) / 255.0;
        let light =
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        let wanted = least + (paper - least) * light;
        printed.iter().position(|printed| *printed <= wanted + 1e-6).unwrap_or(255).min(255) as u8
    };
    (0..=255).map(|gray| if gray == 0 { 255 } else { amount(gray) }).collect()
}

/// Returns the relative luminance of a color in Adobe RGB (1998).
fn luminance(rgb: &[f32]) -> f64 {
    let light =
        |at: usize| f64::from(rgb.get(at).copied().unwrap_or_default().clamp(0.0, 1.0)).powf(GAMMA);
    0.297_34 * light(0) + 0.627_36 * light(1) + 0.075_29 * light(2)
}

fn run(
    from: &ColorProfile,
    from_layout: Layout,
    to: &ColorProfile,
    to_layout: Layout,
    colors: &[f32],
) -> Result<Vec<f32>, String> {
    let options = TransformOptions {
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    };
    let transform = from
        .create_transform_f32(from_layout, to, to_layout, options)
        .map_err(|error| error.to_string())?;
    let channels = |layout: Layout| if layout == Layout::Rgb { 3 } else { 4 };
    let mut out = vec![0.0; colors.len() / channels(from_layout) * channels(to_layout)];
    transform.transform(colors, &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &[u8] = include_bytes!("../../data/press/gracol2006-coated-tr006.icc");

    #[test]
    fn paper_stays_white_and_shadows_stay_distinct() {
        let inks = Inks::new(PROFILE, None, 300.0).unwrap();
        assert_eq!(inks.color([255; 3]), [0; 4]);
        let sum = |rgb: [u8; 3]| inks.color(rgb).into_iter().map(u32::from).sum::<u32>();
        let shadows: Vec<u32> =
            [0, 8, 16, 24, 32, 48].into_iter().map(|value| sum([value; 3])).collect();
        assert!(
            shadows.windows(2).all(|pair| pair[0] > pair[1]),
            "black-point compensation keeps shadows distinct: {shadows:?}"
        );
        assert!(shadows[0] as f64 / 2.55 <= 300.0, "{shadows:?}");
    }

    #[test]
    fn inks_match_little_cms() {
        // Little CMS 2 with the same intent and black-point compensation, in percent.
        let known = [
            ([242, 193, 78], [0, 20, 72, 11]),
            ([46, 139, 134], [67, 3, 36, 29]),
            ([18, 59, 74], [66, 34, 26, 67]),
            ([200, 30, 40], [0, 92, 73, 15]),
        ];
        let inks = Inks::new(PROFILE, None, 400.0).unwrap();
        for (color, wanted) in known {
            let found = inks.color(color).map(|ink| (f64::from(ink) / 2.55).round() as i32);
            assert!(
                found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() <= 4),
                "{color:?}: {found:?}, not {wanted:?}"
            );
        }
    }

    #[test]
    fn no_color_exceeds_the_limit() {
        let inks = Inks::new(PROFILE, None, 240.0).unwrap();
        let steps = (0..=255_u8).step_by(15);
        for color in steps.clone().flat_map(|r| {
            steps.clone().flat_map(move |g| (0..=255_u8).step_by(15).map(move |b| [r, g, b]))
        }) {
            let sum: f64 = inks.color(color).into_iter().map(f64::from).sum();
            assert!(sum / 2.55 <= 236.0, "{color:?} takes {:.0}%", sum / 2.55);
        }
    }

    #[test]
    fn grays_print_in_black_ink_alone() {
        let inks = Inks::new(PROFILE, None, 300.0).unwrap();
        assert_eq!((inks.gray(0), inks.gray(255)), (255, 0));
        assert!((0..255).all(|gray| inks.gray(gray) >= inks.gray(gray + 1)));
    }

    #[test]
    fn the_source_profile_is_used() {
        let wide = ColorProfile::new_display_p3().encode().unwrap();
        let (own, plain) = (
            Inks::new(PROFILE, Some(&wide), 300.0).unwrap(),
            Inks::new(PROFILE, None, 300.0).unwrap(),
        );
        assert_ne!(own.color([220, 60, 40]), plain.color([220, 60, 40]));
        assert_eq!(
            Inks::new(PROFILE, Some(b"nonsense"), 300.0).unwrap().color([220, 60, 40]),
            plain.color([220, 60, 40])
        );
        assert!(Inks::new(b"nonsense", None, 300.0).is_err());
    }
}
