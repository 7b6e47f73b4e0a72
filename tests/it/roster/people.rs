//! The people, the rules of the training, and the rejected rows.

use peerpress::certificates::roster::{Options, Person, Roster, Rules};
use peerpress::content::trainings::{Completion, CompletionRule};

use super::{codes, names, read, read_with, rules, sample};
use crate::project::Project;

#[test]
fn the_sample_rosters_are_valid() {
    let csv = Roster::read(&sample("roster-sample.csv"), &Options::default())
        .unwrap()
        .check(&rules(40.0));
    assert_eq!(
        (csv.people.len(), codes(&csv).len(), csv.rejected.len()),
        (24, 0, 0),
        "{:?}",
        csv.findings
    );
    let odd = "Tȟatȟáŋka Íŋyaŋke|Nguyễn Thị Ánh|عبد الرحمن|\
               कृष्ण|አበበ|O’Connor-Ramírez";
    for name in odd.split('|') {
        assert!(names(&csv).contains(&name), "{name}");
    }
    assert!(csv.people.iter().any(|person| person.name.chars().count() == 70));
    assert!(
        csv.people.iter().all(|person| person
            .email
            .as_ref()
            .is_some_and(|email| email.ends_with("@example.org")))
    );

    let options = Options {
        categories: vec![vec!["Ethics".into(), "Ética".into()], vec!["Recovery practice".into()]],
        ..Options::default()
    };
    let partial = Completion {
        rule: CompletionRule::Partial,
        step: Some(0.5),
        at_least: Some(3.0),
        ..Completion::default()
    };
    let languages = vec![("en".to_owned(), vec![]), ("es".to_owned(), vec![])];
    let ce = Rules {
        completion: partial,
        categories: vec![("Ethics".into(), 4.0), ("Recovery practice".into(), 2.0)],
        languages,
        ..rules(6.0)
    };
    let xlsx = Roster::read(&sample("roster-sample.xlsx"), &options).unwrap().check(&ce);
    assert_eq!((xlsx.people.len(), codes(&xlsx).len()), (12, 0), "{:?}", xlsx.findings);
    assert_eq!(
        (xlsx.mapping.header_row, xlsx.people[0].row, xlsx.people[0].id.as_deref()),
        (4, 5, Some("0001"))
    );
    assert_eq!(
        (xlsx.people[3].hours, &xlsx.people[3].category_hours),
        (Some(5.5), &vec![4.0, 1.5])
    );
    assert_eq!(
        xlsx.people[0].key(),
        csv.people[0].key(),
        "a person has the same key in both rosters"
    );

    let ods = Roster::read(&sample("roster-sample.ods"), &Options::default())
        .unwrap()
        .check(&rules(40.0));
    assert_eq!((ods.people.len(), codes(&ods).len()), (6, 0), "{:?}", ods.findings);
    assert_eq!((names(&ods)[1], ods.people[1].row), ("Ximena Núñez", 5));
}

#[test]
fn all_problems_are_reported_with_their_cells() {
    let text = "Name,E-mail,Hours\nAnn Lee,ann@,seven\n ,x@example.org,6\n\
                Bo Li,bo@example.org,6\nBO LI JONES,bo.li@example.org,6\n\
                Bo Li,BO@example.org,6\n";
    let roster = read("list.csv", text).check(&rules(6.0));
    let found: Vec<String> = roster
        .findings
        .iter()
        .map(|f| format!("{} {}", f.place.as_ref().unwrap().cell.as_ref().unwrap(), f.code))
        .collect();
    assert_eq!(
        found,
        [
            "row 2, column \"E-mail\" roster-email",
            "row 2, column \"Hours\" roster-hours",
            "row 3, column \"Name\" roster-name",
            "row 5, column \"Name\" roster-capitals",
            "row 4, column \"Name\" roster-twice",
        ]
    );
    assert_eq!(names(&roster), ["BO LI JONES"]);
    assert_eq!(
        roster.rejected.iter().map(|row| (row.row, row.reasons.len())).collect::<Vec<_>>(),
        [(2, 2), (3, 1), (4, 1), (6, 1)]
    );
    assert!(roster.has_errors() && !roster.is_unusable());
}

#[test]
fn the_rejected_rows_of_a_list_whose_name_ends_with_a_number_keep_it() {
    let project = Project::empty();
    project.write("nov-9.rejected.csv", "fixed by hand");
    let roster = read("nov-9.csv", "Name,Hours\nAna Baca,x\n").check(&rules(6.0));
    let written = roster.write_rejected(&project.path("nov-9.rejected.csv")).unwrap();
    assert_eq!(written, project.path("nov-9-2.rejected.csv"));
}

#[test]
fn rejected_rows_can_be_fixed_and_read_again() {
    let text = "Title\nName;E-mail;Hours;City\nAnn Lee;ann@;6;\"a \"\"b\"\";\nc\"\n\
                =1+1;f@example.org;x;\nBo Li;bo@example.org;6;\n";
    let roster = read("list.csv", text).check(&rules(6.0));
    assert_eq!(names(&roster), ["Bo Li"]);
    let project = Project::empty();
    let path = project.path("list.rejected.csv");
    let path2 = project.path("list-2.rejected.csv");
    roster.write_rejected(&path).unwrap();
    let written = project.read("list.rejected.csv");
    assert!(
        written.starts_with("\u{feff}Name,E-mail,Hours,City,Problem\r\n")
            && written.contains("\n'=1+1,"),
        "{written}"
    );
    assert!(written.contains("`ann@` is not an email address"), "{written}");

    project.edit("list.rejected.csv", "ann@", "ann@example.org");
    let again = Roster::read(&path, &Options::default()).unwrap().check(&rules(6.0));
    assert_eq!((names(&again), again.rejected.len()), (vec!["Ann Lee"], 1), "{:?}", again.findings);
    // What someone fixed is never overwritten.
    let fixed = project.read("list.rejected.csv");
    let second = again.write_rejected(&path).unwrap();
    assert_eq!((second.as_path(), project.read("list.rejected.csv")), (&*path2, fixed));
    assert_eq!(again.write_rejected(&path).unwrap(), path2, "the same rows are the same file");
    assert!(
        project
            .read("list-2.rejected.csv")
            .starts_with("\u{feff}Name,E-mail,Hours,City,Problem\r\n'=1+1,")
    );
    project.edit("list-2.rejected.csv", ",x,", ",6,");
    let options = Options { right_names: ["=1+1".to_owned()].into(), ..Options::default() };
    let last = Roster::read(&path2, &options).unwrap().check(&rules(6.0));
    assert_eq!(names(&last), ["=1+1"], "the apostrophe of the export is not part of the name");
}

#[test]
fn partial_credit_has_steps() {
    let partial = |step, at_least| Completion {
        rule: CompletionRule::Partial,
        step: Some(step),
        at_least: Some(at_least),
        ..Completion::default()
    };
    let read = |hours: &str| read("r.csv", format!("Name,Hours\nAnn Lee,{hours}\n"));
    let kept = |hours: &str, completion: Completion| {
        !read(hours).check(&Rules { completion, ..rules(6.25) }).people.is_empty()
    };
    for (hours, full, half) in [
        ("6.25", true, true),
        ("6", false, true),
        ("5.5", false, true),
        ("5.25", false, false),
        ("3", false, true),
        ("2.5", false, false),
        ("6.5", false, false),
        ("0", false, false),
    ] {
        assert_eq!(
            (kept(hours, Completion::default()), kept(hours, partial(0.5, 3.0))),
            (full, half),
            "{hours}"
        );
    }
    assert!(kept("0.3", partial(0.1, 0.1)) && kept("0:20", partial(1.0 / 3.0, 0.3)));
    let without = Rules { hours: None, ..rules(6.0) };
    let names_only = super::read("r.csv", "Name\nAnn Lee\n").check(&without);
    assert_eq!(names_only.people.len(), 1, "a certificate without hours requires none");
}

#[test]
fn categories_add_up() {
    let categories = || vec![("Ethics".to_owned(), 4.0), ("Practice".to_owned(), 2.0)];
    let completion = Completion {
        rule: CompletionRule::Partial,
        step: Some(0.5),
        at_least: Some(1.0),
        ..Completion::default()
    };
    let options = Options {
        categories: vec![
            vec!["Ethics".into(), "Ética".into()],
            vec!["Practice".into(), "Práctica".into()],
        ],
        ..Options::default()
    };
    let people = |text: &str| -> Vec<Person> {
        let completion = completion.clone();
        let rules = Rules { completion, categories: categories(), ..rules(6.0) };
        read_with("r.csv", text, &options).check(&rules).people
    };
    assert_eq!(people("Name,Hours\nAnn Lee,6\n")[0].category_hours, [4.0, 2.0]);
    assert_eq!(people("Name,Hours\nAnn Lee,5\n"), []);
    let both = people("Nombre;Horas de ética;Horas de práctica\nAnn Lee;2,5;1\n");
    assert_eq!((both[0].hours, &both[0].category_hours), (Some(3.5), &vec![2.5, 1.0]));
    assert_eq!(people("Name,Hours,Ethics hours,Practice (hours)\nAnn Lee,5,5,\nBo Li,4,3,2\n"), []);
}

#[test]
fn a_person_is_identified_by_id_or_by_name_and_address() {
    let key = |text: &str| read("r.csv", text).people[0].key();
    assert_eq!(
        key("Name,E-mail\nJosé Lee,J@example.org\n"),
        key("Email,Full name\nj@example.org,  JOSE\u{301} LEE\n")
    );
    assert_ne!(
        key("Name,E-mail\nAnn Lee,a@example.org\n"),
        key("Name,E-mail\nAnn Lee,b@example.org\n")
    );
    assert_eq!(key("ID,Name\n007,Ann Lee\n"), key("ID,Name\n007,Ann Smith\n"));
    assert_ne!(key("ID,Name\n007,Ann Lee\n"), key("ID,Name\n7,Ann Lee\n"), "leading zeros count");
}

#[test]
fn the_starter_keeps_personal_data_out_of_git() {
    let project = Project::starter();
    let git = |args: &[&str]| {
        let mut git = std::process::Command::new("git");
        let output = git.args(args).current_dir(project.root()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "-q"]);
    let private = "list.csv|roster.CSV|days/Mon.Xlsx|Roster.XLSX|a.tsv|a.ODS|list.json|all.JSON|\
                   sub/roster-may.json|bounces.mbox|mbox|mail/1.eml|mail/1.EML|a.msg|ledger.db|\
                   ledger.db-wal|keys/a.key|a.pem|out/x.pdf|list.rejected.csv|roster.txt|\
                   safe/backup.zip|backup.zip|passphrase.txt|participants.txt|a.jwt|list.html|\
                   data/list.csv";
    let public = "data/trainings.json|data/samples/roster-sample.csv|roster-columns.json|\
                  data/samples/roster-sample.xlsx|verify/status.json|data/keys.json|README.md|\
                  fonts/OFL.txt|verify/index.html|\
                  templates/a.typ";
    let paths: Vec<&str> = private.split('|').chain(public.split('|')).collect();
    let ignored = git(&[&["check-ignore", "--no-index"], &paths[..]].concat());
    assert_eq!(ignored.lines().collect::<Vec<_>>(), private.split('|').collect::<Vec<_>>());
    assert_eq!(
        project.files("data/samples"),
        ["roster-sample.csv", "roster-sample.ods", "roster-sample.xlsx"]
    );
}

/// Returns the rules of a program in English and Spanish.
pub(super) fn in_two_languages() -> Rules<'static> {
    let languages = [("en", "English"), ("es", "Spanish")];
    let named = |(tag, name): (&str, &str)| (tag.to_owned(), vec![name.to_owned()]);
    Rules { languages: languages.map(named).into(), ..rules(6.0) }
}

#[test]
fn languages_that_people_speak_are_asked_about_once() {
    let list = |column: &str, values: [&str; 4]| {
        let row = |(at, value): (usize, &&str)| {
            format!("Ann L{}e,6,\"{value}\"\n", "aeio".chars().nth(at).unwrap())
        };
        let rows: String = values.iter().enumerate().map(row).collect();
        format!("Name,Hours,{column}\n{rows}")
    };
    let mut wrong = Vec::new();
    for (column, values) in [
        ("Language", ["ASL", "Somali", "Spanish", "English"]),
        ("Preferred language", ["Spanish, English", "Spanish; ASL", "", "Dari"]),
    ] {
        let text = list(column, values);
        let roster = read("r.csv", &text).check(&in_two_languages());
        let hint = format!("`--unused \"{column}\"`");
        let asks = roster.findings.iter().filter(|it| it.code.name() == "roster-language");
        if asks.count() != 1
            || !roster.is_unusable()
            || !roster.findings[0].hints[0].contains(&hint)
        {
            wrong.push(format!("{text}: {:?}", roster.findings));
        }
        let options = Options { unused: vec![column.to_owned()], ..Options::default() };
        let settled = read_with("r.csv", &text, &options).check(&in_two_languages());
        let has_language = settled.people.iter().any(|person| person.lang.is_some());
        if settled.people.len() != 4 || has_language {
            wrong.push(format!("{text} is not settled: {:?}", settled.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let text = list("Language", ["Spanish", "English", "Spanihs", ""]);
    let roster = read("r.csv", text).check(&in_two_languages());
    assert_eq!((names(&roster).len(), roster.rejected.len()), (3, 1), "{:?}", roster.findings);
}

#[test]
fn hours_between_the_steps_of_partial_credit_are_rounded_down() {
    let completion = Completion {
        rule: CompletionRule::Partial,
        step: Some(0.25),
        at_least: Some(0.25),
        ..Completion::default()
    };
    let text = "Name,Hours\nAnn Lee,5.97\nBo Li,5.97\nCy Ray,6\nDi Fu,2.99\nEd Poe,0.1\n";
    let roster = read("r.csv", text).check(&Rules { completion, ..rules(6.0) });
    let hours: Vec<_> = roster.people.iter().map(|person| person.hours.unwrap()).collect();
    assert_eq!(hours, [5.75, 5.75, 6.0, 2.75], "{:?}", roster.findings);
    assert_eq!(roster.rejected.len(), 1);
    assert!(
        roster.notes.iter().any(|note| note
            == "hours rounded down, because the training counts in steps of 0.25 hours: 5.97 \
                count as 5.75, 2.99 count as 2.75 (3 people)"),
        "{:?}",
        roster.notes
    );
}
