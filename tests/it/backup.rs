//! Backups: a program goes on from one on another computer, and nothing is lost.

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use peerpress::certificates::ledger::{Ledger, Lineage};
use peerpress::certificates::proof::keys::{PublicKeys, signing_key};
use peerpress::project::Project as Folder;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::ledger::{act, entry, format, numbers, session};
use crate::project::{Project, Run};

const PASSPHRASE: &str = "four words and more";

/// A small project with a key, and a passphrase to restore backups with.
fn computer() -> Project {
    let project = Project::small();
    project.write("passphrase.txt", format!("{PASSPHRASE}\r\n"));
    project
}

/// A program that has issued certificates to people.
fn program(names: &[&str]) -> Project {
    let project = computer();
    project.run(&["keys", "new", "-q"]).succeeded();
    issue(&project, names);
    project
}

fn issue(project: &Project, names: &[&str]) -> Vec<String> {
    let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
    let people: Vec<_> = names.iter().map(|name| entry(name, Some("a@example.org"))).collect();
    let issued = ledger.issue(&session("2026-10-minot"), &people, &format(), &act()).unwrap();
    numbers(&issued).into_iter().map(str::to_owned).collect()
}

fn run(project: &Project, act: &str, file: &Path) -> Run {
    let file = file.to_str().unwrap();
    project.run(&["certificates", act, file, "--passphrase-file", "passphrase.txt"])
}

/// Fails unless a command did what it should. No command can make the files of the session, which
/// is not in the data, so each ends with another exit code than 0.
fn completed(run: Run) -> Run {
    let has_pending = run.err.contains("error: an earlier command updated the ledger, but");
    assert!(run.code == 0 || run.code == 2 && has_pending, "{run:?}");
    run
}

fn backup(project: &Project) -> std::path::PathBuf {
    let file = project.path("copies/backup.zip");
    completed(run(project, "backup", &file));
    file
}

/// Every file of a project and its bytes, except those of the lock.
fn contents(project: &Project) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in [".", "data", "verify", "keys"] {
        for name in project.files(folder) {
            let path = project.path(folder).join(&name);
            if path.is_file() {
                files.push((format!("{folder}/{name}"), fs::read(path).unwrap()));
            }
        }
    }
    files
}

#[test]
fn another_computer_goes_on_from_a_backup() {
    let old = program(&["Ada First", "Bo Second"]);
    completed(old.run(&["keys", "new", "-q"]));
    old.run(&["certificates", "revoke", "NDPS-2026-00002-3", "--reason", "in error"]);
    let file = backup(&old);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let bytes = fs::read(&file).unwrap();
    let pem = fs::read(old.path(&format!("keys/{}", old.files("keys")[1]))).unwrap();
    let secret = pem.split(|byte| *byte == b'\n').nth(1).unwrap();
    assert!(!bytes.windows(secret.len()).any(|part| part == secret), "no key is in the clear");

    let new = computer();
    let restored = completed(run(&new, "restore", &file));
    assert!(restored.out.contains("ledger: restored"), "{restored:?}");
    for folder in ["data/keys.json", "verify/status.json"] {
        assert_eq!(new.read(folder), old.read(folder), "{folder}");
    }
    assert_eq!(new.files("keys"), old.files("keys"));
    let key = |project: &Project| {
        let folder = Folder::open(project.root()).unwrap();
        signing_key(&folder, &project.path("keys")).unwrap().id()
    };
    assert_eq!(key(&new), key(&old));
    completed(new.run(&["certificates", "check"]));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(new.path("ledger.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // The next number goes on, and the revocation still counts.
    assert_eq!(issue(&new, &["Cy Third"]), ["NDPS-2026-00003-8"]);
    let shown = completed(new.run(&["certificates", "show", "NDPS-2026-00002-3"]));
    assert!(shown.out.contains("revoked: in error"), "{shown:?}");

    // Back on the first computer: its ledger is older, and is brought up to date.
    let back = backup(&new);
    let restored = completed(run(&old, "restore", &back));
    assert!(restored.out.contains("brought up to date"), "{restored:?}");
    assert_eq!(issue(&old, &["Di Fourth"]), ["NDPS-2026-00004-6"]);
    for (from, expected) in [(&back, "kept, because it is newer"), (&file, "newer")] {
        let restored = completed(run(&old, "restore", from));
        assert!(restored.out.contains(expected), "{restored:?}");
    }
    let restored = completed(run(&new, "restore", &back));
    assert!(restored.out.contains("already the same"), "{restored:?}");
}

#[test]
fn openssl_reads_the_keys_of_a_backup() {
    let program = program(&["Ada First"]);
    let mut zip = ZipArchive::new(File::open(backup(&program)).unwrap()).unwrap();
    let name = program.files("keys")[1].clone();
    let mut pem = String::new();
    zip.by_name(&format!("keys/{name}")).unwrap().read_to_string(&mut pem).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{pem}");
    program.write("encrypted.pem", &pem);
    let mut openssl = Command::new("openssl");
    openssl.args(["pkey", "-in", "encrypted.pem", "-passin", "file:pass.txt"]);
    program.write("pass.txt", PASSPHRASE);
    // Where OpenSSL is not installed, the test of the format in the other direction remains.
    if let Ok(output) = openssl.current_dir(program.root()).output() {
        let plain = Run::of(&output).succeeded().out;
        assert_eq!(plain, program.read(&format!("keys/{name}")));
    }
}

#[test]
fn two_computers_that_both_issued_are_not_merged() {
    let one = program(&["Ada First"]);
    let other = computer();
    completed(run(&other, "restore", &backup(&one)));
    issue(&one, &["Bo Here"]);
    issue(&other, &["Cy There", "Di There"]);
    let before = contents(&one);
    let file = backup(&other);
    let refused = run(&one, "restore", &file);
    assert_eq!(refused.code, 2, "{refused:?}");
    for part in [
        "differ after event 2, since 2026-11-23",
        "only in this project:\n  NDPS-2026-00002-3  Bo Here: issued\n",
        "only in the backup:\n  NDPS-2026-00002-3  Cy There: issued\n  NDPS-2026-00003-8  Di There",
    ] {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    assert_eq!(contents(&one), before, "nothing was changed");
    let ledgers = [&one, &other].map(|it| Ledger::open_to_read(&it.path("ledger.db")).unwrap());
    let Lineage::Forked(fork) = ledgers[0].lineage(&ledgers[1]).unwrap() else { panic!() };
    assert_eq!((fork.shared, fork.here.len(), fork.there.len()), (2, 1, 2));

    // Another program's backup is refused as well, and so is writing over its file.
    let stranger = program(&["Someone Else"]);
    let refused = run(&one, "restore", &backup(&stranger));
    assert!(refused.code == 2 && refused.err.contains("another program's ledger"), "{refused:?}");
    assert_eq!(contents(&one), before);
    for (file, expected) in [
        (stranger.path("copies/backup.zip"), "backup of another ledger"),
        (stranger.path("passphrase.txt"), "not a backup"),
        (stranger.path("copies/no/folder"), ""),
    ] {
        let run = run(&one, "backup", &file);
        assert_eq!(run.out.is_empty(), !expected.is_empty(), "{run:?}");
        assert!(run.err.contains(expected), "{run:?}");
    }
}

#[test]
fn a_backup_never_replaces_a_later_one() {
    let old = program(&["Ada First"]);
    let file = backup(&old);
    let earlier = fs::read(old.path("ledger.db")).unwrap();
    issue(&old, &["Bo Second"]);
    assert_eq!(backup(&old), file);
    old.write("ledger.db", earlier);
    let refused = run(&old, "backup", &file);
    assert!(refused.code == 2 && refused.err.contains("a later state"), "{refused:?}");
    let restored = completed(run(&old, "restore", &file));
    assert!(restored.out.contains("brought up to date"), "{restored:?}");
}

#[test]
fn keys_and_revocations_of_both_sides_are_kept() {
    let one = program(&["Ada First"]);
    let other = computer();
    completed(run(&other, "restore", &backup(&one)));
    completed(one.run(&["keys", "new", "-q"]));
    completed(other.run_on("2027-01-02", &["keys", "new", "-q"]));
    let ids = |project: &Project| {
        let keys = PublicKeys::read(&project.path("data/keys.json")).unwrap().keys;
        keys.iter().map(|key| key.id.to_string()).collect::<Vec<_>>()
    };
    let mut expected = [ids(&one), ids(&other)].concat();
    completed(run(&one, "restore", &backup(&other)));
    let mut both = ids(&one);
    for ids in [&mut expected, &mut both] {
        ids.sort();
        ids.dedup();
    }
    assert_eq!((both.len(), both), (3, expected));
    assert_eq!(one.files("keys").iter().filter(|name| name.ends_with(".pem")).count(), 3);
}

/// The entries of a backup, changed by a function, in a new file.
fn changed(file: &Path, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut from = ZipArchive::new(File::open(file).unwrap()).unwrap();
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut entry = from.by_index(index).unwrap();
        let (name, mut bytes) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).unwrap();
        if let Some(bytes) = change(&name, bytes) {
            to.start_file(name.as_str(), options).unwrap();
            to.write_all(&bytes).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

/// Adds an entry to a backup.
fn with_entry(file: &Path, name: &str, method: CompressionMethod, bytes: &[u8]) -> Vec<u8> {
    let zip = Cursor::new(changed(file, |_, bytes| Some(bytes)));
    let mut zip = ZipWriter::new_append(zip).unwrap();
    zip.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_damaged_or_hostile_backup_changes_nothing() {
    let program = program(&["Ada First"]);
    let file = backup(&program);
    let good = fs::read(&file).unwrap();
    let manifest = |find: &str, with: &str| {
        changed(&file, |name, bytes| {
            let text = String::from_utf8_lossy(&bytes).replacen(find, with, 1).into_bytes();
            Some(if name == "manifest.json" { text } else { bytes })
        })
    };
    let flipped = |entry: &str| {
        changed(&file, |name, mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= u8::from(name.starts_with(entry));
            Some(bytes)
        })
    };
    let without = |entry: &str| changed(&file, |name, bytes| (name != entry).then_some(bytes));
    let mut flipped_in_place = good.clone();
    flipped_in_place[good.len() / 3] ^= 1;
    let bomb = |name: &str| {
        let zip = Cursor::new(without(name));
        let mut zip = ZipWriter::new_append(zip).unwrap();
        let deflated = CompressionMethod::Deflated;
        let options = SimpleFileOptions::default().compression_method(deflated);
        zip.start_file(name, options).unwrap();
        zip.write_all(&vec![0; 16 * 1024 * 1024]).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let stored = CompressionMethod::Stored;
    let hostile: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "not a backup"),
        ("text", b"certificates".to_vec(), "not a backup"),
        ("cut short", good[..good.len() - 100].to_vec(), "not a backup"),
        ("half", good[..good.len() / 2].to_vec(), "not a backup"),
        ("a flipped bit", flipped_in_place, ""),
        ("ledger", flipped("ledger.db"), "the ledger was changed"),
        ("keys", flipped("data/keys.json"), "`data/keys.json` was changed"),
        ("private key", flipped("keys/"), "was changed"),
        ("no ledger", without("ledger.db"), "an entry is missing"),
        ("no keys", without("data/keys.json"), "an entry is missing"),
        ("no manifest", without("manifest.json"), "no `manifest.json`"),
        ("kind", manifest("peerpress backup", "holiday photos"), "not a backup of certificates"),
        ("version", manifest("\"version\": 1", "\"version\": 2"), "a newer Peerpress"),
        ("head", manifest("\"events\": 2", "\"events\": 3"), "the ledger in the backup is damaged"),
        ("size", manifest("\"size\": ", "\"size\": 9999999"), "shorter than its entries"),
        ("bomb", bomb("manifest.json"), "not as Peerpress writes it"),
        ("another bomb", bomb("ledger.db"), ""),
        ("../", with_entry(&file, "../evil", stored, b"x"), "`../evil`, which no backup has"),
        ("/", with_entry(&file, "/tmp/evil", stored, b"x"), "which no backup has"),
        ("keys/../", with_entry(&file, "keys/../../x.pem", stored, b"x"), "which no backup has"),
        ("data", with_entry(&file, "data/program.json", stored, b"{}"), "which no backup has"),
        ("key", with_entry(&file, "keys/0011223344556677.pem", stored, b"x"), "was added"),
    ];
    let target = computer();
    let own = contents(&target);
    for (what, bytes, expected) in hostile {
        let path = target.path("copies/hostile.zip");
        target.write("copies/hostile.zip", &bytes);
        let run = run(&target, "restore", &path);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{what}: {run:?}");
        assert!(run.err.contains(expected), "{what}: {run:?}");
        assert!(!run.err.contains("panicked"), "{what}: {run:?}");
        assert_eq!(contents(&target), own, "{what}");
    }
    let missing = run(&target, "restore", &target.path("copies/none.zip"));
    assert!(missing.code == 2 && missing.err.contains("does not exist"), "{missing:?}");
    target.write("passphrase.txt", "four words and mork\n");
    let wrong = run(&target, "restore", &file);
    assert!(wrong.code == 2 && wrong.err.contains("the passphrase is wrong"), "{wrong:?}");
    assert_eq!(contents(&target).len(), own.len());
}

#[test]
fn a_backup_needs_a_good_passphrase_and_a_safe_place() {
    let program = program(&["Ada First"]);
    for (text, expected) in [
        ("", "it needs at least 12"),
        ("short\n", "the passphrase has 5 characters"),
        ("\nfour words and more", "the passphrase has 0 characters"),
    ] {
        program.write("passphrase.txt", text);
        let run = run(&program, "backup", &program.path("b.zip"));
        assert!(run.code == 2 && run.err.contains(expected), "{run:?}");
    }
    program.write("passphrase.txt", PASSPHRASE);
    let run = run(&program, "backup", &program.path("out/b.zip"));
    assert!(run.code == 2 && run.err.contains("the output folder"), "{run:?}");
    assert!(!program.path("b.zip").exists() && !program.path("out/b.zip").exists());
    let json = program.run(&[
        "certificates",
        "backup",
        "b.zip",
        "--passphrase-file",
        "passphrase.txt",
        "--format",
        "json",
    ]);
    let record: Value = serde_json::from_str(&completed(json).out).unwrap();
    assert_eq!((&record["type"], &record["events"]), (&"backup".into(), &2.into()));
    // Without the private key, the backup is made, and says so.
    let pem = program.path(&format!("keys/{}", program.files("keys")[1]));
    fs::rename(&pem, program.path("elsewhere.pem")).unwrap();
    let run = completed(super::backup::run(&program, "backup", &program.path("b.zip")));
    assert!(run.err.contains("is not on this computer"), "{run:?}");
    let empty = computer();
    let run = super::backup::run(&empty, "backup", &empty.path("b.zip"));
    assert!(run.code == 2 && run.err.contains("there is no ledger yet"), "{run:?}");
}
