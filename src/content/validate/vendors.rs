//! Print shops: that what each entry asks for can be made.

use std::fs;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::profile;
use crate::content::text::Length;
use crate::content::vendors::{
    BLANKS, NARROWEST_BLEED, NamingFault, STANDARD, Vendor, WIDEST_BLEED, naming_fault,
};
use crate::diagnostic::{Code, Finding};
use crate::nearest;
use crate::project::PathFault;

impl Checker<'_> {
    pub(super) fn vendors(&mut self) {
        let Some(vendors) = &self.partial.vendors else { return };
        for (index, vendor) in vendors.vendors.iter().enumerate() {
            let at = format!("/vendors/{index}");
            self.lengths(vendor, &at);
            if vendor.standard.0 != STANDARD {
                let hint = format!(
                    "write `{STANDARD}`: most shops that name another take it as well; ask"
                );
                self.bad_vendor(
                    &at,
                    "standard",
                    format!("files are made as {STANDARD}, not as {}", vendor.standard.0),
                    hint,
                );
            }
            self.naming(vendor, &at);
            self.profile(vendor, &at);
        }
    }

    fn bad_vendor(&mut self, at: &str, field: &str, message: String, hint: impl Into<String>) {
        let place = self.place(DataFile::Vendors, &format!("{at}/{field}"));
        self.report.push(Finding::new(Code::BadVendor, message).at(place).hint(hint));
    }

    fn lengths(&mut self, vendor: &Vendor, at: &str) {
        let inches = |length: f64| length / Length::INCH;
        let (bleed, safe) = (vendor.bleed.0, vendor.safe.0);
        if bleed > WIDEST_BLEED + 0.01 {
            let message = format!(
                "a bleed of {:.3} in is wider than artwork and marks allow: {:.2} in",
                inches(bleed),
                inches(WIDEST_BLEED)
            );
            self.bad_vendor(at, "bleed", message, "the artwork of templates runs 0.25 in past the trim, and crop marks stand outside the bleed");
        } else if bleed < NARROWEST_BLEED - 0.01 {
            let message = format!(
                "a bleed of {:.3} in is too narrow: a cut that is a hair off would show paper",
                inches(bleed)
            );
            self.bad_vendor(
                at,
                "bleed",
                message,
                "write what the shop wants, from `0.0625in` up; most want `0.125in`",
            );
        }
        if let Some((template, side)) = self.smallest_page().filter(|(_, side)| safe * 2.0 >= *side)
        {
            let message = format!(
                "a safe area that begins {:.3} in from the edge leaves nothing of `{template}`, which is {:.2} in across",
                inches(safe),
                inches(side)
            );
            self.bad_vendor(at, "safe", message, "is it a slip? most shops want `0.125in`");
        }
        if vendor.min_reversed_text.0 < vendor.min_text.0 {
            let (light, dark) = (vendor.min_reversed_text.0, vendor.min_text.0);
            let message = format!(
                "light text on dark may be {light:.1} pt, smaller than dark text on light ({dark:.1} pt)"
            );
            self.bad_vendor(
                at,
                "min_reversed_text",
                message,
                "ink closes in on light letters: they need the larger size; are the two swapped?",
            );
        }
    }

    /// The narrowest page that is made for the press: its template and its shorter side, in points.
    fn smallest_page(&self) -> Option<(String, f64)> {
        let press = self
            .partial
            .templates
            .iter()
            .filter(|(_, template)| template.editions.contains(&Edition::Press));
        press
            .map(|(name, template)| {
                (name.clone(), template.trim.width.0.min(template.trim.height.0))
            })
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn naming(&mut self, vendor: &Vendor, at: &str) {
        let Some(fault) = naming_fault(&vendor.naming.0) else { return };
        let known =
            format!("the blanks are {}", BLANKS.map(|blank| format!("`{{{blank}}}`")).join(", "));
        let (message, hint) = match fault {
            NamingFault::UnknownBlank(blank) => (
                format!("there is no blank `{{{blank}}}` in file names"),
                match nearest::nearest(&blank, BLANKS) {
                    Some(near) => format!("did you mean `{{{near}}}`? {known}"),
                    None => known,
                },
            ),
            NamingFault::Brace => {
                ("a brace of this pattern lacks its other half".to_owned(), known)
            }
            NamingFault::Unsafe(c) => (
                format!("`{c}` cannot stand in a file name"),
                "letters, digits, `-`, `_` and `.` are safe on every system".to_owned(),
            ),
            NamingFault::Long => (
                "this pattern is longer than file names should be".to_owned(),
                "80 characters are enough".to_owned(),
            ),
        };
        self.bad_vendor(at, "naming", message, hint);
    }

    fn profile(&mut self, vendor: &Vendor, at: &str) {
        let file = &vendor.profile;
        let place = self.place(DataFile::Vendors, &format!("{at}/profile"));
        let hint =
            "name an ICC profile of a CMYK press, such as `data/press/gracol2006-coated-tr006.icc`";
        let finding = match self.project.resolve(file) {
            Err(PathFault::Outside) => {
                Finding::new(Code::PathOutside, format!("`{file}` leaves the project"))
                    .at(place)
                    .hint("copy the profile into the project and name it there")
            }
            Err(PathFault::Missing) => {
                Finding::new(Code::MissingFile, format!("the profile `{file}` is not there"))
                    .at(place)
                    .hint(hint)
            }
            Ok(path) => match fs::read(path).map(|bytes| profile::fault(&bytes)) {
                Ok(None) => return,
                Ok(Some(fault)) => {
                    Finding::new(Code::BadProfile, format!("the profile `{file}` {fault}"))
                        .at(place)
                        .hint(hint)
                }
                Err(error) => Finding::new(
                    Code::BadProfile,
                    format!("the profile `{file}` cannot be read: {error}"),
                )
                .at(place)
                .hint(hint),
            },
        };
        self.report.push(finding);
    }
}
