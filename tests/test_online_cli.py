"""Lock-safe steps through the console script, against a database with rows."""

from __future__ import annotations

import json

import psycopg
import pytest

from tests.cli import run

OLD = "CREATE TABLE public.t (id integer PRIMARY KEY, n integer);\n"
NEW = "CREATE TABLE public.t (id integer PRIMARY KEY, n integer NOT NULL CHECK (n > 0));\nCREATE INDEX t_n ON public.t (n);\n"


@pytest.fixture
def project(tmp_path, fresh_database):
    (tmp_path / "database/schema").mkdir(parents=True)
    (tmp_path / "database/schema/schema.sql").write_text(NEW)
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(OLD + "INSERT INTO public.t SELECT i, i FROM generate_series(1, 100) i")
    return tmp_path, url


def sql_of(done):
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_road_with_rows(project):
    folder, url = project
    written = sql_of(run("migrate", "diff", "--url", url, "--format", "json", cwd=folder))
    for text in ("CREATE INDEX CONCURRENTLY t_n", "VALIDATE CONSTRAINT t_n_not_null", "VALIDATE CONSTRAINT t_n_check"):
        assert text in written["sql"]
    assert "DROP INDEX CONCURRENTLY" in written["down"]
    assert "pg_dump agrees" in written["sql"]
    applied = run("migrate", "apply", "--url", url, "--auto-approve", cwd=folder)
    assert applied.returncode == 0, applied.stderr
    assert "nothing to do" in run("migrate", "diff", "--url", url, "--online", "always", cwd=folder).stdout
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*), sum(n) FROM public.t").fetchone() == (100, 5050)
        assert connection.execute("SELECT bool_and(convalidated) FROM pg_constraint WHERE conrelid = 'public.t'::regclass").fetchone() == (
            True,
        )
    back = run("migrate", "down", "--url", url, "--auto-approve", cwd=folder)
    assert back.returncode == 0, back.stderr
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('public.t_n')").fetchone() == (None,)


def test_the_modes(project):
    folder, url = project
    never = run("schema", "diff", "--url", url, "--online", "never", cwd=folder).stdout
    assert "CREATE INDEX t_n" in never
    assert "VALIDATE" not in never
    assert "CONCURRENTLY" in run("schema", "diff", "--url", url, cwd=folder).stdout
    (folder / "old.sql").write_text(OLD)
    assert "CONCURRENTLY" not in run("schema", "diff", "--from", "old.sql", cwd=folder).stdout
    assert "CONCURRENTLY" in run("schema", "diff", "--from", "old.sql", "--online", "always", cwd=folder).stdout
    wrong = run("schema", "diff", "--url", url, "--online", "often", cwd=folder)
    assert wrong.returncode == 4
    assert "always, auto or never" in wrong.stderr


def test_pushing_with_rows(project):
    folder, url = project
    done = run("schema", "apply", "--url", url, "--auto-approve", "--online", "always", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "nothing to do" in run("schema", "apply", "--url", url, "--auto-approve", cwd=folder).stdout


def test_the_mode_of_the_configuration(project):
    folder, url = project
    settings = folder / "schemadiff.toml"
    settings.write_text('[schemadiff]\nonline = "never"\n')
    assert "CONCURRENTLY" not in run("schema", "diff", "--url", url, cwd=folder).stdout
    assert "CONCURRENTLY" not in run("migrate", "diff", "--url", url, "--dry-run", cwd=folder).stdout
    assert "CONCURRENTLY" in run("migrate", "diff", "--url", url, "--dry-run", "--online", "auto", cwd=folder).stdout
    settings.write_text('[schemadiff]\nonline = "often"\n')
    wrong = run("schema", "diff", "--url", url, cwd=folder)
    assert wrong.returncode == 4
    assert "schemadiff.toml:2" in wrong.stderr
    assert "always, auto, never" in wrong.stderr


def test_the_road_in_batches(project):
    """Written, proven with its locks, linted, applied, taken back: the column is another one each time, its values are not."""
    folder, url = project
    wide = OLD.replace("id integer", "id bigint").replace("n integer", "n integer, u uuid NOT NULL DEFAULT gen_random_uuid()")
    (folder / "database/schema/schema.sql").write_text(wide)
    written = sql_of(run("migrate", "diff", "--url", url, "--online", "always", "--format", "json", cwd=folder))
    assert "pg_dump agrees" in written["sql"]
    assert written["sql"].count("-- locks: ROW EXCLUSIVE public.t; scans public.t\nDO $again$") == 2
    assert written["down"].count("DO $again$") == 1
    assert "; rewrites" not in written["sql"] + written["down"]
    assert "nothing to say" in run("migrate", "lint", "--url", url, cwd=folder).stderr
    assert run("migrate", "apply", "--url", url, "--auto-approve", cwd=folder).returncode == 0
    assert "nothing to do" in run("migrate", "diff", "--url", url, "--online", "always", cwd=folder).stdout
    sums = "SELECT count(*), sum(id), sum(n), pg_typeof(min(id))::text FROM public.t"
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute(sums).fetchone() == (100, 5050, 5050, "bigint")
        back = run("migrate", "down", "--url", url, "--auto-approve", "--allow", "DATA_LOSS", cwd=folder)
        assert back.returncode == 0, back.stderr
        assert connection.execute(sums).fetchone() == (100, 5050, 5050, "integer")
