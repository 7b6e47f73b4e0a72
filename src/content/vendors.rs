//! Print shops: what each requires of a file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::template::Trim;
use super::text::{Email, Id, Length, Line, Text};

/// The file standard that Peerpress writes.
pub const STANDARD: &str = "PDF/X-4";

/// The widest bleed, in points. The artwork of templates runs a quarter of an inch past the trim,
/// and crop marks are outside the bleed.
pub const WIDEST_BLEED: f64 = 0.25 * Length::INCH;

/// The narrowest bleed, in points. A trim can be off by a sixteenth of an inch.
pub const NARROWEST_BLEED: f64 = 0.0625 * Length::INCH;

/// The placeholders of a pattern of file names.
pub const PLACEHOLDERS: [&str; 6] = ["piece", "over", "lang", "side", "trim", "vendor"];

/// `data/vendors.json`: the print shops and what each requires.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Vendors {
    /// The print shops. The first is used unless `--vendor` names another.
    pub vendors: Vec<Vendor>,
}

/// How many pages a press file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PagesPerFile {
    /// One file with all pages of a piece.
    OneFile,
    /// One file for each page.
    FilePerPage,
}

/// What one print shop requires.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Vendor {
    /// A short name for `--vendor` and file names.
    pub id: Id,
    /// The name of the print shop, for the job ticket.
    pub name: Line,
    /// Whether the print shop is an invented example.
    #[serde(default)]
    pub sample: bool,
    /// The bleed: how far artwork runs past the trim, such as `0.125in`. From 1/16 in to 1/4 in.
    pub bleed: Length,
    /// The safe area: how far text stays inside the trim, such as `0.125in`.
    pub safe: Length,
    /// Whether the shop wants crop marks.
    pub marks: bool,
    /// The maximum total area coverage, in percent, such as `300`.
    #[schemars(range(min = 100.0, max = 400.0))]
    pub ink_limit: f64,
    /// The lowest resolution of a picture at its printed size, in dots per inch.
    #[schemars(range(min = 72.0, max = 2400.0))]
    pub min_image_dpi: f64,
    /// The minimum size of dark text on light, such as `6pt`.
    pub min_text: Length,
    /// The minimum size of light text on dark, such as `8pt`.
    pub min_reversed_text: Length,
    /// The thinnest line, such as `0.25pt`.
    pub min_line: Length,
    /// The file standard. Peerpress writes `PDF/X-4`.
    pub standard: Line,
    /// The registered name of the printing condition, such as `CGATS TR 006`.
    pub output_condition: Line,
    /// The path of the ICC profile of the printing condition, from the project folder.
    pub profile: String,
    /// Whether a file has all pages of a piece, or each page is a file.
    pub pages: PagesPerFile,
    /// The names of files, such as `{piece}-{lang}-{trim}`. The placeholders are `{piece}`,
    /// `{over}` (the session or training), `{lang}`, `{side}`, `{trim}`, and `{vendor}`.
    pub naming: Line,
    /// The paper, for the job ticket.
    pub stock: Text,
    /// Coating, folding, and cutting, for the job ticket.
    pub finish: Text,
    /// The email address for questions about a file.
    pub contact: Email,
}

/// The values that a file name can use.
#[derive(Debug, Clone, Copy)]
pub struct NameParts<'a> {
    /// The ID of the piece.
    pub piece: &'a str,
    /// The ID of the session or training that it is about.
    pub subject_id: Option<&'a str>,
    /// The language.
    pub lang: &'a str,
    /// The side, if the file has only one: `front`, `2`.
    pub side: Option<&'a str>,
    /// The trim size.
    pub trim: &'a Trim,
}

impl Vendor {
    /// The name of a file as the vendor wants it, with `.pdf`, safe on every system. Parts that
    /// distinguish two files and that the pattern does not have are added at the end.
    pub fn file_name(&self, parts: &NameParts<'_>) -> String {
        let trim = trim_name(parts.trim);
        let value = |placeholder: &str| match placeholder {
            "piece" => parts.piece,
            "over" => parts.subject_id.unwrap_or_default(),
            "lang" => parts.lang,
            "side" => parts.side.unwrap_or_default(),
            "trim" => &trim,
            _ => self.id.as_str(),
        };
        let mut pattern = self.naming.0.clone();
        for (placeholder, is_there) in [
            ("piece", true),
            ("over", parts.subject_id.is_some()),
            ("lang", true),
            ("side", parts.side.is_some()),
        ] {
            let placeholder = format!("{{{placeholder}}}");
            if is_there && !pattern.contains(&placeholder) {
                pattern.push('-');
                pattern.push_str(&placeholder);
            }
        }
        let filled = PLACEHOLDERS.iter().fold(pattern, |name, placeholder| {
            name.replace(&format!("{{{placeholder}}}"), value(placeholder))
        });
        format!("{}.pdf", tidied(&filled))
    }
}

/// A size in a file name: `4x9in`, `8.5x11in`, `210x297mm`.
fn trim_name(trim: &Trim) -> String {
    let unit = trim.width.1;
    let number = |length: &Length| {
        let text = unit.number(length.0, 3);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    format!("{}x{}{}", number(&trim.width), number(&trim.height), unit.symbol())
}

/// Removes the extension, and separators left doubled or at the ends by an empty placeholder.
fn tidied(name: &str) -> String {
    let is_separator = |c: char| c == '-' || c == '_' || c == ' ' || c == '.';
    let mut tidy = String::new();
    for c in name.strip_suffix(".pdf").unwrap_or(name).chars() {
        if !(is_separator(c) && tidy.chars().last().is_none_or(is_separator)) {
            tidy.push(c);
        }
    }
    tidy.trim_end_matches(is_separator).to_owned()
}

/// Returns what is wrong with a pattern of file names.
pub fn naming_fault(pattern: &str) -> Option<NamingFault> {
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let placeholder = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        match placeholder {
            Some((placeholder, after)) if PLACEHOLDERS.contains(&placeholder) => rest = after,
            Some((placeholder, _)) => {
                return Some(NamingFault::UnknownPlaceholder(placeholder.to_owned()));
            }
            None => return Some(NamingFault::Brace),
        }
    }
    let unsafe_on_windows = |c: char| "<>:\"/\\|?*".contains(c) || c.is_control();
    pattern
        .chars()
        .find(|c| unsafe_on_windows(*c))
        .map(NamingFault::Unsafe)
        .or_else(|| (pattern.len() > 80).then_some(NamingFault::Long))
}

/// What is wrong with a pattern of file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamingFault {
    /// A placeholder that does not exist.
    UnknownPlaceholder(String),
    /// An unmatched brace.
    Brace,
    /// A character that some systems do not allow in a file name.
    Unsafe(char),
    /// Too long for a file name.
    Long,
}
