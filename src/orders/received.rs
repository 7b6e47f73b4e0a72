//! From files to orders: JSON files that the form saves, and emails, whole or pasted as text.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use mail_parser::decoders::html::html_to_text;
use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Message, MessagePart};
use serde_json::Value;

use super::cleaned::Cleaned;
use super::code::{self, Damage};
use super::mail_text;
use crate::content::Content;
use crate::content::order::Order;
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::email;
use crate::source::{self, Source};

/// What to do about a code that cannot be used.
const ASK_AGAIN: &str = "ask for the file that the order form saves, or for the email again, with \
                         the lines at its end as they are";

/// The first line of a mailbox file.
const MAILBOX: &str = "From ";

/// The fields of an email whose text is encoded.
const ENCODING_FIELDS: [&str; 2] = ["mime-version:", "content-transfer-encoding:"];

/// The starts of the tags of HTML that end a line.
const LINE_ENDS: [&str; 5] = ["<br", "</p", "</div", "</li", "</tr"];

/// An order, and where it is.
#[derive(Debug)]
pub(crate) struct ReceivedOrder {
    pub(crate) order: Order,
    /// Its JSON.
    pub(crate) value: Value,
    /// The file, as the user named it.
    pub(crate) file: String,
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    /// A JSON file, in which each value has a place.
    File(Source),
    /// The code in an email.
    Code(Range<usize>),
}

impl ReceivedOrder {
    /// The place of a value.
    pub(crate) fn place(&self, pointer: &str) -> Place {
        match &self.origin {
            Origin::File(source) => source.place(pointer),
            Origin::Code(range) => Place::at(&self.file, range.clone()),
        }
    }
}

/// Reads the orders of a file. What is wrong is reported.
pub(super) fn read(content: &Content, path: &Path, report: &mut Report) -> Vec<ReceivedOrder> {
    let file = path.display().to_string().replace('\\', "/");
    let text = match source::read_text(path, &file) {
        // A byte order mark is harmless here.
        Ok((text, _)) => text,
        Err(finding) => {
            report.push(finding);
            return Vec::new();
        }
    };
    if text.trim_start().starts_with('{') {
        report.add_file(&file, &text);
        return read_json(&file, &text, report).into_iter().collect();
    }
    match mail_texts(&file, &text, report) {
        // Each email that cannot be read is reported already.
        Some(texts) if texts.is_empty() => Vec::new(),
        texts => {
            let text = texts.map_or_else(|| without_markup(text), |texts| texts.join("\n"));
            report.add_file(&file, &text);
            read_mail(content, &file, &text, report)
        }
    }
}

fn read_json(file: &str, text: &str, report: &mut Report) -> Option<ReceivedOrder> {
    let reading = source::parse_json(file, text);
    let is_valid = reading.findings.is_empty();
    report.extend(reading.findings);
    let source = reading.source.filter(|_| is_valid)?;
    match Order::read(&source) {
        Ok(order) => Some(ReceivedOrder {
            order,
            value: source.value.clone(),
            file: file.to_owned(),
            origin: Origin::File(source),
        }),
        Err(findings) => {
            report.extend(findings);
            None
        }
    }
}

/// The texts of the messages in a file that is an email, or a mailbox of several, as it is sent:
/// their words may be encoded. `None` for a text that somebody pasted.
fn mail_texts(file: &str, text: &str, report: &mut Report) -> Option<Vec<String>> {
    let is_mailbox = text.starts_with(MAILBOX);
    let head = text.lines().take_while(|line| !line.trim().is_empty());
    let mut names = head.map(str::to_ascii_lowercase);
    let is_encoded = |line: String| ENCODING_FIELDS.iter().any(|field| line.starts_with(field));
    if !is_mailbox && !names.any(is_encoded) {
        return None;
    }
    let mut texts = Vec::new();
    let mut read = |bytes: &[u8]| match email::read_message(bytes, whole_text) {
        Some(Some(text)) => texts.push(text),
        _ => {
            let message = format!("an email in `{file}` cannot be read whole");
            let hint = "copy its text to a file of its own, or leave the email out";
            report.push(Finding::new(Code::BadOrder, message).at(Place::file(file)).hint(hint));
        }
    };
    if is_mailbox {
        // Reading from memory does not fail.
        MessageIterator::new(text.as_bytes()).flatten().for_each(|one| read(one.contents()));
    } else {
        read(text.as_bytes());
    }
    Some(texts)
}

/// A text without HTML, which people save or copy from mail programs in browsers. A text whose code
/// can be read as it is stays, and so does one that has no code without its HTML either.
fn without_markup(text: String) -> String {
    let lower = text.to_ascii_lowercase();
    let is_html = LINE_ENDS.iter().any(|tag| lower.contains(tag));
    if !is_html || code::find(&Cleaned::of(&text)).iter().any(|code| code.json.is_ok()) {
        return text;
    }
    let mut broken = String::with_capacity(text.len());
    for (index, letter) in text.char_indices() {
        if letter == '<' && LINE_ENDS.iter().any(|tag| lower[index..].starts_with(tag)) {
            broken.push_str("<br>");
        }
        broken.push(letter);
    }
    let plain = html_to_text(&broken);
    if code::find(&Cleaned::of(&plain)).is_empty() { text } else { plain }
}

/// The text of an email. `None` if it goes on where reading stops.
fn whole_text(message: &Message<'_>) -> Option<String> {
    let end = message.text_part(0).map_or(0, |part| part.raw_end_offset() as usize);
    let html = message.text_part(0).filter(|part| part.is_text_html());
    let text = match html.and_then(MessagePart::text_contents) {
        Some(html) => without_markup(html.to_owned()),
        None => message.body_text(0).map(Cow::into_owned).unwrap_or_default(),
    };
    (end < email::MAX_MESSAGE).then_some(text)
}

/// Reads the orders in a text. One email can have several, such as one that forwards others.
fn read_mail(content: &Content, file: &str, text: &str, report: &mut Report) -> Vec<ReceivedOrder> {
    let cleaned = Cleaned::of(text);
    let bad = |damage: Damage| {
        let place = Place::at(file, cleaned.place(&damage.letters));
        Finding::new(Code::BadOrder, damage.message).at(place)
    };
    let mut orders = Vec::new();
    let codes = code::find(&cleaned);
    if codes.is_empty() {
        let message = format!("`{file}` has no order");
        report.push(Finding::new(Code::BadOrder, message).at(Place::file(file)).hint(ASK_AGAIN));
    }
    // The note of an order can look like a code, so the last is read first.
    let mut next = cleaned.len();
    for (index, code) in codes.iter().enumerate().rev() {
        if code.letters.start >= next {
            continue;
        }
        let json = match &code.json {
            Ok(json) => json,
            Err(damages) => {
                report.extend(damages.iter().map(|one| bad(one.clone()).hint(ASK_AGAIN)));
                continue;
            }
        };
        let range = cleaned.place(&code.letters);
        let Some((order, value)) = read_code(file, json, &range, report) else { continue };
        let at = code.letters.start;
        let start = mail_text::start(content, &cleaned, at, &order);
        let mut ends = codes[..index].iter().rev().map(|code| code.letters.end);
        let after = ends.find(|end| *end <= start.unwrap_or(at)).unwrap_or_default();
        let wishes = match start {
            Some(start) => {
                next = start;
                mail_text::other_wishes(content, &cleaned, after..start, &order, false)
            }
            None => mail_text::contradictions(content, &cleaned, after..at, &order),
        };
        report.extend(wishes.into_iter().map(|one| {
            bad(one).hint(
                "ask which is right; `--unpack DIR` writes the order in the code to a file that \
                 you can correct",
            )
        }));
        let origin = Origin::Code(range);
        orders.push(ReceivedOrder { order, value, file: file.to_owned(), origin });
    }
    orders.reverse();
    orders
}

/// Reads the JSON of a code. Its findings are about the code as a whole.
fn read_code(
    file: &str,
    json: &str,
    range: &Range<usize>,
    report: &mut Report,
) -> Option<(Order, Value)> {
    let reading = source::parse_json(file, json);
    let read = match reading.source {
        Some(source) if reading.findings.is_empty() => {
            Order::read(&source).map(|order| (order, source.value))
        }
        _ => Err(reading.findings),
    };
    let at_code = |finding: Finding| finding.at(Place::at(file, range.clone()));
    read.map_err(|findings| report.extend(findings.into_iter().map(at_code))).ok()
}
