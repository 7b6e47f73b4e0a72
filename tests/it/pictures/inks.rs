//! The colors of pictures: inks for the press, and the same pixels on a screen.

use image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use lopdf::Object;

use super::files::{encoded, photo, scene};
use super::{build, opened, pictures, with};

/// A picture with one column of each color, and white beside them.
fn columns(colors: &[[u8; 3]]) -> Vec<u8> {
    let color = |x: u32| colors.get(x as usize).copied().unwrap_or([255; 3]);
    encoded(&RgbImage::from_fn(300, 12, |x, _| Rgb(color(x))).into(), ImageFormat::Png)
}

/// Returns the inks of the first row in a press file, from 0 to 255.
fn inks(picture: &[u8]) -> Vec<[u8; 4]> {
    let project = with("p/colors.png", picture);
    build(&project).succeeded();
    let (_, _, pdf) = opened(&project).remove(1);
    let inks = pictures(&pdf)[0].get_plain_content().unwrap();
    inks.as_chunks().0[..300].to_vec()
}

fn percent(inks: [u8; 4]) -> [i32; 4] {
    inks.map(|ink| (f64::from(ink) / 2.55).round() as i32)
}

#[test]
fn inks_match_little_cms_and_stay_below_the_limit() {
    // Little CMS 2 with the same intent and black-point compensation, in percent.
    let known = [
        ([242, 193, 78], [0, 20, 72, 11]),
        ([46, 139, 134], [67, 3, 36, 29]),
        ([18, 59, 74], [66, 34, 26, 67]),
        ([200, 30, 40], [0, 92, 73, 15]),
    ];
    let mut colors: Vec<[u8; 3]> = known.iter().map(|(color, _)| *color).collect();
    colors.extend([0, 8, 16, 24, 32, 48].map(|gray| [gray; 3]));
    let steps = [0, 51, 102, 153, 204, 255];
    let greens = |r: u8| steps.into_iter().flat_map(move |g| steps.map(move |b| [r, g, b]));
    colors.extend(steps.into_iter().flat_map(greens));
    let found = inks(&columns(&colors));
    assert_eq!(found[299], [0; 4], "paper stays white");
    for (inks, (color, wanted)) in found.iter().zip(known) {
        let inks = percent(*inks);
        let is_near = inks.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() <= 4);
        assert!(is_near, "{color:?}: {inks:?}, not {wanted:?}");
    }
    let sums: Vec<u32> = found.iter().map(|inks| inks.map(u32::from).iter().sum()).collect();
    assert!(sums[4..10].is_sorted_by(|a, b| a > b), "shadows stay distinct: {sums:?}");
    assert!(sums.iter().all(|sum| f64::from(*sum) / 2.55 <= 296.0), "{sums:?}");
}

#[test]
fn grays_print_in_black_ink_alone() {
    let gray = GrayImage::from_fn(300, 12, |x, _| image::Luma([(x * 255 / 299) as u8]));
    let found = inks(&encoded(&DynamicImage::ImageLuma8(gray), ImageFormat::Png));
    assert_eq!((found[0], found[299]), ([0, 0, 0, 255], [0; 4]));
    assert!(found.is_sorted_by(|a, b| a[..3] == [0; 3] && a[3] >= b[3]), "{found:?}");
}

#[test]
fn a_small_photo_keeps_its_pixels() {
    let bytes = photo(&scene(220, 200), 1);
    let project = with("p/photo.jpg", &bytes);
    project.run(&["build", "note", "--lang", "en", "--edition", "screen"]).succeeded();
    let bytes_of_file = std::fs::read(project.path("out/screen/note.en.pdf")).unwrap();
    let pdf = lopdf::Document::load_mem(&bytes_of_file).unwrap();
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgb8();
    assert_eq!(pixels(&pictures(&pdf)[0].content), pixels(&bytes));
}

#[test]
fn transparent_pixels_do_not_bleed() {
    let dark = |x: u32, _| Rgba(if x < 640 { [10, 20, 30, 255] } else { [255, 255, 255, 0] });
    let picture = RgbaImage::from_fn(1280, 1280, dark);
    let project = with("p/half.png", &encoded(&picture.into(), ImageFormat::Png));
    build(&project).succeeded();
    let (_, _, pdf) = opened(&project).remove(0);
    let picture = pictures(&pdf)[0];
    let mask = picture.dict.get(b"SMask").and_then(Object::as_reference).unwrap();
    let mask = pdf.get_object(mask).and_then(Object::as_stream).unwrap();
    let (colors, alphas) =
        (picture.get_plain_content().unwrap(), mask.get_plain_content().unwrap());
    assert_eq!(colors.len(), 3 * alphas.len());
    let pixels = colors.chunks_exact(3).zip(alphas);
    let mut visible = pixels.filter(|(_, alpha)| *alpha > 40);
    assert!(visible.all(|(color, _)| color[0] < 16), "no white fringe");
}
