"""Takes passwords out of any text: the last gate before a message, a log line or a traceback is printed."""

from __future__ import annotations

import os
import re

URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@'\"?]*):[^\s/'\"]*@", re.IGNORECASE)
KEYWORD_PASSWORD = re.compile(r"\b((?:ssl)?password|passwd)(\s*=\s*)('(?:\\.|[^'\\])*'|[^\s&'\"]+)", re.IGNORECASE)


def redacted(text: str) -> str:
    """`text` without the passwords of URLs, `password=` settings and PGPASSWORD."""
    text = URL_PASSWORD.sub(r"\1:***@", text)
    text = KEYWORD_PASSWORD.sub(r"\1\2***", text)
    secret = os.environ.get("PGPASSWORD", "")
    return text.replace(secret, "***") if len(secret) > 3 else text
