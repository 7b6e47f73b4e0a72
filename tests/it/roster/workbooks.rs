//! Workbooks as other programs write them: what the test files of spreadsheet libraries contain.

use std::io::{Cursor, Write};

use peerpress::certificates::roster::{Options, Roster};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{codes, names, read, read_with};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_MAIN: &str = "http://purl.oclc.org/ooxml/spreadsheetml/main";
const STRICT_OFFICE: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The parts of an XLSX workbook with one sheet, `List`.
#[derive(Default)]
pub(super) struct Book<'a> {
    /// The contents of `worksheet`.
    pub(super) sheet: String,
    /// The shared strings, each the contents of an `si`.
    pub(super) strings: &'a [&'a str],
    /// The custom number formats: cell style N has the format N-1, and style 0 has none. The style
    /// after the last format is struck out.
    pub(super) formats: &'a [&'a str],
    /// Elements before the list of sheets.
    pub(super) properties: &'a str,
    /// The contents of `xl/tables/table1.xml`.
    pub(super) table: Option<&'a str>,
    pub(super) is_strict: bool,
    /// Whether elements have a namespace prefix.
    pub(super) is_prefixed: bool,
}

impl Book<'_> {
    pub(super) fn with(rows: &str) -> Self {
        Self { sheet: format!("<sheetData>{rows}</sheetData>"), ..Self::default() }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let (main, office) = match self.is_strict {
            true => (STRICT_MAIN, STRICT_OFFICE),
            false => (MAIN, OFFICE),
        };
        let root = |name: &str, inside: &str| {
            let text = format!("<{name} xmlns=\"{main}\" xmlns:r=\"{office}\">{inside}</{name}>");
            if self.is_prefixed { prefixed(&text) } else { text }
        };
        let link = |id: usize, kind: &str, target: &str| {
            format!("<Relationship Id=\"r{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let links = |inside: String| {
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{inside}</Relationships>")
        };
        let formats: String = (self.formats.iter().enumerate())
            .map(|(at, code)| {
                let code = code.replace('"', "&quot;");
                format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 164 + at)
            })
            .collect();
        let styles: String = (0..self.formats.len())
            .map(|at| format!("<xf numFmtId=\"{}\" applyNumberFormat=\"1\"/>", 164 + at))
            .collect();
        let strings: String = self.strings.iter().map(|text| format!("<si>{text}</si>")).collect();
        let sheets = "<sheets><sheet name=\"List\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
        let mut parts = vec![
            ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
            ("_rels/.rels", links(link(1, "officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml", root("workbook", &format!("{}{sheets}", self.properties))),
            (
                "xl/_rels/workbook.xml.rels",
                links(
                    link(1, "worksheet", "worksheets/sheet1.xml")
                        + &link(2, "sharedStrings", "sharedStrings.xml")
                        + &link(3, "styles", "styles.xml"),
                ),
            ),
            (
                "xl/styles.xml",
                root(
                    "styleSheet",
                    &format!(
                        "<numFmts>{formats}</numFmts><fonts><font/><font><strike/></font></fonts>\
                         <cellXfs><xf numFmtId=\"0\"/>{styles}<xf fontId=\"1\"/></cellXfs>"
                    ),
                ),
            ),
            ("xl/sharedStrings.xml", root("sst", &strings)),
            ("xl/worksheets/sheet1.xml", root("worksheet", &self.sheet)),
        ];
        if let Some(table) = self.table {
            parts.push((
                "xl/worksheets/_rels/sheet1.xml.rels",
                links(link(1, "table", "../tables/table1.xml")),
            ));
            parts.push(("xl/tables/table1.xml", table.to_owned()));
        }
        zip(&parts)
    }

    pub(super) fn read(&self) -> Roster {
        read("r.xlsx", self.bytes())
    }
}

/// Puts a prefix before the name of each element.
fn prefixed(xml: &str) -> String {
    let text = xml.replace("</", "\u{1}").replace('<', "<x:").replace('\u{1}', "</x:");
    text.replace("xmlns=", "xmlns:x=")
}

fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A cell with text in it.
pub(super) fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// A sheet with the headers `Name`, `Hours`, and `ID`, and the rows below.
pub(super) fn list(rows: &str) -> String {
    let header = text("A1", "Name") + &text("B1", "Hours") + &text("C1", "ID");
    format!("<row r=\"1\">{header}</row>{rows}")
}

/// An ODS workbook with one sheet.
pub(super) fn ods(rows: &str) -> Vec<u8> {
    ods_with("", rows)
}

/// An ODS workbook with styles before its sheet.
pub(super) fn ods_with(styles: &str, rows: &str) -> Vec<u8> {
    let names = ["office", "table", "text", "style"];
    let spaces: String = names
        .iter()
        .map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
        .collect();
    let content = format!(
        "<office:document-content{spaces}>{styles}<office:body><office:spreadsheet>\
         <table:table table:name=\"List\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mime = "application/vnd.oasis.opendocument.spreadsheet".to_owned();
    zip(&[
        ("mimetype", mime),
        ("content.xml", content),
        ("META-INF/manifest.xml", "<manifest/>".to_owned()),
    ])
}

pub(super) fn ods_text(text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

#[test]
fn rows_and_cells_need_no_numbers_and_the_dimension_can_be_wrong() {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row>{}{}</row><row>{}<c><v>6</v></c></row><row>{}<c><v>5</v></c></row>",
        cell("Name"),
        cell("Hours"),
        cell("Ann Lee"),
        cell("Bo Li")
    );
    for dimension in ["", "<dimension ref=\"A1\"/>", "<dimension ref=\"B7:XFD1048576\"/>"] {
        let sheet = format!("{dimension}<sheetData>{rows}</sheetData>");
        for (is_strict, is_prefixed) in [(false, false), (true, false), (false, true)] {
            let book = Book { sheet: sheet.clone(), is_strict, is_prefixed, ..Book::default() };
            let roster = book.read();
            assert_eq!(names(&roster), ["Ann Lee", "Bo Li"], "{dimension} {:?}", roster.findings);
            assert_eq!(roster.people[1].hours, Some(5.0));
        }
    }
}

#[test]
fn rich_text_and_phonetic_guides_are_read_as_they_show() {
    let strings = [
        "<t>Name</t>",
        "<r><rPr><b/></rPr><t>An</t></r><r><t xml:space=\"preserve\">n </t></r><r><t>Lee</t></r>",
        "<t>Mori Ren</t><rPh sb=\"0\" eb=\"4\"><t>モリ</t></rPh><phoneticPr fontId=\"1\"/>",
        "",
        "<t>Bo Li_x000D_</t>",
        "<t>Cy &amp; Ray_x005F_x</t>",
    ];
    let cell = |at: usize, index: usize| {
        format!("<row r=\"{at}\"><c r=\"A{at}\" t=\"s\"><v>{index}</v></c></row>")
    };
    let rows: String = (0..strings.len()).map(|index| cell(index + 1, index)).collect();
    let roster = Book { strings: &strings, ..Book::with(&rows) }.read();
    assert_eq!(names(&roster), ["Ann Lee", "Mori Ren", "Bo Li"], "{:?}", roster.findings);
    assert_eq!(codes(&roster), ["roster-spaces", "roster-odd-name"]);
    assert!(roster.findings[1].message.contains("`Cy & Ray_x`"), "{:?}", roster.findings);
    let missing = Book { strings: &strings, ..Book::with(&cell(1, 99)) }.read();
    assert_eq!(codes(&missing), ["roster-file"]);
}

#[test]
fn ids_are_read_as_the_sheet_shows_them() {
    let formats = ["\"P-\"0000", "00000", "000-00-0000", "General", "#,##0"];
    let row = |at: usize, style: usize, number: &str| {
        let letter = char::from(b'a' + at as u8);
        let name = text(&format!("A{at}"), &format!("Ann Lee{letter}"));
        format!(
            "<row r=\"{at}\">{name}<c r=\"B{at}\"><v>6</v></c>\
             <c r=\"C{at}\" s=\"{style}\"><v>{number}</v></c></row>"
        )
    };
    let cases = [
        (1, "42", "P-0042"),
        (1, "12345", "P-12345"),
        (2, "7", "00007"),
        (3, "123456789", "123-45-6789"),
        (4, "123456789012345", "123456789012345"),
        (5, "4000", "4000"),
        (0, "1.23456789E+8", "123456789"),
    ];
    let rows: String = cases
        .iter()
        .enumerate()
        .map(|(at, (style, number, _))| row(at + 2, *style, number))
        .collect();
    let roster = Book { formats: &formats, ..Book::with(&list(&rows)) }.read();
    let read: Vec<_> = roster.people.iter().filter_map(|person| person.id.as_deref()).collect();
    assert_eq!(read, cases.map(|(.., shown)| shown), "{:?}", roster.findings);
    let long = Book::with(&list(&row(2, 0, "12345678901234567890"))).read();
    assert_eq!(codes(&long), ["roster-cell"], "{:?}", long.findings);
}

#[test]
fn dates_times_and_formula_errors_are_not_taken_for_hours() {
    let formats = ["h:mm", "[h]:mm", "yyyy-mm-dd"];
    let row = |cell: &str| {
        format!("<row r=\"2\">{}{cell}<c r=\"C2\"><v>7</v></c></row>", text("A2", "Ann Lee"))
    };
    for properties in ["", "<workbookPr date1904=\"1\"/>"] {
        for (cell, hours, code) in [
            ("<c r=\"B2\" s=\"1\"><v>0.25</v></c>", Some(6.0), None),
            ("<c r=\"B2\" s=\"2\"><v>1.6666666666666667</v></c>", Some(40.0), None),
            ("<c r=\"B2\" s=\"1\"><v>1.6666666666666667</v></c>", None, Some("roster-hours")),
            ("<c r=\"B2\" s=\"3\"><v>6</v></c>", None, Some("roster-hours")),
            ("<c r=\"B2\" t=\"d\"><v>2026-10-05</v></c>", None, Some("roster-hours")),
            ("<c r=\"B2\" t=\"e\"><v>#DIV/0!</v></c>", None, Some("roster-cell")),
            ("<c r=\"B2\" t=\"e\"><v>#SPILL!</v></c>", None, Some("roster-cell")),
            ("<c r=\"B2\" t=\"b\"><v>1</v></c>", None, Some("roster-hours")),
            ("<c r=\"B2\"><f>SUM(D2:E2)</f></c>", None, Some("roster-cell")),
            ("<c r=\"B2\"><f>3*2</f><v>6</v></c>", Some(6.0), None),
            ("<c r=\"B2\" t=\"q\"><v>6</v></c>", None, Some("roster-file")),
        ] {
            let book = Book { formats: &formats, properties, ..Book::with(&list(&row(cell))) };
            let roster = book.read();
            let read = roster.people.first().and_then(|person| person.hours);
            let found = codes(&roster).first().copied();
            let is_refused = code == Some("roster-cell") && found == Some("roster-file");
            assert!(
                read == hours && (found == code || is_refused),
                "{cell} {properties}: {read:?} {:?}",
                roster.findings
            );
        }
    }
}

#[test]
fn totals_rows_of_tables_are_not_people() {
    let row = |at: usize, name: &str, hours: usize| {
        let name = text(&format!("A{at}"), name);
        format!("<row r=\"{at}\">{name}<c r=\"B{at}\"><v>{hours}</v></c></row>")
    };
    let header = format!("<row r=\"1\">{}{}</row>", text("A1", "Name"), text("B1", "Hours"));
    let rows = header + &row(2, "Ann Lee", 6) + &row(3, "Bo Li", 6) + &row(4, "Cy Summary", 12);
    let table = |count: &str| {
        format!("<table xmlns=\"{MAIN}\" id=\"1\" displayName=\"T\" ref=\"A1:B4\"{count}/>")
    };
    let marked = table(" totalsRowCount=\"1\"");
    let with = |table: &str| Book { table: Some(table), ..Book::with(&rows) }.read();
    let roster = with(&marked);
    assert_eq!((names(&roster), codes(&roster)), (vec!["Ann Lee", "Bo Li"], vec![]));
    assert_eq!(with(&prefixed(&marked)).people.len(), 2);
    assert_eq!(with(&table("")).people.len(), 3, "a table without a totals row ends with a person");
}

#[test]
fn what_would_lose_a_row_or_a_column_is_refused() {
    let person =
        |at: usize, name: &str| format!("<row r=\"{at}\">{}</row>", text(&format!("A{at}"), name));
    let twice = list(&(person(2, "Ann Lee") + &person(2, "Bo Li") + &person(3, "Cy Ray")));
    let back = list(&(person(3, "Ann Lee") + &person(2, "Bo Li")));
    let wide = list("").replace("</row>", &(text("ZZ1", "Middle name") + "</row>"));
    let wide = wide + &person(2, "Ann Lee");
    for (rows, message) in [(twice, "cell A2 twice"), (back, "out of order"), (wide, "702 columns")]
    {
        let roster = Book::with(&rows).read();
        assert_eq!(codes(&roster), ["roster-file"], "{message}");
        assert!(roster.findings[0].message.contains(message), "{:?}", roster.findings);
    }
    // A value far to the right of the list is not part of it.
    let far = person(2, "Ann Lee").replace("</row>", "<c r=\"XFD2\"><v>1</v></c></row>");
    assert_eq!(names(&Book::with(&list(&far)).read()), ["Ann Lee"]);
}

#[test]
fn cells_and_rows_of_ods_can_repeat() {
    let hours = |attributes: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"6\"{attributes}>\
             <text:p>6</text:p></table:table-cell>"
        )
    };
    let empty =
        |count: usize| format!("<table:table-cell table:number-columns-repeated=\"{count}\"/>");
    let header = ods_text("Name") + &empty(2) + &ods_text("Hours") + &empty(16_380);
    let rows = [
        format!("<table:table-row>{header}</table:table-row>"),
        format!(
            "<table:table-row>{}{}{}</table:table-row>",
            ods_text("Ann Lee"),
            empty(2),
            hours("")
        ),
        format!(
            "<table:table-row table:number-rows-repeated=\"3\">{}</table:table-row>",
            empty(16_384)
        ),
        format!(
            "<table:table-row>{}{}{}</table:table-row>",
            ods_text("Bo<text:s/>Li"),
            empty(2),
            hours("")
        ),
        format!(
            "<table:table-row table:number-rows-repeated=\"1048570\">{}</table:table-row>",
            empty(16_384)
        ),
    ];
    let roster = read("r.ods", ods(&rows.concat()));
    let read: Vec<_> = roster.people.iter().map(|one| (one.row, &*one.name, one.hours)).collect();
    assert_eq!(read, [(2, "Ann Lee", Some(6.0)), (6, "Bo Li", Some(6.0))], "{:?}", roster.findings);
}

#[test]
fn ods_cells_are_read_as_they_show() {
    let number = |value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}\
             </text:p></table:table-cell>"
        )
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let note = "<office:annotation><text:p>Zed</text:p></office:annotation>";
    let commented = ods_text("Cy Ray").replace("<text:p>", &format!("{note}<text:p>"));
    let ruby = "<text:ruby><text:ruby-base>Mori</text:ruby-base>\
                <text:ruby-text>モリ</text:ruby-text></text:ruby> Ren";
    let rows = [
        row(&["Name", "Hours", "ID"].map(ods_text)),
        row(&[ods_text("Ann Lee"), number("6", "6.00"), number("42", "P-0042")]),
        row(&[ods_text("Bo Li"), number("6.25", "6.3"), number("7", "00007")]),
        row(&[commented, number("6", "6 h"), number("4000", "4,000")]),
        row(&[ods_text(ruby), number("6", "6"), number("123456789012", "1.23E+011")]),
    ];
    let options = Options { ignored_texts: vec!["Zed".to_owned()], ..Options::default() };
    let roster = read_with("r.ods", ods(&rows.concat()), &options);
    let read: Vec<_> = roster
        .people
        .iter()
        .map(|one| (&*one.name, one.hours, one.id.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        read,
        [
            ("Ann Lee", Some(6.0), "P-0042"),
            ("Bo Li", Some(6.25), "00007"),
            ("Cy Ray", Some(6.0), "4000"),
            ("Mori Ren", Some(6.0), "123456789012"),
        ],
        "{:?}",
        roster.findings
    );
}
