//! Checks that Peerpress can produce what each print shop requires.

use std::fs;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::profile;
use crate::content::template::Template;
use crate::content::vendors::{
    NARROWEST_BLEED, NamingFault, PLACEHOLDERS, STANDARD, Vendor, WIDEST_BLEED, naming_fault,
};
use crate::diagnostic::Code;
use crate::nearest;
use crate::project::{PathFault, has_parent};

impl Checker<'_> {
    pub(super) fn vendors(&mut self) {
        let partial = self.partial;
        let Some(vendors) = &partial.vendors else { return };
        for (index, vendor) in vendors.vendors.iter().enumerate() {
            let at = format!("/vendors/{index}");
            self.bleed(vendor, &at);
            self.safe_area(vendor, &at);
            self.text_sizes(vendor, &at);
            self.standard(vendor, &at);
            self.naming(vendor, &at);
            self.profile(vendor, &at);
        }
    }

    fn bad_vendor(&mut self, at: &str, field: &str, message: &str, hint: &str) {
        let place = self.place(DataFile::Vendors, &format!("{at}/{field}"));
        self.push(Code::BadVendor, place, message, hint);
    }

    fn bleed(&mut self, vendor: &Vendor, at: &str) {
        let bleed = vendor.bleed.1.name(vendor.bleed.0, 3);
        if vendor.bleed.0 > WIDEST_BLEED + 0.01 {
            let widest = vendor.bleed.1.name(WIDEST_BLEED, 2);
            let message = format!("a bleed of {bleed} is wider than {widest}");
            let hint = "write `0.25in` or less; the templates' artwork extends no farther";
            self.bad_vendor(at, "bleed", &message, hint);
        } else if vendor.bleed.0 < NARROWEST_BLEED - 0.01 {
            let message =
                format!("a bleed of {bleed} is too narrow: an inexact trim would show paper");
            let hint = "write what the shop requires, `0.0625in` or more; most require `0.125in`";
            self.bad_vendor(at, "bleed", &message, hint);
        }
    }

    fn safe_area(&mut self, vendor: &Vendor, at: &str) {
        let Some((template, side)) = self.smallest_press_page() else { return };
        if vendor.safe.0 * 2.0 < side {
            return;
        }
        let message = format!(
            "a safe area that starts {} from the edge leaves no room on `{template}`, which is {} \
             wide",
            vendor.safe.1.name(vendor.safe.0, 3),
            vendor.safe.1.name(side, 2)
        );
        let hint = "write what the shop requires; most require `0.125in`";
        self.bad_vendor(at, "safe", &message, hint);
    }

    /// Returns the narrowest page of the press edition: its template and its shorter side, in
    /// points.
    fn smallest_press_page(&self) -> Option<(String, f64)> {
        let templates = self.partial.templates.iter();
        templates
            .filter(|(_, template)| template.editions.contains(&Edition::Press))
            .map(|(name, Template { trim, .. })| (name.clone(), trim.width.0.min(trim.height.0)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn text_sizes(&mut self, vendor: &Vendor, at: &str) {
        let (light, dark) = (vendor.min_reversed_text.0, vendor.min_text.0);
        if light < dark {
            let message = format!(
                "the smallest light text on dark ({light:.1} pt) is smaller than the smallest dark \
                 text on light ({dark:.1} pt)"
            );
            let hint = "check whether the two are swapped: light text needs the larger size, \
                        because ink spreads into it";
            self.bad_vendor(at, "min_reversed_text", &message, hint);
        }
    }

    fn standard(&mut self, vendor: &Vendor, at: &str) {
        let standard = &vendor.standard.0;
        if standard != STANDARD {
            let message = format!("Peerpress creates {STANDARD} files, not {standard}");
            let hint = format!(
                "ask the shop whether it takes {STANDARD}, as most shops do, and write `{STANDARD}`"
            );
            self.bad_vendor(at, "standard", &message, &hint);
        }
    }

    fn naming(&mut self, vendor: &Vendor, at: &str) {
        let Some(fault) = naming_fault(&vendor.naming.0) else { return };
        let placeholders =
            PLACEHOLDERS.map(|placeholder| format!("`{{{placeholder}}}`")).join(", ");
        let known = format!("the placeholders are {placeholders}");
        let (message, hint) = match fault {
            NamingFault::UnknownPlaceholder(placeholder) => {
                let hint = match nearest::nearest(&placeholder, PLACEHOLDERS) {
                    Some(near) => format!("did you mean `{{{near}}}`? {known}"),
                    None => known,
                };
                (format!("there is no placeholder `{{{placeholder}}}` in file names"), hint)
            }
            NamingFault::Brace => ("this pattern has an unmatched brace".to_owned(), known),
            NamingFault::Unsafe(c) => (
                format!("a file name cannot have `{c}`"),
                "use letters, digits, `-`, `_`, and `.`, which are safe on every system".to_owned(),
            ),
            NamingFault::Long => (
                "this pattern is too long for a file name".to_owned(),
                "write at most 80 characters".to_owned(),
            ),
        };
        self.bad_vendor(at, "naming", &message, &hint);
    }

    fn profile(&mut self, vendor: &Vendor, at: &str) {
        let file = &vendor.profile;
        let use_cmyk = "write the path of a CMYK profile, such as \
                        `data/press/gracol2006-coated-tr006.icc`";
        let (code, message, hint) = match self.project.resolve(file) {
            Err(PathFault::Outside) if has_parent(file) => (
                Code::PathOutside,
                format!("`{file}` has `..` in it"),
                "write the path from the project folder on, without `..`",
            ),
            Err(PathFault::Outside) => (
                Code::PathOutside,
                format!("`{file}` is outside the project"),
                "copy the profile into the project and write its path there",
            ),
            Err(PathFault::Missing) => {
                (Code::MissingFile, format!("the profile `{file}` does not exist"), use_cmyk)
            }
            Ok(path) => match fs::read(path).map(|bytes| (profile::fault(&bytes), bytes)) {
                Ok((None, bytes)) => return self.condition(vendor, &bytes, at),
                Ok((Some(fault), _)) => {
                    (Code::BadProfile, format!("the profile `{file}` {fault}"), use_cmyk)
                }
                Err(error) => {
                    let message = format!("the profile `{file}` cannot be read: {error}");
                    (Code::BadProfile, message, use_cmyk)
                }
            },
        };
        let place = self.place(DataFile::Vendors, &format!("{at}/profile"));
        self.push(code, place, &message, hint);
    }

    /// Reports a profile that is of another printing condition than the one that is named.
    fn condition(&mut self, vendor: &Vendor, profile: &[u8], at: &str) {
        let named = &vendor.output_condition.0;
        let Some(own) = profile::other_condition(profile, named) else { return };
        let message = format!("the profile `{}` is for {own}, not for {named}", vendor.profile);
        let hint = "ask the shop which one it prints in, and write that condition and its profile";
        let place = self.place(DataFile::Vendors, &format!("{at}/output_condition"));
        self.push(Code::BadProfile, place, &message, hint);
    }
}
