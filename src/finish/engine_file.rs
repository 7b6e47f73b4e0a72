//! Changes to a file as the engine writes it, byte by byte: objects that are not in streams, a
//! cross-reference table, and a trailer. lopdf would parse and write all objects of each file,
//! which is many times slower.

use super::renumbered::write_digits;
use super::underlay::AssemblyError;

/// A file as the engine writes it: objects, a cross-reference table and a trailer.
pub(super) struct EngineFile<'a> {
    bytes: &'a [u8],
    /// The offset of each object; 0 for a free one.
    pub(super) starts: Vec<usize>,
    /// The offset of the cross-reference table.
    table: usize,
}

/// Objects as the bytes of a file.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    /// The offset of each object.
    pub(super) starts: Vec<usize>,
}

/// A replacement of bytes in a file.
pub(super) struct Splice {
    at: usize,
    /// The number of bytes that are replaced.
    old: usize,
    new: Vec<u8>,
}

impl<'a> EngineFile<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, AssemblyError> {
        let tail = &bytes[bytes.len().saturating_sub(64)..];
        let table = number_after(tail, b"startxref\n")
            .ok_or("the end of the file has an unexpected form")?;
        let rest = bytes.get(table..).and_then(|rest| rest.strip_prefix(b"xref\n0 "));
        let rest = rest.ok_or("the cross-reference table has an unexpected form")?;
        let starts = read_table(rest).ok_or("the cross-reference table is cut short")?;
        Ok(Self { bytes, starts, table })
    }

    /// Returns the number of the first page.
    pub(super) fn page(&self) -> Result<usize, AssemblyError> {
        let page = number_after(self.object(1)?, b"/Kids[");
        page.ok_or_else(|| "the page tree has an unexpected form".into())
    }

    /// Returns the text of an object that is not a stream.
    pub(super) fn object(&self, number: usize) -> Result<&'a [u8], AssemblyError> {
        let start = *self.starts.get(number).filter(|at| **at > 0).ok_or("an object is missing")?;
        let end = find(&self.bytes[start..], b"endobj").ok_or("an object does not end")?;
        Ok(&self.bytes[start..start + end])
    }

    /// Replaces text in an object that is not a stream.
    pub(super) fn splice(
        &self,
        number: usize,
        old: &[u8],
        new: &[u8],
    ) -> Result<Splice, AssemblyError> {
        let at = find(self.object(number)?, old).ok_or("an object has an unexpected form")?;
        Ok(Splice { at: self.starts[number] + at, old: old.len(), new: new.to_vec() })
    }

    /// Returns the file with replacements and additional objects.
    pub(super) fn write(
        &self,
        mut splices: Vec<Splice>,
        more: &Written,
    ) -> Result<Vec<u8>, AssemblyError> {
        splices.sort_by_key(|splice| splice.at);
        let grown: usize = splices.iter().map(|splice| splice.new.len()).sum();
        let more_bytes = grown + more.bytes.len() + 20 * more.starts.len() + 64;
        let mut out = Vec::with_capacity(self.bytes.len() + more_bytes);
        let mut done = 0;
        for splice in &splices {
            out.extend(&self.bytes[done..splice.at]);
            out.extend(&splice.new);
            done = splice.at + splice.old;
        }
        out.extend(&self.bytes[done..self.table]);
        let moved = |start: usize| {
            let before = splices.iter().filter(|splice| splice.at < start);
            before.fold(start, |start, splice| start + splice.new.len() - splice.old)
        };
        let mut starts: Vec<usize> = self.starts.iter().map(|start| moved(*start)).collect();
        starts.extend(more.starts.iter().map(|start| start + out.len()));
        out.extend(&more.bytes);
        let table = out.len();
        write_table(&mut out, &starts);
        let trailer = &self.bytes[self.table..];
        let start = find(trailer, b"trailer").ok_or("the file has no trailer")?;
        let end =
            find(trailer, b"startxref").ok_or("the end of the file has an unexpected form")?;
        let trailer = &trailer[start..end];
        let old = format!("/Size {}", self.starts.len());
        let at = find(trailer, old.as_bytes()).ok_or("the trailer has an unexpected form")?;
        out.extend(&trailer[..at]);
        out.extend(format!("/Size {}", starts.len()).bytes());
        out.extend(&trailer[at + old.len()..]);
        out.extend(format!("startxref\n{table}\n%%EOF").bytes());
        Ok(out)
    }
}

/// Reads the offsets of a cross-reference table, from its number of entries on.
fn read_table(table: &[u8]) -> Option<Vec<usize>> {
    let line = find(table, b"\n")? + 1;
    let entry = |index: usize| {
        let entry = table.get(line + 20 * index..)?;
        let start = leading_number(entry)?;
        Some(if *entry.get(17)? == b'n' { start } else { 0 })
    };
    (0..leading_number(table)?).map(entry).collect()
}

/// Writes the cross-reference table (ISO 32000-1, 7.5.4), whose first entry heads the free list.
pub(super) fn write_table(out: &mut Vec<u8>, starts: &[usize]) {
    out.extend(format!("xref\n0 {}\n0000000000 65535 f\r\n", starts.len()).bytes());
    for start in starts.iter().skip(1) {
        write_digits(out, *start as u64, 10);
        out.extend(b" 00000 n\r\n");
    }
}

pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

pub(super) fn number_after(bytes: &[u8], prefix: &[u8]) -> Option<usize> {
    leading_number(&bytes[find(bytes, prefix)? + prefix.len()..])
}

fn leading_number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}
