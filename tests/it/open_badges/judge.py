"""Checks Open Badges with libraries that others wrote: openbadgeslib (the structure of the
credential, and its signature with the program's key and with the key that the issuer's identifier
names) and PyJWT (the signature with the key in the header). Prints what each badge states as JSON.

Usage: judge.py KEY.pem BADGE.jwt...
"""

import json
import sys

import jwt
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier


def refuses(verifier, token):
    """Whether the verifier refuses a token."""
    try:
        verifier.verify(token)
    except OB3VerificationError:
        return True
    return False


def changed(token):
    """The token with another name in its payload, under the same signature."""
    header, payload, signature = token.split(".")
    claims = json.loads(jwt.utils.base64url_decode(payload))
    claims["name"] += "!"
    payload = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
    return ".".join([header, payload, signature])


def judge(pem, path):
    with open(path, encoding="ascii") as file:
        token = file.read()
    program = OB3Verifier(pem)
    credential = program.verify(token)
    issuer = OB3Verifier.for_issuer_did(credential.issuer.id)
    assert issuer.verify(token) == credential
    for verifier in [program, issuer]:
        assert refuses(verifier, changed(token)), "a changed badge was accepted"
    header = jwt.get_unverified_header(token)
    assert sorted(header) == ["alg", "jwk", "typ"] and "d" not in header["jwk"], header
    key = jwt.PyJWK(header["jwk"]).key
    payload = jwt.decode(token, key, algorithms=["EdDSA"], options={"verify_aud": False})
    return {
        "issuer": credential.issuer.name,
        "achievement": credential.achievement.name,
        "type": credential.achievement.achievement_type,
        "from": payload["validFrom"],
        "until": payload.get("validUntil"),
    }


def main():
    with open(sys.argv[1], "rb") as file:
        pem = file.read()
    print(json.dumps([judge(pem, path) for path in sys.argv[2:]]))


main()
