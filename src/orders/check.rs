//! Whether the program can send what an order asks for.

use std::collections::BTreeMap;

use super::glyphs::is_printable;
use super::received::ReceivedOrder;
use crate::content::Content;
use crate::content::order::OrderItem;
use crate::content::text::Text;
use crate::diagnostic::{Code, Finding};
use crate::nearest;
use crate::typeset::Engine;

/// What to do about an item that cannot be sent.
const CHANGE: &str = "ask the person, and correct the order; `--unpack DIR` writes it to a file";

/// Finds what is wrong with an order.
pub(super) fn check(content: &Content, engine: &Engine, received: &ReceivedOrder) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(other_program(content, received));
    findings.extend(wrong_dates(received));
    findings.extend(unprintable(engine, received));
    findings.extend(controls_in_note(received));
    let mut seen = BTreeMap::new();
    for (index, item) in received.order.items.iter().enumerate() {
        let at = format!("/items/{index}");
        let title = format!("{} ({})", item.piece, item.language.0);
        if seen.insert((&item.piece.0, &item.language.0), index).is_some() {
            let message = format!("the order has {title} twice");
            let hint = "write it once, with the sum of both";
            findings.push(bad(received, &at, message).hint(hint));
            continue;
        }
        findings.extend(check_item(content, received, item, &at));
    }
    findings
}

fn bad(received: &ReceivedOrder, pointer: &str, message: String) -> Finding {
    let message = format!("order {}: {message}", received.order.id.0);
    Finding::new(Code::BadOrder, message).at(received.place(pointer))
}

/// An order of another program may name pieces that this one has, too.
fn other_program(content: &Content, received: &ReceivedOrder) -> Option<Finding> {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let named = plain(&received.order.program.0);
    let is_own = match &content.program.name {
        Text::Same(name) => plain(name) == named,
        Text::By(names) => names.values().any(|name| plain(name) == named),
    };
    let first = content.languages().next().unwrap_or_default();
    let own = content.program.name.get(first).unwrap_or_default();
    let message = format!("it is for `{}`, and this program is `{own}`", received.order.program.0);
    (!is_own).then(|| {
        bad(received, "/program", message).hint(
            "send it to that program; if this program had that name before, correct `program` in \
             the order",
        )
    })
}

fn wrong_dates(received: &ReceivedOrder) -> Option<Finding> {
    let order = &received.order;
    let needed = order.needed_by.as_ref()?.0;
    let message =
        format!("the copies are needed by {needed}, before the order of {}", order.created.0);
    (needed < order.created.0)
        .then(|| bad(received, "/needed_by", message).hint("correct one of the two days"))
}

/// What is printed on labels must be printed whole. A note is printed without such characters.
fn unprintable(engine: &Engine, received: &ReceivedOrder) -> Vec<Finding> {
    let order = &received.order;
    let fields = [
        ("name", Some(order.name.0.as_str())),
        ("organization", order.organization.as_ref().map(|it| it.0.as_str())),
        ("email", order.email.as_ref().map(|it| it.0.as_str())),
        ("phone", order.phone.as_ref().map(|it| it.0.as_str())),
    ];
    let fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text.unwrap_or_default()));
    let address = order.address.iter().enumerate();
    let address = address.map(|(index, line)| (format!("address/{index}"), line.0.as_str()));
    let finding = |(field, text): (String, &str)| {
        let c = text.chars().find(|c| !is_printable(engine, *c))?;
        let name = field.split('/').next().unwrap_or_default();
        let message = format!("`{name}` has `{c}` (U+{:04X}), which no font has", u32::from(c));
        Some(bad(received, &format!("/{field}"), message).hint(
            "add a font for the script to `fonts/`, or ask the person how to write it in other \
             letters",
        ))
    };
    fields.chain(address).filter_map(finding).collect()
}

fn controls_in_note(received: &ReceivedOrder) -> Option<Finding> {
    let note = received.order.note.as_ref()?;
    let c = note.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))?;
    let message = format!("`note` has a control character (U+{:04X})", u32::from(c));
    Some(
        bad(received, "/note", message)
            .hint("remove it; `--unpack DIR` writes the order to a file"),
    )
}

fn check_item(
    content: &Content,
    received: &ReceivedOrder,
    item: &OrderItem,
    at: &str,
) -> Option<Finding> {
    let (name, lang) = (item.piece.as_str(), item.language.0.as_str());
    let mut pieces = content.pieces.pieces.iter();
    let can_be_ordered = || {
        let pieces = content.pieces.pieces.iter().filter(|piece| piece.order.is_some());
        pieces.map(|piece| piece.id.as_str())
    };
    let Some(piece) = pieces.find(|piece| piece.id == item.piece) else {
        let message = format!("there is no piece `{name}`; it was renamed or removed");
        let hint = nearest::hint(name, can_be_ordered());
        return Some(bad(received, &format!("{at}/piece"), message).hint(hint).hint(CHANGE));
    };
    let Some(limits) = piece.order else {
        let message = format!("`{name}` cannot be ordered");
        let finding = bad(received, &format!("{at}/piece"), message);
        return Some(finding.hint("add `order` to the piece in `data/pieces.json`").hint(CHANGE));
    };
    if !(content.languages().any(|known| known == lang) && piece.has_language(lang)) {
        let message = format!("`{name}` is not printed in `{lang}`");
        let languages = content.languages().filter(|known| piece.has_language(known));
        let hint = nearest::hint(lang, languages);
        return Some(bad(received, &format!("{at}/language"), message).hint(hint).hint(CHANGE));
    }
    if !limits.allows(item.quantity) {
        let message = format!(
            "{} copies of `{name}` ({lang}) cannot be ordered, only {limits}",
            item.quantity
        );
        return Some(bad(received, &format!("{at}/quantity"), message).hint(CHANGE));
    }
    None
}
