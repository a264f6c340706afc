"""What must hold after every fault."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.apply import apply
from schemadiff.core.errors import SchemadiffError

if TYPE_CHECKING:
    from faults.fixtures import Fixture
    from schemadiff.migration import Folder

_CATALOG = """
    SELECT c.relname || ' ' || c.relkind::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT c.relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull
      FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
      WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) || convalidated FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid || indisready FROM pg_index i
      JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT inhrelid::regclass::text || inhparent::regclass || inhdetachpending FROM pg_inherits
    UNION ALL SELECT enumlabel FROM pg_enum
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1
"""
_ROWS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'schemadiff'
"""
_LOCKS = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_BROKEN = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE NOT indisvalid
    UNION ALL SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhdetachpending
"""
_NAMED = "SELECT EXISTS (SELECT FROM schemadiff.attempts WHERE NOT settled AND state <> 'done' AND strpos(sql, %s) > 0)"


def ask(url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode(), values or None).fetchall()


def picture(url: str) -> tuple[Any, ...]:
    """Catalog, row counts and what the journal says is applied."""
    with psycopg.connect(url, autocommit=True) as connection:
        catalog = connection.execute(_CATALOG.encode()).fetchall()
        tables = [row[0] for row in connection.execute(_ROWS.encode()).fetchall()]
        counts = [(t, connection.execute(f'SELECT count(*) FROM public."{t}"'.encode()).fetchone()) for t in tables]
        journal = connection.execute(b"SELECT version, checksum, kind FROM schemadiff.revisions ORDER BY 1").fetchall()
    return catalog, counts, journal


def violations(url: str, folder: Folder, fixture: Fixture, reference: tuple[Any, ...]) -> list[str]:
    """Which of the five do not hold; the database is as the fault left it, and is at its end afterwards."""
    found = _left(url)
    journal = bool(ask(url, "SELECT to_regclass('schemadiff.attempts') IS NOT NULL")[0][0])
    rows = {r[0] for r in ask(url, "SELECT version FROM schemadiff.revisions")} if journal else set()
    for version, probe in fixture.probes.items():
        exists = ask(url, f"SELECT {probe}")[0][0]
        if exists != (version in rows):
            found.append(f"a: file {version}: objects {exists}, row {version in rows}")
    found += [
        f"b: {name} is broken, and no attempt names it"
        for (name,) in ask(url, _BROKEN)
        # REINDEX CONCURRENTLY works on a copy of this name.
        if not journal or not ask(url, _NAMED, name.split("_ccnew")[0].split("_ccold")[0])[0][0]
    ]
    try:
        apply(url, folder)
        after = picture(url)
        if after != reference:
            found.append(f"c: {set(map(str, after)) ^ set(map(str, reference))}")
        attempts = ask(url, "SELECT count(*) FROM schemadiff.attempts")
        if apply(url, folder).done or picture(url) != after or ask(url, "SELECT count(*) FROM schemadiff.attempts") != attempts:
            found.append("d: the second rerun changed something")
    except SchemadiffError as error:
        found.append(f"c: the rerun failed: {error}")
    return found + _left(url)


def _left(url: str, seconds: float = 15) -> list[str]:
    end = time.monotonic() + seconds
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            sessions, locks = (connection.execute(q.encode()).fetchone() for q in (_OTHERS, _LOCKS))
            if sessions == locks == (0,):
                return []
            if time.monotonic() > end:
                return [f"e: {sessions} sessions, {locks} locks are left"]
            time.sleep(0.005)
