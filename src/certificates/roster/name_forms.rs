//! The forms by which two spellings of one name are found without comparing every two names: the
//! same letters with other marks, apostrophes, spaces, hyphens, or capitals, or in another order.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::headers::plain;
use super::oddities::is_suffix;

/// The most words of a name of which each pair is a form.
const MAX_WORDS: usize = 6;

/// Returns a name in lower case, without accents, and with spaces for hyphens and periods.
/// Apostrophes and ʻokinas are left out, so that `Kaʻiulani` is one word.
pub(crate) fn letters(name: &str) -> String {
    if !name.contains(is_changed) {
        return plain(name);
    }
    let mut bare = String::with_capacity(name.len());
    for c in name.chars().filter(|c| !is_apostrophe(*c)) {
        match usual_letters(c) {
            Some(usual) => bare.push_str(usual),
            None => bare.push(c),
        }
    }
    plain(&bare)
}

fn is_changed(c: char) -> bool {
    is_apostrophe(c) || usual_letters(c).is_some()
}

/// Whether a character is an apostrophe, an ʻokina, or what people type for one.
pub(super) fn is_apostrophe(c: char) -> bool {
    const APOSTROPHES: &str = "'`´‘’‛′ʹʻʼʽʾʿˈ";
    APOSTROPHES.contains(c)
}

/// Returns what people type for a letter that has no accent to leave out.
fn usual_letters(c: char) -> Option<&'static str> {
    let usual = match c {
        'ł' | 'Ł' => "l",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        _ => return None,
    };
    Some(usual)
}

/// Visits the forms of a name: all its letters, and its words in the order of the alphabet. Two
/// names that share one differ only in marks, spaces, hyphens, capitals, or their order.
pub(crate) fn for_each_form(name: &str, visit: &mut dyn FnMut(&str)) {
    let letters = letters(name);
    visit(&letters.replace(' ', ""));
    let mut words: Vec<&str> = letters.split(' ').collect();
    if words.len() > 1 {
        words.sort_unstable();
        visit(&words.join(" "));
    }
}

/// Returns numbers for the forms of a name.
pub(super) fn forms(name: &str) -> Vec<u64> {
    let mut forms = Vec::with_capacity(2);
    for_each_form(name, &mut |form| forms.push(digest(form)));
    forms
}

/// Visits each two words of a name. Of two names with at least two words, of which one has more
/// than the other, both have one such pair.
pub(crate) fn for_each_pair(name: &str, visit: &mut dyn FnMut(&str)) {
    let letters = letters(name);
    let words: Vec<&str> = letters.split(' ').take(MAX_WORDS).collect();
    for (at, word) in words.iter().enumerate() {
        for other in &words[at + 1..] {
            visit(&format!("{word} {other}"));
        }
    }
}

/// Returns whether one of two names has all words of the other and more, such as a middle name, or
/// has the initial of a middle name. `Jr.` and its like tell a father from a son.
pub(crate) fn has_name_more(a: &str, b: &str) -> bool {
    let (a, b) = (letters(a), letters(b));
    let words = |name| -> Vec<String> {
        let words = str::split(name, ' ');
        words.filter(|word| !is_suffix(word)).map(str::to_owned).collect()
    };
    let (mut short, mut long) = (words(&a), words(&b));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    if short.len() < 2 {
        return false;
    }
    if short.len() < long.len() {
        return short.iter().all(|word| long.contains(word));
    }
    let is_initial = |(one, other): (&String, &String)| {
        one == other
            || (one.len() == 1 && other.starts_with(one.as_str()))
            || (other.len() == 1 && one.starts_with(other.as_str()))
    };
    let last = short.len() - 1;
    last > 1
        && short != long
        && (short[0] == long[0] && short[last] == long[last])
        && short.iter().zip(&long).all(is_initial)
}

/// Returns a number for a form. Two forms have the same one only by a chance of one in 2⁶⁴.
pub(crate) fn digest(form: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    form.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(name: &str) -> Vec<String> {
        let mut forms = Vec::new();
        for_each_form(name, &mut |form| forms.push(form.to_owned()));
        forms
    }

    #[test]
    fn spellings_of_one_name_share_a_form() {
        for (a, b, expected) in [
            ("Kaʻiulani Māhoe", "Kaiulani Mahoe", true),
            ("Ka‘iulani Māhoe", "Ka'iulani MAHOE", true),
            ("Jo Ann Lee", "Joann Lee", true),
            ("Keoni Santos-Pacheco", "Keoni Santos Pacheco", true),
            ("Kaʻiulani Kahele", "Kahele Kaiulani", true),
            ("Łukasz Groß", "Lukasz Gross", true),
            ("Ana Ruiz", "Eva Ruiz", false),
            ("Mario Ruiz", "Maria Ruiz", false),
        ] {
            let theirs = texts(b);
            assert_eq!(texts(a).iter().any(|it| theirs.contains(it)), expected, "{a}, {b}");
        }
    }

    #[test]
    fn a_middle_name_may_be_left_out_and_a_suffix_may_not() {
        for (a, b, expected) in [
            ("Setsuko Nakamura", "Setsuko Grace Nakamura", true),
            ("Setsuko G. Nakamura", "Setsuko Grace Nakamura", true),
            ("Ximena Núñez Ortiz", "Ximena Nunez", true),
            ("Keoni Kealoha Jr.", "Keoni Kealoha", false),
            ("Ana Grace Lee", "Ana Rose Lee", false),
            ("Ana", "Ana Lee", false),
        ] {
            assert_eq!(has_name_more(a, b), expected, "{a}, {b}");
        }
    }
}
