//! The preview page of `peerpress watch`, in a browser.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::project::Project;
use crate::watch::{PATIENCE, Watch};

/// A chromedriver that ends with the test; `None` if this machine has none.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    pub(crate) fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("chromedriver");
        match command
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
        {
            Ok(child) => Some(Self { child, port }),
            Err(_) => {
                // Standard error itself: what a test prints is not seen when it passes.
                let _ = writeln!(
                    std::io::stderr(),
                    "SKIPPED: no chromedriver here, so no page is tested in a browser"
                );
                None
            }
        }
    }

    pub(crate) async fn client(&self, dark: bool) -> Client {
        self.client_with(dark, json!({})).await
    }

    /// Starts a browser with some of its preferences set.
    pub(crate) async fn client_with(&self, dark: bool, preferences: Value) -> Client {
        let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!dark));
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            &scheme,
        ];
        let options = json!({ "args": args, "prefs": preferences });
        let capabilities = json!({ "goog:chromeOptions": options }).as_object().unwrap().clone();
        let start = Instant::now();
        loop {
            match ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{}", self.port))
                .await
            {
                Ok(client) => return client,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a script returns a true value.
pub(crate) async fn until(client: &Client, what: &str, script: &str) -> Value {
    let start = Instant::now();
    loop {
        let value = client.execute(&format!("return {script}"), Vec::new()).await.unwrap();
        if !matches!(value, Value::Null | Value::Bool(false)) {
            return value;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: {}", client.source().await.unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) async fn press(client: &Client, key: &str) {
    client.active_element().await.unwrap().send_keys(key).await.unwrap();
}

/// Saves a screenshot for people to look at, in the folder that `PEERPRESS_SCREENSHOTS` names.
pub(crate) async fn picture(client: &Client, name: &str) {
    let Some(folder) = std::env::var_os("PEERPRESS_SCREENSHOTS") else { return };
    fs::create_dir_all(&folder).unwrap();
    let png = client.screenshot().await.unwrap();
    fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), png).unwrap();
}

/// A script: whether all pictures of the page have loaded in full resolution.
const DRAWN: &str = "[...document.querySelectorAll('#pages img')].length > 0 && \
     [...document.querySelectorAll('#pages img')].every(img => img.complete && \
                     img.naturalWidth >= img.width)";

#[test]
fn the_page_in_a_browser() {
    let Some(driver) = Driver::start() else { return };
    let project = Project::starter();
    // A website of one piece is made at once.
    let mut pieces = project.json("data/pieces.json");
    for piece in pieces["pieces"].as_array_mut().unwrap() {
        piece["public"] = (piece["id"] == "handout-faq").into();
    }
    project.write("data/pieces.json", pieces.to_string());
    let watch = Watch::start(&project, &["rack-card-*", "flyer-benefits", "handout-faq"]);
    let run = watch.until("the preview answers", |_| true)["run"].take();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        for (dark, scheme) in [(false, "light"), (true, "dark")] {
            let client = driver.client(dark).await;
            client.set_window_size(1280, 800).await.unwrap();
            client.goto(&format!("http://{}/", watch.host)).await.unwrap();
            until(&client, "the pages are drawn", DRAWN).await;
            let thumbnails = "document.querySelectorAll('#pieces img[data-drawn]').length === 5";
            until(&client, "all thumbnails have loaded", thumbnails).await;
            picture(&client, &format!("wide-{scheme}")).await;
            if dark {
                narrow(&client, scheme).await;
            } else {
                by_keys(&client).await;
                a_save_keeps_the_place(&client, &project).await;
                findings(&client, &project).await;
                website(&client).await;
                narrow(&client, scheme).await;
                let foreign = format!(
                    "performance.getEntriesByType('resource').every(entry => \
                     entry.name.startsWith('http://{}/'))",
                    watch.host
                );
                until(&client, "nothing comes from elsewhere", &foreign).await;
            }
            client.close().await.unwrap();
        }
    });
    // What the preview keeps of its pages is not too much memory of a job.
    assert_eq!(watch.until("the preview answers", |_| true)["run"], run, "it was started again");
}

async fn by_keys(client: &Client) {
    let title = |words: &str| format!("document.getElementById('title').textContent === {words:?}");
    let heading =
        "document.querySelector('#pieces a[aria-current]').querySelector('.name').textContent";
    let first = until(client, "one piece is chosen", heading).await;
    press(client, &Key::Down.to_string()).await;
    let second = until(client, "another piece is chosen", heading).await;
    assert_ne!(first, second);
    until(client, "its title stands above", &title(second.as_str().unwrap())).await;
    until(
        client,
        "one piece is marked as the current one",
        "document.querySelectorAll('[aria-current]').length === 1",
    )
    .await;
    press(client, &Key::Up.to_string()).await;
    until(client, "the first piece again", &title(first.as_str().unwrap())).await;
    press(client, "l").await;
    until(
        client,
        "Spanish",
        "location.hash.includes('/es/') && document.getElementById('title').lang === 'es'",
    )
    .await;
    until(client, "the Spanish pages are drawn", DRAWN).await;
    press(client, "e").await;
    until(client, "the press edition", "location.hash.startsWith('#press/es/')").await;
    until(client, "the press pages are drawn", DRAWN).await;
    client.refresh().await.unwrap();
    until(
        client,
        "the place survives a reload",
        "location.hash.startsWith('#press/es/') && \
         document.querySelector('#pages img[data-drawn]') !== null",
    )
    .await;
    client
        .find(Locator::Css("#editions input[value=screen]"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    until(client, "the screen edition", "location.hash.startsWith('#screen/es/')").await;
    press(client, "l").await;
    until(client, "English", "location.hash.includes('/en/')").await;
    without_letters(client).await;
    client.find(Locator::Css("body")).await.unwrap().send_keys("/").await.unwrap();
    press(client, "faq").await;
    until(client, "one piece is found", "document.querySelectorAll('#pieces li').length === 1")
        .await;
    press(client, &Key::Enter.to_string()).await;
    until(client, "it is chosen", "location.hash === '#screen/en/handout-faq'").await;
    press(client, &Key::Escape.to_string()).await;
    until(client, "all pieces again", "document.querySelectorAll('#pieces li').length === 5").await;
    until(client, "the pages are drawn", DRAWN).await;
    press(client, "z").await;
    until(client, "actual size", "document.querySelector('#pages img').width === 816").await;
    press(client, &Key::Right.to_string()).await;
    until(
        client,
        "the second page is in sight",
        "document.getElementById('stage').scrollTop > 200",
    )
    .await;
    press(client, "z").await;
    until(
        client,
        "each picture has words",
        "[...document.querySelectorAll('#pages img')].every(img => img.alt.length > 10)",
    )
    .await;
    press(client, "?").await;
    until(client, "the keys are explained", "document.getElementById('keys').open").await;
    press(client, &Key::Escape.to_string()).await;
    until(client, "and put away", "!document.getElementById('keys').open").await;
}

/// Keys that are a letter can be turned off, and stay off; the others go on working.
async fn without_letters(client: &Client) {
    let turn = "document.getElementById('letters').click()";
    client.execute(turn, Vec::new()).await.unwrap();
    client.refresh().await.unwrap();
    until(client, "the pages are drawn", DRAWN).await;
    let is_off = "!document.getElementById('letters').checked";
    until(client, "letters stay off", is_off).await;
    let body = client.find(Locator::Css("body")).await.unwrap();
    body.send_keys("l").await.unwrap();
    let place = until(client, "the place", "location.hash").await;
    assert!(place.as_str().unwrap().contains("/en/"), "{place}");
    press(client, &Key::Down.to_string()).await;
    until(client, "another piece", &format!("location.hash !== {place}")).await;
    press(client, &Key::Up.to_string()).await;
    until(client, "the first piece again", &format!("location.hash === {place}")).await;
    client.execute(turn, Vec::new()).await.unwrap();
    let icon = "document.querySelector('link[rel=icon]').href.endsWith('/icon.svg')";
    until(client, "it has an icon", icon).await;
}

async fn a_save_keeps_the_place(client: &Client, project: &Project) {
    press(client, "z").await;
    client.execute("document.getElementById('stage').scrollTop = 333", Vec::new()).await.unwrap();
    let drawn = "document.querySelector('#pages img')?.dataset.drawn";
    let before = until(client, "a picture is drawn", drawn).await;
    project.edit(
        "data/certification.json",
        "It is what you know from going",
        "It is all that you know from going",
    );
    let changed = format!("Number({drawn}) > {}", before.as_str().unwrap());
    until(client, "the new picture is shown", &changed).await;
    let after = client
        .execute("return [document.getElementById('stage').scrollTop, location.hash]", Vec::new())
        .await
        .unwrap();
    assert_eq!(after, json!([333, "#screen/en/handout-faq"]), "the place is kept");
    press(client, "z").await;
}

async fn findings(client: &Client, project: &Project) {
    let template = project.read("templates/handout-faq/main.typ");
    project.write("templates/handout-faq/main.typ", format!("{template}\n#nothing"));
    let words = until(
        client,
        "the page shows the finding",
        "document.querySelector('#about li')?.textContent",
    )
    .await;
    let words = words.as_str().unwrap();
    assert!(
        words.starts_with("Error ") && words.contains("templates/handout-faq/main.typ:"),
        "{words}"
    );
    until(client, "the last good pictures stay", DRAWN).await;
    until(
        client,
        "the list counts it",
        "document.querySelector('#pieces a[aria-current] .mark')?.textContent === '1 error'",
    )
    .await;
    picture(client, "broken-light").await;
    project.write("templates/handout-faq/main.typ", &template);
    until(client, "the finding is gone", "document.querySelectorAll('#about li').length === 0")
        .await;
    // A text that is too long stands beside its page.
    let card = project.read("templates/handout-faq/template.json");
    project.edit("templates/handout-faq/template.json", "\"safe\": \"0.", "\"safe\": \"1.");
    until(
        client,
        "a finding stands beside its page",
        "document.querySelector('.page .findings li[data-code=outside-safe-area]')",
    )
    .await;
    client.execute("document.getElementById('stage').scrollTop = 0", Vec::new()).await.unwrap();
    until(client, "the pages are drawn", DRAWN).await;
    picture(client, "findings-light").await;
    project.write("templates/handout-faq/template.json", card);
    until(client, "it is gone", "document.querySelectorAll('.page .findings li').length === 0")
        .await;
}

/// The website and the finished file of a piece are one step away.
async fn website(client: &Client) {
    let file = "document.getElementById('file')";
    let address = "file.href.endsWith('/file/screen/handout-faq.en.pdf')";
    let is_there = format!("(file => !file.hidden && {address})({file})");
    until(client, "a link to the PDF", &is_there).await;
    press(client, "w").await;
    let frame = "document.getElementById('website').contentDocument";
    let is_shown = format!("Boolean({frame}?.querySelector('main h1'))");
    until(client, "the website is shown", &is_shown).await;
    until(client, "its place has a name", "location.hash === '#website'").await;
    picture(client, "website-light").await;
    client.set_window_size(320, 640).await.unwrap();
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    until(client, "nothing is wider than the window", fits).await;
    picture(client, "website-320").await;
    client.set_window_size(1280, 800).await.unwrap();
    press(client, &Key::Down.to_string()).await;
    until(client, "the pages are back", DRAWN).await;
    until(client, "its place is back", "location.hash.startsWith('#screen/en/')").await;
}

async fn narrow(client: &Client, scheme: &str) {
    client.set_window_size(390, 844).await.unwrap();
    until(client, "the pages are drawn for a phone", DRAWN).await;
    until(
        client,
        "nothing is wider than the window",
        "document.documentElement.scrollWidth <= innerWidth",
    )
    .await;
    picture(client, &format!("narrow-page-{scheme}")).await;
    client.find(Locator::Css("#back")).await.unwrap().click().await.unwrap();
    until(
        client,
        "the list is shown",
        "document.getElementById('rail').offsetWidth > 0 && \
         document.getElementById('stage').offsetWidth === 0",
    )
    .await;
    picture(client, &format!("narrow-list-{scheme}")).await;
    client.find(Locator::Css("#pieces a")).await.unwrap().click().await.unwrap();
    until(client, "the pages are back", "document.getElementById('stage').offsetWidth > 0").await;
}
