//! Drafts and mail as another program sees them: Python's `email` reads what is written, and
//! `aiosmtpd`, a server with TLS, gets what is sent. Without Python and its packages, this says
//! that it was not tested; `.ci/run` installs them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::project::{Project, Run, copy, python, repository};
use crate::publish::{FILES, SESSION, run};

/// The people: name, address, language.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("Ana “La” Peña-O’Connor, Jr.", "ana@example.org", "es"),
    ("አበበ ቢቂላ", "abebe@example.org", "en"),
    ("عبد الرحمن بن محمد", "abd@example.org", "ar"),
    ("नीलम शर्मा", "neelam@example.org", "es"),
    ("Bo Li", "bo@xn--exmple-cua.org", "en"),
    ("Nguyễn Minh Hoàng Phủ Ngọc Tường Trần Đại Nghĩa", "vi@example.org", "en"),
];

/// What the template of this program shows, besides the name.
const LINK: &str = "block(link(award.verify.url, award.number))";

fn script(name: &str) -> String {
    repository().join("tests/it/mail").join(name).display().to_string()
}

/// A program with a third language, which is written from right to left, and its certificates.
fn program() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    for file in fs::read_dir(project.path("data")).unwrap().flatten() {
        let path = file.path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Ok(mut data) = serde_json::from_str(&text) else { continue };
        add_language(&mut data);
        fs::write(&path, data.to_string()).unwrap();
    }
    copy(&repository().join("fonts/noto"), &project.path("fonts/noto"));
    project.edit("templates/diploma/main.typ", "block(award.number)", LINK);
    let rows = PEOPLE.map(|(name, email, lang)| {
        let email = email.replace("xn--exmple-cua", "exämple");
        format!("\"{name}\",{email},8,{lang},yes\n")
    });
    let head = "Name,E-mail,Hours,Language,Name is right\n";
    project.write("roster.csv", format!("{head}{}", rows.concat()));
    run(&project, &["keys", "new", "-q"]).succeeded();
    run(&project, &["certify", "-q", "roster.csv", "--session", SESSION]).succeeded();
    project
}

/// Adds Arabic to every text that is there in Spanish.
fn add_language(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(text) = map.get("es").cloned() {
                let arabic = match text {
                    Value::String(text) => Value::from(format!("ar {text}")),
                    mut locale => {
                        locale["direction"] = "rtl".into();
                        locale
                    }
                };
                map.insert("ar".to_owned(), arabic);
            }
            map.values_mut().for_each(add_language);
        }
        Value::Array(list) => {
            if list.iter().any(|one| one == "es") && list.iter().all(Value::is_string) {
                list.push("ar".into());
            }
            list.iter_mut().for_each(add_language);
        }
        _ => {}
    }
}

/// Reads emails with Python.
fn parse(python: &str, folder: &Path) -> Vec<Value> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|it| it.path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "eml"));
    files.sort();
    let output = Command::new(python).arg(script("parse.py")).args(files).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Checks emails to everyone, in the order of the roster.
fn check(project: &Project, messages: &[Value]) {
    assert_eq!(messages.len(), PEOPLE.len());
    for (message, (name, address, lang)) in messages.iter().zip(PEOPLE) {
        assert_eq!((&message["name"], &message["address"]), (&name.into(), &address.into()));
        assert_eq!(message["defects"], serde_json::json!([]), "{message}");
        let number = message["number"].as_str().unwrap();
        assert_eq!(message["file"], format!("{number}.pdf"));
        let pdf = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
        assert_eq!(message["sha256"], HEXLOWER.encode(&Sha256::digest(&pdf)));
        assert_eq!(message["types"].to_string(), r#"["text/plain","text/html","application/pdf"]"#);
        let (greeting, subject, direction) = match lang {
            "en" => (format!("Dear {name},"), "Your certificate: Core training", "ltr"),
            "es" => (format!("Hola, {name}:"), "Su certificado: Capacitación básica", "ltr"),
            _ => {
                let subject = "ar Su certificado: ar Capacitación básica";
                (format!("ar Hola, {name}:"), subject, "rtl")
            }
        };
        let [text, html] = ["text", "html"].map(|part| message[part].as_str().unwrap());
        assert!(text.starts_with(&greeting) && !text.contains('{'), "{text}");
        let ends = ["It ends", "Vence"].iter().any(|words| text.contains(words));
        assert!(!ends, "a training does not expire: {text}");
        assert_eq!(message["subject"], subject);
        assert!(html.contains(&format!("lang=\"{lang}\" dir=\"{direction}\"")), "{html}");
        let link = text.split_whitespace().find(|word| word.contains("linkedin.com")).unwrap();
        assert!(html.contains(&link.replace('&', "&amp;")), "{html}");
        check_link(project, link, number);
    }
}

/// The link has what LinkedIn asks for, and the address in it proves the certificate.
fn check_link(project: &Project, link: &str, number: &str) {
    let pairs: Vec<(String, String)> =
        Url::parse(link).unwrap().query_pairs().into_owned().collect();
    let value = |wanted: &str| &pairs.iter().find(|(name, _)| name == wanted).unwrap().1;
    assert!(value("name").ends_with("training") || value("name").ends_with("básica"));
    assert_eq!((value("issueYear").as_str(), value("issueMonth").as_str()), ("2026", "11"));
    assert_eq!(value("certId"), number);
    let answer = run(project, &["verify", value("certUrl")]);
    assert_eq!(answer.code, 0, "{answer:?}");
}

/// A server of another program, which ends with the test.
struct Server {
    child: Child,
    folder: tempfile::TempDir,
    ports: [String; 2],
}

impl Server {
    fn start(python: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(python);
        command.arg(script("server.py")).arg(folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (first, second) = line.trim().split_once(' ').expect("the server did not start");
        Self { child, folder, ports: [first, second].map(str::to_owned) }
    }

    /// Sends through one of the ports.
    fn send(&self, project: &Project, port: usize, password: &str, has_authority: bool) -> Run {
        let args = ["certificates", "mail", "--session", SESSION, "--send"];
        let mut command = project.command(&[&args[..], &["--per-minute", "60000"]].concat());
        let scheme = ["smtp", "smtps"][port];
        command.env("PEERPRESS_SMTP_URL", format!("{scheme}://localhost:{}", self.ports[port]));
        command.env("PEERPRESS_SMTP_USER", "sam").env("PEERPRESS_SMTP_PASSWORD", password);
        command.env("SOURCE_DATE_EPOCH", "1795132800");
        if has_authority {
            command.env("PEERPRESS_SMTP_CA", self.folder.path().join("ca.pem"));
        }
        Run::of(&command.output().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn other_programs_read_the_drafts_and_get_the_mail() {
    let libraries = "aiosmtpd, cryptography";
    let without = "mail is not tested with another program";
    let Some(python) = python(libraries, without) else { return };
    let project = program();
    run(&project, &["certificates", "mail", "--session", SESSION]).succeeded();
    let drafts = parse(&python, &project.path(&format!("{FILES}/mail")));
    check(&project, &drafts);
    for draft in &drafts {
        let expected = [
            "content-type",
            "mime-version",
            "subject",
            "to",
            "x-peerpress-certificate",
            "x-unsent",
        ];
        assert_eq!(draft["headers"], serde_json::json!(expected));
        assert_eq!(draft["unsent"], "1");
    }
    let server = Server::start(&python);
    let untouched = Project::copy_of(&project);
    for (port, password, has_authority, says) in [
        (0, "wrong-word", true, "did not accept the password"),
        (0, "secret-word", false, "0 emails of 6 sent"),
        (1, "secret-word", false, "0 emails of 6 sent"),
    ] {
        let refused = server.send(&untouched, port, password, has_authority);
        assert!(refused.code == 2 && refused.err.contains(says), "{refused:?}");
        assert!(!format!("{refused:?}").contains("-word"), "{refused:?}");
    }
    assert!(parse(&python, server.folder.path()).is_empty());
    for (port, project) in [(0, &project), (1, &untouched)] {
        let sent = server.send(project, port, "secret-word", true).succeeded();
        assert!(sent.out.contains("6 emails of 6 sent"), "{sent:?}");
        let messages = parse(&python, server.folder.path());
        let new = &messages[messages.len() - PEOPLE.len()..];
        check(project, new);
        for (message, (_, address, _)) in new.iter().zip(PEOPLE) {
            assert_eq!(message["envelope"], format!("office@hhs.nd.gov {address}"));
            assert!(message["from"].as_str().unwrap().contains("<office@hhs.nd.gov>"));
            assert!(message["unsent"].is_null() && message["id"].as_str().unwrap().contains('@'));
            assert!(message["date"].as_str().unwrap().contains("20 Nov 2026"), "{message}");
        }
    }
}
