//! `peerpress import partners`: partners from a spreadsheet, by their IDs or names.

use serde_json::{Value, json};

use crate::project::{Project, Run};
use crate::roster::workbook;

/// A square logo in color, and a wide one.
const SQUARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path
    fill="#7A1F3D" d="M4 4h32v32H4z"/></svg>"##;
const WIDE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path
    fill="#7A1F3D" d="M4 4h112v32H4z"/></svg>"##;

/// Two partners, and what a program office keeps beside them.
const ROWS: &str = "\
Name;Phone;Area;Area (es);Logo;Languages;Pieces;Notes
Cass County Public Health;701-241-1360;Cass County;Condado de Cass;data/pictures/cass.svg;\
en, Español;n*;call in May
Clínica Peña;7012411000;;;;;note, dates;
";

fn project() -> Project {
    let project = Project::small();
    project.write("data/pictures/cass.svg", SQUARE);
    project.write("data/pictures/wide.svg", WIDE);
    project
}

fn import(project: &Project, rows: &str, options: &[&str]) -> Run {
    project.write("p.csv", rows);
    let file = project.path("p.csv");
    let import = ["import", "partners", file.to_str().unwrap(), "--format", "short"];
    project.run(&[&import[..], options].concat())
}

fn partners(project: &Project) -> Value {
    let data: Value = serde_json::from_str(&project.read("data/partners.json")).unwrap();
    data["partners"].clone()
}

#[test]
fn partners_are_added_and_updated_after_a_look() {
    let project = project();
    let look = import(&project, ROWS, &[]).succeeded();
    assert!(look.out.contains("cass-county-public-health: new partner"), "{}", look.out);
    assert!(look.err.contains("2 new, 0 changed, 0 unchanged"), "{}", look.err);
    assert!(look.err.contains("the column `Notes` is left out"), "{}", look.err);
    let made = "the ID is made from the name for `cass-county-public-health`, `clinica-pena`";
    assert!(look.err.contains(made), "{}", look.err);
    assert!(!project.path("data/partners.json").exists());

    import(&project, ROWS, &["--write"]).succeeded();
    let written = partners(&project);
    assert_eq!(
        written[0],
        json!({
            "id": "cass-county-public-health", "name": "Cass County Public Health",
            "area": { "en": "Cass County", "es": "Condado de Cass" }, "phone": "701-241-1360",
            "logo": { "square": "data/pictures/cass.svg" }, "languages": ["en", "es"],
            "pieces": ["n*"]
        })
    );
    assert_eq!(
        (&written[1]["id"], &written[1]["name"]),
        (&"clinica-pena".into(), &"Clínica Peña".into())
    );
    project.run(&["check", "--quiet"]).succeeded();
    let again = import(&project, ROWS, &["--write"]).succeeded();
    assert!(again.out.is_empty() && again.err.contains("2 unchanged"), "{}", again.err);

    // Only what a row states changes, and no other byte of the file.
    let before = project
        .read("data/partners.json")
        .replace("\"701-241-1360\",", "\"701-241-1360\",\n      \"fax\": \"701-241-1300\",");
    project.write("data/partners.json", &before);
    let rows = "phone,NAME,logo\n701-241-1361,CASS COUNTY PUBLIC HEALTH,data/pictures/wide.svg\n";
    let run = import(&project, rows, &["--write"]).succeeded();
    assert!(run.out.contains("phone `701-241-1360` → `701-241-1361`"), "{}", run.out);
    assert_eq!(
        partners(&project)[0]["logo"],
        json!({ "square": "data/pictures/cass.svg", "wide": "data/pictures/wide.svg" })
    );
    let after = project.read("data/partners.json");
    assert!(after.contains("\"fax\": \"701-241-1300\""), "{after}");
    let tail = |text: &str| text[text.find("\"clinica-pena\"").unwrap()..].to_owned();
    assert_eq!(tail(&after), tail(&before));
}

#[test]
fn headers_are_known_in_other_orders_and_languages() {
    let mut faults = Vec::new();
    for rows in [
        "Piezas,Teléfono,Nombre,Área (es),Área (en),Muestra\n\
         note,701-241-1360,Cass,Condado,County,sí\n",
        "Pièces,Téléphone,Nom,Zone (Español),Zone (English),Exemple\n\
         note,701-241-1360,Cass,Condado,County,oui\n",
        "Sample;Area [es];Area;Organization;Phone number;Pieces\n\
         x;Condado;County;Cass;701-241-1360;note\n",
    ] {
        let project = project();
        let run = import(&project, rows, &["--write"]);
        let expected = json!({
            "id": "cass", "name": "Cass", "area": { "en": "County", "es": "Condado" },
            "phone": "701-241-1360", "pieces": ["note"], "sample": true
        });
        if run.code != 0 || partners(&project)[0] != expected {
            faults.push(format!("{rows}{} {}", run.code, run.err));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_workbook_with_a_checkbox_and_a_number_is_read() {
    let project = project();
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"str\"><v>{text}</v></c>");
    let rows = [
        text("A1", "name") + &text("B1", "phone") + &text("C1", "pieces") + &text("D1", "sample"),
        text("A2", "Cass")
            + "<c r=\"B2\"><v>7012411360</v></c>"
            + &text("C2", "note")
            + "<c r=\"D2\" t=\"b\"><v>1</v></c>",
    ];
    let rows: String =
        (1..).zip(rows).map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>")).collect();
    std::fs::write(project.path("p.xlsx"), workbook(&rows)).unwrap();
    let file = project.path("p.xlsx");
    project.run(&["import", "partners", file.to_str().unwrap(), "--write"]).succeeded();
    let written = partners(&project);
    assert_eq!((&written[0]["phone"], &written[0]["sample"]), (&"7012411360".into(), &true.into()));
}

#[test]
fn all_cells_that_cannot_be_used_are_named_and_nothing_is_written() {
    let project = project();
    let rows = "\
id,name,phone,logo,languages,pieces,sample,email
a-one,A One,241-1000,data/pictures/none.svg,fr,\"note, nte\",maybe,peers
b-two,B Two,,,,note,,
c-three,C Three,701-241-1001,,,dates,,
c-three,C Three,701-241-1002,,,dates,,
,,701-241-1003,,,dates,,
,中文,701-241-1004,,,dates,,
";
    let run = import(&project, rows, &["--write"]);
    assert_eq!(run.code, 1, "{}", run.err);
    for expected in [
        "row 2, column \"logo\": error[partner-cell]: `data/pictures/none.svg` does not exist",
        "row 2, column \"phone\": error[partner-cell]: the phone number `241-1000` has no area",
        "row 2, column \"pieces\": error[partner-cell]: no piece that partners can hand out",
        "row 2, column \"languages\": error[partner-cell]: `fr` is not a language of the program",
        "row 2, column \"sample\": error[partner-cell]: `maybe` is not a valid `sample`",
        "row 2, column \"email\": error[partner-cell]: `peers` is not",
        "row 3: error[partner-cell]: the new partner `b-two` has no `phone`",
        "row 5, column \"id\": error[partner-cell]: row 4 is about `c-three`, too",
        "row 6: error[partner-cell]: the row has no name and no ID",
        "row 7, column \"name\": error[partner-cell]: no ID can be made of the name `中文`",
        "nothing was imported",
    ] {
        assert!(run.err.contains(expected), "{expected}\n{}", run.err);
    }
    assert!(!project.path("data/partners.json").exists());

    let rows = "\
name,phone,pieces,logo,sample
A One,241-1000,note,data/pictures/none.svg,yes
B Two,701-241-1001,\"nte, dates\",,
";
    let run = import(&project, rows, &["--write"]);
    for expected in [
        "row 2, column \"phone\": error[partner-cell]: the phone number `241-1000` has no area",
        "row 2, column \"logo\": error[partner-cell]: `data/pictures/none.svg` does not",
        "row 3, column \"pieces\": error[partner-cell]: no piece that partners can hand out \
         matches `nte`",
    ] {
        assert!(run.err.contains(expected), "{expected}\n{}", run.err);
    }
    for (rows, expected) in [
        ("name,phne\nA,701-241-1000\n", "did you mean `phone`?"),
        ("name,phone,telephone\nA,1,2\n", "two columns are `phone`"),
        ("name,phone (es)\nA,1\n", "`phone` has no translations"),
        ("city,phone\nA,1\n", "no row has the names of the columns"),
    ] {
        let run = import(&project, rows, &[]);
        assert!(run.code != 0 && run.err.contains(expected), "{expected}\n{}", run.err);
    }
    assert!(!project.path("data/partners.json").exists());
}

#[test]
fn a_new_partner_that_is_similar_to_another_needs_a_clear_yes() {
    let project = project();
    import(&project, ROWS, &["--write"]).succeeded();
    let rows = "name,phone,pieces\nCass Conty Public Health,701-241-1360,note\n";
    let run = import(&project, rows, &["--write"]);
    let expected = "`cass-conty-public-health` would be new, beside `cass-county-public-health`";
    assert!(run.code == 1 && run.err.contains(expected), "{}", run.err);
    import(&project, rows, &["--write", "--allow-similar"]).succeeded();
    assert_eq!(partners(&project).as_array().unwrap().len(), 3);
}
