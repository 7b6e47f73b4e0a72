//! The placeholders in a text, such as `{date}`.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Words(&'a str),
    /// With its braces.
    Placeholder(&'a str),
}

/// Splits a text at its placeholders.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        if open > 0 {
            parts.push(Part::Words(&rest[..open]));
        }
        parts.push(Part::Placeholder(&rest[open..=open + close]));
        rest = &rest[open + close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::Part::{Placeholder, Words};
    use super::*;

    #[test]
    fn placeholders_are_parts() {
        let expected = [Words("Apply by "), Placeholder("{date}"), Words(".")];
        assert_eq!(parts("Apply by {date}."), expected);
        assert_eq!(parts("{a}{b}"), [Placeholder("{a}"), Placeholder("{b}")]);
        assert_eq!(parts("an open { brace"), [Words("an open { brace")]);
        assert_eq!(parts(""), []);
    }
}
