//! Hints for an unknown name: "did you mean" and lists of the known names.

use std::collections::HashSet;

/// The maximum number of names that a hint lists, if the data can have any number of them.
const MOST_LISTED: usize = 12;

/// Returns the candidate that differs least from `name`, if it could be a typo.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&lower, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, known)| known)
}

/// Returns the hint for an unknown name of the data, such as the ID of a session: the nearest known
/// name, or the known names as far as they fit.
pub(crate) fn hint<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(known) = nearest(name, candidates.clone()) {
        return format!("did you mean `{known}`?");
    }
    let names = distinct(candidates);
    let count = names.len();
    if count <= MOST_LISTED {
        return choices(names);
    }
    let first = choices(names.into_iter().take(MOST_LISTED));
    format!("{first}, and {} more", count - MOST_LISTED)
}

/// Returns the hint for an unknown name of a fixed set, such as a field: the nearest known name,
/// and all of them.
pub(crate) fn choice_hint<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    let all = choices(candidates.clone());
    match nearest(name, candidates) {
        Some(known) => format!("did you mean `{known}`? {all}"),
        None => all,
    }
}

/// The names, each once, such as the IDs of two sessions of which one is a copy.
fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    names.into_iter().filter(|name| seen.insert(*name)).collect()
}

fn choices<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = distinct(names).into_iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "the project has none yet; add one first".to_owned()
    } else {
        format!("choose from: {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_listed_once() {
        assert_eq!(hint("zzzzzz", ["a", "b", "a"]), "choose from: `a`, `b`");
        assert_eq!(hint("zzzzzz", ["a"; 40]), "choose from: `a`");
    }
}
