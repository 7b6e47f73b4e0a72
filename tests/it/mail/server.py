"""A mail server (aiosmtpd) with a certificate authority of its own.

Prints the port with STARTTLS and the port with TLS from the start, then writes each message that it
gets to the folder, until its standard input ends. The user is `sam`, the password `secret-word`.
"""

import datetime
import ipaddress
import pathlib
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FOLDER = pathlib.Path(sys.argv[1])


def certificate(name, key, issuer, issuer_key, extensions):
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, it)]) for it in (name, issuer)]
    builder = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def tls():
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    is_authority = x509.BasicConstraints(ca=True, path_length=None)
    authority = certificate("Test CA", authority_key, "Test CA", authority_key, [is_authority])
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    server = certificate(
        "localhost", key, "Test CA", authority_key, [x509.SubjectAlternativeName(hosts)]
    )
    pem = serialization.Encoding.PEM
    (FOLDER / "ca.pem").write_bytes(authority.public_bytes(pem))
    secret = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (FOLDER / "server.pem").write_bytes(server.public_bytes(pem) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "server.pem")
    return context


class Handler:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        head = f"X-Envelope: {envelope.mail_from} {' '.join(envelope.rcpt_tos)}\r\n".encode()
        (FOLDER / f"{Handler.count:03}.eml").write_bytes(head + envelope.content)
        return "250 queued"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"sam", b"secret-word")
    return AuthResult(success=good, handled=False)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(**options):
    controller = Controller(
        Handler(),
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticate,
        auth_required=True,
        enable_SMTPUTF8=True,
        **options,
    )
    controller.start()
    return controller


context = tls()
after_greeting = start(tls_context=context, require_starttls=True)
# The library asks for STARTTLS before a password unless it is told that TLS is there already.
from_start = start(ssl_context=context, auth_require_tls=False)
print(after_greeting.port, from_start.port, flush=True)
sys.stdin.read()
after_greeting.stop()
from_start.stop()
