//! Reads the name of a row, from one column or from its parts.

use super::attendance_values::is_other_role;
use super::finding;
use super::headers::plain;
use super::mapping::Field;
use super::name_order::{self, Order, has_comma};
use super::name_words::sounds_like_name;
use super::names::{self, excerpt};
use super::not_people;
use super::oddities::{is_degree_list, is_device, keep_hint};
use super::part_words::is_family_first;
use super::repeated_parts::repeated_part;
use super::row::RowReader;
use super::table::Cell;
use crate::diagnostic::Code;

impl RowReader<'_> {
    pub(super) fn name(&mut self) -> String {
        let corrected = self.name_part(&Field::CorrectedName);
        if let Some(name) = &corrected {
            self.doubt_correction(name);
            return self.check_name(&Field::CorrectedName, corrected);
        }
        if self.roster.mapping.has(&Field::LastFirst) {
            return self.last_first();
        }
        if !self.roster.mapping.has(&Field::FirstName) {
            let name = self.whole_name();
            return self.check_name(&Field::Name, name);
        }
        let mut parts = Field::NAME_PARTS.map(|field| self.name_part(&field));
        parts[0] = self.name_part(&Field::PreferredFirstName).or(parts[0].take());
        let missing = match (&parts[0], &parts[2].as_ref().or(parts[3].as_ref())) {
            (None, Some(last)) => Some((Field::FirstName, last.to_string(), "last")),
            (Some(first), None) => Some((Field::LastName, first.clone(), "first")),
            _ => None,
        };
        let with_fields = Field::NAME_PARTS.iter().zip(&parts);
        let mut filled = with_fields.filter_map(|(field, part)| Some((field, part.as_ref()?)));
        let header =
            |field: &Field| plain(&self.roster.mapping.header_of(field).unwrap_or_default());
        let is_missing = |field: &Field, part: &str| {
            not_people::is_placeholder(part)
                || plain(part) == header(field)
                || (part.contains(' ') && sounds_like_name(part))
        };
        if let Some((field, part)) = filled.find(|(field, part)| is_missing(field, part)) {
            let message = format!("`{}` stands for a missing part of the name", excerpt(part));
            let name = parts.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
            let hint = keep_hint("empty the cell", &name);
            self.doubts.push((field.clone(), finding(Code::RosterOddName, message, hint)));
        }
        if let Some((field, one, present)) = missing.filter(|_| self.has_no_errors()) {
            let message = format!("`{}` is only a {present} name", excerpt(&one));
            let hint = keep_hint("add the other name", &one);
            self.doubts.push((field, finding(Code::RosterOddName, message, hint)));
        }
        let whole = parts.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        self.doubts.extend(repeated_part(&parts, &whole));
        self.check_parts(&parts)
    }

    /// Puts the parts of a name together and checks the name. What is odd about one part is
    /// reported in its column.
    fn check_parts(&mut self, parts: &[Option<String>; 5]) -> String {
        let last_header = self.roster.mapping.header_of(&Field::LastName).unwrap_or_default();
        let [first, middle, last, second, suffix] = parts;
        let in_order = match is_family_first(&last_header) {
            true => [last, second, middle, first, suffix],
            false => [first, middle, last, second, suffix],
        };
        let name: Vec<&str> = in_order.into_iter().flatten().map(String::as_str).collect();
        let name = Some(name.join(" ")).filter(|name| !name.is_empty());
        let before = self.doubts.len();
        let name = self.check_name(&Field::LastName, name);
        for (field, finding) in &mut self.doubts[before..] {
            // The odd word is quoted last.
            let odd = finding.message.rsplit('`').nth(1).unwrap_or_default();
            let has_odd =
                |part: &Option<String>| part.iter().any(|it| it.split(' ').any(|it| it == odd));
            if let Some(at) = parts.iter().position(has_odd) {
                *field = Field::NAME_PARTS[at].clone();
            }
        }
        name
    }

    /// Reads a name whose last names come first, as its header says, without a comma.
    fn without_comma(&mut self, text: &str) -> String {
        let field = Field::LastFirst;
        let order = self.context.order;
        if let Some(name) = name_order::order_in_capitals(text) {
            return self.check_name(&field, Some(name));
        }
        if order == Order::Asked || self.is_right(text) {
            return text.to_owned();
        }
        if order == Order::NeedsComma {
            self.report(Some(&field), name_order::missing_comma(text));
            return text.to_owned();
        }
        if let Some(name) = name_order::turned(text) {
            return self.check_name(&field, Some(name));
        }
        let message = format!("it is not clear where the last names in `{}` end", excerpt(text));
        let hint = keep_hint("write a comma after the last names, as in `Lee Ruiz, Ann`", text);
        self.report(Some(&field), finding(Code::RosterName, message, hint));
        text.to_owned()
    }

    /// Returns the whole name with a second last name and a suffix from columns of their own, if
    /// the name does not have them.
    fn whole_name(&mut self) -> Option<String> {
        let name = self.name_part(&Field::Name)?;
        let mut name = self.without_original_name(name);
        for field in [Field::SecondLastName, Field::Suffix] {
            let Some(part) = self.name_part(&field) else { continue };
            let words = plain(&name);
            let is_known = |word: &str| words.split(' ').any(|known| known == word);
            if !plain(&part).split(' ').all(is_known) {
                name = format!("{name} {part}");
            }
        }
        Some(name)
    }

    /// Returns a name without the original name in brackets, which a meeting tool writes after the
    /// name of a person who was renamed, if it only repeats the name.
    fn without_original_name(&mut self, text: String) -> String {
        let header = self.roster.mapping.header_of(&Field::Name).unwrap_or_default();
        let is_original = |word: &str| matches!(word, "original" | "origine");
        let parts = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
        let Some((name, original)) = parts.map(|(name, rest)| (name.trim(), rest.trim())) else {
            return text;
        };
        let has_pronouns = original.contains('/');
        if !plain(&header).split(' ').any(is_original) || name.is_empty() || has_pronouns {
            return text;
        }
        let words = plain(name);
        let is_known = |word: &str| words.split(' ').any(|known| known == word);
        if is_other_role(&plain(original)) && !self.is_right(name) {
            let (name, role) = (excerpt(name), excerpt(original));
            let message = format!("`{name}` has a role in brackets: `{role}`");
            let fix =
                format!("delete the row if the person only ran the meeting, or write `{name}`");
            self.report(
                Some(&Field::Name),
                finding(Code::RosterOddName, message, keep_hint(&fix, &name)),
            );
            return name;
        }
        if !self.is_right(&text)
            && !self.is_right(name)
            && !plain(original).split(' ').all(is_known)
        {
            let (name, original) = (excerpt(name), excerpt(original));
            let message = format!("`{name}` has another original name: `{original}`");
            let is_device = original
                .split(' ')
                .any(|word| is_device(word) || !word.contains(char::is_alphabetic));
            let fix = match is_device {
                true => format!("write only `{name}`"),
                false => format!("write the right one, `{name}` or `{original}`, alone"),
            };
            let hint = keep_hint(&fix, &name);
            self.report(Some(&Field::Name), finding(Code::RosterOddName, message, hint));
        }
        match self.is_right(&text) {
            true => text,
            false => name.to_owned(),
        }
    }

    fn has_no_errors(&self) -> bool {
        self.reasons.is_empty() && self.doubts.iter().all(|(_, finding)| !finding.is_error())
    }

    /// Returns the text of a column for names. Numbers and dates are not names.
    pub(super) fn name_part(&mut self, field: &Field) -> Option<String> {
        let cell = self.cell(field);
        let kind = match cell {
            Cell::Number(_) | Cell::Duration(_) => "a number",
            Cell::Bool(_) => "a true or false value",
            Cell::Date(_) => "a date",
            _ => return self.text(field),
        };
        let message = format!("`{}` is {kind}, not a name", cell.shown());
        self.report(Some(field), names::not_a_name(&message));
        None
    }

    fn last_first(&mut self) -> String {
        let field = Field::LastFirst;
        let Some(text) = self.name_part(&field) else { return self.check_name(&field, None) };
        if let Some(name) = names::first_last(&text) {
            let is_cased = text.chars().any(|c| c.is_lowercase() || c.is_uppercase());
            let lacks_comma = !has_comma(&text) && self.context.order == Order::NeedsComma;
            if lacks_comma && is_cased && !self.is_right(&text) {
                self.report(Some(&field), name_order::missing_comma(&text));
                return text;
            }
            return self.check_name(&field, Some(name));
        }
        let header = self.roster.mapping.header_of(&field).unwrap_or_default();
        if !has_comma(&header) && !has_comma(&text) {
            return self.without_comma(&text);
        }
        let (last, first) = text.split_once(',').unwrap_or(("", &text));
        let turned = format!("{} {}", first.trim(), last.trim()).trim().to_owned();
        if !self.is_right(&turned) {
            let message = match is_degree_list(first.trim(), last) {
                true => format!("`{}` has a degree after the comma, not a name", excerpt(&text)),
                false => format!("`{}` does not have the form `Last, First`", excerpt(&text)),
            };
            let hint = keep_hint("write `Last, First`, such as `Lee, Ann`", &turned);
            self.report(Some(&field), finding(Code::RosterName, message, hint));
            return turned;
        }
        self.check_name(&field, Some(turned))
    }

    fn check_name(&mut self, field: &Field, name: Option<String>) -> String {
        let finding = match &name {
            Some(name) => match names::check_name(name, self.context.habits) {
                Some(error) if error.is_error() => Some(error),
                other => self.context.data_names.check(name).or(other),
            },
            // A cell with an error was already reported.
            None if !self.has_no_errors() => None,
            None => {
                let hint = "add the name, or delete the row";
                let missing = finding(Code::RosterName, "the row has no name", hint);
                self.report(Some(field), missing);
                None
            }
        };
        // What is odd about a garbled name goes with its letters.
        if self.has_no_errors() {
            self.doubts.extend(finding.map(|finding| (field.clone(), finding)));
        }
        name.unwrap_or_default()
    }
}
