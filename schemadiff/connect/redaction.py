"""Connection strings without their passwords."""

from __future__ import annotations

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict

HIDDEN = "***"
_SECRETS = "(?:ssl)?password|passwd|oauth_client_secret"
_URL = re.compile(r"^\s*[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_QUERY = re.compile(rf"([?&](?:{_SECRETS})=)[^&]*", re.IGNORECASE)
_QUERY_TO_END = re.compile(rf"([?&](?:{_SECRETS})=).*", re.IGNORECASE | re.DOTALL)
_VALUE = r"'(?:\\.|[^'\\])*(?:'|$)|(?:\\.|[^\s\\])+"
_KEYWORD = re.compile(rf"\b((?:{_SECRETS})\s*=\s*)({_VALUE})", re.IGNORECASE | re.DOTALL)
_KEYWORD_TO_END = re.compile(rf"\b((?:{_SECRETS})\s*=).*", re.IGNORECASE | re.DOTALL)


def redact(url: str) -> str:
    """The connection string, a URL or keywords and values, with `***` for passwords; malformed ones lose more."""
    valid = parses(url)
    found = _URL.match(url)
    if found is None:
        return _KEYWORD.sub(rf"\1{HIDDEN}", url) if valid else _KEYWORD_TO_END.sub(rf"\1{HIDDEN}", url)
    scheme, rest = found.group(), url[found.end() :]
    # libpq ends a password at the first @ or /; a person who forgot to write them as %40 and %2F meant the last @.
    first = max(rest.find("@"), 0)
    mark = rest.find("?", first) if valid else -1
    where, query = (rest[:mark], rest[mark:]) if mark >= 0 else (rest, "")
    login, at, place = where.rpartition("@")
    user, colon, _ = login.partition(":")
    if at and colon and "/" not in user:
        where = f"{user}:{HIDDEN}@{place}"
    # Of a malformed one, what follows an & may still be the password.
    return scheme + (_QUERY if valid else _QUERY_TO_END).sub(rf"\1{HIDDEN}", where + query)


def parses(url: str) -> bool:
    """Does libpq understand the connection string?"""
    try:
        conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError):
        return False
    return True


def is_url(text: str) -> bool:
    """Is the connection string a URL, not keywords and values?"""
    return _URL.match(text) is not None
