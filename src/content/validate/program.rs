//! The program: languages with valid tags, no sample values, spot colors that a press can replace.

use std::collections::BTreeSet;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::language_names::REGIONS;
use crate::content::language_tag::{self, TagFault};
use crate::content::languages::ProgramLanguage;
use crate::content::placeholder::SAMPLE_PREFIX;
use crate::content::program::{Program, SpotColor};
use crate::content::reserved::has_reserved_host;
use crate::content::time_zone::country_elsewhere;
use crate::diagnostic::{Code, Place};
use crate::source::escape;

/// The names that every press uses for its own inks, or for all inks.
const PROCESS_INKS: [&str; 6] = ["cyan", "magenta", "yellow", "black", "all", "none"];

impl Checker<'_> {
    pub(super) fn program(&mut self) {
        let partial = self.partial;
        let Some(program) = &partial.program else { return };
        self.languages(program);
        self.region(program);
        self.contacts(program);
        self.short_links(program);
        if let Some(certificates) = &program.certificates {
            self.verify_address(&certificates.verify.0);
            if certificates.prefix.0 == SAMPLE_PREFIX {
                self.placeholder(
                    SAMPLE_PREFIX,
                    self.place(DataFile::Program, "/certificates/prefix"),
                );
            }
        }
        for (index, spot) in program.spots.iter().enumerate() {
            self.spot(spot, index);
            self.same_ink(&program.spots[..index], spot, index);
        }
        for (index, sheet) in program.label_sheets.iter().enumerate() {
            let Some(fault) = sheet.fault() else { continue };
            let place = self.place(DataFile::Program, &format!("/label_sheets/{index}/id"));
            let hint = "correct the sizes and distances; the package of the labels states them";
            self.push(Code::BadValue, place, fault, hint);
        }
    }

    /// Reports a region that is not a country, such as a state, or whose country does not have the
    /// time zones of the program.
    fn region(&mut self, program: &Program) {
        let region = program.region.0.as_str();
        let zones = program.time_zone.as_ref().map(|zones| zones.names()).unwrap_or_default();
        let is_country = REGIONS.split_whitespace().any(|known| known.eq_ignore_ascii_case(region));
        let (message, country) = match country_elsewhere(&zones, region) {
            _ if !is_country => {
                (format!("there is no country `{region}`"), country_elsewhere(&zones, ""))
            }
            Some(country) => {
                let message = format!(
                    "`region` is `{region}`, a country without the time zone `{}`",
                    zones[0]
                );
                (message, Some(country))
            }
            None => return,
        };
        let country = country.as_deref().unwrap_or("us");
        let hint =
            format!("write the code of the country, such as \"{country}\", not that of a state");
        let place = self.place(DataFile::Program, "/region");
        self.push(Code::BadValue, place, &message, &hint);
    }

    /// Checks the languages: each is listed once, one is published, and those of `locales` have
    /// canonical tags.
    fn languages(&mut self, program: &Program) {
        let list = &program.languages;
        for (index, language) in list.iter().enumerate() {
            if list[..index].iter().any(|other| other.tag == language.tag) {
                let message = format!("`{}` is in `languages` twice", language.tag);
                let place = self.place(DataFile::Program, &format!("/languages/{index}"));
                self.push(Code::BadValue, place, &message, "remove one of the two");
            }
        }
        if !list.iter().any(ProgramLanguage::is_published) {
            let place = self.place(DataFile::Program, "/languages");
            let hint = "write the language of the office as a string, such as \"en\"";
            self.push(Code::BadValue, place, "every language of the program is a draft", hint);
        }
        let partial = self.partial;
        let Some(wording) = &partial.wording else { return };
        for (index, language) in list.iter().enumerate().filter(|(_, one)| one.is_published()) {
            let tag = &language.tag;
            let own = wording.locales.get(tag).is_some_and(|own| own.name != *tag);
            if !own && language_tag::name(tag).is_none() {
                let message = format!("the language `{tag}` has no name for its readers");
                let hint = format!(
                    "add \"{tag}\": {{\"name\": \"…\"}} under `locales` in `data/wording.json`, \
                     with the name in that language"
                );
                let place = self.place(DataFile::Program, &format!("/languages/{index}"));
                self.push(Code::MissingField, place, &message, &hint);
            }
        }
        for (index, language) in list.iter().enumerate().filter(|(_, one)| one.is_published()) {
            self.names_of_dates(index, &language.tag);
        }
        for tag in wording.locales.keys() {
            let Some(fault) = TagFault::of(tag) else { continue };
            let (message, hint) = fault.explain(tag);
            let place = self.place(DataFile::Wording, &format!("/locales/{}", escape(tag)));
            self.push(Code::BadValue, place, &message, &hint);
        }
    }

    /// The names of months, days of the week, and time zones in a language of which CLDR has none.
    fn names_of_dates(&mut self, index: usize, tag: &str) {
        let partial = self.partial;
        let locale = partial.wording.as_ref().and_then(|wording| wording.locales.get(tag));
        let Some(locale) = locale else { return };
        let mut fields: Vec<String> =
            locale.lacking().into_iter().map(|field| format!("\"{field}\": […]")).collect();
        let zones = self.printed_zones();
        let unnamed: Vec<String> = zones
            .into_iter()
            .filter(|zone| !locale.has_zone(zone))
            .map(|zone| format!("\"{zone}\": \"…\""))
            .collect();
        if !unnamed.is_empty() {
            fields.push(format!("\"time_zones\": {{ {} }}", unnamed.join(", ")));
        }
        let message = match (locale.lacking().is_empty(), unnamed.is_empty()) {
            (true, true) => return,
            (true, false) => format!("Peerpress does not know the names of time zones in `{tag}`"),
            _ => format!("Peerpress does not know the months and days of the week in `{tag}`"),
        };
        let hint = format!(
            "add {} to \"{tag}\" under `locales` in `data/wording.json`, with the names in that \
             language, from January and from Monday on",
            fields.join(", ")
        );
        let place = self.place(DataFile::Program, &format!("/languages/{index}"));
        self.push(Code::MissingField, place, &message, &hint);
    }

    /// The time zones that sessions print.
    fn printed_zones(&self) -> BTreeSet<&str> {
        let Some(trainings) = &self.partial.trainings else { return BTreeSet::new() };
        let program = self.partial.program.as_ref().and_then(|one| one.time_zone.as_ref());
        let of_program = program.map(|zones| zones.names()).unwrap_or_default();
        let printed = trainings.sessions.iter().filter(|one| one.format.has_online_part());
        let zones = printed.flat_map(|session| {
            let own = session.time_zone.as_ref().map(|zone| zone.0.as_str());
            own.into_iter().chain(of_program.iter().copied())
        });
        zones.collect()
    }

    fn verify_address(&mut self, address: &str) {
        let pointer = "/certificates/verify";
        if has_reserved_host(address) {
            self.placeholder(address, self.place(DataFile::Program, pointer));
        }
        if address.contains('#') {
            let message = "this address has a `#`: Peerpress puts the proof of a certificate there";
            let place = self.place(DataFile::Program, pointer);
            self.push(Code::BadValue, place, message, "end the address before the `#`");
        }
    }

    pub(super) fn placeholder(&mut self, value: &str, place: Place) {
        let message = format!("`{value}` is a sample value");
        let hint = "replace it with your program's real one before you hand anything out";
        self.push(Code::Placeholder, place, &message, hint);
    }

    /// Reports an ink that another entry describes in another way: a press has one plate of it.
    fn same_ink(&mut self, before: &[SpotColor], spot: &SpotColor, index: usize) {
        let words = |spot: &SpotColor| {
            spot.name.0.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        };
        let Some(other) = before.iter().find(|other| words(other) == words(spot)) else { return };
        if other.cmyk == spot.cmyk && other.rgb == spot.rgb && other.name == spot.name {
            return;
        }
        let message = format!("`{}` and `{}` are one ink with two descriptions", other.id, spot.id);
        let place = self.place(DataFile::Program, &format!("/spots/{index}/name"));
        let hint = "write the same name, `cmyk`, and `rgb` for both, or remove one of them";
        self.push(Code::BadValue, place, &message, hint);
    }

    fn spot(&mut self, spot: &SpotColor, index: usize) {
        let name = &spot.name.0;
        if spot.cmyk.is_none() {
            let message = format!("the spot color `{name}` has no CMYK equivalent");
            let hint = "add \"cmyk\": [cyan, magenta, yellow, black] in percent; the swatch book \
                        or the print shop has the numbers";
            let place = self.place(DataFile::Program, &format!("/spots/{index}/id"));
            self.push(Code::MissingField, place, &message, hint);
        }
        if PROCESS_INKS.iter().any(|ink| name.eq_ignore_ascii_case(ink)) {
            let message = format!("`{name}` is an ink of the press, not a spot color");
            let hint = "write the name as the ink manufacturer does, such as `PANTONE 7473 C`";
            let place = self.place(DataFile::Program, &format!("/spots/{index}/name"));
            self.push(Code::BadValue, place, &message, hint);
        }
    }
}
