//! The inks of the brand's colors on the press of each print shop.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::Content;
use super::brand::{Brand, BrandColor};
use super::data_file::DataFile;
use super::vendors::Vendor;
use crate::color::Press;
use crate::diagnostic::{Code, Finding};
use crate::project::Project;

/// The CIEDE2000 difference from which on people call two colors different.
const MAX_DIFFERENCE: f64 = 10.0;

/// The presses of the print shops, read when they are first needed: that takes a while.
#[derive(Clone)]
pub(crate) struct Presses {
    project: PathBuf,
    /// By the path of the profile. `None` is a profile that cannot be used, which is a finding
    /// about the print shop.
    known: Arc<Mutex<BTreeMap<String, Option<Arc<Press>>>>>,
}

impl fmt::Debug for Presses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presses").field("project", &self.project).finish_non_exhaustive()
    }
}

impl Presses {
    pub(super) fn of(project: &Project) -> Self {
        Self { project: project.root().to_owned(), known: Arc::default() }
    }

    /// Returns the press of a print shop. `None` if its profile cannot be used.
    pub(crate) fn get(&self, vendor: &Vendor) -> Option<Arc<Press>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let profile = fs::read(self.project.join(&vendor.profile)).ok()?;
            Press::new(&profile).ok().map(Arc::new)
        };
        known.entry(vendor.profile.clone()).or_insert_with(read).clone()
    }

    /// Returns the inks of each color of the brand on the press of a print shop, in percent, by
    /// role. If its profile cannot be used, only the inks that the data give.
    pub(crate) fn inks(&self, brand: &Brand, vendor: &Vendor) -> BTreeMap<&'static str, [f64; 4]> {
        let roles = brand.colors.by_role().into_iter();
        let inks = |role: &str, color: &BrandColor| {
            color.cmyk.or_else(|| inks_on(&*self.get(vendor)?, role, color, vendor.ink_limit))
        };
        roles.filter_map(|(role, color)| Some((role, inks(role, color)?))).collect()
    }
}

impl Content {
    /// Reports the inks of the brand that look different from its color on the press of a print
    /// shop.
    pub(crate) fn ink_differences(&self, vendor: &Vendor) -> Vec<Finding> {
        let roles = self.brand.colors.by_role().into_iter();
        roles.filter_map(|(role, color)| self.ink_difference(vendor, role, color)).collect()
    }

    fn ink_difference(&self, vendor: &Vendor, role: &str, color: &BrandColor) -> Option<Finding> {
        // Black alone is chosen for sharp edges, not for its color.
        let inks = color.cmyk.filter(|inks| inks[..3].iter().sum::<f64>() > 0.0)?;
        let (press, rgb) = (self.presses.get(vendor)?, color.channels());
        let given = press.difference(inks, rgb).ok()?;
        let computed = press.inks(rgb, vendor.ink_limit).ok()?;
        let best = press.difference(computed, rgb).ok()?;
        if given <= MAX_DIFFERENCE.max(best + 1.0) {
            return None;
        }
        let message = format!(
            "the inks of `{role}` look different from {} on the press of {} (ΔE2000 {given:.0}; \
             computed inks: {best:.0})",
            color.rgb.0, vendor.name.0
        );
        let hint = "correct the inks or the color, or remove `cmyk`: Peerpress then computes the \
                    inks";
        let place = self.place(DataFile::Brand.path(), &format!("/colors/{role}/cmyk"));
        Some(Finding::new(Code::BrandInkDifference, message).at(place).hint(hint))
    }
}

/// Returns the inks of a color. Text and rules are of black ink alone, so that they stay sharp if
/// the inks are not in register.
fn inks_on(press: &Press, role: &str, color: &BrandColor, ink_limit: f64) -> Option<[f64; 4]> {
    let rgb = color.channels();
    match role {
        "text" => Some([0.0, 0.0, 0.0, 100.0]),
        "rule" => Some([0.0, 0.0, 0.0, press.black(rgb)]),
        _ => press.inks(rgb, ink_limit).ok(),
    }
}
