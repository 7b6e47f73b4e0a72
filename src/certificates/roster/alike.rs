//! Whether two names may be one person's, spelled in two ways.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::name_forms::letters;
use super::nicknames::are_nicknames;
use super::oddities::is_suffix;

/// The similarity from 0 to 1 (normalized Damerau–Levenshtein) from which two words are alike.
const NEAR_WORD: f64 = 0.65;

/// The fewest letters of the start of a first name that is a short form of it.
const SHORT_FORM: usize = 3;

/// Words with fewer letters are too short to tell a slip from another name.
const SHORTEST: usize = 4;

/// Words with fewer consonants are too short to tell a spelling from another name.
const FEWEST_CONSONANTS: usize = 2;

/// Returns whether two names may be one person's: one has more words than the other, or each word
/// is nearly the same, an initial, or a short form. Accents, capitals and punctuation make no
/// difference.
pub(crate) fn are_alike(a: &str, b: &str) -> bool {
    let (a, b) = (letters(a), letters(b));
    let words = |name: &str| -> Vec<String> { name.split(' ').map(str::to_owned).collect() };
    let (a, b) = (words(&a), words(&b));
    let set = |words: &[String]| -> BTreeSet<String> { words.iter().cloned().collect() };
    let (all_a, all_b) = (set(&a), set(&b));
    all_a.is_subset(&all_b)
        || all_b.is_subset(&all_a)
        || (a.len() == b.len()
            && a.iter().any(|word| all_b.contains(word))
            && a.iter().zip(&b).all(|(a, b)| are_alike_words(a, b)))
}

/// Returns whether two people with one address may be one person: their names are alike, or they
/// have one first name, or one last name and the short form of a first name. The members of a
/// family have different first names.
pub(crate) fn may_be_one(a: &str, b: &str) -> bool {
    let first = |name: &str| letters(name).split(' ').next().unwrap_or_default().to_owned();
    may_be_forms(a, b) || first(a) == first(b)
}

/// Returns whether two people without an address may be one person: their names are alike, or they
/// have one last name and the short form of a first name.
pub(super) fn may_be_forms(a: &str, b: &str) -> bool {
    let first = |name: &str| letters(name).split(' ').next().unwrap_or_default().to_owned();
    are_alike(a, b)
        || (are_nicknames(&first(a), &first(b)) && have_one_last_name(a, b))
        || have_one_sound(a, b)
}

/// Returns whether two names differ only in their spaces, as `De La Cruz` and `Delacruz`, or in
/// the vowels and doubled letters with which words of another script are written, as `Mohamed` and
/// `Muhammad`.
fn have_one_sound(a: &str, b: &str) -> bool {
    let (a, b) = (letters(a), letters(b));
    let without_spaces = |name: &str| name.replace(' ', "");
    let is_same_word = |(a, b): (&str, &str)| {
        let (one, other) = (consonants(a), consonants(b));
        // Digits have no sound of their own.
        let has_digit = [a, b].iter().any(|word| word.contains(char::is_numeric));
        a == b || (!has_digit && one == other && one.len() >= FEWEST_CONSONANTS)
    };
    without_spaces(&a) == without_spaces(&b)
        || (a.split(' ').count() == b.split(' ').count()
            && a.split(' ').zip(b.split(' ')).all(is_same_word))
}

/// Returns the consonants of a word as they sound, each once in a row.
fn consonants(word: &str) -> String {
    let sound = |c: char| match c {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => "",
        'c' | 'q' => "k",
        'x' => "ks",
        'w' => "v",
        'z' => "s",
        _ => "\0",
    };
    let mut found = String::new();
    for c in word.chars() {
        let mut letter = [0; 4];
        let sound = match sound(c) {
            "\0" => c.encode_utf8(&mut letter),
            known => known,
        };
        if sound.is_empty() || !found.ends_with(sound) {
            found.push_str(sound);
        }
    }
    found
}

/// Returns whether two names have one last name, and one has the short form or the initial of the
/// other's first name.
pub(crate) fn is_short_form(a: &str, b: &str) -> bool {
    let first = |name: &str| letters(name).split(' ').next().unwrap_or_default().to_owned();
    let (one, other) = (first(a), first(b));
    let (short, long) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
    let is_start = short.len() < long.len()
        && long.starts_with(&**short)
        && (short.len() == 1 || short.len() >= SHORT_FORM);
    (is_start || are_nicknames(&one, &other)) && one != other && have_one_last_name(a, b)
}

/// Returns whether two names have a word in common: the same, nearly the same, or a short form.
pub(super) fn share_a_word(a: &str, b: &str) -> bool {
    let (a, b) = (letters(a), letters(b));
    let is_shared = |one: &str, other: &str| {
        let are_long = one.len() > 1 && other.len() > 1;
        one == other || (are_long && (are_alike_words(one, other) || are_nicknames(one, other)))
    };
    a.split(' ').any(|one| b.split(' ').any(|other| is_shared(one, other)))
}

/// Returns whether two names end with the same word, after suffixes such as `Jr.`.
pub(super) fn have_one_last_name(a: &str, b: &str) -> bool {
    let last = |name: &str| {
        let words = letters(name);
        let mut words = words.split(' ').rev().filter(|word| !is_suffix(word));
        words.next().map(str::to_owned)
    };
    last(a) == last(b)
}

fn are_alike_words(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.chars().chain(b.chars()).any(char::is_numeric) {
        return false;
    }
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let (shorter, longer) = if a_length < b_length { (a, b) } else { (b, a) };
    let shortest = a_length.min(b_length);
    let is_short_form = longer.starts_with(shorter) && (shortest == 1 || shortest >= 3);
    is_short_form
        || (a_length.max(b_length) >= SHORTEST
            && strsim::normalized_damerau_levenshtein(a, b) >= NEAR_WORD)
}

/// Returns numbers for a name without accents: for the whole name, and for the name with each of
/// its letters left out. Two names that differ by one letter or by two swapped letters share one of
/// these. Two others do so only by a chance of one in 2⁶⁴. Texts would need much more memory.
pub(super) fn spellings(name: &str) -> BTreeSet<u64> {
    let name: Vec<char> = letters(name).chars().collect();
    let mut spellings = BTreeSet::from([digest(&name)]);
    if name.len() > SHORTEST && !name.iter().any(|c| c.is_numeric()) {
        let without = |skipped: usize| {
            let (before, after) = (&name[..skipped], &name[skipped + 1..]);
            digest(before.iter().chain(after))
        };
        spellings.extend((0..name.len()).map(without));
    }
    spellings
}

fn digest<'a>(letters: impl IntoIterator<Item = &'a char>) -> u64 {
    let mut hasher = DefaultHasher::new();
    letters.into_iter().for_each(|letter| letter.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_and_spellings_may_be_one_person() {
        for (a, b, expected) in [
            ("Liz Roy", "Elizabeth Roy", true),
            ("Mike Aubry", "Michael Aubry Jr.", true),
            ("Paco Díaz", "Francisco Díaz", true),
            ("Liz Roy", "Elizabeth Poe", false),
            ("Liz Roy", "Bo Roy", false),
            ("Ana De La Cruz", "Ana Delacruz", true),
            ("Oleksandr Koval", "Alexander Koval", true),
            ("Mohamed Ali Nur", "Muhammad Ali Noor", true),
            ("Ana Lee", "Eva Lee", false),
            ("Kaʻiulani Kahele", "Kai Kahele", true),
        ] {
            assert_eq!(may_be_one(a, b), expected, "{a}, {b}");
        }
    }

    #[test]
    fn names_are_alike_in_spelling_and_not_in_family() {
        for (a, b) in [
            ("Jon Smith", "John Smith"),
            ("José Núñez", "Jose Nunez"),
            ("Katherine Smith", "Kathryn Smith"),
            ("Jonathan Smith", "Jon Smith"),
            ("J. Smith", "John Smith"),
            ("Ximena Núñez", "Ximena Núñez Ortiz"),
            ("Lee Ann", "ANN LEE"),
        ] {
            assert!(are_alike(a, b), "{a}, {b}");
        }
        for (a, b) in [
            ("Ana Ruiz", "Eva Ruiz"),
            ("Luis Ruiz", "Carmen Ruiz"),
            ("Christina Smith", "Christopher Smith"),
            ("Ann1 Lee", "Ann2 Lee"),
            ("Ann Lee", "Bo Li"),
        ] {
            assert!(!are_alike(a, b), "{a}, {b}");
        }
    }
}
