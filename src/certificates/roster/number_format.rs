//! Whole numbers as a sheet shows them: IDs often get their letters and leading zeros from the
//! format of the cell, such as `"P-"0000`.

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
}

/// Returns whether a number is whole and too large to be exact.
pub(super) fn is_inexact(number: f64) -> bool {
    number.abs() >= MAX_EXACT
}

/// Returns the text that a sheet shows for a whole number, if its format adds letters, signs, or
/// leading zeros. Returns `None` if the number alone says as much.
pub(super) fn shown_number(number: f64, format: &str) -> Option<String> {
    if number.fract() != 0.0 || !(0.0..MAX_EXACT).contains(&number) {
        return None;
    }
    let parts = parse(format)?;
    let zeros = parts.iter().filter(|part| **part == FormatPart::Zero).count();
    let has_text = parts.iter().any(|part| matches!(part, FormatPart::Literal(c) if *c != ' '));
    (has_text || zeros > 1).then(|| fill(&parts, &(number as u64).to_string()))
}

/// Parses the first section of a format that only places digits and literal text. Other formats,
/// such as those of dates, thousands, and fractions, return `None`.
fn parse(format: &str) -> Option<Vec<FormatPart>> {
    let mut parts = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => parts.extend(chars.by_ref().take_while(|c| *c != '"').map(FormatPart::Literal)),
            '\\' => parts.push(FormatPart::Literal(chars.next()?)),
            // The space and the fill of the next character.
            '_' | '*' => drop(chars.next()),
            '0' => parts.push(FormatPart::Zero),
            '#' | '?' => parts.push(FormatPart::Digit),
            '-' | '+' | '(' | ')' | ' ' | ':' | '$' | '!' | '&' | '~' | '\'' => {
                parts.push(FormatPart::Literal(c));
            }
            _ => return None,
        }
    }
    parts.iter().any(|part| !matches!(part, FormatPart::Literal(_))).then_some(parts)
}

/// Puts digits into the places, the last one first. Digits without a place of their own stand
/// before the others.
fn fill(parts: &[FormatPart], digits: &str) -> String {
    let mut digits: Vec<char> = digits.chars().filter(|_| digits != "0").collect();
    let first = parts.iter().position(|part| !matches!(part, FormatPart::Literal(_)));
    let mut shown = Vec::new();
    for (at, part) in parts.iter().enumerate().rev() {
        match part {
            FormatPart::Literal(c) => shown.push(*c),
            FormatPart::Zero => shown.push(digits.pop().unwrap_or('0')),
            FormatPart::Digit => shown.extend(digits.pop()),
        }
        if Some(at) == first {
            shown.extend(digits.drain(..).rev());
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
        ] {
            assert_eq!(shown_number(number, format).as_deref(), Some(shown), "{format}");
        }
        for format in ["General", "0", "0.00", "#,##0", "yyyy-mm-dd", "[h]:mm", "0%", "@", "0.0E+0"]
        {
            assert_eq!(shown_number(42.0, format), None, "{format}");
        }
        assert_eq!(shown_number(4.5, "\"P-\"0000"), None);
        assert!(is_inexact(1e16) && !is_inexact(123_456_789_012_345.0));
    }
}
