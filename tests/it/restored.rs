//! Backups that are not the latest state, on a computer that knows nothing else.

use std::fs;

use crate::project::{Project, Run};
use crate::publish::{BO, SESSION, office, revoke, run};

fn with_passphrase(project: &Project, act: &str) -> Run {
    project.write("passphrase.txt", "an example of several words");
    run(project, &["certificates", act, "backup.zip", "--passphrase-file", "passphrase.txt"])
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
    for part in ["nothing on this computer shows", "status.json", "--given NUMBER"] {
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
