//! ICC profiles of printing conditions: whether a file is the profile of a CMYK press.

use moxcms::{ColorProfile, DataColorSpace, ProfileClass};

/// Returns what is wrong with a profile, as the end of a sentence; `None` if it can be used.
pub(crate) fn fault(bytes: &[u8]) -> Option<String> {
    // The signature of every ICC profile (ICC.1:2010, 7.2).
    if bytes.get(36..40) != Some(b"acsp") {
        let problem = match bytes {
            [] => "is empty",
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, ..] => "is a picture, not an ICC profile",
            [b'%', b'P', b'D', b'F', ..] => "is a PDF, not an ICC profile",
            _ => "is not an ICC profile",
        };
        return Some(problem.to_owned());
    }
    let stated = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    if usize::try_from(stated) != Ok(bytes.len()) {
        let length = bytes.len();
        return Some(format!("is incomplete: it has {length} of {stated} bytes"));
    }
    let profile = match ColorProfile::new_from_slice(bytes) {
        Ok(profile) => profile,
        Err(error) => return Some(format!("is damaged: {error}")),
    };
    match (profile.profile_class, profile.color_space) {
        (ProfileClass::OutputDevice, DataColorSpace::Cmyk) => {}
        (_, DataColorSpace::Cmyk) => return Some("is for CMYK, but not for a press".to_owned()),
        (_, DataColorSpace::Rgb) => return Some("is for RGB, not for a CMYK press".to_owned()),
        (_, DataColorSpace::Gray) => return Some("is for gray, not for a CMYK press".to_owned()),
        (_, space) => return Some(format!("is for {space:?}, not for a CMYK press")),
    }
    let has_tables =
        profile.lut_a_to_b_perceptual.is_some() && profile.lut_b_to_a_perceptual.is_some();
    (!has_tables).then(|| "lacks the tables that convert colors to CMYK (A2B0, B2A0)".to_owned())
}
