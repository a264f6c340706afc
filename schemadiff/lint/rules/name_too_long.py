"""A name has more than 63 bytes; PostgreSQL cuts it off and only says so in a notice.

IF NOT EXISTS then passes over another object whose name begins alike.

Harmless when the server was built with a larger NAMEDATALEN.

BAD:
    CREATE TABLE public.a_table_whose_name_is_much_longer_than_postgresql_cares_to_keep_at_all (id bigint PRIMARY KEY);
GOOD:
    CREATE TABLE public.a_table (id bigint PRIMARY KEY);
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule
from schemadiff.parser.grammar import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_MOST = 63


def check(step: Step) -> Iterator[Finding]:
    """An identifier of more than 63 bytes: the grammar has cut it off already, the text has not."""
    if not re.search(r"[\w$]{22}", step.statement.text):
        return
    start = len(step.statement.source.text[: step.statement.offset].encode())
    for token in tokens(step.statement.text):
        written = step.statement.text[token.start : token.end].strip('"')
        if token.name in {"IDENT", "UIDENT"} and len(written.replace('""', '"').encode()) > _MOST:
            at = start + len(step.statement.text[: token.start].encode())
            yield Finding(message=f"{written} has more than {_MOST} bytes", at=at)


RULE = Rule(
    code="name-too-long",
    severity=Severity.ERROR,
    hint="shorten it to 63 bytes",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
