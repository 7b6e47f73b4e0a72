//! The selection on the command line: pieces, editions, languages, a print shop.

use std::collections::BTreeMap;

use globset::GlobBuilder;
use jiff::civil::Date;

use super::imposition::{Flip, Paper, Shift};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::languages::ProgramLanguage;
use crate::content::pieces::Piece;
use crate::content::vendors::Vendor;
use crate::error::Error;
use crate::nearest;

/// The files to build, as selected on the command line.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// IDs or patterns of pieces. An empty list selects all.
    pub pieces: Vec<String>,
    /// Editions. A piece is built in those that its template supports.
    pub editions: Vec<Edition>,
    /// The ID of the session or training that the jobs are about. The default is all.
    pub subject: Option<String>,
    /// The partners that hand out the pieces.
    pub partners: PartnerChoice,
    /// Languages. An empty list selects all published languages of the program.
    pub languages: Vec<String>,
    /// Whether drafts cannot be selected, because the files are handed out.
    pub published_only: bool,
    /// The print shop. The default is the first in `data/vendors.json`.
    pub vendor: Option<String>,
    /// How the office edition is printed.
    pub office: Office,
    /// Sessions from this day on are upcoming. The default is `as_of` in `data/program.json`.
    pub as_of: Option<Date>,
}

/// For whom pieces are made.
#[derive(Debug, Clone, Default)]
pub enum PartnerChoice {
    /// For the program and for each partner.
    #[default]
    All,
    /// For the program alone.
    None,
    /// For the partners with these IDs, or whose IDs match these patterns.
    Named(Vec<String>),
}

/// How the office edition is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Office {
    /// The paper for cards. The default is the program's.
    pub sheet: Option<Paper>,
    /// How the printer turns the paper over.
    pub flip: Flip,
    /// How far to move the backs, right and down as one looks at them, for a printer that does not
    /// align its sides.
    pub shift_back: Shift,
}

impl Selection {
    /// Returns the selected pieces, with their indices in `data/pieces.json`.
    pub(super) fn pieces<'a>(
        &self,
        content: &'a Content,
    ) -> Result<Vec<(usize, &'a Piece)>, Error> {
        let pieces = &content.pieces.pieces;
        if self.pieces.is_empty() {
            return Ok(pieces.iter().enumerate().collect());
        }
        let mut chosen = BTreeMap::new();
        for pattern in &self.pieces {
            let glob = GlobBuilder::new(pattern).build().map_err(|error| {
                Error::usage(format!("`{pattern}` is not a valid pattern: {}", error.kind()))
            })?;
            let matcher = glob.compile_matcher();
            let matching = pieces.iter().enumerate();
            let matching: Vec<_> =
                matching.filter(|(_, piece)| matcher.is_match(piece.id.as_str())).collect();
            if matching.is_empty() {
                let known = pieces.iter().map(|piece| piece.id.as_str());
                let is_pattern = pattern.contains(['*', '?', '[', '{']);
                let verb = if is_pattern { "no piece matches" } else { "there is no piece" };
                return Err(
                    Error::usage(format!("{verb} `{pattern}`")).hint(nearest::hint(pattern, known))
                );
            }
            chosen.extend(matching);
        }
        Ok(chosen.into_iter().collect())
    }

    /// Whether a file is selected, also one of a piece that is not in the data.
    pub(crate) fn includes(&self, piece: &str, edition: Edition, lang: &str) -> bool {
        let matches = |pattern: &String| {
            GlobBuilder::new(pattern)
                .build()
                .is_ok_and(|glob| glob.compile_matcher().is_match(piece))
        };
        self.editions.contains(&edition)
            && (self.languages.is_empty() || self.languages.iter().any(|it| it == lang))
            && (self.pieces.is_empty() || self.pieces.iter().any(matches))
    }

    /// Returns the selected languages, in the order of the program.
    pub(super) fn languages(&self, content: &Content) -> Result<Vec<String>, Error> {
        let cannot_be = |lang: &&String| {
            !content.has_language(lang) || self.published_only && content.is_draft(lang)
        };
        if let Some(lang) = self.languages.iter().find(cannot_be) {
            return Err(content.unpublished(lang));
        }
        let is_chosen = |known: &&ProgramLanguage| match self.languages.is_empty() {
            true => known.is_published(),
            false => self.languages.contains(&known.tag),
        };
        let chosen = content.program.languages.iter().filter(is_chosen);
        Ok(chosen.map(|language| language.tag.clone()).collect())
    }
}

/// Returns the print shop with an ID, or the first print shop.
pub(super) fn select_vendor<'a>(
    content: &'a Content,
    wanted: Option<&str>,
) -> Result<Option<&'a Vendor>, Error> {
    let vendors = &content.vendors.vendors;
    let Some(wanted) = wanted else { return Ok(vendors.first()) };
    let found = vendors.iter().find(|vendor| vendor.id.as_str() == wanted);
    let unknown = || {
        let known = vendors.iter().map(|vendor| vendor.id.as_str());
        Error::usage(format!("`data/vendors.json` has no print shop `{wanted}`"))
            .hint(nearest::hint(wanted, known))
    };
    found.map(Some).ok_or_else(unknown)
}
