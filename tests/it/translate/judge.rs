//! Programs that others wrote read what translators get, and Peerpress reads what they save.
//! Without Python and its packages, this says that it was not tested; `.ci/run` installs them.

use std::process::Command;

use serde_json::Value;

use super::{data, import};
use crate::project::{Project, python, repository};

#[test]
fn other_programs_read_and_save_what_translators_get() {
    let libraries = "lxml, openpyxl, translate.storage.xliff2";
    let Some(python) = python(libraries, "only Peerpress reads translations") else { return };
    let schemas = std::env::var("PEERPRESS_XLIFF_SCHEMA").unwrap_or_else(|_| {
        eprintln!("no schema of XLIFF 2.0: the files are not validated against it");
        "-".to_owned()
    });
    let project = Project::small();
    // A placeholder, an ampersand, and spaces that XML programs might change.
    project.edit("data/pieces.json", "\"A small note.\"", "\"A {size} note, R&D\u{a0}<1>.\"");
    project.edit("data/pieces.json", "\"Una nota pequeña.\"", "\"Nota {size}, R&D\u{a0}<1>.\"");
    let files = ["es.xlf", "es.xlsx"];
    for (file, format) in files.into_iter().zip(["xliff", "xlsx"]) {
        let path = project.path(file);
        let export = ["translate", "export", "es", path.to_str().unwrap(), "--format", format];
        project.run(&export).succeeded();
    }
    let [xliff, xlsx] = files.map(|file| project.path(file));
    let id = "pieces.pieces.note.text.body";
    let judge = Command::new(python)
        .arg(repository().join("tests/it/translate/judge.py"))
        .args([schemas.as_ref(), xliff.as_os_str(), xlsx.as_os_str()])
        .args([id, "Hable con alguien «que ya pasó» por esto & más."])
        .output()
        .unwrap();
    assert!(judge.status.success(), "{}", String::from_utf8_lossy(&judge.stderr));
    let found: Value = serde_json::from_slice(&judge.stdout).unwrap();
    assert_eq!((&found["source"], &found["target"]), (&"en".into(), &"es".into()));
    assert_eq!(found["units"], found["rows"]);

    let before = data(&project);
    let mut results = Vec::new();
    for file in files {
        for (name, bytes) in &before {
            project.write(&format!("data/{name}"), bytes);
        }
        let run = import(&project, file, true).succeeded();
        assert!(run.err.contains("written: 0 new, 1 changed"), "{file}: {}", run.err);
        results.push(project.read("data/pieces.json"));
    }
    let pieces = String::from_utf8(before["pieces.json"].clone()).unwrap();
    let expected = pieces.replace(
        "Hable con alguien que ya pasó por esto.",
        "Hable con alguien «que ya pasó» por esto & más.",
    );
    assert_eq!(results, [expected.clone(), expected]);
}
