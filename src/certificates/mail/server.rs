//! Which mail server to use, from the environment, so that no password is in a file of the project
//! or on a command line.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::compose::parse_address;
use crate::error::Error;

/// The variables of the environment.
const URL: &str = "PEERPRESS_SMTP_URL";
/// The variables with the user name and the password.
pub(crate) const USER: &str = "PEERPRESS_SMTP_USER";
pub(crate) const PASSWORD: &str = "PEERPRESS_SMTP_PASSWORD";
/// The variable with the address from which mail is sent.
pub(crate) const FROM: &str = "PEERPRESS_SMTP_FROM";
const TLS: &str = "PEERPRESS_SMTP_TLS";
/// The variable with the file of the authority that the server's certificate is from.
pub(crate) const CA: &str = "PEERPRESS_SMTP_CA";
const TIMEOUT: &str = "PEERPRESS_SMTP_TIMEOUT";

/// How long to wait for an answer of the server, in seconds.
const PATIENCE: u64 = 60;

/// The longest time that can be chosen.
const MOST_PATIENCE: u64 = 600;

const EXAMPLE: &str = "set it to the address that your IT staff or email provider gives, such as \
                       `smtps://mail.example.org` or `smtp://mail.example.org:587`";

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// From the first byte on.
    Wrapped,
    /// After the greeting, before anything else.
    StartTls,
    /// After the greeting, if the server offers it.
    IfOffered,
    /// Not at all.
    None,
}

/// A mail server. Its description has no password.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    /// Whether it is on this computer, where people try things out.
    pub(crate) is_local: bool,
    pub(super) credentials: Option<Credentials>,
    /// The sender, if it is not the address of the program.
    pub(crate) from: Option<Address>,
    /// The file of the only certificate authorities to trust, instead of those of the computer.
    pub(super) authorities: Option<PathBuf>,
    pub(super) timeout: Duration,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self}, {:?})", self.security)
    }
}

/// The host and the port.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Server {
    /// Reads the environment. `variable` returns the value of a variable that is set.
    ///
    /// # Errors
    /// If a variable is missing or not valid, or if the mail would not be encrypted.
    pub(crate) fn from_environment(
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let text = variable(URL).ok_or_else(|| {
            Error::usage(format!("`{URL}` is not set, so there is no mail server to send with"))
                .hint(EXAMPLE)
        })?;
        // The address may have a password, so a message must not show it.
        let not_valid =
            || Error::usage(format!("`{URL}` is not the address of a mail server")).hint(EXAMPLE);
        let url = Url::parse(text.trim()).map_err(|_| not_valid())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(not_valid)?;
        let is_local = is_loopback(host);
        let has_no_tls = match variable(TLS).as_deref() {
            None | Some("required") => false,
            Some("none") => true,
            Some(_) => {
                return Err(Error::usage(format!("`{TLS}` is neither `required` nor `none`"))
                    .hint("remove it; mail is encrypted by default"));
            }
        };
        let (security, port) = match (url.scheme(), has_no_tls) {
            ("smtps", false) => (Security::Wrapped, 465),
            ("smtp", true) => (Security::None, 587),
            ("smtp", false) if is_local => (Security::IfOffered, 587),
            ("smtp", false) => (Security::StartTls, 587),
            ("smtps", true) => {
                let message = format!("`{URL}` says `smtps`, but `{TLS}` is `none`");
                return Err(Error::usage(message).hint("remove one of the two"));
            }
            _ => return Err(not_valid()),
        };
        let credentials = credentials(&url, &variable)?;
        if credentials.is_some() && security == Security::None && !is_local {
            let message =
                format!("with `{TLS}=none`, anyone on the network could read the password");
            return Err(Error::usage(message).hint(format!("remove `{TLS}`, or the password")));
        }
        let from = variable(FROM).map(|text| {
            parse_address(text.trim())
                .ok_or_else(|| Error::usage(format!("`{FROM}` is not an email address")))
        });
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            security,
            is_local,
            credentials,
            from: from.transpose()?,
            authorities: variable(CA).map(PathBuf::from),
            timeout: Duration::from_secs(patience(variable(TIMEOUT))?),
        })
    }
}

/// Returns the name and the password, from their variables or from the address.
fn credentials(
    url: &Url,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Credentials>, Error> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let in_address = Some(url.username()).filter(|name| !name.is_empty()).map(decode);
    let user = variable(USER).or(in_address);
    let password = variable(PASSWORD).or_else(|| url.password().map(decode));
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some(Credentials::new(user, password))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(Error::usage(format!("`{USER}` is set, but `{PASSWORD}` is not"))
            .hint("set both, or none if the server needs no password")),
        (None, Some(_)) => Err(Error::usage(format!("`{PASSWORD}` is set, but `{USER}` is not"))
            .hint("set both, or none if the server needs no password")),
    }
}

fn patience(text: Option<String>) -> Result<u64, Error> {
    let Some(text) = text else { return Ok(PATIENCE) };
    let seconds = text.trim().parse().ok().filter(|it| (1..=MOST_PATIENCE).contains(it));
    seconds.ok_or_else(|| {
        Error::usage(format!("`{TIMEOUT}` is not a number of seconds from 1 to {MOST_PATIENCE}"))
    })
}

/// Whether a host is this computer.
fn is_loopback(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Ok(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        Ok(Host::Domain(name)) => name == "localhost",
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(variables: &[(&str, &str)]) -> Result<Server, String> {
        let find = |wanted: &str| {
            variables.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned())
        };
        Server::from_environment(&find).map_err(|error| error.to_string())
    }

    #[test]
    fn mail_is_encrypted_unless_it_stays_on_this_computer() {
        for (url, port, security) in [
            ("smtps://mail.example.org", 465, Security::Wrapped),
            ("smtp://mail.example.org", 587, Security::StartTls),
            ("smtp://mail.example.org:2525", 2525, Security::StartTls),
            ("smtp://localhost:1025", 1025, Security::IfOffered),
            ("smtp://127.0.0.1:1025", 1025, Security::IfOffered),
            ("smtp://[::1]:1025", 1025, Security::IfOffered),
            ("smtps://127.0.0.1:1025", 1025, Security::Wrapped),
            ("smtp://localhost.example.org", 587, Security::StartTls),
        ] {
            let server = server(&[(URL, url)]).unwrap();
            assert_eq!((server.port, server.security), (port, security), "{url}");
        }
        let none = server(&[(URL, "smtp://mail.example.org"), (TLS, "none")]).unwrap();
        assert_eq!(none.security, Security::None);
    }

    #[test]
    fn no_message_shows_a_password() {
        for variables in [
            &[(URL, "smtp://u:secret@mail.example.org"), (TLS, "none")][..],
            &[(URL, "http://u:secret@mail.example.org")],
            &[(URL, "smtp://u:secret@")],
            &[(URL, "u:secret@mail.example.org")],
            &[(URL, "smtp://mail.example.org"), (PASSWORD, "secret")],
            &[(URL, "smtps://u:secret@mail.example.org"), (TLS, "none")],
            &[(URL, "smtps://u:secret@mail.example.org"), (TIMEOUT, "secret")],
            &[(URL, "smtps://u:secret@mail.example.org"), (TLS, "secret")],
            &[],
        ] {
            let error = server(variables).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
        let good = server(&[(URL, "smtps://ann%40x.org:secret%21@mail.example.org")]).unwrap();
        assert!(good.credentials == Some(Credentials::new("ann@x.org".into(), "secret!".into())));
        assert_eq!(format!("{good:?}"), "Server(mail.example.org:465, Wrapped)");
        let both = [(URL, "smtps://m.example.org"), (USER, "ann"), (PASSWORD, "secret")];
        assert!(server(&both).unwrap().credentials.is_some());
    }
}
