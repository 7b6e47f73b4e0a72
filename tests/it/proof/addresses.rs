//! The address in front of a code.

use super::{BASE, Program, completion};

/// Returns a program and the code of a certificate.
fn program() -> (Program, String) {
    let program = Program::new();
    let url = program.url(&completion());
    let (_, code) = url.split_once('#').unwrap();
    let code = code.to_owned();
    (program, code)
}

#[test]
fn a_code_behind_another_address_is_reported_first() {
    let (program, code) = program();
    for (address, leads) in [
        ("https://evil.example/verify", "https://evil.example/verify"),
        ("https://example.org@evil.example/verify", "https://evil.example/verify"),
        ("https://example.org:x@evil.example/verify", "https://evil.example/verify"),
        ("https://someone@example.org/verify", "https://example.org/verify"),
        ("https://example.org.evil.example/verify", "https://example.org.evil.example/verify"),
        ("https://verify.example.org/verify", "https://verify.example.org/verify"),
        ("https://example.org./verify", "https://example.org./verify"),
        ("https://example.org:8443/verify", "https://example.org:8443/verify"),
        ("http://example.org/verify", "http://example.org/verify"),
        ("https://exаmple.org/verify", "https://xn--exmple-4nf.org/verify"),
        ("https://xn--exmple-4nf.org/verify", "https://xn--exmple-4nf.org/verify"),
        ("https://evil.example\\@example.org/verify", "https://evil.example/@example.org/verify"),
        ("https://evil.example/#https://example.org/verify", "https://evil.example"),
        ("https://evil.example/ https://example.org/verify", "https://evil.example/"),
        ("https://example.org/VERIFY", "https://example.org/VERIFY"),
        ("https://example.org/verify/../go", "https://example.org/go"),
        ("https://example.org/verify?next=evil.example", "?next=evil.example"),
        ("evil.example/verify", "https://evil.example/verify"),
        ("javascript:alert(1)", "not the address of a web page"),
        ("file:///verify", "not the address of a web page"),
        ("ftp://example.org/verify", "not the address of a web page"),
    ] {
        let run = program.verify("2027-06-01", &[&format!("{address}#{code}")]);
        assert_eq!(run.code, 19, "{address}: {run:?}");
        let lines: Vec<&str> = run.out.lines().take(2).collect();
        assert_eq!(lines[0], "ANOTHER ADDRESS", "{address}");
        assert!(lines[1].contains(leads) && lines[1].contains(BASE), "{address}: {run:?}");
    }
    let answer = &program.json(&[&format!("https://evil.example/#{code}")])[0];
    assert_eq!((&answer["verdict"], &answer["code"]), (&"another address".into(), &19.into()));
}

#[test]
fn the_same_address_may_be_written_in_several_ways() {
    let (program, code) = program();
    for address in [
        BASE,
        "https://example.org/verify/",
        "HTTPS://EXAMPLE.ORG/verify",
        "https://example.org:443/verify",
        "example.org/verify",
        " https://example.org/verify",
        "https://example.org/ver\r\nify",
        "see this certificate: https://example.org/verify",
        "",
    ] {
        let run = program.verify("2027-06-01", &[&format!("{address}#{code}")]);
        assert_eq!(run.code, 0, "{address}: {run:?}");
    }
    assert_eq!(program.verify("2027-06-01", &[&code]).code, 0);
}

/// What is worse than another address stays the verdict, and the address is the first reason.
#[test]
fn another_address_does_not_hide_what_is_worse() {
    let (program, code) = program();
    let other = format!("https://evil.example/#{code}");
    let forged = format!("{}{}", &other[..other.len() - 12], "A".repeat(12));
    assert_eq!(program.verify("2027-06-01", &[&forged]).code, 10);
    let expired = program.url(&super::certified()).replace(BASE, "https://evil.example/verify");
    let run = program.verify("2030-06-01", &[&expired]);
    assert_eq!(run.code, 19, "{run:?}");
    assert!(run.out.contains("evil.example") && run.out.contains("expired"), "{run:?}");
}

#[test]
fn earlier_addresses_stay_genuine() {
    let program = Program::new();
    let project = &program.project;
    project.write("one.csv", "Name,Email,Hours\nAda First,ada@example.net,40\n");
    let certify = ["certify", "one.csv", "--session", "2026-10-grand-forks"];
    project.run_on("2026-11-22", &certify).succeeded();
    let url = program.url(&completion());
    let moved = "https://verify.example.com/check";
    project.edit("data/program.json", BASE, moved);
    let new = url.replace(BASE, moved);
    project.write("two.csv", "Name,Email,Hours\nBo Second,bo@example.net,40\n");
    // Before the first certificate with the new address, and after it. What was printed keeps its
    // address.
    for _ in 0..2 {
        for (address, code) in [(&url, 0), (&new, 0)] {
            let run = program.verify("2027-06-01", &[address]);
            assert_eq!(run.code, code, "{address}: {run:?}");
        }
        let certify = ["certify", "two.csv", "--session", "2026-10-grand-forks"];
        project.run_on("2026-11-22", &certify).succeeded();
    }
    assert_eq!(
        program.verify("2027-06-01", &[&url.replace(BASE, "https://evil.example")]).code,
        19
    );
    // Others learn the addresses from the public keys. Without them, there is nothing to compare.
    let keys = ["--keys", "data/keys.json"];
    for (address, code) in [(url.as_str(), 0), (&new, 0), (&url.replace(".org", ".com"), 19)] {
        let run = program.verify("2027-06-01", &[&[address], keys.as_slice()].concat());
        assert_eq!(run.code, code, "{address}: {run:?}");
    }
    // An address that the program no longer owns can be removed.
    project.edit("data/keys.json", &format!("\"{BASE}\","), "");
    assert_eq!(program.verify("2027-06-01", &[&url]).code, 19);
    // A new key does not lose the addresses.
    project.run(&["keys", "new", "-q"]).succeeded();
    assert!(project.read("data/keys.json").contains(moved));
}
