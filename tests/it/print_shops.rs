//! The names of files, as print shops want them.

use peerpress::content::template::Trim;
use peerpress::content::text::{Length, Line};
use peerpress::content::unit::Unit;
use peerpress::content::vendors::{NameParts, NamingFault, Vendor, Vendors, naming_fault};

fn vendor(naming: &str) -> Vendor {
    let text = include_str!("../../data/vendors.json");
    let mut vendor = serde_json::from_str::<Vendors>(text).unwrap().vendors.remove(0);
    vendor.naming = Line(naming.to_owned());
    vendor
}

#[test]
fn files_are_named_as_the_print_shop_wants() {
    let inches = |width, height| Trim {
        width: Length(width * 72.0, Unit::Inches),
        height: Length(height * 72.0, Unit::Inches),
    };
    let (letter, card) = (inches(8.5, 11.0), inches(4.0, 9.0));
    let mm = |length: f64| Length(length * Length::MILLIMETER, Unit::Millimeters);
    let metric = Trim { width: mm(99.0), height: mm(210.5) };
    let back =
        NameParts { piece: "rack-card", subject_id: None, lang: "es", side: None, trim: &card };
    let front = NameParts { side: Some("front"), ..back };
    let session = NameParts {
        piece: "flyer",
        subject_id: Some("2027-02-fargo"),
        lang: "en",
        side: None,
        trim: &letter,
    };
    for (naming, parts, name) in [
        ("{piece}-{lang}-{trim}", back, "rack-card-es-4x9in.pdf"),
        ("{vendor}_{piece}_{side}_{lang}.pdf", back, "sample-offset_rack-card_es.pdf"),
        ("order {trim}", back, "order 4x9in-rack-card-es.pdf"),
        ("{piece}-{lang}-{trim}", front, "rack-card-es-4x9in-front.pdf"),
        ("{over}-{piece}-{lang}-{trim}", session, "2027-02-fargo-flyer-en-8.5x11in.pdf"),
        ("{piece}", session, "flyer-2027-02-fargo-en.pdf"),
        (
            "{piece}-{lang}-{trim}",
            NameParts { trim: &metric, ..back },
            "rack-card-es-99x210.5mm.pdf",
        ),
    ] {
        assert_eq!(vendor(naming).file_name(&parts), name);
    }
}

#[test]
fn patterns_that_cannot_name_files_are_refused() {
    let unknown = |name: &str| Some(NamingFault::UnknownPlaceholder(name.to_owned()));
    for (pattern, fault) in [
        ("{piece}-{side}", None),
        ("{piece}-{size}", unknown("size")),
        ("{piece-{lang}", unknown("piece-{lang")),
        ("piece}", Some(NamingFault::Brace)),
        ("{piece", Some(NamingFault::Brace)),
        ("a/{piece}", Some(NamingFault::Unsafe('/'))),
    ] {
        assert_eq!(naming_fault(pattern), fault, "{pattern}");
    }
}
