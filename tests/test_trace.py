"""What is measured of a statement in scratch, held against what PostgreSQL's statements are known to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from schemadiff.connect import connect
from schemadiff.core.plan import Plan, Statement
from schemadiff.core.trace import Lock, Trace
from schemadiff.migration import About, render
from schemadiff.verify.trace import run_traced
from tests.applying import execute
from tests.cli import run

BASE = """
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, n int, m int, v varchar(10), ts timestamp, b int, price numeric(10, 2));
ALTER TABLE t ADD CONSTRAINT known CHECK (m > 0) NOT VALID, ADD CONSTRAINT kn_fk FOREIGN KEY (m) REFERENCES r NOT VALID;
CREATE INDEX t_n ON t (n);
CREATE INDEX t_v ON t (v);
CREATE INDEX t_ts ON t (ts);
CREATE UNIQUE INDEX t_b ON t (b);
CREATE VIEW w AS SELECT id FROM r;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM r;
CREATE TABLE pt (k int) PARTITION BY RANGE (k);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (0) TO (10);
CREATE TABLE pt_new (k int);
CREATE TABLE ptd (k int) PARTITION BY RANGE (k);
CREATE TABLE ptd_def PARTITION OF ptd DEFAULT;
CREATE DOMAIN d AS int;
CREATE TABLE dom (c d);
CREATE DOMAIN checked AS int CHECK (VALUE > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
"""
# As the measurements on 14 to 18 have it, statement by statement.
CASES = [
    ("CREATE TABLE x (r int REFERENCES r)", "locks: SHARE ROW EXCLUSIVE public.r"),
    ("CREATE TABLE x (y int)", ""),
    ("CREATE TABLE x PARTITION OF pt FOR VALUES FROM (10) TO (20)", "locks: ACCESS EXCLUSIVE public.pt"),
    (
        "CREATE TABLE x PARTITION OF ptd FOR VALUES FROM (10) TO (20)",
        "locks: ACCESS EXCLUSIVE public.ptd, public.ptd_def; scans public.ptd_def",
    ),
    ("ALTER TABLE t ADD a int", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t ADD a int NOT NULL DEFAULT 1", "locks: ACCESS EXCLUSIVE public.t"),
    (
        "ALTER TABLE t ADD a uuid DEFAULT gen_random_uuid()",
        "locks: ACCESS EXCLUSIVE public.t; rewrites public.t; rebuilds public.t_b, public.t_n, public.t_pkey, public.t_ts, public.t_v",
    ),
    (
        "ALTER TABLE t ADD a serial",
        "locks: ACCESS EXCLUSIVE public.t; rewrites public.t; rebuilds public.t_b, public.t_n, public.t_pkey, public.t_ts, public.t_v",
    ),
    (
        "ALTER TABLE t ADD a checked",
        "locks: ACCESS EXCLUSIVE public.t; rewrites public.t; rebuilds public.t_b, public.t_n, public.t_pkey, public.t_ts, public.t_v",
    ),
    ("ALTER TABLE t ADD a int CHECK (a > 0)", "locks: ACCESS EXCLUSIVE public.t; scans public.t"),
    ("ALTER TABLE t ADD a int REFERENCES r", "locks: ACCESS EXCLUSIVE public.t, SHARE ROW EXCLUSIVE public.r"),
    ("ALTER TABLE t DROP COLUMN n", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t ALTER n SET DEFAULT 1", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t ALTER n SET NOT NULL", "locks: ACCESS EXCLUSIVE public.t; scans public.t"),
    ("ALTER TABLE t ALTER v TYPE varchar(20)", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t ALTER v TYPE text", "locks: ACCESS EXCLUSIVE public.t"),
    (
        "ALTER TABLE t ALTER v TYPE varchar(5)",
        "locks: ACCESS EXCLUSIVE public.t; rewrites public.t; rebuilds public.t_b, public.t_n, public.t_pkey, public.t_ts, public.t_v",
    ),
    (
        "ALTER TABLE t ALTER n TYPE bigint",
        "locks: ACCESS EXCLUSIVE public.t; rewrites public.t; rebuilds public.t_b, public.t_n, public.t_pkey, public.t_ts, public.t_v",
    ),
    ("ALTER TABLE t ALTER price TYPE numeric(12, 2)", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t ALTER ts TYPE timestamptz", "locks: ACCESS EXCLUSIVE public.t; rebuilds public.t_ts; scans public.t"),
    ('ALTER TABLE t ALTER v TYPE varchar(10) COLLATE "C"', "locks: ACCESS EXCLUSIVE public.t; rebuilds public.t_v; scans public.t"),
    ("ALTER TABLE t ADD CHECK (n > 0)", "locks: ACCESS EXCLUSIVE public.t; scans public.t"),
    ("ALTER TABLE t ADD CHECK (n > 0) NOT VALID", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t VALIDATE CONSTRAINT known", "locks: SHARE UPDATE EXCLUSIVE public.t; scans public.t"),
    ("ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES r", "locks: SHARE ROW EXCLUSIVE public.r, public.t; scans public.t"),
    ("ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES r NOT VALID", "locks: SHARE ROW EXCLUSIVE public.r, public.t"),
    ("ALTER TABLE t VALIDATE CONSTRAINT kn_fk", "locks: SHARE UPDATE EXCLUSIVE public.t, ROW SHARE public.r; scans public.t"),
    ("ALTER TABLE t DROP CONSTRAINT known", "locks: ACCESS EXCLUSIVE public.t"),
    ("ALTER TABLE t DROP CONSTRAINT kn_fk", "locks: ACCESS EXCLUSIVE public.r, public.t"),
    ("ALTER TABLE t ADD UNIQUE (n)", "locks: ACCESS EXCLUSIVE public.t; scans public.t"),
    ("CREATE INDEX i ON t (m)", "locks: SHARE public.t; scans public.t"),
    ("CREATE INDEX i ON pt (k)", "locks: SHARE public.pt, public.pt1; scans public.pt1"),
    ("DROP INDEX t_n", "locks: ACCESS EXCLUSIVE public.t"),
    ("REINDEX INDEX t_n", "locks: ACCESS EXCLUSIVE public.t_n, SHARE public.t; rebuilds public.t_n; scans public.t"),
    ("ALTER INDEX t_n RENAME TO t_m", "locks: SHARE UPDATE EXCLUSIVE public.t_n"),
    (
        "ALTER TABLE pt ATTACH PARTITION pt_new FOR VALUES FROM (10) TO (20)",
        "locks: ACCESS EXCLUSIVE public.pt_new, SHARE UPDATE EXCLUSIVE public.pt; scans public.pt_new",
    ),
    ("ALTER TABLE pt DETACH PARTITION pt1", "locks: ACCESS EXCLUSIVE public.pt, public.pt1"),
    ("ALTER DOMAIN d ADD CHECK (VALUE > 0)", "locks: SHARE public.dom; scans public.dom"),
    ("ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID", ""),
    ("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", "locks: SHARE ROW EXCLUSIVE public.t"),
    ("CREATE VIEW v AS SELECT id FROM t", ""),
    ("CREATE OR REPLACE VIEW w AS SELECT id FROM r WHERE id > 0", "locks: ACCESS EXCLUSIVE public.w"),
    (
        "REFRESH MATERIALIZED VIEW mv",
        "locks: ACCESS EXCLUSIVE public.mv; rewrites public.mv; scans public.r",
    ),
    ("ALTER TABLE t RENAME TO u", "locks: ACCESS EXCLUSIVE public.t"),
    ("DROP TABLE t", "locks: ACCESS EXCLUSIVE public.r, public.t"),
    ("ALTER TABLE t SET (fillfactor = 50)", "locks: SHARE UPDATE EXCLUSIVE public.t"),
    ("CREATE POLICY p ON t USING (true)", "locks: ACCESS EXCLUSIVE public.t"),
    ("COMMENT ON TABLE t IS 'x'", "locks: SHARE UPDATE EXCLUSIVE public.t"),
    ("SELECT 1", ""),
]
CONCURRENT = [
    ("CREATE INDEX CONCURRENTLY i ON t (m)", "locks: SHARE UPDATE EXCLUSIVE public.t; scans public.t"),
    ("DROP INDEX CONCURRENTLY t_n", "locks: SHARE UPDATE EXCLUSIVE public.t"),
    ("REINDEX INDEX CONCURRENTLY t_n", "locks: SHARE UPDATE EXCLUSIVE public.t; rebuilds public.t_n; scans public.t"),
    ("ALTER TABLE pt DETACH PARTITION pt1 CONCURRENTLY", "locks: ACCESS EXCLUSIVE public.pt1, SHARE UPDATE EXCLUSIVE public.pt"),
]


def plan_of(*statements: str, transactional: bool = True) -> Plan:
    made = tuple(Statement(sql=sql, summary=sql, transactional=transactional) for sql in statements)
    return Plan(statements=made, current="", desired="")


def traced(url: str, *statements: str, transactional: bool = True) -> list[str]:
    with connect(url) as connection:
        connection.execute("SET search_path = public; SET TimeZone = 'UTC'")
        done = run_traced(connection, plan_of(*statements, transactional=transactional), own=False)
    return [s.trace.text if s.trace else "" for s in done.statements]


@pytest.fixture(params=["18", "15"])
def database(request, fresh_database, local15):
    """An empty database of each major that is at hand."""
    if request.param == "18":
        yield fresh_database()
        return
    with local15.database() as url:
        yield url


def test_statements_do_what_they_are_known_to_do(database):
    execute(database, BASE)
    found = {}
    for sql, _ in CASES:
        found[sql] = traced(database, sql)[0]
        execute(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", BASE)
    assert found == dict(CASES)


def test_statements_that_refuse_a_transaction_are_watched(database):
    found = {}
    for sql, _ in CONCURRENT:
        execute(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", BASE)
        found[sql] = traced(database, sql, transactional=False)[0]
    assert found == dict(CONCURRENT)


def test_a_lock_that_the_transaction_has_already_is_told_apart(fresh_database):
    url = fresh_database()
    execute(url, "CREATE TABLE t (id int)")
    assert traced(url, "ALTER TABLE t ADD a int", "ALTER TABLE t ADD b int", "CREATE TABLE u ()", "ALTER TABLE u ADD c int") == [
        "locks: ACCESS EXCLUSIVE public.t",
        "locks: ACCESS EXCLUSIVE (held) public.t",
        "",
        "",
    ]


def test_an_index_that_was_made_anew_for_another_type_is_known_afterwards(fresh_database):
    url = fresh_database()
    execute(url, "CREATE TABLE t (ts timestamp); CREATE INDEX i ON t (ts)")
    assert traced(url, "ALTER TABLE t ALTER ts TYPE timestamptz", "REINDEX INDEX i")[1] == (
        "locks: ACCESS EXCLUSIVE (held) public.i, SHARE (held) public.t; rebuilds public.i; scans public.t"
    )


def test_the_text_is_short():
    locks = tuple(Lock(relation=f"public.t{i}", mode="SHARE") for i in range(9))
    assert Trace(locks=locks).text.endswith("public.t5, 3 more")
    index = Lock(relation="public.i", mode="SHARE", table="public.t0")
    assert Trace(locks=(locks[0], index)).text == "locks: SHARE public.t0"


def test_a_migration_file_tells_what_was_measured(tmp_path):
    (tmp_path / "old.sql").write_text('CREATE TABLE "T" (id int, n int);\n')
    (tmp_path / "new.sql").write_text('CREATE TABLE "T" (id int, n bigint);\nCREATE TABLE fresh (a int);\n')
    done = run("schema", "diff", "--from", "old.sql", "--to", "new.sql", "--format", "json", cwd=tmp_path)
    traces = {s["summary"]: s["trace"] for s in json.loads(done.stdout)["statements"]}
    (changed,) = (trace for trace in traces.values() if trace["locks"])
    assert changed["rewrites"] == ['public."T"']
    assert changed["locks"] == [{"relation": 'public."T"', "mode": "ACCESS EXCLUSIVE", "table": None, "held": False}]

    (tmp_path / "database").mkdir()
    (tmp_path / "database" / "schema.sql").write_text((tmp_path / "new.sql").read_text())
    (tmp_path / "schemadiff.toml").write_text('[schemadiff]\nschema = "database/schema.sql"\n')
    made = run("migrate", "diff", "change", "--from", "old.sql", "--dry-run", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count('-- locks: ACCESS EXCLUSIVE public."T"; rewrites public."T"\nALTER TABLE') == 1
    assert made.stdout.count("-- locks:") == 1


def test_a_name_cannot_write_a_directive_or_end_the_comment():
    trace = Trace(locks=(Lock(relation='public."a\nDROP TABLE b; -- schemadiff: no-transaction"', mode="SHARE"),))
    plan = Plan(statements=(Statement(sql="SELECT 1", summary="s", trace=trace),), current="", desired="")
    text = render(plan, About(name="x", created=datetime.now(UTC), tool="t"))
    assert "\nDROP" not in text
    assert "schemadiff: no-transaction" not in text


def test_the_question_shows_what_was_measured(fresh_database, tmp_path):
    url = fresh_database()
    execute(url, "CREATE TABLE t (id int, n int)")
    (tmp_path / "schema.sql").write_text("CREATE TABLE public.t (id int, n bigint);\n")
    (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nschema = "schema.sql"\nmigrations = "m"\n[env.local]\nurl = "{url}"\n')
    made = run("migrate", "diff", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    asked = run("migrate", "apply", cwd=tmp_path)
    assert asked.returncode == 3
    assert asked.stderr.count("measured locks: ACCESS EXCLUSIVE public.t; rewrites public.t\n") == 1
