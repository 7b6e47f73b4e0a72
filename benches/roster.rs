//! Measures what a dry run of `certify` needs for large rosters, as a user experiences it: whole
//! processes.
//!
//! `cargo bench --bench roster` measures rosters of 200,000 people; `-- 4000` measures another
//! number. It prints each figure beside its target. It fails if a time is more than four times its
//! target, so that a busy machine passes and a mistake does not, or if the memory is more than its
//! target.

mod issuing;
mod measure;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use issuing::{ISSUED, LEAST, SESSION, best, roster};
use measure::{megabytes, peerpress, run};

/// The people of each list of a day, the days of the session, and the hours of each.
const OF_A_DAY: usize = 300;
const DAYS: usize = 5;
const HOURS: usize = 8;

/// The targets of issue 12 for a large roster, and for the lists of days.
const LARGE: Duration = Duration::from_secs(4);
const LISTS: Duration = Duration::from_secs(1);

/// The most memory, in megabytes.
const MEMORY: u64 = 500;

fn main() {
    let people: usize =
        std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(200_000);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let project = &folder.path().join("program");
    run(Command::new(env!("CARGO_BIN_EXE_peerpress")).arg("new").arg(project));
    let rows = roster(0..people);
    let (csv, xlsx) = (folder.path().join("roster.csv"), folder.path().join("roster.xlsx"));
    fs::write(&csv, &rows).expect("a roster");
    write_workbook(&xlsx, &rows).expect("a workbook");
    let day = |number: usize| {
        let path = folder.path().join(format!("day-{number}.csv"));
        let rows = roster(0..OF_A_DAY).replace(",40\n", &format!(",{HOURS}\n"));
        fs::write(&path, rows).expect("a roster");
        path
    };
    let days: Vec<PathBuf> = (1..=DAYS).map(day).collect();
    let mut enough = true;
    for (what, files, target) in [
        (format!("CSV, {people} people"), vec![csv], LARGE),
        (format!("XLSX, {people} people"), vec![xlsx], LARGE),
        (format!("{DAYS} lists of {OF_A_DAY} people"), days, LISTS),
    ] {
        let (took, peak) = best(|_| {
            let mut command = peerpress(project);
            command.args(["certify", "--dry-run", "--session", SESSION, "--issued", ISSUED]);
            if files.len() > 1 {
                command.arg("--same-list-again");
            }
            run(command.args(&files))
        });
        println!(
            "{what:<28} {:>6} ms (target: {} ms) {:>8} (target: {MEMORY} MB)",
            took.as_millis(),
            target.as_millis(),
            megabytes(peak)
        );
        enough &= took <= target.div_f64(LEAST) && peak.unwrap_or_default() / 1024 <= MEMORY;
    }
    assert!(enough, "slower than a quarter of a target, or more memory than its target");
}

/// Writes a table as a workbook with one sheet.
fn write_workbook(path: &Path, table: &str) -> io::Result<()> {
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let link = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='r1' \
             Type='{OFFICE}/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let part = |name: &str, kind: &str| {
        format!("<Override PartName='/xl/{name}' ContentType='{KIND}.{kind}+xml'/>")
    };
    let cell = |text: &str| match text.parse::<u32>() {
        Ok(number) => format!("<c><v>{number}</v></c>"),
        Err(_) => format!("<c t='inlineStr'><is><t>{text}</t></is></c>"),
    };
    let row = |line: &str| format!("<row>{}</row>", line.split(',').map(cell).collect::<String>());
    let types = format!(
        "<Types xmlns='{PACKAGE}/content-types'><Default Extension='rels' \
         ContentType='application/vnd.openxmlformats-package.relationships+xml'/>{}{}</Types>",
        part("workbook.xml", "sheet.main"),
        part("sheet1.xml", "worksheet")
    );
    let workbook = format!(
        "<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets><sheet name='People' sheetId='1' \
         r:id='r1'/></sheets></workbook>"
    );
    let rows: String = table.lines().map(row).collect();
    let sheet = format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>");
    let mut zip = ZipWriter::new(File::create(path)?);
    for (name, content) in [
        ("[Content_Types].xml", types),
        ("_rels/.rels", link("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", link("worksheet", "sheet1.xml")),
        ("xl/sheet1.xml", sheet),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(content.as_bytes())?;
    }
    zip.finish()?;
    Ok(())
}
