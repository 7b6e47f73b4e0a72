//! Preflight of a file for the press: the finished bytes, measured against what the print shop wants, whatever the template meant.
//!
//! The file is read as a stranger's would be: its objects (identity, boxes) and all that its pages paint, through forms, patterns and soft masks.
//! Every finding names the side, the place in inches from the trim's left and top, the measure and what is wanted instead.
//!
//! Not seen: the ink of PostScript calculator functions and of meshes; what overlapping transparent paint adds up to.

mod bleed;
mod boxes;
mod function;
mod glyphs;
mod identity;
mod marks;
mod painter;
mod pictures;
mod rules;
mod sheet;
mod space;

use lopdf::Document;

use crate::content::vendors::Vendor;
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

use painter::Painter;
use sheet::Sheet;

/// Measures may be off by this much, in points: rounding in the file.
const TOLERANCE: f64 = 0.02;

/// How many faults of one kind on one page are told, the worst first.
const MOST_OF_A_KIND: usize = 3;

/// What a file is held against.
#[derive(Debug, Clone, Copy)]
pub struct Preflight<'a> {
    vendor: &'a Vendor,
    /// Width and height in points.
    trim: Option<(f64, f64)>,
    sides: &'a [String],
    first: usize,
}

impl<'a> Preflight<'a> {
    /// What a vendor wants of any file.
    pub fn new(vendor: &'a Vendor) -> Self {
        Self { vendor, trim: None, sides: &[], first: 0 }
    }

    /// What a job's vendor wants of its file; none if it is not for the press.
    pub fn of(job: &'a Job) -> Option<Self> {
        let vendor = job.vendor.as_ref()?;
        Some(
            Self::new(vendor)
                .trimmed_to(job.spec.trim.width.0, job.spec.trim.height.0)
                .with_sides(&job.spec.sides),
        )
    }

    /// Every page is to be of this size, in points.
    pub fn trimmed_to(mut self, width: f64, height: f64) -> Self {
        self.trim = Some((width, height));
        self
    }

    /// What messages call the pages.
    pub fn with_sides(mut self, sides: &'a [String]) -> Self {
        self.sides = sides;
        self
    }

    /// The file's first page is this page of the piece, from 0.
    pub fn from_page(mut self, first: usize) -> Self {
        self.first = first;
        self
    }

    /// Everything for which a shop would send the file back.
    pub fn check(&self, bytes: &[u8]) -> Vec<Finding> {
        let pdf = match Document::load_mem(bytes) {
            Ok(pdf) => pdf,
            Err(error) => return vec![fault(format!("the file cannot be read: {error}"))],
        };
        let mut findings = identity::check(bytes, &pdf, self.vendor);
        let mut painter = Painter::new(&pdf);
        for (index, id) in pdf.get_pages().into_values().enumerate() {
            let name = self.side(self.first + index);
            let Some(sheet) = Sheet::read(&pdf, id, name.clone()) else {
                findings.push(fault(format!("{name} cannot be read")));
                continue;
            };
            findings.extend(boxes::check(&pdf, id, &sheet, self.vendor, self.trim));
            match painter.page(id) {
                Some(painted) => {
                    findings.extend(rules::check(&sheet, &painted, self.vendor));
                    findings.extend(bleed::check(&sheet, &painted, self.vendor));
                }
                None => findings.push(fault(format!("what {name} paints cannot be read"))),
            }
        }
        findings
    }

    /// What messages call a page, from 0: "the front" or "page 3".
    fn side(&self, page: usize) -> String {
        self.sides
            .get(page)
            .map_or_else(|| format!("page {}", page + 1), |side| format!("the {side}"))
    }
}

/// Everything for which a vendor would send a file back.
pub fn check(bytes: &[u8], vendor: &Vendor) -> Vec<Finding> {
    Preflight::new(vendor).check(bytes)
}

fn fault(message: String) -> Finding {
    Finding::new(Code::NotPressReady, message)
        .hint("the print shop would send it back; see `data/vendors.json` for what it wants")
}
