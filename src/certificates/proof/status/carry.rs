//! What a list says as hashes, and the entries of earlier lists. A list that was signed from a lost
//! ledger names certificates that the ledger of today may not have. Their hashes stay on every
//! later list, which then keeps the salt of that one.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64URL_NOPAD;

use super::super::credential::unverified_claims;
use super::super::keys::KeyId;
use super::{StatusContent, StatusFile, StatusList, hash_code, hash_entry, parse_list};

/// Numbers of a list that were found by trying them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListedNumbers {
    pub(crate) revoked: Vec<String>,
    /// Numbers and revisions.
    pub(crate) replaced: Vec<(String, u32)>,
}

/// Parses the text of a list that the ledger keeps. Its signature was checked before it was kept.
pub(crate) fn kept_list(text: &[u8]) -> Option<StatusList> {
    let file: StatusFile = serde_json::from_slice(text).ok()?;
    let bytes = BASE64URL_NOPAD.decode(file.list.as_bytes()).ok()?;
    parse_list(&unverified_claims(&bytes).ok()?, file.version).ok()
}

/// Whether earlier lists with different salts have entries that the content does not state. One
/// list cannot carry both.
pub(crate) fn conflicting_lists(content: &StatusContent) -> bool {
    let salts = content.earlier.iter().filter(|list| list.says_more_than(content));
    salts.map(|list| &list.salt).collect::<BTreeSet<_>>().len() > 1
}

/// Returns the salt of the earlier lists that have entries which the content does not state.
pub(super) fn carried_salt(content: &StatusContent) -> Option<&[u8]> {
    let list = content.earlier.iter().find(|list| list.says_more_than(content));
    list.map(|list| list.salt.as_slice())
}

/// Returns the hashes of revoked certificates, with those of earlier lists that have the salt.
pub(super) fn revoked_hashes(content: &StatusContent, salt: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut hashes = own_revoked(content, salt);
    hashes.extend(with_salt(content, salt).flat_map(|list| list.revoked.iter().cloned()));
    hashes
}

/// Returns the hashes of replaced revisions, with those of earlier lists that have the salt.
pub(super) fn replaced_hashes(content: &StatusContent, salt: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut hashes = own_replaced(content, salt);
    hashes.extend(with_salt(content, salt).flat_map(|list| list.replaced.iter().cloned()));
    hashes
}

/// Returns the hashes of codes that stay genuine, with those of earlier lists that have the salt.
pub(super) fn code_hashes(
    content: &StatusContent,
    salt: &[u8],
) -> BTreeMap<KeyId, BTreeSet<Vec<u8>>> {
    let mut codes = own_codes(content, salt);
    for (key, hashes) in with_salt(content, salt).flat_map(|list| &list.genuine) {
        codes.entry(*key).or_default().extend(hashes.iter().cloned());
    }
    codes
}

fn with_salt<'a>(content: &'a StatusContent, salt: &[u8]) -> impl Iterator<Item = &'a StatusList> {
    content.earlier.iter().filter(move |list| list.salt == salt)
}

fn own_revoked(content: &StatusContent, salt: &[u8]) -> BTreeSet<Vec<u8>> {
    content.revoked.iter().map(|number| hash_entry(salt, number, None)).collect()
}

fn own_replaced(content: &StatusContent, salt: &[u8]) -> BTreeSet<Vec<u8>> {
    let replaced = content.replaced.iter();
    replaced.map(|(number, revision)| hash_entry(salt, number, Some(*revision))).collect()
}

fn own_codes(content: &StatusContent, salt: &[u8]) -> BTreeMap<KeyId, BTreeSet<Vec<u8>>> {
    let hashed = content
        .genuine
        .iter()
        .map(|(key, codes)| (*key, codes.iter().map(|claims| hash_code(salt, claims)).collect()));
    hashed.collect()
}

impl StatusList {
    /// Whether the list has entries that the content does not state itself.
    pub(crate) fn says_more_than(&self, content: &StatusContent) -> bool {
        let codes = own_codes(content, &self.salt);
        let has_codes = |(key, hashes): (&KeyId, &BTreeSet<Vec<u8>>)| {
            codes.get(key).is_some_and(|known| hashes.is_subset(known))
        };
        !self.revoked.is_subset(&own_revoked(content, &self.salt))
            || !self.replaced.is_subset(&own_replaced(content, &self.salt))
            || !self.genuine.iter().all(has_codes)
    }

    /// Returns how many revoked and how many replaced entries the content does not state.
    pub(crate) fn entries_beyond(&self, content: &StatusContent) -> (usize, usize) {
        let beyond =
            |all: &BTreeSet<Vec<u8>>, known: BTreeSet<Vec<u8>>| all.difference(&known).count();
        (
            beyond(&self.revoked, own_revoked(content, &self.salt)),
            beyond(&self.replaced, own_replaced(content, &self.salt)),
        )
    }

    /// Tries numbers until every entry that the content does not state is found, and returns those
    /// that were.
    pub(crate) fn find_numbers(
        &self,
        content: &StatusContent,
        numbers: impl Iterator<Item = String>,
    ) -> ListedNumbers {
        let (own_revoked, own_replaced) =
            (own_revoked(content, &self.salt), own_replaced(content, &self.salt));
        let mut revoked: BTreeSet<&Vec<u8>> = self.revoked.difference(&own_revoked).collect();
        let mut replaced: BTreeSet<&Vec<u8>> = self.replaced.difference(&own_replaced).collect();
        let mut found = ListedNumbers::default();
        for number in numbers {
            if revoked.is_empty() && replaced.is_empty() {
                break;
            }
            if !revoked.is_empty() && revoked.remove(&hash_entry(&self.salt, &number, None)) {
                found.revoked.push(number.clone());
            }
            // Revisions are replaced in order.
            let mut revision = 1;
            while !replaced.is_empty() {
                let hash = hash_entry(&self.salt, &number, Some(revision));
                if !self.replaced.contains(&hash) {
                    break;
                }
                if replaced.remove(&hash) {
                    found.replaced.push((number.clone(), revision));
                }
                revision += 1;
            }
        }
        found
    }
}
