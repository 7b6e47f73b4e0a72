//! Private and public keys.

use std::fs;
use std::path::PathBuf;

use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys, signing_key};
use peerpress::certificates::proof::status::StatusList;
use peerpress::project::Project as Folder;

use super::{Program, completion};
use crate::project::{Project, repository};

#[test]
fn a_new_key_replaces_the_old_one_and_old_certificates_stay_genuine() {
    let program = Program::new();
    let project = &program.project;
    let (old, url) = (program.key().id(), program.url(&completion()));
    let run = project.run_on("2027-03-01", &["keys", "new"]);
    assert!(run.code == 0 && run.err.contains(&format!("key {old} is kept")), "{run:?}");
    let new = program.key().id();
    assert_ne!(old, new);
    let list = project.run(&["keys", "list"]);
    let lines: Vec<&str> = list.out.lines().collect();
    assert!(
        lines.len() == 2
            && lines[0].starts_with(&new.to_string())
            && lines[0].contains("signs now")
            && lines[1].contains("2027-01-01 – 2027-03-01"),
        "{list:?}"
    );
    let verified = program.verify("2027-06-01", &[&url]);
    assert!(
        verified.code == 0 && verified.out.contains(&format!("{old}, in use until 2027-03-01")),
        "{verified:?}"
    );
    // The secret is not printed or written outside its folder.
    let pem = project.read(&format!("keys/{new}.pem"));
    let secret = pem.lines().nth(1).unwrap();
    for text in [&run.out, &run.err, &list.out, &project.read("data/keys.json")] {
        assert!(!text.contains(secret) && !text.contains(&secret[20..]));
    }
    assert_eq!(project.read("keys/.gitignore"), "*\n");
    assert_eq!(project.files("data").iter().filter(|name| name.contains("keys")).count(), 1);
    // The environment can name the folder.
    let lost = project
        .command(&["keys", "list", "--format", "json"])
        .env("PEERPRESS_KEYS", project.path("data"))
        .output()
        .unwrap();
    assert!(
        String::from_utf8(lost.stdout)
            .unwrap()
            .lines()
            .all(|line| line.contains("\"private_here\":false"))
    );
    // The folder can be elsewhere, but not in the output folder.
    let elsewhere = Project::empty();
    let folder = elsewhere.path("safe/keys");
    assert_eq!(project.run(&["keys", "new", "-q", "--dir", folder.to_str().unwrap()]).code, 0);
    assert_eq!(elsewhere.files("safe/keys").len(), 2);
    for dir in ["out", "out/deep/keys", "../x/../out/keys"] {
        let run = project.run(&["keys", "new", "--dir", project.path(dir).to_str().unwrap()]);
        let is_inside = !dir.contains("..");
        assert!(
            !is_inside || (run.code == 2 && run.err.contains("output folder")),
            "{dir}: {run:?}"
        );
    }
}

#[test]
fn a_key_that_is_not_safe_or_not_valid_does_not_sign() {
    let program = Program::new();
    let folder = Folder::open(program.project.root()).unwrap();
    let id = program.key().id();
    let (keys, pem) =
        (program.project.path("keys"), program.project.path(&format!("keys/{id}.pem")));
    let fails = |expected: &str| {
        let error = signing_key(&folder, &keys).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&keys), mode(&pem)), (0o700, 0o600));
        for open in [0o640, 0o604, 0o660, 0o777] {
            fs::set_permissions(&pem, fs::Permissions::from_mode(open)).unwrap();
            fails("chmod 600");
        }
        fs::set_permissions(&pem, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let good = fs::read_to_string(&pem).unwrap();
    fs::write(&pem, &good[..60]).unwrap();
    fails("not an Ed25519 private key");
    fs::write(&pem, good.replacen("VwBC", "VwBD", 1)).unwrap();
    fails("not an Ed25519 private key");
    let other = PrivateKey::random().unwrap();
    let path = other.write(&keys).unwrap();
    assert!(other.write(&keys).is_err(), "a key is never overwritten");
    fs::copy(&path, &pem).unwrap();
    fails("the file holds the private key");
    fs::remove_file(&pem).unwrap();
    fails("is missing");
    fs::remove_file(program.project.path("data/keys.json")).unwrap();
    fails("`peerpress keys new`");
    program.project.write("data/keys.json", "{");
    fails("not valid");
    assert_eq!(program.project.run(&["keys", "list"]).code, 2);
    // A file that is not valid is never overwritten.
    assert_eq!(program.project.run(&["keys", "new"]).code, 2);
    assert_eq!(program.project.read("data/keys.json"), "{");
}

#[test]
fn files_of_the_first_version_are_read() {
    let fixtures = repository().join("tests/proof");
    let public = PublicKeys::read(&fixtures.join("keys.json")).unwrap();
    let id = public.current().unwrap().id;
    assert_eq!((public.keys.len(), id.to_string().as_str()), (2, "1da6ecb816571358"));
    assert_eq!(fs::read_to_string(fixtures.join("keys.json")).unwrap(), public.to_json());
    let list = StatusList::read(&fixtures.join("status.json"), &public).unwrap();
    assert_eq!((list.sequence, list.to_string().contains("2026-11-01")), (2, true));

    // Git does not keep the permissions of the private key.
    let project = Project::empty();
    let pem = fs::read(fixtures.join(format!("{id}.pem"))).unwrap();
    project.write(&format!("keys/{id}.pem"), &pem);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(project.path(&format!("keys/{id}.pem")), private).unwrap();
    }
    let key = PrivateKey::read(&project.path("keys"), id).unwrap();
    assert_eq!(key.id(), id);
    let written = key.write(&project.path("copy")).unwrap();
    assert_eq!(fs::read(written).unwrap(), pem, "the format has not changed");

    for (file, status) in [("code.txt", 0), ("revoked.txt", 11)] {
        let path = |name: &str| fixtures.join(name).to_str().unwrap().to_owned();
        let (code, keys, list) = (path(file), path("keys.json"), path("status.json"));
        let run = project.run(&["verify", &code, "--keys", &keys, "--status", &list]);
        assert_eq!(run.code, status, "{run:?}");
    }
}
