//! The address in front of a code: whether it is the page of the program that issued the
//! certificate. A genuine code is worth nothing to a reader who follows it to someone else's page.
//!
//! Addresses are compared as browsers read them (WHATWG URL): user names before an `@`, ports,
//! backslashes, letters that look alike, and trailing dots make another address. `certificate.js`
//! of the website compares them in the same way.

use url::Url;

/// The last folder of the page to which codes lead, and the name of the page in each language.
const VERIFY: &str = "/verify";

/// The addresses of the pages with which a program verifies its certificates.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownAddresses(Vec<String>);

/// Returns the addresses of the pages that check the certificates of a program: the one to which
/// their codes lead, and that of its website, which may be another.
pub(crate) fn own_addresses(verify: &str, website: Option<&str>) -> Vec<String> {
    let of_website = website.map(|website| format!("{}{VERIFY}", website.trim_end_matches('/')));
    [verify.to_owned()].into_iter().chain(of_website).collect()
}

impl KnownAddresses {
    /// Returns the present addresses of a program, as far as they are known, and the earlier ones.
    pub(crate) fn new(present: impl IntoIterator<Item = String>, earlier: &[String]) -> Self {
        Self(present.into_iter().chain(earlier.iter().cloned()).collect())
    }

    /// Returns why the address in front of a code is not one of the program's. `None` if it is, or
    /// if there is no address, or if no address of the program is known.
    pub(crate) fn fault(&self, text: &str) -> Option<String> {
        let (given, _) = text.rsplit_once('#')?;
        let given = given.trim_matches(is_unseen);
        let known = self.0.first().filter(|_| !given.is_empty())?;
        let Some(page) = Page::parse(given) else {
            return Some(format!(
                "the text in front of the code is not the address of a web page, but the program's \
                 page is `{known}`"
            ));
        };
        if self.0.iter().filter_map(|known| Page::parse(known)).any(|known| known.leads_to(&page)) {
            return None;
        }
        let leads = page.describe();
        Some(format!(
            "the address in front of the code leads to `{leads}`, which is not a page of the \
             program (`{known}`); do not trust what that page says"
        ))
    }
}

/// Whether a character is a space or a mark that nobody sees, which pasted text may have at its
/// ends.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns whether two addresses lead to the same page.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other || Page::parse(one).is_some_and(|page| Some(page) == Page::parse(other))
}

/// What matters of an address.
#[derive(Clone, PartialEq, Eq)]
struct Page {
    scheme: String,
    /// In lower case, and international names in their ASCII form (`xn--…`).
    host: String,
    port: Option<u16>,
    /// Without a slash or `/index.html` at the end.
    path: String,
    query: Option<String>,
    /// A name in front of the host, which only serves to deceive, or a second `#`.
    is_disguised: bool,
}

impl Page {
    /// Parses an address. People leave out `https://`.
    fn parse(text: &str) -> Option<Self> {
        let has_scheme = text.contains(':') && !text.contains(char::is_whitespace);
        let url = match Url::parse(text) {
            Ok(url) if url.has_host() => url,
            _ if has_scheme && text.contains("//") => return None,
            _ => Url::parse(&format!("https://{text}")).ok()?,
        };
        let is_web = matches!(url.scheme(), "http" | "https");
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/index.html").unwrap_or(path).trim_end_matches('/');
        is_web.then(|| Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port(),
            path: path.to_owned(),
            query: url.query().filter(|query| !query.is_empty()).map(str::to_owned),
            is_disguised: !url.username().is_empty()
                || url.password().is_some()
                || url.fragment().is_some(),
        })
    }

    /// Whether a page is this one, or the same in a language of the website: `es/verify.html`
    /// beside `verify`. Some servers leave out `.html`.
    fn leads_to(&self, page: &Self) -> bool {
        let in_language = || {
            let rest = page.path.strip_prefix(self.path.strip_suffix(VERIFY)?)?;
            let rest = rest.strip_suffix(".html").unwrap_or(rest);
            rest.strip_suffix(VERIFY)?.strip_prefix('/')
        };
        let is_translation = in_language().is_some_and(is_language_tag);
        let path = if is_translation { &self.path } else { &page.path };
        *self == Self { path: path.clone(), ..page.clone() }
    }

    /// Returns where the address leads, without what disguises it.
    fn describe(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let text = format!("{}://{}{port}{}{query}", self.scheme, self.host, self.path);
        match text.char_indices().nth(80) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }
}

/// Whether a folder can be that of a language, such as `es` or `zh-Hant`.
fn is_language_tag(name: &str) -> bool {
    let mut parts = name.split('-');
    let is_part = |part: &str| {
        (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(|first| {
        matches!(first.len(), 2..=3) && first.chars().all(|c| c.is_ascii_lowercase())
    }) && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_a_website_are_its_own() {
        let own = own_addresses("https://example.org/a/check/", Some("https://example.org/a/"));
        let known = KnownAddresses::new(own, &["https://old.example/verify".to_owned()]);
        for address in [
            "https://example.org/a/check",
            "example.org/a/check/index.html",
            "\u{feff}https://example.org/a/check?",
            " \u{200b}https://example.org/a/verify/\u{2060}",
            "https://example.org/a/verify/index.html",
            "https://example.org/a/es/verify.html",
            "https://example.org/a/zh-Hant/verify",
            "https://old.example/es/verify.html",
        ] {
            assert_eq!(known.fault(&format!("{address}#QR")), None, "{address}");
        }
        for address in [
            "https://example.org/verify",
            "https://example.org/es/verify.html",
            "https://example.org/a/es/check",
            "https://example.org/a/es/verify.html?x",
            "https://example.org/a/evil/verify.html",
            "https://example.org/a/es/es/verify.html",
            "https://user@example.org/a/es/verify.html",
            "http://example.org/a/es/verify.html",
            "https://example.com/a/es/verify.html",
        ] {
            assert!(known.fault(&format!("{address}#QR")).is_some(), "{address}");
        }
    }
}
