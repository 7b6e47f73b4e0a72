//! Certificate numbers: made, parsed as people type them, and corrected.

use peerpress::content::certificate_number::{Number, NumberFault, NumberFormat, parse, slips};

fn format() -> NumberFormat {
    NumberFormat { prefix: "NDPS".to_owned(), year: true, digits: 5 }
}

#[test]
fn numbers_that_are_made_can_be_parsed() {
    for sequence in [1, 42, 99_999, 100_000] {
        let number = format().number(2026, sequence);
        assert_eq!(parse(&number), Ok(Number { text: number.clone(), revision: None }));
    }
    assert_eq!(format().number(2026, 42), "NDPS-2026-00042-5");
    let plain = NumberFormat { year: false, digits: 3, ..format() };
    assert_eq!(plain.number(2026, 7), "NDPS-007-6");
    assert!(parse("NDPS-007-6").is_ok());
    assert_eq!(plain.number(2026, 572), "NDPS-572-4", "the example in Damm's thesis");
}

/// Tries every wrong digit and every swap of neighbors in ten thousand numbers.
#[test]
fn every_slip_is_caught() {
    let mut slips = 0;
    for sequence in 0..10_000 {
        let number = format().number(2000 + (sequence % 100) as i16, sequence * 7 % 100_000);
        let mut is_caught = |wrong: &[u8]| {
            let wrong = str::from_utf8(wrong).unwrap();
            assert_eq!(parse(wrong), Err(NumberFault::CheckDigit), "{number}");
            slips += 1;
        };
        let right = number.as_bytes();
        let places: Vec<usize> =
            (0..right.len()).filter(|at| right[*at].is_ascii_digit()).collect();
        for at in &places {
            for digit in (b'0'..=b'9').filter(|digit| *digit != right[*at]) {
                let mut wrong = right.to_vec();
                wrong[*at] = digit;
                is_caught(&wrong);
            }
        }
        for pair in places.windows(2).filter(|pair| right[pair[0]] != right[pair[1]]) {
            let mut swapped = right.to_vec();
            swapped.swap(pair[0], pair[1]);
            is_caught(&swapped);
        }
    }
    assert!(slips > 900_000, "{slips}");
}

#[test]
fn slips_include_the_number_that_was_meant() {
    for wrong in
        ["NDPS-2026-00043-5", "NDPS-2026-00024-5", "ndps 2026 00042 6", "NDPS-2206-00042-5"]
    {
        assert!(parse(wrong).is_err(), "{wrong}");
        assert!(slips(wrong).contains(&"NDPS-2026-00042-5".to_owned()), "{wrong}");
    }
}

#[test]
fn accepts_what_people_type() {
    for (text, revision) in [
        (" ndps-2026-00042-5 ", None),
        ("NDPS 2026 00042 5", None),
        ("NDPS–2026–00042–5", None),
        ("NDPS\u{2011}2026\u{2011}00042\u{2011}5", None),
        ("NDPS-2026-00042-5 R2", Some(2)),
        ("ndps-2026-00042-5-r12", Some(12)),
    ] {
        let number = Number { text: "NDPS-2026-00042-5".to_owned(), revision };
        assert_eq!(parse(text), Ok(number), "{text}");
    }
}

#[test]
fn reports_what_is_wrong() {
    for (text, fault) in [
        ("", NumberFault::Empty),
        (" - ", NumberFault::Empty),
        ("2026-00042-5", NumberFault::NoPrefix),
        ("NDPS/2026", NumberFault::NoPrefix),
        ("NDPS", NumberFault::Form),
        ("NDPS-2026-OOO42-5", NumberFault::Letter('O')),
        ("NDPS-2026-00042", NumberFault::NoCheckDigit),
        ("NDPS-26-00042-5", NumberFault::Form),
        ("NDPS-2026-42-5", NumberFault::Form),
        ("NDPS-2026-00042-5-5", NumberFault::Form),
        ("NDPS-2026-00042-5 R0", NumberFault::Revision("R0".to_owned())),
        ("NDPS-2026-00042-5 Rx", NumberFault::Revision("RX".to_owned())),
        ("NDPS-2026-00042-6", NumberFault::CheckDigit),
    ] {
        assert_eq!(parse(text), Err(fault), "{text}");
    }
}

#[test]
fn rejects_strange_texts() {
    let (digits, prefixes) = ("9".repeat(100_000), "NDPS-".repeat(10_000));
    let strange = ["\u{0}", "🎉-🎉", "R", "R2", "---R2", "NDPS", "NDPS-٢٠٢٦-٠٠٠٤٢-٥"];
    for text in strange.into_iter().chain([digits.as_str(), &prefixes]) {
        assert!(parse(text).is_err());
        assert!(slips(text).is_empty());
    }
}
