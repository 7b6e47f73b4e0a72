//! The faces of the website: the letters of its pages in the typefaces of the brand, as WOFF2.
//!
//! `changes::faces` makes fonts with a part of the letters, and `ttf2woff2` compresses them. Such a
//! font has no rules for letters that change their shape, so other scripts, such as Arabic, are set
//! in the fonts of the reader's system.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use ttf2woff2::BrotliQuality;
use unicode_script::{Script, UnicodeScript};

use super::write::SiteFolder;
use crate::changes::faces::web_font;
use crate::content::brand::Typefaces;
use crate::output::manifest::hash;
use crate::project::Project;
use crate::typeset::Fonts;

/// The weights of the faces by role. The first of a role that the project has is used.
const FACES: [(&str, &[u16]); 3] =
    [("display", &[600, 700, 400]), ("text", &[400]), ("text-bold", &[700, 600])];

/// The name of the license in the folder of a family.
const LICENSE: &str = "OFL.txt";

/// The files that the faces are made from.
pub(super) struct FaceFiles {
    fonts: Fonts,
    /// The name of each face, its role, its family, and its weight.
    faces: Vec<(&'static str, &'static str, String, u16)>,
}

impl FaceFiles {
    /// Finds the files of the brand's typefaces.
    pub(super) fn find(project: &Project, typefaces: &Typefaces) -> Self {
        let fonts = Fonts::read(project);
        let face = |(name, weights): (&'static str, &[u16])| {
            let role = name.split('-').next().unwrap_or(name);
            let family = if role == "display" { typefaces.display() } else { typefaces.text() };
            let weight = weights.iter().find(|it| fonts.file_of(family, **it).is_some())?;
            Some((name, role, family.to_owned(), *weight))
        };
        let faces = FACES.into_iter().filter_map(face).collect();
        Self { fonts, faces }
    }

    /// The paths of the faces in the folder of the website.
    pub(super) fn paths(&self) -> Vec<String> {
        self.faces.iter().map(|(name, ..)| path(name)).collect()
    }
}

fn path(name: &str) -> String {
    format!("fonts/{name}.woff2")
}

/// The faces.
#[derive(Debug, Default)]
pub(super) struct Faces {
    /// The rules of the stylesheet.
    pub(super) css: String,
    /// The fonts and their licenses, by path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// What each font was made from, by path.
    pub(super) sources: BTreeMap<String, String>,
}

impl Faces {
    /// Makes the faces for the letters of pages. Those that are unchanged since the last run are
    /// taken from the folder.
    pub(super) fn of<'a>(
        project: &Project,
        known: &FaceFiles,
        pages: impl Iterator<Item = &'a [u8]>,
        folder: &SiteFolder,
    ) -> Self {
        let letters = letters(pages);
        let mut all = Self::default();
        for (name, role, family, weight) in &known.faces {
            all.add(project, &known.fonts, folder, (name, role, family, *weight), &letters);
        }
        all
    }

    fn add(
        &mut self,
        project: &Project,
        fonts: &Fonts,
        folder: &SiteFolder,
        (name, role, family, weight): (&str, &str, &str, u16),
        letters: &BTreeSet<char>,
    ) {
        let Some(file) = fonts.file_of(family, weight) else { return };
        let path = path(name);
        let known: String = letters.iter().collect();
        let font = fonts.find(family, weight).map(|(bytes, _)| hash(bytes)).unwrap_or_default();
        let source = format!("{font}:{}", hash(known.as_bytes()));
        let made = || {
            let subset = web_font(fonts, family, weight, letters)?;
            ttf2woff2::encode(&subset, BrotliQuality::default()).ok()
        };
        let Some(bytes) = folder.made_from(&path, &source).or_else(made) else { return };
        self.css += &format!(
            "@font-face {{ font-family: \"{role}\"; font-weight: {}; font-display: optional; \
             src: url(\"{path}\") format(\"woff2\"); }}\n",
            if name == "text" { "400" } else { "600 700" }
        );
        self.files.insert(path.clone(), bytes);
        self.sources.insert(path, source);
        let license = file.rsplit_once('/').map(|(above, _)| format!("{above}/{LICENSE}"));
        if let Some(text) = license.and_then(|path| fs::read(project.path(&path)).ok()) {
            self.files.insert(format!("fonts/{role}.{LICENSE}"), text);
        }
    }
}

/// The letters of pages that need no rules for their shape.
fn letters<'a>(pages: impl Iterator<Item = &'a [u8]>) -> BTreeSet<char> {
    let mut letters: BTreeSet<char> = (' '..='~').collect();
    for page in pages {
        letters.extend(String::from_utf8_lossy(page).chars().filter(|letter| {
            matches!(
                letter.script(),
                Script::Latin | Script::Greek | Script::Cyrillic | Script::Common
            ) && !letter.is_control()
        }));
    }
    letters
}
