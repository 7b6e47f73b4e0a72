//! Names, hours, and email addresses as people write them.

use std::collections::BTreeSet;

use peerpress::certificates::roster::{Options, Roster};

use super::{codes, names, read, read_with};

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
                कृष्ण|አበበ|José María de la Ó|van 't Hoff|\
                X Æ A-12|J. R.|Bo|McKAY";
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
    for good in ["مه\u{200c}دی", "क\u{94d}\u{200d}ष", "علي\u{200e}،ب"] {
        assert!(name_codes(good).is_empty(), "{good:?}");
    }
}

#[test]
fn garbled_letters_are_reported() {
    for name in ["Núñez", "O’Connor", "José", "Ángel", "Šimon", "Zoë", "Al “Bo” Li"] {
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
        ("roster-odd-name", "bell hooks|josé|мария|WIC|OK"),
        ("roster-name", "12 345"),
        ("roster-name", &long),
        ("roster-odd-name", "=1+1|–|ann@example.org|an?n"),
        ("roster-odd-name", "Ann Lee (she/her)|Ann Lee she/her|Ana Paz [ella]|Ann (Annie) Lee"),
        ("roster-odd-name", "Ann’s iPhone|iPad de Ana|Galaxy S9|DESKTOP-4F2K9A|Ann Lee’s iPad"),
        ("roster-odd-name", "Ms. Ann Lee|Dr Ann Lee|Sra. Ana Paz|Rev. Bo Li|Ann Lee Mrs.|Mme Roy"),
        ("roster-odd-name", "Ann Lee, LCSW|Ann Lee LCSW|Ann Lee, PhD|Ann Lee, M.S.W., LAC"),
        ("roster-odd-name", "Ann Lee - Bismarck|Ann Lee – Minot|Ann Lee, Minot"),
        ("roster-odd-name", "Ann Lee 2|Ann Lee #3|Ann Lee*|Ann_Lee|Ann & Bo Lee|Ann and Bo Lee"),
        ("roster-odd-name", "A. Ann Lee|A Ann Lee|RN Ann Lee|LCSW Ann Lee|M.S.W. Ann Lee"),
        ("roster-odd-name", "Ann lee|ANN Lee|Ann LEE|Ann Lee jr|Dr.Ann Lee|Ann Lee.|Ann Lee)"),
        ("roster-odd-name", "ﬁona Lee|Ann \"\" Lee|Ann Lee ®|Ann Lee · Ely|Ann Lee CMI|Max ."),
        ("roster-odd-name", "Ann Lee walk-in|Ann Lee WD|Ann Lee oyente|Ann Lee via Bo|a) Ann Lee"),
        ("roster-odd-name", "Ann Lee...|ella Ann Lee|Licda. Ann Lee|Judge Ann Lee|Ann Lee CMI-Paz"),
        ("roster-odd-name", "Lee, Ann|Ann Lee:|Ann Lee/Bo Li|Ann Lee ★|Аnn Lee"),
    ] {
        for name in odd.split('|').map(str::trim) {
            assert_eq!(name_codes(name), [code], "{name}");
        }
    }
    assert_eq!(name_codes("Ann Lee | Minot"), ["roster-odd-name"]);
}

#[test]
fn rows_that_are_not_people_are_reported() {
    for text in
        "Total|TOTAL:|Grand Total|Total hours|Subtotal|Average|Sum of hours|24 participants|\
                 Participants: 24|Total: 24|n = 24 people|Promedio|Total general|Moyenne|\
                 24 asistentes|Participants|合計|\
                 N/A|n/a|NA|None|none|nan|NaN|null|NULL|Unknown|TBD|Guest|\
                 Sin nombre|(blank)|Prepared by the office|Printed 2026-11-03|Note: see the office|\
                 Source: sign-in sheet|Elaborado por la oficina|* attended half|Updated 10/5/26|\
                 Name|name|Group B|Day 2|Participant 3|Page 1 of 2|These people will be billed"
            .split('|')
    {
        for list in [
            format!("Name,Email,Hours\nAnn Lee,a@example.org,6\n\"{text}\",,\n"),
            format!("Name,Email,Hours\nAnn Lee,a@example.org,6\n\"{text}\",b@example.org,6\n"),
        ] {
            let roster = read("r.csv", list);
            assert_eq!(
                (names(&roster), codes(&roster)),
                (vec!["Ann Lee"], vec!["roster-not-person"]),
                "{text}"
            );
        }
    }
    let lists = [
        // A title or a note, alone in its row.
        "Name,Email,Hours\nAnn Lee,a@example.org,6\nBo Li,b@example.org,6\nWestern Region,,\n",
        "First,Last,Email,Hours\nAnn,Lee,a@example.org,6\nN/A,N/A,,\n",
        "First,Last,Email,Hours\nAnn,Lee,a@example.org,6\nTotal,,,6\n",
        "No.,Name,Hours\n1,Ann Lee,6\nTotal,,6\n",
        "No.,Name,Hours\n1,Ann Lee,6\nNo.,Name,Hours\n",
    ];
    for list in lists {
        let roster = read("r.csv", list);
        let names = names(&roster);
        assert_eq!((names[0], codes(&roster)), ("Ann Lee", vec!["roster-not-person"]), "{list}");
    }
    for list in [
        "Name,Email\nAnn Lee,a@example.org\nNo-shows\nBo Li,b@example.org\n",
        "Name,Email\nAnn Lee,a@example.org\nDid not attend,\nBo Li,b@example.org\n",
        "Name,Email\nAnn Lee,a@example.org\nNo-shows (2):\nBo Li,b@example.org\n",
        "First,Last\nAnn,Lee\nCancelled on Monday,\nBo,Li\n",
        "Name,Email\nAnn Lee,a@example.org\nEmail,Name\nb@example.org,Bo Li\n",
    ] {
        let roster = read("r.csv", list);
        assert!(roster.is_unusable() && codes(&roster).contains(&"roster-header"), "{list}");
    }
}

#[test]
fn a_list_of_names_alone_is_a_list_of_people() {
    for list in [
        "Name,Email,Hours\nAnn Lee,,\nBo Li,,\n",
        "Name,Email,Hours\nAnn Lee,,\nBo Li,b@example.org,6\n",
        "Name,Email\nAnn Lee,a@example.org\nBo Li,\n",
    ] {
        assert_eq!(names(&read("r.csv", list)), ["Ann Lee", "Bo Li"], "{list}");
    }
}

#[test]
fn a_name_that_looks_odd_can_be_right() {
    let odd =
        "Null|bell hooks|Total|None|Ann Lee - Bismarck|Ms. Ann Lee|Lee, Ann|N. A. Total|Guest";
    for name in odd.split('|') {
        let options =
            Options { right_names: BTreeSet::from([name.to_owned()]), ..Options::default() };
        let roster = read_with("r.csv", format!("Name,No.\n\"{name}\",1\n"), &options);
        assert_eq!((names(&roster), codes(&roster)), (vec![name], vec![]), "{name}");
        // An answer in the list makes no person of what is none.
        if ["Null", "Total", "None", "N. A. Total", "Guest"].contains(&name) {
            continue;
        }
        let list = format!("Name,Name is right\n\"{name}\",yes\nBo Li,\n");
        let roster = read("r.csv", list);
        assert_eq!((names(&roster), codes(&roster)), (vec![name, "Bo Li"], vec![]), "{name}");
    }
    let turned = "\"Last, First\",Name is right\n\"Fox, MA\",x\n\"Fox, PA\",\n";
    assert_eq!(names(&read("r.csv", turned)), ["MA Fox"]);
    let half = "First,Last,Email\nPrince,,p@example.org\nJennifer,Null,n@example.org\n";
    let roster = read("r.csv", half);
    assert_eq!(codes(&roster), ["roster-odd-name", "roster-odd-name"], "{:?}", roster.findings);
    let right_names = ["Prince".to_owned(), "Jennifer Null".to_owned()].into();
    let roster = read_with("r.csv", half, &Options { right_names, ..Options::default() });
    assert_eq!((names(&roster), codes(&roster)), (vec!["Prince", "Jennifer Null"], vec![]));
}

#[test]
fn names_of_real_people_are_not_odd() {
    let real = "Prince|MacDonald|O'Neil-García y López|Ng|X Æ|Judith Guest|Don Lee|\
                Nguyen The Anh|Sophie in 't Veld|Tekaronhió:ken Frank|Ian St. John|Al King, Jr.|\
                John Smith III|J.R.R. Tolkien|María de los Ángeles Núñez y Paz|Na Li|Nan Wu|\
                Mohammad Md. Rahman|Ana Ma|Yo-Yo Ma|Jo Do|Ed Pa|Per Are Olsen|May Day|Day Lewis|\
                Jean Grae|Mª José Paz|“Bo” Li|D’Arcy Wu|April June|Friday Jones|\
                Will Not|S. N. Bose|Sandra Day O’Connor|佐藤 花子|김민준|\
                Оксана Шевченко|\
                Dean Major|Pastor López|Miles Page|Sir Ali|Ellis Row|Grace Hopper";
    let odd: Vec<&str> = real.split('|').filter(|name| !name_codes(name).is_empty()).collect();
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn marks_and_words_beside_a_name_are_reported() {
    let odd = "aNA bACA|Ana BacaRuiz|Ana Baca o Ruiz|Ana Baca or Ana Chee|Ana Baca X|X Ana Baca|\
               Ana Baca She Her|Ana Baca Pendiente|Ana Baca Retirada|Ana Baca Oyente|Lic Ana Baca|\
               Sor Ana Baca|Ana Baca Null|Ana Baca Spanish|Bo T.|Mary Ann T.|\
               Ana Baca Deceased|Ana Baca Sub|Cancelled Ana Baca|\
               Ana Baca Cxl|Ana Baca Unpaid Balance|Ana Baca Half Day|Observer Ana Baca|\
               Bo \"Chip Roy|\"Bo \"Chip Roy|Ana Baca Supervisor|Co-Trainer Ana Baca|\
               Ana Baca Monday|Ana Baca Plus One|Presbyterian Ana Baca|AnaBaca|Bo T|X|\
               Ana Baca Absent Day 2|Ana Baca Not Here|Ana Baca moved to Nov|Ana Baca Sick|\
               Late Ana Baca|Ana Baca Head Start|Illegible|Unknown|TBD|Ana Baca Region 3";
    let missed: Vec<&str> = odd.split('|').filter(|name| name_codes(name).is_empty()).collect();
    assert!(missed.is_empty(), "{missed:?}");
    let real = "Malcolm X|MaryAnn Roy|Ana McDonald|Ana LaRue|Jean d'Arc|Ana Pendiente|Mai Her|\
                Sor Juana|Ana DeLaCruz|Luis Falta|Ann O'Neil|J. R.|\
                Ana T. Baca|Bo Sub|Bo \"Chip\" Roy|Ann Partial|Ana Baca Jr.";
    let wrong: Vec<&str> = real.split('|').filter(|name| !name_codes(name).is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn last_first_is_turned_around() {
    for (text, name) in [
        ("Smith, John", "John Smith"),
        ("Smith, John, Jr.", "John Smith Jr."),
        ("Smith Jr., John", "John Smith Jr."),
        ("Smith, III, John", "John Smith III"),
        ("Rahman, Md. Anis", "Md. Anis Rahman"),
        ("Chee, Bo Jr.", "Bo Chee Jr."),
        ("Baca, Juan III", "Juan Baca III"),
        ("Nguyen, Thuy Vi", "Thuy Vi Nguyen"),
    ] {
        assert_eq!(names(&read("r.csv", format!("\"Last, First\"\n\"{text}\"\n"))), [name]);
    }
    let degrees = ["Fox, LCSW", "Fox, M.Ed.", "Fox, PhD", "Orin Fox, MD, PhD", "Fox, CPRSX"];
    for other in
        ["Smith,", "John Smith", "Prince", "Fox, Jr.", "Fox, Orin, LCSW"].into_iter().chain(degrees)
    {
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

/// Texts in the column for names that are not people.
const NOT_PEOPLE: &str = "Sous-total|Moyenne de la classe|Unknown User|Anonymous Attendee|\
    Full Name|Walk-ins|Instructors|Formateurs|End of list|Fin de la liste|See above|\
    same as above|ditto|Test Student|Demo User|asdf|Admin User|Sans nom|deleted user|\
    Former member|ASL Interpreter|TRUE|yes|no|Morning session|Lunch|Online|Approved|\
    Remote participants|Late arrivals|Certificates issued|Not eligible|Duplicate|VOID|\
    Prénom Nom|First Last|Your Name|Enter name here|Open seat|Plus one|Class average|\
    Points Possible|Razem|Celkem|Toplam|Usuario de prueba|Asiento libre|Nombre y apellido|\
    Participantes remotos|Siège réservé|Place libre|Utilisateur inconnu|Vaga reservada|\
    Usuário desconhecido|Platz frei|Unbekannter Teilnehmer|Mittagspause";

/// Texts with a name and something else, and the name that is proposed.
const NOTES_IN_NAMES: &str = "Ana Roy CANCELLED > Ana Roy|Jay Doucet no show > Jay Doucet|\
    3) Bo Roy > Bo Roy|2.Ana Roy > Ana Roy|LA001 Ana Roy > Ana Roy|Ana Roy1 > Ana Roy|\
    Ren%C3%A9e Roy > Renée Roy|Captain Ana Roy >|Ana Roy NRP > Ana Roy|Ana Roy LDH > Ana Roy|\
    Ana they them > Ana|Ana y Bo Roy >|Ana et Bo Roy >|Ana e Rui Roy >|Ana & Bo Roy >|\
    Guest of Ana Roy >|Ana Roy guest > Ana Roy|Ana Roy left early > Ana Roy|\
    Ana Roy deceased > Ana Roy|Luz Díaz se dio de baja > Luz Díaz|Zoé Roy annulée > Zoé Roy|\
    Uwe Ott nicht erschienen > Uwe Ott|Ana R0y >|Ana 0'Neil >|Acadian Ambulance Service >|\
    The Roy Family >|Otter.ai >|Read.ai meeting notes >|Paramedic Bo Roy >|Dre Ana Roy >";

#[test]
fn texts_that_are_not_names_are_errors_with_the_name_that_is_left() {
    let mut wrong = Vec::new();
    for text in NOT_PEOPLE.split('|') {
        let roster = read("r.csv", format!("Name,Email\nAnn Lee,a@x.org\n{text},b@x.org\n"));
        let is_refused = roster.has_errors() && names(&roster) == ["Ann Lee"];
        if !is_refused || !codes(&roster).contains(&"roster-not-person") {
            wrong.push(format!("{text}: {:?} {:?}", names(&roster), roster.findings));
        }
    }
    for line in NOTES_IN_NAMES.split('|') {
        let (text, name) = line.split_once(" >").unwrap();
        let list = format!("Name,Email\nAnn Lee,a@x.org\n{text},b@x.org\n");
        let roster = read("r.csv", &list);
        let hints: String = roster.findings.iter().flat_map(|it| it.hints.clone()).collect();
        let is_refused = roster.has_errors() && names(&roster) == ["Ann Lee"];
        let is_proposed = hints.contains(&format!("write `{}`", name.trim()));
        if !is_refused || is_proposed == name.is_empty() {
            wrong.push(format!("{text}: {:?} {hints}", names(&roster)));
        }
        let right_names = BTreeSet::from([text.to_owned()]);
        let right = read_with("r.csv", &list, &Options { right_names, ..Options::default() });
        if names(&right) != ["Ann Lee", text] {
            wrong.push(format!("{text} cannot be right: {:?}", right.findings));
        }
    }
    let real = "Santiago Ramón y Cajal|José Ortega y Gasset|Le Do|Mary Guest|Day Page|Ana Church|\
                Ana Drop|Lisa Baja|Bo NG|Ann Lee 3rd|Paul Frei|Sem Santos|Ye Si|\
                Young Early|María de la Luz|Jean-Luc d'Arc|Grace Hope|Mark Short|J. R. Poe";
    for name in real.split('|') {
        let roster = read("r.csv", format!("Name,Email\n{name},b@x.org\n"));
        if roster.has_errors() {
            wrong.push(format!("{name}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
