//! The facts of a job, in one language: what each need of a template adds to `/job.json`, and the
//! fields that are computed from others. The rest is `projection`.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::build::PlanContext;
use super::job::MissingText;
use super::link::Codes;
use super::{Office, locale, whole_numbers};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::language_tag::{Direction, typst_language};
use crate::content::locale::Locale;
use crate::content::need::{Fields, Need};
use crate::content::pieces::{CancelledSessions, Piece};
use crate::content::program::MAIN_ROLE;
use crate::content::shape::Derived;
use crate::content::text::{Id, Text};
use crate::content::trainings::{Session, SessionStatus};

/// Turns facts into the values of a job, and records which facts were read.
pub(super) struct Facts<'a> {
    pub(super) content: &'a Content,
    pub(super) lang: &'a str,
    pub(super) locale: &'a Locale,
    pub(super) as_of: Date,
    pub(super) office: Office,
    pub(super) codes: &'a Codes,
    /// The roles of the contacts that the piece prints.
    pub(super) contact_roles: Vec<&'a str>,
    /// The index of the partner that hands out the piece.
    pub(super) partner: Option<usize>,
    /// The short address of the website that the piece prints.
    pub(super) short_link: Option<String>,
    /// Whether the files have links. What is only printed has none.
    pub(super) has_links: bool,
    /// The file and the JSON pointer of each fact that was read.
    pub(super) reads: Vec<(String, String)>,
    /// The pointers of phrases in `data/wording.json` that the piece prints if facts change, such
    /// as the status of a session.
    pub(super) possible: BTreeSet<String>,
    /// What the language does not have.
    pub(super) untranslated: BTreeSet<MissingText>,
}

/// The indices of the sessions that a piece shows. It may leave out those that are cancelled.
pub(super) fn shown(content: &Content, piece: Option<&Piece>) -> Vec<usize> {
    let sessions = &content.trainings.sessions;
    let leaves_out = piece.is_some_and(|piece| piece.cancelled == CancelledSessions::LeaveOut);
    let is_shown = |session: &Session| !leaves_out || session.status != SessionStatus::Cancelled;
    (0..sessions.len()).filter(|index| is_shown(&sessions[*index])).collect()
}

/// The indices of the sessions that begin on or after a day and that a piece shows, soonest first.
pub(super) fn upcoming(content: &Content, as_of: Date, piece: Option<&Piece>) -> Vec<usize> {
    let sessions = &content.trainings.sessions;
    let first = |index: &usize| sessions[*index].days.first().map(|day| day.date.0);
    let mut indices = shown(content, piece);
    indices.retain(|index| first(index).is_some_and(|first| first >= as_of));
    indices.sort_by_key(|index| (first(index), sessions[*index].id.as_str()));
    indices
}

impl<'a> Facts<'a> {
    pub(super) fn new(context: &'a PlanContext<'a>, lang: &'a str) -> Self {
        let content = context.content;
        let own = content.wording.locales.get(lang);
        let locale = own.or_else(|| content.wording.locales.values().next());
        let locale = locale.expect("each language of the program has a locale");
        Self {
            content,
            lang,
            locale,
            as_of: context.as_of,
            office: context.office,
            codes: &context.codes,
            contact_roles: vec![MAIN_ROLE],
            partner: None,
            short_link: None,
            has_links: true,
            reads: Vec::new(),
            possible: BTreeSet::new(),
            untranslated: BTreeSet::new(),
        }
    }

    /// Records that a fact was read.
    pub(super) fn record_read(&mut self, file: &str, pointer: &str) {
        self.reads.push((file.to_owned(), pointer.to_owned()));
    }

    /// Records that dates are written, which need the names of months and days of the week.
    pub(super) fn need_names(&mut self) {
        self.untranslated.extend(self.locale.lacking().into_iter().map(MissingText::Names));
    }

    /// Whether a data file could not be read. This counts as a read: it blocks the job.
    pub(super) fn is_invalid(&mut self, file: DataFile) -> bool {
        let is_invalid = self.content.invalid_files.contains(file.path());
        if is_invalid {
            self.record_read(file.path(), "");
        }
        is_invalid
    }

    /// A text in the job's language.
    pub(super) fn text(&mut self, text: &Text) -> Value {
        let found = text.get(self.lang);
        if let (None, Text::By(texts)) = (found, text) {
            let other = texts.values().next().cloned().unwrap_or_default();
            self.untranslated.insert(MissingText::Text(other));
        }
        self.whole_numbers(found.unwrap_or_default())
    }

    /// A text of the data in the job's language: a string, or an object by language.
    pub(super) fn localize(&mut self, text: &Value) -> Value {
        let own = || text.get(self.lang)?.as_str().filter(|text| !text.is_empty());
        let found = text.as_str().or_else(own);
        if found.is_none() {
            let other = text.as_object().and_then(|texts| texts.values().next()?.as_str());
            let other = other.unwrap_or_default().to_owned();
            self.untranslated.insert(MissingText::Text(other));
        }
        self.whole_numbers(found.unwrap_or_default())
    }

    /// A text in which phone numbers do not break.
    fn whole_numbers(&self, text: &str) -> Value {
        whole_numbers::keep_in_text(text, self.is_rtl()).into()
    }

    /// Whether the language of the job is written from right to left.
    pub(super) fn is_rtl(&self) -> bool {
        self.locale.direction() == Direction::Rtl
    }

    /// The outline of an icon.
    pub(super) fn icon(&mut self, name: &str) -> Value {
        self.content.icons.get(name).cloned().unwrap_or_default()
    }

    /// Adds what a need gives. `subject` is the index of the training, session or person that the
    /// job is about.
    pub(super) fn add(
        &mut self,
        json: &mut Map<String, Value>,
        need: Need,
        fields: &Fields<'_>,
        piece: Option<&Piece>,
        subject: Option<usize>,
    ) {
        let (file, list) = need.source();
        let own = || {
            let id = piece.filter(|_| need == Need::Training)?.training.as_ref()?;
            self.content.trainings.trainings.iter().position(|training| training.id == *id)
        };
        let subject = own().or(subject);
        let value = match need {
            Need::Program => self.program(fields),
            Need::Contacts => self.contacts(fields),
            Need::Spots => self.spots(fields),
            Need::OtherLanguages => self.other_languages(piece, fields),
            Need::Awards => self.awards(piece, fields),
            Need::UpcomingSessions => {
                put(json, "as_of", self.upcoming_as_of());
                return put(json, "sessions", self.upcoming_sessions(piece, fields));
            }
            // A file with errors has no entries, and blocks the job.
            Need::Training | Need::Session | Need::Member if self.is_invalid(file) => Value::Null,
            Need::Training | Need::Session | Need::Member => subject.map_or(Value::Null, |index| {
                self.project(file, &format!("{list}/{index}"), fields)
            }),
            _ => self.project(file, list, fields),
        };
        put(json, need.name(), value);
    }

    fn program(&mut self, fields: &Fields<'_>) -> Value {
        // Without `fields`, a template gets everything that is not a separate need.
        let all = Need::Program.fields();
        let names = all.iter().map(String::as_str).filter(|path| !path.contains('.'));
        match fields {
            Fields::All => self.project(DataFile::Program, "", &Fields::Only(names.collect())),
            Fields::Only(_) => self.project(DataFile::Program, "", fields),
        }
    }

    fn spots(&mut self, fields: &Fields<'_>) -> Value {
        let Value::Array(spots) = self.project(DataFile::Program, "/spots", fields) else {
            return json!({});
        };
        let by_id = spots.into_iter().filter_map(|mut spot| {
            let Value::String(id) = spot.as_object_mut()?.shift_remove("id")? else { return None };
            Some((id, spot))
        });
        Value::Object(by_id.collect())
    }

    /// The other languages in which the piece is made.
    fn other_languages(&mut self, piece: Option<&Piece>, fields: &Fields<'_>) -> Value {
        let mut others = Vec::new();
        let content = self.content;
        for lang in content.languages() {
            let Some(locale) = content.wording.locales.get(lang) else { continue };
            let is_made = !content.unwritable.contains(lang);
            if !is_made || lang == self.lang || piece.is_some_and(|piece| !piece.has_language(lang))
            {
                continue;
            }
            self.record_read(DataFile::Wording.path(), &format!("/locales/{lang}/offer"));
            let mut other = Map::new();
            let language = typst_language(lang, &content.program.region.0);
            other.insert("lang".to_owned(), language.lang.into());
            other.insert("region".to_owned(), language.region.into());
            other.insert("dir".to_owned(), json!(locale.direction()));
            other.insert("offer".to_owned(), locale.offer.as_str().into());
            other.retain(|name, _| fields.below(name).is_some());
            others.push(Value::Object(other));
        }
        others.into()
    }

    fn upcoming_as_of(&mut self) -> Value {
        self.record_read(DataFile::Program.path(), "/as_of");
        self.need_names();
        locale::date(self.locale, self.as_of)
    }

    fn upcoming_sessions(&mut self, piece: Option<&Piece>, fields: &Fields<'_>) -> Value {
        if self.is_invalid(DataFile::Trainings) {
            return json!([]);
        }
        upcoming(self.content, self.as_of, piece)
            .into_iter()
            .map(|index| self.session(index, fields))
            .collect()
    }

    /// A session, by its index.
    pub(super) fn session(&mut self, index: usize, fields: &Fields<'_>) -> Value {
        self.project(DataFile::Trainings, &format!("/sessions/{index}"), fields)
    }

    fn awards(&mut self, piece: Option<&Piece>, fields: &Fields<'_>) -> Value {
        let Some(id) = piece.and_then(|piece| piece.award.as_ref()) else { return json!([]) };
        let file = DataFile::Certification;
        let awards = &self.content.certification.awards;
        let Some(index) = awards.iter().position(|award| award.id == *id) else {
            self.record_read(file.path(), "/awards");
            return json!([]);
        };
        json!([self.project(file, &format!("/awards/{index}"), fields)])
    }

    /// The value of a derived field of the object at `pointer`.
    pub(super) fn derive(&mut self, derived: Derived, pointer: &str, fields: &Fields<'_>) -> Value {
        let indices: Vec<usize> = pointer.split('/').filter_map(|step| step.parse().ok()).collect();
        match (derived, indices.as_slice()) {
            (Derived::AwardTraining | Derived::AwardSession, [index]) => {
                self.derive_award(derived, *index, fields)
            }
            (Derived::BlockTitle, [training, day, block]) => {
                self.block_title(pointer, *training, *day, *block)
            }
            (Derived::DayTimes, [session, day]) => {
                self.record_read(DataFile::Trainings.path(), pointer);
                let day = &self.content.trainings.sessions[*session].days[*day];
                locale::times(self.locale, day.start.0, day.end.0).into()
            }
            (Derived::DayPlace, [session, day]) => self.place_of_day(*session, *day),
            (Derived::MainContact, _) => self.main_contact(fields),
            (Derived::Replaces | Derived::ContactRole, _) => Value::Null,
            (Derived::EthicsLink, _) => {
                self.project(DataFile::Certification, &format!("{pointer}/url"), fields)
            }
            (Derived::Length | Derived::DayCount, [index]) => self.measure(derived, *index),
            (_, [index]) => self.derive_session(derived, *index, fields),
            _ => unreachable!("no object at `{pointer}` has derived fields"),
        }
    }

    /// The hours or the days of a training in words.
    fn measure(&mut self, derived: Derived, index: usize) -> Value {
        let at = format!("/trainings/{index}");
        let training = &self.content.trainings.trainings[index];
        if derived == Derived::Length {
            self.record_read(DataFile::Trainings.path(), &format!("{at}/hours"));
            return self.counted("hours", training.hours);
        }
        self.record_read(DataFile::Trainings.path(), &format!("{at}/agenda"));
        match training.agenda.len() {
            0 => Value::Null,
            days => self.counted("days", days as f64),
        }
    }

    /// Returns the training with an ID.
    pub(super) fn training(&mut self, id: &Id, fields: &Fields<'_>) -> Value {
        let trainings = &self.content.trainings.trainings;
        match trainings.iter().position(|training| training.id == *id) {
            Some(index) => {
                self.project(DataFile::Trainings, &format!("/trainings/{index}"), fields)
            }
            None => Value::Null,
        }
    }

    fn derive_award(&mut self, derived: Derived, index: usize, fields: &Fields<'_>) -> Value {
        let award = &self.content.certification.awards[index];
        let is_training = derived == Derived::AwardTraining;
        let (field, id) = match is_training {
            true => ("training", &award.training),
            false => ("session", &award.session),
        };
        self.record_read(DataFile::Certification.path(), &format!("/awards/{index}/{field}"));
        let Some(id) = id else { return Value::Null };
        if self.is_invalid(DataFile::Trainings) {
            return Value::Null;
        }
        if is_training {
            return self.training(id, fields);
        }
        let sessions = &self.content.trainings.sessions;
        let found = sessions.iter().position(|session| session.id == *id);
        found.map_or(Value::Null, |index| self.award_session(index, fields))
    }

    fn block_title(&mut self, pointer: &str, training: usize, day: usize, block: usize) -> Value {
        self.record_read(DataFile::Trainings.path(), pointer);
        let topics = format!("/trainings/{training}/topics");
        let training = &self.content.trainings.trainings[training];
        let block = &training.agenda[day].blocks[block];
        let is_topic = |id: &Id| training.topics.iter().position(|topic| topic.id == *id);
        let Some(index) = block.topic.as_ref().and_then(is_topic) else {
            return block.title.as_ref().map_or(Value::Null, |title| self.text(title));
        };
        self.project(DataFile::Trainings, &format!("{topics}/{index}/title"), &Fields::All)
    }
}

/// Puts a value at a dotted path. An object is merged into the object that is already there.
fn put(json: &mut Map<String, Value>, path: &str, value: Value) {
    if let Some((group, rest)) = path.split_once('.') {
        let inner = json.entry(group).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(inner) = inner {
            put(inner, rest, value);
        }
        return;
    }
    match (json.get_mut(path), value) {
        (Some(Value::Object(there)), Value::Object(more)) => there.extend(more),
        (_, value) => drop(json.insert(path.to_owned(), value)),
    }
}

/// A number without a decimal point if it has no fraction.
pub(crate) fn number(value: f64) -> Value {
    if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
}
