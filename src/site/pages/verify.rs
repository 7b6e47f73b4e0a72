//! The page that checks certificates: one for each language, and one at the address in the codes of
//! certificates.

use std::borrow::Cow;

use minijinja::value::{Serde, Value};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use url::Url;

use super::{HOME, NOT_FOUND, Page, VERIFY};
use crate::certificates::proof::address::own_addresses;
use crate::content::short_link::FOLDER;
use crate::site::model::{Site, SiteLanguage};

/// The place of the page to which codes lead, unless `certificates.verify` names another below the
/// address of the website.
const DEFAULT: &str = "verify/index.html";

/// What else is at the top of the website, beside the folders of the languages.
const TAKEN: [&str; 4] = [HOME, NOT_FOUND, "files", FOLDER];

/// What the template of the page sees.
#[derive(Serialize)]
struct Verification<'a> {
    /// The address to which codes lead.
    address: &'a str,
    /// That address, and those of the other pages of the program that check certificates.
    addresses: &'a [String],
    /// Whether the website has a status list.
    has_list: bool,
}

/// Whether the website can check certificates: the program issues them, and has keys. Without keys,
/// no certificate has a code.
pub(super) fn is_possible(site: &Site<'_>) -> bool {
    site.content.program.certificates.is_some() && site.has_keys
}

/// Returns the pages, if the website can check certificates.
pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let certificates = site.content.program.certificates.as_ref();
    let Some(certificates) = certificates.filter(|_| is_possible(site)) else { return Vec::new() };
    let Some(first) = site.languages.first() else { return Vec::new() };
    let address = certificates.verify.0.as_str();
    let website = site.content.program.website.as_ref().map(|website| website.0.as_str());
    let addresses = &own_addresses(address, website);
    let has_list = site.has_list;
    let page = |lang: &SiteLanguage, place: &str| {
        let phrase = |name: &str| lang.data["words"][name].as_str().unwrap_or_default().to_owned();
        Page {
            lang: lang.tag.clone(),
            place: place.to_owned(),
            template: VERIFY.to_owned(),
            title: phrase("site-verify"),
            description: phrase("site-verify-lead"),
            body: Value::from(Serde(Verification { address, addresses, has_list })),
            ..Page::default()
        }
    };
    let mut pages: Vec<Page> = site.languages.iter().map(|lang| page(lang, VERIFY)).collect();
    let place = place(site, address).unwrap_or_else(|| DEFAULT.to_owned());
    pages.push(Page { lang: String::new(), ..page(first, &place) });
    pages
}

/// Returns the folders, with a slash at the end, from which the page to which codes lead loads its
/// files: servers show it at `verify/`, and some at `verify`. The folder of the website is not
/// among them.
pub(in crate::site) fn folders(site: &Site<'_>) -> Vec<String> {
    let pages = pages(site);
    let page = pages.iter().find(|page| page.has_two_addresses());
    let Some(own) = page.and_then(|page| page.place.strip_suffix(HOME)) else { return Vec::new() };
    let above = own.trim_end_matches('/').rsplit_once('/').map(|(above, _)| format!("{above}/"));
    [own.to_owned()].into_iter().chain(above).collect()
}

/// Returns a remark if the website has no page that checks certificates yet, or if their codes do
/// not lead to it.
pub(in crate::site) fn note(site: &Site<'_>) -> Option<String> {
    let address = &site.content.program.certificates.as_ref()?.verify.0;
    if !site.has_keys {
        return Some(
            "the website has no page that checks certificates: the project has no keys yet; run \
             `peerpress keys new`, and write the website again before the first certificate"
                .to_owned(),
        );
    }
    let base = site.base_url.as_ref()?;
    if place(site, address).is_some() {
        return None;
    }
    Some(format!(
        "the codes of certificates lead to `{address}`, which is not a page of this website; the \
         page that checks them is `{base}{DEFAULT}`"
    ))
}

/// Returns the path of an address in the folder of the website. `None` if the address is not below
/// that of the website, or has something else.
fn place(site: &Site<'_>, address: &str) -> Option<String> {
    let base = site.base_url.as_ref()?;
    let url = Url::parse(address).ok().filter(|url| url.origin() == base.origin())?;
    let path = url.path().strip_prefix(base.path())?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_plain = |it: &str| !it.is_empty() && !it.starts_with('.') && !it.contains(['\\', ':']);
    let trimmed = path.trim_end_matches('/');
    if !trimmed.split('/').all(is_plain) || url.query().is_some() {
        return None;
    }
    let is_page = trimmed.ends_with(".html") && trimmed == path;
    let place: Cow<'_, str> = if is_page { path } else { Cow::Owned(format!("{trimmed}/{HOME}")) };
    let folder = place.split('/').next().unwrap_or_default();
    let is_taken = TAKEN.contains(&folder) || site.languages.iter().any(|lang| lang.tag == folder);
    (!is_taken).then(|| place.into_owned())
}
