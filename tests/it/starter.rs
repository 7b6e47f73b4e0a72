//! The starter program: complete, in both languages, stating only what it may.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use peerpress::content::data_file::DataFile;
use serde_json::Value;

use crate::project::{Project, repository};

pub(crate) const PIECES: [&str; 19] = [
    "rack-card-overview",
    "rack-card-agencies",
    "rack-card-become",
    "flyer-benefits",
    "flyer-trainings",
    "flyer-session",
    "flyer-tear-off",
    "poster",
    "bookmark",
    "postcard",
    "card-contact",
    "brochure",
    "fact-sheet",
    "handout-training",
    "handout-faq",
    "sheet-sign-in",
    "certificate-completion",
    "certificate-ce",
    "certificate-certified",
];

#[test]
fn every_piece_is_made_in_both_languages() {
    let (project, run) = Project::built();
    let lines: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut made = BTreeSet::new();
    for file in lines.iter().filter(|line| line["edition"] == "screen") {
        assert_eq!(file["state"], "made", "{file}");
        made.insert((
            file["piece"].as_str().unwrap().to_owned(),
            file["language"].as_str().unwrap().to_owned(),
        ));
        assert!(project.path(&format!("out/{}", file["file"].as_str().unwrap())).is_file());
    }
    let wanted: BTreeSet<_> = PIECES
        .iter()
        .flat_map(|piece| ["en", "es"].map(|lang| ((*piece).to_owned(), lang.to_owned())))
        .collect();
    assert_eq!(made, wanted);
    // What remains to be done before anything is handed out, and nothing else.
    let findings: Vec<&Value> = lines.iter().filter(|line| line["type"] == "finding").collect();
    let count = |code| findings.iter().filter(|finding| finding["code"] == code).count();
    assert_eq!((count("placeholder"), count("sample-review")), (3, 1), "{findings:?}");
    assert_eq!(findings.len(), 4);
}

#[test]
fn every_file_has_a_title_of_its_own() {
    let project = &Project::built().0;
    let mut files = BTreeMap::<String, Vec<String>>::new();
    for file in project.pdfs("out/screen") {
        let pdf = lopdf::Document::load(project.path(&format!("out/screen/{file}"))).unwrap();
        let info = pdf.trailer.get_deref(b"Info", &pdf).and_then(lopdf::Object::as_dict).unwrap();
        let title = lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap();
        files.entry(title).or_default().push(file);
    }
    let shared = files.iter().filter(|(_, files)| files.len() > 1).collect::<Vec<_>>();
    assert_eq!(shared, []);
    let parts = ["Sign-in sheet", "Core Competency Peer Support Training", "February 8–12, 2027"];
    let title = format!("{} – Bismarck", parts.join(" – "));
    assert!(files.contains_key(&title), "{:#?}", files.keys());
}

#[test]
fn any_number_of_sessions_makes_good_flyers() {
    let project = Project::starter();
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let models = data["sessions"].as_array().unwrap().clone();
    // Those that are there stay, as past ones: sample certificates name them.
    let past: Vec<Value> = models.iter().map(|model| on(model, &model["id"], 2025, 1)).collect();
    for count in [0, 1, 3, 8, 12] {
        let coming = (0..count).map(|index| {
            on(
                &models[index % models.len()],
                &format!("session-{index}").into(),
                2028,
                index % 12 + 1,
            )
        });
        data["sessions"] = past.iter().cloned().chain(coming).collect::<Vec<_>>().into();
        project.write("data/trainings.json", data.to_string());
        project.run_on("2026-11-22", &["build", "flyer-trainings"]).succeeded();
    }
}

/// A session moved to another month.
fn on(model: &Value, id: &Value, year: i32, month: usize) -> Value {
    let mut session = model.clone();
    session["id"] = id.clone();
    for (offset, day) in session["days"].as_array_mut().unwrap().iter_mut().enumerate() {
        day["date"] = format!("{year}-{month:02}-{:02}", offset + 3).into();
    }
    session["apply_by"] = format!("{year}-{month:02}-01").into();
    session
}

/// `docs/facts.md` is generated. `PEERPRESS_BLESS=1` writes it.
#[test]
fn the_facts_are_documented() {
    let path = repository().join("docs/facts.md");
    let generated = peerpress::content::markdown::facts_markdown();
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, generated, "run the test with PEERPRESS_BLESS=1");
    assert!(!generated.contains("|  |\n"), "a field has no description");
    assert!(!generated.to_lowercase().contains("peer support"), "the facts fit any program");
}

#[test]
fn schemas_are_in_step_with_the_types() {
    for kind in DataFile::ALL {
        let path = repository().join("data/schema").join(format!("{}.schema.json", kind.name()));
        let kept = fs::read_to_string(&path).unwrap();
        assert_eq!(
            kept,
            format!("{:#}\n", kind.schema()),
            "run `peerpress schema --write`: {}",
            path.display()
        );
    }
    let data = fs::read_dir(repository().join("data"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_file())
        // Peerpress writes it.
        .filter(|entry| entry.file_name() != "translations.json");
    for entry in data {
        let file: Value = serde_json::from_str(&fs::read_to_string(entry.path()).unwrap()).unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert_eq!(
            file["$schema"],
            format!("schema/{}", name.replace(".json", ".schema.json")),
            "{name}"
        );
    }
}

/// What is not in the public facts is a placeholder or marked as a sample.
#[test]
fn people_and_dates_are_marked_as_samples() {
    let read = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(repository().join("data").join(name)).unwrap())
            .unwrap()
    };
    let marked = |list: &Value| list.as_array().unwrap().iter().all(|one| one["sample"] == true);
    assert!(marked(&read("trainings.json")["sessions"]));
    assert!(marked(&read("certification.json")["awards"]));
    assert!(marked(&read("vendors.json")["vendors"]));
    assert!(marked(&read("authorities.json")["authorities"]));
    let program = read("program.json");
    assert!(
        marked(&program["signatories"])
            && marked(&program["team"])
            && marked(&program["provider"]["approvals"])
    );
    assert!(program["contact"]["phone"].as_str().unwrap().starts_with("701-555-01"));
    assert!(program["contact"]["email"].as_str().unwrap().ends_with("@example.org"));
}
