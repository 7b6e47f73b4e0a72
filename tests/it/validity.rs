//! Correcting between which dates a certification is valid.

use serde_json::Value;

use crate::certify::{SESSION, program};

const NUMBER: &str = "NDPS-2026-00001-4";

#[test]
fn the_dates_of_a_certification_can_be_corrected() {
    let project = program();
    project.write("roster.csv", "Name,Email\nAda Lee,ada@example.org\n");
    let run = |args: &[&str]| project.run_on("2026-11-22", args);
    let certify = ["certify", "roster.csv", "--session", SESSION, "--only", "single"];
    let terms = ["--piece", "certificate-certified", "--valid-until", "2028-11-21"];
    run(&[&certify[..], &terms].concat()).succeeded();
    let correct = |more: &[&str]| run(&[&["certificates", "correct", NUMBER], more].concat());
    let dates = || {
        let file = format!("out/certificates/{SESSION}/{NUMBER}.pdf");
        let verified = run(&["verify", &file, "--format", "json"]).succeeded();
        let signed: Value = serde_json::from_str(&verified.out).unwrap();
        let shown = run(&["certificates", "list", "--format", "json"]).succeeded();
        let listed: Value = serde_json::from_str(&shown.out).unwrap();
        ["revision", "valid_from", "valid_until"].map(|name| {
            assert_eq!(signed["certificate"][name], listed[name], "{name}");
            listed[name].to_string().trim_matches('"').to_owned()
        })
    };
    assert_eq!(dates(), ["1", "2026-11-22", "2028-11-21"]);
    correct(&["--valid-until", "2029-01-31", "--reason", "a longer term"]).succeeded();
    assert_eq!(dates(), ["2", "2026-11-22", "2029-01-31"]);
    // A later correction of something else keeps them.
    correct(&["--name", "Ada B. Lee"]).succeeded();
    assert_eq!(dates(), ["3", "2026-11-22", "2029-01-31"]);
    correct(&["--valid-from", "2026-12-01", "--valid-until", "2028-11-21"]).succeeded();
    let expired = run(&["certificates", "show", NUMBER]).succeeded();
    assert!(expired.out.contains("2026-12-01") && expired.out.contains("not yet"), "{expired:?}");
    run(&["certificates", "check"]).succeeded();
    for (more, fault) in [
        (&["--valid-until", "2026-11-30"][..], "is not after the start date"),
        (&["--valid-from", "2028-11-21"], "is not after the start date"),
        (&["--valid-until", "2028-11-21"], "already has these values"),
        (&["--valid-until", "soon"], "expected a date"),
        (&["--valid-until", "2030-01-01", "--from-data"], "cannot be used with"),
    ] {
        let refused = correct(more);
        assert!(refused.code == 2 && refused.err.contains(fault), "{more:?}: {refused:?}");
    }
    project.write("other.csv", "Name,Email,Hours\nBo Ray,bo@example.org,40\n");
    run(&["certify", "other.csv", "--session", SESSION, "--only", "single"]).succeeded();
    let other = ["certificates", "correct", "NDPS-2026-00002-3", "--valid-until", "2029-01-31"];
    let refused = run(&other);
    assert!(refused.code == 2 && refused.err.contains("does not expire"), "{refused:?}");
}
