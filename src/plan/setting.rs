//! What certificates were printed from: everything that their faces have in common, as it was on
//! the day of issue. The ledger keeps it, so that they are printed the same after the data, the
//! templates, the fonts or Peerpress itself have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::build::set_vendor;
use super::certificate::CertificateTemplate;
use super::difference::{self, Fact};
use super::job::{Job, JobPicture};
use super::selection::select_vendor;
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::need::Need;
use crate::content::template::Template;
use crate::content::trainings::Completion;
use crate::error::Error;

/// The version of the form in which a setting is kept.
const VERSION: u32 = 1;

/// What the certificates of a piece, a session and a language have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The version of this form.
    pub version: u32,
    /// The ID of the piece.
    pub piece: String,
    /// The folder of the template.
    pub template: String,
    /// The language.
    pub lang: String,
    /// The title of the piece.
    pub title: String,
    /// The title that a certified person may use.
    pub credential: Option<String>,
    /// The program that issues the certificates, which is signed.
    pub issuer: String,
    /// The address at which they are verified, which precedes the signed code.
    pub verify: String,
    /// The date in the files.
    pub revised: Date,
    /// What the training requires.
    pub requirements: Option<Requirements>,
    /// How the language writes dates: an entry of `data/wording.json`.
    pub locale: Value,
    /// The session and the training, as they are printed.
    pub shared: Value,
    /// The fields of an award that the template uses; `None` for all.
    pub fields: Option<Vec<String>>,
    /// `/job.json` without the awards, in each edition.
    pub heads: BTreeMap<Edition, Value>,
    /// The pictures that the piece names.
    pub pictures: Vec<String>,
    /// The hashes of the files that the template can read, by their paths.
    pub files: BTreeMap<String, String>,
    /// The files that it read for the first certificates.
    pub read: Vec<String>,
    /// The hashes of the font files that were used, by their paths.
    pub fonts: BTreeMap<String, String>,
}

/// The hours that a training requires of a certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirements {
    /// All hours of the training.
    pub hours: f64,
    /// The hours with which it is completed.
    pub completion: Completion,
    /// The categories in the language, with their hours.
    pub categories: Vec<(String, f64)>,
    /// The fewest hours in a category.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub minimums: BTreeMap<String, f64>,
}

impl Setting {
    /// What a template is printed from, without its files and fonts.
    pub(crate) fn new(
        template: &CertificateTemplate,
        verify: &str,
        locale: Value,
        requirements: Option<Requirements>,
    ) -> Self {
        let job = &template.job;
        Self {
            version: VERSION,
            piece: job.piece.clone(),
            template: job.template.clone(),
            lang: job.lang.clone(),
            title: template.title.clone(),
            credential: template.credential.clone(),
            issuer: template.issuer.clone(),
            verify: verify.to_owned(),
            revised: job.date,
            requirements,
            locale,
            shared: template.shared.clone(),
            fields: job.spec.fields.get(&Need::Awards).cloned(),
            heads: BTreeMap::from([(job.edition, template.head.clone())]),
            pictures: job.pictures.iter().map(|picture| picture.file.clone()).collect(),
            files: BTreeMap::new(),
            read: Vec::new(),
            fonts: BTreeMap::new(),
        }
    }

    /// The path of the description of the template.
    pub(crate) fn spec_file(&self) -> String {
        format!("templates/{}/template.json", self.template)
    }

    /// The template of an edition. `spec` is the description of the template; the print shop is
    /// one of today.
    ///
    /// # Errors
    /// If the certificates do not have the edition, or there is no such print shop.
    pub(crate) fn certificate_template(
        &self,
        content: &Content,
        spec: &Template,
        edition: Edition,
        vendor: Option<&str>,
    ) -> Result<CertificateTemplate, Error> {
        let Some(mut head) = self.heads.get(&edition).cloned() else {
            let message = format!(
                "the certificate `{}` was not made for the edition `{edition}` when it was issued",
                self.piece
            );
            return Err(Error::usage(message).hint("choose another edition"));
        };
        let is_press = edition == Edition::Press;
        let vendor = if is_press { select_vendor(content, vendor)?.cloned() } else { None };
        if let Some(vendor) = &vendor {
            set_vendor(&mut head["page"], vendor);
        }
        let locale = serde_json::from_value(self.locale.clone()).map_err(|error| {
            Error::usage(format!("the ledger's dates in `{}` cannot be read: {error}", self.lang))
        })?;
        let job = Job {
            piece: self.piece.clone(),
            template: self.template.clone(),
            spec: spec.for_edition(edition),
            edition,
            lang: self.lang.clone(),
            subject_id: None,
            vendor,
            duplex: None,
            date: self.revised,
            json: String::new(),
            data: Arc::new(head.clone()),
            reads: Vec::new(),
            possible: BTreeSet::new(),
            untranslated: BTreeSet::new(),
            pictures: self.pictures.iter().map(|file| kept_picture(file)).collect(),
        };
        Ok(CertificateTemplate {
            job,
            title: self.title.clone(),
            credential: self.credential.clone(),
            issuer: self.issuer.clone(),
            head,
            shared: self.shared.clone(),
            locale,
        })
    }

    /// The facts that certificates would state otherwise if they were printed from `newer`.
    /// `hash` returns the hash that a file or a font of the project has now.
    pub(crate) fn differences(
        &self,
        newer: &Self,
        hash: &dyn Fn(&str) -> Option<String>,
    ) -> Vec<Fact> {
        let (before, mut after) = (self.stated(), newer.stated());
        // Certificates of before December 2026 do not keep the brand apart from their template.
        if before.get("brand").is_none() {
            after.as_object_mut().and_then(|after| after.shift_remove("brand"));
        }
        let mut facts = difference::differences(&before, &after);
        let read = self.read.iter().filter_map(|file| Some((file, self.files.get(file)?)));
        let used = read.chain(&self.fonts);
        let changed = used.filter(|(file, kept)| hash(file).as_ref() != Some(*kept));
        facts.extend(changed.map(|(file, _)| Fact {
            path: file.clone(),
            before: None,
            after: None,
        }));
        facts
    }

    /// What a reader of the certificates sees, by the names that templates use.
    fn stated(&self) -> Value {
        let mut stated = self.heads.get(&Edition::Screen).cloned().unwrap_or_else(|| json!({}));
        if let Some(head) = stated.as_object_mut() {
            // The date of the data is not printed on certificates.
            head.shift_remove("revised");
            // Certificates of before November 2026 have a point before decimals.
            let decimal =
                head.get("numbers").map_or(json!("."), |numbers| numbers["decimal"].clone());
            head.insert("numbers".to_owned(), json!({ "decimal": decimal }));
            head.insert("verify".to_owned(), self.verify.as_str().into());
            if head.get("program").and_then(|program| program.get("name")).is_none() {
                head.insert("issuer".to_owned(), self.issuer.as_str().into());
            }
            head.insert("sample".to_owned(), self.shared["sample"].clone());
            for name in ["training", "session"] {
                head.insert(name.to_owned(), self.used(name));
            }
        }
        stated
    }

    /// The fields of the training or the session that the template uses.
    fn used(&self, name: &str) -> Value {
        let mut value = self.shared[name].clone();
        if let (Some(fields), Some(values)) = (&self.fields, value.as_object_mut()) {
            values.retain(|field, _| {
                let path = format!("{name}.{field}");
                let is_part = |used: &String| {
                    used == name || used.strip_prefix(&path).is_some_and(is_end_of_name)
                };
                fields.iter().any(is_part)
            });
        }
        value
    }
}

/// A picture that the ledger keeps. Today's data may not name it.
fn kept_picture(file: &str) -> JobPicture {
    JobPicture { file: file.to_owned(), source: DataFile::Pieces, pointer: String::new() }
}

/// Whether the name before `rest` is complete.
fn is_end_of_name(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}
