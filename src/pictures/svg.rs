//! SVG pictures: only drawings. Anything that would silently be left out, or load another file, is
//! rejected.

use roxmltree::{Document, ParsingOptions};

use super::PictureProblem;

/// The most elements of a picture. No logo has as many.
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
        "add the photo as a picture of its own: PNG, JPEG or WebP",
    ),
    (
        "text",
        "contains text",
        "convert the text into paths, so that it looks the same everywhere, and repeat it in `alt`",
    ),
    ("animate", "is animated (`animate`)", "save one still frame"),
    ("animateTransform", "is animated (`animateTransform`)", "save one still frame"),
];

/// Checks that an SVG can be drawn completely.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), PictureProblem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| PictureProblem::new("is not UTF-8 text", "export it again as plain SVG"))?;
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MAX_ELEMENTS, entity_resolver: None };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        PictureProblem::new(format!("is damaged: {error}"), "export it again as plain SVG")
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg"
        || root.tag_name().namespace() != Some("http://www.w3.org/2000/svg")
    {
        return Err(PictureProblem::new(
            "is XML, but not an SVG picture",
            "export it again as plain SVG",
        ));
    }
    for node in root.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        if let Some((_, what, advice)) = REJECTED.iter().find(|(rejected, ..)| *rejected == name) {
            return Err(PictureProblem::new(*what, *advice));
        }
        let external = node.attributes().find(|attribute| {
            attribute.name() == "href" && !attribute.value().starts_with('#') && name != "a"
        });
        if let Some(attribute) = external {
            let target: String = attribute.value().chars().take(40).collect();
            return Err(PictureProblem::new(
                format!("refers to another file (`{target}`)"),
                "embed the other file as paths",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(inner: &str) -> String {
        let namespaces =
            "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'";
        inspect(format!("<svg {namespaces}>{inner}</svg>").as_bytes())
            .map_or_else(|problem| problem.message, |()| "fine".to_owned())
    }

    #[test]
    fn only_drawings_are_accepted() {
        assert_eq!(problem("<path d='M0 0h9'/><use href='#a'/>"), "fine");
        assert!(problem("<script>1</script>").contains("script"));
        assert!(problem("<image href='data:image/png;base64,AA'/>").contains("photo"));
        assert!(
            problem("<use xlink:href='other.svg#a'/>").contains("another file (`other.svg#a`)")
        );
        assert!(problem("<style>@import url(x.css)</style>").contains("style sheets"));
        assert!(problem("<g>").contains("damaged"));
        assert!(inspect(b"<html/>").unwrap_err().message.contains("not an SVG"));
        let entity = |name: char, of: &str| format!("<!ENTITY {name} '{}'>", of.repeat(10));
        let entities = [('a', "a"), ('b', "&a;"), ('c', "&b;"), ('d', "&c;")];
        let entities: String = entities.into_iter().map(|(name, of)| entity(name, of)).collect();
        let laughs = format!(
            "<!DOCTYPE svg [{entities}]>\
             <svg xmlns='http://www.w3.org/2000/svg'><text>&d;&d;&d;&d;</text></svg>"
        );
        assert!(inspect(laughs.as_bytes()).is_err());
    }
}
