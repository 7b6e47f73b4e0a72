//! The output folder: files are written whole or not at all, and the manifest records what each was
//! built from.

pub(crate) mod history;
pub(crate) mod json;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod outdated;
pub(crate) mod starter;
pub(crate) mod sweep;
pub(crate) mod write;

/// Returns a number with the noun in its form, such as "1 row" or "2 rows".
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Returns items as English lists them, such as "a, b, and c".
pub(crate) fn and_list(items: &[String]) -> String {
    match items {
        [one, other] => format!("{one} and {other}"),
        [first @ .., last] if !first.is_empty() => format!("{}, and {last}", first.join(", ")),
        _ => items.concat(),
    }
}
