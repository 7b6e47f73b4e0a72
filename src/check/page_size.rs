//! The size of each page, which the template states.

use super::context::DocumentContext;
use crate::diagnostic::{Code, Finding};

/// The difference that rounding may cause, in points.
const ROUNDING: f64 = 0.1;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let trim = &context.job.spec.trim;
    let (trim_width, trim_height) = (trim.width.0, trim.height.0);
    let mut findings = Vec::new();
    for page in &context.pages {
        let (width, height) = (page.text.width, page.text.height);
        if (width - trim_width).abs() <= ROUNDING && (height - trim_height).abs() <= ROUNDING {
            continue;
        }
        let message = format!(
            "{} is {}; `trim` in `template.json` is {}",
            page.side,
            inches(width, height),
            inches(trim_width, trim_height)
        );
        let finding = page.finding(Code::PageSize, message);
        findings.push(finding.hint("set the page size from the job's `page`"));
    }
    findings
}

/// Returns a size in points as inches.
fn inches(width: f64, height: f64) -> String {
    format!("{:.2} × {:.2} in", width / 72.0, height / 72.0)
}
