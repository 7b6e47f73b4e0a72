//! ICC profiles of printing conditions: whether a file is the profile of a CMYK press.

use std::collections::BTreeSet;

use moxcms::{ColorProfile, DataColorSpace, ProfileClass, ProfileText};

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

/// Printing conditions, each with the words by which names and descriptions of profiles know it.
/// A word that several share fits each of them.
const CONDITIONS: [(&str, &[&str]); 13] = [
    ("GRACoL 2006 (CGATS TR 006)", &["gracol2006", "tr006", "gracol"]),
    ("GRACoL 2013 (CRPC6)", &["gracol2013", "crpc6", "gracol"]),
    ("SWOP 3 (CGATS TR 003)", &["swop2006coated3", "tr003", "swop"]),
    ("SWOP 5 (CGATS TR 005)", &["swop2006coated5", "tr005", "swop"]),
    ("SWOP 2013 (CRPC5)", &["swop2013", "crpc5", "swop"]),
    ("SWOP (CGATS TR 001)", &["tr001", "uswebcoated", "swop"]),
    ("FOGRA27", &["fogra27"]),
    ("FOGRA39", &["fogra39", "isocoatedv2"]),
    ("FOGRA47", &["fogra47", "psouncoatediso12647"]),
    ("FOGRA51", &["fogra51", "psocoatedv3"]),
    ("FOGRA52", &["fogra52", "psouncoatedv3"]),
    ("Japan Color 2001", &["japancolor2001", "jc200103", "japancolor"]),
    ("Japan Color 2011", &["japancolor2011", "japancolor"]),
];

/// Returns the condition of a profile if it is not the one that a print shop names. `None` if they
/// agree, or if one of the two is not known.
pub(crate) fn other_condition(bytes: &[u8], named: &str) -> Option<String> {
    let profile = ColorProfile::new_from_slice(bytes).ok()?;
    let texts = [&profile.description, &profile.char_target];
    let own = texts.into_iter().flatten().map(words_of).find_map(|text| {
        let known = conditions(&text);
        (!known.is_empty()).then_some(known)
    })?;
    let named = conditions(named);
    (!named.is_empty() && named.is_disjoint(&own)).then(|| Vec::from_iter(own).join(" or "))
}

/// The conditions that a text names, by its most exact word.
fn conditions(text: &str) -> BTreeSet<&'static str> {
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let plain = plain.to_lowercase();
    let longest = CONDITIONS.iter().flat_map(|(_, words)| words.iter());
    let Some(word) = longest.filter(|word| plain.contains(**word)).max_by_key(|word| word.len())
    else {
        return BTreeSet::new();
    };
    CONDITIONS.iter().filter(|(_, words)| words.contains(word)).map(|(name, _)| *name).collect()
}

fn words_of(text: &ProfileText) -> String {
    match text {
        ProfileText::PlainString(text) => text.clone(),
        ProfileText::Localizable(all) => {
            all.iter().map(|one| one.value.as_str()).collect::<Vec<_>>().join(" ")
        }
        ProfileText::Description(description) => description.ascii_string.clone(),
    }
}
