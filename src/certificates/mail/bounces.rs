//! Mail that came back: delivery status notifications (RFC 3464) in a mailbox file. `mail-parser`
//! reads the file and the messages, which come from anywhere and may say anything.

use std::fs;
use std::path::Path;

use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Message, MimeHeaders};

use super::compose::{CERTIFICATE_HEADER, parse_address};
use crate::email;
use crate::error::Error;

/// The largest mailbox file, in bytes.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// The most people that one notification is about.
const MAX_PEOPLE: usize = 1000;

/// The longest reason to show, in characters.
const MAX_REASON: usize = 200;

/// How much of a notice in plain words is read, in characters.
const MAX_NOTICE: usize = 4000;

/// Words of notices about mail that may still arrive, in lower case.
const LATE: [&str; 5] = ["delayed", "will be retried", "will retry", "retras", "demora"];

/// A line that starts a message in a mailbox file.
const START: &[u8] = b"From ";

/// A mail that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounce {
    /// The address to which it was sent.
    pub(crate) address: Option<String>,
    /// The number of the certificate in it, as it is printed.
    pub(crate) number: Option<String>,
    /// The status code, such as `5.1.1`.
    pub(crate) status: Option<String>,
    /// What the mail server said.
    pub(crate) reason: Option<String>,
}

/// What a mailbox file has.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// The number of messages.
    pub(crate) messages: usize,
    pub(crate) bounces: Vec<Bounce>,
    /// The subjects of messages that seem to be about mail that came back, but do not say whose.
    pub(crate) unclear: Vec<String>,
    /// The number of messages that could not be read.
    pub(crate) unread: usize,
}

impl Mailbox {
    /// Reads a mailbox file, or a file of one message.
    ///
    /// # Errors
    /// If the file cannot be read, or is too large.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let unreadable = |error| Error::new(path, format!("cannot be read: {error}"));
        let size = fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_FILE {
            let message = format!("the mailbox is larger than {} MB", MAX_FILE / 1024 / 1024);
            return Err(Error::new(path, message)
                .hint("move the messages that came back to a folder of their own, and export it"));
        }
        let bytes = fs::read(path).map_err(unreadable)?;
        if !is_mail(&bytes) {
            return Err(Error::new(path, "the file is not a mailbox or an email")
                .hint("in the email program, export the folder as a mailbox file (mbox)"));
        }
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Self {
        let mut mailbox = Self::default();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if !bytes.starts_with(START) {
            mailbox.read_message(bytes);
            return mailbox;
        }
        // Reading from memory does not fail.
        for message in MessageIterator::new(bytes).flatten() {
            mailbox.read_message(message.contents());
        }
        mailbox
    }

    fn read_message(&mut self, bytes: &[u8]) {
        self.messages += 1;
        let is_read = email::read_message(bytes, |message| self.add(message)).is_some();
        self.unread += usize::from(!is_read);
    }

    fn add(&mut self, message: &Message<'_>) {
        let found = notification(message);
        match found {
            Some(bounces) if !bounces.is_empty() => self.bounces.extend(bounces),
            // A notification that mail is late, or arrived.
            Some(_) => {}
            None if is_from_server(message) => {
                if let Some(bounce) = plain_notice(message) {
                    self.bounces.push(bounce);
                    return;
                }
                self.unclear.push(shorten(message.subject().unwrap_or("without a subject")));
            }
            None => {}
        }
    }
}

/// Returns whether a file is a mailbox, or an email with fields that every email has.
fn is_mail(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Some(first) = bytes.split(|byte| *byte == b'\n').next() else { return false };
    let name = first.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_field = name.len() < first.len()
        && !name.is_empty()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    if !bytes.starts_with(START) && !is_field {
        return false;
    }
    let message = MessageIterator::new(bytes).flatten().next();
    let contents = message.as_ref().map_or(bytes, |message| message.contents());
    let fields = ["From", "To", "Date", "Subject", "Received", "Return-Path", "Message-ID"];
    email::read_fields(contents)
        .is_some_and(|message| fields.iter().any(|field| message.header_raw(*field).is_some()))
}

/// Returns the failed deliveries of a notification. `None` if the message is not one.
fn notification(message: &Message<'_>) -> Option<Vec<Bounce>> {
    let number = message.parts.iter().find_map(|part| match part.message() {
        Some(original) => certificate_of(original),
        None if has_subtype(part, &["rfc822-headers", "global-headers"]) => {
            certificate_of(&email::read_fields(part.contents())?)
        }
        None => None,
    });
    let mut reports = message
        .parts
        .iter()
        .filter(|part| has_subtype(part, &["delivery-status", "global-delivery-status"]))
        .peekable();
    if reports.peek().is_some() {
        let blocks = reports.flat_map(|part| blocks(part.contents()));
        let failed =
            blocks.filter_map(|block| failure(&email::read_fields(&block)?, number.as_deref()));
        return Some(failed.take(MAX_PEOPLE).collect());
    }
    // Some servers name the addresses in a header, and the reason for people only.
    let failed = message.header_raw("X-Failed-Recipients")?;
    let bounce = |address: &str| Bounce {
        address: Some(shorten(address)),
        number: number.clone(),
        status: None,
        reason: None,
    };
    let addresses = failed.split(',').map(str::trim).filter(|address| !address.is_empty());
    Some(addresses.take(MAX_PEOPLE).map(bounce).collect())
}

fn has_subtype(part: &mail_parser::MessagePart<'_>, wanted: &[&str]) -> bool {
    let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
    wanted.iter().any(|name| subtype.eq_ignore_ascii_case(name))
}

/// Splits a report into its groups of fields.
fn blocks(report: &[u8]) -> Vec<Vec<u8>> {
    let mut blocks = vec![Vec::new()];
    for line in report.split_inclusive(|byte| *byte == b'\n').take(MAX_PEOPLE * 20) {
        match (line.trim_ascii().is_empty(), blocks.last_mut()) {
            (false, Some(block)) => block.extend_from_slice(line),
            _ => blocks.push(Vec::new()),
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Returns the failed delivery that a group of fields states.
fn failure(fields: &Message<'_>, number: Option<&str>) -> Option<Bounce> {
    let field = |name: &str| fields.header_raw(name).map(unfolded);
    if !field("Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    // The original address is the one that was written; the final one may be behind an alias.
    let recipient = field("Original-Recipient").or_else(|| field("Final-Recipient"));
    let address = recipient.map(|text| {
        let text = text.rsplit_once(';').map_or(text.as_str(), |(_, address)| address).trim();
        shorten(text.trim_matches(['<', '>']))
    });
    let reason = field("Diagnostic-Code").map(|text| {
        shorten(text.split_once(';').map_or(text.as_str(), |(_, reason)| reason).trim())
    });
    Some(Bounce {
        address: address.filter(|address| parse_address(address).is_some()),
        number: number.map(str::to_owned),
        status: field("Status").map(|status| shorten(&status)),
        reason,
    })
}

/// Returns the number of the certificate in a mail that came back.
fn certificate_of(original: &Message<'_>) -> Option<String> {
    original.header_raw(CERTIFICATE_HEADER).map(|number| shorten(&unfolded(number)))
}

/// Returns the failed delivery of a notice in plain words, if it names one address only.
fn plain_notice(message: &Message<'_>) -> Option<Bounce> {
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let to = message.to().and_then(|to| to.first()).and_then(|to| to.address());
    let text = message.body_text(0)?;
    let text: String = text.chars().take(MAX_NOTICE).collect();
    // Notices that mail is late name the person too.
    let folded = text.to_lowercase();
    if LATE.iter().any(|word| folded.contains(word)) {
        return None;
    }
    let is_end = |c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c);
    let is_other = |address: &&str| {
        let is_own = |own: Option<&str>| own.is_some_and(|own| own.eq_ignore_ascii_case(address));
        !is_own(from) && !is_own(to)
    };
    let words = text.split(is_end).map(|word| word.trim_matches('.'));
    let mut addresses: Vec<&str> =
        words.filter(|word| parse_address(word).is_some()).filter(is_other).collect();
    addresses.sort_unstable();
    addresses.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
    let [address] = addresses[..] else { return None };
    let reason = text.lines().map(str::trim).find(|line| !line.is_empty() && line.len() > 3);
    Some(Bounce {
        address: Some(shorten(address)),
        number: None,
        status: None,
        reason: reason.map(shorten),
    })
}

/// Whether a message is from a mail server.
fn is_from_server(message: &Message<'_>) -> bool {
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let user = from.and_then(|address| address.split('@').next()).unwrap_or_default();
    ["mailer-daemon", "postmaster"].iter().any(|name| user.eq_ignore_ascii_case(name))
}

/// Joins the lines of a field.
fn unfolded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns text that fits on a line and does nothing to a terminal.
fn shorten(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(MAX_REASON).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTIFICATION: &str = "Return-Path: <>\nFrom: Mail Delivery <MAILER-DAEMON@mx.example>\n\
        Subject: Undelivered Mail\nMIME-Version: 1.0\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
        --b\nContent-Type: text/plain\n\nSorry.\n\
        --b\nContent-Type: message/delivery-status\n\n\
        Reporting-MTA: dns; mx.example\n\n\
        Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\n\
        Diagnostic-Code: smtp; 550 5.1.1 no such\n  user\x1b[31m\n\n\
        Final-Recipient: rfc822; bo@example.org\nAction: delayed\nStatus: 4.2.2\n\
        --b\nContent-Type: message/rfc822\n\n\
        X-Peerpress-Certificate: SMALL-2026-00001-4 R2\nSubject: Hi\n\nBody\n--b--\n";

    #[test]
    fn failed_deliveries_are_found_and_nothing_else() {
        let other = "From: Ann <ann@example.org>\nSubject: Thank you\n\nGreat.\n";
        let vague = "From: postmaster@mx.example\nSubject: failure notice\n\nSorry.\n";
        let exim = "From: mailer-daemon@mx.example\nX-Failed-Recipients: cy@example.org,\n \
                    di@example.org\n\nSorry.\n";
        let start = "From MAILER-DAEMON Fri Nov 20 10:00:00 2026\n";
        let file: String =
            [NOTIFICATION, other, vague, exim].map(|it| format!("{start}{it}\n")).concat();
        let mailbox = Mailbox::parse(file.as_bytes());
        assert_eq!((mailbox.messages, mailbox.unclear), (4, vec!["failure notice".to_owned()]));
        let bounce = |address: &str| Bounce {
            address: Some(address.to_owned()),
            number: None,
            status: None,
            reason: None,
        };
        let ann = Bounce {
            number: Some("SMALL-2026-00001-4 R2".to_owned()),
            status: Some("5.1.1".to_owned()),
            reason: Some("550 5.1.1 no such user [31m".to_owned()),
            ..bounce("ann@example.org")
        };
        let expected = [ann, bounce("cy@example.org"), bounce("di@example.org")];
        assert_eq!(mailbox.bounces, expected);
        assert_eq!(Mailbox::parse(NOTIFICATION.as_bytes()).bounces, expected[..1]);
        assert_eq!(Mailbox::parse(NOTIFICATION.replace('\n', "\r\n").as_bytes()).bounces.len(), 1);
    }

    #[test]
    fn files_without_mail_are_refused() {
        for (text, expected) in [
            (NOTIFICATION.to_owned(), true),
            (format!("From x\n{NOTIFICATION}"), true),
            (format!("\u{feff}{NOTIFICATION}"), true),
            ("Subject: failure notice\r\n\r\nSorry.\r\n".to_owned(), true),
            ("Name,Email,Hours\nAnn Lee,ann@example.org,8\n".to_owned(), false),
            ("From now on, all is well.\n".to_owned(), false),
            ("Note: nothing came back\n".to_owned(), false),
            ("{\"a\": 1}".to_owned(), false),
            ("<html>".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_mail(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn garbage_is_read_without_harm() {
        let mut seed = 7_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let notification = format!("From x\n{NOTIFICATION}").into_bytes();
        for round in 0..3000_usize {
            let mut bytes = notification.clone();
            for _ in 0..=round % 40 {
                let at = next() as usize % bytes.len();
                match next() % 4 {
                    0 => bytes[at] = (next() % 256) as u8,
                    1 => bytes.truncate(at.max(1)),
                    2 => bytes.insert(at, b'\n'),
                    _ => bytes.extend_from_within(at..),
                }
                bytes.truncate(20_000);
            }
            Mailbox::parse(&bytes);
        }
        let deep = "Content-Type: message/rfc822\n\n".repeat(20_000);
        Mailbox::parse(deep.as_bytes());
        let open = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(5_000);
        Mailbox::parse(open.as_bytes());
        Mailbox::parse(&[b'>'; 100_000]);
    }
}
