"""The order of grants: it means nothing and is compared only where it is asked for."""

from __future__ import annotations

import psycopg
import pytest
from cli import run

from schemadiff.core import exit_codes

TABLE = "CREATE TABLE t (a integer);\n"
GRANT = "GRANT SELECT ON t TO {};\n"
ASKED = ("--include", "grant-order")


@pytest.fixture
def ordered(tmp_path, fresh_database):
    """A project, a database with grants in an order, and a file that wants another one."""
    schema = tmp_path / "database" / "schema" / "schema.sql"
    schema.parent.mkdir(parents=True)
    url = fresh_database()
    with psycopg.connect(url) as connection:
        for name in ("order_a", "order_b", "order_c"):
            connection.execute(f"DO $$ BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$".encode())

    def make(have, want):
        with psycopg.connect(url) as connection:
            connection.execute((TABLE + "".join(GRANT.format(f"order_{n}") for n in have)).encode())
        schema.write_text(TABLE + "".join(GRANT.format(f"order_{n}") for n in want))
        return url, schema

    return make


def grantees(url):
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT relacl::text FROM pg_class WHERE relname = 't'").fetchone()
    return [item.partition("=")[0].removeprefix("order_") for item in row[0].strip("{}").split(",")][1:]


@pytest.mark.parametrize(
    ("have", "want", "statements"),
    [("bc", "abc", 5), ("ab", "ba", 2), ("abc", "acb", 2), ("abc", "bc", 1), ("abc", "cb", 3), ("ac", "ac", 0), ("", "cab", 3)],
)
def test_it_is_reached_with_the_fewest_grants(tmp_path, ordered, have, want, statements):
    url, schema = ordered(have, want)
    shown = run(*ASKED, "schema", "diff", "--from", url, "--to", str(schema), cwd=tmp_path).stdout
    assert shown.count(";") == statements
    assert run(*ASKED, "--url", url, "schema", "apply", "--auto-approve", cwd=tmp_path).returncode == exit_codes.DONE
    assert grantees(url) == list(want)
    again = run(*ASKED, "schema", "diff", "--from", url, "--to", str(schema), "--exit-code", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (exit_codes.DONE, "")


def test_it_is_no_difference_else(tmp_path, ordered):
    url, schema = ordered("abc", "cab")
    shown = run("schema", "diff", "--from", url, "--to", str(schema), "--exit-code", cwd=tmp_path)
    assert (shown.returncode, shown.stdout) == (exit_codes.DONE, "")


def test_what_a_grantee_granted_in_its_turn_holds_it(tmp_path, ordered):
    url, schema = ordered("", "cab")
    schema.write_text(TABLE + "GRANT SELECT ON t TO order_b WITH GRANT OPTION; GRANT SELECT ON t TO order_a;")
    held = "GRANT SELECT ON t TO order_a, order_b WITH GRANT OPTION; SET ROLE order_b; GRANT SELECT ON t TO order_c; RESET ROLE"
    with psycopg.connect(url) as connection:
        connection.execute(held.encode())
    schema.write_text(schema.read_text() + held.partition(";")[2])
    assert run(*ASKED, "--url", url, "schema", "apply", "--auto-approve", cwd=tmp_path).returncode == exit_codes.DONE
    assert grantees(url) == ["b", "c", "a"]
