//! Reads email that comes from anywhere and may say anything, with `mail-parser`.

use std::thread;

use mail_parser::{
    ContentType, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

/// The maximum number of bytes of one message that are read. What matters comes first.
pub(crate) const MAX_MESSAGE: usize = 512 * 1024;

/// The maximum number of messages inside of one message.
const MAX_INSIDE: usize = 100;

/// The stack of an outline, in bytes. `mail-parser` drops messages inside of messages by recursion,
/// and needs far less than this for the most that fit in [`MAX_MESSAGE`].
const STACK: usize = 64 * 1024 * 1024;

/// The encodings of a message inside of a message (RFC 2046, section 5.2.1). `mail-parser` copies
/// one in another encoding once for each message in it.
const PLAIN: [&str; 3] = ["7bit", "8bit", "binary"];

/// Reads one message. `None` if it is not an email, or has other messages inside in a form that
/// email programs do not send.
pub(crate) fn read_message<T: Send>(
    bytes: &[u8],
    read: impl FnOnce(&Message<'_>) -> T + Send,
) -> Option<T> {
    let bytes = &bytes[..bytes.len().min(MAX_MESSAGE)];
    let read = || {
        let message = MessageParser::default();
        is_simple(bytes).then(|| message.parse(bytes)).flatten().map(|message| read(&message))
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read).ok()?;
        thread.join().ok().flatten()
    })
}

/// Reads the fields of one message, and not what follows them.
pub(crate) fn read_fields(bytes: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(&bytes[..bytes.len().min(MAX_MESSAGE)])
}

/// Whether the messages inside of a message are few, say that they are messages (those of a digest
/// do not), and are not encoded. The outline shows this without decoding anything.
fn is_simple(bytes: &[u8]) -> bool {
    let outline = MessageParser::new()
        .with_mime_headers()
        .ignore_header(HeaderName::ContentTransferEncoding)
        .parse(bytes);
    let mut open: Vec<&Message> = outline.iter().collect();
    let mut inside = 0;
    while let Some(message) = open.pop() {
        for part in &message.parts {
            let kind = part.content_type();
            let is = |main: &str| kind.is_some_and(|kind| kind.ctype().eq_ignore_ascii_case(main));
            let is_digest = is("multipart")
                && kind
                    .and_then(ContentType::subtype)
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("digest"));
            if is_digest || is("message") && !is_plain(part, bytes) {
                return false;
            }
            if let PartType::Message(message) = &part.body {
                inside += 1;
                open.push(message);
            }
        }
        if inside > MAX_INSIDE {
            return false;
        }
    }
    true
}

/// Whether a part states no encoding, or one that changes nothing.
fn is_plain(part: &MessagePart<'_>, bytes: &[u8]) -> bool {
    part.headers.iter().filter(|header| header.name == HeaderName::ContentTransferEncoding).all(
        |header| {
            let range = header.offset_start as usize..header.offset_end as usize;
            let value = bytes.get(range).unwrap_or_default().trim_ascii();
            PLAIN.iter().any(|plain| value.eq_ignore_ascii_case(plain.as_bytes()))
        },
    )
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    fn parts(bytes: impl AsRef<[u8]>) -> Option<usize> {
        read_message(bytes.as_ref(), |message| message.parts.len())
    }

    #[test]
    fn messages_inside_of_messages_are_few() {
        let nested = "Content-Type:message/rfc822\n\n".repeat(MAX_MESSAGE / 29);
        assert_eq!(parts(&nested), None);
        for digest in ["digest", "Digest"] {
            let nested = format!("Content-Type:multipart/{digest};boundary=b\n\n--b\n\n");
            assert_eq!(parts(nested.repeat(10_000)), None);
            assert_eq!(parts(nested), None);
        }
        let some = "Content-Type:message/rfc822\n\n".repeat(20);
        assert_eq!(parts(&some), Some(1));
        let encoded = BASE64.encode(&nested.as_bytes()[..MAX_MESSAGE / 2]);
        for encoding in ["base64", "BASE64 ", "quoted-printable"] {
            let kind = "Content-Type: message/global\nContent-Transfer-Encoding:";
            assert_eq!(parts(format!("{kind} {encoding}\n\n{encoded}")), None, "{encoding}");
            assert_eq!(parts(format!("{kind} 8bit\n\n{some}")), Some(1));
            let inside = format!("Content-Type: message/rfc822\n\n{kind} {encoding}\n\n{encoded}");
            assert_eq!(parts(inside), None, "{encoding}");
        }
    }
}
