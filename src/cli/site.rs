//! The arguments of `site`.

use clap::Args;
use url::Url;

use super::{AsOf, TIMEOUT, number, parse_as_of};
use crate::content::text::is_web_address;

/// What website to write.
#[derive(Debug, Args)]
pub(crate) struct SiteOptions {
    /// The address that the website will have, such as `https://example.org/peers/`, for the site
    /// map and the feeds [default: `website` in `data/program.json`]
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    pub(crate) base_url: Option<Url>,
    /// Treat sessions on or after this date as upcoming: a date such as 2027-01-31, or `today`
    /// [default: `as_of` in `data/program.json`]
    #[arg(long, value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// Also show what the data marks as a sample, with a note on every page
    #[arg(long)]
    pub(crate) draft: bool,
    /// How many files to build at once [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = number(1..=1024_u16))]
    pub(crate) jobs: Option<u16>,
    /// Stop building a file after this many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = TIMEOUT,
        value_parser = number(1..=86_400_u32)
    )]
    pub(crate) timeout: u32,
}

/// Parses the address of a folder on the web. One without a slash at the end gets it: addresses of
/// pages begin with it.
fn parse_base_url(text: &str) -> Result<Url, String> {
    let expected = || "expected an address such as https://example.org/peers/".to_owned();
    let mut url = Url::parse(text).map_err(|_| expected())?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !is_web_address(text) || !is_plain {
        return Err(expected());
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_the_address_of_a_folder() {
        let parsed = |text: &str| parse_base_url(text).map(|url| url.to_string());
        assert_eq!(parsed("https://example.org").unwrap(), "https://example.org/");
        assert_eq!(parsed("https://example.org/peers").unwrap(), "https://example.org/peers/");
        assert_eq!(parsed("http://a.gov:8080/x/").unwrap(), "http://a.gov:8080/x/");
        for wrong in [
            "example.org",
            "ftp://a.org/",
            "https://",
            "https://a.org/?q",
            "file:///a",
            "https://-/",
            "https://a.org/%zz/",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
