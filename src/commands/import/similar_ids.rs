//! IDs that differ by a typo.

/// Words of an ID with fewer letters differ on purpose, such as `am` and `pm`.
const MIN_LETTERS: usize = 4;

/// Whether two IDs have the same numbers, and the same words except for a typo: `2027-08-boise`
/// and `2027-8-bosie`.
pub(super) fn has_similar_id(one: &str, other: &str) -> bool {
    let split = |id: &str| -> (Vec<u64>, Vec<String>) {
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            id.split(['-', '_', ' ']).partition(|part| part.parse::<u64>().is_ok());
        let numbers = numbers.iter().filter_map(|number| number.parse().ok()).collect();
        (numbers, words.iter().map(|word| word.to_lowercase()).collect())
    };
    let ((numbers, words), (other_numbers, other_words)) = (split(one), split(other));
    let is_near = |(word, other): (&String, &String)| {
        let is_long = word.chars().count() >= MIN_LETTERS;
        word == other || (is_long && strsim::damerau_levenshtein(word, other) <= 1)
    };
    let is_similar =
        words.len() == other_words.len() && words.iter().zip(&other_words).all(is_near);
    numbers == other_numbers && (is_similar || words.concat() == other_words.concat())
}
