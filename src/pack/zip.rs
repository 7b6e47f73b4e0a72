//! The zip itself: equal files give equal bytes.

use std::io::{Cursor, Read, Write};

use jiff::civil::Date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most bytes of a file that is read from an earlier zip.
const MOST_BYTES: u64 = 1 << 20;

/// Zips files in the given order, all with the same date.
pub(super) fn bytes(
    files: &[(String, Vec<u8>)],
    date: Date,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let date = DateTime::from_date_and_time(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
        0,
        0,
        0,
    )?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(date)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Reads a file of a zip; `None` if there is none.
pub(super) fn read(zip: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).ok()?;
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
