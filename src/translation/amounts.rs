//! What a translation must keep of its numbers beside the digits: the currency, the percent sign, a
//! half, the word to send to a number, and which of two times is first.

use std::collections::BTreeSet;

use super::number_words::{is_known, language};
use super::numbers::{Number, normalized};
use super::tokens::NO_BREAK;

/// How the known languages say "percent".
const PERCENT: [(&str, &[&str]); 3] =
    [("en", &["percent", "per cent"]), ("es", &["por ciento"]), ("fr", &["pour cent"])];

/// How the known languages say that a half is added to a number.
const AND_A_HALF: [(&str, &[&str]); 3] =
    [("en", &["and a half"]), ("es", &["y media", "y medio"]), ("fr", &["et demi"])];

/// Half of an hour, and halves in digits.
const HALVES: [&str; 4] = ["½", ".5", ",5", "30"];

/// The most letters between a word to send and its number: ` to `, ` al número `.
const FARTHEST: usize = 12;

/// What is wrong with the amounts of a translation, to follow "the translation".
pub(super) fn fault(source: &str, target: &str, langs: (&str, &str)) -> Option<String> {
    money(source, target)
        .or_else(|| percent(source, target, langs))
        .or_else(|| half(source, target, langs))
        .or_else(|| keyword(source, target))
}

/// A number with a currency sign whose number in the source has none. Where the sign became a word,
/// nothing is compared.
fn money(source: &str, target: &str) -> Option<String> {
    let (was, is) = (priced(source), priced(target));
    let (lost, new) = (was.difference(&is).next()?, is.difference(&was).next()?);
    Some(format!("changes the amount `{lost}` to `{new}`"))
}

/// The numbers that stand beside a currency sign.
fn priced(text: &str) -> BTreeSet<String> {
    let is_digit = |c: &char| c.is_ascii_digit() || matches!(*c, '.' | ',' | ' ' | NO_BREAK);
    let number = |digits: String| {
        let bare = digits.trim_matches(|c: char| !c.is_ascii_digit());
        let value = normalized(bare);
        let whole = value.strip_suffix(".00").unwrap_or(&value).to_owned();
        (!whole.is_empty()).then_some(whole)
    };
    let signs = text.match_indices(is_currency_sign);
    let beside = signs.filter_map(|(at, sign)| {
        let after: String = text[at + sign.len()..].chars().take_while(is_digit).collect();
        number(after).or_else(|| {
            let before: String = text[..at].chars().rev().take_while(is_digit).collect();
            number(before.chars().rev().collect())
        })
    });
    beside.collect()
}

fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '\u{20a0}'..='\u{20c0}')
}

fn percent(source: &str, target: &str, langs: (&str, &str)) -> Option<String> {
    let has = |text: &str, lang| {
        text.contains(['%', '٪', '％'])
            || phrases(&PERCENT, lang).is_some_and(|it| has_any(text, it))
    };
    match (has(source, langs.0), has(target, langs.1)) {
        (true, false) if is_known(langs.1) => Some("has lost the percent sign".to_owned()),
        (false, true) if is_known(langs.0) => {
            Some("has a percent sign, which the source does not have".to_owned())
        }
        _ => None,
    }
}

fn half(source: &str, target: &str, langs: (&str, &str)) -> Option<String> {
    let (was, is) = (phrases(&AND_A_HALF, langs.0)?, phrases(&AND_A_HALF, langs.1)?);
    let said = |text: &str, phrases: &[&'static str]| {
        phrases.iter().find(|phrase| text.to_lowercase().contains(*phrase)).copied()
    };
    let has_half = |text: &str, phrases| has_any(text, phrases) || has_any(text, &HALVES);
    match (said(source, was), said(target, is)) {
        (Some(half), None) if !has_half(target, is) => Some(format!("has lost \"{half}\"")),
        (None, Some(half)) if !has_half(source, was) => {
            Some(format!("has \"{half}\", which the source does not have"))
        }
        _ => None,
    }
}

fn phrases<'a>(table: &[(&str, &'a [&'static str])], lang: &str) -> Option<&'a [&'static str]> {
    table.iter().find(|(known, _)| *known == language(lang)).map(|(_, phrases)| *phrases)
}

fn has_any(text: &str, phrases: &[&str]) -> bool {
    let text = text.to_lowercase();
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// The word that people send to a number, in capitals: "Text HOME to 741741".
fn keyword(source: &str, target: &str) -> Option<String> {
    let was = keywords(source);
    let is = keywords(target);
    let lost = was.iter().find(|(word, number)| {
        let stays = is.iter().any(|(other, to)| (other, to) == (word, number));
        // Some languages have the number first.
        let is_elsewhere = is.iter().any(|(other, to)| other == word || to == number);
        !stays && (is_elsewhere || !target.contains(*word))
    });
    lost.map(|(word, number)| format!("does not keep `{word}`, which is sent to `{number}`"))
}

/// Words in capitals, each with the short number after it.
fn keywords(text: &str) -> Vec<(&str, &str)> {
    let is_letter = |c: char| c.is_alphanumeric();
    let words = text.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let place = |word: &str| word.as_ptr().addr() - text.as_ptr().addr();
    let is_keyword = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    let is_short_code =
        |word: &&str| matches!(word.len(), 3 | 5 | 6) && word.bytes().all(|b| b.is_ascii_digit());
    let pairs = words.iter().enumerate().filter(|(_, word)| is_keyword(word));
    let with_number = pairs.filter_map(|(index, word)| {
        let end = place(word) + word.len();
        let near = words[index + 1..].iter().take_while(|next| place(next) - end <= FARTHEST);
        let mut numbers = near.filter(|next| is_short_code(next));
        numbers.next().map(|number| (*word, *number))
    });
    with_number.collect()
}

/// Two times of day that stand in another order than in the source: an end before its start.
pub(super) fn swapped_times(was: &[Number], is: &[Number]) -> Option<String> {
    let is_time = |number: &&Number| number.is_time();
    let (was, is): (Vec<&Number>, Vec<&Number>) =
        (was.iter().filter(is_time).collect(), is.iter().filter(is_time).collect());
    let (first, second) = was.iter().zip(was.iter().skip(1)).find(|(first, second)| {
        let places = [first, second].map(|time| is.iter().position(|other| time.is_same(other)));
        matches!(places, [Some(first), Some(second)] if second < first)
            && !first.is_same(second)
            && [first, second].iter().all(|time| count(time, &was) == 1 && count(time, &is) == 1)
    })?;
    Some(format!("has `{}` after `{}`", first.written, second.written))
}

fn count(time: &Number, all: &[&Number]) -> usize {
    all.iter().filter(|other| time.is_same(other)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stay_what_they_are() {
        for (lang, source, target, is_right) in [
            ("es", "$125.50 for 1,200 minutes", "$125,50 por 1200 minutos", true),
            ("es", "$125.50 for 1,200 minutes", "$1,200 por 125.50 minutos", false),
            ("es", "$40.00 for 40 hours", "40 $ US por 40 horas", true),
            ("es", "$40 for 30 hours", "40 dólares por 30 horas", true),
            ("es", "50% of the fee", "el 50 por ciento de la tarifa", true),
            ("es", "50% of the fee", "50 de la tarifa", false),
            ("es", "50 people", "50 % de las personas", false),
            ("ar", "50% of the fee", "50 من الرسوم", true),
            ("es", "Two hours", "Dos horas y media", false),
            ("es", "Two and a half hours", "Dos horas", false),
            ("es", "Two and a half hours", "Dos horas y media", true),
            ("es", "2.5 hours", "Dos horas y media", true),
            ("fr-CA", "Two and a half hours", "2 h 30", true),
            ("es", "Text HOME to 741741 or call 988", "Envíe HOME al 741741 o llame 988", true),
            ("es", "Text HOME to 741741 or call 988", "Envíe HOLA al 741741 o llame 988", false),
            ("es", "Text HOME to 741741 or call 988", "Envíe HOME al 988 o llame 741741", false),
            ("ja", "Text HOME to 741741", "741741にHOMEと送信", true),
        ] {
            let found = fault(source, target, ("en", lang));
            assert_eq!(found.is_none(), is_right, "{source} → {target}: {found:?}");
        }
    }
}
