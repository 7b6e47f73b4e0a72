//! Names, hours, and email addresses as people write them.

use peerpress::certificates::roster::Roster;

use super::{codes, names, read};

/// Returns the roster of one person whose cell below `header` holds `text`.
fn read_cell(header: &str, text: &str) -> Roster {
    let text = text.replace('"', "\"\"");
    let name = if header == "Name" { "No." } else { "Name" };
    read("r.csv", format!("{name},\"{header}\"\nAnn Lee,\"{text}\"\n"))
}

fn name_codes(name: &str) -> Vec<&'static str> {
    codes(&read_cell("Name", name))
}

#[test]
fn only_spaces_are_removed_from_names() {
    for (raw, text) in [
        (" Ann  Lee ", "Ann Lee"),
        ("\u{a0}Ann\u{2003}Lee\u{feff}", "Ann Lee"),
        ("\tAnn Lee\r\n", "Ann Lee"),
        ("\u{200e}علي\u{200f}", "علي"),
    ] {
        let roster = read_cell("Name", raw);
        assert_eq!(
            (names(&roster), codes(&roster)),
            (vec![text], vec!["roster-spaces"]),
            "{raw:?}"
        );
    }
    let same = "O’Connor-Ramírez|Tȟatȟáŋka Íŋyaŋke|عبد الرحمن|\
                कृष्ण|አበበ|A|José María de la Ó|van 't Hoff|\
                X Æ A-12|J. R.|Bo|McKAY|MJ";
    for same in same.split('|') {
        let roster = read_cell("Name", same);
        assert_eq!((names(&roster), codes(&roster)), (vec![same], vec![]));
    }
    let composed = read_cell("Name", "Jose\u{301}");
    assert_eq!((names(&composed), codes(&composed)), (vec!["José"], vec![]));
}

#[test]
fn invisible_characters_are_reported() {
    let bad = "Ann\nLee|Ann\u{7}Lee|Ann\u{202e}eeL|Ann\u{200b}Lee|A\u{200d}nn|Ann\u{200f}Lee|\
               A\u{ad}nn|Ann\u{2028}Lee|\u{1f}Ann";
    for bad in bad.split('|') {
        assert_eq!(name_codes(bad), ["roster-control"], "{bad:?}");
    }
    for good in ["مه\u{200c}دی", "क\u{94d}\u{200d}ष", "علي\u{200e}(ب)"] {
        assert!(name_codes(good).is_empty(), "{good:?}");
    }
}

#[test]
fn garbled_letters_are_reported() {
    for name in ["Núñez", "O’Connor", "José", "Ángel", "Šimon", "Zoë", "“Bo”"] {
        let wrong = encoding_rs::WINDOWS_1252.decode_without_bom_handling(name.as_bytes()).0;
        assert_eq!(name_codes(&wrong)[0], "roster-garbled", "{name} became {wrong}");
        assert!(name_codes(name).is_empty(), "{name}");
    }
    for good in "João|JOÃO|Ântonia|Åsa|Ärlig|Châu|HÂN – LÊ|Mª José".split('|') {
        assert!(!name_codes(good).contains(&"roster-garbled"), "{good}");
    }
    let lost = read_cell("Name", "N\u{fffd}ez");
    assert!(lost.findings[0].message.ends_with("letters: `\u{fffd}`"), "{:?}", lost.findings);
}

#[test]
fn odd_names_are_reported() {
    let long = "a".repeat(1001);
    for (code, odd) in [
        ("roster-capitals", "JON SMITH|NGUYỄN THỊ ÁNH|O’CONNOR"),
        ("roster-name", "12 345"),
        ("roster-name", &long),
        ("roster-odd-name", "=1+1|–|ann@example.org|an?n"),
    ] {
        for name in odd.split('|') {
            assert_eq!(name_codes(name), [code], "{name}");
        }
    }
}

#[test]
fn last_first_is_turned_around() {
    for (text, name) in [("Smith, John", "John Smith"), ("Prince", "Prince")] {
        assert_eq!(names(&read("r.csv", format!("\"Last, First\"\n\"{text}\"\n"))), [name]);
    }
    for other in ["Smith, John, Jr.", "Smith,", "John Smith"] {
        let roster = read("r.csv", format!("\"Last, First\"\n\"{other}\"\n"));
        assert_eq!(codes(&roster), ["roster-name"], "{other}");
    }
}

#[test]
fn hours_are_read_as_people_write_them() {
    for (hours, texts) in [
        (6.0, "6|6.0|6,0|6 h|6h|6 hrs.|6 hours|6 horas"),
        (6.25, " 6.25 "),
        (6.5, "6,5|6:30|06:30:00|6h30|6 h 30 min|6½"),
        (0.5, ".5"),
        (40.0, "40"),
        (0.0, "0"),
    ] {
        for text in texts.split('|') {
            let roster = read_cell("Hours", text);
            assert_eq!(roster.people[0].hours, Some(hours), "{text}");
        }
    }
    assert_eq!(read_cell("Hours", "  ").people[0].hours, None);
    let others = "six|6-7|6/1|1,000|1.000,5|6.|6:75|6:3:|-6|6 days|NaN|inf|1e3|6.5:30|6 6|1001|\
                  99999999999999999999|∞";
    for text in others.split('|') {
        assert_eq!(codes(&read_cell("Hours", text)), ["roster-hours"], "{text}");
    }
    for value in ["-1", "true", "1001"] {
        let text = format!("[{{\"name\": \"Ann Lee\", \"hours\": {value}}}]");
        assert_eq!(codes(&read("r.json", text)), ["roster-hours"], "{value}");
    }
}

#[test]
fn email_addresses_are_read_as_spreadsheets_keep_them() {
    for (text, address) in [
        (" ann@example.org ", "ann@example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("Ann Lee <Ann.Lee@example.org>", "Ann.Lee@example.org"),
        ("o'brien+x@mail.example.org", "o'brien+x@mail.example.org"),
        ("josé@exámple.org", "josé@exámple.org"),
    ] {
        let roster = read_cell("Email", text);
        assert_eq!(roster.people[0].email.as_deref(), Some(address), "{text}");
    }
    let others = "ann|ann@|@example.org|ann@example|ann@example..org|ann lee@example.org|\
                  a@x.org; b@x.org|a@x.org,b@x.org|ann@example.org.|.a@x.org|><";
    for text in others.split('|') {
        assert_eq!(codes(&read_cell("Email", text)), ["roster-email"], "{text}");
    }
    assert_eq!(read_cell("Email", " ").people[0].email, None);
}
