"""One pair on a real server: there and back, judged by pg_dump, by a second diff and by the rows."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from judging import check_files, check_rows, data_forbids, migrate
from rows import contents, filenodes, insert_rows, lineage

from schemadiff.connect import connect
from schemadiff.core.errors import SchemadiffError, SqlError
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot
from schemadiff.parser import SourceFile, load, parse
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.proof import remaining

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.scratch import ScratchServer


class Outcome(enum.StrEnum):
    """What became of a pair; `REFUSED`: PostgreSQL itself does not load one of the two."""

    PASSED = "passed"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An outcome, and why."""

    outcome: Outcome
    why: str = ""


def attempt(scratch: ScratchServer, old: Sequence[str], new: Sequence[str]) -> Trial:
    """Goes from `old` to `new` and back, with rows where the new schema takes them."""
    try:
        return there_and_back(scratch, old, new, rows=True)
    except psycopg.Error as error:
        if not data_forbids(error):
            return Trial(outcome=Outcome.FAILED, why=described(error))
    try:
        return there_and_back(scratch, old, new, rows=False)
    except psycopg.Error as error:
        return Trial(outcome=Outcome.FAILED, why=described(error))


def described(error: BaseException) -> str:
    return "\n".join([str(error), *getattr(error, "__notes__", ())])


def fill(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    connection.execute('SET search_path = "$user", public')
    text = ";\n".join(statements) + ";\n"
    load(connection, parse([SourceFile(name="generated.sql", text=text)]), own=True)
    connection.execute("DISCARD ALL")


def there_and_back(scratch: ScratchServer, old: Sequence[str], new: Sequence[str], *, rows: bool) -> Trial:
    with scratch.database() as a, scratch.database() as b, connect(a) as current, connect(b) as other:
        try:
            fill(current, old)
            fill(other, new)
        except SqlError as error:
            return Trial(outcome=Outcome.REFUSED, why=str(error))
        try:
            have, want = read_snapshot(current), read_snapshot(other)
            first, wanted = dump(scratch, a), dump(scratch, b)
            if rows:
                insert_rows(current)
            go(scratch, current, a, have, want, wanted)
            go(scratch, current, a, read_snapshot(current), have, first)
        except (SchemadiffError, AssertionError) as error:
            return Trial(outcome=Outcome.FAILED, why=described(error))
    return Trial(outcome=Outcome.PASSED)


def go(scratch, connection, url, have, want, wanted) -> None:
    """Migrates the database from `have` to `want` and judges what it is then."""
    made = plan(have, want)
    held, files, above = contents(connection), filenodes(connection), lineage(connection)
    migrate(connection, made)
    reached = read_snapshot(connection)
    left = remaining(reached, want)
    assert not left, f"not reached: {left}"
    again = [s.sql for s in plan(reached, want).statements]
    assert not again, f"a second plan says {again}"
    if wanted is not None:
        differing = differences(dump(scratch, url), wanted)
        assert not differing, f"pg_dump differs: {differing}"
    check_rows(held, contents(connection), above, made)
    check_files(files, filenodes(connection), above, made)
