//! The face of a page without a page signature compared with its code.

use std::fs;

use jiff::civil::date;
use peerpress::certificates::proof::credential::Claims;
use serde_json::Value;

use super::{Program, certified, completion, education};
use crate::words::NAMES;

#[test]
fn the_words_of_every_kind_and_language_are_compared() {
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
        assert_eq!(run.code, 18, "{piece} {lang}: {run:?}");
        assert!(
            run.out.starts_with("PAGE NOT COMPARED\n")
                && run.out.contains(&claims.name)
                && run.out.contains("revocation not checked"),
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
        let face = program.face("certificate-completion", "en");
        let of = |name: String| program.with_code(&face, &Claims { name, ..completion() });
        let path = of(name.to_owned());
        let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
        assert_eq!(run.code, 18, "{name}: {run:?}");
        // The face has a letter less than the code, and one more.
        for other in [format!("{name}x"), name.chars().skip(1).chain(['w']).collect()] {
            let path = of(other);
            let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
            assert_eq!(run.code, 10, "{name}: {run:?}");
        }
    }
}

#[test]
fn a_face_that_differs_from_its_code_is_altered() {
    let program = Program::new();
    let face = program.face("certificate-completion", "en");
    let other = |change: fn(&mut Claims)| {
        let mut claims = completion();
        change(&mut claims);
        claims
    };
    for (what, claims) in [
        (
            "the name is `Alex Sample` in the certificate code, but \
             `Alex Sample-Rivera` on the page",
            other(|claims| claims.name = "Alex Sample".to_owned()),
        ),
        ("the name", other(|claims| claims.name = "Alexa Sample-Rivera".to_owned())),
        ("the title", other(|claims| claims.title = "Core Competency Peer Support".to_owned())),
        (
            "the number is `SAMPLE-0010` in the certificate code, but `SAMPLE-0001` on the page",
            other(|claims| claims.number = "SAMPLE-0010".to_owned()),
        ),
        ("the number", other(|claims| claims.revision = 2)),
        (
            "the number of hours is `4` in the certificate code",
            other(|claims| claims.hours = Some(4.0)),
        ),
        ("the dates of the session", other(|claims| claims.days.truncate(4))),
        ("the issue date", other(|claims| claims.issued = date(2027, 2, 13))),
        ("the expiration date", other(|claims| claims.valid_until = Some(date(2029, 2, 13)))),
        ("the issuer", other(|claims| claims.issuer = "South Dakota Peer Support".to_owned())),
    ] {
        let path = program.with_code(&face, &claims);
        let run = program.verify("2027-06-01", &[path.to_str().unwrap()]);
        assert_eq!(run.code, 10, "{what}: {run:?}");
        assert!(run.out.starts_with("ALTERED\n") && run.out.contains(what), "{what}: {run:?}");
        assert_eq!(run.out.matches("in the certificate code").count(), 1, "{run:?}");
    }
    // The code has the same date twice, and one of them is changed on the face.
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
fn every_page_of_a_file_is_checked() {
    let program = Program::new();
    let path = program.certificate("certificate-completion", "en", &completion());
    let mut document = lopdf::Document::load(&path).unwrap();
    // The first page three times: as it is, with another link, and without links.
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
    // The actions of the other file's annotations can be indirect objects, which would refer to
    // other objects here, so they are written as direct objects.
    let url = program.url(&Claims { name: "Sam Other".to_owned(), ..completion() });
    for annotation in altered.get_mut(b"Annots").unwrap().as_array_mut().unwrap() {
        let target = lopdf::Object::string_literal(url.as_str());
        let action = lopdf::dictionary! { "S" => "URI", "URI" => target };
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
    assert!(run.out.contains("page 1: PAGE NOT COMPARED"), "{run:?}");
    assert!(
        run.out.contains("page 2: ALTERED")
            && run.out.contains("`Sam Other`")
            && run.out.contains("page 3: ALTERED\n  the page has no certificate code"),
        "{run:?}"
    );
    assert!(run.out.contains("3 certificates: 1 page not compared, 2 altered"), "{run:?}");
    let pages: Vec<Value> = program
        .json(&[all.to_str().unwrap()])
        .iter()
        .map(|answer| answer["page"].clone())
        .collect();
    assert_eq!(pages, [1, 2, 3]);
}
