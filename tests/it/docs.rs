//! The guides: their commands run, their links lead somewhere, and their examples are true.
//!
//! In a guide, each line of a block labeled `sh` is a `peerpress` command (or `cd`) and runs in
//! order, in a new project; `# exit code 10` after it states another exit code than 0. A block
//! labeled `json FILE` or `typst FILE` is written to that file, and `json FILE FIELD` is added to
//! a list or an object in it. `json output` shows records that the command before it printed.
//! `text` is not run, and `text FILE` is written to that file. `KEY` in a command is the first word
//! that the command before it printed: the ID of a key. `CODE` is the last word. A comment such as
//! `<!-- accident: delete ledger.db -->` says what happened to the project, and
//! `<!-- edit: FILE OLD NEW -->` is what the reader does in an editor. `<!-- copy: FROM TO -->` is
//! a file that the reader copies, such as a published one. After `<!-- day: DATE -->`, the commands
//! run on that day.

mod functions;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use jiff::civil::Date;
use serde_json::{Deserializer, Value};

use crate::project::{Project, Run, repository};
use crate::structure::read_imports;

/// Guides without commands: everything else must run at least one.
const WITHOUT_COMMANDS: [&str; 3] = ["CONTRIBUTING.md", "docs/architecture.md", "docs/facts.md"];

/// The fields of a record whose sentences an example quotes.
const EXACT_FIELDS: [&str; 3] = ["explanation", "hints", "message"];

/// The guide to a new project, which `peerpress new` writes as its README.
const STARTER_README: &str = "src/output/starter/README.md";

/// The day on which the commands run, 2026-11-22, in seconds.
const TODAY: i64 = 1_795_305_600;

/// A fenced block of a guide.
struct Block<'a> {
    label: Vec<&'a str>,
    line: usize,
    text: String,
}

/// All guides, as paths in the repository.
fn guides() -> Vec<String> {
    let docs = fs::read_dir(repository().join("docs")).unwrap().flatten();
    let docs = docs.map(|entry| format!("docs/{}", entry.file_name().into_string().unwrap()));
    let others = ["README.md", "CONTRIBUTING.md", STARTER_README].map(str::to_owned);
    docs.chain(others).collect()
}

fn blocks(guide: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (index, line) in guide.lines().enumerate() {
        let comment = line.strip_prefix("<!-- ").and_then(|it| it.strip_suffix(" -->"));
        let comment = comment.and_then(|it| it.split_once(": "));
        if let (false, Some((what @ ("accident" | "copy" | "day" | "edit"), rest))) =
            (is_open, comment)
        {
            let label = [what].into_iter().chain(rest.split_whitespace()).collect();
            blocks.push(Block { label, line: index + 1, text: String::new() });
        }
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(label) => {
                is_open = true;
                let label = label.split_whitespace().collect();
                blocks.push(Block { label, line: index + 1, text: String::new() });
            }
            None if is_open => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

#[test]
fn commands_of_the_guides_run() {
    let failures: Vec<String> = thread::scope(|scope| {
        let mut runs = vec![scope.spawn(run_readmes)];
        for path in guides().into_iter().filter(|path| !path.ends_with("README.md")) {
            let project = Project::starter();
            keep_pieces(project.root(), &[&path]);
            runs.push(scope.spawn(move || Reader::new(&project, &[&path]).follow(&path)));
        }
        runs.into_iter().filter_map(|run| run.join().unwrap().err()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The README makes a project, whose own README goes on from there.
fn run_readmes() -> Result<(), String> {
    let project = Project::empty();
    let mut reader = Reader::new(&project, &["README.md", STARTER_README]);
    reader.follow("README.md")?;
    reader.follow(STARTER_README)
}

/// Leaves only the pieces in a project that the commands of the guides need: those that they name,
/// one for each pattern, and certificates where some are issued. To make all of them again and
/// again would take most of the time, and [`Project::built`] makes them.
fn keep_pieces(folder: &Path, guides: &[&str]) {
    let guides = guides.iter().map(|guide| fs::read_to_string(repository().join(guide)).unwrap());
    let guides: String = guides.collect();
    let commands = blocks(&guides).into_iter().filter(|block| block.label == ["sh"]);
    let commands: String = commands.map(|block| block.text).collect();
    let words = || commands.split_whitespace().map(|word| word.trim_matches('\''));
    let issues = words().any(|word| word == "certify");
    let path = folder.join("data/pieces.json");
    let mut data: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let mut patterns: BTreeSet<&str> = words().filter_map(|word| word.strip_suffix('*')).collect();
    data["pieces"].as_array_mut().unwrap().retain(|piece| {
        let id = piece["id"].as_str().unwrap();
        let is_named = words().any(|word| word == id) || issues && id.starts_with("certificate-");
        let pattern = patterns.iter().find(|start| id.starts_with(*start)).copied();
        is_named || pattern.is_some_and(|pattern| patterns.remove(pattern))
    });
    fs::write(&path, format!("{data:#}\n")).unwrap();
    if !issues {
        // They name certificates.
        let path = folder.join("data/certification.json");
        let mut data: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        data["credentials"] = Value::Array(Vec::new());
        fs::write(&path, format!("{data:#}\n")).unwrap();
    }
}

/// Someone who does what a guide says.
struct Reader<'a> {
    project: &'a Project,
    guides: &'a [&'a str],
    folder: PathBuf,
    /// The day on which the commands run, in seconds.
    today: i64,
    last: Option<Run>,
}

impl<'a> Reader<'a> {
    fn new(project: &'a Project, guides: &'a [&'a str]) -> Self {
        Self { project, guides, folder: project.root().to_owned(), today: TODAY, last: None }
    }

    /// Runs the commands of a guide, and returns the first failure.
    fn follow(&mut self, path: &str) -> Result<(), String> {
        let guide = fs::read_to_string(repository().join(path)).unwrap();
        let mut count = 0;
        for block in blocks(&guide) {
            let result = match block.label[..] {
                ["sh"] => block.text.lines().try_for_each(|line| {
                    count += 1;
                    self.run(line)
                }),
                ["accident", "delete", file] => {
                    fs::remove_file(self.folder.join(file)).map_err(|error| error.to_string())
                }
                ["copy", from, to] => {
                    let [from, to] = [from, to].map(|file| self.folder.join(file));
                    fs::create_dir_all(to.parent().unwrap()).unwrap();
                    fs::copy(from, to).map(drop).map_err(|error| error.to_string())
                }
                ["day", day] => {
                    let day: Date = day.parse().unwrap();
                    self.today = day.at(0, 0, 0, 0).in_tz("UTC").unwrap().timestamp().as_second();
                    Ok(())
                }
                ["edit", file, old, new] => {
                    self.project.edit(file, old, new);
                    Ok(())
                }
                ["json", "output"] => self.compare(&block.text, &guide),
                [_, file] => {
                    let file = self.folder.join(file);
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    fs::write(&file, &block.text)
                        .map_err(|error| format!("{}: {error}", file.display()))
                }
                [_, file, field] => self.add(file, field, &block.text),
                ["text" | "json" | "typst"] => Ok(()),
                _ => Err("the block has no known label".to_owned()),
            };
            result.map_err(|problem| format!("{path}, block at line {}: {problem}", block.line))?;
        }
        match (count, WITHOUT_COMMANDS.contains(&path)) {
            (0, false) => Err(format!("{path}: no command was run")),
            (1.., true) => Err(format!("{path}: it has commands now")),
            _ => Ok(()),
        }
    }

    /// Runs one line, which may be a comment.
    fn run(&mut self, line: &str) -> Result<(), String> {
        let (command, comment) = line.split_once(" # ").unwrap_or((line, ""));
        let mut words = shlex::split(command).ok_or_else(|| format!("bad quotes: {line}"))?;
        let expected =
            comment.split_once("exit code ").map_or("0", |(_, code)| code).trim_end_matches(')');
        match words.first().map(String::as_str) {
            None => return Ok(()),
            Some("cd") => {
                self.folder.push(&words[1]);
                return Ok(());
            }
            Some("peerpress") => drop(words.remove(0)),
            Some(_) => return Err(format!("only `peerpress` runs; label it `text`: {line}")),
        }
        let target = words.iter().position(|word| word == ">").map(|at| words.split_off(at));
        let printed = self.last.as_ref().map_or("", |run| &run.out).split_whitespace();
        let (first, last) = (printed.clone().next(), printed.last());
        let fill = |word| match word {
            "KEY" => first.unwrap_or(word),
            "CODE" => last.unwrap_or(word),
            _ => word,
        };
        let words: Vec<&str> = words.iter().map(|word| fill(word.as_str())).collect();
        let mut command = self.project.command(&words);
        command.current_dir(&self.folder).env("SOURCE_DATE_EPOCH", self.today.to_string());
        if words.contains(&"../new-computer") {
            command.env("PEERPRESS_STATE", self.project.state().join("new-computer"));
        }
        let run = Run::of(&command.output().unwrap());
        if run.code.to_string() != expected {
            return Err(format!("{line}\nexit code {}\n{}{}", run.code, run.out, run.err));
        }
        if let Some(target) = target {
            fs::write(self.folder.join(&target[1]), &run.out).unwrap();
        }
        if let ["new", name] = words[..] {
            keep_pieces(&self.folder.join(name), self.guides);
        }
        self.last = Some(run);
        Ok(())
    }

    /// Adds an item to a list of a data file, or sets fields of an object in it.
    fn add(&self, file: &str, field: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(file);
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut data: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        match (&mut data[field], value) {
            (Value::Array(items), item) => items.push(item),
            (Value::Object(fields), Value::Object(new)) => fields.extend(new),
            _ => return Err(format!("{file} has no list or object `{field}`")),
        }
        fs::write(&path, format!("{data:#}\n")).unwrap();
        Ok(())
    }

    /// Compares examples of records with what the last command printed.
    fn compare(&self, text: &str, guide: &str) -> Result<(), String> {
        let printed = &self.last.as_ref().ok_or("no command ran before it")?.out;
        let printed = values(printed)?;
        for example in values(text)? {
            if !printed.iter().any(|printed| is_alike(&example, printed)) {
                return Err(format!("no record is like {example:#}\n{printed:#?}"));
            }
            let mut fields = Vec::new();
            collect_fields(&example, &mut fields);
            if let Some(field) = fields.iter().find(|name| !guide.contains(&format!("`{name}`"))) {
                return Err(format!("the field `{field}` is not explained"));
            }
        }
        Ok(())
    }
}

fn values(text: &str) -> Result<Vec<Value>, String> {
    let values = Deserializer::from_str(text).into_iter();
    values.collect::<Result<_, _>>().map_err(|error| format!("{error}: {text}"))
}

/// Whether two values have the same fields, of the same types, and the same sentences. An absent
/// value is like any other.
fn is_alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        // Empty braces in an example stand for a value that is not shown.
        (Value::Object(a), Value::Object(_)) if a.is_empty() => true,
        (Value::Object(a), Value::Object(b)) => {
            a.get("type") == b.get("type")
                && a.len() == b.len()
                && a.iter().all(|(name, value)| {
                    let is_exact = EXACT_FIELDS.contains(&name.as_str());
                    b.get(name).is_some_and(|b| value == b || !is_exact && is_alike(value, b))
                })
        }
        (Value::Array(a), Value::Array(b)) => match (a.first(), b.first()) {
            (Some(a), Some(b)) => is_alike(a, b),
            _ => true,
        },
        (Value::Null, _) | (_, Value::Null) => true,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn collect_fields<'a>(value: &'a Value, fields: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            fields.push(name);
            collect_fields(value, fields);
        }),
        Value::Array(items) => items.iter().for_each(|item| collect_fields(item, fields)),
        _ => {}
    }
}

#[test]
fn links_of_the_guides_lead_somewhere() {
    let project = Project::starter();
    let mut broken = Vec::new();
    for path in guides().iter().filter(|path| *path != STARTER_README) {
        broken.extend(broken_links(&repository().join(path)));
    }
    for entry in fs::read_dir(project.path("docs")).unwrap().flatten() {
        broken.extend(broken_links(&entry.path()));
    }
    broken.extend(broken_links(&project.path("README.md")));
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The links of a guide to files that do not exist.
fn broken_links(path: &Path) -> Vec<String> {
    let guide = fs::read_to_string(path).unwrap();
    let targets = guide.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let is_broken =
        |target: &&str| !target.contains("://") && !path.parent().unwrap().join(target).exists();
    targets.filter(is_broken).map(|target| format!("{}: {target}", path.display())).collect()
}

#[test]
fn the_architecture_lists_every_module_below_what_it_imports() {
    let guide = fs::read_to_string(repository().join("docs/architecture.md")).unwrap();
    let (_, table) = guide.split_once("## Modules").unwrap();
    let rows = table.lines().filter_map(|row| row.strip_prefix("| `")?.split_once('`'));
    let rows: Vec<&str> = rows.map(|(module, _)| module).collect();
    let row = |module: &str| rows.iter().position(|listed| *listed == module);
    let mut wrong = Vec::new();
    for entry in fs::read_dir(repository().join("src")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        if row(module).is_none() && !matches!(module, "lib" | "main") {
            wrong.push(format!("`{module}` is not in the table"));
        }
    }
    for (module, imports) in read_imports(&repository().join("src")) {
        for (imported, file) in imports {
            if row(&imported) >= row(&module) {
                let file = file.display();
                wrong.push(format!("`{module}` is above `{imported}`, which {file} imports"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The table of threats names a test in its last column.
#[test]
fn the_tests_of_the_threats_exist() {
    let guide = fs::read_to_string(repository().join("docs/verification.md")).unwrap();
    let (_, threats) = guide.split_once("## Threats").unwrap();
    let tests = threats.lines().filter_map(|row| row.strip_suffix("` |")?.rsplit_once('`'));
    let tests: Vec<&str> = tests.map(|(_, test)| test).collect();
    assert!(tests.len() > 20);
    for test in tests {
        let (module, name) = test.rsplit_once("::").unwrap();
        let path = format!("tests/it/{}.rs", module.replace("::", "/"));
        let source = fs::read_to_string(repository().join(path)).unwrap();
        assert!(source.contains(&format!("\nfn {name}() {{")), "there is no test `{test}`");
    }
}
