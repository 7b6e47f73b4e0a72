//! What people type for an ʻokina, the Hawaiian letter: a quotation mark before a vowel at the
//! start of a name, as in `'Iolani`, and a backtick inside it, as in `Ka`ala`.

/// The ʻokina.
const OKINA: char = 'ʻ';

/// Marks that keyboards have in its place. A curly mark inside a name is close enough.
const AT_START: [char; 5] = ['\'', '‘', '’', '`', '´'];
const INSIDE: [char; 2] = ['`', '´'];

/// Returns a name with ʻokinas in place of the marks that people type for one, or `None` if it has
/// none of these. Two marks in one name are quotation marks.
pub(super) fn with_okina(name: &str) -> Option<String> {
    let marks = name.chars().filter(|c| AT_START.contains(c)).count();
    let mut changed = String::with_capacity(name.len());
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let starts = marks == 1 && before == ' ' && AT_START.contains(&c) && is_capital_vowel(next);
        let is_inside = INSIDE.contains(&c) && before.is_alphabetic() && next.is_alphabetic();
        changed.push(if starts || is_inside { OKINA } else { c });
        before = c;
    }
    (changed != name).then_some(changed)
}

fn is_capital_vowel(c: char) -> bool {
    matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Ā' | 'Ē' | 'Ī' | 'Ō' | 'Ū')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_stand_for_an_okina_are_known() {
        for (name, expected) in [
            ("'Iolani Kealoha", Some("ʻIolani Kealoha")),
            ("‘Iolani Kealoha", Some("ʻIolani Kealoha")),
            ("`Iolani Kealoha", Some("ʻIolani Kealoha")),
            ("Malia 'Aukai", Some("Malia ʻAukai")),
            ("Ka`ala Kealoha", Some("Kaʻala Kealoha")),
            ("Ka‘ala Kealoha", None),
            ("Bo 'Ike' Roy", None),
            ("'Tis Roy", None),
            ("Ana O'Neil", None),
            ("ʻIolani Kealoha", None),
        ] {
            assert_eq!(with_okina(name).as_deref(), expected, "{name}");
        }
    }
}
