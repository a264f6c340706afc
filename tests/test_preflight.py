"""What pending migrations would meet in live rows: each check violated, clean, and where rows cannot tell."""

from __future__ import annotations

import json

import psycopg
import pytest

from schemadiff.apply.preflight import Report, Verdict, preflight
from tests.applying import execute, folder_of, rows
from tests.cli import run, run_on_terminal

ROWS = """
CREATE TABLE r (id int PRIMARY KEY, code text UNIQUE);
INSERT INTO r VALUES (1, 'a'), (2, 'b');
CREATE TABLE t (id int PRIMARY KEY, maybe int, twice text, part bool, ref int, ref2 text, n int, v varchar(20),
                price numeric(10, 4), big bigint, f float8, txt text, at timestamp);
INSERT INTO t VALUES
  (1, 1, 'x', true, 1, 'a', 5, 'short', 1.5, 1, 1, '7', now()),
  (2, NULL, 'x', false, 2, 'b', 6, 'short', 2.25, 2, 2, '8', now()),
  (3, 3, 'y', true, 3, 'c', -7, 'rather long  ', 123456.1234, 5000000000, 2.5, 'no number', now());
INSERT INTO t VALUES (4, 4, NULL, true, NULL, NULL, 8), (5, 5, NULL, true, NULL, NULL, 9);
CREATE TABLE nothing (id int PRIMARY KEY, n int, txt text);
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE feels (id int PRIMARY KEY, m mood, ms mood[]);
INSERT INTO feels VALUES (1, 'sad', '{ok}'), (2, 'ok', '{ok,sad}');
CREATE DOMAIN positive AS int;
CREATE DOMAIN more AS positive;
CREATE TABLE counted (id int PRIMARY KEY, c positive, d more);
INSERT INTO counted VALUES (1, 1, 1), (2, -1, -1), (3, NULL, 2);
CREATE TABLE pt (k int, at date) PARTITION BY RANGE (k);
CREATE TABLE pt_rest PARTITION OF pt DEFAULT;
INSERT INTO pt VALUES (15, '2020-01-01'), (NULL, NULL);
CREATE TABLE p2 (a int, b int) PARTITION BY RANGE (a, b);
CREATE TABLE pl (k text) PARTITION BY LIST (k);
CREATE TABLE ph (k int) PARTITION BY HASH (k);
CREATE TABLE loose (k int, at date);
INSERT INTO loose VALUES (1, '2020-01-01'), (9, '2020-01-01'), (10, '2020-01-01');
CREATE TABLE loose2 (a int, b int);
INSERT INTO loose2 VALUES (1, 5), (2, 5);
CREATE TABLE letters (k text);
INSERT INTO letters VALUES ('a'), ('b'), (NULL);
CREATE TABLE above (id int, a int, own int);
CREATE TABLE below () INHERITS (above);
INSERT INTO above VALUES (1, 1, 1);
INSERT INTO below VALUES (1, NULL, -1);
CREATE TABLE up (k int) PARTITION BY RANGE (k);
CREATE TABLE up1 PARTITION OF up FOR VALUES FROM (0) TO (10);
INSERT INTO up VALUES (1), (1);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
ALTER TABLE t ADD CONSTRAINT late CHECK (n > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT late_fk FOREIGN KEY (ref) REFERENCES r NOT VALID;
"""
FEWER_MOODS = """
ALTER TYPE mood RENAME TO old; CREATE TYPE public.mood AS ENUM ({});
ALTER TABLE feels ALTER m TYPE public.mood USING m::text::public.mood, ALTER ms TYPE public.mood[] USING ms::text[]::public.mood[]
"""
V, C, L, U = Verdict.VIOLATED, Verdict.CLEAN, Verdict.CHANGED, Verdict.UNKNOWN
CASES: list[tuple[str, list[tuple[Verdict, str]]]] = [
    # NOT NULL
    ("ALTER TABLE t ALTER maybe SET NOT NULL", [(V, "id=2")]),
    ("ALTER TABLE t ALTER n SET NOT NULL", [(C, "")]),
    ("ALTER TABLE t ALTER id SET NOT NULL", []),
    ("ALTER TABLE t ADD a int NOT NULL", [(V, "id=1; id=2; id=3; id=4; id=5")]),
    ("ALTER TABLE nothing ADD a int NOT NULL", [(C, "")]),
    ("ALTER TABLE t ADD a int NOT NULL DEFAULT 1", []),
    ("ALTER TABLE t ADD a int GENERATED ALWAYS AS IDENTITY", []),
    ("ALTER TABLE t ADD a serial", []),
    ("ALTER TABLE t ADD a int; ALTER TABLE t ALTER a SET NOT NULL", [(V, "id=1; id=2; id=3; id=4; id=5")]),
    ("ALTER TABLE t ADD a int; UPDATE t SET a = 1; ALTER TABLE t ALTER a SET NOT NULL", [(U, "")]),
    ("UPDATE t SET maybe = 1 WHERE maybe IS NULL; ALTER TABLE t ALTER maybe SET NOT NULL", [(U, "")]),
    ("DO $$ BEGIN UPDATE t SET maybe = 1; END $$; ALTER TABLE t ALTER maybe SET NOT NULL", [(U, "")]),
    ("SELECT pg_catalog.set_config('a.b', 'c', false); ALTER TABLE t ALTER maybe SET NOT NULL", [(V, "id=2")]),
    ("ALTER TABLE t ADD CONSTRAINT c CHECK (maybe IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c", [(V, "id=2")]),
    ("ALTER TABLE t ADD IF NOT EXISTS maybe int NOT NULL", []),
    ("ALTER TABLE t DROP n, ADD n int NOT NULL", [(V, "id=1; id=2; id=3; id=4; id=5")]),
    # UNIQUE
    ("ALTER TABLE t ADD UNIQUE (twice)", [(V, "x, 2 rows")]),
    ("CREATE UNIQUE INDEX CONCURRENTLY i ON t (twice)", [(V, "x, 2 rows")]),
    ("CREATE UNIQUE INDEX i ON t (lower(twice)) WHERE part", [(C, "")]),
    ("CREATE UNIQUE INDEX i ON t (twice) WHERE NOT part", [(C, "")]),
    ("CREATE UNIQUE INDEX i ON t (twice) NULLS NOT DISTINCT", [(V, "NULL, 2 rows; x, 2 rows")]),
    ("ALTER TABLE t ADD UNIQUE (twice, id)", [(C, "")]),
    ("ALTER TABLE loose ADD PRIMARY KEY (k)", [(C, ""), (C, "")]),
    ("ALTER TABLE letters ADD PRIMARY KEY (k)", [(V, "ctid (0,3)"), (C, "")]),
    ("ALTER TABLE t ADD a int UNIQUE", []),
    ("ALTER TABLE t ADD a int UNIQUE DEFAULT 3", [(V, "id=2; id=3; id=4; id=5")]),
    # FOREIGN KEY
    ("ALTER TABLE t ADD FOREIGN KEY (ref) REFERENCES r", [(V, "id=3 refers to 3")]),
    ("ALTER TABLE t ADD FOREIGN KEY (ref2) REFERENCES r (code)", [(V, "id=3 refers to c")]),
    ("ALTER TABLE nothing ADD FOREIGN KEY (n) REFERENCES r", [(C, "")]),
    ("ALTER TABLE t ADD FOREIGN KEY (ref) REFERENCES r NOT VALID", []),
    (
        "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (ref) REFERENCES r NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c",
        [(V, "id=3 refers to 3")],
    ),
    ("ALTER TABLE t VALIDATE CONSTRAINT late_fk", [(V, "id=3 refers to 3")]),
    ("INSERT INTO r VALUES (3); ALTER TABLE t VALIDATE CONSTRAINT late_fk", [(U, "")]),
    ("CREATE TABLE made (id int PRIMARY KEY); ALTER TABLE t ADD FOREIGN KEY (ref) REFERENCES made", [(U, "")]),
    ("ALTER TABLE t ADD a int REFERENCES r", []),
    # CHECK
    ("ALTER TABLE t ADD CONSTRAINT c CHECK (n > 0)", [(V, "id=3")]),
    ("ALTER TABLE t ADD CHECK (maybe > 0)", [(C, "")]),
    ("ALTER TABLE t VALIDATE CONSTRAINT late", [(V, "id=3")]),
    ("ALTER DOMAIN positive ADD CHECK (VALUE > 0)", [(V, "id=2"), (V, "id=2")]),
    ("ALTER DOMAIN more ADD CHECK (VALUE > -5)", [(C, "")]),
    ("ALTER DOMAIN positive SET NOT NULL", [(V, "id=3"), (C, "")]),
    ("ALTER DOMAIN positive ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID", []),
    (
        "ALTER DOMAIN positive ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID; ALTER DOMAIN positive VALIDATE CONSTRAINT c",
        [(V, "id=2"), (V, "id=2")],
    ),
    # Types
    ("ALTER TABLE t ALTER v TYPE varchar(10)", [(V, "id=3")]),
    ("ALTER TABLE t ALTER v TYPE varchar(11)", [(C, "")]),
    ("ALTER TABLE t ALTER v TYPE varchar(30)", []),
    ("ALTER TABLE t ALTER v TYPE text", []),
    ("ALTER TABLE t ALTER v TYPE varchar(10) USING v::varchar(10)", [(L, "id=3")]),
    ("ALTER TABLE t ALTER v TYPE varchar(10) USING substr(v, 1, 10)", [(U, "")]),
    ("ALTER TABLE t ALTER price TYPE numeric(6, 2)", [(V, "id=3"), (L, "id=3")]),
    ("ALTER TABLE t ALTER price TYPE numeric(12, 4)", []),
    ("ALTER TABLE t ALTER price TYPE numeric(9, 3)", [(C, ""), (L, "id=3")]),
    ("ALTER TABLE t ALTER big TYPE int", [(V, "id=3")]),
    ("ALTER TABLE t ALTER n TYPE smallint", [(C, "")]),
    ("ALTER TABLE t ALTER n TYPE bigint", []),
    ("ALTER TABLE t ALTER f TYPE int", [(C, ""), (L, "id=3")]),
    ("ALTER TABLE t ALTER txt TYPE int USING txt::int", [(V, "id=3")]),
    ("ALTER TABLE nothing ALTER txt TYPE uuid USING txt::uuid", [(C, "")]),
    ("ALTER TABLE t ALTER at TYPE date", [(U, "")]),
    # Enums
    (FEWER_MOODS.format("'ok', 'happy'"), [(V, "id=1"), (V, "id=2")]),
    (FEWER_MOODS.format("'ok', 'sad'"), [(C, ""), (C, "")]),
    # Partitions
    ("ALTER TABLE pt ATTACH PARTITION loose FOR VALUES FROM (1) TO (10)", [(V, "ctid (0,3)"), (C, "")]),
    ("ALTER TABLE pt ATTACH PARTITION loose FOR VALUES FROM (1) TO (16)", [(C, ""), (V, "ctid (0,1)")]),
    ("CREATE TABLE x PARTITION OF pt FOR VALUES FROM (10) TO (20)", [(V, "ctid (0,1)")]),
    ("CREATE TABLE x PARTITION OF pt FOR VALUES FROM (MINVALUE) TO (15)", [(C, "")]),
    ("ALTER TABLE p2 ATTACH PARTITION loose2 FOR VALUES FROM (1, MINVALUE) TO (2, 5)", [(V, "ctid (0,2)")]),
    ("ALTER TABLE p2 ATTACH PARTITION loose2 FOR VALUES FROM (1, MINVALUE) TO (2, MAXVALUE)", [(C, "")]),
    ("ALTER TABLE pl ATTACH PARTITION letters FOR VALUES IN ('a', 'b')", [(V, "ctid (0,3)")]),
    ("ALTER TABLE pl ATTACH PARTITION letters FOR VALUES IN ('a', 'b', NULL)", [(C, "")]),
    ("ALTER TABLE ph ATTACH PARTITION loose2 FOR VALUES WITH (MODULUS 1, REMAINDER 0)", [(U, "")]),
    # Inheritance
    ("ALTER TABLE above ADD UNIQUE (id)", [(C, "")]),
    ("ALTER TABLE above ADD FOREIGN KEY (own) REFERENCES r", [(C, "")]),
    ("ALTER TABLE above ALTER a SET NOT NULL", [(V, "ctid (0,1)")]),
    ("ALTER TABLE above ADD CHECK (own > 0)", [(V, "ctid (0,1)")]),
    ("ALTER TABLE above ADD CHECK (own > 0) NO INHERIT", [(C, "")]),
    ("CREATE UNIQUE INDEX ON up (k)", [(V, "1, 2 rows")]),
    ("CREATE UNIQUE INDEX ON ONLY up (k)", []),
    # What earlier statements change, and what cannot be asked
    ("ALTER TABLE t ADD EXCLUDE USING btree (n WITH =)", [(U, "")]),
    ("ALTER TABLE t RENAME maybe TO sure; ALTER TABLE t ALTER sure SET NOT NULL", [(U, "")]),
    ("ALTER TABLE t RENAME TO u; ALTER TABLE u ALTER maybe SET NOT NULL", [(U, "")]),
    ("CREATE TABLE fresh AS SELECT 1 AS id; ALTER TABLE fresh ALTER id SET NOT NULL", []),
    ("SELECT 1 AS id INTO fresh; ALTER TABLE fresh ALTER id SET NOT NULL", []),
    ("CREATE FOREIGN TABLE fresh (id int) SERVER s; ALTER TABLE fresh ALTER id SET NOT NULL", []),
    ("CREATE TABLE fresh (id int); ALTER TABLE fresh ALTER id SET NOT NULL", []),
    ("CREATE SCHEMA s; SET search_path = s, public; CREATE TABLE t (a int); ALTER TABLE t ALTER a SET NOT NULL", []),
    ("SET search_path = pg_catalog; ALTER TABLE public.t ALTER maybe SET NOT NULL", [(V, "id=2")]),
]


@pytest.fixture(scope="module")
def live(server):
    with server.database() as url:
        execute(url, ROWS)
        yield url


def ask(url: str, tmp_path, sql: str, **more) -> Report:
    return preflight(url, folder_of(tmp_path / "m", {"1_a.sql": sql + ";\n"}).migrations, **more)


@pytest.mark.parametrize(("sql", "expected"), CASES, ids=[sql for sql, _ in CASES])
def test_verdicts(live, tmp_path, sql, expected):
    found = ask(live, tmp_path, sql)
    assert [(f.verdict, "; ".join(sorted(f.rows))) for f in found.findings] == expected, [f.text for f in found.findings]


PROVABLE = [(sql, expected) for sql, expected in CASES if all(v in (V, C) for v, _ in expected)]


@pytest.mark.parametrize(("sql", "expected"), PROVABLE, ids=[sql for sql, _ in PROVABLE])
def test_what_is_said_comes_true(live, sql, expected):
    """PostgreSQL itself fails exactly where a row was found."""
    sql = sql.replace(" CONCURRENTLY", "")
    with psycopg.connect(live) as connection:
        try:
            connection.execute(sql.encode())
            failed = False
        except psycopg.Error:
            failed = True
        connection.rollback()
    assert failed == any(verdict is V for verdict, _ in expected)


def test_a_question_that_takes_too_long_is_not_answered(live, tmp_path):
    sql = "ALTER TABLE t ADD CHECK (pg_sleep(10) IS NOT NULL)"
    (found,) = ask(live, tmp_path, sql, budget=0.1).findings
    assert (found.verdict, found.message) == (U, "not answered within the budget")


def test_a_large_table_is_read_only_by_an_index(fresh_database, tmp_path):
    url = fresh_database()
    execute(url, "CREATE TABLE t (a int, b int)", "INSERT INTO t SELECT n, n FROM generate_series(1, 1000) n")
    execute(url, "CREATE INDEX ON t (b)", "ANALYZE t")
    sql = "ALTER TABLE t ALTER a SET NOT NULL, ALTER b SET NOT NULL"
    verdicts = {f.subject: f.verdict for f in ask(url, tmp_path, sql, most_pages=1).findings}
    assert verdicts == {"public.t.a": U, "public.t.b": C}


def test_a_locked_table_is_not_waited_for(fresh_database, tmp_path):
    url = fresh_database()
    execute(url, "CREATE TABLE t (a int)")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE t")
        (found,) = ask(url, tmp_path, "ALTER TABLE t ALTER a SET NOT NULL").findings
    assert (found.verdict, found.message) == (U, "the table is locked")


def test_rows_that_the_role_may_not_see_make_nothing_clean(fresh_database, tmp_path):
    url = fresh_database()
    execute(
        url,
        "CREATE ROLE preflight_reader LOGIN",
        "CREATE TABLE hidden (a int); INSERT INTO hidden VALUES (NULL); ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON hidden TO preflight_reader; CREATE TABLE denied (a int)",
    )
    try:
        sql = "ALTER TABLE public.hidden ALTER a SET NOT NULL; ALTER TABLE public.denied ALTER a SET NOT NULL"
        report = ask(psycopg.conninfo.make_conninfo(url, user="preflight_reader"), tmp_path, sql)
    finally:
        execute(url, "DROP OWNED BY preflight_reader", "DROP ROLE preflight_reader")
    assert [f.verdict for f in report.findings] == [U, U]
    assert {f.message for f in report.findings} == {"the role may not read the rows, or row security hides some"}


def test_nothing_is_written(live, tmp_path):
    execute(live, "CREATE SEQUENCE IF NOT EXISTS counter")
    (found,) = ask(live, tmp_path, "ALTER TABLE t ADD CHECK (nextval('public.counter') > 0)").findings
    assert found.verdict is U
    assert "read-only transaction" in found.message


def test_several_files_are_one_road_and_places_are_told(live, tmp_path):
    files = {
        "1_a.sql": "CREATE TABLE fresh (id int);\n",
        "2_b.sql": "ALTER TABLE fresh ALTER id SET NOT NULL;\n\nALTER TABLE t ALTER maybe SET NOT NULL;\n",
    }
    (found,) = preflight(live, folder_of(tmp_path / "m", files).migrations).findings
    assert (found.migration, found.location.line) == ("2_b", 3)
    assert found.text == "violated: public.t.maybe: rows have NULL in it (id=2)"


def test_names_that_need_quotes(fresh_database, tmp_path):
    url = fresh_database()
    execute(url, """CREATE SCHEMA "My'S"; CREATE TABLE "My'S"."T%" ("I'd" int PRIMARY KEY, "Or%der" text, "User" text)""")
    execute(url, """INSERT INTO "My'S"."T%" VALUES (1, NULL, 'a'), (2, 'b', 'a')""")
    sql = """ALTER TABLE "My'S"."T%" ALTER "Or%der" SET NOT NULL, ADD UNIQUE ("User"), ADD CHECK ("User" <> 'a' OR "Or%der" LIKE 'c%')"""
    assert [f.verdict for f in ask(url, tmp_path, sql).findings] == [V, V, V]


def test_15_knows_all_but_texts(local15, tmp_path):
    with local15.database() as url:
        execute(url, "CREATE TABLE t (id int PRIMARY KEY, a int, b text)", "INSERT INTO t VALUES (1, NULL, 'x'), (2, NULL, 'x')")
        sql = "ALTER TABLE t ALTER a SET NOT NULL, ADD UNIQUE NULLS NOT DISTINCT (a), ADD CHECK (b <> 'x'), ALTER b TYPE int USING b::int"
        assert [f.verdict for f in ask(url, tmp_path, sql).findings] == [V, V, V, U]


@pytest.fixture
def project(fresh_database, tmp_path):
    """A project whose one migration fails on a row of its database, and the database's URL."""
    url = fresh_database()
    execute(url, "CREATE TABLE t (id int PRIMARY KEY, a int, b int)", "INSERT INTO t VALUES (7, NULL, 1)")
    folder_of(tmp_path / "migrations", {"1_a.sql": "ALTER TABLE t ALTER b SET NOT NULL;\nALTER TABLE t ALTER a SET NOT NULL;\n"})
    (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nmigrations = "migrations"\n[env.local]\nurl = "{url}"\n')
    return tmp_path, url


def test_apply_refuses_before_anything_runs(project):
    folder, url = project
    done = run("migrate", "apply", "--auto-approve", cwd=folder)
    assert done.returncode == 3
    assert "1_a.sql:2:1: error: public.t.a: rows have NULL in it (id=7)" in done.stderr
    assert rows(url, "SELECT to_regclass('schemadiff.revisions')") == [(None,)]
    assert json.loads(run("migrate", "apply", "--format", "json", cwd=folder).stdout)["diagnostics"][0]["code"] == "preflight"

    skipped = run("migrate", "apply", "--auto-approve", "--skip-preflight", cwd=folder)
    assert skipped.returncode == 1
    assert "contains null values" in skipped.stderr


def test_preflight_alone_tells_all_and_changes_nothing(project):
    folder, _ = project
    done = run("migrate", "preflight", "--exit-code", cwd=folder)
    assert done.returncode == 2
    assert "1_a.sql:1:1: clean: public.t.b" in done.stdout
    assert "1_a.sql:2:1: violated: public.t.a: rows have NULL in it (id=7)" in done.stdout
    found = json.loads(run("migrate", "preflight", "--format", "json", "--budget", "2", cwd=folder).stdout)
    assert found["kind"] == "migrate preflight"
    assert [(f["verdict"], f["rows"], f["location"]["line"]) for f in found["findings"]] == [("clean", [], 1), ("violated", ["id=7"], 2)]


def test_the_question_shows_what_was_found(project):
    folder, url = project
    execute(url, "UPDATE t SET a = 1")
    asked = run_on_terminal("migrate", "apply", cwd=folder, answer=b"n\n", until="Go on?")
    assert asked.code == 3
    assert "preflight clean: 2, as of now" in asked.output
    done = json.loads(run("migrate", "apply", "--auto-approve", "--format", "json", cwd=folder).stdout)
    assert [f["verdict"] for f in done["preflight"]] == ["clean", "clean"]
