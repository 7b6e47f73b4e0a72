//! What stands around a name in its cell: numbering, codes, digits, a status, credentials,
//! pronouns, or a second person. Most of it leaves a name that can be proposed.

use super::common_words::ORGANIZATIONS;
use super::headers::plain;
use super::labels::is_section;
use super::name_kinds::other_kind;
use super::name_notes::find_note;
use super::name_words::PRONOUNS;
use super::names::NameHabits;
use super::names::excerpt;
use super::oddities::is_suffix;
use super::okinas::with_okina;

/// The fewest letters of capitals without a vowel that are a credential.
const CREDENTIAL_LETTERS: usize = 3;

/// Last names of one letter.
const LETTERS_AS_NAMES: [&str; 4] = ["O", "U", "X", "Y"];

/// What is odd about a name, and the name without it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OddShape {
    /// The end of a sentence that starts with the name.
    pub(super) oddity: String,
    /// The name that is left, if it is clear.
    pub(super) name: Option<String>,
    /// Whether it says that the person did not come.
    pub(super) denies: bool,
}

/// Returns what stands around a name, or in it, that is not part of a name.
pub(super) fn find_shape(name: &str, habits: NameHabits) -> Option<OddShape> {
    let words: Vec<&str> = name.split(' ').collect();
    let folded: Vec<String> = words.iter().map(|word| plain(word)).collect();
    numbering(name)
        .or_else(|| escaped(name))
        .or_else(|| room_before(name))
        .or_else(|| odd("has a mark in place of an ʻokina (ʻ)".to_owned(), &with_okina(name)?))
        .or_else(|| organization(&words, &folded))
        .or_else(|| note_beside(&words, &folded))
        .or_else(|| if habits.may_have_digits { None } else { digits(&words) })
        .or_else(|| two_people(&words))
        .or_else(|| pronouns_after(&words))
        .or_else(|| credential_after(name, &words))
        .or_else(|| letter_for_last_name(&words))
        .or_else(|| {
            let (oddity, name) = other_kind(&words, habits.has_capitals)?;
            odd(oddity, &name)
        })
}

fn odd(oddity: String, name: &str) -> Option<OddShape> {
    let name = name.trim_matches([' ', ',', '-', '–', '.', ':']);
    let is_name = name.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    Some(OddShape { oddity, name: is_name.then(|| name.to_owned()), denies: false })
}

/// Finds a status, a role, or a place before or after a name.
fn note_beside(words: &[&str], folded: &[String]) -> Option<OddShape> {
    let note = find_note(words, folded)?;
    let has = if note.is_sure { "has" } else { "may have" };
    let oddity = format!("{has} a note {} the name: `{}`", note.place, excerpt(&note.text));
    Some(OddShape { denies: note.denies, ..odd(oddity, &note.name)? })
}

/// Finds a number before a name, as in `3) Bo Roy` and `2.Ana Roy`.
fn numbering(name: &str) -> Option<OddShape> {
    let bare = name.trim_start_matches(['(', '#', '[']);
    let is_mark = |c: char| matches!(c, ')' | '.' | ']' | ':' | '-' | ' ');
    let end = bare.find(|c: char| !c.is_ascii_digit())?;
    let rest = &bare[end..];
    if end == 0 || !rest.starts_with(is_mark) || !rest.contains(char::is_alphabetic) {
        return None;
    }
    let before = &name[..name.len() - rest.trim_start_matches(is_mark).len()];
    odd(
        format!("has a number before the name: `{}`", excerpt(before.trim())),
        rest.trim_start_matches(is_mark),
    )
}

/// Whether a word has digits that no name has. `A-12` may be a part of a name.
fn has_digit(word: &str) -> bool {
    let is_numbered = word.split_once('-').is_some_and(|(before, after)| {
        before.chars().all(char::is_alphabetic) && after.len() < 3 && after.parse::<u8>().is_ok()
    });
    word.contains(|c: char| c.is_ascii_digit()) && !is_suffix(word) && !is_numbered
}

/// Whether a word of a name has both letters and digits, as in `Ann Lee2`.
pub(super) fn has_digits_in_words(name: &str) -> bool {
    if !name.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut words = name.split(' ');
    words.any(|word| has_digit(word) && word.starts_with(char::is_alphabetic))
}

/// Finds digits in the words of a name: a code such as `LA001`, or digits at the end or inside.
fn digits(words: &[&str]) -> Option<OddShape> {
    let word = words.iter().find(|word| has_digit(word))?;
    let is_alone = words.len() == 1;
    let without = |kept: &dyn Fn(&&str) -> Option<String>| {
        words.iter().filter_map(kept).collect::<Vec<_>>().join(" ")
    };
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_at_end = bare.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'));
    let is_code = bare.chars().all(|c| c.is_uppercase() || c == '-') && word.len() - bare.len() > 1;
    if !is_alone && (is_code || !word.contains(char::is_alphabetic)) {
        let name = without(&|it| (it != word).then(|| (*it).to_owned()));
        return odd(format!("has a code or a number next to the name: `{}`", excerpt(word)), &name);
    }
    if is_at_end && !bare.is_empty() {
        let name = without(&|it| Some(if it == word { bare.to_owned() } else { (*it).to_owned() }));
        return odd(format!("has digits at the end of a word: `{}`", excerpt(word)), &name);
    }
    odd(format!("has a digit in a word: `{}`", excerpt(word)), "")
}

/// Finds the room of a meeting before a name, as in `Room 2 - Ana Roy`.
fn room_before(name: &str) -> Option<OddShape> {
    let (room, rest) = [" - ", " – ", ": "].iter().find_map(|mark| name.split_once(mark))?;
    let oddity = || format!("has a room or a group before the name: `{}`", excerpt(room));
    is_section(&plain(room)).then(|| odd(oddity(), rest))?
}

/// Finds letters that are written as in addresses of web pages, as in `Ren%C3%A9e`.
fn escaped(name: &str) -> Option<OddShape> {
    let is_escape = |at: usize| {
        let code = name.as_bytes().get(at + 1..at + 3);
        code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
    };
    if !name.match_indices('%').any(|(at, _)| is_escape(at)) {
        return None;
    }
    let decoded = percent_encoding::percent_decode_str(name).decode_utf8().ok();
    let decoded = decoded.filter(|text| !text.chars().any(char::is_control)).unwrap_or_default();
    odd("has letters as they are written in addresses of web pages".to_owned(), &decoded)
}

/// Finds a name that ends with a letter, as meeting tools shorten it: `Bo T.` All of `J. R.` is
/// initials, and some letters are whole last names.
fn letter_for_last_name(words: &[&str]) -> Option<OddShape> {
    let (last, before) = words.split_last()?;
    let is_initial = |word: &str| {
        let letter = word.strip_suffix('.').unwrap_or(word);
        letter.len() == 1 && letter.chars().all(|c| c.is_ascii_uppercase())
    };
    let are_bare = words.iter().all(|word| word.len() == 1 && is_initial(word));
    if are_bare && !before.is_empty() {
        return odd("has only initials".to_owned(), "");
    }
    let has_word = before.iter().any(|word| !is_initial(word));
    if !is_initial(last) || !has_word || is_suffix(last) || LETTERS_AS_NAMES.contains(last) {
        return None;
    }
    odd(format!("has a letter for its last name: `{}`", excerpt(last)), "")
}

/// Finds two people, as in `Ana y Bo Roy`. In `José Ortega y Gasset`, one last name has two parts.
fn two_people(words: &[&str]) -> Option<OddShape> {
    let last = words.len().checked_sub(1)?;
    let is_and = |at: usize| match words[at] {
        "and" | "und" | "et" | "&" | "+" | "And" | "AND" | "or" | "ou" | "oder" | "o" => {
            at > 0 && at < last
        }
        "y" | "e" | "i" | "Y" | "E" => (at == 1 && last > 2) || (at == 2 && last == 4),
        _ => false,
    };
    (0..words.len()).find(|at| is_and(*at) && words.len() > 2)?;
    odd("may be two people".to_owned(), "")
}

/// Finds pronouns after a name without brackets or a slash, as in `Ana they them`.
fn pronouns_after(words: &[&str]) -> Option<OddShape> {
    let is_pronoun = |word: &&&str| PRONOUNS.contains(**word);
    let count = words.iter().rev().take_while(is_pronoun).count();
    // With capitals, they may be names, as `Her` is.
    let is_capital = |word: &&&str| PRONOUNS.contains(&*plain(word));
    let capitals = words.iter().rev().take_while(is_capital).count();
    let count = if capitals + 2 <= words.len() { count.max(capitals) } else { count };
    let start = words.len() - count;
    if count < 2 || start == 0 {
        return None;
    }
    odd("has pronouns next to the name".to_owned(), &words[..start].join(" "))
}

/// Finds capitals without a vowel after a name in mixed case, as in `Ana Roy NRP`.
fn credential_after(name: &str, words: &[&str]) -> Option<OddShape> {
    let (last, before) = words.split_last()?;
    let letters = last.chars().filter(char::is_ascii_uppercase).count();
    let is_capitals = last.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '.' | '-' | '/'));
    let has_vowel = last.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
    let is_mixed = name.chars().any(char::is_lowercase);
    if before.len() < 2 || letters < CREDENTIAL_LETTERS || !is_capitals || has_vowel || !is_mixed {
        return None;
    }
    if is_suffix(last) {
        return None;
    }
    odd(format!("may have a credential after the name: `{}`", excerpt(last)), &before.join(" "))
}

/// Finds an organization, a group, or a program, as in `Acadian Ambulance Service`, `The Roy
/// Family`, and `Otter.ai`.
fn organization(words: &[&str], plain_words: &[String]) -> Option<OddShape> {
    let is_page = |word: &&str| {
        if !word.contains('.') {
            return false;
        }
        let folded = word.to_lowercase();
        let ends = [".ai", ".com", ".org", ".net", ".io", ".app", ".edu", ".gov"];
        ends.iter().any(|end| folded.len() > end.len() + 1 && folded.ends_with(end))
    };
    if words.iter().any(is_page) {
        return odd("looks like the name of a program or a web page".to_owned(), "");
    }
    let of = ["of", "for", "de", "del", "von", "do", "da"];
    let is_someone = |word: &str| {
        matches!(
            word,
            "guest"
                | "spouse"
                | "friend"
                | "substitute"
                | "replacement"
                | "invitado"
                | "invitada"
                | "invite"
                | "gast"
                | "convidado"
                | "ersatz"
                | "remplacant"
                | "remplacante"
        )
    };
    if words.len() > 2 && of.contains(&words[1]) && is_someone(&plain_words[0]) {
        return odd("is not the name of the person who came".to_owned(), "");
    }
    let is_group = |word: &String| ORGANIZATIONS.contains(&**word);
    let is_family = |word: &str| matches!(word, "The" | "the" | "Familia" | "Famille" | "Familie");
    if words.len() < 2 || !(plain_words[1..].iter().any(is_group) || is_family(words[0])) {
        return None;
    }
    odd("may be an organization or a group".to_owned(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_name_leaves_the_name() {
        let mut wrong = Vec::new();
        for (text, clean) in [
            ("3) Bo Roy", "Bo Roy"),
            ("2.Ana Roy", "Ana Roy"),
            ("(4) Ana Roy", "Ana Roy"),
            ("12 - Ana Roy", "Ana Roy"),
            ("Room 2 - Ana Roy", "Ana Roy"),
            ("Group B: Ana Roy", "Ana Roy"),
            ("Marisol Baca New Mexico", "Marisol Baca"),
            ("LA001 Ana Roy", "Ana Roy"),
            ("Ana Roy LA-001", "Ana Roy"),
            ("Ana Roy1", "Ana Roy"),
            ("Ana Roy 2", "Ana Roy"),
            ("Ana R0y", ""),
            ("Ana 0'Neil", ""),
            ("Ren%C3%A9e Roy", "Renée Roy"),
            ("Ana Roy CANCELLED", "Ana Roy"),
            ("Jay Doucet no show", "Jay Doucet"),
            ("Ana Roy left early", "Ana Roy"),
            ("Ana Roy deceased", "Ana Roy"),
            ("Ana Roy guest", "Ana Roy"),
            ("Luz Díaz no asistió", "Luz Díaz"),
            ("Zoé Roy annulée", "Zoé Roy"),
            ("Rui Sá faltou", "Rui Sá"),
            ("Uwe Ott abgesagt", "Uwe Ott"),
            ("Ana DROP", "Ana"),
            ("Ana y Bo Roy", ""),
            ("Ana Roy y Bo Roy", ""),
            ("Ana e Rui Sá", ""),
            ("Ana et Bo Roy", ""),
            ("Ana & Bo Roy", ""),
            ("Ana they them", "Ana"),
            ("Ana Roy she her hers", "Ana Roy"),
            ("Ana Roy NRP", "Ana Roy"),
            ("Acadian Ambulance Service", ""),
            ("The Roy Family", ""),
            ("Otter.ai", ""),
            ("Guest of Ana Roy", ""),
            ("Invité de Zoé Roy", ""),
            ("Read.ai meeting notes", ""),
        ] {
            let found =
                find_shape(text, NameHabits::default()).map(|shape| shape.name.unwrap_or_default());
            if found.as_deref() != Some(clean) {
                wrong.push(format!("{text}: {found:?}"));
            }
        }
        for name in [
            "Ana Roy",
            "X Æ A-12",
            "José Ortega y Gasset",
            "Santiago Ramón y Cajal",
            "Ramón y Cajal",
            "Ann Lee 3rd",
            "John Smith Jr.",
            "Bo NG",
            "J. R. Roy",
            "Mary Guest",
            "Ana Drop",
            "Cal Cancelled",
            "Maria del Pilar Concepcion Ruiz y Picasso Lopez",
            "Noam Barak-2",
            "Day Page",
            "Lisa Baja",
            "Ana Church",
            "María del Mar Díaz",
            "Vasco da Gama",
            "Jean-Luc d'Arc",
            "E. E. Poe",
            "Ana Roy Hall",
            "Ana Roy Washington",
        ] {
            if let Some(found) = find_shape(name, NameHabits::default()) {
                wrong.push(format!("{name}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
