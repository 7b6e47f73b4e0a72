//! Names that are labels, titles, devices, and marks in place of an ʻokina.

use super::{codes, names, read};

/// Returns a list with a row whose name is in question.
fn with_row(name: &str) -> String {
    format!("Name,Hours\nAna Roy,6\nBo Li,6\nKeoni Santos,6\n{name},6\n")
}

#[test]
fn totals_rooms_and_jobs_are_not_people() {
    let mut wrong = Vec::new();
    for name in [
        "Maui Total",
        "Maui Count",
        "Maui Average",
        "Subtotal Maui",
        "Total Maui",
        "Promedio Maui",
        "Check Total",
        "Std Dev",
        "Tot.",
        "Board Room",
        "Main Room",
        "Lanai Conf Room",
        "Maui High School",
        "Ohana Health Plan",
        "Office Manager",
        "Facilitator Two",
        "Waitlisted People",
        "Meeting Owl",
        "Kahului Library",
        "Mentor Group",
        "Escuela Kahului",
    ] {
        let roster = read("r.csv", with_row(name));
        let hint = roster.findings.first().map(|it| it.hints[0].as_str()).unwrap_or_default();
        let offers = hint.contains("--name-is-right") && hint.contains("delete the row");
        if codes(&roster) != ["roster-not-person"] || !offers {
            wrong.push(format!("{name}: {:?}", roster.findings));
        }
    }
    for name in ["Grace Church", "May Day", "Maile Guest", "Annie Hall", "Max Min", "Eva Poe Hall"]
    {
        let roster = read("r.csv", with_row(name));
        if !codes(&roster).is_empty() {
            wrong.push(format!("{name} is a person: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn titles_and_okinas_are_reported_with_the_name() {
    let mut wrong = Vec::new();
    for (name, proposed) in [
        ("Aunty Malia Kealoha", "Malia Kealoha"),
        ("Uncle Kimo Pacheco", "Kimo Pacheco"),
        ("Kumu Malia Kealoha", "Malia Kealoha"),
        ("Kahu Malia Kealoha", "Malia Kealoha"),
        ("Sensei Ken Mori", "Ken Mori"),
        ("‘Iolani Kealoha", "ʻIolani Kealoha"),
        ("'Iolani Kealoha", "ʻIolani Kealoha"),
        ("`Iolani Kealoha", "ʻIolani Kealoha"),
        ("Ka`ala Kealoha", "Kaʻala Kealoha"),
    ] {
        let roster = read("r.csv", with_row(name));
        let hint = roster.findings.first().map(|it| it.hints[0].as_str()).unwrap_or_default();
        let is_title =
            !name.contains("ala Ke") && proposed.len() < name.len() && !name.contains('I');
        if codes(&roster) != ["roster-odd-name"]
            || !(hint.contains(&format!("write `{proposed}`"))
                || (is_title && hint.contains("name")))
        {
            wrong.push(format!("{name}: {:?}", roster.findings));
        }
    }
    for name in ["Ka‘ala Kealoha", "ʻIolani Kealoha", "Kumu Kealoha", "Ana O'Neil"] {
        let roster = read("r.csv", with_row(name));
        if !codes(&roster).is_empty() {
            wrong.push(format!("{name} is a name: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn for_a_device_the_name_of_the_person_is_asked() {
    for name in ["iPhone (2)", "Call-in User 3", "Malia Kealoha's Notetaker", "Galaxy S21 (Talia)"]
    {
        let roster = read("r.csv", with_row(name));
        assert_eq!(names(&roster).len(), 3, "{name}");
        let hint = &roster.findings[0].hints[0];
        let asked = "delete the row, or write the name of the person";
        assert!(
            hint.contains(asked) && !hint.contains("write `Call") && !hint.contains("write `Malia"),
            "{name}: {hint}"
        );
    }
}
