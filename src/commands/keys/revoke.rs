//! `keys revoke`: takes a stolen or lost key out of use.

use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use super::super::certificates::reissue_needed;
use super::super::context::Context;
use super::super::pending::{print_unwritten, publisher};
use super::super::{CLEAN, now, say, warn};
use super::unrecorded::keep_unrecorded;
use super::{folder, keep};
use crate::certificates::files::render::folders_of_sessions;
use crate::certificates::files::tidy;
use crate::certificates::ledger::{Act, Attribution, Certificate, KeyRevoked, Ledger, NAME};
use crate::certificates::proof::keys::{KeyId, KeyRevocation, PUBLIC_FILE, PrivateKey, PublicKeys};
use crate::certificates::publish::{Publisher, output_folders};
use crate::certificates::revoked_keys;
use crate::cli::{Common, KeyRevocationOrder};
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::write::write;

/// The maximum number of certificates to list.
const MOST_LISTED: usize = 20;

/// `"type": "revoked-key"`: a key that was revoked.
#[derive(Serialize)]
struct RevokedKeyRecord<'a> {
    id: KeyId,
    stolen_since: Option<Date>,
    /// The key that signs now.
    next: KeyId,
    /// The numbers of the certificates to reissue.
    to_reissue: Vec<&'a str>,
}

pub(super) fn revoke(common: &Common, order: &KeyRevocationOrder) -> Result<u8, Error> {
    let context = &Context::open(common, None)?;
    let at = now()?;
    if order.stolen_since.is_some_and(|day| day > context.today) {
        return Err(Error::usage("`--stolen-since` is in the future; nothing was changed")
            .hint("name the first day on which someone else may have had the key"));
    }
    let project = &context.project;
    let mut public = PublicKeys::of_project(project)?;
    let revocation = KeyRevocation { at, stolen_since: order.stolen_since };
    public.clone().revoke(order.id, revocation)?;
    let next = next_key(context, &mut public, order)?;
    let path = project.path(NAME);
    let mut ledger = if path.exists() { Some(Ledger::open(&path)?) } else { None };
    let public = match &mut ledger {
        Some(ledger) => {
            let reason = order.record.reason.clone();
            let attribution = Attribution { at, by: order.record.by.clone(), reason };
            let (key, stolen_since) = (order.id.to_string(), order.stolen_since);
            let unrecorded = keep_unrecorded(context, ledger, &revocation, &next)?;
            let act = Act::KeyRevoked(KeyRevoked { key, stolen_since, unrecorded });
            ledger.record(act, &attribution)?;
            let keys = folder(common, project, order.dir.as_deref())?;
            let publisher = Publisher { keys, ..publisher(context)? };
            let applied = revoked_keys::apply(project, ledger);
            let published = applied.and_then(|public| {
                publisher.complete_list(ledger)?;
                Ok(public)
            });
            published.map_err(|error| describe_unpublished(error, order))?
        }
        None => {
            public.revoke(order.id, revocation)?;
            write(&project.path(PUBLIC_FILE), public.to_json().as_bytes())?;
            public
        }
    };
    remove_badges(context, order.id, &public);
    let mut affected = Vec::new();
    if let Some(ledger) = &mut ledger {
        affected = revoked_keys::to_reissue(ledger, &public)?;
        if order.reissue {
            let attribution = Attribution { at, by: order.record.by.clone(), reason: None };
            let unkept = reissue_needed(context, ledger, &affected, &attribution)?;
            affected.retain(|one| !unkept.contains(&one.number));
        }
    }
    print(context, order, next.id(), &affected)?;
    Ok(CLEAN)
}

/// Removes the badges that the key signed. The status list does not name badges.
fn remove_badges(context: &Context, id: KeyId, public: &PublicKeys) {
    let Some(key) = public.get(id) else { return };
    let mut names = Vec::new();
    for out in output_folders(&context.project, &context.out) {
        for folder in folders_of_sessions(&out) {
            let removed = tidy::remove_badges_of_key(&folder, &key.bytes());
            names.extend(removed.names);
            print_unwritten(&removed.failures);
        }
    }
    let badges = match names.len() {
        0 => return,
        1 => format!("the badge {} was signed with this key, and was deleted", names[0]),
        number => format!("{number} badges were signed with this key, and were deleted"),
    };
    context.note(&format!(
        "{badges}; to create new ones, run `peerpress certificates open-badge --session ID`, and \
         send them"
    ));
}

/// Says what the next command completes.
fn describe_unpublished(error: Error, order: &KeyRevocationOrder) -> Error {
    let act = if order.reissue { "reissue --all" } else { "check" };
    let next = format!("run `peerpress certificates {act}`");
    error.within("the ledger was updated, but the status list could not be signed", &next)
}

/// Returns the key that signs from now on. Creates one if the only one is revoked.
fn next_key(
    context: &Context,
    public: &mut PublicKeys,
    order: &KeyRevocationOrder,
) -> Result<PrivateKey, Error> {
    let folder = folder(&context.common, &context.project, order.dir.as_deref())?;
    let mut others = public.clone();
    others.keys.retain(|key| key.id != order.id);
    if let Some(current) = others.current() {
        // The list must be signed, so the key has to be here.
        return PrivateKey::read(&folder, current.id);
    }
    create(context, public, &folder)
}

fn create(context: &Context, public: &mut PublicKeys, folder: &Path) -> Result<PrivateKey, Error> {
    let key = PrivateKey::random()?;
    let path = key.write(folder)?;
    public.rotate(key.public(context.today));
    keep(&context.project, public, &path)?;
    if !context.is_json() {
        let private = context.project.shown(&path);
        context.say(&format!("created key {}, which now signs certificates", key.id()))?;
        context.say(&format!("private key: {private} (keep a copy in a safe place)"))?;
    }
    Ok(key)
}

fn print(
    context: &Context,
    order: &KeyRevocationOrder,
    next: KeyId,
    affected: &[Certificate],
) -> Result<(), Error> {
    let numbers: Vec<String> = affected.iter().map(Certificate::printed_number).collect();
    if context.is_json() {
        let to_reissue = numbers.iter().map(String::as_str).collect();
        let (id, stolen_since) = (order.id, order.stolen_since);
        return print_record(
            "revoked-key",
            &RevokedKeyRecord { id, stolen_since, next, to_reissue },
        );
    }
    context.say(&format!("revoked key {}", order.id))?;
    let certificates = count(numbers.len(), "certificate", "certificates");
    if order.reissue {
        context.say(&format!("{certificates} reissued with key {next}"))?;
    } else if !numbers.is_empty() {
        say(&format!("{certificates} to reissue:"))?;
        for (number, certificate) in numbers.iter().zip(affected).take(MOST_LISTED) {
            say(&format!("  {number}  {}", certificate.name))?;
        }
        if numbers.len() > MOST_LISTED {
            say(&format!("  … and {} more", numbers.len() - MOST_LISTED))?;
        }
        if !context.common.quiet {
            warn("hint: run `peerpress certificates reissue --all`, and send the new files");
        }
    }
    Ok(())
}
