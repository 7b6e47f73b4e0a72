//! One person in two spellings on one list.

use peerpress::certificates::roster::{Alike, Options};

use super::{codes, names, read, read_with};

/// Returns a list with two people who may be one, and another person.
fn list(one: &str, other: &str, addresses: [&str; 2]) -> String {
    let [first, second] = addresses;
    format!("Name,Email,Minutes\n{one},{first},240\n{other},{second},240\nBo Li,b@x.org,480\n")
}

#[test]
fn two_spellings_of_one_name_in_one_list_are_asked() {
    let mut wrong = Vec::new();
    let (none, two) = (["", ""], ["a@x.org", "z@x.org"]);
    for (one, other) in [
        ("Kaʻiulani Māhoe", "Kaiulani Mahoe"),
        ("Kaʻiulani Māhoe", "Ka'iulani Māhoe"),
        ("María Núñez", "Maria Nunez"),
        ("Jo Ann Lee", "Joann Lee"),
        ("Keoni Santos-Pacheco", "Keoni Santos Pacheco"),
        ("Kaʻiulani Kahele", "Kahele Kaʻiulani"),
        ("Łukasz Wróbel", "Lukasz Wrobel"),
    ] {
        for addresses in [none, two, ["a@x.org", ""]] {
            let roster = read("r.csv", list(one, other, addresses));
            let hint = roster.findings.first().map(|it| it.hints[0].as_str()).unwrap_or_default();
            let offers = hint.contains("--same-person") && hint.contains("--allow-alike");
            if codes(&roster) != ["roster-near-name"] || names(&roster) != ["Bo Li"] || !offers {
                wrong.push(format!("{one}, {other}, {addresses:?}: {:?}", roster.findings));
            }
        }
    }
    for (one, other, addresses) in [
        ("Setsuko Nakamura", "Setsuko Grace Nakamura", none),
        ("Setsuko Nakamura", "Setsuko Grace Nakamura", ["", "s@x.org"]),
        ("Setsuko G. Nakamura", "Setsuko Grace Nakamura", none),
        ("Kaʻiulani Kahele", "Kai Kahele", ["a@x.org", "a@x.org"]),
    ] {
        let roster = read("r.csv", list(one, other, addresses));
        if codes(&roster) != ["roster-near-name"] {
            wrong.push(format!("{one}, {other}: {:?}", roster.findings));
        }
    }
    // Other people, and people of one family.
    for (one, other, addresses) in [
        ("Setsuko Nakamura", "Setsuko Grace Nakamura", two),
        ("Mario Ruiz", "Maria Ruiz", none),
        ("Keoni Kealoha", "Keoni Kealoha Jr.", none),
        ("Ana Grace Lee", "Ana Rose Lee", none),
        ("Ana Ruiz", "Eva Ruiz", none),
    ] {
        let roster = read("r.csv", list(one, other, addresses));
        if !codes(&roster).is_empty() {
            wrong.push(format!("{one}, {other} are asked about: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_answer_says_whether_two_spellings_are_one_person() {
    let text = list("María Núñez", "Maria Nunez", ["", ""]);
    // Rows that are added up do not hide the question.
    let added = Options { add_up: true, ..Options::default() };
    assert_eq!(codes(&read_with("r.csv", &text, &added)), ["roster-near-name"]);
    let one = Options { alike: Some(Alike::SamePerson), ..added.clone() };
    let roster = read_with("r.csv", &text, &one);
    assert_eq!(names(&roster), ["María Núñez", "Bo Li"], "{:?}", roster.findings);
    assert_eq!(roster.people[0].hours, Some(8.0));
    let two = Options { alike: Some(Alike::DifferentPeople), ..added };
    assert_eq!(names(&read_with("r.csv", &text, &two)).len(), 3);
    // IDs tell people apart.
    let ids = "ID,Name,Hours\nA71,María Núñez,4\nB23,Maria Nunez,4\n";
    assert_eq!(codes(&read("r.csv", ids)), [""; 0]);
}
