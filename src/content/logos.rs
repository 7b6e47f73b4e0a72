//! The logos that the data names, read: their shapes, and the grounds that they stand out from.

use crate::icons::Outline;
use crate::picture_files::Appearance;

/// The versions of a logo that can be drawn.
#[derive(Debug, Default)]
pub(crate) struct Logos {
    pub(crate) one_color: Option<Outline>,
    pub(crate) wide: Option<ColorLogo>,
    pub(crate) square: Option<ColorLogo>,
}

/// A version in color.
#[derive(Debug)]
pub(crate) struct ColorLogo {
    /// The path from the project folder.
    pub(crate) file: String,
    pub(crate) appearance: Appearance,
}

impl Logos {
    /// The versions in color, with the names of their fields.
    pub(crate) fn in_color(&self) -> impl Iterator<Item = (&'static str, &ColorLogo)> {
        let all = [("wide", &self.wide), ("square", &self.square)];
        all.into_iter().filter_map(|(field, logo)| Some((field, logo.as_ref()?)))
    }
}
