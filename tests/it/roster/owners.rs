//! To whom addresses, names, and hours belong: addresses beside other people, names in the wrong
//! columns, nearly the same name twice, and columns that may have the hours.

use peerpress::certificates::roster::{Alike, Options, Roster};

use super::statements::session;
use super::{codes, names, read, read_with, with_columns};

/// Returns the first hint of a roster.
fn hint(roster: &Roster) -> &str {
    &roster.findings[0].hints[0]
}

#[test]
fn addresses_beside_other_people_are_asked_about() {
    for (list, is_right) in [
        ("Ana Baca,bo.chee@x.org\nBo Chee,cy.ray@x.org\nCy Ray,ana.baca@x.org\n", false),
        ("Luz Baca,dana@x.org\nDana Chee,emil@x.org\nEmil Ray,luz@x.org\n", false),
        ("Ana Baca,bchee@x.org\nBo Chee,cray@x.org\nCy Ray,abaca@x.org\n", false),
        ("Ana Baca,bo.chee@x.org\nBo Chee,bo@work.org\n", false),
        // An office, a couple, a nickname, and one address that is like the name of another.
        ("Ana Baca,bo.chee@x.org\nBo Chee,bo.chee@x.org\nCy Ray,bo.chee@x.org\n", true),
        ("Bo Li,bo@x.org\nBo Li Jones,bo.li@x.org\n", true),
        ("Ana Baca,baca.family@x.org\nBo Baca,bo.baca@x.org\n", true),
        ("Ana Baca,sunny77@x.org\nBo Chee,office@x.org\n", true),
        ("Ana Baca,dana@x.org\nDana Chee,dchee@x.org\nEmil Ray,eray@x.org\n", true),
        ("Ana Baca,ab@x.org\nBo Chee,b.c@x.org\nNguyen Thi Mai,mai@x.org\n", true),
    ] {
        let text = format!("Name,Email\n{list}");
        let found = read("r.csv", &text);
        assert_eq!(!codes(&found).contains(&"roster-identity"), is_right, "{:?}", found.findings);
        let settled = read_with("r.csv", &text, &with_columns(&["email=Email"]));
        assert!(!codes(&settled).contains(&"roster-identity"), "{:?}", settled.findings);
    }
}

#[test]
fn names_in_another_order_than_in_their_addresses_are_asked_about() {
    let swapped = "First Name,Last Name,Email\nBaca,Ana,ana.baca@x.org\nChee,Bo,bo_chee2@x.org\n";
    let found = read("r.csv", swapped);
    assert_eq!(codes(&found), ["roster-order"], "{:?}", found.findings);
    assert!(hint(&found).contains("--column first-name=\"Last Name\""));
    let columns = with_columns(&["first-name=Last Name", "last-name=First Name"]);
    assert_eq!(names(&read_with("r.csv", swapped, &columns)), ["Ana Baca", "Bo Chee"]);
    let columns = with_columns(&["first-name=First Name", "last-name=Last Name"]);
    assert_eq!(names(&read_with("r.csv", swapped, &columns)), ["Baca Ana", "Chee Bo"]);
    let whole = "Name,Email\nBaca Ana,ana.baca@x.org\nChee Bo,bo.chee@x.org\n";
    assert_eq!(codes(&read("r.csv", whole)), ["roster-order"]);
    for right in [
        "Name,Email\nAna Baca,ana.baca@x.org\nWang Wei,wei.wang@x.org\nLi Na,na.li@x.org\n",
        "Name,Email\nWang Wei,wei.wang@x.org\nAna Baca,abaca@x.org\n",
        "First Name,Last Name,Email\nAna,Baca,ana.baca@x.org\nBo,Chee,chee.bo@x.org\n",
    ] {
        assert_eq!(codes(&read("r.csv", right)), [""; 0], "{right}");
    }
}

#[test]
fn nearly_the_same_name_with_and_without_an_address_is_asked_about() {
    let text = "Name,Email\nAnabel Baca,anabel@x.org\nBo Chee,bo@x.org\nAnabell Baca,\n";
    assert_eq!(codes(&read("r.csv", text)), ["roster-near-name"]);
    let options = Options { alike: Some(Alike::DifferentPeople), ..Options::default() };
    assert_eq!(read_with("r.csv", text, &options).people.len(), 3);
    for right in [
        "Name,Email\nMario Baca,mario@x.org\nMaria Baca,\n",
        "Name,Email\nJuan Baca,juan@x.org\nJuana Baca,\n",
        "Name,Email\nAnabel Baca,anabel@x.org\nAnabell Baca,anabell@x.org\n",
        "Name\nAnabel Baca\nAnabell Baca\n",
    ] {
        assert_eq!(codes(&read("r.csv", right)), [""; 0], "{right}");
    }
}

#[test]
fn columns_that_may_have_the_hours_are_named() {
    for (header, rows, expected) in [
        ("Day 1,Day 2,Day 3", "8,8,8|8,8,4", "--column hours=\"Day 3\" --unit hours"),
        ("Day 1,Day 2,Total", "8,8,16|8,4,12", "--column hours=\"Total\" --unit hours"),
        ("Monday,Tuesday", "6.5,6.5|6.5,0", "--column hours=\"Monday\""),
        ("Time", "5:55|6:00", "--column hours=\"Time\" --unit hours"),
        ("Total", "12|16", "--column hours=\"Total\" --unit hours"),
    ] {
        let rows = rows.split('|').zip(["Ana Baca", "Bo Chee"]);
        let rows: String = rows.map(|(values, name)| format!("{name},{values}\n")).collect();
        let found = read("r.csv", format!("Name,{header}\n{rows}"));
        assert_eq!(codes(&found), ["roster-header"], "{header}: {:?}", found.findings);
        assert!(hint(&found).contains(expected), "{header}: {:?}", found.findings);
    }
    // Marks of presence are no hours, and neither is what stands beside hours.
    let marks = read("r.csv", "Name,Day 1,Day 2\nAna Baca,1,1\nBo Chee,1,0\n");
    assert!(!codes(&marks).contains(&"roster-header"), "{:?}", marks.findings);
    let both = read("r.csv", "Name,Day 1,Day 2,Hours\nAna Baca,8,8,16\nBo Chee,8,4,12\n");
    assert_eq!(codes(&both), [""; 0]);
    let mut options = with_columns(&["hours=Day 1"]);
    options.more_hours = vec!["Day 2".to_owned()];
    let left_out = "Name,Day 1,Day 2,Day 3\nAna Baca,8,8,8\nBo Chee,8,8,4\n";
    let found = read_with("r.csv", left_out, &options);
    assert!(found.findings[0].message.starts_with("`Day 3` may have hours too"));
}

#[test]
fn the_name_on_the_certificate_counts_where_it_is_filled_in() {
    let text = "Name,Name as it should appear on certificate\nAna Baca,Ana R. Baca\nBo Chee,\n";
    let found = read("r.csv", text);
    assert_eq!((codes(&found), names(&found)), (vec![], vec!["Ana R. Baca", "Bo Chee"]));
}

#[test]
fn a_column_of_places_may_name_another_session() {
    for (header, values, is_other) in [
        ("Location", ["Barre", "Rutland"], true),
        ("Training location", ["Rutland", "Rutland"], true),
        ("City", ["Rutland, VT", "Rutland, VT"], true),
        // Where people live and work.
        ("City", ["Barre", "Rutland"], false),
        ("Location", ["Rutland", "Montpelier"], false),
        ("Location", ["Barre", "Barre"], false),
    ] {
        let [one, other] = values;
        let text = format!("Name,{header},Hours\nAna Baca,\"{one}\",6\nBo Chee,\"{other}\",6\n");
        let found = read_with("r.csv", text, &session());
        let is_found = codes(&found).contains(&"roster-file");
        assert_eq!(is_found, is_other, "{header} {values:?}: {:?}", found.findings);
    }
}
