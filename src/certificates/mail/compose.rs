//! From a letter and a file to the bytes of an email. `lettre` writes the headers, names in every
//! script, and the parts; nothing here puts text into a header by hand.

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Attachment, Mailbox, MessageBuilder, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use sha2::{Digest, Sha256};
use url::Host;

use super::letter::Letter;
use crate::error::Error;

/// The header by which a mail that comes back is recognized.
pub(super) const CERTIFICATE_HEADER: &str = "X-Peerpress-Certificate";

/// Says to email programs that a file is a draft.
const DRAFT_HEADER: &str = "X-Unsent";

/// Whether a message is a draft, or who sends it.
#[derive(Debug, Clone)]
pub(crate) enum Origin<'a> {
    /// The email program that opens the draft adds the sender and the date.
    Draft,
    /// It is sent now, by an address.
    Sent { from: &'a Address, at: Timestamp, id: String },
}

/// Who gets a message.
#[derive(Debug, Clone)]
pub(crate) struct Envelope<'a> {
    /// The name of the person.
    pub(crate) name: &'a str,
    pub(crate) to: &'a Address,
    /// The address of the program, for answers.
    pub(crate) reply_to: &'a Address,
    /// A header by which the message is recognized, and its value.
    pub(crate) mark: (&'static str, &'a str),
}

/// Parses an address. Other letters in the name of the host become ASCII, as servers expect.
pub(crate) fn parse_address(text: &str) -> Option<Address> {
    let (user, host) = text.rsplit_once('@')?;
    let Ok(Host::Domain(host)) = Host::parse(host) else { return None };
    Address::new(user, host).ok()
}

/// Returns the bytes of a message, with a PDF file if there is one. The same values give the same
/// bytes.
///
/// # Errors
/// If the message cannot be written, which is a bug.
pub(crate) fn compose(
    envelope: &Envelope<'_>,
    origin: &Origin<'_>,
    letter: &Letter,
    attachment: Option<(&str, &[u8])>,
) -> Result<Vec<u8>, Error> {
    let Envelope { name, to, reply_to, mark } = envelope;
    let name = header_text(name);
    let program = header_text(&letter.program);
    let mut builder = Message::builder()
        .to(Mailbox::new(Some(name), (*to).clone()))
        .subject(header_text(&letter.subject));
    builder = match origin {
        // The library asks for a sender and a date. They are removed below.
        Origin::Draft => builder
            .from(Mailbox::new(None, (*reply_to).clone()))
            .date(std::time::UNIX_EPOCH)
            .raw_header(header(DRAFT_HEADER, "1")?),
        Origin::Sent { from, at, id } => {
            builder = builder
                .from(Mailbox::new(Some(program), (*from).clone()))
                .date(std::time::SystemTime::from(*at))
                .header(MessageId::from(format!("<{id}>")));
            if from != reply_to {
                builder = builder.reply_to(Mailbox::new(None, (*reply_to).clone()));
            }
            builder
        }
    };
    builder = builder.raw_header(header(mark.0, mark.1)?);
    let mut message = with_parts(builder, letter, attachment).map_err(cannot)?;
    if matches!(origin, Origin::Draft) {
        message.headers_mut().remove_raw("From");
        message.headers_mut().remove_raw("Date");
    }
    Ok(message.formatted())
}

fn with_parts(
    builder: MessageBuilder,
    letter: &Letter,
    attachment: Option<(&str, &[u8])>,
) -> Result<Message, lettre::error::Error> {
    // A boundary must not be in any part. A random one would give other bytes each time.
    let pdf = attachment.map(|(_, pdf)| pdf).unwrap_or_default();
    let digest = Sha256::new().chain_update(pdf).chain_update(&letter.text).finalize();
    let digest = data_encoding::HEXLOWER.encode(&digest[..16]);
    let boundary = |name: &str| format!("peerpress-{name}-{digest}");
    let words = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary("words"))
        .build()
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(letter.html.clone()));
    let Some((file, pdf)) = attachment else { return builder.multipart(words) };
    let pdf = Attachment::new(file.to_owned()).body(pdf.to_vec(), pdf_type());
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Mixed)
        .boundary(boundary("all"))
        .build()
        .multipart(words)
        .singlepart(pdf);
    builder.multipart(parts)
}

fn pdf_type() -> ContentType {
    ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN)
}

fn header(name: &str, value: &str) -> Result<HeaderValue, Error> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(cannot)?;
    Ok(HeaderValue::new(name, header_text(value)))
}

/// Returns text without line breaks and other controls, with which a header would end.
fn header_text(text: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if is_break(c) { ' ' } else { c }).collect()
}

fn cannot(error: impl std::fmt::Display) -> Error {
    Error::usage(format!("an email cannot be written: {error}"))
}
