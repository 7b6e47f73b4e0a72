//! Sending certificates through a mail server that accepts, refuses, stops, or never answers:
//! nobody gets one twice, and everyone who may have it is named.

use std::process::{Command, Stdio};

use peerpress::certificates::ledger::Ledger;
use serde_json::Value;

use crate::project::{Project, Run};
use crate::publish::{ANN, BO, FILES, SESSION, office, run};
use crate::smtp::{Manner, Server};

const CY: &str = "SMALL-2026-00003-8";
const DI: &str = "SMALL-2026-00004-6";
const EVE: &str = "SMALL-2026-00005-1";

/// The office with five certificates. Cy has no address.
fn five() -> Project {
    let project = office();
    let rows = "Cy Poe,,8\nDi Fox,di@example.org,8\nEve Roe,eve@example.org,8\n";
    project.write("more.csv", format!("Name,E-mail,Hours\n{rows}"));
    run(&project, &["certify", "-q", "more.csv", "--session", SESSION]).succeeded();
    project
}

/// A command that knows a mail server.
fn command(project: &Project, server: &Server, args: &[&str]) -> Command {
    let args = [&["certificates", "mail"], args, &["--per-minute", "60000"]].concat();
    let mut command = project.command(&args);
    command.env("SOURCE_DATE_EPOCH", "1795132800").env("PEERPRESS_SMTP_URL", server.url());
    command.env("PEERPRESS_SMTP_TIMEOUT", "1");
    command
}

fn mail(project: &Project, server: &Server, args: &[&str]) -> Run {
    Run::of(&command(project, server, args).output().unwrap())
}

fn send(project: &Project, server: &Server) -> Run {
    mail(project, server, &["--session", SESSION, "--send"])
}

/// Returns the numbers of those who were sent their certificates, and of those who may have been.
fn state(project: &Project) -> (Vec<String>, Vec<String>) {
    let ledger = Ledger::open_to_read(&project.path("ledger.db")).unwrap();
    assert_eq!(ledger.check().unwrap().problems, [""; 0]);
    let dispatches = ledger.dispatches(SESSION).unwrap();
    let mut found: (Vec<String>, Vec<String>) = Default::default();
    for (number, dispatch) in dispatches {
        if dispatch.sent.is_some() {
            found.0.push(number);
        } else if dispatch.uncertain.is_some() {
            found.1.push(number);
        }
    }
    found.0.sort();
    found.1.sort();
    found
}

fn numbers(numbers: &[&str]) -> Vec<String> {
    numbers.iter().map(|number| (*number).to_owned()).collect()
}

#[test]
fn a_second_run_mails_nobody_twice() {
    let project = five();
    let kind = Server::start(Manner::Kind);
    let looked = mail(&project, &kind, &["--session", SESSION, "--send", "--dry-run"]).succeeded();
    assert!(looked.out.contains("4 people would get the mail; nothing was sent"), "{looked:?}");
    assert_eq!(state(&project), Default::default());
    // Drafts that were written before are not sent once more.
    run(&project, &["certificates", "mail", "--session", SESSION]).succeeded();
    let first = send(&project, &kind).succeeded();
    assert!(first.out.contains("4 emails of 4 sent") && first.out.contains("Cy Poe"), "{first:?}");
    assert_eq!(state(&project), (numbers(&[ANN, BO, DI, EVE]), Vec::new()));
    assert!(!project.path(&format!("{FILES}/mail")).exists());
    let list = project.read(&format!("{FILES}/mailmerge.csv"));
    assert_eq!(list.matches(",2026-11-20 00:00 UTC\n").count(), 4, "{list}");
    let messages = kind.received();
    assert_eq!(messages.len(), 4);
    for header in
        ["To: \"Ann Lee\" <ann@example.org>", "From: \"Small Program\" <office@hhs.nd.gov>"]
    {
        assert!(messages[0].contains(header), "{}", messages[0]);
    }
    let second = send(&project, &kind).succeeded();
    assert!(second.out.contains("0 emails of 0 sent"), "{second:?}");
    assert!(second.out.contains("4 people have the mail already"), "{second:?}");
    // The same file again is no news; a corrected name is, and so is someone who came later.
    run(&project, &["certificates", "reissue", ANN]).succeeded();
    run(&project, &["certificates", "correct", BO, "--name", "Bo Q. Li"]).succeeded();
    project.write("kim.csv", "Name,E-mail,Hours\nKim Ma,kim@example.org,8\n");
    run(&project, &["certify", "-q", "kim.csv", "--session", SESSION]).succeeded();
    run(&project, &["certificates", "revoke", EVE, "--reason", "a test"]).succeeded();
    let third = send(&project, &kind).succeeded();
    assert!(third.out.contains("2 emails of 2 sent"), "{third:?}");
    let messages = kind.received().concat();
    assert!(messages.contains("Bo Q. Li") && messages.contains("Kim Ma"), "{messages}");
    // One person, again.
    let refused = mail(&project, &kind, &[ANN, "--send"]);
    assert!(refused.code == 2 && refused.err.contains("--again"), "{refused:?}");
    let gone = mail(&project, &kind, &[EVE, "--again", "--send"]);
    assert!(gone.code == 2 && gone.err.contains("was revoked"), "{gone:?}");
    let nowhere = mail(&project, &kind, &[CY, "--send"]);
    assert!(nowhere.code == 2 && nowhere.err.contains("--email ADDRESS"), "{nowhere:?}");
    assert!(kind.received().is_empty());
    mail(&project, &kind, &["--again", ANN, "--send", "--by", "Sam"]).succeeded();
    assert_eq!(kind.received().len(), 1);
    let shown = run(&project, &["certificates", "show", ANN]).succeeded().out;
    assert_eq!(shown.matches("R1  mailed").count(), 2, "{shown}");
    assert!(shown.contains("by Sam"), "{shown}");
    let exported = run(&project, &["certificates", "export", "--json"]).succeeded().out;
    let exported: Value = serde_json::from_str(&exported).unwrap();
    let events = exported["certificates"][0]["events"].to_string();
    assert_eq!(events.matches("\"mailed\"").count(), 2, "{events}");
    run(&project, &["certificates", "check"]).succeeded();
}

/// What a run with a server of some manner does.
struct Expected {
    manner: Manner,
    /// How many messages the server reads.
    read: usize,
    sent: &'static [&'static str],
    uncertain: &'static [&'static str],
    code: i32,
    says: &'static str,
}

#[test]
fn whatever_the_server_does_a_later_run_goes_on() {
    let cases = [
        Expected {
            manner: Manner::Silent,
            read: 0,
            sent: &[],
            uncertain: &[],
            code: 2,
            says: "the mail server did not answer within 1 s",
        },
        Expected {
            manner: Manner::Tired(2),
            read: 2,
            sent: &[ANN, BO],
            uncertain: &[],
            code: 2,
            says: "2 emails of 4 sent",
        },
        Expected {
            manner: Manner::Picky("di@"),
            read: 3,
            sent: &[ANN, BO, EVE],
            uncertain: &[],
            code: 1,
            says: "no such user",
        },
        Expected {
            manner: Manner::Busy,
            read: 0,
            sent: &[],
            uncertain: &[],
            code: 2,
            says: "refused 3 in a row",
        },
        Expected {
            manner: Manner::Strict,
            read: 0,
            sent: &[],
            uncertain: &[],
            code: 2,
            says: "set `PEERPRESS_SMTP_FROM` to the address that belongs to the account",
        },
        Expected {
            manner: Manner::Gray("di@"),
            read: 3,
            sent: &[ANN, BO, EVE],
            uncertain: &[],
            code: 1,
            says: "run the command again in a quarter of an hour",
        },
        Expected {
            manner: Manner::Deaf,
            read: 0,
            sent: &[],
            uncertain: &[],
            code: 2,
            says: "the mail server did not answer within 1 s",
        },
        Expected {
            manner: Manner::Web,
            read: 0,
            sent: &[],
            uncertain: &[],
            code: 2,
            says: "what answers there is not a mail server (SMTP)",
        },
        Expected {
            manner: Manner::Mute,
            read: 1,
            sent: &[],
            uncertain: &[ANN],
            code: 2,
            says: "--mark-sent",
        },
        Expected {
            manner: Manner::Rude,
            read: 1,
            sent: &[],
            uncertain: &[ANN],
            code: 2,
            says: "Ann Lee",
        },
        Expected {
            manner: Manner::Suspicious,
            read: 3,
            sent: &[],
            uncertain: &[],
            code: 2,
            says: "looks like spam",
        },
    ];
    let office = five();
    let mut wrong = Vec::new();
    for Expected { manner, read, sent, uncertain, code, says } in cases {
        let project = Project::copy_of(&office);
        let server = Server::start(manner);
        let first = send(&project, &server);
        let received = server.received().len();
        let said = format!("{}{}", first.out, first.err);
        let expected = (numbers(sent), numbers(uncertain));
        if (first.code, received, state(&project)) != (code, read, expected) || !said.contains(says)
        {
            wrong.push(format!("{manner:?}: {received} read, {:?}, {first:?}", state(&project)));
        }
        // The next day, the server works. Nobody gets a mail twice without being asked for.
        let kind = Server::start(Manner::Kind);
        let second = send(&project, &kind);
        let left = 4 - sent.len() - uncertain.len();
        let is_listed = uncertain.is_empty() || second.out.contains("may have been sent");
        let expected_code = i32::from(!uncertain.is_empty());
        if second.code != expected_code || kind.received().len() != left || !is_listed {
            wrong.push(format!("{manner:?}, the next day: {second:?}"));
        }
        for number in uncertain {
            let asked = mail(&project, &kind, &[number, "--send"]);
            if asked.code != 2 || !asked.err.contains("may have been sent") {
                wrong.push(format!("{manner:?}: {asked:?}"));
            }
            mail(&project, &kind, &[number, "--mark-sent"]).succeeded();
        }
        if state(&project) != (numbers(&[ANN, BO, DI, EVE]), Vec::new()) {
            wrong.push(format!("{manner:?}, in the end: {:?}", state(&project)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_command_that_is_killed_says_who_may_have_the_mail() {
    let project = five();
    let mute = Server::start(Manner::Mute);
    let mut command = command(&project, &mute, &["--session", SESSION, "--send"]);
    command.env("PEERPRESS_SMTP_TIMEOUT", "60");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The server has the whole message, and the command waits for its answer.
    mute.messages.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(state(&project), (Vec::new(), numbers(&[ANN])));
    let kind = Server::start(Manner::Kind);
    let next = send(&project, &kind);
    assert!(next.code == 1 && next.out.contains("3 emails of 3 sent"), "{next:?}");
    assert!(next.out.contains("--again") && next.out.contains(ANN), "{next:?}");
    assert!(!kind.received().concat().contains("Ann Lee"));
    mail(&project, &kind, &[ANN, "--again", "--send"]).succeeded();
    assert_eq!(kind.received().len(), 1);
    send(&project, &kind).succeeded();
    assert!(kind.received().is_empty());
}

#[test]
fn no_server_and_no_encryption_send_nothing() {
    let project = office();
    let args = ["certificates", "mail", "--session", SESSION, "--send"];
    let unset = run(&project, &args);
    assert!(unset.code == 2 && unset.err.contains("`PEERPRESS_SMTP_URL` is not set"), "{unset:?}");
    let kind = Server::start(Manner::Kind);
    let with = |url: &str| {
        let mut command = project.command(&args);
        command.env("PEERPRESS_SMTP_URL", url).env("PEERPRESS_SMTP_TIMEOUT", "1");
        command.env("PEERPRESS_SMTP_USER", "sam").env("PEERPRESS_SMTP_PASSWORD", "secret-word");
        Run::of(&command.output().unwrap())
    };
    // Nobody listens there; a server that does not speak TLS; one that knows no passwords.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for url in
        [format!("smtp://127.0.0.1:{closed}"), kind.url().replace("smtp:", "smtps:"), kind.url()]
    {
        let run = with(&url);
        assert!(run.code == 2 && run.err.contains("0 emails of 2 sent"), "{run:?}");
        assert!(!format!("{run:?}").contains("secret-word"), "{run:?}");
    }
    assert!(kind.received().is_empty());
    assert_eq!(state(&project), Default::default());
    for folder in ["", ".peerpress", "out", FILES] {
        for name in project.files(folder) {
            let bytes = std::fs::read(project.path(&format!("{folder}/{name}")));
            let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
            assert!(!text.contains("secret-word"), "{folder}/{name}");
        }
    }
}
