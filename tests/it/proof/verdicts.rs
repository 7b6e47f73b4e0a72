//! The verdicts of `verify` and their exit codes.

use std::fs;

use peerpress::certificates::proof::credential::{Claims, sign};
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys};
use peerpress::certificates::proof::status::StatusContent;
use serde_json::{Value, json};

use super::{BASE, Program, certified, completion, renew};
use crate::project::Project;

#[test]
fn each_verdict_has_its_own_exit_code() {
    let program = Program::new();
    let url = program.url(&certified());
    let stranger = sign(&certified(), &PrivateKey::from_seed([9; 32]), BASE);
    let mut forged = url.clone().into_bytes();
    let last = forged.len() - 20;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for (text, day, code, expected) in [
        (url.as_str(), "2027-06-01", 0, "GENUINE"),
        (&url.to_lowercase().replace(&BASE.to_lowercase(), BASE), "2029-02-28", 0, "GENUINE"),
        (&url, "2029-03-02", 12, "the certificate expired; it was valid through 2029-02-28"),
        (&url, "2027-02-28", 17, "the certificate is not valid until 2027-03-01"),
        (&stranger, "2027-06-01", 13, "not a known public key"),
        (&forged, "2027-06-01", 10, "the signature is not valid"),
        (&url[..url.len() / 2], "2027-06-01", 14, "incomplete"),
        (&format!("{url}AAAA"), "2027-06-01", 14, "incomplete"),
        (&url[..BASE.len() + 4], "2027-06-01", 14, "incomplete"),
        (BASE, "2027-06-01", 15, "NOT A CERTIFICATE"),
        ("hello", "2027-06-01", 15, "`hello` is not a file, a certificate code, or a number"),
        ("", "2027-06-01", 15, "NOT A CERTIFICATE"),
    ] {
        let run = program.verify(day, &[text]);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.out.contains(expected), "{expected}: {run:?}");
    }
    // An email with a code has other words, and may have two codes.
    let email = format!("Please check <{url}>.\nThank you, Ann");
    assert_eq!(program.verify("2027-06-01", &[&email]).code, 0);
    let two = program.verify("2027-06-01", &[&format!("{url} and {stranger}")]);
    assert!(two.code == 2 && two.err.contains("the text has 2 codes"), "{two:?}");
    let answer = &program.json(&[&url])[0];
    assert_eq!(
        (&answer["verdict"], &answer["certificate"]["name"]),
        (&json!("genuine"), &json!("Morgan Sample-Lindqvist"))
    );
    assert_eq!(
        (&answer["code"], &answer["certificate"]["valid_until"], &answer["page"]),
        (&json!(0), &json!("2029-02-28"), &Value::Null)
    );
    let short = program.verify("2030-01-01", &[&url, "--format", "short"]);
    assert_eq!(
        short.out,
        "expired: SAMPLE-0003, Morgan Sample-Lindqvist (the certificate expired; it was valid \
         through 2029-02-28) [revocation not checked: no status list]\n"
    );
}

/// Every format says whether a status list was checked, and how old it is.
#[test]
fn each_format_says_which_list_was_checked() {
    let program = Program::new();
    let url = program.url(&certified());
    let path = program.project.path("verify/status.json");
    let keys = PublicKeys::read(&program.project.path("data/keys.json")).unwrap();
    for (list, day, human, short, json) in [
        (
            None,
            "2027-06-01",
            "revocation not checked",
            "revocation not checked: no status list",
            json!([false, null, null]),
        ),
        (
            Some("2027-05-01"),
            "2027-05-01",
            "(number 1)\n",
            "status list 1]",
            json!([true, 0, false]),
        ),
        (
            Some("2027-05-01"),
            "2027-05-30",
            "29 days old\n",
            "status list 1, 29 days old]",
            json!([true, 29, false]),
        ),
        (
            Some("2027-05-01"),
            "2027-05-31",
            "30 days old; the list is old",
            "status list 1, 30 days old, old]",
            json!([true, 30, true]),
        ),
    ] {
        let _ = fs::remove_file(&path);
        if let Some(issued) = list {
            renew(&path, &StatusContent::default(), issued, &program.key(), &keys).unwrap();
        }
        let run = program.verify(day, &[&url]);
        assert!(run.code == 0 && run.out.contains(human), "{run:?}");
        let run = program.verify(day, &[&url, "--format", "short"]);
        assert!(run.code == 0 && run.out.contains(short), "{run:?}");
        let run = program.verify(day, &[&url, "--format", "json"]);
        let record: Value = serde_json::from_str(&run.out).unwrap();
        let list = &record["revocation_list"];
        assert_eq!(
            json!([record["revocation_checked"], list["age_days"], list["old"]]),
            json,
            "{run:?}"
        );
    }
}

#[test]
fn a_sample_is_signed_as_a_sample() {
    let program = Program::new();
    let sample = Claims { sample: true, ..completion() };
    for (claims, is_sample) in [(&sample, true), (&completion(), false)] {
        let url = program.url(claims);
        let run = program.verify("2027-06-01", &[&url]);
        assert_eq!((run.code, run.out.contains("SAMPLE: this")), (0, is_sample), "{run:?}");
        let short = program.verify("2027-06-01", &[&url, "--format", "short"]);
        assert_eq!(short.out.contains(": SAMPLE, SAMPLE-0001,"), is_sample, "{short:?}");
        assert_eq!(program.json(&[&url])[0]["certificate"]["sample"], is_sample);
    }
}

#[test]
fn a_certificate_is_verified_without_a_project() {
    let program = Program::new();
    let elsewhere = Project::empty();
    let path = program.certificate("certificate-completion", "en", &completion());
    fs::copy(path, elsewhere.path("mine.pdf")).unwrap();
    assert_eq!(
        program
            .project
            .run(&["keys", "export", elsewhere.path("keys.json").to_str().unwrap()])
            .code,
        0
    );
    assert_eq!(program.project.run(&["keys", "export"]).out, elsewhere.read("keys.json"));
    let keys = PublicKeys::read(&elsewhere.path("keys.json")).unwrap();
    let content = StatusContent { revoked: vec!["SAMPLE-0001".to_owned()], ..Default::default() };
    renew(&elsewhere.path("status.json"), &content, "2027-05-01", &program.key(), &keys).unwrap();
    assert_eq!(elsewhere.run(&["verify", "mine.pdf", "--keys", "keys.json"]).code, 18);
    assert_eq!(
        elsewhere
            .run(&["verify", "mine.pdf", "--keys", "keys.json", "--status", "status.json"])
            .code,
        11
    );
    let run = elsewhere.run(&["verify", "nothing.pdf"]);
    assert!(run.code == 2 && run.err.contains("the file does not exist"), "{run:?}");
    let run = elsewhere.run(&["verify", "mine.pdf"]);
    assert!(run.code == 2 && run.err.contains("--keys FILE"), "{run:?}");
    let run = elsewhere.run(&["verify", "mine.pdf", "--keys", "mine.pdf"]);
    assert!(run.code == 2 && run.err.contains("mine.pdf"), "{run:?}");
    // A file with the text of a scanned code.
    elsewhere.write("code.txt", format!("{}\r\n", program.url(&completion())));
    assert_eq!(elsewhere.run(&["verify", "code.txt", "--keys", "keys.json"]).code, 0);
}

#[test]
fn other_files_are_not_certificates() {
    let program = Program::new();
    let project = &program.project;
    let good =
        fs::read(program.certificate("certificate-completion", "en", &completion())).unwrap();
    project.write("locked.pdf", crate::words::locked(&good));
    project.write("cut.pdf", &good[..good.len() / 2]);
    project.write("words.pdf", "not a PDF");
    project.write("binary.bin", [0xff_u8; 100_000]);
    project.write("empty.pdf", "");
    assert_eq!(project.run(&["build", "-q", "flyer-benefits", "--lang", "en"]).code, 0);
    for (name, code, expected) in [
        ("locked.pdf", 2, "the PDF is encrypted"),
        ("cut.pdf", 14, "the PDF is damaged"),
        ("words.pdf", 15, "the file is not a PDF and does not contain a certificate code"),
        ("binary.bin", 15, "NOT A CERTIFICATE"),
        ("empty.pdf", 15, "NOT A CERTIFICATE"),
        ("out/screen/flyer-benefits.en.pdf", 15, "the page has no certificate link"),
        ("missing.pdf", 2, "the file does not exist"),
        ("data", 2, "this is a folder"),
    ] {
        let run = program.verify("2027-06-01", &[name]);
        assert_eq!(run.code, code, "{name}: {run:?}");
        assert!(run.out.contains(expected) || run.err.contains(expected), "{expected}: {run:?}");
    }
}
