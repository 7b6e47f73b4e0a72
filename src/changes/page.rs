//! `changes.html`: one file that shows what changed. It needs no other files and no network, so
//! that it can be sent by email.

use std::fmt::Write as _;

use data_encoding::BASE64;
use similar::{ChangeTag, TextDiff};

use super::pictures::Region;
use super::sentences::Changed;
use super::{Change, PagePair};

const PAGE: &str = include_str!("page/changes.html");
const STYLE: &str = include_str!("page/changes.css");

/// Returns the page as HTML.
pub(crate) fn html(program: &str, changes: &[Change]) -> String {
    let count = match changes.len() {
        0 => "Nothing changed".to_owned(),
        1 => "1 piece changed".to_owned(),
        many => format!("{many} pieces changed"),
    };
    let index: String = changes.iter().enumerate().fold(String::new(), |mut list, (at, change)| {
        let _ = write!(
            list,
            "<li><a href=\"#c{at}\">{}</a> <span class=\"job\">{}</span></li>",
            escaped(&change.heading),
            escaped(&change.title)
        );
        list
    });
    let body: String = changes.iter().enumerate().map(|(at, change)| section(at, change)).collect();
    let blanks = [
        ("{style}", STYLE),
        ("{program}", &escaped(program)),
        ("{count}", &count),
        ("{index}", &index),
        ("{body}", &body),
    ];
    // The placeholders are replaced in one pass, so that braces in the data are not replaced.
    let mut html = String::new();
    let mut rest = PAGE;
    while let Some((at, blank, text)) = blanks
        .iter()
        .filter_map(|(blank, text)| Some((rest.find(blank)?, blank, text)))
        .min_by_key(|found| found.0)
    {
        html.push_str(&rest[..at]);
        html.push_str(text);
        rest = &rest[at + blank.len()..];
    }
    html + rest
}

fn section(at: usize, change: &Change) -> String {
    let mut html = format!(
        "<section id=\"c{at}\"><h2>{}</h2><p class=\"job\">{}",
        escaped(&change.heading),
        escaped(&change.title)
    );
    match change.before {
        Some(day) => _ = write!(html, ", compared with the version made on {day}</p>"),
        None => html.push_str(", which is new</p>"),
    }
    if !change.facts.is_empty() {
        html.push_str("<h3>Facts</h3><table><thead><tr>");
        for head in ["Fact", "Before", "Now"] {
            _ = write!(html, "<th scope=\"col\">{head}</th>");
        }
        html.push_str("</tr></thead><tbody>");
        for fact in &change.facts {
            let cell = |text: &Option<String>| {
                text.as_deref()
                    .map_or_else(|| "<span class=\"none\">none</span>".to_owned(), escaped)
            };
            let lang = escaped(&change.lang);
            let (before, after) = (cell(&fact.before), cell(&fact.after));
            let _ = write!(
                html,
                "<tr><th scope=\"row\"><code>{}</code></th>\
                 <td lang=\"{lang}\">{before}</td><td lang=\"{lang}\">{after}</td></tr>",
                escaped(&fact.path)
            );
        }
        html.push_str("</tbody></table>");
    }
    if !change.sentences.is_empty() {
        html.push_str("<h3>On the page</h3><ul class=\"words\">");
        change.sentences.iter().for_each(|changed| html.push_str(&sentence(&change.lang, changed)));
        html.push_str("</ul>");
    }
    change.pages.iter().for_each(|pair| html.push_str(&pages(pair)));
    html + "</section>"
}

/// Returns a sentence before and after, with marks on the words that differ.
fn sentence(lang: &str, changed: &Changed) -> String {
    let (before, after) = (
        changed.before.as_deref().unwrap_or_default(),
        changed.after.as_deref().unwrap_or_default(),
    );
    let words = TextDiff::from_words(before, after);
    let (mut was, mut is) = (String::new(), String::new());
    for word in words.iter_all_changes() {
        let text = escaped(word.value());
        match word.tag() {
            ChangeTag::Equal => {
                [&mut was, &mut is].into_iter().for_each(|side| side.push_str(&text))
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
    let percent = |part: &f64| format!("{:.2}%", part * 100.0);
    format!(
        "<i style=\"left:{};top:{};width:{};height:{}\"></i>",
        percent(left),
        percent(top),
        percent(width),
        percent(height)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
