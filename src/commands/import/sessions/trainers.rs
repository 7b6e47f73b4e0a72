//! The trainers of a cell such as `Jordan Sample, CPSS; Robin Sample`.

use serde_json::{Value, json};

/// The most letters of a credential, such as `CPSS` or `LICSW`.
const MAX_LETTERS: usize = 8;

/// Words that follow a name and are no credentials, and that are written with one capital letter.
const SUFFIXES: [&str; 4] = ["jr", "sr", "esq", "dipl"];

/// Words and signs between two people.
const WORDS_BETWEEN: [&str; 3] = ["and", "et", "und"];
const SIGNS_BETWEEN: [char; 3] = ['&', '/', '+'];

const HINT: &str = "write a semicolon between two trainers, and credentials as letters after a \
                    comma or in parentheses: `Ana Ruiz, PhD; Bob Lee (Registered Nurse)`";

/// The trainers, each with the credentials that follow the name.
///
/// # Errors
/// What is wrong, and what to do.
pub(super) fn trainers(text: &str) -> Result<Value, (String, String)> {
    let people = text.split([';', '\n']).map(str::trim).filter(|person| !person.is_empty());
    people.map(trainer).collect::<Result<Vec<Value>, _>>().map(Value::from)
}

fn trainer(person: &str) -> Result<Value, (String, String)> {
    let (name, credentials) = match person.strip_suffix(')').and_then(|it| it.rsplit_once('(')) {
        Some((name, inside)) => (name.trim(), Some(inside.trim())),
        None => match person.split_once(',') {
            Some((name, after)) => (name.trim(), Some(checked_credentials(name.trim(), after)?)),
            None => (person, None),
        },
    };
    let has_word = name.split_whitespace().any(|word| WORDS_BETWEEN.contains(&word));
    if has_word || name.contains(SIGNS_BETWEEN) {
        return Err((format!("`{name}` seems to be more than one trainer"), HINT.to_owned()));
    }
    Ok(match credentials.filter(|credentials| !credentials.is_empty()) {
        Some(credentials) => json!({ "name": name, "credentials": credentials }),
        None => json!({ "name": name }),
    })
}

/// The text after the comma of a name, if it is credentials and not another name.
fn checked_credentials<'t>(name: &str, after: &'t str) -> Result<&'t str, (String, String)> {
    let after = after.trim();
    let is_shouted = name.contains(char::is_uppercase) && !name.contains(char::is_lowercase);
    let has_one_word = !after.contains(char::is_whitespace);
    // Names in capitals look as credentials do.
    let may_be_name = is_shouted && (!has_one_word || !name.contains(char::is_whitespace));
    let words = || after.split([',', ' ']).filter(|word| !word.is_empty());
    if words().all(is_credential) && !may_be_name {
        return Ok(after);
    }
    Err((format!("`{after}` after `{name}` does not look like credentials"), HINT.to_owned()))
}

/// Whether a word is like `CPSS`, `LCSW-C`, `PhD`, `M.Ed.`, `II`, or `Jr.`.
fn is_credential(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    let plain: String = letters.iter().flat_map(|c| c.to_lowercase()).collect();
    let is_level = letters.is_empty() || plain == "i" || plain == "v";
    let is_short = letters.len() <= MAX_LETTERS && capitals >= 2 && capitals * 2 >= letters.len();
    is_level || is_short || SUFFIXES.contains(&plain.as_str())
}
