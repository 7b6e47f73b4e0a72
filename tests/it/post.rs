//! The postcard: what the mail reads on its address side.

use crate::project::Project;

/// The width of a picture of the address side in pixels, and that of an inch.
const WIDTH: u32 = 1200;
const INCH: f64 = WIDTH as f64 / 6.0;

/// Whether all pixels between two corners, in inches from the top left, have one color.
fn is_plain(image: &image::RgbImage, from: (f64, f64), to: (f64, f64)) -> bool {
    let pixel = |inches: f64, most: u32| ((inches * INCH).round() as u32).min(most - 1);
    let (width, height) = image.dimensions();
    let color = image.get_pixel(pixel(from.0, width), pixel(from.1, height));
    (pixel(from.1, height)..=pixel(to.1, height)).all(|y| {
        (pixel(from.0, width)..=pixel(to.0, width)).all(|x| image.get_pixel(x, y) == color)
    })
}

#[test]
fn the_address_side_leaves_what_the_mail_prints_and_reads() {
    let project = Project::starter();
    // A program with every way to reach it.
    let web = "\"web\": \"https://www.hhs.nd.gov\",\n";
    let numbers = "\"text\": \"701-555-0101\", \"tty\": \"701-555-0102\"";
    let address = "\"address\": \"100 Sample Street, Bismarck, ND 58501\"";
    project.edit("data/program.json", web, &format!("{numbers}, {address}, {web}"));
    project.run(&["build", "postcard", "--png", &WIDTH.to_string()]).succeeded();
    for lang in ["en", "es"] {
        let path = project.path(&format!("out/screen/postcard.{lang}.2.png"));
        let page = image::open(path).unwrap().to_rgb8();
        assert!(is_plain(&page, (1.25, 3.375), (6.0, 4.0)), "{lang}: the barcode");
        assert!(is_plain(&page, (4.2, 0.0), (4.8, 1.375)), "{lang}: beside the postage");
        assert!(is_plain(&page, (3.0, 1.4), (5.5, 1.9)), "{lang}: the first line of the address");
        assert!(!is_plain(&page, (0.3, 0.3), (2.0, 0.6)), "{lang}: the return address");
        assert!(!is_plain(&page, (4.9, 0.3), (5.7, 1.3)), "{lang}: the postage");
    }
}
