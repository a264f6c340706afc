"""Rows written in batches where lock-safe steps are asked for every table: applied beside clients, killed, taken up again, taken back."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import psycopg
import pytest
from applying import rows
from test_online import execute_all, migration

from schemadiff.apply import apply
from schemadiff.connect import connect
from schemadiff.core.busy import EVERY, Busy
from schemadiff.core.kind import RERUNNABLE
from schemadiff.introspect import read_snapshot
from schemadiff.online import plan
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.proof import remaining

ROWS = 20_000
TABLE = "CREATE TABLE public.t (id int PRIMARY KEY, n int, name text, touched int NOT NULL DEFAULT 0);"
FILL = f"INSERT INTO public.t (id, n, name) SELECT i, i, i::text FROM generate_series(1, {ROWS}) i;"
SERIAL = "CREATE SEQUENCE public.s;"

UUID = "ALTER TABLE public.t ADD u uuid DEFAULT gen_random_uuid();"
NEXT = "ALTER TABLE public.t ADD u bigint DEFAULT nextval('public.s') NOT NULL; ALTER SEQUENCE public.s OWNED BY public.t.u;"
NOW = "ALTER TABLE public.t ADD u text DEFAULT clock_timestamp()::text || random() UNIQUE;"
# What is added, and its column.
ADDED = {
    "uuid": (UUID, "u"),
    "not null": (
        'ALTER TABLE public.t ADD "U u" uuid DEFAULT gen_random_uuid() CONSTRAINT c NOT NULL;'
        """ COMMENT ON COLUMN public.t."U u" IS 'x';""",
        "U u",
    ),
    "sequence": (SERIAL + NEXT, "u"),
    "unique": (NOW + "ALTER TABLE public.t ALTER u SET STORAGE EXTERNAL;", "u"),
}
TRIGGER = """
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT OR UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f();
"""


@contextmanager
def two(server, old, new):
    """The URLs of a database that holds `old` and of one that holds `new`; what was read of the latter."""
    with server.database() as a, server.database() as b:
        execute_all(a, old)
        execute_all(b, new)
        with connect(b) as other:
            want = read_snapshot(other)
        yield a, b, want


def planned(url, want, busy=EVERY):
    with connect(url) as connection:
        return plan(read_snapshot(connection), want, busy=busy)


def check(server, url, other, want):
    """The database is as it is to be, for schemadiff and for pg_dump, and nothing is left to do."""
    execute_all(url, "DROP SCHEMA schemadiff CASCADE")
    with connect(url) as connection:
        reached = read_snapshot(connection)
    assert remaining(reached, want) == []
    assert plan(reached, want, busy=EVERY).statements == ()
    theirs = dump(server, other)
    assert theirs is None or differences(dump(server, url), theirs) == []


@contextmanager
def clients(url, *queries):
    """Sessions that run each a query all the time; what went wrong with one of them is raised."""
    stop, wrong = threading.Event(), []

    def run(query):
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                while not stop.is_set():
                    connection.execute(query)
        except psycopg.Error as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(q,)) for q in queries]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


UPDATES = f"UPDATE public.t SET touched = touched + 1 WHERE id = (random() * {ROWS})::int"
INSERTS = f"INSERT INTO public.t (id, n) SELECT {ROWS} + 1 + (random() * 1e9)::int, 7 ON CONFLICT DO NOTHING"
MOVES = f"UPDATE public.t SET n = n + 1 WHERE id = (random() * {ROWS})::int"


@pytest.mark.parametrize("added", ADDED)
def test_volatile_default(added, scratch, tmp_path):
    sql, column = ADDED[added]
    with two(scratch, TABLE + FILL, TABLE + sql) as (url, other, want):
        made = planned(url, want)
        assert not made.hazards
        assert sum(s.sql.startswith(RERUNNABLE) for s in made.statements) == 1
        with clients(url, UPDATES, UPDATES, INSERTS):
            assert apply(url, migration(tmp_path / "m", made)).done
        count = f'SELECT count(*) - count("{column}"), count(*) - count(DISTINCT "{column}") FROM public.t'
        assert rows(url, count) == [(0, 0)]
        check(scratch, url, other, want)


def test_only_where_it_is_asked_for(server):
    with two(server, TABLE + FILL, TABLE + UUID) as (url, _, want):
        made = planned(url, want, Busy(tables=frozenset({("public", "t")})))
        assert [h.code for h in made.hazards] == ["REWRITE"]


PLAIN = {
    "trigger": (TRIGGER, UUID, "trigger public.t.g would fire for each row"),
    "rule": ("CREATE RULE r AS ON UPDATE TO public.t DO ALSO NOTHING;", UUID, "rule public.t.r would apply"),
    "policies": ("ALTER TABLE public.t FORCE ROW LEVEL SECURITY;", UUID, "policies hold for its owner"),
    "not valid": ("ALTER TABLE public.t ADD CONSTRAINT c CHECK (n > 0) NOT VALID;", UUID, "which is not valid"),
    "child": ("CREATE TABLE public.child () INHERITS (public.t);", UUID, "children"),
    "identity": ("", "ALTER TABLE public.t ADD u int GENERATED ALWAYS AS IDENTITY;", "cannot make a column an identity"),
    "generated": ("", "ALTER TABLE public.t ADD u int GENERATED ALWAYS AS (n + 1) STORED;", "cannot make a column GENERATED"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_where_it_must_be(name, server):
    common, change, reason = PLAIN[name]
    with two(server, TABLE + common, TABLE + common + change) as (url, _, want):
        made = planned(url, want)
        assert all(s.transactional for s in made.statements)
        assert [h.code for h in made.hazards] == ["REWRITE"]
        assert reason in made.hazards[0].message
