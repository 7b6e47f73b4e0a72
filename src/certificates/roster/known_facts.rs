//! What the data says about the program and the session, to compare it with what a list says about
//! itself: a list of another training, or of those who did not come, looks like the right one.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::attendance_words::{DAYS, MONTHS, NEGATIONS};
use super::harmless::{is_filler, is_place_word};
use super::headers::plain;
use super::words::{Words, words};

/// Words of titles, names of sheets, and labels that only say that there is a list of people.
static LIST_WORDS: Words = words!(
    "attendance,attendee,attendees,participant,participants,people,roster,rosters,list,lists,\
     sheet,sheets,sign,signin,log,record,records,report,reports,export,form,responses,response,\
     answers,data,table,page,workbook,training,trainings,class,classes,course,courses,workshop,\
     workshops,session,sessions,program,programs,seminar,webinar,meeting,event,hour,hrs,hours,\
     credit,credits,ceu,ceus,ce,continuing,education,days,dates,start,end,minutes,info,\
     information,details,number,final,complete,completed,completion,certificate,certificates,\
     sample,example,invented,exported,generated,printed,downloaded,updated,created,by,am,pm,\
     attended,students,student,learners,learner,trainees,spring,summer,fall,winter,online,\
     virtual,hybrid,person,zoom,teams,title,topic,section,part,noon,st,nd,rd,th,\
     asistencia,asistentes,asistente,participantes,participante,lista,registro,hoja,reporte,\
     informe,curso,cursos,taller,talleres,capacitacion,formacion,clase,sesion,sesiones,programa,\
     horas,dias,seminario,web,reunion,id,respuestas,formulario,datos,certificados,\
     constancias,alumnos,estudiantes,\
     presencial,evento,continua,educacion,personas,muestra,ejemplo,inventadas,\
     presence,presences,liste,feuille,feuil,rapport,cours,atelier,formation,seance,seances,\
     heures,jours,webinaire,reunion,apprenants,eleves,emargement,reponses,formulaire,\
     donnees,stagiaires,\
     presenca,presencas,folha,planilha,formacao,oficina,alunos,\
     anwesenheit,anwesenheitsliste,teilnehmer,teilnehmerliste,tabelle,blatt,kurs,schulung,\
     foglio,arkusz"
);

/// What the data says about the session and the program.
#[derive(Debug, Clone, Default)]
pub struct KnownFacts {
    /// The titles and IDs of what is certified.
    pub own: Vec<String>,
    /// What else the data says about it: the program, the cities, the venues, the trainers.
    pub about: Vec<String>,
    /// The titles and IDs of other trainings and sessions.
    pub others: Vec<String>,
    /// The cities of other sessions, without those of this one.
    pub other_cities: Vec<String>,
    /// The first and last days of other sessions.
    pub other_days: Vec<(Date, Date)>,
    /// The people and organizations that run the training, and places, each with what it is.
    pub not_people: BTreeMap<String, String>,
    /// The email addresses of the program.
    pub addresses: Vec<String>,
    /// The number of days of the session.
    pub days: usize,
    /// The hours from start to end of the longest day.
    pub longest_day: Option<f64>,
    /// The hours of each day, without the breaks that the agenda names, the most first.
    pub day_hours: Vec<f64>,
    /// When the session starts and ends, in hours from midnight, if it has one day.
    pub one_day: Option<(f64, f64)>,
    /// The hours from start to end of all days together.
    pub all_days: Option<f64>,
    /// The hours of the training.
    pub training_hours: Option<f64>,
}

/// The facts in plain letters, to compare them with many texts.
#[derive(Debug)]
pub(super) struct PlainFacts {
    own: Vec<String>,
    others: Vec<String>,
    other_cities: Vec<String>,
    words: HashSet<String>,
    /// The number of days of the session.
    pub(super) days: usize,
}

impl PlainFacts {
    pub(super) fn of(facts: &KnownFacts) -> Self {
        let to_plain = |texts: &[String]| -> Vec<String> {
            texts.iter().map(|text| plain(text)).filter(|text| !text.is_empty()).collect()
        };
        let (own, about) = (to_plain(&facts.own), to_plain(&facts.about));
        let words = own.iter().chain(&about);
        let words = words.flat_map(|text| text.split(' ').map(str::to_owned)).collect();
        let others = to_plain(&facts.others);
        // The name of the program may have the city of another session.
        let is_known = |city: &String| own.iter().chain(&about).any(|text| has_words(text, city));
        let cities = to_plain(&facts.other_cities).into_iter();
        let other_cities = cities.filter(|city| !is_known(city)).collect();
        Self { own, words, others, other_cities, days: facts.days }
    }

    /// Whether the data says what is certified.
    pub(super) fn are_known(&self) -> bool {
        !self.own.is_empty()
    }

    /// Returns the title of another training or session that a text in plain letters has.
    pub(super) fn other(&self, text: &str) -> Option<&str> {
        let longest = |names: &[String]| {
            names.iter().filter(|name| has_words(text, name)).map(String::len).max()
        };
        let own = longest(&self.own);
        let mut others = self.others.iter().filter(|name| has_words(text, name));
        others.find(|name| own.is_none_or(|own| own < name.len())).map(String::as_str)
    }

    /// Whether a word in plain letters is one of the session and the program.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether a text in plain letters has the city of another session.
    pub(super) fn has_other_city(&self, text: &str) -> bool {
        self.other_cities.iter().any(|city| has_words(text, city))
    }

    /// Whether a text in plain letters only says that there is a list of people, of what session,
    /// and when and where it is.
    pub(super) fn explains(&self, text: &str) -> bool {
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let is_number = word.starts_with(|c: char| c.is_ascii_digit());
            let next = words.peek().copied().unwrap_or_default();
            let has_number = next.starts_with(|c: char| c.is_ascii_digit());
            let is_known = is_number
                || word.chars().count() == 1
                || self.words.contains(word)
                || LIST_WORDS.contains(bare)
                || MONTHS.contains(bare)
                || DAYS.contains(bare)
                || is_filler(bare)
                || is_place_word(bare);
            if !is_known || (NEGATIONS.contains(bare) && !is_number && !has_number) {
                return false;
            }
        }
        true
    }
}

/// Whether a text has the words of another, next to each other.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = &text[..at];
        let after = &text[at + found.len()..];
        (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}
