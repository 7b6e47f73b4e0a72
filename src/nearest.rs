//! "Did you mean": the known name nearest to one that is not known.

/// The candidate that differs least from `name`, if it is near enough to be a slip.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The hint for an unknown name: the nearest known one, or the list of those known.
pub(crate) fn hint<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(known) = nearest(name, candidates.clone()) {
        return format!("did you mean `{known}`?");
    }
    let known: Vec<_> = candidates.into_iter().map(|name| format!("`{name}`")).collect();
    match known.len() {
        0 => "there is none yet".to_owned(),
        1..=12 => format!("known: {}", known.join(", ")),
        more => format!("known: {} and {} more", known[..10].join(", "), more - 10),
    }
}
