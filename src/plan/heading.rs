//! The title of a document: that of its piece and, for one of many about sessions, trainings, or
//! people, what sets it apart.

use serde_json::Value;

use super::facts::Facts;
use super::locale;
use crate::content::data_file::DataFile;
use crate::content::need::Fields;
use crate::content::pieces::Piece;
use crate::content::template::Repeat;
use crate::content::trainings::Session;

/// Stands between the parts of a title, in every language.
const SEPARATOR: &str = " – ";

impl Facts<'_> {
    /// Returns the title of the piece, with the training, the dates and the place of the session,
    /// or the person, that the document is about, and the partner that hands it out.
    pub(super) fn heading(&mut self, piece: &Piece, subject: Option<(Repeat, usize)>) -> Value {
        let title = self.text(&piece.title);
        let rest = match subject {
            None => Vec::new(),
            Some((Repeat::Trainings, index)) => vec![self.training_title(index)],
            Some((Repeat::Sessions | Repeat::UpcomingSessions, index)) => self.session_title(index),
            Some((Repeat::Team, index)) => vec![self.member_name(index)],
        };
        let partner = self.partner.map(|index| {
            self.project(DataFile::Partners, &format!("/partners/{index}/name"), &Fields::All)
        });
        if rest.is_empty() && partner.is_none() {
            return title;
        }
        let parts = [title].into_iter().chain(rest).chain(partner);
        let parts: Vec<String> = parts.filter_map(|part| Some(part.as_str()?.to_owned())).collect();
        parts.join(SEPARATOR).into()
    }

    fn training_title(&mut self, index: usize) -> Value {
        self.record_read(DataFile::Trainings.path(), &format!("/trainings/{index}/title"));
        self.text(&self.content.trainings.trainings[index].title)
    }

    fn member_name(&mut self, index: usize) -> Value {
        self.record_read(DataFile::Program.path(), &format!("/team/{index}/name"));
        self.content.program.team[index].name.0.as_str().into()
    }

    fn session_title(&mut self, index: usize) -> Vec<Value> {
        for field in ["training", "days", "city", "format"] {
            self.record_read(DataFile::Trainings.path(), &format!("/sessions/{index}/{field}"));
        }
        let trainings = &self.content.trainings;
        let session = &trainings.sessions[index];
        let training = trainings.trainings.iter().position(|it| it.id == session.training);
        let days = session.days.iter().map(|day| day.date.0).collect::<Vec<_>>();
        let place = match self.cities(session) {
            Value::Null => self.phrase(session.format.name()),
            cities => cities,
        };
        let training = training.map_or(Value::Null, |index| self.training_title(index));
        let mut parts = vec![training, locale::dates(self.locale, &days).into(), place];
        parts.extend(self.beside_others(index).map(Value::from));
        parts
    }

    /// What sets a session apart from others of its training on the same days in the same place:
    /// its times or, if they are the same, its ID.
    fn beside_others(&self, index: usize) -> Option<String> {
        let sessions = &self.content.trainings.sessions;
        let own = &sessions[index];
        let dates = |it: &Session| it.days.iter().map(|day| day.date.0).collect::<Vec<_>>();
        let times = |it: &Session| locale::session_times(self.locale, &it.days);
        let is_alike = |it: &&Session| {
            it.id != own.id
                && it.training == own.training
                && dates(it) == dates(own)
                && it.cities() == own.cities()
        };
        let mut others = sessions.iter().filter(is_alike).peekable();
        others.peek()?;
        match others.any(|other| times(other) == times(own)) {
            true => Some(own.id.to_string()),
            false => Some(times(own)),
        }
    }
}
