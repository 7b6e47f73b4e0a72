//! Converts screen colors into the inks of a press, through the ICC profile of the press: relative
//! colorimetric with black-point compensation.
//!
//! Relative colorimetric keeps every color that the press can print, and keeps the paper white.
//! Most profiles made from public data have one table for all intents, so that "perceptual" would
//! clip the shadows of photos. moxcms has no black-point compensation, so it is done here. Colors
//! are converted once for a grid of 33 steps a side, with the ink limit applied; pixels are
//! interpolated in the grid.

use std::sync::Arc;

use moxcms::{ColorProfile, Layout, RenderingIntent, TransformF32Executor, TransformOptions};

/// The steps of the grid along each side.
const SIDE: usize = 33;

/// The gamma of Adobe RGB (1998), in which colors are compared: it contains what a press prints.
pub(super) const GAMMA: f64 = 563.0 / 256.0;

/// The margin below the ink limit, in percent, for what the compression of a photo adds.
const LIMIT_MARGIN: f64 = 5.0;

/// The conversion from screen colors to the inks of a press.
pub(crate) struct Inks {
    /// Cyan, magenta, yellow and black, from 0 to 255, for each step of red, green and blue.
    grid: Vec<[f32; 4]>,
    /// Black ink for each gray.
    black: Vec<u8>,
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
        let colors = match own.and_then(|own| range.grid(&own).ok()) {
            Some(colors) => colors,
            None => range.grid(&ColorProfile::new_srgb())?,
        };
        let limit = ((ink_limit - LIMIT_MARGIN) * 2.55) as f32;
        let (colors, _) = colors.as_chunks::<4>();
        let grid = colors.iter().map(|inks| limit_inks(inks.map(|ink| ink * 255.0), limit));
        Ok(Self { grid: grid.collect(), black: range.black })
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
pub(super) fn limit_inks(inks: [f32; 4], limit: f32) -> [f32; 4] {
    let colors: f32 = inks[..3].iter().sum();
    let share = ((limit - inks[3]) / colors.max(1.0)).min(1.0);
    [inks[0] * share, inks[1] * share, inks[2] * share, inks[3]]
}

/// The tonal range of a press, from paper to the deepest black, and the conversions from and to its
/// inks.
pub(super) struct TonalRange {
    /// From Adobe RGB (1998) to inks.
    to_inks: Arc<TransformF32Executor>,
    /// From inks to Adobe RGB (1998).
    to_screen: Arc<TransformF32Executor>,
    /// The luminance of the deepest black, as a share of the luminance of paper.
    least: f64,
    /// The black ink for each gray of sRGB.
    pub(super) black: Vec<u8>,
}

impl TonalRange {
    pub(super) fn of(press: &ColorProfile) -> Result<Self, String> {
        let scale = ColorProfile::new_adobe_rgb();
        let to_inks = transform(&scale, Layout::Rgb, press, Layout::Rgba)?;
        let to_screen = transform(press, Layout::Rgba, &scale, Layout::Rgb)?;
        let deepest = run::<3, 4>(&*to_inks, &[0.0, 0.0, 0.0])?;
        let least = luminance(&run::<4, 3>(&*to_screen, &deepest)?);
        let steps = (0..=255).flat_map(|step| [0.0, 0.0, 0.0, step as f32 / 255.0]);
        let printed = run::<4, 3>(&*to_screen, &steps.collect::<Vec<_>>())?;
        let printed: Vec<f64> = printed.chunks_exact(3).map(luminance).collect();
        Ok(Self { to_inks, to_screen, least, black: black(&printed) })
    }

    /// Returns the inks of every color of the grid, from 0 to 1.
    fn grid(&self, source: &ColorProfile) -> Result<Vec<f32>, String> {
        let step = |place: usize| (place % SIDE) as f32 / (SIDE - 1) as f32;
        let places = 0..SIDE * SIDE * SIDE;
        let color = |place| [step(place / SIDE / SIDE), step(place / SIDE), step(place)];
        let colors: Vec<f32> = places.flat_map(color).collect();
        self.inks(source, &colors)
    }

    /// Returns the inks of colors, four from 0 to 1 for each three channels from 0 to 1.
    pub(super) fn inks(&self, source: &ColorProfile, colors: &[f32]) -> Result<Vec<f32>, String> {
        let mut seen = on_scale(source, colors)?;
        for value in &mut seen {
            let light = f64::from(value.clamp(0.0, 1.0)).powf(GAMMA);
            *value = (self.least + (1.0 - self.least) * light).powf(1.0 / GAMMA) as f32;
        }
        run::<3, 4>(&*self.to_inks, &seen)
    }

    /// Returns what inks look like, in Adobe RGB (1998).
    pub(super) fn printed(&self, inks: &[f32]) -> Result<Vec<f32>, String> {
        run::<4, 3>(&*self.to_screen, inks)
    }
}

/// Returns colors of a screen in Adobe RGB (1998).
pub(super) fn on_scale(source: &ColorProfile, colors: &[f32]) -> Result<Vec<f32>, String> {
    let scale = ColorProfile::new_adobe_rgb();
    run::<3, 3>(&*transform(source, Layout::Rgb, &scale, Layout::Rgb)?, colors)
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
    let light = |at: usize| f64::from(rgb[at].clamp(0.0, 1.0)).powf(GAMMA);
    0.297_34 * light(0) + 0.627_36 * light(1) + 0.075_29 * light(2)
}

fn transform(
    from: &ColorProfile,
    from_layout: Layout,
    to: &ColorProfile,
    to_layout: Layout,
) -> Result<Arc<TransformF32Executor>, String> {
    let options = TransformOptions {
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    };
    from.create_transform_f32(from_layout, to, to_layout, options)
        .map_err(|error| error.to_string())
}

/// Converts colors of `FROM` channels into colors of `TO` channels.
fn run<const FROM: usize, const TO: usize>(
    transform: &TransformF32Executor,
    colors: &[f32],
) -> Result<Vec<f32>, String> {
    let mut out = vec![0.0; colors.len() / FROM * TO];
    transform.transform(colors, &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_profile_is_used() {
        let press = include_bytes!("../../data/press/gracol2006-coated-tr006.icc");
        let wide = ColorProfile::new_display_p3().encode().unwrap();
        let color =
            |source: Option<&[u8]>| Inks::new(press, source, 300.0).unwrap().color([220, 60, 40]);
        assert_ne!(color(Some(&wide)), color(None));
        assert_eq!(color(Some(b"nonsense")), color(None));
        assert!(Inks::new(b"nonsense", None, 300.0).is_err());
    }
}
