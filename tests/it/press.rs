//! Edition `press`: PDF/X-4 files, and preflight that sees through a tampered one.

use std::fs;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use peerpress::content::vendors::{Vendor, Vendors};
use peerpress::diagnostic::Code;
use peerpress::preflight::{self, Preflight};

use crate::project::{Project, repository};

fn vendor() -> Vendor {
    let text = fs::read_to_string(repository().join("data/vendors.json")).unwrap();
    serde_json::from_str::<Vendors>(&text).unwrap().vendors.remove(0)
}

fn card() -> Vec<u8> {
    let project = Project::starter();
    project
        .run_on("2026-11-22", &["build", "rack-card-become", "--lang", "es", "--edition", "press"])
        .succeeded();
    fs::read(project.path("out/press/rack-card-become.es.pdf")).unwrap()
}

fn numbers(page: &lopdf::Dictionary, key: &[u8]) -> Vec<f32> {
    page.get(key)
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|value| value.as_float().unwrap())
        .collect()
}

#[test]
fn a_card_for_the_press_has_what_a_shop_asks_for() {
    let bytes = card();
    assert!(bytes.len() < 1_000_000, "{}", bytes.len());
    assert!(bytes.starts_with(b"%PDF-1.6"));
    let findings = preflight::check(&bytes, &vendor());
    assert!(findings.is_empty(), "{findings:?}");
    let pdf = Document::load_mem(&bytes).unwrap();
    assert_eq!(pdf.get_pages().len(), 2);
    for id in pdf.get_pages().values() {
        let page = pdf.get_dictionary(*id).unwrap();
        let (media, bleed, trim) =
            (numbers(page, b"MediaBox"), numbers(page, b"BleedBox"), numbers(page, b"TrimBox"));
        assert_eq!((trim[2] - trim[0], trim[3] - trim[1]), (288.0, 648.0), "4 × 9 in");
        assert_eq!(
            (bleed[2] - bleed[0], bleed[3] - bleed[1]),
            (306.0, 666.0),
            "an eighth of an inch around"
        );
        assert_eq!(
            (media[0] + media[2], media[1] + media[3]),
            (trim[0] + trim[2], trim[1] + trim[3]),
            "the trim is centred"
        );
        assert!(media[2] - bleed[2] >= 18.0, "room for marks");
    }
}

/// A file that someone changed after it was made.
struct Tampered {
    pdf: Document,
    page: ObjectId,
}

impl Tampered {
    fn new(bytes: &[u8]) -> Self {
        let pdf = Document::load_mem(bytes).unwrap();
        let page = *pdf.get_pages().values().next().unwrap();
        Self { pdf, page }
    }

    fn page(&mut self) -> &mut Dictionary {
        self.pdf.get_object_mut(self.page).unwrap().as_dict_mut().unwrap()
    }

    /// Paints over the first page.
    fn paint(&mut self, operators: &str) {
        let content =
            [self.pdf.get_page_content(self.page), b"\n".to_vec(), operators.as_bytes().to_vec()]
                .concat();
        let stream = self.pdf.add_object(Stream::new(Dictionary::new(), content));
        self.page().set("Contents", stream);
    }

    /// Names something that the first page's operators can use.
    fn name(&mut self, kind: &str, name: &str, object: impl Into<Object>) {
        let id = self.pdf.add_object(object);
        let mut resources = match self.page().get(b"Resources").unwrap().clone() {
            Object::Reference(id) => self.pdf.get_dictionary(id).unwrap().clone(),
            resources => resources.as_dict().unwrap().clone(),
        };
        let mut named = match resources.get(kind.as_bytes()) {
            Ok(Object::Reference(id)) => self.pdf.get_dictionary(*id).unwrap().clone(),
            Ok(named) => named.as_dict().unwrap().clone(),
            Err(_) => Dictionary::new(),
        };
        named.set(name, id);
        resources.set(kind, named);
        self.page().set("Resources", resources);
    }

    /// A picture of so many pixels square, all of one colour.
    fn picture(&mut self, name: &str, pixels: usize, space: impl Into<Object>, pixel: &[u8]) {
        let space = space.into();
        let dictionary = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => pixels as i64, "Height" => pixels as i64, "BitsPerComponent" => 8, "ColorSpace" => space,
        };
        self.name("XObject", name, Stream::new(dictionary, pixel.repeat(pixels * pixels)));
    }

    fn form(&mut self, name: &str, operators: &str) {
        let dictionary = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 400.into(), 800.into()] };
        self.name("XObject", name, Stream::new(dictionary, operators.as_bytes().to_vec()));
    }

    fn gradient(&mut self, name: &str, space: &str, from: &[f32], to: &[f32]) {
        let reals = |values: &[f32]| {
            Object::Array(values.iter().map(|value| Object::Real(*value)).collect())
        };
        let function = dictionary! { "FunctionType" => 2, "Domain" => reals(&[0.0, 1.0]), "C0" => reals(from), "C1" => reals(to), "N" => 1 };
        let shading = dictionary! { "ShadingType" => 2, "ColorSpace" => space, "Coords" => reals(&[0.0, 0.0, 100.0, 0.0]), "Function" => function };
        self.name("Shading", name, shading);
    }

    fn findings(&mut self) -> Vec<String> {
        let mut bytes = Vec::new();
        self.pdf.save_to(&mut bytes).unwrap();
        let sides = ["front".to_owned(), "back".to_owned()];
        let vendor = vendor();
        let findings =
            Preflight::new(&vendor).trimmed_to(288.0, 648.0).with_sides(&sides).check(&bytes);
        assert!(findings.iter().all(|finding| finding.code == Code::NotPressReady));
        findings.into_iter().map(|finding| finding.message).collect()
    }
}

/// What is told of a file that was changed.
fn told(bytes: &[u8], tamper: impl Fn(&mut Tampered)) -> Vec<String> {
    let mut tampered = Tampered::new(bytes);
    tamper(&mut tampered);
    tampered.findings()
}

/// Fails unless something is told that holds all the words.
fn refused(bytes: &[u8], words: &[&str], tamper: impl Fn(&mut Tampered)) {
    let findings = told(bytes, tamper);
    assert!(
        findings.iter().any(|finding| words.iter().all(|word| finding.contains(word))),
        "{words:?}: {findings:#?}"
    );
}

#[test]
fn a_file_that_was_robbed_is_sent_back() {
    let card = card();
    assert_eq!(told(&card, |_| ()), Vec::<String>::new());
    refused(&card, &["the front has no TrimBox"], |file| drop(file.page().remove(b"TrimBox")));
    refused(&card, &["the front has no BleedBox"], |file| drop(file.page().remove(b"BleedBox")));
    refused(&card, &["no CMYK blending space"], |file| drop(file.page().remove(b"Group")));
    refused(&card, &["no output intent"], |file| {
        drop(file.pdf.catalog_mut().unwrap().remove(b"OutputIntents"))
    });
    refused(&card, &["does not say that it is PDF/X-4"], |file| {
        drop(file.pdf.catalog_mut().unwrap().remove(b"Metadata"))
    });
    refused(&card, &["whether it is trapped"], |file| {
        let info = file.pdf.trailer.get(b"Info").unwrap().as_reference().unwrap();
        file.pdf.get_object_mut(info).unwrap().as_dict_mut().unwrap().set("Trapped", "Unknown");
    });
    refused(&card, &["text in the font", "which is not in the file", "in from the left"], |file| {
        for object in file.pdf.objects.values_mut() {
            if let Object::Dictionary(dictionary) = object {
                dictionary.remove(b"FontFile2");
                dictionary.remove(b"FontFile3");
            }
        }
    });
    let profile = |change: &'static dyn Fn(&mut Dictionary)| {
        move |file: &mut Tampered| {
            let intents =
                file.pdf.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
            intents.filter(|intent| intent.has(b"DestOutputProfile")).for_each(change);
        }
    };
    refused(
        &card,
        &["the output intent has no profile"],
        profile(&|intent| drop(intent.remove(b"DestOutputProfile"))),
    );
    refused(
        &card,
        &["the output condition is `other`, not `CGATS TR 006`"],
        profile(&|intent| {
            intent.set("OutputConditionIdentifier", lopdf::Object::string_literal("other"))
        }),
    );
    refused(&card, &["profile is for RGB screens"], |file| {
        for stream in file.pdf.objects.values_mut().filter_map(|object| object.as_stream_mut().ok())
        {
            if stream.dict.get(b"N").is_ok() {
                stream.decompress().unwrap();
                stream.content[16..20].copy_from_slice(b"RGB ");
            }
        }
    });
    refused(&card, &["PDF 1.7; PDF 1.6 is wanted"], |file| file.pdf.version = "1.7".to_owned());
    refused(&card, &["JavaScript or actions"], |file| {
        let action = dictionary! { "S" => "JavaScript", "JS" => lopdf::Object::string_literal("app.beep(0)") };
        file.pdf.catalog_mut().unwrap().set("OpenAction", action);
    });
}

#[test]
fn boxes_of_the_wrong_size_and_place_are_told_with_their_measures() {
    let card = card();
    let set = |key: &'static str, values: [f32; 4]| {
        move |file: &mut Tampered| file.page().set(key, values.map(Object::Real).to_vec())
    };
    refused(
        &card,
        &["trimmed to 4.000 × 8.000 in; 4.000 × 9.000 in is wanted"],
        set("TrimBox", [33.0, 33.0, 321.0, 609.0]),
    );
    refused(
        &card,
        &["a bleed of 0.083 in; 0.125 in is wanted"],
        set("BleedBox", [27.0, 27.0, 327.0, 687.0]),
    );
    refused(
        &card,
        &["a bleed of 0.250 in on one side; 0.125 in is wanted"],
        set("BleedBox", [15.0, 24.0, 330.0, 690.0]),
    );
    refused(&card, &["not in the middle of its sheet"], set("MediaBox", [0.0, 0.0, 400.0, 714.0]));
    refused(
        &card,
        &["a bleed that is larger than its sheet"],
        set("MediaBox", [30.0, 30.0, 324.0, 684.0]),
    );
    refused(&card, &["turned by 90 degrees"], |file| file.page().set("Rotate", 90));
    refused(&card, &["an ArtBox"], set("ArtBox", [33.0, 33.0, 321.0, 681.0]));
    let note = |at: [f32; 4]| dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => at.map(Object::Real).to_vec() };
    refused(&card, &["a link or a note", "0.10 in from the left, 8.62 in from the top"], |file| {
        file.page().set("Annots", vec![Object::Dictionary(note([40.0, 40.0, 80.0, 60.0]))]);
    });
    let beside = told(&card, |file| {
        file.page().set("Annots", vec![Object::Dictionary(note([0.0, 0.0, 10.0, 10.0]))])
    });
    assert!(beside.is_empty(), "what lies outside the bleed is not printed: {beside:?}");
}

#[test]
fn colours_that_are_not_inks_are_found_wherever_they_hide() {
    let card = card();
    let square = "40 40 20 20 re f";
    let place = "0.10 in from the left, 8.62 in from the top";
    refused(&card, &["not made of inks (RGB)", place], |file| {
        file.paint(&format!("1 0 0 rg {square}"))
    });
    refused(&card, &["not made of inks (RGB)", place], |file| {
        file.paint(&format!("/DeviceRGB cs 1 0 0 sc {square}"))
    });
    refused(
        &card,
        &["not made of inks (RGB)", "0.38 in from the left, 8.35 in from the top"],
        |file| {
            file.form("inner", &format!("1 0 0 rg {square}"));
            file.form("outer", "q 1 0 0 1 20 20 cm /inner Do Q");
            file.paint("/outer Do");
        },
    );
    refused(&card, &["not made of inks (RGB)"], |file| {
        file.gradient("sh", "DeviceRGB", &[1.0, 0.0, 0.0], &[0.0, 0.0, 1.0]);
        file.paint("q 40 40 20 20 re W n /sh sh Q");
    });
    refused(&card, &["a picture in colours that are not made of inks (RGB)", place], |file| {
        file.picture("im", 200, "DeviceRGB", &[255, 0, 0]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    refused(&card, &["not made of inks (Lab)"], |file| {
        let lab = file.pdf.add_object(vec![
            "Lab".into(),
            dictionary! { "WhitePoint" => vec![1.into(), 1.into(), 1.into()] }.into(),
        ]);
        file.name("ColorSpace", "lab", Object::Reference(lab));
        file.paint(&format!("/lab cs 50 40 40 sc {square}"));
    });
    refused(&card, &["not made of inks (a profile's grey)"], |file| {
        let profile = file.pdf.add_object(Stream::new(dictionary! { "N" => 1 }, Vec::new()));
        file.name("ColorSpace", "grey", vec!["ICCBased".into(), profile.into()]);
        file.paint(&format!("/grey cs 0 sc {square}"));
    });
    refused(&card, &["not made of inks (RGB)"], |file| {
        let tile = dictionary! {
            "PatternType" => 1, "PaintType" => 1, "TilingType" => 1, "XStep" => 10, "YStep" => 10, "BBox" => vec![0.into(), 0.into(), 10.into(), 10.into()],
            "Resources" => Dictionary::new(),
        };
        file.name("Pattern", "tile", Stream::new(tile, b"0 1 0 rg 0 0 5 5 re f".to_vec()));
        file.paint(&format!("/Pattern cs /tile scn {square}"));
    });
    refused(&card, &["text in a colour that is not made of inks"], |file| {
        file.paint("0 0 1 rg BT /f0 10 Tf 1 0 0 1 60 60 Tm <00010002> Tj ET")
    });
    refused(&card, &["a group that blends its colours in RGB"], |file| {
        file.form("group", "0 0 0 1 k 40 40 20 20 re f");
        let resources = file.page().get(b"Resources").unwrap().as_dict().unwrap().clone();
        let form = resources
            .get(b"XObject")
            .unwrap()
            .as_dict()
            .unwrap()
            .get(b"group")
            .unwrap()
            .as_reference()
            .unwrap();
        let form = file.pdf.get_object_mut(form).unwrap().as_stream_mut().unwrap();
        form.dict.set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
        file.paint("/group Do");
    });
    let honest = told(&card, |file| file.paint("0.5 g 40 40 20 20 re f"));
    assert!(honest.is_empty(), "grey of the device is black ink: {honest:?}");
}

#[test]
fn too_much_ink_is_found_in_paint_gradients_and_pictures() {
    let card = card();
    let place = "0.10 in from the left, 8.62 in from the top";
    refused(&card, &["the front has 400 % of ink, 0.10 in", place, "300 % is the limit"], |file| {
        file.paint("1 1 1 1 k 40 40 20 20 re f")
    });
    refused(&card, &["360 % of ink in a gradient", place], |file| {
        file.gradient("sh", "DeviceCMYK", &[0.0; 4], &[0.9; 4]);
        file.paint("q 40 40 20 20 re W n /sh sh Q");
    });
    refused(
        &card,
        &["400 % of ink in a picture", "0.10 in from the left", "300 % is the limit"],
        |file| {
            file.picture("im", 200, "DeviceCMYK", &[255; 4]);
            file.paint("q 20 0 0 20 40 40 cm /im Do Q");
        },
    );
    let jpeg = |decode: [i64; 8]| {
        move |file: &mut Tampered| {
            let dictionary = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 16, "Height" => 16, "BitsPerComponent" => 8, "ColorSpace" => "DeviceCMYK",
                "Filter" => "DCTDecode", "Decode" => decode.map(Object::Integer).to_vec(),
            };
            file.name(
                "XObject",
                "im",
                Stream::new(dictionary, include_bytes!("../pictures/heavy-cmyk.jpg").to_vec()),
            );
            file.paint("q 3 0 0 3 40 40 cm /im Do Q");
        }
    };
    refused(&card, &["359 % of ink in a picture"], jpeg([1, 0, 1, 0, 1, 0, 1, 0]));
    assert!(told(&card, jpeg([0, 1, 0, 1, 0, 1, 0, 1])).is_empty(), "turned round, it is light");
    let light = told(&card, |file| {
        file.picture("im", 200, "DeviceCMYK", &[128; 4]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    assert!(light.is_empty(), "{light:?}");
    let spot = |tint: &'static str| {
        move |file: &mut Tampered| {
            let tint_of = dictionary! { "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "C0" => vec![0.into(); 4], "C1" => vec![1.into(); 4], "N" => 1 };
            let ink: Vec<Object> =
                vec!["Separation".into(), "Gold".into(), "DeviceCMYK".into(), tint_of.into()];
            file.name("ColorSpace", "gold", ink);
            file.paint(&format!("/gold cs {tint} sc 40 40 20 20 re f"));
        }
    };
    refused(&card, &["400 % of ink"], spot("1"));
    assert!(told(&card, spot("0.5")).is_empty());
}

#[test]
fn overprint_transfer_functions_and_transparency_are_told() {
    let card = card();
    let set = |settings: Dictionary, color: &'static str| {
        move |file: &mut Tampered| {
            file.name("ExtGState", "set", settings.clone());
            file.paint(&format!("q /set gs {color} 40 40 20 20 re f Q"));
        }
    };
    let overprint = dictionary! { "OP" => true, "op" => true };
    refused(
        &card,
        &["paint that overprints, 0.10 in from the left", "only black alone may"],
        set(overprint.clone(), "0 0 0 0 k"),
    );
    assert!(told(&card, set(overprint, "0 0 0 1 k")).is_empty(), "black alone may overprint");
    refused(
        &card,
        &["a transfer function"],
        set(dictionary! { "TR" => dictionary! { "FunctionType" => 2 } }, "0 0 0 1 k"),
    );
    refused(&card, &["no CMYK blending space"], |file| {
        file.page().remove(b"Group");
        set(dictionary! { "ca" => 0.5 }, "0 0 0 1 k")(file);
    });
}

#[test]
fn text_lines_and_pictures_too_small_to_print_are_told_with_their_place() {
    let card = card();
    refused(
        &card,
        &["light text of 4.0 pt", "0.37 in from the left", "8.0 pt is the least"],
        |file| file.paint("0 0 0 0 k BT /f0 4 Tf 1 0 0 1 60 60 Tm <00010002> Tj ET"),
    );
    refused(&card, &["text of 5.0 pt", "6.0 pt is the least"], |file| {
        file.paint(
            "0 0 0 0 k 40 40 100 40 re f 0 0 0 1 k BT /f0 5 Tf 1 0 0 1 60 60 Tm <00010002> Tj ET",
        );
    });
    refused(&card, &["light text of 7.0 pt", "8.0 pt is the least"], |file| {
        file.paint("0 0 0 1 k 40 40 100 40 re f 0 0.2 0.8 0 k BT /f0 3.5 Tf 2 0 0 2 60 60 Tm <00010002> Tj ET");
    });
    refused(&card, &["a line of 0.05 pt", "0.25 pt is the least"], |file| {
        file.paint("q 0 0 0 1 K 0.05 w 40 40 m 90 40 l S Q")
    });
    refused(&card, &["a shape as thin as a line of 0.10 pt"], |file| {
        file.paint("0 0 0 1 k 40 40 60 0.1 re f")
    });
    let small = "a picture of 72 dots an inch (20 × 20 pixels on 0.28 × 0.28 in), 0.10 in from the left, 8.62 in from the top; 300 dots an inch are wanted: 84 × 84 pixels";
    refused(&card, &[small], |file| {
        file.picture("im", 20, "DeviceCMYK", &[10; 4]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    let enough = told(&card, |file| {
        file.picture("im", 83, "DeviceCMYK", &[10; 4]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    assert!(enough.is_empty(), "a pixel less is rounding: {enough:?}");
    refused(&card, &["a character that the font", "does not have"], |file| {
        file.paint("0 0 0 0 k BT /f0 10 Tf 1 0 0 1 60 60 Tm <0000> Tj ET")
    });
}

#[test]
fn text_is_inside_the_safe_area_and_art_runs_to_the_bleed() {
    let card = card();
    refused(&card, &["text 0.0", "in from the edge", "the safe area begins at 0.125 in"], |file| {
        file.paint("0 0 0 0 k BT /f0 10 Tf 1 0 0 1 36 300 Tm <00010002> Tj ET")
    });
    refused(&card, &["in over the edge"], |file| {
        file.paint("0 0 0 0 k BT /f0 10 Tf 0 1 -1 0 36 300 Tm <00010002> Tj ET")
    });
    let white = "0 0 0 0 k 0 0 354 714 re f";
    let over = |operators: &str| told(&card, |file| file.paint(&format!("{white} {operators}")));
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
    assert!(stops[0].contains("the front has art that stops at the trim on 8.9"), "{stops:#?}");
    assert!(
        stops.iter().any(|told| told.contains("around 0.00 in from the left, 4.5")),
        "{stops:#?}"
    );
    let on_a_ground =
        over("0.01 0.02 0.07 0 k 24 24 306 666 re f 0.8 0.2 0 0 k 33 33 288 100 re f");
    assert_eq!(on_a_ground.len(), 3, "a band over a tinted ground: {on_a_ground:#?}");
    let short = over("0.8 0.2 0 0 k 20 20 314 664 re f 0 0 0 0 k 326 0 50 714 re f");
    assert!(
        short.iter().any(|told| told.contains("runs only 0.069 in past the trim")
            && told.contains("0.125 in is wanted")),
        "{short:#?}"
    );
    let clipped = over("q 33 33 288 648 re W n 0.8 0.2 0 0 k 0 0 354 714 re f Q");
    assert_eq!(clipped.len(), 4, "cut off at the trim: {clipped:#?}");
}

#[test]
fn a_file_made_to_trap_its_reader_is_refused_at_once() {
    let card = card();
    refused(&card, &["forms in forms without an end"], |file| {
        file.form("trap", "/trap Do");
        file.paint("/trap Do");
    });
    refused(&card, &["the front has a form that cannot be read"], |file| {
        file.form("f0", &"0 0 0 1 k ".repeat(1000));
        for level in 1..=6 {
            file.form(&format!("f{level}"), &format!("/f{} Do ", level - 1).repeat(10));
        }
        file.paint("/f6 Do /f6 Do /f6 Do");
    });
    let garbage = preflight::check(b"%PDF-1.6 and then nothing", &vendor());
    assert!(garbage[0].message.contains("cannot be read"), "{garbage:?}");
    let many = told(&card, |file| {
        file.paint(
            &(0..40).map(|at| format!("1 0 0 rg {} 40 2 2 re f ", 40 + at * 5)).collect::<String>(),
        )
    });
    assert_eq!(many.len(), 3, "the worst of a kind: {many:#?}");
    assert!(many[2].ends_with("(and 37 more of this kind)"), "{many:#?}");
}

#[test]
fn another_print_shop_can_be_named() {
    let project = Project::starter();
    project
        .run_on(
            "2026-11-22",
            &[
                "build",
                "rack-card-overview",
                "--lang",
                "en",
                "--edition",
                "press",
                "--vendor",
                "sample-digital",
            ],
        )
        .succeeded();
    let pdf = Document::load(project.path("out/press/rack-card-overview.en.front.pdf")).unwrap();
    let page = pdf.get_dictionary(*pdf.get_pages().values().next().unwrap()).unwrap();
    assert_eq!(numbers(page, b"MediaBox"), numbers(page, b"BleedBox"), "this shop wants no marks");
    let run = project.run(&["build", "--edition", "press", "--vendor", "sample-ofset"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `sample-offset`?"), "{}", run.err);
}

#[test]
fn a_shop_may_want_a_file_for_each_page() {
    let project = Project::starter();
    let build = |vendor: &str| {
        project.run_on(
            "2026-11-22",
            &[
                "build",
                "rack-card-become",
                "handout-faq",
                "flyer-benefits",
                "--lang",
                "en",
                "--edition",
                "press",
                "--vendor",
                vendor,
                "--format",
                "short",
            ],
        )
    };
    let parts = [
        "flyer-benefits.en.pdf",
        "handout-faq.en.1.pdf",
        "handout-faq.en.2.pdf",
        "rack-card-become.en.back.pdf",
        "rack-card-become.en.front.pdf",
    ];
    let wholes = ["flyer-benefits.en.pdf", "handout-faq.en.pdf", "rack-card-become.en.pdf"];
    assert_eq!(build("sample-offset").succeeded().out.lines().count(), 3);
    assert_eq!(project.files("out/press"), wholes);
    let split = build("sample-digital").succeeded().out;
    assert_eq!(split.lines().count(), 5, "{split}");
    assert!(split.contains("press/rack-card-become.en.back.pdf: made\n"), "{split}");
    assert_eq!(project.files("out/press"), parts, "the whole files are gone");
    let manifest = project.read("out/manifest.json");
    assert!(
        parts.iter().all(|part| manifest.contains(&format!("press/{part}\": \""))),
        "{manifest}"
    );
    assert!(
        build("sample-digital").succeeded().out.lines().all(|line| line.ends_with("up to date"))
    );
    for part in ["front", "back"] {
        let bytes =
            fs::read(project.path(&format!("out/press/rack-card-become.en.{part}.pdf"))).unwrap();
        assert_eq!(Document::load_mem(&bytes).unwrap().get_pages().len(), 1);
    }
    fs::remove_file(project.path("out/press/rack-card-become.en.back.pdf")).unwrap();
    let again = build("sample-digital").succeeded().out;
    assert!(
        again.contains("rack-card-become.en.front.pdf: made\n")
            && again.contains("handout-faq.en.1.pdf: up to date\n"),
        "{again}"
    );
    build("sample-offset").succeeded();
    assert_eq!(project.files("out/press"), wholes, "the single pages are gone");
}

#[test]
fn what_the_shop_wants_is_part_of_what_a_file_is_made_from() {
    let project = Project::small();
    let args = ["build", "note", "--edition", "press", "--lang", "en", "--format", "short"];
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: made\n");
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: up to date\n");
    project.edit("data/vendors.json", "\"marks\": true", "\"marks\": false");
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: made\n");
    let profile = project.path("data/press/gracol2006-coated-tr006.icc");
    let mut bytes = fs::read(&profile).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&profile, bytes).unwrap();
    assert_eq!(project.run(&args).succeeded().out, "press/note.en.pdf: made\n");
}

#[test]
fn a_profile_that_no_press_is_driven_by_is_told_at_its_line() {
    let project = Project::small();
    let path = "data/press/gracol2006-coated-tr006.icc";
    let sound = fs::read(project.path(path)).unwrap();
    let told = |bytes: &[u8], words: &str| {
        project.write(path, bytes);
        let run = project.run(&["check", "note", "--edition", "press", "--format", "short"]);
        assert_eq!(run.code, 1, "{words}");
        assert!(
            run.err.contains("data/vendors.json:17:18: error[bad-profile]")
                && run.err.contains(words),
            "{words}: {}",
            run.err
        );
        assert_eq!(run.err.lines().count(), 1, "told once, not for each file: {}", run.err);
    };
    let with = |at: usize, text: &[u8]| {
        let mut bytes = sound.clone();
        bytes[at..at + text.len()].copy_from_slice(text);
        bytes
    };
    told(&sound[..sound.len() / 2], "is cut short or garbled");
    told(&[], "is empty");
    told(b"\x89PNG\r\n\x1a\n and the rest of a picture, renamed by hand", "is a picture");
    told(&with(16, b"RGB "), "is for RGB screens");
    told(&with(16, b"GRAY"), "is for one ink");
    told(&with(16, b"Lab "), "of the colour space Lab");
    told(&with(12, b"link"), "but not of a press");
    told(&with(128, &[0xff; 4]), "its list of tables does not fit it");
    told(&with(36, b"none"), "is not an ICC profile");
    let tag = sound.windows(4).position(|window| window == b"B2A0").unwrap();
    told(&with(tag, b"B2Q0"), "lacks the tables");
    project.write(path, &sound);
    project.run(&["check", "note", "--edition", "press"]).succeeded();
}

#[test]
fn a_bad_print_shop_stops_its_press_files_and_nothing_else() {
    let project = Project::small();
    project.edit("data/vendors.json", "\"bleed\": \"0.125in\"", "\"bleed\": \"0.5in\"");
    let run = project.run(&["build", "--edition", "screen,press", "--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.out.contains("screen/note.en.pdf: made\n")
            && run.out.contains("press/note.en.pdf: failed\n"),
        "{}",
        run.out
    );
    assert!(project.files("out/press").is_empty(), "nothing half-written");
}
