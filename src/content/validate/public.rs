//! What the website shows of the pieces: who may be public, and the groups that readers choose.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::pieces::{Group, Piece};
use crate::diagnostic::Code;

impl Checker<'_> {
    /// Checks what a piece says about the website.
    pub(super) fn publication(&mut self, piece: &Piece, at: &str) {
        let partial = self.partial;
        let Some(pieces) = &partial.pieces else { return };
        let ids = |groups: &'static str, list: &[Group]| -> (String, Vec<String>) {
            let missing = format!("`{groups}` in `{}` has no", DataFile::Pieces.path());
            (missing, list.iter().map(|group| group.id.to_string()).collect())
        };
        let audiences = piece.audiences.iter().enumerate();
        if let Some(link) = &piece.short_link {
            self.printed_short_link(link, at);
        }
        let named = audiences
            .map(|(index, id)| (format!("audiences/{index}"), id, "audiences"))
            .chain(piece.kind.iter().map(|id| ("kind".to_owned(), id, "kinds")));
        for (field, id, groups) in named {
            let list = if groups == "kinds" { &pieces.kinds } else { &pieces.audiences };
            let (missing, known) = ids(groups, list);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let place = self.place(DataFile::Pieces, &format!("{at}/{field}"));
            self.reference(id.as_str(), &missing, &known, place);
        }
        let template = partial.templates.get(piece.template.as_str());
        if piece.public && template.is_some_and(|template| !piece.can_be_public(template)) {
            let message = format!(
                "`{}` cannot be public: it is a certificate, a card of a person, or a sheet for \
                 the office",
                piece.id
            );
            let place = self.place(DataFile::Pieces, &format!("{at}/public"));
            self.push(Code::NeverPublic, place, &message, "remove `\"public\": true`");
        }
    }
}
