//! The code in the email of an order: the JSON of the order in lines that survive mail programs.
//!
//! Each line has its number, the number of all lines, letters of the base64 alphabet for addresses
//! (RFC 4648, section 5), and the CRC-32 of what is before, so that a line that was lost or changed
//! is found and named.

use std::collections::BTreeMap;
use std::ops::Range;

use data_encoding::BASE64URL_NOPAD;

use super::cleaned::{Cleaned, Token};
use crate::diagnostic::shorten;

/// The line before the code, without the version.
const BEGIN: &str = "BEGIN PEERPRESS ORDER";

/// The line after the code.
const END: &str = "END PEERPRESS ORDER";

/// The version of the code.
const VERSION: &str = "1";

/// The letters of the code in a line.
const LINE: usize = 48;

/// The digits of the checksum of a line.
const CHECKSUM: usize = 8;

/// The most lines of a code. The longest order needs fewer.
const MAX_LINES: usize = 999;

/// The code of an order in an email.
pub(super) struct Code {
    /// The letters of it, with the lines before and after.
    pub(super) letters: Range<usize>,
    /// The JSON, or what is wrong.
    pub(super) json: Result<String, Vec<Damage>>,
}

/// What is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    pub(super) message: String,
    /// The letters.
    pub(super) letters: Range<usize>,
}

/// A line of the code.
struct Line<'a> {
    first: &'a Token,
    number: usize,
    total: usize,
    /// The letters of the code and the checksum.
    body: String,
    end: usize,
}

/// Writes the code of a JSON text.
pub(super) fn encode(json: &str) -> String {
    let letters = BASE64URL_NOPAD.encode(json.as_bytes());
    let total = letters.len().div_ceil(LINE);
    let mut text = format!("{BEGIN} {VERSION}\n");
    for (index, start) in (0..letters.len()).step_by(LINE).enumerate() {
        let part = &letters[start..letters.len().min(start + LINE)];
        let line = format!("{:02}/{total:02} {part}", index + 1);
        text += &format!("{line} {}\n", checksum(&line));
    }
    text + END + "\n"
}

fn checksum(line: &str) -> String {
    format!("{:08x}", crc32fast::hash(line.as_bytes()))
}

/// Finds the codes in a text.
pub(super) fn find(text: &Cleaned) -> Vec<Code> {
    let tokens = text.tokens(0..text.len());
    let begins = positions(&tokens, BEGIN);
    let mut codes = Vec::new();
    for (index, &begin) in begins.iter().enumerate() {
        let next = begins.get(index + 1).copied().unwrap_or(tokens.len());
        let inside = &tokens[begin..next];
        let end = positions(inside, END).first().copied();
        let has_lines = || inside.iter().any(|token| numbers(&token.text).is_some());
        if end.is_none() && index + 1 < begins.len() && !has_lines() {
            // The same words in the text of an order, such as in its note.
            continue;
        }
        let words = BEGIN.split(' ').count();
        let last = end.map_or(inside.len(), |end| end + END.split(' ').count());
        let letters = inside[0].range.start..inside[last - 1].range.end;
        let body = &inside[words.min(inside.len())..end.unwrap_or(inside.len())];
        codes.push(Code { json: decode(body, end.is_some(), &letters), letters });
    }
    codes
}

/// The indices of the tokens at which words start, however they are capitalized.
fn positions(tokens: &[Token], words: &str) -> Vec<usize> {
    let words: Vec<&str> = words.split(' ').collect();
    let is_word = |(token, word): (&Token, &&str)| {
        token.text.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case(word)
    };
    let windows = tokens.windows(words.len()).enumerate();
    let is_match = |window: &[Token]| window.iter().zip(&words).all(is_word);
    windows.filter(|(_, window)| is_match(window)).map(|(index, _)| index).collect()
}

/// Decodes what is between the two lines. The first token is the version.
fn decode(tokens: &[Token], has_end: bool, letters: &Range<usize>) -> Result<String, Vec<Damage>> {
    let damage = |message: String| vec![Damage { message, letters: letters.clone() }];
    match tokens.first() {
        Some(version) if version.text == VERSION => {}
        Some(version) if version.text.parse::<u32>().is_ok() => {
            let message = format!(
                "the code has version {}, and this Peerpress reads version {VERSION}",
                version.text
            );
            return Err(damage(message));
        }
        _ => return Err(damage("the first line of the code has no version".to_owned())),
    }
    let mut problems = Vec::new();
    let mut parts: BTreeMap<usize, String> = BTreeMap::new();
    let mut total = None;
    for line in lines(&tokens[1..], &mut problems) {
        let place = line.first.range.start..line.end;
        match line.data().filter(|_| *total.get_or_insert(line.total) == line.total) {
            Some(data) => drop(parts.insert(line.number, data)),
            None => problems.push(Damage {
                message: format!("line {} of the code was changed", line.number),
                letters: place,
            }),
        }
    }
    let missing: Vec<String> = (1..=total.unwrap_or(1))
        .filter(|number| !parts.contains_key(number))
        .map(|number| number.to_string())
        .collect();
    if problems.is_empty() && !missing.is_empty() {
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        let is = if missing.len() == 1 { "is" } else { "are" };
        let end = if has_end { "" } else { "; the text ends too early" };
        let missing = missing.join(", ");
        problems.extend(damage(format!("of the code, line {missing}{of} {is} missing{end}")));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let all: String = parts.into_values().collect();
    let bytes = BASE64URL_NOPAD.decode(all.as_bytes()).ok();
    let json = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    json.ok_or_else(|| damage("the code was not written by an order form".to_owned()))
}

/// Splits the tokens into lines, and reports what belongs to none. A mail program may have broken
/// or joined lines.
fn lines<'a>(tokens: &'a [Token], problems: &mut Vec<Damage>) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    let is_mark = |token: &&Token| token.text.chars().all(|c| matches!(c, '>' | '|'));
    for token in tokens.iter().filter(|token| !is_mark(token)) {
        if let Some((number, total)) = numbers(&token.text) {
            let end = token.range.end;
            lines.push(Line { first: token, number, total, body: String::new(), end });
        } else if let Some(line) = lines.last_mut().filter(|line| !line.is_complete()) {
            line.body += &token.text;
            line.end = token.range.end;
        } else {
            let message = format!("`{}` does not belong to the code", shorten(&token.text));
            problems.push(Damage { message, letters: token.range.clone() });
            break;
        }
    }
    lines
}

/// The number of a line, and that of all lines.
fn numbers(text: &str) -> Option<(usize, usize)> {
    let (number, total) = text.split_once('/')?;
    let parse = |text: &str| text.parse().ok().filter(|number| (1..=MAX_LINES).contains(number));
    let (number, total) = (parse(number)?, parse(total)?);
    (number <= total).then_some((number, total))
}

impl Line<'_> {
    /// The letters of the code, if the checksum is right.
    fn data(&self) -> Option<String> {
        let at = self.body.len().checked_sub(CHECKSUM)?;
        let (data, given) = self.body.split_at_checked(at)?;
        let line = format!("{:02}/{:02} {data}", self.number, self.total);
        checksum(&line).eq_ignore_ascii_case(given).then(|| data.to_owned())
    }

    /// Whether nothing more can belong to the line.
    fn is_complete(&self) -> bool {
        self.body.len() > 2 * LINE || self.data().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = concat!(
        r#"{"name": "Ximena Núñez-O’Brien", "#,
        r#""note": "Two boxes. — Ͼ — and a few more for the fair in May, if you can."}"#,
    );

    fn read(text: &str) -> Result<String, Vec<String>> {
        let cleaned = Cleaned::of(text);
        let mut codes = find(&cleaned);
        assert_eq!(codes.len(), 1, "{text}");
        let messages = |all: Vec<Damage>| all.into_iter().map(|one| one.message).collect();
        codes.remove(0).json.map_err(messages)
    }

    #[test]
    fn a_code_survives_mail_programs() {
        let code = encode(JSON);
        assert!(code.lines().all(|line| line.len() <= 64), "{code}");
        // Mail programs change hyphens.
        assert!(code.contains("--"), "{code}");
        let changes: [&dyn Fn(&str) -> String; 7] = [
            &|text| text.to_owned(),
            &|text| text.lines().map(|line| format!("> > {line}\r\n")).collect(),
            &|text| text.replace(' ', "\u{a0}"),
            &|text| text.replace('\n', " "),
            &|text| text.lines().map(|line| line.replace(' ', "\n> ") + "\n").collect(),
            &|text| text.replace("--", "\u{2014}").replace('-', "\u{2011}"),
            &|text| format!("Hi,\n\n*{}*\n-- \nAna", text.trim_end()),
        ];
        for (index, change) in changes.iter().enumerate() {
            let read = read(&change(&code));
            assert_eq!(read.as_deref(), Ok(JSON), "change {index}: {}", change(&code));
        }
    }

    #[test]
    fn damage_is_named() {
        let code = encode(JSON);
        let second = code.lines().nth(2).unwrap();
        let cases = [
            (code.replacen("eyJ", "eyK", 1), "line 1 of the code was changed"),
            (code.replace(&format!("{second}\n"), ""), "line 2 of 4 is missing"),
            (code.replace("04/04", "04/4x"), "does not belong to the code"),
            (code.replace("ORDER 1", "ORDER 2"), "the code has version 2"),
            (code.replace("ORDER 1", "ORDER"), "the first line of the code has no version"),
            ("BEGIN PEERPRESS ORDER 1\nEND PEERPRESS ORDER".to_owned(), "line 1 is missing"),
            ("BEGIN PEERPRESS ORDER 1".to_owned(), "the text ends too early"),
            ("BEGIN PEERPRESS ORDER".to_owned(), "has no version"),
        ];
        for (text, expected) in cases {
            let messages = read(&text).unwrap_err();
            let is_named = messages.iter().any(|message| message.contains(expected));
            assert!(is_named, "{expected} is not in {messages:?}\n{text}");
        }
    }
}
