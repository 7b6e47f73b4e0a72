//! The address in front of a code: whether it is the page of the program that issued the
//! certificate. A genuine code is worth nothing to a reader who follows it to someone else's page.
//!
//! Addresses are compared as browsers read them (WHATWG URL): user names before an `@`, ports,
//! backslashes, letters that look alike, and trailing dots make another address.

use url::Url;

/// The addresses of the pages with which a program verifies its certificates.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownAddresses(Vec<String>);

impl KnownAddresses {
    /// Returns the present address of a program, if it is known, and the earlier ones.
    pub(crate) fn new(present: Option<String>, earlier: &[String]) -> Self {
        Self(present.into_iter().chain(earlier.iter().cloned()).collect())
    }

    /// Returns why the address in front of a code is not one of the program's. `None` if it is, or
    /// if there is no address, or if no address of the program is known.
    pub(crate) fn fault(&self, text: &str) -> Option<String> {
        let (given, _) = text.rsplit_once('#')?;
        let given = given.trim();
        let known = self.0.first().filter(|_| !given.is_empty())?;
        let Some(page) = Page::parse(given) else {
            return Some(format!(
                "the text in front of the code is not the address of a web page, but the program's \
                 page is `{known}`"
            ));
        };
        if self.0.iter().any(|known| Page::parse(known).as_ref() == Some(&page)) {
            return None;
        }
        let leads = page.describe();
        Some(format!(
            "the address in front of the code leads to `{leads}`, which is not a page of the \
             program (`{known}`); do not trust what that page says"
        ))
    }
}

/// Returns whether two addresses lead to the same page.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other || Page::parse(one).is_some_and(|page| Some(page) == Page::parse(other))
}

/// What matters of an address.
#[derive(PartialEq, Eq)]
struct Page {
    scheme: String,
    /// In lower case, and international names in their ASCII form (`xn--…`).
    host: String,
    port: Option<u16>,
    /// Without the slash at the end.
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
        is_web.then(|| Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port(),
            path: url.path().trim_end_matches('/').to_owned(),
            query: url.query().map(str::to_owned),
            is_disguised: !url.username().is_empty()
                || url.password().is_some()
                || url.fragment().is_some(),
        })
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
