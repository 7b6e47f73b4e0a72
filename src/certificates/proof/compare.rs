//! Compares a page with what was signed about it. `docs/verification.md` states the rules.
//!
//! A page that has the signed digest is as it was made. Any other page is at best unknown: a
//! program saved it again, and a reader has to compare it. What no program does that only saves a
//! file again is a change: a word that is added, missing, different, or hidden, another picture,
//! a stamp, or a code that is not the one of the link.

use super::code_picture::read_codes;
use super::credential::{self, Claims, Credential};
use super::face::{self, Difference};
use super::keys::PublicKeys;
use super::page::{self, PageFault};
use crate::content::locale::Locale;
use crate::finish::seal::PageStatement;
use crate::output::count;
use crate::pdf::{
    Digest, PageDigests, PageHashVersion, PageHasher, PageView, PlacedText, ReceivedPage,
    ReceivedPdf, StructureChange, TextChanges, TextDigest,
};

/// What a reader can do about a page that is not compared.
const WHAT_TO_DO: &str = "scan the code and compare each word on the page with the answer, or ask \
                          the issuer for a new file";

/// What the comparison of a page found.
#[derive(Debug)]
pub(super) enum Comparison {
    /// The page is as it was signed.
    Same,
    /// The page cannot be compared, for this reason.
    Unknown(String),
    /// The page differs from what was signed.
    Different(Vec<String>),
}

impl Comparison {
    /// The name in JSON.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Unknown(_) => "unknown",
            Self::Different(_) => "different",
        }
    }
}

/// The code of a link on a page, and what it states.
pub(super) struct Linked<'a> {
    pub(super) url: &'a str,
    pub(super) credential: &'a Credential,
    /// Whether the page has no link, only a drawn code.
    pub(super) is_drawn: bool,
    /// Whether someone else may have the key of the code, and sign any page with it.
    pub(super) is_key_stolen: bool,
}

/// Compares a page with what was signed with the code of a link.
pub(super) fn compare<'a>(
    file: &'a ReceivedPdf,
    page: &ReceivedPage<'a>,
    hasher: &mut PageHasher<'a>,
    linked: &Linked<'_>,
    keys: &PublicKeys,
    locales: &[Locale],
) -> Comparison {
    if let Some(fault) = &file.fault {
        let why = "programs may show different pages of it";
        return different(&format!("the file {fault}, so {why}"));
    }
    let record = page.record();
    if linked.is_drawn && record.is_none() {
        let why = "another program saved the page and dropped its link, so the page cannot be \
                   compared";
        return Comparison::Unknown(format!("{why}: {WHAT_TO_DO}"));
    }
    let signed = match signed_page(record, linked, keys) {
        Ok(signed) => signed,
        Err(difference) => return different(difference),
    };
    let hash_version =
        signed.as_ref().map_or(PageHashVersion::Second, |signed| signed.hash_version);
    let digests = page.digests(hasher, hash_version);
    let is_same = signed.as_ref().is_ok_and(|signed| {
        digests.as_ref().is_some_and(|digests| digests.whole == signed.digests.whole)
    });
    let unseen = signed.as_ref().ok().and_then(|signed| signed.unseen.as_deref());
    // The first version did not sign how screen readers read the page.
    let structure = unseen
        .filter(|_| hash_version == PageHashVersion::Second)
        .map_or(StructureChange::None, |unseen| file.compare_structure(page, unseen));
    let spoken = spoken_differences(file, page, structure, unseen);
    let doubt = doubt(file, page, structure, unseen);
    if is_same && doubt.is_none() && spoken.is_empty() {
        return Comparison::Same;
    }
    let view = page.view();
    let mut differences = foreign_marks(page, &view, linked.url);
    differences.extend(spoken);
    if !view.is_complete {
        differences.push("a part of the page cannot be read".to_owned());
    }
    if let Ok(signed) = &signed {
        differences.extend(changes(signed, digests.as_ref(), &view));
    }
    let (unreadable, words) = different_words(&view, &linked.credential.claims, locales);
    if signed.is_err() || differences.is_empty() {
        differences.extend(words);
    }
    if !differences.is_empty() {
        return Comparison::Different(differences);
    }
    let why = match signed {
        Err(why) => why.to_owned(),
        Ok(_) => doubt.unwrap_or_else(|| "another program saved the page again".to_owned()),
    };
    Comparison::Unknown(describe_unknown(&why, &unreadable))
}

/// Returns what the signature of a page states, or why it cannot be compared. The outer error is a
/// difference: the signature shows that the page was changed.
fn signed_page(
    record: Option<&[u8]>,
    linked: &Linked<'_>,
    keys: &PublicKeys,
) -> Result<Result<PageStatement, &'static str>, &'static str> {
    let Some(record) = record else {
        return Ok(Err("the page has no page signature: an earlier Peerpress made the file, or \
                       another program saved it again"));
    };
    match page::read_page_signature(record, linked.url, linked.credential.key, keys) {
        Ok(_) if linked.is_key_stolen => {
            Ok(Err("the page is signed with a key that was stolen, so the thief may have made it"))
        }
        Ok(signed) => Ok(Ok(signed)),
        Err(PageFault::NewerVersion) => {
            Ok(Err("this Peerpress cannot read the page signature, which has a newer version"))
        }
        Err(PageFault::Invalid) => Err("the page signature is not valid: it was changed"),
        Err(PageFault::OtherCode) => Err("the page signature belongs to another certificate"),
    }
}

/// Returns how what screen readers say differs from what was signed.
fn spoken_differences(
    file: &ReceivedPdf,
    page: &ReceivedPage<'_>,
    structure: StructureChange,
    unseen: Option<&[TextDigest]>,
) -> Vec<String> {
    let texts = unseen.map_or_else(Vec::new, |unseen| file.foreign_texts(page, unseen));
    let unsigned = |text: &&str| format!("screen readers say `{text}`, which was not signed");
    let mut differences: Vec<String> = texts.iter().map(unsigned).collect();
    differences.extend(match structure {
        StructureChange::Structure => {
            Some("screen readers read the page in a way that was not signed".to_owned())
        }
        StructureChange::Setting("Lang") if file.has_structure() => {
            Some("screen readers read the page in a language that was not signed".to_owned())
        }
        _ => None,
    });
    differences
}

/// Returns why a page that shows what was signed cannot be called genuine.
fn doubt(
    file: &ReceivedPdf,
    page: &ReceivedPage<'_>,
    structure: StructureChange,
    unseen: Option<&[TextDigest]>,
) -> Option<String> {
    let title = unseen.and_then(|unseen| file.foreign_titles(unseen).into_iter().next());
    if let Some(title) = title {
        return Some(format!("the file has the title `{title}`, which was not signed"));
    }
    if file.is_updated {
        return Some("the file was changed after it was made; the page was not".to_owned());
    }
    match structure {
        StructureChange::LeftOut => {
            return Some("the structure of the file leaves out the page".to_owned());
        }
        StructureChange::Setting(name) => {
            return Some(format!("the `{name}` of the file is not the one that was signed"));
        }
        StructureChange::None | StructureChange::Structure => {}
    }
    let of_file = || file.extra.as_ref().map(|extra| format!("the file {extra}"));
    page.extra().map(|extra| format!("the page {extra}")).or_else(of_file)
}

fn different(reason: &str) -> Comparison {
    Comparison::Different(vec![reason.to_owned()])
}

fn describe_unknown(why: &str, unreadable: &[String]) -> String {
    let words = if unreadable.is_empty() {
        "the signed words are on the page, but the rest cannot be compared".to_owned()
    } else {
        format!(
            "the page cannot be compared, because the program made its {} unreadable",
            unreadable.join(", ")
        )
    };
    format!("{why}; {words}: {WHAT_TO_DO}")
}

/// Returns what differs between a page and what its page signature states.
fn changes(signed: &PageStatement, digests: Option<&PageDigests>, view: &PageView) -> Vec<String> {
    let TextChanges { removed, added } = TextChanges::between(&signed.text, &view.placed);
    let is_hidden = |line: &str| view.hidden.iter().any(|hidden| line.contains(&hidden.text));
    let mut found = Vec::new();
    let pairs = removed.len().max(added.len());
    for index in 0..pairs {
        found.push(match (removed.get(index), added.get(index)) {
            (Some(old), Some(new)) => format!("the page says `{new}`, but `{old}` was signed"),
            (None, Some(new)) => format!("`{new}` was added to the page"),
            (Some(old), None) if is_hidden(old) => format!("`{old}` is hidden on the page"),
            (Some(old), None) => format!("`{old}` is missing from the page"),
            (None, None) => continue,
        });
    }
    let is_removed = |line: &str| removed.iter().any(|removed| removed.contains(line));
    let hidden = view.hidden.iter().filter(|line| !is_removed(&line.text));
    found.extend(hidden.map(|line| format!("`{}` was added and hidden", line.text)));
    let recolored = |old: &&PlacedText| view.placed.iter().any(|new| old.is_recolored(new));
    let recolored = signed.text.iter().filter(recolored);
    found.extend(recolored.map(|text| format!("`{}` has another color", text.readable())));
    let Some(digests) = digests else {
        found.push("what the page shows cannot be read as it was signed".to_owned());
        return found;
    };
    let signed = &signed.digests;
    let is_known = |it: &Digest| signed.pictures.contains(it) || signed.inner_pictures.contains(it);
    if digests.pictures != signed.pictures || !digests.inner_pictures.iter().all(is_known) {
        found.push("a picture on the page was added, changed, or removed".to_owned());
    }
    if let Some(more @ 1..) = digests.paintings.checked_sub(signed.paintings) {
        let drawings = count(more, "drawing was", "drawings were");
        found.push(format!("{drawings} added to the page"));
    }
    if digests.annotations.iter().any(|it| !signed.annotations.contains(it)) {
        found.push("a link, a note, or a form field was added to the page or changed".to_owned());
    }
    found
}

/// Returns what no certificate has on its page.
fn foreign_marks(page: &ReceivedPage<'_>, view: &PageView, url: &str) -> Vec<String> {
    let mut found: Vec<String> =
        page.shown_annotations().iter().map(|it| format!("{it} was added to the page")).collect();
    let disguise =
        |text: &String| format!("programs read `{text}`, but the letters on the page are others");
    found.extend(view.disguises.iter().map(disguise));
    let is_other = |code: &String| {
        credential::looks_like_code(code)
            && credential::extract_code(code) != credential::extract_code(url)
    };
    if read_codes(&view.codes).iter().any(is_other) {
        found.push("the code drawn on the page is not the code of its link".to_owned());
    }
    found
}

/// Compares the visible words with what the code states. Returns the statements that cannot be read
/// in this file, and the differences.
fn different_words(
    view: &PageView,
    claims: &Claims,
    locales: &[Locale],
) -> (Vec<String>, Vec<String>) {
    let (mut unreadable, mut words) = (Vec::new(), Vec::new());
    for difference in face::differences((&view.lines, &view.hidden), claims, locales) {
        match difference {
            Difference::Unreadable(field) => unreadable.push(field),
            Difference::Words(reason) => words.push(reason),
        }
    }
    (unreadable, words)
}
