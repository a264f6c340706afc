"""Writes coverage.md, beside this file, from the kinds themselves: `task docs:coverage`."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.objects import KINDS, owner

if TYPE_CHECKING:
    from schemadiff.core.kind import ObjectKind

HEAD = """# What schemadiff models

Made from the code by `task docs:coverage`; do not edit. One row is one kind of object, named as `pg_identify_object()` names it.
What no kind models is reported by name in every comparison, and refused with `--strict`.

- **in place**: attributes that statements on the object itself change, as far as PostgreSQL has one for that very change;
  **replaced**: those for which it is dropped and made anew, with all that depends on it. Names are no attributes.
- **about it**: comment (C), owner (O), privileges (P) and security label (L) are objects of their own, altered in place.
- **cases**: pairs of schemas, each tested in both directions on a real server.
- Kinds in *italics* belong to the whole server, or to the database as a whole, and are compared with `--include`.

| kind | in place | replaced | about it | cases |
|---|---|---|---|---|
"""
CASES = Path(__file__).parents[1] / "tests" / "cases"
CLASSID = re.compile(r"SELECT (\d+)::int8, \w+\.(?:oid|attrelid|indexrelid|umid)")
OWNED = set(re.findall(r"SELECT (\d+), \w+\.oid", owner.QUERY))
# They share a catalog with what has an owner.
NOT_OWNED = {"COLUMN", "INDEX"}
# PostgreSQL documentation, COMMENT and SECURITY LABEL.
NO_COMMENT = {"USER MAPPING"}
LABELLED = {"AGGREGATE", "COLUMN", "DOMAIN", "EVENT TRIGGER", "FOREIGN TABLE", "FUNCTION", "LANGUAGE", "MATERIALIZED VIEW", "PROCEDURE"} | {
    "PUBLICATION", "ROLE", "SCHEMA", "SEQUENCE", "SUBSCRIPTION", "TABLE", "TYPE", "VIEW",
}  # fmt: skip
FOOT = """
Large objects and rows are data. Tablespaces are named, not made. What a role may not see (connection strings of subscriptions,
options of other roles' user mappings) is said, and taken to be as desired. Passwords are never read.
"""


def document() -> str:
    """The whole of coverage.md."""
    return HEAD + "".join(row(kind) for kind in sorted(KINDS, key=lambda k: k.name)) + FOOT


def row(kind: ObjectKind) -> str:
    attributes = [f.name for f in fields(kind.definition) if f.compare]
    replaced = [a for a in attributes if a in kind.replace]
    name = f"*{kind.name}*" if kind.include else kind.name
    in_place = [a for a in attributes if a not in kind.replace]
    return f"| {name} | {listed(in_place)} | {listed(replaced)} | {about(kind)} | {link(kind)} |\n"


def listed(names: list[str]) -> str:
    return ", ".join(n.replace("_", " ") for n in names) or "–"


def about(kind: ObjectKind) -> str:
    """Which facts about an object of the kind there can be."""
    name = kind.sql_name
    if kind.about or not name:
        return "–"
    classid = CLASSID.search(kind.query)
    found = {
        "C": name not in NO_COMMENT,
        "O": classid is not None and classid[1] in OWNED and name not in NOT_OWNED,
        "P": kind.grant_class is not None or name == "COLUMN",
        "L": name in LABELLED,
    }
    return "".join(letter for letter, has in found.items() if has) or "–"


def link(kind: ObjectKind) -> str:
    folder = kind.name.replace(" ", "_")
    count = len(list((CASES / folder).glob("*/new.sql")))
    return f"[{count}](../tests/cases/{folder})"


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(document(), encoding="utf-8")
