"""Each lock-safe form, on tables with rows: its statements, applied as a migration, and that it ends where the plain plan does."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from applying import folder_of, rows

from schemadiff.apply import apply
from schemadiff.connect import connect
from schemadiff.core.busy import EVERY, NONE, Busy
from schemadiff.core.identity import ObjectId
from schemadiff.introspect import read_snapshot, tables_with_rows
from schemadiff.migration import About, render
from schemadiff.online import plan
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.proof import remaining

TABLES = """
CREATE TABLE public.p (id bigint PRIMARY KEY, code text NOT NULL);
CREATE TABLE public.t (id bigint NOT NULL, p bigint, n int, name text);
INSERT INTO public.p SELECT i, i::text FROM generate_series(1, 10) i;
INSERT INTO public.t SELECT i, i % 10 + 1, i, i::text FROM generate_series(1, 100) i;
"""
PARTS = """
CREATE TABLE public.m (id int NOT NULL, at date) PARTITION BY RANGE (at);
CREATE TABLE public.m1 PARTITION OF public.m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE public.m2 PARTITION OF public.m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
INSERT INTO public.m VALUES (1, '2020-02-02'), (2, '2021-02-02');
"""
BESIDE = "CREATE TABLE public.m3 (id int NOT NULL, at date); INSERT INTO public.m3 VALUES (3, '2022-02-02');"
ATTACH = "ALTER TABLE public.m ATTACH PARTITION public.m3 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');"
BOUND = "((at IS NOT NULL) AND (at >= '2022-01-01'::date) AND (at < '2023-01-01'::date))"
INDEX = "CREATE INDEX i ON public.t (n);"
TO_P = "FOREIGN KEY (p) REFERENCES public.p(id)"

# name: tables, what is before, what is after, the statements from 18 on, those before 18 where they differ.
FORMS = {
    "index": (TABLES, "", INDEX, ["CREATE INDEX CONCURRENTLY i ON public.t USING btree (n)"]),
    "index dropped": (TABLES, INDEX, "", ["DROP INDEX CONCURRENTLY public.i"]),
    "index replaced": (
        TABLES,
        INDEX,
        "CREATE INDEX i ON public.t (n, name); COMMENT ON INDEX public.i IS 'wider';",
        [
            "CREATE INDEX CONCURRENTLY i__schemadiff ON public.t USING btree (n, name)",
            "DROP INDEX CONCURRENTLY public.i",
            "ALTER INDEX public.i__schemadiff RENAME TO i",
            "COMMENT ON INDEX public.i IS 'wider'",
        ],
    ),
    "unique index with conditions": (
        TABLES,
        "",
        'CREATE UNIQUE INDEX "I ON" ON public.t (lower(name)) INCLUDE (n) WHERE n > 0;',
        ['CREATE UNIQUE INDEX CONCURRENTLY "I ON" ON public.t USING btree (lower(name)) INCLUDE (n) WHERE (n > 0)'],
    ),
    "index of a materialized view": (
        TABLES + "CREATE MATERIALIZED VIEW public.v AS SELECT n FROM public.t;",
        "",
        "CREATE INDEX i ON public.v (n);",
        ["CREATE INDEX CONCURRENTLY i ON public.v USING btree (n)"],
    ),
    "index of a partitioned table": (
        PARTS,
        "",
        "CREATE INDEX i ON public.m (id);",
        [
            "CREATE INDEX i ON ONLY public.m USING btree (id)",
            "CREATE INDEX CONCURRENTLY m1_id_idx ON public.m1 USING btree (id)",
            "ALTER INDEX public.i ATTACH PARTITION public.m1_id_idx",
            "CREATE INDEX CONCURRENTLY m2_id_idx ON public.m2 USING btree (id)",
            "ALTER INDEX public.i ATTACH PARTITION public.m2_id_idx",
        ],
    ),
    "not null": (
        TABLES,
        "",
        "ALTER TABLE public.t ALTER n SET NOT NULL;",
        [
            "ALTER TABLE public.t ADD CONSTRAINT t_n_not_null NOT NULL n NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT t_n_not_null",
        ],
        [
            "ALTER TABLE public.t ADD CONSTRAINT n__schemadiff CHECK (n IS NOT NULL) NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT n__schemadiff",
            "ALTER TABLE public.t ALTER COLUMN n SET NOT NULL",
            "ALTER TABLE public.t DROP CONSTRAINT n__schemadiff",
        ],
    ),
    "not null of a partitioned table": (
        PARTS,
        "",
        "ALTER TABLE public.m ALTER at SET NOT NULL;",
        [
            "ALTER TABLE public.m ADD CONSTRAINT m_at_not_null NOT NULL at NOT VALID",
            "ALTER TABLE public.m VALIDATE CONSTRAINT m_at_not_null",
        ],
        [
            "ALTER TABLE public.m ADD CONSTRAINT at__schemadiff CHECK (at IS NOT NULL) NOT VALID",
            "ALTER TABLE public.m VALIDATE CONSTRAINT at__schemadiff",
            "ALTER TABLE public.m ALTER COLUMN at SET NOT NULL",
            "ALTER TABLE public.m DROP CONSTRAINT at__schemadiff",
        ],
    ),
    "check": (
        TABLES,
        "",
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK (n > 0);",
        ["ALTER TABLE public.t ADD CONSTRAINT c CHECK ((n > 0)) NOT VALID", "ALTER TABLE public.t VALIDATE CONSTRAINT c"],
    ),
    "check replaced": (
        TABLES,
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK (n > 0);",
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK (n >= 0);",
        [
            "ALTER TABLE public.t\n    DROP CONSTRAINT c,\n    ADD CONSTRAINT c CHECK ((n >= 0)) NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT c",
        ],
    ),
    "check validated": (
        TABLES,
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK (n > 0) NOT VALID;",
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK (n > 0), ADD d int;",
        ["ALTER TABLE public.t ADD COLUMN d integer", "ALTER TABLE public.t VALIDATE CONSTRAINT c"],
    ),
    "foreign key": (
        TABLES,
        "",
        f"ALTER TABLE public.t ADD CONSTRAINT f {TO_P} ON DELETE CASCADE DEFERRABLE;",
        [
            f"ALTER TABLE public.t ADD CONSTRAINT f {TO_P} ON DELETE CASCADE DEFERRABLE NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT f",
        ],
    ),
    "foreign key of a partitioned table": (
        TABLES + PARTS,
        "",
        "ALTER TABLE public.m ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES public.p(id);",
        [
            "ALTER TABLE public.m ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES public.p(id) NOT VALID",
            "ALTER TABLE public.m VALIDATE CONSTRAINT f",
        ],
        ["ALTER TABLE public.m ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES public.p(id)"],
    ),
    "foreign key to a partitioned table": (
        TABLES + PARTS + "ALTER TABLE public.m ADD PRIMARY KEY (id, at); ALTER TABLE public.t ADD at date;",
        "",
        "ALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (n, at) REFERENCES public.m(id, at);",
        [
            "ALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (n, at) REFERENCES public.m(id, at) NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT f",
        ],
        ["ALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (n, at) REFERENCES public.m(id, at)"],
    ),
    "unique": (
        TABLES,
        "",
        "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (n, name) INCLUDE (p) WITH (fillfactor = 80) DEFERRABLE INITIALLY DEFERRED;",
        [
            "CREATE UNIQUE INDEX CONCURRENTLY u ON public.t (n, name) INCLUDE (p) WITH (fillfactor='80')",
            "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u DEFERRABLE INITIALLY DEFERRED",
        ],
    ),
    "unique, nulls not distinct": (
        TABLES,
        "",
        'ALTER TABLE public.t ADD "(" int; ALTER TABLE public.t ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (n, "(");',
        [
            'ALTER TABLE public.t ADD COLUMN "(" integer',
            'CREATE UNIQUE INDEX CONCURRENTLY u ON public.t (n, "(") NULLS NOT DISTINCT',
            "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u",
        ],
    ),
    "unique replaced": (
        TABLES,
        "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (n);",
        "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (n, id);",
        [
            "CREATE UNIQUE INDEX CONCURRENTLY u__schemadiff ON public.t (n, id)",
            "ALTER TABLE public.t\n    DROP CONSTRAINT u,\n    ADD CONSTRAINT u UNIQUE USING INDEX u__schemadiff",
        ],
    ),
    "primary key": (
        TABLES,
        "",
        "ALTER TABLE public.t ADD PRIMARY KEY (id);",
        [
            "CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (id)",
            "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey",
        ],
    ),
    "primary key of a partitioned table": (
        PARTS.replace("at date", "at date NOT NULL"),
        "",
        "ALTER TABLE public.m ADD PRIMARY KEY (id, at);",
        [
            "ALTER TABLE ONLY public.m ADD CONSTRAINT m_pkey PRIMARY KEY (id, at)",
            "CREATE UNIQUE INDEX CONCURRENTLY m1_pkey ON public.m1 (id, at)",
            "ALTER TABLE public.m1 ADD CONSTRAINT m1_pkey PRIMARY KEY USING INDEX m1_pkey",
            "ALTER INDEX public.m_pkey ATTACH PARTITION public.m1_pkey",
            "CREATE UNIQUE INDEX CONCURRENTLY m2_pkey ON public.m2 (id, at)",
            "ALTER TABLE public.m2 ADD CONSTRAINT m2_pkey PRIMARY KEY USING INDEX m2_pkey",
            "ALTER INDEX public.m_pkey ATTACH PARTITION public.m2_pkey",
        ],
    ),
    "exclusion, which has no such form": (
        TABLES,
        "",
        "ALTER TABLE public.t ADD CONSTRAINT x EXCLUDE USING btree (n WITH =);",
        ["ALTER TABLE public.t ADD CONSTRAINT x EXCLUDE USING btree (n WITH =)"],
    ),
    "empty table": (
        "CREATE TABLE public.t (id int);",
        "",
        "CREATE INDEX i ON public.t (id); ALTER TABLE public.t ALTER id SET NOT NULL;",
        ["ALTER TABLE public.t ALTER COLUMN id SET NOT NULL", "CREATE INDEX i ON public.t USING btree (id)"],
    ),
    "attached": (
        PARTS + BESIDE,
        "",
        ATTACH,
        [
            f"ALTER TABLE public.m3 ADD CONSTRAINT m3__schemadiff CHECK ({BOUND}) NOT VALID",
            "ALTER TABLE public.m3 VALIDATE CONSTRAINT m3__schemadiff",
            ATTACH.rstrip(";"),
            "ALTER TABLE public.m3 DROP CONSTRAINT m3__schemadiff",
        ],
    ),
    "attached beside a partition for the rest": (
        PARTS + BESIDE + "CREATE TABLE public.rest PARTITION OF public.m DEFAULT; INSERT INTO public.m VALUES (9, '2030-01-01');",
        "",
        ATTACH,
        [
            f"ALTER TABLE public.rest ADD CONSTRAINT rest__schemadiff CHECK (NOT ({BOUND})) NOT VALID",
            "ALTER TABLE public.rest VALIDATE CONSTRAINT rest__schemadiff",
            f"ALTER TABLE public.m3 ADD CONSTRAINT m3__schemadiff CHECK ({BOUND}) NOT VALID",
            "ALTER TABLE public.m3 VALIDATE CONSTRAINT m3__schemadiff",
            ATTACH.rstrip(";"),
            "ALTER TABLE public.m3 DROP CONSTRAINT m3__schemadiff",
            "ALTER TABLE public.rest DROP CONSTRAINT rest__schemadiff",
        ],
    ),
    "detached": (
        PARTS + BESIDE,
        ATTACH,
        "",
        [
            f"ALTER TABLE public.m3 ADD CONSTRAINT m3__schemadiff CHECK ({BOUND}) NOT VALID",
            "ALTER TABLE public.m3 VALIDATE CONSTRAINT m3__schemadiff",
            "ALTER TABLE public.m DETACH PARTITION public.m3 CONCURRENTLY",
            "ALTER TABLE public.m3 DROP CONSTRAINT m3__schemadiff",
        ],
    ),
    "detached, with a partition for the rest": (
        PARTS + BESIDE + "CREATE TABLE public.rest PARTITION OF public.m DEFAULT;",
        ATTACH,
        "",
        ["ALTER TABLE public.m DETACH PARTITION public.m3"],
    ),
}


def execute(connection, sql):
    connection.execute(sql.encode())


def migration(path, made):
    about = About(name="online", created=datetime.now(UTC), tool="tests")
    return folder_of(path, {"20260101000000_online.sql": render(made, about)})


def values(url):
    """What the columns that every table of these has hold."""
    names = rows(url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")
    return {name: rows(url, f"SELECT id FROM public.{name} ORDER BY 1") for (name,) in names}


@pytest.mark.parametrize("form", FORMS)
def test_form(form, scratch, tmp_path):
    tables, before, after, *wanted = FORMS[form]
    with scratch.database() as a, scratch.database() as b:
        with connect(a) as current, connect(b) as other:
            execute(current, tables + before)
            execute(other, tables + after)
            have, want = read_snapshot(current), read_snapshot(other)
            made = plan(have, want, busy=Busy(tables=tables_with_rows(current)))
        expected = wanted[-1] if scratch.major < 18 else wanted[0]
        assert [s.sql for s in made.statements] == expected
        held = values(a)
        assert apply(a, migration(tmp_path / "m", made)).done
        check(scratch, a, b, want)
        assert values(a) == held


def check(server, url, other, want):
    """The database is as it is to be, for schemadiff and for pg_dump, and nothing is left to do."""
    execute_all(url, "DROP SCHEMA schemadiff CASCADE")
    with connect(url) as connection:
        reached = read_snapshot(connection)
    assert remaining(reached, want) == []
    assert plan(reached, want, busy=EVERY).statements == ()
    theirs = dump(server, other)
    assert theirs is None or differences(dump(server, url), theirs) == []


def execute_all(url, sql):
    with connect(url) as connection:
        execute(connection, sql)


def both(server, old, new):
    with server.database() as a, server.database() as b, connect(a) as one, connect(b) as two:
        execute(one, old)
        execute(two, new)
        return read_snapshot(one), read_snapshot(two)


def test_what_commits_comes_after_all_the_rest(server):
    """A view that a changed column needs anew is not missing while an index is built."""
    old = TABLES + "CREATE VIEW public.v AS SELECT name FROM public.t;"
    new = TABLES.replace("name text", "name varchar(9)") + INDEX + "CREATE VIEW public.v AS SELECT name FROM public.t;"
    made = plan(*both(server, old, new), busy=EVERY).statements
    assert [s.transactional for s in made] == [True] * (len(made) - 1) + [False]
    assert made[-2].sql.startswith("CREATE VIEW")


def test_each_validation_has_a_transaction_of_its_own(server):
    new = TABLES + "ALTER TABLE public.t ADD d int, ADD CHECK (n > 0), ADD CHECK (p > 0);"
    made = plan(*both(server, TABLES, new), busy=EVERY)
    text = render(made, About(name="n", created=datetime.now(UTC), tool="tests"))
    for segment in text.split("-- schemadiff: transaction")[1:]:
        assert "VALIDATE" not in segment or segment.count(";") == 1
    assert sum("VALIDATE" in s.sql for s in made.statements) == 2


def test_an_index_is_not_kept_for_what_goes_in_between(server):
    """The type of the indexed column changes, which the old index does not outlive."""
    old = TABLES + "CREATE INDEX i ON public.t (n) WHERE name = 'x'"
    new = TABLES.replace("name text", "name int") + "CREATE INDEX i ON public.t (n) WHERE name = 1"
    made = [
        s.sql
        for s in plan(
            *both(server, old.replace("INSERT INTO public.t", "--"), new.replace("INSERT INTO public.t", "--")),
            busy=Busy(tables=frozenset({("public", "t")})),
        ).statements
    ]
    assert made[0] == "DROP INDEX CONCURRENTLY public.i"
    assert made[-1].startswith("CREATE INDEX CONCURRENTLY i ON")


def test_new_tables_need_no_care(server):
    made = plan(*both(server, "", TABLES + INDEX), busy=EVERY).statements
    assert all(s.transactional and not s.commit_after for s in made)


def test_never(server):
    states = both(server, TABLES, TABLES + INDEX)
    assert [s.sql for s in plan(*states, busy=NONE).statements] == ["CREATE INDEX i ON public.t USING btree (n)"]


def test_what_holds_rows(fresh_database):
    url = fresh_database()
    execute_all(url, TABLES + PARTS + "CREATE TABLE public.none (id int); CREATE TABLE public.child () INHERITS (public.none);")
    with connect(url) as connection:
        found = tables_with_rows(connection)
        assert found == {("public", n) for n in ("p", "t", "m", "m1", "m2")}
        execute(connection, "INSERT INTO public.child VALUES (1)")
        assert tables_with_rows(connection) - found == {("public", "child"), ("public", "none")}


def test_busy_tables_keep_their_rows_by_another_name():
    busy = Busy(tables=frozenset({("a", "t"), ("b", "t")}))
    renames = [
        (ObjectId("table", ("a", "t")), ObjectId("table", ("a", "u")), None),
        (ObjectId("schema", ("b",)), ObjectId("schema", ("c",)), None),
    ]
    column = (ObjectId("table column", ("a", "u", "x")), ObjectId("table column", ("a", "u", "y")), None)
    assert busy.renamed([*renames, column]).tables == {("a", "u"), ("c", "t")}


def test_a_constraint_that_rows_break_is_taken_up_again(fresh_database, tmp_path):
    """What is committed stays, and the migration goes on at VALIDATE once the rows are mended."""
    from schemadiff.core.errors import ApplyError

    url, other = fresh_database(), fresh_database()
    execute_all(url, TABLES + "UPDATE public.t SET n = NULL WHERE id = 5")
    execute_all(other, TABLES + "ALTER TABLE public.t ALTER n SET NOT NULL")
    with connect(url) as one, connect(other) as two:
        want = read_snapshot(two)
        made = plan(read_snapshot(one), want, busy=EVERY)
    folder = migration(tmp_path / "m", made)
    with pytest.raises(ApplyError):
        apply(url, folder)
    execute_all(url, "UPDATE public.t SET n = 1 WHERE n IS NULL")
    assert apply(url, folder).done
    with pytest.raises(psycopg.errors.NotNullViolation):
        execute_all(url, "INSERT INTO public.t VALUES (1)")


def test_attaching_reads_no_rows(scratch):
    """PostgreSQL says so by itself, of the partition and of that for the rest (debug1: tablecmds.c, partbounds.c)."""
    tables, _, after, *_ = FORMS["attached beside a partition for the rest"]
    made = plan(*both(scratch, tables, tables + after), busy=EVERY).statements
    told = []
    with scratch.database() as url, connect(url) as connection:
        execute(connection, tables)
        connection.add_notice_handler(lambda message: told.append(message.message_primary))
        execute(connection, "SET client_min_messages = debug1")
        for statement in made:
            execute(connection, statement.sql)
    implied = sorted(m for m in told if "is implied by existing constraints" in m)
    assert [m.partition(" is implied")[0] for m in implied] == [
        'partition constraint for table "m3"',
        'updated partition constraint for default partition "rest"',
    ]


@pytest.mark.parametrize("added", ["ALTER n SET NOT NULL", "ADD PRIMARY KEY (id)"])
def test_the_last_step_reads_no_rows(scratch, added):
    """Only VALIDATE and what runs concurrently read the table (the session's own counters, pg_stat_xact_user_tables)."""
    made = plan(*both(scratch, TABLES, TABLES + f"ALTER TABLE public.t {added};"), busy=EVERY).statements
    scans = "SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables WHERE relname = 't'"
    with scratch.database() as url, connect(url) as connection:
        execute(connection, TABLES)
        for statement in made:
            if not statement.transactional:
                execute(connection, statement.sql)
                continue
            with connection.transaction():
                before = connection.execute(scans).fetchone()
                execute(connection, statement.sql)
                assert "VALIDATE" in statement.sql or connection.execute(scans).fetchone() == before, statement.sql
