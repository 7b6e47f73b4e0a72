//! The acts that change certificates, keys, or their files, and what must be true after them,
//! however they ended and whatever else ran at the same time.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use peerpress::certificates::ledger::{Certificate, Ledger};
use peerpress::certificates::proof::keys::{KeyId, PublicKeys};
use peerpress::certificates::proof::status::ListedStatus;
use serde_json::Value;

use crate::acts_files::{complaints_about_files, text};
use crate::project::{Project, copy, repository};
use crate::publish::{ANN, BO, SESSION, list, pending, run};

const CY: &str = "SMALL-2026-00003-8";
const DI: &str = "SMALL-2026-00004-6";
const EVE: &str = "SMALL-2026-00005-1";

/// The sessions beside the one of Ann, Bo, Cy, Di, and Eve, each with two certificates.
const EARLIER: &str = "2026-08-minot";
const MOVED: &str = "2026-09-minot";
const FAKE: &str = "2026-10-minot";

/// Something to do, and how to see that it was done.
pub(crate) struct Act {
    args: &'static [&'static str],
    pub(crate) is_done: fn(&Project) -> bool,
}

/// Every act that changes the ledger, the status list, the keys, or certificate files, in each of
/// its forms. `KEY0` is the ID of the first key.
pub(crate) const ACTS: &[Act] = &[
    Act {
        args: &["certify", "kim.csv", "--session", SESSION],
        is_done: |project| shows(project, SESSION, "Kim Ma"),
    },
    Act {
        args: &["certify", "lou.csv", "--session", SESSION],
        is_done: |project| shows(project, SESSION, "Lou Wu"),
    },
    Act {
        args: &["certify", "eve.csv", "--session", SESSION, "--replace-revoked"],
        is_done: |project| shows(project, SESSION, "Eve Roe"),
    },
    Act { args: &["certify", "--session", EARLIER, "--partition", "1/2"], is_done: |_| true },
    Act {
        args: &["certificates", "revoke", ANN, "--reason", "a test"],
        is_done: |project| certificate(project, ANN).revoked.is_some(),
    },
    Act {
        args: &["certificates", "revoke", "--session", FAKE, "--reason", "a test"],
        is_done: |project| of_session(project, FAKE).iter().all(|one| one.revoked.is_some()),
    },
    Act {
        args: &["certificates", "correct", BO, "--name", "Bo Q. Li"],
        is_done: |project| shows(project, SESSION, "Bo Q. Li"),
    },
    Act {
        args: &["certificates", "correct", "--session", MOVED, "--from-data"],
        is_done: |project| of_session(project, MOVED).iter().all(|one| one.revision == 2),
    },
    Act {
        args: &["certificates", "reissue", CY],
        is_done: |project| signer(project, CY) != Some(key(project, 0)),
    },
    Act {
        args: &["certificates", "reissue", "--all"],
        is_done: |project| is_signed_again(project, EARLIER),
    },
    Act {
        args: &["certificates", "erase-email", DI],
        is_done: |project| certificate(project, DI).email.is_none(),
    },
    // Acts on the certificate remove the badge again.
    Act { args: &["certificates", "open-badge", CY], is_done: |_| true },
    Act {
        args: &["certificates", "transcript", "--person", CY],
        is_done: |project| !project.files("out/certificates/transcripts").is_empty(),
    },
    Act {
        args: &["certificates", "backup", "new.zip", "--passphrase-file", "passphrase.txt"],
        is_done: |project| is_backup(&project.path("new.zip")),
    },
    Act {
        args: &["certificates", "restore", "old.zip", "--passphrase-file", "passphrase.txt"],
        is_done: |project| project.path(&format!("keys/{}.pem", key(project, 0))).exists(),
    },
    Act { args: &["keys", "new"], is_done: |project| public(project).keys.len() > 5 },
    Act {
        args: &["keys", "revoke", "KEY0", "--stolen-since", "2026-11-10", "--reissue"],
        is_done: |project| {
            list(project).revokes(key(project, 0)) && is_signed_again(project, SESSION)
        },
    },
    Act {
        args: &["keys", "revoke", "KEY2", "--lost"],
        is_done: |project| list(project).revokes(key(project, 2)),
    },
    Act {
        args: &["keys", "revoke", "KEY3", "--stolen-since", "2026-11-20"],
        is_done: |project| list(project).revokes(key(project, 3)),
    },
    Act {
        args: &["certificates", "mail", "--session", SESSION],
        // An act after it may remove every draft; `complaints` reads the ones that are left.
        is_done: |_| true,
    },
    Act {
        args: &["certificates", "mail", CY, "--mark-sent"],
        is_done: |project| {
            let dispatches = ledger(project).dispatches(SESSION).unwrap();
            dispatches[CY].sent.is_some()
        },
    },
    Act {
        args: &["certificates", "export", "all.csv"],
        is_done: |project| project.read("all.csv").contains("SMALL-2026-"),
    },
];

impl Act {
    /// The command line in a project.
    pub(crate) fn args(&self, project: &Project) -> Vec<String> {
        let argument = |text: &&str| match text.strip_prefix("KEY") {
            Some(index) => key(project, index.parse().unwrap()).to_string(),
            None => (*text).to_owned(),
        };
        self.args.iter().map(argument).collect()
    }

    /// Whether the act makes a part of the files only, so that the next command makes the others.
    pub(crate) fn is_part(&self) -> bool {
        self.args.contains(&"--partition")
    }

    /// The name of the act, with its options.
    pub(crate) fn name(&self) -> String {
        self.args.join(" ")
    }
}

/// A copy of a project in which every act can be done.
pub(crate) fn prepared() -> Project {
    static PREPARED: LazyLock<Project> = LazyLock::new(prepare);
    Project::copy_of(&PREPARED)
}

fn prepare() -> Project {
    let project = Project::kept("acts");
    copy(Project::small().root(), project.root());
    copy(&repository().join("tests/projects/certificates"), project.root());
    add_sessions(&project);
    add_transcript(&project);
    let run = |args: &[&str]| run(&project, args).succeeded();
    // Each session is signed with a key of its own.
    let certify = |session: &str, rows: &str| {
        run(&["keys", "new", "-q"]);
        project.write("roster.csv", format!("Name,E-mail,Hours\n{rows}"));
        run(&["certify", "-q", "roster.csv", "--session", session, "--allow-alike"]);
    };
    let rows = |names: &[&str]| -> String {
        names.iter().map(|name| format!("{name},{}@example.org,8\n", &name[..2])).collect()
    };
    certify(SESSION, &rows(&["Ann Lee", "Bo Li", "Cy Poe", "Di Fox", "Eve Roe"]));
    certify(EARLIER, &rows(&["Flo Ray", "Gus Day"]));
    certify(MOVED, &rows(&["Hal Orr", "Ida Lux"]));
    certify(FAKE, &rows(&["Jo Kay", "Jem Fry"]));
    run(&["keys", "new", "-q"]);
    run(&["certificates", "revoke", EVE, "--reason", "issued in error"]);
    let stolen = key(&project, 1).to_string();
    run(&["keys", "revoke", &stolen, "--stolen-since", "2026-11-10"]);
    project.write("passphrase.txt", "four words and more");
    run(&["certificates", "backup", "old.zip", "--passphrase-file", "passphrase.txt"]);
    for (roster, name) in [("kim.csv", "Kim Ma"), ("lou.csv", "Lou Wu"), ("eve.csv", "Eve Roe")] {
        project.write(roster, format!("Name,E-mail,Hours\n{}", rows(&[name])));
    }
    // What some of the acts are about: other dates, and a private key that only the backup has.
    project.edit("data/trainings.json", "2026-09-12", "2026-09-14");
    fs::remove_file(project.path(&format!("keys/{}.pem", key(&project, 0)))).unwrap();
    project
}

/// Adds sessions like that of November, on the twelfth of other months.
fn add_sessions(project: &Project) {
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let sessions = data["sessions"].as_array_mut().unwrap();
    let november = sessions.iter().find(|one| one["id"] == SESSION).unwrap().to_string();
    for id in [EARLIER, MOVED, FAKE] {
        let month = &id[..7];
        let text = november.replace(SESSION, id).replace("2026-11", month);
        let text = text.replace("2026-10-20", &format!("{month}-01"));
        sessions.push(serde_json::from_str(&text).unwrap());
    }
    project.write("data/trainings.json", data.to_string());
}

/// Adds a small template of transcripts.
fn add_transcript(project: &Project) {
    let mut data: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    for (word, en, es) in [
        ("transcript", "Record", "Historial"),
        ("transcript-about", "A record of trainings.", "Un historial de capacitaciones."),
    ] {
        data["words"][word] = serde_json::json!({ "en": en, "es": es });
    }
    project.write("data/wording.json", data.to_string());
    let template = project.read("templates/diploma/template.json").replace(
        "\"needs\": [\"program\", \"awards\"],\n  \"text\": [\"title\"]",
        "\"needs\": [\"program\"],\n  \"words\": [\"transcript\", \"transcript-about\"]",
    );
    project.write("templates/transcript/template.json", template);
    let page = project.read("templates/diploma/main.typ");
    let page = page.split("#for").next().unwrap().to_owned();
    let record = "#heading(level: 1, job.words.transcript)\n#job.record.name";
    project.write("templates/transcript/main.typ", page + record);
}

pub(crate) fn ledger(project: &Project) -> Ledger {
    Ledger::open_to_read(&project.path("ledger.db")).unwrap()
}

fn certificate(project: &Project, number: &str) -> Certificate {
    ledger(project).certificate(number).unwrap()
}

fn of_session(project: &Project, session: &str) -> Vec<Certificate> {
    ledger(project).of_session(session).unwrap()
}

fn public(project: &Project) -> PublicKeys {
    PublicKeys::read(&project.path("data/keys.json")).unwrap()
}

fn key(project: &Project, index: usize) -> KeyId {
    public(project).keys[index].id
}

/// The key that signed a certificate last.
fn signer(project: &Project, number: &str) -> Option<KeyId> {
    let events = ledger(project).events_after(0).unwrap();
    let of_number = events.iter().filter(|event| {
        event.act.certificate().is_some_and(|(certificate, _)| certificate == number)
    });
    let mut keys = of_number.filter_map(|event| event.act.signed()?.key.parse().ok());
    keys.next_back()
}

/// Whether keys that are not revoked signed the valid certificates of a session.
fn is_signed_again(project: &Project, session: &str) -> bool {
    let list = list(project);
    let certificates = of_session(project, session);
    let mut valid = certificates.iter().filter(|one| one.revoked.is_none());
    valid.all(|one| signer(project, &one.number).is_some_and(|key| !list.revokes(key)))
}

/// Whether `all.pdf` of a session shows a name.
fn shows(project: &Project, session: &str, name: &str) -> bool {
    text(&project.path(&format!("out/certificates/{session}/all.pdf"))).contains(name)
}

/// Whether a file is a complete backup. Its manifest is written last.
fn is_backup(file: &Path) -> bool {
    let zip = fs::File::open(file).ok().and_then(|file| zip::ZipArchive::new(file).ok());
    zip.is_some_and(|zip| zip.index_for_name("manifest.json").is_some())
}

/// Returns what is not as it must be when nothing is pending: what is printed, mailed, published,
/// and kept agrees with the ledger, and nothing is left over.
pub(crate) fn complaints(project: &Project) -> Vec<String> {
    let mut found: Vec<String> =
        pending(project).iter().map(|work| format!("{work:?} is pending")).collect();
    let ledger = ledger(project);
    found.extend(ledger.check().unwrap().problems);
    let list = list(project);
    for session in ledger.sessions().unwrap() {
        let certificates = ledger.of_session(&session).unwrap();
        found.extend(complaints_about_files(project, &session, &certificates));
        for one in &certificates {
            let is_listed = list.status_of(&one.number, one.revision) == ListedStatus::Revoked;
            if is_listed != one.revoked.is_some() {
                found.push(format!("{}: is on the list as revoked: {is_listed}", one.number));
            }
        }
    }
    for (_, revoked) in ledger.key_revocations().unwrap() {
        let id: KeyId = revoked.key.parse().unwrap();
        if !list.revokes(id) || !project.read("data/keys.json").contains("revoked") {
            found.push(format!("key {id} is not on the list"));
        }
    }
    found.extend(leftovers(project.root()).into_iter().map(|name| format!("left over: {name}")));
    let check = run(project, &["certificates", "check"]);
    if check.code != 0 {
        found.push(format!("{check:?}"));
    }
    found
}

/// Returns the private keys without a public key.
pub(crate) fn orphans(project: &Project) -> Vec<String> {
    let (keys, mut names) = (public(project), project.files("keys"));
    let has_public = |name: &str| name.parse().is_ok_and(|id| keys.get(id).is_some());
    names.retain(|name| name.strip_suffix(".pem").is_some_and(|id| !has_public(id)));
    names
}

/// Returns the temporary files in a folder and the folders inside it.
pub(crate) fn leftovers(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(leftovers(&entry.path()));
        } else if name.contains(".part") {
            found.push(name);
        }
    }
    found
}

/// A command that does something only after the ledger was lost: `lost_ledger` kills it, and runs
/// it twice at once.
const AFTER_A_LOSS: &str = "certificates accept-ledger";

/// Every command that `commands/access.rs` says changes something is an act.
#[test]
fn every_command_that_writes_is_an_act() {
    let source = fs::read_to_string(repository().join("src/commands/access.rs")).unwrap();
    let writing = ["Change", "Write", "Replace", "Part"].map(|it| format!("(Access::{it}, \""));
    let after = writing.iter().flat_map(|it| source.split(it.as_str()).skip(1));
    let names: Vec<&str> = after.map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.len() > 10, "{names:?}");
    let missing: Vec<&&str> = names
        .iter()
        .filter(|name| {
            **name != AFTER_A_LOSS
                && !ACTS
                    .iter()
                    .any(|act| format!("{} ", act.name()).starts_with(&format!("{name} ")))
        })
        .collect();
    assert!(missing.is_empty(), "not in ACTS: {missing:?}");
}
