//! The brand as templates see it: the colors of an edition by role, and the family of the scenery.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::job::JobPicture;
use crate::color::contrast;
use crate::content::brand::Motif;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::logos::{ColorLogo, Logos};
use crate::content::text::Text;
use crate::content::vendors::Vendor;

const WHITE: [u8; 3] = [255; 3];

/// The contrast of text in large print (WCAG 2.1, success criterion 1.4.6).
const LARGE_PRINT: f64 = 7.0;

/// Black ink alone, in percent.
const BLACK: [f64; 4] = [0.0, 0.0, 0.0, 100.0];

/// Gray of black ink alone, in percent.
const GRAY: [f64; 4] = [0.0, 0.0, 0.0, 40.0];

/// The roles that logos are set on.
const GROUNDS: [&str; 9] =
    ["white", "ground", "panel", "sky", "highlight", "light", "headline", "heading", "accent"];

/// The brand for a job: `{ colors, motif, typefaces, logo }`. A color is `#1F6F78`, or four
/// percentages of ink for the press. `motif` is absent for hills; `typefaces` and `logo` are absent
/// if the brand has none.
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
    let chosen = facts.content.brand.typefaces.chosen();
    let typefaces: Map<String, Value> =
        chosen.map(|(role, family)| (role.to_owned(), family.into())).collect();
    if !typefaces.is_empty() {
        brand["typefaces"] = typefaces.into();
    }
    if let Some(logo) = NamedLogo::of(facts) {
        let alt = facts.text(logo.alt);
        if let Some(logo) = logo_json(facts, logo.versions, edition, alt) {
            brand["logo"] = logo;
        }
    }
    brand
}

/// The logo of a job, and where the data names it.
struct NamedLogo<'a> {
    versions: &'a Logos,
    alt: &'a Text,
    file: DataFile,
    /// The pointer to the object with the versions.
    at: String,
}

impl<'a> NamedLogo<'a> {
    /// The logo of the partner or, if it has none, that of the program.
    fn of(facts: &Facts<'a>) -> Option<Self> {
        let content = facts.content;
        let partners = &content.partners.partners;
        let partner = facts.partner.filter(|index| partners[*index].logo.is_some());
        if let Some(index) = partner {
            let (file, at) = (DataFile::Partners, format!("/partners/{index}/logo"));
            let (versions, alt) = (&content.partner_logos[index], &partners[index].name);
            return Some(Self { versions, alt, file, at });
        }
        let alt = &content.brand.logo.as_ref()?.alt;
        let (file, at) = (DataFile::Brand, "/logo".to_owned());
        Some(Self { versions: &content.logo, alt, file, at })
    }
}

/// A logo for a job: `{ alt, outline, shape, wide, square }`. What it does not have is absent.
/// `outline` is that of the version in one color, and `shape` its width as a multiple of its
/// height. `wide` and `square` are in color: `{ file, shape, on }`, where `on` are the roles of the
/// grounds that it stands out from. `None` if there is nothing to draw.
fn logo_json(facts: &Facts<'_>, logos: &Logos, edition: Edition, alt: Value) -> Option<Value> {
    let mut json = Map::new();
    if let Some(outline) = &logos.one_color {
        json.insert("outline".to_owned(), outline.areas.clone());
        json.insert("shape".to_owned(), outline.shape.into());
    }
    for (field, logo) in logos.in_color() {
        let seen = &logo.appearance;
        let is_seen = |role: &&&str| seen.stands_out(screen_color(facts, edition, role));
        let on: Vec<&&str> = GROUNDS.iter().filter(is_seen).collect();
        let file = format!("/{}", logo.file);
        json.insert(field.to_owned(), json!({ "file": file, "shape": seen.shape, "on": on }));
    }
    (!json.is_empty()).then(|| {
        json.insert("alt".to_owned(), alt);
        json.into()
    })
}

/// The pictures of the logo that templates can read.
pub(super) fn pictures(facts: &Facts<'_>) -> Vec<JobPicture> {
    let Some(NamedLogo { versions, file, at, .. }) = NamedLogo::of(facts) else {
        return Vec::new();
    };
    let of = |(field, logo): (&str, &ColorLogo)| JobPicture {
        file: logo.file.clone(),
        source: file,
        pointer: format!("{at}/{field}"),
    };
    versions.in_color().map(of).collect()
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
    let roles = facts.content.brand.colors.by_role();
    let mut colors: Map<String, Value> = roles
        .into_iter()
        .map(|(role, _)| (role.to_owned(), hex(screen_color(facts, edition, role)).into()))
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

/// The color of a role on screens and office printers. A role that the data does not have is white.
fn screen_color(facts: &Facts<'_>, edition: Edition, role: &str) -> [u8; 3] {
    let is_plain = matches!(edition, Edition::Office | Edition::LargePrint);
    let colors = facts.content.brand.colors.by_role();
    let own = colors.into_iter().find(|(name, _)| *name == role).map(|(_, color)| color.channels());
    match (role, own.unwrap_or(WHITE)) {
        ("panel" | "ground", _) if is_plain => WHITE,
        ("headline" | "text", own) if edition == Edition::LargePrint => darkened(own),
        (_, own) => own,
    }
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
