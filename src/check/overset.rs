//! Overset text: text that does not fit its region.

use kurbo::Rect;

use super::context::PageContext;
use super::page_text::{Region, TextRun};
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

/// How far a line may leave its region, in points, besides letters that lean out: rounding.
const TOLERANCE: f64 = 1.5;

/// How far a letter may lean out of the start of its line, such as the tail of a "J" of Gentium, as
/// a share of its size.
const LEAN: f64 = 0.15;

/// How far ink may rise above a region, as a share of the text's size: accents on capitals.
const RISE: f64 = 0.3;

/// How many words of the text that does not fit are quoted.
const QUOTED_WORDS: usize = 6;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, region) in page.text.regions.iter().enumerate() {
        let inside = page.text.runs.iter().filter(|run| run.regions.contains(&index));
        let over: Vec<&str> =
            inside.filter(|run| leaves(run, region)).map(|run| run.text.as_str()).collect();
        let Some(first) = over.first() else { continue };
        let words: Vec<&str> = over.iter().flat_map(|text| text.split_whitespace()).collect();
        let count = match words.len() {
            0 | 1 => "1 word".to_owned(),
            count => format!("{count} words"),
        };
        let message = format!(
            "the text in \"{}\" on {} is too long by about {count}",
            region.name, page.side
        );
        let start = words[..words.len().min(QUOTED_WORDS)].join(" ");
        let finding = page.finding_about(first, Code::Overset, message);
        let pointer = finding.place.as_ref().and_then(|place| place.pointer.as_deref());
        let shorten = how_to_shorten(pointer.unwrap_or_default(), page.job);
        findings.push(
            finding.hint(format!("{shorten}; the part that does not fit starts with \"{start}\"")),
        );
    }
    findings
}

/// Returns what to do about a text that is too long, by its place in its file.
fn how_to_shorten(pointer: &str, job: &Job) -> String {
    let has_short_name = job.data["program"].get("short_name").is_none_or(|name| !name.is_null());
    if pointer.starts_with("/contact") {
        return format!(
            "shorten it, or give `{}` fewer `contacts` in `data/pieces.json`",
            job.piece
        );
    }
    match (pointer == "/name" || pointer.starts_with("/name/")) && !has_short_name {
        true => {
            "shorten it, or add `short_name`, which is printed where the name is too long".into()
        }
        false => "shorten it".into(),
    }
}

/// Whether a page has text that does not fit its region.
pub(super) fn is_on(page: &PageContext) -> bool {
    let regions = &page.text.regions;
    let over = |run: &TextRun| run.regions.iter().any(|index| leaves(run, &regions[*index]));
    page.text.runs.iter().any(over)
}

/// Whether a run leaves one of its regions, or is where the text of another region runs over. What
/// is wrong with it there is not a fault of its own.
pub(super) fn is_overrun(page: &PageContext, run: &TextRun) -> bool {
    let text = &page.text;
    text.regions.iter().enumerate().any(|(index, region)| {
        let inside = text.runs.iter().filter(|other| other.regions.contains(&index));
        let over: Vec<Rect> =
            inside.filter(|other| leaves(other, region)).map(|other| other.ink).collect();
        let Some(area) = over.iter().copied().reduce(|all, ink| all.union(ink)) else {
            return false;
        };
        // Pictures beside the text run over with it.
        let area = Rect { x0: area.x0.min(region.bounds.x0), ..area };
        let area = Rect { x1: area.x1.max(region.bounds.x1), ..area };
        area.overlaps(run.ink) || run.regions.contains(&index) && leaves(run, region)
    })
}

/// Whether two runs are in one region whose text does not fit. The last lines of such a region may
/// overlap.
pub(super) fn are_squeezed(page: &PageContext, first: &TextRun, second: &TextRun) -> bool {
    let text = &page.text;
    let is_overset = |index: &usize| {
        let mut inside = text.runs.iter().filter(|run| run.regions.contains(index));
        inside.any(|run| leaves(run, &text.regions[*index]))
    };
    first.regions.iter().filter(|index| second.regions.contains(index)).any(is_overset)
}

/// Returns whether a run leaves its region. Tails below the last baseline may hang out.
fn leaves(run: &TextRun, region: &Region) -> bool {
    let (ink, bounds) = (run.ink, region.bounds);
    run.upright
        && (run.baseline > bounds.y1 + TOLERANCE
            || ink.y0 < bounds.y0 - TOLERANCE - RISE * run.size
            || ink.x1 > bounds.x1 + TOLERANCE
            || ink.x0 < bounds.x0 - TOLERANCE.max(LEAN * run.size))
}
