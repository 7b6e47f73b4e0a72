//! Hours and e-mail addresses as people write them.

use super::table::Cell;

/// More than any training has.
const MOST_HOURS: f64 = 1000.0;

/// The hours of a cell; none if it is blank. The error follows the value: "`abc` …".
pub(super) fn hours(cell: &Cell) -> Result<Option<f64>, String> {
    let value = match cell {
        _ if cell.is_blank() => return Ok(None),
        Cell::Number(number) | Cell::Span(number) => *number,
        Cell::Text(text) => hours_of(text)?,
        Cell::Date(_) => {
            return Err("is a date, not hours: the spreadsheet turned what was typed into a date"
                .to_owned());
        }
        _ => return Err("is not hours".to_owned()),
    };
    let rounded = (value * 3600.0).round() / 3600.0;
    match rounded {
        hours if !hours.is_finite() || hours > MOST_HOURS => {
            Err("is more hours than any training has".to_owned())
        }
        hours if hours < 0.0 => Err("is below zero".to_owned()),
        hours => Ok(Some(hours)),
    }
}

/// Reads `6`, `6.5`, `6,5`, `6½`, `6 h`, `6 horas`, `6:30`, `6 h 30 min`.
fn hours_of(text: &str) -> Result<f64, String> {
    let text = text.trim().to_lowercase();
    let unclear = || "is not hours: expected a number such as 6, 6.5 or 6:30".to_owned();
    let end =
        text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    let hours = number(whole).ok_or_else(|| match whole.split_once(',') {
        Some((_, thousandth)) if thousandth.len() == 3 => {
            "can be read in two ways: a comma may part thousands or fractions".to_owned()
        }
        _ => unclear(),
    })?;
    let rest = rest.trim();
    let (unit, minutes) = match rest.find(|c: char| c.is_ascii_digit()) {
        Some(at) => (
            rest[..at].trim(),
            Some(rest[at..].trim_end_matches(|c: char| c.is_alphabetic() || c == '.' || c == ' ')),
        ),
        None => (rest, None),
    };
    let fraction = match (unit, minutes) {
        (
            "" | "h" | "h." | "hr" | "hr." | "hrs" | "hrs." | "hour" | "hours" | "hora" | "horas",
            None,
        ) => 0.0,
        ("¼", None) => 0.25,
        ("½", None) => 0.5,
        ("¾", None) => 0.75,
        (":" | "h" | "hr" | "hrs", Some(minutes)) => clock_minutes(minutes).ok_or_else(unclear)?,
        _ => return Err(unclear()),
    };
    let is_whole = hours.fract() == 0.0 && whole.bytes().all(|byte| byte.is_ascii_digit());
    if fraction > 0.0 && !is_whole { Err(unclear()) } else { Ok(hours + fraction) }
}

/// `30` or `30:00`, in hours.
fn clock_minutes(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    let part = |text: &str| {
        text.parse::<u32>().ok().filter(|value| text.len() <= 2 && *value < 60).map(f64::from)
    };
    Some(part(minutes)? / 60.0 + part(seconds)? / 3600.0)
}

/// Digits with at most one point or comma; a comma before three digits may part thousands and is not read.
fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts_thousands = text.contains(',') && fraction.len() == 3;
    let ends_in_point = text.ends_with(['.', ',']);
    if !is_digits(whole)
        || !is_digits(fraction)
        || parts_thousands
        || ends_in_point
        || whole.len() + fraction.len() == 0
    {
        return None;
    }
    format!(
        "{}.{}",
        if whole.is_empty() { "0" } else { whole },
        if fraction.is_empty() { "0" } else { fraction }
    )
    .parse()
    .ok()
}

/// The address in a cell's text; none if it is blank. The error follows the value.
pub(super) fn email(text: &str) -> Result<Option<String>, String> {
    let bare =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    if bare.is_empty() {
        return Ok(None);
    }
    let address = match (bare.find('<'), bare.ends_with('>')) {
        (Some(at), true) => &bare[at + 1..bare.len() - 1],
        _ => bare,
    };
    let address = address
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("mailto:"))
        .map_or(address, |_| &address[7..]);
    if address.matches('@').count() > 1 {
        return Err("holds several e-mail addresses".to_owned());
    }
    if is_address(address) {
        Ok(Some(address.to_owned()))
    } else {
        Err("is not an e-mail address".to_owned())
    }
}

fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_name = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let dots =
        !name.is_empty() && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    text.len() <= 254
        && dots
        && name.chars().all(is_name)
        && host.contains('.')
        && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let read = |text: &str| hours(&Cell::text(text));
        for (text, value) in [
            ("6", 6.0),
            ("6.0", 6.0),
            ("6,0", 6.0),
            ("6,5", 6.5),
            (" 6.25 ", 6.25),
            ("6 h", 6.0),
            ("6h", 6.0),
            ("6 hrs.", 6.0),
            ("6 hours", 6.0),
            ("6 horas", 6.0),
            ("6:30", 6.5),
            ("06:30:00", 6.5),
            ("6h30", 6.5),
            ("6 h 30 min", 6.5),
            ("6½", 6.5),
            (".5", 0.5),
            ("40", 40.0),
            ("0", 0.0),
        ] {
            assert_eq!(read(text), Ok(Some(value)), "{text}");
        }
        for text in [
            "six",
            "6-7",
            "6/1",
            "1,000",
            "1.000,5",
            "6.",
            "6:75",
            "6:3:",
            "-6",
            "6 days",
            "NaN",
            "inf",
            "1e3",
            "6.5:30",
            "6 6",
            "1001",
            "99999999999999999999",
            "∞",
        ] {
            assert!(read(text).is_err(), "{text}: {:?}", read(text));
        }
        assert_eq!(read("  "), Ok(None));
        assert_eq!(hours(&Cell::Number(6.0)), Ok(Some(6.0)));
        assert!(
            hours(&Cell::Number(f64::NAN)).is_err()
                && hours(&Cell::Number(-1.0)).is_err()
                && hours(&Cell::Truth(true)).is_err()
        );
        assert!(hours(&Cell::Date("2026-01-06".into())).is_err());
    }

    #[test]
    fn addresses_are_read_as_spreadsheets_keep_them() {
        for (text, address) in [
            (" ann@example.org ", "ann@example.org"),
            ("mailto:ann@example.org", "ann@example.org"),
            ("Ann Lee <Ann.Lee@example.org>", "Ann.Lee@example.org"),
            ("o'brien+x@mail.example.org", "o'brien+x@mail.example.org"),
            ("josé@exámple.org", "josé@exámple.org"),
        ] {
            assert_eq!(email(text), Ok(Some(address.to_owned())), "{text}");
        }
        for text in [
            "ann",
            "ann@",
            "@example.org",
            "ann@example",
            "ann@example..org",
            "ann lee@example.org",
            "a@x.org; b@x.org",
            "a@x.org,b@x.org",
            "ann@example.org.",
            ".a@x.org",
        ] {
            assert!(email(text).is_err(), "{text}");
        }
        assert_eq!(email(" "), Ok(None));
    }
}
