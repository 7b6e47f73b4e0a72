//! `keys`: creates, lists, and exports the keys that sign certificates.

mod revoke;
mod unrecorded;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{CLEAN, say, today, warn};
use crate::certificates::proof::keys::{
    self, KeyId, PUBLIC_FILE, PrivateKey, PublicKey, PublicKeys,
};
use crate::certificates::publish::require_public_keys;
use crate::cli::{Common, Format, KeysAction};
use crate::error::Error;
use crate::output::json::print_record;
use crate::output::write::write;
use crate::project::Project;

/// The record of a key that `keys new` created.
#[derive(Serialize)]
struct NewKey {
    id: KeyId,
    /// The path of the private key.
    private: String,
    /// The path of the file of public keys.
    public: &'static str,
}

/// The record of a key that `keys list` prints.
#[derive(Serialize)]
struct ListedKey {
    id: KeyId,
    from: Date,
    until: Option<Date>,
    /// Whether the key signs now.
    current: bool,
    /// Whether the private key is in the folder of private keys.
    private_here: bool,
    /// When the key was revoked.
    revoked: Option<Timestamp>,
    /// The first day on which someone else may have signed with the key.
    stolen_since: Option<Date>,
}

pub(super) fn run(common: &Common, action: &KeysAction) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    match action {
        KeysAction::New { dir, .. } => new(common, &project, dir.as_deref())?,
        KeysAction::List { dir } => list(common, &project, dir.as_deref())?,
        KeysAction::Export { file, spki } => export(&project, file.as_deref(), *spki)?,
        KeysAction::Revoke(order) => return revoke::revoke(common, order),
    }
    Ok(CLEAN)
}

fn folder(common: &Common, project: &Project, dir: Option<&Path>) -> Result<PathBuf, Error> {
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    keys::folder(project, dir, &out)
}

fn new(common: &Common, project: &Project, dir: Option<&Path>) -> Result<(), Error> {
    let mut public = PublicKeys::of_project(project)?;
    let folder = folder(common, project, dir)?;
    let key = PrivateKey::random()?;
    // The private key is written first, because a public key without it is useless.
    let path = key.write(&folder)?;
    let older = public.current().map(|older| older.id);
    public.rotate(key.public(today()?));
    keep(project, &public, &path)?;
    let private = project.shown(&path);
    if common.format == Format::Json {
        return print_record("key", &NewKey { id: key.id(), private, public: PUBLIC_FILE });
    }
    if common.quiet {
        return Ok(());
    }
    say(&format!("created key {}, which now signs certificates", key.id()))?;
    say(&format!(
        "private key: {private} (keep a copy in a safe place; anyone who has it can sign)"
    ))?;
    say(&format!("public key:  {PUBLIC_FILE} (safe to share; keep it with the project)"))?;
    if let Some(older) = older {
        warn(&format!("note: key {older} is kept to check the certificates that it signed"));
    }
    if cfg!(not(unix)) {
        warn("note: make sure that no other user can open the folder of the private key");
    }
    Ok(())
}

/// Writes the public keys with that of a new private key, whose file is removed if that fails.
fn keep(project: &Project, public: &PublicKeys, private: &Path) -> Result<(), Error> {
    write(&project.path(PUBLIC_FILE), public.to_json().as_bytes()).inspect_err(|_| {
        let _ = fs::remove_file(private);
    })
}

fn list(common: &Common, project: &Project, dir: Option<&Path>) -> Result<(), Error> {
    require_public_keys(project)?;
    let public = PublicKeys::of_project(project)?;
    let folder = folder(common, project, dir)?;
    let current = public.current().map(|key| key.id);
    if public.keys.is_empty() && !common.quiet {
        warn("the project has no keys; run `peerpress keys new` to create one");
    }
    for key in public.keys.iter().rev() {
        let key = ListedKey {
            id: key.id,
            from: key.from,
            until: key.until,
            current: current == Some(key.id),
            private_here: keys::private_key_file(&folder, key.id).is_file(),
            revoked: key.revoked.map(|revoked| revoked.at),
            stolen_since: key.revoked.and_then(|revoked| revoked.stolen_since),
        };
        match common.format {
            Format::Json => print_record("key", &key)?,
            Format::Human | Format::Short => say(&key.to_line())?,
        }
    }
    Ok(())
}

impl ListedKey {
    fn to_line(&self) -> String {
        let state = match (self.current, self.revoked) {
            (true, _) => "signs now",
            (false, Some(_)) => "revoked",
            (false, None) => "checks only",
        };
        let until = self.until.map(|day| day.to_string()).unwrap_or_default();
        let here = if self.private_here {
            "private key on this computer"
        } else {
            "private key not on this computer"
        };
        format!("{}  {} – {until:10}  {state:11}  {here}", self.id, self.from)
    }
}

fn export(project: &Project, file: Option<&Path>, spki: bool) -> Result<(), Error> {
    let keys = PublicKeys::read(&project.path(PUBLIC_FILE))?;
    let text = if spki {
        let trusted = keys.keys.iter().rev().filter(|key| key.revoked.is_none());
        trusted.map(PublicKey::to_spki_pem).collect::<Result<Vec<_>, _>>()?.concat()
    } else {
        keys.to_json()
    };
    match file {
        Some(file) => write(file, text.as_bytes()),
        None => say(text.trim_end()),
    }
}
