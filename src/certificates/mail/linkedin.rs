//! The address that adds a certificate to a LinkedIn profile. It only opens a form that is filled
//! in; the person decides. LinkedIn describes it under "Add to Profile".

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::proof::credential::Claims;

const FORM: &str = "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME";

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns the address. `code` is the address that proves the certificate.
pub(super) fn add_to_profile(claims: &Claims, code: &str) -> String {
    let mut fields = vec![
        ("name", claims.title.clone()),
        ("organizationName", claims.issuer.clone()),
        ("issueYear", claims.issued.year().to_string()),
        ("issueMonth", claims.issued.month().to_string()),
    ];
    if let Some(until) = claims.valid_until {
        fields.push(("expirationYear", until.year().to_string()));
        fields.push(("expirationMonth", until.month().to_string()));
    }
    fields.push(("certUrl", code.to_owned()));
    fields.push(("certId", claims.printed_number()));
    let fields = fields.iter().map(|(name, value)| {
        let value = utf8_percent_encode(value, RESERVED);
        format!("&{name}={value}")
    });
    format!("{FORM}{}", fields.collect::<String>())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use url::Url;

    use super::*;
    use crate::content::certification::CertificateKind;

    #[test]
    fn every_value_survives_the_address() {
        let mut claims = Claims {
            name: "Ann".to_owned(),
            number: "SMALL-2026-00001-4".to_owned(),
            revision: 2,
            kind: CertificateKind::Certified,
            sample: false,
            title: "Art & craft + 100% #1 / é አ?".to_owned(),
            hours: None,
            days: Vec::new(),
            issued: date(2026, 11, 20),
            valid_from: None,
            valid_until: Some(date(2028, 2, 29)),
            issuer: "A=B; \"C\"\r\n".to_owned(),
        };
        let code = "https://example.org/verify?a=1&b=2#ABC234";
        let pairs = |claims: &Claims| -> Vec<(String, String)> {
            let address = add_to_profile(claims, code);
            assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address}");
            let pairs = Url::parse(&address).unwrap();
            pairs.query_pairs().into_owned().skip(1).collect()
        };
        let expected = [
            ("name", "Art & craft + 100% #1 / é አ?"),
            ("organizationName", "A=B; \"C\"\r\n"),
            ("issueYear", "2026"),
            ("issueMonth", "11"),
            ("expirationYear", "2028"),
            ("expirationMonth", "2"),
            ("certUrl", code),
            ("certId", "SMALL-2026-00001-4 R2"),
        ];
        assert_eq!(pairs(&claims), expected.map(|(name, value)| (name.into(), value.into())));
        claims.valid_until = None;
        assert!(!pairs(&claims).iter().any(|(name, _)| name.starts_with("expiration")));
    }
}
