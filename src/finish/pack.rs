//! Compresses the streams of a file that was written uncompressed. The engine allocates a
//! compressor for every page, which takes longer than the compression itself; here one serves all.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Document, Object, Stream};

use super::underlay::AssemblyError;
use crate::pdf::is_name;

/// The level of compression. The default, 6, takes more than twice as long, for content that is a
/// tenth smaller.
const LEVEL: u32 = 2;

thread_local! {
    static COMPRESSOR: RefCell<Compress> =
        RefCell::new(Compress::new(Compression::new(LEVEL), true));
}

/// Compresses every stream of a file.
pub(crate) fn compress(pdf: &mut Document) -> Result<(), AssemblyError> {
    pdf.objects.values_mut().try_for_each(|object| {
        if let Object::Stream(stream) = object { compress_stream(stream) } else { Ok(()) }
    })
}

/// Compresses a stream, unless that is of no use.
pub(super) fn compress_stream(stream: &mut Stream) -> Result<(), AssemblyError> {
    if !stream.allows_compression {
        return Ok(());
    }
    let mut filters = decode_digits(stream)?;
    if filters.is_empty() {
        stream.content = deflate(&stream.content)?;
        filters.push(Object::Name(b"FlateDecode".to_vec()));
    }
    set_filters(stream, filters);
    Ok(())
}

/// Writes pictures as bytes instead of hexadecimal digits: so they are in the finished file, and so
/// they are signed.
pub(super) fn decode_pictures(pdf: &mut Document) -> Result<(), AssemblyError> {
    for object in pdf.objects.values_mut() {
        if let Object::Stream(stream) = object
            && is_name(&stream.dict, b"Subtype", "Image")
        {
            let filters = decode_digits(stream)?;
            set_filters(stream, filters);
        }
    }
    Ok(())
}

/// Decodes hexadecimal digits. Returns the other filters of a stream.
fn decode_digits(stream: &mut Stream) -> Result<Vec<Object>, AssemblyError> {
    let mut filters = match stream.dict.get(b"Filter") {
        Ok(Object::Array(filters)) => filters.clone(),
        Ok(filter) => vec![filter.clone()],
        Err(_) => Vec::new(),
    };
    if matches!(filters.first(), Some(Object::Name(name)) if name == b"ASCIIHexDecode") {
        stream.content = decode_hex(&stream.content).ok_or("a stream has an unexpected form")?;
        filters.remove(0);
    }
    Ok(filters)
}

fn set_filters(stream: &mut Stream, mut filters: Vec<Object>) {
    let content = std::mem::take(&mut stream.content);
    stream.set_content(content);
    match filters.len() {
        0 => drop(stream.dict.remove(b"Filter")),
        1 => stream.dict.set("Filter", filters.remove(0)),
        _ => stream.dict.set("Filter", filters),
    }
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
