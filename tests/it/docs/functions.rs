//! The functions of `templates/shared` that the guide to templates lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::project::repository;

/// The line in `docs/templates.md` below which everything is generated.
const GENERATED: &str = "<!-- Generated from templates/shared by tests/it/docs.rs. -->\n";

#[test]
fn shared_functions_are_in_the_guide_to_templates() {
    let path = repository().join("docs/templates.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (written, listed) = guide.split_once(GENERATED).expect("the mark of the generated part");
    let expected = shared_functions();
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(&path, format!("{written}{GENERATED}{expected}")).unwrap();
    } else {
        assert_eq!(listed, expected, "run it with PEERPRESS_BLESS=1");
    }
}

/// The definitions of `templates/shared` that other files import, a section for each file.
fn shared_functions() -> String {
    let sources = typst_files(&repository().join("templates"));
    let mut text = String::new();
    for (path, source) in
        sources.iter().filter(|(path, _)| path.parent().unwrap().ends_with("shared"))
    {
        let name = path.file_name().unwrap().to_str().unwrap();
        let imported: BTreeSet<&str> =
            sources.values().flat_map(|source| imports(source, name)).collect();
        let mut about = Vec::new();
        let mut offset = 0;
        text.push_str(&format!("\n### `shared/{name}`\n\n"));
        for (index, line) in source.split_inclusive('\n').enumerate() {
            let start = offset;
            offset += line.len();
            if let Some(comment) = line.strip_prefix("///") {
                about.push(comment.trim());
                continue;
            }
            let summary = summary(&about);
            match source[start..].strip_prefix("#let ") {
                Some(definition) if imported.contains(defined_name(definition)) => {
                    assert!(!summary.is_empty(), "{name}: {line} has no comment");
                    text.push_str(&format!("- `{}`: {summary}\n", signature(definition)));
                }
                // The comment at the head of a file is about the whole of it.
                None if index == about.len() => text.push_str(&format!("{summary}\n\n")),
                _ => {}
            }
            about.clear();
        }
    }
    text
}

/// The Typst files of a folder and of the folders in it, sorted by path.
fn typst_files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(typst_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "typ") {
            files.insert(path.clone(), fs::read_to_string(path).unwrap());
        }
    }
    files
}

/// The names that a file imports from another.
fn imports<'a>(source: &'a str, from: &str) -> Vec<&'a str> {
    let lists = source.match_indices("#import").filter_map(|(at, _)| {
        let (path, list) = source[at..].split_once("\": ")?;
        let end = if list.starts_with('(') { list.find(')') } else { list.find('\n') };
        let (_, path) = path.rsplit_once(['/', '"'])?;
        (path == from).then(|| &list[..end.unwrap_or(list.len())])
    });
    lists
        .flat_map(|list| list.split(|letter: char| !(letter.is_alphanumeric() || letter == '-')))
        .collect()
}

/// The name that a definition gives.
fn defined_name(definition: &str) -> &str {
    definition.split(['(', ' ']).next().unwrap()
}

/// The first paragraph of a comment.
fn summary(comment: &[&str]) -> String {
    let is_over = |line: &&&str| line.is_empty() || line.starts_with("- ");
    comment.iter().take_while(|line| !is_over(line)).copied().collect::<Vec<_>>().join(" ")
}

/// The name and parameters of a definition, on one line.
fn signature(definition: &str) -> String {
    let mut depth = 0;
    let ends = |letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(letter, ')' | ' ')
    };
    let end = definition.find(ends).unwrap();
    let signature = definition[..=end].split_whitespace().collect::<Vec<_>>().join(" ");
    signature.replace("( ", "(").replace(", )", ")")
}
