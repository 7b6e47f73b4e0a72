//! The contacts of a job: those that the piece chooses by their roles.

use serde_json::{Value, json};

use super::facts::Facts;
use super::whole_numbers;
use crate::content::PHONE_EXTENSION;
use crate::content::data_file::DataFile;
use crate::content::need::{Fields, MAIN_CONTACT};
use crate::content::phone::PhoneNumber;
use crate::content::program::{CRISIS_ROLE, MAIN_ROLE, Program};

/// Where the data has the contact of the program that needs no label.
const SINGLE: &str = "/contact";

/// A contact with a label. All contacts have its fields.
const NAMED: &str = "/contacts/0";

impl<'a> Facts<'a> {
    /// The chosen contacts, in the order of the roles.
    pub(super) fn contacts(&mut self, fields: &Fields<'_>) -> Value {
        let chosen = chosen(&self.content.program, &self.contact_roles);
        let Some(own) = self.partner_role() else {
            let mut contacts: Vec<Value> =
                chosen.iter().map(|(role, at)| self.contact(role, at, fields)).collect();
            let mut all = chosen.iter().zip(&mut contacts);
            if let Some((_, first)) = all.find(|((role, _), _)| *role != CRISIS_ROLE) {
                self.lead_to_short_link(first, fields);
            }
            return contacts.into();
        };
        let (theirs, others): (Vec<_>, Vec<_>) = chosen.iter().partition(|(role, _)| *role == own);
        let program = theirs.first().map(|(_, at)| at.as_str());
        let mut partner = self.partner_contact(own, program, fields);
        self.lead_to_short_link(&mut partner, fields);
        let others = others.into_iter().map(|(role, at)| self.contact(role, at, fields));
        [partner].into_iter().chain(others).collect()
    }

    /// The first of the chosen contacts, with the fields that the only contact once had.
    pub(super) fn main_contact(&mut self, fields: &Fields<'_>) -> Value {
        let chosen = chosen(&self.content.program, &self.contact_roles);
        if let Some(own) = self.partner_role() {
            let program = chosen.iter().find(|(role, _)| *role == own);
            let known = Fields::Only(MAIN_CONTACT.to_vec());
            let fields = if matches!(fields, Fields::All) { &known } else { fields };
            let mut contact = self.partner_contact(own, program.map(|(_, at)| at.as_str()), fields);
            self.lead_to_short_link(&mut contact, fields);
            keep_main_fields(&mut contact);
            return contact;
        }
        let Some((role, pointer)) = chosen.first() else {
            self.record_read(DataFile::Program.path(), SINGLE);
            return Value::Null;
        };
        let known = Fields::Only(MAIN_CONTACT.to_vec());
        let fields = if matches!(fields, Fields::All) { &known } else { fields };
        let mut contact = self.project_as(DataFile::Program, NAMED, pointer, fields);
        if *role != CRISIS_ROLE {
            self.lead_to_short_link(&mut contact, fields);
        }
        keep_main_fields(&mut contact);
        contact
    }

    /// The role whose contact is that of the partner: the first one that is not a crisis line.
    /// `None` without a partner.
    fn partner_role(&self) -> Option<&'a str> {
        self.partner?;
        self.contact_roles.iter().copied().find(|role| *role != CRISIS_ROLE)
    }

    /// The web page of a contact of the program.
    pub(super) fn program_web(&mut self, pointer: &str, fields: &Fields<'_>) -> Value {
        let (shape, at) = (format!("{NAMED}/web"), format!("{pointer}/web"));
        self.project_as(DataFile::Program, &shape, &at, fields)
    }

    fn contact(&mut self, role: &str, pointer: &str, fields: &Fields<'_>) -> Value {
        let name = self.program_name(pointer, fields);
        let mut contact = self.project_as(DataFile::Program, NAMED, pointer, fields);
        if let Some(contact) = contact.as_object_mut() {
            let own = [("role", json!(role)), ("id", json!(MAIN_ROLE)), ("label", name)];
            // The contact without a label is that of the program.
            let own = own.into_iter().take(if pointer == SINGLE { 3 } else { 1 });
            for (field, value) in own {
                if let Some(there) = contact.get_mut(field) {
                    *there = value;
                }
            }
        }
        contact
    }

    /// A phone number as readers of the language see it.
    pub(super) fn phone_shown(&mut self, number: &str) -> String {
        if self.content.wording.words.contains_key(PHONE_EXTENSION) {
            self.record_read(DataFile::Wording.path(), &format!("/words/{PHONE_EXTENSION}"));
        }
        let shown = self.content.phone_shown(number, self.lang);
        whole_numbers::keep_number(number, &shown, self.is_rtl())
    }

    /// A number for text messages or faxes as readers of the region see it.
    pub(super) fn number_shown(&self, number: &str) -> String {
        let shown = PhoneNumber::shown(number, &self.content.program.region.0);
        whole_numbers::keep_number(number, &shown, self.is_rtl())
    }

    /// The label of the contact of the program.
    fn program_name(&mut self, pointer: &str, fields: &Fields<'_>) -> Value {
        if pointer != SINGLE || fields.below("label").is_none() {
            return Value::Null;
        }
        self.record_read(DataFile::Program.path(), "/name");
        let content = self.content;
        self.text(&content.program.name)
    }
}

/// Removes the fields that the only contact never had.
fn keep_main_fields(contact: &mut Value) {
    if let Some(contact) = contact.as_object_mut() {
        contact.retain(|name, _| MAIN_CONTACT.contains(&name.as_str()));
    }
}

/// The contacts that have the roles, each once: the role, and the place in the file.
fn chosen<'a>(program: &Program, roles: &[&'a str]) -> Vec<(&'a str, String)> {
    let mut chosen: Vec<(&str, String)> = Vec::new();
    for role in roles {
        for (pointer, _) in program.contacts_of(role) {
            if !chosen.iter().any(|(_, known)| *known == pointer) {
                chosen.push((role, pointer));
            }
        }
    }
    chosen
}
