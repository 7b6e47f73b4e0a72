//! What to publish after a command: the public keys and the status list, if they say something new.

use std::fs;

use serde::Serialize;

use super::access::is_act;
use super::{say, warn};
use crate::certificates::ledger::{Ledger, NAME};
use crate::certificates::proof::keys::{PUBLIC_FILE, PublicKey, PublicKeys};
use crate::certificates::proof::status::{Published, STATUS_FILE, StatusList};
use crate::certificates::published::to_head;
use crate::cli::{Certificates, Command, Common, Format};
use crate::error::Error;
use crate::output::json::print_record;
use crate::project::Project;

/// `"type": "publish"`: a file to publish now.
#[derive(Serialize)]
struct News {
    path: &'static str,
    because: String,
}

/// The public files as they were before a command.
pub(super) struct PublicFiles {
    project: Option<Project>,
    keys: PublicKeys,
    list: Option<Vec<u8>>,
}

impl PublicFiles {
    /// Reads the files. The command itself reports files that cannot be read.
    pub(super) fn read(common: &Common) -> Self {
        let project = Project::open(&common.project).ok();
        let keys = project.as_ref().and_then(|project| PublicKeys::of_project(project).ok());
        let list = project.as_ref().and_then(|project| fs::read(project.path(STATUS_FILE)).ok());
        Self { project, keys: keys.unwrap_or_default(), list }
    }

    /// Prints which files say something new after the command.
    ///
    /// # Errors
    /// If the result cannot be printed.
    pub(super) fn print_news(&self, common: &Common, command: &Command) -> Result<(), Error> {
        // The files of a backup may be older than those that are published.
        let is_restore =
            matches!(command, Command::Certificates { act: Certificates::Restore { .. }, .. });
        let Some(project) = self.project.as_ref().filter(|_| !is_restore) else { return Ok(()) };
        let list = fs::read(project.path(STATUS_FILE)).ok();
        let keys = PublicKeys::of_project(project).unwrap_or_default();
        let news = self.news(&keys, list.as_deref());
        let is_act = is_act(command);
        if common.format == Format::Json {
            let mut shown = news.iter().filter(|_| is_act);
            return shown.try_for_each(|one| print_record("publish", one));
        }
        // A command that only completes what an earlier one left prints something else.
        let print = |line: &str| {
            if is_act {
                return say(line);
            }
            warn(line);
            Ok(())
        };
        if common.quiet {
            return Ok(());
        }
        if news.is_empty() {
            let is_signed_again = list != self.list && matches!(command, Command::Certify(_));
            return if is_signed_again { say("nothing new to publish") } else { Ok(()) };
        }
        print("publish now:")?;
        let width = news.iter().map(|one| one.path.len()).max().unwrap_or_default();
        let mut lines =
            news.iter().map(|News { path, because }| format!("  {path:width$}  {because}"));
        lines.try_for_each(|line| print(&line))
    }

    /// Returns the files that say something new, and what.
    fn news(&self, keys: &PublicKeys, list: Option<&[u8]>) -> Vec<News> {
        let is_new = self.list.as_deref() != list;
        let after = list.filter(|_| is_new).and_then(|list| parse(list, keys));
        let before = self.list.as_deref().filter(|_| is_new).and_then(|list| parse(list, keys));
        let list_news = after.and_then(|after| {
            describe_list(before.as_ref(), &after).or_else(|| self.describe_ledger(before.as_ref()))
        });
        let is_first = list_news.is_some() && self.list.is_none();
        let keys_news = self.describe_keys(keys).or_else(|| {
            is_first.then(|| "the public keys, with which people check certificates".to_owned())
        });
        let keys_news = keys_news.map(|because| News { path: PUBLIC_FILE, because });
        let list_news = list_news.map(|because| News { path: STATUS_FILE, because });
        keys_news.into_iter().chain(list_news).collect()
    }

    /// Says that a list was signed after the ledger was accepted, and the one before was not.
    fn describe_ledger(&self, before: Option<&StatusList>) -> Option<String> {
        let head = to_head(before?.head.as_ref()?);
        let ledger = Ledger::open_to_read(&self.project.as_ref()?.path(NAME)).ok()?;
        ledger.was_accepted_since(&head).is_ok_and(|it| it).then(|| {
            "the status list, which is signed from the ledger that was accepted".to_owned()
        })
    }

    /// Says what is new in the public keys.
    fn describe_keys(&self, after: &PublicKeys) -> Option<String> {
        let former = |id| self.keys.keys.iter().find(|key| key.id == id);
        let is_revoked = |key: &PublicKey| {
            key.revoked.is_some() && former(key.id).is_none_or(|key| key.revoked.is_none())
        };
        if after.keys.iter().any(is_revoked) {
            return Some(
                "a key was revoked; people trust it until you publish this file".to_owned(),
            );
        }
        if after.keys.iter().any(|key| former(key.id).is_none()) {
            return Some("there is a new public key".to_owned());
        }
        let is_new = |address| !self.keys.addresses.contains(address);
        let has_new_address = after.addresses.iter().any(is_new);
        has_new_address.then(|| "it has a new address at which certificates are checked".to_owned())
    }
}

/// Reads a list of the project. One that its keys did not sign is as good as none.
fn parse(list: &[u8], keys: &PublicKeys) -> Option<StatusList> {
    match Published::parse(str::from_utf8(list).ok()?, keys) {
        Ok(Published::Trusted(list)) => Some(list),
        Ok(Published::Untrusted(_)) | Err(_) => None,
    }
}

/// Says what is new in a status list. `None` if it has the entries of the one before: a list never
/// loses one.
fn describe_list(before: Option<&StatusList>, after: &StatusList) -> Option<String> {
    const WHAT: [&str; 3] = ["revoked", "replaced", "of a revoked key that stay genuine"];
    let (more, former) = match before {
        Some(before) => (" more", before.entries()),
        None => ("", [0; 3]),
    };
    let listed: Vec<String> = (after.entries().into_iter().zip(former).zip(WHAT))
        .map(|((after, before), what)| (after.saturating_sub(before), what))
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number}{more} {what}"))
        .collect();
    match (listed.is_empty(), before) {
        (false, _) => Some(format!("the status list: {}", listed.join(", "))),
        (true, None) => Some("the status list, which has no entries yet".to_owned()),
        (true, Some(_)) => None,
    }
}
