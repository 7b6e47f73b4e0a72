//! When a certificate is valid: from the moment at which its first day begins at UTC+14 to the
//! moment at which its last day ends at UTC−12.

use ciborium::Value;
use coset::{CborSerializable, CoseSign1};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;

use super::{Program, certified};

/// The edges of a certificate that is valid from 2027-03-01 through 2029-02-28.
const EDGES: [(&str, i32); 6] = [
    ("2027-02-28T09:59:59Z", 17),
    ("2027-02-28T10:00:00Z", 0),
    ("2027-03-01T00:00:00Z", 0),
    ("2029-03-01T00:00:00Z", 0),
    ("2029-03-01T11:59:59Z", 0),
    ("2029-03-01T12:00:00Z", 12),
];

fn seconds(time: &str) -> i64 {
    time.parse::<Timestamp>().unwrap().as_second()
}

#[test]
fn a_certificate_expires_when_its_last_day_has_ended_everywhere() {
    let program = Program::new();
    let url = program.url(&certified());
    for (time, code) in EDGES {
        let output = program
            .project
            .command(&["verify", &url])
            .env("SOURCE_DATE_EPOCH", seconds(time).to_string())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{time}");
    }
    // A day that was asked for is the same day everywhere.
    for (day, code) in
        [("2027-02-28", 17), ("2027-03-01", 0), ("2029-02-28", 0), ("2029-03-01", 12)]
    {
        let run = program.project.run(&["verify", &url, "--as-of", day]);
        assert_eq!(run.code, code, "{day}: {run:?}");
    }
}

/// The registered claims of CWT state the same moments, so other libraries judge alike.
#[test]
fn the_claims_of_the_code_state_the_same_moments() {
    let program = Program::new();
    let url = program.url(&certified());
    let code = BASE32_NOPAD.decode(url.split('#').next_back().unwrap().as_bytes()).unwrap();
    let payload = CoseSign1::from_slice(&code).unwrap().payload.unwrap();
    let claims: Value = ciborium::from_reader(payload.as_slice()).unwrap();
    let claim = |number: i64| {
        let entries = claims.as_map().unwrap();
        let entry = entries.iter().find(|(key, _)| *key == Value::from(number)).unwrap();
        i64::try_from(entry.1.as_integer().unwrap()).unwrap()
    };
    assert_eq!(claim(5), seconds("2027-02-28T10:00:00Z"));
    assert_eq!(claim(4), seconds("2029-03-01T12:00:00Z"));
}
