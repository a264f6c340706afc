"""Which conversions of stored values PostgreSQL knows (documentation, CREATE CAST; catalog pg_cast, version 18).

Text-like types convert to and from everything by the types' own input and output.
"""

from __future__ import annotations

import re

NUMBERS = {"smallint", "integer", "bigint", "numeric", "real", "double precision"}
TEXTS = {"text", "character varying", "character", "name", '"char"', "bpchar"}
TIMES = {"timestamp without time zone", "timestamp with time zone"}
PAIRS = {
    *((a, b) for a in NUMBERS for b in NUMBERS),
    *((a, b) for a in TIMES for b in {*TIMES, "date", "time without time zone"}),
    *(("date", b) for b in TIMES),
    *(("jsonb", b) for b in {*NUMBERS, "boolean", "json"}),
    *((a, "bit") for a in ("bit varying", "integer", "bigint")), ("bit", "bit varying"),
    *((a, "money") for a in ("integer", "bigint", "numeric")),
    ("bit", "integer"), ("bit", "bigint"), ("boolean", "integer"), ("integer", "boolean"), ("json", "jsonb"), ("money", "numeric"),
    ("timestamp with time zone", "time with time zone"), ("time without time zone", "time with time zone"),
    ("time with time zone", "time without time zone"), ("time without time zone", "interval"), ("interval", "time without time zone"),
    ("inet", "cidr"), ("cidr", "inet"), ("macaddr", "macaddr8"), ("macaddr8", "macaddr"),
    ("circle", "box"), ("circle", "point"), ("circle", "polygon"),
    ("box", "circle"), ("box", "lseg"), ("box", "point"), ("box", "polygon"),
    ("lseg", "point"), ("path", "polygon"),
    ("point", "box"), ("polygon", "box"), ("polygon", "circle"), ("polygon", "path"), ("polygon", "point"),
    ("int4range", "int4multirange"), ("int8range", "int8multirange"), ("numrange", "nummultirange"), ("daterange", "datemultirange"),
    ("tsrange", "tsmultirange"), ("tstzrange", "tstzmultirange"),
}  # fmt: skip
MODIFIER = re.compile(r"\([^)]*\)")


def using(column: str, old: str, new: str, user_types: frozenset[str]) -> str | None:
    """The USING clause that converts `column` ('' where none is needed), or None where PostgreSQL has no conversion.

    Types are format_type()'s texts; `user_types` are those that are not built in: they convert by way of text.
    """
    have, want = base(old), base(new)
    if have == want:
        return ""
    if have.endswith("[]") != want.endswith("[]"):
        texts = have in TEXTS or want in TEXTS
        return f" USING {column}::{new}" if texts else None
    a, b = have.removesuffix("[]"), want.removesuffix("[]")
    if (a, b) in PAIRS or a in TEXTS or b in TEXTS:
        return f" USING {column}::{new}"
    if a in user_types or b in user_types:
        return f" USING {column}::text{'[]' if new.endswith('[]') else ''}::{new}"
    return None


def base(type: str) -> str:
    """A type's text without its modifier: `numeric(10,2)[]` is `numeric[]`."""
    return MODIFIER.sub("", type)
