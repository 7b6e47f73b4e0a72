//! What the region of a program decides.

/// The United States and its territories, where people write dates, phone numbers, addresses, and
/// amounts in one way.
pub(crate) const UNITED_STATES: [&str; 6] = ["us", "as", "gu", "mp", "pr", "vi"];

/// Whether people of a region write as those of the United States: `10/5/2027` is in October.
pub(crate) fn is_american(region: &str) -> bool {
    UNITED_STATES.contains(&region)
}
