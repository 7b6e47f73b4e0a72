//! Settings that the ledger keeps, ready to print from.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::super::issue::CertificateContext;
use super::super::ledger::{Ledger, NAME};
use crate::content::edition::Edition;
use crate::content::template::Template;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::pipeline::{JobRunner, LaidOut};
use crate::plan::{CertificateLayout, CertificateTemplate, Setting, Statement};
use crate::typeset::{Engine, Fonts};

/// What some certificates are laid out with.
#[derive(Clone)]
pub(crate) struct CertificateDesign {
    pub(crate) template: CertificateTemplate,
    /// The fonts, and the files that the template reads.
    pub(crate) engine: Arc<Engine>,
}

/// A setting with the description of its template.
#[derive(Debug)]
pub(crate) struct KeptSetting {
    pub(crate) setting: Setting,
    spec: Template,
}

/// The settings of some certificates. Each is read once, and settings with the same files and fonts
/// share them.
pub(crate) struct KeptSettings<'a> {
    context: &'a CertificateContext,
    ledger: &'a Ledger,
    settings: HashMap<String, Arc<KeptSetting>>,
    engines: Vec<(Arc<KeptSetting>, Arc<Engine>)>,
}

impl<'a> KeptSettings<'a> {
    pub(crate) fn new(context: &'a CertificateContext, ledger: &'a Ledger) -> Self {
        Self { context, ledger, settings: HashMap::new(), engines: Vec::new() }
    }

    /// Returns the setting with a hash.
    pub(crate) fn get(&mut self, hash: &str) -> Result<Arc<KeptSetting>, Error> {
        if let Some(known) = self.settings.get(hash) {
            return Ok(Arc::clone(known));
        }
        let setting: Setting = self.parse(&self.material(hash)?)?;
        let spec = setting.files.get(&setting.spec_file()).map(String::as_str).unwrap_or_default();
        let spec = self.parse(&self.material(spec)?)?;
        let kept = Arc::new(KeptSetting { setting, spec });
        self.settings.insert(hash.to_owned(), Arc::clone(&kept));
        Ok(kept)
    }

    /// Returns what certificates with a setting are laid out with.
    pub(crate) fn design(
        &mut self,
        kept: &Arc<KeptSetting>,
        edition: Edition,
        vendor: Option<&str>,
    ) -> Result<CertificateDesign, Error> {
        let template = kept.setting.certificate_template(
            &self.context.content,
            &kept.spec,
            edition,
            vendor,
        )?;
        Ok(CertificateDesign { template, engine: self.engine(kept)? })
    }

    /// Returns an engine with the fonts of the project beside those of a setting.
    fn engine_with_project_fonts(&self, kept: &KeptSetting) -> Result<Engine, Error> {
        let Setting { files, fonts, .. } = &kept.setting;
        let mut all = self.read_materials(fonts)?;
        let project = &self.context.engine;
        for name in project.font_names() {
            if let (false, Some(font)) = (all.contains_key(name), project.font_file(name)) {
                all.insert(name.to_owned(), font);
            }
        }
        let engine = Engine::kept(self.read_materials(files)?, Fonts::kept(all), 1);
        Ok(engine.with_limit(project.limit()))
    }

    fn engine(&mut self, kept: &Arc<KeptSetting>) -> Result<Arc<Engine>, Error> {
        let Setting { files, fonts, .. } = &kept.setting;
        let is_same = |other: &Setting| (&other.files, &other.fonts) == (files, fonts);
        if let Some((_, known)) = self.engines.iter().find(|(other, _)| is_same(&other.setting)) {
            return Ok(Arc::clone(known));
        }
        let engine =
            Engine::kept(self.read_materials(files)?, Fonts::kept(self.read_materials(fonts)?), 1);
        let engine = Arc::new(engine.with_limit(self.context.engine.limit()));
        self.engines.push((Arc::clone(kept), Arc::clone(&engine)));
        Ok(engine)
    }

    /// Reads materials by the hashes of their names.
    fn read_materials(
        &self,
        hashes: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        hashes.iter().map(|(name, hash)| Ok((name.clone(), self.material(hash)?))).collect()
    }

    fn material(&self, hash: &str) -> Result<Vec<u8>, Error> {
        self.ledger.material(hash)?.ok_or_else(|| {
            self.damaged("the ledger does not have everything that its certificates were made of")
        })
    }

    fn parse<T: serde::de::DeserializeOwned>(&self, json: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(json).map_err(|error| {
            self.damaged(&format!("what a certificate was made of cannot be read: {error}"))
        })
    }

    fn damaged(&self, message: &str) -> Error {
        Error::new(self.context.project.path(NAME), message)
            .hint("run `peerpress certificates check`, and restore the ledger from a backup")
    }
}

/// Adds the fonts of the project to a setting that a new name needs. Returns the setting, its hash,
/// and what the certificate is laid out with; `None` if the report says why it cannot be laid out.
pub(crate) fn extend_fonts(
    context: &CertificateContext,
    ledger: &mut Ledger,
    kept: &KeptSetting,
    design: &CertificateDesign,
    statement: &Statement,
    report: &mut Report,
) -> Result<Option<(Setting, String, CertificateDesign)>, Error> {
    let engine = Arc::new(KeptSettings::new(context, ledger).engine_with_project_fonts(kept)?);
    let (project, content) = (&context.project, Arc::clone(&context.content));
    let runner = JobRunner::new(project, Arc::clone(&engine), content);
    let recipient = design.template.recipient(statement, "https://example.org");
    let layout = CertificateLayout::whole(design.template.job.edition);
    let mut laid_out = LaidOut::default();
    if runner.typeset(&design.template.job(&[recipient], layout), &mut laid_out).is_none() {
        report.append(laid_out.report);
        return Ok(None);
    }
    let mut setting = kept.setting.clone();
    for name in laid_out.fonts.into_keys() {
        if let (false, Some(font)) = (setting.fonts.contains_key(&name), engine.font_file(&name)) {
            let hash = ledger.add_material(&font);
            setting.fonts.insert(name, hash);
        }
    }
    let hash = keep_setting(ledger, &setting)?;
    Ok(Some((setting, hash, CertificateDesign { template: design.template.clone(), engine })))
}

/// Adds a setting to the ledger with the next event. Returns its hash.
pub(super) fn keep_setting(ledger: &mut Ledger, setting: &Setting) -> Result<String, Error> {
    let json = serde_json::to_vec(setting)
        .map_err(|error| Error::usage(format!("the setting cannot be kept: {error}")))?;
    Ok(ledger.add_material(&json))
}
