//! Finds translations that are older than their source, and pieces for the press whose translation
//! nobody has reviewed as it is now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::record::{LanguageRecord, PATH, Record, Review, text_hash};
use super::text::{SourceText, State, prints, source_texts};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Report};
use crate::plan::Job;

/// The number of texts that a finding names.
const MOST_NAMED: usize = 3;

/// Returns a finding for each translation whose source has changed since.
pub(crate) fn find_outdated(content: &Content, record: &Record) -> Vec<Finding> {
    let mut languages = content.languages();
    let Some(source_lang) = languages.next() else { return Vec::new() };
    let mut findings = Vec::new();
    for lang in languages {
        let Some(known) = record.languages.get(lang) else { continue };
        let texts = source_texts(content, source_lang, lang);
        let mut outdated: Vec<&SourceText> =
            texts.iter().filter(|text| text.state(Some(known)) == State::Outdated).collect();
        findings.extend(from_other_source(content, (source_lang, lang), known, &mut outdated));
        findings.extend(outdated.into_iter().map(|text| {
            let message = format!(
                "the `{lang}` translation is older than the `{source_lang}` text, which has \
                 changed"
            );
            let hint = format!(
                "correct it, or send it to the translator with `peerpress translate export \
                 {lang}`; if it is still right, record a review of its piece"
            );
            Finding::new(Code::OutdatedTranslation, message)
                .at(content.place(text.file, &text.pointer))
                .hint(hint)
        }));
    }
    findings
}

/// One finding for the translations of a text in another language, which was the first one before;
/// they are removed from those that are outdated.
fn from_other_source(
    content: &Content,
    (source_lang, lang): (&str, &str),
    known: &LanguageRecord,
    outdated: &mut Vec<&SourceText>,
) -> Option<Finding> {
    // Also one that is a draft now.
    let listed = content.program.languages.iter();
    let others = listed.filter(|other| other.tag != source_lang && other.tag != lang);
    for language in others {
        let other = language.tag.as_str();
        if outdated.is_empty() {
            return None;
        }
        let texts = source_texts(content, other, lang);
        let sources: BTreeMap<&str, String> =
            texts.iter().map(|text| (text.id.as_str(), text_hash(&text.source))).collect();
        let count = outdated.len();
        outdated.retain(|text| {
            let recorded = known.texts.get(&text.id).map(|text| &text.source);
            recorded.is_none() || recorded != sources.get(text.id.as_str())
        });
        let moved = count - outdated.len();
        if moved == 0 {
            continue;
        }
        let are = if moved == 1 { "1 text was" } else { &format!("{moved} texts were") };
        let is = if language.is_published() { "" } else { ", which is a draft now" };
        let message = format!(
            "in `{lang}`, {are} translated from `{other}`{is}, but the first language is now \
             `{source_lang}`"
        );
        let again = match language.is_published() {
            true => format!("`{other}` first in `languages` again"),
            false => format!("\"{other}\" in place of its entry in `languages` again"),
        };
        let hint = format!(
            "let someone compare them with `{source_lang}`, then run `peerpress translate review \
             {lang} --piece \"*\" --by \"NAME\"`; or write {again}"
        );
        let place = content.place(DataFile::Program.path(), "/languages");
        return Some(Finding::new(Code::OutdatedTranslation, message).at(place).hint(hint));
    }
    None
}

/// What is wrong with the reviews of the pieces for the press.
#[derive(Debug, Default)]
pub(crate) struct Unreviewed {
    pub(crate) findings: Vec<Finding>,
    /// The pieces that must not go to the press, each with the language.
    pub(crate) blocked: BTreeSet<(String, String)>,
}

/// Checks that someone has reviewed the translations that press jobs print. A project without a
/// record of translations is older than reviews: it is only warned.
pub(crate) fn find_unreviewed(
    content: &Content,
    record: Option<&Record>,
    jobs: &[Arc<Job>],
) -> Unreviewed {
    let mut found = Unreviewed::default();
    let source_lang = content.languages().next().unwrap_or_default();
    let mut pieces: BTreeMap<(&str, &str), Vec<&Job>> = BTreeMap::new();
    for job in jobs.iter().filter(|job| job.edition == Edition::Press && job.lang != source_lang) {
        pieces.entry((&job.lang, &job.piece)).or_default().push(job);
    }
    let mut texts: BTreeMap<&str, Vec<SourceText>> = BTreeMap::new();
    let mut samples: BTreeMap<&str, usize> = BTreeMap::new();
    let none = LanguageRecord::default();
    for ((lang, piece), jobs) in pieces {
        let Some(record) = record else {
            found.warn_once(content, lang);
            continue;
        };
        let known = record.languages.get(lang).unwrap_or(&none);
        let texts = texts.entry(lang).or_insert_with(|| source_texts(content, source_lang, lang));
        let job = jobs[0].title();
        let finding = match known.reviews.get(piece) {
            Some(review) if review.sample => {
                *samples.entry(lang).or_default() += 1;
                continue;
            }
            Some(review) => {
                let printed = texts.iter().filter(|text| jobs.iter().any(|job| prints(job, text)));
                let changed: Vec<_> = printed.filter(|text| needs_review(text, known)).collect();
                changed_since(content, (piece, lang), (review, known), &changed)
            }
            None => Some(not_reviewed(content, (piece, lang))),
        };
        if let Some(finding) = finding {
            found.findings.push(finding.in_job(job));
            found.blocked.insert((piece.to_owned(), lang.to_owned()));
        }
    }
    found.findings.extend(samples.into_iter().map(|(lang, count)| only_samples(lang, count)));
    found
}

/// Whether nobody has reviewed a text as it is now. One that is the same in every language was
/// never translated, unless the record knows it.
fn needs_review(text: &SourceText, known: &LanguageRecord) -> bool {
    match text.state(Some(known)) {
        State::Reviewed => false,
        // Reviews of before November 2026 do not record the forms that the source does not have.
        State::Translated
            if text.plural.as_ref().is_some_and(|form| form.is_added)
                && !known.texts.contains_key(&text.id) =>
        {
            false
        }
        State::Same => known.texts.contains_key(&text.id),
        State::New | State::Translated | State::Outdated => true,
    }
}

fn changed_since(
    content: &Content,
    (piece, lang): (&str, &str),
    (review, known): (&Review, &LanguageRecord),
    changed: &[&SourceText],
) -> Option<Finding> {
    let first = changed.first()?;
    let named: Vec<String> =
        changed.iter().take(MOST_NAMED).map(|text| format!("\"{}\"", text.place)).collect();
    let more = match changed.len() - named.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let Review { reviewed_by, on, .. } = review;
    // A text that the record does not know was not on the pages, or was not written yet.
    let is_known = |text: &&SourceText| known.texts.contains_key(&text.id);
    let what = match (changed.iter().all(is_known), changed.iter().any(is_known)) {
        (true, _) => "and have changed since",
        (false, true) => "and these are new or have changed since",
        (false, false) => "and these were not on the pages then",
    };
    let message = format!(
        "the `{lang}` texts were reviewed by {reviewed_by} on {on}, {what}: {}{more}",
        named.join(", ")
    );
    let finding = Finding::new(Code::UnreviewedTranslation, message);
    Some(finding.at(content.place(first.file, &first.pointer)).hint(how_to_review(piece, lang)))
}

fn not_reviewed(content: &Content, (piece, lang): (&str, &str)) -> Finding {
    let message = format!("nobody has reviewed the `{lang}` texts");
    let mut pieces = content.pieces.pieces.iter();
    let index = pieces.position(|known| known.id.as_str() == piece).unwrap_or_default();
    Finding::new(Code::UnreviewedTranslation, message)
        .at(content.place(DataFile::Pieces.path(), &format!("/pieces/{index}/id")))
        .hint(how_to_review(piece, lang))
}

fn how_to_review(piece: &str, lang: &str) -> String {
    format!(
        "let someone who knows the language read the screen edition, then run `peerpress \
         translate review {lang} --piece {piece} --by \"NAME\"`"
    )
}

pub(crate) fn only_samples(lang: &str, count: usize) -> Finding {
    let samples = match count {
        1 => format!("the review of 1 piece in `{lang}` is a sample"),
        _ => format!("the reviews of {count} pieces in `{lang}` are samples"),
    };
    let message = format!("{samples}: nobody has reviewed the translations");
    Finding::new(Code::SampleReview, message).hint(format!(
        "let someone review each piece, then run `peerpress translate review {lang} --piece ID \
         --by \"NAME\"`"
    ))
}

impl Unreviewed {
    /// Warns of a language in a project that records no reviews.
    fn warn_once(&mut self, content: &Content, lang: &str) {
        let message =
            format!("nothing records who reviewed the `{lang}` texts: there is no `{PATH}`");
        if self.findings.iter().any(|finding| finding.message == message) {
            return;
        }
        let hint = format!(
            "record it for each piece: `peerpress translate review {lang} --piece ID --by \
             \"NAME\"`; from the first on, the press needs a review of every piece"
        );
        self.findings.push(
            Finding::new(Code::NoReviews, message)
                .at(content.place(DataFile::Program.path(), "/languages"))
                .hint(hint),
        );
    }
}

/// Adds what is wrong with translations to the report, and returns the pieces that must not go to
/// the press.
pub(crate) fn examine(
    content: &Content,
    record: Option<&Record>,
    jobs: &[Arc<Job>],
    report: &mut Report,
) -> BTreeSet<(String, String)> {
    if let Some(record) = record {
        report.extend(find_outdated(content, record));
    }
    let unreviewed = find_unreviewed(content, record, jobs);
    report.extend(unreviewed.findings);
    unreviewed.blocked
}
