//! What the email to one person says, as text and as HTML.

use super::super::ledger::Certificate;
use super::attachment::Proven;
use super::linkedin::add_to_profile;
use crate::content::Content;
use crate::content::language_tag::Direction;
use crate::content::locale::Locale;
use crate::content::mail::{CertificateMail, LINKEDIN, LetterPart, parts};
use crate::plan::locale;

/// The email to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// The name of the program in the person's language.
    pub(crate) program: String,
}

/// What the letters of a language have in common.
pub(crate) struct Letterhead<'a> {
    content: &'a Content,
    mail: &'a CertificateMail,
    lang: &'a str,
    locale: &'a Locale,
}

/// What Peerpress fills in for a placeholder.
pub(crate) struct Value {
    pub(crate) text: String,
    /// What a click opens.
    link: Option<String>,
}

impl Value {
    /// A text that no click opens.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None }
    }

    /// An email address.
    pub(crate) fn email(address: String) -> Self {
        let link = Some(format!("mailto:{address}"));
        Self { text: address, link }
    }

    /// The value as HTML.
    pub(crate) fn html(&self) -> String {
        match &self.link {
            None => escape(&self.text),
            Some(link) => format!("<a href=\"{}\">{}</a>", escape(link), escape(&self.text)),
        }
    }
}

/// Fills in the placeholders of a text. `None` if one has no value.
pub(crate) fn fill(text: &str, value: &dyn Fn(&str) -> Option<Value>) -> Option<Vec<Value>> {
    let parts = parts(text)?.into_iter();
    parts
        .map(|part| match part {
            LetterPart::Words(words) => Some(Value::plain(words)),
            LetterPart::Placeholder(name) => value(name),
        })
        .collect()
}

/// The values as text.
pub(crate) fn plain(values: &[Value]) -> String {
    values.iter().map(|value| value.text.as_str()).collect()
}

/// A whole HTML document in a language, around its body.
pub(crate) fn html_document(lang: &str, locale: &Locale, body: &str) -> String {
    let direction = match locale.direction() {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{direction}\">\n<head><meta \
         charset=\"utf-8\"></head>\n<body>\n{body}</body>\n</html>\n"
    )
}

impl<'a> Letterhead<'a> {
    /// Returns the letterhead of a language, or `None` if the data lacks the wording in it.
    pub(crate) fn new(content: &'a Content, lang: &'a str) -> Option<Self> {
        let mail = content.wording.mail.as_ref()?;
        let locale = content.wording.locales.get(lang)?;
        let mut texts = mail.body.iter().chain([&mail.subject, &mail.linkedin]);
        texts.all(|text| text.get(lang).is_some()).then_some(Self { content, mail, lang, locale })
    }

    /// Writes the email that brings a certificate.
    pub(crate) fn letter(&self, certificate: &Certificate, proven: &Proven) -> Letter {
        let value = |name: &str| self.value(name, certificate, proven);
        let subject = self.mail.subject.get(self.lang).and_then(|text| fill(text, &value));
        let subject = subject.unwrap_or_default();
        let paragraphs = self.mail.body.iter().map(|text| text.get(self.lang));
        let filled: Vec<Vec<Value>> = paragraphs.filter_map(|text| fill(text?, &value)).collect();
        let text = filled.iter().map(|paragraph| plain(paragraph)).collect::<Vec<_>>();
        Letter {
            subject: plain(&subject),
            text: text.join("\n\n") + "\n",
            html: self.html(&filled),
            program: self.content.program.name.get(self.lang).unwrap_or_default().to_owned(),
        }
    }

    fn value(&self, name: &str, certificate: &Certificate, proven: &Proven) -> Option<Value> {
        let program = &self.content.program;
        let claims = &proven.claims;
        let date = |day| {
            let date = locale::date(self.locale, day);
            date["long"].as_str().map(str::to_owned)
        };
        let page = || program.certificates.as_ref().map(|it| it.verify.0.clone());
        let (text, link) = match name {
            "name" => (certificate.name.clone(), None),
            "title" => (claims.title.clone(), None),
            "number" => (certificate.printed_number(), None),
            "issued" => (date(claims.issued)?, None),
            "valid_until" => (date(claims.valid_until?)?, None),
            "program" => (program.name.get(self.lang)?.to_owned(), None),
            "phone" => {
                let phone = program.main_contact().phone?.0;
                (self.content.phone_shown(&phone, self.lang), None)
            }
            "email" => {
                let address = program.main_contact().email?.0;
                (address.clone(), Some(format!("mailto:{address}")))
            }
            "page" => (page()?, page()),
            LINKEDIN => {
                let address = add_to_profile(claims, &proven.code);
                (address.clone(), Some(address))
            }
            _ => return None,
        };
        Some(Value { text, link })
    }

    fn html(&self, paragraphs: &[Vec<Value>]) -> String {
        let mut body = String::new();
        for paragraph in paragraphs {
            let parts: String = paragraph.iter().map(|value| self.html_part(value)).collect();
            body += &format!("<p>{parts}</p>\n");
        }
        html_document(self.lang, self.locale, &body)
    }

    fn html_part(&self, value: &Value) -> String {
        let linkedin = self.mail.linkedin.get(self.lang);
        match (&value.link, linkedin) {
            // The address of the form is long, and its words are those of the data.
            (Some(link), Some(words))
                if *link == value.text && link.contains("linkedin.com/profile/add") =>
            {
                Value { text: words.to_owned(), link: Some(link.clone()) }.html()
            }
            _ => value.html(),
        }
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}
