//! The file of all certificates of a session, written batch by batch.

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use lopdf::Document;

use crate::error::Error;
use crate::finish::merge::Merger;
use crate::output::write::{Readers, temporary, write_error};

/// The file of all pages. Parts arrive in any order and are written in the order of the recipients.
pub(super) struct AllPages {
    path: PathBuf,
    merger: Merger<BufWriter<tempfile::NamedTempFile>>,
    waiting: BTreeMap<usize, Document>,
    next: usize,
}

impl AllPages {
    /// Starts a temporary file beside `path`.
    pub(super) fn new(path: &Path) -> Result<Self, Error> {
        let file = temporary(path, Readers::Owner).map_err(|error| write_error(path, error))?;
        let merger = Merger::new(BufWriter::with_capacity(1 << 20, file))
            .map_err(|fault| write_error(path, fault))?;
        Ok(Self { path: path.to_owned(), merger, waiting: BTreeMap::new(), next: 0 })
    }

    /// Adds the pages of the batch with this index, and writes all parts that are next in order.
    pub(super) fn add(&mut self, index: usize, part: Document) -> Result<(), Error> {
        self.waiting.insert(index, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            self.merger.add(&part).map_err(|fault| write_error(&self.path, fault))?;
            self.next += 1;
        }
        Ok(())
    }

    /// Completes the file and renames it to its path.
    pub(super) fn finish(self) -> Result<(), Error> {
        let path = &self.path;
        let file = self.merger.finish().map_err(|fault| write_error(path, fault))?;
        let file = file.into_inner().map_err(|error| write_error(path, error))?;
        file.persist(path).map(drop).map_err(|error| write_error(path, error.error))
    }
}
