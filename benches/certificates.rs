//! Measures issuing certificates as a user experiences it: whole processes, from the roster to the
//! files, compared with a loop of `typst compile` over the same recipients with the same template
//! and fonts.
//!
//! `cargo bench --bench certificates` measures 2,000 people; `-- 10000` measures another number. It
//! prints each figure beside its target. It fails if a figure is below a quarter of its target, so
//! that a busy machine passes and a mistake does not, or if the memory is more than its target. The
//! two programs to compare with are optional; the bench says when it skips one: `cargo install
//! typst-cli --version 0.15.1`, `pip install typst`.

mod issuing;
mod measure;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use issuing::{ISSUED, LEAST, ROUNDS, SESSION, best, name};
use measure::{megabytes, peerpress, run};

/// The program that the target compares with.
const CLI: &str = "`typst compile`";

/// The number of recipients in the loops.
const LOOP: usize = 30;

/// How many times as fast as a loop of `typst compile` single files, and the pages of the file of
/// all, should be made.
const SINGLE: f64 = 80.0;
const ALL: f64 = 130.0;

/// The most memory, in megabytes.
const MEMORY: u64 = 350;

const PYTHON: &str = r#"
import json, sys, typst
job = json.load(open("job.json"))
for number in range(int(sys.argv[1])):
    job["awards"][0]["name"] = f"Person {number}"
    json.dump(job, open("job.json", "w"))
    pdf = typst.compile("templates/certificate-completion/main.typ", root=".",
                        font_paths=["fonts"], ignore_system_fonts=True,
                        pdf_standards=["ua-1", "a-2a"])
    open(f"out/{number}.pdf", "wb").write(pdf)
"#;

fn main() {
    let people: usize = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(2000);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let project = folder.path().join("program");
    run(Command::new(env!("CARGO_BIN_EXE_peerpress")).arg("new").arg(&project));
    run(peerpress(&project).args(["keys", "new"]));
    let roster = folder.path().join("roster.csv");
    fs::write(&roster, issuing::roster(0..people)).expect("a roster");
    let mut rounds = 0;
    let mut certify_once = |only: &str| {
        let _ = fs::remove_file(project.join("ledger.db"));
        // Files are made in a new folder. Where thousands were just removed, a file system may be
        // slow for a while.
        rounds += 1;
        let _ = fs::rename(project.join("out"), folder.path().join(format!("old-{rounds}")));
        for folder in [project.join("verify"), measure::state(&project)] {
            let _ = fs::remove_dir_all(folder);
        }
        let mut command = peerpress(&project);
        command.arg("certify").arg(&roster).args(["--session", SESSION, "--issued", ISSUED]);
        if only != "every" {
            command.args(["--only", only]);
        }
        run(&mut command)
    };
    let mut certify = |only: &str| {
        let (took, peak) = best(|_| certify_once(only));
        let rate = people as f64 / took.as_secs_f64();
        println!(
            "{:<44} {rate:>8.0} a second {:>8}",
            format!("peerpress certify, {only} file(s), {people} people"),
            megabytes(peak)
        );
        (rate, peak.unwrap_or_default() / 1024)
    };
    let loops = [typst_cli(&project), python(&project)];
    let (singles, all, every) = (certify("single"), certify("all"), certify("every"));
    let peak = singles.1.max(all.1).max(every.1);
    let mut enough = peak <= MEMORY;
    for (name, rate) in loops.into_iter().flatten() {
        for (what, made, target) in [("single files", singles.0, SINGLE), ("all.pdf", all.0, ALL)] {
            let times = made / rate;
            println!("{what}: {times:.1} times as fast as a loop of {name} (target: {target})");
            // The start of the program is most of a short run.
            enough &= name != CLI || people < 1000 || times >= LEAST * target;
        }
    }
    println!("most memory: {peak} MB (target: {MEMORY} MB)");
    assert!(enough, "slower than a quarter of a target, or more memory than its target");
}

/// A loop of `typst compile` over recipients; none without the program, or `TYPST` that names it.
fn typst_cli(project: &Path) -> Option<(&'static str, f64)> {
    let program = std::env::var_os("TYPST").unwrap_or_else(|| "typst".into());
    let version = Command::new(&program).arg("--version").output();
    if version.is_err() {
        println!("left out: a loop of `typst compile` (cargo install typst-cli --version 0.15.1)");
        return None;
    }
    let job = job(project);
    let round = || {
        let start = Instant::now();
        (0..LOOP).for_each(|number| compile(project, &program, &job, number));
        start.elapsed()
    };
    let best = (0..ROUNDS).map(|_| round()).min().unwrap_or_default();
    Some(rate(CLI, best))
}

fn compile(project: &Path, program: &OsStr, job: &str, number: usize) {
    fs::write(project.join("job.json"), job.replace("Alex Sample-Rivera", &name(number)))
        .expect("a job");
    let mut command = Command::new(program);
    command.current_dir(project).args(["compile", "--root", ".", "--font-path", "fonts"]);
    command.args(["--ignore-system-fonts", "--pdf-standard", "ua-1,a-2a"]);
    run(command.arg("templates/certificate-completion/main.typ").arg(format!("out/{number}.pdf")));
}

/// A loop of the `typst` package of Python.
fn python(project: &Path) -> Option<(&'static str, f64)> {
    let has = Command::new("python3").args(["-c", "import typst"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("left out: a loop of the Python package (pip install typst)");
        return None;
    }
    fs::write(project.join("job.json"), job(project)).expect("a job");
    let round = || {
        run(Command::new("python3").current_dir(project).args(["-c", PYTHON, &LOOP.to_string()])).0
    };
    Some(rate("the Python package", (0..ROUNDS).map(|_| round()).min().unwrap_or_default()))
}

fn job(project: &Path) -> String {
    fs::create_dir_all(project.join("out")).expect("a folder");
    let output = peerpress(project)
        .args(["job", "certificate-completion"])
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("JSON")
}

fn rate(name: &'static str, took: Duration) -> (&'static str, f64) {
    let rate = LOOP as f64 / took.as_secs_f64();
    println!("{:<44} {rate:>8.1} a second", format!("a loop of {name}, {LOOP} people"));
    (name, rate)
}
