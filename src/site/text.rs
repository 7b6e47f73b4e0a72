//! The whole text of a piece as HTML, from the tags of its finished PDF: the same headings, lists,
//! tables, links, languages, and words.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::pdf::{TaggedElement, TaggedNode, tagged};

/// The level of the first heading of a text: the page has a title, and a heading above the text.
const FIRST_LEVEL: usize = 3;

/// The deepest heading of HTML.
const LAST_LEVEL: usize = 6;

/// The ID of the heading above the text, in `piece.html`.
const HEADING: &str = "text";

/// The types of elements that stand in a line of text.
const INLINE: [&str; 7] = ["Span", "Link", "Em", "Strong", "Reference", "Code", "Lbl"];

/// Returns the text of a finished PDF as HTML; `None` for a file that cannot be read.
pub(super) fn html(pdf: &[u8]) -> Option<String> {
    let nodes = tagged(pdf).ok()?;
    let mut writer = TextWriter { out: Writer::new(Vec::new()) };
    writer.nodes(&nodes, Place::Block).ok()?;
    String::from_utf8(writer.out.into_inner()).ok()
}

/// What may stand at a place of the HTML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Paragraphs, lists, and tables.
    Block,
    /// Words and links.
    Line,
}

struct TextWriter {
    out: Writer<Vec<u8>>,
}

impl TextWriter {
    fn nodes(&mut self, nodes: &[TaggedNode], place: Place) -> io::Result<()> {
        for part in nodes.chunk_by(|one, other| is_inline(one) && is_inline(other)) {
            // Loose words between blocks are a paragraph.
            if place == Place::Block && part.iter().all(is_inline) {
                self.within("p", &[], |writer| writer.line(part))?;
            } else {
                part.iter().try_for_each(|node| self.node(node, place))?;
            }
        }
        Ok(())
    }

    fn line(&mut self, nodes: &[TaggedNode]) -> io::Result<()> {
        nodes.iter().try_for_each(|node| self.node(node, Place::Line))
    }

    fn node(&mut self, node: &TaggedNode, place: Place) -> io::Result<()> {
        match node {
            TaggedNode::Text(text) => self.text(text),
            TaggedNode::Element(element) => self.element(element, place),
        }
    }

    fn element(&mut self, element: &TaggedElement, place: Place) -> io::Result<()> {
        let lang: Vec<(&str, &str)> =
            element.lang.iter().map(|lang| ("lang", lang.as_str())).collect();
        let is_line = place == Place::Line;
        match element.role.as_str() {
            "H" | "H1" | "H2" | "H3" | "H4" | "H5" | "H6" if !is_line => {
                let level: usize = element.role[1..].parse().unwrap_or(1);
                let level = (FIRST_LEVEL + level - 1).min(LAST_LEVEL);
                self.within(&format!("h{level}"), &lang, |it| it.line(&element.children))
            }
            "L" | "TOC" if !is_line => self.list(element, &lang),
            "Table" if !is_line => self.table(element, &lang),
            "Figure" | "Formula" => self.figure(element, &lang, place),
            "Link" => {
                let mut attributes = lang;
                attributes.extend(element.url.as_deref().map(|url| ("href", url)));
                // A link inside a page of the PDF leads nowhere here.
                let name = if element.url.is_some() { "a" } else { "span" };
                // Spaces at the ends belong to the text around it.
                let mut children = element.children.clone();
                let [before, after] = trim(&mut children);
                self.text(if before { " " } else { "" })?;
                self.within(name, &attributes, |it| it.nodes(&children, Place::Line))?;
                self.text(if after { " " } else { "" })
            }
            "Strong" => self.within("strong", &lang, |it| it.line(&element.children)),
            "Em" => self.within("em", &lang, |it| it.line(&element.children)),
            "BlockQuote" if !is_line => {
                self.within("blockquote", &lang, |it| it.nodes(&element.children, Place::Block))
            }
            "P" if !is_line && element.children.iter().all(is_inline) => {
                self.within("p", &lang, |it| it.line(&element.children))
            }
            _ if lang.is_empty() => self.nodes(&element.children, place),
            _ => {
                let name = if is_line { "span" } else { "div" };
                self.within(name, &lang, |it| it.nodes(&element.children, place))
            }
        }
    }

    /// A picture: what it shows, in words.
    fn figure(
        &mut self,
        element: &TaggedElement,
        lang: &[(&str, &str)],
        place: Place,
    ) -> io::Result<()> {
        if let Some(alt) = &element.alt {
            let attributes = [&[("class", "picture")][..], lang].concat();
            let name = if place == Place::Line { "span" } else { "p" };
            self.within(name, &attributes, |it| it.text(alt))?;
        }
        self.nodes(&element.children, place)
    }

    fn list(&mut self, list: &TaggedElement, lang: &[(&str, &str)]) -> io::Result<()> {
        let items = || elements(&list.children);
        // The caption of a list cannot stand in it.
        for caption in items().filter(|item| item.role == "Caption") {
            self.within("p", &[], |it| it.line(&caption.children))?;
        }
        let name = if list.is_numbered { "ol" } else { "ul" };
        self.within(name, lang, |writer| {
            for item in items().filter(|item| item.role != "Caption") {
                writer.within("li", &[], |writer| writer.item(item))?;
            }
            Ok(())
        })
    }

    /// An item of a list without its sign, which browsers draw.
    fn item(&mut self, item: &TaggedElement) -> io::Result<()> {
        if !["LI", "TOCI"].contains(&item.role.as_str()) {
            return self.element(item, Place::Block);
        }
        for child in elements(&item.children) {
            if child.role == "Lbl" {
                let label = words(&child.children);
                if label.chars().any(char::is_alphabetic) {
                    self.within("strong", &[], |it| it.text(label.trim()))?;
                    self.text(" ")?;
                }
                continue;
            }
            match child.children.iter().all(is_inline) {
                true => self.line(&child.children)?,
                false => self.nodes(&child.children, Place::Block)?,
            }
        }
        let loose = item.children.iter().filter(|node| matches!(node, TaggedNode::Text(_)));
        loose.into_iter().try_for_each(|node| self.node(node, Place::Line))
    }

    fn table(&mut self, table: &TaggedElement, lang: &[(&str, &str)]) -> io::Result<()> {
        let mut rows = Vec::new();
        collect_rows(table, &mut rows);
        // A table that is wider than a phone scrolls in a box, also by keyboard.
        let label = ("aria-labelledby", HEADING);
        let box_attributes = [("class", "wide"), ("tabindex", "0"), ("role", "group"), label];
        self.within("div", &box_attributes, |writer| writer.rows(table, &rows, lang))
    }

    fn rows(
        &mut self,
        table: &TaggedElement,
        rows: &[&TaggedElement],
        lang: &[(&str, &str)],
    ) -> io::Result<()> {
        self.within("table", lang, |writer| {
            for caption in elements(&table.children).filter(|it| it.role == "Caption").take(1) {
                writer.within("caption", &[], |it| it.nodes(&caption.children, Place::Block))?;
            }
            writer.within("tbody", &[], |writer| {
                for row in rows {
                    writer.within("tr", &[], |writer| {
                        elements(&row.children).try_for_each(|cell| writer.cell(cell))
                    })?;
                }
                Ok(())
            })
        })
    }

    fn cell(&mut self, cell: &TaggedElement) -> io::Result<()> {
        let [columns, rows] = cell.spans.map(|span| span.to_string());
        let mut attributes = Vec::new();
        let name = if cell.role == "TH" { "th" } else { "td" };
        if name == "th" {
            let is_row = cell.scope.as_deref() == Some("Row");
            attributes.push(("scope", if is_row { "row" } else { "col" }));
        }
        for (attribute, span) in [("colspan", &columns), ("rowspan", &rows)] {
            if span != "1" {
                attributes.push((attribute, span.as_str()));
            }
        }
        self.within(name, &attributes, |writer| match cell.children.iter().all(is_inline) {
            true => writer.line(&cell.children),
            false => writer.nodes(&cell.children, Place::Block),
        })
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_event(Event::Text(BytesText::new(text)))
    }

    fn within(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        fill: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.out.write_event(Event::Start(start))?;
        fill(self)?;
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }
}

/// Whether a node stands in a line of text, with all that is in it.
fn is_inline(node: &TaggedNode) -> bool {
    match node {
        TaggedNode::Text(_) => true,
        TaggedNode::Element(element) => {
            INLINE.contains(&element.role.as_str()) && element.children.iter().all(is_inline)
        }
    }
}

fn elements(nodes: &[TaggedNode]) -> impl Iterator<Item = &TaggedElement> {
    nodes.iter().filter_map(|node| match node {
        TaggedNode::Element(element) => Some(element),
        TaggedNode::Text(_) => None,
    })
}

/// Removes spaces at the ends of nodes that stand in a line. Returns whether there were some before
/// and after.
fn trim(nodes: &mut [TaggedNode]) -> [bool; 2] {
    let before = trim_end(nodes, |it| it.first_mut(), str::trim_start);
    [before, trim_end(nodes, |it| it.last_mut(), str::trim_end)]
}

/// Removes spaces at one end of nodes. Returns whether there were some.
fn trim_end(
    nodes: &mut [TaggedNode],
    end: fn(&mut [TaggedNode]) -> Option<&mut TaggedNode>,
    trimmed: fn(&str) -> &str,
) -> bool {
    match end(nodes) {
        Some(TaggedNode::Text(text)) => {
            let short = trimmed(text).to_owned();
            let is_shorter = short.len() < text.len();
            *text = short;
            is_shorter
        }
        Some(TaggedNode::Element(element)) => trim_end(&mut element.children, end, trimmed),
        None => false,
    }
}

/// The words of nodes, without their structure.
fn words(nodes: &[TaggedNode]) -> String {
    let part = |node: &TaggedNode| match node {
        TaggedNode::Text(text) => text.clone(),
        TaggedNode::Element(element) => words(&element.children),
    };
    nodes.iter().map(part).collect()
}

/// The rows of a table, in its head, body, and foot.
fn collect_rows<'a>(element: &'a TaggedElement, rows: &mut Vec<&'a TaggedElement>) {
    for child in elements(&element.children) {
        match child.role.as_str() {
            "TR" => rows.push(child),
            "THead" | "TBody" | "TFoot" => collect_rows(child, rows),
            _ => {}
        }
    }
}
