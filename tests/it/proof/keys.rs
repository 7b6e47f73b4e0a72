//! Private and public keys.

use std::fs;
use std::path::PathBuf;

use jiff::civil::date;
use peerpress::certificates::proof::keys::{KeyRevocation, PrivateKey, PublicKeys, signing_key};
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
    // Nor where templates read, or where files are published.
    for dir in ["templates/shared/k", "templates", "fonts/k", "verify"] {
        let run = project.run(&["keys", "new", "--dir", dir]);
        assert!(run.code == 2 && run.err.contains("this folder is inside `"), "{dir}: {run:?}");
        let backup = ["certificates", "backup", &format!("{dir}/backup.zip")];
        let run = project.run(&backup);
        assert!(run.code == 2 && run.err.contains("the backup would be in"), "{dir}: {run:?}");
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
    fails("the file contains the private key");
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

/// The example of RFC 8410, section 10.3, and its public key from section 10.1.
#[test]
fn the_example_of_rfc_8410_is_read_and_written() {
    let pem = "-----BEGIN PRIVATE KEY-----\n\
               MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
               -----END PRIVATE KEY-----\n";
    let der = data_encoding::BASE64.decode(pem.lines().nth(1).unwrap().as_bytes()).unwrap();
    let key = PrivateKey::from_seed(der[der.len() - 32..].try_into().unwrap());
    assert_eq!(format!("{key:?}"), format!("PrivateKey({})", key.id()));
    let public =
        PublicKeys { keys: vec![key.public(date(2026, 1, 1))], ..PublicKeys::default() }.to_json();
    assert!(public.contains("\"Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE\""), "{public}");
    let project = Project::empty();
    let folder = project.path("keys");
    let path = key.write(&folder).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), pem);
    for (text, is_read) in [
        (pem.replace('\n', "\r\n"), true),
        (pem.replace("MC4C", "MC4D"), false),
        (pem.replace("PRIVATE", "PUBLIC"), false),
        (String::new(), false),
    ] {
        fs::write(&path, &text).unwrap();
        assert_eq!(PrivateKey::read(&folder, key.id()).is_ok(), is_read, "{text}");
    }
}

#[test]
fn only_a_valid_file_of_public_keys_is_read() {
    let (first, second) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
    let mut keys = PublicKeys::default();
    assert!(keys.current().is_none());
    keys.rotate(first.public(date(2026, 1, 1)));
    keys.rotate(second.public(date(2027, 1, 1)));
    assert_eq!(keys.current().unwrap().id, second.id());
    let text = keys.to_json();
    let project = Project::empty();
    let read = |text: &str| {
        project.write("keys.json", text);
        PublicKeys::read(&project.path("keys.json"))
    };
    assert_eq!(read(&text).unwrap(), keys);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let public = |index: usize| value["keys"][index]["public"].as_str().unwrap();
    let weak = data_encoding::BASE64URL_NOPAD.encode(&[0; 32]);
    let revoked = "2026-01-01\", \"revoked\": { \"at\": \"2027-01-01\" }, \"until\": \"";
    for (find, with, expected) in [
        ("2026-01-01\",\n      \"until\": \"", revoked, "not a time"),
        (public(0), public(1), "has the ID"),
        (public(0), &weak, "does not have an Ed25519"),
        (&first.id().to_string(), &second.id().to_string(), "has the ID"),
        ("Ed25519", "RSA", "only Ed25519"),
        ("\"version\": 1", "\"version\": 3", "version 3"),
        ("2026-01-01", "2026-13-01", "not a date"),
        ("\"from\"", "\"since\"", "unknown field"),
    ] {
        let error = read(&text.replacen(find, with, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn a_revoked_key_stays_in_the_file_and_does_not_sign() {
    let keys = [1, 2, 3].map(|seed| PrivateKey::from_seed([seed; 32]));
    let [first, second, third] = &keys;
    let mut public = PublicKeys::default();
    public.rotate(first.public(date(2026, 1, 1)));
    let version_1 = public.to_json();
    assert!(version_1.contains("\"version\": 1"), "{version_1}");
    let lost = KeyRevocation { at: "2026-06-01T12:00:00Z".parse().unwrap(), stolen_since: None };
    let stolen = |day| KeyRevocation { stolen_since: Some(day), ..lost };
    public.revoke(first.id(), lost).unwrap();
    assert!(public.current().is_none());
    let error = public.revoke(second.id(), lost).unwrap_err().to_string();
    assert!(error.contains("there is no key"), "{error}");
    public.rotate(second.public(date(2026, 6, 1)));
    assert_eq!(public.current().unwrap().id, second.id());

    let project = Project::empty();
    project.write("keys.json", public.to_json());
    assert!(project.read("keys.json").contains("\"version\": 2"));
    assert_eq!(PublicKeys::read(&project.path("keys.json")).unwrap(), public);

    // A revocation is never weakened, and copies are merged without loss.
    let mut other = PublicKeys::default();
    other.rotate(first.public(date(2026, 1, 1)));
    other.rotate(third.public(date(2026, 3, 1)));
    other.revoke(first.id(), stolen(date(2026, 5, 1))).unwrap();
    assert!(public.merge(&other));
    let ids: Vec<_> = public.keys.iter().map(|key| key.id).collect();
    assert_eq!(ids, [first.id(), third.id(), second.id()]);
    assert!(!public.merge(&other));
    let text = public.to_json();
    assert!(text.contains("\"stolen_since\": \"2026-05-01\""), "{text}");
    public.revoke(first.id(), lost).unwrap();
    public.revoke(first.id(), stolen(date(2026, 5, 2))).unwrap();
    assert_eq!(public.to_json(), text);

    // What was signed before the theft, or before the loss was noticed, stays genuine.
    let day = |text: &str| text.parse().unwrap();
    let theft = stolen(date(2026, 5, 1));
    assert!(
        theft.spares(day("2026-04-30T23:59:59Z")) && !theft.spares(day("2026-05-01T00:00:00Z"))
    );
    assert!(lost.spares(lost.at) && !lost.spares(day("2026-06-01T12:00:01Z")));
}
