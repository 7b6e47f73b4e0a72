//! Migration: brings a project that was made from the starter of the version before to the shapes
//! of this version.
//!
//! All data of the version before is still valid, so a project that is not migrated goes on as it
//! was. What is new are templates, with the phrases and the fields that they need. Templates work
//! only together, so they are replaced if nobody changed one of them. Nothing that a person wrote
//! is changed or lost.

mod data;
mod edits;
mod templates;

use std::collections::BTreeMap;

use crate::content::data_file::DataFile;
use crate::error::Error;
use crate::icons;
use crate::output::manifest::joined;
use crate::output::starter;
use crate::output::write::write;
use crate::project::Project;
use data::Data;
use templates::Templates;

/// The file in the project that says what was changed and what to look at.
pub(crate) const REPORT: &str = "migration.md";

/// What migration changes.
#[derive(Debug, Default)]
pub(crate) struct Migration {
    /// Each changed file, and what changes in it.
    pub changes: Vec<(String, String)>,
    /// What a person should look at.
    pub looks: Vec<String>,
    /// The new contents of data files, by path.
    data: BTreeMap<String, Vec<u8>>,
    /// The same of templates and schemas.
    others: BTreeMap<String, Vec<u8>>,
}

/// Whether a project has templates of the version before that migration replaces.
pub(crate) fn is_due(project: &Project) -> bool {
    Templates::of(project).can_be_updated()
        && Data::read(project).is_some_and(|data| data.languages_without_words().is_empty())
}

impl Migration {
    /// Plans the migration of a project. Nothing is written.
    ///
    /// # Errors
    /// If the data cannot be read.
    pub(crate) fn plan(project: &Project) -> Result<Self, Error> {
        let templates = Templates::of(project);
        let data = Data::read(project).ok_or_else(|| {
            let message = "the files in `data` cannot be read";
            Error::new(project.root(), message).hint("run `peerpress check`, and fix the errors")
        })?;
        let mut migration = Self::default();
        if templates.earlier.is_empty() {
            data.migrate_phrases(&templates, &mut migration);
            data.migrate_brand(&mut migration);
            migration.explain_difference(&templates);
            return Ok(migration);
        }
        let untold = data.languages_without_words();
        if !templates.can_be_updated() || !untold.is_empty() {
            data.migrate_phrases(&templates, &mut migration);
            migration.explain_refusal(&templates, &untold);
            return Ok(migration);
        }
        data.migrate(&mut migration);
        for path in templates.to_write() {
            let Some(contents) = starter::file(path) else { continue };
            migration.others.insert(path.to_owned(), contents.to_vec());
            let is_new = templates.added.iter().any(|it| it == path);
            let what = if is_new { "new" } else { "the new version; nobody changed the file" };
            migration.changes.push((path.to_owned(), what.to_owned()));
        }
        let brand = DataFile::Brand.path();
        if let Some(contents) = starter::file(brand).filter(|_| !project.path(brand).exists()) {
            migration.others.insert(brand.to_owned(), contents.to_vec());
            migration.changes.push((brand.to_owned(), "new: the colors of all pieces".to_owned()));
        }
        if !project.path(icons::FOLDER).exists() {
            let what = "new, with the icons that services, benefits, and topics can name";
            migration.changes.push((format!("{}/README.md", icons::FOLDER), what.to_owned()));
            let icons = starter::icons().into_iter();
            migration.others.extend(icons.map(|(path, contents)| (path, contents.to_vec())));
        }
        for (path, contents) in starter::schemas() {
            let file = joined(project.root(), &path);
            let is_other = std::fs::read(&file).map_or(true, |bytes| bytes != contents);
            if is_other {
                migration
                    .changes
                    .push((path.clone(), "what editors know of the fields".to_owned()));
                migration.others.insert(path, contents.to_vec());
            }
        }
        data.look(&mut migration.looks);
        Ok(migration)
    }

    /// Names the templates that are neither those of this version nor those of the version before.
    fn explain_difference(&mut self, templates: &Templates) {
        if templates.changed.is_empty() {
            return;
        }
        let files = templates.changed.join("`, `");
        self.looks.push(format!(
            "`{files}` differ from those of this version: they were changed in this project, or \
             come from another version; if one of them fails, make a project with `peerpress new`, \
             copy its `templates/`, and repeat your changes there"
        ));
    }

    /// Says why the templates stay as they are.
    fn explain_refusal(&mut self, templates: &Templates, untold: &[String]) {
        let stay = "the templates stay as they are, and go on working";
        if !templates.changed.is_empty() {
            let files = templates.changed.join("`, `");
            self.looks.push(format!(
                "`{files}` were changed in this project, so {stay}; to get the new ones, make a \
                 project with `peerpress new` and repeat your changes there"
            ));
        }
        if !templates.own.is_empty() {
            let folders = templates.own.join("`, `");
            self.looks.push(format!(
                "the templates `{folders}` use `templates/shared`, so {stay}; to get the new ones, \
                 copy `templates/` from a project made with `peerpress new`, and check yours"
            ));
        }
        if !untold.is_empty() {
            let languages = untold.join("`, `");
            self.looks.push(format!(
                "the starter has no phrases in `{languages}`, so {stay}; to get the new ones, \
                 translate the phrases that `data/wording.json` of a new project has and yours not"
            ));
        }
    }

    /// Writes the new files. The data comes first: templates need it.
    pub(crate) fn write(&self, project: &Project) -> Result<(), Error> {
        for (path, contents) in self.data.iter().chain(&self.others) {
            write(&joined(project.root(), path), contents)?;
        }
        if self.changes.is_empty() {
            return Ok(());
        }
        let mut text = "# What `peerpress migrate` changed\n\n".to_owned();
        for (file, what) in &self.changes {
            text += &format!("- `{file}`: {what}\n");
        }
        text += "\n# What to look at\n\n";
        for look in &self.looks {
            text += &format!("- {look}\n");
        }
        write(&project.path(REPORT), text.as_bytes())
    }
}
