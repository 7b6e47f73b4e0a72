//! The text of finished PDF files.

use peerpress::pdf::{self, Unreadable};

use crate::project::Project;

/// Names in many scripts, for sample certificates.
pub(crate) const NAMES: [&str; 12] = [
    "Tȟatȟáŋka Íŋyaŋke",
    "Nguyễn Thị Ánh",
    "عبد الرحمن",
    "कृष्ण",
    "አበበ",
    "O’Connor-Ramírez",
    "J",
    "Maximiliana Constanza-Fernández de la Vega y Montoya-Villaseñor Ortega",
    "שרה כהן",
    "สมชาย ใจดี",
    "မောင်အောင်",
    "فاطمة Smith",
];

fn lines(bytes: &[u8]) -> Vec<String> {
    let pages = pdf::text(bytes).unwrap();
    assert_eq!(pages.len(), 1);
    pages[0].lines.iter().filter(|line| !line.artifact).map(|line| line.text.clone()).collect()
}

#[test]
fn a_certificate_has_the_same_text_on_screen_and_in_print() {
    let project = Project::starter();
    assert_eq!(
        project.run(&["build", "-q", "certificate-completion", "--edition", "screen,press"]).code,
        0
    );
    let screen = std::fs::read(project.path("out/screen/certificate-completion.es.pdf")).unwrap();
    let press = std::fs::read(project.path("out/press/certificate-completion.es.pdf")).unwrap();
    let text = lines(&screen);
    for words in
        ["Alex Sample-Rivera", "12 de febrero de 2027", "SAMPLE-0001", "Compruebe que es auténtico"]
    {
        assert!(text.iter().any(|line| line == words), "{words}: {text:#?}");
    }
    assert_eq!(text, lines(&press));
    let read = pdf::read(&screen).unwrap();
    assert_eq!(read.language.as_deref(), Some("es-US"));
    assert_eq!(read.title.as_deref(), Some("Certificado de finalización"));
    assert!(
        read.pages[0].links.contains(&"https://example.org/verify".to_owned()),
        "{:?}",
        read.pages[0].links
    );
    assert!(pdf::read(&press).unwrap().pages[0].links.is_empty());
}

#[test]
fn names_in_every_script_are_read_as_written() {
    let project = Project::starter();
    let certification: serde_json::Value =
        serde_json::from_str(&project.read("data/certification.json")).unwrap();
    let pieces: serde_json::Value =
        serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let (mut certification, mut pieces) = (certification, pieces);
    let award = certification["awards"][0].clone();
    let list = pieces["pieces"].as_array_mut().unwrap();
    let piece = list.iter().find(|piece| piece["award"] == "completion").unwrap().clone();
    list.clear();
    for (index, name) in NAMES.iter().enumerate() {
        let (mut award, mut piece) = (award.clone(), piece.clone());
        (award["id"], award["name"]) = (format!("name-{index}").into(), (*name).into());
        (piece["id"], piece["award"]) =
            (format!("name-{index}").into(), format!("name-{index}").into());
        certification["awards"].as_array_mut().unwrap().push(award);
        list.push(piece);
    }
    project.write("data/certification.json", certification.to_string());
    project.write("data/pieces.json", pieces.to_string());
    assert_eq!(project.run(&["build", "-q", "--lang", "en"]).code, 0);
    for (index, name) in NAMES.iter().enumerate() {
        let text = lines(
            &std::fs::read(project.path(&format!("out/screen/name-{index}.en.pdf"))).unwrap(),
        )
        .join(" ");
        let text =
            unicode_normalization::UnicodeNormalization::nfc(text.as_str()).collect::<String>();
        assert!(
            text.contains(&format!("This certifies that {name} has completed")),
            "{name}: {text}"
        );
    }
}

#[test]
fn unreadable_files_have_a_reason() {
    let project = Project::starter();
    assert_eq!(project.run(&["build", "-q", "certificate-completion", "--lang", "en"]).code, 0);
    let good = std::fs::read(project.path("out/screen/certificate-completion.en.pdf")).unwrap();
    assert_eq!(pdf::text(b"not a PDF").unwrap_err(), Unreadable::NotPdf);
    assert_eq!(pdf::text(b"").unwrap_err(), Unreadable::NotPdf);
    assert!(matches!(pdf::text(&good[..good.len() / 2]), Err(Unreadable::Damaged(_))));
    assert_eq!(pdf::text(&locked(&good)).unwrap_err(), Unreadable::Encrypted);
    // Some bytes are changed. Whatever the result, nothing panics.
    for seed in 0..40_usize {
        let mut bytes = good.clone();
        for (index, byte) in bytes.iter_mut().enumerate() {
            if (index * 7919 + seed * 104_729) % 2000 == 0 {
                *byte = byte.wrapping_add(seed as u8 + 1);
            }
        }
        let _ = pdf::text(&bytes);
    }
}

/// Encrypts a PDF with a password.
pub(crate) fn locked(pdf: &[u8]) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(pdf).unwrap();
    document.trailer.set(
        "ID",
        vec![
            lopdf::Object::string_literal("peerpress"),
            lopdf::Object::string_literal("peerpress"),
        ],
    );
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut locked = Vec::new();
    document.save_to(&mut locked).unwrap();
    locked
}
