"""A SECURITY DEFINER function leaves search_path to its caller.

The caller puts objects of the same names before those that are meant, and they run with the owner's rights (CVE-2018-1058; PostgreSQL
documentation, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely").

Harmless when the body is BEGIN ATOMIC or RETURN, which is bound when it is made.

BAD:
    CREATE FUNCTION public.one() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
GOOD:
    CREATE FUNCTION public.one() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import SCHEMA, Finding, Rule
from schemadiff.lint.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A SECURITY DEFINER function without SET search_path."""
    if step.node != "CreateFunctionStmt" or "sql_body" in step.fields:
        return
    options = [o["DefElem"] for o in step.fields.get("options", ())]
    definer = any(o["defname"] == "security" and o.get("arg", {}).get("Boolean", {}).get("boolval") for o in options)
    if definer and not any(s.get("name") == "search_path" for s in walk(options, "VariableSetStmt")):
        yield Finding(message="this function runs with its owner's rights and its caller's search_path")


RULE = Rule(
    code="security-definer-search-path",
    severity=Severity.WARNING,
    hint="SET search_path = pg_catalog, pg_temp (or the schemas that it needs, pg_temp last)",
    document=__doc__,
    check=check,
    scopes=SCHEMA,
)
