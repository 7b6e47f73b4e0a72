//! Puts runs of glyphs together to lines, and each line into reading order.
//!
//! A page shows glyphs from the left to the right. Right-to-left words are read the other way round: within a line of a left-to-right
//! text each stretch of them is turned, but for the numbers in it; in a right-to-left text the line is turned, but for what is
//! left-to-right.

use unicode_bidi::{BidiClass, bidi_class};

use super::Line;
use super::show::Run;

/// Two runs are further apart than this, in letter sizes: there is a space between them.
const SPACE: f64 = 0.2;
/// Two runs are further apart than this, in letter sizes: they are lines of their own, such as cells of a table.
const CELL: f64 = 1.5;
/// Baselines differ by less than this, in letter sizes: it is one line (with a superscript, say).
const BASELINE: f64 = 0.45;

/// The lines of a page; `is_rtl` says that its language is written from right to left.
pub(super) fn lines(runs: Vec<Run>, is_rtl: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open: Vec<Run> = Vec::new();
    for run in runs {
        if run.glyphs.iter().all(String::is_empty) {
            continue;
        }
        if open.last().is_some_and(|last| !follows(last, &run)) {
            lines.extend(line(std::mem::take(&mut open), is_rtl));
        }
        open.push(run);
    }
    lines.extend(line(open, is_rtl));
    lines
}

/// How far a run begins after another one ends, along the baseline and across it, in letter sizes.
fn gap(last: &Run, next: &Run) -> (f64, f64) {
    let (along, across) = (last.end.0 - last.start.0, last.end.1 - last.start.1);
    let length = along.hypot(across);
    let (x, y) = if length < 1e-6 { (1.0, 0.0) } else { (along / length, across / length) };
    let (dx, dy) = (next.start.0 - last.end.0, next.start.1 - last.end.1);
    let size = last.size.max(next.size).max(1e-6);
    ((dx * x + dy * y) / size, (dy * x - dx * y) / size)
}

fn follows(last: &Run, next: &Run) -> bool {
    let (along, across) = gap(last, next);
    last.artifact == next.artifact && across.abs() < BASELINE && (-1.0..CELL).contains(&along)
}

fn line(runs: Vec<Run>, is_rtl: bool) -> Option<Line> {
    let first = runs.first()?;
    let (artifact, at, size) = (first.artifact, first.start, first.size);
    let mut glyphs: Vec<String> = Vec::new();
    let mut last: Option<&Run> = None;
    for run in &runs {
        let is_apart = last.is_some_and(|last| gap(last, run).0 > SPACE);
        let is_spaced = glyphs.last().is_some_and(|glyph| glyph.ends_with(char::is_whitespace))
            || run.glyphs.concat().starts_with(char::is_whitespace);
        if is_apart && !is_spaced {
            glyphs.push(" ".to_owned());
        }
        glyphs.extend(run.glyphs.iter().filter(|glyph| !glyph.is_empty()).cloned());
        last = Some(run);
    }
    let text: String = in_reading_order(glyphs, is_rtl).concat();
    let text = text.trim();
    (!text.is_empty()).then(|| Line { text: text.to_owned(), artifact, at, size })
}

/// How a glyph takes part in the order of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Left,
    Right,
    Number,
    Neutral,
}

fn way(glyph: &str) -> Way {
    let classes = glyph.chars().map(bidi_class);
    classes
        .filter_map(|class| match class {
            BidiClass::L => Some(Way::Left),
            BidiClass::R | BidiClass::AL => Some(Way::Right),
            BidiClass::EN | BidiClass::AN => Some(Way::Number),
            _ => None,
        })
        .next()
        .unwrap_or(Way::Neutral)
}

fn in_reading_order(mut glyphs: Vec<String>, is_rtl: bool) -> Vec<String> {
    let mut ways: Vec<Way> = glyphs.iter().map(|glyph| way(glyph)).collect();
    if is_rtl {
        glyphs.reverse();
        ways.reverse();
        for (start, end) in
            stretches(&ways, |way| matches!(way, Way::Left | Way::Number), |way| way != Way::Right)
        {
            glyphs[start..end].reverse();
        }
        return glyphs;
    }
    for (start, end) in stretches(&ways, |way| way == Way::Right, |way| way != Way::Left) {
        glyphs[start..end].reverse();
        ways[start..end].reverse();
        for (from, to) in
            stretches(&ways[start..end], |way| way == Way::Number, |way| way == Way::Number)
        {
            glyphs[start + from..start + to].reverse();
        }
    }
    glyphs
}

/// The longest stretches that begin and end with one kind and hold nothing but what is allowed.
fn stretches(ways: &[Way], ends: fn(Way) -> bool, allowed: fn(Way) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < ways.len() {
        if !ends(ways[at]) {
            at += 1;
            continue;
        }
        let limit = ways[at..]
            .iter()
            .position(|way| !allowed(*way))
            .map_or(ways.len(), |length| at + length);
        let end =
            ways[at..limit].iter().rposition(|way| ends(*way)).map_or(at + 1, |last| at + last + 1);
        found.push((at, end));
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shown: &str, is_rtl: bool) -> String {
        in_reading_order(shown.chars().map(String::from).collect(), is_rtl).concat()
    }

    #[test]
    fn right_to_left_words_are_read_from_the_right() {
        let shown: String = "אבג דה 12 ו".chars().rev().collect::<String>().replace("21", "12");
        assert_eq!(read(&shown, false), "אבג דה 12 ו");
        assert_eq!(read(&format!("to {shown} from"), false), "to אבג דה 12 ו from");
        assert_eq!(read(&shown, true), "אבג דה 12 ו");
        let mixed: String = "ABC אבג".chars().rev().collect::<String>().replace("CBA", "ABC");
        assert_eq!(read(&mixed, true), "ABC אבג");
        assert_eq!(read("plain 12 words", false), "plain 12 words");
    }
}
