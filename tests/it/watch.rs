//! `peerpress watch`: from a save to the page in the browser.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::project::Project;

/// Enough time for a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A `peerpress watch` that ends with the test.
pub(crate) struct Watch {
    child: Child,
    pub(crate) host: String,
}

impl Watch {
    pub(crate) fn start(project: &Project, args: &[&str]) -> Self {
        let mut command = project.command(&[&["watch", "-q"], args].concat());
        // 1 January 2027: nothing in the data has begun.
        let mut child = command
            .env("SOURCE_DATE_EPOCH", "1798761600")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        assert!(host.starts_with("127.0.0.1:"), "{host}");
        Self { child, host }
    }

    /// Sends a request. Returns the status, the headers and the body. The preview may be starting
    /// again, also in the middle of an answer, so it asks until there is a whole answer.
    fn raw(&self, request: &str) -> (u16, String, Vec<u8>) {
        let start = Instant::now();
        loop {
            let answer = self.ask(request);
            if let Some(whole) = answer.as_deref().ok().and_then(whole_answer) {
                return whole;
            }
            assert!(start.elapsed() < PATIENCE, "{answer:?}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn ask(&self, request: &str) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.replace('\n', "\r\n").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(crate) fn get(&self, path: &str) -> (u16, String, Vec<u8>) {
        self.raw(&format!("GET {path} HTTP/1.1\nHost: {}\nConnection: close\n\n", self.host))
    }

    /// Waits until the preview shows what it should.
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        self.until_viewed("", what, is_so)
    }

    /// Waits until the preview shows what it should to somebody who looks at a view.
    pub(crate) fn until_viewed(
        &self,
        view: &str,
        what: &str,
        is_so: impl Fn(&Value) -> bool,
    ) -> Value {
        let start = Instant::now();
        loop {
            let state = self.get(&format!("/state?view={view}")).2;
            let state = serde_json::from_slice(&state).unwrap();
            if is_so(&state) {
                return state;
            }
            assert!(start.elapsed() < PATIENCE, "{what}: {state:#}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn until_current(&self) -> Value {
        self.until("all jobs are checked", |state| {
            state["jobs"].as_array().is_some_and(|jobs| {
                !jobs.is_empty() && jobs.iter().all(|job| job["status"] == "current")
            })
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status, the headers and the body, if nothing of the answer is missing.
fn whole_answer(bytes: &[u8]) -> Option<(u16, String, Vec<u8>)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let body = &bytes[end + 4..];
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    if length.is_some_and(|length: usize| length != body.len()) {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head, body.to_vec()))
}

pub(crate) fn job<'a>(state: &'a Value, key: &str) -> &'a Value {
    state["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|job| job["key"] == key)
        .unwrap_or_else(|| panic!("no {key} in {state:#}"))
}

fn drawn(state: &Value, key: &str) -> u64 {
    job(state, key)["drawn"].as_u64().unwrap()
}

#[test]
fn a_save_is_shown_and_written_and_nothing_else_is_laid_out() {
    let project = Project::small();
    let watch = Watch::start(&project, &[]);
    let before = watch.until_current();
    assert_eq!(before["order"].as_array().unwrap().len(), 6);
    assert_eq!(
        job(&before, "screen/note.en")["pages"],
        json!([{ "side": "the front", "width": 288.0, "height": 216.0 }])
    );
    let (status, head, png) = watch.get("/picture?job=screen%2Fnote.en&page=0&width=576");
    let picture = image::load_from_memory(&png).unwrap();
    assert_eq!((status, picture.width(), picture.height()), (200, 576, 432), "{head}");

    project.edit("data/program.json", "701-328-2310", "701-328-2399");
    let after = watch.until("the note is laid out again", |state| {
        drawn(state, "screen/note.en") > drawn(&before, "screen/note.en")
    });
    assert_eq!(
        drawn(&after, "screen/dates.2027-02-minot.en"),
        drawn(&before, "screen/dates.2027-02-minot.en")
    );
    assert_ne!(watch.get("/picture?job=screen%2Fnote.en&page=0&width=576").2, png);
    let file = project.path("out/screen/note.en.pdf");
    let start = Instant::now();
    let says = |words: &str| {
        fs::read(&file).is_ok_and(|pdf| {
            peerpress::pdf::text(&pdf).is_ok_and(|pages| pages[0].text().contains(words))
        })
    };
    while !says("701-328-2399") {
        assert!(start.elapsed() < PATIENCE, "the file is written");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_broken_file_shows_its_findings_and_keeps_the_last_good_picture() {
    let project = Project::small();
    let watch = Watch::start(&project, &["note", "--lang", "en"]);
    watch.until_current();
    let picture = || watch.get("/picture?job=screen%2Fnote.en&page=0&width=300").2;
    let good = picture();
    let data = project.read("data/program.json");
    project.write("data/program.json", &data[..data.len() / 2]);
    let state =
        watch.until("the preview reports the syntax error", |state| state["problem"].is_string());
    let finding = &state["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["file"]),
        (&json!("syntax"), &json!("data/program.json")),
        "{state:#}"
    );
    assert!(finding["line"].is_u64() && finding["hints"][0].is_string());
    assert_eq!(picture(), good);
    project.write("data/program.json", &data);
    watch.until("the fault is fixed", |state| {
        state["problem"].is_null() && state["findings"] == json!([])
    });

    let template = project.read("templates/note/main.typ");
    project.write("templates/note/main.typ", format!("{template}\n#undefined"));
    let state = watch.until("the preview reports the template's error", |state| {
        job(state, "screen/note.en")["status"] == "broken"
    });
    let finding = &job(&state, "screen/note.en")["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["file"], &finding["line"]),
        (&json!("template-failed"), &json!("templates/note/main.typ"), &json!(9))
    );
    assert_eq!(picture(), good);
    project.write("templates/note/main.typ", &template);
    watch.until("the template is fixed", |state| {
        job(state, "screen/note.en")["status"] == "current"
    });

    // A page that can be laid out is shown as it is, with the finding beside it.
    project.edit(
        "data/pieces.json",
        "Talk with someone who has been there.",
        &"Talk with someone. ".repeat(40),
    );
    let state = watch.until("the preview reports the overset text", |state| {
        job(state, "screen/note.en")["findings"] != json!([])
    });
    let finding = &job(&state, "screen/note.en")["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["page"], &finding["file"]),
        (&json!("overset"), &json!(0), &json!("data/pieces.json")),
        "{state:#}"
    );
    assert_ne!(picture(), good);
}

#[test]
fn a_press_page_shows_what_preflight_finds() {
    let project = Project::small();
    project.edit(
        "templates/note/main.typ",
        "#job.program.contact.phone.show",
        "#text(fill: rgb(\"#123B4A\"), job.program.contact.phone.show)",
    );
    let watch = Watch::start(&project, &["note", "--lang", "en"]);
    let state = watch.until_current();
    let errors = |key: &str| -> Vec<bool> {
        let findings = job(&state, key)["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["error"] == true).collect()
    };
    assert_eq!(errors("press/note.en"), [true], "{state:#}");
    assert!(errors("screen/note.en").is_empty(), "{state:#}");
    let editions: Vec<&str> = state["editions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edition| edition["title"].as_str().unwrap())
        .collect();
    assert_eq!(editions, ["Screen", "Press", "Office", "Large print", "Image"]);
}

#[test]
fn saves_in_two_steps_new_files_and_folders_that_move() {
    let project = Project::small();
    let watch = Watch::start(&project, &["--lang", "en"]);
    let state = watch.until_current();
    // Written beside it and renamed, as most editors do.
    let text = project.read("data/pieces.json");
    project.write("data/pieces.json.tmp", text.replace("You are not alone", "You are never alone"));
    fs::rename(project.path("data/pieces.json.tmp"), project.path("data/pieces.json")).unwrap();
    let last = drawn(&state, "screen/note.en");
    let state = watch.until("a rename is a save", |state| drawn(state, "screen/note.en") > last);
    // Remove the file and write it again.
    let last = drawn(&state, "screen/note.en");
    fs::remove_file(project.path("data/pieces.json")).unwrap();
    project.write("data/pieces.json", &text);
    watch.until("a file is removed and restored", |state| drawn(state, "screen/note.en") > last);
    // A template that is new.
    crate::project::copy(&project.path("templates/note"), &project.path("templates/card"));
    project.edit("data/pieces.json", "\"template\": \"note\"", "\"template\": \"card\"");
    watch.until("a new template is used", |state| {
        drawn(state, "screen/note.en") > last + 1
            && job(state, "screen/note.en")["status"] == "current"
    });
    // A folder is renamed, and put back with other contents.
    fs::rename(project.path("data"), project.path("elsewhere")).unwrap();
    let state = watch.until("a folder is gone", |state| state["problem"].is_string());
    assert_eq!(state["findings"][0]["code"], "missing-file", "{state:#}");
    project.edit("elsewhere/pieces.json", "You are not alone", "Come and see us");
    fs::rename(project.path("elsewhere"), project.path("data")).unwrap();
    let state = watch.until("a folder is back", |state| state["problem"].is_null());
    let last = drawn(&state, "screen/note.en");
    project.edit("data/pieces.json", "Come and see us", "Come and see them");
    watch.until("the folder that came back is watched", |state| {
        drawn(state, "screen/note.en") > last
    });
    // The project itself.
    let away = project.root().with_extension("away");
    fs::rename(project.root(), &away).unwrap();
    let gone = watch.until("the project is gone", |state| state["problem"].is_string());
    fs::rename(&away, project.root()).unwrap();
    assert!(gone["problem"].as_str().unwrap().contains("was moved or deleted"), "{gone:#}");
    watch.until("the project is back", |state| state["problem"].is_null());
}

/// A file that is saved under another path, as on a drive that reports no changes.
#[cfg(unix)]
#[test]
fn a_save_that_the_system_does_not_report_is_seen() {
    let project = Project::small();
    fs::create_dir(project.path("shared")).unwrap();
    fs::rename(project.path("data/pieces.json"), project.path("shared/pieces.json")).unwrap();
    let link = project.path("data/pieces.json");
    std::os::unix::fs::symlink("../shared/pieces.json", link).unwrap();
    let watch = Watch::start(&project, &["--lang", "en"]);
    let last = drawn(&watch.until_current(), "screen/note.en");
    project.edit("shared/pieces.json", "You are not alone", "You are never alone");
    watch.until("a look finds the save", |state| drawn(state, "screen/note.en") > last);
}

#[test]
fn only_pages_of_its_own_are_answered() {
    let project = Project::small();
    let watch = Watch::start(&project, &["note"]);
    watch.until_current();
    let ask = |host: &str, more: &str| {
        watch.raw(&format!("GET /state HTTP/1.1\nHost: {host}\nConnection: close\n{more}\n")).0
    };
    let port = watch.host.split(':').nth(1).unwrap();
    let own = watch.host.as_str();
    assert_eq!(ask(own, ""), 200);
    assert_eq!(ask(&format!("localhost:{port}"), "Sec-Fetch-Site: same-origin\n"), 200);
    for host in [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:1",
        &format!("evil.example:{port}"),
        &format!("127.0.0.1:{port}.evil.example"),
        "",
    ] {
        assert_eq!(ask(host, ""), 403, "{host}");
    }
    assert_eq!(ask(own, &format!("Host: {own}\n")), 403, "two hosts");
    assert_eq!(ask(own, "Origin: http://evil.example\n"), 403);
    assert_eq!(ask(own, "Origin: null\n"), 403);
    assert_eq!(ask(own, &format!("Origin: https://{own}\n")), 403);
    assert_eq!(ask(own, &format!("Origin: http://{own}\n")), 200);
    assert_eq!(ask(own, "Sec-Fetch-Site: cross-site\n"), 403);
    for path in [
        "/data/program.json",
        "/../data/program.json",
        "/%2e%2e/Cargo.toml",
        "/out/manifest.json",
        "/watch.js/",
        "//",
        "/picture",
        "/picture?job=a&page=0&width=9",
    ] {
        assert_eq!(watch.get(path).0, 404, "{path}");
    }
    assert_eq!(watch.get("/picture?job=screen%2Fnote.en&page=7&width=9").0, 404);
    assert_eq!(watch.get("/picture?job=screen%2Fnote.en&page=99999999999999999999&width=9").0, 404);
    assert_eq!(watch.get("/picture?job=%zz&page=0&width=9").0, 404);
    assert_eq!(
        watch.get("/picture?job=screen%2Fnote.en&page=0&width=4294967295").0,
        200,
        "a width beyond all screens is cut"
    );
    assert_eq!(
        watch
            .raw(&format!(
                "POST /state HTTP/1.1\nHost: {own}\nConnection: close\nContent-Length: 0\n\n"
            ))
            .0,
        405
    );
    let (_, head, _) = watch.get("/");
    let head = head.to_lowercase();
    assert!(
        head.contains("content-security-policy: default-src 'none'")
            && head.contains("x-content-type-options: nosniff"),
        "{head}"
    );
    assert!(!head.contains("access-control"), "{head}");
}

#[test]
fn a_port_in_use() {
    let project = Project::small();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = project.run(&["watch", "--port", &port]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains(&format!("port {port} cannot be used")) && run.err.contains("hint: "),
        "{}",
        run.err
    );
    // Without a choice, the next that is free.
    let (first, second) = (Watch::start(&project, &["note"]), Watch::start(&project, &["note"]));
    assert_ne!(first.host, second.host);
    second.until_current();
}

// ---- in a browser
