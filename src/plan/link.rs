//! Links of the job: an address, its short form to print, and its QR code.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use data_encoding::BASE64;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, QrCode};
use serde_json::{Value, json};

use super::modules::{LEVEL, Modules};
use crate::content::phone::PhoneNumber;

/// The QR codes of a plan. Each is generated once: the program's address is on most of its pieces.
#[derive(Debug, Default)]
pub(super) struct Codes {
    made: RefCell<HashMap<String, Value>>,
}

impl Codes {
    /// A link to a web address, with its QR code.
    pub(super) fn web(&self, url: &str) -> Value {
        let code =
            self.made.borrow_mut().entry(url.to_owned()).or_insert_with(|| code(url)).clone();
        json!({ "url": url, "show": short(url), "qr": code })
    }

    /// A link to an address that people can type without its query.
    pub(super) fn typed(&self, url: &str) -> Value {
        let mut link = self.web(url);
        link["show"] = short(url.split('?').next().unwrap_or(url)).into();
        link
    }
}

/// A link to a phone number, which is printed as `show`, for a reader in a region.
pub(super) fn phone(number: &str, show: &str, region: &str) -> Value {
    number_link("tel", number, show, region)
}

/// A link that starts a text message.
pub(super) fn text(number: &str, show: &str, region: &str) -> Value {
    number_link("sms", number, show, region)
}

/// A fax number. No program opens one, so it has no address.
pub(super) fn fax(show: &str) -> Value {
    json!({ "url": null, "show": show, "qr": null })
}

fn number_link(scheme: &str, number: &str, show: &str, region: &str) -> Value {
    let dialed = PhoneNumber::parse(number).map(|number| number.dialed(region));
    let url = dialed.map(|dialed| format!("{scheme}:{dialed}"));
    json!({ "url": url, "show": show, "qr": null })
}

/// A link to an email address.
pub(super) fn email(address: &str) -> Value {
    json!({ "url": format!("mailto:{address}"), "show": address, "qr": null })
}

/// The address as people type it.
fn short(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// How the QR code of a certificate gets to its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeForm {
    /// As a picture, which takes a fraction of the time of modules.
    Picture,
    /// As a blank picture of the same size. Peerpress puts the code into the finished file.
    Blank,
    /// As rows of modules, which the press prints in one ink.
    Rows,
    /// Not at all: Peerpress draws it into the finished file, which takes a fraction of the time of
    /// a picture.
    Later,
}

/// The link of a certificate. Its signed content is after the `#` of the address, too long to
/// print.
pub(super) fn credential(url: &str, form: CodeForm) -> Value {
    let base = url.split('#').next().unwrap_or_default();
    let code = match form {
        CodeForm::Picture => Modules::of(url).and_then(|modules| picture(&modules)),
        CodeForm::Blank => Modules::size_of(url).map(|size| framed(size, "jpeg", &BLANK)),
        CodeForm::Rows => Modules::of(url).map(|modules| drawn(modules.colors())),
        CodeForm::Later => Some(json!({ "later": true })),
    };
    json!({ "url": url, "show": short(base), "qr": code })
}

/// The modules as a PNG, one pixel each, in an SVG with a quiet zone of four modules. Typst passes
/// a text through a template at no cost, but every function looks at each byte of a list.
fn picture(modules: &Modules) -> Option<Value> {
    let size = modules.size;
    let pixels: Vec<u8> =
        modules.rows().flatten().map(|is_dark| if is_dark { 0 } else { 255 }).collect();
    Some(framed(size, "png", &png(&pixels, u32::try_from(size).ok()?)?))
}

/// The number of pixels in a row of a blank picture, unlike those of any code.
pub const BLANK_SIZE: u16 = 7;

/// The blank picture, a JPEG: the engine copies it, while it would decode and compress a PNG again
/// for every page. One pixel is dark, so that it is not taken for a color.
static BLANK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut pixels = [255; (BLANK_SIZE as usize).pow(2)];
    pixels[0] = 0;
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 100);
    let written = encoder.encode(&pixels, BLANK_SIZE, BLANK_SIZE, jpeg_encoder::ColorType::Luma);
    written.map(|()| jpeg).unwrap_or_default()
});

fn png(pixels: &[u8], side: u32) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(pixels, side, side, ExtendedColorType::L8).ok()?;
    Some(png)
}

/// A picture in an SVG with a quiet zone of four modules.
fn framed(size: usize, format: &str, picture: &[u8]) -> Value {
    let (all, data) = (size + 8, BASE64.encode(picture));
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-4 -4 {all} {all}'><image \
         width='{size}' height='{size}' image-rendering='optimizeSpeed' \
         href='data:image/{format};base64,{data}'/></svg>"
    );
    json!({ "size": size, "svg": svg })
}

/// A QR code; null if the address is too long.
fn code(url: &str) -> Value {
    QrCode::with_error_correction_level(url, LEVEL)
        .map_or(Value::Null, |code| drawn(&code.into_colors()))
}

/// The modules as rows, with `1` for a dark module, and as an SVG path.
fn drawn(colors: &[Color]) -> Value {
    let size = colors.len().isqrt().max(1);
    let row = |modules: &[Color]| {
        modules
            .iter()
            .map(|module| if *module == Color::Dark { '1' } else { '0' })
            .collect::<String>()
    };
    let rows: Vec<String> = colors.chunks(size).map(row).collect();
    json!({ "size": size, "path": path(&rows), "rows": rows })
}

/// An SVG path that draws runs of dark modules as rectangles, one unit high.
fn path(rows: &[String]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.split_inclusive('0') {
            let dark = run.trim_end_matches('0').len();
            if dark > 0 {
                path.push_str(&format!("M{x} {y}h{dark}v1h-{dark}z"));
            }
            x += run.len();
        }
    }
    path
}
