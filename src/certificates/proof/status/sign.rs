//! Signing the next status list. A list never loses an entry, and its number never restarts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ciborium::Value;
use coset::cwt::{ClaimsSetBuilder, Timestamp as Seconds};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::super::credential::{ClaimsHash, sign_claims};
use super::super::keys::{KeyId, PrivateKey, PublicKeys};
use super::carry::{carried_salt, code_hashes, replaced_hashes, revoked_hashes};
use super::{
    HASH_LENGTH, Head, LIST_CLAIM, NUMBERS_CLAIM, PURPOSE, Published, StatusFile, StatusList,
    UntrustedList, VERSION,
};
use crate::error::Error;
use crate::output::write::write;

/// A number that an untrusted list claims counts only if it is at most this far ahead.
const MOST_AHEAD: u64 = 1_000_000;

/// What a list says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusContent {
    /// The numbers of revoked certificates.
    pub revoked: Vec<String>,
    /// Numbers and revisions that a later revision replaced.
    pub replaced: Vec<(String, u32)>,
    /// The head of the ledger; `None` if there is no ledger yet.
    pub head: Option<Head>,
    /// For each revoked key, what it signed and stays genuine.
    pub genuine: BTreeMap<KeyId, Vec<ClaimsHash>>,
    /// The last number of each series: a prefix, and a year or 0.
    pub numbers: BTreeMap<(String, i16), u32>,
    /// Signed lists of lost ledgers, whose entries stay.
    pub earlier: Vec<StatusList>,
    /// The heads of lost ledgers.
    pub given_up: Vec<Head>,
}

/// What the next list is signed with.
#[derive(Clone, Copy)]
pub struct Renewal<'a> {
    /// What the list says.
    pub content: &'a StatusContent,
    /// The time of signing.
    pub at: Timestamp,
    /// The key that signs.
    pub key: &'a PrivateKey,
    /// The public keys of the program.
    pub keys: &'a PublicKeys,
    /// Whether a key once signed for the program, even if it no longer lists the public key.
    pub is_former: &'a dyn Fn(KeyId) -> bool,
    /// The number of the last list that the ledger knows of; 0 if it knows of none.
    pub last: u64,
}

/// Signs a list and returns the text of the file.
pub fn sign(content: &StatusContent, at: Timestamp, sequence: u64, key: &PrivateKey) -> String {
    let salt = match carried_salt(content) {
        Some(salt) => salt.to_vec(),
        None => {
            let fresh = format!("{} {sequence} {}", key.id(), at.as_second());
            Sha256::digest(fresh)[..HASH_LENGTH].to_vec()
        }
    };
    // The sets sort the entries, so that they do not show in which order they were added.
    let joined = |hashes: BTreeSet<Vec<u8>>| Value::Bytes(hashes.into_iter().flatten().collect());
    let head = content.head.as_ref().map_or(Value::Null, |head| {
        Value::Array(vec![Value::from(head.events), Value::Bytes(head.hash.to_vec())])
    });
    let codes = code_hashes(content, &salt)
        .into_iter()
        .map(|(key, codes)| Value::Array(vec![Value::Bytes(key.0.to_vec()), joined(codes)]));
    let list = vec![
        Value::from(VERSION),
        Value::from(sequence),
        Value::Bytes(salt.clone()),
        joined(revoked_hashes(content, &salt)),
        joined(replaced_hashes(content, &salt)),
        head,
        Value::Array(codes.collect()),
    ];
    let mut claims = ClaimsSetBuilder::new()
        .issued_at(Seconds::WholeSeconds(at.as_second()))
        .private_claim(LIST_CLAIM, Value::Array(list));
    if !content.numbers.is_empty() {
        let numbers = content.numbers.iter().map(|((prefix, year), last)| {
            Value::Array(vec![prefix.as_str().into(), (*year).into(), (*last).into()])
        });
        claims = claims.private_claim(NUMBERS_CLAIM, Value::Array(numbers.collect()));
    }
    let claims = claims.build();
    let list = BASE64URL_NOPAD.encode(&sign_claims(claims, key, PURPOSE));
    let issued = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let text = serde_json::to_string_pretty(&StatusFile { version: VERSION, issued, list });
    text.unwrap_or_else(|error| unreachable!("strings always become JSON: {error}")) + "\n"
}

/// Signs a list with the next number, replaces the existing one, and returns the number.
///
/// A list that is signed with a former key of the program is replaced: it is not trusted, but it
/// does not block the next one, unless it says more. Its number still counts.
///
/// # Errors
/// Returns an error if the new list cannot be written, or if the existing list is damaged, belongs
/// to someone else, or says something that the new one does not.
pub fn renew(path: &Path, renewal: &Renewal<'_>) -> Result<u64, Error> {
    let known = if path.exists() {
        match Published::read(path, renewal.keys)? {
            Published::Trusted(list) => {
                refuse_loss(path, &list, renewal.content)?;
                list.sequence
            }
            Published::Untrusted(list) => number_of_former(path, &list, renewal)?,
        }
    } else {
        0
    };
    let sequence = known.max(renewal.last) + 1;
    write(path, sign(renewal.content, renewal.at, sequence, renewal.key).as_bytes())?;
    Ok(sequence)
}

/// Whether a list says something that the next one would not, or was made from a later ledger.
pub(crate) fn says_more(list: &StatusList, content: &StatusContent) -> bool {
    let keeps_all = list.revoked.is_subset(&revoked_hashes(content, &list.salt))
        && list.replaced.is_subset(&replaced_hashes(content, &list.salt));
    let is_ahead = match (&list.head, &content.head) {
        (Some(old), _) if content.given_up.contains(old) => false,
        (Some(old), Some(new)) => {
            old.events > new.events || (old.events == new.events && old.hash != new.hash)
        }
        (Some(_), None) => true,
        (None, _) => false,
    };
    !keeps_all || is_ahead
}

/// Refuses to replace a list that says more than the new one.
fn refuse_loss(path: &Path, list: &StatusList, content: &StatusContent) -> Result<(), Error> {
    if !says_more(list, content) {
        return Ok(());
    }
    let message =
        format!("{list} was made from a later ledger, or from another one; nothing was signed");
    Err(Error::new(path, message).hint(
        "restore the latest ledger with `peerpress certificates restore FILE`, or copy the right \
         `ledger.db` here",
    ))
}

/// Returns the number that an untrusted list claims, if a former key of the program signed it.
fn number_of_former(
    path: &Path,
    untrusted: &UntrustedList,
    renewal: &Renewal<'_>,
) -> Result<u64, Error> {
    let list = &untrusted.list;
    if !untrusted.is_revoked && !(renewal.is_former)(list.key) {
        let hint = "if it is another program's list, move it away, and run the command again; if \
                    it is yours, restore `data/keys.json` from a backup";
        return Err(Error::new(path, untrusted.to_string()).hint(hint));
    }
    refuse_loss(path, list, renewal.content)?;
    let is_plausible = list.sequence <= renewal.last.saturating_add(MOST_AHEAD);
    Ok(if is_plausible { list.sequence } else { 0 })
}
