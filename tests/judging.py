"""What a migration must have kept: rows, files; and its execution, statement by statement."""

from __future__ import annotations

import psycopg

from schemadiff.core.plan import HazardCode

DATA_FORBIDS = ("22", "23")  # data exception, integrity constraint violation: PostgreSQL documentation, appendix A


def data_forbids(error):
    """Whether the rows that were there are the reason."""
    return (error.sqlstate or "")[:2] in DATA_FORBIDS


def hit(made, code, tables):
    """Whether a hazard of `made` says `code` of one of `tables` or of a part of it."""
    return any(h.code is code and h.object.path[:2] in tables for h in made.hazards)


def check_rows(before, after, above, made):
    """A table that is in both keeps its rows, and each row what its unchanged columns hold, unless the plan says otherwise."""
    for table, old in before.items():
        if table in after and not hit(made, HazardCode.DATA_LOSS, above[table]):
            common = [c for c in old.columns if c in after[table].columns]
            assert after[table].values(common) == old.values(common), f"rows of {table}"


def check_files(before, after, above, made):
    """A table that stays keeps its storage unless the plan says that PostgreSQL rewrites it."""
    for oid, (table, node) in before.items():
        if oid in after and after[oid][1] != node:
            assert hit(made, HazardCode.REWRITE, above[table]), f"{table} was rewritten, no hazard says so"


def migrate(connection, made):
    for statement in made.statements:
        try:
            connection.execute(statement.sql.encode())
        except psycopg.Error as error:
            error.add_note(f"the statement was: {statement.sql}")
            raise
