//! `peerpress translate review`: records that someone has reviewed the translation of a piece.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, FAULTY};
use crate::cli::{Common, TranslateReview};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::write::write;
use crate::plan::{self, Job, Selection};
use crate::translation::{
    PATH, Record, Review, SourceText, State, language_pair, may_print, prints, source_texts,
};

/// `"type": "translation-review"`: the review of a piece.
#[derive(Serialize)]
struct ReviewRecord<'a> {
    piece: &'a str,
    lang: &'a str,
    reviewed_by: &'a str,
    on: Date,
    /// The number of texts that the piece prints.
    texts: usize,
    /// The number of texts that nobody had reviewed as they are now.
    new: usize,
    /// The IDs of phrases that it prints only at times, and that were reviewed with it.
    at_times: Vec<&'a str>,
}

/// The pattern of every piece.
const EVERY_PIECE: &str = "*";

/// Records the review and prints what it is about.
pub(super) fn run(common: &Common, order: &TranslateReview) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let Some(content) = super::read(&context)? else { return Ok(FAULTY) };
    let (source_lang, lang) = language_pair(&content, &order.lang)?;
    let mut record = Record::read_to_change(&context.project)?;
    let texts = source_texts(&content, source_lang, lang);
    let is_first = record.languages.is_empty();
    let own = record.languages.entry(lang.to_owned()).or_default();
    let mut lines = Vec::new();
    for (piece, jobs) in pieces(&content, order, lang)? {
        let printed = |text: &&SourceText| jobs.iter().any(|job| prints(job, text));
        let printed: Vec<&SourceText> = texts.iter().filter(printed).collect();
        require_complete(&piece, lang, &printed)?;
        let printed: Vec<&SourceText> =
            printed.into_iter().filter(|text| !text.is_shared).collect();
        let outdated =
            printed.iter().filter(|text| text.state(Some(own)) == State::Outdated).count();
        // What the piece prints only at times is reviewed with it: the reviewer sees it below.
        let at_times = |text: &&SourceText| {
            let is_printed = || jobs.iter().any(|job| may_print(job, text));
            text.target.is_some() && text.state(Some(own)) != State::Reviewed && is_printed()
        };
        let is_other = |text: &&SourceText| !printed.iter().any(|known| known.id == text.id);
        let at_times: Vec<&SourceText> = texts.iter().filter(at_times).filter(is_other).collect();
        let new = own.note_review(&printed);
        own.note_review(&at_times);
        let (reviewed_by, on) = (order.by.clone(), context.today);
        own.reviews.insert(piece.clone(), Review { reviewed_by, on, sample: false });
        lines.push((piece, printed.len(), new, outdated, at_times));
    }
    let unprinted = if order.piece.iter().any(|piece| piece == EVERY_PIECE) {
        own.note_review(&texts.iter().filter(|text| !text.is_shared).collect::<Vec<_>>())
    } else {
        0
    };
    let ids: BTreeSet<&str> = content.pieces.pieces.iter().map(|piece| piece.id.as_str()).collect();
    own.forget_others(&texts, &ids);
    write(&context.project.path(PATH), record.to_json().as_bytes())?;
    for (piece, texts, new, outdated, at_times) in &lines {
        if context.is_json() {
            let (reviewed_by, on) = (order.by.as_str(), context.today);
            let (texts, new) = (*texts, *new);
            let at_times = at_times.iter().map(|text| text.id.as_str()).collect();
            let review = ReviewRecord { piece, lang, reviewed_by, on, texts, new, at_times };
            print_record("translation-review", &review)?;
            continue;
        }
        let texts = count(*texts, "text", "texts");
        context.say(&format!("{piece} ({lang}): {texts}, {new} new, reviewed by {}", order.by))?;
        if !at_times.is_empty() {
            let phrases =
                at_times.iter().filter_map(|text| Some((&text.source, text.target.as_ref()?)));
            let phrases: Vec<String> =
                phrases.map(|(source, target)| format!("\"{source}\" is \"{target}\"")).collect();
            context.note(&format!(
                "`{piece}` prints these only at times, and they count as reviewed too: {}",
                phrases.join(", ")
            ));
        }
        if *outdated > 0 {
            let count = count(*outdated, "translation", "translations");
            context
                .note(&format!("{count} of `{piece}` had an older source and count as right now"));
        }
    }
    if unprinted > 0 {
        let texts = count(unprinted, "text", "texts");
        context.note(&format!(
            "{texts} that no piece prints, such as those of mail, job tickets, and print shops, \
             count as reviewed too"
        ));
    }
    if is_first {
        context
            .note("from now on, the press edition needs a review of every piece in every language");
    }
    Ok(CLEAN)
}

/// The pieces that the command line names, each with its jobs in the language.
fn pieces(
    content: &Content,
    order: &TranslateReview,
    lang: &str,
) -> Result<BTreeMap<String, Vec<Arc<Job>>>, Error> {
    let selection = Selection {
        pieces: order.piece.clone(),
        editions: Edition::ALL.to_vec(),
        languages: vec![lang.to_owned()],
        ..Selection::default()
    };
    let plan = plan::plan(content, &selection, &Report::default())?;
    let mut pieces: BTreeMap<String, Vec<Arc<Job>>> = BTreeMap::new();
    for job in plan.jobs.into_iter().chain(plan.blocked) {
        pieces.entry(job.piece.clone()).or_default().push(job);
    }
    if pieces.is_empty() {
        let message = format!("no file of `{}` is made in `{lang}`", order.piece.join("`, `"));
        return Err(Error::usage(message).hint("run `peerpress check` to see why"));
    }
    Ok(pieces)
}

/// Refuses a review of a piece with a text that is not translated: nobody can have read it.
fn require_complete(piece: &str, lang: &str, printed: &[&SourceText]) -> Result<(), Error> {
    let is_missing = |text: &&&SourceText| text.target.is_none() && !text.is_shared;
    let missing = printed.iter().filter(is_missing).count();
    let Some(first) = printed.iter().find(is_missing) else { return Ok(()) };
    let texts = count(missing, "text", "texts");
    let message = format!(
        "`{piece}` has {texts} without a `{lang}` translation, the first at \"{}\"",
        first.place
    );
    let hint = format!("translate it; `peerpress translate export {lang}` lists every text");
    Err(Error::usage(message).hint(hint))
}
