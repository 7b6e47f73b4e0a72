//! A soft hyphen in an address, which breaks off when someone copies the address.

use super::texts::TextContext;
use crate::diagnostic::{Code, Finding};

const SOFT_HYPHEN: char = '\u{ad}';

pub(super) fn check(context: &TextContext) -> Option<Finding> {
    if context.field != "address" || !context.text.contains(SOFT_HYPHEN) {
        return None;
    }
    let message = format!("`address` has an invisible character (U+{:04X})", SOFT_HYPHEN as u32);
    Some(Finding::new(Code::BadValue, message).hint("type it again; do not copy it"))
}
