//! Backups that are not the latest state, on a computer that knows nothing else.

use std::fs;

use crate::project::{Project, Run};
use crate::publish::{BO, SESSION, office, revoke, run};

fn with_passphrase(project: &Project, act: &str) -> Run {
    project.write("passphrase.txt", "an example of several words");
    run(project, &["certificates", act, "backup.zip", "--passphrase-file", "passphrase.txt"])
}

/// The key that signed the published list came after the backup, so the public keys of the old
/// computer are needed too.
#[test]
fn a_backup_from_before_a_key_was_stolen() {
    let project = office();
    with_passphrase(&project, "backup").succeeded();
    let older = project.read("data/keys.json");
    let stolen = project.files("keys").into_iter().find_map(|name| {
        let id = name.strip_suffix(".pem")?;
        Some(id.to_owned())
    });
    let theft = ["--stolen-since", "2026-11-01"];
    run(&project, &[&["keys", "revoke", &stolen.unwrap()][..], &theft].concat()).succeeded();
    revoke(&project, BO).succeeded();
    let published = ["data/keys.json", "verify/status.json"].map(|file| project.read(file));
    for path in ["ledger.db", "keys", "out"] {
        let path = project.path(path);
        let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
    }
    let _ = fs::remove_dir_all(project.state());
    project.write("data/keys.json", &older);
    project.write("more.csv", "Name,Hours\nCy Ma,8\n");
    let refused = with_passphrase(&project, "restore");
    let way_on = "copy the `keys.json` that is on your website to `data/keys.json` too";
    assert!(refused.code == 2 && refused.err.contains(way_on), "{refused:?}");
    assert!(!project.path("ledger.db").exists() && project.files("keys").is_empty());
    assert_eq!(project.read("verify/status.json"), published[1]);
    assert_eq!(run(&project, &["verify", BO]).code, 2);

    project.write("data/keys.json", &published[0]);
    let restored = with_passphrase(&project, "restore").succeeded();
    assert!(restored.err.contains("ledger is older"), "{restored:?}");
    assert!(!restored.out.contains("status list: restored"), "{restored:?}");
    assert_eq!(project.read("verify/status.json"), published[1]);
    assert_eq!(run(&project, &["verify", BO]).code, 11);
    let keys = run(&project, &["keys", "list"]).succeeded();
    assert!(keys.out.contains("revoked") && keys.out.contains("signs now"), "{keys:?}");
    let refused = run(&project, &["certify", "more.csv", "--session", SESSION]);
    assert!(refused.code == 2 && refused.err.contains("ledger is older"), "{refused:?}");
}

#[test]
fn an_older_backup_on_a_new_computer() {
    let project = office();
    with_passphrase(&project, "backup").succeeded();
    project.write("more.csv", "Name,Hours\nCy Ma,8\n");
    run(&project, &["certify", "more.csv", "--session", SESSION]).succeeded();
    revoke(&project, BO).succeeded();
    let published = project.read("verify/status.json");
    let forget = || {
        for path in ["ledger.db", "verify/status.json"] {
            let _ = fs::remove_file(project.path(path));
        }
        for folder in [project.path("out"), project.state()] {
            let _ = fs::remove_dir_all(folder);
        }
    };
    forget();
    let restored = with_passphrase(&project, "restore").succeeded();
    let contents =
        "2 certificates, the last one is SMALL-2026-00002-3; the last status list is number";
    assert!(restored.out.contains(contents), "{restored:?}");
    for part in ["nothing on this computer shows", "`keys.json` and `status.json`", "--given"] {
        assert!(restored.err.contains(part), "{part}: {restored:?}");
    }
    assert!(!restored.out.contains("publish now"), "an older list is not news: {restored:?}");
    // The published list shows it, before or after.
    for is_before in [true, false] {
        forget();
        if is_before {
            project.write("verify/status.json", &published);
        }
        let restored = with_passphrase(&project, "restore").succeeded();
        assert_eq!(restored.err.contains("ledger is older"), is_before, "{restored:?}");
        project.write("verify/status.json", &published);
        let checked = run(&project, &["certificates", "check"]);
        assert!(checked.code == 1 && checked.out.contains("ledger is older"), "{checked:?}");
        let refused = run(&project, &["certify", "more.csv", "--session", SESSION]);
        assert_eq!(refused.code, 2, "{refused:?}");
    }
    // A later key shows that the backup is not the latest; this computer may show that it is.
    forget();
    run(&project, &["keys", "list"]);
    let keys = project.read("data/keys.json");
    let again = with_passphrase(&project, "restore").succeeded();
    assert!(again.err.contains("nothing on this computer shows"), "{again:?}");
    fs::remove_file(project.path("ledger.db")).unwrap();
    let again = with_passphrase(&project, "restore").succeeded();
    assert!(!again.err.contains("nothing on this computer shows"), "{again:?}");
    forget();
    let from = keys.find("\"from\": \"").unwrap() + "\"from\": \"".len();
    project.write("data/keys.json", format!("{}2999-01-01{}", &keys[..from], &keys[from + 10..]));
    let later = with_passphrase(&project, "restore").succeeded();
    assert!(later.err.contains("was created on 2999-01-01"), "{later:?}");
}
