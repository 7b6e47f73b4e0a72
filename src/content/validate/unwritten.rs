//! Text that nobody has written yet: a placeholder in square brackets, or filler text.

use super::texts::TextContext;
use crate::content::placeholder::unwritten_in;
use crate::diagnostic::{Code, Finding, shorten};

pub(super) fn check(context: &TextContext) -> Option<Finding> {
    let unwritten = unwritten_in(context.text)?;
    let message = format!("`{}` is a placeholder", shorten(unwritten));
    Some(
        Finding::new(Code::Placeholder, message).hint("write your program's own text in its place"),
    )
}
