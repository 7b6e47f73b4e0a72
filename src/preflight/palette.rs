//! The colors of the brand, to name the role behind a color in a finished file.
//!
//! A file contains inks, not names. Where the inks of a role are the inks of a mark, that role is
//! named; otherwise messages say so and name the nearest one.

use std::cell::OnceCell;
use std::fs;

use serde_json::Value;

use crate::content::brand::Brand;
use crate::content::data_file::DataFile;
use crate::pdf::Inks;
use crate::project::Project;

/// The maximum difference between the inks of a role and those of a mark, from 0 to 1.
const ROUNDING: f64 = 0.006;

/// A color of the brand on the press.
struct RoleInks {
    role: String,
    /// The CMYK values, from 0 to 1.
    cmyk: [f64; 4],
}

/// The colors of the brand of a job. Those of the screen are read when they are first needed.
pub(super) struct Palette<'a> {
    project: Option<&'a Project>,
    inks: Vec<RoleInks>,
    brand: OnceCell<Brand>,
}

impl<'a> Palette<'a> {
    /// The palette of a job, from its `/job.json`.
    pub(super) fn new(job: Option<&Value>, project: Option<&'a Project>) -> Self {
        let colors = job.and_then(|job| job.pointer("/brand/colors")?.as_object());
        let inks = colors.into_iter().flatten().filter_map(|(role, inks)| {
            let shares: Vec<f64> = serde_json::from_value(inks.clone()).ok()?;
            let cmyk: [f64; 4] = shares.try_into().ok()?;
            Some(RoleInks { role: role.clone(), cmyk: cmyk.map(|share| share / 100.0) })
        });
        Self { project, inks: inks.collect(), brand: OnceCell::new() }
    }

    fn brand(&self) -> &Brand {
        let read = || {
            let path = self.project?.path(DataFile::Brand.path());
            serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
        };
        self.brand.get_or_init(|| read().unwrap_or_default())
    }

    /// Returns the role nearest to inks, and whether its inks are the same.
    fn nearest(&self, inks: Inks) -> Option<(&str, bool)> {
        let difference = |known: &RoleInks| {
            let pairs = known.cmyk.iter().zip(inks.cmyk);
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) + inks.spot
        };
        let by_difference = |a: &&RoleInks, b: &&RoleInks| difference(a).total_cmp(&difference(b));
        let nearest = self.inks.iter().min_by(by_difference)?;
        Some((&nearest.role, difference(nearest) < ROUNDING))
    }

    /// Returns the role that has exactly these inks.
    pub(super) fn name(&self, inks: Inks) -> Option<&str> {
        self.nearest(inks).filter(|(_, is_same)| *is_same).map(|(name, _)| name)
    }

    /// Returns the role that has a color on a screen.
    pub(super) fn find_rgb(&self, rgb: [u8; 3]) -> Option<&'static str> {
        let roles = self.brand().colors.by_role();
        roles.into_iter().find(|(_, color)| color.channels() == rgb).map(|(role, _)| role)
    }

    /// Describes inks: "C 90, M 60, Y 45, K 45, the color `headline` of the brand".
    pub(super) fn describe(&self, inks: Inks, spot: Option<&str>) -> String {
        let text = inks.describe(spot);
        match self.name(inks) {
            Some(role) => format!("{text}, the color `{role}` of the brand"),
            None => text,
        }
    }

    /// Returns the hint that says where to change the inks of a color.
    pub(super) fn hint(&self, inks: Inks, change: &str) -> String {
        let file = DataFile::Brand.path();
        match self.nearest(inks) {
            Some((role, true)) => format!("{change} of the color `{role}` in `{file}`"),
            Some((role, false)) => format!(
                "{change} of this color in the template; no color of the brand has these ink \
                 values; the nearest is `{role}` in `{file}`"
            ),
            None => format!("{change} of this color in the template"),
        }
    }
}

/// Writes a color as `#123B4A`.
pub(super) fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}
