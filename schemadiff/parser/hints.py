"""What to do about an error: of the grammar, and of a server that executes a schema."""

from __future__ import annotations

import re

_STARTS = "create|alter|drop|grant|revoke|comment|insert|update|delete|select|do|set|begin|commit|with"
_STATEMENT_START = re.compile(rf"(?:{_STARTS})\b", re.IGNORECASE)
_NEAR = re.compile(r'at or near "(.*)"\Z', re.DOTALL)
_FOREIGN = {
    "auto_increment": "write GENERATED ALWAYS AS IDENTITY after the type",
    "autoincrement": "write GENERATED ALWAYS AS IDENTITY after the type",
    "identity": "write GENERATED ALWAYS AS IDENTITY after the type",
    "unsigned": "PostgreSQL has no unsigned types; add CHECK (column >= 0)",
    "engine": "leave ENGINE out: PostgreSQL has no such table option",
    "go": "end statements with a semicolon",
    "delimiter": "leave DELIMITER out: bodies are quoted by $$ … $$",
    "key": "indexes are made by CREATE INDEX after the table",
    "`": 'quote names with double quotes: "name"',
    "[": 'quote names with double quotes: "name"',
}
WAY_OUT = (
    "schemadiff's own servers load schemas without a superuser's rights (docs/security.md); "
    "on a server of your own, --dev-url, they have those of the URL's role"
)
# ERRCODEs: PostgreSQL documentation, appendix A.
_SERVER = {
    "42704": "create it in one of the files, or write its schema; a type of an extension needs CREATE EXTENSION",
    "42883": "create it in one of the files; a function of an extension needs CREATE EXTENSION",
    "42P01": 'create it in one of the files, or write its schema; search_path starts as "$user", public',
    "3F000": "add CREATE SCHEMA to one of the files",
    "42P07": "it is defined twice; remove one of the definitions",
    "42710": "it is defined twice; remove one of the definitions",
    "42723": "it is defined twice; remove one of the definitions, or write CREATE OR REPLACE",
    "42P06": "it is defined twice; remove one of the definitions, or write IF NOT EXISTS",
    "42701": "the column is defined twice; remove one of the definitions",
    "42501": WAY_OUT,
    "55P04": "put the value into CREATE TYPE",
}
_EXTENSION_WAYS = (
    'install it into the development server, or set dev = "docker://IMAGE" to one that has it, '
    "or set dev to the URL of a server that has it"
)


def syntax_hint(text: str, offset: int, message: str) -> str | None:
    """What probably caused the grammar's `message` at `offset`."""
    near = _NEAR.search(message)
    token = near[1] if near else ""
    before = text[:offset].rstrip()
    if message.startswith("unterminated"):
        return "it starts here and has no end in this file"
    if message.endswith("at end of input"):
        return "the last statement is not finished: look for an open parenthesis or a missing word"
    if token == ")" and before.endswith(","):
        return "remove the comma before the closing parenthesis"
    if token.lower() in _FOREIGN:
        return _FOREIGN[token.lower()]
    line_start = text.rfind("\n", 0, offset) + 1
    if _STATEMENT_START.fullmatch(token) and not text[line_start:offset].strip() and not before.endswith(";"):
        return "is the semicolon missing after the statement before?"
    if before.endswith(",") and token.lower() in {"constraint", "create"}:
        return "a comma before this stands without a column or constraint after it"
    return None


def server_hint(sqlstate: str | None, message: str) -> str | None:
    """What to do where executing a schema gave `sqlstate`."""
    if re.search(r"extension .*(is not available|control file)", message):
        return _EXTENSION_WAYS
    if sqlstate in {"58P01", "0A000"} and re.search(r"could not (open|access|load)", message):
        return _EXTENSION_WAYS
    if sqlstate == "42704" and message.startswith("role "):
        return "create the role, or take it out of the schema"
    return _SERVER.get(sqlstate or "")
