//! `press-output-intent`: the file names the printing condition of the shop, and contains its
//! profile.

use lopdf::Object;

use super::{FileContext, REBUILD_HINT};
use crate::content::profile;
use crate::diagnostic::{Code, Finding};
use crate::pdf::{is_name, items, stream};

pub(super) fn check(file: &FileContext<'_>) -> Vec<Finding> {
    let wanted = &file.vendor.output_condition.0;
    let mut messages = Vec::new();
    let catalog = file.pdf.catalog().ok();
    let mut intents = catalog
        .into_iter()
        .flat_map(|catalog| items(file.pdf, catalog, b"OutputIntents"))
        .filter_map(|intent| intent.as_dict().ok());
    if let Some(intent) = intents.find(|intent| is_name(intent, b"S", "GTS_PDFX")) {
        match stream(file.pdf, intent, b"DestOutputProfile") {
            None => messages.push("the output intent has no ICC profile".to_owned()),
            Some(profile) => {
                let problem = profile::fault(&profile.get_plain_content().unwrap_or_default());
                messages.extend(
                    problem.map(|problem| format!("the profile of the output intent {problem}")),
                );
            }
        }
        let named = intent.get(b"OutputConditionIdentifier").and_then(Object::as_str);
        let named = String::from_utf8_lossy(named.unwrap_or_default());
        if named != wanted.as_str() {
            messages.push(format!("the output condition is `{named}`, not `{wanted}`"));
        }
    } else {
        messages.push("the file has no output intent for PDF/X".to_owned());
    }
    let hint = REBUILD_HINT;
    let finding = |message| Finding::new(Code::PressOutputIntent, message).hint(hint);
    messages.into_iter().map(finding).collect()
}
