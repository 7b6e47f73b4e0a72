//! The structure of the source: modules without cycles, files and lines of a readable length.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::project::repository;

/// The most lines of a file.
const MAX_LINES: usize = 400;

/// The most columns of a line of Rust.
const MAX_COLUMNS: usize = 100;

/// For each top-level module, the modules that it imports, each with a file that does so.
pub type Imports = BTreeMap<String, BTreeMap<String, PathBuf>>;

#[test]
fn modules_have_no_cycle() {
    let imports = read_imports(&repository().join("src"));
    assert!(imports["commands"].contains_key("cli"), "imports are found: {imports:?}");
    if let Some(cycle) = find_cycle(&imports) {
        let steps = cycle.windows(2).map(|step| {
            let file = imports[&step[0]][&step[1]].display();
            format!("  {} imports {} in {file}\n", step[0], step[1])
        });
        panic!("these modules import each other:\n{}", steps.collect::<String>());
    }
}

#[test]
fn cycles_and_nested_imports_are_found() {
    let paths = |text: &str| imported_modules(text).into_iter().collect::<Vec<_>>();
    assert_eq!(
        paths("use crate::a::{b, c};\nuse crate::{d, e::{f, g}, h::i};"),
        ["a", "d", "e", "h"]
    );
    assert_eq!(paths("// crate::a\nlet x = crate::b::f(); // crate::c"), ["b"]);
    let edge = |to: &str| BTreeMap::from([(to.to_owned(), PathBuf::new())]);
    let imports = [("a", "b"), ("b", "c"), ("c", "b")];
    let imports = imports.map(|(from, to)| (from.to_owned(), edge(to))).into();
    assert_eq!(find_cycle(&imports).unwrap(), ["b", "c", "b"]);
}

/// Reads which modules each top-level module of a crate imports.
pub fn read_imports(src: &Path) -> Imports {
    let mut imports = Imports::new();
    for file in files(src, &["rs"]) {
        let inside = file.strip_prefix(src).unwrap();
        let module = Path::new(inside.iter().next().unwrap()).with_extension("");
        let module = module.to_str().unwrap().to_owned();
        if module == "lib" || module == "main" {
            continue;
        }
        for imported in imported_modules(&fs::read_to_string(&file).unwrap()) {
            if imported != module {
                let edges = imports.entry(module.clone()).or_default();
                edges.entry(imported).or_insert_with(|| inside.to_owned());
            }
        }
    }
    imports
}

/// Returns the top-level modules that the `crate::…` paths of a file name, in order.
fn imported_modules(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap()).collect();
    let code = code.join("\n");
    let mut modules = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let path = &code[at + "crate::".len()..];
        match path.strip_prefix('{') {
            Some(group) => modules.extend(top_of_group(group)),
            None => modules.extend(first_word(path)),
        }
    }
    modules
}

/// Returns the first name of each path in a group such as `a, b::{c, d}, e}`, without the names of
/// nested groups.
fn top_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.extend(first_word(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.extend(first_word(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn first_word(path: &str) -> Option<String> {
    let word: String =
        path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// Returns the modules of a cycle; the first is also the last.
fn find_cycle(imports: &Imports) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    imports.keys().find_map(|module| visit(module, imports, &mut Vec::new(), &mut done))
}

fn visit(
    module: &str,
    imports: &Imports,
    path: &mut Vec<String>,
    done: &mut BTreeSet<String>,
) -> Option<Vec<String>> {
    if let Some(at) = path.iter().position(|open| open == module) {
        return Some(path[at..].iter().cloned().chain([module.to_owned()]).collect());
    }
    if done.contains(module) {
        return None;
    }
    path.push(module.to_owned());
    let edges = imports.get(module).into_iter().flat_map(BTreeMap::keys);
    let cycle = edges.into_iter().find_map(|next| visit(next, imports, path, done));
    path.pop();
    done.insert(module.to_owned());
    cycle
}

/// Returns the files below a folder that have one of the extensions, in order.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let extension = path.extension().unwrap_or_default().to_str().unwrap_or_default();
        if path.is_dir() {
            found.extend(files(&path, extensions));
        } else if extensions.contains(&extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn no_file_has_more_than_400_lines() {
    let mut long = Vec::new();
    for folder in ["src", "tests", "templates"] {
        for file in files(&repository().join(folder), &["rs", "typ", "js", "css", "html", "sql"]) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            if lines > MAX_LINES {
                long.push(format!("{}: {lines} lines", file.display()));
            }
        }
    }
    assert!(long.is_empty(), "split these files:\n{}", long.join("\n"));
}

#[test]
fn no_line_of_rust_has_more_than_100_columns() {
    let mut wide = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for file in files(&repository().join(folder), &["rs"]) {
            for (index, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
                if line.chars().count() > MAX_COLUMNS {
                    wide.push(format!("{}:{}", file.display(), index + 1));
                }
            }
        }
    }
    assert!(wide.is_empty(), "wrap these lines:\n{}", wide.join("\n"));
}
