//! SVG pictures: drawings alone. What would be left out without a word, or bring a file in unseen, is refused.

use roxmltree::{Document, ParsingOptions};

use super::Fault;

/// More elements than any logo has.
const MOST_ELEMENTS: u32 = 100_000;

/// Elements that are not drawings, and what to do instead.
const REFUSED: &[(&str, &str, &str)] = &[
    ("script", "holds a script", "save it as plain SVG, without scripts"),
    (
        "foreignObject",
        "holds a piece of a web page (`foreignObject`)",
        "turn its text into SVG text or paths",
    ),
    (
        "image",
        "holds a photo or another file (`image`)",
        "place that as a picture of its own: PNG, JPEG or WebP",
    ),
    (
        "text",
        "holds text",
        "turn it into paths, so that it looks the same everywhere, and say its words in `alt`",
    ),
    ("animate", "moves (`animate`)", "save one still state of it"),
    ("animateTransform", "moves (`animateTransform`)", "save one still state of it"),
];

/// Whether an SVG can be drawn whole.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Fault> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Fault::new("is not UTF-8 text", "export it anew as plain SVG"))?;
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MOST_ELEMENTS, entity_resolver: None };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        Fault::new(format!("is damaged: {error}"), "export it anew as plain SVG")
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg"
        || root.tag_name().namespace() != Some("http://www.w3.org/2000/svg")
    {
        return Err(Fault::new("is XML, but no SVG picture", "export it anew as plain SVG"));
    }
    for node in root.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        if let Some((_, what, advice)) = REFUSED.iter().find(|(refused, ..)| *refused == name) {
            return Err(Fault::new(*what, *advice));
        }
        let outward = node.attributes().find(|attribute| {
            attribute.name() == "href" && !attribute.value().starts_with('#') && name != "a"
        });
        if let Some(attribute) = outward {
            let target: String = attribute.value().chars().take(40).collect();
            return Err(Fault::new(
                format!("refers to something outside itself (`{target}`)"),
                "embed what it refers to, as paths",
            ));
        }
    }
    if text.contains("@import") || text.contains("@font-face") {
        return Err(Fault::new(
            "brings style sheets or fonts in",
            "turn its text into paths and export it anew",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(inner: &str) -> String {
        inspect(format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>").as_bytes())
            .map_or_else(|fault| fault.message, |()| "fine".to_owned())
    }

    #[test]
    fn drawings_alone() {
        assert_eq!(told("<path d='M0 0h9'/><use href='#a'/>"), "fine");
        assert!(told("<script>1</script>").contains("script"));
        assert!(told("<image href='data:image/png;base64,AA'/>").contains("photo"));
        assert!(told("<use xlink:href='other.svg#a'/>").contains("outside itself (`other.svg#a`)"));
        assert!(told("<style>@import url(x.css)</style>").contains("style sheets"));
        assert!(told("<g>").contains("damaged"));
        assert!(inspect(b"<html/>").unwrap_err().message.contains("no SVG"));
        let laughs = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
                      <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&d;&d;&d;&d;</text></svg>";
        assert!(inspect(laughs.as_bytes()).is_err());
    }
}
