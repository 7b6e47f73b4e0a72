//! What the file says of itself: version, standard, output intent, trapping; and what it must not hold: encryption, actions.

use lopdf::{Dictionary, Document, Object};

use super::fault;
use crate::content::profile;
use crate::content::vendors::Vendor;
use crate::diagnostic::Finding;

pub(super) fn check(bytes: &[u8], pdf: &Document, vendor: &Vendor) -> Vec<Finding> {
    let mut messages = intent(pdf, vendor);
    messages.extend(said(pdf, vendor));
    let version = bytes.get(5..8).map(String::from_utf8_lossy).unwrap_or_default();
    if version != "1.6" {
        messages.push(format!("the file is PDF {version}; PDF 1.6 is wanted"));
    }
    if pdf.is_encrypted() || pdf.was_encrypted() {
        messages.push("the file is encrypted".to_owned());
    }
    if acts(pdf) {
        messages.push("the file holds JavaScript or actions that start by themselves".to_owned());
    }
    messages.into_iter().map(fault).collect()
}

/// The printing condition, with its profile.
fn intent(pdf: &Document, vendor: &Vendor) -> Vec<String> {
    let intents = pdf.catalog().ok().and_then(|catalog| {
        pdf.dereference(catalog.get(b"OutputIntents").ok()?).ok()?.1.as_array().ok()
    });
    let mut intents = intents
        .into_iter()
        .flatten()
        .filter_map(|intent| pdf.dereference(intent).ok()?.1.as_dict().ok());
    let Some(intent) = intents.find(|intent| is_name(intent, b"S", "GTS_PDFX")) else {
        return vec!["there is no output intent for the press".to_owned()];
    };
    let mut messages = Vec::new();
    let profile = intent
        .get(b"DestOutputProfile")
        .and_then(|profile| pdf.dereference(profile))
        .and_then(|(_, profile)| profile.as_stream());
    match profile.map(|stream| stream.get_plain_content().unwrap_or_default()) {
        Err(_) => messages.push("the output intent has no profile".to_owned()),
        Ok(bytes) => messages.extend(
            profile::fault(&bytes).map(|fault| format!("the output intent's profile {fault}")),
        ),
    }
    let named =
        intent.get(b"OutputConditionIdentifier").and_then(Object::as_str).unwrap_or_default();
    if named != vendor.output_condition.0.as_bytes() {
        messages.push(format!(
            "the output condition is `{}`, not `{}`",
            String::from_utf8_lossy(named),
            vendor.output_condition.0
        ));
    }
    messages
}

/// The standard in the metadata, and whether the file is trapped.
fn said(pdf: &Document, vendor: &Vendor) -> Vec<String> {
    let mut messages = Vec::new();
    let metadata = pdf.catalog().ok().and_then(|catalog| {
        pdf.dereference(catalog.get(b"Metadata").ok()?).ok()?.1.as_stream().ok()
    });
    let packet =
        metadata.map(|stream| stream.get_plain_content().unwrap_or_default()).unwrap_or_default();
    let packet = String::from_utf8_lossy(&packet);
    let standard = &vendor.standard.0;
    if !packet.contains(&format!("<pdfxid:GTS_PDFXVersion>{standard}<"))
        && !packet.contains(&format!("pdfxid:GTS_PDFXVersion=\"{standard}\""))
    {
        messages.push(format!("the file does not say that it is {standard}"));
    }
    let info = pdf
        .trailer
        .get(b"Info")
        .and_then(|info| pdf.dereference(info))
        .and_then(|(_, info)| info.as_dict());
    if !info
        .is_ok_and(|info| is_name(info, b"Trapped", "False") || is_name(info, b"Trapped", "True"))
    {
        messages.push("the file does not say whether it is trapped".to_owned());
    }
    messages
}

/// Whether anything runs by itself.
fn acts(pdf: &Document) -> bool {
    let starts = |dictionary: &Dictionary| {
        dictionary.has(b"AA") || dictionary.has(b"JS") || dictionary.has(b"JavaScript")
    };
    let opens = pdf.catalog().ok().and_then(|catalog| {
        pdf.dereference(catalog.get(b"OpenAction").ok()?).ok()?.1.as_dict().ok()
    });
    opens.is_some_and(|action| action.has(b"S"))
        || pdf.objects.values().any(|object| match object {
            Object::Dictionary(dictionary) => starts(dictionary),
            _ => false,
        })
}

pub(super) fn is_name(dictionary: &Dictionary, key: &[u8], name: &str) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|value| value == name.as_bytes())
}
