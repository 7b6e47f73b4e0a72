//! The options of the command line that say how the file of a list is read, for rosters and for
//! lists of people who signed up.

use std::collections::BTreeSet;

use clap::Args;

use super::encoding::{TextEncoding, parse_encoding};
use super::exports::{ReadAs, parse_read_as};
use super::hidden::Hidden;
use super::{Options, SavedMappings};

/// How to read the file of a list.
#[derive(Debug, Args)]
pub(crate) struct FileOptions {
    /// Read the list as the export of a known program, such as zoom-participants, or only by its
    /// headers with `plain` [default: the export that the headers show]
    #[arg(long, value_name = "ID", value_parser = parse_read_as)]
    read_as: Option<ReadAs>,
    /// A column that does not matter, although it sounds like a part of the name, counts hours, or
    /// may say who came; can be repeated
    #[arg(long, value_name = "COLUMN")]
    unused: Vec<String>,
    /// A text about the list that does not change who is certified, such as a title above the
    /// header or the name of the sheet; can be repeated
    #[arg(long, value_name = "TEXT")]
    ignore_text: Vec<String>,
    /// A name that is right although it looks odd, as it will be printed; can be repeated
    #[arg(long, value_name = "NAME")]
    name_is_right: Vec<String>,
    /// The text encoding of a CSV list, such as `windows-1250` or `cp850` [default: Unicode, or the
    /// one whose letters fit the names]
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    encoding: Option<TextEncoding>,
    /// The name of the worksheet to read, for XLSX and ODS [default: the only sheet that contains a
    /// list], or of the list to read in a JSON file that has several; can be repeated for several
    /// lists, such as those of several days
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Vec<String>,
    /// What to do with hidden rows and columns of a workbook, and with rows that are struck out
    #[arg(long, value_enum)]
    hidden: Option<Hidden>,
}

impl FileOptions {
    /// Returns the names that are right although they look odd.
    pub(crate) fn right_names(&self) -> BTreeSet<String> {
        self.name_is_right.iter().cloned().collect()
    }

    /// Returns the options with which a roster is read. The others have their defaults.
    pub(crate) fn with(&self, saved: SavedMappings) -> Options {
        Options {
            read_as: self.read_as,
            saved,
            right_names: self.right_names(),
            unused: self.unused.clone(),
            ignored_texts: self.ignore_text.clone(),
            encoding: self.encoding,
            hidden: self.hidden,
            ..Options::default()
        }
    }
}
