//! `press-forbidden`: nothing that PDF/X-4 forbids: encryption, actions, JavaScript, transfer
//! functions, PostScript, links and notes on the printed area.

use lopdf::{Dictionary, Object};

use super::{FileContext, MAX_OF_A_RULE, PageContext, REBUILD_HINT};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{Remark, dictionary, is_name, items, rectangle};

pub(super) fn check_file(file: &FileContext<'_>) -> Vec<Finding> {
    let mut messages = Vec::new();
    if file.pdf.is_encrypted() || file.pdf.was_encrypted() {
        messages.push("the file is encrypted");
    }
    if has_actions(file) {
        messages.push("the file has JavaScript, or actions that run automatically");
    }
    messages.into_iter().map(finding).collect()
}

pub(super) fn check_page(context: &PageContext<'_>) -> Vec<Finding> {
    let page = &context.page;
    let mut messages = Vec::new();
    for remark in &context.content.remarks {
        match remark {
            Remark::TransferFunction => messages.push(format!(
                "{} has a transfer function, which would change colors on the press",
                page.name
            )),
            Remark::PostScript => {
                messages.push(format!("{} has a PostScript program", page.name));
            }
            _ => {}
        }
    }
    let is_for_press = |annotation: &&Dictionary| {
        ["TrapNet", "PrinterMark", "Popup"].iter().any(|kind| is_name(annotation, b"Subtype", kind))
    };
    let places = items(context.pdf, context.dictionary, b"Annots")
        .filter_map(|annotation| annotation.as_dict().ok())
        .filter(|annotation| !is_for_press(annotation))
        .filter_map(|annotation| rectangle(context.pdf, annotation, b"Rect"))
        .filter(|place| page.printed().overlaps(*place));
    messages.extend(places.take(MAX_OF_A_RULE).map(|place| {
        format!("{} has a link or a note on it, {}", page.name, page.position(place))
    }));
    messages.into_iter().map(finding).collect()
}

fn finding(message: impl Into<String>) -> Finding {
    Finding::new(Code::PressForbidden, message).hint(REBUILD_HINT)
}

fn has_actions(file: &FileContext<'_>) -> bool {
    let open_action = file.pdf.catalog().ok();
    let open_action = open_action.and_then(|catalog| dictionary(file.pdf, catalog, b"OpenAction"));
    let has_action = |object: &Object| {
        object.as_dict().is_ok_and(|dictionary| {
            [b"AA".as_slice(), b"JS", b"JavaScript"].iter().any(|key| dictionary.has(key))
        })
    };
    open_action.is_some_and(|action| action.has(b"S")) || file.pdf.objects.values().any(has_action)
}
