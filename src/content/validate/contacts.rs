//! Contacts: numbers that phones can dial, no sample values, and the contacts that pieces print.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::need::{Need, is_contact_field};
use crate::content::phone::{PhoneFault, PhoneNumber};
use crate::content::pieces::Piece;
use crate::content::program::{CRISIS_ROLE, Contact, MAIN_ROLE, Program};
use crate::content::reserved::has_reserved_host;
use crate::content::template::Template;
use crate::diagnostic::{Code, Place};
use crate::nearest;

/// The phrase that says what the code of a contact opens. Only templates with such a code use it.
const CODE_PHRASE: &str = "scan-opens";

/// The needs of templates whose codes are those of sessions.
const SESSION_NEEDS: [Need; 2] = [Need::Session, Need::UpcomingSessions];

impl Checker<'_> {
    pub(super) fn contacts(&mut self, program: &Program) {
        let (region, file) = (&program.region.0, DataFile::Program);
        if let Some(contact) = &program.contact {
            self.contact(contact, region, file, "/contact");
        }
        for (index, contact) in program.contacts.iter().enumerate() {
            self.contact(&contact.ways, region, file, &format!("/contacts/{index}"));
        }
        // What is marked as a sample needs no second mark.
        for (index, member) in program.team.iter().enumerate().filter(|(_, it)| !it.sample) {
            self.contact(&member.ways, region, file, &format!("/team/{index}"));
        }
    }

    /// Checks the ways to reach someone, which a data file has at a pointer.
    pub(super) fn contact(&mut self, contact: &Contact, region: &str, file: DataFile, at: &str) {
        if contact.text_word.is_some() && contact.text.is_none() {
            let place = self.place(file, &format!("{at}/text_word"));
            let message = "`text_word` is not printed without `text`, the number to send it to";
            self.push(Code::UnusedText, place, message, "add `text`, or remove `text_word`");
        }
        let numbers = [
            ("phone", contact.phone.as_ref().map(|it| &it.0), false),
            ("text", contact.text.as_ref().map(|it| &it.0), true),
            ("tty", contact.tty.as_ref().map(|it| &it.0), false),
            ("fax", contact.fax.as_ref().map(|it| &it.0), false),
        ];
        for (field, value, is_text) in numbers {
            let parsed = value.and_then(|value| Some((value, PhoneNumber::parse(value)?)));
            let Some((value, number)) = parsed else { continue };
            let place = self.place(file, &format!("{at}/{field}"));
            if number.is_fictional() {
                self.placeholder(value, place.clone());
            }
            if let Some(fault) = PhoneNumber::fault_of(value, region, is_text) {
                let (code, message, hint) = phone_fault(value, &fault);
                self.push(code, place, &message, &hint);
            }
        }
        let addresses = [
            ("email", contact.email.as_ref().map(|it| &it.0)),
            ("web", contact.web.as_ref().map(|it| &it.0)),
        ];
        for (field, value) in addresses {
            if let Some(value) = value.filter(|value| has_reserved_host(value)) {
                let place = self.place(file, &format!("{at}/{field}"));
                self.placeholder(value, place);
            }
        }
    }

    /// Checks a number to call that is not part of a contact.
    pub(super) fn number_to_call(&mut self, value: &str, place: Place) {
        let region = self.partial.program.as_ref().map(|program| program.region.0.as_str());
        let fault = region.and_then(|region| PhoneNumber::fault_of(value, region, false));
        if let Some(fault) = fault {
            let (code, message, hint) = phone_fault(value, &fault);
            self.push(code, place, &message, &hint);
        }
    }

    /// Checks that the data has the contacts that pieces print.
    pub(super) fn piece_contacts(&mut self) {
        let partial = self.partial;
        let (Some(program), Some(pieces)) = (&partial.program, &partial.pieces) else { return };
        self.empty_contacts(program);
        let mut lacks_crisis_line = false;
        for (index, piece) in pieces.pieces.iter().enumerate() {
            let Some(template) = partial.templates.get(piece.template.as_str()) else { continue };
            let at = format!("/pieces/{index}");
            self.roles(piece, program, &at);
            let uses_all = template.needs.contains(&Need::Contacts);
            if uses_all || uses_main_contact(template) {
                self.first_contact(piece, program, template, &at);
            }
            let prints_code = template.words.iter().any(|word| word == CODE_PHRASE);
            let is_of_sessions = template.needs.iter().any(|need| SESSION_NEEDS.contains(need));
            if uses_all && prints_code && !is_of_sessions {
                self.no_code(piece, program, &at);
            }
            if uses_all || uses_main_contact(template) {
                self.no_phone(piece, program, &at);
            }
            if uses_all {
                self.public_without_crisis_line(piece, program, &at);
            }
            let asks = uses_all && piece.contacts.is_none();
            lacks_crisis_line |= asks && program.contacts_of(CRISIS_ROLE).is_empty();
        }
        if lacks_crisis_line {
            let place = Place::file(DataFile::Program.path());
            let message = "no contact has the role `crisis`, so pieces print no crisis line";
            let hint = "add one to `contacts`, with `id`, `roles`, `label`, and `phone`";
            self.push(Code::NoCrisisLine, place, message, hint);
        }
    }

    /// Reports contacts that say nothing: a label would stand over nothing.
    fn empty_contacts(&mut self, program: &Program) {
        let single = program.contact.iter().map(|contact| ("/contact".to_owned(), contact));
        let named = program.contacts.iter().enumerate();
        let named = named.map(|(index, named)| (format!("/contacts/{index}"), &named.ways));
        for (pointer, _) in single.chain(named).filter(|(_, contact)| !contact.has_way()) {
            let place = self.place(DataFile::Program, &pointer);
            let message = "this contact does not say how to reach anyone";
            let hint = "add `phone`, `text`, `email`, `web`, or `address`, or remove the contact";
            self.push(Code::MissingField, place, message, hint);
        }
    }

    /// Reports a role that a piece names and no contact has.
    fn roles(&mut self, piece: &Piece, program: &Program, at: &str) {
        let named = program.contacts.iter().flat_map(|contact| &contact.roles);
        let mut known: Vec<&str> = named.map(|role| role.as_str()).collect();
        known.extend(program.contact.iter().map(|_| MAIN_ROLE));
        for (index, role) in piece.contacts.iter().flatten().enumerate() {
            if program.contacts_of(role.as_str()).is_empty() {
                let hint = nearest::hint(role.as_str(), known.iter().copied());
                let place = self.place(DataFile::Pieces, &format!("{at}/contacts/{index}"));
                let message = format!("no contact in `data/program.json` has the role `{role}`");
                self.push(Code::UnknownReference, place, &message, &hint);
            }
        }
    }

    /// Reports a piece that prints how to reach the program if the data does not say it.
    fn first_contact(&mut self, piece: &Piece, program: &Program, template: &Template, at: &str) {
        let roles = piece.contact_roles();
        let mut chosen = roles.iter().flat_map(|role| program.contacts_of(role));
        let place = self.place(DataFile::Pieces, &format!("{at}/id"));
        let Some((pointer, _)) = chosen.next() else {
            if piece.contacts.is_none() {
                let id = &piece.id;
                let message = format!("`{id}` prints a contact, and `data/program.json` has none");
                let hint = "add \"contact\" there, with `phone`, `email`, or `web`";
                self.push(Code::MissingField, place, &message, hint);
            }
            return;
        };
        let source = self.partial.sources.get(DataFile::Program.path());
        let value = source.and_then(|source| source.value.pointer(&pointer));
        let declared = template.fields.get(&Need::Program).into_iter().flatten();
        let used = declared.filter_map(|path| path.strip_prefix("contact."));
        let missing: Vec<&str> =
            used.filter(|field| value.is_some_and(|value| value.get(field).is_none())).collect();
        for field in missing {
            let message =
                format!("`{}` prints `contact.{field}`, and its contact has none", piece.id);
            let hint = format!("add \"{field}\" to the contact in `data/program.json`");
            self.push(Code::MissingField, place.clone(), &message, &hint);
        }
    }
}

/// The code, the message, and the hint about a phone number.
fn phone_fault(value: &str, fault: &PhoneFault) -> (Code, String, String) {
    let number = format!("the phone number `{value}`");
    let (message, hint) = match fault {
        PhoneFault::NoAreaCode => {
            let hint = "write it with its area code, such as `202-555-0100`";
            return (Code::LocalNumber, format!("{number} has no area code"), hint.to_owned());
        }
        PhoneFault::Digits(count) => (
            format!("{number} has {count} digits"),
            "write 10 digits, with or without a 1 before them, or start a number of another \
             country with `+` and the code of the country",
        ),
        PhoneFault::AreaCode(digit) => (
            format!("{number} has an area code that starts with {digit}"),
            "correct it: no area code starts with 0 or 1",
        ),
        PhoneFault::Exchange(exchange) => (
            format!("{number} has `{exchange}` after the area code"),
            "correct it: the three digits after the area code do not start with 0 or 1, and are \
             not those of a service, such as `911`",
        ),
        PhoneFault::Letter(letter, Some(meant)) => {
            let message = format!("{number} has the letter `{letter}` between digits");
            return (Code::BadValue, message, format!("write the digit: `{meant}`"));
        }
        PhoneFault::Letter(letter, None) => (
            format!("{number} has the letter `{letter}`"),
            "write a digit in its place; only a word at the end can be in letters, as in \
             `1-800-662-HELP`",
        ),
        PhoneFault::NotShort => (
            format!("`{value}` is not a number that every phone reaches"),
            "write the whole number; the short ones are 988 and those such as 211 and 711",
        ),
    };
    (Code::BadValue, message, hint.to_owned())
}

/// Whether a template uses the first contact as `program.contact`.
fn uses_main_contact(template: &Template) -> bool {
    template.needs.contains(&Need::Program)
        && template
            .fields
            .get(&Need::Program)
            .is_none_or(|fields| fields.iter().any(|path| is_contact_field(path)))
}
