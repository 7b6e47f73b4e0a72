//! Rows of names that are labels: the subtotals that spreadsheets write, such as `Maui Total`, and
//! rooms, groups, and jobs, such as `Board Room` and `Office Manager`.

use super::common_words::ORGANIZATIONS;
use super::name_words::{CONNECTORS, NUMBERS, SECTION_STARTS};
use super::words::{Words, words};

/// Words at the start or the end of the label of a subtotal. None is a name.
static SUBTOTALS: Words = words!(
    "total,totals,subtotal,subtotals,average,avg,count,counts,stdev,stddev,variance,\
     totales,promedio,cuenta,conteo,recuento,totaux,moyenne,totais,contagem,soma,\
     gesamt,ergebnis,gesamtergebnis,summe,durchschnitt,anzahl,mittelwert,totale,conteggio"
);

/// Whole labels.
static LABELS: Words = words!("std dev,std deviation,standard deviation,desvest,ecart type");

/// Words at the end of the names of rooms, groups, and devices in rooms. Few people are called so.
static PLACES: Words = words!(
    "room,rooms,rm,boardroom,classroom,classrooms,library,school,schools,lab,desk,plan,plans,\
     auditorium,lobby,cafeteria,gym,gymnasium,kitchen,conf,group,groups,people,account,hotline,\
     sala,aula,biblioteca,escuela,escola,oficina,grupo,salle,bibliotheque,ecole,groupe,\
     raum,schule,bibliothek,gruppe"
);

/// Words at the start of such names in other languages.
static PLACES_FIRST: Words = words!(
    "biblioteca,escuela,escola,colegio,oficina,bibliotheque,ecole,lycee,boardroom,conference"
);

/// Organizations that two words name.
static GROUPS: Words =
    words!("meeting owl,milk bank,food bank,blood bank,banco de leche,banco de alimentos");

/// Jobs after one word, as in `Office Manager`.
static JOBS: Words = words!(
    "student,students,dietitian,dietician,nutritionist,midwife,educator,consultant,technician,\
     physician,interpreter,interpreters,captioner,captioners,nutricionista,partera,\
     manager,managers,coordinator,coordinators,director,supervisor,supervisors,administrator,\
     receptionist,secretary,specialist,assistant,coordinador,coordinadora,supervisora,secretaria,\
     directeur,directrice,coordinateur,coordinatrice"
);

/// Returns whether a text in plain letters is the label of a subtotal.
pub(super) fn is_subtotal(folded: &str) -> bool {
    let is_label = |word: Option<&str>| word.is_some_and(|word| SUBTOTALS.contains(word));
    let mut words = folded.split(' ');
    let (first, last) = (words.next(), words.next_back());
    LABELS.contains(folded) || (last.is_some() && (is_label(first) || is_label(last)))
}

/// Returns whether a text in plain letters is a place, a group, or a job, and not a person.
pub(super) fn is_place_or_group(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(' ').collect();
    let [first, .., last] = words[..] else { return false };
    // Those have a finding of their own.
    let is_organization = words[1..].iter().any(|word| ORGANIZATIONS.contains(*word));
    !is_organization
        && (GROUPS.contains(folded)
            || PLACES.contains(last)
            || PLACES_FIRST.contains(first)
            || (words.len() == 2 && JOBS.contains(last)))
}

/// Returns whether a text is like `Day 1`, `Group B`, or `Participant 3`.
pub(super) fn is_section(folded: &str) -> bool {
    let Some((first, rest)) = folded.split_once(' ') else { return false };
    let is_mark = |word: &str| {
        word.chars().all(char::is_numeric) || word.chars().count() == 1 || NUMBERS.contains(word)
    };
    let is_number = |word: &str| word.contains(char::is_numeric) || NUMBERS.contains(word);
    let has_number = rest.split(' ').any(is_number);
    SECTION_STARTS.contains(first)
        && rest.split(' ').all(|word| is_mark(word) || CONNECTORS.contains(word))
        && (has_number || matches!(first, "group" | "grupo" | "groupe" | "gruppe" | "section"))
}
