//! The files with which the page that checks certificates works: its scripts, the public keys, and
//! the status list.

use std::collections::BTreeMap;
use std::fs;

use super::model::Site;
use super::render::template_file;
use crate::certificates::proof::keys::{PUBLIC_FILE, PublicKeys};
use crate::certificates::proof::status::{STATUS_FILE, StatusList};
use crate::certificates::publish::{has_published, require_public_keys};
use crate::error::Error;
use crate::project::Project;

/// The script of the page, which loads the others.
pub(super) const SCRIPT: &str = "verify.js";

/// The scripts of the page.
const SCRIPTS: [&str; 4] = ["certificate-code.js", "certificate-pdf.js", "certificate.js", SCRIPT];

/// The public keys on the website. The status list has the path that it has in the project.
const KEYS: &str = "verify/keys.json";

/// Returns the files by their paths in the folder of the website.
///
/// # Errors
/// If the public keys or the status list are missing or cannot be read, or the list cannot be
/// trusted.
pub(super) fn files(
    project: &Project,
    site: &Site<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    if site.content.program.certificates.is_none() {
        return Ok(files);
    }
    require_public_keys(project)?;
    if !site.has_keys {
        return Ok(files);
    }
    for name in SCRIPTS {
        files.insert(name.to_owned(), template_file(project, name).unwrap_or_default());
    }
    let mut add = |from: &str, to: &str| {
        let path = project.path(from);
        let bytes = fs::read(&path).map_err(|error| Error::new(&path, error.to_string()))?;
        files.insert(to.to_owned(), bytes);
        Ok::<(), Error>(())
    };
    let keys = PublicKeys::read(&project.path(PUBLIC_FILE))?;
    add(PUBLIC_FILE, KEYS)?;
    let path = project.path(STATUS_FILE);
    if path.exists() {
        StatusList::read(&path, &keys)?;
        add(STATUS_FILE, STATUS_FILE)?;
    } else if has_published(project) {
        return Err(Error::new(&path, "the status list is missing, although one was signed").hint(
            "run `peerpress certificates check`, which signs it again from the ledger; without it, \
             the website cannot say which certificates were revoked",
        ));
    }
    Ok(files)
}
