//! The macro that turns the list in `codes` into the enum [`Code`](super::Code). `strum` can
//! give the names, but neither the severities nor the explanations, which are in one list here.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// The rule that a finding is about. Each code has a fixture in `tests/faults/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize, Display, IntoStaticStr, VariantArray)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] #[strum(serialize = $name)] $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = Self::VARIANTS;

            /// Returns the name that messages and `--format json` show.
            pub fn name(self) -> &'static str {
                self.into()
            }

            /// Returns how serious the findings of this code are.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)+ }
            }

            /// Returns the published explanation, in lines of at most 92 columns.
            pub fn explanation(self) -> String {
                let lines: &[&str] = match self { $(Code::$variant => &[$($doc),+],)+ };
                lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
            }
        }
    };
}
