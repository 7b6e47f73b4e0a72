//! Checking the codes of certificates before any number is given. A code holds what its certificate
//! states, so a long name needs more modules, and the page must have room for them.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::super::files::batch::BatchTypesetter;
use super::super::files::faults::too_long_for_a_code;
use super::super::ledger::{Candidate, Certificate};
use super::super::proof::credential;
use super::super::setting::{CertificateDesign, claims, statement};
use super::CertificateContext;
use crate::diagnostic::{Code, Finding, Report};
use crate::plan::{Modules, Setting};

/// Returns an address that is as long as the one that will prove a certificate.
pub(super) fn address(certificate: &Certificate, setting: &Setting) -> String {
    credential::without_signature(&claims(certificate, setting), &setting.verify)
}

/// Returns the number of modules in a row of a certificate's code; `None` if no code can hold it.
pub(super) fn size(certificate: &Certificate, setting: &Setting) -> Option<usize> {
    Modules::size_of(&address(certificate, setting))
}

/// Returns those of some new people in one language whose codes can be the longest, in their order:
/// for the same hours and dates, whoever has the longest name.
pub(super) fn with_longest_codes<'a>(
    people: impl Iterator<Item = &'a Candidate>,
) -> Vec<&'a Candidate> {
    let mut longest: HashMap<_, (usize, usize, &Candidate)> = HashMap::new();
    for (index, person) in people.enumerate() {
        // A code states a name in this form.
        let length = person.name.nfc().map(char::len_utf8).sum();
        let one = longest.entry((person.hours.map(f64::to_bits), person.valid));
        let one = one.or_insert((length, index, person));
        if length >= one.0 {
            *one = (length, index, person);
        }
    }
    let mut longest: Vec<_> = longest.into_values().collect();
    longest.sort_by_key(|(_, index, _)| *index);
    longest.into_iter().map(|(_, _, person)| person).collect()
}

/// Lays out the certificate with the longest code of each design, and returns what is wrong with
/// the code and with the room that it leaves. The others have smaller codes, and names that do not
/// fit are known from the roster.
pub(super) fn check(
    context: &CertificateContext,
    designs: &[CertificateDesign],
    setting: &Setting,
    certificates: &[Certificate],
    report: &mut Report,
) -> Vec<Finding> {
    let addresses =
        certificates.iter().map(|certificate| (certificate, address(certificate, setting)));
    let longest = addresses.max_by_key(|(_, address)| address.len());
    let Some((certificate, address)) = longest else { return Vec::new() };
    if Modules::size_of(&address).is_none() {
        return vec![about(certificate, too_long_for_a_code())];
    }
    let mut findings = Vec::new();
    for design in designs {
        let recipients = [design.template.recipient(&statement(certificate), &address)];
        let typesetter =
            BatchTypesetter::for_proof(&context.project, &context.content, vec![design.clone()]);
        let mut found = typesetter.proof(&recipients, report).unwrap_or_default();
        found.extend(typesetter.proof_places(&recipients));
        found.retain(|(_, finding)| is_about_room(finding.code));
        // A code that is drawn later may have another place, but one finding is enough.
        found.sort_by_key(|(_, finding)| finding.code);
        found.dedup_by_key(|(_, finding)| finding.code);
        findings.extend(found.into_iter().map(|(_, finding)| about(certificate, finding)));
    }
    findings
}

/// Whether a finding is about a code, or about what may have too little room beside it.
fn is_about_room(code: Code) -> bool {
    use Code::{OutsideSafeArea, Overset, SmallCode, TextOverlap};
    matches!(code, OutsideSafeArea | Overset | SmallCode | TextOverlap)
}

fn about(certificate: &Certificate, finding: Finding) -> Finding {
    let message = format!("`{}`: {}", certificate.name, finding.message);
    Finding { message, ..finding }
}
