//! `certificates transcript`: the record of one person.

use std::fs;

use peerpress::certificates::ledger::{
    Candidate, CategoryHours, Certificate, IssueTerms, Ledger, person_key,
};
use peerpress::content::certification::CertificateKind;
use peerpress::pdf;

use crate::ledger::{act, format};
use crate::project::{Project, Run};
use crate::words::NAMES;

/// The date of the transcript.
const DAY: &str = "2027-01-15";

fn transcript(project: &Project, args: &[&str]) -> Run {
    project.run_on(DAY, &[&["certificates", "transcript", "--person"], args].concat())
}

/// Returns the file that a run made and the text of its pages.
fn made(project: &Project, run: &Run) -> (String, String) {
    let file = run.out.split(':').next().unwrap().to_owned();
    let pages = pdf::text(&fs::read(project.path(&file)).unwrap()).unwrap();
    (file, pages.iter().map(|page| page.text().replace('\n', " ")).collect::<Vec<_>>().join(" "))
}

fn session(id: &str, kind: CertificateKind, training: &str) -> IssueTerms {
    let valid = kind.has_validity();
    IssueTerms {
        session: id.to_owned(),
        kind,
        training: Some(training.to_owned()),
        issued: "2026-12-01".parse().unwrap(),
        valid_from: valid.then(|| "2026-12-01".parse().unwrap()),
        valid_until: valid.then(|| "2028-11-30".parse().unwrap()),
        replace_revoked: false,
    }
}

fn entry(name: &str, id: Option<&str>, email: Option<&str>, hours: &[(&str, f64)]) -> Candidate {
    Candidate {
        key: person_key(id, name, email),
        name: name.to_owned(),
        email: email.map(str::to_owned),
        hours: (!hours.is_empty()).then(|| hours.iter().map(|(_, hours)| hours).sum()),
        hours_by_category: hours
            .iter()
            .map(|(category, hours)| CategoryHours {
                category: (*category).to_owned(),
                hours: *hours,
            })
            .collect(),
        lang: "en".to_owned(),
        details: serde_json::json!({ "piece": "certificate-certified" }).into(),
        ..Candidate::default()
    }
}

fn issue(project: &Project, key: &IssueTerms, entries: &[Candidate]) -> Vec<Certificate> {
    Ledger::open(&project.path("ledger.db"))
        .unwrap()
        .issue(key, entries, &format(), &act())
        .unwrap()
}

const CORE: [(&str, f64); 2] = [("Ethics", 6.0), ("Core skills", 34.0)];
const REFRESHER: [(&str, f64); 2] = [("Ethics", 2.0), ("Recovery practice", 1.5)];

#[test]
fn two_sessions_add_up() {
    let project = Project::starter();
    let ann = |hours| entry("Ann Lee", None, Some("ann@example.org"), hours);
    let first = issue(
        &project,
        &session("2026-10-grand-forks", CertificateKind::Completion, "core"),
        &[ann(&CORE), entry("Bo Li", None, None, &CORE)],
    );
    let second = issue(
        &project,
        &session("2026-11-bismarck", CertificateKind::ContinuingEducation, "ethics-ce"),
        &[ann(&REFRESHER)],
    );
    // Two certificates of the same session count once.
    issue(
        &project,
        &session("2026-11-bismarck", CertificateKind::Completion, "ethics-ce"),
        &[ann(&[("Ethics", 3.5)])],
    );
    issue(&project, &session("2026-11-bismarck", CertificateKind::Certified, "core"), &[ann(&[])]);
    let run = transcript(&project, &["ann@example.org"]).succeeded();
    let (file, words) = made(&project, &run);
    assert_eq!(file, format!("out/certificates/transcripts/{}.en.pdf", first[0].number));
    for text in [
        "Ann Lee",
        "January 15, 2027",
        "Ethics 8",
        "Core skills 34",
        "Recovery practice 1.5",
        "Total 43.5",
        &second[0].number,
        "November 30, 2028",
    ] {
        assert!(words.contains(text), "{text} is not in {words}");
    }
    assert!(
        words.contains("Counted with another certificate") && !words.contains("Bo Li"),
        "{words}"
    );
    let bytes = fs::read(project.path(&file)).unwrap();
    transcript(&project, &[&second[0].number]).succeeded();
    assert_eq!(
        fs::read(project.path(&file)).unwrap(),
        bytes,
        "equal inputs, equal bytes; any of the numbers finds the person"
    );
}

#[test]
fn a_revoked_certificate_does_not_count_and_a_corrected_one_counts_once() {
    let project = Project::starter();
    let ann = |hours| entry("Ann Lee", Some("A-7"), None, hours);
    let first = issue(
        &project,
        &session("2026-10-grand-forks", CertificateKind::Completion, "core"),
        &[ann(&CORE)],
    );
    let second = issue(
        &project,
        &session("2026-11-bismarck", CertificateKind::ContinuingEducation, "ethics-ce"),
        &[ann(&REFRESHER)],
    );
    let act = |args: &[&str]| project.run_on(DAY, &[&["certificates"], args].concat()).succeeded();
    act(&["correct", &second[0].number, "--name", "Anne Lee"]);
    let run = transcript(&project, &["A-7"]).succeeded();
    let (file, words) = made(&project, &run);
    assert!(
        words.contains("Anne Lee")
            && words.contains(&format!("{} R2", second[0].number))
            && words.contains("Total 43.5"),
        "{words}"
    );
    act(&["revoke", &first[0].number, "--reason", "issued in error"]);
    let run = transcript(&project, &["A-7"]).succeeded();
    let (again, words) = made(&project, &run);
    assert!(
        words.contains("Total 3.5")
            && !words.contains(&first[0].number)
            && !words.contains("Core skills"),
        "{words}"
    );
    assert!(again == file && run.out.contains("without 1 revoked"), "{run:?}");
    act(&["revoke", &second[0].number, "--reason", "issued in error"]);
    let run = transcript(&project, &["A-7"]);
    assert!(run.code == 2 && run.err.contains("every certificate of `A-7` was revoked"), "{run:?}");
}

#[test]
fn a_transcript_in_another_language() {
    let project = Project::starter();
    issue(
        &project,
        &session("2026-10-grand-forks", CertificateKind::Completion, "core"),
        &[entry("Ximena Núñez", None, None, &CORE)],
    );
    issue(
        &project,
        &session("2026-11-bismarck", CertificateKind::Certified, "core"),
        &[entry("Ximena Núñez", None, None, &[])],
    );
    let refused = transcript(&project, &["ximena", "--lang", "es"]);
    assert!(refused.code == 2 && refused.err.contains("only the name says"), "{refused:?}");
    let number =
        refused.err.split("one person: ").nth(1).and_then(|it| it.split([',', '\n']).next());
    transcript(&project, &[number.unwrap()]).succeeded();
    let run = transcript(&project, &["ximena", "--lang", "es", "--same-person"]).succeeded();
    let (file, words) = made(&project, &run);
    assert_eq!(
        pdf::read_pdf(&fs::read(project.path(&file)).unwrap()).unwrap().language.as_deref(),
        Some("es-US")
    );
    for text in [
        "Historial de capacitación",
        "Ética 6",
        "Competencias básicas",
        "15 de enero de 2027",
        "Especialista en Apoyo entre Pares",
        "30 de noviembre de 2028",
    ] {
        assert!(words.contains(text), "{text} is not in {words}");
    }
    assert!(
        !words.contains("Ethics") && !words.contains("Core") && !words.contains("Training"),
        "{words}"
    );
    let run = transcript(&project, &["ximena", "--lang", "fr", "--same-person"]);
    assert!(run.code == 2 && run.err.contains("`fr` is not a language"), "{run:?}");
}

#[test]
fn lists_several_people_with_the_same_name() {
    let project = Project::starter();
    // The ids of these rosters are only row numbers.
    issue(
        &project,
        &session("2026-10-grand-forks", CertificateKind::Completion, "core"),
        &[entry("Ann Lee", Some("1"), Some("ann@example.org"), &CORE)],
    );
    issue(
        &project,
        &session("2026-11-bismarck", CertificateKind::Completion, "core"),
        &[entry("Ann Leeds", Some("1"), Some("leeds@example.org"), &CORE)],
    );
    for text in ["1", "Ann"] {
        let run = transcript(&project, &[text]);
        assert!(
            run.code == 2
                && run.err.contains("may be 2 people")
                && run.err.contains("leeds@example.org"),
            "{run:?}"
        );
    }
    assert!(!project.path("out").exists());
    transcript(&project, &["leeds@example.org"]).succeeded();
    let run = transcript(&project, &["Zoe"]);
    assert!(
        run.code == 2 && run.err.contains("the ledger has no certificate for `Zoe`"),
        "{run:?}"
    );
}

#[test]
fn names_in_every_script_and_long_lists() {
    let project = Project::starter();
    let entries: Vec<Candidate> = NAMES
        .iter()
        .enumerate()
        .map(|(place, name)| entry(name, Some(&format!("N{place}")), None, &CORE))
        .collect();
    for number in 0..40 {
        let people = if number == 0 { entries.as_slice() } else { &entries[..1] };
        issue(
            &project,
            &session(&format!("session-{number}"), CertificateKind::Completion, "core"),
            people,
        );
    }
    for (place, name) in NAMES.iter().enumerate() {
        let run = transcript(&project, &[&format!("N{place}")]).succeeded();
        let (file, words) = made(&project, &run);
        assert!(words.contains(name), "{name} is not in {words}");
        let pages = pdf::text(&fs::read(project.path(&file)).unwrap()).unwrap();
        assert_eq!(
            (pages.len() > 1, words.matches("NDPS-").count()),
            if place == 0 { (true, 40) } else { (false, 1) },
            "{words}"
        );
    }
    assert!(
        project.files("out/certificates/transcripts").iter().all(|file| file.starts_with("NDPS-"))
    );
}

#[test]
fn renewals_are_due_once_for_each_certification() {
    let project = Project::starter();
    let certified = |session_id: &str, from: &str, until: &str| IssueTerms {
        valid_from: Some(from.parse().unwrap()),
        valid_until: Some(until.parse().unwrap()),
        ..session(session_id, CertificateKind::Certified, "core")
    };
    let person = |name: &str, email: Option<&str>| entry(name, None, email, &[]);
    let ann = person("Ann Lee", Some("ann@example.org"));
    let bo = person("Bo Li", Some("bo@example.org"));
    let cy = person("Cy Ray", None);
    let first = certified("2026-10-grand-forks", "2024-12-15", "2026-12-14");
    issue(&project, &first, &[ann.clone(), bo.clone(), cy]);
    // Bo has renewed; Di ended too long ago, and Ed ends later.
    issue(&project, &certified("2026-11-bismarck", "2026-11-15", "2028-11-14"), &[bo]);
    let di = person("Di Fox", Some("di@example.org"));
    issue(&project, &certified("2027-01-online", "2020-01-01", "2022-01-01"), &[di]);
    let ce = session("2027-06-minot", CertificateKind::ContinuingEducation, "ethics-ce");
    let ann = entry("Ann Lee", None, Some("ann@example.org"), &[("Ethics", 4.0)]);
    issue(&project, &ce, &[ann]);
    let due = |args: &[&str]| {
        let all = [&["certificates", "due", "--within"], args].concat();
        project.run_on("2026-11-22", &all).succeeded()
    };
    let table = due(&["90d"]);
    assert_eq!(table.out.lines().count(), 3, "{table:?}");
    assert!(table.out.contains("2026-12-14") && table.out.contains("  22 "), "{table:?}");
    let csv = due(&["13w", "--csv"]).out;
    assert!(
        csv.contains(",4,Ann Lee,ann@example.org,specialist,") && !csv.contains("Bo Li"),
        "{csv}"
    );
    let mail = due(&["90", "--mail-list"]);
    assert_eq!(mail.out, "\"Ann Lee\" <ann@example.org>\n");
    assert!(mail.err.contains("without an email address: Cy Ray"), "{mail:?}");
    assert_eq!(due(&["10d"]).out, "");
    let json = due(&["90d", "--format", "json"]).out;
    assert!(json.contains("\"days_left\":22") && json.contains("\"hours_since\":4.0"), "{json}");
}
