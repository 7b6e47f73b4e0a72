//! What a piece shows besides its wording: pictures, a photo, and the words of a person.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::job::JobPicture;
use crate::content::data_file::DataFile;
use crate::content::pieces::{Photo, Picture, Piece, Voice};
use crate::content::template::Template;

/// The files of the pictures that the template can draw, by the index of the piece.
pub(super) fn pictures(piece: &Piece, template: &Template, index: usize) -> Vec<JobPicture> {
    let named = |picture: &Picture, at: &str| JobPicture {
        file: picture.file.clone(),
        source: DataFile::Pieces,
        pointer: format!("/pieces/{index}/{at}/file"),
    };
    let photo = piece.photo.as_ref().filter(|_| template.photo);
    let own = template
        .pictures
        .iter()
        .filter_map(|name| Some(named(piece.pictures.get(name)?, &format!("pictures/{name}"))));
    own.chain(photo.map(|photo| named(&photo.picture, "photo"))).collect()
}

impl Facts<'_> {
    /// Adds the pictures of a piece to `/job.json`, and its photo and voice if the template has a
    /// place for them.
    pub(super) fn add_guests(
        &mut self,
        json: &mut Map<String, Value>,
        piece: &Piece,
        template: &Template,
    ) {
        let mut pictures = Map::new();
        for name in &template.optional_pictures {
            pictures.insert(name.clone(), Value::Null);
        }
        for name in &template.pictures {
            if let Some(picture) = piece.pictures.get(name) {
                pictures.insert(name.clone(), self.picture(picture));
            }
        }
        json.insert("pictures".to_owned(), pictures.into());
        if template.photo {
            let photo = piece.photo.as_ref().map(|photo| self.photo(photo));
            json.insert("photo".to_owned(), photo.unwrap_or_default());
        }
        if template.voice {
            let voice = piece.voice.as_ref().map(|voice| self.voice(voice));
            json.insert("voice".to_owned(), voice.unwrap_or_default());
        }
    }

    fn picture(&mut self, picture: &Picture) -> Value {
        let file = format!("/{}", picture.file);
        let mut value = json!({ "file": file, "alt": self.text(&picture.alt) });
        if let Some(focus) = &picture.focus {
            value["focus"] = focus.clone().into();
        }
        value
    }

    fn photo(&mut self, photo: &Photo) -> Value {
        let mut value = self.picture(&photo.picture);
        value["credit"] = self.text(&photo.credit);
        value
    }

    fn voice(&mut self, voice: &Voice) -> Value {
        json!({
            "words": self.text(&voice.words),
            "name": self.text(&voice.name),
            "sample": voice.sample,
        })
    }
}
