//! The header row and what its columns hold.

use peerpress::certificates::roster::{Field, Options, Roster, Source, parse_column};
use peerpress::diagnostic::Finding;

use super::{codes, names, read, read_with, with_columns};
use crate::project::Project;

#[test]
fn headers_have_many_names() {
    for (header, row, name) in [
        ("Name,E-mail,Hours", "Ann Lee,a@example.org,6", "Ann Lee"),
        ("FULL NAME,Email Address,hrs.", "Ann Lee,a@example.org,6", "Ann Lee"),
        (
            "Participant (as on the certificate),e mail,CEU hours",
            "Ann Lee,a@example.org,6",
            "Ann Lee",
        ),
        ("\"Last, First\",E-Mail,Hours", "\"Lee, Ann\",a@example.org,6", "Ann Lee"),
        ("\"Name (Last, First)\",email,Hours attended", "\"Lee, Ann\",a@example.org,6", "Ann Lee"),
        ("First name,Last name,Email,Hours", "Ann,Lee,a@example.org,6", "Ann Lee"),
        ("Nombre,Apellidos,Correo electrónico,Horas", "Ann,Lee,a@example.org,6", "Ann Lee"),
        ("Nombre completo,CORREO ELECTRONICO,Horas", "Ann Lee,a@example.org,6", "Ann Lee"),
        ("Nombre,Correo,Horas", "Ann Lee,a@example.org,\"6,0\"", "Ann Lee"),
        ("\"Apellidos, Nombre\",Correo,Horas", "\"Lee, Ann\",a@example.org,6", "Ann Lee"),
        ("Last, First, Email, Hours", "Lee, Ann, a@example.org, 6", "Ann Lee"),
        ("First name,Last name,Full name,Email,Hours", "A,L,Ann Lee,a@example.org,6", "Ann Lee"),
    ] {
        let roster = read("r.csv", format!("{header}\n{row}\n"));
        assert_eq!(
            (names(&roster), codes(&roster).len()),
            (vec![name], 0),
            "{header}: {:?}",
            roster.findings
        );
        let person = &roster.people[0];
        assert_eq!(
            (person.email.as_deref(), person.hours, person.row),
            (Some("a@example.org"), Some(6.0), 2),
            "{header}"
        );
    }
}

#[test]
fn names_are_turned_around_only_if_the_header_says_so() {
    let roster = read("r.csv", "Name,Hours\n\"Lee, Ann\",6\nJose\u{301},6\n");
    assert_eq!((names(&roster), codes(&roster)), (vec!["José"], vec!["roster-odd-name"]));
    let list = "Name,Hours\n\"Lee, Ann\",6\n\"Li, Bo\",6\n";
    assert_eq!(codes(&read("r.csv", list)), ["roster-order"]);
    let kept = read_with("r.csv", list, &with_columns(&["name=Name"]));
    assert_eq!((names(&kept), codes(&kept)), (vec!["Lee, Ann", "Li, Bo"], vec![]));
    let turned =
        read_with("r.csv", "Name,Hours\n\"Lee, Ann\",6\n", &with_columns(&["last-first=Name"]));
    assert_eq!(names(&turned), ["Ann Lee"]);
}

#[test]
fn the_header_is_found_below_titles() {
    let roster = read(
        "r.csv",
        "Ethics refresher\n\nHeld in Minot;on 2026-11-12\n;;\n\
         No.;Participant;Hours;;;\n1;Ann Lee;6;;;\n;;;\n2;Bo Li;6;;;\n",
    );
    assert_eq!(names(&roster), ["Ann Lee", "Bo Li"]);
    assert_eq!((roster.mapping.header_row, roster.people[1].row), (5, 8));
    assert!(codes(&roster).is_empty(), "{:?}", roster.findings);
}

#[test]
fn columns_that_the_user_names_come_first() {
    let text = "Name,Participant,Hrs done\nBoss,Ann Lee,6\n";
    assert_eq!(codes(&read("r.csv", text)), ["roster-header"]);
    let said = read_with("r.csv", text, &with_columns(&["name=Participant", "hours=hrs done"]));
    assert_eq!((names(&said), said.people[0].hours), (vec!["Ann Lee"], Some(6.0)));
    assert_eq!(
        said.mapping.lines(),
        ["name: column B \"Participant\"", "hours: column C \"Hrs done\"", "not used: \"Name\""]
    );

    for wrong in ["name", "name=", "nam=X", "=X"] {
        assert!(parse_column(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn fields_have_the_same_name_everywhere() {
    for name in [
        "name",
        "last-first",
        "first-name",
        "last-name",
        "email",
        "hours",
        "id",
        "lang",
        "hours:Ethics",
    ] {
        assert_eq!(name.parse::<Field>().unwrap().to_string(), name);
    }
    assert_eq!("language".parse::<Field>(), Ok(Field::Lang), "its name in earlier versions");
    assert!("nmae".parse::<Field>().unwrap_err().contains("did you mean `name`?"));
}

#[test]
fn every_part_of_a_name_is_used_in_order() {
    for (list, expected) in [
        ("First name,Middle name,Last name|Ann,Mae,Lee", "Ann Mae Lee"),
        ("Last name,First name,MI,Suffix|Lee,Bo,Q.,Jr.", "Bo Q. Lee Jr."),
        ("Nombre,Primer apellido,Segundo apellido|Ana,Núñez,Paz", "Ana Núñez Paz"),
        ("Apellido paterno,Apellido materno,Nombre(s)|Núñez,Paz,Ana Luz", "Ana Luz Núñez Paz"),
        ("Primer nombre,Segundo nombre,Apellidos|Ana,Luz,Paz Ríos", "Ana Luz Paz Ríos"),
        ("Prénom,Nom|Zoé,Roy", "Zoé Roy"),
        ("Nom de famille,Prénom,Deuxième prénom|Roy,Zoé,Ève", "Zoé Ève Roy"),
        ("Nome,Sobrenome|João,Leão", "João Leão"),
        (
            "Primeiro nome,Nome do meio,Último sobrenome,Sobrenome|Rui,Zé,Paz,Reis",
            "Rui Zé Reis Paz",
        ),
        ("First name,Infix,Last name|Jan,van der,Meer", "Jan van der Meer"),
        ("Full name,First name,Last name|Ann Lee,Ann,Lee", "Ann Lee"),
        ("Prefix,First name,Last name|Ms.,Ann,Lee", "Ann Lee"),
        ("First name,Last name,Middle name|Ann,Lee,", "Ann Lee"),
        ("Name,Supervisor name,School name|Ann Lee,Bo Li,Minot High", "Ann Lee"),
        ("Name,Preferred name|Ann Lee,Ann", "Ann Lee"),
        ("Nombre completo,Segundo apellido|Ana Núñez,Paz", "Ana Núñez Paz"),
        ("Nombre completo,Segundo apellido|Ana Núñez Paz,Paz", "Ana Núñez Paz"),
        ("Name,Suffix|Bo Lee,Jr.", "Bo Lee Jr."),
        ("Nombre,Ap. Paterno,Ap. Materno|Ana,Núñez,Paz", "Ana Núñez Paz"),
        ("Nombre(s),Paterno,Materno|Ana,Núñez,Paz", "Ana Núñez Paz"),
        ("First,Last,Last 2|Ana,Núñez,Paz", "Ana Núñez Paz"),
        ("Họ,Tên đệm,Tên|Nguyễn,Thị,Ánh", "Nguyễn Thị Ánh"),
    ] {
        let list = list.replace('|', "\n") + "\n";
        let roster = read("r.csv", &list);
        assert_eq!((names(&roster), codes(&roster)), (vec![expected], vec![]), "{list}");
    }
    for (list, unused) in [
        ("Name,Preferred name|Ann Lee,Annie", "Preferred name"),
        ("First name,Last name,Maiden name|Ann,Lee,Li", "Maiden name"),
        ("First name,Last name,Prefix|Jan,Meer,van der", "Prefix"),
        ("Name,Middle name|Ann Lee,Mae", "Middle name"),
        ("First name,Last name,Other given names|Ann,Lee,Mae", "Other given names"),
        ("Name,Corrected name|Ann Lea,Ann Lee", "Corrected name"),
        ("Name,Should be|Ann Lea,Ann Lee", "Should be"),
        ("Name,Nombre correcto|Ann Lea,Sí", "Nombre correcto"),
    ] {
        let list = list.replace('|', "\n") + "\n";
        let roster = read("r.csv", &list);
        assert_eq!((names(&roster), codes(&roster)), (vec![], vec!["roster-header"]), "{list}");
        assert!(roster.findings[0].message.contains(unused), "{list}: {:?}", roster.findings);
        let options = Options { unused: vec![unused.to_owned()], ..Options::default() };
        assert_eq!(read_with("r.csv", &list, &options).people.len(), 1, "{list}");
    }
    let unknown = Options { unused: vec!["Nick".to_owned()], ..Options::default() };
    assert_eq!(codes(&read_with("r.csv", "Name\nAnn Lee\n", &unknown)), ["roster-header"]);
}

#[test]
fn last_names_that_come_first_need_a_comma() {
    let headers = ["Apellidos y nombres", "Nom et prénom", "Name (Last First)"];
    let with_comma = "\"Núñez Paz, Ana\",6\nDÍAZ PAZ Luz,6\nZoé ROY,6\n";
    for header in headers {
        let roster = read("r.csv", format!("{header},Hours\n{with_comma}Roy Cy,6\n"));
        let shown = ["Ana Núñez Paz", "Luz DÍAZ PAZ", "Zoé ROY"];
        assert_eq!(names(&roster)[..1], shown[..1], "{header}");
        assert!(codes(&roster).contains(&"roster-name"), "{header}: {:?}", codes(&roster));
        assert!(!names(&roster).contains(&"Cy Roy") && !names(&roster).contains(&"Roy Cy"));
    }
}

#[test]
fn the_order_of_names_without_a_comma_is_the_users_decision() {
    let list = "Nom et prénom,Heures\nMarie Tremblay,6\nLuc Roy,6\n";
    let as_listed = ["Marie Tremblay", "Luc Roy"].as_slice();
    let turned = ["Tremblay Marie", "Roy Luc"].as_slice();
    let mut wrong = Vec::new();
    for (list, columns, expected, code) in [
        (list, &[][..], &[][..], "roster-order"),
        (list, &["name=Nom et prénom"], as_listed, ""),
        (list, &["last-first=Nom et prénom"], turned, ""),
        // Capitals show which names are the last names.
        ("Apellidos y nombre\nDÍAZ Luz\nROY PAZ Ana\n", &[], &["Luz DÍAZ", "Ana ROY PAZ"], ""),
        ("Nom et prénom\nLuc ROY\nAna PAZ\n", &[], &["Luc ROY", "Ana PAZ"], ""),
        // Where last names end is not certain in three words.
        ("Apellidos y nombre\nRoy Paz Ana\n", &[], &[], "roster-order"),
        (
            "Apellidos y nombre\nRoy Paz Ana\n",
            &["last-first=Apellidos y nombre"],
            &[],
            "roster-name",
        ),
        // A name without a comma among others that have one.
        (
            "Name\n\"Roy, Ana\"\n\"Paz, Bo\"\nCy Duran\n",
            &["last-first=Name"],
            &["Ana Roy", "Bo Paz"],
            "roster-name",
        ),
    ] {
        let roster = read_with("r.csv", list, &with_columns(columns));
        let found: Vec<&str> =
            codes(&roster).into_iter().filter(|code| *code != "roster-odd-name").collect();
        let is_code = found.first().copied().unwrap_or_default() == code;
        if names(&roster) != expected || !is_code {
            wrong.push(format!("{list}: {:?} {:?}", names(&roster), roster.findings));
        }
    }
    // A list without commas next to one with commas.
    let project = Project::empty();
    project.write("a.csv", "Name,Hours\n\"Roy, Ana\",3\n\"Paz, Bo\",3\n");
    project.write("b.csv", "Name,Hours\nAna Roy,3\nBo Paz,3\n");
    let sources = ["a.csv", "b.csv"].map(|name| Source { path: project.path(name), sheet: None });
    let both = Roster::read_all(&sources, &with_columns(&["last-first=Name"])).unwrap();
    if !both.people.is_empty() || !codes(&both).contains(&"roster-order") {
        wrong.push(format!("{:?} {:?}", names(&both), both.findings));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn columns_of_one_header_are_told_apart_by_their_letters() {
    let list = "Name,Name,Hours,Hours\nAna,Baca,16,8\n";
    let roster = read("r.csv", list);
    let hints: Vec<&String> = roster.findings.iter().flat_map(|it| &it.hints).collect();
    assert!(hints.iter().any(|hint| hint.contains("`--column hours=C`")), "{hints:?}");
    let columns = ["first-name=A", "last-name=B", "hours=D"];
    let roster = read_with("r.csv", list, &with_columns(&columns));
    assert_eq!((names(&roster), roster.people[0].hours), (vec!["Ana Baca"], Some(8.0)));
}

#[test]
fn no_hint_adds_to_a_name_what_is_not_a_part_of_it() {
    let mut wrong = Vec::new();
    for (header, value, code) in [
        ("Lengua materna", "Spanish", "roster-status"),
        ("Initials", "AB", ""),
        ("Nombre preferido", "Nita", "roster-header"),
    ] {
        let list = format!("Name,{header},Hours\nAna Baca,{value},6\nBo Chee,,6\n");
        let roster = read("r.csv", &list);
        let hints: Vec<&String> = roster.findings.iter().flat_map(|it| &it.hints).collect();
        let is_added = hints.iter().any(|hint| hint.contains("second-last-name"));
        let is_found = code.is_empty() || codes(&roster).contains(&code);
        if is_added || !is_found || roster.findings.is_empty() {
            wrong.push(format!("{list}: {:?}", roster.findings));
        }
    }
    for (list, name) in [
        ("Nom d'usage,Prénom usuel,Heures\nRoy,Ana,6\n", "Ana Roy"),
        ("User Full Name,Hours\nAna Roy,6\n", "Ana Roy"),
        ("Please write your name exactly as it should appear,Hours\nAna Roy,6\n", "Ana Roy"),
        ("Name,Initials,Hours\nAna Roy,AR,6\n", "Ana Roy"),
    ] {
        let roster = read("r.csv", list);
        if names(&roster) != [name] {
            wrong.push(format!("{list}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_data_names_headers_in_other_languages() {
    let headers = [
        (Field::FirstName, vec!["Vorname".to_owned()]),
        (Field::LastName, vec!["Name".to_owned(), "Nachname".to_owned()]),
        (Field::MiddleName, vec!["Zusatz".to_owned()]),
        (Field::Hours, vec!["Stunden".to_owned()]),
    ];
    let options = Options { headers: headers.into(), ..Options::default() };
    for list in [
        "Name,Vorname,Zusatz,Stunden\nMeer,Jan,van der,6\n",
        "STUNDEN,Zusatz,Vorname,Nachname\n6,van der,Jan,Meer\n",
    ] {
        let roster = read_with("r.csv", list, &options);
        assert_eq!((names(&roster), codes(&roster)), (vec!["Jan van der Meer"], vec![]), "{list}");
        assert_eq!(roster.people[0].hours, Some(6.0), "{list}");
    }
    let alone = read_with("r.csv", "Name,Stunden\nJan van der Meer,6\n", &options);
    assert_eq!((names(&alone), codes(&alone)), (vec!["Jan van der Meer"], vec![]));
}

#[test]
fn an_original_name_in_brackets_is_left_out_if_it_repeats_the_name() {
    let list = |header: &str, name: &str| {
        format!("{header},Email,Duration (minutes)\n{name},a@x.org,60\n")
    };
    let zoom = "Name (original name)";
    let spanish = "Nombre (nombre original)";
    let mut wrong = Vec::new();
    for (header, name, expected) in [
        (zoom, "Bo Chee (Bo)", Some("Bo Chee")),
        (zoom, "Bo Chee (bo chee)", Some("Bo Chee")),
        (spanish, "José Ruiz (Jose)", Some("José Ruiz")),
        (zoom, "Bo Chee (Robert Lee)", None),
        (zoom, "Bo (Bo Chee)", None),
        (zoom, "Bo Chee (she/her)", None),
        ("Name", "Bo Chee (Bo)", None),
    ] {
        let roster = read("r.csv", list(header, name));
        let found = roster.people.first().map(|person| person.name.as_str());
        if found != expected {
            wrong.push(format!("{header} {name}: {found:?} {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let roster = read("r.csv", list(zoom, "Bo Chee (Robert Lee)"));
    let finding = &roster.findings[0];
    assert_eq!(finding.message, "`Bo Chee` has another original name: `Robert Lee`");
    assert!(finding.hints[0].starts_with("write the right one, `Bo Chee` or `Robert Lee`, alone"));
    let options = Options { right_names: ["Bo Chee".to_owned()].into(), ..Options::default() };
    let roster = read_with("r.csv", list(zoom, "Bo Chee (Robert Lee)"), &options);
    assert_eq!(names(&roster), ["Bo Chee"]);
}

#[test]
fn a_corrected_name_counts_where_it_is_filled_in() {
    let whole = "Name,Corrected name,Hours\nAna Roy,,6\nBo Le,Bo Lee,6\n";
    let parts = "First name,Last name,Name for certificate,Hours\nAna,Roy,,6\nBo,Le,Bo Lee,6\n";
    for (text, column) in [(whole, "Corrected name"), (parts, "Name for certificate")] {
        // A header that names the certificate answers the question.
        let asked = read("r.csv", text);
        let option = format!("--column corrected-name=\"{column}\"");
        let hints = asked.findings.iter().flat_map(|finding| &finding.hints);
        let is_offered = hints.into_iter().any(|hint| hint.contains(&option));
        assert!(is_offered || text == parts, "{:?}", asked.findings);
        assert_eq!(asked.has_errors(), text == whole);
        let given = format!("corrected-name={column}");
        let roster = read_with("r.csv", text, &with_columns(&[&given]));
        assert_eq!(names(&roster), ["Ana Roy", "Bo Lee"], "{:?}", roster.findings);
        assert!(!roster.has_errors());
    }
    let odd = whole.replace("Bo Lee", "Bo (Lee)");
    let roster = read_with("r.csv", odd, &with_columns(&["corrected-name=Corrected name"]));
    let place = roster.findings[0].place.as_ref().unwrap().cell.as_ref().unwrap().to_string();
    assert_eq!(place, "row 3, column \"Corrected name\"");
}

#[test]
fn a_name_that_lacks_a_letter_of_its_address_is_asked_about() {
    let mut wrong = Vec::new();
    for (name, address, is_right) in [
        ("Ramn Baca", "ramon.baca", false),
        ("Ana Garca", "ana_garcia", false),
        ("Luis Muoz", "luis.munoz2", false),
        ("Ramón Baca", "ramon.baca", true),
        ("Ana Lee", "anna.lee", true),
        ("Sara Lee", "sarah.lee", true),
        ("Jon Lee", "jonathan.lee", true),
        ("Ramn Baca", "office", true),
    ] {
        let text = format!("Name,Email,Hours\n{name},{address}@example.org,6\n");
        let roster = read("r.csv", &text);
        let expected: &[&str] = if is_right { &[] } else { &["roster-odd-name"] };
        if codes(&roster) != expected {
            wrong.push(format!("{name} {address}: {:?}", roster.findings));
        }
        let options = Options { right_names: [name.to_owned()].into(), ..Options::default() };
        if names(&read_with("r.csv", &text, &options)) != [name] {
            wrong.push(format!("{name} is not settled"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_column_gets_one_question_at_a_time() {
    for (list, column) in [
        ("First,Last,Corrected name,Hours\nAna,Roy,,6\nBo,Li,Bo Lee,6\n", "Corrected name"),
        ("Name,Hours,Guest First Name\nAnn Lee,6,\nBo Li,6,Cy\n", "Guest First Name"),
        ("Attendee #,First,Last,Attendee Email,Hours\n1,Ana,Roy,a@x.org,6\n", "Attendee Email"),
    ] {
        let roster = read("r.csv", list);
        let about = |finding: &&Finding| finding.message.starts_with(&format!("`{column}`"));
        let asked: Vec<&Finding> = roster.findings.iter().filter(about).collect();
        assert_eq!(asked.len(), 1, "{:?}", roster.findings);
        assert_eq!(codes(&roster), ["roster-header"], "{:?}", roster.findings);
    }
}
