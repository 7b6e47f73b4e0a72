//! Which findings concern which job.

use super::Job;
use crate::diagnostic::Finding;

/// Whether a finding is about a value that the job reads, or about a part or a parent of it.
pub(crate) fn concerns(finding: &Finding, job: &Job) -> bool {
    let Some(place) = &finding.place else { return false };
    let pointer = place.pointer.as_deref().unwrap_or_default();
    job.reads.iter().any(|(file, read)| *file == place.file && overlap(pointer, read))
}

/// Whether a finding at one JSON pointer is about the value at another. A finding about a file as a
/// whole is only about jobs that read all of it.
fn overlap(finding: &str, read: &str) -> bool {
    is_at_or_below(finding, read) || (!finding.is_empty() && is_at_or_below(read, finding))
}

fn is_at_or_below(pointer: &str, parent: &str) -> bool {
    pointer.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_concerns_parts_and_parents_of_its_value() {
        for (finding, read, is_about) in [
            ("/pieces/1", "/pieces/1", true),
            ("/pieces/1/text/heading", "/pieces/1", true),
            ("/pieces/1", "/pieces/1/text/heading", true),
            ("/pieces/1", "/pieces/10", false),
            ("/pieces/10", "/pieces/1", false),
            ("/pieces/10/title", "/pieces/1", false),
            ("", "", true),
            ("/editions", "", true),
            ("", "/pieces/1", false),
        ] {
            assert_eq!(overlap(finding, read), is_about, "{finding} {read}");
        }
    }
}
