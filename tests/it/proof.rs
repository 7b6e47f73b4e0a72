//! Keys, credentials and what `verify` says of certificates.

use std::fs;
use std::path::PathBuf;

use jiff::civil::date;
use peerpress::certificates::proof::credential::{Claims, sign};
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys, signing_key};
use peerpress::certificates::proof::status::{self, Standing, StatusList};
use peerpress::content::certification::CertificateKind;
use peerpress::project::Project as Folder;
use serde_json::{Value, json};

use crate::project::{Project, Run};
use crate::words::NAMES;

const BASE: &str = "https://example.org/verify";

/// What the starter's sample certificate of completion states.
fn completion() -> Claims {
    Claims {
        issuer: "North Dakota Peer Support".to_owned(),
        name: "Alex Sample-Rivera".to_owned(),
        number: "SAMPLE-0001".to_owned(),
        revision: 1,
        kind: CertificateKind::Completion,
        title: "Core Competency Peer Support Training".to_owned(),
        hours: Some(40.0),
        days: (8..=12).map(|day| date(2027, 2, day)).collect(),
        issued: date(2027, 2, 12),
        valid_from: None,
        valid_until: None,
    }
}

fn education() -> Claims {
    Claims {
        name: "Ximena Sample-Núñez".to_owned(),
        number: "SAMPLE-0002".to_owned(),
        kind: CertificateKind::ContinuingEducation,
        title: "Límites y ética: curso de repaso".to_owned(),
        issuer: "Apoyo entre Pares de Dakota del Norte".to_owned(),
        hours: Some(6.0),
        days: vec![date(2027, 1, 21)],
        issued: date(2027, 1, 21),
        ..completion()
    }
}

fn certified() -> Claims {
    Claims {
        name: "Morgan Sample-Lindqvist".to_owned(),
        number: "SAMPLE-0003".to_owned(),
        kind: CertificateKind::Certified,
        title: "North Dakota Certified Peer Support Specialist".to_owned(),
        hours: None,
        days: Vec::new(),
        issued: date(2027, 3, 1),
        valid_from: Some(date(2027, 3, 1)),
        valid_until: Some(date(2029, 2, 28)),
        ..completion()
    }
}

/// A starter program with a key.
struct Program {
    project: Project,
}

impl Program {
    fn new() -> Self {
        let project = Project::starter();
        let run = project.run(&["keys", "new", "-q"]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
        Self { project }
    }

    fn key(&self) -> PrivateKey {
        signing_key(&Folder::open(self.project.root()).unwrap(), &self.project.path("keys"))
            .unwrap()
    }

    fn url(&self, claims: &Claims) -> String {
        sign(claims, &self.key(), BASE)
    }

    fn verify(&self, day: &str, args: &[&str]) -> Run {
        self.project.run_on(day, &[&["verify"], args].concat())
    }

    fn json(&self, args: &[&str]) -> Vec<Value> {
        let run = self.verify("2027-06-01", &[args, &["--format", "json"]].concat());
        run.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{run:?}")))
            .collect()
    }

    /// Makes a sample certificate whose link carries the credential.
    fn certificate(&self, piece: &str, lang: &str, claims: &Claims) -> PathBuf {
        assert_eq!(self.project.run(&["build", "-q", piece, "--lang", lang]).code, 0);
        let path = self.project.path(&format!("out/screen/{piece}.{lang}.pdf"));
        let linked = linked(&fs::read(&path).unwrap(), &self.url(claims));
        let target = self.project.path(&format!("certificates/{piece}.{lang}.pdf"));
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(&target, linked).unwrap();
        target
    }
}

/// The PDF, with another address in its links to the page that checks certificates.
fn linked(pdf: &[u8], url: &str) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(pdf).unwrap();
    let count = std::cell::Cell::new(0);
    document.traverse_objects(|object| {
        if let lopdf::Object::Dictionary(dictionary) = object
            && dictionary
                .get(b"URI")
                .and_then(lopdf::Object::as_str)
                .is_ok_and(|address| address == BASE.as_bytes())
        {
            dictionary.set("URI", lopdf::Object::string_literal(url));
            count.set(count.get() + 1);
        }
    });
    assert!(count.get() > 0);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn certificates_of_every_kind_and_language_are_genuine() {
    let program = Program::new();
    let spanish = Claims {
        issuer: "Apoyo entre Pares de Dakota del Norte".to_owned(),
        title: "Capacitación en competencias básicas de apoyo entre pares".to_owned(),
        ..completion()
    };
    for (piece, lang, claims) in [
        ("certificate-completion", "en", completion()),
        ("certificate-completion", "es", spanish),
        ("certificate-ce", "es", education()),
        ("certificate-certified", "en", certified()),
    ] {
        let path = program.certificate(piece, lang, &claims);
        let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{piece} {lang}: {run:?}");
        assert!(
            run.out.starts_with("GENUINE\n")
                && run.out.contains(&claims.name)
                && run.out.contains("whether it was revoked"),
            "{run:?}"
        );
        assert!(run.out.lines().count() < 24, "{run:?}");
    }
}

#[test]
fn names_of_every_script_are_compared() {
    let program = Program::new();
    let bytes = program.project.read("data/certification.json");
    for name in NAMES {
        program.project.write("data/certification.json", bytes.replace("Alex Sample-Rivera", name));
        let path = program.certificate(
            "certificate-completion",
            "en",
            &Claims { name: name.to_owned(), ..completion() },
        );
        let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{name}: {run:?}");
        // A letter fewer on the face than in the code, and one more.
        for other in [format!("{name}x"), name.chars().skip(1).chain(['w']).collect()] {
            let path = program.certificate(
                "certificate-completion",
                "en",
                &Claims { name: other, ..completion() },
            );
            let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
            assert_eq!(run.code, 10, "{name}: {run:?}");
        }
    }
}

#[test]
fn a_face_that_says_something_else_is_altered() {
    let program = Program::new();
    let other = |change: fn(&mut Claims)| {
        let mut claims = completion();
        change(&mut claims);
        claims
    };
    for (what, claims) in [
        (
            "the name: its code says `Alex Sample`, the page says `Alex Sample-Rivera`",
            other(|claims| claims.name = "Alex Sample".to_owned()),
        ),
        ("the name", other(|claims| claims.name = "Alexa Sample-Rivera".to_owned())),
        ("the title", other(|claims| claims.title = "Core Competency Peer Support".to_owned())),
        (
            "the number: its code says `SAMPLE-0010`, the page says `SAMPLE-0001`",
            other(|claims| claims.number = "SAMPLE-0010".to_owned()),
        ),
        ("the number", other(|claims| claims.revision = 2)),
        ("the hours: its code says `4`", other(|claims| claims.hours = Some(4.0))),
        ("the days of the session", other(|claims| claims.days.truncate(4))),
        ("the day of issue", other(|claims| claims.issued = date(2027, 2, 13))),
        ("the last day of validity", other(|claims| claims.valid_until = Some(date(2029, 2, 13)))),
        ("the issuer", other(|claims| claims.issuer = "South Dakota Peer Support".to_owned())),
    ] {
        let path = program.certificate("certificate-completion", "en", &claims);
        let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
        assert_eq!(run.code, 10, "{what}: {run:?}");
        assert!(run.out.starts_with("ALTERED\n") && run.out.contains(what), "{what}: {run:?}");
        assert_eq!(run.out.matches("its code says").count(), 1, "{run:?}");
    }
    // The same date twice in the code, and one of them changed on the face.
    let path = program.certificate(
        "certificate-ce",
        "es",
        &Claims { issued: date(2027, 1, 22), ..education() },
    );
    assert_eq!(program.verify("2027-06-01", &[path.to_str().unwrap()]).code, 10);
    program.project.edit(
        "data/certification.json",
        "\"issued\": \"2027-01-21\"",
        "\"issued\": \"2027-01-22\"",
    );
    let path = program.certificate("certificate-ce", "es", &education());
    assert_eq!(program.verify("2027-06-01", &[path.to_str().unwrap()]).code, 10);
}

#[test]
fn each_answer_has_a_code_of_its_own() {
    let program = Program::new();
    let url = program.url(&certified());
    let stranger = sign(&certified(), &PrivateKey::from_seed([9; 32]), BASE);
    let mut forged = url.clone().into_bytes();
    let last = forged.len() - 20;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for (text, day, code, told) in [
        (url.as_str(), "2027-06-01", 0, "GENUINE"),
        (&url.to_lowercase().replace(&BASE.to_lowercase(), BASE), "2029-02-28", 0, "GENUINE"),
        (&url, "2029-03-01", 12, "its last day of validity was 2029-02-28"),
        (&url, "2027-02-28", 17, "its first day of validity is 2027-03-01"),
        (&stranger, "2027-06-01", 13, "not among the public keys"),
        (&forged, "2027-06-01", 10, "the signature does not fit"),
        (&url[..url.len() / 2], "2027-06-01", 14, "cut short"),
        (&format!("{url}AAAA"), "2027-06-01", 14, "cut short"),
        (&url[..BASE.len() + 4], "2027-06-01", 14, "cut short"),
        (BASE, "2027-06-01", 15, "NOT A CERTIFICATE"),
        ("hello", "2027-06-01", 15, "neither a file"),
        ("", "2027-06-01", 15, "NOT A CERTIFICATE"),
    ] {
        let run = program.verify(day, &[text]);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.out.contains(told), "{told}: {run:?}");
    }
    let answer = &program.json(&[&url])[0];
    assert_eq!(
        (&answer["verdict"], &answer["certificate"]["name"]),
        (&json!("genuine"), &json!("Morgan Sample-Lindqvist"))
    );
    assert_eq!(
        (&answer["code"], &answer["certificate"]["valid_until"], &answer["page"]),
        (&json!(0), &json!("2029-02-28"), &Value::Null)
    );
    let short = program.verify("2030-01-01", &[&url, "--format", "short"]);
    assert_eq!(
        short.out,
        "expired: SAMPLE-0003, Morgan Sample-Lindqvist (its last day of validity was 2029-02-28)\n"
    );
}

#[test]
fn every_page_of_a_file_is_checked() {
    let program = Program::new();
    let path = program.certificate("certificate-completion", "en", &completion());
    let mut document = lopdf::Document::load(&path).unwrap();
    // The first page twice, once with another link, and once without any.
    let page = document.page_iter().next().unwrap();
    let pages = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let bytes = fs::read(program.certificate(
        "certificate-completion",
        "en",
        &Claims { name: "Sam Other".to_owned(), ..completion() },
    ))
    .unwrap();
    let second = lopdf::Document::load_mem(&bytes).unwrap();
    let mut altered = document.get_dictionary(page).unwrap().clone();
    let other = second.page_iter().next().unwrap();
    let annotations: Vec<_> = second
        .get_page_annotations(other)
        .unwrap()
        .into_iter()
        .map(|one| lopdf::Object::Dictionary(one.clone()))
        .collect();
    altered.set("Annots", annotations);
    // Actions of the other file's annotations may be objects of it: they have the same numbers here and another address, so they are written out.
    let url = program.url(&Claims { name: "Sam Other".to_owned(), ..completion() });
    for annotation in altered.get_mut(b"Annots").unwrap().as_array_mut().unwrap() {
        let action = lopdf::dictionary! { "S" => "URI", "URI" => lopdf::Object::string_literal(url.as_str()) };
        annotation.as_dict_mut().unwrap().set("A", action);
    }
    let mut bare = document.get_dictionary(page).unwrap().clone();
    bare.remove(b"Annots");
    let kids = [
        lopdf::Object::Reference(page),
        document.add_object(altered).into(),
        document.add_object(bare).into(),
    ];
    let tree = document.get_dictionary_mut(pages).unwrap();
    tree.set("Count", 3);
    tree.set("Kids", kids.to_vec());
    let all = program.project.path("all.pdf");
    document.save(&all).unwrap();
    let run = program.verify("2027-06-01", &[all.to_str().unwrap()]);
    assert_eq!(run.code, 10, "{run:?}");
    assert!(run.out.contains("page 1: genuine: SAMPLE-0001, Alex Sample-Rivera"), "{run:?}");
    assert!(
        run.out.contains("page 2: ALTERED")
            && run.out.contains("`Sam Other`")
            && run.out.contains("page 3: NOT A CERTIFICATE"),
        "{run:?}"
    );
    assert!(
        run.out.contains("3 certificates: 1 genuine, 1 not a certificate, 1 altered"),
        "{run:?}"
    );
    let pages: Vec<Value> = program
        .json(&[all.to_str().unwrap()])
        .iter()
        .map(|answer| answer["page"].clone())
        .collect();
    assert_eq!(pages, [1, 2, 3]);
}

#[test]
fn revoked_and_replaced_certificates_are_told_from_the_signed_list() {
    let program = Program::new();
    let project = &program.project;
    let (key, keys) = (program.key(), PublicKeys::read(&project.path("data/keys.json")).unwrap());
    let list = project.path("verify/status.json");
    let at = |day: &str| format!("{day}T08:00:00Z").parse().unwrap();
    let revoked = |count: usize| -> Vec<String> {
        (2..2 + count).map(|number| format!("SAMPLE-{number:04}")).collect()
    };
    status::renew(
        &list,
        &revoked(1),
        &[("SAMPLE-0001".to_owned(), 1)],
        at("2027-05-01"),
        &key,
        &keys,
    )
    .unwrap();
    let text = fs::read_to_string(&list).unwrap();
    assert!(!text.contains("SAMPLE"), "{text}");
    let run = program.verify("2027-06-01", &[&program.url(&education())]);
    assert_eq!(run.code, 11, "{run:?}");
    assert!(
        run.out.contains("it was revoked, says the list of 2027-05-01 (number 1)")
            && run.out.contains("31 days old"),
        "{run:?}"
    );
    assert_eq!(program.verify("2027-06-01", &[&program.url(&completion())]).code, 16);
    assert_eq!(
        program.verify("2027-06-01", &[&program.url(&Claims { revision: 2, ..completion() })]).code,
        0
    );
    assert_eq!(program.verify("2027-06-01", &[&program.url(&certified())]).code, 0);
    // Revoked goes before expired.
    status::renew(&list, &revoked(2), &[], at("2027-05-02"), &key, &keys).unwrap();
    assert_eq!(program.verify("2030-01-01", &[&program.url(&certified())]).code, 11);
    let read = StatusList::read_file(&list, &keys).unwrap();
    assert_eq!(
        (read.sequence, read.says("SAMPLE-0003", 1), read.says("SAMPLE-0004", 1)),
        (2, Standing::Revoked, Standing::Good)
    );

    // A list that was changed, cut short, or signed by someone else is not believed.
    let (good, url) = (fs::read_to_string(&list).unwrap(), program.url(&certified()));
    let letter = good.find("\"list\": \"").unwrap() + 60;
    let mut changed = good.clone().into_bytes();
    changed[letter] = if changed[letter] == b'A' { b'B' } else { b'A' };
    let stranger = StatusList::sign(&[], &[], at("2027-05-03"), 3, &PrivateKey::from_seed([9; 32]));
    let token = url.split('#').next_back().unwrap();
    let token = data_encoding::BASE64URL_NOPAD
        .encode(&data_encoding::BASE32_NOPAD.decode(token.as_bytes()).unwrap());
    let certificate =
        json!({ "version": 1, "issued": "2027-05-03T00:00:00Z", "list": token }).to_string();
    for (bytes, told) in [
        (changed, "revoked certificates"),
        (good.as_bytes()[..good.len() / 2].to_vec(), "not a sound list"),
        (stranger.into_bytes(), "which is not among the public keys"),
        (good.replace("\"version\": 1", "\"version\": 2").into_bytes(), "version 2"),
        (certificate.into_bytes(), "changed after it was signed"),
    ] {
        fs::write(&list, bytes).unwrap();
        let run = program.verify("2027-06-01", &[&url]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains(told), "{told}: {run:?}");
        assert!(status::renew(&list, &[], &[], at("2027-05-04"), &key, &keys).is_err());
    }
}

#[test]
fn a_certificate_is_checked_with_two_files_and_no_project() {
    let program = Program::new();
    let elsewhere = Project::empty();
    let path = program.certificate("certificate-completion", "en", &completion());
    fs::copy(path, elsewhere.path("mine.pdf")).unwrap();
    assert_eq!(
        program
            .project
            .run(&["keys", "export", elsewhere.path("keys.json").to_str().unwrap()])
            .code,
        0
    );
    assert_eq!(program.project.run(&["keys", "export"]).out, elsewhere.read("keys.json"));
    let keys = PublicKeys::read(&elsewhere.path("keys.json")).unwrap();
    status::renew(
        &elsewhere.path("status.json"),
        &["SAMPLE-0001".to_owned()],
        &[],
        "2027-05-01T00:00:00Z".parse().unwrap(),
        &program.key(),
        &keys,
    )
    .unwrap();
    assert_eq!(elsewhere.run(&["verify", "mine.pdf", "--keys", "keys.json"]).code, 0);
    assert_eq!(
        elsewhere
            .run(&["verify", "mine.pdf", "--keys", "keys.json", "--status", "status.json"])
            .code,
        11
    );
    let run = elsewhere.run(&["verify", "mine.pdf"]);
    assert!(run.code == 2 && run.err.contains("--keys FILE"), "{run:?}");
    let run = elsewhere.run(&["verify", "mine.pdf", "--keys", "mine.pdf"]);
    assert!(run.code == 2 && run.err.contains("mine.pdf"), "{run:?}");
    // A scanned text kept in a file.
    elsewhere.write("code.txt", format!("{}\r\n", program.url(&completion())));
    assert_eq!(elsewhere.run(&["verify", "code.txt", "--keys", "keys.json"]).code, 0);
}

#[test]
fn files_that_are_no_certificate_are_told_apart() {
    let program = Program::new();
    let project = &program.project;
    let good =
        fs::read(program.certificate("certificate-completion", "en", &completion())).unwrap();
    project.write("locked.pdf", crate::words::locked(&good));
    project.write("cut.pdf", &good[..good.len() / 2]);
    project.write("words.pdf", "no PDF at all");
    project.write("binary.bin", [0xff_u8; 100_000]);
    project.write("empty.pdf", "");
    assert_eq!(project.run(&["build", "-q", "flyer-benefits", "--lang", "en"]).code, 0);
    for (name, code, told) in [
        ("locked.pdf", 2, "the PDF is encrypted"),
        ("cut.pdf", 14, "the PDF is damaged"),
        ("words.pdf", 15, "NOT A CERTIFICATE"),
        ("binary.bin", 15, "NOT A CERTIFICATE"),
        ("empty.pdf", 15, "NOT A CERTIFICATE"),
        ("out/screen/flyer-benefits.en.pdf", 15, "no link with the code"),
        ("missing.pdf", 2, "there is no such file"),
        ("data", 2, "this is a folder"),
    ] {
        let run = program.verify("2027-06-01", &[name]);
        assert_eq!(run.code, code, "{name}: {run:?}");
        assert!(run.out.contains(told) || run.err.contains(told), "{told}: {run:?}");
    }
}

#[test]
fn a_new_key_takes_over_and_old_certificates_stay_genuine() {
    let program = Program::new();
    let project = &program.project;
    let (old, url) = (program.key().id(), program.url(&completion()));
    let run = project.run_on("2027-03-01", &["keys", "new"]);
    assert!(run.code == 0 && run.err.contains(&format!("key {old} is kept")), "{run:?}");
    let new = program.key().id();
    assert_ne!(old, new);
    let list = project.run(&["keys", "list"]);
    let lines: Vec<&str> = list.out.lines().collect();
    assert!(
        lines.len() == 2
            && lines[0].starts_with(&new.to_string())
            && lines[0].contains("signs now")
            && lines[1].contains("2027-01-01 – 2027-03-01"),
        "{list:?}"
    );
    let verified = program.verify("2027-06-01", &[&url]);
    assert!(
        verified.code == 0 && verified.out.contains(&format!("{old}, in use until 2027-03-01")),
        "{verified:?}"
    );
    // No secret is said or written outside its folder.
    let pem = project.read(&format!("keys/{new}.pem"));
    let secret = pem.lines().nth(1).unwrap();
    for said in [&run.out, &run.err, &list.out, &project.read("data/keys.json")] {
        assert!(!said.contains(secret) && !said.contains(&secret[20..]));
    }
    assert_eq!(project.read("keys/.gitignore"), "*\n");
    assert_eq!(project.files("data").iter().filter(|name| name.contains("keys")).count(), 1);
    // The environment may name the folder.
    let lost = project
        .command(&["keys", "list", "--format", "json"])
        .env("PEERPRESS_KEYS", project.path("data"))
        .output()
        .unwrap();
    assert!(
        String::from_utf8(lost.stdout)
            .unwrap()
            .lines()
            .all(|line| line.contains("\"private_here\":false"))
    );
    // The folder may be elsewhere, but not among the finished files.
    let elsewhere = Project::empty();
    let folder = elsewhere.path("safe/keys");
    assert_eq!(project.run(&["keys", "new", "-q", "--dir", folder.to_str().unwrap()]).code, 0);
    assert_eq!(elsewhere.files("safe/keys").len(), 2);
    for dir in ["out", "out/deep/keys", "../x/../out/keys"] {
        let run = project.run(&["keys", "new", "--dir", project.path(dir).to_str().unwrap()]);
        let is_inside = !dir.contains("..");
        assert!(
            !is_inside || (run.code == 2 && run.err.contains("finished files")),
            "{dir}: {run:?}"
        );
    }
}

#[test]
fn a_key_that_is_not_safe_or_not_sound_does_not_sign() {
    let program = Program::new();
    let folder = Folder::open(program.project.root()).unwrap();
    let id = program.key().id();
    let (keys, pem) =
        (program.project.path("keys"), program.project.path(&format!("keys/{id}.pem")));
    let fails = |told: &str| {
        let error = signing_key(&folder, &keys).unwrap_err().to_string();
        assert!(error.contains(told), "{told}: {error}");
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&keys), mode(&pem)), (0o700, 0o600));
        for open in [0o640, 0o604, 0o660, 0o777] {
            fs::set_permissions(&pem, fs::Permissions::from_mode(open)).unwrap();
            fails("chmod 600");
        }
        fs::set_permissions(&pem, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let good = fs::read_to_string(&pem).unwrap();
    fs::write(&pem, &good[..60]).unwrap();
    fails("not an Ed25519 private key");
    fs::write(&pem, good.replacen("VwBC", "VwBD", 1)).unwrap();
    fails("not an Ed25519 private key");
    let other = PrivateKey::random().unwrap();
    let path = other.write(&keys).unwrap();
    assert!(other.write(&keys).is_err(), "a key is never written over");
    fs::copy(&path, &pem).unwrap();
    fails("this is the private key");
    fs::remove_file(&pem).unwrap();
    fails("is not here");
    fs::remove_file(program.project.path("data/keys.json")).unwrap();
    fails("`peerpress keys new` makes one");
    program.project.write("data/keys.json", "{");
    fails("not sound");
    assert_eq!(program.project.run(&["keys", "list"]).code, 2);
    // A broken list of keys is never written over by a new one.
    assert_eq!(program.project.run(&["keys", "new"]).code, 2);
    assert_eq!(program.project.read("data/keys.json"), "{");
}
