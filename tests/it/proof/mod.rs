//! Keys, codes, the status list, and `verify`.

mod addresses;
mod cases;
mod credential;
mod editing;
mod edits;
mod forged;
mod keys;
mod moments;
mod numbers;
mod pages;
mod parts;
mod readings;
mod resaved;
mod saved;
mod status;
mod vectors;
mod verdicts;
mod weight;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use peerpress::certificates::proof::credential::{Claims, sign};
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys, signing_key};
use peerpress::certificates::proof::status::{Renewal, StatusContent, renew as renew_list};
use peerpress::content::certification::CertificateKind;
use peerpress::project::Project as Folder;
use serde_json::Value;

use crate::project::{Project, Run};

pub(crate) use cases::Vectors;

const BASE: &str = "https://example.org/verify";

/// The claims of the starter's sample certificate of completion.
fn completion() -> Claims {
    Claims {
        issuer: "North Dakota Peer Support".to_owned(),
        name: "Alex Sample-Rivera".to_owned(),
        number: "SAMPLE-0001".to_owned(),
        revision: 1,
        kind: CertificateKind::Completion,
        sample: false,
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

/// A starter project with a key.
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

    /// Builds a sample certificate whose link has the code of `claims`.
    fn certificate(&self, piece: &str, lang: &str, claims: &Claims) -> PathBuf {
        self.with_code(&self.face(piece, lang), claims)
    }

    /// Builds a sample certificate.
    fn face(&self, piece: &str, lang: &str) -> Vec<u8> {
        assert_eq!(self.project.run(&["build", "-q", piece, "--lang", lang]).code, 0);
        fs::read(self.project.path(&format!("out/screen/{piece}.{lang}.pdf"))).unwrap()
    }

    /// Writes a sample certificate with the code of `claims` in its link.
    fn with_code(&self, face: &[u8], claims: &Claims) -> PathBuf {
        let target = self.project.path("certificate.pdf");
        fs::write(&target, linked(face, &self.url(claims))).unwrap();
        target
    }
}

/// Signs the next status list at 8 a.m. of a day, for a program with no former keys.
fn renew(
    path: &Path,
    content: &StatusContent,
    day: &str,
    key: &PrivateKey,
    keys: &PublicKeys,
) -> Result<u64, String> {
    let at = format!("{day}T08:00:00Z").parse().unwrap();
    renew_list(path, &Renewal { content, at, key, keys, is_former: &|_| false, last: 0 })
        .map_err(|error| error.to_string())
}

/// Returns the PDF with another address in its links to the page that checks certificates.
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
