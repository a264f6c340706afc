"""Lint as it is used: what is new, nolint, settings, the state before a file, the command line."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
from pathlib import Path

import psycopg
import pytest

from schemadiff.api import Overrides, load_settings, migrate_diff, migrate_lint, schema_lint
from schemadiff.core.errors import UsageError
from schemadiff.lint.catalog import read_catalog
from schemadiff.lint.rule import Scope
from schemadiff.lint.rules import RULES
from schemadiff.lint.runner import check, severities
from schemadiff.lint.script import Script
from schemadiff.migration import Folder, divide
from tests.applying import execute
from tests.cli import run

DOCS = Path(__file__).parents[1] / "docs"


def said(sql, **configured):
    script = Script(divide(sql, "file.sql"), scope=Scope.MIGRATION)
    levels = severities({k.replace("_", "-"): v for k, v in configured.items()})
    return [(d.code, d.location.line) for d in check(script, levels)]


def test_the_documentation_is_up_to_date():
    document = runpy.run_path(str(DOCS / "lint.py"))
    assert (DOCS / "lint.md").read_text() == document["document"](), "run: task docs:lint"
    codes = {r.code for r in RULES} | {"unused-nolint", "statement-fails"}
    assert len(document["SQUAWK"]) == 40
    for ours in document["SQUAWK"].values():
        assert ours.startswith("–") or set(re.findall(r"[a-z]+(?:-[a-z]+)+", ours)) & codes


def test_one_module_is_one_rule():
    modules = {p.stem for p in (Path(check.__code__.co_filename).parent / "rules").glob("*.py")} - {"__init__"}
    assert sorted(m.replace("_", "-") for m in modules) == sorted(r.code for r in RULES)


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("CREATE TABLE a.t (x int); CREATE INDEX ON a.t (x);", []),
        ("CREATE TABLE a.t (x int); CREATE INDEX ON b.t (x);", ["index-not-concurrent"]),
        ("SET search_path = a; CREATE TABLE t (x int); CREATE INDEX ON a.t (x);", []),
        ("CREATE TABLE IF NOT EXISTS a.t (x int); CREATE INDEX ON a.t (x);", ["if-not-exists-skips", "index-not-concurrent"]),
        ("CREATE TABLE a.t (x int); ALTER TABLE a.t RENAME TO u; CREATE INDEX ON a.u (x);", []),
        ("CREATE TABLE a.t (x int); ALTER TABLE a.t SET SCHEMA b; CREATE INDEX ON b.t (x);", []),
        ("CREATE TABLE a.t AS SELECT 1 AS x; CREATE INDEX ON a.t (x);", []),
        ("CREATE TABLE a.t (x int); ALTER TABLE a.t ALTER x SET NOT NULL, ADD y int NOT NULL, ADD UNIQUE (y), ALTER x TYPE text;", []),
        ("ALTER TABLE a.t ALTER x TYPE text;", ["column-type-rewrite"]),
        ("CREATE MATERIALIZED VIEW a.m AS SELECT 1 AS x; REFRESH MATERIALIZED VIEW a.m;", []),
    ],
)
def test_what_is_new(sql, codes):
    assert sorted({code for code, _ in said(sql)}) == codes


@pytest.mark.parametrize("scope", Scope)
def test_no_rule_stumbles(scope):
    for file in sorted((DOCS.parent / "tests" / "cases").rglob("*.sql")):
        script = Script(divide(file.read_text(), str(file)), scope=scope)
        assert all(d.location.line for d in check(script, severities({})))


def test_nolint_before_a_statement_and_for_a_file():
    two = "DROP TABLE a.t;\nDROP TABLE a.u;\n"
    assert said(two) == [("drop-table", 1), ("drop-table", 2)]
    assert said("-- schemadiff: nolint drop-table\n" + two) == [("drop-table", 3)]
    assert said("-- schemadiff: nolint drop-table, drop-column\n\n" + two) == [("unused-nolint", 1)]
    assert said("-- schemadiff: nolint drop-table\n\n" + two) == []
    assert said("-- schemadiff: nolint dropped-table\n" + two)[0] == ("unused-nolint", 1)
    assert said("-- schemadiff: nolint drop-table\n" + two, drop_table="off") == []


def test_places_count_characters():
    found = check(
        Script(divide("SELECT 'äöü'; ALTER TABLE a.t ADD x int, ADD ß int NOT NULL;", "f"), scope=Scope.MIGRATION), severities({})
    )
    assert [d.location.column for d in found] == [46]


def test_settings_are_checked(tmp_path):
    with pytest.raises(UsageError, match="no rule 'drop-tabel'"):
        severities({"drop-tabel": "off"})
    with pytest.raises(UsageError, match="is set to 'loud'"):
        severities({"drop-table": "loud"})
    (tmp_path / "schemadiff.toml").write_text('[schemadiff.lint]\ndrop-table = "error"\n[env.x.lint]\ndrop-column = "off"\n')
    assert load_settings(start=tmp_path).lint == {"drop-table": "error"}
    assert load_settings(Overrides(env="x"), start=tmp_path).lint == {"drop-table": "error", "drop-column": "off"}


@pytest.fixture
def project(tmp_path):
    (tmp_path / "database/schema").mkdir(parents=True)
    (tmp_path / "database/migrations").mkdir()
    (tmp_path / "schemadiff.toml").write_text("[schemadiff]\n")
    return tmp_path


def migration(project, version, sql):
    (project / f"database/migrations/{version}_m.sql").write_text(sql)


def test_the_state_before_a_file_is_known(project, server):
    migration(project, 1, "-- schemadiff: nolint varchar-limit\nCREATE TABLE public.t (id bigint PRIMARY KEY, note varchar(9));")
    migration(project, 2, "ALTER TABLE public.t ALTER note TYPE text;")
    migration(project, 3, "ALTER TABLE public.t ALTER note TYPE bigint USING 1;")
    settings = load_settings(Overrides(dev=server.url), start=project)
    assert [(d.code, Path(d.location.file).name) for d in migrate_lint(settings)] == [("column-type-rewrite", "3_m.sql")]
    assert [Path(d.location.file).name for d in migrate_lint(settings, replay=False)] == ["2_m.sql", "3_m.sql"]
    migration(project, 2, "ALTER TABLE public.u ADD x int;")
    assert [d.code for d in migrate_lint(settings)] == ["statement-fails", "column-type-rewrite"]


TYPES = ["varchar(9)", "varchar(12)", "varchar", "text", "char(3)", "char(5)", "int", "bigint", "json", "jsonb", "time(3)", "time", "int[]"]
TYPES += ["numeric(5,2)", "numeric(7,2)", "numeric(7,3)", "numeric", "timestamp", "timestamp(3)", "timestamptz", "interval(2)", "interval"]
TYPES += ["varbit(3)", "varbit(8)", "varbit", "bit(3)", "cidr", "inet", "text[]", "varchar(5)[]"]


def test_a_retype_that_is_called_cheap_rewrites_nothing(fresh_database):
    """Every pair of types is changed on the server: the file of the table is the same where the rule says nothing."""
    with psycopg.connect(fresh_database(), autocommit=True) as connection:
        cheap = rewritten = 0
        for old in TYPES:
            connection.execute(f"DROP TABLE IF EXISTS public.t; CREATE TABLE public.t (a {old})")
            catalog = read_catalog(connection)
            for new in TYPES:
                sql = f"ALTER TABLE public.t ALTER a TYPE {new} USING a::{new};"
                script = Script(divide(sql, "f"), scope=Scope.MIGRATION, catalog=catalog)
                quiet = not [d for d in check(script, severities({})) if d.code == "column-type-rewrite"]
                node = "SELECT pg_relation_filenode('public.t')"
                before = connection.execute(node).fetchone()
                connection.execute("BEGIN")
                try:
                    connection.execute(sql)
                    same = before == connection.execute(node).fetchone()
                except psycopg.errors.CannotCoerce:
                    continue
                finally:
                    connection.execute("ROLLBACK")
                assert same or not quiet, (old, new)
                cheap, rewritten = cheap + (same and quiet), rewritten + (not same)
    assert cheap > 40
    assert rewritten > 100


def test_a_live_database_knows_its_empty_tables(project, server, fresh_database):
    url = fresh_database()
    execute(url, "CREATE TABLE public.t (id bigint PRIMARY KEY)", "CREATE TABLE public.u (id bigint)", "INSERT INTO public.u VALUES (1)")
    migration(project, 1, "ALTER TABLE public.t ADD x int NOT NULL;\n-- schemadiff: transaction\nCREATE INDEX ON public.u (id);")
    settings = load_settings(Overrides(url=url, dev=server.url), start=project)
    assert [d.code for d in migrate_lint(settings, live=True)] == ["index-not-concurrent"]


def test_what_schemadiff_writes_for_new_tables_is_clean(project, server):
    schema = project / "database/schema/schema.sql"
    schema.write_text(
        "CREATE TABLE a (id serial PRIMARY KEY, v varchar(9) UNIQUE CHECK (v <> ''), j json);\n"
        "CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int REFERENCES a);\n"
        "CREATE INDEX ON b (a); CREATE TYPE e AS ENUM ('x'); CREATE VIEW w AS SELECT 1 AS one;\n"
    )
    settings = load_settings(Overrides(dev=server.url), start=project)
    from schemadiff.api import DiffOptions

    migrate_diff(settings, "all", DiffOptions(source="migrations"))
    assert Folder.read(settings.migrations).migrations
    assert migrate_lint(settings) == ()
    codes = {d.code for d in schema_lint(settings)}
    assert codes == {"serial-column", "integer-key", "varchar-limit", "json-column", "enum-type"}


def test_command_line_formats_and_exit_codes(project):
    migration(project, 1, "DROP TABLE public.t;\n")
    lint = ["migrate", "lint", "--no-replay"]
    text = run(*lint, cwd=project)
    assert text.returncode == 0
    assert text.stdout.startswith("database/migrations/1_m.sql:1:1: warning: public.t is dropped, with its rows [drop-table]\n")
    assert run(*lint, "--strict", cwd=project).returncode == 1
    body = json.loads(run(*lint, "--format", "json", cwd=project).stdout)
    assert (body["passed"], body["diagnostics"][0]["code"]) == (True, "drop-table")
    log = json.loads(run(*lint, "--format", "sarif", cwd=project).stdout)["runs"][0]
    assert log["results"][0]["ruleId"] in {r["id"] for r in log["tool"]["driver"]["rules"]}
    assert "::warning file=database/migrations/1_m.sql,line=1,col=1::" in run(*lint, "--format", "github", cwd=project).stdout
    (project / "schemadiff.toml").write_text('[schemadiff.lint]\ndrop-table = "error"\n')
    assert run(*lint, cwd=project).returncode == 1
    (project / "database/schema/s.sql").write_text("CREATE TABLE public.t (x int);\n")
    assert "s.sql:1:1: warning: public.t has no primary key" in run("schema", "lint", cwd=project).stdout


def test_git_base_lints_new_files_only(project):
    def git(*arguments):
        names = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *names, *arguments], cwd=project, check=True, capture_output=True)

    migration(project, 1, "DROP TABLE public.t;\n")
    git("init", "-b", "trunk")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "work")
    migration(project, 2, "DROP TABLE public.u;\n")
    settings = load_settings(start=project)
    assert [Path(d.location.file).name for d in migrate_lint(settings, git_base="trunk", replay=False)] == ["2_m.sql"]
    with pytest.raises(UsageError, match="git"):
        migrate_lint(settings, git_base="nowhere", replay=False)
