//! Who came: columns that look like a status, hidden rows and columns, and several sheets.

use peerpress::certificates::roster::{
    Attendance, Hidden, Options, Roster, SavedMappings, parse_column_value,
};

use super::statements::session;
use super::{codes, edited, names, read, read_with, workbook_with};
use crate::project::repository;

#[test]
fn columns_that_say_who_came_stop_the_run() {
    let mut wrong = Vec::new();
    for (header, values, is_status) in [
        ("Attendee Status", &["Attending", "Not Attending", "Cancelled"][..], true),
        ("Attendance", &["Present", "Absent"], true),
        ("Attended", &["Yes", "No"], true),
        ("Attended?", &["1", "0"], true),
        ("Attended", &["TRUE", "FALSE"], true),
        ("Present", &["x", ""], true),
        ("Registration Status", &["Registered", "Registered"], true),
        ("RSVP", &["Going", "Maybe"], true),
        ("checked_in_at", &["2026-10-05T08:31:00Z", ""], true),
        ("Asistencia", &["Asistió", "No asistió"], true),
        ("Estado", &["Inscrita", "Cancelada"], true),
        ("Result", &["Completed", "In progress"], true),
        ("Comment", &["", "No show, called in sick"], true),
        ("No-show", &["No", "Yes"], true),
        ("Day 2", &["x", ""], true),
        ("Monday", &["P", "A"], true),
        ("Nov 12 2026 9.00AM All students", &["P (2/2)", "A (0/2)"], true),
        ("approval_status", &["approved", "approved"], true),
        // Everyone came, or the column says something else.
        ("Attendee Status", &["Attended", "Checked in"], true),
        ("Present", &["x", "x"], false),
        ("No-show", &["No", "No"], false),
        ("In Waiting Room", &["No", "No"], false),
        ("Employment status", &["Full time", "Part time"], false),
        ("Estado", &["Sonora", "Jalisco"], false),
        ("State", &["ND", "MN"], false),
        ("Vegetarian", &["Yes", "No"], false),
        ("City", &["Fargo", "Minot"], false),
        ("Attendance (days)", &["5", "4"], true),
        ("Attendance (days)", &["5", "5"], false),
        ("Attendance time", &["2026-10-05 08:31", "2026-10-05 08:40"], false),
        ("Phone", &["701-555-0100", ""], false),
        ("Status", &["", ""], true),
    ] {
        let people = ["Ann Lee", "Bo Li", "Cy Ray"];
        let rows = values.iter().zip(people).map(|(value, name)| format!("{name},\"{value}\",6\n"));
        let text = format!("Name,{header},Hours\n{}", rows.collect::<String>());
        let found = codes(&read("r.csv", &text)).contains(&"roster-status");
        if found != is_status {
            wrong.push(format!("{header} {values:?}: {found}"));
        }
        let everyone = Options { attendance: Attendance::Everyone, ..Options::default() };
        let all = read_with("r.csv", &text, &everyone);
        if all.people.len() != values.len() {
            wrong.push(format!("{header}: not everyone: {:?}", all.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Columns of which one value says that a person did not come or did not pass. Each is a header and
/// the values of two people, the second of whom must not be certified unseen.
const DENYING: &str = "Statut: Inscrit, Annulé|Inscription: confirmée, annulée|\
    Notas: , se dio de baja|Observaciones: , no vino|Comments: ok, left after lunch on day 2|\
    Remarks: , withdrew|Commentaires: , absent tout le mardi|Bemerkung: , nicht erschienen|\
    Observações: , faltou na quinta|Eligible for certificate: yes, no|Result: Pass, Fail|\
    Résultat: Réussi, Échoué|Ergebnis: bestanden, nicht bestanden|Resultado: Apto, No apto|\
    Certificate (Y/N): Y, N|Issue cert?: y, n|Approved: yes, no|Confirmed: yes, no|\
    Decision: Approve, Deny|Active: TRUE, FALSE|Estatus: Activo, Baja|Time in: 08:00, |\
    Check-in time: 2026-08-03 08:00, |Sign in: 08:01, |Firma: AB, |Signature: ab, |\
    Unterschrift: AB, |Émargement: AB, |Assinatura: AB, |Completed on: 2026-08-07, |\
    Lundi: oui, non|Montag: x, |Segunda: sim, não|Day 1: x, |8/3: x, |✓: ✓, |Vérifié: ✔, |\
    Attendance: 5/5, 1/5|Attendance: 5 of 5, 0 of 5|Days attended: 5, 1|Sessions: 5, 1|\
    Jours de présence: 5, 2|Absences: 0, 4|Faltas: 0, 3|Fehltage: 0, 2|Hours missed: 0, 12|\
    Progress: 100%, 20%|Completion: 100%, 20%|Fortschritt: 100 %, 20 %|Done: 100%, 20%|\
    Final grade: A, F|Score: 95, 0|Quiz score: 95%, 12%|Note: 18, |Post-test: Pass, |\
    Drop: , x|Deleted: , x|DNS: , x|Excused: , x|Refund: , refunded|Transferred: , Oct session|\
    Moved to: , October|Rescheduled: , yes|Substitute for: , Ana|Deceased: , yes|\
    Left early: , yes|Annulé: , oui|Abgesagt: , ja|Observer: , yes|Staff: no, yes|\
    Type: Participant, Trainer|Category: Attendee, Staff|Role: Attendee, Instructor|\
    Rôle: Participant, Formateur|Rol: Participante, Facilitadora|Rolle: Teilnehmerin, Dozentin|\
    Função: Participante, Instrutor|Role: Attendee, Host|Ticket Type: General, Waitlist|\
    Registration: confirmed, cancelled|Order Status: Completed, Refunded|Group: A, No show|\
    Track: Present, Absent|In Person: 1, 0|Came: y, n|Présent: oui, non|Presença: sim, não|\
    Anwesend: ja, nein|Asistencia: Sí, No|Test: , x|OK for certificate: yes, ";

/// Columns of facts about people who all came, which must not stop a list.
const FACTS: &str = "City: Fargo, Minot|Agency: Drop-In Center, Absent Friends Inc|\
    County: Cass, Ward|Phone: 701-555-0100, |\
    Registration date: 2026-07-01, 2026-07-02|Registered on: 7/1/2026, |\
    Date of birth: 1980-01-02, |\
    Job title: Nurse, Instructor|Employer: Host Inc, Trainer LLC|License: LCSW, |Veteran: Yes, No|\
    Vegetarian: Yes, |T-shirt size: S, M|Lunch: yes, no|Photo release: yes, no|\
    How did you hear about us?: A friend who missed it, Email|Score: 95, 88|Score: 9 / 10, 10 / 10|\
    Final grade: A, B|Pre-test: 40, 90|Role: Attendee, Participant|Days attended: 5, 5|\
    Absences: 0, 0|Hours missed: 0, |Left early: no, no|Progress: 100%, 100%|Signature: ab, bo|\
    Attended: yes, yes|Result: Pass, Pass|Asistencia: Sí, Sí|Présent: oui, oui|\
    Attendee #: 9001, 9002|Order #: 1, 2|Certificate No.: 1, 2|\
    State: ND, MN|Estado: Sonora, Jalisco|Ville: Lyon, Nantes|Ort: Bonn, Ulm|Cidade: Faro, Braga|\
    Municipio: Tijuana Baja, Baja|Price Tier: , |Years of experience: 1, 20|\
    Languages: English, Spanish|First time: yes, no|ZIP: 58102, 58701|\
    Attended before?: Yes, No|Certificate delivery: Email, Mail|\
    Attendance mode: Online, Room 2|Attendance duration: 360 mins, 350 mins|Active duty: no, yes|\
    Department: Excused Absence Unit, HR|Time in: 08:00, 08:05|Duration note: , ";

/// Columns that nobody knows to be harmless. They stop a list, whatever their values are.
const UNKNOWN: &str = "Notes: needs parking, vegetarian|Notas: , llega en bus|Guest: Yes, No|\
    Payment: paid, unpaid|Section: A, P|Table: 1, 2|Role: Coordinator, Teacher|\
    Comments: no absences, never absent|Status: Attended, Attended - left early|\
    Status: Completed, \"Completed, not certified\"|Attendance: Attended, Attended but failed|\
    Estado: Asistió, Asistió parcialmente|Estado: Inscrito, Oyente|Estado: Inscrito, En espera|\
    Estado: Sonora, Trasladado|Estado del asistente: Registrado, Preinscrito|State: ND, Hold|\
    Calificación final: Aprobado, No entregado|Finalización: Completado, Sin comenzar|\
    No asistió: , X|Do not certify: , X|Sin certificado: , x|Exclude from certificates: , y|\
    ¿Qué días asistió?: \"Monday, Tuesday\", Monday|Practicum: P, NP|P/F: P, F|S/U: S, U|\
    Credit: CR, NC|Día 1: P, F|Week 1: P, AB|Tipo: Participante, Oyente|Admission: GA, Speaker|\
    Invite Status: Accepted, No response|Cancel date: , 2026-08-01|Reason for absence: , sick|\
    Dictamen: Procedente, Improcedente|Application fee: paid, unpaid|Committee: granted, -|\
    出席: 是, 否|Có mặt: có, không|Статус: Был, Не был|\
    حضور: نعم, لا|\
    Course: Legal, Medical|\
    Background check: clear, pending|Lunes: 8, 0|Real: 24, 6|\
    Substitute: , Cy Ray";

/// Reads a list of two people with a column, and returns it as text with its findings.
fn with_column(column: &str) -> (String, Vec<String>) {
    let (header, values) = column.rsplit_once(": ").unwrap_or((column.trim_end_matches(':'), ""));
    let (first, second) = match values.strip_prefix('"').and_then(|rest| rest.split_once("\", ")) {
        Some((first, second)) => (&values[..first.len() + 2], second),
        None => values.split_once(',').unwrap(),
    };
    let (first, second) = (first.trim(), second.trim());
    let text = format!("Name,Hours,{header}\nAnn Lee,6,{first}\nBo Li,6,{second}\n");
    let roster = read("r.csv", &text);
    let status = roster.findings.iter().filter(|it| it.code.name() == "roster-status");
    let hints = status.map(|finding| finding.hints.join(" ")).collect();
    (second.to_owned(), hints)
}

#[test]
fn columns_that_deny_stop_the_run_and_no_hint_certifies_those_people() {
    let mut wrong = Vec::new();
    for column in DENYING.split('|') {
        let (denial, hints) = with_column(column);
        if hints.len() != 1 {
            wrong.push(format!("{column}: {hints:?}"));
        } else if hints[0].contains(&format!("={denial}\"` to certify")) {
            wrong.push(format!("{column} proposes the person who did not come: {hints:?}"));
        }
    }
    for column in UNKNOWN.split('|') {
        let (_, hints) = with_column(column);
        let (header, _) = column.rsplit_once(": ").unwrap();
        let unused = format!("--unused \"{header}\"");
        let says_what = |hint: &String| hint.contains("=VALUE") || hint.contains("it is empty");
        if hints.len() != 1 || !hints[0].contains(&unused) || !says_what(&hints[0]) {
            wrong.push(format!("{column}: {hints:?}"));
        }
    }
    for column in FACTS.split('|') {
        let (_, hints) = with_column(column);
        if !hints.is_empty() {
            wrong.push(format!("{column} stops: {hints:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Columns in which all rows have one value, which does not say that everyone is certified.
const SAME_FOR_ALL: &str = "Attended (Y/N): , |Passed: , |Tue: , |Signature: , |% attended: 50, 50|\
    Days attended: 1, 1|Recommended: FALSE, FALSE|Final exam score: 40, 40|List: Standby, Standby|\
    Group: Staff, Staff|Observaciones: solo el lunes, solo el lunes|Red = did not finish: , |\
    Situación: Irregular, Irregular|Course: Legal Interpreting, Legal Interpreting|\
    Session: Postpartum Doula, Postpartum Doula|Training city: Rutland, Rutland|Level: II, II|\
    Curso: Legal Interpreting 2026, Legal Interpreting 2026";

/// Columns in which all rows have one value that is fine.
const FINE_FOR_ALL: &str = "Attended (Y/N): Y, Y|Passed: yes, yes|Tue: X, X|% attended: 100, 100|\
    Days attended: 2, 2|Final exam score: 95, 95|Role: Participant, Participant|Notes: , |\
    Comentarios: , Gracias|Course: Lactation Support, Lactation Support|\
    Training city: Barre, Barre|\
    Session: Lactation Support (16 h), Lactation Support (16 h)|Level: I, I|Country: US, US|\
    Pronouns: she/her, he/him|Preferred contact: Email, Text|Respondent ID: 114, 115|\
    SIS User ID: S1, S2|Working language: Spanish, English|Sample: sample, sample";

/// Columns of facts with a value that is a note or a role.
const ODD_FACTS: &str = "Title: Doula, Observer|Position: Doula, Trainer|Puesto: Doula, Oyente|\
    Cargo: Doula, Instructora|#: 1, DNF|Cert #: 1, VOID|Cert #: 1, none - did not finish|\
    Agency: UVM, moved to Feb class|Agency: UVM, will attend next session|Employer: UVM, (trainer)|\
    Accommodations: , had to leave early Tuesday|Dietary: , only here Monday|\
    Phone: 802-555-0111, ya no viene|Phone: 802-555-0111, withdrew 11/16|\
    Registration date: 11/1, cancelled 11/10|Price: 50, refund|\
    Dietary: , vegan - did not come|Agency: UVM, UVM (left at lunch)|Agency: UVM, NCNS";

/// Common values in such columns.
const USUAL_FACTS: &str = "Accommodations: , large print please|\
    Agency: Monday Clinic, Session House|\
    Phone: 802-555-0111, 802-555-0112 (cell)|Job title: Nurse, Trainer|\
    Dietary: vegetarian, no pork|Dietary: , vegan - no nuts|\
    Agency: UVM, Elm (late shift)|Zip: 05641, |Order #: A-12, 13|Birthday: March 3 1990, 1/2/1980";

#[test]
fn a_value_for_all_and_a_note_among_facts_are_asked() {
    let mut wrong = Vec::new();
    let lists = [(SAME_FOR_ALL, 1), (FINE_FOR_ALL, 0), (ODD_FACTS, 1), (USUAL_FACTS, 0)];
    for (columns, count) in lists {
        for column in columns.split('|') {
            let (header, values) = column.split_once(": ").unwrap();
            let (first, second) = values.split_once(", ").unwrap();
            let text = format!("Name,Hours,{header}\nAnn Lee,6,{first}\nBo Li,6,{second}\n");
            let roster = read_with("r.csv", &text, &session());
            if roster.findings.len() != count {
                wrong.push(format!("{column}: {:?}", roster.findings));
            }
            let unused = Options { unused: vec![header.to_owned()], ..session() };
            let settled = read_with("r.csv", &text, &unused);
            if settled.people.len() != 2 || settled.has_errors() {
                wrong.push(format!("{column} is not settled: {:?}", settled.findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_column_that_denies_is_settled_by_the_user() {
    let text = "Name,Hours,Status,Result\nAnn Lee,6,came,Pass\nBo Li,6,came,Fail\n\
                Cy Ray,6,absent,\n";
    let mut wrong = Vec::new();
    for (choices, count) in [
        (&["Status=came"][..], 0),
        (&["Status=came", "Result=Pass"], 1),
        (&["Status=came", "Result=*"], 2),
    ] {
        let choices = choices.iter().map(|text| parse_column_value(text).unwrap()).collect();
        let options = Options { attendance: Attendance::Only(choices), ..Options::default() };
        let roster = read_with("r.csv", text, &options);
        if roster.people.len() != count || roster.has_errors() != (count == 0) {
            wrong.push(format!("{:?}: {:?}", options.attendance, roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_column_without_use_is_settled_once() {
    let unused = |columns: &[&str]| Options {
        unused: columns.iter().map(|name| (*name).to_owned()).collect(),
        ..Options::default()
    };
    let text = "Name,Note,,Table\nAnn Lee,bus,x,1\nBo Li,,,2\n";
    assert_eq!(codes(&read("r.csv", text)), ["roster-status"; 3]);
    let first = read_with("r.csv", text, &unused(&["Note", "table", "C"]));
    assert_eq!((first.people.len(), codes(&first).len()), (2, 0), "{:?}", first.findings);
    let slip = read_with("r.csv", text, &unused(&["Notes"]));
    assert!(codes(&slip).contains(&"roster-header"), "{:?}", slip.findings);
    // It is remembered for the values that it had, and for numbers.
    let mut saved = SavedMappings::default();
    assert!(saved.remember(&first.mapping));
    let later = |text: &str| {
        read_with("r.csv", text, &Options { saved: saved.clone(), ..Options::default() })
    };
    let next = later("Name,Note,,Table\nCy Ray,Bus,,3\nDi Fox,,,4\n");
    assert_eq!((next.people.len(), codes(&next).len()), (2, 0), "{:?}", next.findings);
    for value in ["only Monday", "hold", "see Ida before sending", "trainer"] {
        let new = later(&format!("Name,Note,,Table\nCy Ray,bus,,3\nDi Fox,{value},,4\n"));
        let message = new.findings.first().map(|finding| finding.message.clone());
        assert_eq!((codes(&new), new.people.len()), (vec!["roster-status"], 0), "{value}");
        let message = message.unwrap_or_default();
        assert!(message.contains("earlier list") && !message.contains("bus"), "{message}");
    }
    let denied = later("Name,Note,,Table\nCy Ray,did not attend,,3\nDi Fox,,,4\n");
    assert_eq!((codes(&denied), denied.people.len()), (vec!["roster-status"], 0));
    // Columns of one name have letters.
    let twice = "Name,Status,Status\nAnn Lee,came,x\nBo Li,absent,y\n";
    let found = read("r.csv", twice);
    assert!(found.findings[0].hints[0].contains("--only \"B=VALUE\""), "{:?}", found.findings);
    let choice = parse_column_value("B=came").unwrap();
    let only = Options { attendance: Attendance::Only(vec![choice]), ..unused(&["C"]) };
    assert_eq!(names(&read_with("r.csv", twice, &only)), ["Ann Lee"]);
}

#[test]
fn the_user_chooses_who_came() {
    let text = "Name,Status,City\nAnn Lee,Attended,A\nBo Li,cancelled,A\nCy Ray,ATTENDED ,B\n\
                Di Fox,Checked in,A\nEd Poe,,A\n";
    let only = |choices: &[&str]| {
        let choices = choices.iter().map(|text| parse_column_value(text).unwrap()).collect();
        let options = Options { attendance: Attendance::Only(choices), ..Options::default() };
        read_with("r.csv", text, &options)
    };
    for (choices, kept) in [
        (&["Status=attended"][..], &["Ann Lee", "Cy Ray"][..]),
        (&["status=Attended", "Status=Checked in"], &["Ann Lee", "Cy Ray", "Di Fox"]),
        (&["Status=Attended", "City=B"], &["Cy Ray"]),
        (&["Status=*"], &["Ann Lee", "Bo Li", "Cy Ray", "Di Fox"]),
        (&["Status="], &["Ed Poe"]),
    ] {
        let roster = only(choices);
        assert_eq!(names(&roster), kept, "{choices:?}: {:?}", roster.findings);
        assert!(roster.notes[0].starts_with("left out by \"Status\""), "{:?}", roster.notes);
    }
    let slip = only(&["Status=Atended"]);
    assert_eq!((codes(&slip), slip.people.len()), (vec!["roster-status"], 0));
    assert!(slip.findings[0].hints[0].contains("`Attended`"), "{:?}", slip.findings);
    assert_eq!(codes(&only(&["Stauts=Attended"])), ["roster-header"]);
    assert!(parse_column_value("Status").is_err() && parse_column_value("=x").is_err());
}

#[test]
fn hidden_rows_and_columns_need_a_choice() {
    let cell = |cell: &str, text: &str| {
        format!("<x:c r=\"{cell}\" t=\"inlineStr\"><x:is><x:t>{text}</x:t></x:is></x:c>")
    };
    let row = |number: u32, attributes: &str, name: &str, hours: &str| {
        let cells = cell(&format!("A{number}"), name) + &cell(&format!("B{number}"), hours);
        format!("<x:row r=\"{number}\"{attributes}>{cells}</x:row>")
    };
    let book = |columns: &str, attributes: &str| {
        let rows = row(1, "", "Name", "Hours")
            + &row(2, "", "Ann Lee", "6")
            + &row(3, attributes, "Bo Li", "6");
        // Any prefix can stand for the namespace.
        let bytes = workbook_with(columns, &rows);
        prefixed(&bytes)
    };
    let hidden = |choice| Options { hidden: choice, ..Options::default() };
    for (columns, attributes, people, has_hours) in [
        ("", " hidden='true'", 1, true),
        ("", " ht=\"0\" customHeight=\"1\"", 1, true),
        ("", " ht=\"0.5\" customHeight=\"1\"", 1, true),
        ("<x:sheetFormatPr zeroHeight=\"1\"/>", " hidden=\"1\"", 0, true),
        ("<x:cols><x:col min=\"2\" max=\"3\" width=\"0\" hidden=\"1\"/></x:cols>", "", 2, false),
    ] {
        let bytes = book(columns, attributes);
        let shown = format!("{columns} {attributes}");
        let unstated = read_with("r.xlsx", &bytes, &hidden(None));
        assert_eq!(codes(&unstated), ["roster-hidden"], "{shown}: {:?}", unstated.findings);
        assert!(unstated.people.is_empty());
        let all = read_with("r.xlsx", &bytes, &hidden(Some(Hidden::Include)));
        assert_eq!((all.people.len(), codes(&all).len()), (2, 0), "{shown}");
        let some = read_with("r.xlsx", &bytes, &hidden(Some(Hidden::Skip)));
        let hours = some.people.first().is_some_and(|first| first.hours.is_some());
        assert_eq!((some.people.len(), hours), (people, people > 0 && has_hours), "{shown}");
    }
}

/// Returns the workbook with `x` as the prefix of the elements of its sheet.
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    edited(bytes, |part, text| match part.contains("worksheets") {
        false => text,
        true => text
            .replace("worksheet xmlns=", "x:worksheet xmlns:x=")
            .replace("/worksheet>", "/x:worksheet>")
            .replace("<sheetData>", "<x:sheetData>")
            .replace("</sheetData>", "</x:sheetData>"),
    })
}

#[test]
fn one_of_several_sheets_is_named() {
    let path = repository().join("tests/faults/roster-sheet/roster.xlsx");
    let unstated = Roster::read(&path, &Options::default()).unwrap();
    assert_eq!((codes(&unstated), unstated.people.len()), (vec!["roster-sheet"], 0));
    let hint = &unstated.findings[0].hints[0];
    let name = hint.split('"').nth(1).unwrap().to_owned();
    let chosen = Options { sheet: Some(name), ..Options::default() };
    assert!(!Roster::read(&path, &chosen).unwrap().people.is_empty());
}

#[test]
fn the_data_names_columns_in_other_languages() {
    let text = "Name,Obecność\nAnn Lee,tak\nBo Li,tak\n";
    let unstated = &read("r.csv", text).findings;
    assert!(unstated[0].message.contains("may say who should"), "{unstated:?}");
    let attendance_headers = vec!["obecność".to_owned()];
    let stated = Options { attendance_headers, ..Options::default() };
    let stated = &read_with("r.csv", text, &stated).findings;
    assert!(stated[0].message.contains("seems to say who came"), "{stated:?}");
}
