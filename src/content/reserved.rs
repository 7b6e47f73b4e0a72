//! Names of computers that are reserved for examples and tests: no program can be reached there.

/// The domains that are reserved for examples (RFC 2606).
const DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// The endings of domains that are reserved for examples and tests (RFC 2606, RFC 6761).
const ENDINGS: [&str; 4] = ["example", "invalid", "localhost", "test"];

/// Whether an address, or a word of a sentence, has a reserved name.
pub(crate) fn has_reserved_host(word: &str) -> bool {
    let word = word.to_lowercase();
    let is_of_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    word.split(|c| !is_of_host(c)).map(|host| host.trim_matches('.')).any(|host| {
        let is_at = |domain: &str| {
            host == domain || host.strip_suffix(domain).is_some_and(|start| start.ends_with('.'))
        };
        let ending = host.rsplit_once('.').map(|(_, ending)| ending);
        DOMAINS.iter().any(|domain| is_at(domain))
            || ending.is_some_and(|ending| ENDINGS.contains(&ending))
    })
}
