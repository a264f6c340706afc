"""A database whose search_path puts its own functions and operators before the server's: none of schemadiff's queries reach them."""

from __future__ import annotations

import json

import psycopg
import pytest
from applying import execute, folder_of, rows
from psycopg import sql

from schemadiff.apply import ApplyOptions, apply, down, read_journal
from schemadiff.apply.backup import take
from schemadiff.apply.preflight import preflight
from schemadiff.apply.restore import restore
from schemadiff.cli.run import run
from schemadiff.connect import connect
from schemadiff.connect.pooler import detect_pooler
from schemadiff.introspect import read_snapshot

# Every function of pg_catalog that can have a twin, and every operator, each of which raises when it is called; casts and a type
# of a built-in name beside them. `reached` would be the word in any error.
TRAPS = """
CREATE SCHEMA trap;
DO $make$
DECLARE f record;
BEGIN
    FOR f IN
        SELECT p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments,
               pg_catalog.format_type(p.prorettype, NULL) AS result, p.proretset
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.provariadic = 0 AND p.proargmodes IS NULL
        AND p.proname ~ '^[a-z]' AND NOT p.proname ~ '(_in|_out|_recv|_send|in|out|recv|send|sel|handler|support)$'
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_type t
            WHERE t.oid = ANY (p.proargtypes::oid[] || p.prorettype) AND t.typtype = 'p'
            AND t.typname NOT IN ('void', 'record', 'anyelement', 'anyarray')
        )
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION trap.%I(%s) RETURNS %s%s LANGUAGE plpgsql AS $$ BEGIN RAISE ''reached''; END $$',
                           f.proname, f.arguments, CASE WHEN f.proretset THEN 'SETOF ' ELSE '' END, f.result);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
    FOR f IN
        SELECT o.oprname, format_type(o.oprleft, NULL) AS left, format_type(o.oprright, NULL) AS right,
               format_type(o.oprresult, NULL) AS result, row_number() OVER () AS number
        FROM pg_catalog.pg_operator o
        WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprleft <> 0 AND o.oprright <> 0
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION trap.operator_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS $$ BEGIN RAISE ''reached''; END $$',
                           f.number, f.left, f.right, f.result);
            EXECUTE format('CREATE OPERATOR trap.%s (FUNCTION = trap.operator_%s, LEFTARG = %s, RIGHTARG = %s)',
                           f.oprname, f.number, f.left, f.right);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
END $make$;
CREATE TYPE trap.text AS ENUM ('reached');
CREATE DOMAIN trap.int4 AS pg_catalog.int4 CHECK (VALUE IS NULL);
CREATE DOMAIN trap.int8 AS pg_catalog.int8 CHECK (VALUE IS NULL);
CREATE DOMAIN trap.name AS pg_catalog.name CHECK (VALUE IS NULL);
CREATE DOMAIN trap.oid AS pg_catalog.oid CHECK (VALUE IS NULL);
CREATE DOMAIN trap.timestamptz AS pg_catalog.timestamptz CHECK (VALUE IS NULL);
CREATE TABLE trap.pg_class (reached integer);
CREATE TABLE trap.pg_namespace (reached integer);
CREATE TABLE trap.pg_locks (reached integer);
CREATE TABLE trap.pg_stat_activity (reached integer);
CREATE TABLE trap.revisions (reached integer);
"""
BY_HAND = {
    "1_hand.sql": "CREATE TABLE public.t (a pg_catalog.int4 PRIMARY KEY, b pg_catalog.text NOT NULL, c pg_catalog.int4);\n"
    "INSERT INTO public.t VALUES (1, 'x', 1);",
    "1_hand.down.sql": "DROP TABLE public.t;",
    "2_alone.sql": "-- schemadiff: no-transaction\nCREATE INDEX CONCURRENTLY i ON public.t (b);",
    "2_alone.down.sql": "-- schemadiff: no-transaction\nDROP INDEX CONCURRENTLY public.i;",
    "3_more.sql": "ALTER TABLE public.t ALTER b DROP NOT NULL;\n-- schemadiff: transaction\nALTER TABLE public.t ALTER b SET NOT NULL;",
    "3_more.down.sql": "SELECT;",
}
ASKED = "ALTER TABLE public.t ALTER c SET NOT NULL;\nALTER TABLE public.t ALTER b TYPE pg_catalog.varchar(9);"


@pytest.fixture
def trapped(fresh_database):
    """The URL of a database full of traps, which come first for every session that does not say otherwise."""
    url = fresh_database()
    execute(url, TRAPS)
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET search_path = trap, public, pg_catalog").format(name))
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.RaiseException, match="reached"):
        connection.execute("SELECT pg_catalog.count(*) FROM pg_catalog.pg_class WHERE relname = 'x'::pg_catalog.name")
    return url


def test_traps_are_many(trapped):
    with connect(trapped) as connection:
        found = connection.execute(
            "SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'trap'::regnamespace), "
            "(SELECT count(*) FROM pg_operator WHERE oprnamespace = 'trap'::regnamespace)"
        ).fetchone()
    assert found[0] > 2000
    assert found[1] > 500


def test_the_applier_reaches_none(trapped, tmp_path):
    folder = folder_of(tmp_path / "m", BY_HAND)
    with connect(trapped) as connection:
        assert not detect_pooler(connection)
    assert {f.verdict for f in preflight(trapped, folder.migrations[2:], budget=5).findings} <= {"clean", "unknown"}
    done = apply(trapped, folder, ApplyOptions())
    assert [d.version for d in done.done] == ["1", "2", "3"]
    asked = preflight(trapped, folder_of(tmp_path / "asked", {"4_ask.sql": ASKED}).migrations, budget=5).findings
    assert ("not-null", "clean") in [(f.check, f.verdict) for f in asked], [f.text for f in asked]
    assert down(trapped, folder, ApplyOptions(to="0")).done
    with connect(trapped) as connection:
        assert read_journal(connection).revisions == ()


def test_commands_reach_none(trapped, tmp_path, monkeypatch, capsys):
    schema = "CREATE TABLE public.t (a integer PRIMARY KEY, b text DEFAULT lower('X'), c timestamptz DEFAULT now(), CHECK (a > 0));\n"
    (tmp_path / "s.sql").write_text(schema)
    (tmp_path / "schemadiff.toml").write_text(
        f'[schemadiff]\nschema = "s.sql"\nmigrations = "m"\nbackups = {{ folder = "b" }}\nexclude = ["trap", "trap.*"]\n'
        f"[env.local]\nurl = {json.dumps(trapped)}\n"
    )
    monkeypatch.chdir(tmp_path)
    for command in (
        "schema inspect",
        "migrate diff first",
        "migrate apply --auto-approve --backup",
        "migrate preflight",
        "migrate status",
        "migrate check --exit-code",
        "schema apply --auto-approve",
        "db backup",
        "migrate down --auto-approve",
        "migrate status --fleet VALUES('{here}')",
        "schema clean --auto-approve",
    ):
        arguments = command.replace("{here}", trapped.rpartition("/")[2].partition("?")[0]).split()
        assert run(arguments) == 0, command + capsys.readouterr().err
        assert "reached" not in capsys.readouterr().err


def test_backups_and_emptying_reach_none(trapped, tmp_path):
    with connect(trapped) as connection:
        before = read_snapshot(connection)
    taken = take(trapped, tmp_path / "b", keep=1)
    execute(trapped, "CREATE TABLE public.later ()")
    restore(trapped, taken.path)
    with connect(trapped) as connection:
        assert read_snapshot(connection).facts == before.facts
    assert rows(trapped, "SELECT pg_catalog.to_regclass('public.later') IS NULL") == [(True,)]
