//! Which names do not fit their place on the certificate, or leave no room for the code.
//!
//! Long names are laid out to find out. A list can have very many of them, so after the widest
//! ones, a name that is wider than all that are left stands for them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use unicode_normalization::char::is_combining_mark;

use super::super::files::batch::BatchTypesetter;
use super::super::roster::Person;
use super::super::setting::CertificateDesign;
use super::CertificateContext;
use super::check::Specimens;
use crate::diagnostic::{Code, Report};

/// Names with at most this many characters fit every certificate in two lines.
pub(super) const SURELY_FITS: usize = 24;

/// The number of names that are laid out before another one stands for the rest.
const AT_ONCE: usize = 500;

/// How much wider than the widest name that is left the one is that stands for them: the widths are
/// estimates.
const WIDER: f64 = 1.2;

/// Returns the names that are too long, or why the template fails.
pub(super) fn names_too_long(
    context: &CertificateContext,
    specimens: &Specimens<'_>,
    people: &[Person],
) -> Result<HashSet<String>, Report> {
    let length = |person: &&Person| person.name.chars().count();
    // One page is laid out in any case: no number is given if the template fails.
    let longest = people.iter().max_by_key(length);
    let long = people.iter().filter(|person| length(person) > SURELY_FITS).chain(longest);
    let long: BTreeMap<&str, &Person> = long.map(|person| (&*person.name, person)).collect();
    let checker = Checker::new(context, specimens);
    let (latin, mut now): (Vec<&Person>, Vec<&Person>) =
        long.into_values().partition(|person| person.name.chars().all(is_latin));
    let mut left: Vec<(Extent, &Person)> =
        latin.into_iter().map(|person| (Extent::of(&person.name), person)).collect();
    let mut found = HashSet::new();
    loop {
        now.extend(take_widest(&mut left, |extent| extent.whole));
        now.extend(take_widest(&mut left, |extent| extent.word));
        found.extend(checker.too_long(&now)?);
        now.clear();
        let Some(stand_in) = wider_than_all(&left) else { return Ok(found) };
        if checker.too_long(&[&stand_in])?.is_empty() {
            return Ok(found);
        }
    }
}

/// Lays out certificates to see whether names fit.
struct Checker<'a> {
    specimens: &'a Specimens<'a>,
    typesetter: BatchTypesetter,
}

impl<'a> Checker<'a> {
    fn new(context: &CertificateContext, specimens: &'a Specimens<'a>) -> Self {
        let template = specimens.template.clone();
        let design = CertificateDesign { template, engine: Arc::clone(&context.engine) };
        let typesetter =
            BatchTypesetter::for_proof(&context.project, &context.content, vec![design]);
        Self { specimens, typesetter }
    }

    fn too_long(&self, people: &[&Person]) -> Result<HashSet<String>, Report> {
        let recipients: Vec<_> =
            people.iter().map(|person| self.specimens.recipient(person)).collect();
        let mut report = Report::default();
        let mut found = self.typesetter.proof(&recipients, &mut report).ok_or(report)?;
        found.retain(|(_, finding)| {
            matches!(finding.code, Code::Overset | Code::OutsideSafeArea | Code::TextOverlap)
        });
        Ok(found.into_iter().map(|(index, _)| people[index].name.clone()).collect())
    }
}

/// About how wide a name and its longest word are, in ems.
#[derive(Debug, Clone, Copy)]
struct Extent {
    whole: f64,
    word: f64,
}

impl Extent {
    fn of(name: &str) -> Self {
        let width = |text: &str| text.chars().map(width_of).sum();
        let word = name.split([' ', '-']).map(width).fold(0.0, f64::max);
        Self { whole: width(name), word }
    }
}

fn width_of(c: char) -> f64 {
    match c {
        c if is_combining_mark(c) => 0.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '-' | '\'' | '’' => 0.35,
        'm' | 'w' | 'M' | 'W' | 'Æ' | 'Œ' | 'æ' | 'œ' => 0.95,
        c if c.is_uppercase() => 0.75,
        _ => 0.57,
    }
}

fn is_latin(c: char) -> bool {
    c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c) || "‘’–‐‑".contains(c)
}

/// Removes the names that are widest by some measure.
fn take_widest<'a>(
    left: &mut Vec<(Extent, &'a Person)>,
    measure: impl Fn(&Extent) -> f64,
) -> Vec<&'a Person> {
    left.sort_by(|(one, _), (other, _)| measure(one).total_cmp(&measure(other)));
    let rest = left.len().saturating_sub(AT_ONCE);
    left.split_off(rest).into_iter().map(|(_, person)| person).collect()
}

/// Returns someone whose name is wider than all that are left; `None` if none is left.
fn wider_than_all(left: &[(Extent, &Person)]) -> Option<Person> {
    let widest = |measure: fn(&Extent) -> f64| {
        left.iter().map(|(extent, _)| measure(extent)).fold(0.0, f64::max) * WIDER
    };
    let (whole, word) = (widest(|extent| extent.whole), widest(|extent| extent.word));
    let (_, person) = left.first()?;
    let letters = |width: f64| "n".repeat((width / width_of('n')).ceil() as usize);
    // The longest word, and the rest in words of the same kind.
    let rest = (whole - word).max(0.0);
    let middle = rest / 2.0;
    let name = match rest > word {
        true => format!("{} {} {}", letters(word), letters(middle), letters(middle)),
        false => format!("{} {}", letters(word), letters(rest)),
    };
    let mut stand_in = (*person).clone();
    name.trim().clone_into(&mut stand_in.name);
    Some(stand_in)
}
