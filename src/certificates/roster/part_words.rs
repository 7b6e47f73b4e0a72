//! Headers of parts of a name, understood by their words: `Apellido materno`, `Ap. Mat.`, and
//! `Mother's last name` are one thing, and so are `Attendee first name` and `1er nombre`.

use super::headers::plain;
use super::mapping::Field;
use super::name_words::{NAME_HEADERS, OWNERS, sounds_like_name};
use super::words::{Words, words};

static FAMILY: Words = words!(
    "last,surname,surnames,family,lname,apellido,apellidos,ap,apell,apel,sobrenome,sobrenomes,\
     apelido,apelidos"
);

static GIVEN: Words = words!("given,forename,forenames,fname,firstname,prenom,prenoms,pila,propio");

/// Words for a name that may be whole.
static WHOLE: Words = words!("name,names,nombre,nombres");

static SECOND: Words = words!("2,2nd,2do,2o,ii,second,segundo,m,mat");

static MATERNAL: Words = words!("materno,materna,maternal,mother,mothers");

static FIRST: Words = words!("1,1st,1er,1o,i,first,primer,primero,p,pat");

static PATERNAL: Words = words!("paterno,paterna,paternal,father,fathers");

/// Words that make no difference.
static FILLERS: Words = words!(
    "a,s,of,the,de,del,la,el,los,las,legal,official,completo,completos,ambos,both,your,su,familia,\
     participant,participants,participante,student,attendee,learner,trainee,registrant,applicant,\
     alumno,alumna,estudiante,asistente,interpreter,interprete,person,persona,solicitante"
);

/// Words of headers of corrections to a name, and of what stands beside it.
static CORRECTIONS: Words = words!(
    "corrected,correction,corrections,correct,correcto,correcta,corregido,corregida,correccion,\
     spelling,spelled,ortografia,suf,particle,particula,particule,patronymic,matronymic,materno,\
     materna,paterno,paterna,maternal,paternal,alias,diminutive"
);

/// Phrases of such headers.
const PHRASES: [&str; 8] = [
    "should be",
    "print as",
    "write as",
    "shown as",
    "appear as",
    "change to",
    "debe decir",
    "imprimir como",
];

/// Returns the words of a header in plain letters, with numbers apart from letters.
fn words_of(header: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in plain(header).split(' ') {
        let start = word.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 1);
        match start.map(|at| word.split_at(at)) {
            Some((letters, number)) => words.extend([letters.to_owned(), number.to_owned()]),
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// Returns the part of a name that a header means by its words, if every word is known.
pub(super) fn part_of(header: &str) -> Option<Field> {
    let words = words_of(header);
    let has = |set: &Words| words.iter().any(|word| set.contains(word.as_str()));
    let sets = [&FAMILY, &GIVEN, &WHOLE, &SECOND, &MATERNAL, &FIRST, &PATERNAL, &FILLERS];
    let is_known = |word: &String| sets.iter().any(|set| set.contains(word.as_str()));
    let wholes = words.iter().filter(|word| WHOLE.contains(word.as_str())).count();
    if !words.iter().all(is_known) || wholes > 1 {
        return None;
    }
    let is_numbered = has(&SECOND) || has(&MATERNAL) || has(&FIRST) || has(&PATERNAL);
    let is_short = words.iter().any(|word| word == "ap" || word == "apel");
    let is_alone = words.len() == 1 || words.iter().any(|word| word == "a");
    match () {
        () if has(&GIVEN) && !has(&FAMILY) && !has(&SECOND) => Some(Field::FirstName),
        () if is_short && !is_numbered => None,
        () if has(&FAMILY) && (has(&SECOND) || has(&MATERNAL)) => Some(Field::SecondLastName),
        () if has(&FAMILY) => Some(Field::LastName),
        () if has(&MATERNAL) && is_alone => Some(Field::SecondLastName),
        () if has(&PATERNAL) && is_alone => Some(Field::LastName),
        () if !has(&WHOLE) || has(&MATERNAL) || has(&PATERNAL) => None,
        () if has(&SECOND) => Some(Field::MiddleName),
        () if has(&FIRST) => Some(Field::FirstName),
        () => None,
    }
}

/// Returns whether a header that can mean the whole name means the first name next to a column of
/// last names, in Spanish and Portuguese: `Nombre` and `Nombre del participante`.
pub(super) fn is_spanish_first_name(header: &str) -> bool {
    let words = words_of(header);
    let is_name = |word: &str| matches!(word, "nombre" | "nombres" | "nome" | "nomes");
    words.iter().any(|word| is_name(word))
        && words.iter().all(|word| is_name(word) || FILLERS.contains(word.as_str()))
        && !words.iter().any(|word| word.starts_with("completo"))
}

/// Returns whether a column with a header may hold a name or a part of one that belongs to the
/// person of its row. A word of names is enough, unless another word says whose name it is.
pub(super) fn may_hold_name(header: &str) -> bool {
    let words = words_of(header);
    let has_owner = words.iter().any(|word| OWNERS.contains(word.as_str()));
    let is_name_word = |word: &String| {
        let stems = ["nombre", "apellid", "apelid", "sobrenom", "surname", "prenom", "forename"];
        NAME_HEADERS.contains(word.as_str())
            || CORRECTIONS.contains(word.as_str())
            || stems.iter().any(|stem| word.starts_with(stem))
    };
    let text = words.join(" ");
    let says_how = PHRASES.iter().any(|phrase| text.contains(phrase));
    !has_owner && (says_how || sounds_like_name(header) || words.iter().any(is_name_word))
}

/// Returns whether a header of last names belongs to a language that writes them first.
pub(super) fn is_family_first(header: &str) -> bool {
    let known = ["ho", "ho đem", "ho va ten đem", "vezeteknev", "csaladnev", "姓", "성"];
    known.contains(&plain(header).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_words() {
        let mut wrong = Vec::new();
        for (field, headers) in [
            (Some(Field::FirstName), "Given names|1er nombre|Nombre 1|Nombre1|Legal First Name"),
            (Some(Field::FirstName), "Attendee first name|Student First Name"),
            (Some(Field::MiddleName), "Nombre 2|Nombre2|2do nombre"),
            (Some(Field::LastName), "Ap. Paterno|A. Paterno|Apellido P.|Primer Ap.|Ap1|Apellido1"),
            (Some(Field::LastName), "Ap. Pat.|Apellidos completos|Apellidos del participante"),
            (Some(Field::LastName), "Paterno|Family|Family names|Apellido de familia"),
            (Some(Field::LastName), "Father’s last name|Attendee last name"),
            (Some(Field::SecondLastName), "Ap. Materno|Materno|Apellido M.|Segundo Ap.|Ap2"),
            (Some(Field::SecondLastName), "Last 2|Ap. Mat.|Apellido2|Mother’s last name"),
            (None, "Name|Nombre|Nombre del participante|Mother's name|Ap|Name 3rd|Company|Total"),
        ] {
            for header in headers.split('|').filter(|header| part_of(header) != field) {
                wrong.push(format!("{header}: {:?}", part_of(header)));
            }
        }
        for header in "Name2|Rest of name|Corrected name|Should be|Print as|Nombre correcto|\
                       Registrant Name|Guest First Name|Matronymic|Partícula|Suf."
            .split('|')
        {
            if !may_hold_name(header) {
                wrong.push(format!("{header} holds no name"));
            }
        }
        for header in "Company name|Supervisor name|Emergency contact name|Event|City".split('|') {
            if may_hold_name(header) {
                wrong.push(format!("{header} holds a name"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
