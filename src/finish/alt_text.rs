//! The words of a laid-out page as text, and what its photo shows, for people who cannot see it.

use unicode_bidi::{BidiClass, bidi_class};

use crate::check::page_text::{PageText, TextRun};

/// The gap between two runs that is a space, as a share of their size.
const SPACE: f64 = 0.2;

/// The offset of baselines within a line, as a share of the size.
const BASELINE: f64 = 0.45;

/// Lines that are in no paragraph belong together if their distance is below this multiple of the
/// size.
const MOST_LEADING: f64 = 1.7;

/// The ends of words that a line may break after without a space.
const JOINTS: [char; 4] = ['-', '\u{2010}', '–', '/'];

/// Returns the words of a page in reading order, one paragraph a line, and among them `photo`, what
/// the photo shows. What screen readers skip is left out, because it repeats other words.
pub(super) fn alt_text(page: &PageText, photo: Option<&str>) -> String {
    let mut text = String::new();
    let mut last: Option<&TextRun> = None;
    let picture = page.pictures.iter().find(|it| photo.is_some() && it.alt() == photo);
    let mut described = picture.map(|picture| (picture.runs_below, photo.unwrap_or_default()));
    for (index, run) in in_reading_order(page) {
        let photo = described.take_if(|(below, _)| *below <= index).map(|(_, photo)| photo);
        if let Some(last) = last {
            if photo.is_some() || !is_one_paragraph(last, run) {
                text.truncate(text.trim_end().len());
                text.push('\n');
            } else if is_apart(last, run) && !text.ends_with(char::is_whitespace) {
                text.push(' ');
            }
        }
        if let Some(photo) = photo {
            text.push_str(photo);
            text.push('\n');
        }
        text.push_str(if text.ends_with(char::is_whitespace) {
            run.text.trim_start()
        } else {
            &run.text
        });
        last = Some(run);
    }
    text.truncate(text.trim_end().len());
    // What keeps words on one line, or states a direction, is nothing to read aloud.
    text.retain(|c| !is_mark(c));
    text.replace('\u{a0}', " ") + "\n"
}

fn is_mark(c: char) -> bool {
    let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_direction || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

/// The runs that screen readers read, each with its index, in reading order. A part of a line from
/// right to left that is set in several fonts has its runs in the order on the page: a period is
/// before its sentence.
fn in_reading_order(page: &PageText) -> Vec<(usize, &TextRun)> {
    let mut runs: Vec<(usize, &TextRun)> =
        page.runs.iter().enumerate().filter(|(_, run)| !run.is_artifact).collect();
    let goes_right = |(_, last): &(usize, &TextRun), (_, run): &(usize, &TextRun)| {
        let is_together = last.paragraph == run.paragraph && is_one_line(last, run);
        let is_beside = (run.ink.x0 + run.ink.x1) > (last.ink.x0 + last.ink.x1);
        is_together && is_beside && !has_left_to_right(last) && !has_left_to_right(run)
    };
    for part in runs.chunk_by_mut(goes_right) {
        if part.iter().any(|(_, run)| is_right_to_left(run)) {
            part.reverse();
        }
    }
    runs
}

/// Whether a run has letters or digits that run from left to right.
fn has_left_to_right(run: &TextRun) -> bool {
    let is_in_direction = |c| matches!(bidi_class(c), BidiClass::L | BidiClass::EN | BidiClass::AN);
    run.text.chars().any(is_in_direction)
}

fn is_right_to_left(run: &TextRun) -> bool {
    run.text.chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL))
}

fn is_one_paragraph(last: &TextRun, run: &TextRun) -> bool {
    match (last.paragraph, run.paragraph) {
        (None, None) => {
            let is_one_size = (last.size - run.size).abs() < 0.1 * run.size;
            let down = run.baseline - last.baseline;
            is_one_line(last, run) || is_one_size && (0.0..MOST_LEADING * run.size).contains(&down)
        }
        (one, other) => one == other,
    }
}

/// Whether there is a space between two runs that follow each other.
fn is_apart(last: &TextRun, run: &TextRun) -> bool {
    if !is_one_line(last, run) {
        let mut end = last.text.chars().rev();
        let is_joint = end.next().is_some_and(|c| JOINTS.contains(&c));
        return !(is_joint && end.next().is_some_and(char::is_alphanumeric));
    }
    let gap = (run.ink.x0 - last.ink.x1).max(last.ink.x0 - run.ink.x1);
    gap > SPACE * run.size
}

fn is_one_line(last: &TextRun, run: &TextRun) -> bool {
    (last.baseline - run.baseline).abs() < BASELINE * run.size.max(last.size)
}
