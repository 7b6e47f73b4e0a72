//! SVG pictures: only drawings. Anything that would silently be left out, or load another file, is
//! rejected.

use roxmltree::{Document, ParsingOptions};

use super::PictureProblem;

/// The maximum number of elements in a picture. No logo has as many.
const MAX_ELEMENTS: u32 = 100_000;

/// Elements that are not drawings: the problem and what to do.
const REJECTED: &[(&str, &str, &str)] = &[
    ("script", "contains a script", "save it as plain SVG without scripts"),
    (
        "foreignObject",
        "contains a part of a web page (`foreignObject`)",
        "convert that part into paths",
    ),
    (
        "image",
        "contains a photo or another file (`image`)",
        "add the photo as a separate picture: PNG, JPEG, or WebP",
    ),
    (
        "text",
        "contains text",
        "convert the text into paths, so that it looks the same everywhere, and repeat it in `alt`",
    ),
    ("animate", "is animated (`animate`)", "save one still frame"),
    ("animateTransform", "is animated (`animateTransform`)", "save one still frame"),
];

const EXPORT_AGAIN: &str = "export it again as plain SVG";

/// Checks that an SVG can be drawn completely.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), PictureProblem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| PictureProblem::new("is not UTF-8 text", EXPORT_AGAIN))?;
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MAX_ELEMENTS, entity_resolver: None };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| PictureProblem::new(format!("is damaged: {error}"), EXPORT_AGAIN))?;
    let root = document.root_element();
    if !root.has_tag_name(("http://www.w3.org/2000/svg", "svg")) {
        return Err(PictureProblem::new("is XML, but not an SVG picture", EXPORT_AGAIN));
    }
    for node in root.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        if let Some((_, what, advice)) = REJECTED.iter().find(|(rejected, ..)| *rejected == name) {
            return Err(PictureProblem::new(*what, *advice));
        }
        let mut links = node.attributes().filter(|attribute| attribute.name() == "href");
        let external = links.find(|link| !link.value().starts_with('#') && name != "a");
        if let Some(link) = external {
            let target: String = link.value().chars().take(40).collect();
            return Err(PictureProblem::new(
                format!("refers to another file (`{target}`)"),
                "copy the other drawing into this SVG as paths",
            ));
        }
    }
    if text.contains("@import") || text.contains("@font-face") {
        return Err(PictureProblem::new(
            "loads style sheets or fonts",
            "convert its text into paths and export it again",
        ));
    }
    Ok(())
}
