//! The size of each page, which the template states.

use super::context::DocumentContext;
use crate::content::unit::Unit;
use crate::diagnostic::{Code, Finding};

/// The difference that rounding may cause, in points.
const ROUNDING: f64 = 0.1;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in &context.pages {
        let trim = context.job.spec.trim_of(page.index);
        let unit = trim.width.1;
        let (trim_width, trim_height) = (trim.width.0, trim.height.0);
        let (width, height) = (page.text.width, page.text.height);
        if (width - trim_width).abs() <= ROUNDING && (height - trim_height).abs() <= ROUNDING {
            continue;
        }
        let message = format!(
            "{} is {}; `trim` in `template.json` is {}",
            page.side,
            size(width, height, unit),
            size(trim_width, trim_height, unit)
        );
        let finding = page.finding(Code::PageSize, message);
        findings.push(finding.hint("set the page size from the job's `page`"));
    }
    findings
}

/// Names a size in points.
fn size(width: f64, height: f64, unit: Unit) -> String {
    format!("{} × {}", unit.number(width, 2), unit.name(height, 2))
}
