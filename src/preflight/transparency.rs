//! `press-transparency`: transparent paint blends in CMYK, so that blended colors are inks.

use super::PageContext;
use crate::diagnostic::{Code, Finding};
use crate::pdf::{Remark, dictionary, is_name};

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let name = &context.page.name;
    let mut findings = Vec::new();
    let group = dictionary(context.pdf, context.dictionary, b"Group");
    if !group.is_some_and(|group| is_name(group, b"CS", "DeviceCMYK")) {
        findings.push(
            Finding::new(
                Code::PressTransparency,
                format!("{name} has no CMYK blending color space"),
            )
            .hint("rebuild the file with `peerpress build --force --edition press`"),
        );
    }
    for remark in &context.content.remarks {
        if let Remark::Blending(space) = remark {
            let message = format!("a transparency group on {name} blends in {space}, not in CMYK");
            findings.push(
                Finding::new(Code::PressTransparency, message)
                    .hint("save the picture without transparency, or as SVG with flat colors"),
            );
        }
    }
    findings
}
