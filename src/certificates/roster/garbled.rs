//! Text that was garbled before it came into the roster: saved in one encoding and opened in
//! another. Encoding it again in the wrong one often gives the letters back.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_8859_2, KOI8_R, MACINTOSH, SHIFT_JIS, UTF_8,
    WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
};

use unicode_normalization::UnicodeNormalization;

use super::finding;
use super::letters::{Fit, fit};
use super::names::excerpt;
use crate::diagnostic::{Code, Finding};

/// The encodings in which programs open text that has another.
const OPENED_AS: [&Encoding; 17] = [
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1254,
    MACINTOSH,
    ISO_8859_2,
    KOI8_R,
    WINDOWS_1253,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_874,
    SHIFT_JIS,
    GBK,
    BIG5,
    EUC_KR,
    EUC_JP,
];

/// The encodings, besides UTF-8, in which the text may have been saved.
const SAVED_AS: [&Encoding; 11] = [
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1254,
    MACINTOSH,
    ISO_8859_2,
    KOI8_R,
    SHIFT_JIS,
    GBK,
    BIG5,
    EUC_KR,
];

/// How many times in a row text may have been garbled.
const MAX_TIMES: usize = 3;

/// Cyrillic and Greek letters that look like Latin ones, and the apostrophe.
const LOOKALIKES: &str = "АВЕКМНОРСТХаеорсухіјѕЅІЈ\
                          ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο’";

/// Signs that no name has next to a letter.
const SIGNS: &str = "¤¦§©¬®°±²³¶¹¼½¾¿¡¢£¥\
                     ÷×ƒ‡‰€™√∑∏∫≈◊«»";

/// The points by which a repaired text must fit names better.
const BETTER: f64 = 3.0;

/// Reports text that was garbled, with the repaired form if there is one. `raw` is the text before
/// it was cleaned, because spaces can be parts of garbled letters.
pub(super) fn check_garbled(raw: &str) -> Option<Finding> {
    if raw.is_ascii() {
        return None;
    }
    let shown = excerpt(raw);
    let hint = "save the original list as \"CSV UTF-8\" or XLSX, or type the text again";
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
        let fit = fit(&repaired);
        let message = match fit.is_impossible || fit.points < 0.0 {
            true => format!("`{shown}` has garbled letters"),
            false => format!("`{shown}` has garbled letters; it may be `{}`", excerpt(&repaired)),
        };
        return Some(finding(Code::RosterGarbled, message, hint));
    }
    let part = garbled_part(raw)?;
    let message = format!("`{shown}` has garbled or missing letters: `{}`", excerpt(part));
    Some(finding(Code::RosterGarbled, message, hint))
}

/// Returns the text before it was garbled, if that can be found.
fn repair(garbled: &str) -> Option<String> {
    let mut text = garbled.to_owned();
    for _ in 0..MAX_TIMES {
        match repair_once(&text) {
            Some(better) => text = better,
            None => break,
        }
    }
    (text != garbled).then(|| text.trim().to_owned())
}

fn repair_once(text: &str) -> Option<String> {
    let now = fit(text);
    if (!now.is_impossible && now.points >= 0.0) || has_lookalikes(text) {
        return None;
    }
    let mut best: Option<(f64, String)> = None;
    for opened_as in OPENED_AS {
        let (bytes, _, is_lossy) = opened_as.encode(text);
        if is_lossy || bytes.is_ascii() {
            continue;
        }
        let saved_as = SAVED_AS.iter().filter(|saved_as| **saved_as != opened_as);
        for encoding in [UTF_8].iter().chain(saved_as) {
            let (repaired, is_wrong) = encoding.decode_without_bom_handling(&bytes);
            let points = fit(&repaired);
            if is_wrong || !is_better(&now, &points, *encoding == UTF_8) {
                continue;
            }
            // Few texts are valid UTF-8 by chance.
            let rating = points.points + if *encoding == UTF_8 { 1000.0 } else { 0.0 };
            if best.as_ref().is_none_or(|(best, _)| rating > *best) {
                best = Some((rating, repaired.into_owned()));
            }
        }
    }
    best.map(|(_, text)| text)
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
    others.all(|c| LOOKALIKES.contains(c))
}

/// Returns a part of the text that stands in no name.
fn garbled_part(text: &str) -> Option<&str> {
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
