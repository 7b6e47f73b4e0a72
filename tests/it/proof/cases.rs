//! Codes and the verdict of each, in `tests/proof/verdicts.json`: `verify` and the page of the
//! website must give the same answers.

use std::fs;

use jiff::Timestamp;
use jiff::civil::date;
use peerpress::certificates::proof::credential::{Claims, read_code, sign};
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::vectors::{shown, shown_claims};
use super::{BASE, certified, completion, education};
use crate::project::{Project, repository};

const FILE: &str = "tests/proof/verdicts.json";

/// The contents of the file.
#[derive(Serialize, Deserialize)]
pub(crate) struct Vectors {
    about: String,
    /// The public keys, and the status lists by their names.
    pub(crate) keys: Value,
    pub(crate) lists: Value,
    pub(crate) cases: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Case {
    pub(crate) what: String,
    /// What is asked about.
    pub(crate) text: String,
    /// When it is asked.
    pub(crate) at: Timestamp,
    /// The name of the status list; `None` if there is none.
    pub(crate) list: Option<String>,
    /// `no list` if the status list cannot be trusted.
    pub(crate) verdict: String,
    /// What the certificate states, if its signature is valid.
    pub(crate) states: Option<Value>,
}

impl Vectors {
    pub(crate) fn read() -> Self {
        serde_json::from_str(&fs::read_to_string(repository().join(FILE)).unwrap()).unwrap()
    }

    /// The list that a case is checked with, as a file.
    pub(crate) fn list(&self, case: &Case) -> Option<String> {
        Some(self.lists[case.list.as_ref()?].to_string())
    }
}

/// Names that are written in many scripts.
const NAMES: [&str; 12] = [
    "Zoë Ångström-Łukasiewicz",
    "Мария Иванова",
    "Αλεξάνδρα Παπαδοπούλου",
    "فاطمة الزهراء",
    "שרה כהן",
    "अनुष्का शर्मा",
    "สมชาย ใจดี",
    "王小明",
    "さくら 田中",
    "김민준",
    "Nguyễn Thị Hồng",
    "ሰላም ተስፋዬ",
];

const USUAL: &str = "2027-06-01T00:00:00Z";

/// A case without a verdict, asked on June 1, 2027, with the current list.
fn case(what: &str, text: impl Into<String>) -> Case {
    Case {
        what: what.to_owned(),
        text: text.into(),
        at: USUAL.parse().unwrap(),
        list: Some("current".to_owned()),
        verdict: String::new(),
        states: None,
    }
}

fn numbered(number: &str, claims: Claims) -> Claims {
    Claims { number: number.to_owned(), ..claims }
}

fn cases() -> Vec<Case> {
    let [former, key, stranger] = [1, 2, 9].map(|seed| PrivateKey::from_seed([seed; 32]));
    let code = |claims: Claims| sign(&claims, &key, BASE);
    let good = code(numbered("NDPS-2027-00004-0", completion()));
    let (_, bare) = good.split_once('#').unwrap();
    let limited = code(numbered("NDPS-2027-00005-8", certified()));
    let at =
        |what: &str, time: &str| Case { at: time.parse().unwrap(), ..case(what, limited.clone()) };
    let corrected = |revision| numbered("NDPS-2027-00003-4", Claims { revision, ..completion() });
    let with_list = |list: Option<&str>, case: Case| Case { list: list.map(str::to_owned), ..case };
    let changed = format!("{}{}", &good[..good.len() - 12], "A".repeat(12));
    let elsewhere = format!("https://evil.example/verify#{bare}");
    let other = sign(&completion(), &stranger, "https://other.example/check");
    let revoked = code(numbered("NDPS-2027-00002-7", completion()));
    let mut cases = vec![
        case("genuine", good.clone()),
        case("without an address", bare),
        case("in lower case", bare.to_lowercase()),
        case("with line breaks", format!("{}\n{}", &good[..60], &good[60..])),
        case("in a letter", format!("Please check <{good}>.\nThank you, Ann")),
        case("without https", good.replace("https://", "")),
        with_list(None, case("no list", good.clone())),
        with_list(Some("foreign"), case("a list of another program", good.clone())),
        case("revoked", revoked.clone()),
        with_list(None, case("revoked, without a list", revoked.clone())),
        case("revoked, and another address", revoked.replace("example.org", "evil.example")),
        case("replaced", code(corrected(1))),
        case("the corrected one", code(corrected(2))),
        at("on the last moment", "2029-03-01T11:59:59Z"),
        at("expired", "2029-03-01T12:00:00Z"),
        at("on the first moment", "2027-02-28T10:00:00Z"),
        at("not valid yet", "2027-02-28T09:59:59Z"),
        case("a key that was revoked, on the list", sign(&shown_claims(), &former, BASE)),
        with_list(
            None,
            case("a key that was revoked, no list", sign(&shown_claims(), &former, BASE)),
        ),
        case("a key that was revoked, not on the list", sign(&completion(), &former, BASE)),
        case("another program", other),
        case("a foreign key", sign(&completion(), &stranger, BASE)),
        case("altered", changed),
        case("cut", &good[..good.len() / 2]),
        case("cut after four letters", &good[..BASE.len() + 5]),
        case("too long", format!("{good}AAAA")),
        case("a letter at the start that no code has", good.replace("QREK", "QREK1")),
        case("a letter in the middle that no code has", format!("{}1{}", &good[..90], &good[91..])),
        case("another address", elsewhere),
        case("a disguised address", format!("https://example.org@evil.example/verify#{bare}")),
        case("no address of a page", format!("javascript:alert(1)#{bare}")),
        case("a second address", format!("{BASE}#https://evil.example/#{bare}")),
        case("a sample", code(Claims { sample: true, ..completion() })),
        case("a course of one day", code(numbered("NDPS-2027-00006-6", education()))),
        case(
            "days that do not follow each other, and parts of hours",
            code(Claims {
                days: [3, 4, 5, 9, 10, 17].map(|day| date(2027, 4, day)).to_vec(),
                issued: date(2027, 5, 2),
                hours: Some(13.25),
                ..completion()
            }),
        ),
        case("only the address", BASE),
        case("other words", "hello"),
        case("nothing", ""),
    ];
    cases.extend(
        NAMES.map(|name| case(name, code(Claims { name: name.to_owned(), ..completion() }))),
    );
    cases
}

/// What `verify` says.
fn ask(folder: &Project, vectors: &Vectors, case: &Case) -> (String, Option<Value>) {
    folder.write("keys.json", vectors.keys.to_string());
    let mut args = vec!["verify", case.text.as_str(), "--keys", "keys.json", "--format", "json"];
    if let Some(list) = vectors.list(case) {
        folder.write("status.json", list);
        args.extend(["--status", "status.json"]);
    }
    let at = case.at.as_second().to_string();
    let output = folder.command(&args).env("SOURCE_DATE_EPOCH", at).output().unwrap();
    if output.status.code() == Some(2) {
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("status list is signed with the key"), "{}: {message}", case.what);
        return ("no list".to_owned(), None);
    }
    let mut record: Value = serde_json::from_slice(&output.stdout).unwrap();
    let states = record["certificate"].take();
    let verdict = record["verdict"].as_str().unwrap().to_owned();
    let stated = (!states.is_null()).then(|| {
        let keys = PublicKeys::read(&folder.path("keys.json")).unwrap();
        let code = case.text.split('#').next_back().unwrap().split('>').next().unwrap();
        serde_json::to_value(read_code(code, &keys).unwrap()).unwrap()
    });
    (verdict, stated)
}

/// With `PEERPRESS_BLESS=1`, the file is written.
#[test]
fn verify_gives_the_verdict_of_each_case() {
    let folder = Project::empty();
    let is_blessed = std::env::var_os("PEERPRESS_BLESS").is_some();
    if is_blessed {
        let [keys, current, _] =
            shown().map(|text| serde_json::from_str(&text).unwrap_or_default());
        let key = PrivateKey::from_seed([9; 32]);
        let mut keys_of_other = PublicKeys::default();
        keys_of_other.rotate(key.public(date(2027, 1, 4)));
        let path = folder.path("foreign.json");
        super::renew(&path, &Default::default(), "2027-05-01", &key, &keys_of_other).unwrap();
        let foreign: Value = serde_json::from_str(&folder.read("foreign.json")).unwrap();
        let mut vectors = Vectors {
            about: "Codes and their verdicts, for `verify` and for the page of the website. See \
                    README.md."
                .to_owned(),
            keys,
            lists: serde_json::json!({ "current": current, "foreign": foreign }),
            cases: cases(),
        };
        for index in 0..vectors.cases.len() {
            let (verdict, states) = ask(&folder, &vectors, &vectors.cases[index]);
            let case = &mut vectors.cases[index];
            (case.verdict, case.states) = (verdict, states);
        }
        fs::write(repository().join(FILE), format!("{:#}\n", serde_json::json!(vectors))).unwrap();
    }
    let vectors = Vectors::read();
    for case in &vectors.cases {
        let (verdict, states) = ask(&folder, &vectors, case);
        assert_eq!((&verdict, &states), (&case.verdict, &case.states), "{}", case.what);
    }
    for verdict in [
        "genuine",
        "revoked",
        "replaced",
        "expired",
        "not valid yet",
        "unknown key",
        "altered",
        "damaged",
        "another address",
        "not a certificate",
        "no list",
    ] {
        assert!(vectors.cases.iter().any(|case| case.verdict == verdict), "{verdict}");
    }
}
