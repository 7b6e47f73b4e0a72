//! What the files of a session must be after an act: what is printed and mailed agrees with the
//! ledger.

use std::fs;
use std::path::Path;

use peerpress::certificates::ledger::Certificate;
use peerpress::pdf;

use crate::acts::ledger;
use crate::project::Project;

pub(crate) fn text(file: &Path) -> String {
    let pages = fs::read(file).ok().and_then(|bytes| pdf::text(&bytes).ok()).unwrap_or_default();
    pages.iter().map(|page| page.text()).collect()
}

/// What is wrong with the files of a session.
pub(crate) fn complaints_about_files(
    project: &Project,
    session: &str,
    certificates: &[Certificate],
) -> Vec<String> {
    let folder = format!("out/certificates/{session}");
    let (revoked, valid): (Vec<&Certificate>, Vec<&Certificate>) =
        certificates.iter().partition(|one| one.revoked.is_some());
    let mut expected: Vec<String> = valid.iter().map(|one| format!("{}.pdf", one.number)).collect();
    if !valid.is_empty() {
        expected.extend(["all.pdf", "issued.csv", "mailmerge.csv"].map(str::to_owned));
    }
    let mut found = complaints_about_drafts(project, session, &valid);
    let mut files = project.files(&folder);
    let is_badge = |name: &str| valid.iter().any(|one| format!("{}.jwt", one.number) == name);
    files.retain(|name| name != "mail" && !is_badge(name));
    if files != expected {
        found.push(format!("{session}: {files:?}, not {expected:?}"));
        return found;
    }
    let read = |name: &str| project.path(&format!("{folder}/{name}"));
    let lists: Vec<(&str, String)> = match valid.is_empty() {
        true => Vec::new(),
        false => vec![
            ("all.pdf", text(&read("all.pdf"))),
            ("issued.csv", fs::read_to_string(read("issued.csv")).unwrap()),
            ("mailmerge.csv", fs::read_to_string(read("mailmerge.csv")).unwrap()),
        ],
    };
    for one in &valid {
        let single = (one.number.as_str(), text(&read(&format!("{}.pdf", one.number))));
        for (file, text) in lists.iter().chain([&single]) {
            if !text.contains(&one.name) {
                found.push(format!("{session}: {file} does not show {}", one.name));
            }
        }
    }
    for (file, text) in &lists {
        for one in revoked.iter().filter(|one| text.contains(&one.number)) {
            found.push(format!("{session}: {file} shows {}, which is revoked", one.number));
        }
    }
    found
}

/// What is wrong with the drafts of a session: each is for someone who does not have the mail, with
/// the name and the address as they are now.
fn complaints_about_drafts(
    project: &Project,
    session: &str,
    valid: &[&Certificate],
) -> Vec<String> {
    let folder = format!("out/certificates/{session}/mail");
    let dispatches = ledger(project).dispatches(session).unwrap();
    let mut found = Vec::new();
    for name in project.files(&folder) {
        let holder = valid.iter().find(|one| name == format!("{}.eml", one.number));
        let text = project.read(&format!("{folder}/{name}"));
        let is_right = holder.is_some_and(|one| {
            let address = one.email.as_deref().unwrap_or("no address");
            let dispatch = &dispatches[&one.number];
            dispatch.sent.is_none()
                && dispatch.uncertain.is_none()
                && text.contains(&format!("\"{}\" <{address}>", one.name))
        });
        if !is_right {
            found.push(format!("{session}: the draft {name} is not right"));
        }
    }
    found
}
