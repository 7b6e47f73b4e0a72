//! `changes.html`: one file that shows what changed. It needs no other files and no network, so
//! that it can be sent by email. Each picture is in it once.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

use super::Change;
use super::gallery::{self, escaped, gallery};
use super::groups::{self, Group, GroupedFact, GroupedSentence};
use super::look::Look;
use crate::output::count;
use crate::plan::difference::Fact;

/// Returns the page as HTML.
pub(crate) fn html(program: &str, changes: &[Change], look: &Look<'_>) -> String {
    let heading = match changes.len() {
        0 => "Nothing changed".to_owned(),
        number => format!("{} changed", count(number, "file", "files")),
    };
    let groups = groups::by_fact(changes);
    let mut body: String = groups.iter().map(|group| facts_section(group, changes)).collect();
    body += &without_facts(changes);
    body += &sentences_section(&groups::other_sentences(changes), changes);
    body += &new_files(changes);
    let letters: BTreeSet<char> =
        [program, &body].iter().flat_map(|text| text.chars()).chain(' '..='~').collect();
    format!(
        include_str!("page/changes.html"),
        style = look.style(&letters),
        program = escaped(program),
        heading = heading,
        since = escaped(&since(changes)),
        pictures = gallery::definitions(changes),
        body = body
    )
}

/// Says which versions are compared.
fn since(changes: &[Change]) -> String {
    let days: BTreeSet<_> = changes.iter().filter_map(|change| change.before).collect();
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => {
            format!("Compared with the versions built on {first}.")
        }
        (Some(first), Some(last)) => {
            format!("Compared with the versions built from {first} to {last}.")
        }
        _ => String::new(),
    }
}

fn section(heading: &str, content: &str) -> String {
    format!("<section><h2>{heading}</h2>{content}</section>")
}

/// Facts that changed in the same files, and these files.
fn facts_section(group: &Group<'_>, changes: &[Change]) -> String {
    let heading = format!(
        "{} changed in {}",
        count(group.facts.len(), "fact", "facts"),
        count(group.changes.len(), "file", "files")
    );
    let rows: String = group.facts.iter().map(fact_rows).collect();
    let heads = ["Fact", "Before", "Now"].map(|head| format!("<th scope=\"col\">{head}</th>"));
    let table =
        format!("<table><thead><tr>{}</tr></thead><tbody>{rows}</tbody></table>", heads.concat());
    section(&heading, &(table + &gallery(&group.changes, changes)))
}

fn fact_rows(fact: &GroupedFact<'_>) -> String {
    let name = format!("<th scope=\"row\"><code>{}</code></th>", escaped(fact.path));
    let row = |(lang, fact): &(&str, &Fact)| {
        let cells = differences(&fact.before, &fact.after)
            .map(|text| text.unwrap_or_else(|| "<span class=\"none\">none</span>".to_owned()))
            .map(|text| format!("<td lang=\"{}\" dir=\"auto\">{text}</td>", escaped(lang)));
        format!("<tr>{name}{}</tr>", cells.concat())
    };
    fact.values.iter().map(row).collect()
}

/// Files whose facts did not change: their template, pictures, or fonts did.
fn without_facts(changes: &[Change]) -> String {
    let files: Vec<usize> = (0..changes.len())
        .filter(|index| changes[*index].facts.is_empty() && changes[*index].before.is_some())
        .collect();
    if files.is_empty() {
        return String::new();
    }
    let heading =
        format!("{} changed in design, without a fact", count(files.len(), "file", "files"));
    section(&heading, &gallery(&files, changes))
}

fn sentences_section(sentences: &[GroupedSentence<'_>], changes: &[Change]) -> String {
    if sentences.is_empty() {
        return String::new();
    }
    let item = |one: &GroupedSentence<'_>| {
        let [before, after] = differences(&one.changed.before, &one.changed.after);
        let lang = escaped(one.lang);
        let line = |when: &str, text: Option<String>| {
            let text = text.map(|text| format!("<span lang=\"{lang}\" dir=\"auto\">{text}</span>"));
            text.map(|text| format!("<p><span class=\"when\">{when}</span> {text}</p>"))
        };
        let lines = [line("Before", before), line("Now", after)];
        let places: Vec<String> = one
            .places
            .iter()
            .map(|(change, page)| {
                let job = &changes[*change].job;
                escaped(&format!("{}: {}", job.title(), job.side(*page)))
            })
            .collect();
        format!(
            "<li>{}<p class=\"job\">{}</p></li>",
            lines.into_iter().flatten().collect::<String>(),
            places.join(", ")
        )
    };
    let items: String = sentences.iter().map(item).collect();
    section("Sentences that changed otherwise", &format!("<ul class=\"words\">{items}</ul>"))
}

fn new_files(changes: &[Change]) -> String {
    let item = |change: &Change| {
        let (heading, title) = (escaped(change.job.heading()), escaped(&change.job.title()));
        format!("<li>{heading} <span class=\"job\">{title}</span></li>")
    };
    let items: String = changes.iter().filter(|change| change.before.is_none()).map(item).collect();
    if items.is_empty() {
        return String::new();
    }
    section("New files", &format!("<ul>{items}</ul>"))
}

/// Returns two texts as HTML, with marks on the words that differ.
fn differences(before: &Option<String>, after: &Option<String>) -> [Option<String>; 2] {
    let (Some(old), Some(new)) = (before, after) else {
        return [before, after].map(|text| text.as_deref().map(escaped));
    };
    let (mut was, mut is) = (String::new(), String::new());
    for word in TextDiff::from_words(old, new).iter_all_changes() {
        let text = escaped(word.value());
        match word.tag() {
            ChangeTag::Equal => {
                was += &text;
                is += &text;
            }
            ChangeTag::Delete => was += &format!("<del>{text}</del>"),
            ChangeTag::Insert => is += &format!("<ins>{text}</ins>"),
        }
    }
    [Some(was), Some(is)]
}
