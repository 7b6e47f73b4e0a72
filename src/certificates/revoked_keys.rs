//! Revoked keys: what they signed and stays genuine, and what must be signed again.
//!
//! Whoever has a stolen key can write any date into a code, so no code of a revoked key is trusted
//! by itself. The ledger records when the program signed what. What it signed before the theft is
//! named in the status list, which another key signs.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ledger::{self, Certificate, EventKind, Ledger, Signature, Signed};
use super::proof::credential::ClaimsHash;
use super::proof::keys::{KeyId, KeyRevocation, PUBLIC_FILE, PublicKeys, private_ids};
use super::proof::status::Head;
use crate::error::Error;
use crate::output::write::write;
use crate::project::Project;

/// Marks the keys in `data/keys.json` that the ledger says are revoked. Returns the public keys.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn apply(project: &Project, ledger: &Ledger) -> Result<PublicKeys, Error> {
    let before = PublicKeys::of_project(project)?;
    let keys = with_revocations(before.clone(), ledger)?;
    if keys != before {
        write(&project.path(PUBLIC_FILE), keys.to_json().as_bytes())?;
    }
    Ok(keys)
}

/// Marks the keys that the ledger says are revoked.
///
/// # Errors
/// If the ledger cannot be read.
pub(crate) fn with_revocations(mut keys: PublicKeys, ledger: &Ledger) -> Result<PublicKeys, Error> {
    for (at, event) in ledger.key_revocations()? {
        let id = event.key.parse().ok().filter(|id| keys.get(*id).is_some());
        if let Some(id) = id {
            keys.revoke(id, KeyRevocation { at, stolen_since: event.stolen_since })?;
        }
    }
    Ok(keys)
}

/// Whether a key once signed for the program, as far as the ledger or the folder of private keys
/// shows.
pub(crate) fn was_ours(id: KeyId, ledger: &Ledger, folder: &Path) -> bool {
    let signed = || ledger.has_signed(&id.to_string()).unwrap_or(false);
    private_ids(folder).contains(&id) || signed()
}

/// Returns for each revoked key what it signed and stays genuine: everything that the program
/// signed before the theft, with whichever key. A code with the same claims states the truth.
pub(crate) fn genuine_codes(
    ledger: &Ledger,
    keys: &PublicKeys,
) -> Result<BTreeMap<KeyId, Vec<ClaimsHash>>, Error> {
    let revoked = keys.keys.iter().filter_map(|key| Some((key.id, key.revoked?)));
    let revoked: Vec<(KeyId, KeyRevocation)> = revoked.collect();
    if revoked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut codes: BTreeMap<KeyId, Vec<ClaimsHash>> =
        revoked.iter().map(|(id, _)| (*id, Vec::new())).collect();
    ledger.for_each_signature(|Signature { at, signed, .. }| {
        let Some(claims) = signed.and_then(|signed| parse_hash(&signed.claims)) else { return };
        for (id, _) in revoked.iter().filter(|(_, revocation)| revocation.spares(at)) {
            codes.entry(*id).or_default().push(claims);
        }
    })?;
    for (_, event) in ledger.key_revocations()? {
        let (Ok(id), Some(material)) = (event.key.parse::<KeyId>(), &event.unrecorded) else {
            continue;
        };
        let hashes = ledger.material(material)?.unwrap_or_default();
        if let Some(codes) = codes.get_mut(&id) {
            codes
                .extend(hashes.chunks_exact(32).filter_map(|hash| ClaimsHash::try_from(hash).ok()));
        }
    }
    Ok(codes)
}

/// Returns the head of a ledger as a status list states it.
pub(crate) fn listed_head(head: &ledger::Head) -> Head {
    // The ledger writes its hashes in this form.
    Head { events: head.count.into(), hash: parse_hash(&head.hash).unwrap_or_default() }
}

fn parse_hash(text: &str) -> Option<ClaimsHash> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Returns the valid certificates that no trusted key signed: those of revoked keys, unless the
/// status list names them, and those of keys that are no longer in `data/keys.json`.
///
/// # Errors
/// If the ledger cannot be read.
pub(crate) fn to_reissue(ledger: &Ledger, keys: &PublicKeys) -> Result<Vec<Certificate>, Error> {
    let genuine: BTreeMap<KeyId, HashSet<ClaimsHash>> = genuine_codes(ledger, keys)?
        .into_iter()
        .map(|(id, codes)| (id, codes.into_iter().collect()))
        .collect();
    let is_named = |id: KeyId, claims: &str| {
        let claims = parse_hash(claims);
        genuine.get(&id).is_some_and(|codes| claims.is_some_and(|hash| codes.contains(&hash)))
    };
    let is_trusted = |signature: &Signature| match &signature.signed {
        Some(Signed { key, claims }) => {
            let key = key.parse().ok().and_then(|id| keys.get(id));
            key.is_some_and(|key| key.revoked.is_none() || is_named(key.id, claims))
        }
        None => signer(keys, signature.at).is_some_and(|revoked| {
            revoked.is_none_or(|revocation| revocation.spares(signature.at))
        }),
    };
    let signing =
        [EventKind::Issued, EventKind::Corrected, EventKind::Reissued, EventKind::Recovered];
    valid_by_last_signature(ledger, &signing, |signature| !is_trusted(signature))
}

/// Returns the certificates that an earlier Peerpress signed before a theft. It did not record what
/// it signed.
///
/// # Errors
/// If the ledger cannot be read.
pub(crate) fn unrecorded(
    ledger: &Ledger,
    revocation: &KeyRevocation,
) -> Result<Vec<Certificate>, Error> {
    let signing = [EventKind::Issued, EventKind::Corrected];
    valid_by_last_signature(ledger, &signing, |signature| {
        signature.signed.is_none() && revocation.spares(signature.at)
    })
}

/// Returns the valid certificates whose last signature is one of those wanted, in the order of
/// issue. Only events of some kinds count.
fn valid_by_last_signature(
    ledger: &Ledger,
    kinds: &[EventKind],
    is_wanted: impl Fn(&Signature) -> bool,
) -> Result<Vec<Certificate>, Error> {
    let mut wanted: HashSet<String> = HashSet::new();
    ledger.for_each_signature(|signature| {
        if !kinds.contains(&signature.kind) {
            return;
        }
        if is_wanted(&signature) {
            wanted.insert(signature.number);
        } else {
            wanted.remove(&signature.number);
        }
    })?;
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let is_valid = |one: &Certificate| one.is_current() && wanted.contains(&one.number);
    let all = ledger.one_by_one()?;
    all.filter(|one| one.as_ref().map_or(true, is_valid)).collect()
}

/// Returns whether the key that signed on a day was revoked, by the dates of the keys. `None` if no
/// key was in use then.
fn signer(keys: &PublicKeys, at: Timestamp) -> Option<Option<KeyRevocation>> {
    let day = at.to_zoned(TimeZone::UTC).date();
    let was_in_use = |until: Option<jiff::civil::Date>| until.is_none_or(|until| day <= until);
    let mut used = keys.keys.iter().filter(|key| was_in_use(key.until)).peekable();
    used.peek()?;
    // On a day with two keys, either may have signed: the revoked one counts.
    Some(used.find_map(|key| key.revoked))
}
