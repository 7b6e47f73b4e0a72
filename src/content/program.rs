//! The program: who runs it, how to reach it, who signs for it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::certificate_number::NumberFormat;
use super::label_sheet::LabelSheet;
use super::languages::ProgramLanguage;
use super::short_link::ShortLink;
use super::text::{
    Day, Email, Fax, Id, Line, Phone, Prefix, Region, ScreenColor, Text, TextNumber, WebAddress,
};
use super::time_zone::TimeZones;

/// `data/program.json`: who runs the program and how to reach it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Program {
    /// The name of the program as readers know it. It is on almost every piece.
    pub name: Text,
    /// A short name of the program, for places where the long one does not fit, such as the tabs of
    /// a flyer.
    pub short_name: Option<Text>,
    /// The agency that runs the program, such as a division of a department. It is also the author
    /// of each PDF.
    pub agency: Text,
    /// The organization that the agency belongs to, such as a state department.
    #[serde(default)]
    pub parent: Text,
    /// The languages of the program by their tags, such as `["en", "es", "fr-CA"]`. The first is
    /// the language of the office. One that is still being translated is a draft:
    /// `{"tag": "so", "status": "draft"}`.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "setting" = true))]
    pub languages: Vec<ProgramLanguage>,
    /// The country whose form of the language the program uses, such as `us`.
    #[schemars(extend("setting" = true))]
    pub region: Region,
    /// Pieces list the sessions from this day on, such as `2027-01-04`. The option `--as-of` takes
    /// its place for one run.
    #[schemars(extend("setting" = true))]
    pub as_of: Day,
    /// The day of the last change to the facts. It becomes the date of every PDF, so that the same
    /// facts give the same bytes.
    #[schemars(extend("setting" = true))]
    pub revised: Day,
    /// The time zone of the sessions, such as `America/New_York`. A state with two writes both, the
    /// main one first: an online session then prints its times in both.
    #[schemars(extend("setting" = true))]
    pub time_zone: Option<TimeZones>,
    /// The public home page of the agency.
    pub home: Option<WebAddress>,
    /// The address of the website that `peerpress site` writes, such as
    /// `https://example.org/peers/`.
    pub website: Option<WebAddress>,
    /// Short addresses of the website for printed copies, and what they lead to, such as
    /// `{"id": "cards", "piece": "rack-card-overview"}` for `https://example.org/peers/r/cards`.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub short_links: Vec<ShortLink>,
    /// How a reader reaches the program: the contact of the role `main`. It can also be an entry
    /// of `contacts`.
    pub contact: Option<Contact>,
    /// Other contacts, such as a crisis line, a TTY line, or another office. Each piece chooses
    /// them by their roles.
    #[serde(default)]
    pub contacts: Vec<NamedContact>,
    /// The continuing education provider, for certificates.
    #[serde(default)]
    pub provider: Provider,
    /// The one to three people who sign certificates.
    #[serde(default)]
    #[schemars(length(max = 3))]
    pub signatories: Vec<Signatory>,
    /// The people of the program who hand out contact cards. Each of them gets cards.
    #[serde(default)]
    pub team: Vec<TeamMember>,
    /// Spot colors: inks that a print shop mixes, in addition to the four inks of the press.
    #[serde(default)]
    pub spots: Vec<SpotColor>,
    /// The paper of the program's printers: `letter` (the default) or `a4`. With `a4`, pieces that
    /// are made for letter and tabloid paper, and the sheets of the office edition, are A4 and A3.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub paper: OfficePaper,
    /// Sheets of labels for name badges, in addition to Avery 5395 and 74459.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub label_sheets: Vec<LabelSheet>,
    /// How certificates are numbered and verified. Required to issue certificates.
    #[schemars(extend("setting" = true))]
    pub certificates: Option<Certificates>,
    /// The headers of roster columns that Peerpress does not know, such as those in Hungarian.
    #[schemars(extend("setting" = true))]
    pub roster_headers: Option<RosterHeaders>,
    /// Whether the names and contacts of the program are invented examples. If so, its pieces do
    /// not go to a print shop. Remove it when they are your own.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub sample: bool,
}

/// The paper of office printers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OfficePaper {
    /// Letter, 8.5 × 11 in, and tabloid, 11 × 17 in.
    #[default]
    Letter,
    /// A4, 210 × 297 mm, and A3, 297 × 420 mm.
    A4,
}

/// The headers of roster columns in other languages, such as `Vorname` for the first name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RosterHeaders {
    /// What a column with the whole name is called.
    #[serde(default)]
    pub name: Vec<Line>,
    /// What a column with names as `Last, First` is called.
    #[serde(default)]
    pub last_first: Vec<Line>,
    /// What the first name is called.
    #[serde(default)]
    pub first_name: Vec<Line>,
    /// What the middle name, or a particle before the last name, is called.
    #[serde(default)]
    pub middle_name: Vec<Line>,
    /// What the last name is called.
    #[serde(default)]
    pub last_name: Vec<Line>,
    /// What the second last name is called.
    #[serde(default)]
    pub second_last_name: Vec<Line>,
    /// What a suffix such as `Jr.` is called.
    #[serde(default)]
    pub suffix: Vec<Line>,
    /// What the email address is called.
    #[serde(default)]
    pub email: Vec<Line>,
    /// What the hours are called.
    #[serde(default)]
    pub hours: Vec<Line>,
    /// What the ID is called.
    #[serde(default)]
    pub id: Vec<Line>,
    /// What the language is called.
    #[serde(default)]
    pub lang: Vec<Line>,
    /// What columns are called that say who came or who passed. `certify` stops and asks which of
    /// their values count.
    #[serde(default)]
    pub attendance: Vec<Line>,
}

/// A spot color: an ink that a print shop mixes, such as a PANTONE ink.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct SpotColor {
    /// A name for templates, such as `brand`.
    pub id: Id,
    /// The name of the ink exactly as its maker writes it, such as `PANTONE 7473 C`.
    pub name: Line,
    /// The equivalent in cyan, magenta, yellow, and black, in percent, such as `[70, 0, 38, 8]`. A
    /// press that does not mix the ink prints this.
    #[schemars(length(min = 4, max = 4), inner(range(min = 0.0, max = 100.0)))]
    pub cmyk: Option<Vec<f64>>,
    /// The equivalent on a screen, such as `#1F6F78`.
    pub rgb: ScreenColor,
}

/// How certificates are numbered and verified. A change applies to new certificates only.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Certificates {
    /// The letters at the start of a number: the `ABC` of `ABC-2026-00042-5`.
    pub prefix: Prefix,
    /// Whether the number has the year of issue. If it does, counting starts at 1 each year.
    pub year: bool,
    /// The minimum number of digits of the counter: 5 for `00042`.
    #[schemars(range(min = 3, max = 9))]
    pub digits: u8,
    /// The web page that verifies certificates. The QR code on a certificate opens it, with the
    /// proof after a `#`.
    pub verify: WebAddress,
}

impl Certificates {
    /// The form of the numbers.
    pub fn number_format(&self) -> NumberFormat {
        NumberFormat { prefix: self.prefix.0.clone(), year: self.year, digits: self.digits.into() }
    }
}

/// The role of the contact that pieces print unless they name another.
pub(crate) const MAIN_ROLE: &str = "main";

/// The role of the contact that gets orders of printed copies.
const ORDERS_ROLE: &str = "orders";

/// The role of a crisis line.
pub(crate) const CRISIS_ROLE: &str = "crisis";

/// How to reach someone. Any field can be left out, but not all; a piece prints those that are
/// there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Contact {
    /// The phone number as it is printed, such as `202-555-0100`, `(202) 555-0100 ext. 4`,
    /// `1-800-662-HELP`, or `988`. A number of ten digits without signs is printed as
    /// `202-555-0100`. Languages other than the first write an extension with the phrase
    /// `phone-extension` in `data/wording.json`.
    pub phone: Option<Phone>,
    /// The number that takes text messages, such as `988`.
    pub text: Option<TextNumber>,
    /// The word to send to the number that takes text messages, such as `HOME`.
    pub text_word: Option<Line>,
    /// The number for people who use a TTY, such as `711`.
    pub tty: Option<Phone>,
    /// The fax number.
    pub fax: Option<Fax>,
    /// The email address.
    pub email: Option<Email>,
    /// The web page. The QR codes on cards and flyers open that of the first contact of a piece.
    pub web: Option<WebAddress>,
    /// The postal address, on one line.
    pub address: Option<Text>,
    /// When someone answers, such as `Monday to Friday, 8 a.m. to 5 p.m.`
    pub hours: Option<Text>,
    /// Where the office is, such as `Springfield, Illinois`.
    pub place: Option<Text>,
}

impl Contact {
    /// Whether it says anything that pieces print.
    pub(crate) fn has_way(&self) -> bool {
        let numbers = [self.phone.is_some(), self.text.is_some(), self.tty.is_some()];
        let written = [self.fax.is_some(), self.email.is_some(), self.web.is_some()];
        let places = [self.address.is_some(), self.hours.is_some()];
        numbers.into_iter().chain(written).chain(places).any(|has| has)
    }
}

/// A contact with a name and roles.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct NamedContact {
    /// A short name, such as `crisis-line`.
    pub id: Id,
    /// What the contact is for, such as `["crisis"]` or `["certification"]`. Pieces choose
    /// contacts by these words; `main` and `crisis` are on every piece that asks for no others.
    /// Orders of printed copies go to the email address of the first contact with the role
    /// `orders`, or to that of `main`.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "setting" = true))]
    pub roles: Vec<Id>,
    /// Whom the reader reaches, such as `988 Suicide & Crisis Lifeline`. It is printed before the
    /// numbers and addresses; if it is the name of the program, only where a piece has several such
    /// contacts.
    pub label: Text,
    /// The ways to reach it.
    #[serde(flatten)]
    pub ways: Contact,
}

impl NamedContact {
    /// Whether the contact has a role.
    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|own| own.as_str() == role)
    }
}

impl Program {
    /// The contacts that have a role, each with its place in the file, in their order there.
    pub(crate) fn contacts_of(&self, role: &str) -> Vec<(String, &Contact)> {
        let single = self.contact.iter().filter(|_| role == MAIN_ROLE);
        let named = self.contacts.iter().enumerate().filter(|(_, contact)| contact.has_role(role));
        single
            .map(|contact| ("/contact".to_owned(), contact))
            .chain(named.map(|(index, named)| (format!("/contacts/{index}"), &named.ways)))
            .collect()
    }

    /// The contact of the program as a whole; it has no fields if the data has no such contact.
    pub(crate) fn main_contact(&self) -> Contact {
        let first = self.contacts_of(MAIN_ROLE).into_iter().next();
        first.map(|(_, contact)| contact.clone()).unwrap_or_default()
    }

    /// The email address that orders of printed copies go to.
    pub(crate) fn order_address(&self) -> Option<String> {
        let roles = [ORDERS_ROLE, MAIN_ROLE].into_iter();
        let mut contacts = roles.flat_map(|role| self.contacts_of(role));
        contacts.find_map(|(_, contact)| contact.email.as_ref().map(|email| email.0.clone()))
    }
}

/// The continuing education provider.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Provider {
    /// The full name of the provider, as it is on continuing education certificates.
    pub name: Text,
    /// The approvals that continuing education authorities have given to the provider.
    pub approvals: Vec<Approval>,
}

/// An approval by a continuing education authority.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Approval {
    /// A short name for the approval, used in `data/authorities.json`.
    pub id: Id,
    /// The authority that gave the approval.
    pub authority: Text,
    /// The number of the approval.
    pub number: Line,
    /// The last day of the approval.
    pub expires: Day,
    /// The sentence that the authority wants on each certificate.
    pub statement: Text,
    /// Whether the approval is an invented example.
    #[serde(default)]
    pub sample: bool,
}

/// A person who signs certificates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Signatory {
    /// The name below the line to sign on.
    pub name: Line,
    /// The person's title, below the name.
    pub title: Text,
    /// Whether the person is an invented example.
    #[serde(default)]
    pub sample: bool,
}

/// A person of the program who hands out contact cards.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct TeamMember {
    /// A short name, such as `ana-lee`. It is in the names of the files.
    pub id: Id,
    /// The name as it is on the card.
    pub name: Line,
    /// The letters after the name, such as `CPSS`.
    pub credentials: Option<Line>,
    /// What the person does, such as `Health worker`.
    pub title: Text,
    /// The ways to reach the person. The card prints those of the program in place of a phone
    /// number, an email address, or a web page that the person does not have.
    #[serde(flatten)]
    pub ways: Contact,
    /// Whether the person is an invented example.
    #[serde(default)]
    pub sample: bool,
}
