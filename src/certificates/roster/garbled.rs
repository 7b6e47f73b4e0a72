//! Text that was garbled before it came into the roster: saved in one encoding and opened in
//! another. Encoding it again in the wrong one often gives the letters back.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GBK, ISO_8859_2, ISO_8859_15, KOI8_R, MACINTOSH, SHIFT_JIS, UTF_8,
    WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::encoding::TextEncoding;
use super::encoding::TextEncoding::{Dos, Web};
use super::entities::decode_entities;
use super::finding;
use super::letters::{Fit, fit, ratings};
use super::names::excerpt;
use crate::diagnostic::{Code, Finding};

/// The encodings, besides UTF-8, in which text is saved, and in which programs open text that has
/// another.
const ENCODINGS: [TextEncoding; 17] = [
    Web(WINDOWS_1252),
    Dos(850),
    Dos(437),
    Web(WINDOWS_1250),
    Web(WINDOWS_1251),
    Web(WINDOWS_1254),
    Web(MACINTOSH),
    Web(ISO_8859_2),
    Web(KOI8_R),
    Web(SHIFT_JIS),
    Web(GBK),
    Web(BIG5),
    Web(EUC_KR),
    Web(WINDOWS_1253),
    Web(WINDOWS_1255),
    Web(WINDOWS_1256),
    Dos(852),
];

/// More encodings in which programs open text. Lists are hardly ever saved in them.
const OPENED_ONLY: [TextEncoding; 4] =
    [Web(ISO_8859_15), Web(WINDOWS_1257), Web(WINDOWS_874), Web(EUC_JP)];

/// Encodings of neighbors, which have letters where the other has letters too.
const NEIGHBORS: [(TextEncoding, TextEncoding); 4] = [
    (Web(WINDOWS_1252), Web(WINDOWS_1250)),
    (Web(WINDOWS_1250), Web(WINDOWS_1252)),
    (Web(WINDOWS_1252), Web(WINDOWS_1254)),
    (Web(WINDOWS_1254), Web(WINDOWS_1252)),
];

/// How many times in a row text may have been garbled.
const MAX_TIMES: usize = 3;

/// Cyrillic and Greek letters that look like Latin ones, and the apostrophe.
const LOOKALIKES: &str = "АВЕКМНОРСТХаеорсухіјѕЅІЈ\
                          ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο’";

/// What stands before a capital inside a name.
const PREFIXES: [&str; 10] = ["Mc", "Mac", "De", "Di", "Du", "La", "Le", "Da", "Fitz", "Van"];

/// Signs that no name has next to a letter.
const SIGNS: &str = "¤¦§©¬®°±²³¶¹¼½¾¿¡¢£¥\
                     ÷×ƒ‡‰€™√∑∏∫≈◊«»";

/// The points by which a repaired text must fit names better.
const BETTER: f64 = 3.0;

/// The points by which each letter of a repaired text must fit better, on average, if the text
/// could stand as it is.
const BETTER_LETTER: f64 = 1.5;

/// The points by which one repaired text must fit better than another to be proposed.
const CLEAR: f64 = 1.0;

/// The points that make nearly sure of UTF-8, because few texts are valid by chance.
const UTF_8_BY_CHANCE: f64 = 1000.0;

/// Reports text that was garbled, with the repaired form if there is one. `raw` is the text before
/// it was cleaned, because spaces can be parts of garbled letters.
pub(super) fn check_garbled(raw: &str) -> Option<Finding> {
    let shown = excerpt(raw);
    let hint = "save the original list as \"CSV UTF-8\" or XLSX, or type the text again";
    if let Some(decoded) = decode_entities(raw) {
        let decoded = excerpt(&decoded);
        let message =
            format!("`{shown}` has letters coded as on a web page; it may be `{decoded}`");
        return Some(finding(Code::RosterGarbled, message, "type the text again"));
    }
    if raw.is_ascii() {
        return None;
    }
    if raw.contains('\u{fffd}') {
        let message = format!("`{shown}` has lost letters: `\u{fffd}`");
        return Some(finding(Code::RosterGarbled, message, hint));
    }
    if raw.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}')) {
        let usual: String = raw.nfkc().collect();
        let message =
            format!("`{shown}` has full-width letters; it may be `{}`", excerpt(usual.trim()));
        return Some(finding(Code::RosterGarbled, message, "type the text again"));
    }
    if let Some(repaired) = repair(raw) {
        // Letters that fit no better than before are not proposed.
        let fit = fit(&repaired.text);
        let is_proposed = repaired.is_clear && !fit.is_impossible && fit.points >= 0.0;
        let message = match is_proposed {
            false => format!("`{shown}` has garbled letters"),
            true => {
                let repaired = excerpt(&repaired.text);
                format!("`{shown}` has garbled letters; it may be `{repaired}`")
            }
        };
        return Some(finding(Code::RosterGarbled, message, hint));
    }
    let part = garbled_part(raw)?;
    let message = format!("`{shown}` has garbled or missing letters: `{}`", excerpt(part));
    Some(finding(Code::RosterGarbled, message, hint))
}

/// What a text was before it was garbled.
struct Repaired {
    text: String,
    /// Whether nothing else is about as likely.
    is_clear: bool,
}

/// Returns the text before it was garbled, if there is one likely form.
pub(super) fn repaired(garbled: &str) -> Option<String> {
    let repaired = if garbled.is_ascii() { None } else { repair(garbled) };
    repaired.filter(|repaired| repaired.is_clear).map(|repaired| repaired.text)
}

/// Returns the text before it was garbled, if that can be found.
fn repair(garbled: &str) -> Option<Repaired> {
    let mut text = garbled.to_owned();
    let mut is_clear = true;
    for _ in 0..MAX_TIMES {
        match repair_once(&text) {
            Some(better) => {
                text = better.text;
                is_clear &= better.is_clear;
            }
            None => break,
        }
    }
    (text != garbled).then(|| Repaired { text: text.trim().to_owned(), is_clear })
}

fn repair_once(text: &str) -> Option<Repaired> {
    let now = fit(text);
    if has_lookalikes(text) {
        return None;
    }
    let neighbor = if now.is_impossible { None } else { repair_neighbor(text) };
    if neighbor.is_some() || (!now.is_impossible && now.points >= 0.0) {
        return neighbor;
    }
    let mut found: Vec<(f64, String)> = Vec::new();
    for opened_as in ENCODINGS.into_iter().chain(OPENED_ONLY) {
        let Some(bytes) = opened_as.encode(text).filter(|bytes| !bytes.is_ascii()) else {
            continue;
        };
        let saved_as = ENCODINGS.iter().filter(|saved_as| **saved_as != opened_as);
        for page in [Web(UTF_8)].iter().chain(saved_as) {
            let is_utf_8 = *page == Web(UTF_8);
            let (repaired, is_wrong) = page.decode(&bytes);
            if is_wrong {
                continue;
            }
            let better = fit(&repaired);
            if is_better(&now, &better, is_utf_8) && keeps_capitals(text, &repaired, is_utf_8) {
                let sure = if is_utf_8 { UTF_8_BY_CHANCE } else { 0.0 };
                found.push((better.points + sure - small_starts(&repaired), repaired));
            }
        }
    }
    best_of(found)
}

/// Repairs a text that could stand as it is, with letters of a neighbor's encoding: `Peńa` for
/// `Peña`. Only the letters that change are compared.
fn repair_neighbor(text: &str) -> Option<Repaired> {
    let now = ratings(text);
    if now.iter().all(|points| *points > BETTER_LETTER) {
        return None;
    }
    let mut found: Vec<(f64, String)> = Vec::new();
    for (opened_as, saved_as) in NEIGHBORS {
        let Some(bytes) = opened_as.encode(text) else { continue };
        let (repaired, is_wrong) = saved_as.decode(&bytes);
        if is_wrong || repaired == text {
            continue;
        }
        let then = ratings(&repaired);
        let letters = text.chars().zip(repaired.chars()).filter(|(c, _)| !c.is_ascii());
        let changed: Vec<(f64, f64)> = letters
            .zip(now.iter().zip(&then))
            .filter_map(|((c, other), (now, then))| (c != other).then_some((*now, *then)))
            .collect();
        let count = changed.len() as f64;
        let gained: f64 = changed.iter().map(|(now, then)| then - now).sum();
        let is_usual = changed.iter().all(|(_, then)| *then >= 1.0);
        let is_same_length = now.len() == then.len();
        let has_ordinal = text.contains(['ª', 'º']);
        if is_same_length
            && !has_ordinal
            && is_usual
            && count > 0.0
            && gained / count >= BETTER_LETTER
            && keeps_capitals(text, &repaired, false)
        {
            found.push((gained, repaired));
        }
    }
    best_of(found)
}

/// Points lost by words that start with a small letter beyond ASCII, as few names do.
fn small_starts(text: &str) -> f64 {
    let is_small = |word: &&str| word.starts_with(|c: char| !c.is_ascii() && c.is_lowercase());
    2.0 * text.split(' ').filter(is_small).count() as f64
}

/// Returns the best of the repaired texts.
fn best_of(mut found: Vec<(f64, String)>) -> Option<Repaired> {
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let (best, text) = found.first()?.clone();
    let next = found.iter().find(|(_, other)| *other != text);
    Some(Repaired { text, is_clear: next.is_none_or(|(points, _)| best - points >= CLEAR) })
}

/// Returns whether a repaired text has no word that starts with a small letter where the garbled
/// one has a capital.
fn keeps_capitals(garbled: &str, repaired: &str, is_utf_8: bool) -> bool {
    let starts = |text: &str| -> Vec<Option<char>> {
        text.split(' ').map(|word| word.chars().next()).collect()
    };
    let (before, after) = (starts(garbled), starts(repaired));
    let is_lost = |(one, other): (&Option<char>, &Option<char>)| {
        one.is_some_and(char::is_uppercase) && other.is_some_and(char::is_lowercase)
    };
    is_utf_8 || !before.iter().zip(&after).any(is_lost)
}

fn is_better(now: &Fit, repaired: &Fit, is_utf_8: bool) -> bool {
    if is_utf_8 {
        // Text that was garbled twice is still impossible after one step.
        return repaired.points > now.points;
    }
    now.is_impossible && !repaired.is_impossible && repaired.points > now.points + BETTER
}

/// Returns whether the only letters beyond ASCII are Cyrillic or Greek ones that look like Latin
/// letters. They were typed, not garbled.
fn has_lookalikes(text: &str) -> bool {
    let mut others = text.chars().filter(|c| !c.is_ascii());
    // A soft hyphen is a mark that copying leaves.
    others.all(|c| LOOKALIKES.contains(c) || c == '\u{ad}')
}

/// Returns a part of the text that stands in no name.
fn garbled_part(text: &str) -> Option<&str> {
    let is_capital_inside = |word: &&str| {
        let pairs = word.chars().zip(word.chars().skip(1));
        let is_odd =
            |(before, c): (char, char)| before.is_lowercase() && c.is_uppercase() && !c.is_ascii();
        let is_prefixed = PREFIXES.iter().any(|prefix| word.starts_with(prefix));
        !is_prefixed && pairs.into_iter().any(is_odd)
    };
    // A mark on a letter without its dot was put together from two letters.
    if let Some(at) = text.find('ı')
        && text[at..].chars().nth(1).is_some_and(is_combining_mark)
    {
        return Some(text);
    }
    if let Some(word) = text.split([' ', '-']).find(is_capital_inside) {
        return Some(word);
    }
    let pairs = text.char_indices().zip(text.chars().skip(1));
    for ((at, first), second) in pairs {
        let is_shifted = "ÂÃÄÅÈâ".contains(first) && is_sign(second);
        let is_inside = |a: char, b: char| is_drawing(a) && b.is_alphabetic();
        if is_shifted || is_inside(first, second) || is_inside(second, first) {
            return text.get(at..at + first.len_utf8() + second.len_utf8());
        }
    }
    None
}

/// Returns whether a character is what Windows-1252 makes of the second byte of a letter in UTF-8,
/// except characters that are common in names.
fn is_sign(c: char) -> bool {
    const SHIFTED: &str = "€‚„…†‡ˆ‰‹›•–—˜™“”‘’žŸœ";
    ('\u{80}'..='\u{bf}').contains(&c) || SHIFTED.contains(c)
}

/// Returns whether a character is one that no name has next to a letter.
fn is_drawing(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}') || SIGNS.contains(c)
}
