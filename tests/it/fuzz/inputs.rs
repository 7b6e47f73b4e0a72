//! Inputs made from good ones by small and large changes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same for the same seed (xorshift).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number from 0 to `limit - 1`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Texts that programs trip over.
const TEXTS: [&str; 39] = [
    "",
    " ",
    "en ",
    "EN",
    "en-",
    "e",
    "zz",
    "und",
    "en-US-x-y",
    "\u{0}",
    "\n",
    "\u{feff}",
    "\u{202e}",
    "\u{200d}",
    "é\u{301}",
    "🎉",
    "אבג",
    "../../etc",
    "C:\\CON",
    "NUL",
    "a/b",
    ".",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "-0001-01-01",
    "24:00",
    "25:61",
    "1e999",
    "NaN",
    "#12345g",
    "#fff",
    "0pt",
    "-1in",
    "1e9in",
    "999999999999999999999",
    "{",
    "\"",
    "$x$ #let *a* _b_",
];

/// Changes some bytes of a file, or takes pieces out, doubles them or puts texts into it.
pub(super) fn altered(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(8) {
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece.repeat(1 + random.below(50)));
            }
            4 if random.below(8) == 0 => bytes.truncate(at),
            5 => drop(bytes.splice(at..end, b"-99999999999999999999 ".iter().copied())),
            _ => {
                let text = TEXTS[random.below(TEXTS.len())];
                bytes.splice(at..at, text.bytes());
            }
        }
    }
    bytes
}

/// Replaces one string, such as an id or the code of a language, in all files by another. Changes
/// that agree get further than those of one place.
pub(super) fn replaced_everywhere(
    files: &BTreeMap<String, String>,
    random: &mut Random,
) -> BTreeMap<String, String> {
    let text: Vec<&str> = files.values().map(String::as_str).collect();
    let strings: Vec<&str> =
        text.iter().flat_map(|text| text.split('"').skip(1).step_by(2)).collect();
    let old = strings[random.below(strings.len())];
    let new = match random.below(4) {
        0 => format!("{old} "),
        1 => format!("{old}{}", TEXTS[random.below(TEXTS.len())]),
        _ => TEXTS[random.below(TEXTS.len())].to_owned(),
    };
    let (old, new) = (format!("\"{old}\""), json!(new).to_string());
    files.iter().map(|(name, text)| (name.clone(), text.replace(&old, &new))).collect()
}

/// Changes some values of JSON: their content, their type, their name, or whether they are there.
pub(super) fn altered_json(data: &mut Value, random: &mut Random) {
    for _ in 0..=random.below(3) {
        alter_one(data, random);
    }
}

fn alter_one(value: &mut Value, random: &mut Random) {
    let goes_on = random.below(6) > 0;
    match value {
        Value::Object(fields) if goes_on && !fields.is_empty() => {
            let index = random.below(fields.len());
            let Some(name) = fields.keys().nth(index).cloned() else { return };
            match random.below(12) {
                0 => drop(fields.remove(&name)),
                1 => rename(fields, &name, random),
                _ => alter_one(&mut fields[&name], random),
            }
        }
        Value::Array(items) if goes_on && !items.is_empty() => {
            let index = random.below(items.len());
            match random.below(12) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => alter_one(&mut items[index], random),
            }
        }
        other => *other = strange(random),
    }
}

fn rename(fields: &mut Map<String, Value>, name: &str, random: &mut Random) {
    let value = fields.remove(name).unwrap_or_default();
    fields.insert(TEXTS[random.below(TEXTS.len())].to_owned(), value);
}

fn strange(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e308),
        4 => json!(u64::MAX),
        5 => json!(0.1),
        6 => json!([]),
        7 => json!({}),
        8 => json!("word ".repeat(2_000)),
        9 => (0..60).fold(json!(1), |inner, _| json!([inner])),
        _ => json!(TEXTS[random.below(TEXTS.len())]),
    }
}
