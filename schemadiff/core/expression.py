"""Texts of expressions whose deparsed form is no fixed point of PostgreSQL's parser.

`x varchar CHECK (x IN ('a', 'b'))` is printed as `(ARRAY['a'::character varying, …])::text[]`. Fed back, the cast of an ARRAY
constructor is pushed down to its elements (documentation, 4.2.12 "Array Constructors"), and the text becomes
`ARRAY[('a'::character varying)::text, …]`: another expression tree for the same condition.

`a BETWEEN 1 AND 2 AND b` is printed as `((a >= 1) AND (a <= 2)) AND b`. Fed back, the three are one AND: only BETWEEN keeps two apart.
"""

from __future__ import annotations

import re

STRING = r"'(?:[^']|'')*'"
TYPE = r"[a-z_][a-z0-9_]*(?: varying| precision)?(?:\(\d+(?:,\d+)?\))?"
ELEMENT = rf"{STRING}::{TYPE}"
PUSHED = re.compile(rf"ARRAY\[\(({STRING}::({TYPE}))\)::([a-z]+)((?:, \({STRING}::\2\)::\3)*)\]")
OUTER = re.compile(rf"\(ARRAY\[({ELEMENT}(?:, {ELEMENT})*)\]\)::")
ELEMENT_TYPE = re.compile(rf"{STRING}::({TYPE})\Z")

OPERAND = r'(?:"(?:[^"]|"")+"|[a-z_][\w$]*)(?:\.(?:"(?:[^"]|"")+"|[a-z_][\w$]*))?'
BETWEEN = re.compile(rf"\(\(({OPERAND}) >= ([^()]+)\) AND \(\1 <= ([^()]+)\)\)(?= AND )")


def stable(text: str) -> str:
    """`text`, as PostgreSQL deparsed it, changed so that parsing it gives the very tree that it was deparsed from."""
    text = OUTER.sub(keep_inner_type, text) if "(ARRAY[" in text else text
    return BETWEEN.sub(r"(\1 BETWEEN \2 AND \3)", text) if " >= " in text else text


def regroups(text: str) -> bool:
    """Whether PostgreSQL itself, when it parses its own `text` again (ALTER COLUMN … TYPE), ends with another tree."""
    return " >= " in text and BETWEEN.search(text) is not None


def keep_inner_type(match: re.Match[str]) -> str:
    """A cast to the elements' own array type, which shields them from the outer one."""
    element = ELEMENT_TYPE.search(match[1])
    return f"(ARRAY[{match[1]}]::{element[1]}[])::" if element else match[0]


def canonical(text: str) -> str:
    """A form in which both texts of the same condition are equal. For comparison only, never executed."""
    if "ARRAY[(" not in text:
        return text
    return PUSHED.sub(pull_cast_out, text)


def pull_cast_out(match: re.Match[str]) -> str:
    """The element casts of a pushed-down array as one cast of the array."""
    rest = re.sub(rf"\(({STRING}::{TYPE})\)::{match[3]}", r"\1", match[4])
    return f"(ARRAY[{match[1]}{rest}])::{match[3]}[]"
