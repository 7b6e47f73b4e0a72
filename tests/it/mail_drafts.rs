//! Drafts of the emails with certificates: who gets one, what is in it, and when it is removed; and
//! mail that came back.

use std::fs;

use mail_parser::{Message, MessageParser, MimeHeaders};
use peerpress::certificates::ledger::Ledger;
use serde_json::Value;

use crate::project::Project;
use crate::publish::{ANN, BO, FILES, SESSION, office, run};

const CY: &str = "SMALL-2026-00003-8";

fn drafts(project: &Project) -> Vec<String> {
    project.files(&format!("{FILES}/mail"))
}

fn draft(project: &Project, number: &str) -> Vec<u8> {
    fs::read(project.path(&format!("{FILES}/mail/{number}.eml"))).unwrap()
}

fn add(project: &Project, rows: &str) {
    project.write("more.csv", format!("Name,E-mail,Hours\n{rows}"));
    run(project, &["certify", "-q", "more.csv", "--session", SESSION]).succeeded();
}

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn everyone_without_the_mail_gets_a_draft() {
    let project = office();
    add(&project, "Cy Poe,,8\n");
    let mail = ["certificates", "mail", "--session", SESSION];
    let written = run(&project, &mail).succeeded();
    assert!(written.out.contains(&format!("2 drafts in {FILES}/mail")), "{written:?}");
    assert!(written.out.contains(&format!("{CY}  Cy Poe")), "{written:?}");
    assert!(written.err.contains("--mark-sent"), "{written:?}");
    assert_eq!(drafts(&project), [ANN, BO].map(|number| format!("{number}.eml")));
    #[cfg(unix)]
    assert!(crate::private::exposed(&project.path("out/certificates")).is_empty());
    let bytes = draft(&project, ANN);
    let message = MessageParser::default().parse(&bytes).unwrap();
    let to = message.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Ann Lee"), Some("ann@example.org")));
    assert_eq!(message.header_raw("X-Unsent").unwrap().trim(), "1");
    assert_eq!(message.attachment_count(), 1);
    let attached = message.attachment(0).unwrap();
    assert_eq!(attached.attachment_name(), Some(format!("{ANN}.pdf").as_str()));
    let pdf = fs::read(project.path(&format!("{FILES}/{ANN}.pdf"))).unwrap();
    assert!(attached.contents() == pdf);
    // The same again gives the same bytes, and drafts of others go.
    project.write(&format!("{FILES}/mail/SMALL-2026-00099-0.eml"), "an old draft");
    let json = run(&project, &[&mail[..], &["--format", "json"]].concat()).succeeded();
    let states: Vec<String> = records(&json.out)
        .iter()
        .map(|record| format!("{} {} {}", record["type"], record["number"], record["state"]))
        .collect();
    let expected = [(ANN, "draft"), (BO, "draft"), (CY, "no-address")]
        .map(|(number, state)| format!("\"mail\" \"{number}\" \"{state}\""));
    assert_eq!(states, expected);
    assert!(draft(&project, ANN) == bytes && drafts(&project).len() == 2);
    // Someone comes before the drafts are marked: there is no draft, so it was not sent.
    add(&project, "Kim Ma,kim@example.org,8\n");
    let marked = run(&project, &[&mail[..], &["--mark-sent"]].concat()).succeeded();
    assert!(marked.out.contains("2 certificates recorded as sent"), "{marked:?}");
    assert!(marked.out.contains("Kim Ma"), "{marked:?}");
    assert!(drafts(&project).is_empty());
    let next = run(&project, &mail).succeeded();
    assert!(next.out.contains("2 people have the mail already"), "{next:?}");
    assert_eq!(drafts(&project), ["SMALL-2026-00004-6.eml"]);
    // One person again, beside the others.
    assert_eq!(run(&project, &["certificates", "mail", BO]).code, 2);
    run(&project, &["certificates", "mail", BO, "--again"]).succeeded();
    assert_eq!(drafts(&project).len(), 2);
}

#[test]
fn a_draft_with_what_is_no_longer_right_is_removed() {
    let acts: [&[&str]; 5] = [
        &["certificates", "revoke", ANN, "--reason", "a test"],
        &["certificates", "correct", ANN, "--name", "Ann Q. Lee"],
        &["certificates", "correct", ANN, "--email", "lee@example.org"],
        &["certificates", "erase-email", ANN],
        &["certificates", "reissue", ANN],
    ];
    let office = office();
    run(&office, &["certificates", "mail", "--session", SESSION]).succeeded();
    for act in acts {
        let project = Project::copy_of(&office);
        let done = run(&project, act).succeeded();
        assert_eq!(drafts(&project), [format!("{BO}.eml")], "{act:?}");
        assert!(done.err.contains(&format!("{ANN}.eml was out of date")), "{done:?}");
    }
}

#[test]
fn a_name_or_a_text_of_the_data_adds_no_header() {
    let project = office();
    // A ledger of an earlier version may have a name that would not be issued today.
    for words in ["Your certificate: {title}", "Su certificado: {title}"] {
        project.edit("data/wording.json", words, &format!("{}: {{name}}", &words[..2]));
    }
    let name = "Eve \\\"<b>& Bcc: x@example.org, <z@example.org>";
    run(&project, &["certificates", "correct", ANN, "--name", name, "--name-is-right"]).succeeded();
    run(&project, &["certificates", "mail", "--session", SESSION]).succeeded();
    let bytes = draft(&project, ANN);
    let message: Message<'_> = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.to().unwrap().iter().count(), 1);
    let to = message.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some(name), Some("ann@example.org")));
    assert!(message.bcc().is_none() && message.cc().is_none());
    assert_eq!(message.subject(), Some(format!("Yo: {name}").as_str()));
    let html = message.body_html(0).unwrap();
    assert!(html.contains("&lt;b&gt;&amp; Bcc") && !html.contains("<b>"), "{html}");
}

#[test]
fn a_file_that_is_not_the_certificate_is_not_attached() {
    let project = office();
    let path = |number: &str| project.path(&format!("{FILES}/{number}.pdf"));
    let ann = fs::read(path(ANN)).unwrap();
    let mail = ["certificates", "mail", "--session", SESSION];
    fs::write(path(BO), &ann).unwrap();
    let other = run(&project, &mail);
    assert!(other.code == 1 && other.err.contains("does not show the number"), "{other:?}");
    fs::write(path(BO), &ann[..ann.len() / 2]).unwrap();
    let half = run(&project, &mail);
    assert!(half.code == 1 && half.err.contains("error[mail-file]"), "{half:?}");
    fs::remove_file(path(BO)).unwrap();
    let missing = run(&project, &mail);
    assert!(missing.code == 1 && missing.err.contains("certify --session"), "{missing:?}");
    assert!(drafts(&project).is_empty(), "nobody gets a draft until all is right");
    run(&project, &["certify", "-q", "--session", SESSION]).succeeded();
    run(&project, &mail).succeeded();
    assert_eq!(drafts(&project).len(), 2);
}

#[test]
fn mail_that_came_back_names_the_person() {
    let project = office();
    let report = |address: &str, original: &str| {
        format!(
            "From MAILER-DAEMON Fri Nov 20 10:00:00 2026\nFrom: MAILER-DAEMON@mx.example\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
            --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
            Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n\
            Diagnostic-Code: smtp; 550 no such user\n\n\
            --b\nContent-Type: text/rfc822-headers\n\n{original}Subject: Hi\n\n--b--\n\n"
        )
    };
    run(&project, &["certificates", "mail", "--session", SESSION]).succeeded();
    let sent = draft(&project, ANN);
    let sent = String::from_utf8(sent).unwrap();
    let head = sent.split("\r\n").find(|line| line.starts_with("X-Peerpress")).unwrap();
    let mailbox = [
        report("forwarded@elsewhere.example", &format!("{head}\n")),
        report("BO@example.org", ""),
        report("nobody@example.org", ""),
    ];
    project.write("bounces.mbox", mailbox.concat());
    let args = ["certificates", "mail", "--bounces", "bounces.mbox"];
    let listed = run(&project, &args).succeeded();
    for expected in [
        format!("{ANN}  Ann Lee  forwarded@elsewhere.example"),
        format!("{BO}  Bo Li    BO@example.org"),
        "unknown".to_owned(),
        "550 no such user".to_owned(),
    ] {
        assert!(listed.out.contains(&expected), "{expected} is not in {listed:?}");
    }
    assert!(listed.err.contains("3 emails came back, in 3 messages"), "{listed:?}");
    let json = run(&project, &[&args[..], &["--format", "json"]].concat()).succeeded();
    let records = records(&json.out);
    assert_eq!(records[0]["number"], ANN);
    assert_eq!((&records[1]["name"], &records[1]["status"]), (&"Bo Li".into(), &"5.1.1".into()));
    assert!(records[2]["number"].is_null());
    // Without a number, the certificate is the one that was mailed to the address.
    run(&project, &["certificates", "correct", ANN, "--email", "bo@example.org"]).succeeded();
    run(&project, &["certificates", "mail", ANN, "--mark-sent"]).succeeded();
    let mailed = run(&project, &args).succeeded();
    assert!(mailed.out.contains(&format!("{ANN}  Ann Lee  BO@example.org")), "{mailed:?}");
    let missing = run(&project, &["certificates", "mail", "--bounces", "no.mbox"]);
    assert!(missing.code == 2 && missing.err.contains("no.mbox: cannot be read"), "{missing:?}");
    let ledger = Ledger::open_to_read(&project.path("ledger.db")).unwrap();
    assert!(
        ledger.dispatches(SESSION).unwrap().values().filter(|one| one.sent.is_some()).count() == 1
    );
}
