//! Hours that other columns of the list contradict.

use peerpress::certificates::roster::Options;
use peerpress::diagnostic::Code;

use super::{codes, read, read_with};

/// Lists with a row that is right and one that is not.
const WRONG: [&str; 7] = [
    "Name,Time in,Time out,Hours\nAnn Lee,8:00,17:00,8\nBo Roy,8:00,12:00,8\n",
    "Name,Arrived,Left,Hours\nAnn Lee,8:00,17:00,8\nBo Roy,11:00,12:00,8\n",
    "Name,Hora de entrada,Hora de salida,Horas\nAnn Lee,8:00,17:00,8\nBo Roy,8:00,12:00,8\n",
    "Name,Join Time,Leave Time,Minutes\nAnn Lee,8:00 AM,4:00 PM,480\nBo Roy,8:00 AM,12:00 PM,480\n",
    "Name,Day 1 in,Day 1 out,Day 2 in,Day 2 out,Hours\nAnn Lee,8:00,16:00,8:00,16:00,16\n\
     Bo Roy,8:00,16:00,,,16\n",
    "Name,Day 1,Day 2,Hours\nAnn Lee,8,8,16\nBo Roy,8,4,16\n",
    "Name,Online,In person,Hours\nAnn Lee,8,8,16\nBo Roy,8,0,16\n",
];

#[test]
fn hours_that_the_list_contradicts_are_errors() {
    let mut wrong = Vec::new();
    for list in WRONG {
        let roster = read("r.csv", list);
        let found = roster.findings.iter().filter(|finding| finding.code == Code::RosterHours);
        let rows: Vec<Option<u32>> = found
            .map(|finding| finding.place.as_ref()?.cell.as_ref().map(|cell| cell.row))
            .collect();
        if rows != [Some(3)] {
            wrong.push(format!("{list}: {:?}", roster.findings));
        }
    }
    // The same in every row, so that no row shows it.
    let same = "Name,Day 1,Day 2,Hours\nAnn Lee,8,4,16\nBo Roy,8,4,16\n";
    if codes(&read("r.csv", same)) != ["roster-hours", "roster-hours"] {
        wrong.push(format!("{same}: {:?}", read("r.csv", same).findings));
    }
    for right in [
        "Name,Day 1,Day 2,Hours\nAnn Lee,8,8,16\nBo Roy,8,7.5,15.5\n",
        "Name,Room A,Room B,Hours\nAnn Lee,8,8,16\nBo Roy,8,7,15\n",
        "Name,Day 1,Day 2,Minutes\nAnn Lee,8,8,960\n",
        "Name,Time in,Time out,Hours\nAnn Lee,8:00,4:00,8\nCy Poe,8:00,16:00,8.02\n",
        "Name,Start Date,End Date,Hours\nAnn Lee,2026-10-05,2026-10-06,16\n",
    ] {
        let roster = read("r.csv", right);
        if !roster.findings.is_empty() {
            wrong.push(format!("{right}: {:?}", roster.findings));
        }
    }
    let times = Options { unused: vec!["Time in".to_owned()], ..Options::default() };
    if read_with("r.csv", WRONG[0], &times).people.len() != 2 {
        wrong.push("times that do not matter".to_owned());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
