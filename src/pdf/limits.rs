//! Limits for files that strangers send. A file of a few kilobytes can unpack to gigabytes, so
//! nothing is unpacked or parsed before its size is known.

use lopdf::content::{Content, Operation};
use lopdf::{DecompressError, Document, LoadOptions, Object, ObjectId, Stream};

/// The maximum size of an unpacked stream, in bytes. The largest fonts are smaller.
const MAX_STREAM: usize = 32 * 1024 * 1024;

/// How much larger than its compressed form a stream may be. Text and drawings shrink to a tenth;
/// only a stream that is made to fill the memory shrinks to less than this.
const MAX_RATIO: usize = 200;

/// Small streams may unpack to this much, in bytes, whatever their ratio.
const SMALL_STREAM: usize = 1024 * 1024;

/// The maximum size of a page's content, in bytes.
const MAX_CONTENT: usize = 16 * 1024 * 1024;

/// The maximum number of operators and operands of one stream. lopdf takes about 120 bytes each.
const MAX_TOKENS: usize = 2_000_000;

/// Parses a file.
pub(super) fn load(bytes: &[u8]) -> lopdf::Result<Document> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options)
}

/// Returns the unpacked content of a stream, or `None` if it is damaged or too large.
pub(super) fn plain_content(stream: &Stream) -> Option<Vec<u8>> {
    unpack(stream).ok()
}

fn unpack(stream: &Stream) -> lopdf::Result<Vec<u8>> {
    stream.get_plain_content_with_limit(max_unpacked(stream.content.len()))
}

/// Returns how many bytes a stream of a length may unpack to.
pub(super) fn max_unpacked(length: usize) -> usize {
    length.saturating_mul(MAX_RATIO).clamp(SMALL_STREAM, MAX_STREAM)
}

/// Returns the content of a page, or `None` if it is too large.
pub(super) fn page_content(pdf: &Document, page: ObjectId) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    for id in pdf.get_page_contents(page) {
        let Ok(stream) = pdf.get_object(id).and_then(Object::as_stream) else { continue };
        match unpack(stream) {
            Ok(plain) => content.extend_from_slice(&plain),
            Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return None;
            }
            // A stream with an unknown filter or none may still be legible.
            Err(_) => content.extend_from_slice(&stream.content),
        }
        content.push(b'\n');
        if content.len() > MAX_CONTENT {
            return None;
        }
    }
    Some(content)
}

/// Returns the number of operators and operands in content, or slightly more.
pub(super) fn count_tokens(content: &[u8]) -> usize {
    let is_gap =
        |byte: u8| byte.is_ascii_whitespace() || byte == 0 || b"()<>[]{}/%".contains(&byte);
    let starts = content.windows(2).filter(|pair| is_gap(pair[0]) && !is_gap(pair[1])).count();
    let strings = content.iter().filter(|byte| b"(<[/".contains(byte)).count();
    1 + starts + strings
}

/// Parses content. Returns `None` if it is damaged or takes too much memory.
pub(super) fn operations(content: &[u8]) -> Option<Vec<Operation>> {
    if count_tokens(content) > MAX_TOKENS {
        return None;
    }
    Content::decode(content).ok().map(|content| content.operations)
}
