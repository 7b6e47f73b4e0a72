//! Characters that no font of the project has, such as emoji.

use crate::certificates::issue::needs_glyph;
use crate::typeset::Engine;

/// Whether a character can be printed: a font has it, or it has no shape of its own.
pub(super) fn is_printable(engine: &Engine, c: char) -> bool {
    !needs_glyph(c) || is_mark(c) || engine.has(c)
}

/// Whether a character only changes how others look: direction marks, soft hyphens, variants.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}')
}
