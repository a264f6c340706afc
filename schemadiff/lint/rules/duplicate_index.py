"""Two indexes begin with the same columns, and one has no more than those.

The shorter one costs every write and helps no query that the longer one does not.

Harmless when the index is unique, partial, over expressions, of another method or has operator classes or INCLUDE of its own.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, kind text, made timestamptz);
    CREATE INDEX orders_kind ON public.orders (kind);
    CREATE INDEX orders_kind_made ON public.orders (kind, made);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, kind text, made timestamptz);
    CREATE INDEX orders_kind_made ON public.orders (kind, made);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.design import index_columns
from schemadiff.lint.rule import SCHEMA, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Script, Step
    from schemadiff.lint.tree import Name

_OWN = ("unique", "whereClause", "indexIncludingParams", "options")


def check(step: Step) -> Iterator[Finding]:
    """A plain index whose columns another plain index begins with."""
    if not _plain(step):
        return
    columns = index_columns(step.fields)
    for other in _plain_indexes(step.script).get(step.relation, ()):
        if other is step:
            continue
        longer = index_columns(other.fields)
        same = longer == columns and other.position < step.position
        if same or (len(longer) > len(columns) and longer[: len(columns)] == columns):
            yield Finding(message=f"{other.fields.get('idxname', 'another index')} begins with {', '.join(columns)}, too")
            return


def _plain_indexes(script: Script) -> dict[Name, list[Step]]:
    """The plain indexes of each table."""
    if RULE.code not in script.memo:
        found: dict[Name, list[Step]] = {}
        for step in script.steps:
            if _plain(step):
                found.setdefault(step.relation, []).append(step)
        script.memo[RULE.code] = found
    known: dict[Name, list[Step]] = script.memo[RULE.code]
    return known


def _plain(step: Step) -> bool:
    if step.node != "IndexStmt" or any(step.fields.get(o) for o in _OWN) or step.fields.get("accessMethod", "btree") != "btree":
        return False
    parameters = [p["IndexElem"] for p in step.fields.get("indexParams", ())]
    return all("name" in p and "opclass" not in p and "collation" not in p and p.get("ordering") == "SORTBY_DEFAULT" for p in parameters)


RULE = Rule(
    code="duplicate-index",
    severity=Severity.WARNING,
    hint="drop one of the two",
    document=__doc__,
    check=check,
    scopes=SCHEMA,
)
