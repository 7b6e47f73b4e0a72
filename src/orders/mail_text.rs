//! The text of an email with an order: for a person in the language of the order, and a code for
//! Peerpress.

use std::fmt::{self, Display};
use std::ops::Range;

use serde_json::Value;

use super::cleaned::Cleaned;
use super::code::{self, Damage};
use crate::content::Content;
use crate::content::order::{Order, OrderItem};
use crate::diagnostic::shorten;
use crate::plan::locale;

/// Between the number of copies and the piece, in every language. No title has it.
const TIMES: char = '×';

/// The most parts into which a program breaks the ID of a piece and its language.
const MOST_PARTS: usize = 12;

/// The fields of an order that are a line of the text, and the phrases before them.
const FIELDS: [(&str, &str); 6] = [
    ("name", "order-name"),
    ("organization", "order-organization"),
    ("address", "order-address"),
    ("email", "order-email"),
    ("phone", "order-phone"),
    ("note", "order-note"),
];

/// Writes an order as the text of an email, in its language, or in the program's first one. `None`
/// if the project has no phrases for it.
pub(crate) fn compose(content: &Content, order: &Order, value: &Value) -> Option<String> {
    Some(words_for_people(content, order)? + &code::encode(&value.to_string()))
}

/// The language of the text of an order.
fn language<'a>(content: &'a Content, order: &Order) -> Option<&'a str> {
    content.languages().find(|lang| *lang == order.language.0).or(content.languages().next())
}

/// What is above the code.
fn words_for_people(content: &Content, order: &Order) -> Option<String> {
    let lang = language(content, order)?;
    let word = |name: &str| content.wording.words.get(name)?.get(lang);
    let date = |day| {
        let shown = locale::date(content.wording.locales.get(lang)?, day);
        shown["long"].as_str().map(str::to_owned)
    };
    let mut text = format!("{}: {}\n\n", order.program.0, word("order-title")?);
    for item in &order.items {
        let title = title(content, item, lang).unwrap_or_default();
        let (piece, language) = (&item.piece, &item.language.0);
        let line = format!("{} {TIMES} {piece} ({language}) {title}", item.quantity);
        text += &format!("{}\n", line.trim_end());
    }
    let mut line = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let gap = if value.contains('\n') { "\n" } else { " " };
            text += &format!("\n{}:{gap}{value}", word(name)?);
        }
        Some(())
    };
    let needed = order.needed_by.as_ref().and_then(|day| date(day.0));
    for (field, phrase) in FIELDS {
        if field == "note" {
            line("order-needed-by", needed.as_deref())?;
        }
        line(phrase, value_of(order, field).as_deref())?;
    }
    Some(text + &format!("\n\n{}\n\n", word("order-keep")?))
}

fn title<'a>(content: &'a Content, item: &OrderItem, lang: &str) -> Option<&'a str> {
    let piece = content.pieces.pieces.iter().find(|piece| piece.id == item.piece);
    piece.and_then(|piece| piece.title.get(lang))
}

/// The value of a field in the text.
fn value_of(order: &Order, field: &str) -> Option<String> {
    let address = || order.address.iter().map(|line| line.0.as_str()).collect::<Vec<_>>();
    match field {
        "name" => Some(order.name.0.clone()),
        "organization" => order.organization.as_ref().map(|it| it.0.clone()),
        "address" => Some(address().join("\n")),
        "email" => order.email.as_ref().map(|it| it.0.clone()),
        "phone" => order.phone.as_ref().map(|it| it.0.clone()),
        _ => order.note.clone(),
    }
}

/// Returns the first letter of the text of an order whose code begins at a letter. `None` if the
/// text is not exactly what the order form wrote.
pub(super) fn start(
    content: &Content,
    text: &Cleaned,
    code: usize,
    order: &Order,
) -> Option<usize> {
    text.start_of(&words_for_people(content, order)?, code)
}

/// Finds what a part of an email says otherwise than an order: other items, and lines that name a
/// piece with another number. `is_text` says whether the text of the order is in it, below whose
/// title the fields are compared, too.
pub(super) fn other_wishes(
    content: &Content,
    text: &Cleaned,
    part: Range<usize>,
    order: &Order,
    is_text: bool,
) -> Vec<Damage> {
    let note = Cleaned::of(order.note.as_deref().unwrap_or_default());
    let known = items(&note, &(0..note.len())).into_iter().map(|(item, _)| item);
    let known: Vec<Item> = known.chain(order.items.iter().map(Item::of)).collect();
    let items = items(text, &part).into_iter().filter(|(item, _)| !known.contains(item));
    let mut found: Vec<Damage> =
        items.map(|(item, letters)| only_text(&item.to_string(), letters)).collect();
    let expected = words_for_people(content, order).unwrap_or_default();
    let title = letters_of(expected.lines().next().unwrap_or_default());
    let expected = letters_of(&expected);
    let lang = language(content, order).unwrap_or_default();
    let lines = text.lines(part);
    let is_title = |line: &Range<usize>| letters_of(&text.text(line.clone())) == title;
    let first = lines.iter().rposition(is_title).unwrap_or_default();
    for (index, line) in lines.into_iter().enumerate() {
        let has_fields = is_text && index >= first;
        let words = without_links(&text.text(line.clone()));
        let is_found = || found.iter().any(|damage| line.contains(&damage.letters.start));
        if !expected.contains(&letters_of(&words))
            && (has_other_number(content, lang, &words, order)
                || has_fields && has_other_value(content, lang, &words, order))
            && !is_found()
        {
            found.push(only_text(&shorten(&words), line));
        }
    }
    found
}

/// Whether a line names a piece of an order, by its ID or its title, and a number that is not one
/// of its copies.
fn has_other_number(content: &Content, lang: &str, line: &str, order: &Order) -> bool {
    let (letters, numbers) = (letters_of(line), numbers(line));
    let is_named = |item: &&OrderItem| {
        let names = [Some(item.piece.as_str()), title(content, item, lang)];
        names.into_iter().flatten().any(|name| letters.contains(&letters_of(name)))
    };
    let named = order.items.iter().filter(is_named);
    let copies: Vec<String> = named.map(|item| item.quantity.to_string()).collect();
    !copies.is_empty() && numbers.iter().any(|number| !copies.contains(number))
}

/// Whether a line begins like a field of the text, and has another value.
fn has_other_value(content: &Content, lang: &str, line: &str, order: &Order) -> bool {
    FIELDS.into_iter().any(|(field, phrase)| {
        let phrase = content.wording.words.get(phrase).and_then(|phrase| phrase.get(lang));
        let value = phrase.and_then(|phrase| {
            line.trim_start().strip_prefix(phrase)?.trim_start().strip_prefix(':')
        });
        let known = value_of(order, field).unwrap_or_default();
        // A mail program may have broken a long line.
        value.is_some_and(|value| !letters_of(&known).starts_with(&letters_of(value)))
    })
}

/// A line without the addresses that mail programs add: `ana@library.example
/// <mailto:ana@library.example>`.
fn without_links(line: &str) -> String {
    let mut parts = line.split('<');
    let mut words = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('>') {
            Some((link, rest)) if link.contains(':') => words += rest,
            _ => words += part,
        }
    }
    words
}

/// The whole numbers in a line, without marks between thousands.
fn numbers(line: &str) -> Vec<String> {
    let number = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_numeric());
        let is_number = word.chars().all(|c| c.is_numeric() || ",.'’".contains(c));
        is_number.then(|| letters_of(word)).filter(|digits| !digits.is_empty())
    };
    line.split_whitespace().filter_map(number).collect()
}

fn only_text(said: &str, letters: Range<usize>) -> Damage {
    let message = format!("the text says `{said}`, and the code below it does not");
    Damage { message, letters }
}

/// Finds what the text for people says otherwise than the code: somebody changed it, and expects
/// other copies, or at another address. A text that does not name a piece, or two values of the
/// order, is not about the order.
pub(super) fn contradictions(
    content: &Content,
    text: &Cleaned,
    above: Range<usize>,
    order: &Order,
) -> Vec<Damage> {
    let shown = items(text, &above);
    let said = letters_of(&text.text(above.clone()));
    let says = |value: &str| said.contains(&letters_of(value));
    let is_named = order.items.iter().any(|item| says(&item.piece.to_string()));
    if !is_named && shown.is_empty() && values(order).filter(|value| says(value)).count() < 2 {
        return Vec::new();
    }
    let ordered: Vec<Item> = order.items.iter().map(Item::of).collect();
    let mut found = other_wishes(content, text, above.clone(), order, true);
    let whole = above.clone();
    for item in ordered.iter().filter(|item| shown.iter().all(|(shown, _)| shown != *item)) {
        let message = format!("the code says `{item}`, and the text above it does not");
        found.push(Damage { message, letters: whole.clone() });
    }
    for value in values(order).filter(|value| !says(value)) {
        let message = format!("the code says `{value}`, and the text above it does not");
        found.push(Damage { message, letters: whole.clone() });
    }
    found
}

/// What a person may have changed in the text.
fn values(order: &Order) -> impl Iterator<Item = &str> {
    let lines = [Some(&order.name), order.organization.as_ref(), order.phone.as_ref()];
    let lines = lines.into_iter().flatten().chain(&order.address).map(|line| line.0.as_str());
    let email = order.email.as_ref().map(|email| email.0.as_str());
    lines.chain(email).chain(order.note.as_deref())
}

/// The letters and digits, which mail programs do not change.
fn letters_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Copies of a piece, as a line of the text says them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    quantity: String,
    piece: String,
    language: String,
}

impl Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quantity, piece, language } = self;
        write!(f, "{quantity} {TIMES} {piece} ({language})")
    }
}

impl Item {
    fn of(item: &OrderItem) -> Self {
        Self {
            quantity: item.quantity.to_string(),
            piece: item.piece.to_string(),
            language: item.language.0.clone(),
        }
    }
}

/// The items in the text for people, with their letters.
fn items(text: &Cleaned, part: &Range<usize>) -> Vec<(Item, Range<usize>)> {
    let tokens = text.tokens(part.clone());
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token.text != TIMES.to_string() || index == 0 {
            continue;
        }
        let quantity = &tokens[index - 1];
        if !quantity.text.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        // A program may break a line after a hyphen.
        let mut name = String::new();
        let Some(end) = tokens[index + 1..].iter().take(MOST_PARTS).find_map(|token| {
            name += &token.text;
            name.contains(')').then_some(token.range.end)
        }) else {
            continue;
        };
        let Some((piece, tag)) = name.split_once('(') else { continue };
        let language = tag.split(')').next().unwrap_or_default().to_owned();
        let piece = piece.to_owned();
        let item = Item { quantity: quantity.text.clone(), piece, language };
        found.push((item, quantity.range.start..end));
    }
    found
}
