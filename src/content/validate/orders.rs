//! Pieces that can be ordered: they can be printed, in whole bundles, and orders have an address.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::pieces::{OrderLimits, Piece};
use crate::diagnostic::Code;

impl Checker<'_> {
    pub(super) fn orders(&mut self) {
        let partial = self.partial;
        let Some(pieces) = &partial.pieces else { return };
        let mut first = None;
        for (index, piece) in pieces.pieces.iter().enumerate() {
            let Some(limits) = &piece.order else { continue };
            let at = format!("/pieces/{index}/order");
            self.order_limits(limits, &at);
            self.ordered_piece(piece, &at);
            first.get_or_insert(at);
        }
        let (Some(at), Some(program)) = (first, &partial.program) else { return };
        if program.order_address().is_none() {
            let place = self.place(DataFile::Pieces, &at);
            let message = "copies cannot be ordered: the program has no email address";
            let hint = "add `email` to `contact` in `data/program.json`, or to a contact with the \
                        role `orders`; or remove `order` from the pieces";
            self.push(Code::NoOrderAddress, place, message, hint);
        }
    }

    fn order_limits(&mut self, limits: &OrderLimits, at: &str) {
        let (min, max, step) = (limits.min(), limits.max, limits.step());
        let message = if min > max {
            format!("the fewest copies are {min}, and the most are {max}")
        } else if !min.is_multiple_of(step) || !max.is_multiple_of(step) {
            format!("{min} and {max} copies are not both whole bundles of {step}")
        } else {
            return;
        };
        let place = self.place(DataFile::Pieces, at);
        let hint = "correct `min`, `max`, or `step`, such as {\"min\": 25, \"max\": 500, \
                    \"step\": 25}";
        self.push(Code::BadValue, place, &message, hint);
    }

    fn ordered_piece(&mut self, piece: &Piece, at: &str) {
        let partial = self.partial;
        let name = piece.template.as_str();
        let Some(template) = partial.templates.get(name) else { return };
        let reason = if !template.editions.contains(&Edition::Press) {
            "has no edition `press`"
        } else if template.repeat.is_some() {
            "makes several files"
        } else {
            return;
        };
        let message = format!("`{}` cannot be ordered: its template `{name}` {reason}", piece.id);
        let place = self.place(DataFile::Pieces, at);
        self.push(Code::BadValue, place, &message, "remove `order`");
    }
}
