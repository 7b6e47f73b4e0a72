//! A fuzzer with a seed: whatever a file holds, the program gives a result or an error, and does
//! not panic.
//!
//! `PEERPRESS_FUZZ_SECONDS` says how long it runs (2 seconds otherwise), `PEERPRESS_FUZZ_SEED`
//! with which numbers. An input that fails is kept in the folder for temporary files of the tests.

mod inputs;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::{Duration, Instant};

use peerpress::certificates::issue::CertificateContext;
use peerpress::certificates::proof::credential::read_code;
use peerpress::certificates::proof::keys::PublicKeys;
use peerpress::certificates::proof::status::StatusList;
use peerpress::certificates::roster::{Options, Roster};
use peerpress::content;
use peerpress::diagnostic::Report;
use peerpress::pdf;
use peerpress::plan::{self, Selection};
use peerpress::project::Project as Folder;
use peerpress::typeset;
use serde_json::Value;

use crate::project::{Project, repository};
use inputs::{Random, altered, altered_json, replaced_everywhere};

/// Makes an input.
type Make<'a> = Box<dyn FnMut(&mut Random) -> Vec<u8> + 'a>;

/// Reads an input. A panic is a failure.
type Read<'a> = Box<dyn Fn(&[u8]) + 'a>;

/// A kind of input.
struct Target<'a> {
    name: &'static str,
    make: Make<'a>,
    read: Read<'a>,
}

#[test]
fn no_input_panics() {
    let number = |name: &str| env::var(name).ok().and_then(|value| value.parse().ok());
    let seconds = number("PEERPRESS_FUZZ_SECONDS").unwrap_or(2);
    let seed = number("PEERPRESS_FUZZ_SEED").unwrap_or(0x9E37_79B9_7F4A_7C15);
    let project = certified();
    let targets = targets(&project);
    let share = Duration::from_secs(seconds) / targets.len() as u32;
    let failures: Vec<String> =
        targets.into_iter().filter_map(|target| run(target, seed, share)).collect();
    assert!(failures.is_empty(), "seed {seed}\n{}", failures.join("\n"));
}

/// Runs a target until its time is over. Returns the first failure.
fn run(mut target: Target<'_>, seed: u64, share: Duration) -> Option<String> {
    let mut random = Random::new(seed);
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < share || count == 0 {
        let input = (target.make)(&mut random);
        let begun = Instant::now();
        let result = panic::catch_unwind(AssertUnwindSafe(|| (target.read)(&input)));
        let is_slow = begun.elapsed() > Duration::from_secs(20);
        if result.is_err() || is_slow {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
            fs::write(&kept, &input).unwrap();
            let problem = if is_slow { "takes over 20 s" } else { "panics" };
            return Some(format!("{}: input {count} {problem}: {}", target.name, kept.display()));
        }
        count += 1;
    }
    println!("{}: {count} inputs", target.name);
    None
}

/// A small program with two certificates, one of them revoked.
fn certified() -> Project {
    let project = Project::starter();
    project.run(&["keys", "new"]).succeeded();
    project.write("roster.csv", "Name,Email,Hours\nAnn Lee,ann@example.org,40\nBo Li,,40\n");
    let args = ["certify", "roster.csv", "--session", "2026-10-grand-forks", "--only", "single"];
    project.run_on("2026-11-22", &args).succeeded();
    let first = &project.files("out/certificates/2026-10-grand-forks")[0];
    let number = first.trim_end_matches(".pdf");
    let revoke = ["certificates", "revoke", number, "--reason", "a test"];
    project.run_on("2026-11-22", &revoke).succeeded();
    project
}

fn targets(project: &Project) -> Vec<Target<'_>> {
    vec![data_files(), rosters(), pdfs(project), codes(project), status_lists(project)]
}

/// The input is a JSON object with the text of each changed data file.
fn data_files() -> Target<'static> {
    let project = Project::small();
    let names = project.files("data").into_iter().filter(|name| name.ends_with(".json"));
    let originals: BTreeMap<String, String> = names
        .map(|name| format!("data/{name}"))
        .map(|name| (name.clone(), project.read(&name)))
        .collect();
    let files = originals.clone();
    let make = move |random: &mut Random| {
        let changed = match random.below(4) {
            0 => replaced_everywhere(&files, random),
            kind => {
                let (name, text) = files.iter().nth(random.below(files.len())).unwrap();
                let text = if kind == 1 {
                    String::from_utf8_lossy(&altered(text.as_bytes(), random)).into_owned()
                } else {
                    let mut data: Value = serde_json::from_str(text).unwrap();
                    altered_json(&mut data, random);
                    data.to_string()
                };
                BTreeMap::from([(name.clone(), text)])
            }
        };
        serde_json::to_vec(&changed).unwrap()
    };
    let folder = Folder::open(project.root()).unwrap();
    let context = CertificateContext::open(&folder, 1).unwrap_or_else(|_| panic!("no project"));
    let count = Cell::new(0_usize);
    let read = move |input: &[u8]| {
        let changed: BTreeMap<String, String> = serde_json::from_slice(input).unwrap();
        originals.iter().chain(&changed).for_each(|(name, text)| project.write(name, text));
        let mut report = Report::default();
        let content = content::read_facts(&folder, &mut report);
        let plan =
            content.and_then(|content| plan::plan(&content, &Selection::default(), &report).ok());
        // Laying out takes longer, so only one of the jobs is laid out.
        count.set(count.get() + 1);
        let jobs = plan.map(|plan| plan.jobs).unwrap_or_default();
        if !jobs.is_empty() {
            let _ = typeset::layout(&context.engine, &jobs[count.get() % jobs.len()]);
        }
        if count.get().is_multiple_of(50) {
            let run = project.run(&["check", "-q"]);
            assert!(run.code < 3 && !run.err.contains("panicked"), "{}", run.err);
        }
    };
    Target { name: "data", make: Box::new(make), read: Box::new(read) }
}

fn rosters() -> Target<'static> {
    let project = Project::empty();
    let samples = repository().join("data/samples");
    let files = ["roster-sample.csv", "roster-sample.xlsx", "roster-sample.ods"]
        .map(|name| fs::read(samples.join(name)).unwrap());
    let make = move |random: &mut Random| {
        let file = &files[random.below(files.len())];
        altered(file, random)
    };
    let read = move |input: &[u8]| {
        let path = project.path("roster");
        fs::write(&path, input).unwrap();
        let roster = Roster::read(&path, &Options::default()).unwrap();
        assert!(!roster.people.is_empty() || roster.has_errors());
    };
    Target { name: "rosters", make: Box::new(make), read: Box::new(read) }
}

fn pdfs(project: &Project) -> Target<'_> {
    let folder = "out/certificates/2026-10-grand-forks";
    let names = project.files(folder);
    let name = names.iter().find(|name| name.ends_with(".pdf")).unwrap();
    let bytes = fs::read(project.path(&format!("{folder}/{name}"))).unwrap();
    // Changes to compressed streams mostly damage them; those to plain ones reach further.
    let mut plain = lopdf::Document::load_mem(&bytes).unwrap();
    plain.decompress();
    let mut decompressed = Vec::new();
    plain.save_to(&mut decompressed).unwrap();
    let make = move |random: &mut Random| {
        altered(if random.below(4) == 0 { &bytes } else { &decompressed }, random)
    };
    let count = Cell::new(0_usize);
    let read = move |input: &[u8]| {
        let _ = pdf::read_pdf(input);
        count.set(count.get() + 1);
        if count.get().is_multiple_of(20) {
            project.write("fuzz.pdf", input);
            let run = project.run(&["verify", "fuzz.pdf"]);
            assert!((0..=19).contains(&run.code) && !run.err.contains("panicked"), "{}", run.err);
        }
    };
    Target { name: "pdfs", make: Box::new(make), read: Box::new(read) }
}

fn codes(project: &Project) -> Target<'_> {
    let folder = "out/certificates/2026-10-grand-forks";
    let names = project.files(folder);
    let name = names.iter().find(|name| name.ends_with(".pdf")).unwrap();
    let page = pdf::text(&fs::read(project.path(&format!("{folder}/{name}"))).unwrap()).unwrap();
    let code = page[0].links.iter().find(|link| link.contains('#')).unwrap().clone();
    let keys = PublicKeys::read(&project.path("data/keys.json")).unwrap();
    let make = move |random: &mut Random| altered(code.as_bytes(), random);
    let read = move |input: &[u8]| {
        let _ = read_code(&String::from_utf8_lossy(input), &keys);
    };
    Target { name: "codes", make: Box::new(make), read: Box::new(read) }
}

fn status_lists(project: &Project) -> Target<'_> {
    let list = fs::read(project.path("verify/status.json")).unwrap();
    let keys = PublicKeys::read(&project.path("data/keys.json")).unwrap();
    let make = move |random: &mut Random| altered(&list, random);
    let read = move |input: &[u8]| {
        let path = project.path("fuzz.json");
        fs::write(&path, input).unwrap();
        let _ = StatusList::read(&path, &keys);
    };
    Target { name: "status-lists", make: Box::new(make), read: Box::new(read) }
}
