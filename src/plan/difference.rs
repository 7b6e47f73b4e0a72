//! The facts that differ between two versions of a job, by the names that templates use.

use std::borrow::Cow;

use serde_json::{Value, json};

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The path in the job, such as `program.contact.phone`.
    pub(crate) path: String,
    /// The value before, as readers see it; `None` if there was none.
    pub(crate) before: Option<String>,
    /// The value after.
    pub(crate) after: Option<String>,
}

/// The maximum number of facts that are named; the others are counted.
const MOST_NAMED: usize = 3;

/// Returns the facts that differ, in the order of the newer job.
pub(crate) fn differences(before: &Value, after: &Value) -> Vec<Fact> {
    let mut facts = Vec::new();
    compare(String::new(), Some(before), Some(after), &mut facts);
    facts
}

/// Describes the facts that differ: "`program.contact.phone` changed".
pub(crate) fn describe(facts: &[Fact]) -> Option<String> {
    let mut names: Vec<String> =
        facts.iter().take(MOST_NAMED).map(|fact| format!("`{}`", fact.path)).collect();
    if facts.len() > MOST_NAMED {
        names.push(format!("{} more", facts.len() - MOST_NAMED));
    }
    let last = names.pop()?;
    let others = names.join(", ");
    Some(if others.is_empty() {
        format!("{last} changed")
    } else {
        format!("{others} and {last} changed")
    })
}

fn compare(path: String, before: Option<&Value>, after: Option<&Value>, facts: &mut Vec<Fact>) {
    let [before, after] = [before, after].map(|value| value.filter(|value| !value.is_null()));
    if before.map(printed) == after.map(printed) {
        return;
    }
    let shown = (before.and_then(show), after.and_then(show));
    match (before, after) {
        // An address or a date is one fact, although the job has several forms of it.
        _ if matches!(shown, (Some(_), Some(_)) | (Some(_), None) | (None, Some(_))) => {
            facts.push(Fact { path, before: shown.0, after: shown.1 })
        }
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            for (name, value) in after {
                compare(joined(&path, name), before.get(name), Some(value), facts);
            }
            for (name, value) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
                compare(joined(&path, name), Some(value), None, facts);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            lists(&path, before, after, facts)
        }
        (None, Some(Value::Object(_))) => compare(path, Some(&json!({})), after, facts),
        (Some(Value::Object(_)), None) => compare(path, before, Some(&json!({})), facts),
        (None, Some(Value::Array(list))) => lists(&path, &[], list, facts),
        (Some(Value::Array(list)), None) => lists(&path, list, &[], facts),
        _ => {
            facts.push(Fact { path, before: before.and_then(plain), after: after.and_then(plain) })
        }
    }
}

/// Compares two lists: entries with an ID by their ID, others by their index. An entry that is only
/// in one of them is one fact.
fn lists(path: &str, before: &[Value], after: &[Value], facts: &mut Vec<Fact>) {
    let id = |value: &Value| value.get("id").and_then(Value::as_str).map(str::to_owned);
    if before.iter().chain(after).all(|value| id(value).is_some()) {
        let path = |value| joined(path, &id(value).unwrap_or_default());
        for value in after {
            match before.iter().find(|old| id(old) == id(value)) {
                Some(old) => compare(path(value), Some(old), Some(value), facts),
                None => facts.push(Fact {
                    path: path(value),
                    before: None,
                    after: Some(describe_entry(value)),
                }),
            }
        }
        for value in before.iter().filter(|old| after.iter().all(|value| id(value) != id(old))) {
            let before = Some(describe_entry(value));
            facts.push(Fact { path: path(value), before, after: None });
        }
        return;
    }
    for index in 0..before.len().max(after.len()) {
        compare(joined(path, &(index + 1).to_string()), before.get(index), after.get(index), facts);
    }
}

/// The parts of an entry that tell readers which one it is: the first of each group that it has.
const ENTRY_PARTS: [&[&str]; 3] =
    [&["/title", "/training/title", "/name", "/label", "/question"], &["/dates"], &["/city"]];

/// Describes an entry of a list: "Boundaries and Ethics, January 21, 2027".
fn describe_entry(entry: &Value) -> String {
    let text = |pointer: &&str| {
        let value = entry.pointer(pointer)?;
        show(value).or_else(|| value.as_str().map(str::to_owned))
    };
    let parts: Vec<String> =
        ENTRY_PARTS.iter().filter_map(|group| group.iter().find_map(text)).collect();
    if parts.is_empty() {
        entry["id"].as_str().unwrap_or_default().to_owned()
    } else {
        parts.join(", ")
    }
}

/// A value without what no page prints: what a link means.
fn printed(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Object(fields) if fields.contains_key("show") && fields.contains_key("about") => {
            let mut fields = fields.clone();
            fields.shift_remove("about");
            Cow::Owned(fields.into())
        }
        _ => Cow::Borrowed(value),
    }
}

/// What readers see of a value that has several forms.
fn show(value: &Value) -> Option<String> {
    let form = ["show", "full"].iter().find_map(|form| value.get(form))?;
    form.as_str().map(str::to_owned)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_comes_or_goes_is_one_fact() {
        let session = json!({
            "id": "2027-01", "training": { "title": "Ethics" },
            "dates": { "show": "January 21, 2027" }, "city": "Fargo", "cost": null
        });
        let job = |sessions: Value| json!({ "sessions": sessions });
        let (with, without) = (job(json!([session])), job(json!([])));
        let described = Some("Ethics, January 21, 2027, Fargo".to_owned());
        let fact = |before, after| Fact { path: "sessions.2027-01".to_owned(), before, after };
        assert_eq!(differences(&with, &without), [fact(described.clone(), None)]);
        assert_eq!(differences(&without, &with), [fact(None, described)]);
    }

    #[test]
    fn nothing_and_a_missing_field_are_the_same() {
        assert_eq!(differences(&json!({ "city": null }), &json!({})), []);
    }
}
