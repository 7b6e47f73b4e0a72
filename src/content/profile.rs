//! ICC profiles of printing conditions: whether a file is one that a press is driven by.

/// What is wrong with a profile, to follow its name; none if it can be used. ICC.1:2010: the header (7.2), the list of tags (7.3).
pub fn fault(bytes: &[u8]) -> Option<String> {
    let word = |at: usize| bytes.get(at..at + 4);
    let number = |at: usize| {
        word(at).map(|bytes| bytes.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    if word(36) != Some(b"acsp") {
        return Some(match bytes {
            [] => "is empty".to_owned(),
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, ..] => {
                "is a picture, not an ICC profile".to_owned()
            }
            [b'%', b'P', b'D', b'F', ..] => "is a PDF, not an ICC profile".to_owned(),
            _ => "is not an ICC profile".to_owned(),
        });
    }
    if number(0) != Some(bytes.len()) {
        return Some(format!(
            "is cut short or garbled: it says that it has {} bytes, and it has {}",
            number(0).unwrap_or_default(),
            bytes.len()
        ));
    }
    let space =
        word(16).map(|space| String::from_utf8_lossy(space).trim().to_owned()).unwrap_or_default();
    match (word(12), space.as_str()) {
        (Some(b"prtr"), "CMYK") => {}
        (_, "RGB") => return Some("is for RGB screens, not for a press of four inks".to_owned()),
        (_, "GRAY") => return Some("is for one ink, not for a press of four inks".to_owned()),
        (_, "CMYK") => return Some("is of CMYK, but not of a press".to_owned()),
        (_, space) => {
            return Some(format!("is of the colour space {space}, not of a press of four inks"));
        }
    }
    let count = number(128).unwrap_or_default();
    let tags: Vec<(&[u8], usize, usize)> = (0..count.min(200))
        .map_while(|index| {
            Some((word(132 + 12 * index)?, number(136 + 12 * index)?, number(140 + 12 * index)?))
        })
        .collect();
    let is_there = |name: &[u8]| tags.iter().any(|tag| tag.0 == name);
    let fits = tags.len() == count
        && tags
            .iter()
            .all(|(_, at, size)| at.checked_add(*size).is_some_and(|end| end <= bytes.len()));
    match (fits, is_there(b"A2B0") && is_there(b"B2A0")) {
        (false, _) => Some("is garbled: its list of tables does not fit it".to_owned()),
        (true, false) => Some("lacks the tables that turn colours into inks".to_owned()),
        (true, true) => None,
    }
}
