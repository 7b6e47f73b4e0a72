//! The text of an email with an order: for a person in the language of the order, and a code for
//! Peerpress.

use std::fmt::{self, Display};
use std::ops::Range;

use serde_json::Value;

use super::cleaned::Cleaned;
use super::code::{self, Damage};
use crate::content::Content;
use crate::content::order::{Order, OrderItem};
use crate::plan::locale;

/// Between the number of copies and the piece, in every language. No title has it.
const TIMES: char = '×';

/// The most parts into which a program breaks the ID of a piece and its language.
const MOST_PARTS: usize = 12;

/// Writes an order as the text of an email, in its language, or in the program's first one. `None`
/// if the project has no phrases for it.
pub(crate) fn compose(content: &Content, order: &Order, value: &Value) -> Option<String> {
    let first = content.languages().next();
    let lang = content.languages().find(|lang| *lang == order.language.0).or(first)?;
    let word = |name: &str| content.wording.words.get(name)?.get(lang);
    let date = |day| {
        let shown = locale::date(content.wording.locales.get(lang)?, day);
        shown["long"].as_str().map(str::to_owned)
    };
    let mut text = format!("{}: {}\n\n", order.program.0, word("order-title")?);
    for item in &order.items {
        let piece = content.pieces.pieces.iter().find(|piece| piece.id == item.piece);
        let title = piece.and_then(|piece| piece.title.get(lang)).unwrap_or_default();
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
    line("order-name", Some(&order.name.0))?;
    line("order-organization", order.organization.as_ref().map(|it| it.0.as_str()))?;
    let address: Vec<&str> = order.address.iter().map(|line| line.0.as_str()).collect();
    line("order-address", Some(&address.join("\n")))?;
    line("order-email", order.email.as_ref().map(|it| it.0.as_str()))?;
    line("order-phone", order.phone.as_ref().map(|it| it.0.as_str()))?;
    let needed = order.needed_by.as_ref().and_then(|day| date(day.0));
    line("order-needed-by", needed.as_deref())?;
    line("order-note", order.note.as_deref())?;
    text += &format!("\n\n{}\n\n", word("order-keep")?);
    Some(text + &code::encode(&value.to_string()))
}

/// Finds what the text for people says otherwise than the code: somebody changed it, and expects
/// other copies, or at another address. A text that does not name a piece, or two values of the
/// order, is not about the order.
pub(super) fn contradictions(text: &Cleaned, above: Range<usize>, order: &Order) -> Vec<Damage> {
    let shown = items(text, &above);
    let said = letters_of(&text.text(above.clone()));
    let says = |value: &str| said.contains(&letters_of(value));
    let is_named = order.items.iter().any(|item| says(&item.piece.to_string()));
    if !is_named && shown.is_empty() && values(order).filter(|value| says(value)).count() < 2 {
        return Vec::new();
    }
    let ordered: Vec<Item> = order.items.iter().map(Item::of).collect();
    let mut found = Vec::new();
    for (item, letters) in &shown {
        if !ordered.contains(item) {
            let message = format!("the text says {item}, and the code below it does not");
            found.push(Damage { message, letters: letters.clone() });
        }
    }
    let whole = above.clone();
    for item in ordered.iter().filter(|item| shown.iter().all(|(shown, _)| shown != *item)) {
        let message = format!("the code says {item}, and the text above it does not");
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
        write!(f, "`{quantity} {TIMES} {piece} ({language})`")
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
