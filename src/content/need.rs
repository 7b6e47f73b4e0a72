//! What a template may ask for under `needs`. `templates/README.md` says what each gives.

use crate::content::template::Repeat;
use crate::diagnostic::{Code, Finding};
use crate::nearest;

macro_rules! needs {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal;)+) => {
        /// A need of a template: a part of the facts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Need { $($(#[$doc])+ $variant,)+ }

        impl Need {
            const ALL: &[(&str, Need)] = &[$(($name, Need::$variant),)+];
        }
    };
}

needs! {
    /// Name, agency, contact.
    Program = "program";
    /// The provider of continuing education.
    Provider = "program.provider";
    /// Who signs.
    Signatories = "program.signatories";
    /// What a specialist does with a person.
    ServicesPeople = "services.people";
    /// What a specialist adds to an agency.
    ServicesAgencies = "services.agencies";
    /// How an agency integrates peers.
    ServicesIntegrate = "services.integrate";
    /// What peer support can do.
    Benefits = "benefits";
    /// Steps to the certificate.
    Steps = "certification.steps";
    /// Recertification.
    Renewal = "certification.renewal";
    /// Questions and answers.
    Faqs = "certification.faqs";
    /// Code of ethics.
    Ethics = "certification.ethics";
    /// What one is called after certification.
    CertificationTitle = "certification.title";
    /// All trainings, in short.
    Trainings = "trainings";
    /// The training that the template goes over.
    Training = "training";
    /// The session that the template goes over.
    Session = "session";
    /// Sessions to come.
    UpcomingSessions = "upcoming_sessions";
    /// Certificates to draw.
    Awards = "awards";
    /// The program's other languages.
    OtherLanguages = "other_languages";
    /// Inks that a print shop mixes.
    Spots = "spots";
}

impl Need {
    /// Reads a need; `repeat` is what the template makes one file for each of.
    pub fn parse(name: &str, repeat: Option<Repeat>) -> Result<Need, Finding> {
        let Some((_, need)) = Self::ALL.iter().find(|(known, _)| *known == name) else {
            let finding = Finding::new(
                Code::BadTemplate,
                format!("there is nothing called `{name}` to need"),
            );
            return Err(
                finding.hint(nearest::hint(name, Self::ALL.iter().map(|(known, _)| *known)))
            );
        };
        let fits = match need {
            Need::Training => repeat == Some(Repeat::Trainings),
            Need::Session => matches!(repeat, Some(Repeat::Sessions | Repeat::UpcomingSessions)),
            _ => true,
        };
        if fits {
            Ok(*need)
        } else {
            let finding = Finding::new(
                Code::BadTemplate,
                format!("`{name}` needs a template that goes over {name}s"),
            );
            Err(finding.hint(format!("add \"over\": \"{name}s\"")))
        }
    }
}
