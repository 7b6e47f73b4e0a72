//! Preflight: finds what another program did to a finished press file.

mod ink;

use lopdf::{Dictionary, Object, dictionary};
use peerpress::preflight::Preflight;

use crate::press::{card, vendor};
use crate::tamper::Tampered;

/// Returns the codes and messages of preflight.
fn findings(file: &mut Tampered) -> Vec<String> {
    let sides = ["front".to_owned(), "back".to_owned()];
    let vendor = vendor();
    let trim = Some((288.0, 648.0));
    let preflight = Preflight { trim, sides: &sides, ..Preflight::new(&vendor) };
    let findings = preflight.check(&file.save());
    assert!(findings.iter().all(|finding| !finding.hints.is_empty()), "{findings:#?}");
    findings.into_iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

/// Returns what preflight says of a file after a change.
fn preflight_after(bytes: &[u8], tamper: impl Fn(&mut Tampered)) -> Vec<String> {
    let mut tampered = Tampered::new(bytes);
    tamper(&mut tampered);
    findings(&mut tampered)
}

/// Fails unless a finding contains all the words.
fn assert_finding(bytes: &[u8], words: &[&str], tamper: impl Fn(&mut Tampered)) {
    let findings = preflight_after(bytes, tamper);
    assert!(
        findings.iter().any(|finding| words.iter().all(|word| finding.contains(word))),
        "{words:?}: {findings:#?}"
    );
}

#[test]
fn missing_parts_are_found() {
    let card = card();
    assert_eq!(preflight_after(&card, |_| ()), Vec::<String>::new());
    assert_finding(&card, &["the front has no TrimBox"], |file| {
        drop(file.page().remove(b"TrimBox"))
    });
    assert_finding(&card, &["the front has no BleedBox"], |file| {
        drop(file.page().remove(b"BleedBox"))
    });
    assert_finding(&card, &["no CMYK blending color space"], |file| {
        drop(file.page().remove(b"Group"))
    });
    assert_finding(&card, &["file has no output intent"], |file| {
        drop(file.pdf.catalog_mut().unwrap().remove(b"OutputIntents"))
    });
    assert_finding(&card, &["does not say that it is PDF/X-4"], |file| {
        drop(file.pdf.catalog_mut().unwrap().remove(b"Metadata"))
    });
    assert_finding(&card, &["no `Trapped` entry"], |file| {
        let info = file.pdf.trailer.get(b"Info").unwrap().as_reference().unwrap();
        file.pdf.get_object_mut(info).unwrap().as_dict_mut().unwrap().set("Trapped", "Unknown");
    });
    assert_finding(
        &card,
        &[
            "press-font",
            "is set in the font",
            "which the file does not contain",
            "in from the left",
        ],
        |file| {
            for object in file.pdf.objects.values_mut() {
                if let Object::Dictionary(dictionary) = object {
                    dictionary.remove(b"FontFile2");
                    dictionary.remove(b"FontFile3");
                }
            }
        },
    );
    let profile = |change: &'static dyn Fn(&mut Dictionary)| {
        move |file: &mut Tampered| {
            let intents =
                file.pdf.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
            intents.filter(|intent| intent.has(b"DestOutputProfile")).for_each(change);
        }
    };
    assert_finding(
        &card,
        &["the output intent has no ICC profile"],
        profile(&|intent| drop(intent.remove(b"DestOutputProfile"))),
    );
    assert_finding(
        &card,
        &["the output condition is `other`, not `CGATS TR 006`"],
        profile(&|intent| {
            intent.set("OutputConditionIdentifier", lopdf::Object::string_literal("other"))
        }),
    );
    assert_finding(&card, &["profile of the output intent is for RGB"], |file| {
        for stream in file.pdf.objects.values_mut().filter_map(|object| object.as_stream_mut().ok())
        {
            if stream.dict.get(b"N").is_ok() {
                stream.decompress().unwrap();
                stream.content[16..20].copy_from_slice(b"RGB ");
            }
        }
    });
    assert_finding(&card, &["PDF 1.7; the print shop needs PDF 1.6"], |file| {
        file.pdf.version = "1.7".to_owned()
    });
    assert_finding(&card, &["JavaScript, or actions"], |file| {
        let script = Object::string_literal("app.beep(0)");
        let action = dictionary! { "S" => "JavaScript", "JS" => script };
        file.pdf.catalog_mut().unwrap().set("OpenAction", action);
    });
}

#[test]
fn wrong_boxes_are_found_with_their_measures() {
    let card = card();
    let set = |key: &'static str, values: [f32; 4]| {
        move |file: &mut Tampered| file.page().set(key, values.map(Object::Real).to_vec())
    };
    assert_finding(
        &card,
        &["a trim of 4.000 × 8.000 in; the piece is 4.000 × 9.000 in"],
        set("TrimBox", [33.0, 33.0, 321.0, 609.0]),
    );
    assert_finding(
        &card,
        &["a bleed of 0.083 in; the print shop requires 0.125 in"],
        set("BleedBox", [27.0, 27.0, 327.0, 687.0]),
    );
    assert_finding(
        &card,
        &["a bleed of 0.250 in on one side; the print shop requires 0.125 in"],
        set("BleedBox", [15.0, 24.0, 330.0, 690.0]),
    );
    assert_finding(
        &card,
        &["is not centered on its sheet"],
        set("MediaBox", [0.0, 0.0, 400.0, 714.0]),
    );
    assert_finding(
        &card,
        &["a BleedBox that is larger than its MediaBox"],
        set("MediaBox", [30.0, 30.0, 324.0, 684.0]),
    );
    assert_finding(&card, &["rotated by 90 degrees"], |file| file.page().set("Rotate", 90));
    assert_finding(&card, &["an ArtBox"], set("ArtBox", [33.0, 33.0, 321.0, 681.0]));
    let note = |at: [f32; 4]| {
        let place = at.map(Object::Real).to_vec();
        dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => place }
    };
    assert_finding(
        &card,
        &["a link or a note", "0.10 in from the left, 8.62 in from the top"],
        |file| {
            file.page().set("Annots", vec![Object::Dictionary(note([40.0, 40.0, 80.0, 60.0]))]);
        },
    );
    let beside = preflight_after(&card, |file| {
        file.page().set("Annots", vec![Object::Dictionary(note([0.0, 0.0, 10.0, 10.0]))])
    });
    assert!(beside.is_empty(), "the press does not print what is outside the bleed: {beside:?}");
}

#[test]
fn small_text_thin_lines_and_coarse_pictures_are_found_with_their_place() {
    let card = card();
    assert_finding(
        &card,
        &["is 4.0 pt", "0.37 in from the left", "for light text on dark is 8.0 pt"],
        |file| file.paint("0 0 0 0 k BT /f0 4 Tf 1 0 0 1 60 60 Tm <00010002> Tj ET"),
    );
    assert_finding(&card, &["is 5.0 pt", "the minimum for text is 6.0 pt"], |file| {
        file.paint(
            "0 0 0 0 k 40 40 100 40 re f 0 0 0 1 k BT /f0 5 Tf 1 0 0 1 60 60 Tm <00010002> Tj ET",
        );
    });
    assert_finding(&card, &["is 7.0 pt", "the minimum for light text on dark is 8.0 pt"], |file| {
        let text = "0 0.2 0.8 0 k BT /f0 3.5 Tf 2 0 0 2 60 60 Tm <00010002> Tj ET";
        file.paint(&format!("0 0 0 1 k 40 40 100 40 re f {text}"));
    });
    assert_finding(
        &card,
        &["a line on the front", "is 0.05 pt thick (C 0, M 0, Y 0, K 100)", "minimum is 0.25 pt"],
        |file| file.paint("q 0 0 0 1 K 0.05 w 40 40 m 90 40 l S Q"),
    );
    assert_finding(&card, &["a shape on the front", "is 0.10 pt thick"], |file| {
        file.paint("0 0 0 1 k 40 40 60 0.1 re f")
    });
    let small = "0.10 in from the left, 8.62 in from the top, has 72 dpi (20 × 20 pixels on \
                 0.28 × 0.28 in); the minimum is 300 dpi: 84 × 84 pixels";
    assert_finding(&card, &[small], |file| {
        file.picture("im", 20, "DeviceCMYK", &[10; 4]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    let enough = preflight_after(&card, |file| {
        file.picture("im", 83, "DeviceCMYK", &[10; 4]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    assert!(enough.is_empty(), "one pixel less is rounding: {enough:?}");
    assert_finding(&card, &["has a character that the font", "lacks"], |file| {
        file.paint("0 0 0 0 k BT /f0 10 Tf 1 0 0 1 60 60 Tm <0000> Tj ET")
    });
}

#[test]
fn text_is_inside_the_safe_area_and_art_runs_to_the_bleed() {
    let card = card();
    assert_finding(
        &card,
        &["press-safe-area", "in from the trim", "the safe area starts at 0.125 in"],
        |file| file.paint("0 0 0 0 k BT /f0 10 Tf 1 0 0 1 36 300 Tm <00010002> Tj ET"),
    );
    assert_finding(&card, &["in past the trim"], |file| {
        file.paint("0 0 0 0 k BT /f0 10 Tf 0 1 -1 0 36 300 Tm <00010002> Tj ET")
    });
    let white = "0 0 0 0 k 0 0 354 714 re f";
    let over = |operators: &str| {
        preflight_after(&card, |file| file.paint(&format!("{white} {operators}")))
    };
    assert!(over("").is_empty(), "white on purpose");
    assert!(over("0.8 0.2 0 0 k 24 24 306 666 re f").is_empty(), "a ground that runs to the bleed");
    assert!(over("0.8 0.2 0 0 k 60 60 200 200 re f").is_empty(), "a panel inside the page");
    assert!(over("0.8 0.2 0 0 k 24 24 m 330 24 l 330 300 l 24 100 l h f").is_empty(), "a slope");
    assert!(
        over("0.8 0.2 0 0 k 321 340 m 329 340 329 370 321 380 c 300 380 l 300 340 l f").is_empty(),
        "a curve that ends in the bleed"
    );
    let stops = over("0.8 0.2 0 0 k 33 33 288 648 re f");
    assert_eq!(stops.len(), 4, "{stops:#?}");
    assert!(
        stops[0]
            .contains("artwork (C 80, M 20, Y 0, K 0) on the front stops at the trim along 8.9"),
        "{stops:#?}"
    );
    assert!(
        stops.iter().any(|finding| finding.contains("near 0.00 in from the left, 4.5")),
        "{stops:#?}"
    );
    let on_a_ground =
        over("0.01 0.02 0.07 0 k 24 24 306 666 re f 0.8 0.2 0 0 k 33 33 288 100 re f");
    assert_eq!(on_a_ground.len(), 3, "a band over a tinted ground: {on_a_ground:#?}");
    let short = over("0.8 0.2 0 0 k 20 20 314 664 re f 0 0 0 0 k 326 0 50 714 re f");
    assert!(
        short.iter().any(|finding| finding.contains("extends only 0.069 in past the trim")
            && finding.contains("it must extend 0.125 in past the trim")),
        "{short:#?}"
    );
    let clipped = over("q 33 33 288 648 re W n 0.8 0.2 0 0 k 0 0 354 714 re f Q");
    assert_eq!(clipped.len(), 4, "clipped at the trim: {clipped:#?}");
}

#[test]
fn a_file_that_traps_its_reader_is_rejected_at_once() {
    let card = card();
    assert_finding(&card, &["the front nests forms too deeply"], |file| {
        file.form("trap", "/trap Do");
        file.paint("/trap Do");
    });
    assert_finding(&card, &["the content of the front cannot be read"], |file| {
        file.form("f0", &"0 0 0 1 k ".repeat(1000));
        for level in 1..=6 {
            file.form(&format!("f{level}"), &format!("/f{} Do ", level - 1).repeat(10));
        }
        file.paint("/f6 Do /f6 Do /f6 Do");
    });
    let garbage = Preflight::new(&vendor()).check(b"%PDF-1.6 and then nothing");
    assert!(garbage[0].message.contains("cannot be read"), "{garbage:?}");
    let many = preflight_after(&card, |file| {
        file.paint(
            &(0..40).map(|at| format!("1 0 0 rg {} 40 2 2 re f ", 40 + at * 5)).collect::<String>(),
        )
    });
    assert_eq!(many.len(), 3, "the worst of a rule: {many:#?}");
    assert!(many[2].ends_with("(and 37 more)"), "{many:#?}");
}
