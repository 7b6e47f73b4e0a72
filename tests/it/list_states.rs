//! Every state in which the status list can be, and what every command then says and does. In none
//! of them does a revoked certificate pass as genuine.

use std::fs;

use jiff::civil::date;
use peerpress::certificates::proof::credential::{Claims, sign as sign_code};
use peerpress::certificates::proof::keys::{PrivateKey, signing_key};
use peerpress::certificates::proof::status::{StatusContent, sign};
use peerpress::content::certification::CertificateKind;
use peerpress::project::Project as Folder;

use crate::project::{Project, Run, copy, repository};
use crate::publish::{ANN, BO, SESSION, is_listed, list, revoke, run};

/// The files that a state consists of. Each run starts with those that the state wants.
const FILES_OF_STATE: [&str; 3] = ["ledger.db", "verify/status.json", "data/keys.json"];

/// What a command has to do with a revoked certificate when the list is in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    /// The list is signed again, and every answer is right.
    Repaired,
    /// The list cannot be signed again, but the ledger or the list answers.
    Answered,
    /// `verify` says that it cannot answer.
    Stopped,
}

struct Office {
    project: Project,
    /// The private key of the program, as a file name.
    key: String,
    /// What the files are in good order: Ann is revoked, and the list says so.
    good: [Vec<u8>; 3],
    /// The list, the ledger, and the public keys before Ann was revoked.
    older_list: Vec<u8>,
    older_ledger: Vec<u8>,
    /// The public keys before the first key was revoked, and that key.
    older_keys: Vec<u8>,
    former: PrivateKey,
    /// The code of Ann's certificate.
    code: String,
}

const PASSPHRASE: [&str; 2] = ["--passphrase-file", "passphrase.txt"];

impl Office {
    fn new() -> Self {
        let project = Project::small();
        copy(&repository().join("tests/projects/certificates"), project.root());
        let signing = || {
            let folder = Folder::open(project.root()).unwrap();
            signing_key(&folder, &project.path("keys")).unwrap()
        };
        run(&project, &["keys", "new"]).succeeded();
        let former = signing();
        run(&project, &["keys", "new"]).succeeded();
        let key = format!("{}.pem", signing().id());
        let rows = "Name,E-mail,Hours\nAnn Lee,ann@example.org,8\nBo Li,bo@example.org,8\n";
        project.write("first.csv", rows);
        run(&project, &["certify", "first.csv", "--session", SESSION]).succeeded();
        let code = sign_code(&claims(), &signing(), "https://example.org/verify");
        let read = |file: &str| fs::read(project.path(file)).unwrap();
        let older_keys = read("data/keys.json");
        run(&project, &["keys", "revoke", "--lost", &former.id().to_string()]).succeeded();
        let (older_list, older_ledger) = (read("verify/status.json"), read("ledger.db"));
        revoke(&project, ANN).succeeded();
        project.write("passphrase.txt", "an example of several words");
        let backup = [&["certificates", "backup", "backup.zip"][..], &PASSPHRASE].concat();
        run(&project, &backup).succeeded();
        let good = FILES_OF_STATE.map(read);
        Self { project, key, good, older_list, older_ledger, older_keys, former, code }
    }

    /// Puts the files into good order, and then into a state.
    fn set(&self, state: &State, has_key: bool) {
        for (file, bytes) in FILES_OF_STATE.iter().zip(&self.good) {
            self.project.write(file, bytes);
        }
        let _ = fs::remove_dir_all(self.project.state());
        let (here, away) = (format!("keys/{}", self.key), format!("away/{}", self.key));
        fs::create_dir_all(self.project.path("away")).unwrap();
        let (from, to) = if has_key { (away, here) } else { (here, away) };
        let _ = fs::rename(self.project.path(&from), self.project.path(&to));
        (state.prepare)(self);
    }
}

/// What the code of Ann's certificate states.
fn claims() -> Claims {
    let [issuer, name, number, title] =
        ["Small Program", "Ann Lee", ANN, "A training"].map(str::to_owned);
    Claims {
        issuer,
        name,
        number,
        revision: 1,
        kind: CertificateKind::Completion,
        sample: false,
        title,
        hours: Some(8.0),
        days: vec![date(2026, 11, 16)],
        issued: date(2026, 11, 20),
        valid_from: None,
        valid_until: None,
    }
}

struct State {
    name: &'static str,
    prepare: fn(&Office),
    with_key: Outcome,
    without_key: Outcome,
    /// What the commands say.
    words: &'static str,
}

const STATUS: &str = "verify/status.json";

fn forged(key: &PrivateKey) -> String {
    sign(&StatusContent::default(), "2026-11-20T08:00:00Z".parse().unwrap(), 40, key)
}

/// A list that revokes Bo as well.
fn forged_with_more(key: &PrivateKey) -> String {
    let content = StatusContent { revoked: vec![BO.to_owned()], ..StatusContent::default() };
    sign(&content, "2026-11-20T08:00:00Z".parse().unwrap(), 40, key)
}

const STATES: [State; 10] = [
    State {
        name: "signed by a revoked key, with more",
        prepare: |office| office.project.write(STATUS, forged_with_more(&office.former)),
        with_key: Outcome::Stopped,
        without_key: Outcome::Stopped,
        words: "which was revoked",
    },
    State {
        name: "empty",
        prepare: |office| office.project.write(STATUS, ""),
        with_key: Outcome::Stopped,
        without_key: Outcome::Stopped,
        words: "the status list is empty",
    },
    State {
        name: "missing",
        prepare: |office| fs::remove_file(office.project.path(STATUS)).unwrap(),
        with_key: Outcome::Repaired,
        without_key: Outcome::Answered,
        words: "the status list is missing",
    },
    State {
        name: "older",
        prepare: |office| office.project.write(STATUS, &office.older_list),
        with_key: Outcome::Repaired,
        without_key: Outcome::Answered,
        words: "is not the last one that was published",
    },
    State {
        name: "signed by a revoked key",
        prepare: |office| office.project.write(STATUS, forged(&office.former)),
        with_key: Outcome::Repaired,
        without_key: Outcome::Stopped,
        words: "which was revoked",
    },
    State {
        name: "signed by a key that older public keys trust",
        prepare: |office| {
            office.project.write(STATUS, forged(&office.former));
            office.project.write("data/keys.json", &office.older_keys);
        },
        with_key: Outcome::Repaired,
        without_key: Outcome::Stopped,
        words: "which was revoked",
    },
    State {
        name: "foreign",
        prepare: |office| {
            office.project.write(STATUS, forged(&PrivateKey::from_seed([9; 32])));
        },
        with_key: Outcome::Stopped,
        without_key: Outcome::Stopped,
        words: "which is not a known public key",
    },
    State {
        name: "garbled",
        prepare: |office| office.project.write(STATUS, "{}"),
        with_key: Outcome::Stopped,
        without_key: Outcome::Stopped,
        words: "the status list is not valid",
    },
    State {
        name: "cut off",
        prepare: |office| {
            let list = office.project.read(STATUS);
            office.project.write(STATUS, &list[..list.len() / 2]);
        },
        with_key: Outcome::Stopped,
        without_key: Outcome::Stopped,
        words: "the status list is not valid",
    },
    State {
        name: "newer than the ledger",
        prepare: |office| office.project.write("ledger.db", &office.older_ledger),
        with_key: Outcome::Answered,
        without_key: Outcome::Answered,
        words: "the ledger is older",
    },
];

/// The commands that do not change certificates.
const READING: [&[&str]; 5] = [
    &["certificates", "check"],
    &["certificates", "list"],
    &["certificates", "show", BO],
    &["keys", "list"],
    &["stale"],
];

#[test]
fn a_revoked_certificate_never_passes_as_genuine() {
    let office = Office::new();
    let mut failures = Vec::new();
    for state in &STATES {
        for (has_key, outcome) in [(true, state.with_key), (false, state.without_key)] {
            let mut expect = |what: &str, is_right: bool, run: &Run| {
                if !is_right {
                    failures.push(format!("{} (key: {has_key}): {what}: {run:?}", state.name));
                }
            };
            let project = &office.project;
            office.set(state, has_key);
            let before = fs::read(project.path(STATUS)).ok();
            let checked = run(project, &["check", "diploma"]);
            expect("check", checked.code == 1 && checked.err.contains(state.words), &checked);
            expect("check writes", before == fs::read(project.path(STATUS)).ok(), &checked);
            for what in [office.code.as_str(), ANN] {
                office.set(state, has_key);
                let verified = run(project, &["verify", what]);
                let code = if outcome == Outcome::Stopped { 2 } else { 11 };
                expect(&format!("verify {what}"), verified.code == code, &verified);
            }
            for args in READING {
                office.set(state, has_key);
                let run = run(project, args);
                let is_check = args == ["certificates", "check"];
                let is_wrong = outcome != Outcome::Repaired;
                let says_so = run.err.contains(state.words) || run.out.contains(state.words);
                let guarded = state.name == "newer than the ledger" && args[0] != "certificates";
                expect(&args.join(" "), says_so || guarded, &run);
                let code = match is_wrong {
                    true if is_check => 1,
                    true if state.name != "newer than the ledger" => 2,
                    _ => 0,
                };
                expect(&args.join(" "), run.code == code, &run);
                if outcome == Outcome::Repaired {
                    expect(&args.join(" "), is_listed(project, ANN), &run);
                }
            }
            office.set(state, has_key);
            let revoked = revoke(project, BO);
            match outcome {
                Outcome::Repaired => {
                    expect("revoke", revoked.code == 0 && is_listed(project, BO), &revoked);
                    expect("revoke keeps Ann", is_listed(project, ANN), &revoked);
                }
                _ => expect("revoke", revoked.code == 2, &revoked),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The commands that issue, change, or sign, or bring in another ledger. `FORMER` is a key.
const ACTING: [&[&str]; 14] = [
    &["certify", "first.csv", "--session", SESSION],
    &["certify", "--session", SESSION],
    &["certificates", "correct", BO, "--name", "Bo Ly"],
    &["certificates", "erase-email", BO],
    &["certificates", "reissue", BO],
    &["certificates", "reissue", "--all"],
    &["certificates", "revoke", BO, "--reason", "a test"],
    &["certificates", "revoke", "--session", SESSION, "--reason", "a test"],
    &["certificates", "transcript", "--person", BO],
    &["certificates", "open-badge", BO],
    &["certificates", "mail", "--session", SESSION, "--mark-sent"],
    &["certificates", "restore", "backup.zip", PASSPHRASE[0], PASSPHRASE[1]],
    &["keys", "new"],
    &["keys", "revoke", "FORMER", "--lost"],
];

/// A list that cannot be verified may have revocations that nothing else here knows.
#[test]
fn nothing_changes_while_a_list_cannot_be_verified() {
    let office = Office::new();
    let project = &office.project;
    let former = office.former.id().to_string();
    project.write("more.csv", "Name,Hours\nCy Ma,8\n");
    let all = || {
        let files = FILES_OF_STATE.map(|file| fs::read(project.path(file)).ok());
        (files, project.files("keys"), project.files(&format!("out/certificates/{SESSION}")))
    };
    let mut failures = Vec::new();
    let mut check = |state: &str, args: &[&str], words: &str| {
        let before = all();
        let run = run(project, args);
        let says_so = run.err.contains(words) && run.err.contains("nothing was changed");
        if run.code != 2 || !says_so || all() != before {
            failures.push(format!("{state}: {args:?}: {run:?}"));
        }
    };
    for state in STATES.iter().filter(|state| state.with_key == Outcome::Stopped) {
        office.set(state, true);
        for args in ACTING {
            let args = args.iter().map(|arg| if *arg == "FORMER" { &former } else { *arg });
            check(state.name, &args.collect::<Vec<_>>(), state.words);
        }
        // Without a ledger, a backup must not put an older list in its place.
        fs::remove_file(project.path("ledger.db")).unwrap();
        let words = if state.name == "foreign" { "copy the `keys.json`" } else { state.words };
        for args in [ACTING[11], &["certificates", "accept-ledger"]] {
            check(&format!("{}, no ledger", state.name), args, words);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// What a person does with a list that is not repaired without asking.
#[test]
fn a_list_that_was_moved_away_is_signed_again_with_the_next_number() {
    let office = Office::new();
    let last = list(&office.project).sequence;
    office.project.write(STATUS, "{}");
    let checked = run(&office.project, &["certificates", "check"]);
    assert!(checked.err.contains("move the file to another folder"), "{checked:?}");
    fs::rename(office.project.path(STATUS), office.project.path("status.old")).unwrap();
    let checked = run(&office.project, &["certificates", "check"]).succeeded();
    assert!(checked.err.contains("signed again"), "{checked:?}");
    assert!(is_listed(&office.project, ANN) && list(&office.project).sequence > last);
}

/// The ledger and the list of an earlier day come back together. Only the computer knows.
#[test]
fn an_older_ledger_with_its_own_list_is_refused() {
    let office = Office::new();
    let project = &office.project;
    project.write("ledger.db", &office.older_ledger);
    project.write(STATUS, &office.older_list);
    for what in [office.code.as_str(), ANN] {
        let verified = run(project, &["verify", what]);
        assert!(verified.code == 2 && verified.err.contains("ledger is older"), "{verified:?}");
    }
    fs::remove_file(project.path(STATUS)).unwrap();
    for what in [office.code.as_str(), ANN] {
        let verified = run(project, &["verify", what]);
        assert!(verified.code == 2 && verified.err.contains("is missing"), "{verified:?}");
    }
    fs::remove_file(project.path("ledger.db")).unwrap();
    let transcript = ["certificates", "transcript", "--person", "Bo Li"];
    for args in [&["certificates", "check"], &["certificates", "list"], &transcript[..]] {
        let lost = run(project, args);
        assert!(lost.code == 2 && lost.err.contains("the ledger is missing"), "{lost:?}");
    }
}
