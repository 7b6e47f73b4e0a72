//! The inks of the brand's colors on the press of each print shop.

use std::collections::BTreeMap;
use std::fs;

use super::brand::{Brand, BrandColor};
use super::vendors::{Vendor, Vendors};
use crate::color::Press;
use crate::project::Project;

/// The inks of each color of the brand, in percent, by print shop and role. A print shop whose
/// profile cannot be used has only the inks that the data give.
pub(crate) type BrandInks = BTreeMap<String, BTreeMap<&'static str, [f64; 4]>>;

/// Returns the inks for every print shop.
pub(super) fn compute(project: &Project, brand: &Brand, vendors: &Vendors) -> BrandInks {
    let mut presses = BTreeMap::new();
    let mut inks = BrandInks::new();
    for vendor in &vendors.vendors {
        let mut own = BTreeMap::new();
        for (role, color) in brand.colors.by_role() {
            let computed = || {
                let press =
                    presses.entry(&vendor.profile).or_insert_with(|| read_press(project, vendor));
                inks_on(press.as_ref()?, role, color, vendor.ink_limit)
            };
            own.extend(color.cmyk.or_else(computed).map(|inks| (role, inks)));
        }
        inks.insert(vendor.id.to_string(), own);
    }
    inks
}

/// Reads the press of a print shop. `None` if its profile cannot be used, which is a finding about
/// the print shop.
pub(super) fn read_press(project: &Project, vendor: &Vendor) -> Option<Press> {
    Press::new(&fs::read(project.path(&vendor.profile)).ok()?).ok()
}

/// Returns the inks of a color. Text and rules are of black ink alone, so that they stay sharp if
/// the inks are not in register.
fn inks_on(press: &Press, role: &str, color: &BrandColor, ink_limit: f64) -> Option<[f64; 4]> {
    let rgb = color.channels();
    match role {
        "text" => Some([0.0, 0.0, 0.0, 100.0]),
        "rule" => Some([0.0, 0.0, 0.0, press.black(rgb).ok()?]),
        _ => press.inks(rgb, ink_limit).ok(),
    }
}
