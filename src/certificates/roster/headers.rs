//! What the columns of a roster may be called, in English and Spanish.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::mapping::Field;

/// What the header may be called, in plain letters.
pub(super) const KNOWN: [(Field, &[&str]); 8] = [
    (
        Field::Name,
        &[
            "name",
            "full name",
            "fullname",
            "complete name",
            "participant",
            "participant name",
            "participants",
            "name of participant",
            "participant full name",
            "attendee",
            "attendee name",
            "learner",
            "learner name",
            "student",
            "student name",
            "trainee",
            "trainee name",
            "recipient",
            "recipient name",
            "person",
            "certificate name",
            "name on certificate",
            "name for certificate",
            "name as it should appear on certificate",
            "nombre",
            "nombre completo",
            "nombre y apellido",
            "nombre y apellidos",
            "nombres y apellidos",
            "participante",
            "nombre del participante",
            "nombre de la persona participante",
            "persona participante",
            "asistente",
            "nombre del asistente",
            "nombre en el certificado",
            "nombre para el certificado",
        ],
    ),
    (Field::LastFirst, &[]),
    (
        Field::FirstName,
        &[
            "first name",
            "firstname",
            "first",
            "given name",
            "given names",
            "givenname",
            "forename",
            "first names",
            "nombres",
            "primer nombre",
            "nombre de pila",
        ],
    ),
    (
        Field::LastName,
        &[
            "last name",
            "lastname",
            "last",
            "last names",
            "surname",
            "surnames",
            "family name",
            "familyname",
            "apellido",
            "apellidos",
            "primer apellido",
        ],
    ),
    (
        Field::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail address",
            "emailaddress",
            "mail",
            "mail address",
            "participant email",
            "user email",
            "contact email",
            "correo",
            "correo electronico",
            "direccion de correo",
            "direccion de correo electronico",
            "direccion de email",
        ],
    ),
    (
        Field::Hours,
        &[
            "hours",
            "hrs",
            "hour",
            "total hours",
            "hours total",
            "hours attended",
            "hours earned",
            "hours completed",
            "attended hours",
            "contact hours",
            "credit hours",
            "training hours",
            "credits",
            "ceu",
            "ceus",
            "ceu hours",
            "ce hours",
            "ceh",
            "ce",
            "horas",
            "horas totales",
            "total de horas",
            "total horas",
            "horas completadas",
            "horas cursadas",
            "horas de asistencia",
            "horas asistidas",
        ],
    ),
    (
        Field::Id,
        &[
            "id",
            "person id",
            "participant id",
            "student id",
            "learner id",
            "trainee id",
            "attendee id",
            "member id",
            "employee id",
            "staff id",
            "id number",
            "identifier",
            "identificacion",
            "identificador",
            "numero de identificacion",
            "id de participante",
            "id del participante",
        ],
    ),
    (
        Field::Language,
        &[
            "language",
            "lang",
            "preferred language",
            "certificate language",
            "language of certificate",
            "idioma",
            "lengua",
            "idioma preferido",
            "idioma del certificado",
        ],
    ),
];

/// A header in plain letters: no accents, case or punctuation.
pub(super) fn plain(header: &str) -> String {
    let folded = header.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = folded.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The header without what stands in brackets.
fn unbracketed(header: &str) -> &str {
    header.split(['(', '[']).next().unwrap_or_default()
}

/// Whether a header says that the last name comes first, with a comma.
pub(super) fn is_last_first(header: &str) -> bool {
    let parts = header.split(['(', ')', '[', ']']).filter_map(|part| part.split_once(','));
    let is = |field: usize, text: &str| KNOWN[field].1.contains(&plain(text).as_str());
    parts.into_iter().any(|(last, first)| {
        is(3, last)
            && (is(2, first)
                || matches!(
                    plain(first).as_str(),
                    "nombre" | "name" | "first name mi" | "first mi" | "first middle"
                ))
    })
}

/// How well a header names a field: by its whole text, or by that outside brackets.
pub(super) fn rank(header: &str, names: &[&str]) -> usize {
    if names.contains(&plain(header).as_str()) {
        2
    } else {
        usize::from(names.contains(&plain(unbracketed(header)).as_str()))
    }
}
