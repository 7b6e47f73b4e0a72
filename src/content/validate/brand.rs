//! Checks the colors of the brand: that readers can tell text from its ground, and that the press
//! can print the inks that are given.

use super::Checker;
use crate::color::contrast;
use crate::content::brand::{Brand, BrandColor};
use crate::content::data_file::DataFile;
use crate::content::vendors::Vendor;
use crate::diagnostic::Code;

/// The role of white paper in messages.
const WHITE: (&str, [u8; 3]) = ("white", [255; 3]);

/// The contrast that WCAG 2.1 asks for (1.4.3), of text at any size.
const TEXT: f64 = 4.5;

/// The contrast that WCAG 2.1 asks for (1.4.3), of text of at least 18 pt.
const LARGE_TEXT: f64 = 3.0;

/// The colors that are set on each other: text, ground, and the contrast that they need.
const PAIRS: [(&str, &str, f64); 12] = [
    ("headline", "ground", TEXT),
    ("headline", "panel", TEXT),
    ("headline", "highlight", TEXT),
    ("headline", "sky", TEXT),
    ("heading", "ground", TEXT),
    ("text", "ground", TEXT),
    ("text", "panel", TEXT),
    ("accent", "ground", LARGE_TEXT),
    ("highlight", "headline", TEXT),
    ("white", "headline", TEXT),
    ("white", "heading", TEXT),
    ("white", "accent", TEXT),
];

impl Checker<'_> {
    pub(super) fn brand(&mut self) {
        let partial = self.partial;
        let Some(brand) = &partial.brand else { return };
        for (text, ground, needed) in PAIRS {
            self.brand_contrast(brand, text, ground, needed);
        }
        for vendor in partial.vendors.iter().flat_map(|vendors| &vendors.vendors) {
            self.brand_inks(brand, vendor);
        }
    }

    fn brand_contrast(&mut self, brand: &Brand, text: &str, ground: &str, needed: f64) {
        let ratio = contrast(channels(brand, text), channels(brand, ground));
        if ratio >= needed {
            return;
        }
        let (role, other) = if text == WHITE.0 { (ground, text) } else { (text, ground) };
        let message = format!(
            "{} on {} has a contrast ratio of {ratio:.1}:1; the minimum is {needed}:1",
            describe(brand, text),
            describe(brand, ground)
        );
        let hint = match other {
            "white" => format!("choose a darker color for `{role}`; white text is set on it"),
            "headline" => {
                format!("choose a lighter color for `{role}`, or a darker one for `{other}`")
            }
            _ => format!("choose a darker color for `{role}`, or a lighter one for `{other}`"),
        };
        let place = self.place(DataFile::Brand, &format!("/colors/{role}"));
        self.push(Code::BrandContrast, place, &message, &hint);
    }

    fn brand_inks(&mut self, brand: &Brand, vendor: &Vendor) {
        for (role, color) in brand.colors.by_role() {
            let total: f64 = color.cmyk.iter().flatten().sum();
            if total <= vendor.ink_limit {
                continue;
            }
            let message = format!(
                "`{role}` has {total:.0}% ink; {} takes at most {:.0}%",
                vendor.name.0, vendor.ink_limit
            );
            let hint = "use less ink, or remove `cmyk`: Peerpress then computes the inks";
            let place = self.place(DataFile::Brand, &format!("/colors/{role}/cmyk"));
            self.push(Code::BrandInk, place, &message, hint);
        }
    }
}

/// Returns red, green, and blue of a role.
fn channels(brand: &Brand, role: &str) -> [u8; 3] {
    color(brand, role).map_or(WHITE.1, BrandColor::channels)
}

fn color<'b>(brand: &'b Brand, role: &str) -> Option<&'b BrandColor> {
    brand.colors.by_role().into_iter().find(|(name, _)| *name == role).map(|(_, color)| color)
}

/// Names a role with its color, as in "`headline` (#123B4A)".
fn describe(brand: &Brand, role: &str) -> String {
    match color(brand, role) {
        Some(color) => format!("`{role}` ({})", color.rgb.0),
        None => role.to_owned(),
    }
}
