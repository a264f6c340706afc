"""Many databases, and many tenants' schemas, from one folder of migrations."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from applying import execute, folder_of, rows, until, versions
from cli import SCRIPT, environment, run
from psycopg import sql

from schemadiff.api import Settings, fleet_apply, fleet_status, fleet_targets
from schemadiff.apply.fleet import FleetOptions, Outcome, Target, TargetResult
from schemadiff.apply.fleet import run as run_fleet
from schemadiff.core.errors import ApplyError, DatabaseError, RefusedError, UsageError

FILES = {"1_t.sql": "CREATE TABLE public.t (id int);", "2_u.sql": "CREATE TABLE public.u (id int);"}
TENANTS = {
    "1_first.sql": 'CREATE SCHEMA IF NOT EXISTS "{schema}";\nCREATE TABLE "{schema}".t (id serial PRIMARY KEY, place text);\n'
    'INSERT INTO "{schema}".t (place) VALUES (\'"{schema}"\');',
    "2_index.sql": '-- schemadiff: no-transaction\nCREATE INDEX CONCURRENTLY i ON "{schema}".t (place);',
    "3_plain.sql": "CREATE TABLE by_search_path ();",
}
# The campaign of 200 is a task (test:fleet): a database costs the server a copy of 300 files.
MANY = int(os.environ.get("SCHEMADIFF_TEST_FLEET", "16"))


@contextmanager
def databases(server, count):
    """New databases, whose URLs it gives; dropped at the end."""
    prefix = "fleet_" + secrets.token_hex(4)
    names = [f"{prefix}_{number:03}" for number in range(count)]
    with psycopg.connect(server.url, autocommit=True) as connection:
        try:
            for name in names:
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy").format(sql.Identifier(name)))
            yield [server.url_for(name) for name in names]
        finally:
            for name in names:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def settings(server, tmp_path):
    folder_of(tmp_path / "m", FILES)
    return settings_of(server.url, tmp_path)


def settings_of(url, folder, **more):
    found = {"project": folder, "schema": (), "migrations": folder / "m", "seed": (), "url": url, "backups": folder / "b"}
    return Settings(**{**found, **more})


def listed(folder, urls):
    (folder / "fleet.txt").write_text("# all of them\n\n" + "\n".join(urls) + "\n")
    return str(folder / "fleet.txt")


def outcomes(results):
    return [str(r.outcome) for r in results]


def targets(count, group=None):
    return [Target(name=str(i), group=group or str(i), url="x") for i in range(count)]


def failing(*names):
    def work(target):
        if target.name in names:
            raise ApplyError("no")
        return ("1",)

    return work


def test_a_failure_stops_what_is_not_begun():
    results = run_fleet(targets(6), failing("2"), FleetOptions(jobs=1, canary=1))
    assert results[0].outcome is Outcome.DONE
    assert outcomes(results).count("failed") == 1
    assert len(results) == 6
    every = run_fleet(targets(6), failing("2", "4"), FleetOptions(jobs=2, max_failures=None))
    assert outcomes(every) == ["done", "done", "failed", "done", "failed", "done"]
    two = run_fleet(targets(9), failing(*map(str, range(9))), FleetOptions(jobs=1, max_failures=2))
    assert outcomes(two).count("failed") == 3


def test_a_canary_that_fails_stops_all_others():
    results = run_fleet(targets(4), failing("1"), FleetOptions(canary=2, max_failures=None, jobs=1))
    assert sorted(outcomes(results)[:2]) in (["done", "failed"], ["failed", "skipped"])
    assert outcomes(results)[2:] == ["skipped", "skipped"]


def test_jobs_run_side_by_side_and_a_group_in_turn():
    both = threading.Barrier(2, timeout=10)
    run_fleet(targets(2), lambda _: (str(both.wait()),), FleetOptions(jobs=2))
    inside = []

    def work(target):
        inside.append(target)
        assert len(inside) == 1
        time.sleep(0.01)
        inside.remove(target)
        return ()

    assert outcomes(run_fleet(targets(5, group="one"), work, FleetOptions(jobs=5))) == ["current"] * 5


def test_what_is_no_error_of_ours_ends_all():
    def work(target):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_fleet(targets(3), work, FleetOptions(jobs=1))
    with pytest.raises(UsageError):
        run_fleet(targets(1), work, FleetOptions(jobs=0))


def test_a_file_of_targets(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRST_URL", "postgresql://me:secret@db.example.com/first")
    source = listed(tmp_path, ["${FIRST_URL}", "schema=acme postgresql://db:6000/second # a tenant"])
    found = fleet_targets(settings, source)
    assert [t.name for t in found] == ["first@db.example.com", "second@db:6000:acme"]
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("line", "told"),
    [("${NOT_SET}", "NOT_SET is not set"), ("db/x", "not a database URL"), ("postgresql://a/b postgresql://a/b", "not a target"),
     ("schema=a'b postgresql://a/b", "not a name"), ("postgresql://u:p@h/x\npostgresql://v:q@h/x", "named twice: x@h"), ("#", "empty")],
)  # fmt: skip
def test_a_file_that_cannot_be_used(settings, tmp_path, line, told):
    with pytest.raises(UsageError, match=told) as refused:
        fleet_targets(settings, listed(tmp_path, [line]))
    assert "u:p" not in str(refused.value)


def test_a_query_names_targets(settings):
    assert fleet_targets(settings, "SELECT datname FROM pg_database WHERE datname = 'postgres'")[0].name == "postgres"
    found = fleet_targets(settings, "VALUES ('a b/c')")
    assert urlsplit(found[0].url).path == "/a%20b%2Fc"
    query = "SELECT 'x' AS database, 's' || n AS schema, 'tenant ' || n AS name FROM generate_series(1, 2) n ORDER BY 1, 2"
    two = fleet_targets(settings, query)
    assert [(t.name, t.schema, t.group == two[0].group) for t in two] == [("tenant 1", "s1", True), ("tenant 2", "s2", True)]
    with pytest.raises(UsageError, match="unknown column tenant"):
        fleet_targets(settings, "SELECT 'x' AS tenant, 'y' AS database")
    with pytest.raises(UsageError, match="no such file, and no query"):
        fleet_targets(settings, "nowhere.txt")


def test_a_query_changes_nothing(settings):
    with pytest.raises(DatabaseError, match="read-only"):
        fleet_targets(settings, "SELECT lo_create(0)::text")


def test_many_databases_and_one_kill(server, settings, tmp_path):
    with databases(server, MANY) as urls:
        source = listed(tmp_path, urls)
        (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nmigrations = "m"\n[env.local]\nurl = "{server.url}"\n')
        command = [SCRIPT, "migrate", "apply", "--auto-approve", "-q", "--jobs", "2", "--canary", "1", "--fleet", source]
        child = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: applied(urls[MANY // 4]))
        child.kill()
        child.wait()
        left = MANY - sum(len(s.status.pending) == 0 for s in fleet_status(settings, source, 2))
        assert 0 < left < MANY
        told: list[TargetResult] = []
        results = fleet_apply(settings, source, FleetOptions(jobs=2), told=told.append)
        assert set(outcomes(results)) == {"done", "current"}
        # Of those begun when it was killed some may be half done.
        assert outcomes(results).count("done") == left
        assert len(told) == MANY
        assert {s.status.applied[-1].version for s in fleet_status(settings, source, 2)} == {"2"}
        assert versions(urls[0]) == versions(urls[-1]) == ["1", "2"]


def applied(url):
    return rows(url, "SELECT to_regclass('public.u') IS NOT NULL") == [(True,)]


def test_a_target_that_fails_is_told_and_the_rest_is_done_later(server, settings, tmp_path):
    with databases(server, 3) as urls:
        execute(urls[1], "CREATE TABLE public.u ()")
        gone = server.url_for("fleet_that_is_not_there")
        source = listed(tmp_path, [*urls, gone])
        (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nmigrations = "m"\n[env.local]\nurl = "{server.url}"\n')
        done = run("migrate", "apply", "--auto-approve", "--continue", "--format", "json", "--fleet", source, cwd=tmp_path)
        body = json.loads(done.stdout)
        assert (done.returncode, body["counts"]) == (1, {"done": 2, "failed": 2})
        assert "already exists" in body["targets"][1]["diagnostics"][0]["message"]
        assert versions(urls[1]) == ["1"]
        execute(urls[1], "DROP TABLE public.u")
        text = run("migrate", "apply", "--auto-approve", "--continue", "--fleet", source, cwd=tmp_path)
        assert (text.returncode, "1 done, 1 failed" in text.stdout.replace("2 current, ", "")) == (1, True), text.stdout
        status = run("migrate", "status", "--exit-code", "--fleet", source, cwd=tmp_path)
        assert (status.returncode, "4 targets, 1 behind" in status.stdout, "unreachable" in status.stdout) == (2, True, True)


def test_nothing_is_done_without_approval_or_for_a_protected_database(server, settings, tmp_path):
    with databases(server, 1) as urls:
        source = listed(tmp_path, urls)
        (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nmigrations = "m"\n[env.local]\nurl = "{server.url}"\n')
        assert run("migrate", "apply", "--fleet", source, cwd=tmp_path).returncode == 3
        with pytest.raises(RefusedError, match="protected"):
            fleet_apply(settings_of(server.url, tmp_path, protected_urls=frozenset(urls)), source)
        assert not applied(urls[0])
        dry = run("migrate", "apply", "--dry-run", "--fleet", source, cwd=tmp_path)
        assert (dry.returncode, "would apply 1, 2" in dry.stdout) == (0, True)
        assert not applied(urls[0])


def test_a_schema_for_each_tenant(fresh_database, tmp_path):
    url = fresh_database()
    folder_of(tmp_path / "m", TENANTS)
    settings = settings_of(url, tmp_path)
    query = "SELECT name AS schema FROM (VALUES ('acme'), ('Big Corp'), ('c-3')) v (name)"
    assert outcomes(fleet_apply(settings, query)) == ["done"] * 3
    assert outcomes(fleet_apply(settings, query)) == ["current"] * 3
    assert rows(url, 'SELECT place FROM "Big Corp".t') == [('"Big Corp"',)]
    assert rows(url, "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE relname = 'i' AND indisvalid") == [(3,)]
    assert rows(url, 'SELECT count(*) FROM "c-3".by_search_path') == [(0,)]
    assert rows(url, 'SELECT version FROM schemadiff."revisions:acme" ORDER BY 1') == [("1",), ("2",), ("3",)]
    assert rows(url, "SELECT to_regclass('schemadiff.revisions') IS NULL") == [(True,)]


def test_a_tenant_goes_on_where_it_stopped(fresh_database, tmp_path):
    url = fresh_database()
    folder_of(tmp_path / "m", TENANTS)
    settings = settings_of(url, tmp_path)
    execute(url, "CREATE SCHEMA a", "CREATE TABLE a.by_search_path ()")
    query = "VALUES ('a'), ('b')"
    wrong = fleet_apply(settings, f"SELECT column1 AS schema FROM ({query}) v", FleetOptions(max_failures=None))
    assert outcomes(wrong) == ["failed", "done"]
    execute(url, "DROP TABLE a.by_search_path")
    right = fleet_apply(settings, f"SELECT column1 AS schema FROM ({query}) v")
    assert [(str(r.outcome), r.versions) for r in right] == [("done", ("3",)), ("current", ())]


def test_a_database_that_changes_while_the_question_stands_is_left_alone(server, settings, tmp_path):
    with databases(server, 3) as urls:

        def meddle(proposal):
            assert len(proposal.migrations) == 2
            execute(urls[1], "CREATE TABLE public.meddled ()")

        results = fleet_apply(settings, listed(tmp_path, urls), FleetOptions(max_failures=None), approve=meddle)
        assert outcomes(results) == ["done", "failed", "done"]
        assert "changed since it was looked at" in results[1].diagnostics[0].message
        assert rows(urls[1], "SELECT to_regclass('public.t') IS NULL, to_regnamespace('schemadiff') IS NULL") == [(True, True)]
