"""Rows written in batches where lock-safe steps are asked for every table: applied beside clients, killed, taken up again, taken back."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg
import pytest
from applying import rows
from test_online import check, execute_all, migration

from schemadiff.apply import apply
from schemadiff.apply.model import Quiet
from schemadiff.connect import connect
from schemadiff.core.busy import EVERY, Busy
from schemadiff.core.errors import ApplyError, DatabaseError
from schemadiff.core.kind import RERUNNABLE
from schemadiff.introspect import read_snapshot
from schemadiff.online import plan

ROWS = 8_000
NAMED_NOT_NULL = 18
VALUES = f"SELECT id::text, n::numeric, name::text FROM public.t WHERE id <= {ROWS} ORDER BY id"
TABLE = "CREATE TABLE public.t (id int PRIMARY KEY, n int, name text, touched int NOT NULL DEFAULT 0);"
FILL = f"INSERT INTO public.t (id, n, name) OVERRIDING SYSTEM VALUE SELECT i, i, i::text FROM generate_series(1, {ROWS}) i;"
SERIAL = "CREATE SEQUENCE public.s;"

UUID = "ALTER TABLE public.t ADD u uuid DEFAULT gen_random_uuid();"
NEXT = "ALTER TABLE public.t ADD u bigint DEFAULT nextval('public.s') NOT NULL; ALTER SEQUENCE public.s OWNED BY public.t.u;"
NOW = "ALTER TABLE public.t ADD u text DEFAULT clock_timestamp()::text || random() UNIQUE;"
NAMED = 'ALTER TABLE public.t ADD "U u" uuid DEFAULT gen_random_uuid() CONSTRAINT c NOT NULL;'
NAMED += """ COMMENT ON COLUMN public.t."U u" IS 'x';"""
# What is added, and its column.
ADDED = {
    "uuid": (UUID, "u"),
    "not null": (NAMED, "U u"),
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
NEW = f"{ROWS} + 1 + (random() * 1e9)::int, 1e6 + (random() * 1e9)::int, '7'"
INSERTS = f"INSERT INTO public.t (id, n, name) SELECT {NEW} ON CONFLICT (id) DO NOTHING"
MOVES = f"UPDATE public.t SET n = -(-n), touched = touched + 1 WHERE id = (random() * {ROWS})::int"


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
    "not_valid": ("ALTER TABLE public.t ADD CONSTRAINT c CHECK (n > 0) NOT VALID;", UUID, "which is not valid"),
    "child": ("CREATE TABLE public.child () INHERITS (public.t);", UUID, "children"),
    "identity": ("", "ALTER TABLE public.t ADD u int GENERATED ALWAYS AS IDENTITY;", "cannot make a column an identity"),
    "generated": ("", "ALTER TABLE public.t ADD u int GENERATED ALWAYS AS (n + 1) STORED;", "cannot make a column GENERATED"),
}


def in_schemas(cases, *parts):
    """The same tables in a schema for each of `cases`, with these parts of it."""
    sqls = {name: "".join(p if isinstance(p, str) else case[p] for p in parts) for name, case in cases.items()}
    return "".join(f"CREATE SCHEMA x_{name}; {sql.replace('public.', f'x_{name}.')}" for name, sql in sqls.items())


def reasons(made):
    """What the hazards say, by the case."""
    found: dict[str, str] = {}
    for hazard in made.hazards:
        schema = hazard.object.path[0]
        found[schema.removeprefix("x_")] = found.get(schema.removeprefix("x_"), "") + hazard.message.replace(schema, "public")
    return found


def test_plain_where_it_must_be(server):
    with two(server, in_schemas(PLAIN, TABLE, 0), in_schemas(PLAIN, TABLE, 0, 1)) as (url, _, want):
        made = planned(url, want)
        assert all(s.transactional for s in made.statements)
        found = reasons(made)
        assert [n for n, (*_, reason) in PLAIN.items() if reason not in found[n]] == []


WIDE = "ALTER TABLE public.t ALTER n TYPE bigint;"
ID = "ALTER TABLE public.t ALTER id TYPE bigint;"
NUMBER = "ALTER TABLE public.t ALTER name TYPE int USING name::int;"
SETTINGS = """
ALTER TABLE public.t ALTER name SET NOT NULL, ALTER name SET STATISTICS 55, ALTER name SET (n_distinct = 7);
COMMENT ON COLUMN public.t.name IS 'x';
"""
CONSTRAINTS = """
ALTER TABLE public.t ADD UNIQUE (n, name) DEFERRABLE, ADD CHECK (n > 0 AND name <> ' INDEX n '), ADD UNIQUE (n) INCLUDE (id);
COMMENT ON CONSTRAINT t_check ON public.t IS 'x';
CREATE INDEX n ON public.t (n) WHERE name <> 'n';
CREATE INDEX "N" ON public.t (name text_pattern_ops, (n + id), abs(n));
CREATE INDEX c ON public.t (n, id);
ALTER INDEX public."N" ALTER COLUMN 2 SET STATISTICS 9;
ALTER TABLE public.t CLUSTER ON c;
COMMENT ON INDEX public.n IS 'x';
"""
SEQUENCE = """
CREATE SEQUENCE public.s AS int START 1000000 OWNED BY public.t.id;
ALTER TABLE public.t ALTER id SET DEFAULT nextval('public.s');
"""
IDENTITY = """
ALTER TABLE public.t ALTER id ADD GENERATED ALWAYS AS IDENTITY (START 1000000 INCREMENT 2);
COMMENT ON SEQUENCE public.t_id_seq IS 'x';
ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_pkey;
"""
OTHER_INDEX = f"DROP INDEX public.i; {NUMBER} CREATE INDEX i ON public.t (n) WHERE name = 1;"
OTHER_DEFAULT = f"ALTER TABLE public.t ALTER name DROP DEFAULT; {NUMBER} ALTER TABLE public.t ALTER name SET DEFAULT 0;"
# What is on the table, what is to become of it.
RETYPED = {
    "primary key": ("", ID),
    "with settings": (SETTINGS, NUMBER),
    "not null, by a name": ("", "ALTER TABLE public.t ALTER n TYPE numeric(20,2), ADD CONSTRAINT c NOT NULL n;"),
    "default": ("ALTER TABLE public.t ALTER name SET DEFAULT '0';", OTHER_DEFAULT),
    "constraints and indexes": (CONSTRAINTS, WIDE),
    "index that changes with the type": ("CREATE INDEX i ON public.t (n) WHERE name = '1';", OTHER_INDEX),
    "serial": (SEQUENCE, ID + "ALTER SEQUENCE public.s AS bigint;"),
    "identity": (IDENTITY, ID),
    "two at once": ("CREATE INDEX i ON public.t (id, n);", ID + WIDE),
}
BESIDE = {"primary key", "constraints and indexes", "two at once"}
"""Those that are applied beside clients, for which there is time to wait."""


@pytest.mark.parametrize("name", RETYPED)
def test_type(name, scratch, tmp_path):
    before, after = (TABLE + sql for sql in (RETYPED[name][0], "".join(RETYPED[name])))
    if scratch.major < NAMED_NOT_NULL:
        after = after.replace("ADD CONSTRAINT c NOT NULL n", "ALTER n SET NOT NULL")
    with two(scratch, before + FILL, after) as (url, other, want):
        made = planned(url, want)
        assert not made.hazards
        assert sum(s.sql.startswith(RERUNNABLE) for s in made.statements) == (2 if name == "two at once" else 1)
        held = rows(url, VALUES)
        with clients(url, *((MOVES, MOVES, INSERTS) if name in BESIDE else ())):
            assert apply(url, migration(tmp_path / "m", made)).done
        assert rows(url, VALUES) == held
        check(scratch, url, other, want)
        if name in {"serial", "identity"}:
            assert rows(url, "INSERT INTO public.t (n) VALUES (1) RETURNING id >= 1000000") == [(True,)]


# From, to, and whether PostgreSQL leaves the rows as they are.
IN_PLACE = {
    "lifted": ("character varying(9)", "text", True),
    "longer": ("character varying(9)", "character varying(10)", True),
    "shorter": ("character varying(9)", "character varying(8)", False),
    "unlimited": ("text", "character varying", True),
    "limited": ("text", "character varying(9)", False),
    "padded": ("character(9)", "character(10)", False),
    "digits": ("numeric(9,2)", "numeric(10,2)", True),
    "scale": ("numeric(9,2)", "numeric(10,3)", False),
    "any_number": ("numeric(9,2)", "numeric", True),
    "finer_time": ("timestamp(3) with time zone", "timestamp(6) with time zone", True),
    "coarser_time": ("time(3) without time zone", "time(0) without time zone", False),
    "network": ("cidr", "inet", True),
    "arrays": ("character varying(9)[]", "character varying(10)[]", False),
    "whole": ("integer", "bigint", False),
}


def test_what_keeps_rows(server):
    """What needs no rewrite, as PostgreSQL itself shows, is left as it is."""
    old, new = (in_schemas(IN_PLACE, "CREATE TABLE public.t (c ", n, ");") for n in (0, 1))
    with two(server, old, new) as (url, _, want):
        written = {s.sql.split()[2] for s in planned(url, want).statements if s.sql.startswith("CREATE FUNCTION")}
        files = "SELECT relnamespace::regnamespace::text, relfilenode FROM pg_class WHERE relname = 't' ORDER BY 1"
        before = rows(url, files)
        execute_all(url, "".join(f"ALTER TABLE x_{n}.t ALTER c TYPE {to} USING c::{to};" for n, (_, to, _) in IN_PLACE.items()))
        rewritten = {a[0].removeprefix("x_") for a, b in zip(before, rows(url, files), strict=True) if a != b}
        assert rewritten == {n for n, (*_, kept) in IN_PLACE.items() if not kept}
        assert {name.partition(".")[0].removeprefix("x_") for name in written} == rewritten


def test_the_session_decides_how_time_reads(server):
    """Whoever fires the trigger, in whatever time zone: the values are those of the migration's own session."""
    old, new = "CREATE TABLE public.t (id int, at timestamp);", "CREATE TABLE public.t (id int, at timestamptz);"
    with two(server, old, new) as (url, _, want):
        expand = "".join(f"{s.sql};" for s in planned(url, want).statements[:5])
        execute_all(url, f"SET timezone = 'Asia/Tokyo'; {expand}")
        execute_all(url, "SET timezone = 'America/New_York'; INSERT INTO public.t VALUES (2, '2020-01-01 12:00')")
        assert rows(url, "SELECT at__schemadiff AT TIME ZONE 'Asia/Tokyo' = at FROM public.t") == [(True,)]


def test_rows_that_cannot_be_converted(server, tmp_path):
    """They are found before anything is changed; corrected, they are taken along."""
    with two(server, TABLE + FILL + "INSERT INTO public.t VALUES (-1, 1, 'seven');", TABLE + NUMBER) as (url, other, want):
        folder = migration(tmp_path / "m", planned(url, want))
        with pytest.raises(ApplyError, match="seven"):
            apply(url, folder)
        assert rows(url, "SELECT count(*) FROM pg_attribute WHERE attname ~ '__schemadiff'") == [(0,)]
        execute_all(url, "UPDATE public.t SET name = '7' WHERE id = -1")
        assert apply(url, folder).done
        assert rows(url, "SELECT name FROM public.t WHERE id = -1") == [(7,)]
        check(server, url, other, want)


def test_values_that_are_too_long(server, tmp_path):
    """Neither cut nor met in the middle of the batches; spaces at the end are no values."""
    old, new = "CREATE TABLE public.t (id int, name text);", "CREATE TABLE public.t (id int, name varchar(5));"
    with two(server, old + "INSERT INTO public.t VALUES (1, 'short   '), (2, 'longer');", new) as (url, other, want):
        folder = migration(tmp_path / "m", planned(url, want))
        with pytest.raises(ApplyError, match="longer than 5 characters"):
            apply(url, folder)
        assert rows(url, "SELECT count(*) FROM pg_attribute WHERE attname ~ '__schemadiff'") == [(0,)]
        execute_all(url, "UPDATE public.t SET name = 'fits' WHERE id = 2")
        assert apply(url, folder).done
        assert rows(url, "SELECT name FROM public.t ORDER BY id") == [("short",), ("fits",)]
        check(server, url, other, want)


PLAIN_TYPE = {
    "others_key": ("CREATE TABLE public.o (id int REFERENCES public.t);", ID, "o_id_fkey depends on"),
    "own_key": ("ALTER TABLE public.t ADD FOREIGN KEY (n) REFERENCES public.t (id);", WIDE, "t_n_fkey depends on"),
    "view": ("CREATE VIEW public.v AS SELECT n FROM public.t;", WIDE, "public.v"),
    "policy": ("CREATE POLICY p ON public.t USING (n > 0);", WIDE, "policy public.t.p depends on"),
    "statistics": ("CREATE STATISTICS public.s ON n, id FROM public.t;", WIDE, "public.s depends on"),
    "generated": ("ALTER TABLE public.t ADD g text GENERATED ALWAYS AS (name || 'x') STORED;", NUMBER, "public.t.g depends on"),
    "exclusion": ("ALTER TABLE public.t ADD EXCLUDE USING btree (n WITH =);", WIDE, "t_n_excl depends on"),
    "trigger": (TRIGGER.replace("OR UPDATE ", ""), WIDE, "trigger public.t.g would fire"),
    "long_names": (
        f"CREATE INDEX {'i' * 60}1 ON public.t (n); CREATE INDEX {'i' * 60}2 ON public.t (n);",
        WIDE,
        "too long to be told apart",
    ),
    "bare_word": (
        "ALTER TABLE public.t ADD zone int, ADD CHECK (zone > 0);",
        "",
        "t_zone_check cannot be built",
    ),
    "two_columns": (
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK (n::text <> name);",
        WIDE + NUMBER.replace("int", "varchar(20)"),
        "c cannot be built",
    ),
    "publication": ("CREATE PUBLICATION p FOR TABLE public.t;", WIDE, "publication p would send both"),
}


def test_type_plain_where_it_must_be(server):
    after = (
        in_schemas(PLAIN_TYPE, TABLE, 1, 0)
        .replace("zone int", "zone bigint")
        .replace("o (id int", "o (id bigint")
        .replace("name || 'x'", "name::text || 'x'")
    )
    with two(server, in_schemas(PLAIN_TYPE, TABLE, 0), after) as (url, _, want):
        made = planned(url, want)
        assert not any(s.sql.startswith("DO ") for s in made.statements)
        found = reasons(made)
        assert [n for n, (*_, reason) in PLAIN_TYPE.items() if reason not in found[n]] == []


class Killer(Quiet):
    """Ends the applier's session once before and once after each statement."""

    def __init__(self, url):
        self.url, self.seen = url, set()

    def kill(self, *event):
        if event not in self.seen:
            self.seen.add(event)
            end_session(self.url, "query NOT LIKE '%pg_terminate_backend%'")

    def statement_started(self, statement):
        self.kill("before", statement.text)

    def statement_finished(self, statement, seconds):  # noqa: ARG002  (the observer's signature)
        self.kill("after", statement.text)


def end_session(url, which):
    sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert len(rows(url, f"{sessions} AND backend_type = 'client backend' AND {which}")) == 1


def test_killed_anywhere(server, tmp_path):
    """Each rerun goes on where it stopped."""
    with two(server, TABLE + CONSTRAINTS + FILL, TABLE + CONSTRAINTS + UUID + WIDE) as (url, other, want):
        made = planned(url, want)
        folder, killer, tries = migration(tmp_path / "m", made), Killer(url), 0
        held = rows(url, VALUES)
        while True:
            tries += 1
            with suppress(ApplyError, DatabaseError):
                if apply(url, folder, observer=killer).done:
                    break
        assert tries == len(killer.seen) + 1 == 2 * len(made.statements) + 1
        assert rows(url, VALUES) == held
        assert rows(url, "SELECT count(*) - count(u) FROM public.t") == [(0,)]
        check(server, url, other, want)


def test_killed_in_the_middle_of_the_batches(server, tmp_path):
    """What is committed stays; a row that a client holds is waited for at the end only."""
    with two(server, TABLE + FILL, TABLE + UUID) as (url, other, want):
        folder = migration(tmp_path / "m", planned(url, want))
        with psycopg.connect(url) as client:
            with ThreadPoolExecutor(1) as background:
                running = background.submit(apply, url, folder, None, Holding(client))
                until(lambda: rows(url, "SELECT count(*) FROM pg_locks WHERE NOT granted") != [(0,)])
                end_session(url, "query LIKE 'DO %'")
                with pytest.raises(ApplyError):
                    running.result()
            client.rollback()
        first = rows(url, "SELECT id, u FROM public.t WHERE u IS NOT NULL ORDER BY id")
        assert len(first) == ROWS - 1
        assert apply(url, folder).done
        assert rows(url, "SELECT id, u FROM public.t WHERE id > 1 ORDER BY id") == first
        check(server, url, other, want)


class Holding(Quiet):
    """A client's transaction that has a row locked while the batches run."""

    def __init__(self, client):
        self.client = client

    def statement_started(self, statement):
        if statement.text.startswith(RERUNNABLE):
            self.client.execute("UPDATE public.t SET touched = 1 WHERE id = 1")


def until(reached):
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)
