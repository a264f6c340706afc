"""Loading schemas into a server: order, session settings, roles, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from schemadiff.core.errors import SqlError, UsageError
from schemadiff.parser import LoadResult, SourceFile, load, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Connection = psycopg.Connection[Any]


@pytest.fixture
def connection(fresh_database: Callable[[], str]) -> Iterator[Connection]:
    with psycopg.connect(fresh_database(), autocommit=True) as made:
        yield made


def run(connection: Connection, *texts: str, own: bool = True) -> LoadResult:
    sources = [SourceFile(name=f"{n}.sql", text=text) for n, text in enumerate(texts, 1)]
    return load(connection, parse(sources), own=own)


def refused(connection: Connection, *texts: str, own: bool = True) -> SqlError:
    with pytest.raises(SqlError) as caught:
        run(connection, *texts, own=own)
    return caught.value


def exists(connection: Connection, *names: str) -> bool:
    row = connection.execute("select bool_and(to_regclass(n) is not null) from unnest(%s::text[]) n", (list(names),))
    return bool(row.fetchone()[0])


def value(connection: Connection, query: str) -> object:
    return connection.execute(query).fetchone()[0]


ORDERED = [
    "create schema app",
    "create type app.mood as enum ('a', 'b')",
    "create domain app.word as text check (value <> '')",
    "create function app.one() returns int language sql immutable as 'select 1'",
    "create sequence app.counter",
    "create table app.a (id bigint primary key default nextval('app.counter'), m app.mood, w app.word)",
    "create table app.b (id int primary key, a bigint references app.a, n int default app.one())",
    "alter table app.b add column extra text",
    "alter sequence app.counter owned by app.a.id",
    "create index b_extra on app.b (extra)",
    "create function app.trigger() returns trigger language plpgsql as $$ begin return new; end; $$",
    "create trigger t before insert on app.b for each row execute function app.trigger()",
    "create view app.v as select b.extra, a.m from app.b join app.a on a.id = b.a",
    "create materialized view app.w as select extra from app.v",
    "create function app.rows() returns setof app.v begin atomic select * from app.v; end",
    "comment on view app.v is 'a; view'",
    "grant select on app.v to reader_of_parser_tests",
]


def test_ordered(connection: Connection):
    assert run(connection, ";\n".join(ORDERED)).postponed == 0
    assert exists(connection, "app.w")


def test_reversed(connection: Connection):
    assert run(connection, ";\n".join(reversed(ORDERED))).postponed > 5
    assert exists(connection, "app.w", "app.b_extra", "app.v")
    assert value(connection, "select obj_description('app.v'::regclass)") == "a; view"


def test_each_in_its_own_file_reversed(connection: Connection):
    run(connection, *reversed(ORDERED))
    assert exists(connection, "app.w")


def test_long_reversed_chain_is_not_quadratic(connection: Connection):
    tables = [f"create table t{n} (id int primary key, up int references t{n - 1})" for n in range(1, 300)]
    result = run(connection, ";\n".join(["create table t0 (id int primary key)", *tables][::-1]))
    assert result.postponed == 299
    assert exists(connection, "t299")


def test_cyclic_foreign_keys(connection: Connection):
    run(
        connection,
        """alter table a add foreign key (b) references b (id); alter table b add foreign key (a) references a (id);
        create table a (id int, b int); create table b (id int, a int);
        alter table a add primary key (id); alter table b add primary key (id);""",
    )
    assert value(connection, "select count(*) from pg_constraint where contype = 'f' and conrelid <> 0") == 2


def test_alter_and_comment_before_create(connection: Connection):
    run(connection, "alter table t add column b int; comment on column t.b is 'x'; create table t (a int);")
    assert value(connection, "select col_description('t'::regclass, 2)") == "x"


def test_replacing_definitions_keep_their_order(connection: Connection):
    run(
        connection,
        "create view v as select null::int as a from t; create or replace view v as select a, b from t;create table t (a int, b int);",
    )
    assert value(connection, "select count(*) from pg_attribute where attrelid = 'v'::regclass") == 2


def test_functions_are_not_checked(connection: Connection):
    run(connection, "set check_function_bodies = true; create function f() returns int language sql as 'select nope()'")
    assert value(connection, "select count(*) from pg_proc where proname = 'f'") == 1


def test_search_path_regions(connection: Connection):
    run(
        connection,
        """set search_path = one; create table t (x mood); create type mood as enum ('a'); set search_path = two, one;
        create table u (x mood, y kind); create type kind as enum (); reset search_path; create table p ();
        select pg_catalog.set_config('search_path', 'one', false); create view v as select * from t;
        create schema one; create schema two;""",
        "create table q ();",
    )
    assert exists(connection, "one.t", "two.u", "public.p", "one.v", "public.q")
    assert value(connection, "show search_path") == '"$user", public'


def test_set_local_lasts_until_commit(connection: Connection):
    run(connection, "create schema s; begin; set local search_path = s; create table t (); commit; create table u ();")
    assert exists(connection, "s.t", "public.u")


def test_settings_of_newer_servers_are_noted(connection: Connection):
    (note,) = run(connection, "set not_yet_known = 1; create table t ();").notes
    assert "not_yet_known" in note.message
    assert exists(connection, "t")


def test_data_steps_are_handed_back(connection: Connection):
    result = run(connection, "insert into t values (1); create table t (a int); update t set a = 2; select 1;")
    assert [s.statement.text for s in result.data_steps] == ["insert into t values (1)", "update t set a = 2"]
    assert value(connection, "select count(*) from t") == 0


def test_what_cannot_run_in_a_transaction(connection: Connection):
    run(
        connection,
        """create index concurrently i on t (a); create type e as enum ('a'); alter type e add value 'b';
        create table t (a e default 'b');""",
    )
    assert exists(connection, "i")


def test_pg_dump_clean_preamble(connection: Connection):
    run(
        connection,
        """alter table if exists only public.t drop constraint if exists t_pkey; drop table if exists public.t;
        create table public.t (id int not null); alter table only public.t add constraint t_pkey primary key (id);""",
    )
    assert exists(connection, "t_pkey")


def test_creating_the_schema_public_is_no_error(connection: Connection):
    run(connection, "create schema public; create table public.t ();")
    assert exists(connection, "public.t")


def test_own_servers_get_stubs_for_roles(connection: Connection):
    result = run(
        connection,
        "create role stub_of_parser_tests superuser login; create table t ();"
        "alter table t owner to stub_of_parser_tests; grant stub_of_parser_tests to current_user;",
    )
    assert set(result.roles) <= {"stub_of_parser_tests"}
    query = "select rolsuper or rolcanlogin from pg_roles where rolname = 'stub_of_parser_tests'"
    assert value(connection, query) is False


def test_servers_of_others_must_have_the_roles(connection: Connection):
    error = refused(connection, "create table t ();\nalter table t owner to nobody_of_parser_tests;", own=False)
    assert str(error.diagnostics[0].location) == "1.sql:2:24"
    assert value(connection, "select to_regclass('t')") is None


def test_errors_name_the_cause_and_not_what_follows(connection: Connection):
    error = refused(
        connection,
        "create view v as select * from t;\ncreate table t (\n  'é' int);".replace("'é'", '"é"').replace(" int", " itn"),
    )
    first, *rest = error.diagnostics
    assert (str(first.location), first.message) == ("1.sql:3:7", 'type "itn" does not exist')
    assert "CREATE EXTENSION" in (first.hint or "")
    assert [d.message for d in rest] == ["1 more statement could not be executed, most for want of these"]


def test_all_causes_are_told(connection: Connection):
    error = refused(connection, "create table a (x foo);\ncreate table b ();\ncreate table c (x bar);")
    assert [str(d.location) for d in error.diagnostics] == ["1.sql:1:19", "1.sql:3:19"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("create table t ();\ncreate table t ();", "1.sql:2:1", "defined twice"),
        ("create extension no_such_extension;", "1.sql:1:1", "docker://"),
        ("select 1;\ncreate table t (a int check (a > 'x'));", "1.sql:2:34", "invalid input syntax"),
        ("create table no_schema.t ();", "1.sql:1:14", "CREATE SCHEMA"),
        ("do $$ begin raise exception 'no'; end $$;", "1.sql:1:1", "no"),
    ],
)
def test_server_errors_have_place_and_hint(connection: Connection, text: str, place: str, words: str):
    error = refused(connection, text)
    assert str(error.diagnostics[0].location) == place
    assert words in str(error)


def test_connections_must_autocommit(connection: Connection):
    connection.autocommit = False
    with pytest.raises(UsageError):
        run(connection, "select 1")
