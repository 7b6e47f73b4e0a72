//! The colors of the website: those of the brand by role, for light and for dark screens, each
//! changed as far as people need to read what is set in it.

use std::fmt::Write;

use crate::color::contrast;
use crate::content::brand::Brand;

type Rgb = [u8; 3];

const WHITE: Rgb = [255; 3];
const BLACK: Rgb = [0; 3];

/// The contrast of text that WCAG 2.2 asks for (1.4.3), and that of a control (1.4.11).
const TEXT: f64 = 4.5;
const CONTROL: f64 = 3.0;

/// The contrast of running text: long texts need more.
const RUNNING: f64 = 7.0;

/// The contrast of white with the ground of dark screens: that of a night sky.
const NIGHT: f64 = 15.0;

/// In how many steps a color is changed.
const STEPS: u32 = 20;

/// The roles of colors, and what they are.
type Roles = Vec<(&'static str, Rgb)>;

/// Returns the variables of the stylesheet.
pub(super) fn variables(brand: &Brand) -> String {
    let mut css = String::new();
    let mut block = |selector: &str, scheme: &str, roles: &Roles| {
        let _ = writeln!(css, "{selector} {{\n  color-scheme: {scheme};");
        for (role, [red, green, blue]) in roles {
            let _ = writeln!(css, "  --{role}: #{red:02x}{green:02x}{blue:02x};");
        }
        let _ = writeln!(css, "}}");
    };
    block(":root", "light", &light(brand));
    let dark = dark(brand);
    block("@media screen and (prefers-color-scheme: dark) { :root", "dark", &dark);
    css + "}\n"
}

fn light(brand: &Brand) -> Roles {
    let colors = &brand.colors;
    let page = until(colors.ground.channels(), WHITE, |it| contrast(it, BLACK) >= NIGHT);
    let panel = until(colors.panel.channels(), WHITE, |it| contrast(it, BLACK) >= RUNNING);
    let grounds = [page, WHITE, panel];
    let band = until(colors.headline.channels(), BLACK, |it| contrast(it, WHITE) >= RUNNING);
    vec![
        ("page", page),
        ("card", WHITE),
        ("panel", panel),
        ("ink", readable(&grounds, colors.text.channels(), BLACK, RUNNING)),
        ("head", readable(&grounds, colors.headline.channels(), BLACK, TEXT)),
        ("link", readable(&grounds, colors.heading.channels(), BLACK, TEXT)),
        ("edge", readable(&grounds, colors.rule.channels(), BLACK, CONTROL)),
        ("line", mix(colors.rule.channels(), page, 0.5)),
        ("band", band),
        ("on-band", readable(&[band], colors.ground.channels(), WHITE, RUNNING)),
        ("mark-band", readable(&[band], colors.highlight.channels(), WHITE, TEXT)),
        ("accent", colors.accent.channels()),
        ("sky", colors.sky.channels()),
        ("light", colors.light.channels()),
        ("far", colors.scenery.channels()),
        ("near", colors.heading.channels()),
        ("front", colors.headline.channels()),
        (
            "on-sky",
            readable(
                &[colors.sky.channels(), colors.light.channels()],
                colors.headline.channels(),
                BLACK,
                TEXT,
            ),
        ),
    ]
}

/// The same at night: the headline's color, darkened, is the ground, and the sky has gone.
fn dark(brand: &Brand) -> Roles {
    let colors = &brand.colors;
    let headline = colors.headline.channels();
    let page = until(headline, BLACK, |it| contrast(it, WHITE) >= NIGHT);
    let card = mix(page, WHITE, 0.06);
    let panel = mix(page, colors.scenery.channels(), 0.18);
    let panel = until(panel, BLACK, |it| contrast(it, WHITE) >= RUNNING * 1.5);
    let grounds = [page, card, panel];
    let band = mix(page, BLACK, 0.4);
    let night = mix(page, colors.scenery.channels(), 0.25);
    let dusk = mix(page, colors.scenery.channels(), 0.1);
    vec![
        ("page", page),
        ("card", card),
        ("panel", panel),
        ("ink", readable(&grounds, colors.ground.channels(), WHITE, RUNNING)),
        ("head", readable(&grounds, colors.light.channels(), WHITE, RUNNING)),
        ("link", readable(&grounds, colors.highlight.channels(), WHITE, TEXT)),
        ("edge", readable(&grounds, colors.rule.channels(), WHITE, CONTROL)),
        ("line", mix(colors.rule.channels(), page, 0.6)),
        ("band", band),
        ("on-band", readable(&[band], colors.ground.channels(), WHITE, RUNNING)),
        ("mark-band", readable(&[band], colors.highlight.channels(), WHITE, TEXT)),
        ("accent", colors.accent.channels()),
        ("sky", night),
        ("light", dusk),
        ("far", mix(colors.scenery.channels(), BLACK, 0.45)),
        ("near", mix(colors.heading.channels(), BLACK, 0.5)),
        ("front", mix(headline, BLACK, 0.4)),
        ("on-sky", readable(&[night, dusk], colors.light.channels(), WHITE, RUNNING)),
    ]
}

/// A color, changed step by step toward another until people can read it on every ground.
fn readable(grounds: &[Rgb], color: Rgb, toward: Rgb, needed: f64) -> Rgb {
    let is_read = |it: Rgb| grounds.iter().all(|ground| contrast(*ground, it) >= needed);
    until(color, toward, is_read)
}

/// A color, changed step by step toward another until it is good, or has become that one.
fn until(color: Rgb, toward: Rgb, is_good: impl Fn(Rgb) -> bool) -> Rgb {
    let steps = (0..=STEPS).map(|step| mix(color, toward, f64::from(step) / f64::from(STEPS)));
    steps.into_iter().find(|it| is_good(*it)).unwrap_or(toward)
}

/// A mixture of two colors: all of the first at 0, all of the other at 1.
fn mix(one: Rgb, other: Rgb, share: f64) -> Rgb {
    let channel = |index: usize| {
        let [a, b] = [one, other].map(|color| f64::from(color[index]));
        (a + (b - a) * share).round() as u8
    };
    [channel(0), channel(1), channel(2)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::text::ScreenColor;

    /// What stands on what, and the contrast that it needs.
    const PAIRS: [(&str, &[&str], f64); 7] = [
        ("ink", &["page", "card", "panel"], RUNNING),
        ("head", &["page", "card", "panel"], TEXT),
        ("link", &["page", "card", "panel"], TEXT),
        ("edge", &["page", "card", "panel"], CONTROL),
        ("on-band", &["band"], TEXT),
        ("mark-band", &["band"], TEXT),
        ("on-sky", &["sky", "light"], TEXT),
    ];

    #[test]
    fn every_text_can_be_read_in_both_schemes_and_in_any_brand() {
        let starter = Brand::default();
        let mut pale = Brand::default();
        let color = |hex: &str| serde_json::from_str::<ScreenColor>(&format!("\"{hex}\"")).unwrap();
        for role in [&mut pale.colors.headline, &mut pale.colors.text, &mut pale.colors.heading] {
            role.rgb = color("#FFF4B0");
        }
        let mut murky = Brand::default();
        for role in [&mut murky.colors.ground, &mut murky.colors.panel, &mut murky.colors.sky] {
            role.rgb = color("#777777");
        }
        for brand in [starter, pale, murky] {
            for roles in [light(&brand), dark(&brand)] {
                let of = |name: &str| roles.iter().find(|(role, _)| *role == name).unwrap().1;
                for (text, grounds, needed) in PAIRS {
                    for ground in grounds {
                        let is = contrast(of(text), of(ground));
                        assert!(is >= needed.min(4.5), "{text} on {ground}: {is:.2} {roles:?}");
                    }
                }
            }
        }
    }
}
