//! No finished file holds a key or what the ledger says: not in its text, its streams, its metadata
//! or its attachments.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use lopdf::{Document, Object};
use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::project::{Project, copy, repository};
use crate::template_access::Trial;

/// The shortest word of the ledger that is looked for: shorter ones are on any page.
const FEWEST_LETTERS: usize = 8;

/// What no file may hold, each in the ways in which a file might.
struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    fn of(project: &Project) -> Self {
        let mut secrets = Self(Vec::new());
        for name in project.files("keys").iter().filter(|name| name.ends_with(".pem")) {
            let pem = project.read(&format!("keys/{name}"));
            let line = pem.lines().nth(1).unwrap();
            // The seed of an Ed25519 key is the last 32 bytes of its PKCS #8 form.
            let der = BASE64.decode(line.as_bytes()).unwrap();
            let seed = &der[der.len() - 32..];
            secrets.0.push(line.as_bytes().to_vec());
            secrets.0.push(seed.to_vec());
            secrets
                .0
                .push(seed.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into());
            secrets.0.push(b"PRIVATE KEY".to_vec());
        }
        assert!(!secrets.0.is_empty(), "the project has a private key");
        secrets
    }

    /// Adds every text of the ledger that is long enough to be its own.
    fn and_ledger(mut self, project: &Project) -> Self {
        let path = project.path("ledger.db");
        let ledger = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        self.0.push(b"SQLite format 3".to_vec());
        for (table, column) in
            [("certificates", "number"), ("certificates", "email"), ("revisions", "name")]
        {
            let mut query = ledger.prepare(&format!("SELECT {column} FROM {table}")).unwrap();
            let mut rows = query.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                if let ValueRef::Text(text) = row.get_ref(0).unwrap() {
                    self.0.extend((text.len() >= FEWEST_LETTERS).then(|| text.to_vec()));
                }
            }
        }
        self
    }

    /// Adds the secrets as strings of a PDF may hold them: in UTF-16.
    fn and_wide(mut self) -> Self {
        let wide = |secret: &Vec<u8>| {
            let text = String::from_utf8(secret.clone()).ok()?;
            Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect())
        };
        let wide: Vec<Vec<u8>> = self.0.iter().filter_map(wide).collect();
        self.0.extend(wide);
        self
    }

    /// Fails if a file holds one of them.
    fn assert_not_in(&self, file: &Path) {
        let bytes = fs::read(file).unwrap();
        let mut parts = vec![bytes.clone()];
        if file.extension().is_some_and(|extension| extension == "pdf") {
            parts.extend(contents(&bytes));
            let pages = peerpress::pdf::text(&bytes).unwrap();
            parts.extend(pages.iter().map(|page| page.text().into_bytes()));
        }
        for part in &parts {
            if let Some(secret) = self.find_in(part) {
                panic!("{}: {}", file.display(), String::from_utf8_lossy(secret));
            }
        }
    }

    /// The secret that is in some bytes. Most places are passed over by
    /// their first two bytes.
    fn find_in(&self, bytes: &[u8]) -> Option<&[u8]> {
        let pair = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        let mut starts = vec![false; 1 << 16];
        self.0.iter().for_each(|form| starts[pair(form)] = true);
        let places = (0..bytes.len().saturating_sub(1)).filter(|at| starts[pair(&bytes[*at..])]);
        let mut found = places
            .flat_map(|at| self.0.iter().filter(move |secret| bytes[at..].starts_with(secret)));
        found.next().map(Vec::as_slice)
    }
}

/// Every stream of a PDF without its compression, and every string.
fn contents(pdf: &[u8]) -> Vec<Vec<u8>> {
    fn strings(object: &Object, found: &mut Vec<u8>) {
        match object {
            Object::String(bytes, _) => {
                found.extend(bytes);
                found.push(b'\n');
            }
            Object::Array(items) => items.iter().for_each(|item| strings(item, found)),
            Object::Dictionary(dictionary) => {
                dictionary.iter().for_each(|(_, value)| strings(value, found));
            }
            Object::Stream(stream) => {
                stream.dict.iter().for_each(|(_, value)| strings(value, found));
            }
            _ => {}
        }
    }
    let document = Document::load_mem(pdf).unwrap();
    let mut all = Vec::new();
    let mut texts = Vec::new();
    for object in document.objects.values() {
        strings(object, &mut texts);
        if let Object::Stream(stream) = object {
            // A picture stays as it is: its bytes are in the file.
            all.extend(stream.decompressed_content());
        }
    }
    strings(&Object::Dictionary(document.trailer), &mut texts);
    all.push(texts);
    all
}

/// All files in a folder and its folders.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[test]
fn no_piece_of_the_starter_holds_a_key_or_the_ledger() {
    let (project, _) = Project::built();
    let secrets = Secrets::of(project).and_ledger(project).and_wide();
    assert!(secrets.0.len() > 10, "{}", secrets.0.len());
    let made = files(&project.path("out"));
    let pdfs = made.iter().filter(|file| file.extension().is_some_and(|end| end == "pdf")).count();
    assert!(pdfs > 100, "{pdfs}");
    made.par_iter().for_each(|file| secrets.assert_not_in(file));
}

/// A certificate states its own holder. It holds no key, and nothing of another holder.
#[test]
fn no_certificate_holds_a_key_or_another_holder() {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    project.run(&["keys", "new"]).succeeded();
    let people = [("Ann Sample-Lee", "ann@example.org"), ("Bo Sample-Li", "bo.li@example.org")];
    let rows: String = people.iter().map(|(name, email)| format!("{name},{email},8\n")).collect();
    project.write("roster.csv", format!("Name,Email,Hours\n{rows}"));
    let certify = ["certify", "roster.csv", "--session", "2027-02-minot"];
    project.run_on("2027-03-01", &certify).succeeded();
    let folder = project.path("out/certificates/2027-02-minot");
    let pdfs =
        files(&folder).into_iter().filter(|file| file.extension().is_some_and(|end| end == "pdf"));
    let mut named = [0, 0];
    for pdf in pdfs {
        let text = peerpress::pdf::text(&fs::read(&pdf).unwrap()).unwrap();
        let text: String = text.iter().map(|page| page.text()).collect();
        let mut secrets = Secrets::of(&project);
        for (index, (name, email)) in people.iter().enumerate() {
            secrets.0.push(email.as_bytes().to_vec());
            let is_own = text.contains(name);
            named[index] += usize::from(is_own);
            secrets.0.extend((!is_own).then(|| name.as_bytes().to_vec()));
        }
        secrets.and_wide().assert_not_in(&pdf);
    }
    assert_eq!(named, [2, 2], "each is in a file of its own, and in the file of all pages");
}

/// A template that tries to put a secret into its page, its metadata or an attachment makes no
/// file at all.
#[test]
fn no_template_embeds_a_secret() {
    let mut trial = Trial::new();
    for placeholder in ["data/keys.json", "ledger.db"] {
        fs::remove_file(trial.project.path(placeholder)).unwrap();
    }
    trial.project.run(&["keys", "new"]).succeeded();
    fs::copy(repository().join("tests/ledgers/version-2.db"), trial.project.path("ledger.db"))
        .unwrap();
    let key = trial.project.files("keys").into_iter().find(|name| name.ends_with(".pem")).unwrap();
    let paths = [format!("/keys/{key}"), "/ledger.db".to_owned(), "/data/keys.json".to_owned()];
    let ways = [
        "#let it = read(PATH, encoding: none)\n#set document(keywords: str(it))",
        "#pdf.attach(PATH, relationship: \"data\", description: \"d\", mime-type: \"text/plain\")",
        "#set page(background: image(PATH))",
        "#metadata(read(PATH, encoding: none)) <secret>",
    ];
    let mut tried = Vec::new();
    for way in ways {
        for path in &paths {
            tried.push(trial.add(&way.replace("PATH", &format!("{path:?}"))));
        }
    }
    let good = trial.add("");
    fs::remove_dir_all(trial.project.path("out")).unwrap();
    let run = trial.run("build");
    assert_eq!(run.code, 1);
    assert_eq!(run.err.matches("error[template-access]").count(), tried.len(), "{}", run.err);
    let secrets = Secrets::of(&trial.project).and_ledger(&trial.project).and_wide();
    let made = files(&trial.project.path("out"));
    made.iter().for_each(|file| secrets.assert_not_in(file));
    let is_made = |id: &String| trial.project.path(&format!("out/screen/{id}.en.pdf")).exists();
    assert!(is_made(&good) && !tried.iter().any(is_made));

    // The scan finds what is there.
    let pdf = trial.project.path(&format!("out/screen/{good}.en.pdf"));
    let mut document = Document::load(&pdf).unwrap();
    let mut hidden = lopdf::Stream::new(lopdf::Dictionary::new(), secrets.0[0].clone());
    hidden.compress().unwrap();
    document.add_object(hidden);
    let other = trial.project.path("out/leak.pdf");
    document.save(&other).unwrap();
    assert!(std::panic::catch_unwind(|| secrets.assert_not_in(&other)).is_err());
}
