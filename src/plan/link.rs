//! LINK of the job: an address, its short form to print, and the modules of its code to scan.

use std::cell::RefCell;
use std::collections::HashMap;

use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

/// The codes of a plan, each made once: a program's address stands on most of its pieces.
#[derive(Debug, Default)]
pub(super) struct Codes {
    made: RefCell<HashMap<String, Value>>,
}

impl Codes {
    /// A link to a web address, with its code.
    pub(super) fn web(&self, url: &str) -> Value {
        let code = self.made.borrow_mut().entry(url.to_owned()).or_insert_with(|| code(url)).clone();
        json!({ "url": url, "show": short(url), "qr": code })
    }
}

/// A link to a phone number. Ten digits are a North American number.
pub(super) fn phone(number: &str) -> Value {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let prefix = if number.starts_with('+') {
        "+"
    } else if digits.len() == 10 {
        "+1"
    } else {
        ""
    };
    json!({ "url": format!("tel:{prefix}{digits}"), "show": number, "qr": null })
}

/// A link to an e-mail address.
pub(super) fn email(address: &str) -> Value {
    json!({ "url": format!("mailto:{address}"), "show": address, "qr": null })
}

/// The address as people type it.
fn short(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// A QR code as rows of modules, `1` for a dark one. Level M withstands a crease or a stain. None if the address is
/// too long for any code.
fn code(url: &str) -> Value {
    let Ok(code) = QrCode::with_error_correction_level(url, EcLevel::M) else { return Value::Null };
    let width = code.width();
    let colors = code.to_colors();
    let row = |modules: &[Color]| modules.iter().map(|module| if *module == Color::Dark { '1' } else { '0' }).collect::<String>();
    let rows: Vec<String> = colors.chunks(width).map(row).collect();
    json!({ "size": width, "rows": rows })
}
