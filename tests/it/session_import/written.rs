//! Cells as people write them: dates and times in the order and the words of their language,
//! trainers, fees, and what cannot be understood for sure.

use super::{look, session};
use crate::project::{Project, Run};
use crate::roster::workbook;

const HEADER: &str = "id,training,format,date,start,end,city";

/// A project with further languages, in which no piece is made yet.
fn project() -> Project {
    let project = Project::small();
    let drafts =
        ["pt-BR", "ru", "fr"].map(|tag| format!(r#"{{"tag": "{tag}", "status": "draft"}}"#));
    let languages = format!(r#"["en", "es", {}]"#, drafts.join(", "));
    project.edit("data/program.json", r#"["en", "es"]"#, &languages);
    project
}

fn import(project: &Project, rows: &str, options: &[&str]) -> Run {
    look(project, rows, &[&["--format", "short"][..], options].concat())
}

/// A new session, with what a cell says and what its preview or its only error has to say.
type Case = (&'static str, &'static str, &'static str);

/// Imports a new session for each case, without writing it. An expected text that starts with
/// `!` is that of the only error.
fn require(cases: &[Case], row: impl Fn(&str) -> String) {
    let project = project();
    let mut wrong = Vec::new();
    for (lang, cell, expected) in cases {
        let options: &[&str] = if lang.is_empty() { &[] } else { &["--lang", lang] };
        let run = import(&project, &format!("{HEADER}\n{}\n", row(cell)), options);
        let is_right = match expected.strip_prefix('!') {
            Some(error) => {
                run.code == 1 && run.err.matches("error[").count() == 1 && run.err.contains(error)
            }
            None => run.code == 0 && run.out.contains(expected),
        };
        if !is_right {
            wrong.push(format!("{lang} {cell}: {} {}{}", run.code, run.out, run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dates_are_read_in_the_order_of_the_language() {
    let row = |date: &str| format!("new,core,in person,\"{date}\",9:00,17:00,Fargo");
    require(
        &[
            ("", "9/14/27", "new: days 2027-09-14 09:00–17:00"),
            ("", "2027-9-14", "2027-09-14 09"),
            ("", "Sept. 14, 2027", "2027-09-14 09"),
            ("", "September 14th, 2027", "2027-09-14 09"),
            ("", "Tue, Sep 14, 2027", "2027-09-14 09"),
            ("", "Sept. 14, 2027, Sept. 15, 2027", "2027-09-14 09:00–17:00, 2027-09-15 09"),
            ("", "14.09.2027", "2027-09-14 09"),
            ("", "01.02.2027", "!`01.02.2027` may be January 2, 2027 or February 1, 2027"),
            ("", "14/09/2027", "!is not a valid `date` (write a real date such as 2027-02-08 or F"),
            ("", "2027-02-30", "!`2027-02-30` is not a valid `date`"),
            ("", "Sept. 31, 2027", "!`Sept. 31, 2027` is not a valid `date`"),
            ("", "Monday, September 14, 2027", "!week: September 14, 2027, is a Tuesday"),
            ("pt-BR", "14/09/2027", "2027-09-14 09"),
            ("pt-BR", "01/02/2027", "!(write the year first: 2027-01-02 or 2027-02-01)"),
            ("pt-BR", "01/02/2027; 14/02/2027", "2027-02-01 09:00–17:00, 2027-02-14 09"),
            ("pt-BR", "05/05/2027", "2027-05-05 09"),
            ("pt-BR", "1 de set. de 2027", "2027-09-01 09"),
            ("pt-BR", "quarta-feira, 1º de setembro de 2027", "2027-09-01 09"),
            ("pt-BR", "31 de setembro", "!such as 2027-02-08 or 8 de fevereiro de 2027"),
            ("es", "14/09/2027", "2027-09-14 09"),
            ("es", "14 de sept. de 2027", "2027-09-14 09"),
            ("es", "2 mar 2027", "2027-03-02 09"),
            ("fr", "14/09/2027", "2027-09-14 09"),
            ("fr", "mar. 14 sept. 2027", "2027-09-14 09"),
            ("ru", "14.09.2027", "2027-09-14 09"),
            ("ru", "14 сентября 2027 г.", "2027-09-14 09"),
        ],
        row,
    );
}

#[test]
fn a_time_of_day_is_clear_or_asked_for() {
    let row = |times: &str| {
        let (start, end) = times.split_once('–').unwrap();
        format!("new,core,in person,2027-09-14,\"{start}\",\"{end}\",Fargo")
    };
    require(
        &[
            ("", "9–12", "09:00–12:00"),
            ("", "8:30–5:30 p.m.", "08:30–17:30"),
            ("", "9h30–13h", "09:30–13:00"),
            ("", "9 h 30–13:00 h", "09:30–13:00"),
            ("", "noon–5 PM", "12:00–17:00"),
            ("pt-BR", "meio-dia–17h30min", "12:00–17:30"),
            ("es", "mediodía–5 p. m.", "12:00–17:00"),
            ("fr", "midi–17 h", "12:00–17:00"),
            ("", "01:00–05:00", "01:00–05:00"),
            ("", "1 a.m.–5:00 a.m.", "01:00–05:00"),
            ("", "0:00–2:00 a.m.", "00:00–02:00"),
            ("", "0.5–17:00", "!`0.5` is a number, not a time of day (format the column as a time"),
            ("", "0,375–17:00", "!it is 09:00)"),
            ("", "9:00–0.75", "!it is 18:00)"),
            ("", "9.5–17:00", "!(write hours and minutes, such as 9:30 or 17:30)"),
            ("", "1–17:00", "!`1` may be a.m. or p.m. (write `1:00 p.m.` or `13:00` for the"),
            ("", "5:30–8:00 p.m.", "!`5:30` may be a.m. or p.m."),
            ("", "9:00–5:00", "!`5:00` may be a.m. or p.m."),
            ("", "9:5–17:00", "!`9:5` is not a valid `start`"),
            ("", "9-–17:00", "!`9-` is not a valid `start`"),
            ("", "9 in the morning–1 in the afternoon", "09:00–13:00"),
            ("es", "9 de la mañana–5:30 de la tarde", "09:00–17:30"),
            ("es", "2 de la tarde–8 de la noche", "14:00–20:00"),
            ("es", "9:00–12 de la mañana", "!`12 de la mañana` is not a valid `end`"),
            ("fr", "9 h du matin–2 h de l’après-midi", "09:00–14:00"),
            ("pt-BR", "9 da manhã–8 da noite", "09:00–20:00"),
            ("", "9:00–2027-03-11 16:00", "!16:00` is a time of day with a date (write only the t"),
            ("pt-BR", "soon–17:00", "!`soon` is not a valid `start` (write a time such as 08:30"),
        ],
        row,
    );
    let both = import(&project(), &format!("{HEADER}\n{}\n", row("1:00–5:00")), &[]);
    assert_eq!(both.err.matches("may be a.m. or p.m.").count(), 2, "{}", both.err);
}

/// A time of a workbook is a fraction of a day. A cell that is not formatted as a time is a number.
#[test]
fn numbers_of_a_workbook_are_not_times() {
    let project = Project::small();
    let cells = |row: u32, texts: [&str; 6]| -> String {
        let cell = |(column, text): (char, &str)| match text.parse::<f64>() {
            Ok(number) => format!("<c r=\"{column}{row}\"><v>{number}</v></c>"),
            Err(_) => format!("<c r=\"{column}{row}\" t=\"str\"><v>{text}</v></c>"),
        };
        let cells: String = ('A'..).zip(texts).map(cell).collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    let rows = cells(1, ["id", "training", "format", "date", "start", "end"])
        + &cells(2, ["new", "core", "online", "2027-09-14", "0.5", "0.75"]);
    std::fs::write(project.path("s.xlsx"), workbook(&rows)).unwrap();
    let file = project.path("s.xlsx");
    let run = project.run(&["import", "sessions", file.to_str().unwrap(), "--format", "short"]);
    for expected in ["`0.5` is a number, not a time of day", "it is 18:00)"] {
        assert!(run.code == 1 && run.err.contains(expected), "{}", run.err);
    }
}

/// Formats and states in Spanish, and amounts with signs of other currencies.
#[test]
fn formats_and_fees_are_read_in_other_words() {
    let row = |cells: &str| format!("new,core,{cells},Fargo");
    for (format, wanted) in [
        ("presencial", "`in-person`"),
        ("En línea", "`online`"),
        ("híbrida", "`hybrid`"),
        ("en présentiel", "`in-person`"),
    ] {
        let rows = format!("{HEADER}\n{}\n", row(&format!("{format},2027-09-14,9:00,17:00")));
        let run = import(&project(), &rows, &[]);
        assert!(run.out.contains(wanted) || run.err.contains("but it has `city`"), "{run:?}");
    }
    let project = project();
    for (fee, code, said) in [
        ("€50", 0, "fee 50 EUR"),
        ("50 €", 0, "fee 50 EUR"),
        ("¥50", 1, "(write the amount with the code of its currency, such as `75 USD`)"),
        ("about", 1, "(write an amount such as 75 or 75.50, or `no cost`)"),
    ] {
        let run = import(&project, &format!("id,fee,status\n2027-02-minot,{fee},cancelada\n"), &[]);
        let is_right = run.code == code && format!("{}{}", run.out, run.err).contains(said);
        assert!(is_right, "{fee}: {run:?}");
    }
}

/// The scholarship of a session that costs nothing is not printed.
#[test]
fn no_cost_removes_the_scholarship() {
    let project = project();
    let fee = "\"fee\": { \"amount\": 75, \"currency\": \"USD\", \"scholarship\": { \"en\": \
               \"Half price for volunteers.\", \"es\": \"Mitad de precio para voluntarios.\" } }, ";
    project.edit("data/trainings.json", "\"trainers\"", &format!("{fee}\"trainers\""));
    let run = import(&project, "id,fee\n2027-02-minot,No cost\n", &["--write"]).succeeded();
    assert!(run.out.contains("→ no cost\n"), "{}", run.out);
    assert!(session(&project, "2027-02-minot")["fee"]["scholarship"].is_null());
}

#[test]
fn a_year_far_from_now_is_a_mistake() {
    let row = |date: &str| format!("new,core,in person,{date},9:00,17:00,Fargo");
    require(
        &[
            ("", "2072-02-28", "!`2072-02-28` is 45 years from now (correct the year"),
            ("", "1927-02-28", "!`1927-02-28` is 100 years ago (correct the year"),
            ("", "2031-02-28", "2031-02-28 09:00"),
            ("", "2019-02-28", "2019-02-28 09:00"),
        ],
        row,
    );
    let run = import(&project(), "id,apply_by\n2027-02-minot,2072-01-20\n", &[]);
    assert!(run.err.contains("column \"apply_by\": error[session-cell]"), "{}", run.err);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
}

#[test]
fn what_would_be_misread_is_refused() {
    let project = project();
    let mut wrong = Vec::new();
    for (rows, expected) in [
        (
            "id,city\n2027-02-minot,=A1\n",
            "column \"city\": error[session-cell]: `=A1` is a formula",
        ),
        ("id,venue\n2027-02-minot,\"=B2&C2\"\n", "`=B2&C2` is a formula, not a value"),
        (
            "id,date,start,end\n2027-02-minot,Tuesday, September 14, 2027,9:00,17:00\n",
            "row 2: error[session-cell]: the row has 6 cells, but the header has 4 columns (write",
        ),
        (
            "id,trainers\n2027-02-minot,\"Ana Ruiz, Bob Lee\"\n",
            "`Bob Lee` after `Ana Ruiz` does not",
        ),
        ("id,trainers\n2027-02-minot,\"ANA RUIZ, BOB LEE\"\n", "does not look like credentials"),
        ("id,trainers\n2027-02-minot,Ana Ruiz and Bob Lee\n", "seems to be more than one trainer"),
        ("id,trainers\n2027-02-minot,\"Ruiz, Ana\"\n", "`Ana` after `Ruiz` does not look like"),
        ("id,fee,currency\n2027-02-minot,12.345,USD\n", "`12.345` is not a valid `fee`"),
        ("id,fee,currency\n2027-02-minot,12.5,JPY\n", "has decimals, but JPY has none"),
        ("id,training\n2027-02-minot,-\n", "`training` cannot be emptied"),
    ] {
        let run = import(&project, rows, &["--write"]);
        if run.code != 1 || !run.err.contains(expected) || run.err.matches("error[").count() != 1 {
            wrong.push(format!("{rows}{} {}{}", run.code, run.out, run.err));
        }
    }
    let fee = "id,fee,currency\n2027-02-minot,12.345,USD\n";
    let run = import(&project, fee, &["--lang", "pt-BR"]);
    if !run.out.contains("fee 12345 USD") {
        wrong.push(format!("{}{}", run.out, run.err));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_preview_of_a_new_session_shows_every_field() {
    let rows = format!(
        "{HEADER},venue,venue (es),status,fee,currency,trainers,seats\nnew,core,in person,\
         \"Sept. 14, 2027\",9:00,5 p.m.,Fargo,Hall,Sala,cancelled,75.50,USD,\"Ana Ruiz, LCSW-C, \
         PhD; Bob Lee (Peer Specialist)\",20\n"
    );
    let run = import(&project(), &rows, &[]).succeeded();
    let expected = "new: new session\nnew: training `core`\nnew: status `cancelled`\n\
                    new: format `in-person`\nnew: seats 20\nnew: fee 75.5 USD\n\
                    new: trainers Ana Ruiz, LCSW-C, PhD; Bob Lee, Peer Specialist\n\
                    new: city `Fargo`\nnew: venue `Hall` (en), `Sala` (es)\n\
                    new: days 2027-09-14 09:00–17:00\n";
    assert_eq!(run.out, expected);
}

#[test]
fn a_dash_empties_a_field() {
    let project = Project::small();
    let id = "2027-02-minot";
    let before = project.read("data/trainings.json");
    let rows = "id,venue,venue (es),seats,fee,currency,trainers\n2027-02-minot,Hall,Sala,20,75,USD,\
                \"Ana Ruiz, CPSS\"\n";
    import(&project, rows, &["--write"]).succeeded();
    let rows = "id,venue,seats,fee,trainers,parking\n2027-02-minot,-,–,-,—,Free\n";
    let look = import(&project, rows, &[]).succeeded();
    for expected in
        ["seats 20 → (empty)", "fee 75 USD → (empty)", "trainers Ana Ruiz, CPSS → (empty)"]
    {
        assert!(look.out.contains(expected), "{}", look.out);
    }
    import(&project, rows, &["--write"]).succeeded();
    let now = session(&project, id);
    for field in ["venue", "seats", "fee", "trainers"] {
        assert!(now.get(field).is_none(), "{now}");
    }
    import(&project, "id,parking\n2027-02-minot,-\n", &["--write"]).succeeded();
    let trainings = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
    let mut before = trainings(&before);
    for field in ["venue", "seats", "fee", "trainers"] {
        before["sessions"][0].as_object_mut().unwrap().remove(field);
    }
    let after = trainings(&project.read("data/trainings.json"));
    assert_eq!(after["sessions"][0], before["sessions"][0]);
}

#[test]
fn a_dash_empties_the_place_of_every_day() {
    let project = Project::small();
    let days = "id,date,venue (all)\n2027-02-minot,2027-02-08; 2027-02-09,";
    import(&project, &format!("{days}Hall\n"), &["--write"]).succeeded();
    assert_eq!(session(&project, "2027-02-minot")["venue"], "Hall");
    import(&project, &format!("{days}-\n"), &["--write"]).succeeded();
    assert!(session(&project, "2027-02-minot").get("venue").is_none());
}
