//! What the ledger knows about the mail of a certificate, and what the lists say about it.

use peerpress::certificates::ledger::{Correction, Dispatch, Ledger, MailStep};
use peerpress::certificates::ledger::{EventKind, Work};

use crate::ledger::{FIRST, Fixture, act};
use crate::publish::{ANN, BO, FILES, SESSION, office, pending, run};

const MINOT: &str = "2026-10-minot";

fn dispatch(fixture: &Fixture, number: &str) -> Dispatch {
    fixture.ledger.dispatches(MINOT).unwrap()[number]
}

/// Records a step for the first certificate, as it is now.
fn step(fixture: &mut Fixture, step: MailStep) {
    let certificate = fixture.ledger.certificate(FIRST).unwrap();
    fixture.ledger.record_mail(&[&certificate], step, &act()).unwrap();
}

#[test]
fn only_a_new_revision_counts_as_not_sent() {
    let mut fixture = Fixture::new();
    let at = Some(act().at);
    let unsent = Dispatch { recorded: at, sent: None, uncertain: None };
    assert_eq!(dispatch(&fixture, FIRST), unsent);
    // Killed before the result was recorded, then refused, then accepted.
    step(&mut fixture, MailStep::Begun);
    assert_eq!(dispatch(&fixture, FIRST), Dispatch { uncertain: at, ..unsent });
    step(&mut fixture, MailStep::Refused);
    assert_eq!(dispatch(&fixture, FIRST), unsent);
    step(&mut fixture, MailStep::Begun);
    step(&mut fixture, MailStep::Sent);
    assert_eq!(dispatch(&fixture, FIRST), Dispatch { sent: at, ..unsent });
    fixture.ledger.reissue(FIRST, None, &act()).unwrap();
    let address = Correction { email: Some("js@example.org".into()), ..Correction::default() };
    fixture.ledger.correct(FIRST, &address, &act()).unwrap();
    assert!(dispatch(&fixture, FIRST).sent.is_some());
    // It is sent again, and nobody knows whether that worked: the first mail still counts.
    step(&mut fixture, MailStep::Begun);
    assert_eq!(dispatch(&fixture, FIRST).sent, at);
    let old = fixture.ledger.certificate(FIRST).unwrap();
    let name = Correction { name: Some("John Smith".into()), ..Correction::default() };
    fixture.ledger.correct(FIRST, &name, &act()).unwrap();
    assert_eq!(dispatch(&fixture, FIRST), unsent);
    let late = fixture.ledger.record_mail(&[&old], MailStep::Begun, &act()).unwrap_err();
    assert!(late.to_string().contains("was corrected in the meantime"), "{late}");
    step(&mut fixture, MailStep::SentByHand);
    fixture.ledger.revoke(FIRST, "a test", &act()).unwrap();
    let revoked = fixture.ledger.certificate(FIRST).unwrap();
    let refused = fixture.ledger.record_mail(&[&revoked], MailStep::Begun, &act());
    assert!(refused.unwrap_err().to_string().contains("was revoked on"));
    assert_eq!(fixture.ledger.check().unwrap().problems, [""; 0]);
    let kinds: Vec<EventKind> =
        fixture.ledger.events(FIRST).unwrap().iter().map(|event| event.kind).collect();
    assert!(kinds.contains(&EventKind::MailRefused) && kinds.contains(&EventKind::MailedByHand));
}

#[test]
fn the_list_for_the_mail_tells_new_from_sent() {
    let project = office();
    let list = || project.read(&format!("{FILES}/mailmerge.csv"));
    assert!(list().starts_with("\u{feff}name,email,file,number,recorded,sent\n"), "{}", list());
    assert!(list().contains("SMALL-2026-00001-4,2026-11-20 00:00 UTC,no\n"), "{}", list());
    let pages = std::fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    // A command that mailed Ann and may have mailed Bo was killed before it wrote the list.
    let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
    let [ann, bo] = [ANN, BO].map(|number| ledger.certificate(number).unwrap());
    ledger.record_mail(&[&ann, &bo], MailStep::Begun, &act()).unwrap();
    assert_eq!(pending(&project), []);
    ledger.record_mail(&[&ann], MailStep::Sent, &act()).unwrap();
    drop(ledger);
    assert_eq!(pending(&project), [Work::Files(SESSION.to_owned())]);
    project.write(&format!("{FILES}/all.press.pdf"), "a file for the press");
    let shown = run(&project, &["certificates", "show", ANN]).succeeded();
    assert!(shown.out.contains("mail-begun") && shown.out.contains("mailed"), "{shown:?}");
    assert_eq!(pending(&project), []);
    let sent = act().at.strftime("%F %R UTC").to_string();
    assert!(list().contains(&format!("{ANN},2026-11-20 00:00 UTC,{sent}\n")), "{}", list());
    assert!(list().contains(&format!("{BO},2026-11-20 00:00 UTC,perhaps {sent}\n")), "{}", list());
    assert!(project.path(&format!("{FILES}/all.press.pdf")).exists(), "nothing else is made");
    // Someone who comes later, and a corrected name, are new.
    project.write("late.csv", "Name,E-mail,Hours\nKim Ma,kim@example.org,8\n");
    project.run_on("2026-11-21", &["certify", "late.csv", "--session", SESSION]).succeeded();
    let correct = ["certificates", "correct", ANN, "--name", "Ann Q. Lee"];
    project.run_on("2026-11-22", &correct).succeeded();
    assert!(list().contains("SMALL-2026-00003-8,2026-11-21 00:00 UTC,no\n"), "{}", list());
    assert!(list().contains("SMALL-2026-00001-4 R2,2026-11-22 00:00 UTC,no\n"), "{}", list());
    assert!(list().contains(&format!("{BO},2026-11-20 00:00 UTC,perhaps {sent}\n")));
    let again = std::fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    assert_ne!(pages, again);
    run(&project, &["certificates", "check"]).succeeded();
}
