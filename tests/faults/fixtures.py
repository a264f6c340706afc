"""Migrations that faults are tried on. `probes` say of a transactional file's version whether its objects exist."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fixture:
    """`before` is what the database has; `files` are the migrations."""

    name: str
    before: str
    files: dict[str, str]
    probes: dict[str, str] = field(default_factory=dict)


_ROWS = "CREATE TABLE t (id int PRIMARY KEY, v text, w int); INSERT INTO t SELECT g, 'v' || g, g FROM generate_series(1, 300) g;"
_PARTS = (
    "CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);"
    "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); INSERT INTO p VALUES (1), (2), (2);"
)
FIXTURES = (
    Fixture(
        "two transactions",
        "",
        {
            "1_a.sql": "CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1), (2);",
            "2_b.sql": "CREATE TABLE b (id int REFERENCES a); INSERT INTO b VALUES (1); CREATE VIEW c AS SELECT * FROM b;",
        },
        {"1": "to_regclass('a') IS NOT NULL", "2": "to_regclass('c') IS NOT NULL"},
    ),
    Fixture(
        "alterations with rows",
        _ROWS,
        {"1_a.sql": "ALTER TABLE t ADD n int; UPDATE t SET n = w * 2; ALTER TABLE t ALTER n SET NOT NULL;\n"
                    "ALTER TABLE t DROP w; CREATE INDEX t_n ON t (n); INSERT INTO t VALUES (1000, 'x', 1);"},
        {"1": "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('t') AND attname = 'n')"},
    ),
    Fixture(
        "an index between transactions",
        _ROWS,
        {"1_a.sql": "CREATE TABLE a (id int);\n-- schemadiff: no-transaction\nCREATE INDEX CONCURRENTLY t_v ON t (v);\n"
                    "-- schemadiff: transaction\nINSERT INTO a VALUES (1);",
         "2_b.sql": "ALTER TABLE a ADD b int;"},
        {"2": "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('a') AND attname = 'b')"},
    ),
    Fixture(
        "indexes dropped and rebuilt",
        _ROWS + "CREATE INDEX t_old ON t (w); CREATE INDEX t_keep ON t (v);",
        {"1_a.sql": "DROP INDEX CONCURRENTLY t_old;\nREINDEX INDEX CONCURRENTLY t_keep;\n"
                    "CREATE UNIQUE INDEX CONCURRENTLY t_w ON t (w);"},
    ),
    Fixture(
        "a partition detached",
        _PARTS,
        {"1_a.sql": "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;\nVACUUM t2;".replace("t2", "p2"),
         "2_b.sql": "ALTER TABLE p1 ADD note text; DELETE FROM p WHERE k = 2;"},
        {"2": "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('p1') AND attname = 'note')"},
    ),
    Fixture(
        "an enum, a function, a block",
        "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE m (x mood DEFAULT 'sad');",
        {"1_a.sql": "ALTER TYPE mood ADD VALUE 'glad';\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
         "2_b.sql": "DO $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO m VALUES ('glad'); END LOOP; END $$; CREATE TABLE n AS SELECT f() AS c;"},
        {"1": "to_regproc('f') IS NOT NULL", "2": "to_regclass('n') IS NOT NULL"},
    ),
)  # fmt: skip
