//! What a person orders from a print shop: how many copies, and how many more the shop may deliver.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use crate::error::Error;
use crate::nearest;

/// The most copies that can be ordered or recorded.
pub(crate) const MAX_COPIES: u32 = 10_000_000;

/// The most that a shop may deliver beyond the order, in percent of it.
const MOST_PERCENT: f64 = 100.0;

/// What is packed, and how many copies are to be printed.
#[derive(Debug, Clone)]
pub(crate) struct PrintOrder {
    pub copies: Copies,
    /// How many copies beyond the order the shop may print and charge for.
    pub over: Option<Over>,
    /// Whether to pack files that are not fit to print. The job ticket is then marked as a draft.
    pub draft: bool,
}

/// A number of copies, of each language or of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// The language code; `None` for all languages that no other quantity names.
    pub lang: Option<String>,
    pub copies: u32,
}

impl Quantity {
    /// Parses `500`, or `en=500`.
    ///
    /// # Errors
    /// What is expected instead.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (lang, number) = match text.split_once('=') {
            Some((lang, number)) => (Some(lang.trim().to_owned()), number),
            None => (None, text),
        };
        let copies = number.trim().parse().ok().filter(|copies| (1..=MAX_COPIES).contains(copies));
        let is_named = lang.as_ref().is_none_or(|lang| !lang.is_empty());
        copies.filter(|_| is_named).map(|copies| Self { lang, copies }).ok_or_else(|| {
            format!(
                "expected a number from 1 to {MAX_COPIES}, or one for a language, such as `en=500`"
            )
        })
    }
}

/// The number of copies of each language.
#[derive(Debug, Clone, Default)]
pub(crate) struct Copies {
    of_others: Option<u32>,
    by_lang: BTreeMap<String, u32>,
}

impl Copies {
    /// Puts quantities together.
    ///
    /// # Errors
    /// If a language has two quantities.
    pub(crate) fn of(quantities: &[Quantity]) -> Result<Self, Error> {
        let mut copies = Self::default();
        for Quantity { lang, copies: number } in quantities {
            let earlier = match lang {
                Some(lang) => copies.by_lang.insert(lang.clone(), *number),
                None => copies.of_others.replace(*number),
            };
            if earlier.is_some() {
                let of = lang.as_ref().map_or("all languages".to_owned(), |it| format!("`{it}`"));
                let error = Error::usage(format!("`--quantity` has two numbers for {of}"));
                return Err(error.hint("write each language once, such as `en=500,es=200`"));
            }
        }
        Ok(copies)
    }

    /// Copies of some languages.
    pub(crate) fn of_languages(by_lang: BTreeMap<String, u32>) -> Self {
        Self { of_others: None, by_lang }
    }

    /// The languages to pack: those that are selected or, if none is, those with a quantity.
    ///
    /// # Errors
    /// If a selected language has no quantity, or a language that is not selected has one.
    pub(crate) fn languages(&self, selected: &[String]) -> Result<Vec<String>, Error> {
        if selected.is_empty() {
            let named = self.by_lang.keys().filter(|_| self.of_others.is_none());
            return Ok(named.cloned().collect());
        }
        if let Some(lang) = self.by_lang.keys().find(|lang| !selected.contains(lang)) {
            let message = format!("`--quantity` has a number for `{lang}`, which is not selected");
            let hint = nearest::hint(lang, selected.iter().map(String::as_str));
            return Err(Error::usage(message).hint(hint));
        }
        match selected.iter().find(|lang| self.in_language(lang).is_none()) {
            None => Ok(selected.to_vec()),
            Some(lang) => Err(Error::usage(format!("`--quantity` has no number for `{lang}`"))
                .hint(format!("add `--quantity {lang}=500`, or leave it out of `--lang`"))),
        }
    }

    /// The languages that have a quantity of their own.
    pub(crate) fn named_languages(&self) -> impl Iterator<Item = &String> {
        self.by_lang.keys()
    }

    pub(crate) fn in_language(&self, lang: &str) -> Option<u32> {
        self.by_lang.get(lang).copied().or(self.of_others)
    }
}

/// How many copies a shop may print and charge for beyond the order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Over {
    Percent(f64),
    Copies(u32),
}

impl Over {
    /// Parses `5%` or `50`.
    ///
    /// # Errors
    /// What is expected instead.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let expected = || {
            format!("expected copies, such as `50`, or percent up to {MOST_PERCENT}, such as `5%`")
        };
        match text.trim().strip_suffix('%') {
            Some(percent) => {
                let percent = percent.trim().parse().ok();
                let percent = percent.filter(|percent| (0.0..=MOST_PERCENT).contains(percent));
                percent.map(Self::Percent).ok_or_else(expected)
            }
            None => {
                let copies = text.trim().parse().ok().filter(|copies| *copies <= MAX_COPIES);
                copies.map(Self::Copies).ok_or_else(expected)
            }
        }
    }

    /// The number of copies beyond an order of `copies`. A part of a copy is not printed.
    pub(crate) fn copies_beyond(self, copies: u32) -> u32 {
        match self {
            Self::Percent(percent) => (f64::from(copies) * percent / 100.0).floor() as u32,
            Self::Copies(over) => over,
        }
    }
}

impl Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Copies(copies) => write!(f, "{copies}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copies(quantities: &[&str]) -> Result<Copies, Error> {
        let quantities: Vec<_> = quantities.iter().map(|it| Quantity::parse(it).unwrap()).collect();
        Copies::of(&quantities)
    }

    #[test]
    fn quantities_are_for_all_languages_or_for_one() {
        for text in ["", "0", "10000001", "-1", "1.5", "en=", "=5", "en=0", "en", "5 en"] {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
        let both = copies(&["500", "es=200"]).unwrap();
        assert_eq!((both.in_language("en"), both.in_language("es")), (Some(500), Some(200)));
        assert!(both.languages(&[]).unwrap().is_empty(), "all languages");
        let named = copies(&["en=500", "fr-CA=200"]).unwrap();
        assert_eq!(named.languages(&[]).unwrap(), ["en", "fr-CA"]);
        let selected = |langs: &[&str]| {
            let langs: Vec<String> = langs.iter().map(|it| (*it).to_owned()).collect();
            named.languages(&langs).map_err(|error| error.to_string())
        };
        assert!(selected(&["en", "fr-CA"]).is_ok());
        assert!(selected(&["en"]).unwrap_err().contains("`fr-CA`, which is not selected"));
        assert!(selected(&["en", "fr-CA", "es"]).unwrap_err().contains("no number for `es`"));
        for twice in [["5", "6"], ["en=5", "en=5"]] {
            assert!(copies(&twice).unwrap_err().to_string().contains("two numbers"), "{twice:?}");
        }
    }

    #[test]
    fn overs_are_percent_or_copies() {
        for (text, of, expected) in
            [("5%", 500, 25), ("5%", 19, 0), ("2.5 %", 1000, 25), ("50", 500, 50), ("0", 500, 0)]
        {
            assert_eq!(Over::parse(text).unwrap().copies_beyond(of), expected, "{text} of {of}");
        }
        for text in ["", "%", "-5%", "101%", "5.5", "NaN%", "inf%", "five"] {
            assert!(Over::parse(text).is_err(), "{text}");
        }
        assert_eq!(Over::parse("2.5%").unwrap().to_string(), "2.5%");
    }
}
