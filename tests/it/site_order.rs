//! The form of the website for printed copies, in a browser. `peerpress order` must read what it
//! makes.

use std::fs;
use std::path::Path;

use fantoccini::Client;
use fantoccini::key::Key;
use serde_json::{Value, json};
use url::Url;

use crate::orders;
use crate::project::Project;
use crate::site::public;
use crate::site_page::JUDGE;
use crate::watch::PATIENCE;
use crate::watch_page::{Driver, picture, press, until};

/// Runs a test in a browser that saves files in a folder, if this machine has one.
fn in_browser(dark: bool, downloads: &Path, test: impl AsyncFnOnce(&Client)) {
    let Some(driver) = Driver::start() else { return };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let preferences = json!({ "download.default_directory": downloads });
        let client = driver.client_with(dark, preferences).await;
        test(&client).await;
        client.close().await.unwrap();
    });
}

/// Opens the form of a language, from a folder without a server.
async fn open(client: &Client, project: &Project, lang: &str, piece: &str) {
    let site = project.path("site");
    // Only another address loads the page again.
    client.goto("about:blank").await.unwrap();
    let address = format!("file://{}/{lang}/order.html#{piece}", site.display());
    client.goto(&address).await.unwrap();
    until(client, "the form is shown", "!document.getElementById('form').hidden").await;
}

async fn run(client: &Client, script: &str, args: Vec<Value>) -> Value {
    client.execute(script, args).await.unwrap()
}

async fn keys(client: &Client, keys: &[&str]) {
    for key in keys {
        press(client, key).await;
    }
}

/// Fills the form by the keyboard alone, but for the day.
async fn fill(client: &Client, person: (&str, &str, &str)) {
    let (name, organization, address) = person;
    let tab = &Key::Tab.to_string();
    let (down, enter) = (&Key::Down.to_string(), &Key::Enter.to_string());
    run(client, "document.querySelector('[name=piece]').focus()", vec![]).await;
    keys(client, &[down, tab, tab, "100", tab, enter]).await;
    until(client, "another item", "document.activeElement.id === 'piece-2'").await;
    keys(client, &[down, down, tab, tab, "50", tab, tab, tab, name, tab, organization]).await;
    for (index, line) in address.split('\n').enumerate() {
        let before = if index == 0 { tab } else { enter };
        keys(client, &[before, line]).await;
    }
    keys(client, &[tab, "ana@library.example", tab, "701-555-0123"]).await;
    let day = "document.getElementById('needed_by').value = arguments[0]; \
               document.getElementById('note').focus()";
    run(client, day, vec![json!("2999-12-10")]).await;
    keys(client, &["Ring", tab, enter]).await;
    until(client, "the order is made", "document.activeElement.id === 'ready'").await;
}

/// The text of the page for an email.
async fn text(client: &Client) -> String {
    let script = "return document.getElementById('text').textContent + '\\n\\n' \
                  + document.getElementById('code').textContent";
    run(client, script, vec![]).await.as_str().unwrap().to_owned()
}

/// Saves the order as a file, and waits for it.
async fn save(client: &Client, downloads: &Path) -> String {
    run(client, "document.getElementById('save').focus()", vec![]).await;
    press(client, &Key::Enter.to_string()).await;
    let saved = "document.getElementById('done').textContent.match(/order-\\S+\\.json/)?.[0]";
    let name = until(client, "it says where", saved).await.as_str().unwrap().to_owned();
    let start = std::time::Instant::now();
    while !downloads.join(&name).exists() {
        assert!(start.elapsed() < PATIENCE, "{name} is saved");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    name
}

#[test]
fn an_order_made_by_keyboard_is_read_from_the_file_and_from_the_email() {
    let (starter, coast) = (Project::starter(), Project::coast());
    let people = [
        (&starter, "en", "Alex O'Neil", "Minot \"Public\" <Library>", "12 Elm Street\nFargo, ND"),
        (&starter, "es", "Lucía Ñandú", "Centro Sí", "44 River Road\nApt. 3\nFargo"),
        (&coast, "ar", "ليلى عبد الرحمن", "مكتبة", "شارع الملك ١٢\nAmman"),
    ];
    for project in [&starter, &coast] {
        project.run_on(orders::TODAY, &["site"]).succeeded();
    }
    for (project, lang, name, organization, address) in people {
        let downloads = project.path("orders");
        fs::create_dir_all(&downloads).unwrap();
        in_browser(false, &downloads, async |client| {
            open(client, project, lang, "").await;
            fill(client, (name, organization, address)).await;
            let text = text(client).await;
            let file = format!("orders/{}", save(client, &downloads).await);
            project.write("mail.txt", &text);
            let unpacked = format!("unpacked-{lang}");
            orders::run(project, &["mail.txt", "--unpack", &unpacked]).succeeded();
            let order = project.json(&file);
            let name_of_file = file.trim_start_matches("orders/");
            assert_eq!(project.json(&format!("{unpacked}/{name_of_file}")), order);
            assert_eq!(order["name"], name);
            assert_eq!(order["organization"], organization);
            assert_eq!(order["language"], lang);
            assert_eq!(order["needed_by"], "2999-12-10");
            assert_eq!(order["address"], json!(address.split('\n').collect::<Vec<_>>()));
            assert_eq!(order["items"][0]["quantity"], 100);
            // Both write the same text.
            assert_eq!(orders::run(project, &[&file, "--as-text"]).succeeded().out, text);
            let link = "return document.getElementById('mail').href";
            let link = Url::parse(run(client, link, vec![]).await.as_str().unwrap()).unwrap();
            let body = link.query_pairs().find(|(name, _)| name == "body").unwrap().1;
            assert!(body.is_empty() || body.replace("\r\n", "\n") == text, "{lang}: {link}");
            let is_long = "return !document.getElementById('long').hidden";
            assert_eq!(run(client, is_long, vec![]).await, body.is_empty(), "{lang}");
            if lang == "en" {
                assert!(!body.is_empty(), "a short order fits into the link");
                change_and_start_again(client).await;
            }
        });
    }
}

/// The same order has the same ID, and another one has another.
async fn change_and_start_again(client: &Client) {
    let enter = Key::Enter.to_string();
    let id = "JSON.stringify(order().id)";
    let first = until(client, "an ID", id).await;
    run(client, "document.getElementById('change').focus()", vec![]).await;
    press(client, &enter).await;
    until(client, "the form is shown", "document.activeElement.id === 'legend-1'").await;
    assert_eq!(until(client, "an ID", id).await, first);
    run(client, "document.getElementById('form').requestSubmit()", vec![]).await;
    run(client, "document.getElementById('again').focus()", vec![]).await;
    press(client, &enter).await;
    let empty = "document.getElementById('name').value === '' && items().length === 1 && \
                 !document.querySelector('[aria-invalid]')";
    until(client, "the form is empty", empty).await;
    assert_ne!(until(client, "an ID", id).await, first);
    let stored = "localStorage.length + sessionStorage.length === 0 && document.cookie === ''";
    until(client, "nothing is stored", stored).await;
}

/// What a field says about a value, after the form was checked.
async fn fault(client: &Client, id: &str, value: &str) -> String {
    let script = "document.getElementById(arguments[0]).value = arguments[1]; \
         document.getElementById('form').requestSubmit(); \
         const field = document.getElementById(arguments[0]); \
         const place = document.getElementById(\
           field.getAttribute('aria-describedby').split(' ')[0]); \
         return place.hidden === field.hasAttribute('aria-invalid') ? 'one of two' \
           : place.textContent";
    run(client, script, vec![json!(id), json!(value)]).await.as_str().unwrap().to_owned()
}

#[test]
fn what_cannot_be_ordered_is_said_beside_the_field() {
    let project = Project::starter();
    project.run_on(orders::TODAY, &["site"]).succeeded();
    in_browser(false, &project.path("."), async |client| {
        open(client, &project, "en", "rack-card-overview").await;
        let chosen = "document.getElementById('piece-1').value === 'rack-card-overview'";
        until(client, "the piece of the address is chosen", chosen).await;
        for (id, value, expected) in [
            ("quantity-1", "", "This field is required."),
            ("quantity-1", "ten", "Enter the number of copies in digits."),
            ("quantity-1", "2.5", "Enter the number of copies in digits."),
            ("quantity-1", "-25", "Enter the number of copies in digits."),
            ("quantity-1", "24", "At least 25 can be ordered."),
            ("quantity-1", "30", "Enter 25 or 50: only whole bundles can be ordered."),
            ("quantity-1", "100000", "At most 1,000 can be ordered. Write to us if you need more."),
            ("quantity-1", "1,000", ""),
            ("quantity-1", "٧٥", ""),
            ("name", " \u{200b} ", "This field is required."),
            ("name", "Ana", ""),
            ("address", "1\n2\n3\n4\n5\n6", "Use at most five lines, each of at most 80 letters."),
            ("email", "ana@library", "Check the email address."),
            ("email", "ana@library.example", ""),
            ("needed_by", "2020-01-01", "This day has passed."),
            ("needed_by", "", ""),
        ] {
            assert_eq!(fault(client, id, value).await, expected, "{id}: {value}");
        }
        let focus = "document.activeElement.id === 'address'";
        until(client, "the first field that is wrong has the focus", focus).await;
        let twice = "addItem('rack-card-overview'); check(); \
                     return document.getElementById('piece-2-fault').textContent";
        let said = run(client, twice, vec![]).await;
        assert!(said.as_str().unwrap().starts_with("This material is already"), "{said}");
        open(client, &project, "es", "rack-card-overview").await;
        let said = fault(client, "quantity-1", "100000").await;
        assert_eq!(said, "Se pueden pedir 1000 como máximo. Escríbanos si necesita más.");
        // Some languages have a calendar and digits of their own, which print does not have.
        let days = "return ['fa', 'th', 'ckb', 'ar-SA'].map(it => writtenDay('2027-02-08', it))";
        for day in run(client, days, vec![]).await.as_array().unwrap() {
            let day = day.as_str().unwrap();
            let is_other = |c: char| c.is_numeric() && !c.is_ascii_digit();
            assert!(day.contains("2027") && !day.contains(is_other), "{day}");
        }
        let language = "document.getElementById('language-1').value === 'es'";
        until(client, "copies are in the language of the page", language).await;
    });
}

/// The form, its messages, and a finished order, for people to look at and for axe-core to judge:
/// see `site_page`.
#[test]
fn the_form_is_good_at_every_width_and_in_every_scheme() {
    let axe = std::env::var_os("PEERPRESS_AXE").map(|path| fs::read_to_string(path).unwrap());
    let (starter, coast) = (Project::starter(), Project::coast());
    for project in [&starter, &coast] {
        project.run_on(orders::TODAY, &["site"]).succeeded();
    }
    let good = "for (const [id, value] of Object.entries({ 'quantity-1': '100', name: 'Ana', \
                address: '12 Elm Street', needed_by: '' })) \
                document.getElementById(id).value = value;";
    let submit = "document.getElementById('form').requestSubmit()";
    for (dark, scheme) in [(false, "light"), (true, "dark")] {
        in_browser(dark, &starter.path("."), async |client| {
            for (project, lang) in [(&starter, "en"), (&starter, "es"), (&coast, "ar")] {
                for width in [320, 1280] {
                    client.set_window_size(width, 2600).await.unwrap();
                    open(client, project, lang, "rack-card-overview").await;
                    for (state, script) in [
                        ("empty", String::new()),
                        ("wrong", format!("addItem(); {submit}")),
                        ("made", format!("items()[1].remove(); number(); {good} {submit}")),
                    ] {
                        run(client, &script, vec![]).await;
                        let name = format!("order-{lang}-{state}-{width}-{scheme}");
                        picture(client, &name).await;
                        let fits = "document.documentElement.scrollWidth <= innerWidth";
                        until(client, &format!("{name} fits"), fits).await;
                        let Some(axe) = &axe else { continue };
                        run(client, axe, vec![]).await;
                        let found = client.execute_async(JUDGE, Vec::new()).await.unwrap();
                        assert_eq!(found, json!([]), "{name}");
                    }
                    let made = "!document.getElementById('made').hidden";
                    until(client, &format!("the order is made in {lang}"), made).await;
                }
            }
        });
    }
}

#[test]
fn without_scripts_the_page_says_whom_to_write_to() {
    let project = Project::starter();
    project.run_on(orders::TODAY, &["site"]).succeeded();
    let page = project.read("site/en/order.html");
    let start = page.find("<noscript>").unwrap();
    let told = &page[start..page.find("</noscript>").unwrap()];
    assert!(told.contains("href=\"mailto:peersupport@example.org\""), "{told}");
    assert!(told.contains("From 25 to 1,000, in bundles of 25"), "{told}");
    assert!(!page.contains("sheet-sign-in") && !page.contains("certificate-ce"));
    let home = project.read("site/es/index.html");
    assert!(home.contains("href=\"../es/order.html#rack-card-overview\""), "{home}");
    // No piece of the small project can be ordered.
    let small = public();
    small.run(&["site"]).succeeded();
    assert!(!small.path("site/en/order.html").exists());
    assert!(!small.read("site/en/index.html").contains("order.html"));
}
