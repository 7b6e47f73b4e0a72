//! The short address of the website that a piece prints and encodes, in place of the web page of
//! its first contact.

use serde_json::Value;

use super::facts::Facts;
use super::link_meaning::LinkKind;
use crate::content::data_file::DataFile;
use crate::content::need::Fields;
use crate::content::pieces::Piece;

impl<'a> Facts<'a> {
    /// Takes over the short address that the piece at `index` of the data prints.
    pub(super) fn take_short_link(&mut self, piece: &'a Piece, index: usize) {
        let Some(id) = &piece.short_link else { return };
        let Some(mut address) = self.content.program.short_address(id, self.lang) else { return };
        self.record_read(DataFile::Pieces.path(), &format!("/pieces/{index}/short_link"));
        self.record_read(DataFile::Program.path(), "/website");
        if let Some(partner) = self.partner {
            // The web server's log then says which partner's copies people scan.
            address += &format!("?p={}", self.content.partners.partners[partner].id);
        }
        self.short_link = Some(address);
    }

    /// Puts the short address of the piece in place of the web page of a contact.
    pub(super) fn lead_to_short_link(&mut self, contact: &mut Value, fields: &Fields<'_>) {
        let Some(address) = self.short_link.clone() else { return };
        if fields.below("web").is_some() && contact.is_object() {
            let link = self.codes.typed(&address);
            contact["web"] = self.with_meaning(link, LinkKind::Web, DataFile::Program, "/website");
        }
    }
}
