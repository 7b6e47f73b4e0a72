//! Values of options as a shell takes them, for commands that a person copies.

/// Returns a value as a shell takes it, without quotes where it needs none.
pub(crate) fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=@+%".contains(c);
    match !value.is_empty() && value.chars().all(is_plain) {
        true => value.to_owned(),
        false => in_quotes(value),
    }
}

/// Returns a value in the quotes that keep a shell from changing it.
pub(crate) fn in_quotes(value: &str) -> String {
    match value.contains(['"', '$', '`', '!']) {
        true => format!("'{}'", value.replace('\'', r"'\''")),
        false => format!("\"{value}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_a_shell() {
        for (value, expected) in [
            ("2026-10-01", "2026-10-01"),
            ("name=Full name", "\"name=Full name\""),
            ("Bo \"Skip\" Li", "'Bo \"Skip\" Li'"),
            ("O'Day", "\"O'Day\""),
            ("Day's \"x\"", r#"'Day'\''s "x"'"#),
            ("", "\"\""),
            ("$5", "'$5'"),
        ] {
            assert_eq!(quoted(value), expected);
        }
    }
}
