"""What `schema inspect` writes, in each of its formats, makes an equal database again: one case of every kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli import run
from majors import MAJORS, server_of

from schemadiff.api import plan_sql, snapshot_data, split_schema
from schemadiff.connect import connect
from schemadiff.core import codec, exit_codes
from schemadiff.core.errors import RefusedError
from schemadiff.diff import create_script, plan
from schemadiff.introspect import read_snapshot
from schemadiff.objects import KIND, KINDS
from schemadiff.parser import create_role_stubs, load, parse, read_sources
from schemadiff.verify.oracle import differences, dump

CASES = Path(__file__).parent / "cases"
SAMPLE = Path(__file__).parent.parent / "database" / "schema"
OF_SERVERS = {k.name.replace(" ", "_") for k in KINDS if k.include}
FORMATS = ("sql", "split", "json")
# Where the order of the files decides.
BESIDES = ("index_attachment/only_and_invalid", "default_privilege/of_schemas")


def schemas():
    """The widest case of each kind, and the sample application; no server here has a provider of security labels."""
    yield pytest.param(SAMPLE, id="sample")
    for kind in sorted(p for p in CASES.iterdir() if p.name not in {*OF_SERVERS, "security_label"}):
        widest = max(kind.glob("*/new.sql"), key=lambda f: (f.stat().st_size, f))
        yield pytest.param(widest, id=f"{kind.name}/{widest.parent.name}")
    for case in BESIDES:
        yield pytest.param(CASES / case / "new.sql", id=case)


def roles_of(file):
    named = file.parent / "roles"
    return frozenset(named.read_text().split()) if named.exists() else frozenset()


def load_files(connection, *paths):
    connection.execute('SET search_path = "$user", public')
    load(connection, parse(read_sources(paths)), own=True)
    connection.execute("DISCARD ALL")


def rebuild(connection, snapshot, shape, folder):
    """Makes in an empty database what `snapshot`, written in that format, says."""
    if shape == "sql":
        connection.execute(plan_sql(create_script(snapshot), hazards=False).encode())
        connection.execute("DISCARD ALL")
    elif shape == "split":
        done = split_schema(snapshot, folder)
        assert not done.files or done.written == done.files
        if done.files:
            load_files(connection, folder)
    else:
        text = json.dumps({"version": 1, "kind": "schema inspect", **snapshot_data(snapshot)})
        connection.execute(plan_sql(create_script(codec.decode(text, KIND)), hazards=False).encode())
        connection.execute("DISCARD ALL")


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("file", list(schemas()))
def test_each_format_makes_an_equal_database(file, major, tmp_path):
    least = file.parent / "min_version"
    if least.exists() and major < int(least.read_text()):
        pytest.skip(f"needs PostgreSQL {least.read_text().strip()}")
    there_and_back(server_of(major), file, tmp_path)


def there_and_back(scratch, file, folder):
    with scratch.database() as url, connect(url) as connection:
        create_role_stubs(connection, roles_of(file))
        load_files(connection, file)
        original, wanted = read_snapshot(connection), dump(scratch, url)
    for shape in FORMATS:
        with scratch.database() as url, connect(url) as connection:
            rebuild(connection, original, shape, folder / shape)
            assert plan(read_snapshot(connection), original).statements == (), shape
            assert wanted is None or differences(dump(scratch, url), wanted) == [], shape


def test_the_command_writes_what_is_read_back(tmp_path):
    def schemadiff(*arguments):
        done = run(*arguments, "--dev-url", "embedded", cwd=tmp_path, env={"HOME": str(tmp_path)})
        assert done.returncode == exit_codes.DONE, done.stderr
        return done.stdout

    schemadiff("schema", "inspect", str(SAMPLE), "--split", "out")
    assert (tmp_path / "out" / "table" / "public.users.sql").is_file()
    (tmp_path / "saved.json").write_text(schemadiff("schema", "inspect", "out", "--format", "json"))
    assert schemadiff("schema", "diff", "--from", "saved.json", "--to", str(SAMPLE), "--exit-code") == ""


def test_a_folder_written_again_is_brought_up_to_date(fresh_database, tmp_path):
    def snapshot(sql):
        url = fresh_database()
        with connect(url) as connection:
            connection.execute(sql)
            return read_snapshot(connection)

    tables = 'CREATE TABLE public.a (i int); CREATE TABLE public."A" (i int)'
    first = split_schema(snapshot(f"{tables}; CREATE VIEW public.v AS SELECT 1 AS x"), tmp_path)
    assert sorted(p.name for p in first.files) == ["public.a.sql", "public.v.sql"], "one file where a file system tells no case"
    smaller = snapshot(tables)
    with pytest.raises(RefusedError, match=r"public\.v\.sql"):
        split_schema(smaller, tmp_path)
    second = split_schema(smaller, tmp_path, prune=True)
    assert second.written == ()
    assert [p.name for p in second.deleted] == ["public.v.sql"]
