//! Joins runs of glyphs into lines, and puts each line into reading order.
//!
//! A page shows glyphs from left to right. Right-to-left words are read the other way around: in a
//! left-to-right text each stretch of them is reversed, except for numbers; in a right-to-left text
//! the whole line is reversed, except for what is left-to-right. The Unicode bidirectional
//! algorithm (`unicode-bidi`) goes from reading order to visual order; this is the way back.
//!
//! The parts of a line of several directions are painted in reading order. So a part that ends
//! where a right-to-left line starts continues the line.

use std::rc::Rc;

use unicode_bidi::{BidiClass, bidi_class};

use super::show_text::GlyphRun;
use super::text::Line;

/// The gap between two runs that is a space, in letter sizes.
const SPACE: f64 = 0.2;

/// The gap between two runs on different lines, such as the cells of a table, in letter sizes.
pub(super) const CELL: f64 = 1.5;

/// The offset of baselines within a line, with a superscript for example, in letter sizes.
const BASELINE: f64 = 0.45;

/// Returns the lines of a page. `is_rtl` says that its language is written from right to left.
pub(super) fn lines(runs: &[Rc<GlyphRun>], is_rtl: bool) -> Vec<Line> {
    let shown = runs.iter().filter(|run| !run.glyphs.iter().all(String::is_empty));
    let shown: Vec<&GlyphRun> = shown.map(Rc::as_ref).collect();
    let mut lines: Vec<Line> = Vec::new();
    let mut leftmost: Option<&GlyphRun> = None;
    for part in shown.chunk_by(|last, run| follows(last, run)) {
        let text = part_text(part, is_rtl);
        let ([first, .., last] | [first @ last]) = part else { continue };
        let before = leftmost.replace(first);
        match (lines.last_mut(), before) {
            (Some(line), Some(before)) if continues(before, last, &line.text, &text, is_rtl) => {
                let has_space = line.text.ends_with(char::is_whitespace)
                    || text.starts_with(char::is_whitespace);
                if gap(last, before).0 > SPACE && !has_space {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
                line.at = first.start.into();
            }
            _ => lines.push(Line {
                text,
                artifact: first.is_artifact,
                at: first.start.into(),
                size: first.size,
            }),
        }
    }
    for line in &mut lines {
        line.text = line.text.trim().to_owned();
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Whether a part that ends with a run continues a right-to-left line, whose leftmost run is
/// another.
fn continues(leftmost: &GlyphRun, last: &GlyphRun, line: &str, part: &str, is_rtl: bool) -> bool {
    let has_right =
        |text: &str| text.chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL));
    (is_rtl || has_right(line) || has_right(part)) && follows(last, leftmost)
}

/// Returns the gap from the end of a run to the start of the next one, along and across the
/// baseline, in letter sizes.
fn gap(last: &GlyphRun, next: &GlyphRun) -> (f64, f64) {
    let baseline = last.end - last.start;
    let length = baseline.hypot();
    let (x, y) = if length < 1e-6 { (1.0, 0.0) } else { (baseline / length).into() };
    let offset = next.start - last.end;
    let size = last.size.max(next.size).max(1e-6);
    ((offset.x * x + offset.y * y) / size, (offset.y * x - offset.x * y) / size)
}

fn follows(last: &GlyphRun, next: &GlyphRun) -> bool {
    let (along, across) = gap(last, next);
    last.is_artifact == next.is_artifact && across.abs() < BASELINE && (-1.0..CELL).contains(&along)
}

/// Returns the text of runs that follow each other from left to right.
fn part_text(runs: &[&GlyphRun], is_rtl: bool) -> String {
    let mut glyphs: Vec<String> = Vec::new();
    let mut last: Option<&GlyphRun> = None;
    for run in runs {
        let has_gap = last.is_some_and(|last| gap(last, run).0 > SPACE);
        let has_space = glyphs.last().is_some_and(|glyph| glyph.ends_with(char::is_whitespace))
            || run.glyphs.concat().starts_with(char::is_whitespace);
        if has_gap && !has_space {
            glyphs.push(" ".to_owned());
        }
        glyphs.extend(run.glyphs.iter().filter(|glyph| !glyph.is_empty()).cloned());
        last = Some(run);
    }
    // Words and numbers from left to right are parts of their own on a page from right to left.
    let has = |wanted: &[Direction]| glyphs.iter().any(|it| wanted.contains(&direction(it)));
    if has(&[Direction::Left, Direction::Number]) && !has(&[Direction::Right]) {
        return glyphs.concat();
    }
    in_reading_order(glyphs, is_rtl).concat()
}

/// The direction in which a glyph is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    Number,
    Neutral,
}

fn direction(glyph: &str) -> Direction {
    let strong = |class| match class {
        BidiClass::L => Some(Direction::Left),
        BidiClass::R | BidiClass::AL => Some(Direction::Right),
        BidiClass::EN | BidiClass::AN => Some(Direction::Number),
        _ => None,
    };
    glyph.chars().map(bidi_class).find_map(strong).unwrap_or(Direction::Neutral)
}

/// Puts glyphs that are listed from left to right into reading order.
pub(super) fn in_reading_order(mut glyphs: Vec<String>, is_rtl: bool) -> Vec<String> {
    use Direction::{Left, Number, Right};
    let mut directions: Vec<Direction> = glyphs.iter().map(|glyph| direction(glyph)).collect();
    if is_rtl {
        glyphs.reverse();
        directions.reverse();
        for (start, end) in
            stretches(&directions, |it| it == Left || it == Number, |it| it != Right)
        {
            glyphs[start..end].reverse();
        }
        return glyphs;
    }
    for (start, end) in stretches(&directions, |it| it == Right, |it| it != Left) {
        glyphs[start..end].reverse();
        directions[start..end].reverse();
        let numbers = stretches(&directions[start..end], |it| it == Number, |it| it == Number);
        for (from, to) in numbers {
            glyphs[start + from..start + to].reverse();
        }
    }
    glyphs
}

/// Returns the longest stretches that begin and end with one kind and hold only what is allowed.
fn stretches(
    directions: &[Direction],
    is_end: fn(Direction) -> bool,
    is_allowed: fn(Direction) -> bool,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < directions.len() {
        if !is_end(directions[at]) {
            at += 1;
            continue;
        }
        let rest = &directions[at..];
        let limit = rest.iter().position(|it| !is_allowed(*it)).unwrap_or(rest.len());
        let last = rest[..limit].iter().rposition(|it| is_end(*it)).unwrap_or(0);
        found.push((at, at + last + 1));
        at += last + 1;
    }
    found
}
