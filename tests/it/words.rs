//! The text of finished PDF files.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
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
        project
            .run(&["build", "-q", "--draft", "certificate-completion", "--edition", "screen,press"])
            .code,
        0
    );
    let screen = std::fs::read(project.path("out/screen/certificate-completion.es.pdf")).unwrap();
    let press = std::fs::read(project.path("out/press/certificate-completion.es.pdf")).unwrap();
    let text = lines(&screen);
    let stated = "Alex Sample-Rivera|12 de febrero de 2027|SAMPLE-0001|Compruebe que es auténtico";
    for words in stated.split('|') {
        assert!(text.iter().any(|line| line == words), "{words}: {text:#?}");
    }
    assert_eq!(text, lines(&press));
    let read = pdf::read_pdf(&screen).unwrap();
    assert_eq!(read.language.as_deref(), Some("es-US"));
    assert_eq!(read.title.as_deref(), Some("Certificado de finalización"));
    assert!(
        read.pages[0].links.contains(&"https://example.org/verify".to_owned()),
        "{:?}",
        read.pages[0].links
    );
    assert!(pdf::read_pdf(&press).unwrap().pages[0].links.is_empty());
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

/// Returns the text of a file that shows the first codes of a font with a ToUnicode map.
fn shown(map: &str, codes: usize, lang: &str) -> String {
    let mut pdf = Document::with_version("1.7");
    let map = pdf.add_object(Stream::new(Dictionary::new(), map.as_bytes().to_vec()));
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "ToUnicode" => map };
    let codes: String = (0..codes).map(|code| format!("{code:04X}")).collect();
    let content = format!("BT /F 10 Tf 1 0 0 1 50 50 Tm <{codes}> Tj ET");
    let content = pdf.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    });
    let kids = vec![page.into()];
    pdf.set_object(pages, dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => kids });
    let lang = Object::string_literal(lang);
    let catalog = dictionary! { "Type" => "Catalog", "Pages" => pages, "Lang" => lang };
    let catalog = pdf.add_object(catalog);
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    pdf::text(&bytes).unwrap()[0].text()
}

#[test]
fn a_map_has_single_codes_ranges_and_lists() {
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo \
         << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange % <0009> <0041>\n\
         2 beginbfchar <0001> <00660066> <0002> <D83DDE00> endbfchar\n\
         2 beginbfrange <0003> <0005> <0061> <0006> <0007> [<0078><0079007A>] endbfrange\n\
         endcmap";
    assert_eq!(shown(map, 10, "en"), "\u{fffd}ff😀abcxyz\u{fffd}\u{fffd}");
    for damage in
        ["beginbfchar <0001", "beginbfrange <0002> <FFFF> <> endbfrange", "<", "beginbfrange <1> ["]
    {
        let map = format!("beginbfchar <0000> <0041> endbfchar {damage}");
        assert!(shown(&map, 2, "en").starts_with('A'), "{damage}");
    }
}

#[test]
fn right_to_left_words_are_read_from_the_right() {
    let read = |shown_text: &str, lang: &str| {
        let pair = |(code, c): (usize, char)| format!("<{code:04X}> <{:04X}>", u32::from(c));
        let pairs: Vec<String> = shown_text.chars().enumerate().map(pair).collect();
        let map = format!("beginbfchar {} endbfchar", pairs.join(" "));
        shown(&map, pairs.len(), lang)
    };
    let reversed: String = "אבג דה 12 ו".chars().rev().collect();
    let shown_text = reversed.replace("21", "12");
    assert_eq!(read(&shown_text, "en"), "אבג דה 12 ו");
    assert_eq!(read(&format!("to {shown_text} from"), "en"), "to אבג דה 12 ו from");
    assert_eq!(read(&shown_text, "he"), "אבג דה 12 ו");
    let mixed: String = "ABC אבג".chars().rev().collect::<String>().replace("CBA", "ABC");
    assert_eq!(read(&mixed, "he"), "ABC אבג");
    assert_eq!(read("plain 12 words", "en"), "plain 12 words");
}
