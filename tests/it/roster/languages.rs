//! Headers in other languages, parts of names that nobody may lose, and lists whose header is not
//! known.

use peerpress::certificates::roster::{Options, SavedMappings};

use super::{codes, names, read, read_with, with_columns};

#[test]
fn headers_of_many_languages_are_known() {
    // The header, a row, and what is read: name, address, hours, and language.
    let cases = [
        ("Nom complet,Courriel,Heures,Langue", "Ana Roy,a@x.org,40,fr", "Ana Roy|a@x.org|40|fr"),
        ("Nom,Prénom,Adresse courriel,Nb heures", "Roy,Ana,a@x.org,40", "Ana Roy|a@x.org|40|"),
        ("Nom,Prénom,Courriel,Durée (minutes)", "Roy,Ana,a@x.org,2400", "Ana Roy|a@x.org|40|"),
        ("Nome completo,Endereço de email,Horas", "Ana Sá,a@x.org,8", "Ana Sá|a@x.org|8|"),
        (
            "Nome,Sobrenome,Correio eletrónico,Horas,Idioma",
            "Ana,Sá,a@x.org,8,pt",
            "Ana Sá|a@x.org|8|pt",
        ),
        (
            "Vorname,Nachname,E-Mail-Adresse,Stunden,Sprache",
            "Ana,Roy,a@x.org,8,de",
            "Ana Roy|a@x.org|8|de",
        ),
        ("Vorname,Name,E-Mail,Dauer (Minuten)", "Ana,Roy,a@x.org,90", "Ana Roy|a@x.org|1.5|"),
        (
            "Nome,Cognome,Indirizzo e-mail,Ore,Lingua",
            "Ana,Roy,a@x.org,8,it",
            "Ana Roy|a@x.org|8|it",
        ),
        (
            "Imię,Nazwisko,Adres e-mail,Liczba godzin,Język",
            "Ana,Roy,a@x.org,8,pl",
            "Ana Roy|a@x.org|8|pl",
        ),
        ("Imię i nazwisko,E-mail,Godziny", "Ana Roy,a@x.org,8 godz.", "Ana Roy|a@x.org|8|"),
        ("Họ và tên,Email,Số giờ", "Minh Anh,a@x.org,8", "Minh Anh|a@x.org|8|"),
        (
            "Voornaam,Tussenvoegsel,Achternaam,E-mailadres,Uren",
            "Ana,van der,Berg,a@x.org,8",
            "Ana van der Berg|a@x.org|8|",
        ),
        (
            "Förnamn,Mellannamn,Efternamn,E-post,Timmar",
            "Ana,Lou,Roy,a@x.org,8",
            "Ana Lou Roy|a@x.org|8|",
        ),
        (
            "Фамилия,Имя,Отчество,Электронная почта,Часы",
            "Петров,Иван,Ильич,a@x.org,8",
            "Иван Ильич Петров|a@x.org|8|",
        ),
        ("Fname,Lname,Email,Hours", "Ana,Roy,a@x.org,8", "Ana Roy|a@x.org|8|"),
        ("First name / Last name,Email address,Hours", "Ana Roy,a@x.org,8", "Ana Roy|a@x.org|8|"),
        (
            "What is your full name as it should appear on the certificate?,Email,Hours",
            "Ana Roy,a@x.org,8",
            "Ana Roy|a@x.org|8|",
        ),
        ("Quel est votre nom complet ?,Courriel,Heures", "Ana Roy,a@x.org,8", "Ana Roy|a@x.org|8|"),
    ];
    let mut wrong = Vec::new();
    for (header, row, expected) in cases {
        let roster = read("r.csv", format!("{header}\n{row}\n"));
        let found = roster.people.first().map(|person| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let hours = person.hours.unwrap_or_default();
            format!("{}|{}|{hours}|{}", person.name, text(&person.email), text(&person.lang))
        });
        if found.as_deref() != Some(expected) || !codes(&roster).is_empty() {
            wrong.push(format!("{header}: {found:?} {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn categories_are_known_by_their_name_in_many_languages() {
    let categories = vec![
        vec!["Clinical".to_owned(), "Clinique".to_owned(), "Klinik".to_owned()],
        vec!["Ethics".to_owned(), "Éthique".to_owned(), "Ethik".to_owned()],
    ];
    let mut wrong = Vec::new();
    for (header, hours) in [
        ("Name,Hours,Clinical hours,Ethics hours", [24.0, 16.0]),
        ("Nom complet,Heures,Heures cliniques,Heures d'éthique", [24.0, 16.0]),
        ("Name,Hours,Hours of ethics,Clinical", [16.0, 24.0]),
        ("Name,Stunden,Ethikstunden,Stunden Klinik", [16.0, 24.0]),
    ] {
        let options = Options { categories: categories.clone(), ..Options::default() };
        let first = if hours[0] == 24.0 { "24,16" } else { "16,24" };
        let roster = read_with("r.csv", format!("{header}\nAna Roy,40,{first}\n"), &options);
        let found = roster.people.first().map(|person| person.category_hours.clone());
        if found != Some(vec![24.0, 16.0]) {
            wrong.push(format!("{header}: {found:?} {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_part_of_a_name_is_never_lost() {
    let mut wrong = Vec::new();
    for (header, row) in [
        ("First,M.,Last", "Nell,Q.,Roy"),
        ("Participant,Postnom", "Ana,Kabila"),
        ("Participant,Mellannamn", "Ana Roy,Lou"),
        ("Name,Отчество", "Иван Петров,Ильич"),
        ("Forename,Surname,Known as", "Ana,Roy,Annie"),
        ("Name,Goes by", "Ana Roy,Annie"),
        ("Name,Patronymic", "Ana Roy,Ivanovna"),
        ("Name,Soyadı", "Ana,Kaya"),
        ("Nombre completo,Apodo", "Ana Ruiz,Nita"),
        ("Name,Full legal name", "EdRoy,Edward Roy"),
    ] {
        let roster = read("r.csv", format!("{header},Email\n{row},a@x.org\n"));
        if codes(&roster) != ["roster-header"] {
            wrong.push(format!("{header}: {:?} {:?}", names(&roster), roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_remembered_column_does_not_settle_a_new_one() {
    let first = "Attendee,Other name,Email\nAna Roy,Nita,a@x.org\n";
    let named = read_with("r.csv", first, &with_columns(&["name=Attendee"]));
    assert!(codes(&named).is_empty(), "{:?}", named.findings);
    let mut saved = SavedMappings::default();
    assert!(saved.remember(&named.mapping));
    let options = Options { saved, ..Options::default() };
    assert!(codes(&read_with("r.csv", first, &options)).is_empty(), "the user knew both columns");
    let second = "Attendee,Full legal name,Other name,Email\nEdRoy,Edward Roy,Ed,a@x.org\n";
    let roster = read_with("r.csv", second, &options);
    assert_eq!(codes(&roster), ["roster-header"], "{:?}", names(&roster));
    assert!(roster.findings[0].message.contains("`Full legal name`"), "{:?}", roster.findings);
}

#[test]
fn marks_around_names_are_removed_or_refused() {
    // The columns, the row, the codes, and the name that is read.
    let cases = [
        ("Name", "'Kay Trahan'", "roster-spaces", "Kay Trahan"),
        ("Name", "“Di Roy”", "roster-spaces", "Di Roy"),
        ("Name", "« Di Roy »", "roster-spaces", "Di Roy"),
        ("Name", "`Cy Roy`", "roster-spaces", "Cy Roy"),
        ("Name", "'Dara O'Neil'", "roster-spaces", "Dara O'Neil"),
        ("First name,Last name", "'Di','Roy'", "roster-spaces roster-spaces", "Di Roy"),
        ("Name", "Ann “Bo” Lee", "", "Ann “Bo” Lee"),
        ("Name", "van 't Hoff", "", "van 't Hoff"),
        ("Name", "'t Hoff", "", "'t Hoff"),
        ("Name", "'Bo Landry", "roster-odd-name", ""),
        ("Name", "Bo “Landry", "roster-odd-name", ""),
        ("Name", "\u{202e}yoR anA", "roster-control", ""),
        ("Name", "\u{202a}Ana Roy\u{202c}", "roster-control", ""),
        ("Name", "\u{2067}Ana Roy\u{2069}", "roster-control", ""),
        ("First name,Last name", "Max Hebert,Max Hebert", "roster-odd-name", ""),
        ("First name,Last name", "Max Hebert,Hebert", "roster-odd-name", ""),
        ("First name,Last name", "Max,Max Hebert", "roster-odd-name", ""),
        ("First name,Last name", "Ali,Ali", "roster-odd-name", ""),
        ("First name,Last name", "Max,Maxwell", "", "Max Maxwell"),
        ("Nombre,Apellido,Segundo apellido", "Ana,Paz,Paz", "", "Ana Paz Paz"),
        ("Name", "Gus Roy Gus Roy", "roster-odd-name", ""),
        ("Name", "Lee Lee Savoy Savoy", "roster-odd-name", ""),
        ("Name", "Ali Ali", "", "Ali Ali"),
    ];
    let mut wrong = Vec::new();
    for (header, row, expected, name) in cases {
        let roster = read("r.csv", format!("{header},No.\n{row},1\n"));
        let found = codes(&roster).join(" ");
        let is_read = name.is_empty() || names(&roster) == [name];
        if found != expected || !is_read {
            wrong.push(format!("{row}: {found} {:?} {:?}", names(&roster), roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_header_that_is_not_known_is_named_with_an_option() {
    let mut wrong = Vec::new();
    for (list, hint) in [
        ("Crew member,Email,Hours\nAna Roy,a@x.org,8\n", "`--column name=\"Crew member\"`"),
        ("Contact,Email\nAna Roy,a@x.org\nBo Li,b@x.org\n", "`--column name=\"Contact\"`"),
        (
            "Display name,Legal name,Email\nBo,Robert Berg,b@x.org\nAna,Ana Roy,a@x.org\n",
            "`--column name=\"Legal name\"`",
        ),
        (
            "Keresztnév,Vezetéknév,Email\nÉva,Kovács,e@x.org\nBéla,Tóth,b@x.org\n",
            "`--column first-name=\"Keresztnév\" --column last-name=\"Vezetéknév\"`",
        ),
        ("List of May\n\nWho,Email,Hours\nAna Roy,a@x.org,8\n", "`--column name=\"Who\"`"),
        ("Ana Roy,a@x.org,8\nBo Li,b@x.org,8\n", "add a header row"),
    ] {
        let roster = read("r.csv", list);
        let hints: String = roster.findings.iter().flat_map(|one| one.hints.clone()).collect();
        if codes(&roster) != ["roster-header"] || !hints.contains(hint) {
            wrong.push(format!("{list}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
