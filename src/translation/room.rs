//! How many characters fit where a text is printed, estimated from the laid-out page: the width of
//! its column, the average width of its characters, and the free lines below it. To lay out each
//! piece again with each text made longer, until it does not fit, takes a hundred times as long.

use std::collections::HashMap;

use kurbo::Rect;
use typst_layout::PagedDocument;

use super::folded::folded;
use super::inline::{Part, parts};
use super::text::{SourceText, prints};
use crate::check::page_text::{PageText, TextRun};
use crate::plan::Job;

/// The shortest words that are looked for on a page, in characters. Shorter ones may be part of
/// another text.
const MIN_LOCATED: usize = 3;

/// The distance of baselines of text with one line, as a multiple of its size.
const LEADING: f64 = 1.3;

/// How far tails reach below the baseline, as a share of the size.
const DEPTH: f64 = 0.25;

/// The share of a further line that words fill, because they break at spaces.
const FILL: f64 = 0.92;

/// Measures the texts that a job prints. Returns the room by the index of the text; a text that is
/// not on its pages, or whose pages grow with it, has none.
pub(crate) fn measure(
    job: &Job,
    document: &PagedDocument,
    texts: &[SourceText],
) -> HashMap<usize, usize> {
    let mut rooms = HashMap::new();
    let grows = document.pages().len() < job.spec.pages.max;
    let pages: Vec<Printed> =
        document.pages().iter().map(|page| Printed::of(PageText::of(page), job)).collect();
    for (index, text) in texts.iter().enumerate().filter(|(_, text)| prints(job, text)) {
        for page in &pages {
            if let Some(room) = page.room(&text.source, grows) {
                let least = rooms.entry(index).or_insert(room);
                *least = room.min(*least);
            }
        }
    }
    rooms
}

/// A page with its text as one string, without spaces.
struct Printed {
    page: PageText,
    /// The part of the page that text may use.
    safe: Rect,
    letters: String,
    /// The run of each byte of `letters`.
    runs: Vec<usize>,
}

impl Printed {
    fn of(page: PageText, job: &Job) -> Self {
        let safe = job.spec.safe.0;
        let safe = Rect::new(safe, safe, page.width - safe, page.height - safe);
        let (mut letters, mut runs) = (String::new(), Vec::new());
        for (index, run) in page.runs.iter().enumerate() {
            let own = squeezed(&run.text);
            runs.extend(std::iter::repeat_n(index, own.len()));
            letters.push_str(&own);
        }
        Self { page, safe, letters, runs }
    }

    /// The room of a text; `None` if it is not on the page, or the page grows with it.
    fn room(&self, text: &str, grows: bool) -> Option<usize> {
        let words = parts(text).into_iter().filter_map(|part| match part {
            Part::Words(words) => Some(squeezed(words)),
            Part::Placeholder(_) => None,
        });
        let words = words.max_by_key(String::len)?;
        if words.chars().count() < MIN_LOCATED {
            return None;
        }
        let places = self.letters.match_indices(&words);
        places
            .filter_map(|(at, _)| {
                let (first, last) = (self.runs[at], self.runs[at + words.len() - 1]);
                self.room_of(&self.page.runs[first..=last], text.chars().count(), grows)
            })
            .min()
    }

    /// The room of the text in these runs, which has `count` characters.
    fn room_of(&self, runs: &[TextRun], count: usize, grows: bool) -> Option<usize> {
        let head = runs.first()?;
        let shared = |region: &&usize| runs.iter().all(|run| run.regions.contains(region));
        let region = head.regions.iter().rev().find(shared);
        if !head.upright || (region.is_none() && grows) {
            return None;
        }
        let bounds = region.map_or(self.safe, |index| self.page.regions[*index].bounds);
        let in_region =
            |run: &&TextRun| run.upright && region.is_none_or(|index| run.regions.contains(index));
        let others: Vec<&TextRun> = self.page.runs.iter().filter(in_region).collect();
        let lines = lines(runs);
        let column = column(runs, &others, bounds, lines.len());
        let drawn: usize = runs.iter().map(|run| run.text.chars().count()).sum();
        let letter = lines.iter().map(|line| line.width()).sum::<f64>() / drawn.max(1) as f64;
        if letter <= 0.0 || !letter.is_finite() {
            return None;
        }
        let lowest = others.iter().map(|run| run.baseline + DEPTH * run.size);
        let free = bounds.y1 - lowest.fold(bounds.y0, f64::max);
        let pitch = match lines.len() {
            0 | 1 => LEADING * head.size,
            count => (lines[count - 1].y1 - lines[0].y1) / (count - 1) as f64,
        };
        let more = (free / pitch.max(1.0)).floor().max(0.0);
        let rest = (column - lines.last().map_or(0.0, |line| line.width())).max(0.0);
        let room = count as f64 + (rest + more * column) / letter * FILL;
        Some((room as usize).max(count))
    }
}

/// The width that a line of the text in these runs may have.
fn column(runs: &[TextRun], others: &[&TextRun], bounds: Rect, lines: usize) -> f64 {
    let ink = runs.iter().map(|run| run.ink).reduce(|all, ink| all.union(ink)).unwrap_or(bounds);
    if lines > 1 {
        return ink.width();
    }
    let overlaps = |run: &&&TextRun| run.ink.y0 < ink.y1 && run.ink.y1 > ink.y0;
    let beside = || others.iter().filter(overlaps);
    let right = beside().map(|run| run.ink.x0).filter(|x| *x > ink.x1 - 0.1);
    let left = beside().map(|run| run.ink.x1).filter(|x| *x < ink.x0 + 0.1);
    let (right, left) = (right.fold(bounds.x1, f64::min), left.fold(bounds.x0, f64::max));
    let (before, after) = (ink.x0 - left, right - ink.x1);
    // A text in the middle, or at the right edge, grows to both sides, or to the left.
    let free = match (before, after) {
        (before, after) if before > 2.0 && (before - after).abs() < 4.0 => before + after,
        (before, after) if after < 1.0 && before > 4.0 => before,
        (_, after) => after,
    };
    ink.width() + free.max(0.0)
}

/// The ink of each line, down to its baseline.
fn lines(runs: &[TextRun]) -> Vec<Rect> {
    let mut lines: Vec<(f64, Rect)> = Vec::new();
    for run in runs {
        match lines.last_mut() {
            Some((baseline, line)) if (run.baseline - *baseline).abs() < 0.5 * run.size => {
                *line = line.union(run.ink);
            }
            _ => lines.push((run.baseline, run.ink)),
        }
    }
    lines.into_iter().map(|(baseline, line)| Rect { y1: baseline, ..line }).collect()
}

/// A text without spaces, and without what layout changes.
fn squeezed(text: &str) -> String {
    folded(text).chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}
