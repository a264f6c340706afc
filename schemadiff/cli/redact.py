"""Takes passwords out of any text: the last gate before a message, a log line or a traceback is printed."""

from __future__ import annotations

import os
import re

URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*:/{1,2}[^\s:/@'\"?]*):[^\s/'\"]*@", re.IGNORECASE)
KEYWORD_PASSWORD = re.compile(r"\b((?:ssl)?password|passwd)(\s*=\s*)('(?:\\.|[^'\\])*'|[^\s&'\"]+)", re.IGNORECASE)


def redacted(text: str) -> str:
    """`text` without the passwords of URLs, `password=` settings and PGPASSWORD."""
    text = URL_PASSWORD.sub(r"\1:***@", text)
    text = KEYWORD_PASSWORD.sub(r"\1\2***", text)
    secret = os.environ.get("PGPASSWORD", "")
    return text.replace(secret, "***") if len(secret) > 3 else text


# C0 and C1 without tab and line feed; what no one sees, what turns the direction of writing (Unicode Standard Annex 9), and other
# ends of lines; halves of characters, as Python reads file names that are not UTF-8.
_UNSEEN = "\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSEEN}]")
_IN_JSON = re.compile(f"[{_UNSEEN}]")


def visible(text: str) -> str:
    """`text` with `\\x1b` and the like for what would steer a terminal: names in a database are anybody's."""
    return CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)


def visible_json(text: str) -> str:
    """JSON that says the same without a character that would steer a terminal; those below a blank it never has."""
    return _IN_JSON.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
