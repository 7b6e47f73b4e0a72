//! Compresses the streams of a file that was written uncompressed. The engine allocates a
//! compressor for every page, which takes longer than the compression itself; here one serves all.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Document, Object, Stream};

use super::underlay::AssemblyError;

/// The level of compression. The default, 6, takes more than twice as long, for content that is a
/// tenth smaller.
const LEVEL: u32 = 2;

thread_local! {
    static COMPRESSOR: RefCell<Compress> =
        RefCell::new(Compress::new(Compression::new(LEVEL), true));
}

/// Compresses every stream of a file.
pub(super) fn compress(pdf: &mut Document) -> Result<(), AssemblyError> {
    pdf.objects.values_mut().try_for_each(|object| {
        if let Object::Stream(stream) = object { compress_stream(stream) } else { Ok(()) }
    })
}

/// Compresses a stream.
pub(super) fn compress_stream(stream: &mut Stream) -> Result<(), AssemblyError> {
    let filters = match stream.dict.get(b"Filter") {
        Ok(Object::Array(filters)) => filters.clone(),
        Ok(filter) => vec![filter.clone()],
        Err(_) => Vec::new(),
    };
    let is_hex = matches!(filters.first(), Some(Object::Name(name)) if name == b"ASCIIHexDecode");
    let rest = &filters[usize::from(is_hex)..];
    let bytes = if is_hex {
        decode_hex(&stream.content).ok_or("a stream has an unexpected form")?
    } else {
        std::mem::take(&mut stream.content)
    };
    let (content, filter) = match rest {
        [] => (deflate(&bytes)?, Object::Name(b"FlateDecode".to_vec())),
        [only] => (bytes, only.clone()),
        several => (bytes, Object::Array(several.to_vec())),
    };
    stream.set_content(content);
    stream.dict.set("Filter", filter);
    Ok(())
}

/// Compresses bytes.
pub(super) fn deflate(bytes: &[u8]) -> Result<Vec<u8>, AssemblyError> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let done = usize::try_from(compressor.total_in()).unwrap_or(bytes.len());
            let status = compressor
                .compress_vec(&bytes[done..], &mut out, FlushCompress::Finish)
                .map_err(|_| "a stream cannot be compressed")?;
            if status == Status::StreamEnd {
                return Ok(out);
            }
            out.reserve(bytes.len() / 2 + 64);
        }
    })
}

/// Decodes hexadecimal digits, which end with `>`.
fn decode_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take_while(|byte| *byte != b'>')
        .collect();
    data_encoding::HEXUPPER_PERMISSIVE.decode(&digits).ok()
}
