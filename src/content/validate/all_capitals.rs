//! A whole sentence in capital letters.

use unicode_script::{Script, UnicodeScript};

use super::texts::TextContext;
use crate::diagnostic::{Code, Finding, shorten};

/// The minimum number of words in a row that make a sentence. Labels and lists of acronyms have
/// fewer.
const MIN_WORDS: usize = 4;

/// The minimum number of letters that make a sentence. Four acronyms have fewer.
const MIN_LETTERS: usize = 16;

/// The marks that end a sentence or a part of one.
const ENDS: [char; 6] = ['.', '!', '?', '…', ';', '։'];

pub(super) fn check(context: &TextContext) -> Option<Finding> {
    let mut sentences = context.text.split_inclusive(ENDS);
    let sentence = sentences.find(|sentence| {
        // Without a mark at its end, a text that all languages share may be a name.
        (!context.is_shared || sentence.ends_with(ENDS)) && is_in_capitals(sentence)
    })?;
    let message = format!("the sentence \"{}\" is in all capitals", shorten(sentence));
    let hint = "write it in sentence case: \"Please call us before Friday\"";
    Some(Finding::new(Code::AllCapitals, message).hint(hint))
}

/// Returns whether a sentence has no lower-case letters and is too long for a label.
fn is_in_capitals(sentence: &str) -> bool {
    let letters = sentence.chars().filter(|c| is_capital(*c)).count();
    let is_word = |word: &&str| word.chars().any(is_capital);
    let words = |clause: &str| clause.split_whitespace().filter(is_word).count();
    letters >= MIN_LETTERS
        && !sentence.chars().any(is_lower_case)
        && sentence.split([',', ':']).any(|clause| words(clause) >= MIN_WORDS)
}

/// Returns whether a letter is a capital. Cherokee is written in capitals throughout.
fn is_capital(letter: char) -> bool {
    letter.is_uppercase() && letter.script() != Script::Cherokee
}

/// Returns whether a letter is lower case. Ordinal marks such as º have no capital form.
fn is_lower_case(letter: char) -> bool {
    letter.is_lowercase() && letter.to_uppercase().ne([letter])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(text: &str) -> bool {
        check(&TextContext { text, field: "body", is_shared: false }).is_some()
    }

    #[test]
    fn sentences_in_capitals_are_reported_in_any_script() {
        assert!(reports("PLEASE CALL US BEFORE FRIDAY!"));
        assert!(reports("We are here. PLEASE CALL US BEFORE FRIDAY, OR WRITE. Thank you."));
        assert!(reports("LLÁMENOS ANTES DEL 1º DE MAYO"));
        assert!(reports("ПОЗВОНИТЕ НАМ ДО ПЯТНИЦЫ СЕГОДНЯ"));
        assert!(reports("ΚΑΛΕΣΤΕ ΜΑΣ ΠΡΙΝ ΤΗΝ ΠΑΡΑΣΚΕΥΗ"));
    }

    #[test]
    fn acronyms_names_and_labels_pass() {
        assert!(!reports("Ask for NDPS, SAMHSA, NAADAC or CCAR at the ND HHS office."));
        assert!(!reports("NDPS, SAMHSA, NAADAC, CCAR, AND MORE"));
        assert!(!reports("NOT YET VALID"));
        assert!(!reports("U.S. ND HHS CPSS"));
        assert!(!reports("2027-02-08 · 8:30–5:30"));
        assert!(!reports("اتصل بنا قبل يوم الجمعة من فضلك"));
        assert!(!reports("ᎠᏓᏅᏖᏗ ᎠᏂᏴᏫ ᏧᎾᏕᎶᏆᏍᏗ ᎠᏓᎨᏳᏗ"));
        let name = "NORTH DAKOTA DEPARTMENT OF HEALTH";
        assert!(check(&TextContext { text: name, field: "name", is_shared: true }).is_none());
    }
}
