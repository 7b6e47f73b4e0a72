//! Rows and words that are names in the data of the program, and not names of people.

use std::sync::Arc;

use peerpress::certificates::roster::{DataNames, Options};

use super::{codes, names, read_with};

/// Reads a list of a program whose data has these names.
fn options() -> Options {
    let names = ["Vermont Community Doulas", "Postpartum Doula", "Rutland", "St. Albans"];
    Options { data_names: Arc::new(DataNames::new(names.into_iter())), ..Options::default() }
}

#[test]
fn names_of_the_program_and_its_places_are_not_people() {
    let mut wrong = Vec::new();
    for (name, code) in [
        ("Vermont Community Doulas", "roster-not-person"),
        ("Rutland", "roster-not-person"),
        ("Community Doulas", "roster-not-person"),
        ("Bo Chee Rutland", "roster-odd-name"),
        ("Bo Chee St Albans", "roster-odd-name"),
        ("Bo Chee Doula", "roster-odd-name"),
        ("Doula Bo Chee", "roster-odd-name"),
        ("Max", "roster-not-person"),
        ("Bo Rutland", ""),
        ("Ana Vermont", ""),
    ] {
        let list = format!("Name,Hours\nAna Baca,6\n{name},6\nCy Duran,6\nEva Fox,6\n");
        let roster = read_with("r.csv", &list, &options());
        if codes(&roster).first().copied().unwrap_or_default() != code {
            wrong.push(format!("{name}: {:?}", roster.findings));
        }
        let right = [name.to_owned()].into_iter().collect();
        let roster = read_with("r.csv", &list, &Options { right_names: right, ..options() });
        if !names(&roster).contains(&name) {
            wrong.push(format!("{name} is right: {:?}", roster.findings));
        }
    }
    // A person may have one name, but it may be a first name too.
    let list = "Name,Email,Hours,Name is right\nAna Baca,a@x.org,6,\nSuharto,s@x.org,6,yes\n\
                Cy Duran,c@x.org,6,\nJo,j@x.org,6,\n";
    let roster = read_with("r.csv", list, &options());
    if (names(&roster), codes(&roster))
        != (vec!["Ana Baca", "Suharto", "Cy Duran"], vec!["roster-odd-name"])
    {
        wrong.push(format!("{list}: {:?}", roster.findings));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
