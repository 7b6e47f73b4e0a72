//! Columns that are known or clear by their values, and what people write into them nevertheless.

use peerpress::certificates::roster::Options;

use super::{codes, names, read, read_with};
use crate::roster::days::hours;

#[test]
fn notes_in_columns_of_facts_are_asked_about() {
    let mut wrong = Vec::new();
    for (header, value, note) in [
        ("Cert #", "", "needs makeup"),
        ("Cert #", "", "makeup needed"),
        ("Cert #", "", "void"),
        ("Pronouns", "she/her", "observer only"),
        ("Emergency contact", "Mom", "not here"),
        ("County", "Maui", "see Noelani"),
        ("School", "Hilo High", "on leave"),
        ("Employer", "Hale Kipa", "??? ask Noelani"),
        ("T-shirt", "M", "makeup needed"),
    ] {
        let list = |last: &str| {
            format!("Name,Hours,{header}\nAna Roy,6,{value}\nBo Li,6,{last}\nCy Ray,6,{value}\n")
        };
        let roster = read("r.csv", list(note));
        if codes(&roster) != ["roster-status"] || !roster.findings[0].message.contains(note) {
            wrong.push(format!("{header}={note}: {:?}", roster.findings));
        }
        if !codes(&read("r.csv", list(value))).is_empty() {
            wrong.push(format!("{header} without a note is asked about"));
        }
    }
    for (header, value) in [
        ("Dietary needs", "needs vegan"),
        ("Employer", "self employed"),
        ("County", "Hawaiʻi"),
        ("Emergency contact", "mom"),
    ] {
        let text = format!("Name,Hours,{header}\nAna Roy,6,None\nBo Li,6,{value}\n");
        if !codes(&read("r.csv", &text)).is_empty() {
            wrong.push(format!("{header}={value}: {:?}", read("r.csv", &text).findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn hours_and_ids_are_known_by_their_values() {
    for header in ["Time", "Attendance"] {
        let text = format!("Name,Email,{header}\nAna Roy,a@x.org,40 hrs\nBo Li,b@x.org,36.5 hrs\n");
        let roster = read("r.csv", text);
        assert_eq!(hours(&roster), [Some(40.0), Some(36.5)], "{:?}", roster.findings);
    }
    let mixed = "Name,Time\nAna Roy,6 hrs\nBo Li,360 min\n";
    assert_eq!(hours(&read("r.csv", mixed)), [Some(6.0); 2]);
    let ids = "Mentor ID,Name,Hours\n00071,Pua Kahele,6\n71,Keoni Santos,6\n";
    let roster = read("r.csv", ids);
    assert_eq!((names(&roster).len(), codes(&roster)), (2, vec![]), "{:?}", roster.findings);
    assert_eq!(roster.people[0].id.as_deref(), Some("00071"));
    // An ID that several people share is of somebody else.
    let shared = "Mentor ID,Name,Hours\nM1007,Pua Kahele,6\nM1007,Keoni Santos,6\n";
    assert_eq!(codes(&read("r.csv", shared)), ["roster-status"]);
    let none = Options { no_ids: true, ..Options::default() };
    assert!(read_with("r.csv", ids, &none).people.iter().all(|person| person.id.is_none()));
}

#[test]
fn a_guest_of_a_zoom_report_in_spanish_says_nothing() {
    let text = "Nombre (nombre original),Correo electrónico,Duración total (minutos),Invitado\n\
                Ana Roy,a@x.org,360,Sí\nBo Li,b@x.org,360,Sí\n";
    let roster = read("r.csv", text);
    assert_eq!((names(&roster).len(), codes(&roster)), (2, vec![]), "{:?}", roster.findings);
}

#[test]
fn the_answers_to_a_form_have_a_legal_name_and_a_language_with_a_region() {
    let text = "ID,Start time,Completion time,Email,Name,Your legal name,Language,Hours\n\
                1,11/14/26 15:01,11/14/26 15:02,anonymous,,Ana Roy,English (United States),6\n\
                2,11/14/26 15:01,11/14/26 15:02,anonymous,,Bo Li,English (United States),6\n";
    let rules = super::people::in_two_languages();
    let roster = read("r.csv", text).check(&rules);
    assert_eq!((names(&roster), codes(&roster)), (vec!["Ana Roy", "Bo Li"], vec![]));
    assert_eq!(roster.people[0].lang.as_deref(), Some("en"));
}
