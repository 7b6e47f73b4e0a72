//! Large rosters and arbitrary bytes.

use std::time::{Duration, Instant};

use peerpress::certificates::roster::{Options, Roster};

use super::{codes, read, rules, sample, workbook};
use crate::project::Project;

#[test]
fn two_hundred_thousand_rows_are_read_quickly() {
    let row = |at: usize| format!("{at:06},Ann Lee{at},ann{at}@example.org,6\n");
    let text = std::iter::once("ID,Name,E-mail,Hours\n".to_owned())
        .chain((0..200_000).map(row))
        .collect::<String>();
    let start = Instant::now();
    let roster = read("r.csv", &text).check(&rules(6.0));
    let took = start.elapsed();
    assert_eq!((roster.people.len(), roster.findings.len()), (200_000, 0));
    // It takes about a second of one processor. The limit only catches quadratic time, because
    // machines do other things too.
    assert!(took < Duration::from_secs(90), "{took:?}");
    println!("200,000 rows of CSV: {took:?}");

    let cell = |column: char, at: usize, text: &str| {
        format!(r#"<c r="{column}{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let row = |at: usize| {
        format!(
            r#"<row r="{at}">{}{}<c r="C{at}"><v>6</v></c></row>"#,
            cell('A', at, &format!("Ann Lee{at}")),
            cell('B', at, &format!("a{at}@example.org"))
        )
    };
    let head = format!(
        "<row r=\"1\">{}{}{}</row>",
        cell('A', 1, "Name"),
        cell('B', 1, "Email"),
        cell('C', 1, "Hours")
    );
    let bytes = workbook(&std::iter::once(head).chain((2..200_002).map(row)).collect::<String>());
    let start = Instant::now();
    let roster = read("r.xlsx", &bytes).check(&rules(6.0));
    let took = start.elapsed();
    assert_eq!((roster.people.len(), roster.findings.len()), (200_000, 0));
    assert!(took < Duration::from_secs(90), "{took:?}");
    println!("200,000 rows of XLSX: {took:?}");

    let more = (0..260_000).map(|at| format!("Ann Lee{at},6\n")).collect::<String>();
    let roster = read("r.csv", format!("Name,Hours\n{more}"));
    assert_eq!(codes(&roster), ["roster-file"]);
}

#[test]
fn one_email_address_for_everyone_takes_linear_time() {
    let rows =
        (0..20_000).map(|at| format!("Ann{at} Lee,office@example.org,6\n")).collect::<String>();
    let start = Instant::now();
    let roster = read("r.csv", format!("Name,E-mail,Hours\n{rows}"));
    assert_eq!(roster.people.len(), 20_000);
    assert!(start.elapsed() < Duration::from_secs(90));
}

/// Every file gives people or an error, whatever its bytes.
#[test]
fn any_bytes_give_people_or_an_error() {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let csv = std::fs::read(sample("roster-sample.csv")).unwrap();
    let books = ["roster-sample.xlsx", "roster-sample.ods"]
        .map(|name| std::fs::read(sample(name)).unwrap());
    let alphabet = "Name,Email;Hours\t|\"\"''\r\n\n =+@-0123456789.:½\
                    \u{0}\u{feff}\u{200d}\u{202e}ñ×عअ🎉{}[]<>sep#N/A";
    let alphabet: Vec<char> = alphabet.chars().collect();
    let project = Project::empty();
    let path = project.path("r");
    for round in 0..1000 {
        let bytes: Vec<u8> = match round % 5 {
            0 => (0..random() % 300).map(|_| random() as u8).collect(),
            1 => (0..random() % 300)
                .map(|_| alphabet[random() as usize % alphabet.len()])
                .collect::<String>()
                .into_bytes(),
            2 => format!(
                "Name,E-mail,Hours\n{}",
                (0..random() % 200)
                    .map(|_| alphabet[random() as usize % alphabet.len()])
                    .collect::<String>()
            )
            .into_bytes(),
            3 => mangled(&csv, &mut random),
            _ => mangled(&books[round % 2], &mut random),
        };
        std::fs::write(&path, &bytes).unwrap();
        let roster = Roster::read(&path, &Options::default()).unwrap().check(&rules(6.0));
        assert!(
            roster
                .people
                .iter()
                .all(|person| !person.name.trim().is_empty() && person.hours == Some(6.0)),
            "{round}"
        );
        assert!(roster.rejected.iter().all(|row| !row.reasons.is_empty()), "{round}");
        assert!(
            !roster.people.is_empty() || roster.has_errors(),
            "{round}: no people and no error: {bytes:?}"
        );
        if !roster.rejected.is_empty() {
            let rejected = roster.write_rejected(&project.path("r.rejected.csv")).unwrap();
            std::fs::remove_file(rejected).unwrap();
        }
    }
}

/// Changes, removes, or adds some bytes.
fn mangled(bytes: &[u8], random: &mut impl FnMut() -> u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random() % 8 + 1 {
        let at = random() as usize % bytes.len();
        match random() % 4 {
            0 => bytes[at] = random() as u8,
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at.max(8)),
            _ => bytes.insert(at, random() as u8),
        }
    }
    bytes
}
