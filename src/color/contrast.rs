//! Contrast of two colors as WCAG 2.1 defines it.

/// Returns the contrast ratio of two colors of a screen, from 1 to 21.
pub(crate) fn contrast(first: [u8; 3], second: [u8; 3]) -> f64 {
    let luminance_of = |color: [u8; 3]| luminance(color.map(|channel| f64::from(channel) / 255.0));
    let (first, second) = (luminance_of(first), luminance_of(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// Returns the relative luminance of red, green, and blue, each from 0 to 1.
pub(crate) fn luminance(rgb: [f64; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|channel| {
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
