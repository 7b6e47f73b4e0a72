//! Amounts of time as people and programs write them.

use super::table::Cell;
use super::unit::{Reading, Unit};

/// An amount of time in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Amount {
    /// A number without a unit, such as `40`, `40,0`, or `6½`.
    Number(f64),
    /// Two whole numbers with a colon, such as `40:00`: hours and minutes, or minutes and seconds.
    Clock(u32, u32),
    /// An amount that states its units, such as `40 hrs`, `1h 2m 3s`, or `1:02:03`, in hours.
    Hours(f64),
}

impl Amount {
    /// Returns the amount in hours, or `None` if its unit is not clear.
    pub(super) fn in_hours(self, reading: Reading) -> Option<f64> {
        match self {
            Amount::Hours(hours) => Some(hours),
            Amount::Number(number) => reading.number.map(|unit| unit.to_hours(number)),
            Amount::Clock(first, second) => {
                let number = f64::from(first) + f64::from(second) / 60.0;
                reading.clock.map(|unit| unit.to_hours(number))
            }
        }
    }
}

/// Parses the amount of time in a cell. Returns `None` if the cell holds something else.
pub(super) fn parse_amount(cell: &Cell) -> Option<Amount> {
    match cell {
        Cell::Number(number) => Some(Amount::Number(*number)),
        Cell::Duration(hours) => Some(clock_of(*hours).unwrap_or(Amount::Hours(*hours))),
        Cell::Text(text) => parse_text(text),
        _ => None,
    }
}

/// Returns the time of a workbook's cell as it looks without seconds. A spreadsheet program turns
/// both `40:00` of minutes and `40:00` of hours into 40 hours.
fn clock_of(hours: f64) -> Option<Amount> {
    let minutes = hours * 60.0;
    let is_whole = (0.0..1e6).contains(&minutes) && (minutes - minutes.round()).abs() < 1e-6;
    let minutes = minutes.round() as u32;
    is_whole.then_some(Amount::Clock(minutes / 60, minutes % 60))
}

/// What the words after a number say that it counts. Larger units come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TimePart {
    Hours,
    Minutes,
    Seconds,
}

/// The words for the parts of an amount.
const PART_WORDS: [(TimePart, &str); 3] = [
    (
        TimePart::Hours,
        "h hr hrs hs hour hours hora horas heure heures std stunde stunden ora ore godz godzina \
         godziny godzin giờ uur uren tim timmar timer час часа часов ч",
    ),
    (
        TimePart::Minutes,
        "m min mins mn minute minutes minuto minutos minuten minuti minuty minut phút minuter \
         minutter минут минуты мин",
    ),
    (
        TimePart::Seconds,
        "s sec secs second seconds seg segundo segundos sek sekunden seconde secondes secondi \
         sekundy sekund giây",
    ),
];

/// Words between the parts of an amount.
const JOINING_WORDS: [&str; 7] = ["and", "y", "e", "et", "und", "i", "en"];

impl TimePart {
    fn of(word: &str) -> Option<Self> {
        let has_word = |words: &str| words.split(' ').any(|known| known == word);
        PART_WORDS.iter().find(|(_, words)| has_word(words)).map(|(part, _)| *part)
    }

    fn unit(self) -> Unit {
        match self {
            TimePart::Hours => Unit::Hours,
            TimePart::Minutes => Unit::Minutes,
            TimePart::Seconds => Unit::Seconds,
        }
    }
}

/// A piece of the text of an amount.
#[derive(Debug, PartialEq)]
enum AmountToken {
    Number { value: f64, digits: usize, is_whole: bool },
    Part(TimePart),
}

/// Parses text such as `6`, `6.5`, `6,5`, `6½`, `6 h`, `6:30`, `6h30`, and `1 hr 5 min`.
fn parse_text(text: &str) -> Option<Amount> {
    let text = text.trim().to_lowercase();
    // The form of ISO 8601, such as `PT1H2M3S`.
    let text = text.strip_prefix("pt").unwrap_or(&text);
    if text.contains(':') {
        return parse_clock(text);
    }
    parse_parts(&tokens(text)?)
}

/// Parses `6:30`, `1:02:03`, and these with a unit after them.
fn parse_clock(text: &str) -> Option<Amount> {
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == ':')? + 1;
    let word = text[end..].trim().trim_end_matches('.');
    let numbers: Option<Vec<u32>> = text[..end].split(':').map(whole_number).collect();
    let is_below_60 = |number: &u32| *number < 60;
    let numbers = numbers.filter(|numbers| numbers[1..].iter().all(is_below_60))?;
    let has_two_digits = text[..end].split(':').skip(1).all(|part| part.len() == 2);
    let unit = if word.is_empty() { None } else { Some(TimePart::of(word)?) };
    match (numbers[..].as_ref(), unit) {
        _ if !has_two_digits => None,
        ([first, second], None) => Some(Amount::Clock(*first, *second)),
        ([first, second], Some(unit @ (TimePart::Hours | TimePart::Minutes))) => {
            let number = f64::from(*first) + f64::from(*second) / 60.0;
            Some(Amount::Hours(unit.unit().to_hours(number)))
        }
        ([hours, minutes, seconds], None | Some(TimePart::Hours)) => {
            let seconds = f64::from(*minutes) * 60.0 + f64::from(*seconds);
            Some(Amount::Hours(f64::from(*hours) + seconds / 3600.0))
        }
        _ => None,
    }
}

fn whole_number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Splits text into numbers and unit words. Returns `None` if it contains anything else.
fn tokens(text: &str) -> Option<Vec<AmountToken>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() || first == '.' || fraction(first).is_some() {
            let (token, after) = take_number(rest)?;
            tokens.push(token);
            rest = after;
        } else {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let word = &rest[..length];
            if tokens.is_empty() || !JOINING_WORDS.contains(&word) {
                tokens.push(AmountToken::Part(TimePart::of(word)?));
            }
            rest = &rest[length..];
            rest = rest.strip_prefix(['.', ',']).unwrap_or(rest);
        }
        rest = rest.trim_start();
    }
    Some(tokens)
}

/// Takes digits with at most one decimal point or comma, which digits must follow, and a fraction.
fn take_number(text: &str) -> Option<(AmountToken, &str)> {
    let is_other = |c: char| !c.is_ascii_digit() && c != '.' && c != ',';
    let (number, rest) = text.split_at(text.find(is_other).unwrap_or(text.len()));
    let (whole, decimals) = match number.split_once(['.', ',']) {
        Some((_, "")) => return None,
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (number, None),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !decimals.is_none_or(is_digits) || whole.len() > 12 {
        return None;
    }
    let after = rest.trim_start();
    let part = after.chars().next().and_then(fraction).filter(|_| decimals.is_none());
    let rest = part.map_or(rest, |_| &after['½'.len_utf8()..]);
    let value: f64 = format!("0{whole}.{}", decimals.unwrap_or("0")).parse().ok()?;
    let is_whole = decimals.is_none() && part.is_none();
    let value = value + part.unwrap_or(0.0);
    Some((AmountToken::Number { value, digits: whole.len(), is_whole }, rest))
}

fn fraction(c: char) -> Option<f64> {
    match c {
        '¼' => Some(0.25),
        '½' => Some(0.5),
        '¾' => Some(0.75),
        _ => None,
    }
}

/// Adds up numbers and their units, from the largest unit to the smallest.
fn parse_parts(tokens: &[AmountToken]) -> Option<Amount> {
    if let [AmountToken::Number { value, .. }] = tokens {
        return Some(Amount::Number(*value));
    }
    let mut hours = 0.0;
    let mut last: Option<TimePart> = None;
    for pair in tokens.chunks(2) {
        let [AmountToken::Number { value, digits, is_whole }, after @ ..] = pair else {
            return None;
        };
        let part = match (after, last) {
            ([AmountToken::Part(part)], _) => *part,
            // In `6h30`, the second number counts minutes.
            ([], Some(TimePart::Hours)) if *digits == 2 => TimePart::Minutes,
            _ => return None,
        };
        let is_alone = tokens.len() == 2;
        let is_in_order = last.is_none_or(|last| last < part && *value < 60.0);
        if !is_in_order || !(is_alone || *is_whole) {
            return None;
        }
        hours += part.unit().to_hours(*value);
        last = Some(part);
    }
    last.map(|_| Amount::Hours(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let minutes = |minutes: f64| Amount::Hours(minutes / 60.0);
        for (expected, texts) in [
            (Amount::Number(40.0), "40|40.0|40,0| 40 |040"),
            (Amount::Number(6.5), "6.5|6,5|6½|6 ½"),
            (Amount::Number(0.5), ".5|½|0,5"),
            (Amount::Clock(40, 0), "40:00"),
            (Amount::Clock(6, 30), "6:30|06:30"),
            (Amount::Hours(40.0), "40 hrs|40h|40 HOURS|40 horas|40:00 h|40:00:00|PT40H|40,0 hrs."),
            (Amount::Hours(6.5), "6.5 h|6½ h|6h30|6 h 30 min|6 hr 30 mins|6 horas y 30 minutos"),
            (minutes(62.0), "62 min|62 minutes|1h 2m 0s|1 hr 2 min|62m|1:02:00|62:00 min"),
            (Amount::Hours(1.0 + 123.0 / 3600.0), "1h 2m 3s|1:02:03|1 h, 2 min, 3 s|PT1H2M3S"),
            (minutes(0.5), "30s|30 sec|0m 30s|30 segundos"),
        ] {
            for text in texts.split('|') {
                assert_same(parse_text(text), expected, text);
            }
        }
        let others = "|six|6-7|6/1|6.|6:75|6:3:|6:3|-6|6 days|NaN|inf|1e3|6.5:30|6 6|∞|1d 2h|\
                      5 min 1 h|1 h 75 min|9:30 am|1.5 h 3 min|h|6 h 5|1:2:3|:30|6:|1.2.3|6 h 6 h";
        for text in others.split('|') {
            assert_eq!(parse_text(text), None, "{text}");
        }
    }

    fn assert_same(found: Option<Amount>, expected: Amount, text: &str) {
        let is_same = match (found, expected) {
            (Some(Amount::Hours(found)), Amount::Hours(expected)) => {
                (found - expected).abs() < 1e-9
            }
            _ => found == Some(expected),
        };
        assert!(is_same, "{text}: {found:?} is not {expected:?}");
    }

    #[test]
    fn times_of_workbooks_without_seconds_are_like_text_with_a_colon() {
        assert_eq!(parse_amount(&Cell::Duration(40.0)), Some(Amount::Clock(40, 0)));
        assert_eq!(parse_amount(&Cell::Duration(6.5)), Some(Amount::Clock(6, 30)));
        let with_seconds = 1.0 + 123.0 / 3600.0;
        assert_eq!(parse_amount(&Cell::Duration(with_seconds)), Some(Amount::Hours(with_seconds)));
    }
}
