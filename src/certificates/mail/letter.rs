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
struct Value {
    text: String,
    /// What a click opens.
    link: Option<String>,
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
        let subject = self.filled(self.mail.subject.get(self.lang), &value).unwrap_or_default();
        let paragraphs = self.mail.body.iter().map(|text| text.get(self.lang));
        let filled: Vec<Vec<Value>> =
            paragraphs.filter_map(|text| self.filled(text, &value)).collect();
        let text = filled.iter().map(|paragraph| plain(paragraph)).collect::<Vec<_>>();
        Letter {
            subject: plain(&subject),
            text: text.join("\n\n") + "\n",
            html: self.html(&filled),
            program: self.content.program.name.get(self.lang).unwrap_or_default().to_owned(),
        }
    }

    /// Fills in the placeholders of a text. `None` if one has no value.
    fn filled(
        &self,
        text: Option<&str>,
        value: &dyn Fn(&str) -> Option<Value>,
    ) -> Option<Vec<Value>> {
        let parts = parts(text?)?.into_iter();
        parts
            .map(|part| match part {
                LetterPart::Words(words) => Some(Value { text: words.to_owned(), link: None }),
                LetterPart::Placeholder(name) => value(name),
            })
            .collect()
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
        let direction = match self.locale.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        };
        let lang = self.lang;
        let mut html = format!("<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{direction}\">\n");
        html += "<head><meta charset=\"utf-8\"></head>\n<body>\n";
        for paragraph in paragraphs {
            let parts: String = paragraph.iter().map(|value| self.html_part(value)).collect();
            html += &format!("<p>{parts}</p>\n");
        }
        html + "</body>\n</html>\n"
    }

    fn html_part(&self, value: &Value) -> String {
        let Some(link) = &value.link else { return escape(&value.text) };
        // The address of the form is long, and its words are those of the data.
        let is_form = *link == value.text && link.contains("linkedin.com/profile/add");
        let words = self.mail.linkedin.get(self.lang).filter(|_| is_form);
        let words = escape(words.unwrap_or(&value.text));
        format!("<a href=\"{}\">{words}</a>", escape(link))
    }
}

fn plain(paragraph: &[Value]) -> String {
    paragraph.iter().map(|value| value.text.as_str()).collect()
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
