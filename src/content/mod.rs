//! The facts of a project: data files and template descriptions, read with positions, checked and
//! typed.

pub mod authorities;
pub mod brand;
mod brand_inks;
pub mod certificate_number;
pub mod certification;
pub mod credentials;
pub(crate) mod currency;
pub mod data_file;
pub mod edition;
pub mod label_sheet;
pub(crate) mod language_names;
pub(crate) mod language_tag;
pub(crate) mod languages;
pub mod locale;
pub(crate) mod logos;
pub(crate) mod mail;
pub mod markdown;
pub(crate) mod need;
pub mod order;
pub mod partners;
pub mod phone;
pub(crate) mod pieces;
pub(crate) mod placeholder;
pub(crate) mod plural;
pub(crate) mod profile;
pub(crate) mod program;
pub(crate) mod region;
pub(crate) mod reserved;
mod schema;
pub(crate) mod services;
mod session_place;
pub(crate) mod shape;
pub mod short_link;
pub mod template;
pub mod text;
pub(crate) mod texts;
pub mod time_zone;
pub mod trainings;
pub mod unit;
pub(crate) mod unread;
mod unused;
mod validate;
pub mod vendors;
pub(crate) mod web_address;
pub(crate) mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::nearest;
use crate::project::Project;
use crate::source::{self, Source};
use brand_inks::Presses;
use data_file::DataFile;
use languages::Languages;
use logos::Logos;
use phone::PhoneNumber;
use schema::SchemaChecker;
pub(crate) use schema::explain::description;

/// The phrase of `data/wording.json` for the extension of a phone number.
pub(crate) const PHONE_EXTENSION: &str = "phone-extension";

/// All facts of a project.
#[derive(Debug)]
pub struct Content {
    /// The program: who runs it and how to reach it.
    pub program: program::Program,
    /// What the program does.
    pub services: services::Services,
    /// The benefits of the program.
    pub benefits: services::Benefits,
    /// The trainings and sessions.
    pub trainings: trainings::Trainings,
    /// How to become certified, and sample certificates.
    pub certification: certification::Certification,
    /// The pieces.
    pub pieces: pieces::Pieces,
    /// The print shops.
    pub vendors: vendors::Vendors,
    /// The look of the pieces.
    pub brand: brand::Brand,
    /// The presses of the print shops.
    pub(crate) presses: Presses,
    /// The outlines of the icons that the data names.
    pub(crate) icons: BTreeMap<String, Value>,
    /// The logo of the brand.
    pub(crate) logo: Logos,
    /// The partners that hand out pieces.
    pub(crate) partners: partners::Partners,
    /// The logo of each partner.
    pub(crate) partner_logos: Vec<Logos>,
    /// Shared phrases and locales.
    pub wording: wording::Wording,
    /// What continuing education authorities require of certificates.
    pub authorities: authorities::Authorities,
    /// The templates, by the name of their folder.
    pub templates: BTreeMap<String, template::Template>,
    /// The data files that are not valid. Their values are defaults, and jobs that read them are
    /// blocked.
    pub invalid_files: BTreeSet<String>,
    /// The languages that no font can write. Nothing is made in them.
    pub(crate) unwritable: BTreeSet<String>,
    /// The data files, for positions.
    sources: BTreeMap<String, Source>,
}

impl Content {
    /// The place of a value. `file` is a path such as `data/program.json`.
    pub fn place(&self, file: &str, pointer: &str) -> Place {
        self.sources.get(file).map_or_else(|| Place::file(file), |source| source.place(pointer))
    }

    /// Whether a data file has errors, so that its values are defaults.
    pub(crate) fn is_invalid(&self, file: DataFile) -> bool {
        self.invalid_files.contains(file.path())
    }

    /// The value at a pointer of a file.
    pub fn value(&self, file: &str, pointer: &str) -> Option<&Value> {
        self.sources.get(file)?.value.pointer(pointer)
    }

    /// The contents of the data files, by path, to quote from.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|(name, source)| (name.as_str(), source.text.as_str()))
    }

    /// The data files that changed on disk after they were read.
    pub fn changed_since_read(&self, project: &Project) -> Vec<&str> {
        let is_other = |source: &&Source| {
            let bytes = fs::read(project.path(&source.path)).unwrap_or_default();
            bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes) != source.text.as_bytes()
        };
        self.sources.values().filter(is_other).map(|source| source.path.as_str()).collect()
    }

    /// The languages that pieces are published in, the language of the office first.
    pub fn languages(&self) -> impl Iterator<Item = &str> + Clone {
        let published = self.program.languages.iter().filter(|language| language.is_published());
        published.map(|language| language.tag.as_str())
    }

    /// The languages of the program, published or drafts.
    pub(crate) fn all_languages(&self) -> impl Iterator<Item = &str> + Clone {
        self.program.languages.iter().map(|language| language.tag.as_str())
    }

    /// A phone number as readers of a language see it: as it is written, in groups if it has only
    /// digits. Languages other than the first have a phrase of their own for the extension, if
    /// there is one.
    pub(crate) fn phone_shown(&self, number: &str, lang: &str) -> String {
        let phrase = self.wording.words.get(PHONE_EXTENSION).and_then(|phrase| phrase.get(lang));
        let is_first = self.languages().next() == Some(lang);
        match (PhoneNumber::split_written(number), phrase.filter(|_| !is_first)) {
            (Some((main, extension)), Some(phrase)) => {
                format!("{main} {}", phrase.replace("{n}", &extension))
            }
            _ => PhoneNumber::shown(number, &self.program.region.0),
        }
    }
}

impl Content {
    /// Whether the program has a language, published or as a draft.
    pub(crate) fn has_language(&self, lang: &str) -> bool {
        self.program.languages.iter().any(|language| language.tag == lang)
    }

    /// Whether a language of the program is a draft.
    pub(crate) fn is_draft(&self, lang: &str) -> bool {
        let mut languages = self.program.languages.iter();
        languages.any(|language| language.tag == lang && !language.is_published())
    }

    /// The error for a language that nothing is made in: it is a draft, or unknown.
    pub(crate) fn unpublished(&self, lang: &str) -> Error {
        if self.is_draft(lang) {
            return Error::usage(format!("`{lang}` is a draft; nothing is handed out in it yet"))
                .hint(format!(
                    "write \"{lang}\" in place of its entry in `languages` when its texts are \
                     translated and checked"
                ));
        }
        Error::usage(format!("`{lang}` is not a language of the program"))
            .hint(nearest::hint(lang, self.languages()))
    }
}

/// The facts that could be read. The checks go on with what there is.
#[derive(Debug, Default)]
struct Partial {
    program: Option<program::Program>,
    services: Option<services::Services>,
    benefits: Option<services::Benefits>,
    trainings: Option<trainings::Trainings>,
    certification: Option<certification::Certification>,
    pieces: Option<pieces::Pieces>,
    vendors: Option<vendors::Vendors>,
    brand: Option<brand::Brand>,
    partners: Option<partners::Partners>,
    wording: Option<wording::Wording>,
    authorities: Option<authorities::Authorities>,
    templates: BTreeMap<String, template::Template>,
    sources: BTreeMap<String, Source>,
}

/// Reads and checks everything. Returns `None` if nothing can be built; the report says why.
pub fn read_facts(project: &Project, report: &mut Report) -> Option<Content> {
    let (sources, templates) = read_sources(project, report);
    check_facts(project, sources, &templates, report)
}

/// What would be wrong with the facts if a data file had this value. Places in the file have only
/// pointers.
pub(crate) fn findings_with(project: &Project, file: DataFile, value: Value) -> Vec<Finding> {
    let mut report = Report::default();
    let (mut sources, templates) = read_sources(project, &mut report);
    sources.insert(file.path().to_owned(), Source::of_value(file.path(), value));
    check_facts(project, sources, &templates, &mut report);
    report.findings().to_vec()
}

/// Checks the files, and fills the types.
fn check_facts(
    project: &Project,
    sources: BTreeMap<String, Source>,
    templates: &[(String, String)],
    report: &mut Report,
) -> Option<Content> {
    let languages = Languages::of(&sources);
    report.extend(languages.findings(&sources));
    report.extend(unread::findings(project));
    let absent = unused::absent_files(&sources, project);
    let templates_schema = SchemaChecker::of(DataFile::Template, &languages);
    let mut reader = Reader { report, languages, absent, invalid_files: BTreeSet::new() };
    let mut partial = Partial {
        program: reader.read_facts(&sources, DataFile::Program),
        services: reader.read_facts(&sources, DataFile::Services),
        benefits: reader.read_facts(&sources, DataFile::Benefits),
        trainings: reader.read_facts(&sources, DataFile::Trainings),
        certification: reader.read_facts(&sources, DataFile::Certification),
        pieces: reader.read_facts(&sources, DataFile::Pieces),
        vendors: reader.read_facts(&sources, DataFile::Vendors),
        brand: reader.read_facts(&sources, DataFile::Brand),
        partners: reader.read_facts(&sources, DataFile::Partners),
        wording: reader.read_facts(&sources, DataFile::Wording),
        authorities: reader.read_facts(&sources, DataFile::Authorities),
        templates: templates
            .iter()
            .filter_map(|(name, file)| {
                Some((name.clone(), reader.fill(sources.get(file), &templates_schema)?))
            })
            .collect(),
        sources,
    };
    let invalid_files = reader.invalid_files;
    if let (Some(wording), Some(program)) = (&mut partial.wording, &partial.program) {
        wording.complete(&program.languages, &program.region.0);
    }
    if let Some(program) = &partial.program {
        partial.templates.values_mut().for_each(|template| template.set_paper(program.paper));
    }
    let drawings = validate::check(&partial, project, report);
    let brand = partial.brand.unwrap_or_default();
    let vendors = partial.vendors.unwrap_or_default();
    // Without the program, its pieces or its wording there is nothing to make.
    Some(Content {
        unwritable: BTreeSet::new(),
        program: partial.program?,
        services: partial.services.unwrap_or_default(),
        benefits: partial.benefits.unwrap_or_default(),
        trainings: partial.trainings.unwrap_or_default(),
        certification: partial.certification.unwrap_or_default(),
        pieces: partial.pieces?,
        vendors,
        brand,
        presses: Presses::of(project),
        icons: drawings.icons,
        logo: drawings.logo,
        partners: partial.partners.unwrap_or_default(),
        partner_logos: drawings.partner_logos,
        wording: partial.wording?,
        authorities: partial.authorities.unwrap_or_default(),
        templates: partial.templates,
        invalid_files,
        sources: partial.sources,
    })
}

/// Every data file and template description that can be parsed, and the names and paths of the
/// templates.
fn read_sources(
    project: &Project,
    report: &mut Report,
) -> (BTreeMap<String, Source>, Vec<(String, String)>) {
    let templates = template_files(project);
    let data = DataFile::with_facts().map(|file| file.path().to_owned());
    let mut sources = BTreeMap::new();
    let all = data.chain(templates.iter().map(|(_, file)| file.clone()));
    let (there, missing): (Vec<_>, Vec<_>) = all.partition(|name| project.path(name).exists());
    for name in there {
        read_source(project, &name, report, &mut sources);
    }
    for name in &missing {
        if unused::is_needed(&sources, name) {
            read_source(project, name, report, &mut sources);
        }
    }
    (sources, templates)
}

/// Reads a file, and reports why it cannot be read.
fn read_source(
    project: &Project,
    name: &str,
    report: &mut Report,
    sources: &mut BTreeMap<String, Source>,
) {
    let reading = source::read_json(project, name);
    report.extend(reading.findings);
    if let Some(text) = reading.broken_text {
        report.add_file(name, text);
    }
    if let Some(source) = reading.source {
        report.add_file(name, source.text.clone());
        sources.insert(name.to_owned(), source);
    }
}

/// The folders in `templates/` with a `template.json`, in order.
fn template_files(project: &Project) -> Vec<(String, String)> {
    let folders = fs::read_dir(project.path("templates")).into_iter().flatten().flatten();
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let mut found: Vec<_> =
        names.map(|name| (name.clone(), format!("templates/{name}/template.json"))).collect();
    found.retain(|(_, file)| project.path(file).is_file());
    found.sort();
    found
}

/// Checks files against their schemas and fills the types of those that are valid.
struct Reader<'a> {
    report: &'a mut Report,
    languages: Languages,
    /// The data files that the project does not have, because no piece uses them.
    absent: Vec<DataFile>,
    /// The data files whose types could not be filled.
    invalid_files: BTreeSet<String>,
}

impl Reader<'_> {
    fn read_facts<T: DeserializeOwned>(
        &mut self,
        sources: &BTreeMap<String, Source>,
        file: DataFile,
    ) -> Option<T> {
        let schema = SchemaChecker::of(file, &self.languages);
        let value = self.fill(sources.get(file.path()), &schema);
        if value.is_none() && !self.absent.contains(&file) {
            self.invalid_files.insert(file.path().to_owned());
        }
        value
    }

    fn fill<T: DeserializeOwned>(
        &mut self,
        source: Option<&Source>,
        schema: &SchemaChecker,
    ) -> Option<T> {
        let source = source?;
        let findings = schema.check(source);
        let is_valid = !findings
            .iter()
            .any(|finding| finding.is_error() && finding.code != Code::Untranslated);
        self.report.extend(findings);
        if !is_valid {
            return None;
        }
        let error = match T::deserialize(&source.value) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let message = format!("`{}` cannot be read: {error}", source.path);
        self.report.push(Finding::new(Code::BadValue, message).at(Place::file(&source.path)));
        None
    }
}
