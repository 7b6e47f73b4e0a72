//! The editions: how a piece is finished.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

/// How a piece is finished.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Edition {
    /// An accessible PDF to read on a screen
    #[default]
    Screen,
    /// A PDF/X-4 file for a print shop
    Press,
    /// Sheets for an office printer: several cards on each, with crop marks
    Office,
    /// Large letters on letter paper, for readers with low vision
    LargePrint,
    /// Pictures for social media and lobby screens, with their words as alternative text
    Image,
}

impl Edition {
    /// Every edition, in the order in which they are listed and planned.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name on the command line, in the data and in `/job.json`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The folder in the output folder that contains its files.
    pub fn folder(self) -> &'static str {
        self.name()
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Screen | Self::Press | Self::Office | Self::LargePrint => "pdf",
            Self::Image => "png",
        }
    }
}
