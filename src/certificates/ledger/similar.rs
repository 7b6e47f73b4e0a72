//! Finds people of a roster whose certificate of the session says something else, or who may hold a
//! certificate under another name. Most often a spelling was fixed in the roster. Then the
//! certificate should be corrected, because one person should not have two.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::super::roster::{digest, for_each_form, for_each_pair, has_name_more, is_short_form};
use super::certificate::{Certificate, SharedDetails};
use super::hash::key_hash;
use super::issue::{Candidate, IssueTerms};
use super::query::{certificate_by_id, id_of_person, rows};
use super::record::ledger_id;
use super::{Ledger, folded};
use crate::error::Error;

/// How a candidate resembles or differs from the holder of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same key, with a different spelling of the name.
    Spelling,
    /// The same key and name, with different hours.
    Hours,
    /// A different name with the same email address; the holder's own name is not on the roster.
    Email,
    /// A name that differs in marks, spaces, order, by one letter, by a name more, or by a short
    /// form; the holder's own name is not on the roster.
    Name,
}

/// A candidate and the certificate that they have or may have, whose contents differ.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMatch {
    /// The candidate's index.
    pub candidate: usize,
    /// The certificate.
    pub certificate: Certificate,
    /// How the two are alike.
    pub likeness: Likeness,
}

impl Ledger {
    /// Compares candidates with the certificates that they have or may have, and returns those that
    /// differ, in the candidates' order. Everything that any revision of a certificate states
    /// counts as equal, because an old roster may have the old spelling.
    pub fn near_matches(
        &self,
        terms: &IssueTerms,
        candidates: &[Candidate],
    ) -> Result<Vec<NearMatch>, Error> {
        self.compare(terms, candidates).map_err(|error| self.describe(&error))
    }

    fn compare(
        &self,
        terms: &IssueTerms,
        candidates: &[Candidate],
    ) -> rusqlite::Result<Vec<NearMatch>> {
        let IssueTerms { session, kind, .. } = terms;
        let _reading = self.start_reading()?;
        let ledger = ledger_id(&self.db)?;
        let mut details = SharedDetails::default();
        let mut found = Vec::new();
        let mut holders = HashSet::new();
        let mut newcomers = Vec::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let key = key_hash(&ledger, &candidate.key);
            let id = id_of_person(&self.db, session, *kind, &key)?;
            let Some(id) = id else {
                newcomers.push(index);
                continue;
            };
            holders.insert(id);
            if let Some(likeness) = self.difference(id, candidate)? {
                let certificate = certificate_by_id(&self.db, id, &mut details)?;
                found.push(NearMatch { candidate: index, certificate, likeness });
            }
        }
        if !newcomers.is_empty() {
            let absent = absent_holders(&self.db, terms, &holders)?;
            for (index, best) in most_similar(&absent, candidates, &newcomers) {
                let certificate = certificate_by_id(&self.db, best.id, &mut details)?;
                found.push(NearMatch { candidate: index, certificate, likeness: best.likeness() });
            }
        }
        found.sort_by_key(|near| near.candidate);
        Ok(found)
    }

    /// Returns in what a candidate differs from every revision of their certificate.
    fn difference(&self, id: i64, candidate: &Candidate) -> rusqlite::Result<Option<Likeness>> {
        let query = "SELECT name, hours FROM revisions WHERE certificate = ?1";
        let stated: Vec<(String, Option<f64>)> =
            rows(&self.db, query, [id], |row| Ok((row.get("name")?, row.get("hours")?)))?;
        if !stated.iter().any(|(name, _)| *name == candidate.name) {
            return Ok(Some(Likeness::Spelling));
        }
        let same_hours = stated.iter().any(|(_, hours)| *hours == candidate.hours);
        Ok((!same_hours).then_some(Likeness::Hours))
    }
}

/// A holder of a certificate who is not in the roster.
struct AbsentHolder {
    id: i64,
    is_revoked: bool,
    email: Option<String>,
    /// The name without accents.
    name: String,
}

/// Returns the holders of a session's certificates who are not in the roster, in the order of
/// issue. A session may have very many, so nothing else of their certificates is read.
fn absent_holders(
    db: &Connection,
    terms: &IssueTerms,
    present: &HashSet<i64>,
) -> rusqlite::Result<Vec<AbsentHolder>> {
    let query = "SELECT id, email, folded, EXISTS (SELECT 1 FROM events e
                WHERE e.certificate = c.id AND act = 'revoked') AS is_revoked
        FROM certificates c JOIN revisions r ON r.certificate = c.id
            AND r.revision = (SELECT max(revision) FROM revisions WHERE certificate = c.id)
        WHERE session = ?1 AND kind = ?2 ORDER BY position";
    let mut absent = rows(db, query, (&terms.session, terms.kind.name()), |row| {
        let (id, email) = (row.get("id")?, row.get("email")?);
        let is_revoked = row.get("is_revoked")?;
        Ok(AbsentHolder { id, is_revoked, email, name: row.get("folded")? })
    })?;
    absent.retain(|holder| !present.contains(&holder.id));
    Ok(absent)
}

/// The holder who is most similar to a newcomer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct MostSimilar {
    /// A valid certificate counts more than one that was revoked.
    is_revoked: bool,
    /// In how many letters the names differ; `None` if the email address is the same, which counts
    /// more than any name.
    distance: Option<usize>,
    /// Of several holders that are equally similar, the first one is meant.
    order: usize,
    id: i64,
}

impl MostSimilar {
    fn likeness(self) -> Likeness {
        self.distance.map_or(Likeness::Email, |_| Likeness::Name)
    }
}

/// Returns the holder who is most similar to each newcomer, if there is one.
fn most_similar(
    absent: &[AbsentHolder],
    candidates: &[Candidate],
    newcomers: &[usize],
) -> HashMap<usize, MostSimilar> {
    let mut best: HashMap<usize, MostSimilar> = HashMap::new();
    if absent.is_empty() {
        return best;
    }
    let email = |text: &Option<String>| text.as_deref().map(folded).unwrap_or_default();
    let people = || newcomers.iter().map(|index| &candidates[*index]);
    let emails: Vec<String> = people().map(|person| email(&person.email)).collect();
    let their_emails: Vec<String> = absent.iter().map(|holder| email(&holder.email)).collect();
    let mut note = |newcomer: usize, order: usize, distance: Option<usize>| {
        let AbsentHolder { id, is_revoked, .. } = absent[order];
        let similar = MostSimilar { is_revoked, distance, order, id };
        let best = best.entry(newcomers[newcomer]);
        best.and_modify(|best| *best = similar.min(*best)).or_insert(similar);
    };
    let names: Vec<String> = people().map(|person| folded(&person.name)).collect();
    let their_names: Vec<&str> = absent.iter().map(|holder| &*holder.name).collect();
    for_each_match(&texts(&emails), &texts(&their_emails), &itself, &mut |newcomer, order| {
        note(newcomer, order, None);
    });
    let distance = |newcomer: usize, order: usize| {
        Some(strsim::osa_distance(&names[newcomer], their_names[order]))
    };
    for forms in [&for_each_spelling as Forms<'_>, &for_each_form] {
        for_each_match(&texts(&names), &their_names, forms, &mut |newcomer, order| {
            note(newcomer, order, distance(newcomer, order));
        });
    }
    // With two addresses, one name more is another person.
    for_each_match(&texts(&names), &their_names, &for_each_pair, &mut |newcomer, order| {
        let has_two_addresses = !emails[newcomer].is_empty() && !their_emails[order].is_empty();
        if !has_two_addresses && has_name_more(&names[newcomer], their_names[order]) {
            note(newcomer, order, distance(newcomer, order));
        }
    });
    // So is an initial or a short form.
    for_each_match(&texts(&names), &their_names, &for_each_initial, &mut |newcomer, order| {
        let has_two_addresses = !emails[newcomer].is_empty() && !their_emails[order].is_empty();
        if !has_two_addresses && is_short_form(&names[newcomer], their_names[order]) {
            note(newcomer, order, distance(newcomer, order));
        }
    });
    best
}

/// Visits the initial of a name with its last word.
fn for_each_initial(name: &str, visit: &mut dyn FnMut(&str)) {
    if let (Some(initial), Some((_, last))) = (name.chars().next(), name.rsplit_once(' ')) {
        visit(&format!("{initial} {last}"));
    }
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Visits the forms of a text.
type Forms<'a> = &'a dyn Fn(&str, &mut dyn FnMut(&str));

/// Visits the positions of each text in one list and each text in another that share a form. The
/// shorter list is indexed, by numbers: the forms of many long names would fill the memory.
fn for_each_match(
    list: &[&str],
    other: &[&str],
    forms: Forms<'_>,
    visit: &mut dyn FnMut(usize, usize),
) {
    if list.len() > other.len() {
        return for_each_match(other, list, forms, &mut |second, first| visit(first, second));
    }
    let mut index: Vec<(u64, usize)> = Vec::new();
    for (at, text) in list.iter().enumerate() {
        forms(text, &mut |form| index.push((digest(form), at)));
    }
    index.sort_unstable();
    for (at, text) in other.iter().enumerate() {
        forms(text, &mut |form| {
            let form = digest(form);
            let first = index.partition_point(|(known, _)| *known < form);
            let same = index[first..].iter().take_while(|(known, _)| *known == form);
            same.for_each(|(_, position)| visit(*position, at));
        });
    }
}

/// Visits a text that is not empty.
fn itself(text: &str, visit: &mut dyn FnMut(&str)) {
    if !text.is_empty() {
        visit(text);
    }
}

/// Names with fewer characters are too short to tell a slip from another name.
const SHORTEST: usize = 4;

/// Visits a name, and the name with each of its letters left out. Two names that differ by one
/// letter or by two swapped letters share one of these, so that similar names are found by a lookup
/// instead of a comparison with every name.
fn for_each_spelling(name: &str, visit: &mut dyn FnMut(&str)) {
    visit(name);
    if name.chars().count() < SHORTEST {
        return;
    }
    let mut spelling = String::with_capacity(name.len());
    for (start, letter) in name.char_indices() {
        spelling.clear();
        spelling.push_str(&name[..start]);
        spelling.push_str(&name[start + letter.len_utf8()..]);
        visit(&spelling);
    }
}
