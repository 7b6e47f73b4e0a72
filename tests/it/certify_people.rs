//! `certify`: people of a roster and people of the ledger, lists of several days, and who came.

use crate::certify::{certify, numbers, program};
use crate::project::{Project, Run};

/// Writes a list and certifies it, without files.
fn certify_list(project: &Project, list: &str, args: &[&str]) -> Run {
    project.write("list.csv", list);
    certify(project, &[&["list.csv", "--numbers-only"], args].concat())
}

#[test]
fn people_of_the_ledger_are_told_apart() {
    let project = program();
    let first = "Name,Email,Hours\nJory Blake,j@example.org,40\nAnn Lee,,40\n";
    certify_list(&project, first, &[]).succeeded();
    certify_list(&project, "ID,Name,Hours\nA7,Brita Dahl,40\nB2,Cleo Eng,40\n", &[]).succeeded();
    let mut wrong = Vec::new();
    for (list, code, option, issued) in [
        ("ID,Name,Hours\nA7,Abel Crow,40\n", "roster-identity", "--no-ids", 1),
        ("Name,Hours\nJory Blake,40\n", "roster-identity", "--same-person", 0),
        ("Name,Email,Hours\nAnn Lee,ann@example.org,40\n", "roster-identity", "--same-person", 0),
        ("Name,Hours\nJory Blake,40\n", "roster-identity", "--allow-alike", 1),
    ] {
        let refused = certify_list(&project, list, &[]);
        let resolved = certify_list(&project, list, &[option]);
        let is_refused = refused.code == 1
            && refused.err.contains(&format!("error[{code}]"))
            && refused.err.contains(option);
        if !is_refused || !resolved.out.starts_with(&format!("{issued} certificate")) {
            wrong.push(format!("{list}{refused:?}\n{option}: {resolved:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // A family may share an address.
    let family = certify_list(&project, "Name,Email,Hours\nMia Stone,j@example.org,40\n", &[]);
    assert!(family.code == 0 && family.err.contains("roster-family"), "{family:?}");
    assert_eq!(numbers(&project).len(), 7, "no refused list gave a number");
}

#[test]
fn holders_of_certificates_are_known_in_other_spellings() {
    let project = program();
    let first = "Name,Email,Hours\nSetsuko Grace Nakamura,,40\nKeoni Māhoe,k@example.org,40\n\
                 Ana Roy Cruz,a@example.org,40\n";
    certify_list(&project, first, &[]).succeeded();
    let mut wrong = Vec::new();
    for (list, holder) in [
        ("Name,Email,Hours\nSetsuko Nakamura,sn@example.org,40\n", Some("Setsuko Grace Nakamura")),
        ("Name,Hours\nMāhoe Keoni,40\n", Some("Keoni Māhoe")),
        ("Name,Email,Hours\nMahoe Keoni,new@example.org,40\n", Some("Keoni Māhoe")),
        ("Name,Hours\nAna Roy-Cruz,40\n", Some("Ana Roy Cruz")),
        ("Name,Email,Hours\nAna Roy,other@example.org,40\n", None),
    ] {
        project.write("list.csv", list);
        let run = certify(&project, &["list.csv", "--dry-run"]);
        let is_right = match holder {
            Some(holder) => {
                run.code == 1
                    && run.err.contains("error[roster-holder]")
                    && run.err.contains(&format!("write `{holder}` in the list"))
                    && run.out.contains("would issue nothing")
                    && !run.out.contains("0 rows")
            }
            None => run.code == 0,
        };
        if !is_right {
            wrong.push(format!("{list}{run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_lists_of_a_week_are_certified_together() {
    let project = program();
    for (file, rows) in [
        ("mon.csv", "Ann Lee,a@example.org,20,Attended\nBo Li,b@example.org,20,Attended\n"),
        ("tue.csv", "Bo Li,b@example.org,x,Attended\nAnn Lee,a@example.org,20,Attended\n"),
        ("wed.csv", "Ann Lee,a@example.org,20,Attended\nBo Li,b@example.org,20,No show\n"),
    ] {
        project.write(file, format!("Name,Email,Hours,Status\n{rows}"));
    }
    let days = ["mon.csv", "tue.csv"];
    let run = certify(&project, &[&days[..], &["--skip-invalid", "--dry-run"]].concat());
    let run = run.succeeded();
    let words: Vec<&str> = run.out.split_whitespace().collect();
    assert!(words.windows(4).any(|some| some == ["Lee", "20", "20", "40"]), "{run:?}");
    let options = ["--skip-invalid", "--numbers-only", "--at-most", "20", "--everyone"];
    let run = certify(&project, &[&days[..], &options].concat());
    let said = "fix them there, then run `peerpress certify mon.rejected.csv tue.rejected.csv";
    assert!(run.code == 1 && run.err.contains(said), "{run:?}");
    assert!(
        run.err.contains(" --at-most 20 --everyone --numbers-only`"),
        "what the rows need too: {run:?}"
    );
    assert_eq!(numbers(&project).len(), 1, "a day of Bo Li has an error");
    let status = ["mon.csv", "wed.csv", "--dry-run"];
    assert!(certify(&project, &status).err.contains("roster-status"));
    let only = certify(&project, &[&status[..], &["--only", "Status=Attended"]].concat());
    assert!(only.err.contains("20 hours are fewer than the 40 hours"), "{only:?}");
}

#[test]
fn a_former_name_with_another_address_is_asked_about() {
    let project = program();
    let first = "Name,Email,Hours\nYesenia Abeyta,y@example.org,40\nZulema Rael,z@example.org,40\n";
    certify_list(&project, first, &[]).succeeded();
    let issued = numbers(&project);
    let number = &issued.iter().find(|(_, name)| name.starts_with("Yesenia")).unwrap().0;
    let change = |args: &[&str]| {
        project.run_on("2026-11-02", &[&["certificates"], args].concat()).succeeded();
    };
    change(&["correct", number, "--name", "Yesenia Abeyta-Mora", "--reason", "married"]);
    let former = "Name,Email,Hours\nYesenia Abeyta,new@example.com,40\n";
    let refused = certify_list(&project, former, &[]);
    assert!(
        refused.code == 1 && refused.err.contains("was corrected to `Yesenia Abeyta-Mora`"),
        "{refused:?}"
    );
    // An initial without an address may be the holder.
    let initial = certify_list(&project, "Name,Hours\nZ. Rael,40\n", &[]);
    assert!(initial.code == 1 && initial.err.contains("`Zulema Rael`"), "{initial:?}");
    let dry = |args: &[&str]| certify(&project, &[&["list.csv", "--dry-run"], args].concat());
    let other = dry(&["--allow-alike"]);
    assert!(other.out.contains("would issue 1"), "{other:?}");
    change(&["revoke", number, "--reason", "did not come"]);
    let revoked = certify_list(&project, former, &[]);
    assert!(revoked.code == 1 && revoked.err.contains("was revoked: did not come"), "{revoked:?}");
    let current = "Name,Email,Hours\nYesenia Abeyta Mora,new@example.com,40\n";
    let revoked = certify_list(&project, current, &[]);
    assert!(
        revoked.code == 1
            && revoked.err.contains("`--replace-revoked`")
            && !revoked.err.contains("certificates correct"),
        "{revoked:?}"
    );
    let replaced = dry(&["--replace-revoked"]);
    assert!(replaced.out.contains("would issue 1"), "{replaced:?}");
}
