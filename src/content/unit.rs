//! The unit in which messages, tickets, and file names name a length: that in which it is written.

use serde::Serialize;

use super::text::Length;

/// The unit in which a length is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Inches, also for lengths that are written in points.
    #[default]
    Inches,
    /// Millimeters.
    Millimeters,
    /// Pixels of the image edition, in which a pixel is a point.
    Pixels,
}

/// A length in the unit in which it was written, as templates show it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    /// The number, rounded as people write it.
    pub value: f64,
    /// The unit.
    pub unit: Unit,
}

impl From<&Length> for Measure {
    fn from(length: &Length) -> Self {
        Self { value: length.1.from_points(length.0), unit: length.1 }
    }
}

impl Unit {
    /// The unit of a length as it is written.
    pub(super) fn of(text: &str) -> Self {
        if text.ends_with("mm") { Self::Millimeters } else { Self::Inches }
    }

    /// Converts points to this unit, rounded as people write it.
    pub fn from_points(self, points: f64) -> f64 {
        match self {
            Self::Inches => (points / Length::INCH * 10_000.0).round() / 10_000.0,
            Self::Millimeters => (points / Length::MILLIMETER * 100.0).round() / 100.0,
            Self::Pixels => points.round(),
        }
    }

    /// Names a length in points: "0.25 in", "6.4 mm". `digits` are those of inches after the point.
    pub(crate) fn name(self, points: f64, digits: usize) -> String {
        format!("{} {}", self.number(points, digits), self.symbol())
    }

    /// The number of a length, as in [`Unit::name`].
    pub(crate) fn number(self, points: f64, digits: usize) -> String {
        match self {
            Self::Inches => format!("{:.digits$}", points / Length::INCH),
            // A millimeter is a twenty-fifth of an inch.
            Self::Millimeters => {
                format!("{:.*}", digits.saturating_sub(1), points / Length::MILLIMETER)
            }
            Self::Pixels => format!("{points:.0}"),
        }
    }

    /// The symbol of the unit.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Inches => "in",
            Self::Millimeters => "mm",
            Self::Pixels => "px",
        }
    }
}
