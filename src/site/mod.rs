//! The website: pages and files that a program can publish as they are, on any web server.
//!
//! `model` decides what is public and knows it, `pages` says which pages there are, `render` fills
//! their templates, `write` changes the folder of the website: all of it or nothing.
//!
//! **To add a page:** write a file in `pages/` with a function that returns its [`Page`]s, one for
//! each language, and name the function in `pages::ALL`. Each page names its template, a file of
//! `templates/site/` that extends `base.html`, and a `place`: its path in the folder of its
//! language. Pages with the same place in other languages are its translations, and the menu of
//! languages leads to them. The template sees what `render` gives to all pages, and the page's own
//! values under `page`. Phrases come from `data/wording.json`; `words` in
//! `templates/site/template.json` names them. A file that is not a page (a script, a feed) is added
//! in `assets`.

mod assets;
mod calendar;
mod calendar_name;
mod fonts;
mod model;
mod pages;
mod pictures;
mod render;
mod text;
mod theme;
mod verify;
mod write;

use std::path::Path;

use jiff::civil::Date;
use url::Url;

use crate::content;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::pictures::Cache;
use crate::pipeline::{self, BuildRequest, Outcome};
use crate::plan::MissingText;
use crate::project::Project;
use crate::released::Released;
use fonts::{FaceFiles, Faces};
use model::Site;
use pictures::Pictures;

pub(crate) use render::CONTENT_SECURITY_POLICY;
pub(crate) use write::Changes;

/// What website to write.
#[derive(Debug)]
pub(crate) struct SiteOrder<'a> {
    /// The output folder, which has the files of the pieces.
    pub(crate) out: &'a Path,
    /// The folder of the website.
    pub(crate) folder: &'a Path,
    /// The address that the website will have, with a slash at the end. The default is `website`
    /// of the program.
    pub(crate) base_url: Option<Url>,
    /// Sessions from this day on are to come. The default is `as_of` of the program.
    pub(crate) as_of: Option<Date>,
    /// Whether to show what the data marks as a sample.
    pub(crate) draft: bool,
}

/// What was written, and why the rest was not.
#[derive(Debug, Default)]
pub(crate) struct SiteOutcome {
    /// What changed in the folder; `None` if the report says why nothing was written.
    pub(crate) changes: Option<Changes>,
    pub(crate) report: Report,
    /// Remarks, such as which pieces are not on the website.
    pub(crate) notes: Vec<String>,
    /// Files of pieces that could not be written to the output folder.
    pub(crate) io_errors: Vec<Error>,
}

/// Makes the files of the public pieces, or takes them from the output folder when they are up to
/// date, and writes the website. If a public piece cannot be made, the website of before stays as
/// it is.
///
/// The caller holds the lock of the output folder. `request` says how to build; what to build is
/// set here.
///
/// # Errors
/// If the folder cannot be written, or has files that are not of the website.
pub(crate) fn make(
    project: &Project,
    order: &SiteOrder<'_>,
    request: &BuildRequest,
    progress: impl FnMut(usize, usize),
) -> Result<SiteOutcome, Error> {
    let folder = write::SiteFolder::open(order.folder)?;
    let mut outcome = SiteOutcome::default();
    let Some(content) = content::read_facts(project, &mut outcome.report) else {
        return Ok(outcome);
    };
    let public: Vec<String> = model::public_pieces(&content).map(|it| it.id.to_string()).collect();
    if public.is_empty() {
        let message = "no piece is public, so there is nothing to show";
        let hint = "add `\"public\": true` to pieces in `data/pieces.json`";
        return Err(Error::usage(message).hint(hint));
    }
    let mut request = request.clone();
    request.selection.pieces = public;
    request.selection.editions = model::EDITIONS.to_vec();
    request.selection.published_only = true;
    request.selection.as_of = order.as_of;
    let built = pipeline::build(project, order.out, &request, progress)?;
    let has_failures = built.has_failures() || !built.io_errors.is_empty();
    let Outcome { report, notes, io_errors, rows, collected, .. } = built;
    outcome.report = report;
    outcome.notes.extend(notes);
    outcome.io_errors = io_errors;
    if has_failures {
        return Ok(outcome);
    }
    let mut site = Site::new(project, &content, order, &rows, &collected);
    outcome.report.extend(Released::read(project)?.removed_short_links(&content.program));
    outcome.report.extend(site.languages.iter().flat_map(missing_texts));
    outcome.notes.extend(site.notes.iter().cloned());
    if outcome.report.has_errors() {
        return Ok(outcome);
    }
    site.pictures = Pictures::of(&site, &folder, &Cache::new(Some(order.out)));
    let face_files = FaceFiles::find(project, &content.brand.typefaces);
    site.faces = face_files.paths();
    let mut files = render::render(project, &site, &pages::all(&site))?;
    let pages = files.values().map(Vec::as_slice);
    let faces = Faces::of(project, &face_files, pages, &folder);
    files.extend(assets::files(project, &site, &faces));
    files.insert(render::ICON.to_owned(), render::render_icon(project, &content.brand)?);
    let calendar_name = calendar_name::read(project, &content)?;
    files.extend(calendar::files(&site, &calendar_name));
    let has_sessions = site.languages.iter().any(|lang| !lang.sessions().is_empty());
    files.extend(verify::files(project, &site)?);
    outcome.notes.extend(pages::verify::note(&site));
    outcome.notes.extend(pages::redirect::notes(&site));
    let folders = pages::verify::folders(&site);
    let Site { files: downloads, pictures, logo, .. } = site;
    files.extend(logo.map(|logo| (logo.path.to_owned(), logo.file)));
    let mut sources = pictures.sources;
    sources.extend(faces.sources);
    for more in [downloads, pictures.files, faces.files] {
        files.extend(more);
    }
    assets::copy_beside(&folders, &mut files);
    if has_sessions && !order.draft {
        calendar_name::record(project, &calendar_name)?;
    }
    outcome.changes = Some(folder.write(files, sources)?);
    Ok(outcome)
}

/// Reports what a language does not have for the pages.
fn missing_texts(lang: &model::SiteLanguage) -> Vec<Finding> {
    let tag = &lang.tag;
    let finding = |missing: &MissingText| {
        let (what, hint) = match missing {
            MissingText::Text(text) => (format!("a translation of \"{text}\""), "add it"),
            MissingText::Phrase(name) => (
                format!("the phrase `{name}` in `data/wording.json`"),
                "run `peerpress migrate --write`, which adds the phrases of the website in English \
                 and Spanish, and translate them into your other languages",
            ),
            MissingText::Names(names) => {
                (format!("`{names}` in `data/wording.json`"), "add them under `locales`")
            }
            MissingText::Zone(zone) => {
                (format!("the name of the time zone `{zone}`"), "add it under `locales`")
            }
        };
        Finding::new(Code::Untranslated, format!("the website needs {what} in `{tag}`")).hint(hint)
    };
    lang.untranslated.iter().map(finding).collect()
}
