//! The pages of the website in a browser: from a folder, without a server.
//!
//! `PEERPRESS_AXE` names `axe.min.js` of axe-core, whose rules then judge each page; `.ci/run`
//! installs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::project::Project;
use crate::proof::Vectors;
use crate::site::files;
use crate::site_verify::{in_browser, published, serve_slowly, shown};
use crate::watch_page::{Driver, picture, until};

/// The widths of windows: a phone held by someone who enlarges text, a phone, and a desk.
const WIDTHS: [u32; 3] = [320, 360, 1280];

/// The pages that are tested, in each language.
const PAGES: [&str; 5] = [
    "index.html",
    "trainings.html",
    "certification.html",
    "trainings/2027-02-bismarck.html",
    "materials/handout-faq.html",
];

/// A script: what axe-core finds, in short.
pub(crate) const JUDGE: &str = "const done = arguments[0]; \
     axe.run().then((result) => done(result.violations\
     .map((it) => it.id + ': ' + it.nodes.map((node) => node.target.join(' ')).join(', '))))";

/// A script: the words of tables of files that are broken in the middle.
const BROKEN: &str = "const broken = []; \
     const texts = document.createNodeIterator(document.body, NodeFilter.SHOW_TEXT); \
     for (let text = texts.nextNode(); text; text = texts.nextNode()) { \
       if (!text.parentElement.closest('.files')) continue; \
       for (const { 0: word, index } of text.data.matchAll(/[^\\s-]+/g)) { \
         const range = document.createRange(); \
         range.setStart(text, index); range.setEnd(text, index + word.length); \
         const lines = new Set([...range.getClientRects()].map(it => Math.round(it.bottom))); \
         if (lines.size > 1) broken.push(word); \
       } \
     } return broken";

async fn open(client: &Client, folder: &Path, page: &str) {
    client.goto(&format!("file://{}/{page}", folder.display())).await.unwrap();
}

async fn run(client: &Client, script: &str) -> Value {
    client.execute(script, Vec::new()).await.unwrap()
}

#[test]
fn pages_are_good_at_every_width_and_in_every_scheme() {
    let Some(driver) = Driver::start() else { return };
    let axe = std::env::var_os("PEERPRESS_AXE").map(|path| fs::read_to_string(path).unwrap());
    let project = Project::starter();
    project.run_on("2026-11-22", &["site", "--draft"]).succeeded();
    let coast = Project::coast();
    coast.run_on("2026-11-22", &["site", "--draft"]).succeeded();
    let arabic = ["ar/index.html", "ar/trainings.html", "ar/materials/handout-faq.html"];
    let arabic = arabic.map(|page| (coast.path("site"), page.to_owned()));
    let pages = ["en", "es"].iter().flat_map(|lang| PAGES.map(|page| format!("{lang}/{page}")));
    let tops = ["index.html", "404.html"].map(str::to_owned);
    let pages: Vec<_> =
        pages.chain(tops).map(|page| (project.path("site"), page)).chain(arabic).collect();
    let mut faults = Vec::new();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        for (dark, scheme) in [(false, "light"), (true, "dark")] {
            let client = driver.client(dark).await;
            for width in WIDTHS {
                client.set_window_size(width, 900).await.unwrap();
                for (folder, page) in &pages {
                    open(&client, folder, page).await;
                    if page == "index.html" {
                        // It leads to the page of the first language at once.
                        let is_there = "location.pathname.endsWith('/en/index.html') && \
                             document.readyState === 'complete'";
                        until(&client, "the page of the first language", is_there).await;
                    }
                    let at = format!("{page} at {width} pixels, {scheme}");
                    // A browser may refuse a window as narrow as that.
                    let inside = run(
                        &client,
                        "return [innerWidth, document.documentElement\
                         .scrollWidth, document.styleSheets.length]",
                    )
                    .await;
                    let size = |index: usize| inside[index].as_u64().unwrap();
                    if size(1) > size(0) {
                        faults.push(format!("{at}: {} pixels wide", size(1)));
                    }
                    assert_eq!(size(2), 1, "{at}: the stylesheet is loaded");
                    let broken = run(&client, BROKEN).await;
                    if broken != json!([]) {
                        faults.push(format!("{at}: {broken} in tables of files"));
                    }
                    let name = page.replace(['/', '.'], "-");
                    if width != WIDTHS[0] {
                        picture(&client, &format!("site-{name}-{width}-{scheme}")).await;
                    }
                    let Some(axe) = &axe else { continue };
                    run(&client, axe).await;
                    let found = client.execute_async(JUDGE, Vec::new()).await.unwrap();
                    if found != json!([]) {
                        faults.push(format!("{at}: {found}"));
                    }
                }
            }
            client.close().await.unwrap();
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn readers_filter_and_change_the_language() {
    let Some(driver) = Driver::start() else { return };
    let project = Project::starter();
    project.run_on("2026-11-22", &["site", "--draft"]).succeeded();
    let folder = project.path("site");
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let client = driver.client(false).await;
        client.set_window_size(1280, 900).await.unwrap();
        open(&client, &folder, "index.html").await;
        // The page at the top leads to the first language.
        let is_open = "document.readyState === 'complete' && location.pathname.includes('/en/')";
        until(&client, "the page of the first language", is_open).await;
        let shown = "return [...document.querySelectorAll('.card')].filter(it => !it.hidden)\
             .length";
        let all = run(&client, shown).await.as_u64().unwrap();
        assert!(all > 10, "{all}");
        let kind = client.find(Locator::Id("filter-kind")).await.unwrap();
        kind.select_by_value("flyer").await.unwrap();
        let flyers = run(&client, shown).await.as_u64().unwrap();
        assert!(flyers > 1 && flyers < all, "{flyers} of {all}");
        let count = client.find(Locator::Id("count")).await.unwrap().text().await.unwrap();
        assert!(count.contains(&flyers.to_string()), "{count}");
        let audience = client.find(Locator::Id("filter-audiences")).await.unwrap();
        audience.select_by_value("agencies").await.unwrap();
        let none = client.find(Locator::Id("none")).await.unwrap();
        assert!(none.is_displayed().await.unwrap());
        open(&client, &folder, "en/trainings.html").await;
        let spanish = client.find(Locator::Css("nav.languages a[lang=es]")).await.unwrap();
        spanish.click().await.unwrap();
        let address = client.current_url().await.unwrap();
        assert!(address.path().ends_with("/es/trainings.html"), "{address}");
        let downloads = "return document.fonts.size > 0 && document.fonts.ready.then(() => \
             [...document.fonts].every(face => face.status !== 'error'))";
        assert_eq!(run(&client, downloads).await, true);
        client.close().await.unwrap();
    });
}

/// The coast project with 30 public pieces, each in three languages.
fn thirty_pieces() -> Project {
    let project = Project::coast();
    let mut data = project.json("data/pieces.json");
    let first = data["pieces"][0].clone();
    let piece = |number: usize| {
        let mut piece = first.clone();
        piece["id"] = format!("rack-card-overview-{number}").into();
        piece
    };
    data["pieces"].as_array_mut().unwrap().retain(|piece| piece["public"] != true);
    data["pieces"].as_array_mut().unwrap().extend((1..=30).map(piece));
    project.write("data/pieces.json", data.to_string());
    project
}

/// A page with what it needs before its pictures: its style, its faces, and its scripts.
#[test]
fn pages_are_light() {
    let coast = Project::coast();
    let thirty = thirty_pieces();
    let (starter, _) = Project::built();
    let folder = Project::empty();
    let starter_out = folder.path("site");
    let out = coast.path("site");
    let thirty_out = thirty.path("site");
    for (project, out) in [(starter, &starter_out), (&coast, &out), (&thirty, &thirty_out)] {
        let args = ["site", "--draft", "--out", out.to_str().unwrap()];
        project.run_on("2026-11-22", &args).succeeded();
        let all = files(out);
        let is_shared = |path: &str| {
            path.starts_with("fonts/") && path.ends_with(".woff2") || path == "style.css"
        };
        let shared = all.iter().filter(|(path, _)| is_shared(path));
        let shared: usize = shared.map(|(_, bytes)| bytes.len()).sum();
        let scripts = || all.iter().filter(|(path, _)| path.ends_with(".js"));
        for (path, html) in all.iter().filter(|(path, _)| path.ends_with(".html")) {
            let mut read = BTreeMap::from([(path, html)]);
            let mut open = vec![html];
            // A script may import others.
            while let Some(text) = open.pop() {
                let text = String::from_utf8_lossy(text);
                for (name, script) in scripts().filter(|(name, _)| text.contains(name.as_str())) {
                    if read.insert(name, script).is_none() {
                        open.push(script);
                    }
                }
            }
            let bytes = shared + read.values().map(|file| file.len()).sum::<usize>();
            assert!((30_000..100_000).contains(&bytes), "{path}: {bytes} bytes");
        }
        // The pieces of a language are all on its pages, however many these are.
        for lang in ["en", "es", "fr-CA", "ar"] {
            let is_list = |path: &str| path.starts_with(&format!("{lang}/index"));
            let lists = all.iter().filter(|(path, _)| is_list(path) && path.ends_with(".html"));
            let cards = lists.map(|(_, page)| {
                String::from_utf8_lossy(page).matches("<li class=\"card\"").count()
            });
            let cards: usize = cards.sum();
            assert!(project.root() != thirty.root() || [0, 30].contains(&cards), "{lang}: {cards}");
        }
    }
}

/// Filters find the pieces of all parts of a list, from a folder, too, and go with the reader to
/// another language.
#[test]
fn filters_and_fields_go_to_other_languages() {
    let project = thirty_pieces();
    let mut data = project.json("data/pieces.json");
    let pieces = data["pieces"].as_array_mut().unwrap();
    pieces.last_mut().unwrap()["kind"] = "flyer".into();
    project.write("data/pieces.json", data.to_string());
    project.run_on("2026-11-22", &["site", "--draft"]).succeeded();
    let folder = project.path("site");
    let shown = "return [...document.querySelectorAll('.card')].filter(it => !it.hidden).length";
    in_browser(false, async |client| {
        open(client, &folder, "en/index.html").await;
        let some = run(client, shown).await.as_u64().unwrap();
        assert!(some > 1 && some < 30, "{some}");
        let kind = client.find(Locator::Id("filter-kind")).await.unwrap();
        kind.select_by_value("flyer").await.unwrap();
        let one = format!("(() => {{ {shown} }})() === 1");
        until(client, "the piece of the last part", &one).await;
        let french = client.find(Locator::Css("nav.languages a[lang=fr-CA]")).await.unwrap();
        french.send_keys(&Key::Enter.to_string()).await.unwrap();
        let is_french = "location.pathname.includes('/fr-CA/index') \
             && document.readyState === 'complete'";
        until(client, "the French page", is_french).await;
        until(client, "the piece of the last part", &one).await;
        let kind = "return document.getElementById('filter-kind').value";
        assert_eq!(run(client, kind).await, "flyer");
        open(client, &folder, "en/order.html#rack-card-overview-3").await;
        let name = client.find(Locator::Id("name")).await.unwrap();
        name.send_keys("Ana & Zoë # \"1\"").await.unwrap();
        let copies = client.find(Locator::Css("[name=quantity]")).await.unwrap();
        copies.send_keys("50").await.unwrap();
        let arabic = client.find(Locator::Css("nav.languages a[lang=ar]")).await.unwrap();
        arabic.send_keys(&Key::Enter.to_string()).await.unwrap();
        until(client, "the Arabic form", "location.pathname.includes('/ar/order')").await;
        let typed = "return [document.getElementById('name').value, location.hash, \
             ...['piece', 'quantity'].map(name => document.querySelector(`[name=${name}]`).value)]";
        let expected = json!(["Ana & Zoë # \"1\"", "", "rack-card-overview-3", "50"]);
        assert_eq!(run(client, typed).await, expected);
    });
}

/// Some languages have a calendar and digits of their own. Certificates do not have them.
#[test]
fn days_and_digits_are_those_of_certificates() {
    let vectors = Vectors::read();
    let (project, address) = published(&vectors);
    let code = vectors.cases[0].text.split('#').next_back().unwrap();
    let page = project.read("site/en/verify.html");
    in_browser(false, async |client| {
        for lang in ["fa", "th", "ps", "ckb", "ar-SA"] {
            let page = page.replace("<html lang=\"en\"", &format!("<html lang=\"{lang}\""));
            project.write(&format!("site/en/{lang}.html"), page);
            client.goto(&format!("{address}/en/{lang}.html#{code}")).await.unwrap();
            assert_eq!(shown(client).await[0], "genuine", "{lang}");
            let facts = "[...document.querySelectorAll('[data-fact]')].map(it => it.textContent)\
                         .join(' ')";
            let facts = until(client, "the facts", facts).await.as_str().unwrap().to_owned();
            let issued = vectors.cases[0].states.as_ref().unwrap()["issued"].as_str().unwrap();
            assert!(facts.contains(&issued[..4]), "{lang}: {facts}");
            let is_other = |c: char| c.is_numeric() && !c.is_ascii_digit();
            assert!(!facts.contains(is_other), "{lang}: {facts}");
        }
    });
}

/// Scripts fill pages after they are shown. What is there does not move.
#[test]
fn nothing_moves_while_a_page_loads() {
    let project = Project::starter();
    project.write("data/keys.json", Vectors::read().keys.to_string());
    project.run_on("2026-11-22", &["site", "--draft"]).succeeded();
    let address = serve_slowly(&project.path("site"), Duration::from_millis(200));
    let moved = "const done = arguments[0]; let moved = []; \
         new PerformanceObserver(list => list.getEntries().forEach(it => moved.push(it.sources\
         .map(source => source.node?.className || source.node?.nodeName))))\
         .observe({ type: 'layout-shift', buffered: true }); \
         setTimeout(() => done(moved), 300);";
    in_browser(false, async |client| {
        for page in [
            "order.html",
            "verify.html",
            "verify.html#QREKEAJHARB",
            "index.html",
            "materials/rack-card-overview.html",
        ] {
            client.goto("about:blank").await.unwrap();
            client.goto(&format!("{address}/en/{page}")).await.unwrap();
            until(client, "the page is ready", "document.readyState === 'complete'").await;
            thread::sleep(Duration::from_millis(500));
            assert_eq!(client.execute_async(moved, vec![]).await.unwrap(), json!([]), "{page}");
        }
        // The first page that somebody sees is set in the faces of the brand.
        let faces = "[...document.fonts].filter(face => face.status === 'loaded').length === 3";
        until(client, "the faces", faces).await;
        // Scripts of this page do not start from a folder, so it says what to do.
        let file = project.path("site/en/verify.html");
        client.goto(&format!("file://{}", file.display())).await.unwrap();
        let said = "getComputedStyle(document.getElementById('late')).visibility === 'visible' \
             && document.getElementById('late').innerText.includes('https')";
        until(client, "it says that it needs https", said).await;
    });
}
