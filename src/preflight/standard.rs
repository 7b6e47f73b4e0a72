//! `press-standard`: the file is what the print shop's standard says: PDF 1.6 that names the
//! standard, and says whether it is trapped.

use super::{FileContext, REBUILD_HINT};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{XMP_PDFX_VERSION, dictionary, is_name, xmp_value};

pub(super) fn check(file: &FileContext<'_>) -> Vec<Finding> {
    let mut messages = Vec::new();
    let version = file.bytes.get(5..8).map(String::from_utf8_lossy).unwrap_or_default();
    if version != "1.6" {
        messages.push(format!("the file is PDF {version}; the print shop needs PDF 1.6"));
    }
    let standard = &file.vendor.standard.0;
    if xmp_value(file.pdf, XMP_PDFX_VERSION).as_ref() != Some(standard) {
        messages.push(format!("the metadata of the file does not say that it is {standard}"));
    }
    let info = dictionary(file.pdf, &file.pdf.trailer, b"Info");
    let is_trapped = |value: &str| info.is_some_and(|info| is_name(info, b"Trapped", value));
    if !is_trapped("False") && !is_trapped("True") {
        messages.push("the file has no `Trapped` entry".to_owned());
    }
    let hint = REBUILD_HINT;
    let finding = |message| Finding::new(Code::PressStandard, message).hint(hint);
    messages.into_iter().map(finding).collect()
}
