//! The name at the end of the IDs of calendar entries.
//!
//! Calendar programs know an entry by its ID, so it must stay when facts change. The first website
//! with sessions takes the name from the home page of the agency, and records it in a file of the
//! project. So the IDs are the same on every computer that has the project.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::content::Content;
use crate::error::Error;
use crate::output::write;
use crate::project::Project;

/// The file of the record, in the project folder.
const FILE: &str = "calendar.json";

/// The version of the record.
const VERSION: u32 = 1;

/// The name of a program without a home page.
const NO_HOME: &str = "peerpress";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: u32,
    name: String,
}

/// Returns the name that is recorded, or the one to record.
///
/// # Errors
/// If the record cannot be read.
pub(super) fn read(project: &Project, content: &Content) -> Result<String, Error> {
    let path = project.path(FILE);
    if !path.exists() {
        return Ok(first_name(content));
    }
    let bytes = std::fs::read(&path).map_err(|error| Error::new(&path, error.to_string()))?;
    let record: Option<Record> = serde_json::from_slice(&bytes).ok();
    let is_plain = |name: &str| !name.is_empty() && !name.contains(char::is_control);
    let record = record.filter(|record| record.version == VERSION && is_plain(&record.name));
    record.map(|record| record.name).ok_or_else(|| {
        Error::new(&path, "is not the record of the name of calendar entries").hint(
            "restore the file from a backup; without it, people whose calendars have the trainings \
             may get them twice",
        )
    })
}

/// Records the name, unless a name is recorded.
///
/// # Errors
/// If the file cannot be written.
pub(super) fn record(project: &Project, name: &str) -> Result<(), Error> {
    let path = project.path(FILE);
    if path.exists() {
        return Ok(());
    }
    let record = Record { version: VERSION, name: name.to_owned() };
    let mut text = serde_json::to_string_pretty(&record)
        .map_err(|error| Error::new(&path, error.to_string()))?;
    text.push('\n');
    write::write(&path, text.as_bytes())
}

fn first_name(content: &Content) -> String {
    let home = content.program.home.as_ref();
    let url = home.and_then(|home| Url::parse(&home.0).ok());
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or(NO_HOME).to_owned()
}
