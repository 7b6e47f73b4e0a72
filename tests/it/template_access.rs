//! A template reads its own folder, `templates/shared`, the fonts, the pictures that its piece
//! names, and `/job.json`: nothing else, whatever function and whatever path it tries.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::project::{Project, Run, repository};

/// What stands in every file that no template can read.
const SECRET: &str = "a secret";

/// The functions of Typst that read a file, each as it is called with a path.
const READERS: &[&str] = &[
    "#read(PATH)",
    "#read(PATH, encoding: none).len()",
    "#json(PATH)",
    "#csv(PATH)",
    "#yaml(PATH)",
    "#toml(PATH)",
    "#xml(PATH)",
    "#cbor(PATH)",
    "#image(PATH)",
    "#image(PATH, format: \"svg\")",
    "#plugin(PATH)",
    "#bibliography(PATH)",
    "#raw(\"x\", syntaxes: PATH)",
    "#raw(\"x\", theme: PATH)",
    "#include PATH",
    "#import PATH: secret",
    "#pdf.attach(PATH)",
];

/// Files that no template can read.
const SECRETS: &[&str] = &[
    "data/program.json",
    "data/keys.json",
    "data/private/key.pem",
    "data/pictures/other.png",
    "ledger.db",
    "rosters/march.csv",
    "out/manifest.json",
    "out/screen/note.en.pdf",
    "out/certificates/march/NDPS-2027-000001.pdf",
    ".peerpress/released.json",
    "templates/dates/main.typ",
    "templates/dates/secret.typ",
    "templates/secret.txt",
    "README.md",
];

/// A project with one piece for each template that is tried.
pub(crate) struct Trial {
    pub(crate) project: Project,
    pieces: Vec<Value>,
}

impl Trial {
    /// The small project with secrets in it.
    pub(crate) fn new() -> Self {
        let project = Project::small();
        for secret in SECRETS.iter().filter(|secret| !project.path(secret).exists()) {
            project.write(secret, SECRET);
        }
        Self { project, pieces: Vec::new() }
    }

    /// Adds a template that starts with some Typst, and a piece that it draws. Returns its ID.
    pub(crate) fn add(&mut self, body: &str) -> String {
        let id = format!("try-{}", self.pieces.len());
        let template = self.project.read("templates/dates/template.json");
        let mut template: Value = serde_json::from_str(&template).unwrap();
        template.as_object_mut().unwrap().remove("over");
        template["needs"] = json!([]);
        self.project.write(&format!("templates/{id}/template.json"), template.to_string());
        let draw = "#let job = json(\"/job.json\")\n\
            #set document(title: job.piece.title, author: job.author)\n\
            #set text(lang: job.lang, font: \"Source Sans 3\", size: 11pt)\n\
            #set page(width: 4in, height: 3in, margin: 0.4in)\n\
            #heading(level: 1, job.piece.title)\n";
        self.project.write(&format!("templates/{id}/main.typ"), format!("{body}\n{draw}"));
        let text = json!({ "en": "A try", "es": "Un intento" });
        self.pieces.push(json!({ "id": id, "template": id, "title": text, "about": text }));
        id
    }

    /// Checks all pieces.
    pub(crate) fn check(&self) -> Run {
        self.run("check")
    }

    /// Runs a command on all pieces in English.
    pub(crate) fn run(&self, command: &str) -> Run {
        let pieces = json!({ "pieces": self.pieces });
        self.project.write("data/pieces.json", pieces.to_string());
        self.project.run(&[command, "--lang", "en", "--format", "short"])
    }
}

/// Fails unless each piece was refused, where its template reads, with a way to go on.
fn assert_refused(run: &Run, tried: &[(String, String)]) {
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(!run.err.contains(SECRET), "{}", run.err);
    for (id, body) in tried {
        let found = run.err.lines().find(|line| line.contains(&format!(": {id} (screen")));
        let found = found.unwrap_or_else(|| panic!("{body:?} was not refused\n{}", run.err));
        let at = format!("templates/{id}/main.typ:1:");
        for part in [&at, "error[template-access]", "a template can read only", "`/job.json`"] {
            assert!(found.contains(part), "{body:?}: {part:?} is not in {found}");
        }
    }
}

#[test]
fn no_function_reads_a_secret() {
    let mut trial = Trial::new();
    let mut tried = Vec::new();
    for reader in READERS {
        for path in ["/data/private/key.pem", "../../ledger.db"] {
            let body = reader.replace("PATH", &format!("{path:?}"));
            tried.push((trial.add(&body), body));
        }
    }
    assert_refused(&trial.check(), &tried);
}

#[test]
fn no_path_leads_to_a_secret() {
    let mut trial = Trial::new();
    let mut tried = Vec::new();
    for secret in SECRETS {
        let paths = [
            format!("/{secret}"),
            format!("../../{secret}"),
            format!("/templates/shared/../../{secret}"),
            format!("/{}", secret.to_uppercase()),
            format!("/./{secret}"),
            format!("//{secret}"),
            format!("/../{secret}"),
        ];
        for path in paths {
            let body = format!("#read({path:?})");
            tried.push((trial.add(&body), body));
        }
    }
    // Letters that some file systems take for those of `data` and `templates`.
    for path in ["/Data/keys.json", "/d\u{430}ta/keys.json", "/TEMPLATES/dates/secret.typ"] {
        let body = format!("#read({path:?})");
        tried.push((trial.add(&body), body));
    }
    assert_refused(&trial.check(), &tried);
}

/// A link to a file or a folder gives no access to what it leads to, wherever it lies.
#[cfg(unix)]
#[test]
fn no_link_leads_to_a_secret() {
    use std::os::unix::fs::symlink;

    let mut trial = Trial::new();
    let outside = Project::empty();
    outside.write("secret.txt", SECRET);
    let project = trial.project.root().to_owned();
    fs::create_dir_all(project.join("templates/shared")).unwrap();
    let links = [
        ("file", project.join("ledger.db"), ""),
        ("data", project.join("data"), "/private/key.pem"),
        ("all", project.clone(), "/ledger.db"),
        ("other", project.join("templates/dates"), "/secret.typ"),
        ("outside", outside.path("secret.txt"), ""),
        ("outside-folder", outside.root().to_owned(), "/secret.txt"),
        ("nowhere", project.join("nowhere"), ""),
    ];
    let mut tried = Vec::new();
    for (name, target, rest) in &links {
        for folder in ["templates/shared", "fonts"] {
            symlink(target, project.join(folder).join(name)).unwrap();
            let body = format!("#read(\"/{folder}/{name}{rest}\")");
            tried.push((trial.add(&body), body));
        }
        let body = format!("#read(\"{name}{rest}\")");
        let id = trial.add(&body);
        symlink(target, project.join("templates").join(&id).join(name)).unwrap();
        tried.push((id, body));
    }
    assert_refused(&trial.check(), &tried);
}

/// A folder of templates that is itself a link to another folder is not the template's own.
#[cfg(unix)]
#[test]
fn a_linked_folder_is_not_the_templates_own() {
    let mut trial = Trial::new();
    let body = "#read(\"/templates/shared/keys.json\")";
    let tried = [(trial.add(body), body.to_owned())];
    let project = trial.project.root();
    std::os::unix::fs::symlink(project.join("data"), project.join("templates/shared")).unwrap();
    assert_refused(&trial.check(), &tried);
}

/// A copy or a second link of a private key or of the ledger, under whatever name, in a folder
/// that the template can read.
#[test]
fn no_copy_of_a_secret_is_read() {
    let mut trial = Trial::new();
    let other = Project::small();
    other.run(&["keys", "new"]).succeeded();
    let pem = other.files("keys").into_iter().find(|name| name.ends_with(".pem"));
    let pem = other.path(&format!("keys/{}", pem.unwrap()));
    let text = fs::read_to_string(&pem).unwrap();
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let binary = data_encoding::BASE64.decode(base64.as_bytes()).unwrap();
    trial.project.write("key.der", binary);
    trial.project.write("notes.pem", format!("Bag Attributes\n{text}"));
    trial.project.write("body.txt", base64);
    let padding = "x".repeat(3_000_000);
    trial.project.write("long.txt", format!("{padding}{text}"));
    fs::create_dir_all(trial.project.path("templates/shared")).unwrap();
    let ledger = repository().join("tests/ledgers/version-2.db");
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&fs::read(&ledger).unwrap()).unwrap();
    trial.project.write("ledger.gz", packed.finish().unwrap());
    let mut tried = Vec::new();
    for (name, secret) in [
        ("logo.svg", pem.as_path()),
        ("dates.csv", &ledger),
        ("font.bin", &trial.project.path("key.der")),
        ("notes.txt", &trial.project.path("notes.pem")),
        ("body.txt", &trial.project.path("body.txt")),
        ("long.txt", &trial.project.path("long.txt")),
        ("dates.csv.gz", &trial.project.path("ledger.gz")),
    ] {
        let path = format!("templates/shared/{name}");
        let target = trial.project.path(&path);
        fs::hard_link(secret, &target).or_else(|_| fs::copy(secret, &target).map(drop)).unwrap();
        let body = format!("#read(\"/{path}\", encoding: none)");
        tried.push((trial.add(&body), body));
    }
    assert_refused(&trial.check(), &tried);
}

#[test]
fn a_template_reads_what_is_its_own() {
    let mut trial = Trial::new();
    let font = "/fonts/SourceSans3_400Regular.ttf";
    let id = trial.add(&format!(
        "#let a = read(\"own.txt\")\n#let b = read(\"deep/er/own.txt\")\n\
         #import \"../shared/parts.typ\": part\n#import \"/templates/shared/parts.typ\": part\n\
         #let c = read({font:?}, encoding: none)\n#let d = json(\"../../job.json\")\n\
         #let e = json(\"/job.json\")"
    ));
    trial.project.write(&format!("templates/{id}/own.txt"), "mine");
    trial.project.write(&format!("templates/{id}/deep/er/own.txt"), "mine");
    trial.project.write("templates/shared/parts.typ", "#let part = 1");
    assert_eq!(trial.check().succeeded().err, "");

    // A file that is not there is reported as missing, where the template may read.
    trial.add("#read(\"not-there.txt\")");
    let run = trial.check();
    assert!(run.err.contains("error[template-failed]"), "{}", run.err);
    assert!(run.err.contains("file not found"), "{}", run.err);
}

/// A picture comes from the piece that names it: not from another piece, not by its path alone.
#[test]
fn a_template_reads_only_the_pictures_that_its_piece_names() {
    let mut trial = Trial::new();
    let picture = fs::read(repository().join("data/pictures/logo.svg")).unwrap();
    trial.project.write("data/pictures/mine.svg", &picture);
    trial.project.write("data/pictures/theirs.svg", &picture);
    let draw =
        "#let it = image(json(\"/job.json\").pictures.photo.file, alt: \"A logo\", height: 1in)";
    for file in ["data/pictures/mine.svg", "data/pictures/theirs.svg"] {
        let id = trial.add(draw);
        let template = format!("templates/{id}/template.json");
        trial.project.edit(&template, "\"needs\"", "\"pictures\": [\"photo\"], \"needs\"");
        let alt = json!({ "en": "A logo", "es": "Un logotipo" });
        let piece = trial.pieces.last_mut().unwrap();
        piece["pictures"] = json!({ "photo": { "file": file, "alt": alt } });
    }
    trial.check().succeeded();

    let theirs = "#let it = image(\"/data/pictures/theirs.svg\", alt: \"A logo\")";
    trial.project.edit("templates/try-0/main.typ", draw, theirs);
    let run = trial.check();
    assert_refused(&run, &[("try-0".to_owned(), theirs.to_owned())]);
    assert!(run.err.contains("name the picture: add a name"), "{}", run.err);
}

/// A file that the data names as a picture, and that is none, is not readable either: also not by
/// a name that leads to it.
#[cfg(unix)]
#[test]
fn a_picture_must_be_a_picture() {
    let mut trial = Trial::new();
    std::os::unix::fs::symlink("../ledger.db", trial.project.path("data/photo.png")).unwrap();
    for file in ["ledger.db", "data/photo.png", "data/private/key.pem"] {
        let id = trial.add("#let it = read(json(\"/job.json\").pictures.photo.file)");
        let template = format!("templates/{id}/template.json");
        trial.project.edit(&template, "\"needs\"", "\"pictures\": [\"photo\"], \"needs\"");
        let alt = json!({ "en": "A logo", "es": "Un logotipo" });
        trial.pieces.last_mut().unwrap()["pictures"] =
            json!({ "photo": { "file": file, "alt": alt } });
    }
    let run = trial.check();
    assert_eq!(run.code, 1);
    assert_eq!(run.err.matches("error[bad-picture]").count(), 3, "{}", run.err);
    assert!(!run.out.contains(": checked"), "{}", run.out);
}

/// A picture of SVG that links another file gets no further than the template that draws it.
#[test]
fn a_drawing_of_a_template_links_no_secret() {
    let mut trial = Trial::new();
    let id = trial.add("#let art = image(\"art.svg\")\n#set page(background: art)");
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
               <image href='../../data/pictures/other.png' width='9' height='9'/></svg>";
    trial.project.write(&format!("templates/{id}/art.svg"), svg);
    let run = trial.check();
    let refusal = format!(
        "templates/{id}/art.svg:1:1: error[template-access]: {id} (screen, en): the template \
         `{id}` cannot read `data/pictures/other.png`"
    );
    assert!(run.err.contains(&refusal), "{}", run.err);
}

/// A build notes the files that a template has read, and only those, so that a change to one of
/// them makes the piece again.
#[test]
fn what_a_template_reads_makes_its_piece_due() {
    let mut trial = Trial::new();
    let id = trial.add("#let own = read(\"own.txt\")");
    let own = format!("templates/{id}/own.txt");
    trial.project.write(&own, "one");
    trial.check().succeeded();
    let build = || {
        let args = ["build", "--lang", "en", "--format", "short"];
        trial.project.run(&args).succeeded().out
    };
    assert!(build().contains(": made"));
    assert!(build().contains(": up to date"));
    trial.project.write(&own, "two");
    assert!(build().contains(": made"));
    trial.project.write("data/private/key.pem", "changed");
    assert!(build().contains(": up to date"));
    let manifest: Value = serde_json::from_str(&trial.project.read("out/manifest.json")).unwrap();
    let reads = &manifest["files"][format!("screen/{id}.en.pdf")]["reads"];
    let reads: Vec<&String> = reads.as_object().unwrap().keys().collect();
    assert_eq!(reads, [&format!("templates/{id}/main.typ"), &own]);
}
