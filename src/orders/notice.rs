//! The email that tells a person who ordered copies that they are out of date.

use lettre::Address;

use crate::certificates::mail::{
    Envelope, Letter, Origin, Value, compose, fill, html_document, plain,
};
use crate::changes::sentences::Changed;
use crate::content::Content;
use crate::content::language_tag;
use crate::content::locale::Locale;
use crate::content::mail::{COPIES, NoticeMail};
use crate::content::order::Order;
use crate::content::text::Text;
use crate::error::Error;
use crate::plan::locale;
use crate::released::Delivery;

/// The header by which an answer is recognized.
const ORDER_HEADER: &str = "X-Peerpress-Order";

/// Copies of an order that are out of date, and why.
pub(crate) struct OutdatedCopies<'a> {
    pub(crate) delivery: &'a Delivery,
    /// Whether the piece is no longer in the data.
    pub(crate) is_gone: bool,
    /// Whether the session that it is about was cancelled.
    pub(crate) is_cancelled: bool,
    pub(crate) sentences: &'a [Changed],
    /// Addresses that the piece no longer contains.
    pub(crate) dead_ends: &'a [String],
}

/// What the notices of a language have in common.
pub(crate) struct Notice<'a> {
    content: &'a Content,
    mail: &'a NoticeMail,
    lang: &'a str,
    locale: &'a Locale,
}

/// The words about some copies: what they are, and what is wrong with them.
struct Entry {
    title: String,
    lines: Vec<String>,
}

impl<'a> Notice<'a> {
    /// The notice in a language, or `None` if the data lacks the wording in it.
    pub(crate) fn new(content: &'a Content, lang: &'a str) -> Option<Self> {
        let mail = content.wording.notice.as_ref()?;
        let locale = content.wording.locales.get(lang)?;
        let NoticeMail { subject, body, entry, before, after, link, gone, cancelled } = mail;
        let lines = [subject, entry, before, after, link, gone, cancelled];
        let mut texts = body.iter().chain(lines);
        texts.all(|text| text.get(lang).is_some()).then_some(Self { content, mail, lang, locale })
    }

    /// Writes the draft of the email to the person of an order.
    ///
    /// # Errors
    /// If the email cannot be written, which is a bug.
    pub(crate) fn draft(
        &self,
        order: &Order,
        copies: &[OutdatedCopies<'_>],
        to: &Address,
        reply_to: &Address,
    ) -> Result<Vec<u8>, Error> {
        let mark = (ORDER_HEADER, order.id.0.as_str());
        let envelope = Envelope { name: &order.name.0, to, reply_to, mark };
        compose(&envelope, &Origin::Draft, &self.letter(order, copies), None)
    }

    fn letter(&self, order: &Order, copies: &[OutdatedCopies<'_>]) -> Letter {
        let value = |name: &str| self.value(name, order);
        let entries: Vec<Entry> = copies.iter().map(|it| self.entry(it)).collect();
        let (mut text, mut html) = (Vec::new(), String::new());
        for paragraph in self.mail.body.iter().filter_map(|text| text.get(self.lang)) {
            if paragraph.trim() == COPIES {
                text.push(entries.iter().map(Entry::text).collect::<Vec<_>>().join("\n"));
                html += &format!(
                    "<ul>\n{}</ul>\n",
                    entries.iter().map(Entry::html).collect::<String>()
                );
            } else if let Some(filled) = fill(paragraph, &value) {
                text.push(plain(&filled));
                html += &format!("<p>{}</p>\n", filled.iter().map(Value::html).collect::<String>());
            }
        }
        let subject = self.mail.subject.get(self.lang).and_then(|text| fill(text, &value));
        Letter {
            subject: plain(&subject.unwrap_or_default()),
            text: text.join("\n\n") + "\n",
            html: html_document(self.lang, self.locale, &html),
            program: self.content.program.name.get(self.lang).unwrap_or_default().to_owned(),
        }
    }

    fn value(&self, name: &str, order: &Order) -> Option<Value> {
        let program = &self.content.program;
        match name {
            "name" => Some(Value::plain(&order.name.0)),
            "program" => program.name.get(self.lang).map(Value::plain),
            "phone" => {
                let phone = program.main_contact().phone?.0;
                Some(Value::plain(self.content.phone_shown(&phone, self.lang)))
            }
            "email" => program.order_address().map(Value::email),
            _ => None,
        }
    }

    fn entry(&self, copies: &OutdatedCopies<'_>) -> Entry {
        let OutdatedCopies { delivery, is_gone, is_cancelled, sentences, dead_ends } = copies;
        let filled = |text: &Text, value: &dyn Fn(&str) -> Option<Value>| {
            let words = text.get(self.lang).and_then(|text| fill(text, value));
            plain(&words.unwrap_or_default())
        };
        let with = |text: &Text, words: &str| filled(text, &|_| Some(Value::plain(words)));
        let mut lines = Vec::new();
        if *is_gone {
            lines.push(with(&self.mail.gone, ""));
        }
        if *is_cancelled {
            lines.push(with(&self.mail.cancelled, ""));
        }
        for changed in *sentences {
            lines.extend(changed.before.iter().map(|words| with(&self.mail.before, words)));
            lines.extend(changed.after.iter().map(|words| with(&self.mail.after, words)));
        }
        lines.extend(dead_ends.iter().map(|address| with(&self.mail.link, address)));
        let title = filled(&self.mail.entry, &|name| self.entry_value(name, delivery));
        Entry { title, lines }
    }

    fn entry_value(&self, name: &str, delivery: &Delivery) -> Option<Value> {
        let text = match name {
            "quantity" => delivery.quantity.to_string(),
            "title" => {
                let mut pieces = self.content.pieces.pieces.iter();
                let piece = pieces.find(|piece| piece.id.as_str() == delivery.piece);
                let title = piece.and_then(|piece| piece.title.get(self.lang));
                title.unwrap_or(&delivery.piece).to_owned()
            }
            "language" => {
                let name = language_tag::name(&delivery.lang);
                name.map_or(delivery.lang.as_str(), |name| name.own).to_owned()
            }
            "sent" => locale::date(self.locale, delivery.on)["long"].as_str()?.to_owned(),
            _ => return None,
        };
        Some(Value::plain(text))
    }
}

impl Entry {
    fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| format!("\n    {line}"));
        format!("- {}{}", self.title, lines.collect::<String>())
    }

    fn html(&self) -> String {
        let html = |text: &str| Value::plain(text).html();
        let lines: String = self.lines.iter().map(|line| format!("<br>\n{}", html(line))).collect();
        format!("<li><b>{}</b>{lines}</li>\n", html(&self.title))
    }
}
