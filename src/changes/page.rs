//! `changes.html`: one file that shows what changed. It needs no other files and no network, so
//! that it can be sent by email.

use std::fmt::Write as _;

use data_encoding::BASE64;
use similar::{ChangeTag, TextDiff};

use super::pictures::Region;
use super::sentences::Changed;
use super::{Change, PagePair};
use crate::output::count;

/// Returns the page as HTML.
pub(crate) fn html(program: &str, changes: &[Change]) -> String {
    let count = match changes.len() {
        0 => "Nothing changed".to_owned(),
        number => format!("{} changed", count(number, "file", "files")),
    };
    let (mut index, mut body) = (String::new(), String::new());
    for (at, change) in changes.iter().enumerate() {
        let (heading, title) = (escaped(change.job.heading()), escaped(&change.job.title()));
        _ = write!(
            index,
            "<li><a href=\"#c{at}\">{heading}</a> <span class=\"job\">{title}</span></li>"
        );
        body += &section(at, change);
    }
    format!(
        include_str!("page/changes.html"),
        style = include_str!("page/changes.css"),
        program = escaped(program),
        count = count,
        index = index,
        body = body
    )
}

fn section(at: usize, change: &Change) -> String {
    let mut html = format!(
        "<section id=\"c{at}\"><h2>{}</h2><p class=\"job\">{}",
        escaped(change.job.heading()),
        escaped(&change.job.title())
    );
    match change.before {
        Some(day) => _ = write!(html, ", compared with the version built on {day}</p>"),
        None => html.push_str(", which is new</p>"),
    }
    if !change.facts.is_empty() {
        html.push_str("<h3>Facts</h3><table><thead><tr>");
        for head in ["Fact", "Before", "Now"] {
            _ = write!(html, "<th scope=\"col\">{head}</th>");
        }
        html.push_str("</tr></thead><tbody>");
        for fact in &change.facts {
            _ = write!(html, "<tr><th scope=\"row\"><code>{}</code></th>", escaped(&fact.path));
            for text in [&fact.before, &fact.after] {
                let text = text.as_deref().map(escaped);
                let text = text.as_deref().unwrap_or("<span class=\"none\">none</span>");
                _ = write!(html, "<td lang=\"{}\">{text}</td>", escaped(&change.job.lang));
            }
            html += "</tr>";
        }
        html.push_str("</tbody></table>");
    }
    if !change.sentences.is_empty() {
        html.push_str("<h3>On the page</h3><ul class=\"words\">");
        html.extend(change.sentences.iter().map(|changed| sentence(&change.job.lang, changed)));
        html.push_str("</ul>");
    }
    html.extend(change.pages.iter().map(pages));
    html + "</section>"
}

/// Returns a sentence before and after, with marks on the words that differ.
fn sentence(lang: &str, changed: &Changed) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (before, after) = (text(&changed.before), text(&changed.after));
    let words = TextDiff::from_words(&before, &after);
    let (mut was, mut is) = (String::new(), String::new());
    for word in words.iter_all_changes() {
        let text = escaped(word.value());
        match word.tag() {
            ChangeTag::Equal => {
                was += &text;
                is += &text;
            }
            ChangeTag::Delete => _ = write!(was, "<del>{text}</del>"),
            ChangeTag::Insert => _ = write!(is, "<ins>{text}</ins>"),
        }
    }
    let lang = escaped(lang);
    let line = |name: &str, text: &str| {
        if text.is_empty() {
            String::new()
        } else {
            format!("<p lang=\"{lang}\"><span class=\"when\" lang=\"en\">{name}</span> {text}</p>")
        }
    };
    format!("<li>{}{}</li>", line("Before", &was), line("Now", &is))
}

fn pages(pair: &PagePair) -> String {
    let side = escaped(&pair.side);
    let marks: String = pair.regions.iter().map(mark).collect();
    let picture = |jpeg: &Option<Vec<u8>>, when: &str| match jpeg {
        Some(jpeg) => format!(
            "<figure><div class=\"page\">\
             <img alt=\"{side}, {when}\" src=\"data:image/jpeg;base64,{}\">{marks}</div>\
             <figcaption>{when}</figcaption></figure>",
            BASE64.encode(jpeg)
        ),
        None => format!(
            "<figure><div class=\"page none\">no such page</div>\
             <figcaption>{when}</figcaption></figure>"
        ),
    };
    let mut name = side.clone();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!(
        "<h3>{name}</h3><div class=\"pair\">{}{}</div>",
        picture(&pair.before, "before"),
        picture(&pair.after, "now")
    )
}

fn mark(region: &Region) -> String {
    let Region { left, top, width, height } = region;
    let [left, top, width, height] = [left, top, width, height].map(|part| part * 100.0);
    format!("<i style=\"left:{left:.2}%;top:{top:.2}%;width:{width:.2}%;height:{height:.2}%\"></i>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
