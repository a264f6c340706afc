"""Renames: by directive, by likeness with and without somebody to ask; rows stay, and the way back renames back."""

from __future__ import annotations

import pytest

from schemadiff.api import RenameMode, Renames
from schemadiff.connect import connect
from schemadiff.sources import cache, open_session
from schemadiff.sources.execute import run_plan
from schemadiff.verify import prove

OLD = """
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE TABLE shop.person (id bigint CONSTRAINT person_pkey PRIMARY KEY, mail text NOT NULL, state shop.state DEFAULT 'new');
CREATE INDEX person_mail_idx ON shop.person (mail);
CREATE TABLE shop.bill (id bigint PRIMARY KEY, person_id bigint REFERENCES shop.person (id), total numeric CHECK (total > 0));
CREATE VIEW shop.people AS SELECT id, mail FROM shop.person;
CREATE FUNCTION shop.twice(i int) RETURNS int LANGUAGE sql RETURN i * 2;
COMMENT ON TABLE shop.person IS 'Who buys.';
INSERT INTO shop.person VALUES (1, 'a@example.org'), (2, 'b@example.org');
"""
NEW = """
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
-- schemadiff: renamed from=person
CREATE TABLE shop.customers (
    id bigint CONSTRAINT customers_pkey PRIMARY KEY,
    -- schemadiff: renamed from=mail
    email text NOT NULL,
    state shop.state DEFAULT 'new'
);
CREATE INDEX customers_mail_idx ON shop.customers (email);
CREATE TABLE shop.bill (id bigint PRIMARY KEY, person_id bigint REFERENCES shop.customers (id), total numeric CHECK (total > 0));
CREATE VIEW shop.people AS SELECT id, email AS mail FROM shop.customers;
CREATE FUNCTION shop.twice(i int) RETURNS int LANGUAGE sql RETURN i * 2;
COMMENT ON TABLE shop.customers IS 'Who buys.';
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "snapshots")


@pytest.fixture
def session():
    with open_session("embedded") as opened:
        yield opened


def snapshots(session, tmp_path, old, new):
    (tmp_path / "old.sql").write_text(old)
    (tmp_path / "new.sql").write_text(new)
    return session.snapshot(str(tmp_path / "old.sql")), session.snapshot(str(tmp_path / "new.sql"))


def sql(plan):
    return [s.sql for s in plan.statements]


def test_directives_and_what_follows_from_them(session, tmp_path):
    old, new = snapshots(session, tmp_path, OLD, NEW)
    renames = Renames().find(session, old, new)
    made = session.plan(old, new, renames)
    assert sql(made)[0] == "ALTER TABLE shop.person RENAME TO customers"
    assert {
        "ALTER TABLE shop.customers RENAME CONSTRAINT person_pkey TO customers_pkey",
        "ALTER INDEX shop.person_mail_idx RENAME TO customers_mail_idx",
        "ALTER TABLE shop.customers RENAME COLUMN mail TO email",
    } <= set(sql(made))
    assert all(" RENAME " in s for s in sql(made))
    prove(session, old, new, made)
    back = session.plan(new, old, [r.reversed() for r in renames])
    assert sql(back)[0] == "ALTER TABLE shop.customers RENAME TO person"
    assert not any("DROP" in s for s in sql(back))
    prove(session, new, old, back)


def test_rows_stay(session, tmp_path, fresh_database):
    old, new = snapshots(session, tmp_path, OLD, NEW)
    with connect(fresh_database()) as connection:
        connection.execute(OLD.encode())
        run_plan(connection, Renames().plan(session, old, new), own=True)
        assert connection.execute("SELECT email FROM shop.customers ORDER BY id").fetchall() == [("a@example.org",), ("b@example.org",)]


def test_a_directive_that_was_followed_says_nothing(session, tmp_path):
    _, new = snapshots(session, tmp_path, OLD, NEW)
    assert sql(Renames().plan(session, new, new)) == []


TABLE = "CREATE TABLE {} (id int PRIMARY KEY, {} text, n int);"


def test_a_column_is_asked_about(session, tmp_path):
    old, new = snapshots(session, tmp_path, TABLE.format("t", "a"), TABLE.format("t", "b"))
    asked = []
    yes = Renames(ask=lambda *names: asked.append(names) or True)
    assert sql(yes.plan(session, old, new)) == ["ALTER TABLE public.t RENAME COLUMN a TO b"]
    assert asked == [("table column public.t.a", "table column public.t.b")]
    no = Renames(ask=lambda *_: False)
    assert "DROP COLUMN a" in " ".join(sql(no.plan(session, old, new)))


def test_nobody_to_ask(session, tmp_path):
    old, new = snapshots(session, tmp_path, TABLE.format("t", "a"), TABLE.format("u", "a"))
    silent = Renames()
    assert "DROP TABLE public.t" in sql(silent.plan(session, old, new))
    assert [str(r.new) for r in silent.likely] == ["table public.u"]
    assert sql(Renames(mode=RenameMode.AUTO).plan(session, old, new))[:2] == [
        "ALTER TABLE public.t RENAME TO u",
        "ALTER TABLE public.u RENAME CONSTRAINT t_pkey TO u_pkey",
    ]
    assert "DROP TABLE public.t" in sql(Renames(mode=RenameMode.OFF).plan(session, old, new))


def test_two_that_are_alike_are_no_rename(session, tmp_path):
    old = "CREATE TABLE t (a text, b text, c int);"
    new = "CREATE TABLE t (c int, d text, e text);"
    have, want = snapshots(session, tmp_path, old, new)
    assert not any("RENAME" in s for s in sql(Renames(mode=RenameMode.AUTO).plan(session, have, want)))


def test_the_new_name_is_taken(session, tmp_path):
    old = "CREATE TABLE a (x int); CREATE TABLE b (y text);"
    new = "-- schemadiff: renamed from=a\nCREATE TABLE b (x int);"
    have, want = snapshots(session, tmp_path, old, new)
    made = Renames().plan(session, have, want)
    assert sql(made) == [
        "ALTER TABLE public.b RENAME TO b_to_be_dropped_1",
        "ALTER TABLE public.a RENAME TO b",
        "DROP TABLE public.b_to_be_dropped_1",
    ]
    assert [h.code for h in made.hazards] == ["DATA_LOSS"]
    prove(session, have, want, made)


CROSSED = """
CREATE TABLE a (id int PRIMARY KEY, x int, y text NOT NULL DEFAULT 'q');
CREATE TABLE b (id int PRIMARY KEY, z date);
CREATE INDEX ON b (z);
CREATE TABLE chain (id int, p int, q date);
CREATE TABLE columns (id int PRIMARY KEY, x int CHECK (x > 0), y text NOT NULL DEFAULT 'q');
CREATE VIEW v AS SELECT x, y FROM columns;
INSERT INTO a VALUES (1, 2, 'a'); INSERT INTO b VALUES (3, '2020-01-01');
INSERT INTO chain VALUES (1, 2, '2020-01-02'); INSERT INTO columns VALUES (1, 5, 'five');
"""
UNCROSSED = """
-- schemadiff: renamed from=b
CREATE TABLE a (id int PRIMARY KEY, z date);
CREATE INDEX ON a (z);
-- schemadiff: renamed from=a
CREATE TABLE b (id int PRIMARY KEY, x int, y text NOT NULL DEFAULT 'q');
CREATE TABLE chain (
    -- schemadiff: renamed from=id
    p int,
    -- schemadiff: renamed from=p
    q int,
    -- schemadiff: renamed from=q
    r date
);
CREATE TABLE columns (
    id int PRIMARY KEY,
    -- schemadiff: renamed from=y
    x text NOT NULL DEFAULT 'q',
    -- schemadiff: renamed from=x
    y int CHECK (y > 0)
);
CREATE VIEW v AS SELECT x, y FROM columns;
"""


def test_names_that_are_passed_on_or_exchanged(session, tmp_path, fresh_database):
    old, new = snapshots(session, tmp_path, CROSSED, UNCROSSED)
    auto = Renames(mode=RenameMode.AUTO)
    renames = auto.find(session, old, new)
    made = session.plan(old, new, renames)
    assert not made.hazards
    assert not any("_to_be_dropped" in s for s in sql(made))
    prove(session, old, new, made)
    with connect(fresh_database()) as connection:
        connection.execute(f"SET search_path = public; {CROSSED}".encode())
        run_plan(connection, made, own=True)
        rows = {t: connection.execute(f"SELECT * FROM {t}").fetchall() for t in ("a", "b", "chain", "columns")}
    assert (rows["b"], len(rows["a"])) == ([(1, 2, "a")], 1)
    assert [str(v) for v in rows["chain"][0]] == ["1", "2", "2020-01-02"]
    assert rows["columns"] == [(1, 5, "five")]
    back = session.plan(new, old, [r.reversed() for r in renames])
    assert not back.hazards
    prove(session, new, old, back)
    assert sql(auto.plan(session, new, new)) == []


def test_into_another_schema(session, tmp_path):
    old = "CREATE SCHEMA a; CREATE TABLE a.t (i int PRIMARY KEY);"
    new = "CREATE SCHEMA b;\n-- schemadiff: renamed from=a.t\nCREATE TABLE b.u (i int CONSTRAINT t_pkey PRIMARY KEY);"
    have, want = snapshots(session, tmp_path, old, new)
    made = Renames().plan(session, have, want)
    assert "DROP TABLE" not in " ".join(sql(made))
    prove(session, have, want, made)


def test_a_schema_with_all_that_is_in_it(session, tmp_path):
    old = "CREATE SCHEMA a; CREATE TABLE a.t (i int PRIMARY KEY); CREATE FUNCTION a.f() RETURNS int LANGUAGE sql RETURN 1;"
    new = "-- schemadiff: renamed from=a\n" + old.replace("a.", "b.").replace("SCHEMA a", "SCHEMA b")
    have, want = snapshots(session, tmp_path, old, new)
    assert sql(Renames().plan(session, have, want)) == ["ALTER SCHEMA a RENAME TO b"]


OTHERS = """
CREATE TABLE t (i int CONSTRAINT {0}check CHECK (i > 0));
CREATE TYPE {0}type AS ENUM ('x');
CREATE DOMAIN {0}domain AS int CONSTRAINT positive CHECK (VALUE > 0);
CREATE VIEW {0}view AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW {0}materialized AS SELECT 2 AS two;
CREATE FUNCTION {0}function(a int) RETURNS int LANGUAGE sql RETURN a;
CREATE PROCEDURE {0}procedure() LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE {0}sequence;
CREATE INDEX {0}index ON t (i);
CREATE POLICY {0}policy ON t USING (i > 1);
CREATE RULE {0}rule AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE TRIGGER {0}trigger BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
"""


def test_every_kind_with_a_name(session, tmp_path):
    have, want = snapshots(session, tmp_path, OTHERS.format("old_"), OTHERS.format('"New '.replace(" ", "_").replace('"', "")))
    made = Renames(mode=RenameMode.AUTO).plan(session, have, want)
    assert len(made.statements) == 12
    assert all(" RENAME " in s for s in sql(made))
    prove(session, have, want, made)


STATES = "CREATE TYPE public.state AS ENUM ({});\nCREATE TABLE public.orders (id int, state public.state DEFAULT 'in work');\n"
BEFORE = STATES.format("'new', 'in work', 'it''s done'")


def test_a_value_of_an_enum_by_directive(session, tmp_path, fresh_database):
    wanted = (
        "\n    'new',\n    -- schemadiff: renamed from='in work'\n    'paid',\n    -- schemadiff: renamed from=\"it's done\"\n    'sent'\n"
    )
    old, new = snapshots(session, tmp_path, BEFORE, STATES.replace("in work", "paid").format(wanted))
    renames = Renames().find(session, old, new)
    made = session.plan(old, new, renames)
    assert sql(made) == [
        "ALTER TYPE public.state RENAME VALUE 'in work' TO 'paid'",
        "ALTER TYPE public.state RENAME VALUE 'it''s done' TO 'sent'",
    ]
    assert made.summaries[0] == "rename 'in work' of enum public.state to 'paid'"
    prove(session, old, new, made)
    back = session.plan(new, old, [r.reversed() for r in renames])
    assert sql(back) == [
        "ALTER TYPE public.state RENAME VALUE 'paid' TO 'in work'",
        "ALTER TYPE public.state RENAME VALUE 'sent' TO 'it''s done'",
    ]
    prove(session, new, old, back)
    with connect(fresh_database()) as connection:
        connection.execute(BEFORE.encode() + b"INSERT INTO public.orders VALUES (1), (2);")
        run_plan(connection, made, own=True)
        assert connection.execute("SELECT id, state::text FROM public.orders").fetchall() == [(1, "paid"), (2, "paid")]
    assert sql(Renames().plan(session, new, new)) == []


def test_a_value_with_its_type_and_others_that_come(session, tmp_path):
    old, new = snapshots(
        session,
        tmp_path,
        "CREATE TYPE a AS ENUM ('x', 'y');",
        "-- schemadiff: renamed from=a\nCREATE TYPE b AS ENUM (\n'w', -- first\n-- schemadiff: renamed from=x\n'it''s', 'y');",
    )
    made = Renames().plan(session, old, new)
    assert sql(made) == [
        "ALTER TYPE public.a RENAME TO b",
        "ALTER TYPE public.b RENAME VALUE 'x' TO 'it''s'",
        "ALTER TYPE public.b ADD VALUE 'w' BEFORE 'it''s'",
    ]
    prove(session, old, new, made)


def test_a_value_is_asked_about(session, tmp_path):
    old, new = snapshots(session, tmp_path, "CREATE TYPE s AS ENUM ('a', 'b', 'c');", "CREATE TYPE s AS ENUM ('a', 'B', 'c');")
    asked = []
    yes = Renames(ask=lambda *names: asked.append(names) or True)
    assert sql(yes.plan(session, old, new)) == ["ALTER TYPE public.s RENAME VALUE 'b' TO 'B'"]
    assert asked == [("enum public.s 'b'", "enum public.s 'B'")]
    silent = Renames()
    assert not any("RENAME VALUE" in s for s in sql(silent.plan(session, old, new)))
    assert [r.word for r in silent.likely] == [("b", "B")]
    assert [d.code for d in silent.plan(session, old, new).diagnostics] == ["rename"]
    assert len(sql(Renames(mode=RenameMode.AUTO).plan(session, old, new))) == 1
    assert not any("RENAME VALUE" in s for s in sql(Renames(mode=RenameMode.OFF).plan(session, old, new)))


def test_values_with_other_neighbours_are_no_rename(session, tmp_path):
    old, new = snapshots(session, tmp_path, "CREATE TYPE s AS ENUM ('a', 'b', 'c');", "CREATE TYPE s AS ENUM ('a', 'c', 'd');")
    assert not any("RENAME VALUE" in s for s in sql(Renames(mode=RenameMode.AUTO).plan(session, old, new)))
