//! The versions of the rules by which pages are hashed.

/// The version of the rules that digests follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageHashVersion {
    /// Numbers have three decimals, and the types of dictionaries do not count.
    First,
    /// Numbers less than 1 have six decimals, and types count.
    Second,
}

impl PageHashVersion {
    /// What the hash of a page starts with.
    pub(super) fn prefix(self) -> &'static [u8] {
        match self {
            Self::First => b"peerpress page 1",
            Self::Second => b"peerpress page 2",
        }
    }

    /// Writes a number.
    pub(super) fn written(self, number: f32) -> String {
        let is_small = self == Self::Second && number.abs() < 1.0;
        rounded(number, if is_small { 6 } else { 3 })
    }
}

/// Writes a number with at most so many decimals, because programs write more or fewer.
pub(super) fn rounded(number: f32, decimals: usize) -> String {
    let unit = 10_i64.pow(decimals as u32);
    let parts = (f64::from(number) * unit as f64).round() as i64;
    let (sign, parts) = if parts < 0 { ("-", -parts) } else { ("", parts) };
    let (whole, rest) = (parts / unit, parts % unit);
    let text = format!("{sign}{whole}.{rest:0decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
