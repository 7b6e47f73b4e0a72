//! Collects what certificates are printed from, from the project as it is.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::super::issue::CertificateContext;
use super::super::ledger::{Ledger, material_hash};
use super::kept::{CertificateDesign, keep_setting};
use crate::content::edition::Edition;
use crate::content::text::Text;
use crate::content::trainings::Training;
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::pipeline::{JobRunner, LaidOut};
use crate::plan::difference::Fact;
use crate::plan::{CertificateLayout, CertificateTemplate, Requirements, Setting, Statement};
use crate::project::Project;
use crate::typeset::Engine;

/// The number of certificates that are laid out at once.
const BATCH_SIZE: usize = 128;

/// Which setting to collect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettingChoice<'a> {
    /// The ID of the piece.
    pub(crate) piece: &'a str,
    pub(crate) lang: &'a str,
    /// The ID of the session.
    pub(crate) session: &'a str,
    /// The address at which certificates are verified.
    pub(crate) verify: &'a str,
}

/// A setting with everything that it names.
pub(crate) struct CollectedSetting {
    pub(crate) setting: Setting,
    /// The template for the screen.
    pub(crate) template: CertificateTemplate,
    /// The template for the press, if there is one.
    press: Option<CertificateTemplate>,
    /// The contents of files and fonts, by their hashes.
    materials: BTreeMap<String, Vec<u8>>,
}

impl CollectedSetting {
    /// Adds the setting and everything that it names to the ledger, with the next event. Returns
    /// the hash of the setting.
    pub(crate) fn keep(&self, ledger: &mut Ledger) -> Result<String, Error> {
        for content in self.materials.values() {
            ledger.add_material(content);
        }
        keep_setting(ledger, &self.setting)
    }

    /// Replaces the session and the training by those that a certificate of an earlier Peerpress
    /// kept.
    pub(crate) fn with_shared(mut self, shared: Value) -> Self {
        self.setting.shared.clone_from(&shared);
        for template in [&mut self.template].into_iter().chain(&mut self.press) {
            template.shared.clone_from(&shared);
        }
        self
    }

    /// Returns what certificates are laid out with in each edition.
    pub(crate) fn designs(&self, engine: &Arc<Engine>) -> Vec<CertificateDesign> {
        let templates = std::iter::once(&self.template).chain(&self.press);
        let design = |template: &CertificateTemplate| CertificateDesign {
            template: template.clone(),
            engine: Arc::clone(engine),
        };
        templates.map(design).collect()
    }
}

/// Collects a setting. It is laid out with `statements` to find the fonts that they use. `None` if
/// the report says why the template cannot be used.
///
/// # Errors
/// If the project has no such certificate.
pub(crate) fn collect(
    context: &CertificateContext,
    choice: &SettingChoice<'_>,
    statements: &[Statement],
    report: &mut Report,
) -> Result<Option<CollectedSetting>, Error> {
    let (setting, templates) = outline(context, choice)?;
    let (mut read, mut fonts) = (BTreeSet::new(), BTreeSet::new());
    for template in &templates {
        let Some(laid_out) = try_out(context, template, statements, report) else {
            return Ok(None);
        };
        read.extend(laid_out.reads.into_keys());
        fonts.extend(laid_out.fonts.into_keys());
    }
    let mut templates = templates.into_iter();
    let Some(template) = templates.next() else { return Ok(None) };
    let (press, materials) = (templates.next(), BTreeMap::new());
    let mut collected = CollectedSetting { setting, template, press, materials };
    collected.setting.read = read.into_iter().collect();
    let kept = collected.read_files(context);
    collected.read_fonts(context, fonts);
    Ok(kept.map_err(|finding| report.push(finding)).ok().map(|()| collected))
}

/// Returns a setting without its files and fonts, and the template of each edition, the one for
/// the screen first.
fn outline(
    context: &CertificateContext,
    choice: &SettingChoice<'_>,
) -> Result<(Setting, Vec<CertificateTemplate>), Error> {
    let SettingChoice { piece, lang, session, verify } = *choice;
    let template = |edition| context.template(piece, edition, lang, Some(session), None);
    let screen = template(Edition::Screen)?;
    let locale = context.content.wording.locales.get(lang);
    let locale = locale.and_then(|locale| serde_json::to_value(locale).ok()).unwrap_or_default();
    let requirements = requirements(context, session, lang);
    let mut setting = Setting::new(&screen, verify, locale, requirements);
    let has_press = screen.job.spec.editions.contains(&Edition::Press);
    let press = if has_press { template(Edition::Press).ok() } else { None };
    setting.heads.extend(press.iter().map(|press| (Edition::Press, press.head.clone())));
    Ok((setting, std::iter::once(screen).chain(press).collect()))
}

/// Returns the facts that certificates with a setting would state otherwise if they were printed
/// from the project's data.
///
/// # Errors
/// If the project has no such certificate.
pub(crate) fn differences(
    context: &CertificateContext,
    setting: &Setting,
    choice: &SettingChoice<'_>,
) -> Result<Vec<Fact>, Error> {
    let (now, _) = outline(context, choice)?;
    let hash = |name: &str| {
        let font = context.engine.font_file(name);
        let content = font.or_else(|| fs::read(context.project.resolve(name).ok()?).ok());
        content.map(|content| material_hash(&content))
    };
    Ok(setting.differences(&now, &hash))
}

/// Returns the first of some people, and each whose name has a letter that the names before it do
/// not have: a letter may need a font of its own.
pub(crate) fn with_new_letters<'a, T: 'a>(
    people: impl Iterator<Item = &'a T>,
    name: impl Fn(&'a T) -> &'a str,
) -> impl Iterator<Item = &'a T> {
    let mut letters: HashSet<char> = HashSet::new();
    let is_new = move |(index, one): &(usize, &'a T)| {
        let others = name(one).chars().filter(|letter| !letter.is_ascii());
        others.fold(*index == 0, |is_new, letter| letters.insert(letter) | is_new)
    };
    people.enumerate().filter(is_new).map(|(_, one)| one)
}

/// Lays out the certificates of people whose names have different letters.
fn try_out(
    context: &CertificateContext,
    template: &CertificateTemplate,
    statements: &[Statement],
    report: &mut Report,
) -> Option<LaidOut> {
    let (engine, content) = (Arc::clone(&context.engine), Arc::clone(&context.content));
    let runner = JobRunner::new(&context.project, engine, content);
    let different = with_new_letters(statements.iter(), |one| &one.name);
    let recipients: Vec<_> =
        different.map(|one| template.recipient(one, "https://example.org")).collect();
    let mut laid_out = LaidOut::default();
    let layout = CertificateLayout::whole(template.job.edition);
    for some in recipients.chunks(BATCH_SIZE) {
        if runner.typeset(&template.job(some, layout), &mut laid_out).is_none() {
            report.append(laid_out.report);
            return None;
        }
    }
    Some(laid_out)
}

/// Returns what the training of a session requires.
pub(crate) fn requirements(
    context: &CertificateContext,
    session: &str,
    lang: &str,
) -> Option<Requirements> {
    let trainings = &context.content.trainings;
    let session = trainings.sessions.iter().find(|known| known.id.as_str() == session)?;
    let training = trainings.trainings.iter().find(|known| known.id == session.training)?;
    Some(training_requirements(training, lang))
}

fn training_requirements(training: &Training, lang: &str) -> Requirements {
    let categories = training.hours_by_category.iter();
    let name = |text: &Text| text.get(lang).unwrap_or_default().to_owned();
    Requirements {
        hours: training.hours,
        completion: training.completion(),
        minimums: categories
            .clone()
            .filter_map(|one| Some((name(&one.category), one.at_least?)))
            .collect(),
        categories: categories.map(|one| (name(&one.category), one.hours)).collect(),
    }
}

impl CollectedSetting {
    /// Reads the files that the template can read.
    fn read_files(&mut self, context: &CertificateContext) -> Result<(), Finding> {
        let setting = &self.setting;
        let mut files: BTreeSet<String> = setting.read.iter().cloned().collect();
        files.extend(setting.pictures.iter().cloned());
        for folder in [format!("templates/{}", setting.template), "templates/shared".to_owned()] {
            walk(&context.project, &context.project.path(&folder), &mut files);
        }
        for name in files {
            let path = context.project.resolve(&name);
            let path = path.map_err(|_| unreadable(&name, "it is missing"))?;
            let content = fs::read(path).map_err(|error| unreadable(&name, &error.to_string()))?;
            let hash = self.add(content);
            self.setting.files.insert(name, hash);
        }
        Ok(())
    }

    fn read_fonts(&mut self, context: &CertificateContext, fonts: BTreeSet<String>) {
        for font in fonts {
            if let Some(content) = context.engine.font_file(&font) {
                let hash = self.add(content);
                self.setting.fonts.insert(font, hash);
            }
        }
    }

    fn add(&mut self, content: Vec<u8>) -> String {
        let hash = material_hash(&content);
        self.materials.insert(hash.clone(), content);
        hash
    }
}

fn unreadable(name: &str, why: &str) -> Finding {
    let message = format!("the file `{name}` cannot be kept with the certificates: {why}");
    let hint = "copy the file into the project again";
    Finding::new(Code::MissingFile, message).at(Place::file(name)).hint(hint)
}

/// Adds the files in a folder and its folders that a template can read, without hidden files and
/// the copies that editors keep. One that is read all the same is known from the layout.
fn walk(project: &Project, folder: &Path, files: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if kind.is_dir() {
            walk(project, &path, files);
        } else if kind.is_file() {
            files.insert(project.shown(&path));
        }
    }
}
