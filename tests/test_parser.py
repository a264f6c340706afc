"""Reading, splitting, directives, roles, hashes and layout: what needs no server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemadiff.core.errors import SqlError, UsageError
from schemadiff.parser import (
    SourceFile,
    StatementKind,
    attached,
    column_after,
    data_steps,
    directives,
    format_sql,
    parse,
    read_sources,
    role_names,
    split_migration,
)


def source(text: str, name: str = "s.sql") -> SourceFile:
    return SourceFile(name=name, text=text)


def statements(text: str):
    return parse([source(text)])


def refused(text: str) -> SqlError:
    with pytest.raises(SqlError) as caught:
        statements(text)
    return caught.value


def where(error: SqlError) -> tuple[int, int]:
    location = error.diagnostics[0].location
    assert location is not None
    return location.line, location.column


def test_import_is_lazy():
    code = "import sys, schemadiff.parser; assert not {'pglast', 'psycopg'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# Reading


def test_reads_folders_recursively_and_each_file_once(tmp_path: Path):
    (tmp_path / "b").mkdir()
    for name in ("z.sql", "a.sql", "b/c.sql", "note.txt"):
        (tmp_path / name).write_text("select 1;")
    found = [s.name for s in read_sources([tmp_path, tmp_path / "a.sql"])]
    assert found == [str(tmp_path / n) for n in ("a.sql", "b/c.sql", "z.sql")]


def test_missing_path_and_empty_folder(tmp_path: Path):
    with pytest.raises(UsageError, match="no such file"):
        read_sources([tmp_path / "x.sql"])
    with pytest.raises(UsageError, match=r"no \.sql file"):
        read_sources([tmp_path])


def test_bom_and_crlf(tmp_path: Path):
    file = tmp_path / "a.sql"
    file.write_bytes(b"\xef\xbb\xbfselect 1;\r\n\r\nselect\r\n2;\r\n")
    (read,) = read_sources([file])
    assert read.text == "select 1;\n\nselect\n2;\n"
    assert [(s.line, s.text) for s in parse([read])] == [(1, "select 1"), (3, "select\n2")]


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"select 1;\nselect 'caf\xe9';", (2, 12)), ("é 'é".encode() + b"\xff", (1, 5)), (b"a\n b\0", (2, 3))],
)
def test_wrong_bytes_are_located(tmp_path: Path, data: bytes, place: tuple[int, int]):
    (tmp_path / "a.sql").write_bytes(data)
    with pytest.raises(SqlError) as caught:
        read_sources([tmp_path])
    assert where(caught.value) == place


# Splitting


def test_offsets_count_characters():
    text = '-- ü\ncreate table "é" ("ß" int); /* → */ comment on table "é" is \'漢字;\';\nselect \'𝄞\' -- no ;'
    found = statements(text)
    assert [text[s.offset : s.end] for s in found] == [s.text for s in found]
    assert [s.text[-5:] for s in found] == [" int)", "'漢字;'", "t '𝄞'"]
    assert [(s.line, s.column) for s in found] == [(2, 1), (2, 37), (3, 1)]


BODIES = [
    "create function f() returns int language sql as $$ select 1; select 2; $$",
    "create function f() returns int language sql as $é$ select ';$$;' $é$",
    "create function f() returns int language sql as 'select 1; select ''x'';'",
    "create function f() returns int begin atomic select 1; select case when true then 1 end; end",
    "create procedure p() language plpgsql as $$\nbegin\n\\restrict abc\nend;\n$$",
    "create rule r as on insert to t do instead (select 1; select 2)",
    "do $$ begin perform 1; end $$",
    "select E'it''s \\' ; ' as \"a;b\" /* ; /* ; */ ; */",
]


@pytest.mark.parametrize("body", BODIES)
def test_semicolons_in_bodies(body: str):
    found = statements(f"select 1;\n{body};\nselect 2;")
    assert [s.text for s in found] == ["select 1", body, "select 2"]


def test_last_statement_needs_no_semicolon():
    assert [s.text for s in statements("select 1; select 2 /* c */ -- d\n")] == ["select 1", "select 2"]
    assert statements("") == statements("-- nothing\n;;\n") == ()


def test_kinds():
    text = """begin; set search_path = a; select pg_catalog.set_config('search_path', '', false); create table t ();
        insert into t default values; select 1; select 1 into x; do 'begin end'; create role r; grant a to b;
        with x as (select 1) insert into t select * from x; call p(); commit;"""
    assert " ".join(s.kind for s in statements(text)) == ("control session session ddl data query ddl do role role data query control")


def test_restrict_lines_are_skipped_and_offsets_kept():
    text = "\\restrict aB3\n\nselect 1;\n\\unrestrict aB3\n"
    (found,) = statements(text)
    assert (found.line, found.text) == (3, "select 1")
    (body,) = statements("select $$\n\\restrict abc\n$$;\n\\unrestrict abc")
    assert body.text == "select $$\n\\restrict abc\n$$"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("select 'é';\n  creat table t ();", (2, 3), 'syntax error at or near "creat"'),
        ("create table t (é int, 'ü' int);", (1, 24), "syntax error"),
        ("create table t (\n  a int,\n);", (3, 1), "remove the comma"),
        ("create table t (a int)\ncreate table u ();", (2, 1), "semicolon missing"),
        ("create table t (\n  id int auto_increment);", (2, 10), "GENERATED ALWAYS AS IDENTITY"),
        ("create table `t` ();", (1, 14), "double quotes"),
        ("select 1;\nselect 'é", (2, 8), "has no end"),
        ("select $a$ x", (1, 8), "has no end"),
        ("create table t (a int", (1, 22), "not finished"),
        ("select 1;\n\\i other.sql\n", (2, 1), "several files"),
        ("\\connect x\nselect 1;", (1, 1), "one database's"),
        ("select 1 \\gset", (1, 10), "variables"),
        ("select 1;\n\\foo", (2, 1), r"\\foo is a command of psql"),
        ("select 'ü';\ncopy t (a) from stdin;\n1\tx\n\\.\n", (2, 1), "INSERT"),
        ("copy t from stdin;", (1, 1), "INSERT"),
        ("select 1;\nvacuum;", (2, 1), "VACUUM"),
        ("create database x;", (1, 1), "CREATE DATABASE"),
        ("alter system set work_mem = 1;", (1, 1), "ALTER SYSTEM"),
        ("begin;\nrollback;", (2, 1), "cannot roll back"),
        ("create subscription s connection 'host=x' publication p;", (1, 1), "connect = false"),
        ("create subscription s connection 'x' publication p with (connect);", (1, 1), "connect = false"),
        ("comment on database d is 'x';", (1, 1), "about a database"),
        ("grant connect on database d to public;", (1, 1), "about a database"),
        ("alter database d owner to r;", (1, 1), "about a database"),
        ("drop owned by r;", (1, 1), "other databases"),
    ],
)
def test_errors_have_place_and_hint(text: str, place: tuple[int, int], words: str):
    error = refused(text)
    assert where(error) == place
    assert words.replace("\\\\", "\\") in str(error)


def test_all_refusals_of_a_file_are_told():
    assert len(refused("vacuum; select 1; reindex table t;").diagnostics) == 2


# Migrations


def test_migration_statements_tell_how_they_run():
    alone = """create index concurrently i on t (a); drop index concurrently i; reindex (concurrently) table t;
        vacuum t; alter table t detach partition p concurrently; create database d; alter system set a = 1;
        create subscription s connection 'x' publication p; create tablespace x location '/x'; discard all"""
    assert all(s.needs_no_transaction for s in split_migration(alone, "m.sql"))
    fine = """create index i on t (a); alter type e add value 'x'; analyze t; reindex table t; drop table t;
        refresh materialized view concurrently m; alter table t detach partition p; select 'concurrently';
        create subscription s connection 'x' publication p with (connect = false); cluster t using i"""
    assert not any(s.needs_no_transaction for s in split_migration(fine, "m.sql"))
    control = split_migration("begin; savepoint a; select 1; rollback to a; commit", "m.sql")
    assert [s.is_control for s in control] == [True, True, False, True, True]


def test_migrations_refuse_what_only_psql_reads():
    for text in ("\\i x\n", "copy t from stdin;\n1\n\\.\n"):
        with pytest.raises(SqlError):
            split_migration(text, "m.sql")


# Directives


def test_directives_are_found_and_attached():
    text = """-- schemadiff: nolint A1, A2
-- an ordinary comment
create table t (
    -- schemadiff: renamed from="Old ""Name"" x"
    "é" int,
    b int
);
select $$
-- schemadiff: not one
$$;
-- schemadiff: data
select setval('s', 1);
"""
    found = directives(source(text))
    assert [(d.word, d.line) for d in found] == [("nolint", 1), ("renamed", 4), ("data", 11)]
    assert found[0].arguments == ("A1", "A2")
    assert found[1].value("from") == 'Old "Name" x'
    table, query, setval = parse([source(text)])
    assert attached(found, [table, query, setval]) == {table: found[:2], setval: found[2:]}
    assert column_after(table, found[1]) == "é"
    assert column_after(table, found[0]) is None
    assert (query.kind, setval.kind) == (StatementKind.QUERY, StatementKind.DATA)


def test_column_after_in_alter_table():
    text = "alter table t add column a int,\n-- schemadiff: renamed from=c\nadd column b int;"
    (statement,) = statements(text)
    assert column_after(statement, directives(source(text))[0]) == "b"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-- schemadiff: renmaed from=x", "did you mean 'renamed'?"),
        ("-- schemadiff: frobnicate", "known words: allow"),
        ("-- schemadiff:", "unknown directive ''"),
        ("-- schemadiff: renamed", "without the old name"),
        ("-- schemadiff: renamed to=x", "without the old name"),
        ("-- schemadiff: nolint", "without a code"),
        ("select 1; -- schemadiff: nolint X", "on a line of its own"),
    ],
)
def test_wrong_directives(line: str, words: str):
    assert words in str(refused(f"select 0;\n{line}\nselect 2;"))


# Roles and hashes


def test_role_names():
    text = """alter table t owner to "A b"; grant select on t to b, public, current_user; create role c in role d;
        create schema s authorization e; create policy p on t to f; create user mapping for g server s;
        alter default privileges for role h grant select on tables to i; grant j to k granted by l; set role m;
        alter role n set work_mem = 1; set session authorization 'o'; reassign owned by q to r; reset role;
        set role none; drop role u; revoke all on t from v; create user w; select 'rolename';"""
    assert role_names(split_migration(text, "m.sql")) == {"A b", *"bcdefghijklmnoqruvw"}


def test_hashes_ignore_layout_and_comments_only():
    def hashed(text: str) -> str:
        (step,) = data_steps(statements(text))
        return step.hash

    one = hashed("insert into t (a) values ('A b');")
    assert one == hashed("INSERT INTO T\n (a) -- x\n VALUES ('A b')")
    others = ("insert into t (a) values ('a b')", "insert into t (a) values ('A  b')", 'insert into "T" (a) values (1)')
    assert len({one, *map(hashed, others)}) == 4


# Layout


def test_format_keeps_comments_and_meaning():
    text = """\\restrict abc

-- head
create TABLE t(a int not null,b text) ; -- tail
/* between */


select 1 -- inside
+ 2;create function f() returns int language sql as $$ select  1; $$
"""
    done = format_sql(text)
    assert done == format_sql(done)
    assert done.startswith("\\restrict abc\n\n-- head\nCREATE TABLE t (\n  a integer NOT NULL,\n  b text\n); -- tail\n")
    assert "/* between */\n\nselect 1 -- inside\n+ 2;\nCREATE FUNCTION f()" in done
    assert "$$ select  1; $$;\n" in done
    assert format_sql("") == ""
    assert format_sql("-- only\n") == "-- only\n"


def test_format_refuses_what_is_not_sql():
    with pytest.raises(SqlError):
        format_sql("creat table")


CASES = sorted((Path(__file__).parent / "cases").glob("**/*.sql"))


def test_cases_split_and_format_stably():
    for file in CASES:
        text = file.read_text()
        done = format_sql(text)
        assert done == format_sql(done), file
        before, after = (split_migration(t, str(file)) for t in (text, done))
        assert [s.node for s in before] == [s.node for s in after], file
