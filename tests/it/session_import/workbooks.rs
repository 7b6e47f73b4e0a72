//! Sessions in workbooks: several sheets, and cells that hold a date and a time.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::project::{Project, Run};

/// Saves sheets, each with its name, its rows, and whether it is hidden.
fn save(project: &Project, sheets: &[(&str, &[[&str; 2]], bool)]) {
    let mut workbook = Workbook::new();
    let first = sheets.iter().position(|(_, _, is_hidden)| !is_hidden);
    for (index, (name, rows, is_hidden)) in sheets.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap().set_hidden(*is_hidden);
        // The active sheet is not hidden.
        sheet.set_active(Some(index) == first);
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    workbook.save(project.path("s.xlsx")).unwrap();
}

fn import(project: &Project, options: &[&str]) -> Run {
    let file = project.path("s.xlsx");
    let import = ["import", "sessions", file.to_str().unwrap(), "--format", "short"];
    project.run(&[&import[..], options].concat())
}

const WINTER: &[[&str; 2]] = &[["id", "city"], ["2027-02-minot", "Fargo"]];
const SPRING: &[[&str; 2]] = &[["id", "city"], ["2027-02-minot", "Mandan"]];
const HEADER: &[[&str; 2]] = &[["id", "city"]];
const NOTES: &[[&str; 2]] = &[["Notes", ""], ["call in May", ""]];

/// No sheet with rows is left out without a word.
#[test]
fn one_sheet_is_read_and_the_others_are_named() {
    let project = Project::small();
    let empty: &[[&str; 2]] = &[];
    let mut faults = Vec::new();
    let mut require =
        |sheets: &[(&str, &[[&str; 2]], bool)], options: &[&str], code, said: &str| {
            save(&project, sheets);
            let run = import(&project, options);
            if run.code != code || !format!("{}{}", run.out, run.err).contains(said) {
                faults.push(format!("{said}: {} {}{}", run.code, run.out, run.err));
            }
        };
    let both = [("Winter", WINTER, false), ("Spring", SPRING, false)];
    let several = "several sheets have such a table: `Winter` and `Spring`";
    require(&both, &[], 2, several);
    require(&both, &[], 2, "choose one with `--sheet \"Winter\"`");
    require(&both, &["--sheet", "Spring"], 0, "`Mandan`");
    require(&both, &["--sheet", "Sprng"], 2, "did you mean `Spring`?");
    let hidden = [("Old", SPRING, true), ("Winter", WINTER, false)];
    require(&hidden, &[], 2, "several sheets have such a table: `Old` and `Winter`");
    require(&hidden, &[], 2, "choose one with `--sheet \"Winter\"`");
    let only_hidden = [("Notes", NOTES, false), ("Winter", WINTER, true)];
    require(&only_hidden, &[], 2, "the table is on a hidden sheet: `Winter`");
    let notes = [("Notes", NOTES, false), ("Winter", WINTER, false), ("New", HEADER, false)];
    let read =
        "only the sheet `Winter` was read; `Notes` and `New` have no table with these columns";
    require(&notes, &[], 0, read);
    require(&notes, &[], 0, "`Fargo`");
    require(&[("Winter", WINTER, false), ("Sheet2", empty, false)], &[], 0, "`Fargo`");
    project.write("s.xlsx", "id,city\n2027-02-minot,Fargo\n");
    let text = import(&project, &["--sheet", "Winter"]);
    assert!(text.code == 2 && text.err.contains("so it has no sheets"), "{}", text.err);
    save(&project, &[("Winter", WINTER, false), ("Spring", SPRING, false)]);
    let plain = import(&project, &["--sheet", "Winter"]).succeeded();
    assert!(!plain.err.contains("only the sheet"), "{}", plain.err);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A cell that shows `4:00 PM` can hold a date, too, and one that shows a date can hold a time.
#[test]
fn a_date_with_a_time_is_neither() {
    let project = Project::small();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(["id", "date", "start", "end"]) {
        sheet.write(0, column, name).unwrap();
    }
    sheet.write(1, 0, "2027-02-minot").unwrap();
    let formats = ["yyyy-mm-dd", "h:mm", "h:mm AM/PM"].map(|it| Format::new().set_num_format(it));
    for (column, hour) in (1..).zip([9, 9, 16]) {
        let time = ExcelDateTime::from_ymd(2027, 2, 8).unwrap().and_hms(hour, 30, 0).unwrap();
        sheet.write_datetime_with_format(1, column, &time, &formats[column as usize - 1]).unwrap();
    }
    workbook.save(project.path("s.xlsx")).unwrap();
    let run = import(&project, &[]);
    for expected in [
        "column \"date\": error[session-cell]: `2027-02-08 09:30` is a date with a time of day \
         (write only the date, 2027-02-08; the times are in the columns `start` and `end`)",
        "column \"start\": error[session-cell]: `2027-02-08 09:30` is a time of day with a date",
        "column \"end\": error[session-cell]: `2027-02-08 16:30` is a time of day with a date \
         (write only the time, 16:30; the date is in the column `date`)",
    ] {
        assert!(run.code == 1 && run.err.contains(expected), "{expected}\n{}", run.err);
    }
}
