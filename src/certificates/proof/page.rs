//! The page signature: what a page shows, signed with the key of its code and bound to it.
//!
//! It is a COSE_Sign1 structure (RFC 9052, untagged, EdDSA, the key ID in the protected header)
//! with the external data `peerpress page`. `docs/verification.md` describes its payload.

use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};
use sha2::{Digest as _, Sha256};

use super::credential;
use super::keys::{KeyId, PrivateKey, PublicKeys};
use crate::finish::seal::PageStatement;
use crate::pdf::{Digest, PageDigests, PageHashVersion, PlacedText, TextDigest};

/// The external data: a signature for another purpose is not valid for a page.
const PURPOSE: &[u8] = b"peerpress page";

/// The version of the payload. Version 1 states no unseen texts, and version 2 nothing of the
/// structure and the settings of the file.
const VERSION: u64 = 3;

/// The reason why a page signature proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageFault {
    /// It is incomplete, or has a signature that is not valid.
    Invalid,
    /// It belongs to another code.
    OtherCode,
    /// It has a newer version than this program knows.
    NewerVersion,
}

/// Signs what a page shows. It belongs to the code of an address.
pub(crate) fn sign(page: &PageStatement, url: &str, key: &PrivateKey) -> Vec<u8> {
    let header =
        HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(key.id().0.to_vec()).build();
    let mut payload = Vec::new();
    let written = ciborium::into_writer(&to_cbor(page, url), &mut payload);
    let signed = CoseSign1Builder::new().protected(header).payload(payload);
    let signed = signed.create_signature(PURPOSE, |bytes| key.sign(bytes)).build().to_vec();
    match (written, signed) {
        (Ok(()), Ok(signed)) => signed,
        _ => unreachable!("what a page shows always becomes CBOR"),
    }
}

/// Reads a page signature. It must belong to the code of the address, and be signed with its key.
pub(super) fn read_page_signature(
    record: &[u8],
    url: &str,
    key: KeyId,
    keys: &PublicKeys,
) -> Result<PageStatement, PageFault> {
    let signed = CoseSign1::from_slice(record).map_err(|_| PageFault::Invalid)?;
    let header = &signed.protected.header;
    if header.key_id != key.0 {
        return Err(PageFault::OtherCode);
    }
    let key = keys.get(key).ok_or(PageFault::Invalid)?;
    signed.verify_signature(PURPOSE, |signature, bytes| {
        key.verifies(signature, bytes).then_some(()).ok_or(PageFault::Invalid)
    })?;
    let payload = signed.payload.as_deref().unwrap_or_default();
    let payload: Value = ciborium::from_reader(payload).map_err(|_| PageFault::Invalid)?;
    from_cbor(&payload, url)
}

/// Returns the SHA-256 of the code in an address.
fn code_digest(url: &str) -> Digest {
    Sha256::digest(credential::extract_code(url)).into()
}

fn to_cbor(page: &PageStatement, url: &str) -> Value {
    let PageStatement { digests, text, unseen, .. } = page;
    let digest = |digest: &Digest| Value::Bytes(digest.to_vec());
    let list = |digests: &[Digest]| Value::Array(digests.iter().map(digest).collect());
    let placed = |text: &PlacedText| {
        let numbers = [text.x, text.y, text.size, text.lightness].map(Value::from);
        Value::Array(numbers.into_iter().chain([Value::from(text.text.as_str())]).collect())
    };
    Value::Array(vec![
        Value::from(VERSION),
        digest(&code_digest(url)),
        digest(&digests.whole),
        Value::Array(text.iter().map(placed).collect()),
        list(&digests.pictures),
        list(&digests.inner_pictures),
        list(&digests.annotations),
        Value::from(digests.paintings as u64),
        Value::Array(unseen.iter().flatten().map(|it| Value::Bytes(it.to_vec())).collect()),
    ])
}

fn from_cbor(payload: &Value, url: &str) -> Result<PageStatement, PageFault> {
    let values = payload.as_array().map(Vec::as_slice).unwrap_or_default();
    let (hash_version, unseen) = match (values.first().and_then(credential::as_i64), values.get(8))
    {
        (Some(1), None) => (PageHashVersion::First, None),
        (Some(2), Some(unseen)) => (PageHashVersion::First, Some(unseen)),
        (Some(3), Some(unseen)) => (PageHashVersion::Second, Some(unseen)),
        (Some(version), _) if version > VERSION as i64 => return Err(PageFault::NewerVersion),
        _ => return Err(PageFault::Invalid),
    };
    let [_, code, whole, text, pictures, inner_pictures, annotations, paintings, ..] = values
    else {
        return Err(PageFault::Invalid);
    };
    let text_digest = |value: &Value| TextDigest::try_from(value.as_bytes()?.as_slice()).ok();
    let text_digests = |value: &Value| -> Option<Vec<TextDigest>> {
        value.as_array()?.iter().map(text_digest).collect()
    };
    if code.as_bytes().map(Vec::as_slice) != Some(&code_digest(url)) {
        return Err(PageFault::OtherCode);
    }
    let list = |value: &Value| value.as_array()?.iter().map(digest).collect::<Option<_>>();
    let statement = || {
        Some(PageStatement {
            hash_version,
            digests: PageDigests {
                whole: digest(whole)?,
                pictures: list(pictures)?,
                inner_pictures: list(inner_pictures)?,
                annotations: list(annotations)?,
                paintings: credential::as_i64(paintings)?.try_into().ok()?,
            },
            text: text.as_array()?.iter().map(placed).collect::<Option<_>>()?,
            unseen: match unseen {
                Some(unseen) => Some(text_digests(unseen)?),
                None => None,
            },
        })
    };
    statement().ok_or(PageFault::Invalid)
}

fn digest(value: &Value) -> Option<Digest> {
    value.as_bytes()?.as_slice().try_into().ok()
}

fn placed(value: &Value) -> Option<PlacedText> {
    let [numbers @ .., text] = value.as_array()?.as_slice() else { return None };
    let numbers: Option<Vec<i64>> = numbers.iter().map(credential::as_i64).collect();
    let [x, y, size, lightness] = numbers?.try_into().ok()?;
    Some(PlacedText { x, y, size, lightness, text: text.as_text()?.to_owned() })
}
