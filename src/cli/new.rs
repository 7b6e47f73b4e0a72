//! The arguments of `new`.

use std::path::PathBuf;

use clap::Args;

use crate::output::starter::Example;

/// Which project to create.
#[derive(Debug, Args)]
pub(crate) struct NewProject {
    /// The folder to create
    pub(crate) dir: PathBuf,
    /// The languages of the program, the language of the office first, such as `en,es,fr-CA`; one
    /// that the example does not have is a draft [default: `en,es`; `en` with `--example none`]
    #[arg(id = "program_languages", long = "lang", value_name = "LANG", value_delimiter = ',')]
    pub(crate) languages: Vec<String>,
    /// The name of the program [default: that of the example]
    #[arg(long, value_name = "NAME")]
    pub(crate) program: Option<String>,
    /// What the project starts with
    #[arg(long, value_enum, default_value_t = Example::NorthDakota)]
    pub(crate) example: Example,
}
