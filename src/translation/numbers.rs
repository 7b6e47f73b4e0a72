//! The numbers of a text, and its times of day, in the forms in which languages write them.

use std::collections::BTreeSet;

use super::tokens::NO_BREAK;

/// A number, or a time of day, with the forms in which a language may write it: 5 p.m. is 5 or 17.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// As it is in the text.
    pub(super) written: String,
    /// Of a time, its hour.
    pub(super) forms: Vec<String>,
    pub(super) time: Option<Time>,
}

/// What a time of day has beside the forms of its hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    /// The minute, with two digits.
    minute: String,
    /// The hour from 0 to 23, if the text leaves no doubt: `5 p.m.` and `17 h`, but not `5:30`.
    hour: Option<u32>,
}

/// The minute of a full hour.
const FULL_HOUR: &str = "00";

/// Words that stand after a time and say the half of the day: 0 for the first, 12 for the second.
const HALVES: [(&str, u32); 14] = [
    ("am", 0),
    ("pm", 12),
    ("ص", 0),
    ("م", 12),
    ("صباحا", 0),
    ("صباحًا", 0),
    ("مساء", 12),
    ("مساءً", 12),
    ("matin", 0),
    ("soir", 12),
    ("mañana", 0),
    ("madrugada", 0),
    ("tarde", 12),
    ("noche", 12),
];

/// The most words from a time to a word of [`HALVES`]: "5 de la tarde".
const MOST_WORDS_TO_HALF: usize = 3;

/// What stands after an hour of the 24-hour clock.
const HOUR_SIGNS: [&str; 4] = ["h", "hrs", "hs", "uhr"];

impl Number {
    /// A word for a full hour, with the forms of the hour.
    pub(super) fn full_hour(word: &str, hours: &[&str]) -> Self {
        let hour = hours.first().and_then(|hour| hour.parse().ok());
        let forms = hours.iter().map(|hour| (*hour).to_owned()).collect();
        let time = Some(Time { minute: FULL_HOUR.to_owned(), hour });
        Self { written: word.to_owned(), forms, time }
    }

    /// Whether it is surely a time of day.
    pub(super) fn is_time(&self) -> bool {
        self.time.as_ref().is_some_and(|time| time.hour.is_some())
    }

    /// Whether it says the same without a doubt: `5` may be in the morning, `5 p.m.` is not.
    pub(super) fn is_clearly(&self, other: &Self) -> bool {
        let is_afternoon = self.time.as_ref().and_then(|time| time.hour).is_some_and(|it| it > 12);
        let may_be_morning = other.time.is_none()
            && matches!(&other.forms[..], [form]
            if form.parse().is_ok_and(|hour: u32| hour <= 12));
        !(is_afternoon && may_be_morning)
    }

    /// Whether two texts say the same number or time.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let has_form = || self.forms.iter().any(|form| other.forms.contains(form));
        match (&self.time, &other.time) {
            (Some(one), Some(two)) if one.minute != two.minute => false,
            (Some(Time { hour: Some(one), .. }), Some(Time { hour: Some(two), .. })) => one == two,
            (Some(time), None) | (None, Some(time)) => time.minute == FULL_HOUR && has_form(),
            _ => has_form(),
        }
    }

    /// Reads a time such as `5:30` on the 24-hour clock if neither it nor the end of its range says
    /// which half of the day is meant.
    pub(super) fn on_24_hour_clock(mut self) -> Self {
        if let (Some(time), [hour]) = (&mut self.time, &self.forms[..])
            && time.hour.is_none()
        {
            time.hour = hour.parse().ok();
        }
        self
    }

    /// How many of the numbers say the same. Some languages have a word between the hour and the
    /// minute of a time: "8 giờ 30". These are two numbers, and both have to be there.
    pub(super) fn count_in<'a>(&self, all: impl Iterator<Item = &'a Self> + Clone) -> usize {
        let same = all.clone().filter(|other| self.is_same(other)).count();
        let is_minute = |time: &Time, other: &Self| other.forms.contains(&time.minute);
        let has_form = |other: &Self| self.forms.iter().any(|form| other.forms.contains(form));
        let parts = match &self.time {
            Some(time) if time.minute != FULL_HOUR => {
                let loose = || all.clone().filter(|other| other.time.is_none());
                let minutes = loose().filter(|other| is_minute(time, other)).count();
                loose().filter(|other| has_form(other)).count().min(minutes)
            }
            Some(_) => 0,
            None => {
                let is_part = |other: &&Self| {
                    let time = other.time.as_ref().filter(|time| time.minute != FULL_HOUR);
                    time.is_some_and(|time| is_minute(time, self) || has_form(other))
                };
                all.clone().filter(is_part).count()
            }
        };
        same + parts
    }

    /// Whether texts may have it more often than their source: `988`, a year, and the numbers of
    /// "24 heures sur 24, 7 jours sur 7".
    pub(super) fn may_be_repeated(&self) -> bool {
        let is_long = self.time.is_none() && self.forms.iter().all(|form| form.len() > 2);
        is_long || self.forms.iter().any(|form| matches!(form.as_str(), "24" | "7"))
    }
}

/// Returns the numbers of a text, and adds those with letters to `codes`.
pub(super) fn read(text: &str, codes: &mut BTreeSet<String>) -> Vec<Number> {
    let text = with_joined_groups(text);
    let parts = parts(&text, codes);
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        at += 1;
        if !has_digit(part.bare) {
            continue;
        }
        let rest = &parts[at - 1..];
        let Some((mut time, used)) = time(rest) else {
            let mut plain = plain_numbers(part);
            add_half_of_range(&mut plain, &parts[at..]);
            numbers.extend(plain);
            continue;
        };
        at += used - 1;
        if time.time.as_ref().is_some_and(|time| time.hour.is_none()) {
            add_half_of_range(std::slice::from_mut(&mut time), &parts[at..]);
        }
        numbers.push(time);
    }
    numbers
}

/// A word, or a part of one between hyphens.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    /// With its punctuation.
    raw: &'a str,
    /// Without punctuation at its ends.
    bare: &'a str,
    is_negative: bool,
    /// Whether only spaces stand before it.
    is_after_space: bool,
}

impl Part<'_> {
    /// Its letters, in lowercase.
    fn letters(&self) -> String {
        self.bare
            .chars()
            .filter(|c| !c.is_numeric() && *c != '.')
            .flat_map(char::to_lowercase)
            .collect()
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn parts<'a>(text: &'a str, codes: &mut BTreeSet<String>) -> Vec<Part<'a>> {
    let signs = ".,:-−'’·٫٬\u{64b}";
    let is_part = |c: char| c.is_alphanumeric() || signs.contains(c) || c == NO_BREAK;
    let bare = |raw: &'a str| raw.trim_matches(|c: char| !c.is_alphanumeric());
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut end = 0;
    for word in text.split(|c| !is_part(c)).filter(|word| !word.is_empty()) {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let is_after_space = text[end..start].trim().is_empty();
        end = start + word.len();
        if has_digit(word) && is_code(bare(word)) {
            codes.insert(bare(word).to_owned());
            continue;
        }
        let follows_number = parts.last().is_some_and(|part| has_digit(part.bare));
        // Text from right to left may have the sign after the number.
        let is_negative = word.starts_with('−')
            || word.ends_with('−')
            || (word.starts_with('-') && has_digit(word) && !follows_number);
        let pieces = word.split(['-', '−']).filter(|piece| !piece.is_empty());
        parts.extend(pieces.enumerate().map(|(index, raw)| Part {
            raw,
            bare: bare(raw),
            is_negative: is_negative && index == 0,
            is_after_space: is_after_space && index == 0,
        }));
    }
    parts
}

/// Joins groups of digits that a no-break space separates: `1 200` is one number. Other no-break
/// spaces become spaces.
fn with_joined_groups(text: &str) -> String {
    let mut joined = String::new();
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_group = digits == 3 && joined.ends_with(|c: char| c.is_ascii_digit());
        joined.push(if c == NO_BREAK && !is_group { ' ' } else { c });
    }
    joined
}

/// Whether a number has letters that belong to it: `B12`, `COVID-19`, `1-800-QUIT`. Endings such as
/// in `1st` or `2.º` are words of a language.
fn is_code(word: &str) -> bool {
    let has_capitals = word.chars().any(|c| c.is_ascii_uppercase());
    let is_time = |word: &str| {
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        matches!(letters.as_str(), "AM" | "PM" | "H")
    };
    has_capitals && !is_time(word)
}

/// The time of day at the start, and the number of parts that it has: `5:30 p.m.`, `17 h 30`.
fn time(parts: &[Part<'_>]) -> Option<(Number, usize)> {
    let first = parts.first().filter(|part| !part.is_negative)?;
    let (hour_text, mut minute, rest) = hour_and_minute(first.bare)?;
    let hour: u32 = hour_text.parse().ok().filter(|hour| *hour <= 24)?;
    let mut used = 1;
    let (mut half, mut has_sign) = (None, rest == "h");
    match rest.as_str() {
        "" => {
            let next = parts.get(1).map(Part::letters).unwrap_or_default();
            has_sign = HOUR_SIGNS.contains(&next.as_str()) && parts[1].bare.len() == next.len();
            if has_sign {
                used = 2;
                let is_free = minute.is_none() && parts[1].raw == parts[1].bare;
                let is_close = |part: &&Part<'_>| part.is_after_space && is_minute(part.bare);
                if let Some(after) = parts.get(2).filter(|part| is_free && is_close(part)) {
                    (minute, used) = (Some(after.bare.to_owned()), 3);
                }
            }
        }
        "h" => {}
        letters => half = Some(half_of(letters)?),
    }
    if half.is_none()
        && let Some((found, words)) = parts.get(used..).and_then(half_after)
    {
        (half, used) = (Some(found), used + words);
    }
    let is_time = minute.is_some() || half.is_some() || has_sign;
    if !is_time || half.is_some() && !(1..=12).contains(&hour) {
        return None;
    }
    let of_day = match half {
        Some(half) => Some(hour % 12 + half),
        None => (has_sign || hour > 12 || hour == 0).then_some(hour % 24),
    };
    let mut forms = vec![hour.to_string()];
    forms.extend(of_day.map(|hour| hour.to_string()));
    let raw: Vec<&str> = parts[..used].iter().map(|part| part.raw).collect();
    let written = raw.join(" ").trim_end_matches([',', ':']).to_owned();
    let minute = minute.unwrap_or_else(|| FULL_HOUR.to_owned());
    Some((Number { written, forms, time: Some(Time { minute, hour: of_day }) }, used))
}

/// The hour and the minute of `5`, `5:30`, or `17h30`, and the letters after them.
fn hour_and_minute(text: &str) -> Option<(&str, Option<String>, String)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, rest) = text.split_at(digits);
    if !(1..=2).contains(&digits) {
        return None;
    }
    let with_minute = rest.strip_prefix([':', 'h', 'H']).filter(|rest| rest.len() >= 2);
    let minute = with_minute.and_then(|rest| rest.get(..2)).filter(|minute| is_minute(minute));
    let letters = match (with_minute, minute) {
        (Some(after), Some(_)) if rest.starts_with(':') => &after[2..],
        (Some(after), Some(_)) if after.len() == 2 => "h",
        (_, Some(_)) => return None,
        _ => rest,
    };
    let letters = letters.strip_prefix(":00").unwrap_or(letters).replace('.', "").to_lowercase();
    (!has_digit(&letters)).then(|| (hour, minute.map(str::to_owned), letters))
}

fn is_minute(text: &str) -> bool {
    text.len() == 2 && text.parse::<u32>().is_ok_and(|minute| minute < 60)
}

fn half_of(letters: &str) -> Option<u32> {
    let own = match letters {
        "a" => "am",
        "p" => "pm",
        _ => letters,
    };
    HALVES.iter().find(|(word, _)| *word == own).map(|(_, half)| *half)
}

/// The half of the day that the next words say, and how many words that takes: `p.m.`, `p. m.`, or
/// "de la tarde".
fn half_after(parts: &[Part<'_>]) -> Option<(u32, usize)> {
    let letters = |index: usize| parts.get(index).map(Part::letters).unwrap_or_default();
    if letters(1) == "m" && matches!(letters(0).as_str(), "a" | "p") {
        return half_of(&letters(0)).map(|half| (half, 2));
    }
    let afternoon =
        |index: &usize| letters(*index).ends_with("après") && letters(index + 1) == "midi";
    if let Some(index) = (0..MOST_WORDS_TO_HALF).find(afternoon) {
        return Some((12, index + 2));
    }
    let near = parts.iter().take(MOST_WORDS_TO_HALF).take_while(|part| !has_digit(part.bare));
    let words = near.map(Part::letters).enumerate();
    words.filter(|(_, word)| word.len() > 1).find_map(|(index, word)| {
        let is_next = index == 0 || !matches!(word.as_str(), "am" | "pm" | "م" | "ص");
        half_of(&word).filter(|_| is_next).map(|half| (half, index + 1))
    })
}

/// Adds the hour in the half of the day that stands after the end of a range: `2–4 p.m.`
fn add_half_of_range(numbers: &mut [Number], after: &[Part<'_>]) {
    let end = after.iter().take(2).position(|part| has_digit(part.bare));
    let time = end.and_then(|end| time(&after[end..]));
    let half = time.and_then(|(end, _)| end.time?.hour).map(|hour| hour / 12 * 12);
    let (Some(half), Some(number)) = (half, numbers.last_mut()) else { return };
    let hour = number.forms[0].parse::<u32>().ok().filter(|hour| (1..=12).contains(hour));
    number.forms.extend(hour.map(|hour| (hour % 12 + half).to_string()));
}

/// The numbers of a part that is not a time: `1,200`, or `30` and `2` of a longer one.
fn plain_numbers(part: &Part<'_>) -> Vec<Number> {
    let is_digit_part = |c: char| c.is_ascii_digit() || ".,'’·٫٬".contains(c) || c == NO_BREAK;
    let numbers = part.bare.split(|c| !is_digit_part(c));
    let numbers = numbers.map(|number| number.trim_matches(|c: char| !c.is_ascii_digit()));
    let sign = if part.is_negative { "−" } else { "" };
    let number = |(index, number): (usize, &str)| {
        let sign = if index == 0 { sign } else { "" };
        let forms = vec![format!("{sign}{}", normalized(number))];
        Number { written: format!("{sign}{number}"), forms, time: None }
    };
    // `9:00` says the same as `9`.
    let is_stated = |(index, part): &(usize, &str)| !(*index > 0 && *part == FULL_HOUR);
    numbers.filter(|part| !part.is_empty()).enumerate().filter(is_stated).map(number).collect()
}

/// A number without separators of groups, and with a point before its decimals. Leading zeros
/// stay, because codes have them.
pub(super) fn normalized(part: &str) -> String {
    let groups: Vec<&str> = part.split(|c: char| !c.is_ascii_digit()).collect();
    match groups.split_last() {
        Some((last, [first, middle @ ..]))
            if !(last.len() == 3 && first.len() <= 3 && middle.iter().all(|g| g.len() == 3)) =>
        {
            format!("{first}{}.{last}", middle.concat())
        }
        _ => groups.concat(),
    }
}
