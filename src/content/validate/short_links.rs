//! Short addresses of the website: each leads to one thing that the website has.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::pieces::Piece;
use crate::content::program::Program;
use crate::content::reserved::has_reserved_host;
use crate::content::short_link::{LinkTarget, ShortLink};
use crate::content::text::Id;
use crate::diagnostic::Code;

impl Checker<'_> {
    /// Checks the address of the website, and the short addresses in it.
    pub(super) fn short_links(&mut self, program: &Program) {
        let place = self.place(DataFile::Program, "/website");
        match program.website.as_ref().map(|website| website.0.as_str()) {
            Some(website) if website.contains(['?', '#']) => {
                let message = "the address of the website has a `?` or a `#`";
                let hint = "give the address of its folder, such as `https://example.org/peers/`";
                self.push(Code::BadValue, place, message, hint);
            }
            Some(website) if has_reserved_host(website) => self.placeholder(website, place),
            None if !program.short_links.is_empty() => {
                let place = self.place(DataFile::Program, "/short_links");
                let message = "short addresses need the address of the website";
                let hint = "add `website`, such as \"https://example.org/peers/\"";
                self.push(Code::MissingField, place, message, hint);
            }
            _ => {}
        }
        for (index, link) in program.short_links.iter().enumerate() {
            self.link_target(link, &format!("/short_links/{index}"));
        }
    }

    fn link_target(&mut self, link: &ShortLink, at: &str) {
        let partial = self.partial;
        let Some(target) = link.target() else {
            let place = self.place(DataFile::Program, &format!("{at}/id"));
            let message = format!("the short address `{}` does not lead to one thing", link.id);
            let hint = "give it one of `to`, `piece`, `session`, and `page`";
            self.push(Code::BadValue, place, &message, hint);
            return;
        };
        match target {
            LinkTarget::Address(address) => self.target_address(address, at),
            LinkTarget::Page(_) => {}
            LinkTarget::Piece(id) => {
                let pieces = partial.pieces.iter().flat_map(|file| &file.pieces);
                let pieces: Vec<&Piece> = pieces.collect();
                let known: Vec<&str> = pieces.iter().map(|piece| piece.id.as_str()).collect();
                let place = self.place(DataFile::Program, &format!("{at}/piece"));
                let piece = pieces.iter().find(|piece| piece.id == *id);
                if piece.is_some_and(|piece| !piece.public) {
                    let message = format!("the piece `{id}` is not on the website");
                    let hint = "add `\"public\": true` to it, or name another piece";
                    self.push(Code::BadValue, place, &message, hint);
                } else if partial.pieces.is_some() {
                    self.reference(id.as_str(), "there is no piece", &known, place);
                }
            }
            LinkTarget::Session(id) => {
                let Some(trainings) = &partial.trainings else { return };
                let sessions = trainings.sessions.iter();
                let known: Vec<&str> = sessions.map(|session| session.id.as_str()).collect();
                let place = self.place(DataFile::Program, &format!("{at}/session"));
                self.reference(id.as_str(), "there is no session", &known, place);
            }
        }
    }

    /// Checks that a short address does not lead to a short address, which could be itself.
    fn target_address(&mut self, address: &str, at: &str) {
        let Some(program) = &self.partial.program else { return };
        if program.short_id(address).is_some() {
            let place = self.place(DataFile::Program, &format!("{at}/to"));
            let message = "a short address leads to a short address of the same website";
            let hint = "give it the address of what readers should get";
            self.push(Code::BadValue, place, message, hint);
        }
    }

    /// Checks that the short address that a piece prints exists.
    pub(super) fn printed_short_link(&mut self, link: &Id, at: &str) {
        let Some(program) = &self.partial.program else { return };
        let links = program.short_links.iter();
        let known: Vec<&str> = links.map(|link| link.id.as_str()).collect();
        let place = self.place(DataFile::Pieces, &format!("{at}/short_link"));
        let missing = "`short_links` in `data/program.json` has no";
        self.reference(link.as_str(), missing, &known, place);
    }
}
