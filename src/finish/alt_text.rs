//! The words of a laid-out page as text, for people who cannot see it.

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

/// Returns the words of a page in reading order, one paragraph a line. What screen readers skip is
/// left out, because it repeats other words.
pub(super) fn alt_text(page: &PageText) -> String {
    let mut text = String::new();
    let mut last: Option<&TextRun> = None;
    for run in page.runs.iter().filter(|run| !run.is_artifact) {
        if let Some(last) = last {
            if !is_one_paragraph(last, run) {
                text.truncate(text.trim_end().len());
                text.push('\n');
            } else if is_apart(last, run) && !text.ends_with(char::is_whitespace) {
                text.push(' ');
            }
        }
        text.push_str(if text.ends_with(char::is_whitespace) {
            run.text.trim_start()
        } else {
            &run.text
        });
        last = Some(run);
    }
    text.truncate(text.trim_end().len());
    // What keeps words on one line is nothing to read aloud.
    text.replace(['\u{ad}', '\u{200b}'], "").replace('\u{a0}', " ") + "\n"
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
