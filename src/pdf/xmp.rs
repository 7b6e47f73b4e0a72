//! The XMP packet of a file (ISO 16684-1): metadata as RDF.

use lopdf::Document;
use roxmltree::Node;

use super::limits::plain_content;
use super::objects::stream;

/// The namespace and the name of a property.
type XmpName = (&'static str, &'static str);

/// The title, in the first of its languages.
pub(super) const XMP_TITLE: XmpName = ("http://purl.org/dc/elements/1.1/", "title");

/// The PDF/X version.
pub(crate) const XMP_PDFX_VERSION: XmpName = ("http://www.npes.org/pdfx/ns/id/", "GTS_PDFXVersion");

/// Returns a property of the file's XMP packet, written as an element or as an attribute.
pub(crate) fn xmp_value(pdf: &Document, name: XmpName) -> Option<String> {
    let packet = plain_content(stream(pdf, pdf.catalog().ok()?, b"Metadata")?)?;
    let packet = String::from_utf8_lossy(&packet);
    let xml = roxmltree::Document::parse(packet.trim_start_matches('\u{feff}')).ok()?;
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
