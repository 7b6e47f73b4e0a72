//! Verification of an Open Badge: its signature, and then the code of the certificate in it.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::keys::PublicKey;
use super::verify::{Answer, Verdict, VerifyContext, verify_code};

/// Returns whether the text may be a badge: a JWS in its compact form.
pub(crate) fn looks_like_badge(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    // A header in JSON starts with `{"`.
    text.starts_with("eyJ") && text.matches('.').count() == 2 && text.chars().all(is_plain)
}

/// Verifies a badge. Its verdict is that of the certificate in it, if a key of the program signed
/// the badge too.
pub(crate) fn verify_badge(text: &str, context: &VerifyContext<'_>) -> Answer {
    let damaged = || {
        let reason = "the badge is incomplete or garbled".to_owned();
        Answer::without_credential(Verdict::Damaged, reason)
    };
    let Some((signed, signature)) = text.rsplit_once('.') else { return damaged() };
    let parts = signed
        .split_once('.')
        .and_then(|(header, payload)| Some((parse(header)?, parse(payload)?, decode(signature)?)));
    let Some((header, payload, signature)) = parts else { return damaged() };
    let keys = &context.keys.keys;
    let Some(key) = keys.iter().find(|key| key.verifies(&signature, signed.as_bytes())) else {
        let stated = header.pointer("/jwk/x").and_then(Value::as_str).and_then(decode);
        let is_known = keys.iter().any(|key| Some(&key.bytes()[..]) == stated.as_deref());
        let (verdict, reason) = match is_known {
            true => (Verdict::Altered, "the badge was changed after it was signed"),
            false => (Verdict::UnknownKey, "the key of the badge is not a known public key"),
        };
        return Answer::without_credential(verdict, reason.to_owned());
    };
    // No list says which badges a revoked key signed for the program.
    if is_revoked(key, context) {
        let reason = format!("the key `{}`, which signed the badge, was revoked", key.id);
        return Answer::without_credential(Verdict::UnknownKey, reason);
    }
    match payload.pointer("/evidence/0/id").and_then(Value::as_str) {
        Some(address) => verify_code(address, context),
        None => damaged(),
    }
}

fn is_revoked(key: &PublicKey, context: &VerifyContext<'_>) -> bool {
    key.revoked.is_some() || context.status.is_some_and(|list| list.revokes(key.id))
}

fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(part.as_bytes()).ok()
}

fn parse(part: &str) -> Option<Value> {
    serde_json::from_slice(&decode(part)?).ok()
}
