//! What a piece shows besides its wording: pictures, a photo, and the words of a person.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::job::JobPicture;
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::pieces::{Photo, Picture, Piece, Voice};
use crate::content::template::{Repeat, Template};

/// The files of the pictures that the template can draw. `about` is what the job is about.
pub(super) fn pictures(
    content: &Content,
    template: &Template,
    index: usize,
    about: Option<(Repeat, usize)>,
) -> Vec<JobPicture> {
    let piece = &content.pieces.pieces[index];
    let named = |picture: &Picture, source: DataFile, at: &str| JobPicture {
        file: picture.file.clone(),
        source,
        pointer: format!("{at}/file"),
    };
    let own = template.pictures.iter().filter_map(|name| {
        let at = format!("/pieces/{index}/pictures/{name}");
        Some(named(piece.pictures.get(name)?, DataFile::Pieces, &at))
    });
    let session = session_of(about).filter(|at| content.trainings.sessions[*at].photo.is_some());
    let (source, at) = match session {
        Some(session) => (DataFile::Trainings, format!("/sessions/{session}/photo")),
        None => (DataFile::Pieces, format!("/pieces/{index}/photo")),
    };
    let photo = photo_of(content, piece, about).filter(|_| template.photo);
    own.chain(photo.map(|photo| named(&photo.picture, source, &at))).collect()
}

/// The index of the session that a job is about.
fn session_of(about: Option<(Repeat, usize)>) -> Option<usize> {
    let is_session = |(repeat, _): &(Repeat, usize)| {
        matches!(repeat, Repeat::Sessions | Repeat::UpcomingSessions)
    };
    about.filter(is_session).map(|(_, index)| index)
}

/// The photo of the session that a job is about or, without one, that of the piece.
fn photo_of<'a>(
    content: &'a Content,
    piece: &'a Piece,
    about: Option<(Repeat, usize)>,
) -> Option<&'a Photo> {
    let session = session_of(about).map(|index| &content.trainings.sessions[index]);
    session.and_then(|session| session.photo.as_ref()).or(piece.photo.as_ref())
}

impl Facts<'_> {
    /// Adds the pictures of a piece to `/job.json`, and its photo and voice if the template has a
    /// place for them.
    pub(super) fn add_guests(
        &mut self,
        json: &mut Map<String, Value>,
        piece: &Piece,
        template: &Template,
        about: Option<(Repeat, usize)>,
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
            if let Some(session) = session_of(about) {
                let pointer = format!("/sessions/{session}/photo");
                self.record_read(DataFile::Trainings.path(), &pointer);
            }
            let photo = photo_of(self.content, piece, about).map(|photo| self.photo(photo));
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
