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
PADDED = {"character", "bit", "bpchar"}
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
        return f" USING {column}::{unlimited(old, new)}" if texts else None
    a, b = have.removesuffix("[]"), want.removesuffix("[]")
    if a in TEXTS and b in TEXTS and {a, b} != {"name", '"char"'}:
        return ""
    if (a, b) in PAIRS or a in TEXTS or b in TEXTS:
        return f" USING {column}::{unlimited(old, new)}"
    if a in user_types or b in user_types:
        return f" USING {column}::text{'[]' if new.endswith('[]') else ''}::{unlimited(old, new)}"
    return None


def unlimited(old: str, new: str) -> str:
    """What to cast to: a cast to a type with a length cuts what is too long, while assignment to one refuses it (CREATE CAST, Notes)."""
    have, want = (base(t).removesuffix("[]") for t in (old, new))
    array = "[]" if new.endswith("[]") else ""
    if want in ("character varying", "character", "bpchar") or (want in TEXTS and have in TEXTS):
        return f"text{array}"
    if want in ("bit", "bit varying") and have not in NUMBERS:
        return f"bit varying{array}"
    return new


def keeps_rows(old: str, new: str) -> bool:
    """Whether PostgreSQL changes a column from `old` to `new` with the stored rows as they are (ATColumnChangeRequiresRewrite)."""
    have, want = base(old), base(new)
    was, to = modifiers(old), modifiers(new)
    if (have, want, to) == ("text", "character varying", ()) or (have, want) in {("character varying", "text"), ("cidr", "inet")}:
        return True
    if have != want or (was != to and want.endswith("[]")):
        return False
    if want == "numeric":
        return not to or (len(was) == 2 and was[0] <= to[0] and was[1] == to[1])
    if want in PADDED:
        return was == to
    return not to or (bool(was) and was[-1] <= to[-1])


def modifiers(type: str) -> tuple[int, ...]:
    """What stands in a type's parentheses."""
    found = MODIFIER.search(type)
    return tuple(map(int, found[0].strip("()").split(","))) if found else ()


def user_types(*types: str) -> frozenset[str]:
    """Those of `types`, or of their elements, that are none of PostgreSQL's own, which format_type() does not qualify."""
    return frozenset(t for t in (type.removesuffix("[]") for type in types) if "." in t)


def base(type: str) -> str:
    """A type's text without its modifier: `numeric(10,2)[]` is `numeric[]`."""
    return MODIFIER.sub("", type)
