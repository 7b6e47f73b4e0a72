//! Measures commands in a project with many certificates as a user experiences them: whole
//! processes, on a ledger of one very large session and many of the usual size.
//!
//! `cargo bench --bench ledger` makes 100,000 certificates; `-- 4000` makes another number. It
//! prints each figure beside its target. It fails if a time is more than four times its target, so
//! that a busy machine passes and a mistake does not, or if the memory is more than its target.

mod issuing;
mod measure;

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use peerpress::certificates::ledger::{
    Attribution, Candidate, Certificate, IssueTerms, Ledger, Printed, Signed, Work, person_key,
};
use peerpress::content::certificate_number::NumberFormat;
use peerpress::content::certification::CertificateKind;

use issuing::{ISSUED, LEAST, SESSION, best, name, roster};
use measure::{Measured, megabytes, peerpress, run};

const HOURS: u32 = 40;

/// A session that has no certificates yet.
const NEW_SESSION: &str = "2026-11-bismarck";
const NEW_ISSUED: &str = "2026-12-01";
const NEW_HOURS: u32 = 6;

/// The people of a usual session, and of a roster that is added.
const USUAL: usize = 40;
const ADDED: usize = 25;

/// Of so many usual sessions, one is revoked.
const REVOKED_EVERY: usize = 50;

/// The targets of issue 11: milliseconds, and megabytes.
const LOOK: Option<u32> = Some(100);
const ISSUE: Option<u32> = Some(1000);
const EXPORT: Option<u64> = Some(100);

fn main() {
    let people: usize =
        std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(100_000);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let project = &folder.path().join("program");
    run(Command::new(env!("CARGO_BIN_EXE_peerpress")).arg("new").arg(project));
    run(peerpress(project).args(["keys", "new"]));
    let file = folder.path().join("roster.csv");
    fs::write(&file, roster(0..people / 2)).expect("a roster");
    let (took, peak) = certify(project, &file, SESSION, true);
    let issued = people / 2;
    println!("issued {issued} in {:.1} s, {}", took.as_secs_f64(), megabytes(peak));
    let key = key(project);
    let valid = add_usual_sessions(project, &key, people - issued);
    // It signs the status list.
    run(peerpress(project).args(["certificates", "list", "--session", NEW_SESSION]));
    println!("{:<52} {:>10} {:>8} {:>10} {:>8}", "", "time", "target", "memory", "target");

    let number = &valid[valid.len() / 2];
    let quick = |args: &[&str]| best(|_| run(peerpress(project).args(args)));
    let mut enough =
        report("certificates show", quick(&["certificates", "show", number]), LOOK, None);
    enough &= report("verify NUMBER", quick(&["verify", number]), LOOK, None);
    let list = ["certificates", "list", "--person", "b7@example.org"];
    enough &= report("certificates list --person", quick(&list), LOOK, None);
    let revoked = best(|round| {
        let act = ["certificates", "revoke", &valid[round], "--reason", "an error"];
        run(peerpress(project).args(act))
    });
    enough &= report("certificates revoke", revoked, LOOK, None);
    for (session, numbers_only) in [(SESSION, true), (NEW_SESSION, false), (NEW_SESSION, true)] {
        let hours = if session == SESSION { HOURS } else { NEW_HOURS };
        let mut next = people + usize::from(numbers_only) * 1000;
        let added = best(|_| {
            fs::write(&file, strangers(next..next + ADDED, hours)).expect("a roster");
            next += ADDED;
            certify(project, &file, session, numbers_only)
        });
        let which = if session == SESSION { "the large session" } else { "a new session" };
        let files = if numbers_only { "numbers only" } else { "with files" };
        let what = format!("certify {ADDED} more, {which}, {files}");
        enough &= report(&what, added, ISSUE, None);
    }
    for (what, file) in [("JSON", "ledger.json"), ("CSV", "ledger.csv")] {
        let file = folder.path().join(file);
        let export = run(peerpress(project).args(["certificates", "export"]).arg(&file));
        enough &= report(&format!("certificates export, {what}"), export, None, EXPORT);
    }
    let check = run(peerpress(project).args(["certificates", "check"]));
    enough &= report("certificates check", check, None, None);
    let revoke = ["keys", "revoke", &key, "--stolen-since", ISSUED];
    enough &= report("keys revoke", run(peerpress(project).args(revoke)), None, None);
    assert!(enough, "slower than a quarter of a target, or more memory than its target");
}

/// A roster of people whose names are unlike all others.
fn strangers(people: Range<usize>, hours: u32) -> String {
    let name = |index: usize| {
        let hash = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let letter = |at: usize| if at.is_multiple_of(6) { b'A' } else { b'a' };
        let letters = |word: Range<usize>| -> String {
            word.map(|at| char::from(letter(at) + (hash >> (5 * at) & 15) as u8)).collect()
        };
        format!("{} {}", letters(0..6), letters(6..12))
    };
    let rows: String =
        people.map(|i| format!("N-{i},{},n{i}@example.org,{hours}\n", name(i))).collect();
    format!("ID,Name,E-mail,Hours\n{rows}")
}

/// The ID of the key that signs.
fn key(project: &Path) -> String {
    let keys = fs::read_to_string(project.join("data/keys.json")).expect("public keys");
    let keys: serde_json::Value = serde_json::from_str(&keys).expect("JSON");
    keys["keys"][0]["id"].as_str().expect("a key has an ID").to_owned()
}

fn certify(project: &Path, roster: &Path, session: &str, numbers_only: bool) -> Measured {
    let mut command = peerpress(project);
    let issued = if session == SESSION { ISSUED } else { NEW_ISSUED };
    command.arg("certify").arg(roster).args(["--session", session, "--issued", issued]);
    if numbers_only {
        command.arg("--numbers-only");
    }
    run(&mut command)
}

/// Issues certificates of many sessions, printed as those of the large session. Returns the numbers
/// of valid ones.
fn add_usual_sessions(project: &Path, key: &str, people: usize) -> Vec<String> {
    let mut ledger = Ledger::open(&project.join("ledger.db")).expect("the ledger opens");
    let first = ledger.of_session(SESSION).expect("a session").swap_remove(0);
    let (setting, face) = ledger.printed(&first.number, 1).expect("what was printed");
    let signed = Signed { key: key.to_owned(), claims: "0".repeat(64) };
    let print = |_: &Certificate| {
        let (setting, face, signed) = (setting.clone(), face.clone(), Some(signed.clone()));
        Ok(Printed { setting, face, signed })
    };
    let at = Timestamp::UNIX_EPOCH;
    let attribution = Attribution { at, by: None, reason: None };
    let prefix = first.number.split('-').next().unwrap_or_default().to_owned();
    let format = NumberFormat { prefix, digits: 5, year: true };
    let mut numbers = Vec::new();
    for session in 0..people / USUAL {
        let terms = IssueTerms {
            session: format!("2025-session-{session}"),
            kind: CertificateKind::Completion,
            training: first.training.clone(),
            issued: date(2025, 10, 10),
            valid_from: None,
            valid_until: None,
            replace_revoked: false,
        };
        let candidate = |index: usize| {
            let (name, email) = (name(index), format!("b{index}@example.org"));
            Candidate {
                basis: None,
                key: person_key(Some(&format!("B-{index}")), &name, Some(&email)),
                name,
                email: Some(email),
                hours: first.hours,
                hours_by_category: first.hours_by_category.clone(),
                lang: first.lang.clone(),
                details: Arc::clone(&first.details),
                valid: None,
                holder: None,
            }
        };
        let places = session * USUAL..(session + 1) * USUAL;
        let candidates: Vec<Candidate> = places.map(candidate).collect();
        let issued = ledger.issue_as_printed(&terms, &candidates, &format, &attribution, &print);
        let issued = issued.expect("the certificates are issued");
        let files = project.join("out/certificates").join(&terms.session);
        fs::create_dir_all(&files).expect("a folder");
        for one in &issued {
            // The names alone count.
            fs::write(files.join(format!("{}.pdf", one.number)), "").expect("a file");
        }
        if session % REVOKED_EVERY == 1 {
            let reason = "the session was canceled";
            ledger.revoke_session(&terms.session, reason, &attribution).expect("a revocation");
        } else {
            numbers.extend(issued.into_iter().map(|one| one.number));
        }
    }
    // As if the files had been made.
    for pending in ledger.pending().expect("what is pending") {
        if pending.work != Work::StatusList {
            ledger.complete_pending(&pending, 0, &attribution).expect("an event");
        }
    }
    numbers
}

/// Prints figures beside their targets. Returns whether they are near enough.
fn report(
    what: &str,
    (took, peak): Measured,
    milliseconds: Option<u32>,
    most: Option<u64>,
) -> bool {
    let target = |target: Option<u64>, unit| {
        target.map_or_else(|| "–".to_owned(), |target| format!("{target} {unit}"))
    };
    println!(
        "{what:<52} {:>7} ms {:>8} {:>10} {:>8}",
        took.as_millis(),
        target(milliseconds.map(u64::from), "ms"),
        megabytes(peak),
        target(most, "MB")
    );
    let limit = milliseconds.map(|target| Duration::from_millis(target.into()).div_f64(LEAST));
    limit.is_none_or(|limit| took <= limit)
        && most.is_none_or(|most| peak.unwrap_or_default() / 1024 <= most)
}
