//! SVG pictures: only drawings. Anything that would silently be left out, or load another file, is
//! rejected.

use roxmltree::{Document, Node, ParsingOptions};

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

/// Parts of filters that compute each pixel from many others, or from noise. A drawing of a few
/// bytes takes minutes with them.
const COSTLY: [&str; 8] = [
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feImage",
    "feMorphology",
    "feSpecularLighting",
    "feTile",
    "feTurbulence",
];

/// The maximum number of parts of filters. A shadow has about five.
const MOST_FILTERS: usize = 40;

const EXPORT_AGAIN: &str = "export it again as plain SVG";

/// How many times larger than the picture, or than what it is applied to, a filter may be.
const MOST_GROWTH: f64 = 10.0;

/// The longer side of the picture, in its own units; infinite if it does not say.
fn longest_side(root: Node<'_, '_>) -> f64 {
    let numbers = root.attribute("viewBox").unwrap_or_default();
    let numbers = numbers.split([' ', ',']).filter_map(|text| text.parse::<f64>().ok());
    numbers.skip(2).reduce(f64::max).unwrap_or(f64::INFINITY)
}

/// Whether a filter draws far beyond what is seen, which takes time and memory.
fn has_vast_region(filter: Node<'_, '_>, side: f64) -> bool {
    let is_absolute = filter.attribute("filterUnits") == Some("userSpaceOnUse");
    let most = if is_absolute { MOST_GROWTH * side } else { MOST_GROWTH };
    let parts = ["x", "y", "width", "height"].into_iter().filter_map(|it| filter.attribute(it));
    parts.into_iter().any(|text| {
        let (number, most) = match text.trim().strip_suffix('%') {
            Some(number) => (number, 100.0 * MOST_GROWTH),
            None => (text.trim().trim_end_matches(char::is_alphabetic), most),
        };
        number.parse::<f64>().is_ok_and(|number| number.abs() > most)
    })
}

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
    let mut filters = 0;
    let side = longest_side(root);
    for node in root.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        filters += usize::from(name.starts_with("fe"));
        let is_vast = name == "filter" && has_vast_region(node, side);
        if COSTLY.contains(&name) || filters > MOST_FILTERS || is_vast {
            return Err(PictureProblem::new(
                format!("has a filter that is too complex (`{name}`)"),
                "apply the effect in the drawing program, or save the picture as PNG",
            ));
        }
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
