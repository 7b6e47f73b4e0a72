//! Preflight: checks a finished file for the press against what the print shop requires.
//!
//! The bytes are read as a print shop's software reads them, whatever the template meant: the
//! objects of the file, and all that its pages paint, through forms, patterns and soft masks. Each
//! rule has its own file and its own code. A finding about a place gives its distance from the left
//! and the top of the trim.
//!
//! Limits: the ink of PostScript calculator functions and of meshes is not known, and overlapping
//! transparent paint is not added up.

mod bleed;
mod boxes;
mod color;
mod font;
mod forbidden;
mod ink;
mod output_intent;
mod overprint;
mod page;
mod palette;
mod resolution;
mod safe_area;
mod separations;
mod small_text;
mod standard;
mod thin_line;
mod transparency;

use kurbo::Rect;
use lopdf::{Dictionary, Document};
use serde_json::Value;

use crate::content::vendors::Vendor;
use crate::diagnostic::{Code, Finding, shorten};
use crate::pdf::{Detail, Interpreter, Layer, Mark, MarkKind, PageContent, Paint, Remark};
use crate::plan::Job;
use crate::project::Project;

use page::PressPage;
use palette::Palette;
pub(crate) use separations::{PROCESS_INKS, separations};

/// The rounding of measures in a file, in points.
const TOLERANCE: f64 = 0.02;

/// The maximum number of findings of one rule that are listed for a page, the worst first.
const MAX_OF_A_RULE: usize = 3;

/// The rules about a file.
const FILE_RULES: [fn(&FileContext<'_>) -> Vec<Finding>; 3] =
    [output_intent::check, standard::check, forbidden::check_file];

/// The rules about a page.
const PAGE_RULES: [fn(&PageContext<'_>) -> Vec<Finding>; 12] = [
    boxes::check,
    transparency::check,
    forbidden::check_page,
    color::check,
    ink::check,
    overprint::check,
    small_text::check,
    safe_area::check,
    font::check,
    thin_line::check,
    resolution::check,
    bleed::check,
];

/// The hint for a file that is no longer as Peerpress wrote it.
const REBUILD_HINT: &str =
    "another program changed the file; rebuild it with `peerpress build --force --edition press`";

/// What a file is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Preflight<'a> {
    /// The print shop that will print the file.
    pub vendor: &'a Vendor,
    /// The width and height of the trim of every page, in points.
    pub trim: Option<(f64, f64)>,
    /// The names of the pages in messages, such as "front".
    pub sides: &'a [String],
    /// The page of the piece that the file begins with, from 0.
    pub first_page: usize,
    /// The `/job.json` of the job, whose colors messages name.
    pub job: Option<&'a Value>,
    /// The project of the job.
    pub project: Option<&'a Project>,
}

impl<'a> Preflight<'a> {
    /// Checks a file against what a vendor requires of all files.
    pub fn new(vendor: &'a Vendor) -> Self {
        Self { vendor, trim: None, sides: &[], first_page: 0, job: None, project: None }
    }

    /// Checks the file of a job in a project; `None` if the job is not for the press.
    pub(crate) fn of(job: &'a Job, project: &'a Project) -> Option<Self> {
        let trim = Some((job.spec.trim.width.0, job.spec.trim.height.0));
        let (sides, job_data) = (&job.spec.sides, Some(&*job.data));
        Some(Self {
            trim,
            sides,
            job: job_data,
            project: Some(project),
            ..Self::new(job.vendor.as_ref()?)
        })
    }

    /// Returns everything for which a print shop would reject the file.
    pub fn check(&self, bytes: &[u8]) -> Vec<Finding> {
        let pdf = match Document::load_mem(bytes) {
            Ok(pdf) => pdf,
            Err(error) => return vec![unreadable(format!("the file cannot be read: {error}"))],
        };
        let file = FileContext { bytes, pdf: &pdf, vendor: self.vendor };
        let mut findings: Vec<Finding> = FILE_RULES.iter().flat_map(|rule| rule(&file)).collect();
        let palette = Palette::new(self.job, self.project);
        let mut interpreter = Interpreter::new(&pdf, Detail::Paint);
        for (index, id) in pdf.get_pages().into_values().enumerate() {
            let name = self.page_name(self.first_page + index);
            let Ok(dictionary) = pdf.get_dictionary(id) else {
                findings.push(unreadable(format!("{name} cannot be read")));
                continue;
            };
            let content = interpreter.page(id).unwrap_or_else(|| {
                findings.push(unreadable(format!("the content of {name} cannot be read")));
                PageContent::default()
            });
            for remark in &content.remarks {
                let problem = match remark {
                    Remark::EndlessForms => "nests forms too deeply",
                    Remark::UnreadableForm => "has a form that cannot be read",
                    _ => continue,
                };
                findings.push(unreadable(format!("{name} {problem}")));
            }
            let context = PageContext {
                page: PressPage::read(&pdf, dictionary, name, self.vendor.bleed.1),
                pdf: &pdf,
                dictionary,
                content: &content,
                vendor: self.vendor,
                wanted_trim: self.trim,
                palette: &palette,
            };
            findings.extend(PAGE_RULES.iter().flat_map(|rule| rule(&context)));
        }
        findings
    }

    /// Returns the name in messages of a page, from 0: "the front" or "page 3".
    fn page_name(&self, page: usize) -> String {
        match self.sides.get(page) {
            Some(side) => format!("the {side}"),
            None => format!("page {}", page + 1),
        }
    }
}

/// What a rule about a file sees.
struct FileContext<'a> {
    bytes: &'a [u8],
    pdf: &'a Document,
    vendor: &'a Vendor,
}

/// What a rule about a page sees.
struct PageContext<'a> {
    page: PressPage,
    pdf: &'a Document,
    dictionary: &'a Dictionary,
    content: &'a PageContent,
    vendor: &'a Vendor,
    /// The width and height of the trim that the job asks for, in points.
    wanted_trim: Option<(f64, f64)>,
    palette: &'a Palette<'a>,
}

impl PageContext<'_> {
    /// The marks that a press prints on this page or uses to print it, soft masks included.
    fn visible_marks(&self) -> impl Iterator<Item = &Mark> {
        let printed = self.page.printed();
        let is_visible =
            move |mark: &&Mark| mark.layer != Layer::Page || printed.overlaps(mark.bounds);
        self.content.marks.iter().filter(is_visible)
    }

    /// The marks that leave ink on this page.
    fn inked_marks(&self) -> impl Iterator<Item = &Mark> {
        self.visible_marks().filter(|mark| mark.layer != Layer::Mask)
    }

    /// Returns a finding about a mark: what it is, the page, its place, and what is wrong. Marks of
    /// patterns and masks have no place on the page.
    fn finding(&self, code: Code, mark: &Mark, place: Rect, problem: &str) -> Finding {
        let (name, page) = (describe(mark), &self.page.name);
        let message = match mark.layer {
            Layer::Page => format!("{name} on {page}, {}, {problem}", self.page.position(place)),
            Layer::Tile => format!("{name} in a pattern on {page} {problem}"),
            Layer::Mask => format!("{name} in a mask on {page} {problem}"),
        };
        Finding::new(code, message)
    }
}

/// Names a mark. Text is quoted.
fn describe(mark: &Mark) -> String {
    match (&mark.kind, &mark.paint) {
        (MarkKind::Text(text), _) => format!("\"{}\"", shorten(&text.words())),
        (MarkKind::Line { .. }, _) => "a line".to_owned(),
        (MarkKind::Image { .. }, _) => "a picture".to_owned(),
        (MarkKind::Fill, Paint::Gradient(_)) => "a gradient".to_owned(),
        (MarkKind::Fill, _) => "a shape".to_owned(),
    }
}

/// Returns a font's name without the tag of a subset, such as `ABCDEF+`.
fn font_name(name: &str) -> &str {
    name.split_once('+').filter(|(tag, _)| tag.len() == 6).map_or(name, |(_, name)| name)
}

/// Keeps the worst findings of a rule, given how bad each is, and counts the others.
fn worst(mut found: Vec<(f64, Finding)>) -> Vec<Finding> {
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.dedup_by(|a, b| a.1.message == b.1.message);
    let others = found.len().saturating_sub(MAX_OF_A_RULE);
    let kept = found.into_iter().take(MAX_OF_A_RULE).map(|(_, finding)| finding);
    let mut findings: Vec<Finding> = kept.collect();
    if let Some(last) = findings.last_mut().filter(|_| others > 0) {
        last.message.push_str(&format!(" (and {others} more)"));
    }
    findings
}

fn unreadable(message: String) -> Finding {
    Finding::new(Code::NotPressReady, message)
        .hint("rebuild the file with `peerpress build --force --edition press`")
}
