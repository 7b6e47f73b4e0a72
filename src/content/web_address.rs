//! Web addresses as people write them in a text, mostly without `https://`.

/// Whether a word is a web address, such as `https://example.org/a` or `988lifeline.org`.
pub(crate) fn is_web_address(word: &str) -> bool {
    if word.contains("://") {
        return true;
    }
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let is_label = |label: &str| {
        label.len() >= 2 && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_label)
        && last.bytes().all(|b| b.is_ascii_lowercase())
}
