//! Pictures of pieces: whatever a phone or a stranger provides, the finished files show it upright,
//! without metadata, sharp enough and, for the press, in inks.

mod bad;
pub(crate) mod files;
mod inks;
mod places;

use std::collections::BTreeSet;
use std::fs;

use image::{DynamicImage, GrayImage, ImageFormat, LumaA, Rgb, RgbImage, Rgba, RgbaImage};

use lopdf::{Document, Object, Stream};
use peerpress::content::vendors::{Vendor, Vendors};
use peerpress::preflight::Preflight;

use crate::project::{Project, Run};
use files::{SECRET, chunk, encoded, exif, photo, scene, stored, with_chunk};

/// The small project with a picture, one inch wide.
pub(crate) fn with(file: &str, bytes: &[u8]) -> Project {
    let project = Project::small();
    let alt = r#"{ "en": "A view", "es": "Una vista" }"#;
    let photo = format!(r#"{{ "photo": {{ "file": "{file}", "alt": {alt} }} }}"#);
    let picture = format!("\"pictures\": {photo},\n      \"text\": {{");
    project.edit("data/pieces.json", "\"text\": {", &picture);
    project.edit(
        "templates/note/template.json",
        "\"text\": [\"headline\", \"body\"]",
        "\"text\": [\"headline\", \"body\"], \"pictures\": [\"photo\"]",
    );
    let image = "image(job.pictures.photo.file, width: 1in, alt: job.pictures.photo.alt)";
    let place = format!("#place(bottom + right, {image})\n#job.program");
    project.edit("templates/note/main.typ", "#job.program", &place);
    project.write(file, bytes);
    project
}

fn build(project: &Project) -> Run {
    project.run(&[
        "build",
        "note",
        "--lang",
        "en",
        "--edition",
        "screen,press",
        "--format",
        "short",
    ])
}

/// Opens the finished files.
fn opened(project: &Project) -> Vec<(String, Vec<u8>, Document)> {
    let open = |name: &str| {
        let bytes = fs::read(project.path(name)).unwrap();
        let pdf = Document::load_mem(&bytes).unwrap();
        (name.to_owned(), bytes, pdf)
    };
    vec![open("out/screen/note.en.pdf"), open("out/press/note.en.pdf")]
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn vendor(project: &Project) -> Vendor {
    serde_json::from_str::<Vendors>(&project.read("data/vendors.json")).unwrap().vendors.remove(0)
}

/// The pictures of a file, but not their masks.
fn pictures(pdf: &Document) -> Vec<&Stream> {
    let images: Vec<_> = pdf
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, object.as_stream().ok()?)))
        .filter(|(_, stream)| is(stream, b"Image"))
        .collect();
    let masks: BTreeSet<_> = images
        .iter()
        .filter_map(|(_, stream)| stream.dict.get(b"SMask").ok()?.as_reference().ok())
        .collect();
    images.into_iter().filter(|(id, _)| !masks.contains(id)).map(|(_, stream)| stream).collect()
}

fn is(stream: &Stream, subtype: &[u8]) -> bool {
    stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == subtype)
}

fn side(stream: &Stream, key: &[u8]) -> i64 {
    stream.dict.get(key).unwrap().as_i64().unwrap()
}

fn space(stream: &Stream) -> &[u8] {
    stream.dict.get(b"ColorSpace").unwrap().as_name().unwrap()
}

#[test]
fn metadata_is_never_published() {
    let scene = scene(400, 400);
    let png = encoded(&DynamicImage::ImageRgb8(scene.clone()), ImageFormat::Png);
    let png =
        with_chunk(&with_chunk(&png, b"tEXt", &[b"Comment\0", SECRET].concat()), b"eXIf", &exif(1));
    for (file, bytes) in
        [("p/a.jpg", photo(&scene, 1)), ("p/b.jpg", photo(&scene, 8)), ("p/c.png", png)]
    {
        assert!(holds(&bytes, SECRET), "{file}");
        let project = with(file, &bytes);
        build(&project).succeeded();
        for (name, bytes, pdf) in opened(&project) {
            let streams = pdf
                .objects
                .values()
                .filter_map(|object| object.as_stream().ok())
                .map(|stream| stream.get_plain_content().unwrap_or_default());
            for part in std::iter::once(bytes).chain(streams) {
                assert!(
                    !holds(&part, SECRET)
                        && !holds(&part, b"Exif\0")
                        && !holds(&part, b"/xap/1.0/\0"),
                    "{file} in {name}"
                );
            }
        }
    }
}

#[test]
fn a_rotated_picture_is_shown_upright() {
    // Red on the left, to be rotated clockwise: red comes to the top.
    let rotated =
        RgbImage::from_fn(
            400,
            400,
            |x, _| if x < 200 { Rgb([230, 20, 20]) } else { Rgb([20, 20, 230]) },
        );
    let project = with("p/rotated.jpg", &photo(&rotated, 6));
    project
        .run(&["build", "note", "--lang", "en", "--edition", "screen,press", "--png", "400"])
        .succeeded();
    for edition in ["screen", "press"] {
        let page =
            image::open(project.path(&format!("out/{edition}/note.en.1.png"))).unwrap().to_rgb8();
        let is_red = |pixel: &Rgb<u8>| pixel[0] > 180 && pixel[2] < 90;
        let is_blue = |pixel: &Rgb<u8>| pixel[2] > 180 && pixel[0] < 90;
        let rows = |wanted: &dyn Fn(&Rgb<u8>) -> bool| {
            page.enumerate_pixels()
                .filter(|(.., pixel)| wanted(pixel))
                .map(|(_, y, _)| y)
                .collect::<Vec<_>>()
        };
        let (red, blue) = (rows(&is_red), rows(&is_blue));
        assert!(red.len() > 1000 && blue.len() > 1000, "{edition}");
        assert!(red.iter().max() <= blue.iter().min(), "{edition}");
    }
}

#[test]
fn for_the_press_pixels_become_inks_at_300_dpi() {
    let project = with("p/photo.jpg", &photo(&scene(1500, 1000), 1));
    build(&project).succeeded();
    let files = opened(&project);
    let (_, bytes, pdf) = &files[1];
    assert!(Preflight::new(&vendor(&project)).check(bytes).is_empty());
    let found = pictures(pdf);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (side(found[0], b"Width"), side(found[0], b"Height"), space(found[0])),
        (300, 200, b"DeviceCMYK".as_slice())
    );
    let on_screen = pictures(&files[0].2);
    assert_eq!(
        (side(on_screen[0], b"Width"), side(on_screen[0], b"Height")),
        (220, 147),
        "a screen shows no more"
    );
    assert!(bytes.len() < 1_000_000);
}

#[test]
fn a_picture_is_not_enlarged() {
    let project =
        with("p/small.png", &encoded(&DynamicImage::ImageRgb8(scene(310, 200)), ImageFormat::Png));
    build(&project).succeeded();
    for (name, _, pdf) in opened(&project) {
        let width = side(pictures(&pdf)[0], b"Width");
        assert!(width <= 310, "{name}: {width}");
    }
}

#[test]
fn every_encoding_prints() {
    let deep = DynamicImage::ImageRgb8(scene(320, 300)).to_rgb16();
    let clear = RgbaImage::from_fn(320, 300, |x, y| {
        Rgba([200, 60, 30, if (x / 40 + y / 40) % 2 == 0 { 255 } else { 0 }])
    });
    let mist = image::ImageBuffer::from_fn(320, 300, |x, y| {
        LumaA([(x * 255 / 320) as u8, (y * 255 / 300) as u8])
    });
    let gray = GrayImage::from_fn(320, 300, |x, _| image::Luma([(x * 255 / 320) as u8]));
    let mut palette = chunk(b"IHDR", &[0, 0, 1, 64, 0, 0, 1, 64, 1, 3, 0, 0, 0]);
    palette.extend(chunk(b"PLTE", &[200, 30, 30, 255, 255, 255]));
    palette.extend(chunk(
        b"IDAT",
        &stored(
            &[0b1010_1010_u8; 41 * 320]
                .iter()
                .enumerate()
                .map(|(at, byte)| if at % 41 == 0 { 0 } else { *byte })
                .collect::<Vec<_>>(),
        ),
    ));
    palette.extend(chunk(b"IEND", &[]));
    let cases = [
        ("p/16-bit.png", encoded(&DynamicImage::ImageRgb16(deep), ImageFormat::Png)),
        ("p/clear.png", encoded(&DynamicImage::ImageRgba8(clear.clone()), ImageFormat::Png)),
        ("p/clear.webp", encoded(&DynamicImage::ImageRgba8(clear), ImageFormat::WebP)),
        ("p/IMG_0001.PNG", encoded(&DynamicImage::ImageRgb8(scene(600, 400)), ImageFormat::Png)),
        ("p/photo.webp", encoded(&DynamicImage::ImageRgb8(scene(600, 400)), ImageFormat::WebP)),
        ("p/mist.png", encoded(&DynamicImage::ImageLumaA8(mist), ImageFormat::Png)),
        ("p/gray.png", encoded(&DynamicImage::ImageLuma8(gray.clone()), ImageFormat::Png)),
        ("p/gray.jpg", encoded(&DynamicImage::ImageLuma8(gray), ImageFormat::Jpeg)),
        ("p/palette.png", [b"\x89PNG\r\n\x1a\n".to_vec(), palette].concat()),
    ];
    for (file, bytes) in cases {
        let project = with(file, &bytes);
        build(&project).succeeded();
        let (_, bytes, pdf) = opened(&project).remove(1);
        assert!(Preflight::new(&vendor(&project)).check(&bytes).is_empty(), "{file}");
        let found = pictures(&pdf);
        assert!(found.iter().all(|stream| space(stream) == b"DeviceCMYK"), "{file}");
        if file.contains("clear") || file.contains("mist") {
            assert!(found[0].dict.has(b"SMask"), "{file} stays transparent");
        }
        if (file.contains("gray") || file.contains("mist"))
            && found[0].filters().unwrap()[0] == b"FlateDecode"
        {
            let inks = found[0].get_plain_content().unwrap();
            assert!(
                inks.chunks_exact(4).all(|pixel| pixel[..3] == [0, 0, 0])
                    && inks.iter().any(|ink| *ink > 200),
                "{file} prints in black ink alone"
            );
        }
    }
}

#[test]
fn a_drawing_prints_in_inks() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><defs>
        <linearGradient id="a"><stop stop-color="#F2C14E"/><stop offset=".4" stop-color="#C4532D"/>
        <stop offset="1" stop-color="#808080"/></linearGradient>
        <radialGradient id="b"><stop stop-color="#fff"/>
        <stop offset="1" stop-color="#123B4A" stop-opacity="0"/></radialGradient>
        <pattern id="c" width="8" height="8" patternUnits="userSpaceOnUse">
        <circle cx="4" cy="4" r="3" fill="#1F6F78"/></pattern>
        <mask id="d"><rect width="100" height="100" fill="#d00"/></mask></defs>
        <rect width="100" height="100" fill="url(#a)"/>
        <circle cx="50" cy="50" r="40" fill="url(#b)"/>
        <rect width="50" height="9" fill="url(#c)"/>
        <g mask="url(#d)"><rect y="70" width="90" height="20" fill="#123456"/></g>
        <g opacity=".5"><path d="M0 0h50v50z" fill="#000"/>
        <path id="e" d="M9 9h50" stroke="#777" stroke-width="3"/><use href="#e"/></g></svg>"##;
    let project = with("p/logo.svg", svg.as_bytes());
    build(&project).succeeded();
    let (_, bytes, pdf) = opened(&project).remove(1);
    assert!(Preflight::new(&vendor(&project)).check(&bytes).is_empty());
    assert!(!holds(&bytes, b"DeviceRGB"));
    let page = *pdf.get_pages().values().next().unwrap();
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
    assert!(
        !content
            .operations
            .iter()
            .any(|operation| ["rg", "RG", "g", "G"].contains(&operation.operator.as_str()))
    );
    for stream in pdf
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| is(stream, b"Form"))
    {
        let content =
            lopdf::content::Content::decode(&stream.get_plain_content().unwrap()).unwrap();
        assert!(
            !content
                .operations
                .iter()
                .any(|operation| ["rg", "RG"].contains(&operation.operator.as_str()))
        );
    }
    let project = with(
        "p/logo.svg",
        svg.replace("id=\"a\"", "id=\"a\" spreadMethod=\"reflect\" x2=\".2\"").as_bytes(),
    );
    let run = build(&project);
    assert!(run.code == 0 || run.err.contains("error[press-gradient]"), "{run:?}");
}

#[test]
fn the_cache_is_reused_but_not_trusted() {
    let project = with("p/photo.jpg", &photo(&scene(900, 600), 1));
    build(&project).succeeded();
    let first = fs::read(project.path("out/press/note.en.pdf")).unwrap();
    let kept = project.files("out/.cache/pictures");
    assert!(!kept.is_empty());
    for name in &kept {
        let path = format!("out/.cache/pictures/{name}");
        let bytes = fs::read(project.path(&path)).unwrap();
        project.write(&path, &bytes[..bytes.len() / 2]);
    }
    project
        .run(&["build", "note", "--lang", "en", "--edition", "screen,press", "--force"])
        .succeeded();
    assert_eq!(fs::read(project.path("out/press/note.en.pdf")).unwrap(), first);
    assert_eq!(project.files("out/.cache/pictures"), kept);
    let other = with("p/photo.jpg", &photo(&scene(900, 600), 1));
    build(&other).succeeded();
    assert_eq!(
        fs::read(other.path("out/press/note.en.pdf")).unwrap(),
        first,
        "equal inputs, equal bytes"
    );
    other.run(&["check", "note"]).succeeded();
}

#[test]
fn a_spot_color_is_an_ink_of_its_own() {
    let project = Project::small();
    let lake =
        r##""id": "lake", "name": "PANTONE 7473 C", "cmyk": [75, 5, 46, 6], "rgb": "#1F7A70""##;
    let ink = format!("\"spots\": [{{ {lake} }}],\n  \"languages\"");
    project.edit("data/program.json", "\"languages\"", &ink);
    project.edit("templates/note/template.json", "[\"program\"]", "[\"program\", \"spots\"]");
    let tokens =
        fs::read_to_string(crate::project::repository().join("templates/shared/tokens.typ"))
            .unwrap();
    project.write("templates/shared/tokens.typ", tokens);
    let drawn = "#import \"../shared/tokens.typ\": palette\n\
                 #let color = palette(job)\n\
                 #place(bottom + right, rect(width: 1in, fill: color.spot.lake))\n#job.program";
    project.edit("templates/note/main.typ", "#job.program", drawn);
    build(&project).succeeded();
    let files = opened(&project);
    let (_, bytes, pdf) = &files[1];
    assert!(Preflight::new(&vendor(&project)).check(bytes).is_empty());
    let names = |object: &Object| {
        object.as_array().is_ok_and(|space| {
            space.first().is_some_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Separation"))
        })
    };
    let spaces: Vec<&Object> = pdf.objects.values().filter(|object| names(object)).collect();
    assert!(
        format!("{spaces:?}").contains("PANTONE 7473 C")
            && format!("{spaces:?}").contains("DeviceCMYK"),
        "{spaces:?}"
    );
    assert!(!files[0].2.objects.values().any(names), "a screen has no inks");
}
