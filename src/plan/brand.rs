//! The brand as templates see it: the colors of an edition by role, and the family of the scenery.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use crate::color::contrast;
use crate::content::brand::Motif;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::vendors::Vendor;

const WHITE: [u8; 3] = [255; 3];

/// The contrast of text in large print (WCAG 2.1, success criterion 1.4.6).
const LARGE_PRINT: f64 = 7.0;

/// Black ink alone, in percent.
const BLACK: [f64; 4] = [0.0, 0.0, 0.0, 100.0];

/// Gray of black ink alone, in percent.
const GRAY: [f64; 4] = [0.0, 0.0, 0.0, 40.0];

/// The brand for a job: `{ colors, motif, logo }`. A color is `#1F6F78`, or four percentages of ink
/// for the press. `motif` is absent for hills, and `logo` if there is none.
pub(super) fn to_json(facts: &mut Facts<'_>, edition: Edition, vendor: Option<&Vendor>) -> Value {
    facts.record_read(DataFile::Brand.path(), "");
    let colors = match (edition, vendor) {
        (Edition::Press, Some(vendor)) => press_colors(facts, vendor),
        _ => screen_colors(facts, edition),
    };
    let mut brand = json!({ "colors": colors });
    // What certificates were printed from before there was a choice does not name it.
    let motif = facts.content.brand.motif;
    if motif != Motif::Hills {
        brand["motif"] = <&str>::from(motif).into();
    }
    if let Some(logo) = &facts.content.brand.logo
        && let Some(outline) = &facts.content.logo
    {
        let alt = facts.text(&logo.alt);
        brand["logo"] = json!({ "outline": outline.areas, "shape": outline.shape, "alt": alt });
    }
    brand
}

/// Colors in percent of ink. Small words and thin lines are of black ink alone, so that they stay
/// sharp if the inks are not in register.
fn press_colors(facts: &Facts<'_>, vendor: &Vendor) -> Map<String, Value> {
    let content = facts.content;
    let own = content.presses.inks(&content.brand, vendor).into_iter();
    let derived = [
        ("white", [0.0; 4]),
        ("label", BLACK),
        ("subhead", BLACK),
        ("line", BLACK),
        ("flourish", GRAY),
    ];
    own.chain(derived).map(|(role, inks)| (role.to_owned(), json!(inks))).collect()
}

/// Colors of screens and office printers. Office pages and large print are on white paper, and text
/// in large print has at least [`LARGE_PRINT`] contrast.
fn screen_colors(facts: &Facts<'_>, edition: Edition) -> Map<String, Value> {
    let is_plain = matches!(edition, Edition::Office | Edition::LargePrint);
    let roles = facts.content.brand.colors.by_role();
    let mut colors: Map<String, Value> = roles
        .into_iter()
        .map(|(role, color)| {
            let rgb = match role {
                "panel" | "ground" if is_plain => WHITE,
                "headline" | "text" if edition == Edition::LargePrint => darkened(color.channels()),
                _ => color.channels(),
            };
            (role.to_owned(), hex(rgb).into())
        })
        .collect();
    let brand = &facts.content.brand.colors;
    let label = match edition {
        Edition::LargePrint => darkened(brand.heading.channels()),
        _ => brand.heading.channels(),
    };
    let headline = colors["headline"].clone();
    colors.insert("white".to_owned(), hex(WHITE).into());
    colors.insert("label".to_owned(), hex(label).into());
    colors.insert("subhead".to_owned(), headline.clone());
    colors.insert("line".to_owned(), headline);
    colors.insert("flourish".to_owned(), hex(brand.sky.channels()).into());
    colors
}

/// Returns the color, or a darker one of its hue with enough contrast for large print.
fn darkened(rgb: [u8; 3]) -> [u8; 3] {
    let shade = |share: u16| rgb.map(|channel| (u16::from(channel) * share / 256) as u8);
    let is_enough = |share: &u16| contrast(shade(*share), WHITE) >= LARGE_PRINT;
    (0..=256).rev().find(is_enough).map_or([0; 3], shade)
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_print_has_enough_contrast() {
        let shade = darkened([0x1f, 0x6f, 0x78]);
        assert!((LARGE_PRINT..7.2).contains(&contrast(shade, WHITE)), "{shade:?}");
        assert_eq!(darkened([0x12, 0x3b, 0x4a]), [0x12, 0x3b, 0x4a]);
    }
}
