//! Certificate numbers: assigned by the ledger, and parsed as people type them.
//!
//! `NDPS-2026-00042-5` is the program's prefix, the year of issue, a running number and a check
//! digit over all digits before it. The check digit is Damm's (H. M. Damm, "Total anti-symmetrische
//! Quasigruppen", 2004). With the ten digits alone, it catches every single wrong digit and every
//! swap of two neighbors, including the check digit itself and digits on both sides of a hyphen.
//! The common choices do not: Luhn's misses the swap of 0 and 9, and a sum modulo 11 needs a letter
//! for ten. A later revision is printed with ` R2` after the number. The revision is not part of
//! the number, so the number never changes.

use std::collections::BTreeSet;

/// The form of numbers: `certificates` in `data/program.json`. A change applies to new certificates
/// only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFormat {
    /// The capital letters before the first hyphen.
    pub prefix: String,
    /// Whether the year of issue is part of the number. The running number then restarts each year.
    pub year: bool,
    /// The minimum number of digits of the running number.
    pub digits: usize,
}

impl NumberFormat {
    /// Returns the number of a certificate, such as `NDPS-2026-00042-5`. `year` is the year of
    /// issue.
    pub fn number(&self, year: i16, sequence: u64) -> String {
        let running = format!("{sequence:0width$}", width = self.digits);
        let year = if self.year { format!("{year:04}") } else { String::new() };
        let check = check_digit(&format!("{year}{running}"));
        let year = if year.is_empty() { year } else { format!("{year}-") };
        format!("{}-{year}{running}-{check}", self.prefix)
    }
}

/// The maximum length of a number with its revision, in characters.
const LONGEST: usize = 40;

/// A number as someone typed it, in the form that the ledger uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The number, without a revision.
    pub text: String,
    /// The revision, if the text has one.
    pub revision: Option<u32>,
}

impl Number {
    /// The number as it is printed.
    pub(crate) fn printed(&self) -> String {
        printed(&self.text, self.revision.unwrap_or(1))
    }
}

/// The parts of a number that tell its place in a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesNumber<'a> {
    /// The letters.
    pub(crate) prefix: &'a str,
    /// The year, or 0.
    pub(crate) year: i16,
    /// The running number.
    pub(crate) running: u32,
}

/// Splits a number in the form of the ledger, such as `NDPS-2026-00042-5` or `NDPS-00042-5`.
pub(crate) fn split(number: &str) -> Option<SeriesNumber<'_>> {
    let mut parts = number.split('-');
    let (prefix, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, running) = match (parts.next(), parts.next()) {
        (Some(_), None) => (second.parse().ok()?, third),
        (None, None) => (0, second),
        _ => return None,
    };
    Some(SeriesNumber { prefix, year, running: running.parse().ok()? })
}

/// What is wrong with a number as someone typed it.
#[derive(Debug, Clone, PartialEq, Eq, strum::Display)]
pub enum NumberFault {
    /// The text is empty.
    #[strum(to_string = "the number is empty")]
    Empty,
    /// The text does not start with letters.
    #[strum(to_string = "it does not start with the program's letters")]
    NoPrefix,
    /// A letter is in the place of a digit.
    #[strum(to_string = "`{0}` is in the place of a digit")]
    Letter(char),
    /// The text has too few or too many groups, or one of the wrong length.
    #[strum(to_string = "it does not have the form `ABC-2026-00042-5`")]
    Form,
    /// The last group is not a single check digit.
    #[strum(to_string = "it does not end in a hyphen and a check digit; it may be incomplete")]
    NoCheckDigit,
    /// The text after ` R` is not a revision.
    #[strum(to_string = "`{0}` is not a revision such as `R2`")]
    Revision(String),
    /// The check digit is wrong.
    #[strum(
        to_string = "the check digit does not match; a digit may be wrong, or two may be swapped"
    )]
    CheckDigit,
}

impl NumberFault {
    /// Describes the fault with a number of the program as the example.
    pub(crate) fn describe(&self, example: Option<&str>) -> String {
        match (self, example) {
            (Self::Form, Some(example)) => format!("it does not have the form `{example}`"),
            _ => self.to_string(),
        }
    }
}

/// Parses a number as people type it. Lower case, other dashes, spaces instead of hyphens and
/// spaces around the number are accepted.
///
/// # Errors
/// Returns an error if the text is not a number, or its check digit is wrong.
pub fn parse(text: &str) -> Result<Number, NumberFault> {
    let plain = normalized(text);
    let mut groups: Vec<&str> = plain.split('-').filter(|group| !group.is_empty()).collect();
    let revision = match groups.last().and_then(|group| group.strip_prefix('R')) {
        Some(count) if groups.len() > 1 => {
            let revision = count.parse().ok().filter(|count| *count > 0);
            groups.pop();
            Some(revision.ok_or_else(|| NumberFault::Revision(format!("R{count}")))?)
        }
        _ => None,
    };
    let [prefix, digits @ ..] = groups.as_slice() else { return Err(NumberFault::Empty) };
    if !is_prefix(prefix) {
        return Err(NumberFault::NoPrefix);
    }
    if let Some(letter) = digits.concat().chars().find(|c| !c.is_ascii_digit()) {
        return Err(NumberFault::Letter(letter));
    }
    check_groups(digits)?;
    Ok(Number { text: groups.join("-"), revision })
}

/// Checks the groups of digits: an optional year, the running number and the check digit.
fn check_groups(groups: &[&str]) -> Result<(), NumberFault> {
    let [year @ .., running, check] = groups else { return Err(NumberFault::Form) };
    if check.len() != 1 {
        return Err(NumberFault::NoCheckDigit);
    }
    let has_valid_year = matches!(year, [] | [_]) && year.iter().all(|year| year.len() == 4);
    if !has_valid_year || !(3..=12).contains(&running.len()) {
        return Err(NumberFault::Form);
    }
    // With a correct check digit, the check digit of the whole number is zero.
    if check_digit(&groups.concat()) == 0 { Ok(()) } else { Err(NumberFault::CheckDigit) }
}

/// Returns the valid numbers that differ from the text by one digit or by two swapped neighbors.
pub fn slips(text: &str) -> Vec<String> {
    let typed: Vec<char> = normalized(text.trim()).chars().collect();
    if typed.len() > LONGEST {
        return Vec::new();
    }
    let digits: Vec<usize> = (0..typed.len()).filter(|at| typed[*at].is_ascii_digit()).collect();
    let mut candidates = Vec::new();
    for at in &digits {
        for digit in '0'..='9' {
            let mut candidate = typed.clone();
            candidate[*at] = digit;
            candidates.push(candidate);
        }
    }
    for pair in digits.windows(2) {
        let mut candidate = typed.clone();
        candidate.swap(pair[0], pair[1]);
        candidates.push(candidate);
    }
    let texts = candidates.into_iter().map(String::from_iter);
    let found: BTreeSet<String> =
        texts.filter_map(|text| parse(&text).ok()).map(|number| number.text).collect();
    found.into_iter().collect()
}

/// Returns the text in capital letters with a hyphen for each dash and space.
fn normalized(text: &str) -> String {
    text.to_uppercase()
        .chars()
        .map(|c| if is_dash(c) || c.is_whitespace() { '-' } else { c })
        .collect()
}

/// Returns a number with its revision as it is printed. The first revision is the number alone.
pub fn printed(number: &str, revision: u32) -> String {
    if revision < 2 { number.to_owned() } else { format!("{number} R{revision}") }
}

/// Returns whether text can be the prefix of numbers: one to eight capital letters.
pub fn is_prefix(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Returns whether a character is a dash that word processors and phones use for a hyphen.
pub(crate) fn is_dash(c: char) -> bool {
    ('\u{2010}'..='\u{2015}').contains(&c)
        || matches!(c, '-' | '\u{ad}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Damm's quasigroup of order 10, as his thesis gives it.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn check_digit(digits: &str) -> u8 {
    digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |interim, digit| DAMM[usize::from(interim)][usize::from(digit - b'0')])
}
