//! The arguments of `translate`, and what `--format` can name.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};

use crate::content::text::line_fault;
use crate::diagnostic::Format;

/// What to do with translations.
#[derive(Debug, Subcommand)]
pub(crate) enum Translate {
    /// Write every text with its translation, its place, its room, and its state to a spreadsheet
    /// or an XLIFF file
    Export(TranslateExport),
    /// Read the translations of a spreadsheet or an XLIFF file; without `--write`, only show what
    /// would change
    Import {
        /// The file that the translator sent: XLSX, ODS, CSV, or XLIFF 2.0
        file: PathBuf,
        /// The name of the worksheet to read, for XLSX and ODS [default: the only sheet with
        /// translations]
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        /// Change the data files
        #[arg(long)]
        write: bool,
    },
    /// Record that someone has reviewed the translation of a piece
    Review(TranslateReview),
}

/// Which texts to export, and how.
#[derive(Debug, Args)]
pub(crate) struct TranslateExport {
    /// The tag of the language, such as `es`
    #[arg(value_name = "TAG")]
    pub(crate) lang: String,
    /// The file [default: `translations/TAG.xlsx` or `.xlf` in the output folder]
    pub(crate) file: Option<PathBuf>,
    /// The format of the file
    #[arg(
        id = "format",
        long = "format",
        value_name = "FORMAT",
        default_value = "xlsx",
        value_parser = FileFormat::parse,
        help = "The format of the file: `xlsx` for a spreadsheet, `xliff` for a translation program"
    )]
    pub(crate) format: FormatArgument,
}

/// Which review to record.
#[derive(Debug, Args)]
pub(crate) struct TranslateReview {
    /// The tag of the language, such as `es`
    #[arg(value_name = "TAG")]
    pub(crate) lang: String,
    /// The IDs of the pieces, or patterns such as `flyer-*`, separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',', required = true)]
    pub(crate) piece: Vec<String>,
    /// The person who reviewed it
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(crate) by: String,
}

/// A format of files for translators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    Xlsx,
    Xliff,
}

/// What `--format` names: how results are printed or, for `translate export`, a kind of file. Clap
/// has one type for an option of all commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatArgument {
    Printed(Format),
    Sarif,
    File(FileFormat),
}

impl FormatArgument {
    /// How results are printed.
    pub(crate) fn printed(self) -> Format {
        match self {
            Self::Printed(format) => format,
            Self::Sarif | Self::File(_) => Format::Human,
        }
    }

    /// The kind of file.
    pub(crate) fn file(self) -> FileFormat {
        match self {
            Self::Printed(_) | Self::Sarif => FileFormat::Xlsx,
            Self::File(format) => format,
        }
    }
}

/// The values are those of every command. Those of `translate export` are parsed there.
impl ValueEnum for FormatArgument {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Printed(Format::Human),
            Self::Printed(Format::Short),
            Self::Printed(Format::Json),
            Self::Sarif,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Printed(format) => format.to_possible_value(),
            Self::Sarif => {
                let help = "All findings as one SARIF 2.1.0 log on standard output, for code hosts";
                Some(PossibleValue::new("sarif").help(help))
            }
            Self::File(_) => None,
        }
    }
}

impl FileFormat {
    fn parse(text: &str) -> Result<FormatArgument, String> {
        let format = Self::from_str(text, false).map(FormatArgument::File);
        format.map_err(|_| "expected `xlsx` or `xliff`".to_owned())
    }
}

fn parse_name(text: &str) -> Result<String, String> {
    match line_fault(text) {
        Some(fault) => Err(format!("the name {fault}")),
        None => Ok(text.trim().to_owned()),
    }
}
