//! The file of one certificate is made together with others, and has nothing of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

use image::{ImageFormat, Rgba, RgbaImage};
use lopdf::{Document, Object};
use peerpress::pdf;

use crate::certify::{FILES, certify, contents, numbers, program};
use crate::project::Project;

/// Two names in English letters, names with other letters of the same font, of other fonts, and one
/// whose marks are shaped by the letters around them.
const NAMES: [&str; 9] = [
    "Ann Lee",
    "Bo Vandermeer",
    "Łukasz Wójcik",
    "Nguyễn Thị Ánh",
    "عبد الرحمن",
    "Zoë Quinn",
    "Tȟatȟáŋka Íŋyaŋke",
    "कृष्ण",
    "Đorđe Žižek",
];

fn certified() -> Project {
    let project = program();
    let rows: String = NAMES.iter().map(|name| format!("{name},40\n")).collect();
    project.write("roster.csv", format!("Name,Hours\n{rows}"));
    certify(&project, &["roster.csv", "--only", "single"]).succeeded();
    project
}

/// The files by the name of the person.
fn files(project: &Project) -> BTreeMap<String, Document> {
    let file = |(number, name): (String, String)| {
        let bytes = fs::read(project.path(&format!("{FILES}/{number}.pdf"))).unwrap();
        (name, Document::load_mem(&bytes).unwrap())
    };
    numbers(project).into_iter().map(file).collect()
}

#[test]
fn a_file_is_the_same_whoever_else_is_in_the_batch() {
    let project = certified();
    let pdfs = || {
        let mut files = contents(&project.path(FILES));
        files.retain(|name, _| name.ends_with(".pdf"));
        files
    };
    let together = pdfs();
    assert_eq!(together.len(), NAMES.len());
    for shares in [2, 9] {
        fs::remove_dir_all(project.path("out")).unwrap();
        for share in 1..=shares {
            let share = format!("{share}/{shares}");
            certify(&project, &["--partition", &share, "--only", "single"]).succeeded();
        }
        assert!(pdfs() == together, "{shares} shares made other files");
    }
}

#[test]
fn a_file_has_nothing_of_other_people() {
    let files = files(&certified());
    for (name, file) in &files {
        let mut bytes = Vec::new();
        file.clone().save_to(&mut bytes).unwrap();
        let own = pdf::text(&bytes).unwrap().remove(0).text();
        let repertoire: String = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
        let mut known: BTreeSet<char> = (own.clone() + &repertoire + " '-.").chars().collect();
        known.extend(name.chars());
        let everything = everything(file);
        for other in files.keys().filter(|other| *other != name) {
            for word in other.split(' ').filter(|word| word.len() > 3 && !own.contains(word)) {
                let utf_16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
                for form in [word.as_bytes(), &utf_16] {
                    let has = everything.windows(form.len()).any(|window| window == form);
                    assert!(!has, "the file of {name} has {word}");
                }
            }
        }
        for letter in letters(file) {
            assert!(known.contains(&letter), "the fonts of {name} have {letter:?}");
        }
    }
}

/// Returns all strings and the decoded content of all streams.
fn everything(file: &Document) -> Vec<u8> {
    fn collect(object: &Object, all: &mut Vec<u8>) {
        match object {
            Object::String(text, _) => all.extend(text),
            Object::Array(items) => items.iter().for_each(|item| collect(item, all)),
            Object::Dictionary(dict) => dict.iter().for_each(|(_, item)| collect(item, all)),
            Object::Stream(stream) => {
                stream.dict.iter().for_each(|(_, item)| collect(item, all));
                let plain = stream.decompressed_content();
                all.extend(plain.unwrap_or_else(|_| stream.content.clone()));
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    file.objects.values().for_each(|object| collect(object, &mut all));
    all
}

/// Returns the letters that the embedded fonts can show.
fn letters(file: &Document) -> BTreeSet<char> {
    let maps = file.objects.values().filter_map(|object| {
        let stream = object.as_stream().ok()?;
        (stream.dict.get(b"Type").ok()?.as_name().ok()? == b"CMap")
            .then(|| String::from_utf8(stream.decompressed_content().unwrap()).unwrap())
    });
    let mut letters = BTreeSet::new();
    for map in maps {
        for line in map.lines().filter(|line| line.starts_with('<') && line.ends_with('>')) {
            let Some((_, text)) = line.split_once("> <") else { continue };
            let digits = text.trim_end_matches('>').as_bytes();
            let units = digits.chunks(4).map(|digits| {
                u16::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap()
            });
            letters.extend(char::decode_utf16(units).map(Result::unwrap));
        }
    }
    // The last code of the space of codes.
    letters.remove(&'\u{ffff}');
    assert!(letters.len() > 20, "{letters:?}");
    letters
}

#[test]
fn plain_names_share_the_embedded_fonts() {
    let files = files(&certified());
    let fonts = |name: &str| -> BTreeSet<Vec<u8>> {
        let objects = files[name].objects.values();
        let font = |object: &Object| {
            Some(object.as_dict().ok()?.get(b"FontName").ok()?.as_name().ok()?.to_vec())
        };
        objects.filter_map(font).collect()
    };
    let shared = fonts("Ann Lee");
    assert!(shared.len() > 2 && fonts("Bo Vandermeer") == shared, "{shared:?}");
    let differ = fonts("Łukasz Wójcik").difference(&shared).count();
    assert_eq!(differ, 1, "only the font of the name differs");
}

/// A page with a mark that stands for different texts is exported alone.
#[test]
fn pages_that_are_exported_alone_have_the_same_structure() {
    let files = files(&certified());
    let structure = |name: &str| {
        let file = &files[name];
        let catalog = file.catalog().unwrap();
        let root = catalog.get(b"StructTreeRoot").unwrap();
        let mut kinds = String::new();
        add_kinds(file, root, &mut kinds);
        let outline =
            file.get_dictionary(catalog.get(b"Outlines").unwrap().as_reference().unwrap());
        assert_eq!(outline.unwrap().get(b"Count").unwrap().as_i64().unwrap(), 1);
        kinds
    };
    let expected = structure("Ann Lee");
    assert!(expected.contains("H1") && expected.contains("Figure") && expected.contains("Link"));
    for name in NAMES {
        assert_eq!(structure(name), expected, "{name}");
    }
}

/// A photograph is embedded as it is, and a transparent picture in another form.
#[test]
fn pictures_are_signed_as_they_are_in_the_files() {
    let project = program();
    let folder = "templates/certificate-completion";
    let photo = project.path("data/pictures/prairie-sunrise.jpg");
    fs::copy(photo, project.path(&format!("{folder}/photo.jpg"))).unwrap();
    let mut transparent = Cursor::new(Vec::new());
    let pixel = |x, _| Rgba([200, 30, 40, if x < 4 { 255 } else { 90 }]);
    RgbaImage::from_fn(8, 8, pixel).write_to(&mut transparent, ImageFormat::Png).unwrap();
    project.write(&format!("{folder}/seal.png"), transparent.into_inner());
    let pictures = "place(image(\"photo.jpg\", alt: \"A sunrise\", width: 0.5in))
  place(right, image(\"seal.png\", alt: \"A seal\", width: 0.5in))
  opening(award)";
    project.edit(&format!("{folder}/main.typ"), "opening(award)", pictures);
    project.write("roster.csv", "Name,Hours\nAnn Lee,40\nBo Vandermeer,40\n");
    certify(&project, &["roster.csv"]).succeeded();
    for (number, name) in numbers(&project) {
        let file = format!("{FILES}/{number}.pdf");
        let verified = project.run_on("2026-11-02", &["verify", &file]);
        assert_eq!(verified.code, 0, "{name}: {}", verified.out);
    }
    let all = project.run_on("2026-11-02", &["verify", &format!("{FILES}/all.pdf")]);
    assert_eq!(all.code, 0, "{}", all.out);
}

/// Adds the kinds of the elements of a structure, with parentheses around the children.
fn add_kinds(file: &Document, element: &Object, kinds: &mut String) {
    let Ok(element) = file.dereference(element).unwrap().1.as_dict() else { return };
    if let Ok(kind) = element.get(b"S").and_then(Object::as_name) {
        kinds.push_str(std::str::from_utf8(kind).unwrap());
    }
    if let Ok(children) = element.get(b"K").and_then(Object::as_array) {
        kinds.push('(');
        children.iter().for_each(|child| add_kinds(file, child, kinds));
        kinds.push(')');
    }
}
