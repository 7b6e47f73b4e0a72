//! Preflight of colors: colors that are not CMYK, too much ink, overprint, and transparency.

use lopdf::{Dictionary, Object, Stream, dictionary};
use peerpress::preflight::Preflight;
use serde_json::json;

use super::{assert_finding, preflight_after};
use crate::press::{card, vendor};
use crate::tamper::Tampered;

#[test]
fn colors_that_are_not_inks_are_found_everywhere() {
    let card = card();
    let square = "40 40 20 20 re f";
    let place = "0.10 in from the left, 8.62 in from the top";
    assert_finding(
        &card,
        &["press-color", "a shape on the front", "not CMYK or a spot color (RGB #FF0000)", place],
        |file| file.paint(&format!("1 0 0 rg {square}")),
    );
    assert_finding(
        &card,
        &["press-color", "a shape on the front", "not CMYK or a spot color (RGB #FF0000)", place],
        |file| file.paint(&format!("/DeviceRGB cs 1 0 0 sc {square}")),
    );
    assert_finding(
        &card,
        &["not CMYK or a spot color (RGB #FF0000)", "0.38 in from the left, 8.35 in from the top"],
        |file| {
            file.form("inner", &format!("1 0 0 rg {square}"));
            file.form("outer", "q 1 0 0 1 20 20 cm /inner Do Q");
            file.paint("/outer Do");
        },
    );
    assert_finding(&card, &["not CMYK or a spot color (RGB)"], |file| {
        file.gradient("sh", "DeviceRGB", &[1.0, 0.0, 0.0], &[0.0, 0.0, 1.0]);
        file.paint("q 40 40 20 20 re W n /sh sh Q");
    });
    assert_finding(&card, &["a picture on the front", place], |file| {
        file.picture("im", 200, "DeviceRGB", &[255, 0, 0]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    assert_finding(&card, &["not CMYK or a spot color (Lab)"], |file| {
        let lab = file.pdf.add_object(vec![
            "Lab".into(),
            dictionary! { "WhitePoint" => vec![1.into(), 1.into(), 1.into()] }.into(),
        ]);
        file.name("ColorSpace", "lab", Object::Reference(lab));
        file.paint(&format!("/lab cs 50 40 40 sc {square}"));
    });
    assert_finding(&card, &["not CMYK or a spot color (ICC gray #000000)"], |file| {
        let profile = file.pdf.add_object(Stream::new(dictionary! { "N" => 1 }, Vec::new()));
        file.name("ColorSpace", "gray", vec!["ICCBased".into(), profile.into()]);
        file.paint(&format!("/gray cs 0 sc {square}"));
    });
    let in_pattern = "a shape in a pattern on the front is not CMYK or a spot color (RGB #00FF00)";
    assert_finding(&card, &[in_pattern], |file| {
        let tile = dictionary! {
            "PatternType" => 1, "PaintType" => 1, "TilingType" => 1,
            "XStep" => 10, "YStep" => 10, "BBox" => [0, 0, 10, 10].map(Object::Integer).to_vec(),
            "Resources" => Dictionary::new(),
        };
        file.name("Pattern", "tile", Stream::new(tile, b"0 1 0 rg 0 0 5 5 re f".to_vec()));
        file.paint(&format!("/Pattern cs /tile scn {square}"));
    });
    assert_finding(&card, &["is not CMYK or a spot color (RGB #0000FF)"], |file| {
        file.paint("0 0 1 rg BT /f0 10 Tf 1 0 0 1 60 60 Tm <00010002> Tj ET")
    });
    assert_finding(&card, &["a transparency group on the front blends in RGB"], |file| {
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
    let honest = preflight_after(&card, |file| file.paint("0.5 g 40 40 20 20 re f"));
    assert!(honest.is_empty(), "device gray is black ink: {honest:?}");
}

#[test]
fn too_much_ink_is_found_in_paint_gradients_and_pictures() {
    let card = card();
    let place = "0.10 in from the left, 8.62 in from the top";
    assert_finding(
        &card,
        &["press-ink", "has 400% ink (C 100, M 100, Y 100, K 100)", place, "the limit is 300%"],
        |file| file.paint("1 1 1 1 k 40 40 20 20 re f"),
    );
    assert_finding(
        &card,
        &["a gradient on the front", "360% ink (C 90, M 90, Y 90, K 90)", place],
        |file| {
            file.gradient("sh", "DeviceCMYK", &[0.0; 4], &[0.9; 4]);
            file.paint("q 40 40 20 20 re W n /sh sh Q");
        },
    );
    assert_finding(
        &card,
        &["a picture on the front", "400% ink", "0.10 in from the left", "the limit is 300%"],
        |file| {
            file.picture("im", 200, "DeviceCMYK", &[255; 4]);
            file.paint("q 20 0 0 20 40 40 cm /im Do Q");
        },
    );
    let jpeg = |decode: [i64; 8]| {
        move |file: &mut Tampered| {
            let dictionary = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 16, "Height" => 16,
                "BitsPerComponent" => 8, "ColorSpace" => "DeviceCMYK",
                "Filter" => "DCTDecode", "Decode" => decode.map(Object::Integer).to_vec(),
            };
            file.name(
                "XObject",
                "im",
                Stream::new(dictionary, include_bytes!("../../pictures/heavy-cmyk.jpg").to_vec()),
            );
            file.paint("q 3 0 0 3 40 40 cm /im Do Q");
        }
    };
    assert_finding(&card, &["a picture on the front", "359% ink"], jpeg([1, 0, 1, 0, 1, 0, 1, 0]));
    assert!(
        preflight_after(&card, jpeg([0, 1, 0, 1, 0, 1, 0, 1])).is_empty(),
        "inverted, it is light"
    );
    let light = preflight_after(&card, |file| {
        file.picture("im", 200, "DeviceCMYK", &[128; 4]);
        file.paint("q 20 0 0 20 40 40 cm /im Do Q");
    });
    assert!(light.is_empty(), "{light:?}");
    let spot = |tint: &'static str| {
        move |file: &mut Tampered| {
            let tint_of = dictionary! {
                "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()],
                "C0" => vec![0.into(); 4], "C1" => vec![1.into(); 4], "N" => 1,
            };
            let ink: Vec<Object> =
                vec!["Separation".into(), "Gold".into(), "DeviceCMYK".into(), tint_of.into()];
            file.name("ColorSpace", "gold", ink);
            file.paint(&format!("/gold cs {tint} sc 40 40 20 20 re f"));
        }
    };
    assert_finding(&card, &["400% ink (Gold printed as C 100, M 100, Y 100, K 100)"], spot("1"));
    assert!(preflight_after(&card, spot("0.5")).is_empty());
}

#[test]
fn overprint_transfer_functions_and_transparency_are_found() {
    let card = card();
    let set = |settings: Dictionary, color: &'static str| {
        move |file: &mut Tampered| {
            file.name("ExtGState", "set", settings.clone());
            file.paint(&format!("q /set gs {color} 40 40 20 20 re f Q"));
        }
    };
    let overprint = dictionary! { "OP" => true, "op" => true };
    assert_finding(
        &card,
        &[
            "press-overprint",
            "0.10 in from the left",
            "(C 0, M 0, Y 0, K 0); only black may overprint",
        ],
        set(overprint.clone(), "0 0 0 0 k"),
    );
    assert!(
        preflight_after(&card, set(overprint, "0 0 0 1 k")).is_empty(),
        "black ink may overprint"
    );
    assert_finding(
        &card,
        &["a transfer function"],
        set(dictionary! { "TR" => dictionary! { "FunctionType" => 2 } }, "0 0 0 1 k"),
    );
    assert_finding(&card, &["no CMYK blending color space"], |file| {
        file.page().remove(b"Group");
        set(dictionary! { "ca" => 0.5 }, "0 0 0 1 k")(file);
    });
}

#[test]
fn messages_name_the_colors_of_the_brand() {
    let inks = json!({ "headline": [90, 60, 45, 45], "panel": [14, 3, 13, 0] });
    let job = json!({ "brand": { "colors": inks } });
    let vendor = vendor();
    let mut file = Tampered::new(&card());
    file.name("ExtGState", "on", dictionary! { "op" => true });
    let squares = "0.9 0.6 0.45 0.45 k 40 40 9 9 re f 0.14 0.03 0.13 0 k 80 80 9 9 re f";
    file.paint(&format!("q /on gs {squares} Q"));
    let preflight = Preflight { job: Some(&job), ..Preflight::new(&vendor) };
    let findings = preflight.check(&file.save());
    for (finding, role) in findings.iter().zip(["headline", "panel"]) {
        assert!(finding.message.contains(&format!("the color `{role}`")), "{findings:#?}");
        assert!(finding.hints[0].contains(&format!("the color `{role}`")), "{findings:#?}");
    }
    assert_eq!(findings.len(), 2, "{findings:#?}");
}
