//! `name-badges`: badges, table tents, and sign-in sheets for the people who signed up.

use std::collections::BTreeMap;
use std::fs;

use peerpress::pdf::{self, Line, PageText};
use serde_json::Value;

use crate::project::{Project, Run};

/// A session with five days.
const SESSION: &str = "2027-02-bismarck";

/// Points in an inch.
const INCH: f64 = 72.0;

/// The distance of a line from the top of a letter sheet, in inches.
fn from_top(line: &Line) -> f64 {
    11.0 - line.at.1 / INCH
}

/// Names that are short, long, and in several scripts; pronouns; and names for the badge.
const PEOPLE: [(&str, &str, &str); 10] = [
    ("Ximena Núñez Ortiz", "she/her/ella", ""),
    ("Bo Li", "", ""),
    ("José van der Berg-Smith-Whitefeather", "prefer not to say", ""),
    (
        "María Guadalupe de los Ángeles Fernández de Córdoba y Rodríguez de la Vega Monte",
        "ella",
        "",
    ),
    ("عبد الرحمن بن عبد العزيز آل سعود", "", ""),
    ("कृष्ण कुमार शर्मा", "he/him", ""),
    ("Tȟatȟáŋka Íŋyaŋke", "they/them", ""),
    ("Nguyễn Thị Ánh", "", ""),
    ("Elizabeth Montgomery-Featherstonehaugh", "she/her", "Liz Montgomery"),
    // Short, so that it is large, with letters that reach far below the line.
    ("محمد علي", "", ""),
];

/// Where a file of labels says they are, in inches: the corner of the first label, the distance to
/// the next ones, the size of a label, and the number of columns and rows.
struct Labels {
    name: &'static str,
    corner: (f64, f64),
    pitch: (f64, f64),
    size: (f64, f64),
    grid: (usize, usize),
}

const LABELS: [Labels; 2] = [
    Labels {
        name: "avery-5395",
        corner: (0.6875, 0.58333),
        pitch: (3.75, 2.5),
        size: (3.375, 2.33333),
        grid: (2, 4),
    },
    Labels {
        name: "74459",
        corner: (0.25, 1.0),
        pitch: (4.0, 3.0),
        size: (4.0, 3.0),
        grid: (2, 3),
    },
];

fn csv() -> String {
    let row = |(name, pronouns, badge): (&str, &str, &str)| format!("{name},{pronouns},{badge}\n");
    format!("Name,Pronouns,Name for badge\n{}", PEOPLE.map(row).concat())
}

fn badges(project: &Project, args: &[&str]) -> Run {
    project.run(&[&["name-badges", "list.csv"], args].concat())
}

fn pages(project: &Project, file: &str) -> Vec<PageText> {
    pdf::text(&fs::read(project.path(file)).unwrap()).unwrap()
}

/// The lines of a page that a screen reader speaks, or those that it skips.
fn lines(page: &PageText, artifact: bool) -> impl Iterator<Item = &Line> {
    page.lines.iter().filter(move |line| line.artifact == artifact)
}

/// Letters without spaces, in no order: where lines break and which way they run does not matter.
fn letters(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// A list, options, and the people in order, or a part of the message.
type Case<'a> = (&'a str, &'a [&'a str], Result<&'a [&'a str], &'a str>);

/// The job that a list gives, without a layout.
fn job(project: &Project, csv: &str, args: &[&str]) -> Result<Value, Run> {
    project.write("list.csv", csv);
    let run = badges(project, &[&["--job", "sign-in"], args].concat());
    if run.code == 0 { Ok(serde_json::from_str(&run.out).unwrap()) } else { Err(run) }
}

fn listed(job: &Value) -> Vec<&str> {
    job["people"].as_array().unwrap().iter().map(|it| it["listed"].as_str().unwrap()).collect()
}

#[test]
fn everyone_is_on_a_badge_a_tent_and_the_sheet() {
    let project = Project::starter();
    project.write("list.csv", csv());
    let mut problems = Vec::new();
    let prints = ["badges,tents,sign-in", "badges"];
    for ((lang, labels), print) in [("en", &LABELS[0]), ("es", &LABELS[1])].into_iter().zip(prints)
    {
        let session = ["--session", SESSION, "--lang", lang, "--print", print];
        let run =
            badges(&project, &[&session[..], &["--labels", labels.name, "--start", "2"]].concat());
        if run.code != 0 {
            problems.push(format!("{lang}: {run:?}"));
            continue;
        }
        let file = |name: &str| format!("out/registration/{SESSION}/{name}.{lang}.pdf");
        check_badges(&pages(&project, &file("name-badges")), labels, &mut problems);
        if print == "badges" {
            continue;
        }
        check_tents(&pages(&project, &file("table-tents")), &mut problems);
        let sheet = pages(&project, &file("sign-in"));
        let text: String = sheet.iter().map(PageText::text).collect();
        let lists_bo =
            |page: &&PageText| page.lines.iter().any(|line| line.text.ends_with("Bo Li"));
        let days = sheet.iter().filter(lists_bo);
        if days.count() != 5 || !text.contains("Ximena Núñez Ortiz") {
            problems.push(format!("{lang}: the sheet does not list everyone for each day"));
        }
    }
    // No number is given, and nothing is remembered.
    assert!(!project.path("ledger.db").exists() && !project.path("roster-columns.json").exists());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Checks that each name is whole, at 24 pt or more, and inside its label; and that nothing is
/// printed between labels.
fn check_badges(pages: &[PageText], labels: &Labels, problems: &mut Vec<String>) {
    let (columns, rows) = labels.grid;
    let mut on_label: BTreeMap<(usize, usize), Vec<&Line>> = BTreeMap::new();
    for (page, text) in pages.iter().enumerate() {
        for line in &text.lines {
            let across = (line.at.0 / INCH - labels.corner.0) / labels.pitch.0;
            let down = (from_top(line) - labels.corner.1) / labels.pitch.1;
            let is_inside = across.fract() * labels.pitch.0 < labels.size.0
                && down.fract() * labels.pitch.1 < labels.size.1
                && across >= 0.0
                && down >= 0.0;
            if !is_inside || across as usize >= columns || down as usize >= rows {
                problems.push(format!("{}: {line:?} is not on a label", labels.name));
                continue;
            }
            let label = (down as usize) * columns + across as usize;
            on_label.entry((page, label)).or_default().push(line);
        }
    }
    for (index, (name, pronouns, badge)) in PEOPLE.iter().enumerate() {
        let (page, label) = ((index + 1) / (columns * rows), (index + 1) % (columns * rows));
        let lines = on_label.remove(&(page, label)).unwrap_or_default();
        let large: String =
            lines.iter().filter(|line| line.size >= 23.99).map(|line| &*line.text).collect();
        let wanted = if badge.is_empty() { name } else { badge };
        // The letters of Devanagari come in the order in which they are drawn.
        let is_same = letters(&large) == letters(wanted) || wanted.starts_with('क');
        if !is_same || large.is_empty() {
            problems.push(format!("{}: {large} is not {wanted}", labels.name));
        }
        let has_pronouns = lines.iter().any(|line| line.text == *pronouns);
        if has_pronouns == (pronouns.is_empty() || pronouns.starts_with("prefer")) {
            problems.push(format!("{}: pronouns of {name}", labels.name));
        }
    }
    if !on_label.is_empty() {
        problems.push(format!("{}: {on_label:?} is on a label of nobody", labels.name));
    }
}

/// Checks that a name is spoken once, below the fold, and also stands above it.
fn check_tents(pages: &[PageText], problems: &mut Vec<String>) {
    for (index, (name, _, badge)) in PEOPLE.iter().enumerate() {
        let wanted = letters(if badge.is_empty() { name } else { badge });
        let middle = if index % 2 == 0 { 2.75 } else { 8.25 };
        let near = |line: &&Line| line.size >= 29.99 && (from_top(line) - middle).abs() < 2.75;
        let text_of = |artifact: bool| -> String {
            let lines = lines(&pages[index / 2], artifact).filter(near);
            lines.filter(|line| (from_top(line) > middle) != artifact).map(|it| &*it.text).collect()
        };
        let (front, back) = (letters(&text_of(false)), letters(&text_of(true)));
        if front != back || (front != wanted && !name.starts_with('क')) {
            problems.push(format!("tent of {name}: {front} and {back}"));
        }
    }
}

#[test]
fn the_list_says_who_signed_up() {
    let project = Project::starter();
    let cases: &[Case] = &[
        // Nobody has hours, an address, or an ID.
        ("Name\nAnn Lee\nBo Li\n", &[], Ok(&["Ann Lee", "Bo Li"])),
        // What is wrong with addresses, hours, and IDs does not matter.
        ("Name,Email,Hours,ID\nAnn Lee,none,many,\nBo Li,,,7\n", &[], Ok(&["Ann Lee", "Bo Li"])),
        // Everyone signed up, and nobody has come yet.
        ("Name,Status\nAnn Lee,Registered\nBo Li,Confirmed\n", &[], Ok(&["Ann Lee", "Bo Li"])),
        ("Name,Checked in\nAnn Lee,No\nBo Li,No\n", &[], Ok(&["Ann Lee", "Bo Li"])),
        ("Name,Canceled\nAnn Lee,no\nBo Li,no\n", &[], Ok(&["Ann Lee", "Bo Li"])),
        // Some did not sign up.
        ("Name,Status\nAnn Lee,Registered\nBo Li,Cancelled\n", &[], Err("Status=VALUE")),
        ("Name,Status\nAnn Lee,Invited\nBo Li,Approved\n", &[], Err("Status=VALUE")),
        ("Name,RSVP\nAnn Lee,yes\nBo Li,no\n", &[], Err("RSVP=VALUE")),
        ("Name,Canceled on\nAnn Lee,2027-01-02\nBo Li,\n", &[], Err("--everyone")),
        (
            "Name,Estado de inscripción\nAnn Lee,inscrita\nBo Li,lista de espera\n",
            &[],
            Err("Estado de inscripción=VALUE"),
        ),
        (
            "Name,Status\nAnn Lee,Registered\nBo Li,Cancelled\n",
            &["--only", "Status=Registered"],
            Ok(&["Ann Lee"]),
        ),
        ("Name,RSVP\nAnn Lee,yes\nBo Li,no\n", &["--everyone"], Ok(&["Ann Lee", "Bo Li"])),
        // A person with two rows gets one badge; two people of one name get two.
        ("Name,Email\nAnn Lee,a@x.org\nann lee,A@x.org\n", &[], Ok(&["Ann Lee"])),
        ("Name,Email\nAnn Lee,a@x.org\nAnn Lee,b@x.org\n", &[], Ok(&["Ann Lee", "Ann Lee"])),
        ("Name\nAnn Lee\nAnn Lee\n", &[], Ok(&["Ann Lee", "Ann Lee"])),
        // What is not a person stops the run, or is left out.
        ("Name\nAnn Lee\nTotal\n", &[], Err("Total")),
        ("Name\nAnn Lee (she/her)\nBo Li\n", &[], Err("pronouns")),
        ("Name,Preferred name\nAnn Lee,Annie\n", &[], Err("badge-name=\"Preferred name\"")),
        // No font has these letters.
        ("Name\nAnn Lee\n王小明\n", &[], Err("王")),
        // The order is that of last names, by the letters of the language.
        (
            "First name,Last name\nAnn,Ñandú\nBo,Nunez\nCy,Zoe\nDi,Álamo\nEd,nunez\n",
            &["--lang", "es", "--name-is-right", "Ed nunez"],
            Ok(&["Álamo, Di", "Nunez, Bo", "nunez, Ed", "Ñandú, Ann", "Zoe, Cy"]),
        ),
        (
            "\"Last, First\"\n\"Poe, Cy\"\n\"Lee, Ann\"\n",
            &["--order", "list"],
            Ok(&["Cy Poe", "Ann Lee"]),
        ),
        ("Name\nBo Li\nAnn Lee\n", &["--order", "name"], Ok(&["Ann Lee", "Bo Li"])),
        ("Name\nBo Li\nAnn Lee\n", &["--order", "last-name"], Err("--order")),
    ];
    let mut problems = Vec::new();
    for (csv, args, expected) in cases {
        match (job(&project, csv, args), expected) {
            (Ok(job), Ok(names)) if listed(&job) == *names => {}
            (Err(run), Err(part)) if run.err.contains(part) => {}
            (found, _) => problems.push(format!("{csv}{args:?}: {found:?}")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A letter for a number, or two.
fn letter(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    if number < 26 {
        letter(number).into()
    } else {
        [letter(number / 26), letter(number)].iter().collect()
    }
}

#[test]
fn rows_and_labels_that_cannot_be_used_are_reported() {
    let project = Project::starter();
    let long = "Hubert Wolfeschlegelsteinhausenbergerdorff";
    project.write("list.csv", format!("Name\nAnn Lee\n{long}\nTotal\n"));
    let only_badges = ["--print", "badges"];
    let run = badges(&project, &only_badges);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("roster-not-person") && !project.path("out").exists(), "{run:?}");
    // The row is left out, and the page says whose name is too long.
    let run = badges(&project, &["--print", "badges", "--skip-invalid"]);
    assert!(run.code == 1 && run.err.contains(&format!("badge of {long}")), "{run:?}");
    project.write("list.csv", "Name\nAnn Lee\nTotal\n");
    let run = badges(&project, &["--print", "badges", "--skip-invalid"]);
    assert!(run.code == 1 && run.out.contains("1 person, 1 page"), "{run:?}");
    assert_eq!(project.files("out/registration/list"), ["name-badges.en.pdf"]);
    // A long sign-in sheet has a file for each day, and a list has an end.
    let people = |count: usize| {
        let name = |n: usize| format!("Ann{} Lee{}\n", letter(n / 26), letter(n));
        format!("Name\n{}", (0..count).map(name).collect::<String>())
    };
    for (count, days) in [(400, 5), (401, 1)] {
        let session = ["--session", SESSION, "--skip-invalid"];
        let job = job(&project, &people(count), &session).unwrap();
        assert_eq!(job["session"]["days"].as_array().unwrap().len(), days, "{count} people");
    }
    let run = job(&project, &people(1001), &[]).unwrap_err();
    assert!(run.code == 2 && run.err.contains("1001 people"), "{run:?}");
    project.write("list.csv", "Name\nAnn Lee\n");
    let cases: [(&[&str], &str); 5] = [
        (&["--labels", "5359"], "avery-5395"),
        (&["--labels", "5395", "--start", "9"], "has 8 labels"),
        (&["--session", "2027-02"], SESSION),
        (&["--lang", "fr"], "not a language"),
        (&["--column", "hours=Name"], "not a field"),
    ];
    for (args, part) in cases {
        let run = badges(&project, args);
        assert!(run.code == 2 && run.err.contains(part), "{args:?}: {run:?}");
    }
}
