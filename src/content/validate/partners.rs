//! Partners: each can be reached, and names pieces and languages that there are.

use super::Checker;
use super::logos::LogoPlace;
use crate::content::data_file::DataFile;
use crate::content::logos::Logos;
use crate::content::partners::{self, Partner};
use crate::content::pieces::Piece;
use crate::diagnostic::Code;
use crate::nearest;

impl Checker<'_> {
    /// Checks the partners. Returns what can be drawn of the logo of each.
    pub(super) fn partners(&mut self) -> Vec<Logos> {
        let partial = self.partial;
        let list = partial.partners.iter().flat_map(|partners| &partners.partners).enumerate();
        list.map(|(index, partner)| self.partner(partner, &format!("/partners/{index}"))).collect()
    }

    fn partner(&mut self, partner: &Partner, at: &str) -> Logos {
        let partial = self.partial;
        if partner.ways.phone.is_none() {
            let message = format!("`{}` has no `phone`", partner.id);
            let hint = "add \"phone\": its pieces print it in place of the number of the program";
            let place = self.place(DataFile::Partners, &format!("{at}/id"));
            self.push(Code::MissingField, place, &message, hint);
        }
        if let Some(program) = partial.program.as_ref().filter(|_| !partner.sample) {
            // What is marked as a sample needs no second mark.
            self.contact(&partner.ways, &program.region.0, DataFile::Partners, at);
        } else if let Some(phone) = &partner.ways.phone {
            let place = self.place(DataFile::Partners, &format!("{at}/phone"));
            self.number_to_call(&phone.0, place);
        }
        self.languages_of_partner(partner, at);
        self.pieces_of_partner(partner, at);
        self.common_languages(partner, at);
        let pointer = format!("{at}/logo");
        let named = LogoPlace { file: DataFile::Partners, at: &pointer };
        partner.logo.as_ref().map(|files| self.logo(files, &named)).unwrap_or_default()
    }

    fn languages_of_partner(&mut self, partner: &Partner, at: &str) {
        let partial = self.partial;
        let Some(program) = &partial.program else { return };
        let known: Vec<&str> = program.languages.iter().map(|one| one.tag.as_str()).collect();
        for (index, language) in partner.languages.iter().flatten().enumerate() {
            let place = self.place(DataFile::Partners, &format!("{at}/languages/{index}"));
            let what = "`languages` in `data/program.json` has no";
            self.reference(&language.0, what, &known, place);
        }
    }

    /// Reports the pieces of which the partner gets no file, because they are made in none of its
    /// languages. It gets one in a draft language only if the command line names the language.
    fn common_languages(&mut self, partner: &Partner, at: &str) {
        let partial = self.partial;
        let (Some(pieces), Some(program)) = (&partial.pieces, &partial.program) else { return };
        let Some(wanted) = &partner.languages else { return };
        let published = program.languages.iter().filter(|language| language.is_published());
        let published: Vec<&str> = published.map(|language| language.tag.as_str()).collect();
        let has_template = |piece: &&Piece| {
            let template = partial.templates.get(piece.template.as_str());
            template.is_some_and(|template| partner.has_piece(piece, template))
        };
        for piece in pieces.pieces.iter().filter(has_template) {
            let made: Vec<&str> =
                published.iter().copied().filter(|lang| piece.has_language(lang)).collect();
            if made.is_empty() || made.iter().any(|lang| partner.has_language(lang)) {
                continue;
            }
            let wanted: Vec<&str> = wanted.iter().map(|language| language.0.as_str()).collect();
            let message = format!(
                "`{}` gets no file of `{}`, which is made in {}: the partner has only {}",
                partner.id,
                piece.id,
                quoted(&made),
                quoted(&wanted)
            );
            let hint = "add a language to the partner or to the piece, or remove the piece from \
                        `pieces` of the partner";
            let place = self.place(DataFile::Partners, &format!("{at}/languages"));
            self.push(Code::NoCommonLanguage, place, &message, hint);
        }
    }

    fn pieces_of_partner(&mut self, partner: &Partner, at: &str) {
        let partial = self.partial;
        let Some(pieces) = &partial.pieces else { return };
        let can_hand_out = |piece: &&Piece| {
            let template = partial.templates.get(piece.template.as_str());
            // Nothing is known about a template with errors.
            template.is_none_or(|template| partners::can_hand_out(piece, template))
        };
        let all = pieces.pieces.iter().filter(can_hand_out);
        let known: Vec<&str> = all.map(|piece| piece.id.as_str()).collect();
        for (index, pattern) in partner.pieces.iter().enumerate() {
            if known.iter().any(|id| partners::matches(&pattern.0, id)) {
                continue;
            }
            let place = self.place(DataFile::Partners, &format!("{at}/pieces/{index}"));
            let message = format!("no piece that partners can hand out matches `{}`", pattern.0);
            let hint = nearest::hint(&pattern.0, known.iter().copied());
            self.push(Code::UnknownReference, place, &message, &hint);
        }
    }
}

/// Names in a message.
fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
