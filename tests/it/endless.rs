//! A template without an end, in commands that make certificates: it becomes a finding, no number
//! is given, and other commands get their turn.

use std::process::Stdio;

use crate::project::Run;
use crate::publish::{BO, SESSION, is_listed, office, revoke, run};

/// Typst that takes hours, and little memory.
const ENDLESS: &str = "#for i in range(1000000) { for j in range(1000000) { let x = j } }\n";

#[test]
fn an_endless_template_stops_and_a_revocation_gets_through() {
    let project = office();
    let template = "templates/diploma/main.typ";
    project.write(template, format!("{ENDLESS}{}", project.read(template)));
    project.write("more.csv", "Name,Hours\nCy Ma,8\n");
    let certify = ["certify", "more.csv", "--session", SESSION, "--timeout", "3"];
    let mut command = project.command(&certify);
    command.env("SOURCE_DATE_EPOCH", "1795132800").stdout(Stdio::piped()).stderr(Stdio::piped());
    let hanging = command.spawn().unwrap();
    revoke(&project, BO).succeeded();
    assert!(is_listed(&project, BO));
    let stopped = Run::of(&hanging.wait_with_output().unwrap());
    assert_eq!(stopped.code, 1, "{stopped:?}");
    for part in ["error[template-endless]", "did not finish in 3 seconds", "`--timeout`"] {
        assert!(stopped.err.contains(part), "{part}: {stopped:?}");
    }
    let listed = run(&project, &["certificates", "list"]).succeeded();
    assert!(!listed.out.contains("Cy Ma"), "{listed:?}");
    // What was issued before is made from the template that the ledger keeps.
    run(&project, &["certify", "--session", SESSION, "--timeout", "10"]).succeeded();
}
