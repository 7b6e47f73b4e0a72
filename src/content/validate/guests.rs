//! The photo and the voice of a piece, and the photo of a session: the template has a place for
//! them, the file of the photo exists, and whoever is quoted agreed to it.

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::pieces::{Photo, Piece, Voice};
use crate::content::template::Template;
use crate::diagnostic::Code;

impl Checker<'_> {
    /// Checks the photo and the voice of a piece. `at` is the pointer to the piece.
    pub(super) fn guests(&mut self, piece: &Piece, template: &Template, at: &str) {
        let places = [
            ("photo", "a photo", piece.photo.is_some(), template.photo),
            ("voice", "the words of a person", piece.voice.is_some(), template.voice),
        ];
        for (field, what, is_given, has_place) in places {
            if is_given && !has_place {
                let place = self.place(DataFile::Pieces, &format!("{at}/{field}"));
                let message = format!("the template `{}` has no place for {what}", piece.template);
                self.push(Code::UnusedText, place, &message, "remove it");
            }
        }
        if let Some(photo) = &piece.photo {
            self.photo_file(DataFile::Pieces, photo, at);
        }
        if let Some(voice) = &piece.voice {
            self.consent(voice, &format!("{at}/voice"));
        }
    }

    /// Checks that the file of a photo exists. `at` is the pointer to what it is a photo of.
    pub(super) fn photo_file(&mut self, file: DataFile, photo: &Photo, at: &str) {
        let place = self.place(file, &format!("{at}/photo/file"));
        self.named_file(&photo.picture.file, place);
    }

    /// Reports the words of a person who did not agree to be quoted.
    fn consent(&mut self, voice: &Voice, at: &str) {
        if voice.sample || voice.consent.is_some() {
            return;
        }
        let place = self.place(DataFile::Pieces, &format!("{at}/words"));
        let message = "nothing says that the person who is quoted agreed to it";
        let hint = "ask the person, and add `consent` with `date` and `how`, such as \
                    \"how\": \"signed form, in the office\"; or remove `voice`";
        self.push(Code::NoConsent, place, message, hint);
    }
}
