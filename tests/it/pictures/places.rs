//! Pictures in their places: photos of every shape, and pictures that meet text.

use std::fs;

use image::{
    DynamicImage, GrayAlphaImage, GrayImage, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba,
    RgbaImage,
};

use super::files::{encoded, photo, scene};
use super::with;
use crate::project::{Project, copy, repository};

/// What a page has, its picture and its kind of file, what is drawn in order, and whether that is a
/// fault.
type Case<'a> = (&'a str, &'a [u8], &'a str, Vec<String>, bool);

/// Red above, blue below.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| {
        if y < height / 2 { Rgb([200, 20, 20]) } else { Rgb([20, 20, 200]) }
    })
}

/// The small project with a picture, which the template draws in its own way.
fn drawn(file: &str, bytes: &[u8], draw: &str) -> Project {
    let project = with(file, bytes);
    copy(&repository().join("templates/shared"), &project.path("templates/shared"));
    let image = "#place(bottom + right, image(job.pictures.photo.file, width: 1in, \
                 alt: job.pictures.photo.alt))\n";
    let import = "#import \"../shared/photo.typ\": fitted, photo\n";
    project.edit("templates/note/main.typ", image, "");
    let main = project.read("templates/note/main.typ");
    project.write("templates/note/main.typ", format!("{import}{main}\n{draw}\n"));
    project
}

/// The codes of the findings about the note on screen.
fn codes(project: &Project) -> Vec<String> {
    let run = project.run(&["check", "note", "--lang", "en", "--format", "short"]);
    let codes = run.err.lines().filter_map(|line| {
        let (_, rest) = line.split_once('[')?;
        Some(rest.split_once(']')?.0.to_owned())
    });
    codes.collect()
}

/// A picture of which its place shows half.
const LANDSCAPE: &str = "in landscape format";

#[test]
fn a_photo_of_any_shape_stays_in_its_place() {
    let png = |image: DynamicImage| encoded(&image, ImageFormat::Png);
    let gray = GrayImage::from_fn(900, 300, |x, _| Luma([(x % 256) as u8]));
    let clear = RgbaImage::from_pixel(300, 900, Rgba([20, 20, 200, 90]));
    let both = GrayAlphaImage::from_pixel(600, 200, LumaA([90, 90]));
    let cases: [(&str, &str, Vec<u8>, &[&str]); 11] = [
        ("of the shape of the place", "p/a.jpg", photo(&scene(900, 300), 1), &[]),
        ("a portrait", "p/b.jpg", photo(&scene(600, 1800), 1), &["picture-shape"]),
        (
            "a portrait that lies on its side",
            "p/c.jpg",
            photo(&scene(600, 200), 6),
            &["picture-shape"],
        ),
        ("a panorama", "p/d.jpg", photo(&scene(3000, 300), 1), &["picture-shape"]),
        (LANDSCAPE, "p/k.jpg", photo(&scene(900, 600), 1), &["picture-shape"]),
        ("gray", "p/e.png", png(DynamicImage::ImageLuma8(gray)), &[]),
        ("half clear", "p/f.png", png(DynamicImage::ImageRgba8(clear)), &["picture-shape"]),
        ("gray and half clear", "p/g.png", png(DynamicImage::ImageLumaA8(both)), &[]),
        (
            "one pixel",
            "p/h.png",
            png(DynamicImage::ImageRgb8(scene(1, 1))),
            &["coarse-picture", "picture-shape"],
        ),
        (
            "a line of pixels",
            "p/i.png",
            png(DynamicImage::ImageRgb8(scene(10_000, 1))),
            &["coarse-picture", "picture-shape"],
        ),
        (
            "20,000 pixels wide",
            "p/j.png",
            png(DynamicImage::ImageRgb8(scene(20_000, 1))),
            &["bad-picture"],
        ),
    ];
    let mut faults = Vec::new();
    let place = "#place(bottom + right, photo(job.pictures.photo, width: 1.5in, shape: 3))";
    for (what, file, bytes, expected) in cases {
        let project = drawn(file, &bytes, place);
        let mut found = codes(&project);
        found.sort();
        if found != *expected {
            faults.push(format!("{what}: {found:?}, not {expected:?}"));
        }
        let file = format!("\"file\": \"{file}\"");
        project.edit("data/pieces.json", &file, &format!("{file}, \"focus\": [0.5, 0.2]"));
        let mut found = codes(&project);
        found.sort();
        // A focus is enough if the place shows a good part of the picture.
        let is_left = |code: &&&str| **code != "picture-shape" || what != LANDSCAPE;
        if found.iter().ne(expected.iter().filter(is_left)) {
            faults.push(format!("{what}, with a focus: {found:?}"));
        }
        // A logo of the same shape is whole.
        let main = project.read("templates/note/main.typ");
        let logo = "#place(bottom + right, fitted(job.pictures.photo, 1.5in, 0.5in))";
        project.write("templates/note/main.typ", main.replace(place, logo));
        let found = codes(&project);
        if found.iter().any(|code| !["bad-picture", "coarse-picture"].contains(&code.as_str())) {
            faults.push(format!("{what}, as a logo: {found:?}"));
        }
    }
    // A template that stretches a picture.
    let stretched = "#place(bottom + right, image(job.pictures.photo.file, width: 1in, \
                     height: 0.2in, fit: \"stretch\", alt: \"A\"))";
    let project = drawn("p/a.jpg", &photo(&scene(300, 300), 1), stretched);
    if codes(&project) != ["picture-shape"] {
        faults.push(format!("stretched: {:?}", codes(&project)));
    }
    for focus in ["[0.5]", "[0.5, 1.5]", "0.5", "[0, 0, 0]"] {
        let project = drawn("p/a.jpg", &photo(&scene(300, 300), 1), place);
        let file = "\"file\": \"p/a.jpg\"";
        project.edit("data/pieces.json", file, &format!("{file}, \"focus\": {focus}"));
        if codes(&project).iter().all(|code| !["bad-value", "wrong-type"].contains(&code.as_str()))
        {
            faults.push(format!("{focus}: {:?}", codes(&project)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_focus_of_a_photo_stays_in_view() {
    let bytes = photo(&halves(400, 1600), 1);
    let draw = "#place(bottom + right, photo(job.pictures.photo, width: 1.5in, shape: 3))";
    let project = drawn("p/a.jpg", &bytes, draw);
    let mut shown = Vec::new();
    let file = "\"file\": \"p/a.jpg\"";
    for focus in ["[0.5, 0]", "[0.5, 0.5]", "[0.5, 1]"] {
        let data = project.read("data/pieces.json");
        project.edit("data/pieces.json", file, &format!("{file}, \"focus\": {focus}"));
        project.run(&["build", "note", "--lang", "en", "--png", "400", "-q"]).succeeded();
        let png = fs::read(project.path("out/screen/note.en.1.png")).unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_rgb8();
        // The place is from 2.1 in to 2.6 in, 100 pixels to the inch.
        shown.push(
            [215, 255].map(|y| if picture.get_pixel(285, y).0[0] > 128 { "red" } else { "blue" }),
        );
        project.write("data/pieces.json", data);
    }
    assert_eq!(shown, [["red", "red"], ["red", "blue"], ["blue", "blue"]]);
}

#[test]
fn text_and_pictures_have_places_of_their_own() {
    let view = encoded(&DynamicImage::ImageRgb8(halves(300, 300)), ImageFormat::Png);
    let clear = RgbaImage::from_fn(300, 300, |x, y| {
        // A frame around a clear middle.
        let is_frame = !(20..280).contains(&x) || !(20..280).contains(&y);
        Rgba([20, 20, 200, if is_frame { 255 } else { 0 }])
    });
    let clear = encoded(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 300' width='300' \
                    height='300'><rect x='250' y='250' width='40' height='40' fill='#123'/></svg>"
        .to_vec();
    let picture = "image(job.pictures.photo.file, width: 1.5in, alt: job.pictures.photo.alt)";
    let text = "place(top + left, dx: 1.8in, dy: 1.6in, [Words on the page])";
    let at = |body: &str| format!("place(top + left, dx: 1.7in, dy: 1.2in, {body})");
    let ground = format!("[#block({picture})#label(\"ground:photo\")]");
    let panel =
        "place(top + left, dx: 1.75in, dy: 1.5in, rect(width: 1.3in, height: 0.4in, fill: white))";
    let cut = format!("box(width: 1.5in, height: 0.2in, clip: true, {picture})");
    let cases: [Case<'_>; 10] = [
        ("text on a picture", &view, "png", vec![at(picture), text.to_owned()], true),
        ("a picture over text", &view, "png", vec![text.to_owned(), at(picture)], true),
        ("a ground", &view, "png", vec![at(&ground), text.to_owned()], false),
        (
            "ornament",
            &view,
            "png",
            vec![at(&format!("pdf.artifact({picture})")), text.to_owned()],
            false,
        ),
        (
            "ornament over text",
            &view,
            "png",
            vec![text.to_owned(), at(&format!("pdf.artifact({picture})"))],
            true,
        ),
        (
            "a panel between",
            &view,
            "png",
            vec![at(picture), panel.to_owned(), text.to_owned()],
            false,
        ),
        ("a clear picture over text", &clear, "png", vec![text.to_owned(), at(picture)], false),
        ("text on a clear picture", &clear, "png", vec![at(picture), text.to_owned()], false),
        ("the empty part of a drawing", &drawing, "svg", vec![text.to_owned(), at(picture)], false),
        ("what is cut off", &view, "png", vec![at(&cut), text.to_owned()], false),
    ];
    let mut faults = Vec::new();
    for (what, bytes, extension, draw, is_fault) in cases {
        let draw: String = draw.iter().map(|one| format!("#{one}\n")).collect();
        let project = drawn(&format!("p/a.{extension}"), bytes, &draw);
        let found = codes(&project);
        if found.contains(&"picture-overlap".to_owned()) != is_fault {
            faults.push(format!("{what}: {found:?}"));
        }
    }
    // A picture that the page itself has as its ground.
    let project = drawn("p/a.png", &view, "");
    let page = "bleed: job.page.bleed * 1pt)";
    let ground =
        format!("bleed: job.page.bleed * 1pt, background: {})", picture.replace("1.5in", "100%"));
    project.edit("templates/note/main.typ", page, &ground);
    let found = codes(&project);
    if found.contains(&"picture-overlap".to_owned()) {
        faults.push(format!("a page background: {found:?}"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
