//! Where the page of the website that checks certificates is, and what leads from it.

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::json;

use crate::proof::Vectors;
use crate::site_verify::{ask, in_browser, program, published, serve, shown};
use crate::watch_page::until;

#[test]
fn the_page_is_where_codes_lead() {
    let project = program();
    // Without keys, no certificate has a code.
    let run = project.run(&["site"]).succeeded();
    assert!(run.err.contains("no page that checks certificates"), "{run:?}");
    assert!(!project.path("site/verify").exists() && !project.path("site/en/verify.html").exists());
    project.write("data/keys.json", Vectors::read().keys.to_string());
    for (verify, base, place) in [
        ("https://example.org/verify", "https://example.org/", "verify/index.html"),
        ("https://example.org/peers/check/", "https://example.org/peers/", "check/index.html"),
        ("https://example.org/peers/c.html", "https://example.org/peers", "c.html"),
    ] {
        let mut program = project.json("data/program.json");
        program["certificates"]["verify"] = json!(verify);
        project.write("data/program.json", program.to_string());
        let run = project.run(&["site", "--base-url", base]).succeeded();
        assert!(!run.err.contains("codes of certificates"), "{run:?}");
        assert!(project.path(&format!("site/{place}")).exists(), "{place}");
    }
    for base in ["https://example.com/", "https://example.org/peers/c.html/"] {
        let run = project.run(&["site", "--base-url", base]).succeeded();
        assert!(run.err.contains("the codes of certificates lead to"), "{run:?}");
        assert!(project.path("site/verify/index.html").exists());
    }
}

/// Servers show the page of a folder with and without a slash at the end of the address, and the
/// website may be in another folder than its address says.
#[test]
fn the_page_works_with_and_without_a_slash() {
    let vectors = Vectors::read();
    let (project, _) = published(&vectors);
    let code = vectors.cases[0].text.split('#').next_back().unwrap();
    for base in ["https://example.org/", "https://example.org/peers/"] {
        project.run(&["site", "--base-url", base]).succeeded();
        let address = serve(project.root());
        in_browser(false, async |client| {
            for end in ["verify", "verify/"] {
                client.goto("about:blank").await.unwrap();
                client.goto(&format!("{address}/site/{end}#{code}")).await.unwrap();
                assert_eq!(shown(client).await[0], "genuine", "{base} {end}");
                let has_style = "document.styleSheets.length === 1 \
                     && document.styleSheets[0].cssRules.length > 50";
                until(client, "the stylesheet", has_style).await;
                // There is no list of revoked certificates yet.
                let missing = "performance.getEntriesByType('resource')\
                     .filter(it => it.responseStatus >= 400).map(it => it.name)\
                     .filter(it => !it.includes('/status')).join() || 'none'";
                assert_eq!(until(client, "its files", missing).await, "none", "{base} {end}");
                let spanish = client.find(Locator::Css("nav.languages a[lang=es]")).await.unwrap();
                spanish.send_keys(&Key::Enter.to_string()).await.unwrap();
                until(client, "Spanish", "location.pathname === '/site/es/verify.html'").await;
                assert_eq!(shown(client).await[0], "genuine", "{base} {end}");
            }
        });
    }
}

/// The menu of languages leads to the answer that is shown, not to that of the address before.
#[test]
fn another_language_shows_the_answer_to_the_last_question() {
    let vectors = Vectors::read();
    let (_project, address) = published(&vectors);
    let code = "QREKEAJHARB";
    in_browser(false, async |client| {
        client.goto(&format!("{address}/en/verify.html#{code}")).await.unwrap();
        assert_ne!(shown(client).await[0], "genuine");
        for text in [&vectors.cases[0].text, "https://example.com/verify#QREKEAJHARB", "hello"] {
            let answer = ask(client, text).await;
            let spanish = client.find(Locator::Css("nav.languages a[lang=es]")).await.unwrap();
            spanish.send_keys(&Key::Enter.to_string()).await.unwrap();
            until(client, "Spanish", "location.pathname === '/es/verify.html'").await;
            assert_eq!(shown(client).await, answer, "{text}");
            client.goto(&format!("{address}/en/verify.html#{code}")).await.unwrap();
            assert_ne!(shown(client).await[0], "genuine");
        }
    });
}
