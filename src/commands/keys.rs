//! `keys`: makes, lists and hands out the keys that certificates are signed with.

use std::path::Path;

use serde_json::json;

use super::{CLEAN, say, today, warn};
use crate::certificates::proof::keys::{self, PUBLIC_FILE, PrivateKey, PublicKey, PublicKeys};
use crate::cli::{Common, Format, KeysAction};
use crate::error::Error;
use crate::output::write::write;
use crate::project::Project;

pub(super) fn run(common: &Common, action: &KeysAction) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    match action {
        KeysAction::New { dir } => new(common, &project, dir.as_deref())?,
        KeysAction::List { dir } => list(common, &project, dir.as_deref())?,
        KeysAction::Export { file } => export(&project, file.as_deref())?,
    }
    Ok(CLEAN)
}

fn folder(
    common: &Common,
    project: &Project,
    dir: Option<&Path>,
) -> Result<std::path::PathBuf, Error> {
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    keys::folder(project, dir, &out)
}

/// The private key is written first: a public key without it could sign nothing.
fn new(common: &Common, project: &Project, dir: Option<&Path>) -> Result<(), Error> {
    let mut public = PublicKeys::of_project(project)?;
    let folder = folder(common, project, dir)?;
    let key = PrivateKey::random()?;
    let path = key.write(&folder)?;
    let older = public.current().map(|older| older.id);
    public.rotate(key.public(today()?));
    write(&project.path(PUBLIC_FILE), public.to_json().as_bytes())?;
    if common.format == Format::Json {
        return say(&json!({ "type": "key", "id": key.id().to_string(), "private": project.shown(&path), "public": PUBLIC_FILE }).to_string());
    }
    if !common.quiet {
        say(&format!("key {} signs from now on", key.id()))?;
        say(&format!(
            "private key: {} (keep a copy in a safe place; whoever has it can sign)",
            project.shown(&path)
        ))?;
        say(&format!("public key:  {PUBLIC_FILE} (commit it to git)"))?;
    }
    if let Some(older) = older.filter(|_| !common.quiet) {
        warn(&format!("note: key {older} is kept to check what it signed"));
    }
    if cfg!(not(unix)) && !common.quiet {
        warn(
            "note: the private key has the access rights of its folder; see that no one else can open that folder",
        );
    }
    Ok(())
}

fn list(common: &Common, project: &Project, dir: Option<&Path>) -> Result<(), Error> {
    let public = PublicKeys::of_project(project)?;
    let folder = folder(common, project, dir)?;
    let current = public.current().map(|key| key.id);
    if public.keys.is_empty() && !common.quiet {
        warn("there is no key yet; `peerpress keys new` makes one");
    }
    for key in public.keys.iter().rev() {
        say(&line(
            common,
            key,
            current == Some(key.id),
            keys::private_file(&folder, key.id).is_file(),
        ))?;
    }
    Ok(())
}

fn line(common: &Common, key: &PublicKey, is_current: bool, is_here: bool) -> String {
    if common.format == Format::Json {
        let until = key.until.map(|day| day.to_string());
        return json!({ "type": "key", "id": key.id.to_string(), "from": key.from.to_string(), "until": until, "current": is_current, "private_here": is_here })
            .to_string();
    }
    let state = if is_current { "signs now" } else { "kept to check with" };
    let until = key.until.map_or_else(|| "          ".to_owned(), |day| day.to_string());
    let here = if is_here { "private key here" } else { "private key not here" };
    format!("{}  {} – {until}  {state:18}  {here}", key.id, key.from)
}

fn export(project: &Project, file: Option<&Path>) -> Result<(), Error> {
    let text = PublicKeys::read(&project.path(PUBLIC_FILE))?.to_json();
    match file {
        Some(file) => write(file, text.as_bytes()),
        None => say(text.trim_end()),
    }
}
