//! What a list says about itself: the title above its header, the name of its sheet, the name of
//! its file. A list of those who did not come looks like the right one otherwise, so what is not
//! known to be harmless is shown, and the user says once that it does not matter.

use super::attendance::Attendance;
use super::attendance_values::{Meaning, Value, denies_whole};
use super::attendance_words::NEGATIONS;
use super::harmless::{is_fact_word, is_filler};
use super::headers::plain;
use super::known_facts::PlainFacts;
use super::mapping::Field;
use super::meeting_titles::unknown_titles;
use super::names::excerpt;
use super::session_days::describe_session;
use super::stated_days::{Days, Reading, states_other_days, widened};
use super::table::{Cell, Row, Table, text_of};
use super::words::{Words, words};
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::shell::in_quotes;

/// How many texts a message quotes.
const MAX_QUOTED: usize = 4;

/// The days after a session in which its list is often saved.
const SAVED_AFTER: i64 = 60;

/// The letters of a word that a negation before it denies.
const MIN_NEGATED: usize = 3;

/// The end of the names of files that Peerpress writes.
const REJECTED: &str = ".rejected";

/// Words of labels, besides those of facts: what follows one is a fact about the session.
static LABELS: Words = words!(
    "instructor,instructors,trainer,trainers,facilitator,facilitators,presenter,presenters,\
     teacher,speaker,host,organizer,prepared,printed,exported,generated,saved,room,venue,building,\
     place,meeting,webinar,duration,times,start,end,started,ended,report,export,as,hours,credits,\
     ceus,seats,capacity,phone,seminario,web,reunion,webinario,webinaire,lugar,instructora,\
     capacitador,capacitadora,facilitador,facilitadora,ponente,sala,salon,aula,\
     horario,duracion,inicio,fin,impreso,generado,lieu,salle,formateur,formatrice,animateur,\
     animatrice,duree,debut,imprime"
);

/// Words of names of files with people who only signed up.
static SIGN_UPS: Words = words!(
    "registration,registrations,registrant,registrants,reg,rsvp,rsvps,signup,signups,applicants,\
     applications,invitees,inscritos,inscripciones,solicitudes,inscrits,inscriptions,inscritas"
);

/// Words of names of files with people who did not come, or whom nobody is.
static OTHERS: Words =
    words!("absentees,absents,ausentes,test,tests,testing,dummy,fake,prueba,pruebas");

/// Words of labels of the training.
static TRAINING_LABELS: Words = words!(
    "topic,title,course,class,training,session,event,program,workshop,list,tema,titulo,curso,\
     clase,capacitacion,formacion,sesion,evento,programa,taller,lista,sujet,titre,cours,\
     formation,seance,atelier,liste"
);

/// Words of a text that says when the list was made.
const MADE: [&str; 14] = [
    "printed",
    "exported",
    "generated",
    "created",
    "downloaded",
    "updated",
    "prepared",
    "modified",
    "saved",
    "impreso",
    "generado",
    "creado",
    "descargado",
    "report",
];

/// A text about a list.
pub(super) struct Statement {
    pub(super) text: String,
    /// Where it is, such as `row 1`.
    pub(super) place: String,
}

impl Statement {
    fn quote(&self) -> String {
        format!("`{}` ({})", excerpt(&self.text), self.place)
    }
}

/// Reports what the rows above the header, the sheet, and the file say about the list.
pub(super) fn check_statements(
    table: &Table,
    (above, header, rows): (&[Row], &Row, &[Row]),
    facts: &PlainFacts,
    options: &Options,
    roster: &mut Roster,
) {
    let is_settled = |text: &str| options.ignores(text);
    let reader = Reader { facts, options, is_export: roster.mapping.export.is_some() };
    let (mut unknown, mut other) = (Vec::new(), Vec::new());
    for (index, row) in above.iter().enumerate() {
        let statement = Statement { text: shown(row), place: format!("row {}", row.number) };
        if is_settled(&statement.text) {
        } else if reader.is_other(&statement.text, SAVED_AFTER * i64::from(says_made(row))) {
            other.push(statement);
        } else if reader.asks(above, index) {
            unknown.push(statement);
        }
    }
    let titles = unknown_titles(above, rows, facts, options, roster).into_iter();
    unknown.extend(titles.map(|(text, place)| Statement { text, place }));
    let named = table.sheet.iter().filter(|name| options.sheet.is_none() && !is_settled(name));
    for name in named {
        let statement = Statement { text: name.clone(), place: "name of the sheet".to_owned() };
        if reader.is_other(name, 0) {
            other.push(statement);
        } else if denies(name, options)
            || (reader.asks_about_unknown() && !facts.explains(&plain(name)))
        {
            unknown.push(statement);
        }
    }
    let headers = headers_that_say_more(header, rows, roster);
    unknown.extend(headers.into_iter().filter(|it| !is_settled(&it.text)));
    // Files of programs have many fields, so only those that say something count.
    let list = table.list.iter().map(|name| (name, "name of the list".to_owned()));
    let fields =
        table.fields.iter().map(|(name, text)| (text, format!("field `{}`", excerpt(name))));
    for (text, place) in list.chain(fields).filter(|(text, _)| !is_settled(text)) {
        let statement = Statement { text: text.clone(), place };
        if reader.is_other(text, SAVED_AFTER) {
            other.push(statement);
        } else if denies(text, options) || has_negation(text) {
            unknown.push(statement);
        }
    }
    let file = roster.file.clone();
    let stem = file.rsplit_once('.').map_or(&*file, |(stem, _)| stem);
    let stem = stem.strip_suffix(REJECTED).unwrap_or(stem);
    if !is_settled(&file) {
        let statement = Statement { text: file.clone(), place: "name of the file".to_owned() };
        if reader.is_other(stem, SAVED_AFTER) {
            other.push(statement);
        } else if denies(stem, options)
            || (is_role(stem) && !options.is_for_badges())
            || has_negation(stem)
            || reader.has_word_of_others(stem)
        {
            unknown.push(statement);
        }
    }
    if let Some(finding) = describe_other(&other, options) {
        roster.report(finding);
    }
    if let Some(finding) = describe_unknown(&unknown) {
        roster.report(finding);
    }
}

/// Returns the headers that say more than what is below: one over empty cells, such as
/// `red = did not attend`, and one with such words in brackets, such as `Name (no shows in red)`.
fn headers_that_say_more(header: &Row, rows: &[Row], roster: &Roster) -> Vec<Statement> {
    let mapping = &roster.mapping;
    let used = mapping.used_columns();
    let meaning = |text: &str| Value::new(&plain(text), 1).says;
    let is_limited = |at: usize, text: &str| {
        let Some((_, brackets)) = text.split_once(['(', '[']) else { return false };
        match meaning(brackets) {
            Meaning::Denied => used.contains(&at),
            Meaning::Registered => mapping.places.get(&Field::Hours) == Some(&at),
            _ => false,
        }
    };
    let is_legend = |at: usize, text: &str| {
        meaning(text) == Meaning::Denied
            && !roster.asks_about(text)
            && !mapping.unused.contains(&at)
            && !denies_whole(&plain(text), true)
            && rows.iter().all(|row| row.cell(at).is_blank())
    };
    let texts = header.cells.iter().enumerate();
    let texts = texts.filter_map(|(at, cell)| Some((at, text_of(cell)?)));
    texts
        .filter(|(at, text)| is_limited(*at, text) || is_legend(*at, text))
        .map(|(_, text)| Statement { text: text.to_owned(), place: "header".to_owned() })
        .collect()
}

/// How the texts about a list are read.
struct Reader<'a> {
    facts: &'a PlainFacts,
    options: &'a Options,
    is_export: bool,
}

impl Reader<'_> {
    /// Whether a text names another training or other days. A list can be saved some days `after`
    /// the session.
    fn is_other(&self, text: &str, after: i64) -> bool {
        let is_outside = |days: Days| states_other_days(text, days, Reading::Title);
        let is_other_time = |days| is_outside(widened(days, 1, after.max(1)));
        let is_day_of_other = |own: Days| {
            let others = &self.options.facts.other_days;
            is_outside(own) && others.iter().any(|other| *other != own && !is_outside(*other))
        };
        let days = self.options.days.filter(|_| !self.is_export);
        let plain = plain(text);
        self.facts.other(&plain).is_some()
            || (!self.is_export && self.facts.has_other_city(&plain))
            || days.is_some_and(|days| is_other_time(days) || is_day_of_other(days))
    }

    /// Whether a word of the name of a file says that people only signed up for the session, or
    /// did not come.
    fn has_word_of_others(&self, stem: &str) -> bool {
        let stem = plain(stem);
        let asks_who_came = self.options.days.is_some()
            && self.options.attendance == Attendance::Unstated
            && !self.options.is_for_badges();
        let is_of_others = |word: &str| {
            let is_known = || self.facts.explains(word);
            (SIGN_UPS.contains(word) && asks_who_came && !self.facts.has_word(word))
                || (OTHERS.contains(word) && !is_known())
                || (denies(word, self.options) && !is_known())
        };
        !self.is_export && stem.split(' ').any(is_of_others)
    }

    /// Whether a text that is not known is a question. It is not if nothing is known.
    fn asks_about_unknown(&self) -> bool {
        self.facts.are_known() && !self.options.is_for_badges()
    }

    /// Whether a row above the header says something that is not known to be harmless.
    fn asks(&self, above: &[Row], index: usize) -> bool {
        // The blocks of an export are known, and so are their counts of those who registered.
        if self.is_export {
            return false;
        }
        let row = &above[index];
        let mut cells =
            row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()).peekable();
        while let Some((at, cell)) = cells.next() {
            let Cell::Text(text) = cell else { continue };
            if denies(text, self.options) {
                return true;
            }
            if !self.asks_about_unknown() {
                continue;
            }
            let over = index.checked_sub(1).map(|over| above[over].cell(at).shown());
            if over.is_some_and(|label| self.is_fact(&label, text)) {
                continue;
            }
            if let Some((label, value)) = text.split_once(':')
                && !value.trim().is_empty()
                && self.is_fact(label, value)
            {
                continue;
            }
            if let Some((_, next)) = cells.peek()
                && self.is_fact(text, &next.shown())
                && !denies(&next.shown(), self.options)
            {
                cells.next();
                continue;
            }
            if !self.facts.explains(&plain(text)) {
                return true;
            }
        }
        false
    }

    /// Whether a value after a label is a fact about the session.
    fn is_fact(&self, label: &str, value: &str) -> bool {
        let label = plain(label);
        let is_known = |word: &str| {
            LABELS.contains(word)
                || TRAINING_LABELS.contains(word)
                || is_fact_word(word)
                || is_filler(word)
                || matches!(word, "s" | "es")
        };
        if label.is_empty() || !label.split(' ').all(is_known) {
            return false;
        }
        let is_training = label.split(' ').any(|word| TRAINING_LABELS.contains(word))
            && !label.split(' ').any(|word| LABELS.contains(word) || is_fact_word(word));
        !is_training || self.facts.explains(&plain(value))
    }
}

/// Whether a text says that people did not come, or only signed up, which does not matter if the
/// user chose the rows.
pub(super) fn denies(text: &str, options: &Options) -> bool {
    let is_chosen = options.attendance != Attendance::Unstated || options.is_for_badges();
    match Value::new(&plain(text), 1).says {
        Meaning::Denied => true,
        Meaning::Registered => !is_chosen,
        _ => false,
    }
}

/// Whether a text has a word such as `not`, as in `did not attend`.
fn has_negation(text: &str) -> bool {
    let text = plain(text);
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        // `no 3` is a number, and `no r` may be anything.
        let is_before_word = words.peek().is_some_and(|next| next.chars().count() >= MIN_NEGATED);
        if NEGATIONS.contains(word) && is_before_word && !word.starts_with('0') {
            return true;
        }
    }
    false
}

/// Whether a text is a role of people who do not take part.
fn is_role(text: &str) -> bool {
    Value::new(&plain(text), 1).says == Meaning::OtherRole
}

fn says_made(row: &Row) -> bool {
    plain(&shown(row)).split(' ').any(|word| MADE.contains(&word))
}

/// Returns the texts of a row as one.
fn shown(row: &Row) -> String {
    let cells = row.cells.iter().map(|cell| cell.shown().trim().to_owned());
    cells.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

pub(super) fn quote(statements: &[Statement]) -> String {
    let quoted: Vec<String> = statements.iter().take(MAX_QUOTED).map(Statement::quote).collect();
    let more = statements.len().saturating_sub(MAX_QUOTED);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("{}{more}", quoted.join(", "))
}

/// Returns the options that settle all statements.
pub(super) fn ignore(statements: &[Statement]) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for statement in statements {
        if !texts.contains(&&*statement.text) {
            texts.push(&statement.text);
        }
    }
    let options = texts.iter().map(|text| format!("--ignore-text {}", in_quotes(text)));
    options.collect::<Vec<_>>().join(" ")
}

fn describe_other(statements: &[Statement], options: &Options) -> Option<Finding> {
    if statements.is_empty() {
        return None;
    }
    let session =
        options.days.map_or_else(String::new, |days| format!(", but {}", describe_session(days)));
    let message =
        format!("the list seems to be of another session: {}{session}", quote(statements));
    let hint = format!(
        "certify the list of this session; if it is the right one, add `{}`",
        ignore(statements)
    );
    Some(finding(Code::RosterFile, message, hint))
}

fn describe_unknown(statements: &[Statement]) -> Option<Finding> {
    if statements.is_empty() {
        return None;
    }
    let message = format!("the list may say who is on it: {}", quote(statements));
    let hint = format!(
        "certify the list of the people who took part; if this is the list, add `{}`",
        ignore(statements)
    );
    Some(finding(Code::RosterStatus, message, hint))
}
