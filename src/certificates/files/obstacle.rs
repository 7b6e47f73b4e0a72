//! Why certificates cannot be printed again, and how to go on.

use std::mem::discriminant;

use super::super::ledger::Certificate;
use crate::diagnostic::{Code, Finding, Report};
use crate::output::count;

/// The number of words to quote where a file differs.
const WORDS_SHOWN: usize = 6;

/// Why a certificate cannot be printed again.
pub(super) enum Obstacle {
    /// Today's data would print the second words in place of the first.
    Differs(String, String),
    /// Nothing shows what it states.
    NoFile,
    /// Its hours by category are not known. This is one of the categories.
    Hours(String),
    /// Something else: the end of a sentence, and a hint.
    Other(String, String),
}

impl Obstacle {
    /// The obstacle that other words would be printed.
    pub(super) fn difference(before: &[String], after: &[String]) -> Self {
        let same = before.iter().zip(after).take_while(|(before, after)| before == after).count();
        let some = |words: &[String]| {
            words
                .iter()
                .skip(same)
                .take(WORDS_SHOWN)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" ")
        };
        Self::Differs(some(before), some(after))
    }

    /// The obstacle that a template cannot be laid out.
    pub(super) fn template(report: &Report) -> Self {
        let first = report.findings().iter().find(|it| it.is_error());
        let why = first.map_or("it cannot be laid out", |finding| finding.message.as_str());
        let hint = "run `peerpress check` to see what is wrong with the data and the templates";
        Self::Other(format!("today's data cannot print it: {why}"), hint.to_owned())
    }

    /// Says that some certificates cannot be printed again, and how to go on.
    pub(super) fn describe(
        &self,
        is_recovered: bool,
        session: &str,
        refused: &[&Certificate],
    ) -> Finding {
        let (number, printed) = match refused.first() {
            Some(first) => (first.number.as_str(), first.printed_number()),
            None => ("NUMBER", String::new()),
        };
        let (whose, were, it) = match refused.len() {
            0 | 1 => (printed, "was", "it"),
            more => {
                let more = count(more - 1, "more certificate", "more certificates");
                (format!("{printed} and {more}"), "were", "the first one")
            }
        };
        let origin = match is_recovered {
            true => "read back after the ledger was lost",
            false => "issued by an earlier Peerpress, which did not keep what it is made of",
        };
        let why = match self {
            Self::Differs(was, is) => format!(
                "today's data would print something else: {it} states \"{was}\", and would now \
                 state \"{is}\""
            ),
            Self::NoFile => "its file is not in the output folder".to_owned(),
            Self::Hours(_) => "the hours by category are not known".to_owned(),
            Self::Other(why, _) => why.clone(),
        };
        let hint = match self {
            Self::Other(_, hint) => hint.clone(),
            Self::Hours(category) => format!(
                "issue a new revision with them: `peerpress certificates correct {number} \
                 --category-hours \"{category}=HOURS\" --reason \"…\"`, with `--category-hours` \
                 for each category"
            ),
            _ if is_recovered => format!(
                "change the data, templates, and fonts back, or put the file back; to issue a new \
                 revision from today's data, run `peerpress certificates correct {number} \
                 --from-data --reason \"…\"`, or with `--session {session}` for the whole \
                 session"
            ),
            _ => format!(
                "change the data, templates, and fonts back, or restore the file; to print these \
                 certificates from today's data from now on, run `peerpress certify --session \
                 {session} --accept-data`"
            ),
        };
        let message = format!("{whose} {were} {origin}, and {why}");
        Finding::new(Code::CertificateUnkept, message).hint(hint)
    }
}

/// Adds certificates that cannot be printed again to those that cannot for the same reason.
pub(super) fn add<'a>(
    failed: &mut Vec<(Obstacle, Vec<&'a Certificate>)>,
    obstacle: Obstacle,
    refused: Vec<&'a Certificate>,
) {
    let is_same = |known: &Obstacle| match (known, &obstacle) {
        (Obstacle::Other(known, _), Obstacle::Other(why, _)) => known == why,
        (known, new) => discriminant(known) == discriminant(new),
    };
    match failed.iter_mut().find(|(known, _)| is_same(known)) {
        Some((_, certificates)) => certificates.extend(refused),
        None => failed.push((obstacle, refused)),
    }
}

/// Returns a finding about certificates for which something must be recorded before several
/// commands at once make their files.
pub(super) fn needs_one_command(session: &str, number: usize) -> Finding {
    let number = count(number, "certificate", "certificates");
    let message =
        format!("no files are made for {number}: the ledger does not keep their contents");
    Finding::new(Code::CertificateUnkept, message)
        .hint(format!("run `peerpress certify --session {session} --files all` first"))
}
