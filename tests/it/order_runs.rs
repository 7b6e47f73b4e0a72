//! `order`: the files of a print run, and the record of what was sent.

use std::fs;

use peerpress::pdf::{self, PageText};
use serde_json::{Value, json};

use crate::orders::{PEOPLE, TODAY, order, run, write};
use crate::project::Project;

/// Points in an inch.
const INCH: f64 = 72.0;

/// The starter with contacts and reviews of its own, so that its pieces can go to a shop.
pub(crate) fn ready() -> Project {
    let project = Project::starter();
    project.edit("data/program.json", "701-555-0100", "701-200-0000");
    project.edit("data/program.json", "peersupport@example.org", "office@hhs.nd.gov");
    let review = ["translate", "review", "es", "--piece", "*", "--by", "Ana Sample"];
    project.run_on(TODAY, &review).succeeded();
    project
}

/// Where Avery's labels are, in inches: the corner of the first label, the distance to the next
/// ones, the size of a label, and the number of columns and rows.
struct Labels {
    name: &'static str,
    corner: (f64, f64),
    pitch: (f64, f64),
    size: (f64, f64),
    grid: (usize, usize),
}

/// As Avery publishes them: 1 × 2 5/8 in, 30 on a sheet; and 2 × 4 in, 10 on a sheet.
const LABELS: [Labels; 2] = [
    Labels {
        name: "avery-5160",
        corner: (0.1875, 0.5),
        pitch: (2.75, 1.0),
        size: (2.625, 1.0),
        grid: (3, 10),
    },
    Labels {
        name: "5163",
        corner: (0.15625, 0.5),
        pitch: (4.1875, 2.0),
        size: (4.0, 2.0),
        grid: (2, 5),
    },
];

/// Orders with the shortest and the longest names and addresses, of several countries.
pub(crate) fn people() -> Vec<Value> {
    let mut orders = Vec::new();
    for (index, (_, name, address)) in PEOPLE.into_iter().enumerate() {
        let mut one = order(&format!("7QK2-M9XR-04T{index}"), name);
        one["address"] = json!(address);
        orders.push(one);
    }
    let mut short = order("7QK2-M9XR-04TX", "Bo Li");
    short["address"] = json!(["Box 1", "Ray, ND"]);
    short.as_object_mut().unwrap().shift_remove("organization");
    let mut long = order("7QK2-M9XR-04TY", "María Guadalupe de los Ángeles Fernández de Córdoba");
    long["organization"] = "Turtle Mountain Band of Chippewa Indians Tribal Library".into();
    long["address"] = json!([
        "Attention: Mailroom of the Community College",
        "10145 BIA Road 7, Building 12, Second Floor",
        "Belcourt, ND 58316-1234",
        "UNITED STATES OF AMERICA",
    ]);
    orders.extend([short, long]);
    orders
}

fn pages(project: &Project, file: &str) -> Vec<PageText> {
    pdf::text(&fs::read(project.path(file)).unwrap()).unwrap()
}

#[test]
fn addresses_are_on_their_labels() {
    let project = ready();
    let mut files = Vec::new();
    for (index, order) in people().iter().enumerate() {
        let file = format!("order-{index}.json");
        let mut order = order.clone();
        order["items"] = json!([{ "piece": "bookmark", "language": "en", "quantity": 50 }]);
        write(&project, &file, &order);
        files.push(file);
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut problems = Vec::new();
    for labels in &LABELS {
        let options = ["--name", "measured", "--labels", labels.name, "--start", "2"];
        run(&project, &[&files[..], &options].concat()).succeeded();
        let mut used = Vec::new();
        for line in pages(&project, "out/orders/measured/address-labels.en.pdf")
            .iter()
            .flat_map(|page| &page.lines)
        {
            let (x, y) =
                (line.at.0 / INCH - labels.corner.0, 11.0 - line.at.1 / INCH - labels.corner.1);
            let (column, row) = ((x / labels.pitch.0).floor(), (y / labels.pitch.1).floor());
            let (across, down) = (x - column * labels.pitch.0, y - row * labels.pitch.1);
            // A printer is off by up to a sixteenth of an inch.
            let is_inside = across > 0.06
                && across < labels.size.0 - 0.06
                && down > 0.06
                && down < labels.size.1 - 0.05
                && (column as usize) < labels.grid.0
                && (row as usize) < labels.grid.1;
            if !is_inside {
                problems.push(format!("{}: {line:?} is at {across}, {down}", labels.name));
            }
            used.push(row as usize * labels.grid.0 + column as usize);
        }
        used.sort_unstable();
        used.dedup();
        if used != (1..=people().len()).collect::<Vec<_>>() {
            problems.push(format!("{}: labels {used:?}", labels.name));
        }
    }
    // A name that fits on no label is refused, and the run before stays.
    let before = fs::read(project.path("out/orders/measured/run.json")).unwrap();
    project.edit(files[0], "12 Elm Street", &"Hauptstrasse ".repeat(4));
    let address = "\"Fargo, ND 58102\"";
    let long = format!("\"{}\"", "Llanfairpwllgwyngyll ".repeat(3).trim());
    project.edit(files[0], address, &[long.as_str(); 4].join(", "));
    let refused = run(&project, &[&files[..], &["--name", "measured"]].concat());
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("label of order 7QK2-M9XR-04T0"), "{refused:?}");
    assert_eq!(fs::read(project.path("out/orders/measured/run.json")).unwrap(), before);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn orders_become_one_run_and_are_recorded_once() {
    let project = ready();
    write(&project, "a.json", &order("7QK2-M9XR-04TB", "Ana Ruiz"));
    let mut other = order("7QK2-M9XR-04TC", "Bo Li");
    other["items"][0]["quantity"] = 50.into();
    other.as_object_mut().unwrap().shift_remove("organization");
    other["address"][0] = "{Team}, 12 Elm Street".into();
    other["note"] = "For {desk} \u{1f600}.".into();
    write(&project, "b.json", &other);
    let made = run(&project, &["a.json", "b.json"]).succeeded();
    let folder = "out/orders/2026-11-22";
    let mut files = project.files(folder);
    files.retain(|file| file != "packs");
    let packs = project.files(&format!("{folder}/packs"));
    files.splice(1..1, packs.iter().map(|file| format!("packs/{file}")));
    let expected = [
        "address-labels.en.pdf",
        "packs/bookmark-en-sample-offset.zip",
        "packs/rack-card-overview-es-sample-offset.zip",
        "pick-lists.en.pdf",
        "run.json",
    ];
    assert_eq!(files, expected, "{made:?}");
    let zip = fs::read(project.path(&format!("{folder}/{}", expected[2]))).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let ticket: Value = serde_json::from_reader(zip.by_name("job-ticket.json").unwrap()).unwrap();
    assert_eq!(ticket["quantity"], 150);
    let lists = pages(&project, &format!("{folder}/pick-lists.en.pdf"));
    let texts: Vec<String> = lists.iter().map(PageText::text).collect();
    assert_eq!(lists.len(), 2);
    for part in ["7QK2-M9XR-04TB", "Ana Ruiz", "Ring the bell.", "100", "Español", "150"] {
        assert!(texts[0].contains(part), "{part} is not in {}", texts[0]);
    }
    // Braces are what people wrote, and a note has no emoji.
    for part in ["{Team}, 12 Elm Street", "For {desk} ."] {
        assert!(texts[1].contains(part), "{part} is not in {}", texts[1]);
    }

    // The same command makes the same bytes.
    let bytes = |name: &str| fs::read(project.path(&format!("{folder}/{name}"))).unwrap();
    let before = expected.map(bytes);
    run(&project, &["a.json", "b.json"]).succeeded();
    assert_eq!(expected.map(bytes), before);

    // A run does not lose its orders, and an order is in one run.
    let lost = run(&project, &["a.json"]);
    assert!(lost.code == 2 && lost.err.contains("has order 7QK2-M9XR-04TC"), "{lost:?}");
    let again = run(&project, &["a.json", "--name", "other"]);
    assert!(again.code == 1 && again.err.contains("already in the run `2026-11-22`"), "{again:?}");

    let sent = run(&project, &["--sent", "2026-11-22", "--only", "7QK2-M9XR-04TB"]).succeeded();
    assert!(sent.out.contains("50 copies of bookmark (en) sent to Minot Public"), "{sent:?}");
    run(&project, &["--sent", "2026-11-22"]).succeeded();
    let twice = run(&project, &["--sent", "2026-11-22"]).succeeded();
    assert!(twice.err.contains("recorded on 2026-11-22 already"), "{twice:?}");
    let released = project.json("released.json");
    let places: Vec<&str> = released["released"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["where"].as_str().unwrap())
        .collect();
    let library = "Minot Public Library (order 7QK2-M9XR-04TB)";
    assert_eq!(places, [library, library, "order 7QK2-M9XR-04TC", "order 7QK2-M9XR-04TC"]);
    // Git keeps this file, so it has no one's name or address.
    let text = project.read("released.json");
    let private = ["Ana Ruiz", "Bo Li", "ana@", "2nd Avenue"];
    assert!(private.iter().all(|part| !text.contains(part)), "{text}");
    let again = run(&project, &["a.json", "--name", "other"]);
    assert!(again.code == 1 && again.err.contains("was sent on 2026-11-22"), "{again:?}");
    let unknown = run(&project, &["--sent", "2026-11-22", "--only", "7QK2-M9XR-04TD"]);
    assert!(unknown.code == 2 && unknown.err.contains("no order `7QK2-M9XR-04TD`"), "{unknown:?}");
    project.run_on(TODAY, &["stale"]).succeeded();
    #[cfg(unix)]
    for name in ["orders.json", "out/orders", folder] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(project.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}

#[test]
fn a_dry_run_refuses_what_the_run_refuses() {
    let project = Project::starter();
    write(&project, "a.json", &order("7QK2-M9XR-04TB", "Ana Ruiz"));
    let findings = |args: &[&str]| run(&project, &[args, &["--format", "short"]].concat());
    let (dry, real) = (findings(&["a.json", "--dry-run"]), findings(&["a.json"]));
    assert!(dry.code == 1 && dry.err.contains("placeholder"), "{dry:?}");
    assert_eq!(dry.err, real.err);

    let project = ready();
    write(&project, "a.json", &order("7QK2-M9XR-04TB", "Ana Ruiz"));
    let dry = run(&project, &["a.json", "--dry-run"]).succeeded();
    assert!(dry.out.contains("bookmark: 50 en") && dry.err.contains("nothing was written"));
    assert!(!project.path("out/orders").exists());
}

#[test]
fn a_run_that_somebody_changed_is_not_recorded() {
    let project = ready();
    write(&project, "a.json", &order("7QK2-M9XR-04TB", "Ana Ruiz"));
    run(&project, &["a.json", "--name", "one"]).succeeded();
    let file = "out/orders/one/run.json";
    let text = project.read(file);
    // The order comes first, and then what was printed.
    let at = text.find("\"quantity\": 100").unwrap();
    project.write(file, format!("{}900{}", &text[..at + 12], &text[at + 15..]));
    let sent = run(&project, &["--sent", "one"]);
    assert!(sent.code == 2 && sent.err.contains("`run.json` was changed"), "{sent:?}");
    assert!(!project.path("released.json").exists());
    project.write(file, text);
    run(&project, &["--sent", "one"]).succeeded();
}
