# From docs/verification.md alone.
import base64, datetime, hashlib, json, sys, unicodedata
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def unb64(t): return base64.urlsafe_b64decode(t + "=" * (-len(t) % 4))
keys = {}
for k in json.load(open(sys.argv[1]))["keys"]:
    public = unb64(k["public"]); assert k["algorithm"] == "Ed25519" and hashlib.sha256(public).digest()[:8].hex() == k["id"]
    keys[bytes.fromhex(k["id"])] = public

def unseal(data, external):
    protected, unprotected, payload, signature = cbor2.loads(data)
    head = cbor2.loads(protected); assert head[1] == -8 and unprotected == {}
    public = next(public for id, public in keys.items() if id.startswith(head[4]))
    Ed25519PublicKey.from_public_bytes(public).verify(signature, cbor2.dumps(["Signature1", protected, external, payload]))
    claims = cbor2.loads(payload)
    assert cbor2.dumps(claims, canonical=True) == payload or cbor2.dumps(claims) == payload, "not deterministic"
    return claims

def check(address):
    text = address.split("#")[1].upper()
    claims = unseal(base64.b32decode(text + "=" * (-len(text) % 8)), b"")
    version, kind, number, title, issued, hours, days, *revision = claims[-65537]
    assert version == 2 and kind in (0, 16) and unicodedata.is_normalized("NFC", claims[2])
    at = datetime.date(1970, 1, 1) + datetime.timedelta(days[0]); when = [at.isoformat()]
    for d in days[1:]:
        for _ in range(-d if d < 0 else 1): at += datetime.timedelta(1 if d < 0 else d); when.append(at.isoformat())
    issued = at + datetime.timedelta(issued); assert issued >= datetime.date(2026, 10, 9), issued
    hours = hours[0] + hours[1] / 100 if isinstance(hours, list) else hours
    return claims[2], number, revision[0] if revision else 1, title, hours, when

def standing(status, number, revision):
    _, sequence, salt, revoked, replaced, *_ = status[-65538]
    has = lambda joined, h: h[:16] in [joined[i:i + 16] for i in range(0, len(joined), 16)]
    if has(revoked, hashlib.sha256(salt + number.encode()).digest()): return "revoked"
    if has(replaced, hashlib.sha256(salt + number.encode() + b"\0R%d" % revision).digest()): return "replaced"
    return "good"

status = unseal(unb64(json.load(open(sys.argv[2]))["list"]), b"peerpress status list")
seen = 0
for line in sys.stdin:
    name, number, revision, title, hours, when = check(line.strip()); seen += 1
    assert hours == 40 and when == ["2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"], (hours, when)
    assert standing(status, number, revision) == "good"
    print(name, number, title)
assert seen and standing(status, sys.argv[3], 1) == "revoked", "the revoked one is not on the list"
print(seen, "codes verify")
