"""Asks live rows, read-only, what the pending migrations would meet. Nothing is locked longer than a SELECT does, nor changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.apply.preflight.live import Live
from schemadiff.apply.preflight.model import Finding, Probe, Report, Verdict
from schemadiff.apply.preflight.pending import Pending
from schemadiff.apply.preflight.questions import questions
from schemadiff.apply.preflight.reading import items
from schemadiff.migration import is_generated, parse_segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemadiff.migration import Migration
    from schemadiff.parser import LocatedStatement

BUDGET = 5.0
# 8 kB each: 1 GB, which is read in the default budget where it is in memory.
MOST_PAGES = 131_072
SHOWN = 5
UNKNOWN_TREE = "the statement is not understood"
REASONS = {
    "57014": "not answered within the budget",
    "55P03": "the table is locked",
    "42501": "the role may not read the rows, or row security hides some",
}


def preflight(url: str, migrations: Sequence[Migration], *, budget: float = BUDGET, most_pages: int = MOST_PAGES) -> Report:
    """What the rows of the database at `url` say of `migrations`, which are to be applied in this order.

    Each question is a read-only transaction of at most `budget` seconds. A table of more than `most_pages` pages is not read
    without an index. Raises DatabaseError where the database cannot be reached.
    """
    from schemadiff.connect import connect

    with connect(url) as connection:
        live = Live(connection)
        if not live.tables:
            return Report()
        pending = Pending(live=live)
        asker = Asker(connection, pending, budget, most_pages)
        return Report(findings=tuple(f for migration in migrations for f in asker.migration(migration)))


class Asker:
    """Goes through migrations statement by statement."""

    def __init__(self, connection: psycopg.Connection[Any], pending: Pending, budget: float, most_pages: int) -> None:
        self.connection, self.pending, self.budget, self.most_pages = connection, pending, budget, most_pages

    def migration(self, migration: Migration) -> Iterator[Finding]:
        """The findings of one file, in its statements' order."""
        path = "SET search_path = pg_catalog, pg_temp" if is_generated(migration) else "RESET search_path"
        self.connection.execute(path.encode())
        for segment in parse_segments(migration):
            for statement in segment.statements:
                for probe in self.probes(statement):
                    verdict, message, rows = self.answer(probe)
                    yield Finding(
                        check=probe.check,
                        subject=probe.subject,
                        verdict=verdict,
                        message=message,
                        migration=migration.label,
                        location=statement.location(),
                        rows=rows,
                    )
                self.follow(statement)

    def probes(self, statement: LocatedStatement) -> Iterator[Probe]:
        """The questions that a statement raises."""
        try:
            for item in items(statement, self.pending):
                yield from questions(item, self.pending)
        except ValueError:
            yield Probe(check="statement", subject=statement.text.split("\n", 1)[0][:60], reason=UNKNOWN_TREE)

    def follow(self, statement: LocatedStatement) -> None:
        """Takes account of what a statement makes, and of the search_path that it sets."""
        if statement.node == "VariableSetStmt" and '"name":"search_path"' in statement.tree:
            self.connection.execute(statement.text.encode())
        self.pending.note(statement)

    def answer(self, probe: Probe) -> tuple[Verdict, str, tuple[str, ...]]:
        """Verdict, words and rows."""
        if probe.sql is None:
            return Verdict.UNKNOWN, probe.reason, ()
        if probe.pages > self.most_pages:
            return Verdict.UNKNOWN, f"the table is too large to be read ({probe.pages * 8 // 1024} MB) and no index helps", ()
        try:
            rows = self.ask(probe.sql)
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            return Verdict.UNKNOWN, REASONS.get(error.sqlstate or "", error.diag.message_primary or str(error)), ()
        if rows:
            return probe.verdict, probe.found, rows
        return Verdict.CLEAN, "no row stands against it now", ()

    def ask(self, sql: str) -> tuple[str, ...]:
        """The first rows of a query. With row_security off, PostgreSQL refuses to answer from a part of the rows."""
        with self.connection.transaction():
            self.connection.execute("SET TRANSACTION READ ONLY")
            self.connection.execute(f"SET LOCAL statement_timeout = {max(1, round(self.budget * 1000))}".encode())
            self.connection.execute("SET LOCAL lock_timeout = 100")
            self.connection.execute("SET LOCAL row_security = off")
            return tuple(str(row[0]) for row in self.connection.execute(f"{sql} LIMIT {SHOWN}".encode()))
