"""Prints what emails say, as JSON, read with Python's own parser."""

import email
import email.header
import email.policy
import email.utils
import hashlib
import json
import sys

messages = []
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        content = file.read()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert len(message["To"].addresses) == 1
    # The newer parser adds a space where a long name was folded (a known defect of older Pythons).
    display, address = email.utils.parseaddr(email.message_from_bytes(content)["To"])
    display = str(email.header.make_header(email.header.decode_header(display)))
    words, attached = message.iter_parts()
    text, html = words.iter_parts()
    pdf = attached.get_content()
    messages.append(
        {
            "headers": sorted({key.lower() for key in message.keys()}),
            "name": display,
            "address": address,
            "from": str(message["From"] or ""),
            "envelope": str(message["X-Envelope"] or ""),
            "unsent": message["X-Unsent"],
            "number": message["X-Peerpress-Certificate"],
            "id": message["Message-ID"],
            "date": str(message["Date"] or ""),
            "subject": str(message["Subject"]),
            "types": [text.get_content_type(), html.get_content_type(), attached.get_content_type()],
            "text": text.get_content(),
            "html": html.get_content(),
            "file": attached.get_filename(),
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
    )
json.dump(messages, sys.stdout)
