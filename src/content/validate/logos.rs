//! Logos: each version is there, can be drawn, and stands out from the ground of most pages.

use super::Checker;
use crate::color::luminance;
use crate::content::brand::{Brand, LogoFiles};
use crate::content::data_file::DataFile;
use crate::content::logos::{ColorLogo, Logos};
use crate::diagnostic::Code;
use crate::icons::{self, Outline};
use crate::picture_files::Appearance;

/// The luminance from which a background of a logo looks like paper, from 0 to 1.
const PAPER: f64 = 0.8;

/// Where the data names a logo.
pub(super) struct LogoPlace<'a> {
    pub(super) file: DataFile,
    /// The pointer to the object with the versions.
    pub(super) at: &'a str,
}

impl Checker<'_> {
    /// Checks the logo of the brand. Returns what can be drawn of it.
    pub(super) fn brand_logo(&mut self) -> Logos {
        let Some(logo) = self.partial.brand.as_ref().and_then(|brand| brand.logo.as_ref()) else {
            return Logos::default();
        };
        let named = LogoPlace { file: DataFile::Brand, at: "/logo" };
        let mut logos = self.logo(&logo.files, &named);
        if let Some(earlier) = &logo.file {
            let own = self.one_color(earlier, "file", &named);
            logos.one_color = logos.one_color.take().or(own);
        }
        let files = &logo.files;
        let versions = [&files.wide, &files.square, &files.one_color, &logo.file];
        if versions.iter().all(|version| version.is_none()) {
            let message = "the logo has no file";
            let hint = "add `wide`, `square`, or `one_color` with the path of a picture";
            let place = self.place(DataFile::Brand, "/logo");
            self.push(Code::MissingField, place, message, hint);
        }
        logos
    }

    /// Checks the versions of a logo. Returns those that can be drawn.
    pub(super) fn logo(&mut self, files: &LogoFiles, named: &LogoPlace<'_>) -> Logos {
        let logos = Logos {
            one_color: files
                .one_color
                .as_ref()
                .and_then(|file| self.one_color(file, "one_color", named)),
            wide: files.wide.as_ref().and_then(|file| self.color_logo(file, "wide", named)),
            square: files.square.as_ref().and_then(|file| self.color_logo(file, "square", named)),
        };
        for (field, logo) in logos.in_color() {
            self.logo_ground(logo, field, named);
            if files.one_color.is_none() {
                self.logo_contrast(logo, field, named);
            }
        }
        logos
    }

    fn one_color(&mut self, file: &str, field: &str, named: &LogoPlace<'_>) -> Option<Outline> {
        let place = self.place(named.file, &format!("{}/{field}", named.at));
        if !self.named_file(file, place.clone()) {
            return None;
        }
        let read = icons::read(self.project, file);
        read.map_err(|problem| {
            let message = format!("the logo `{file}` {}", problem.message);
            self.push(Code::BadPicture, place, &message, problem.hint);
        })
        .ok()
    }

    fn color_logo(&mut self, file: &str, field: &str, named: &LogoPlace<'_>) -> Option<ColorLogo> {
        let place = self.place(named.file, &format!("{}/{field}", named.at));
        if !self.named_file(file, place.clone()) {
            return None;
        }
        let appearance = Appearance::read(&self.project.resolve(file).ok()?);
        let appearance = appearance.map_err(|problem| {
            let message = format!("the logo `{file}` {}", problem.message);
            self.push(Code::BadPicture, place, &message, &problem.hint);
        });
        Some(ColorLogo { file: file.to_owned(), appearance: appearance.ok()? })
    }

    /// Reports a logo in a light box.
    fn logo_ground(&mut self, logo: &ColorLogo, field: &str, named: &LogoPlace<'_>) {
        let Some(ground) = logo.appearance.ground else { return };
        if luminance(ground.map(|channel| f64::from(channel) / 255.0)) < PAPER {
            return;
        }
        let message = format!("the logo `{}` has a light background of its own", logo.file);
        let hint = "save it with a transparent background, as SVG or PNG";
        let place = self.place(named.file, &format!("{}/{field}", named.at));
        self.push(Code::LogoBackground, place, &message, hint);
    }

    /// Reports a logo that hardly stands out from the ground of pages.
    fn logo_contrast(&mut self, logo: &ColorLogo, field: &str, named: &LogoPlace<'_>) {
        let fallback = Brand::default();
        let colors = &self.partial.brand.as_ref().unwrap_or(&fallback).colors;
        let grounds = [("white", [255; 3]), ("`ground`", colors.ground.channels())];
        let faint = grounds.into_iter().find(|(_, rgb)| !logo.appearance.stands_out(*rgb));
        let Some((ground, _)) = faint else { return };
        let message =
            format!("the logo `{}` hardly stands out from {ground}: it is too light", logo.file);
        let hint = "add `one_color`, an SVG file of one color, or choose a version with darker \
                    colors";
        let place = self.place(named.file, &format!("{}/{field}", named.at));
        self.push(Code::LogoContrast, place, &message, hint);
    }
}
