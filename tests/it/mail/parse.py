"""Prints what emails say, as JSON, read with Python's own parser."""

import email
import email.policy
import hashlib
import json
import sys

messages = []
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    (to,) = message["To"].addresses
    words, attached = message.iter_parts()
    text, html = words.iter_parts()
    pdf = attached.get_content()
    messages.append(
        {
            "headers": sorted({key.lower() for key in message.keys()}),
            "name": to.display_name,
            "address": to.addr_spec,
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
