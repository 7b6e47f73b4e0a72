//! The ways in which a workbook can write a cell, and show it.

use peerpress::certificates::roster::{Hidden, Options, Roster};

use super::workbooks::{Book, list, ods, ods_text, ods_with, text};
use super::{codes, names, read_with};

/// Returns what was read of the first person: the name and the hours, or the codes of errors.
fn first(roster: &Roster) -> String {
    match (roster.people.first(), &codes(roster)[..]) {
        (Some(person), []) => format!("{} {:?}", person.name, person.hours.unwrap_or(-1.0)),
        (_, codes) => codes.join(" "),
    }
}

/// Returns the cases that are not read as expected.
fn wrong(cases: &[(&str, &str)], read: impl Fn(&str) -> Roster) -> Vec<String> {
    let check = |(cell, expected): &(&str, &str)| {
        let roster = read(cell);
        let found = first(&roster);
        (found != *expected).then(|| format!("{cell}: {found}: {:?}", roster.findings))
    };
    cases.iter().filter_map(check).collect()
}

#[test]
fn every_form_of_xml_is_read_as_the_same_text() {
    let strings = ["<t>Bo <!--x-->L<![CDATA[i]]><?pi?></t>", "<t>Zo&#xEB; O&apos;Day</t>"];
    let hours = |cell: &str| {
        let row = format!("<row r=\"2\">{}{cell}</row>", text("A2", "Ann Lee"));
        Book { strings: &strings, ..Book::with(&list(&row)) }.read()
    };
    let cases = [
        ("<c r=\"B2\"><v>8&#46;5</v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\"><v>8<!-- -->.5</v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\"><v><!-- -->8.5</v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\"><v><![CDATA[8.5]]></v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\"><v>8<![CDATA[.5]]></v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\"><v>8<?pi x?>.5<!-- --></v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\" t=\"n\"><v>&#x38;.5</v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\" t=\"str\"><f>1</f><v>8<![CDATA[.5]]> h</v></c>", "Ann Lee 8.5"),
        ("<c r=\"B&#50;\" t=\"&#110;\"><v>8.5</v></c>", "Ann Lee 8.5"),
        ("<c r=\"B2\"><v>8&half;</v></c>", "roster-file"),
        ("<c r=\"B2\"><v>8.5</v></c><!-- <row r=\"3\"/> -->", "Ann Lee 8.5"),
    ];
    let mut failed = wrong(&cases, hours);
    let name = |cell: &str| {
        let row = format!("<row r=\"2\">{cell}<c r=\"B2\"><v>6</v></c></row>");
        Book { strings: &strings, ..Book::with(&list(&row)) }.read()
    };
    let cases = [
        ("<c r=\"A2\" t=\"s\"><v>0</v></c>", "Bo Li 6.0"),
        ("<c r=\"A2\" t=\"s\"><v>&#49;</v></c>", "Zoë O'Day 6.0"),
        ("<c r=\"A2\" t=\"s\"><v><!-- -->1</v></c>", "Zoë O'Day 6.0"),
        ("<c r=\"A2\" t=\"str\"><v>Cy <![CDATA[Ray]]></v></c>", "Cy Ray 6.0"),
        (
            "<c r=\"A2\" t=\"inlineStr\"><is><t>Cy <!-- -->R<![CDATA[ay]]></t></is></c>",
            "Cy Ray 6.0",
        ),
    ];
    failed.extend(wrong(&cases, name));
    let cells = [
        ("<text:p>Ga <!-- x -->Roy<![CDATA[son]]></text:p>", "Ga Royson 6.0"),
        ("<text:p>Zo&#xEB; &#82;oy</text:p>", "Zoë Roy 6.0"),
    ];
    failed.extend(wrong(&cells, |cell| {
        let cell = ods_text("").replace("<text:p></text:p>", cell);
        let number = "<table:table-cell office:value=\"&#54;\"/>";
        let header = ods_text("Name") + &ods_text("Hours");
        let rows = format!(
            "<table:table-row>{header}</table:table-row>\
             <table:table-row>{cell}{number}</table:table-row>"
        );
        read_with("r.ods", ods(&rows), &Options::default())
    }));
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn a_format_can_add_to_the_meaning_of_a_number() {
    // The format, the number, what an ODS sheet shows, and what is read.
    let cases = [
        ("0.0\" min\"", "24", "24.0 min", "Ann Lee 0.4"),
        ("0.0\" min\"", "90.25", "90.3 min", "Ann Lee 1.5041666666666667"),
        ("0\" hrs\"", "6.5", "7 hrs", "Ann Lee 6.5"),
        ("#,##0\" min\"", "2400", "2,400 min", "Ann Lee 40.0"),
        ("0%", "24", "2400%", "roster-hours"),
        ("0.0%", "0.5", "50.0%", "roster-hours"),
        ("0\" of 40\"", "24", "24 of 40", "roster-hours"),
        ("0\" days\"", "5", "5 days", "roster-hours"),
        ("0\" absent\"", "8", "8 absent", "roster-hours"),
        ("\"Yes\";;\"No\"", "1", "Yes", "roster-hours"),
        ("0.00", "6.5", "6.50", "Ann Lee 6.5"),
        ("# ?/?", "6.5", "6 1/2", "Ann Lee 6.5"),
        ("#,##0.0", "24", "24.0", "Ann Lee 24.0"),
    ];
    let mut failed = Vec::new();
    for (format, number, shown, expected) in cases {
        let cell = format!("<c r=\"B2\" s=\"1\"><v>{number}</v></c>");
        let row = format!("<row r=\"2\">{}{cell}</row>", text("A2", "Ann Lee"));
        let xlsx = Book { formats: &[format], ..Book::with(&list(&row)) }.read();
        let header = ods_text("Name") + &ods_text("Hours");
        let rows = format!(
            "<table:table-row>{header}</table:table-row><table:table-row>{}<table:table-cell \
             office:value-type=\"float\" office:value=\"{number}\"><text:p>{shown}</text:p>\
             </table:table-cell></table:table-row>",
            ods_text("Ann Lee")
        );
        let ods = read_with("r.ods", ods(&rows), &Options::default());
        for (kind, roster) in [("XLSX", xlsx), ("ODS", ods)] {
            if first(&roster) != expected {
                failed.push(format!("{kind} {format}: {} {:?}", first(&roster), roster.findings));
            }
        }
    }
    for format in [";;;", "0,"] {
        let row = format!(
            "<row r=\"2\">{}<c r=\"B2\" s=\"1\"><v>24</v></c></row>",
            text("A2", "Ann Lee")
        );
        let roster = Book { formats: &[format], ..Book::with(&list(&row)) }.read();
        if first(&roster) != "roster-cell" {
            failed.push(format!("{format}: {:?}", roster.findings));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn struck_out_rows_are_the_users_decision() {
    let strings = [
        "<t>Bo Li</t>",
        "<r><rPr><strike/></rPr><t>Bo Li</t></r>",
        "<r><rPr><strike val=\"0\"/></rPr><t>Bo Li</t></r>",
    ];
    let row = |name: &str, hours: &str| {
        let first = format!("<row r=\"2\">{}<c r=\"B2\"><v>6</v></c></row>", text("A2", "Ann Lee"));
        first + &format!("<row r=\"3\">{name}<c r=\"B3\"{hours}><v>6</v></c></row>")
    };
    let styled =
        |attributes: &str| text("A3", "Bo Li").replace("<c ", &format!("<c {attributes} "));
    let inline = text("A3", "x").replace("<t>x</t>", "<r><rPr><strike/></rPr><t>Bo Li</t></r>");
    let shared = |at: usize| format!("<c r=\"A3\" t=\"s\"><v>{at}</v></c>");
    let cases = [
        (row(&styled("s=\"1\""), " s=\"1\""), true),
        (row(&styled("s=\"1\""), ""), true),
        (row(&styled(""), " s=\"1\""), true),
        (row(&inline, ""), true),
        (row(&shared(1), ""), true),
        (row(&shared(0), ""), false),
        (row(&shared(2), ""), false),
        (row(&styled(""), "") + "<row r=\"4\"><c r=\"A4\" s=\"1\"/></row>", false),
    ];
    let mut books: Vec<(&str, Vec<u8>, bool)> = cases
        .iter()
        .map(|(rows, is_struck)| {
            let book = Book { strings: &strings, ..Book::with(&list(rows)) };
            ("r.xlsx", book.bytes(), *is_struck)
        })
        .collect();
    let styles = "<office:automatic-styles>\
         <style:style style:name=\"P\"><style:text-properties \
         style:text-line-through-style=\"solid\"/></style:style>\
         <style:style style:name=\"C\" style:parent-style-name=\"P\"/>\
         <style:style style:name=\"N\" style:parent-style-name=\"P\"><style:text-properties \
         style:text-line-through-style=\"none\"/></style:style></office:automatic-styles>";
    let cell = |style: &str| {
        ods_text("Bo Li").replace("<table:table-cell", &format!("<table:table-cell {style}"))
    };
    for (name, row_style, is_struck) in [
        (cell("table:style-name=\"P\""), "", true),
        (cell("table:style-name=\"C\""), "", true),
        (cell("table:style-name=\"N\""), "", false),
        (cell(""), "table:default-cell-style-name=\"P\"", true),
        (ods_text("<text:span text:style-name=\"P\">Bo</text:span> Li"), "", true),
        (ods_text("<text:span text:style-name=\"N\">Bo</text:span> Li"), "", false),
    ] {
        let rows = format!(
            "<table:table-row>{}</table:table-row><table:table-row>{}</table:table-row>\
             <table:table-row {row_style}>{name}</table:table-row>",
            ods_text("Name"),
            ods_text("Ann Lee")
        );
        books.push(("r.ods", ods_with(styles, &rows), is_struck));
    }
    let mut failed = Vec::new();
    for (at, (name, bytes, is_struck)) in books.iter().enumerate() {
        for choice in [None, Some(Hidden::Skip), Some(Hidden::Include)] {
            let options = Options { hidden: choice, ..Options::default() };
            let roster = read_with(name, bytes, &options);
            let expected = match (is_struck, choice) {
                (true, None) => (vec![], vec!["roster-hidden"]),
                (true, Some(Hidden::Skip)) => (vec!["Ann Lee"], vec![]),
                _ => (vec!["Ann Lee", "Bo Li"], vec![]),
            };
            if (names(&roster), codes(&roster)) != expected {
                failed.push(format!("{at} {name} {choice:?}: {:?}", roster.findings));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn rows_of_an_ods_list_that_are_too_low_to_see_are_hidden() {
    for (height, is_hidden) in
        [("0cm", true), ("0.01in", true), ("0.178in", false), ("0.45cm", false)]
    {
        let styles = format!(
            "<office:automatic-styles><style:style style:name=\"ro2\" \
             style:family=\"table-row\"><style:table-row-properties \
             style:row-height=\"{height}\"/></style:style></office:automatic-styles>"
        );
        let rows = format!(
            "<table:table-row>{}</table:table-row><table:table-row \
             table:style-name=\"ro2\">{}</table:table-row>",
            ods_text("Name"),
            ods_text("Ann Lee")
        );
        let found = codes(&read_with("r.ods", ods_with(&styles, &rows), &Options::default()));
        assert_eq!(found.contains(&"roster-hidden"), is_hidden, "{height}");
    }
}
