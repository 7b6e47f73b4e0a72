//! Text with its place on the page, and what differs between two pages of it.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use super::lines::in_reading_order;

/// Text whose baselines differ by less than this share of its size is on one line.
const SAME_LINE: f64 = 0.4;

/// Text is at the same place if it is not farther away than this, in tenths of a point.
const NEAR: i64 = 3;

/// Colors whose lightness differs by more than this do not look the same.
const SAME_LIGHTNESS: i64 = 20;

/// Text that is shown at a place. Lengths are in tenths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlacedText {
    /// The distance of its start from the left edge of the page.
    pub(crate) x: i64,
    /// The distance of its baseline from the bottom edge.
    pub(crate) y: i64,
    /// The size of the letters.
    pub(crate) size: i64,
    /// The lightness of its color, from 0 to 100; -1 if it is not one color.
    pub(crate) lightness: i64,
    /// The text of its glyphs, from left to right.
    pub(crate) text: String,
}

impl PlacedText {
    /// Takes a place and a size in points, and red, green, and blue from 0 to 1.
    pub(crate) fn new(at: (f64, f64), size: f64, rgb: Option<[f64; 3]>, text: String) -> Self {
        let tenths = |length: f64| (length * 10.0).round() as i64;
        let lightness = |[r, g, b]: [f64; 3]| (30.0 * r + 59.0 * g + 11.0 * b).round() as i64;
        Self {
            x: tenths(at.0),
            y: tenths(at.1),
            size: tenths(size),
            lightness: rgb.map_or(-1, lightness),
            text,
        }
    }

    /// Whether it is the same text at the same place, but much lighter or darker.
    pub(crate) fn is_recolored(&self, other: &Self) -> bool {
        let is_near = |a: i64, b: i64| (a - b).abs() <= NEAR;
        is_near(self.x, other.x)
            && is_near(self.y, other.y)
            && self.lightness >= 0
            && other.lightness >= 0
            && (self.lightness - other.lightness).abs() > SAME_LIGHTNESS
            && key([self.text.as_str()].into_iter()) == key([other.text.as_str()].into_iter())
    }

    /// The text in reading order.
    pub(crate) fn readable(&self) -> String {
        readable(&self.text)
    }
}

/// The lines that two pages do not have in common.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TextChanges {
    /// The lines that only the first page has.
    pub(crate) removed: Vec<String>,
    /// The lines that only the second page has.
    pub(crate) added: Vec<String>,
}

impl TextChanges {
    /// Compares the text of two pages, line by line, from the top. Neither the fonts nor the exact
    /// places matter, but the order does.
    pub(crate) fn between(one: &[PlacedText], other: &[PlacedText]) -> Self {
        let (one, other) = (lines(one), lines(other));
        let keys = |lines: &[PlacedLine]| lines.iter().map(|line| line.key.clone()).collect();
        let (one_keys, other_keys): (Vec<String>, Vec<String>) = (keys(&one), keys(&other));
        // A line whose parts stand a little higher or lower is the same text.
        if one_keys.concat() == other_keys.concat() {
            return Self::default();
        }
        let mut changes = Self::default();
        for change in capture_diff_slices(Algorithm::Myers, &one_keys, &other_keys) {
            if change.tag() != DiffTag::Equal {
                changes.removed.extend(one[change.old_range()].iter().map(PlacedLine::shown));
                changes.added.extend(other[change.new_range()].iter().map(PlacedLine::shown));
            }
        }
        changes
    }
}

/// Text next to each other.
struct PlacedLine {
    /// What is compared.
    key: String,
    parts: Vec<String>,
}

impl PlacedLine {
    fn shown(&self) -> String {
        self.parts.join("  ")
    }
}

/// Returns the lines of a page, from the top, with the text of each from left to right.
fn lines(texts: &[PlacedText]) -> Vec<PlacedLine> {
    let mut texts: Vec<&PlacedText> =
        texts.iter().filter(|text| !text.text.trim().is_empty()).collect();
    texts.sort_by_key(|text| -text.y);
    let is_same = |above: &&PlacedText, below: &&PlacedText| {
        (above.y - below.y) as f64 <= SAME_LINE * above.size.min(below.size) as f64
    };
    let lines = texts.chunk_by(is_same).map(|line| {
        let mut line = line.to_vec();
        line.sort_by_key(|text| text.x);
        let parts = line.iter().map(|text| readable(&text.text)).collect();
        PlacedLine { key: key(line.iter().map(|text| text.text.as_str())), parts }
    });
    lines.filter(|line| !line.key.is_empty()).collect()
}

/// Puts the text of glyphs into reading order.
fn readable(glyphs: &str) -> String {
    let glyphs = glyphs.chars().map(String::from).collect();
    in_reading_order(glyphs, false).concat().trim().to_owned()
}

/// Returns what is compared of a line: its letters without spaces, ligatures, and presentation
/// forms. In scripts whose marks can stand in another order than they are shown, the letters are
/// sorted.
fn key<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let letters = texts.flat_map(str::chars).nfkc();
    let mut letters: Vec<char> =
        letters.filter(|c| !c.is_whitespace() && !is_invisible(*c)).map(unified).collect();
    if letters.iter().any(|letter| is_reordered(*letter)) {
        letters.sort_unstable();
    }
    letters.into_iter().collect()
}

/// Whether the letters of its script change their shape or their order.
pub(crate) fn is_reordered(letter: char) -> bool {
    !matches!(
        letter.script(),
        Script::Common
            | Script::Inherited
            | Script::Latin
            | Script::Greek
            | Script::Cyrillic
            | Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Hangul
            | Script::Ethiopic
            | Script::Cherokee
            | Script::Canadian_Aboriginal
    )
}

/// Whether a character leaves no ink and does not change the words.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Returns one character for all kinds of hyphens.
fn unified(c: char) -> char {
    if matches!(c, '\u{2010}' | '\u{2011}') { '-' } else { c }
}
