//! The file of all certificates, and what other programs make of it and of single files: what they
//! show is still what was signed.

use std::fs;

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};
use serde_json::Value;

use super::editing::Certificates;
use crate::certify::{FILES, certify, program};
use crate::project::Project;

/// Verifies bytes as a file.
fn verify(project: &Project, bytes: impl AsRef<[u8]>) -> (i32, String) {
    project.write("saved.pdf", bytes);
    let run = project.run(&["verify", "saved.pdf"]);
    (run.code, run.out)
}

/// Writes the codes of pages as bytes instead of digits, as programs do that clean up a file.
fn with_codes_as_bytes(bytes: &[u8]) -> (usize, Vec<u8>) {
    let mut file = Document::load_mem(bytes).unwrap();
    let mut codes = 0;
    for object in file.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let content = String::from_utf8_lossy(&stream.content).into_owned();
        let Some((before, rest)) = content.split_once(" /F /AHx ID\n") else { continue };
        let (digits, after) = rest.split_once('>').unwrap();
        let data = data_encoding::HEXUPPER.decode(digits.as_bytes()).unwrap();
        stream.set_content([before.as_bytes(), b" ID\n", &data, after.as_bytes()].concat());
        codes += 1;
    }
    let mut saved = Vec::new();
    file.save_to(&mut saved).unwrap();
    (codes, saved)
}

#[test]
fn a_file_of_certificates_in_two_languages_is_genuine() {
    let project = program();
    project.write("two.csv", "Name,Hours,Language\nSorrel Hatch,40,en\nDana Reed,40,es\n");
    certify(&project, &["two.csv", "--only", "all"]).succeeded();
    let all = fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    let (code, out) = verify(&project, &all);
    assert!(code == 0 && out.contains("2 certificates: 2 genuine"), "{out}");
    let (codes, saved) = with_codes_as_bytes(&all);
    let (code, out) = verify(&project, &saved);
    assert_eq!((codes, code), (2, 18), "{out}");
    // Earlier versions named the language of the first page, which was not signed with the second.
    let mut file = Document::load_mem(&all).unwrap();
    file.catalog_mut().unwrap().set("Lang", Object::string_literal("en"));
    let mut saved = Vec::new();
    file.save_to(&mut saved).unwrap();
    let (code, out) = verify(&project, &saved);
    assert_eq!(code, 18, "{out}");
}

#[test]
fn an_encrypted_file_that_needs_no_password_is_not_altered() {
    let certificates = Certificates::new();
    let mut file = Document::load_mem(&certificates.one).unwrap();
    let version = EncryptionVersion::V2 {
        document: &file,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    file.encrypt(&state).unwrap();
    let mut saved = Vec::new();
    file.save_to(&mut saved).unwrap();
    let (code, out) = verify(&certificates.project, &saved);
    assert!(code == 18 && out.contains("is encrypted"), "{out}");
}

/// Outside of its project, nothing says how the language of a certificate is written there.
#[test]
fn a_certificate_of_another_program_in_any_language_is_compared() {
    let project = Project::starter();
    for file in project.files("data").iter().filter(|file| file.ends_with(".json")) {
        let text = project.read(&format!("data/{file}"));
        project.write(&format!("data/{file}"), text.replace("\"es\"", "\"so\""));
    }
    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["locales"].as_object_mut().unwrap().remove("so");
    project.write("data/wording.json", wording.to_string());
    project.run(&["keys", "new"]).succeeded();
    project.write("one.csv", "Name,Hours,Language\nAmina Warsame,40,so\n");
    certify(&project, &["one.csv", "--only", "all"]).succeeded();
    let all = fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap();
    let (codes, saved) = with_codes_as_bytes(&all);
    assert_eq!(codes, 1);

    let other = Project::small();
    other.write("saved.pdf", saved);
    other.write("keys.json", project.read("data/keys.json"));
    let verify = ["verify", "saved.pdf", "--keys", "keys.json"];
    let run = other.run(&verify);
    assert_eq!(run.code, 18, "{run:?}");
}
