//! What an act leaves to be made: the signed status list and the files of sessions. Nothing that is
//! ready to print or mail holds a revoked person, whatever went wrong in between.

use std::fs;

use peerpress::certificates::ledger::{Ledger, Work};
use peerpress::certificates::proof::keys::PublicKeys;
use peerpress::certificates::proof::status::{ListedStatus, StatusList};
use peerpress::pdf;

use crate::project::{Project, Run, copy, repository};

pub(crate) const SESSION: &str = "2026-11-minot";
pub(crate) const FILES: &str = "out/certificates/2026-11-minot";
pub(crate) const ANN: &str = "SMALL-2026-00001-4";
pub(crate) const BO: &str = "SMALL-2026-00002-3";

/// The small program with a key and the certificates of Ann and Bo, and with the files of them.
pub(crate) fn office() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    run(&project, &["keys", "new"]).succeeded();
    issue(&project, "first.csv", "Ann Lee,ann@example.org,8\nBo Li,bo@example.org,8\n").succeeded();
    project
}

pub(crate) fn run(project: &Project, args: &[&str]) -> Run {
    project.run_on("2026-11-20", args)
}

fn issue(project: &Project, roster: &str, rows: &str) -> Run {
    project.write(roster, format!("Name,E-mail,Hours\n{rows}"));
    run(project, &["certify", roster, "--session", SESSION, "--allow-alike"])
}

pub(crate) fn revoke(project: &Project, number: &str) -> Run {
    run(project, &["certificates", "revoke", number, "--reason", "a test"])
}

/// The signed list as it is published.
pub(crate) fn list(project: &Project) -> StatusList {
    let keys = PublicKeys::read(&project.path("data/keys.json")).unwrap();
    StatusList::read(&project.path("verify/status.json"), &keys).unwrap()
}

/// Whether the signed list says that a certificate was revoked.
pub(crate) fn is_listed(project: &Project, number: &str) -> bool {
    list(project).status_of(number, 1) == ListedStatus::Revoked
}

/// What the ledger says is still to be made.
pub(crate) fn pending(project: &Project) -> Vec<Work> {
    let ledger = Ledger::open_to_read(&project.path("ledger.db")).unwrap();
    ledger.pending().unwrap().into_iter().map(|pending| pending.work).collect()
}

/// Returns the files in the output folder that hold a name or a number, in their text or as a name.
pub(crate) fn files_with(project: &Project, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![project.path("out")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let text = match pdf::text(&bytes) {
                Ok(pages) => pages.iter().map(|page| page.text()).collect(),
                Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
            };
            if words.iter().any(|word| text.contains(word) || name.contains(word)) {
                found.push(name);
            }
        }
    }
    found
}

#[test]
fn nothing_ready_to_print_or_mail_holds_a_revoked_person() {
    let project = office();
    let certify = |more: &[&str]| {
        let args = ["certify", "first.csv", "--session", SESSION];
        run(&project, &[&args, more].concat()).succeeded()
    };
    certify(&["--edition", "screen,press", "--draft"]);
    certify(&["--out", "elsewhere"]);
    fs::create_dir_all(project.path("out/certificates/transcripts")).unwrap();
    let transcripts =
        [ANN, BO].map(|number| format!("out/certificates/transcripts/{number}.en.pdf"));
    transcripts.iter().for_each(|file| project.write(file, "a transcript"));
    let run = revoke(&project, ANN).succeeded();
    assert!(run.err.contains("all.press.pdf was out of date"), "{run:?}");
    assert_eq!(files_with(&project, &["Ann Lee", ANN]), [""; 0]);
    assert_eq!(
        project.files(FILES),
        [&format!("{BO}.pdf"), "all.pdf", "issued.csv", "mailmerge.csv"]
    );
    assert!(!project.path(&transcripts[0]).exists() && project.path(&transcripts[1]).exists());
    assert!(is_listed(&project, ANN) && pending(&project).is_empty());
    let elsewhere = project.files(&FILES.replace("out", "elsewhere"));
    assert!(elsewhere.len() == 4 && !elsewhere.contains(&format!("{ANN}.pdf")), "{elsewhere:?}");
    // The last certificate of the session.
    revoke(&project, BO).succeeded();
    assert_eq!(files_with(&project, &["Bo Li", BO]), [""; 0]);
    assert!(project.files(FILES).is_empty() && pending(&project).is_empty());
    assert!(project.files(&FILES.replace("out", "elsewhere")).is_empty());
}

#[test]
fn one_file_that_cannot_be_written_does_not_stop_the_others() {
    let project = office();
    // A folder in the place of a file cannot be replaced, by any user on any system.
    let all = project.path(&format!("{FILES}/all.pdf"));
    fs::remove_file(&all).unwrap();
    fs::create_dir_all(all.join("in the way")).unwrap();
    let run_ = revoke(&project, ANN);
    assert!(run_.code == 2 && run_.err.contains("all.pdf: cannot be written"), "{run_:?}");
    assert!(run_.err.contains("run `peerpress certify --session 2026-11-minot`"), "{run_:?}");
    assert_eq!(files_with(&project, &["Ann Lee", ANN]), [""; 0]);
    assert!(is_listed(&project, ANN));
    assert_eq!(pending(&project), [Work::Files(SESSION.to_owned())]);
    let single = format!("{FILES}/{BO}.pdf");
    fs::remove_file(project.path(&single)).unwrap();
    let run_ = run(&project, &["certify", "first.csv", "--session", SESSION]);
    assert!(run_.code == 2 && project.path(&single).exists(), "{run_:?}");
    // Each command says what is missing; the first that can completes it.
    let listed = run(&project, &["certificates", "list"]);
    let says_so = listed.err.contains("an earlier command updated the ledger, but");
    assert!(listed.code == 2 && says_so && listed.out.contains("Bo Li"), "{listed:?}");
    fs::remove_dir_all(&all).unwrap();
    let listed = run(&project, &["certificates", "list"]).succeeded();
    assert!(!listed.err.contains("error: "), "{listed:?}");
    assert!(all.is_file() && pending(&project).is_empty());
    run(&project, &["certificates", "check"]).succeeded();
}

#[test]
fn a_revocation_reaches_the_list_whatever_is_broken() {
    for (file, text) in [
        ("data/trainings.json", "{ broken"),
        ("data/program.json", "{}"),
        ("data/pieces.json", ""),
        ("templates/diploma/main.typ", "#panic()"),
    ] {
        let project = office();
        let before = project.read(file);
        project.write(file, text);
        let run_ = revoke(&project, ANN);
        // The ledger keeps templates, so a broken one does not matter.
        let is_complete = run_.code == 0 && pending(&project).is_empty();
        let says_so = run_.code == 2 && run_.err.contains("the ledger was updated, but");
        assert!(is_complete || says_so, "{file}: {run_:?}");
        assert!(is_listed(&project, ANN), "{file}");
        assert_eq!(files_with(&project, &["Ann Lee", ANN]), [""; 0], "{file}");
        assert!(project.path(&format!("{FILES}/issued.csv")).exists(), "{file}");
        project.write(file, before);
        run(&project, &["keys", "list"]).succeeded();
        assert!(pending(&project).is_empty() && project.path(&format!("{FILES}/all.pdf")).exists());
    }
}

/// Each way in which the list is not signed at first, and every command that may come next.
#[test]
fn the_next_command_of_any_kind_completes_what_is_pending() {
    let next: [&[&str]; 11] = [
        &["certificates", "list"],
        &["certificates", "show", BO],
        &["certificates", "check"],
        &["certificates", "export", "all.csv"],
        &["certificates", "reissue", BO],
        &["keys", "list"],
        &["keys", "new"],
        &["verify", "ann.pdf"],
        &["build", "diploma", "--lang", "en"],
        &["stale"],
        &["certify", "--session", SESSION],
    ];
    let original = office();
    let keys = fs::read_dir(original.path("keys")).unwrap().flatten();
    let key = keys.map(|entry| entry.path()).find(|path| path.extension().is_some()).unwrap();
    let (key, hidden) = (key.file_name().unwrap().to_owned(), "hidden.pem");
    fs::copy(original.path(&format!("{FILES}/{ANN}.pdf")), original.path("ann.pdf")).unwrap();
    fs::rename(original.path("keys").join(&key), original.path(hidden)).unwrap();
    let run_ = revoke(&original, ANN);
    assert!(run_.code == 2 && run_.err.contains("the private key"), "{run_:?}");
    assert_eq!(files_with(&original, &["Ann Lee", ANN]), [""; 0]);
    assert!(!is_listed(&original, ANN));
    // Without the key, each command says so, and `check` and `--dry-run` write nothing.
    let look: [&[&str]; 2] =
        [&["check"], &["certify", "first.csv", "--session", SESSION, "--dry-run"]];
    for args in look {
        let run_ = run(&original, args);
        assert!(run_.err.contains("error[not-published]"), "{args:?}: {run_:?}");
    }
    for args in next.iter().take(8) {
        let project = Project::empty();
        copy(original.root(), project.root());
        let run_ = run(&project, args);
        let is_new_key = args == &["keys", "new"];
        assert!(is_new_key || run_.err.contains("the private key"), "{args:?}: {run_:?}");
        // The exit code of `verify` is its verdict, and that of `certificates check` its result.
        let code = match args {
            ["keys", "new"] => 0,
            ["verify", _] => 15,
            ["certificates", "check"] => 1,
            _ => 2,
        };
        assert_eq!(run_.code, code, "{args:?}: {run_:?}");
        assert_eq!(is_listed(&project, ANN), is_new_key, "{args:?}");
    }
    fs::rename(original.path(hidden), original.path("keys").join(&key)).unwrap();
    for args in look {
        run(&original, args);
        assert!(!pending(&original).is_empty(), "{args:?} must not write anything");
    }
    for args in next {
        let project = Project::empty();
        copy(original.root(), project.root());
        let run_ = run(&project, args);
        assert!(run_.code == 0 || args[0] == "verify", "{args:?}: {run_:?}");
        assert!(pending(&project).is_empty(), "{args:?}: {run_:?}");
        assert!(is_listed(&project, ANN), "{args:?}");
        assert!(project.path(&format!("{FILES}/all.pdf")).exists(), "{args:?}");
    }
}

#[test]
fn a_list_never_starts_again_or_loses_an_entry() {
    let project = office();
    revoke(&project, ANN).succeeded();
    let before = list(&project).sequence;
    fs::remove_file(project.path("verify/status.json")).unwrap();
    revoke(&project, BO).succeeded();
    assert!(list(&project).sequence > before && is_listed(&project, ANN));
}

#[test]
fn a_list_that_is_not_published_is_made_again() {
    let project = office();
    revoke(&project, ANN).succeeded();
    fs::remove_file(project.path("verify/status.json")).unwrap();
    run(&project, &["certificates", "list"]).succeeded();
    assert!(project.path("verify/status.json").exists());
}

#[cfg(unix)]
/// A file of only a new key would make everything that was signed before one of an unknown key.
#[test]
fn lost_public_keys_are_not_replaced_by_new_ones() {
    let project = office();
    fs::remove_file(project.path("data/keys.json")).unwrap();
    let list = fs::read(project.path("verify/status.json")).unwrap();
    for action in ["new", "list"] {
        let refused = run(&project, &["keys", action]);
        let says = ["public keys is missing", "restore FILE", "--earlier-lost"];
        let is_right = says.iter().all(|words| refused.err.contains(words));
        assert!(refused.code == 2 && is_right, "{refused:?}");
    }
    assert!(fs::read(project.path("verify/status.json")).unwrap() == list);
    run(&project, &["keys", "new", "--earlier-lost"]).succeeded();
    assert_eq!(run(&project, &["verify", &format!("{FILES}/{ANN}.pdf")]).code, 15);
}

#[test]
fn acts_end_with_what_to_publish() {
    const KEYS: &str = "\n  data/keys.json ";
    const LIST: &str = "\n  verify/status.json ";
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    let mut faults = Vec::new();
    let mut expect = |what: &str, run: Run, words: &[&str], absent: &[&str]| {
        let news = run.out.rsplit_once("publish now:").map_or("", |(_, news)| news);
        let is_right = words.iter().all(|words| news.contains(words))
            && !absent.iter().any(|words| news.contains(words));
        if !is_right {
            faults.push(format!("{what}: {run:?}"));
        }
    };
    expect("a key", run(&project, &["keys", "new"]), &[KEYS, "a new public key"], &[LIST]);
    let issue = || issue(&project, "first.csv", "Ann Lee,,8\nBo Li,,8\nCy Ma,,8\n");
    expect("the first certificates", issue(), &[KEYS, LIST, "no entries yet"], &[]);
    expect("the roster again", issue(), &[], &[KEYS, LIST]);
    let correct = ["certificates", "correct", ANN, "--name", "Ann Li", "--reason", "typo"];
    expect("a correction", run(&project, &correct), &[LIST, "1 more replaced"], &[KEYS]);
    expect("a revocation", revoke(&project, BO), &[LIST, "1 more revoked"], &[KEYS, "replaced"]);
    let email = ["certificates", "correct", ANN, "--email", "ann@example.org"];
    expect("an address", run(&project, &email), &[], &[KEYS, LIST]);
    let all = ["certificates", "revoke", "--session", SESSION, "--reason", "a test"];
    let json = run(&project, &[&["--format", "json"][..], &all].concat());
    let record: Vec<&str> = json.out.lines().filter(|it| it.contains(r#""publish""#)).collect();
    let [record] = record[..] else { panic!("{json:?}") };
    assert!(record.contains("status.json") && record.contains("2 more revoked"), "{record}");
    // A command that only reads says it beside its results.
    fs::remove_file(project.path("verify/status.json")).unwrap();
    let reading = run(&project, &["certificates", "list"]).succeeded();
    assert!(
        !reading.out.contains("publish") && reading.err.contains("publish now:"),
        "{reading:?}"
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_with_names_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let project = office();
    run(&project, &["certificates", "export", "all.csv"]).succeeded();
    let rows = "Cy Ma,cy@example.org,8\nDi,not an address,8\n";
    project.write("second.csv", format!("Name,E-mail,Hours\n{rows}"));
    run(&project, &["certify", "second.csv", "--session", SESSION, "--skip-invalid"]);
    let mode = |file: &str| {
        let path = project.path(file);
        let metadata = fs::metadata(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        metadata.permissions().mode() & 0o777
    };
    let single = format!("{FILES}/{ANN}.pdf");
    let lists = ["all.pdf", "issued.csv", "mailmerge.csv"].map(|name| format!("{FILES}/{name}"));
    let private: Vec<&str> = ["ledger.db", "all.csv", "second.rejected.csv", single.as_str()]
        .into_iter()
        .chain(lists.iter().map(String::as_str))
        .collect();
    for file in &private {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    for folder in ["keys", "out/certificates", FILES] {
        assert_eq!(mode(folder), 0o700, "{folder}");
    }
    assert!(
        ["data/keys.json", "verify/status.json"].iter().all(|file| mode(file) & 0o044 == 0o044)
    );
    // Existing files and folders get the same permissions when they are written again.
    for name in private.iter().chain(&["out/certificates", FILES]) {
        let all = if project.path(name).is_dir() { 0o777 } else { 0o666 };
        fs::set_permissions(project.path(name), PermissionsExt::from_mode(all)).unwrap();
    }
    run(&project, &["certificates", "reissue", ANN]).succeeded();
    run(&project, &["certificates", "export", "all.csv"]).succeeded();
    for file in private.iter().filter(|file| !file.contains("rejected")) {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    assert_eq!([mode("out/certificates"), mode(FILES)], [0o700; 2]);
}
