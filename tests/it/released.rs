//! `peerpress released`: which of the recorded copies are taken back.

use serde_json::{Value, json};

use crate::project::Project;

/// A delivery without pages.
fn delivery(piece: &str, lang: &str, over: Option<&str>, place: &str) -> Value {
    json!({
        "piece": piece, "over": over, "edition": "press", "lang": lang, "vendor": "shop",
        "quantity": 20, "where": place, "on": "2026-12-01", "files": {}, "leads_to": [],
        "pages": [],
    })
}

#[test]
fn a_hint_lists_the_versions_that_can_be_taken_back() {
    let project = Project::small();
    let deliveries = [
        delivery("note", "en", None, "Library"),
        delivery("note", "es", None, "Library"),
        delivery("note", "en", Some("core"), "Library"),
        delivery("dates", "en", None, "Clinic"),
    ];
    project.write("released.json", json!({ "version": 1, "released": deliveries }).to_string());
    let back = |piece: &str, more: &[&str]| {
        let back = ["released", piece, "--take-back", "--where"];
        project.run(&[&back[..], more].concat())
    };
    for (piece, more, said) in [
        (
            "note",
            &["library"][..],
            "add the options of one of them: `--edition press --lang en --vendor shop`, `--edition \
             press --lang es --vendor shop`, `--edition press --lang en --subject core --vendor \
             shop`",
        ),
        ("dates", &["library"], "`--edition press --lang en --vendor shop --where \"Clinic\"`"),
        ("dates", &["Clinic", "--edition", "office"], "no such copies of `dates` are recorded at"),
        ("dates", &["Clinic", "--vendor", "other"], "no such copies of `dates` are recorded at"),
        ("dats", &["Clinic"], "no copies of `dats` are recorded anywhere"),
    ] {
        let run = back(piece, more);
        let err = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(run.code == 2 && err.contains(said), "{said}\n{}", run.err);
    }
    let done = back("note", &["Library", "--lang", "es", "--vendor", "shop"]).succeeded();
    assert!(done.out.contains("20 copies of note (press, es)"), "{}{}", done.out, done.err);
    // A conflicted copy may have deliveries that the record does not have.
    project.write("released (conflicted copy).json", "{}");
    let run = project.run(&["stale", "--format", "short"]);
    assert!(run.err.contains("does not read `released (conflicted copy).json`"), "{}", run.err);
}
