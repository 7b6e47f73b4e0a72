//! What a code costs: the bytes of each claim, and the modules that they need. The guide to
//! verification has the tables.

use std::fs;

use data_encoding::BASE32_NOPAD;
use jiff::Span;
use jiff::civil::{Date, date};
use peerpress::certificates::proof::credential::{Claims, sign};
use peerpress::certificates::proof::keys::PrivateKey;
use peerpress::content::certification::CertificateKind;
use qrcode::{EcLevel, QrCode};

use super::{BASE, completion};
use crate::project::repository;

/// The guide with the tables, and the lines above them.
const GUIDE: &str = "docs/verification.md";
const CLAIMS: &str = "<!-- The claims, measured by tests/it/proof/weight.rs. -->\n\n";
const LEVELS: &str = "<!-- The levels, measured by tests/it/proof/weight.rs. -->\n\n";

/// The white margin of a code, on both sides together, in modules.
const MARGIN: usize = 8;

/// Returns what a certificate of the starter states.
fn typical() -> Claims {
    Claims { number: "NDPS-2027-00042-7".to_owned(), ..completion() }
}

/// Returns more than any certificate states: a name of 70 letters with three bytes each, the
/// longest issuer and title, ten days that do not follow each other, both dates of validity, and a
/// revision.
fn longest() -> Claims {
    Claims {
        issuer: "Apoyo entre Pares de Dakota del Norte".to_owned(),
        name: "አ".repeat(70),
        revision: 3,
        kind: CertificateKind::Recertified,
        title: "Capacitación en competencias básicas de apoyo entre pares".to_owned(),
        hours: Some(6.25),
        days: (1..=10).map(|day| date(2027, 2, day * 2)).collect(),
        issued: date(2027, 3, 30),
        valid_from: Some(date(2027, 3, 30)),
        valid_until: Some(date(2029, 3, 29)),
        ..typical()
    }
}

/// Returns the address of a code.
fn address(claims: &Claims) -> String {
    sign(claims, &PrivateKey::from_seed([7; 32]), BASE)
}

/// Returns the length of a code, in bytes.
fn bytes(claims: &Claims) -> usize {
    let address = address(claims);
    let code = address.split('#').next_back().unwrap();
    BASE32_NOPAD.decode(code.as_bytes()).unwrap().len()
}

/// Returns the number of modules in a row of a code.
fn modules(claims: &Claims, level: EcLevel) -> usize {
    QrCode::with_error_correction_level(address(claims), level).unwrap().width()
}

/// Returns claims without the days. The issue date stays as far from what it counts from.
fn without_days(claims: &Claims) -> Claims {
    let from = |days: &[Date]| days.last().copied().or(claims.valid_from).unwrap_or_default();
    let after = claims.issued.since(from(&claims.days)).unwrap();
    let base = claims.valid_from.unwrap_or(date(1970, 1, 1));
    Claims { days: Vec::new(), issued: base.checked_add(after).unwrap(), ..claims.clone() }
}

/// Returns claims without the dates of validity. They always have a session.
fn without_validity(claims: &Claims) -> Claims {
    Claims { valid_from: None, valid_until: None, ..claims.clone() }
}

/// A part of the claims, and how to leave it out.
type Part = (&'static str, fn(&Claims) -> Claims);

const PARTS: [Part; 7] = [
    ("name", |claims| Claims { name: String::new(), ..claims.clone() }),
    ("title", |claims| Claims { title: String::new(), ..claims.clone() }),
    ("issuer", |claims| Claims { issuer: String::new(), ..claims.clone() }),
    ("number", |claims| Claims { number: String::new(), ..claims.clone() }),
    ("days of the session", without_days),
    ("dates of validity", without_validity),
    ("hours", |claims| Claims { hours: None, ..claims.clone() }),
];

/// Returns the table of what each part of the claims costs.
fn claims_table() -> String {
    let all = [typical(), longest()];
    let mut rest = all.each_ref().map(bytes);
    let mut table = "| Part | Bytes, typical | Bytes, longest | Modules without it, typical | \
                     Modules without it, longest |\n|---|---|---|---|---|\n"
        .to_owned();
    for (name, without) in PARTS {
        let cost = all.each_ref().map(|claims| bytes(claims) - bytes(&without(claims)));
        let left = all.each_ref().map(|claims| modules(&without(claims), EcLevel::M));
        table += &format!("| {name} | {} | {} | {} | {} |\n", cost[0], cost[1], left[0], left[1]);
        rest = [0, 1].map(|at| rest[at] - cost[at]);
    }
    let other = rest.map(|rest| rest - 64);
    table += &format!(
        "| issue date, kind, version, key, structure | {} | {} | | |\n",
        other[0], other[1]
    );
    table += "| signature | 64 | 64 | | |\n";
    let whole = all.each_ref().map(bytes);
    let size = all.each_ref().map(|claims| modules(claims, EcLevel::M));
    table += &format!("| **all** | {} | {} | {} | {} |\n", whole[0], whole[1], size[0], size[1]);
    table
}

/// Returns the table of the levels of error correction.
fn levels_table() -> String {
    let mut table = "| Level | Restores | Modules, typical | Modules, longest | Width, typical | \
                     Width, longest |\n|---|---|---|---|---|---|\n"
        .to_owned();
    let levels = [(EcLevel::L, 7), (EcLevel::M, 15), (EcLevel::Q, 25), (EcLevel::H, 30)];
    for (level, share) in levels {
        let sizes = [typical(), longest()].map(|claims| modules(&claims, level));
        let width = sizes.map(|size| (size + MARGIN) as f64 * 0.4 / 25.4);
        table += &format!(
            "| {level:?} | {share}% | {} | {} | {:.2} in | {:.2} in |\n",
            sizes[0], sizes[1], width[0], width[1]
        );
    }
    table
}

/// With `PEERPRESS_BLESS=1`, the tables are written.
#[test]
fn the_guide_says_what_each_claim_costs() {
    let path = repository().join(GUIDE);
    let mut guide = fs::read_to_string(&path).unwrap();
    for (mark, expected) in [(CLAIMS, claims_table()), (LEVELS, levels_table())] {
        let (before, rest) = guide.split_once(mark).expect("the line above the table");
        let (table, after) = rest.split_once("\n\n").unwrap();
        if std::env::var_os("PEERPRESS_BLESS").is_some() {
            guide = format!("{before}{mark}{expected}\n{after}");
        } else {
            assert_eq!(format!("{table}\n"), expected, "run it with PEERPRESS_BLESS=1");
        }
    }
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(path, guide).unwrap();
    }
}

/// A code with the longest claims still has modules of 0.4 mm at the width to which the templates
/// let it grow. What takes more is a finding.
#[test]
fn the_longest_claims_have_room_on_a_certificate() {
    let tokens = fs::read_to_string(repository().join("templates/shared/tokens.typ")).unwrap();
    let (_, code) = tokens.split_once("#let award-code = ").unwrap();
    let most: f64 =
        code.split("most: ").nth(1).unwrap().split("in").next().unwrap().parse().unwrap();
    let modules = modules(&longest(), EcLevel::M) + MARGIN;
    assert!(most * 25.4 / modules as f64 >= 0.4, "{modules} modules in {most} in");
}

/// A day later, the typical claims cost nothing more: no claim grows with the date.
#[test]
fn a_code_does_not_grow_with_the_date() {
    let claims = typical();
    let later = |day: Date| day.checked_add(Span::new().years(20)).unwrap();
    let days = claims.days.iter().map(|day| later(*day)).collect();
    let in_twenty_years = Claims { days, issued: later(claims.issued), ..claims.clone() };
    assert_eq!(bytes(&in_twenty_years), bytes(&claims));
}
