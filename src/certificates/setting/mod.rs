//! What was printed stays printed: the settings of certificates, collected from the project when
//! they are issued, kept in the ledger, and used whenever they are printed again.

mod collect;
mod kept;
mod statement;

pub(crate) use collect::{
    CollectedSetting, SettingChoice, collect, differences, requirements, with_new_letters,
};
pub(crate) use kept::{CertificateDesign, KeptSetting, KeptSettings, extend_fonts};
pub(crate) use statement::{claims, claims_of_template, days, print, signed, statement};
