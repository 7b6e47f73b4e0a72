//! The names that columns of a roster may have, in English and Spanish.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::mapping::Field;

/// What each field may be called, in plain letters (see [`plain`]) and separated by commas.
/// Support another export by adding its headers here.
const KNOWN_HEADERS: [(Field, &str); 13] = [
    (
        Field::Name,
        "name,full name,fullname,complete name,participant,participant name,participants,\
         name of participant,participant full name,attendee,attendee name,learner,learner name,\
         student,student name,trainee,trainee name,recipient,recipient name,person,\
         certificate name,name on certificate,name for certificate,\
         name as it should appear on certificate,\
         nombre,nombre completo,nombre y apellido,nombre y apellidos,nombres y apellidos,\
         participante,nombre del participante,nombre de la persona participante,\
         persona participante,asistente,nombre del asistente,nombre en el certificado,\
         nombre para el certificado,\
         nom,nom complet,nom du participant,nom de la personne,nom sur le certificat,\
         nome,nome completo,nome do participante,nome no certificado",
    ),
    (
        Field::FirstName,
        "first name,firstname,first,given name,given names,givenname,forename,first names,\
         nombres,primer nombre,nombre de pila,\
         prenom,prenoms,premier prenom,primeiro nome,nome proprio,nomes proprios",
    ),
    (
        Field::LastName,
        "last name,lastname,last,last names,surname,surnames,family name,familyname,\
         apellido,apellidos,primer apellido,apellido paterno,1er apellido,1 apellido,\
         first last name,first surname,paternal last name,paternal surname,\
         nom de famille,premier nom,sobrenome,sobrenomes,primeiro sobrenome,apelido,apelidos,\
         primeiro apelido",
    ),
    (
        Field::MiddleName,
        "middle name,middlename,middle names,middle,middle initial,middle name initial,\
         middle name or initial,middle initials,mi,m i,second given name,additional names,\
         segundo nombre,otros nombres,inicial,inicial del segundo nombre,\
         deuxieme prenom,second prenom,autres prenoms,initiale,\
         segundo nome,nome do meio,nomes do meio,tussenvoegsel,infix,name infix",
    ),
    (
        Field::SecondLastName,
        "second last name,second lastname,last name 2,second surname,surname 2,\
         second family name,2nd last name,2nd surname,maternal last name,maternal surname,\
         mother s last name,mother s surname,\
         segundo apellido,apellido materno,2do apellido,2o apellido,2 apellido,apellido 2,\
         deuxieme nom,deuxieme nom de famille,second nom,second nom de famille,nom maternel,\
         segundo sobrenome,ultimo sobrenome,sobrenome materno,segundo apelido,ultimo apelido",
    ),
    (
        Field::Suffix,
        "suffix,name suffix,generational suffix,generation,jr sr,\
         sufijo,suffixe,sufixo",
    ),
    (
        Field::NameIsRight,
        "name is right,name is correct,name checked,name confirmed,\
         nombre correcto,el nombre es correcto,nombre confirmado,\
         nom correct,nom confirme,nome correto,nome confirmado",
    ),
    (
        Field::Email,
        "email,e mail,email address,e mail address,emailaddress,mail,mail address,\
         participant email,user email,contact email,\
         correo,correo electronico,direccion de correo,direccion de correo electronico,\
         direccion de email",
    ),
    (
        Field::Hours,
        "hours,hrs,hour,total hours,hours total,hours attended,hours earned,hours completed,\
         attended hours,contact hours,credit hours,training hours,credits,ceu,ceus,ceu hours,\
         ce hours,ceh,ce,\
         horas,horas totales,total de horas,total horas,horas completadas,horas cursadas,\
         horas de asistencia,horas asistidas",
    ),
    (
        Field::Id,
        "id,person id,participant id,student id,learner id,trainee id,attendee id,member id,\
         employee id,staff id,id number,identifier,\
         identificacion,identificador,numero de identificacion,id de participante,\
         id del participante",
    ),
    (
        Field::Lang,
        "language,lang,preferred language,certificate language,language of certificate,\
         idioma,lengua,idioma preferido,idioma del certificado",
    ),
    (
        Field::BadgeName,
        "badge name,name badge,name on badge,name on the badge,name for badge,name for the badge,\
         name on name badge,name for name badge,name tag,name on name tag,name tag name,\
         name as it should appear on badge,name as it should appear on the badge,\
         name as you would like it on your badge,preferred name for badge,\
         preferred name on badge,\
         nombre en el gafete,nombre para el gafete,nombre en la credencial,\
         nombre para la credencial,nombre en la insignia,nombre para la insignia,\
         nombre en la escarapela,nombre para la escarapela,gafete,\
         nom sur le badge,nom pour le badge,nome no cracha,nome para o cracha",
    ),
    (
        Field::Pronouns,
        "pronouns,pronoun,pronoun s,preferred pronouns,your pronouns,gender pronouns,\
         personal pronouns,my pronouns,what are your pronouns,pronombres,pronombre,\
         sus pronombres,pronombres preferidos,pronoms,pronom,pronomes,pronome,pronomen",
    ),
];

/// What a column with the time that a person attended may be called, if none is for hours: in other
/// units, or in an unknown unit.
const TIME_HEADERS: &str = "minutes,mins,min,total minutes,total mins,minutes attended,\
     attended minutes,attendance minutes,minutes present,minutes in session,minutes in meeting,\
     duration,total duration,duration minutes,duration in minutes,duration mins,duration min,\
     total duration minutes,duration seconds,durationminutes,totalminutes,minutesattended,\
     time in session,time in session minutes,time in meeting,time in meeting minutes,\
     attendance duration,attendance time,in meeting duration,duration in meeting,\
     time attended,total time,time spent,time present,total time minutes,seconds,total seconds,\
     minutos,total minutos,total de minutos,minutos totales,minutos asistidos,\
     minutos de asistencia,minutos en la reunion,duracion,duracion total,duracion minutos,\
     duracion en minutos,duracion total minutos,duracion de la asistencia,\
     duracion en la reunion,tiempo,tiempo total,tiempo de asistencia,tiempo asistido,\
     tiempo en la reunion,tiempo en la sesion,tiempo en minutos,segundos";

/// What the first name may be called after the comma in a header such as `Last, First`, besides the
/// names of [`Field::FirstName`].
const FIRST_AFTER_LAST: [&str; 5] = ["nombre", "name", "first name mi", "first mi", "first middle"];

/// The number of characters that are read of a header or of a word. A cell can have many more.
const MOST_READ: usize = 1000;

/// Returns a header in lower case, without accents and punctuation.
pub(super) fn plain(header: &str) -> String {
    let header = header.char_indices().nth(MOST_READ).map_or(header, |(end, _)| &header[..end]);
    if header.is_ascii() {
        return plain_ascii(header);
    }
    let folded = header.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = folded.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does what [`plain`] does, fast: names of people are compared with words too.
fn plain_ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c.to_ascii_lowercase());
        } else if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// How well a header matches a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    None,
    /// The text outside the brackets is one of the names.
    WithoutBrackets,
    /// The whole header is one of the names.
    Whole,
}

/// Rates how well a header matches the names of a field.
pub(super) fn match_field(header: &str, field: &Field) -> Match {
    if is_last_first(header) {
        return if *field == Field::LastFirst { Match::Whole } else { Match::None };
    }
    match_names(header, |name| is_name_of(field, name))
}

/// Rates how well a header matches a time that a person attended, in any unit.
pub(super) fn match_time(header: &str) -> Match {
    match_names(header, |name| TIME_HEADERS.split(',').any(|known| known == name))
}

/// Returns whether a header is one of the names of any field.
pub(super) fn is_known_header(header: &str) -> bool {
    is_last_first(header)
        || match_time(header) != Match::None
        || KNOWN_HEADERS.iter().any(|(field, _)| match_field(header, field) != Match::None)
}

/// Rates how well a header matches the names that `is_known` accepts.
pub(super) fn match_names(header: &str, is_known: impl Fn(&str) -> bool) -> Match {
    let outside_brackets = header.split(['(', '[']).next().unwrap_or_default();
    if is_known(&plain(header)) {
        Match::Whole
    } else if is_known(&plain(outside_brackets)) {
        Match::WithoutBrackets
    } else {
        Match::None
    }
}

/// Headers that name the last name before the first name without a comma. The names below still
/// need the comma: without it, nobody knows where the last name ends.
const LAST_FIRST_HEADERS: &str = "last first,last name first name,last name and first name,\
    surname and first name,surname first name,surname and name,\
    apellidos y nombres,apellidos y nombre,apellido y nombre,apellidos nombre,apellidos nombres,\
    nom et prenom,nom prenom,noms et prenoms,nom et prenoms,sobrenome e nome,apelido e nome";

/// Returns whether a header says that the last name comes first, followed by a comma.
fn is_last_first(header: &str) -> bool {
    let whole = plain(header);
    if LAST_FIRST_HEADERS.split(',').any(|known| known == whole) {
        return true;
    }
    header.split(['(', ')', '[', ']']).filter_map(|part| part.split_once(',')).any(
        |(last, first)| {
            let first = plain(first);
            is_name_of(&Field::LastName, &plain(last))
                && (is_name_of(&Field::FirstName, &first)
                    || FIRST_AFTER_LAST.contains(&first.as_str()))
        },
    )
}

fn is_name_of(field: &Field, plain_name: &str) -> bool {
    let names = KNOWN_HEADERS.iter().find(|(known, _)| known == field);
    names.is_some_and(|(_, names)| names.split(',').any(|name| name == plain_name))
}
