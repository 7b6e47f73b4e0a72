//! The page of the website that checks certificates, in a browser. It must give the same answers as
//! `peerpress verify`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::certify::{FILES, SESSION};
use crate::project::Project;
use crate::proof::Vectors;
use crate::site::public;
use crate::site_page::JUDGE;
use crate::watch_page::{Driver, picture, press, until};

/// Serves a folder, as any web server does. Returns its address.
pub(crate) fn serve(folder: &Path) -> String {
    serve_slowly(folder, Duration::ZERO)
}

/// Serves a folder, with a delay before each script.
pub(crate) fn serve_slowly(folder: &Path, delay: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            thread::spawn(move || answer(stream, &folder, delay));
        }
    });
    address
}

fn answer(mut stream: TcpStream, folder: &Path, delay: Duration) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or("/").trim_start_matches('/');
    let mut file: PathBuf = folder.join(path.split('?').next().unwrap());
    if file.is_dir() {
        file.push("index.html");
    }
    let kind = match file.extension().and_then(|it| it.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "json" => "application/json",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    };
    if kind == "text/javascript" {
        thread::sleep(delay);
    }
    let (status, body) = match fs::read(file) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// Runs a test in a browser, if this machine has one.
pub(crate) fn in_browser(dark: bool, test: impl AsyncFnOnce(&Client)) {
    let Some(driver) = Driver::start() else { return };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let client = driver.client(dark).await;
        test(&client).await;
        client.close().await.unwrap();
    });
}

/// The small project, with certificates, and its website at the address in their codes.
pub(crate) fn program() -> Project {
    let project = public();
    let certificates = json!({
        "prefix": "NDPS", "year": true, "digits": 5, "verify": "https://example.org/verify"
    });
    let mut program = project.json("data/program.json");
    program["certificates"] = certificates;
    project.write("data/program.json", program.to_string());
    project
}

/// A program with the keys of the test vectors, and the address of its website.
pub(crate) fn published(vectors: &Vectors) -> (Project, String) {
    let project = program();
    project.write("data/keys.json", vectors.keys.to_string());
    write_site(&project);
    let address = serve(&project.path("site"));
    (project, address)
}

/// Opens the page that checks certificates.
async fn open_form(client: &Client, address: &str, lang: &str) {
    client.goto(&format!("{address}/{lang}/verify.html")).await.unwrap();
    until(client, "the form is shown", "!document.getElementById('ask').hidden").await;
}

pub(crate) fn write_site(project: &Project) {
    project.run(&["site", "--base-url", "https://example.org/"]).succeeded();
}

/// Asks about a text, and waits for the answer: the verdict, the name, and whether the answer has
/// the focus.
pub(crate) async fn ask(client: &Client, text: &str) -> Value {
    let script = "document.getElementById('answers').replaceChildren(); \
                  document.getElementById('code').value = arguments[0]; \
                  document.getElementById('ask').requestSubmit();";
    client.execute(script, vec![json!(text)]).await.unwrap();
    shown(client).await
}

pub(crate) async fn shown(client: &Client) -> Value {
    let script = "[...document.querySelectorAll('[data-verdict]')].slice(0, 1).map(it => \
         [it.dataset.verdict, it.querySelector('[data-fact=name]')?.textContent ?? null, \
         it.contains(document.activeElement)])[0]";
    until(client, "an answer is shown", script).await
}

#[test]
fn the_page_gives_the_answers_of_verify() {
    let vectors = Vectors::read();
    let (project, address) = published(&vectors);
    let site = project.path("site");
    in_browser(false, async |client| {
        open_form(client, &address, "en").await;
        for case in &vectors.cases {
            let file = site.join("verify/status.json");
            match vectors.list(case) {
                Some(list) => fs::write(&file, list).unwrap(),
                None => drop(fs::remove_file(&file)),
            }
            let at = case.at.as_millisecond();
            client.execute(&format!("Date.now = () => {at}"), Vec::new()).await.unwrap();
            let name = case.states.as_ref().map_or(Value::Null, |states| states["name"].clone());
            let expected = json!([case.verdict, name, true]);
            assert_eq!(ask(client, &case.text).await, expected, "{}", case.what);
        }
        every_statement(client, &vectors).await;
    });
}

/// The script reads everything that a certificate states.
async fn every_statement(client: &Client, vectors: &Vectors) {
    let script = "const [text, keysText, done] = arguments; \
         (async () => { \
           const { readKeys } = await import('/certificate-code.js'); \
           const { check } = await import('/certificate.js'); \
           const { keys } = await readKeys(keysText); \
           keys.forEach(key => { key.isRevoked = false; }); \
           return (await check(text, { keys, list: null, addresses: [], now: 0 }))[0].facts; \
         })().then(done, error => done(String(error)))";
    for case in vectors.cases.iter().filter(|case| case.states.is_some()) {
        let args = vec![json!(case.text), json!(vectors.keys.to_string())];
        let states = client.execute_async(script, args).await.unwrap();
        let expected = case.states.as_ref().unwrap();
        for (name, value) in expected.as_object().unwrap() {
            let is_same = match (value.as_f64(), states[name].as_f64()) {
                (Some(one), Some(other)) => (one - other).abs() < 1e-9,
                _ => *value == states[name],
            };
            assert!(is_same, "{}: {name}: {value} {}", case.what, states[name]);
        }
    }
}

#[test]
fn a_code_of_a_phone_opens_the_answer_in_the_language_of_the_reader() {
    let project = program();
    let vectors = Vectors::read();
    project.write("data/keys.json", vectors.keys.to_string());
    project.write("verify/status.json", vectors.lists["current"].to_string());
    write_site(&project);
    let page = project.read("site/verify/index.html");
    assert!(page.contains("connect-src &apos;self&apos;") || page.contains("connect-src 'self'"));
    let address = serve(&project.path("site"));
    let code = vectors.cases[0].text.split('#').next_back().unwrap();
    in_browser(false, async |client| {
        client.goto(&format!("{address}/verify/#{code}")).await.unwrap();
        assert_eq!(shown(client).await, json!(["genuine", "Alex Sample-Rivera", true]));
        let spanish = client.find(Locator::Css("nav.languages a[lang=es]")).await.unwrap();
        spanish.send_keys(&Key::Enter.to_string()).await.unwrap();
        until(client, "Spanish", "document.documentElement.lang === 'es'").await;
        assert_eq!(shown(client).await, json!(["genuine", "Alex Sample-Rivera", true]));
        let heading = "document.querySelector('.answer h2').textContent === 'Auténtico'";
        until(client, "the answer is in Spanish", heading).await;
        let days = "document.querySelector('[data-fact=days]').textContent.includes('febrero')";
        until(client, "dates are in Spanish", days).await;
        // By the keyboard alone: a text, and the button after it.
        open_form(client, &address, "en").await;
        client.find(Locator::Id("code")).await.unwrap().send_keys("hello").await.unwrap();
        press(client, &Key::Tab.to_string()).await;
        press(client, &Key::Enter.to_string()).await;
        assert_eq!(shown(client).await, json!(["not a certificate", null, true]));
        press(client, &Key::Tab.to_string()).await;
        until(client, "the text is next", "document.activeElement.id === 'code'").await;
        let foreign = format!(
            "performance.getEntriesByType('resource').every(it => it.name.startsWith('{address}'))"
        );
        until(client, "nothing comes from elsewhere", &foreign).await;
        // The link to the content is not a code.
        client.goto(&format!("{address}/en/index.html")).await.unwrap();
        client.goto(&format!("{address}/en/verify.html#content")).await.unwrap();
        until(client, "the form is shown", "!document.getElementById('ask').hidden").await;
        until(client, "no answer", "!document.querySelector('[data-verdict]')").await;
    });
}

#[test]
fn each_verify_page_of_the_website_is_the_program_s_own() {
    let project = program();
    let mut program = project.json("data/program.json");
    program["website"] = "https://example.org/peers/".into();
    project.write("data/program.json", program.to_string());
    let vectors = Vectors::read();
    project.write("data/keys.json", vectors.keys.to_string());
    project.write("verify/status.json", vectors.lists["current"].to_string());
    write_site(&project);
    let address = serve(&project.path("site"));
    let code = vectors.cases[0].text.split('#').next_back().unwrap();
    in_browser(false, async |client| {
        open_form(client, &address, "es").await;
        for (front, verdict) in [
            ("https://example.org/verify/index.html", "genuine"),
            ("https://example.org/es/verify.html", "genuine"),
            ("https://example.org/peers/verify", "genuine"),
            ("https://example.org/peers/es/verify", "genuine"),
            ("https://example.org/verify?", "genuine"),
            ("\u{feff}https://example.org/verify", "genuine"),
            (" \u{200b}https://example.org/verify\u{2060}", "genuine"),
            ("https://example.org/peers/es/verify.html?x", "another address"),
            ("https://example.org/es/order.html", "another address"),
            ("https://example.com/es/verify.html", "another address"),
        ] {
            let text = format!("{front}#{code}");
            assert_eq!(ask(client, &text).await[0], verdict, "{front}");
            let expected = if verdict == "genuine" { 0 } else { 19 };
            assert_eq!(project.run(&["verify", &text]).code, expected, "{front}");
        }
    });
}

/// A starter project with certificates of a session, one of which is then revoked.
#[test]
fn a_dropped_pdf_is_genuine_until_it_is_revoked() {
    let project = Project::starter();
    let mut pieces = project.json("data/pieces.json");
    for piece in pieces["pieces"].as_array_mut().unwrap() {
        piece["public"] = json!(piece["id"] == "flyer-benefits");
    }
    project.write("data/pieces.json", pieces.to_string());
    project.run(&["keys", "new", "-q"]).succeeded();
    let roster = "data/samples/roster-sample.csv";
    project.run_on("2026-11-22", &["certify", roster, "--session", SESSION, "-q"]).succeeded();
    let number = "NDPS-2026-00011-5";
    let pdf = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
    let mut modern = Vec::new();
    lopdf::Document::load_mem(&pdf).unwrap().save_modern(&mut modern).unwrap();
    write_site(&project);
    let site = project.path("site");
    // Without the list or the keys, nobody could check a certificate there.
    for (lost, published) in
        [("verify/status.json", "verify/status.json"), ("data/keys.json", "verify/keys.json")]
    {
        let bytes = fs::read(project.path(lost)).unwrap();
        fs::remove_file(project.path(lost)).unwrap();
        let run = project.run(&["site"]);
        assert!(run.code == 2 && run.err.contains("is missing, although"), "{run:?}");
        assert_eq!(fs::read(site.join(published)).unwrap(), bytes, "{lost}");
        project.write(lost, bytes);
    }
    let files = [
        ("made.pdf", pdf),
        ("modern.pdf", modern.clone()),
        ("other.pdf", fs::read(site.join("files/screen/flyer-benefits.en.pdf")).unwrap()),
        ("cut.pdf", modern[..64].to_vec()),
        ("words.pdf", b"words".to_vec()),
    ];
    for (name, bytes) in files {
        fs::write(site.join(name), bytes).unwrap();
    }
    let address = serve(&site);
    let drop_file = "const [name, done] = arguments; \
         document.getElementById('answers').replaceChildren(); \
         fetch('/' + name).then(answer => answer.blob()).then(blob => { \
           const data = new DataTransfer(); \
           data.items.add(new File([blob], name, { type: 'application/pdf' })); \
           document.body.dispatchEvent(new DragEvent('drop', \
             { dataTransfer: data, bubbles: true, cancelable: true })); \
           done(true); })";
    in_browser(false, async |client| {
        open_form(client, &address, "en").await;
        for (name, verdict) in [
            ("made.pdf", "genuine"),
            ("modern.pdf", "genuine"),
            ("other.pdf", "not a certificate"),
            ("cut.pdf", "not a certificate"),
            ("words.pdf", "unreadable"),
        ] {
            client.execute_async(drop_file, vec![json!(name)]).await.unwrap();
            assert_eq!(shown(client).await[0], verdict, "{name}");
        }
        let chosen = client.find(Locator::Id("file")).await.unwrap();
        chosen.send_keys(site.join("made.pdf").to_str().unwrap()).await.unwrap();
        until(client, "it is genuine", "document.querySelector('[data-verdict=genuine]')").await;
        let revoke = ["certificates", "revoke", number, "--reason", "issued by mistake"];
        project.run_on("2026-11-23", &revoke).succeeded();
        write_site(&project);
        client.execute_async(drop_file, vec![json!("modern.pdf")]).await.unwrap();
        assert_eq!(shown(client).await[0], "revoked");
        // A server that lost the list does not make it genuine.
        fs::remove_file(site.join("verify/status.json")).unwrap();
        client.execute_async(drop_file, vec![json!("modern.pdf")]).await.unwrap();
        assert_eq!(shown(client).await[0], "no list");
    });
}

/// Answers of each kind, for people to look at and for axe-core to judge: see `site_page`.
#[test]
fn answers_are_good_at_every_width_and_in_every_scheme() {
    let axe = std::env::var_os("PEERPRESS_AXE").map(|path| fs::read_to_string(path).unwrap());
    let project = program();
    let vectors = Vectors::read();
    project.write("data/keys.json", vectors.keys.to_string());
    project.write("verify/status.json", vectors.lists["current"].to_string());
    write_site(&project);
    let address = serve(&project.path("site"));
    for (dark, scheme) in [(false, "light"), (true, "dark")] {
        in_browser(dark, async |client| {
            for width in [320, 360, 1280] {
                client.set_window_size(width, 1000).await.unwrap();
                client.goto(&format!("{address}/en/verify.html")).await.unwrap();
                let form = "!document.getElementById('ask').hidden";
                until(client, "the form is shown", form).await;
                picture(client, &format!("verify-{width}-{scheme}")).await;
                for verdict in ["genuine", "revoked", "expired"] {
                    let case = vectors.cases.iter().find(|case| case.verdict == verdict).unwrap();
                    ask(client, &case.text).await;
                    picture(client, &format!("verify-{verdict}-{width}-{scheme}")).await;
                    let fits = "document.documentElement.scrollWidth <= innerWidth";
                    until(client, &format!("{verdict} fits {width} pixels"), fits).await;
                    let Some(axe) = &axe else { continue };
                    client.execute(axe, Vec::new()).await.unwrap();
                    let found = client.execute_async(JUDGE, Vec::new()).await.unwrap();
                    assert_eq!(found, json!([]), "{verdict} at {width} pixels, {scheme}");
                }
            }
        });
    }
}

#[test]
fn a_status_list_of_another_key_leaves_the_old_website() {
    let project = program();
    let vectors = Vectors::read();
    project.write("data/keys.json", vectors.keys.to_string());
    project.write("verify/status.json", vectors.lists["current"].to_string());
    write_site(&project);
    assert_eq!(project.read("site/verify/keys.json"), project.read("data/keys.json"));
    let before = project.read("site/verify/status.json");
    project.write("verify/status.json", vectors.lists["foreign"].to_string());
    let run = project.run(&["site"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("not a known public key"), "{run:?}");
    assert_eq!(project.read("site/verify/status.json"), before);
}
