"""Desired SQL is somebody's code: what it must not do in scratch, what it may, and what hostile names and databases cannot reach."""

from __future__ import annotations

import pytest

from schemadiff.cli.redact import visible
from schemadiff.connect import connect
from schemadiff.core.errors import PlanError, SchemadiffError
from schemadiff.core.plan import Plan, Statement
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot
from schemadiff.lint.replay import replaying
from schemadiff.migration import Folder
from schemadiff.parser import SourceFile, load, parse, split_migration
from schemadiff.scratch.guard import ORDINARY, SUPERUSER, guard_of
from schemadiff.sources.execute import execute, run_plan
from schemadiff.sources.session import open_session
from schemadiff.verify.trace import run_traced

READS = "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN pg_read_file('/etc/passwd'); END $$; "
AS_ROLE = (
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN {1}; END $$; "
    "CREATE TABLE t (a text); GRANT ALL ON t TO {0}; ALTER FUNCTION f() OWNER TO {0}; SELECT f()"
)
SUBSCRIPTION = "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false); "
HOSTILE = {
    "program": ("DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'id'; END $$", "permission denied to COPY"),
    "file": ("DO $$ BEGIN CREATE TEMP TABLE t (a text); COPY t FROM '/etc/passwd'; END $$", "permission denied to COPY"),
    "pg_read_file": ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
    "lo_import": ("SELECT lo_import('/etc/passwd')", "permission denied for function lo_import"),
    "setting": ("DO $$ BEGIN SET session_preload_libraries = 'x'; END $$", "permission denied"),
    "library": ("DO $$ BEGIN LOAD '/tmp/x.so'; END $$", "access to library"),
    "role": ("DO $$ BEGIN ALTER ROLE postgres SUPERUSER; END $$", "permission denied"),
    "set role": (f"DO $$ BEGIN SET ROLE {SUPERUSER}; END $$", "permission denied to set role"),
    "reset": ("RESET SESSION AUTHORIZATION; RESET ROLE; SELECT pg_read_file('/etc/passwd')", "permission denied"),
    "owner": (READS + f"ALTER FUNCTION f() OWNER TO {SUPERUSER}; SELECT f()", "schemadiff's own role"),
    "own function": (READS + f"ALTER FUNCTION f() OWNER TO {ORDINARY}; SELECT f()", "permission denied for function"),
    "internal": ("CREATE FUNCTION f(text) RETURNS oid LANGUAGE internal AS 'be_lo_import'; SELECT f('x')", "not run in schemadiff"),
    "confusion": ("CREATE FUNCTION f(int) RETURNS cstring LANGUAGE internal AS 'textout'; SELECT f(1)", "not run in schemadiff"),
    "dblink": ("CREATE EXTENSION dblink; SELECT dblink_connect('host=127.0.0.1')", "not run in schemadiff"),
    "C": (
        "CREATE EXTENSION dblink; CREATE FUNCTION f(text) RETURNS text LANGUAGE c AS '$libdir/dblink', 'dblink_connect'; SELECT f('')",
        "not run in schemadiff",
    ),
    "foreign data": (
        (
            "CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1'); "
            "CREATE FOREIGN TABLE t (a int) SERVER s; DO $$ BEGIN PERFORM * FROM t; END $$"
        ),
        "not run in schemadiff",
    ),
    "foreign file": (
        (
            "CREATE EXTENSION file_fdw; CREATE SERVER s FOREIGN DATA WRAPPER file_fdw; "
            "CREATE FOREIGN TABLE t (a text) SERVER s OPTIONS (filename '/etc/passwd'); DO $$ BEGIN PERFORM * FROM t; END $$"
        ),
        "not run in schemadiff",
    ),
    "roles of the server": ("DO $$ BEGIN GRANT pg_execute_server_program TO postgres; END $$", "pg_execute_server_program"),
    "program of a role": (AS_ROLE.format("pg_execute_server_program", "COPY public.t FROM PROGRAM 'id'"), "permission denied to COPY"),
    "file of a role": (AS_ROLE.format("pg_read_server_files", "COPY public.t FROM '/etc/passwd'"), "permission denied to COPY"),
    "file by a role": (AS_ROLE.format("pg_write_server_files", "COPY public.t TO '/tmp/t'"), "permission denied to COPY"),
    "other roles": ("DO $$ BEGIN CREATE ROLE more SUPERUSER; END $$", "permission denied to create role"),
    "validator": (
        (
            "CREATE FUNCTION v(text[], oid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$; "
            "CREATE FOREIGN DATA WRAPPER w VALIDATOR v OPTIONS (a 'b')"
        ),
        "superuser's rights",
    ),
    "shadow": ("CREATE FUNCTION pg_catalog.lower(int) RETURNS cstring LANGUAGE internal AS 'int4out'", "server's own pg_proc"),
    "shadow by path": (
        "SET search_path = pg_catalog; CREATE FUNCTION lower(int) RETURNS cstring LANGUAGE internal AS 'int4out'",
        "server's own pg_proc",
    ),
    "take": ("ALTER FUNCTION pg_catalog.pg_read_file(text) OWNER TO postgres", "server's own pg_proc"),
    "grant": ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO PUBLIC", "server's own pg_proc"),
    "event trigger": (
        READS.replace("text", "event_trigger").replace("RETURN pg", "PERFORM pg")
        + "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f(); ALTER EVENT TRIGGER e ENABLE ALWAYS; CREATE TABLE t ()",
        "permission denied for function pg_read_file",
    ),
    "subscription": (SUBSCRIPTION + "DO $$ BEGIN ALTER SUBSCRIPTION s ENABLE; END $$", "must be owner of subscription"),
    "slot": (SUBSCRIPTION + "DROP SUBSCRIPTION s", "does not connect"),
}
LEGITIMATE = """
CREATE EXTENSION hstore;
CREATE EXTENSION dblink;
CREATE EXTENSION postgres_fdw;
CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM count(*) FROM pg_class; END $$;
CREATE EVENT TRIGGER noted ON ddl_command_end EXECUTE FUNCTION noted();
ALTER EVENT TRIGGER noted ENABLE ALWAYS;
CREATE FOREIGN DATA WRAPPER other OPTIONS (a 'b');
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'far');
CREATE FOREIGN TABLE remote (a integer) SERVER far;
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, LIKE = text);
CREATE CAST (word AS text) WITHOUT FUNCTION;
CREATE TABLE words (w word DEFAULT 'x'::word, h hstore);
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE OPERATOR FAMILY numbers USING btree;
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree FAMILY numbers AS OPERATOR 1 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE LANGUAGE mine HANDLER plpgsql_call_handler;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE TEXT SEARCH TEMPLATE plain (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE SUBSCRIPTION sub CONNECTION 'host=far' PUBLICATION p WITH (connect = false);
CREATE SCHEMA theirs AUTHORIZATION app;
CREATE TABLE theirs.t (a integer PRIMARY KEY);
ALTER TABLE theirs.t OWNER TO app;
ALTER TABLE words OWNER TO postgres;
GRANT SELECT ON theirs.t TO reader;
GRANT USAGE, CREATE ON SCHEMA public TO reader;
GRANT USAGE ON LANGUAGE plpgsql TO reader;
ALTER DEFAULT PRIVILEGES FOR ROLE app IN SCHEMA theirs GRANT SELECT ON TABLES TO reader;
CREATE FUNCTION app_f() RETURNS integer LANGUAGE c STRICT AS '$libdir/hstore', 'hstore_to_json';
DO $$ BEGIN CREATE ROLE made_here NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
ALTER TABLE words OWNER TO made_here;
CREATE TABLE spaced (a integer PRIMARY KEY USING INDEX TABLESPACE fast) TABLESPACE fast;
SET SESSION AUTHORIZATION app;
CREATE TABLE theirs.u (a integer REFERENCES theirs.t);
RESET SESSION AUTHORIZATION;
SET session_replication_role = replica;
CREATE VIEW w AS SELECT * FROM theirs.u;
"""


def parsed(sql):
    return parse((SourceFile(name="schema.sql", text=sql),))


def loaded(session, sql):
    return session.made_by(session.loading(lambda: parsed(sql)))


@pytest.fixture(scope="module")
def session():
    with open_session("embedded") as opened:
        yield opened


@pytest.mark.parametrize(("sql", "message"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_sql_is_refused_with_its_place(session, sql, message):
    with pytest.raises(SchemadiffError) as caught:
        loaded(session, sql)
    assert message in str(caught.value)
    assert str(caught.value).startswith("schema.sql:1:")


def test_legitimate_schemas_come_out_as_if_a_superuser_had_loaded_them(session):
    guarded = loaded(session, LEGITIMATE)
    with session.scratch() as url, connect(url) as connection:
        connection.execute('SET search_path = "$user", public')
        load(connection, parsed(LEGITIMATE), own=True)
        connection.execute("DISCARD ALL")
        assert read_snapshot(connection).facts == guarded.facts


def test_the_role_of_a_schema_is_never_left_with_more_rights(session):
    with session.database() as connection:
        with pytest.raises(SchemadiffError):
            load(connection, parsed("CREATE EXTENSION hstore; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION none()"), own=True)
        query = "SELECT rolsuper OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(query).fetchone() == (False,)
        assert guard_of(connection).superuser.info.user == SUPERUSER


def test_event_triggers_do_not_fire_with_a_superusers_rights(session):
    sql = """
    CREATE TABLE seen (super text);
    CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.seen SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user; END $$;
    CREATE EVENT TRIGGER note ON ddl_command_start EXECUTE FUNCTION note();
    ALTER EVENT TRIGGER note ENABLE ALWAYS;
    CREATE TABLE fires ();
    CREATE EXTENSION hstore;
    CREATE CAST (hstore AS bytea) WITHOUT FUNCTION;
    """
    with session.database() as connection:
        load(connection, parsed(sql), own=True)
        rows = guard_of(connection).superuser.execute("SELECT DISTINCT super FROM public.seen").fetchall()
        enabled = guard_of(connection).superuser.execute("SELECT evtenabled::text FROM pg_event_trigger").fetchone()
    assert rows == [("false",)]
    assert enabled == ("A",)


def test_bodies_of_a_plan_have_no_more_rights_when_it_is_proven(session):
    with session.database() as connection:
        create = READS.rstrip("; ").replace("f()", "public.f()")
        execute(connection, split_migration(create, "plan"), create)
        session.read(connection)
        with pytest.raises(Exception, match="permission denied for function pg_read_file"):
            execute(connection, split_migration("SELECT public.f()", "plan"), "SELECT public.f()")


def test_measuring_a_plan_lends_no_rights(session):
    made = """
    CREATE TABLE public.t (super boolean);
    CREATE FUNCTION public.note() RETURNS void LANGUAGE sql AS $$
        INSERT INTO public.t SELECT rolsuper FROM pg_roles WHERE rolname = current_user $$
    """
    own_query = "DO $$ BEGIN EXECUTE 'DEALLOCATE schemadiff_trace'; EXECUTE 'PREPARE schemadiff_trace AS SELECT public.note()'; END $$"
    statements = [Statement(sql=sql, summary="s") for sql in (own_query, "GRANT SELECT ON public.t TO PUBLIC", "SELECT public.note()")]
    with session.database() as connection:
        execute(connection, split_migration(made, "plan"), made)
        run_traced(connection, of_plan(statements), own=True)
        assert connection.execute("SELECT DISTINCT super FROM public.t").fetchall() == [(False,)]
        connection.execute("DEALLOCATE schemadiff_trace")
        refused = [Statement(sql="DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$", summary="s")]
        with pytest.raises(PlanError, match="permission denied for function pg_read_file"):
            run_traced(connection, of_plan(refused), own=True)


def test_statements_of_both_sorts_in_one_lend_nothing_to_the_other(session):
    both = READS.replace("f()", "public.f()") + "GRANT EXECUTE ON FUNCTION public.f() TO PUBLIC; SELECT public.f()"
    with session.database() as connection, pytest.raises(PlanError, match="permission denied for function pg_read_file"):
        run_plan(connection, of_plan([Statement(sql=both, summary="s")]), own=True)


def of_plan(statements):
    return Plan(statements=tuple(statements), current="", desired="")


def test_migrations_that_are_linted_have_no_more_rights(session, tmp_path):
    (tmp_path / "1_a.sql").write_text(f"CREATE TABLE t ();\nALTER TABLE t OWNER TO {SUPERUSER};\n")
    (tmp_path / "2_b.sql").write_text("SELECT 1;\nSELECT pg_read_file('/etc/passwd');\n")
    for place, message in (("1_a.sql:2:", "schemadiff's own role"), ("2_b.sql:2:", "permission denied for function pg_read_file")):
        folder = Folder.read(tmp_path)
        with replaying(session, folder) as replay:
            said = [d for migration in folder.migrations for d in replay.run(migration)]
        assert [(place in str(d.location), message in d.message) for d in said] == [(True, True)]
        (tmp_path / "1_a.sql").unlink(missing_ok=True)


SHADOWS = """
CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'reached'; END $$;
CREATE FUNCTION public.array_agg_(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'reached'; END $$;
CREATE FUNCTION public.eq(name, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'reached'; END $$;
CREATE FUNCTION public.format_type(oid, integer) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'reached'; END $$;
CREATE FUNCTION public.obj_description(oid, name) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'reached'; END $$;
CREATE FUNCTION public.current_database() RETURNS name LANGUAGE plpgsql AS $$ BEGIN RAISE 'reached'; END $$;
CREATE OPERATOR public.= (FUNCTION = public.eq, LEFTARG = name, RIGHTARG = text);
CREATE OPERATOR public.<> (FUNCTION = public.eq, LEFTARG = name, RIGHTARG = text);
CREATE TABLE public.pg_class (relname text, oid oid);
CREATE VIEW public.pg_namespace AS SELECT public.lower('x') AS nspname, 1::oid AS oid;
"""


def test_a_database_cannot_shadow_what_schemadiff_calls(fresh_database):
    url = fresh_database()
    name = url.rpartition("/")[2].partition("?")[0]
    with connect(url) as connection:
        connection.execute(SHADOWS)
        plain = read_snapshot(connection)
        connection.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
    with connect(url) as connection:
        assert connection.execute("SHOW search_path").fetchone() == ("pg_catalog, pg_temp",)
        # Temporary objects come first unless a path names them last.
        connection.execute("CREATE TEMP TABLE pg_proc (a int); CREATE TEMP VIEW pg_attribute AS SELECT public.lower('x')")
        assert read_snapshot(connection).facts == plain.facts


NAMES = ['a"b', "a;b", "a\nb", "a--b", "*/a/*", "$$a$$", "a\\b", "\x1b[31ma", "\u202ea", "a'b", "a'); DROP TABLE t; --", "%s {0} %(a)s"]


def named(name):
    quoted, said = '"' + name.replace('"', '""') + '"', "E'" + name.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"""
    CREATE SCHEMA {quoted};
    CREATE TYPE {quoted}.{quoted} AS ENUM ({said});
    CREATE TABLE {quoted}.t ({quoted} {quoted}.{quoted} DEFAULT {said}, n text DEFAULT {said}, CONSTRAINT {quoted} CHECK (n <> {said}));
    CREATE INDEX {quoted} ON {quoted}.t (n);
    CREATE VIEW {quoted}.v AS SELECT {quoted} FROM {quoted}.t;
    COMMENT ON TABLE {quoted}.t IS {said};
    """


def test_hostile_names_go_through_plan_and_replay(session):
    empty, desired = session.empty(), loaded(session, "".join(map(named, NAMES)))
    text = ";\n".join(s.sql for s in plan(empty, desired).statements)
    assert loaded(session, text).facts == desired.facts


def test_what_steers_a_terminal_is_shown_not_sent():
    assert visible("\x1b[31m\u202ea\r\x9b\tb\n") == "\\x1b[31m\\u202ea\\x0d\\x9b\tb\n"
