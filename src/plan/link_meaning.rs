//! What a link means: "Call 988 Suicide & Crisis Lifeline: 988". Pages print the number or the
//! address; screen readers also say whose it is, and what the link does.

use serde_json::Value;

use super::facts::Facts;
use super::locale;
use crate::content::data_file::DataFile;

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkKind {
    Web,
    Phone,
    TextMessage,
    Email,
}

impl LinkKind {
    /// The phrase of `data/wording.json` that says what the link does.
    fn phrase(self) -> &'static str {
        match self {
            Self::Web => "link-web",
            Self::Phone => "link-call",
            Self::TextMessage => "link-text",
            Self::Email => "link-email",
        }
    }
}

/// The phrase for the number of people who use a TTY, which may be that of a relay service.
const TTY: &str = "contact-tty";

/// The phrase for the ways to apply for a session.
const APPLY: &str = "link-apply";

impl Facts<'_> {
    /// Adds to a link of the job what it means: the field `about`. `pointer` is where the data has
    /// it. It is null for the press, and in a project from before November 2026, which does not
    /// have the phrases: its links are as they were.
    pub(super) fn with_meaning(
        &mut self,
        mut link: Value,
        kind: LinkKind,
        file: DataFile,
        pointer: &str,
    ) -> Value {
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        let is_tty = kind == LinkKind::Phone && steps.last() == Some(&"tty");
        let tty = is_tty.then(|| self.link_phrase(TTY)).flatten();
        let about = match (file, steps[..].first(), steps.get(1).and_then(|it| it.parse().ok())) {
            _ if tty.is_some() => tty,
            (DataFile::Trainings, Some(&"sessions"), Some(index)) => self.application(index),
            (DataFile::Program, Some(&"contacts"), Some(index)) => {
                let pointer = format!("/contacts/{index}/label");
                self.named(kind, file, &pointer)
            }
            (DataFile::Partners, Some(&"partners"), Some(index)) => {
                self.named(kind, file, &format!("/partners/{index}/name"))
            }
            (DataFile::Program, Some(&"home"), _) => self.named(kind, file, "/agency"),
            (DataFile::Certification, Some(&"ethics"), _) => {
                self.named(kind, file, "/ethics/title")
            }
            _ => self.named(kind, DataFile::Program, "/name"),
        };
        link["about"] = about.map_or(Value::Null, |about| {
            let shown = link["show"].as_str().unwrap_or_default();
            about.replace("{number}", shown).replace("{address}", shown).into()
        });
        link
    }

    /// What a link does, for the one whose name the data has at `pointer`.
    fn named(&mut self, kind: LinkKind, file: DataFile, pointer: &str) -> Option<String> {
        let phrase = self.link_phrase(kind.phrase())?;
        self.record_read(file.path(), pointer);
        let content = self.content;
        let name = self.localize(content.value(file.path(), pointer)?);
        Some(phrase.replace("{name}", name.as_str()?))
    }

    /// That a link is the way to apply for a session.
    fn application(&mut self, index: usize) -> Option<String> {
        let phrase = self.link_phrase(APPLY)?;
        let content = self.content;
        let session = content.trainings.sessions.get(index)?;
        let trainings = &content.trainings.trainings;
        let training = trainings.iter().position(|it| it.id == session.training)?;
        for pointer in [format!("/sessions/{index}/days"), format!("/trainings/{training}/title")] {
            self.record_read(DataFile::Trainings.path(), &pointer);
        }
        let title = self.text(&trainings[training].title);
        let days: Vec<_> = session.days.iter().map(|day| day.date.0).collect();
        let dates = locale::dates(self.locale, &days);
        Some(phrase.replace("{title}", title.as_str()?).replace("{dates}", &dates))
    }

    fn link_phrase(&mut self, name: &str) -> Option<String> {
        let words = &self.content.wording.words;
        let phrase = words.get(name).filter(|_| self.has_links)?;
        self.record_read(DataFile::Wording.path(), &format!("/words/{name}"));
        self.text(phrase).as_str().filter(|phrase| !phrase.is_empty()).map(str::to_owned)
    }
}
