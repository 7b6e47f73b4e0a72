//! What a formatter of ICU4X writes, with its parts.

use std::fmt;

use icu_datetime::parts;
use writeable::{Part, PartsWrite, Writeable};

/// What a formatter writes, with its parts.
#[derive(Default)]
pub(super) struct Written {
    pub(super) text: String,
    /// The start and end of each part.
    parts: Vec<(usize, usize, Part)>,
}

impl Written {
    pub(super) fn of(formatted: &impl Writeable) -> Self {
        let mut written = Self::default();
        // Writing to a string does not fail.
        let _ = formatted.write_to_parts(&mut written);
        written
    }

    /// The text of a part; empty if there is none.
    pub(super) fn part(&self, wanted: Part) -> String {
        let found = self.parts.iter().find(|(.., part)| *part == wanted);
        found.map(|(start, end, _)| self.text[*start..*end].to_owned()).unwrap_or_default()
    }

    /// The text with placeholders for its parts. `month` is the one for the month.
    pub(super) fn pattern(&self, month: &str) -> String {
        let is_12_hours = self.parts.iter().any(|(.., part)| *part == parts::DAY_PERIOD);
        let mut parts: Vec<_> = self
            .parts
            .iter()
            .filter_map(|(start, end, part)| {
                let name = match *part {
                    parts::DAY => "day",
                    parts::MONTH => month,
                    parts::YEAR => "year",
                    parts::WEEKDAY => "weekday",
                    parts::HOUR if is_12_hours => "hour12",
                    parts::HOUR => "hour24",
                    parts::MINUTE => "minute",
                    parts::DAY_PERIOD => "half",
                    _ => return None,
                };
                Some((*start, *end, format!("{{{name}}}")))
            })
            .collect();
        parts.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
        let mut pattern = self.text.clone();
        for (start, end, placeholder) in parts {
            pattern.replace_range(start..end, &placeholder);
        }
        pattern
    }
}

impl fmt::Write for Written {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

impl PartsWrite for Written {
    type SubPartsWrite = Self;

    fn with_part(
        &mut self,
        part: Part,
        mut write: impl FnMut(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        let start = self.text.len();
        write(self)?;
        self.parts.push((start, self.text.len(), part));
        Ok(())
    }
}
