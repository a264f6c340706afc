"""Backups and what puts them back."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import psycopg
import pytest
from applying import attempts, execute, folder_of, rows, versions

from schemadiff.api import BackupOptions, Settings, db_backup, db_restore, migrate_apply, migrate_down, migrate_status
from schemadiff.api.engine import live_fingerprint
from schemadiff.connect import client_target
from schemadiff.core.errors import ApplyError, BackupError, RefusedError, SchemadiffError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = {
    "1_t.sql": "CREATE TABLE public.t (id int PRIMARY KEY);\nINSERT INTO public.t VALUES (1), (2);",
    "1_t.down.sql": "DROP TABLE public.t;",
}
HALF_WAY = {
    "2_half.sql": "DELETE FROM public.t;\nDROP TABLE public.t;\nCREATE TABLE public.u (id int);\n-- schemadiff: transaction\nSELECT 1/0;\n",
}
MANY_THINGS = (
    "CREATE SCHEMA app",
    "CREATE TYPE public.mood AS ENUM ('good', 'bad')",
    "CREATE DOMAIN public.positive AS integer CHECK (value > 0)",
    "CREATE TYPE public.pair AS (a integer, b public.mood)",
    "CREATE TYPE public.span AS RANGE (subtype = date)",
    'CREATE TABLE public."Odd ""name" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m public.mood, s serial, p public.positive)',
    'INSERT INTO public."Odd ""name" (m) SELECT \'good\' FROM generate_series(1, 100)',
    "CREATE TABLE app.part (id int, at date) PARTITION BY RANGE (at)",
    "CREATE TABLE app.part_1 PARTITION OF app.part FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    'CREATE VIEW public.v AS SELECT * FROM public."Odd ""name"',
    "CREATE MATERIALIZED VIEW public.mv AS SELECT count(*) FROM public.v",
    "CREATE FUNCTION public.f(a public.mood, VARIADIC b int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE PROCEDURE public.p() LANGUAGE sql AS 'SELECT 1'",
    "CREATE AGGREGATE public.total (int) (sfunc = int4pl, stype = int)",
    "CREATE FUNCTION public.to_mood(int) RETURNS public.mood LANGUAGE sql IMMUTABLE AS 'SELECT ''good''::public.mood'",
    "CREATE CAST (int AS public.mood) WITH FUNCTION public.to_mood(int)",
    "CREATE OPERATOR public.=== (leftarg = int, rightarg = int, procedure = int4eq)",
    "CREATE OPERATOR FAMILY public.ops USING btree",
    "CREATE COLLATION public.plain (locale = 'C')",
    "CREATE TEXT SEARCH CONFIGURATION public.search (COPY = simple)",
    'CREATE STATISTICS public.st ON id, m FROM public."Odd ""name"',
    "CREATE SEQUENCE public.alone",
    "CREATE FOREIGN DATA WRAPPER fdw",
    "CREATE SERVER srv FOREIGN DATA WRAPPER fdw",
    "CREATE FOREIGN TABLE public.far (id int) SERVER srv",
    "CREATE PUBLICATION pub FOR TABLE app.part",
    "CREATE FUNCTION public.told() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "CREATE EVENT TRIGGER et ON sql_drop EXECUTE FUNCTION public.told()",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO PUBLIC",
    "SELECT lo_from_bytea(0, 'large')",
)
RUBBISH = (
    "DROP CAST (int AS public.mood)",
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC",
    "CREATE TABLE public.rubbish AS SELECT * FROM public.v",
    "CREATE SCHEMA rubbish CREATE TABLE rubbish.t (m public.mood)",
    "CREATE VIEW rubbish.v AS SELECT * FROM public.v",
    'DELETE FROM public."Odd ""name" WHERE id > 50',
)


@pytest.fixture
def settings(fresh_database: Callable[[], str], tmp_path: Path) -> Settings:
    return settings_of(fresh_database(), tmp_path)


def settings_of(url: str, folder: Path, **more: object) -> Settings:
    found = {"project": folder, "schema": (), "migrations": folder / "m", "seed": (), "url": url, "backups": folder / "b", "keep": 3}
    return Settings(**{**found, **more})


def test_a_backup_is_private_named_listed_and_rotated(settings):
    folder_of(settings.migrations, ONE)
    migrate_apply(settings)
    taken = [db_backup(settings) for _ in range(4)]
    assert [p.stat().st_mode for p in settings.backups.glob("*.dump")] == [stat.S_IFREG | 0o600] * 3
    assert stat.S_IMODE(settings.backups.stat().st_mode) == 0o700
    assert taken[-1].removed == (taken[0].path,)
    assert not taken[0].path.exists()
    assert taken[-1].path.name.startswith(f"{taken[-1].database}@")
    assert taken[-1].path.name.partition("_v")[2].startswith("1")
    assert (taken[-1].version, taken[-1].entries > 3) == ("1", True)


def test_a_backup_overwrites_nothing(settings, tmp_path):
    (tmp_path / "there").write_text("mine")
    with pytest.raises(BackupError, match="not overwritten"):
        db_backup(settings, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"


def test_everything_comes_back_and_nothing_else_stays(settings):
    execute(settings.url, *MANY_THINGS)
    before = live_fingerprint(settings.url)
    taken = db_backup(settings)
    execute(settings.url, *RUBBISH)
    assert live_fingerprint(settings.url) != before
    db_restore(settings, taken.path)
    assert live_fingerprint(settings.url) == before
    assert rows(settings.url, 'SELECT count(*) FROM public."Odd ""name"') == [(100,)]
    assert rows(settings.url, "SELECT convert_from(lo_get(oid), 'UTF8') FROM pg_largeobject_metadata") == [("large",)]
    assert rows(settings.url, "SELECT count(*) FROM pg_namespace WHERE nspname = 'rubbish'") == [(0,)]


@pytest.mark.parametrize(
    "change", ["DROP SCHEMA public CASCADE", "REVOKE ALL ON SCHEMA public FROM PUBLIC", "COMMENT ON SCHEMA public IS 'x'"]
)
@pytest.mark.parametrize("first", ["SELECT 1", "GRANT CREATE ON SCHEMA public TO PUBLIC", "COMMENT ON SCHEMA public IS 'ours'"])
def test_the_schema_public_comes_back_as_it_was(settings, first, change):
    query = "SELECT nspowner::regrole::text, nspacl::text, obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'public'"
    execute(settings.url, first, "CREATE TABLE public.t ()")
    before = rows(settings.url, query)
    taken = db_backup(settings)
    execute(settings.url, change)
    db_restore(settings, taken.path)
    assert rows(settings.url, query) == before
    assert rows(settings.url, "SELECT count(*) FROM public.t") == [(0,)]


def test_a_restore_that_fails_changes_nothing(settings, tmp_path):
    execute(settings.url, "CREATE TABLE public.t AS SELECT g AS id FROM generate_series(1, 50000) g")
    taken = db_backup(settings)
    torn = tmp_path / "torn.dump"
    torn.write_bytes(taken.path.read_bytes()[:-20000])
    execute(settings.url, "CREATE TABLE public.new ()")
    with pytest.raises(BackupError, match="as it was"):
        db_restore(settings, torn)
    assert rows(settings.url, "SELECT to_regclass('public.new') IS NOT NULL, (SELECT count(*) FROM public.t)") == [(True, 50000)]


@pytest.mark.parametrize("text", ["", "PGDMP nonsense"])
def test_what_is_no_backup_is_refused(settings, tmp_path, text):
    (tmp_path / "x.dump").write_text(text)
    with pytest.raises(BackupError, match="no backup"):
        db_restore(settings, tmp_path / "x.dump")
    with pytest.raises(UsageError, match="no such file"):
        db_restore(settings, tmp_path / "y.dump")


def test_a_restore_is_refused_where_others_are_connected(settings):
    taken = db_backup(settings)
    with psycopg.connect(settings.url, application_name="shop"), pytest.raises(RefusedError, match="shop"):
        db_restore(settings, taken.path)


def test_a_migration_that_fails_half_way_is_undone_by_the_backup(settings):
    folder_of(settings.migrations, ONE)
    migrate_apply(settings)
    before = live_fingerprint(settings.url)
    folder_of(settings.migrations, HALF_WAY)
    told: list[object] = []
    with pytest.raises(ApplyError, match=r"division by zero(.|\n)*is as it was before"):
        migrate_apply(settings, backups=BackupOptions(restore_on_failure=True, told=told.append))
    assert live_fingerprint(settings.url) == before
    assert rows(settings.url, "SELECT count(*) FROM public.t") == [(2,)]
    assert versions(settings.url) == ["1"]
    assert attempts(settings.url)[-1] == ("restored", "22012")
    assert len(told) == 2
    entry = migrate_status(settings).entries[-1]
    assert (entry.state, "restored from" in (entry.attempt.message or "")) == ("failed", True)
    folder_of(settings.migrations, {"2_half.sql": HALF_WAY["2_half.sql"].replace("1/0", "1")})
    migrate_apply(settings)
    assert versions(settings.url) == ["1", "2"]


def test_without_the_word_nothing_is_restored_and_the_backup_is_named(settings):
    folder_of(settings.migrations, ONE | HALF_WAY)
    with pytest.raises(ApplyError, match=r"apply again goes on, or put back the backup: db restore .*_v0\.dump"):
        migrate_apply(settings, backups=BackupOptions(take=True))
    assert rows(settings.url, "SELECT to_regclass('public.u') IS NOT NULL") == [(True,)]


def test_a_migration_that_leaves_nothing_needs_no_restore(settings):
    folder_of(settings.migrations, ONE | {"2_bad.sql": "CREATE TABLE public.u ();\nSELECT 1/0;"})
    with pytest.raises(ApplyError, match="nothing of the failed migration is left"):
        migrate_apply(settings, backups=BackupOptions(restore_on_failure=True))
    assert versions(settings.url) == ["1"]


def test_restoring_on_failure_is_refused_before_anything_is_done(settings):
    folder_of(settings.migrations, ONE)
    with psycopg.connect(settings.url), pytest.raises(RefusedError, match="connected"):
        migrate_apply(settings, backups=BackupOptions(restore_on_failure=True))
    assert rows(settings.url, "SELECT to_regclass('public.t') IS NULL") == [(True,)]


def test_a_journal_of_an_earlier_version_learns_the_word(settings):
    folder_of(settings.migrations, ONE)
    migrate_apply(settings)
    execute(
        settings.url,
        "ALTER TABLE schemadiff.attempts DROP CONSTRAINT attempts_state_check",
        "ALTER TABLE schemadiff.attempts ADD CONSTRAINT attempts_state_check CHECK (state <> 'restored')",
    )
    folder_of(settings.migrations, HALF_WAY)
    with pytest.raises(ApplyError, match="is as it was before"):
        migrate_apply(settings, backups=BackupOptions(restore_on_failure=True))


def test_before_and_after(settings):
    folder_of(settings.migrations, ONE)
    migrate_apply(settings, backups=BackupOptions(take=True))
    migrate_down(settings, backups=BackupOptions(take=True))
    names = sorted(p.name.partition("_v")[2].partition("-")[0].partition(".")[0] for p in settings.backups.glob("*.dump"))
    assert names == ["0", "1", "1"]
    migrate_down(settings, backups=BackupOptions(take=True))
    assert len(list(settings.backups.glob("*.dump"))) == 3


def test_without_a_backup_nothing_is_applied(settings, tmp_path):
    folder_of(settings.migrations, ONE)
    (tmp_path / "b").write_text("a file where the folder should be")
    with pytest.raises(SchemadiffError, match="cannot make the folder"):
        migrate_apply(settings, backups=BackupOptions(take=True))
    assert rows(settings.url, "SELECT to_regclass('public.t') IS NULL") == [(True,)]


def test_the_password_is_in_the_environment_alone():
    target, environment = client_target("postgresql://me:s%40cret@db.example.com/shop?sslmode=require")
    assert "s@cret" not in target
    assert environment["PGPASSWORD"] == "s@cret"
    assert "sslmode=require" in target
    with pytest.raises(UsageError, match="sslpassword") as refused:
        client_target("postgresql://me@db/shop?sslpassword=hush")
    assert "hush" not in str(refused.value)
