//! Numbers as a sheet shows them. A number format can add to the meaning of a number: the unit of
//! hours (`0" min"`), the letters and leading zeros of an ID (`"P-"0000`), or a percent sign.

use std::iter::Peekable;
use std::str::Chars;

/// Numbers from here on are not exact, neither in the sheet nor here.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A part of a number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FormatPart {
    Literal(char),
    /// A place for a digit; without one, it shows a zero.
    Zero,
    /// A place for a digit; without one, it shows nothing.
    Digit,
    /// The number as it is typed, as `General` shows it.
    General,
    Point,
    Percent,
    /// A comma at the end, which shows thousandths of the number.
    Thousandth,
    /// The text of a cell with text.
    Text,
}

/// A section of a number format. Sections are for numbers of different sizes.
#[derive(Debug, Default)]
struct Section {
    /// The numbers that the section is for, as in `[<60]`.
    condition: Option<(String, f64)>,
    parts: Vec<FormatPart>,
    /// Whether the section says something that is not understood, such as a date or a fraction.
    is_other: bool,
}

/// What a sheet shows for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// The number alone, perhaps rounded.
    Number,
    /// The number with a unit, a sign, or other text. It is not rounded.
    Text(String),
    /// Nothing, or thousandths of the number.
    Misleading,
}

/// Returns whether a number is whole and too large to be exact.
pub(super) fn is_inexact(number: f64) -> bool {
    number.abs() >= MAX_EXACT
}

/// Returns what a sheet shows for a number with a format.
pub(super) fn shown_number(number: f64, format: &str) -> Shown {
    if format.eq_ignore_ascii_case("general") || !number.is_finite() {
        return Shown::Number;
    }
    let sections = parse(format);
    let Some((section, is_signed)) = section_for(number, &sections) else { return Shown::Number };
    if section.is_other {
        return Shown::Number;
    }
    let parts = &section.parts;
    let has = |part: FormatPart| parts.contains(&part);
    let is_place = |part: &FormatPart| {
        matches!(part, FormatPart::Zero | FormatPart::Digit | FormatPart::General)
    };
    let has_letters =
        parts.iter().any(|part| matches!(part, FormatPart::Literal(c) if c.is_alphanumeric()));
    if !parts.iter().any(is_place) && !has_letters {
        // Accounting formats show a dash for zero.
        return if number == 0.0 { Shown::Number } else { Shown::Misleading };
    }
    if has(FormatPart::Thousandth) {
        return if number == 0.0 { Shown::Number } else { Shown::Misleading };
    }
    let is_literal =
        |part: &FormatPart| matches!(part, FormatPart::Literal(c) if !c.is_whitespace());
    let whole_zeros = parts
        .iter()
        .take_while(|part| **part != FormatPart::Point)
        .filter(|part| **part == FormatPart::Zero)
        .count();
    let is_whole = number.fract() == 0.0;
    let has_leading_zeros = is_whole && whole_zeros > 1 && number >= 0.0;
    if !parts.iter().any(is_literal) && !has(FormatPart::Percent) && !has_leading_zeros {
        return Shown::Number;
    }
    // The section for negative numbers shows its own sign, usually as a literal.
    let shown = if is_signed { number } else { number.abs() };
    Shown::Text(fill(parts, shown))
}

/// Returns whether a format shows a time of day in twelve hours, as `h:mm AM/PM` does.
pub(super) fn is_time_of_day(format: &str) -> bool {
    let format = format.to_ascii_lowercase();
    format.contains("am/pm") || format.contains("a/p")
}

/// Returns what a sheet shows for text, if its format adds to the text.
pub(super) fn shown_text(text: &str, format: &str) -> Option<String> {
    if format == "@" || format.eq_ignore_ascii_case("general") {
        return None;
    }
    let sections = parse(format);
    let has_text = |section: &&Section| section.parts.contains(&FormatPart::Text);
    let section = sections.get(3).or_else(|| sections.iter().find(has_text))?;
    let shown: String = section
        .parts
        .iter()
        .map(|part| match part {
            FormatPart::Literal(c) => c.to_string(),
            FormatPart::Text => text.to_owned(),
            _ => String::new(),
        })
        .collect();
    (!section.is_other && shown.trim() != text.trim()).then_some(shown)
}

/// Returns the section for a number, and whether the number has its own sign in it.
fn section_for(number: f64, sections: &[Section]) -> Option<(&Section, bool)> {
    if sections.iter().take(2).any(|section| section.condition.is_some()) {
        let fits = |section: &&Section| match &section.condition {
            Some((sign, limit)) => match sign.as_str() {
                "<" => number < *limit,
                ">" => number > *limit,
                "<=" => number <= *limit,
                ">=" => number >= *limit,
                "<>" => number != *limit,
                _ => number == *limit,
            },
            None => true,
        };
        return sections.iter().take(3).find(fits).map(|section| (section, true));
    }
    let has_text = |section: &Section| section.parts.contains(&FormatPart::Text);
    let count = sections.iter().take(3).take_while(|section| !has_text(section)).count();
    match (count, number) {
        (0, _) => None,
        (2.., number) if number < 0.0 => Some((&sections[1], false)),
        (3.., 0.0) => Some((&sections[2], true)),
        _ => Some((&sections[0], true)),
    }
}

/// Parses the sections of a format.
fn parse(format: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ';' {
            sections.push(Section::default());
        } else if let Some(section) = sections.last_mut() {
            section.push(c, &mut chars);
        }
    }
    sections
}

impl Section {
    fn push(&mut self, c: char, chars: &mut Peekable<Chars<'_>>) {
        use FormatPart::*;
        match c {
            '"' => self.parts.extend(chars.by_ref().take_while(|c| *c != '"').map(Literal)),
            '\\' => self.parts.extend(chars.next().map(Literal)),
            // The space and the fill of the next character.
            '_' | '*' => drop(chars.next()),
            '0' => self.parts.push(Zero),
            '#' | '?' => self.parts.push(Digit),
            '.' => self.parts.push(Point),
            ',' => {
                let is_between = chars.peek().is_some_and(|next| "0#?".contains(*next));
                let is_after = matches!(self.parts.last(), Some(Zero | Digit | Thousandth));
                if is_after && !is_between {
                    self.parts.push(Thousandth);
                }
            }
            '%' => self.parts.push(Percent),
            '@' => self.parts.push(Text),
            '[' => self.push_bracket(&chars.by_ref().take_while(|c| *c != ']').collect::<String>()),
            '-' | '+' | '(' | ')' | ' ' | ':' | '$' | '!' | '&' | '~' | '\'' => {
                self.parts.push(Literal(c));
            }
            'G' | 'g'
                if "eneral"
                    .chars()
                    .all(|c| chars.next_if(|n| n.eq_ignore_ascii_case(&c)).is_some()) =>
            {
                self.parts.push(General);
            }
            c if !c.is_ascii() => self.parts.push(Literal(c)),
            _ => self.is_other = true,
        }
    }

    /// Adds what stands in brackets: a condition, a currency, or a color, which says nothing.
    fn push_bracket(&mut self, text: &str) {
        if let Some(currency) = text.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            self.parts.extend(sign.chars().map(FormatPart::Literal));
        } else if text.starts_with(['<', '>', '=']) {
            let (sign, limit) =
                text.split_at(text.find(|c| !"<>=".contains(c)).unwrap_or(text.len()));
            match limit.trim().parse() {
                Ok(limit) => self.condition = Some((sign.to_owned(), limit)),
                Err(_) => self.is_other = true,
            }
        } else if matches!(text.to_lowercase().trim_matches(['h', 'm', 's']), "") {
            self.is_other = true;
        }
    }
}

/// Puts a number into the places of a format, without rounding it.
fn fill(parts: &[FormatPart], number: f64) -> String {
    let has_percent = parts.contains(&FormatPart::Percent);
    let number = if has_percent { (number * 1e9).round() / 1e7 } else { number };
    let is_point = |part: &FormatPart| *part == FormatPart::Point;
    let end = parts.iter().position(is_point).unwrap_or(parts.len());
    let text = number.abs().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut digits: Vec<char> = whole.chars().filter(|_| whole != "0").collect();
    let is_place = |part: &FormatPart| {
        matches!(part, FormatPart::Zero | FormatPart::Digit | FormatPart::General)
    };
    let first = parts[..end].iter().position(is_place);
    let last = parts[..end].iter().rposition(is_place);
    let mut shown: Vec<char> = Vec::new();
    for (at, part) in parts.iter().enumerate().rev() {
        if Some(at) == last && !decimals.is_empty() {
            shown.extend(decimals.chars().rev());
            shown.push('.');
        }
        match part {
            FormatPart::Literal(c) => shown.push(*c),
            FormatPart::Percent => shown.push('%'),
            FormatPart::Zero if at < end => shown.push(digits.pop().unwrap_or('0')),
            FormatPart::Digit if at < end => shown.extend(digits.pop()),
            FormatPart::General if digits.is_empty() && decimals.is_empty() => shown.push('0'),
            _ => {}
        }
        // Digits without a place of their own stand before the others.
        if Some(at) == first {
            shown.extend(digits.drain(..).rev());
            shown.extend((number < 0.0).then_some('-'));
        }
    }
    shown.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (number, format, shown) in [
            (42.0, "\"P-\"0000", "P-0042"),
            (42.0, "00000", "00042"),
            (123_456_789.0, "000-00-0000", "123-45-6789"),
            (7.0, "000-00-0000", "000-00-0007"),
            (7_015_550_100.0, "(000) 000-0000", "(701) 555-0100"),
            (12.0, "\\N\\D-##", "ND-12"),
            (12_345.0, "\"#\"000", "#12345"),
            (40.0, "0\" hrs\"", "40 hrs"),
            (0.0, "\"P\"000;-0;@", "P000"),
            (24.0, "0.0\" min\"", "24 min"),
            (24.26, "0.0\" min\"", "24.26 min"),
            (0.5, "0.00\" h\"", "0.5 h"),
            (2400.0, "#,##0\" min\"", "2400 min"),
            (2400.0, "#,##0.00\\ \\m\\i\\n", "2400 min"),
            (24.0, "General\" min\"", "24 min"),
            (0.0, "General\" min\"", "0 min"),
            (-3.5, "0.0\" h\"", "-3.5 h"),
            (-3.0, "0\" h\";\"minus \"0\" h\"", "minus 3 h"),
            (24.0, "0%", "2400%"),
            (0.2, "0.00%", "20%"),
            (0.07, "0%", "7%"),
            (1.0, "[=1]0\" hour\";0\" hours\"", "1 hour"),
            (2.0, "[=1]0\" hour\";0\" hours\"", "2 hours"),
            (45.0, "[<60]0\" min\";0.0\" h\"", "45 min"),
            (1.0, "\"Yes\";;\"No\"", "Yes"),
            (0.0, "\"Yes\";;\"No\"", "No"),
            (24.0, "[Red]0\" absent\"", "24 absent"),
            (40.0, "0\" of 40\"", "40 of 40"),
            (24.0, "[$€-407]0.00", "€24"),
            (6.5, "0.0 \"時間\"", "6.5 時間"),
        ] {
            let expected = Shown::Text(shown.to_owned());
            assert_eq!(shown_number(number, format), expected, "{number} {format}");
        }
        for format in
            "General|0|0.00|#,##0|yyyy-mm-dd|[h]:mm|@|0.0E+0|# ?/?|_(* #,##0.00_)|[Blue]0.0"
                .split('|')
        {
            assert_eq!(shown_number(42.0, format), Shown::Number, "{format}");
        }
        for format in [";;;", "0,", "0.0,,", "-"] {
            assert_eq!(shown_number(42.0, format), Shown::Misleading, "{format}");
        }
        assert_eq!(shown_number(4.5, "00"), Shown::Number);
        assert_eq!(shown_number(0.0, "0;-0;;@"), Shown::Number);
        assert_eq!(shown_text("24", "@\" min\"").as_deref(), Some("24 min"));
        assert_eq!(shown_text("24", "0;0;0;\"absent\"").as_deref(), Some("absent"));
        assert_eq!(shown_text("24", "0;-0;;@"), None);
        assert_eq!(shown_text("24", "0.0"), None);
        assert!(is_inexact(1e16) && !is_inexact(123_456_789_012_345.0));
    }
}
