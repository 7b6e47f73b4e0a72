//! Measures `peerpress build` on the starter, and on another program in three languages, as a user
//! experiences it: whole processes, from the facts to the finished files. `cargo bench --bench
//! build` prints the median of five runs and, on Linux, the peak memory; `-- 1` measures one run.

mod measure;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use measure::{Measured, megabytes, peerpress, run};

/// The number of runs, unless the command names another.
const RUNS: usize = 5;

fn runs() -> usize {
    std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(RUNS)
}

const EDITIONS: [&str; 3] = ["--draft", "--edition", "screen,press,office,large-print"];

fn main() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let project = folder.path().join("program");
    run(Command::new(env!("CARGO_BIN_EXE_peerpress")).arg("new").arg(&project));
    println!("{:<56} {:>9} {:>10}", "", "median", "peak");
    let clear = || drop(std::fs::remove_dir_all(project.join("out")));
    let build = |name: &str, args: &[&str], before: &dyn Fn()| {
        report(name, peerpress(&project).args(["build", "-q"]).args(args), before)
    };
    let whole = build("all pieces, both languages, from nothing", &[], &clear);
    build("all pieces, four editions, both languages, from nothing", &EDITIONS, &clear);
    let one = ["rack-card-overview", "--lang", "en"];
    let single = build("one piece, one language, from nothing", &one, &clear);
    clear();
    run(peerpress(&project).args(["build", "-q"]));
    let idle = build("nothing to do", &[], &|| ());
    // The answer is only in the English handout of questions.
    let answer = project.join("data/certification.json");
    let text = std::fs::read_to_string(&answer).expect("the starter has a certification");
    let turn = std::cell::Cell::new(false);
    let edit = || {
        turn.set(!turn.get());
        let edited = if turn.get() {
            text.replacen("It is what you know from", "It is all that you know from", 1)
        } else {
            text.clone()
        };
        assert!(!turn.get() || edited != text, "the edit must change a value");
        std::fs::write(&answer, edited).expect("the data can be written");
    };
    build("one value changed, one piece depends on it", &[], &edit);
    partners(&folder.path().join("partners"));
    coast(&folder.path().join("coast"));
    watch(&project);
    println!(
        "one piece takes {:.3} of the whole; nothing to do {:.3}",
        single.as_secs_f64() / whole.as_secs_f64(),
        idle.as_secs_f64() / whole.as_secs_f64()
    );
}

/// Measures one card for 200 partners, in both languages: each has its name, number, and logo.
fn partners(project: &Path) {
    run(Command::new(env!("CARGO_BIN_EXE_peerpress")).arg("new").arg(project));
    let entries: Vec<String> = (0..200)
        .map(|index| {
            format!(
                r#"{{ "id": "county-{index}", "name": "County {index}", "phone": "701-241-{}",
                "logo": {{ "square": "data/pictures/logo.svg" }},
                "pieces": ["rack-card-overview"] }}"#,
                1000 + index
            )
        })
        .collect();
    let data = format!(r#"{{ "partners": [{}] }}"#, entries.join(","));
    std::fs::write(project.join("data/partners.json"), data).expect("the data can be written");
    let clear = || drop(std::fs::remove_dir_all(project.join("out")));
    let mut build = peerpress(project);
    build.args(["build", "-q", "rack-card-overview", "--partner", "*"]);
    report("a card for 200 partners, both languages", &mut build, &clear);
}

/// Measures the build of the program of `tests/projects/coast`.
fn coast(project: &Path) {
    run(Command::new(env!("CARGO_BIN_EXE_peerpress")).arg("new").arg(project));
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/coast");
    copy(&data, project).expect("the data can be copied");
    let clear = || drop(std::fs::remove_dir_all(project.join("out")));
    let mut build = peerpress(project);
    build.args(["build", "-q"]).args(EDITIONS);
    report("the coast project, four editions, three languages", &mut build, &clear);
}

/// Copies a folder and everything in it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            std::fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

/// Measures the time from a save to the new picture, with a real file, event and request.
fn watch(project: &Path) {
    let mut child = peerpress(project)
        .args(["watch", "-q", "rack-card-overview"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("it has an output"))
        .read_line(&mut line)
        .expect("it says its address");
    let host = line.trim().trim_start_matches("http://").trim_end_matches('/');
    let get = |path: &str| {
        let mut stream = TcpStream::connect(host).expect("the preview answers");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .expect("it can be asked");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers");
        let end =
            bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        bytes.split_off(end + 4)
    };
    // Like a browser, ask for changes, then for the picture, 800 pixels wide.
    let (job, mut run, mut after, mut drawn) =
        ("screen/rack-card-overview.en", String::new(), 0, 0);
    let mut newer = || loop {
        let state: serde_json::Value =
            serde_json::from_slice(&get(&format!("/state?run={run}&after={after}&view={job}")))
                .expect("the state is JSON");
        run = state["run"].as_str().unwrap_or_default().to_owned();
        after = state["revision"].as_u64().unwrap_or_default();
        let found = state["jobs"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|found| found["key"] == job && found["status"] != "waiting");
        let now = found.and_then(|found| found["drawn"].as_u64()).unwrap_or_default();
        if now > drawn {
            drawn = now;
            return get(&format!("/picture?job={job}&drawn={drawn}&run={run}&page=0&width=800"));
        }
    };
    newer();
    let path = project.join("data/pieces.json");
    let text = std::fs::read_to_string(&path).expect("the starter has pieces");
    let find = "walk this road alone";
    assert!(text.contains(find), "the edit must change a value");
    // Wait until the files of the first build are written.
    std::thread::sleep(Duration::from_secs(4));
    let mut times = Vec::new();
    for run in 0..2 * runs() {
        // Use new text each time, so that no layout is cached.
        std::fs::write(&path, text.replace(find, &format!("walk road {run} alone")))
            .expect("the data can be written");
        let start = Instant::now();
        assert!(newer().starts_with(b"\x89PNG"), "a picture comes");
        times.push(start.elapsed());
        std::thread::sleep(Duration::from_millis(1500));
    }
    times.sort();
    println!(
        "{:<44} {:>6} ms {:>10}",
        "from a save to the new picture",
        times[times.len() / 2].as_millis(),
        "–"
    );
    child.kill().and_then(|()| child.wait()).expect("it can be ended");
}

/// Runs a command several times, prints the median and the peak memory, and returns the median.
fn report(name: &str, command: &mut Command, before: &dyn Fn()) -> Duration {
    let mut measured = Vec::new();
    for _ in 0..runs() {
        before();
        measured.push(run(command));
    }
    measured.sort();
    let (median, _): Measured = measured[measured.len() / 2];
    let peak = megabytes(measured.iter().filter_map(|run| run.1).max());
    println!("{name:<56} {:>6} ms {peak:>10}", median.as_millis());
    median
}
