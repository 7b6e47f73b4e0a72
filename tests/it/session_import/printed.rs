//! Cells as pages print them: what people copy from a flyer into a spreadsheet is understood.

use serde_json::json;

use super::{import_in_short as import, session};
use crate::project::Project;

#[test]
fn dates_and_times_are_read_as_they_are_printed() {
    let mut wrong = Vec::new();
    for (date, start, end) in [
        ("October 5, 2027", "9 a.m.", "4:30 p.m."),
        ("Tuesday, October 5, 2027", "09:00", "16:30"),
        ("5 octobre 2027", "9 h", "16 h 30"),
        ("5 octobre 2027", "9\u{a0}h\u{a0}00", "16h30"),
        ("mardi 5 octobre 2027", "09 h 00", "16 h 30"),
        ("5 أكتوبر 2027", "9:00 ص", "4:30 م"),
        ("10/5/2027", "9h00", "16h30"),
        ("5-Oct-27", "9h00", "16h30"),
        ("2027-10-05T00:00:00", "9h00", "16h30"),
        ("2027-10-05 12:00:00", "9h00", "16h30"),
    ] {
        let project = Project::coast();
        let rows = format!("id;date;start;end\n2027-09-cedar-key;{date};{start};{end}\n");
        let run = import(&project, &rows);
        let day = session(&project, "2027-09-cedar-key")["days"][0].clone();
        let expected = ["2027-10-05", "09:00", "16:30"].map(|part| json!(part));
        if run.code != 0 || [&day["date"], &day["start"], &day["end"]] != expected.each_ref() {
            wrong.push(format!("{date} {start} {end}: {day} {}", run.err));
        }
    }
    let project = Project::coast();
    let run =
        import(&project, "id;start;end;date\n2027-09-cedar-key;midi;16 h 30;1er octobre 2027\n");
    run.succeeded();
    let day = &session(&project, "2027-09-cedar-key")["days"][0];
    assert_eq!((&day["date"], &day["start"]), (&"2027-10-01".into(), &"12:00".into()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn amounts_and_states_are_read_as_they_are_printed() {
    let mut wrong = Vec::new();
    for (fee, amount, currency) in [
        ("1 250,50", json!(1250.5), "CAD"),
        ("1\u{a0}250,50\u{a0}$", json!(1250.5), "CAD"),
        ("125,50 $", json!(125.5), "CAD"),
        ("$1,250.50", json!(1250.5), "CAD"),
        ("$1,250", json!(1250), "CAD"),
        ("75 USD", json!(75), "USD"),
        ("US$ 40", json!(40), "USD"),
        ("40 $US", json!(40), "USD"),
        ("CA$40", json!(40), "CAD"),
        ("USD 75", json!(75), "USD"),
    ] {
        let project = Project::coast();
        project.edit("data/program.json", "\"region\": \"us\"", "\"region\": \"ca\"");
        let column = if fee.contains(['$', 'U']) { "" } else { "CAD" };
        let rows = format!("id;fee;currency;status\n2027-06-french;\"{fee}\";{column};annulée\n");
        let run = import(&project, &rows);
        let new = session(&project, "2027-06-french");
        let is_right = new["fee"]["amount"] == amount
            && new["fee"]["currency"] == currency
            && new["status"] == "cancelled";
        if run.code != 0 || !is_right {
            wrong.push(format!("{fee}: {new} {}", run.err));
        }
    }
    let project = Project::coast();
    import(&project, "id;fee\n2027-06-french;Gratuit\n").succeeded();
    assert_eq!(session(&project, "2027-06-french")["fee"]["amount"], 0);
    for unclear in ["1.2.3", "12,5000", "1,25,0", "about 75", "7 5"] {
        let run = import(&project, &format!("id;fee;currency\n2027-06-french;\"{unclear}\";USD\n"));
        if run.code == 0 {
            wrong.push(format!("{unclear} is an amount"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// People in the territories of the United States write dates as the states do.
#[test]
fn territories_write_dates_as_the_states_do() {
    for region in ["us", "pr", "gu", "vi", "as", "mp"] {
        let project = Project::coast();
        project.edit(
            "data/program.json",
            "\"region\": \"us\"",
            &format!("\"region\": \"{region}\""),
        );
        import(&project, "id;date\n2027-09-cedar-key;10/5/2027\n").succeeded();
        let new = session(&project, "2027-09-cedar-key");
        assert_eq!(new["days"][0]["date"], "2027-10-05", "{region}");
    }
}

/// A number of days is a date that a spreadsheet program did not format, and points stand in dates
/// with the day first.
#[test]
fn dates_of_other_programs_and_languages_are_read_or_explained() {
    let project = Project::coast();
    let run = import(&project, "id;date\n2027-09-cedar-key;46300\n");
    assert!(run.code == 1 && run.err.contains("or write 2026-10-05 if that is"), "{run:?}");
    let run = import(&project, "id;date\n2027-09-cedar-key;05.10.2027\n");
    assert!(run.code == 1 && run.err.contains("may be"), "{run:?}");
    project.write("s.csv", "id;date\n2027-09-cedar-key;05.10.2027\n");
    let file = project.path("s.csv");
    let args = ["import", "sessions", file.to_str().unwrap(), "--lang", "ar", "--write"];
    project.run(&args).succeeded();
    let day = &session(&project, "2027-09-cedar-key")["days"][0];
    assert_eq!(day["date"], "2027-10-05");
    project.run(&["language", "add", "vi"]).succeeded();
    import(&project, "id;date\n2027-09-cedar-key;ngày 6 tháng 10 năm 2027\n").succeeded();
    assert_eq!(session(&project, "2027-09-cedar-key")["days"][0]["date"], "2027-10-06");
}
