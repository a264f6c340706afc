"""Roles, their memberships and settings: read where included, compared where somebody makes them, proven in scratch."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import run
from majors import MAJORS, server_of

from schemadiff.connect import connect
from schemadiff.core import exit_codes
from schemadiff.core.errors import UsageError
from schemadiff.core.plan import HazardCode
from schemadiff.introspect import Selection, read_snapshot
from schemadiff.objects import KINDS
from schemadiff.scratch import ScratchServer
from schemadiff.sources import cache, open_session
from schemadiff.verify import prove

FOLDERS = [k.name.replace(" ", "_") for k in KINDS if k.include]
CASES = sorted(p.parent for f in FOLDERS for p in (Path(__file__).parent / "cases" / f).glob("*/new.sql"))
WITH_ROLES = ("roles",)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Snapshots of other runs must not answer."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "snapshots")


@pytest.fixture
def session():
    with open_session("embedded", include=WITH_ROLES) as opened:
        yield opened


@pytest.fixture
def target():
    """A database on another server than the scratch one."""
    server = server_of(15)
    server.drop_roles()
    with server.database() as url:
        yield url
    server.drop_roles()


def execute(url, sql):
    with connect(url) as connection:
        connection.execute("SET search_path = public")
        connection.execute(sql)


@pytest.mark.parametrize("back", [False, True], ids=["forth", "back"])
@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.parent.name}-{c.name}")
def test_case(case, major, back, session):
    least = case / "min_version"
    if least.exists() and major < int(least.read_text()):
        pytest.skip(f"needs PostgreSQL {least.read_text().strip()}")
    if major != session.server.major:
        session.started = server_of(major)
    files = [str(case / name) for name in (("new.sql", "old.sql") if back else ("old.sql", "new.sql"))]
    current, desired = session.pair(*files)
    made = session.plan(current, desired)
    assert made.statements
    assert prove(session, current, desired, made).dumped
    assert "never printed" not in repr(made) + repr(desired)
    assert not any(f.id.path[-1] == "app.secret_token" for f in desired.facts.values())


def test_roles_are_read_only_where_included(session, fresh_database):
    url = fresh_database()
    with connect(url) as connection:
        connection.execute("CREATE ROLE here PASSWORD 'x'; ALTER ROLE here SET work_mem = '1MB'; COMMENT ON ROLE here IS 'x'")
        names = {k.name for k in KINDS if k.include}
        assert names & set(read_snapshot(connection).by_kind) == set()
        assert names & set(read_snapshot(connection, Selection(include=WITH_ROLES)).by_kind) == {"role", "role setting"}
        connection.execute("DROP ROLE here")


def test_what_is_made_elsewhere_is_left_alone(session, target, tmp_path):
    execute(target, "CREATE ROLE elsewhere LOGIN; CREATE ROLE admin SUPERUSER IN ROLE elsewhere; ALTER ROLE admin SET work_mem = '9MB'")
    (tmp_path / "schema.sql").write_text("CREATE TABLE t (id int); ALTER TABLE t OWNER TO elsewhere; CREATE ROLE app IN ROLE elsewhere;")
    session.target_url = target
    current, desired = session.pair(target, str(tmp_path / "schema.sql"))
    assert [s.sql.split("\n")[0] for s in session.plan(current, desired).statements] == [
        "CREATE ROLE app",
        "GRANT elsewhere TO app",
        "CREATE TABLE public.t (",
        "ALTER TABLE public.t OWNER TO elsewhere",
    ]


def test_a_role_goes_last_and_with_a_hazard(session, target, tmp_path):
    execute(target, "CREATE ROLE app; CREATE TABLE t (id int); ALTER TABLE t OWNER TO app; CREATE ROLE other; GRANT SELECT ON t TO other")
    (tmp_path / "schema.sql").write_text("CREATE TABLE t (id int); CREATE ROLE other2; GRANT UPDATE ON t TO other2;")
    current, desired = session.pair(target, str(tmp_path / "schema.sql"))
    made = session.plan(current, desired)
    with connect(target) as connection:
        for statement in made.statements:
            connection.execute(statement.sql)
    assert session.plan(*session.pair(target, str(tmp_path / "schema.sql"))).statements == ()
    assert sorted(str(h.object) for h in made.hazards if h.code is HazardCode.DATA_LOSS) == ["role app", "role other"]


def test_settings_of_one_database_reach_the_target(session, target, tmp_path):
    execute(target, "CREATE ROLE app")
    (tmp_path / "schema.sql").write_text("CREATE ROLE app; ALTER ROLE app IN DATABASE production SET work_mem = '7MB';")
    current, desired = session.pair(target, str(tmp_path / "schema.sql"))
    with connect(target) as connection:
        for statement in session.plan(current, desired).statements:
            connection.execute(statement.sql)
        (found,) = connection.execute(
            "SELECT setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database()"
        ).fetchall()
    assert found == (["work_mem=7MB"],)
    assert session.plan(*session.pair(target, str(tmp_path / "schema.sql"))).statements == ()


def test_a_foreign_scratch_server_is_refused(session, server, tmp_path):
    (tmp_path / "schema.sql").write_text("CREATE ROLE app;")
    session.started = ScratchServer(url=server.url, version=server.version, own=False, superuser=True)
    with pytest.raises(UsageError, match="scratch server of schemadiff's own"):
        session.snapshot(str(tmp_path / "schema.sql"))


def test_migrations_with_roles_are_replayed(tmp_path, target):
    (tmp_path / "database/schema").mkdir(parents=True)
    (tmp_path / "database/schema/schema.sql").write_text("CREATE ROLE app LOGIN; CREATE TABLE t (id int); ALTER TABLE t OWNER TO app;")
    (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\ninclude = ["roles"]\n[env.local]\nurl = "{target}"\n')
    for command in (["migrate", "diff", "first"], ["migrate", "apply", "--auto-approve"], ["migrate", "validate"], ["migrate", "check"]):
        done = run(*command, cwd=tmp_path)
        assert done.returncode == exit_codes.DONE, done.stdout + done.stderr
    (tmp_path / "schemadiff.toml").write_text(f'[env.local]\nurl = "{target}"\n')
    done = run("migrate", "validate", cwd=tmp_path)
    assert done.returncode == exit_codes.DONE, done.stderr


def test_a_password_is_in_no_message(tmp_path):
    (tmp_path / "schema.sql").write_text("CREATE ROLE app;\nCREATE ROLE app PASSWORD 'hush hush';\nCREATE ROLE b IN ROLE nowhere_to_be;\n")
    done = run("schema", "validate", "schema.sql", "--include", "roles", cwd=tmp_path)
    assert done.returncode == exit_codes.FAILED
    assert "hush" not in done.stdout + done.stderr
    assert run("schema", "validate", "schema.sql", "--include", "rolls", cwd=tmp_path).returncode == exit_codes.USAGE


def test_settings_of_all_roles_are_refused(session, tmp_path):
    (tmp_path / "schema.sql").write_text("ALTER ROLE ALL SET work_mem = '1MB';")
    with pytest.raises(Exception, match="ALTER ROLE ALL"):
        session.snapshot(str(tmp_path / "schema.sql"))
