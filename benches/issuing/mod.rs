//! What the benches of certificates share.

use std::ops::Range;

use super::measure::Measured;

/// The session of the large rosters.
pub const SESSION: &str = "2026-10-grand-forks";

/// The issue date.
pub const ISSUED: &str = "2026-10-10";

/// Each measurement is repeated.
pub const ROUNDS: usize = 3;

/// A bench fails below this fraction of a target, so that a busy machine passes and a mistake does
/// not.
pub const LEAST: f64 = 0.25;

/// Measures some rounds, and returns the shortest time and the most memory: other work on the
/// machine only slows a program down.
pub fn best(mut round: impl FnMut(usize) -> Measured) -> Measured {
    let rounds: Vec<Measured> = (0..ROUNDS).map(&mut round).collect();
    let took = rounds.iter().map(|round| round.0).min().unwrap_or_default();
    (took, rounds.iter().filter_map(|round| round.1).max())
}

/// Names of many lengths, with letters of several alphabets.
pub fn name(i: usize) -> String {
    let first = ["Ana", "Wanbli", "Søren", "Nguyễn", "Łukasz", "Jordan", "Siobhán", "Zoë"];
    let first = first[i % 8];
    let last = ["Núñez", "Ødegård", "Sample", "Thị Ánh", "Wójcik", "Đorđević", "Hoff"];
    let last = last[i / 8 % 7];
    let letter = |at: u8| {
        char::from(if at == 0 { b'A' } else { b'a' } + ((i * 7919) >> (2 * at)) as u8 % 16)
    };
    let third: String = (0..6).map(letter).collect();
    format!("{first} {last} {third}")
}

/// A roster of some people.
pub fn roster(people: Range<usize>) -> String {
    let rows: String = people.map(|i| format!("B-{i},{},b{i}@example.org,40\n", name(i))).collect();
    format!("ID,Name,E-mail,Hours\n{rows}")
}
