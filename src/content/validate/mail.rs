//! The email with certificates: every placeholder is one that Peerpress fills in.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::mail::{
    COPIES, ENTRY_PLACEHOLDERS, LINKS, LetterPart, NOTICE_PLACEHOLDERS, PLACEHOLDERS, parts,
};
use crate::content::text::Text;
use crate::diagnostic::Code;
use crate::nearest;
use crate::source::escape;

impl Checker<'_> {
    pub(super) fn mail(&mut self) {
        let partial = self.partial;
        let Some(mail) = partial.wording.as_ref().and_then(|wording| wording.mail.as_ref()) else {
            return;
        };
        let is_word = |name: &&str| !LINKS.contains(name);
        let words: Vec<&str> = PLACEHOLDERS.into_iter().filter(is_word).collect();
        self.mail_text(&mail.subject, "/mail/subject", &words);
        for (index, paragraph) in mail.body.iter().enumerate() {
            self.mail_text(paragraph, &format!("/mail/body/{index}"), &PLACEHOLDERS);
        }
        self.mail_text(&mail.linkedin, "/mail/linkedin", &[]);
    }

    /// Checks the email about copies that are out of date.
    pub(super) fn notice(&mut self) {
        let partial = self.partial;
        let notice = partial.wording.as_ref().and_then(|wording| wording.notice.as_ref());
        let Some(notice) = notice else { return };
        self.mail_text(&notice.subject, "/notice/subject", &NOTICE_PLACEHOLDERS);
        let is_list = |text: &&Text| matches!(text, Text::Same(text) if text.trim() == COPIES);
        let has_list = |text: &Text| match text {
            Text::Same(text) => text.contains(COPIES),
            Text::By(languages) => languages.values().any(|text| text.contains(COPIES)),
        };
        if !notice.body.iter().any(has_list) {
            let place = self.place(DataFile::Wording, "/notice/body");
            let hint = "add \"{copies}\" as a paragraph of its own";
            self.push(Code::BadValue, place, "the notice does not name the copies", hint);
        }
        for (index, text) in notice.body.iter().enumerate().filter(|(_, text)| !is_list(text)) {
            let pointer = format!("/notice/body/{index}");
            if has_list(text) {
                let place = self.place(DataFile::Wording, &pointer);
                let message = "`{copies}` is not a paragraph of its own";
                let hint = "make the paragraph only \"{copies}\", once for all languages, and move \
                            its other words to another paragraph";
                self.push(Code::BadValue, place, message, hint);
                continue;
            }
            self.mail_text(text, &pointer, &NOTICE_PLACEHOLDERS);
        }
        self.mail_text(&notice.entry, "/notice/entry", &ENTRY_PLACEHOLDERS);
        self.mail_text(&notice.before, "/notice/before", &["text"]);
        self.mail_text(&notice.after, "/notice/after", &["text"]);
        self.mail_text(&notice.link, "/notice/link", &["address"]);
        self.mail_text(&notice.gone, "/notice/gone", &[]);
        self.mail_text(&notice.cancelled, "/notice/cancelled", &[]);
    }

    fn mail_text(&mut self, text: &Text, pointer: &str, known: &[&str]) {
        match text {
            Text::Same(text) => self.mail_words(text, pointer, known),
            Text::By(languages) => {
                for (lang, text) in languages {
                    self.mail_words(text, &format!("{pointer}/{}", escape(lang)), known);
                }
            }
        }
    }

    fn mail_words(&mut self, text: &str, pointer: &str, known: &[&str]) {
        let all: Vec<String> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
        let all = match known {
            [] => "this text has no placeholders".to_owned(),
            _ => format!("the placeholders of this text are {}", all.join(", ")),
        };
        let Some(parts) = parts(text) else {
            let place = self.place(DataFile::Wording, pointer);
            self.push(Code::BadValue, place, "this text has an unmatched brace", &all);
            return;
        };
        for part in parts {
            let LetterPart::Placeholder(name) = part else { continue };
            if known.contains(&name) {
                continue;
            }
            let hint = match nearest::nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{{{near}}}`? {all}"),
                None => all.clone(),
            };
            let message = format!("there is no placeholder `{{{name}}}` in this text");
            let place = self.place(DataFile::Wording, pointer);
            self.push(Code::BadValue, place, &message, &hint);
        }
    }
}
