//! The ledger under hostile circumstances: killed processes, several processes at once, a full
//! disk.
//!
//! The second process is this test binary: [`child`] does nothing unless an environment variable is
//! set.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use peerpress::certificates::ledger::{Candidate, Ledger};

use crate::ledger::{act, beside, entry, format, session};
use crate::project::{Project, Run};

/// The environment variable with the ledger, the prefix of the session names and the number of
/// rosters to issue.
const ORDERS: &str = "PEERPRESS_TEST_LEDGER";

/// The number of people in each roster.
const PEOPLE: usize = 10;

/// How often a process is killed.
const ROUNDS: usize = 24;

fn roster(session: &str) -> Vec<Candidate> {
    (0..PEOPLE)
        .map(|index| {
            entry(
                &format!("Sample Person {index}"),
                Some(&format!("{session}-{index}@example.org")),
            )
        })
        .collect()
}

/// The second process issues one roster after another and prints a line after each.
#[test]
fn child() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let [path, name, count] = orders.split('\n').collect::<Vec<_>>()[..] else {
        panic!("{orders}")
    };
    let mut ledger = Ledger::open(Path::new(path)).unwrap();
    for index in 0..count.parse().unwrap() {
        let id = format!("{name}-{index}");
        let issued = ledger.issue(&session(&id), &roster(&id), &format(), &act()).unwrap();
        let numbers: Vec<&str> =
            issued.iter().map(|certificate| certificate.number.as_str()).collect();
        writeln!(std::io::stdout().lock(), "done {id} {}", numbers.join(" ")).unwrap();
    }
}

fn start(path: &Path, name: &str, count: usize, said: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["ledger_kill::child", "--exact", "--nocapture", "--test-threads=1"]);
    command
        .env(ORDERS, format!("{}\n{name}\n{count}", path.display()))
        .stdout(File::create(said).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Returns the numbers that a process printed, by session. An incomplete line does not count.
fn done(said: &Path) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(said).unwrap();
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let lines = whole
        .filter_map(|line| line.trim_end().split_once("done "))
        .map(|(_, rest)| rest.split(' ').map(str::to_owned));
    lines.map(|mut words| (words.next().unwrap(), words.collect())).collect()
}

/// A random number generator that is seeded by the clock.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new() -> Self {
        Self(
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64 | 1,
        )
    }

    pub(crate) fn up_to(&mut self, micros: u64) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_micros(self.0 % micros)
    }
}

#[test]
fn killed_at_random_times() {
    let project = Project::empty();
    let (path, said) = (project.path("ledger.db"), project.path("said"));
    let mut chance = Chance::new();
    let mut promised = BTreeMap::new();
    let mut halves = 0;
    for round in 0..ROUNDS {
        let mut child = start(&path, &format!("round{round}"), 100_000, &said);
        let begun = Instant::now();
        while done(&said).is_empty() && begun.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(chance.up_to(30_000));
        child.kill().unwrap();
        child.wait().unwrap();
        halves += usize::from(!beside(&path).is_empty());
        promised.extend(done(&said));
        // The next process cleans up, even if it only reads.
        let ledger = if round % 2 == 0 { Ledger::open(&path) } else { Ledger::open_to_read(&path) };
        let found = ledger.unwrap().check().unwrap();
        assert_eq!(found.problems, Vec::<String>::new(), "in round {round}");
        assert_eq!(
            found.certificates % PEOPLE as u32,
            0,
            "a roster must have all its numbers or none"
        );
    }
    assert!(halves > 0, "no kill hit a transaction, so the test proves nothing");
    let mut ledger = Ledger::open(&path).unwrap();
    for (id, numbers) in &promised {
        let again = ledger.issue(&session(id), &roster(id), &format(), &act()).unwrap();
        assert_eq!(
            again.iter().map(|one| &one.number).collect::<Vec<_>>(),
            numbers.iter().collect::<Vec<_>>(),
            "{id}"
        );
    }
    let all = ledger.all().unwrap();
    assert_eq!(all.iter().map(|one| &one.number).collect::<HashSet<_>>().len(), all.len());
    assert!(all.len() >= promised.len() * PEOPLE);
}

#[test]
fn killed_while_the_ledger_is_created() {
    let mut chance = Chance::new();
    for _ in 0..ROUNDS / 2 {
        let project = Project::empty();
        let (path, said) = (project.path("ledger.db"), project.path("said"));
        let mut child = start(&path, "first", 3, &said);
        let begun = Instant::now();
        while !path.exists() && begun.elapsed() < Duration::from_secs(20) {
            thread::yield_now();
        }
        thread::sleep(chance.up_to(12_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut ledger = Ledger::open(&path).unwrap();
        for (id, numbers) in done(&said) {
            assert_eq!(ledger.of_session(&id).unwrap().len(), numbers.len());
        }
        let first =
            ledger.issue(&session("first-0"), &roster("first-0"), &format(), &act()).unwrap();
        assert_eq!(first[0].number, "NDPS-2026-00001-4");
        assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn several_processes_at_once() {
    let project = Project::empty();
    let path = project.path("ledger.db");
    // Two processes issue the same rosters, the others their own; all four create the ledger.
    let names = ["same", "same", "third", "fourth"];
    let said: Vec<_> =
        (0..names.len()).map(|index| project.path(&format!("said{index}"))).collect();
    let children: Vec<Child> =
        names.iter().zip(&said).map(|(name, said)| start(&path, name, 12, said)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let answers: Vec<_> = said.iter().map(|said| done(said)).collect();
    assert!(answers.iter().all(|answer| answer.len() == 12));
    assert_eq!(answers[0], answers[1], "the same rosters must have the same numbers");
    let ledger = Ledger::open_to_read(&path).unwrap();
    assert_eq!(ledger.all().unwrap().len(), 3 * 12 * PEOPLE);
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
}

/// Simulates a full disk: `ulimit -f` limits every file to a number of blocks.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_assigns_no_numbers() {
    let project = Project::small();
    let path = project.path("ledger.db");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.issue(&session("before"), &roster("before"), &format(), &act()).unwrap();
    drop(ledger);
    let number = "NDPS-2026-00001-4";
    // The journal of a small change needs more than one block of 512 bytes.
    let run = |blocks: &str| {
        let program = env!("CARGO_BIN_EXE_peerpress");
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; \
             exec '{program}' certificates correct {number} --name 'Another Name'"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(project.root());
        let output = command.env("PEERPRESS_STATE", project.state()).output().unwrap();
        Run::of(&output)
    };
    let before = fs::read(&path).unwrap();
    for blocks in ["0", "1", "4", "8"] {
        let run = run(blocks);
        assert_eq!(run.code, 2, "{blocks}: {run:?}");
        assert!(
            run.err.contains("is the disk full") || run.err.contains("the disk is full"),
            "{blocks}: {run:?}"
        );
        let ledger = Ledger::open(&path).unwrap();
        assert_eq!(ledger.certificate(number).unwrap().revision, 1);
        assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
        drop(ledger);
        assert_eq!(fs::read(&path).unwrap(), before, "{blocks}");
    }
    assert_eq!(run("unlimited").code, 0);
    assert_eq!(Ledger::open(&path).unwrap().certificate(number).unwrap().revision, 2);
}
