//! `order`: orders of printed copies, in files and in emails, become one print run.

use lettre::Message;
use lettre::message::header::ContentTransferEncoding;
use lettre::message::{Body, SinglePart};
use serde_json::{Value, json};

use crate::order_runs::ready;
use crate::project::{Project, Run};

/// The day on which the tests run.
pub(crate) const TODAY: &str = "2026-11-22";

/// An order of one card and one bookmark.
pub(crate) fn order(id: &str, name: &str) -> Value {
    json!({
        "format": "peerpress-order",
        "version": 1,
        "program": "North Dakota Peer Support",
        "id": id,
        "created": "2026-11-20",
        "language": "es",
        "name": name,
        "organization": "Minot Public Library",
        "email": "ana@hhs.nd.gov",
        "phone": "701-200-0123",
        "address": ["516 2nd Avenue SW", "Minot, ND 58701"],
        "needed_by": "2026-12-10",
        "note": "Ring the bell.\nThank you!",
        "items": [
            { "piece": "rack-card-overview", "language": "es", "quantity": 100 },
            { "piece": "bookmark", "language": "en", "quantity": 50 },
        ],
    })
}

pub(crate) fn write(project: &Project, file: &str, order: &Value) {
    project.write(file, format!("{order:#}\n"));
}

pub(crate) fn run(project: &Project, args: &[&str]) -> Run {
    project.run_on(TODAY, &[&["order"], args].concat())
}

/// The text of an email as mail programs deliver it.
fn delivered(text: &str) -> Vec<(&'static str, String)> {
    let lines = |change: &dyn Fn(&str) -> String| text.lines().map(change).collect::<String>();
    let email = |encoding: ContentTransferEncoding| {
        let body = Body::new_with_encoding(text.to_owned(), encoding).unwrap();
        let message = Message::builder()
            .from("ana@hhs.nd.gov".parse().unwrap())
            .to("office@hhs.nd.gov".parse().unwrap())
            .subject("Order")
            .singlepart(
                SinglePart::builder()
                    .header(lettre::message::header::ContentType::TEXT_PLAIN)
                    .body(body),
            )
            .unwrap();
        String::from_utf8(message.formatted()).unwrap()
    };
    let encoded = email(ContentTransferEncoding::QuotedPrintable);
    let raw = encoded.split_once("\r\n\r\n").unwrap().1.to_owned();
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let html: Vec<&str> = escaped.lines().collect();
    vec![
        ("as it is", text.to_owned()),
        ("quoted twice", lines(&|line| format!("> > {line}\r\n"))),
        ("forwarded", format!("FYI\n\n---- Forwarded ----\nFrom: Ana\n\n{text}\n-- \nOffice")),
        ("other spaces", text.replace(' ', "\u{a0}")),
        ("broken lines", lines(&|line| format!("> {}\n", line.replace(' ', " \n> ")))),
        ("smart quotes", text.replace('\'', "\u{2019}").replace('-', "\u{2011}")),
        ("direction marks", lines(&|line| format!("\u{2067}{line}\u{2069}\n"))),
        ("quoted-printable", encoded),
        ("base64", email(ContentTransferEncoding::Base64)),
        ("pasted source", raw),
        ("saved as HTML", format!("<html><p>{}</p></html>", html.join("<br>\n"))),
        ("pasted HTML", html.iter().map(|line| format!("<div>{line}</div>")).collect()),
        ("code only", text[text.find("BEGIN").unwrap()..].to_owned()),
    ]
}

/// Names and addresses in several languages and countries.
pub(crate) const PEOPLE: [(&str, &str, &[&str]); 5] = [
    ("en", "Erin O'Neil-Smith", &["12 Elm Street, Apt. 4", "Fargo, ND 58102"]),
    ("es", "Ximena Núñez Ortiz", &["Av. Juárez 7–9", "06050 Ciudad de México", "MÉXICO"]),
    ("fr-CA", "François L'Écuyer", &["900, boul. René-Lévesque", "Québec (Québec)  G1R 2B5"]),
    ("ar", "ليلى عبد الرحمن", &["شارع الملك فيصل ١٢", "عمّان 11110", "JORDAN"]),
    ("vi", "Nguyễn Thị Ánh", &["15 Lê Lợi, Phường Bến Nghé", "TP. Hồ Chí Minh", "VIETNAM"]),
];

#[test]
fn emails_in_five_languages_survive_mail_programs() {
    let (starter, coast) = (Project::starter(), Project::coast());
    let name = coast.json("data/program.json")["name"].clone();
    let name = name["en"].as_str().or(name.as_str()).unwrap().to_owned();
    let mut problems = Vec::new();
    for (index, (lang, person, address)) in PEOPLE.into_iter().enumerate() {
        let is_starter = ["en", "es", "vi"].contains(&lang);
        let project = if is_starter { &starter } else { &coast };
        let mut one = order("7QK2-M9XR-04TB", person);
        one["language"] = lang.into();
        one["address"] = json!(address);
        if !is_starter {
            one["program"] = name.clone().into();
            one["items"] = json!([
                { "piece": "rack-card-overview", "language": lang, "quantity": 100 },
                { "piece": "handout-faq", "language": "en", "quantity": 25 },
            ]);
        }
        let file = format!("order-{index}.json");
        write(project, &file, &one);
        let text = run(project, &[&file, "--as-text"]).succeeded().out;
        for (how, text) in delivered(&text) {
            project.write("mail.txt", text);
            let folder = format!("{index}-{how}");
            let read = run(project, &["mail.txt", "--unpack", &folder]);
            let unpacked = format!("{folder}/order-7QK2-M9XR-04TB.json");
            if read.code != 0 || project.json(&unpacked) != one {
                problems.push(format!("{lang}, {how}: {read:?}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A change to an order, and a part of each message.
type Case = (&'static str, fn(&mut Value), &'static [&'static str]);

const BAD_ORDERS: [Case; 18] = [
    (
        "gone",
        |it| it["items"][0]["piece"] = "rack-card-overveiw".into(),
        &[
            "there is no piece `rack-card-overveiw`",
            "did you mean `rack-card-overview`?",
            "order.json:20:16:",
        ],
    ),
    (
        "not for orders",
        |it| it["items"][0]["piece"] = "certificate-ce".into(),
        &["`certificate-ce` cannot be ordered"],
    ),
    (
        "language",
        |it| it["items"][0]["language"] = "fr".into(),
        &["`rack-card-overview` is not printed in `fr`"],
    ),
    (
        "too many",
        |it| it["items"][0]["quantity"] = 100_000.into(),
        &["100000 copies of `rack-card-overview` (es) cannot be ordered, only 25 to 1000, in \
         bundles of 25"],
    ),
    ("bundles", |it| it["items"][0]["quantity"] = 30.into(), &["30 copies of"]),
    ("not a number", |it| it["items"][0]["quantity"] = (-5).into(), &["quantity"]),
    ("twice", |it| it["items"][1] = it["items"][0].clone(), &["has rack-card-overview (es) twice"]),
    (
        "another program",
        |it| it["program"] = "Harbor Peer Network".into(),
        &["it is for `Harbor Peer Network`, and this program is `North Dakota Peer Support`"],
    ),
    ("another version", |it| it["version"] = 2.into(), &["the order has version 2"]),
    ("another format", |it| it["format"] = "certificate".into(), &["peerpress-order"]),
    ("days", |it| it["needed_by"] = "2026-11-01".into(), &["needed by 2026-11-01, before"]),
    ("unknown field", |it| it["quantity"] = 5.into(), &["`quantity`"]),
    ("no address", |it| it["address"] = json!([]), &["address"]),
    ("no items", |it| it["items"] = json!([]), &["items"]),
    (
        "an emoji",
        |it| it["name"] = "Ana \u{1f600}".into(),
        &["order.json:8:11: error[bad-order]", "order 7QK2-M9XR-04TB: `name` has `\u{1f600}`"],
    ),
    (
        "Chinese",
        |it| it["address"][1] = "北京市".into(),
        &["order.json:14:5: error[bad-order]", "`address` has `北` (U+5317), which no font has"],
    ),
    ("controls", |it| it["note"] = "a\u{7}b".into(), &["`note` has a control character (U+0007)"]),
    ("controls in a line", |it| it["name"] = "a\u{7}b".into(), &["invisible character (U+0007)"]),
];

#[test]
fn bad_orders_are_refused_together() {
    let project = Project::starter();
    let mut problems = Vec::new();
    for (name, change, expected) in BAD_ORDERS {
        let mut bad = order("7QK2-M9XR-04TB", "Ana Ruiz");
        change(&mut bad);
        write(&project, "order.json", &bad);
        // Another bad file does not hide it.
        project.write("other.txt", "Please send us some cards.\nBEGIN PEERPRESS ORDER 1\n01/02 x");
        let found = run(&project, &["order.json", "other.txt", "--format", "short"]);
        let is_told = expected.iter().all(|message| found.err.contains(message));
        if found.code != 1 || !is_told || !found.err.contains("other.txt:3:1: error[bad-order]") {
            problems.push(format!("{name}: {found:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(!project.path("out/orders").exists() && !project.path("orders.json").exists());
}

#[test]
fn hostile_emails_are_refused_with_the_line() {
    let project = Project::starter();
    write(&project, "order.json", &order("7QK2-M9XR-04TB", "Ana Ruiz"));
    let text = run(&project, &["order.json", "--as-text"]).succeeded().out;
    let line = |start: &str| text.lines().position(|it| it.starts_with(start)).unwrap() + 1;
    let third = text.lines().nth(line("03/") - 1).unwrap();
    let place = |start: &str| format!("mail.txt:{}:1: error[bad-order]", line(start));
    let cases = [
        (text.replace(third, &third.replace('I', "l")), vec![place("03/")]),
        (text.replace(third, ""), vec!["line 3 of".to_owned(), place("BEGIN")]),
        (text.replace(third, "Sent from my phone"), vec!["`Sent` does not belong".to_owned()]),
        (text.replace("END PEERPRESS ORDER", "END"), vec!["`END` does not belong".to_owned()]),
        (
            text.replace("100 ×", "500 ×"),
            vec![
                "the text says `500 × rack-card-overview (es)`".to_owned(),
                place("100 ×"),
                "the code says `100 × rack-card-overview (es)`".to_owned(),
            ],
        ),
        (
            text.replace('×', "x").replace("100 x", "500 x"),
            vec!["the code says `100 × rack-card-overview (es)`".to_owned()],
        ),
        (text.replace("58701", "58702"), vec!["the code says `Minot, ND 58701`".to_owned()]),
        (
            text.replace("100 ×", "Necesito 500 en vez de 100 ×"),
            vec![
                "the text says `Necesito 500 en vez de 100 × rack-card".to_owned(),
                place("100 ×"),
            ],
        ),
        (
            format!("We need 1,500 of rack-card-overview instead.\n\n{text}"),
            vec!["mail.txt:1:1: error[bad-order]".to_owned(), "the text says `We need".to_owned()],
        ),
        (
            text.replace("\nTeléfono:", "\nCorreo electrónico: evil@x.org\nTeléfono:"),
            vec!["the text says `Correo electrónico: evil@x.org`".to_owned()],
        ),
        (
            text.replace("\nDeje las", "\nEnvíe 20 × bookmark (en)\n\nDeje las"),
            vec!["the text says `20 × bookmark (en)`".to_owned()],
        ),
        ("BEGIN PEERPRESS ORDER ".repeat(5000), vec!["has no version".to_owned()]),
        (format!("BEGIN PEERPRESS ORDER 1 {}", "1/999 x ".repeat(5000)), vec!["line 1".into()]),
        (
            format!("From x\n{}", "Content-Type: message/rfc822\n\n".repeat(5000)),
            vec!["an email in `mail.txt` cannot be read whole".to_owned()],
        ),
        ("\u{1F600}".repeat(10_000), vec!["`mail.txt` has no order".to_owned()]),
        (String::new(), vec!["`mail.txt` has no order".to_owned()]),
        ("{\"items\": [".repeat(5000), vec!["mail.txt:1:".to_owned()]),
    ];
    let mut problems = Vec::new();
    for (index, (text, expected)) in cases.into_iter().enumerate() {
        project.write("mail.txt", text);
        let found = run(&project, &["mail.txt", "--dry-run", "--format", "short"]);
        let is_said_twice =
            found.err.contains("cannot be read whole") && found.err.contains("has no order");
        let is_said = expected.iter().all(|message| found.err.contains(message));
        if found.code != 1 || !is_said || is_said_twice {
            problems.push(format!("case {index}: {expected:?} in {}", found.err));
        }
    }
    // A note that begins like a code does not hide what was changed.
    let mut noted = order("7QK2-M9XR-04TB", "Ana Ruiz");
    noted["note"] = "Thanks.\nBEGIN PEERPRESS ORDER 1\n100 × poster (en)".into();
    write(&project, "order.json", &noted);
    let text = run(&project, &["order.json", "--as-text"]).succeeded().out;
    let third = text.lines().find(|it| it.starts_with("03/")).unwrap();
    for (text, expected) in [
        (text.replace("100 × rack", "500 × rack"), "the text says `500 × rack-card"),
        (text.replace("58701", "58702"), "the code says `Minot, ND 58701`"),
        (text.replace(third, ""), "line 3 of"),
        (text[..text.find("03/").unwrap()].to_owned(), "the text ends too early"),
    ] {
        project.write("mail.txt", text);
        let found = run(&project, &["mail.txt", "--dry-run", "--format", "short"]);
        let is_hidden = found.err.contains("does not belong");
        if found.code != 1 || is_hidden || !found.err.contains(expected) {
            problems.push(format!("{expected}: {}", found.err));
        }
    }
    // A file that cannot be read is said, too.
    project.write("latin.txt", b"Pe\xf1a");
    let found = run(&project, &["latin.txt", "nothing.txt", "data", "--dry-run"]);
    let said = ["UTF-8", "there is no `nothing.txt`", "`data` is a folder"];
    if found.code != 1 || !said.iter().all(|message| found.err.contains(message)) {
        problems.push(format!("{found:?}"));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Notes can look like anything. An email that nobody changed is an order all the same.
#[test]
fn an_email_that_nobody_changed_is_read_whatever_its_note_says() {
    let project = Project::starter();
    let mut one = order("7QK2-M9XR-04TB", "Ana Ruiz");
    write(&project, "order.json", &one);
    let whole = run(&project, &["order.json", "--as-text"]).succeeded().out;
    let mut problems = Vec::new();
    for note in [
        "I need 500 instead of 100 × rack-card-overview (en).",
        "Before:\n200 × bookmark (es)\nEmail: old@hhs.nd.gov\nCorreo electrónico: x@hhs.nd.gov",
        "BEGIN PEERPRESS ORDER 1",
        "BEGIN PEERPRESS ORDER 1\n01/02 abc\nEND PEERPRESS ORDER",
        whole.trim_end(),
    ] {
        one["note"] = note.chars().take(1000).collect::<String>().trim().into();
        write(&project, "order.json", &one);
        let text = run(&project, &["order.json", "--as-text"]).succeeded().out;
        for (how, text) in delivered(&text).into_iter().filter(|(how, _)| *how != "code only") {
            project.write("mail.txt", text);
            let folder = format!("{}-{how}", problems.len());
            let read = run(&project, &["mail.txt", "--unpack", &folder]);
            let unpacked = format!("{folder}/order-7QK2-M9XR-04TB.json");
            if read.code != 0 || project.json(&unpacked) != one {
                problems.push(format!("{how}, {note}: {read:?}"));
            }
            std::fs::remove_dir_all(project.path(&folder)).ok();
        }
    }
    // A mail program shows where a link leads, and the office writes above the order.
    let mail = "ana@hhs.nd.gov";
    let changed = whole.replace(mail, &format!("{mail} <mailto:{mail}>"));
    let above = "Por favor, imprimir.\nCorreo electrónico: office@hhs.nd.gov\n\n";
    project.write("mail.txt", format!("{above}{changed}"));
    let read = run(&project, &["mail.txt", "--unpack", "links"]);
    assert_eq!(read.code, 0, "{read:?}");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_same_id_is_one_order_or_an_error() {
    let project = ready();
    let one = order("7QK2-M9XR-04TB", "Ana Ruiz");
    write(&project, "a.json", &one);
    write(&project, "b.json", &one);
    let both = run(&project, &["a.json", "b.json", "--dry-run"]).succeeded();
    assert!(both.err.contains("is in `a.json` and in `b.json`; it counts once"), "{both:?}");
    assert!(both.out.contains("bookmark: 50 en"), "{both:?}");
    let mut other = one;
    other["items"][0]["quantity"] = 200.into();
    write(&project, "b.json", &other);
    let both = run(&project, &["a.json", "b.json", "--dry-run"]);
    assert_eq!(both.code, 1);
    assert!(both.err.contains("is another one in `a.json`"), "{both:?}");

    // An order in an email is unpacked, corrected, and read again.
    let text = run(&project, &["a.json", "--as-text"]).succeeded().out;
    project.write("mail.txt", text);
    run(&project, &["mail.txt", "--unpack", "new"]).succeeded();
    let file = "new/order-7QK2-M9XR-04TB.json";
    project.edit(file, "\"quantity\": 100", "\"quantity\": 125");
    let run_again = run(&project, &[file, "--dry-run"]).succeeded();
    assert!(run_again.out.contains("rack-card-overview: 125 es"), "{run_again:?}");
}
