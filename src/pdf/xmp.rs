//! The XMP packet of a file (ISO 16684-1): metadata as RDF.

use lopdf::Document;
use roxmltree::Node;

use super::objects::stream;

/// A property that Peerpress reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    /// The title (`dc:title`), in the first of its languages.
    Title,
    /// The PDF/X version (`pdfxid:GTS_PDFXVersion`).
    PdfxVersion,
}

impl Property {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Title => ("http://purl.org/dc/elements/1.1/", "title"),
            Self::PdfxVersion => ("http://www.npes.org/pdfx/ns/id/", "GTS_PDFXVersion"),
        }
    }
}

/// Returns a property of the file's XMP packet, written as an element or as an attribute.
pub(crate) fn xmp_value(pdf: &Document, property: Property) -> Option<String> {
    let packet = stream(pdf, pdf.catalog().ok()?, b"Metadata")?.get_plain_content().ok()?;
    let packet = String::from_utf8_lossy(&packet);
    let xml = roxmltree::Document::parse(packet.trim_start_matches('\u{feff}')).ok()?;
    let name = property.name();
    let value = |node: Node<'_, '_>| {
        if let Some(value) = node.attribute(name) {
            return Some(value.to_owned());
        }
        if !node.has_tag_name(name) {
            return None;
        }
        // A localized value is a list, of which the first item is the default.
        let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
        texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
    };
    xml.descendants().find_map(value)
}
