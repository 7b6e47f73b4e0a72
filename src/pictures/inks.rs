//! From the colours of a screen to the inks of a press, through the press's ICC profile: relative colorimetric with black-point compensation.
//!
//! Relative colorimetric, because it keeps every colour that the press can print, and the paper white. Most profiles made from public
//! data have one table for all intents, so that "perceptual" would clip the shadows of a photo: the compensation is done here. The
//! colours are worked out once for a grid of 33 steps a side, limited in ink, and read from it for each pixel.

use moxcms::{ColorProfile, Layout, RenderingIntent, TransformOptions};

/// Steps of the grid along each side.
const SIDE: usize = 33;

/// The gamma of Adobe RGB (1998), in which colours are weighed: it holds all that a press can print.
const GAMMA: f64 = 563.0 / 256.0;

/// Inks stay this much, in percent, below the limit: what a photo's compression may add.
const LIMIT_MARGIN: f64 = 5.0;

/// The way from a source's colours to a press's inks.
pub struct Inks {
    /// Cyan, magenta, yellow and black, from 0 to 255, for each step of red, green and blue.
    grid: Vec<[f32; 4]>,
    /// Black for each grey.
    black: Vec<u8>,
}

impl std::fmt::Debug for Inks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inks").finish_non_exhaustive()
    }
}

impl Inks {
    /// The way to the press of an ICC profile, from a source's profile or else from sRGB, with at most so many percent of ink.
    ///
    /// # Errors
    /// Says why, if the press's profile has no way in or out. A source's profile that cannot be used counts as sRGB.
    pub fn new(press: &[u8], source: Option<&[u8]>, ink_limit: f64) -> Result<Self, String> {
        let press = ColorProfile::new_from_slice(press).map_err(|error| error.to_string())?;
        let own = source
            .and_then(|source| ColorProfile::new_from_slice(source).ok())
            .filter(|own| own.color_space == moxcms::DataColorSpace::Rgb);
        let light = Light::of(&press)?;
        let colors = own
            .and_then(|own| light.grid(&own).ok())
            .map_or_else(|| light.grid(&ColorProfile::new_srgb()), Ok)?;
        let limit = (ink_limit - LIMIT_MARGIN) * 2.55;
        let grid = colors
            .chunks_exact(4)
            .map(|inks| {
                limited([inks[0], inks[1], inks[2], inks[3]].map(|ink| ink * 255.0), limit as f32)
            })
            .collect();
        Ok(Self { grid, black: light.black })
    }

    /// The inks of a colour.
    pub fn color(&self, rgb: [u8; 3]) -> [u8; 4] {
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

    /// The black ink of a grey.
    pub fn grey(&self, value: u8) -> u8 {
        self.black[usize::from(value)]
    }
}

/// Within the limit: black stays, the colours give way in the same share.
fn limited(inks: [f32; 4], limit: f32) -> [f32; 4] {
    let colors: f32 = inks[..3].iter().sum();
    let share = ((limit - inks[3]) / colors.max(1.0)).min(1.0);
    [inks[0] * share, inks[1] * share, inks[2] * share, inks[3]]
}

/// What a press can print between paper and its deepest black.
struct Light<'a> {
    press: &'a ColorProfile,
    /// The light that comes back from the deepest black, as a share of the paper's.
    least: f64,
    black: Vec<u8>,
}

impl<'a> Light<'a> {
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

    /// The inks of every colour of the grid, from 0 to 1.
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

/// The amount of black for each grey of sRGB, when only black prints: the lightness from paper to full black is shared out evenly.
fn black(printed: &[f64]) -> Vec<u8> {
    let least = printed.last().copied().unwrap_or_default();
    let paper = printed.first().copied().unwrap_or(1.0);
    let amount = |grey: u8| {
        let value = f64::from(grey) / 255.0;
        let light =
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        let wanted = least + (paper - least) * light;
        printed.iter().position(|printed| *printed <= wanted + 1e-6).unwrap_or(255).min(255) as u8
    };
    (0..=255).map(|grey| if grey == 0 { 255 } else { amount(grey) }).collect()
}

/// Relative luminance of a colour in Adobe RGB (1998).
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
    fn paper_is_paper_and_shadows_stay_apart() {
        let inks = Inks::new(PROFILE, None, 300.0).unwrap();
        assert_eq!(inks.color([255; 3]), [0; 4]);
        let sum = |rgb: [u8; 3]| inks.color(rgb).into_iter().map(u32::from).sum::<u32>();
        let shadows: Vec<u32> =
            [0, 8, 16, 24, 32, 48].into_iter().map(|value| sum([value; 3])).collect();
        assert!(
            shadows.windows(2).all(|pair| pair[0] > pair[1]),
            "black-point compensation keeps shadows apart: {shadows:?}"
        );
        assert!(shadows[0] as f64 / 2.55 <= 300.0, "{shadows:?}");
    }

    #[test]
    fn inks_are_those_of_another_engine() {
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
    fn the_limit_holds_for_every_colour() {
        let inks = Inks::new(PROFILE, None, 240.0).unwrap();
        let steps = (0..=255_u8).step_by(15);
        for color in steps.clone().flat_map(|r| {
            steps.clone().flat_map(move |g| (0..=255_u8).step_by(15).map(move |b| [r, g, b]))
        }) {
            let sum: f64 = inks.color(color).into_iter().map(f64::from).sum();
            assert!(sum / 2.55 <= 236.0, "{color:?} takes {:.0} %", sum / 2.55);
        }
    }

    #[test]
    fn greys_print_in_black_alone() {
        let inks = Inks::new(PROFILE, None, 300.0).unwrap();
        assert_eq!((inks.grey(0), inks.grey(255)), (255, 0));
        assert!((0..255).all(|grey| inks.grey(grey) >= inks.grey(grey + 1)));
    }

    #[test]
    fn a_profile_of_the_source_counts() {
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
