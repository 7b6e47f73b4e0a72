//! What pieces promise and their contacts do not have: a code to scan, a number to call, a crisis
//! line.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::pieces::Piece;
use crate::content::program::{CRISIS_ROLE, Contact, Program};
use crate::content::text::Text;
use crate::diagnostic::{Code, shorten};

/// How texts ask readers to call, by language. A text with digits has a number of its own.
const CALLS: [(&str, &[&str]); 4] = [
    ("en", &["call us", "call our", "call me", "call the office", "us a call"]),
    ("es", &["llámenos", "llámanos", "llame a", "llame al", "llámeme"]),
    ("fr", &["appelez", "appelle-nous", "téléphonez"]),
    ("pt", &["ligue para", "ligue-nos", "telefone para nós"]),
];

impl Checker<'_> {
    /// Reports a piece that has a place for a code if none of its own contacts has a web page: its
    /// texts may mention the code.
    pub(super) fn no_code(&mut self, piece: &Piece, program: &Program, at: &str) {
        let Some(own) = first_contacts(piece, program) else { return };
        let has_page = own.iter().any(|(_, contact)| contact.web.is_some());
        if has_page || piece.short_link.is_some() {
            return;
        }
        let place = self.place(DataFile::Pieces, &format!("{at}/id"));
        let message = format!("`{}` has no code to scan: its contact has no `web`", piece.id);
        let hint = "add `web` to the contact in `data/program.json`, or see that no text of the \
                    piece mentions a code";
        self.push(Code::NoCode, place, &message, hint);
    }

    /// Reports a piece with a text such as "Call us" if none of its own contacts has a phone
    /// number.
    pub(super) fn no_phone(&mut self, piece: &Piece, program: &Program, at: &str) {
        let Some(own) = first_contacts(piece, program) else { return };
        if own.iter().any(|(_, contact)| contact.phone.is_some()) {
            return;
        }
        let texts = piece.text.iter().map(|(name, text)| (format!("{at}/text/{name}"), text));
        let lists = piece.lists.iter().flat_map(|(name, list)| {
            let items = list.iter().enumerate();
            items.map(move |(index, text)| (format!("{at}/lists/{name}/{index}"), text))
        });
        let asking = texts.chain(lists).find_map(|(pointer, text)| {
            let mut languages = program.languages.iter();
            let asks = languages.find_map(|language| asks_to_call(text, &language.tag))?;
            Some((pointer, asks))
        });
        let Some((pointer, text)) = asking else { return };
        let place = self.place(DataFile::Pieces, &pointer);
        let message =
            format!("`{}` says \"{}\", and its contact has no `phone`", piece.id, shorten(text));
        let hint = "add `phone` to the contact in `data/program.json`, or change the text";
        self.push(Code::NoPhone, place, &message, hint);
    }

    /// Reports a public piece that chooses contacts without the crisis line of the program.
    pub(super) fn public_without_crisis_line(
        &mut self,
        piece: &Piece,
        program: &Program,
        at: &str,
    ) {
        let leaves_it_out = !piece.contact_roles().contains(&CRISIS_ROLE);
        if !piece.public || !leaves_it_out || program.contacts_of(CRISIS_ROLE).is_empty() {
            return;
        }
        let place = self.place(DataFile::Pieces, &format!("{at}/contacts"));
        let message = format!("`{}` is public, and prints no crisis line", piece.id);
        let hint = "add \"crisis\" to its `contacts`, or remove `\"public\": true`";
        self.push(Code::NoCrisisLine, place, &message, hint);
    }
}

/// The contacts of the first role of a piece that anyone has: "us" in its texts.
fn first_contacts<'a>(piece: &Piece, program: &'a Program) -> Option<Vec<(String, &'a Contact)>> {
    let contacts = piece.contact_roles().into_iter().map(|role| program.contacts_of(role));
    contacts.into_iter().find(|contacts| !contacts.is_empty())
}

/// The text in a language, if it asks readers to call a number that it does not state.
fn asks_to_call<'a>(text: &'a Text, lang: &str) -> Option<&'a str> {
    let base = lang.split('-').next().unwrap_or(lang);
    let (_, calls) = CALLS.iter().find(|(known, _)| *known == base)?;
    let text = text.get(lang)?;
    let lower = text.to_lowercase();
    let asks = calls.iter().any(|call| lower.contains(call));
    (asks && !lower.contains(|c: char| c.is_numeric() || c == '{')).then_some(text)
}
