"""Every rule's examples, run on a real server and linted with what the catalog then says."""

from __future__ import annotations

import psycopg
import pytest

from schemadiff.lint.catalog import read_catalog
from schemadiff.lint.rule import Scope, examples
from schemadiff.lint.rules import RULES
from schemadiff.lint.runner import check, severities
from schemadiff.lint.script import Script
from schemadiff.migration import read_header
from schemadiff.migration.segments import divide

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{'good' if example.good else 'bad'}-{number}")
    for rule in RULES
    for number, example in enumerate(examples(rule))
]


def run(connection, sql):
    for segment in divide(sql, "example.sql"):
        for statement in segment.statements:
            if not statement.is_control:
                connection.execute(statement.text)


@pytest.fixture(scope="module")
def database(server):
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def clean(database):
    yield database
    database.execute("RESET ALL")
    schemas = database.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")
    for (name,) in schemas.fetchall():
        database.execute(f'DROP SCHEMA "{name}" CASCADE')
    database.execute("CREATE SCHEMA public")


def codes(sql, scope, catalog):
    script = Script(divide(sql, "example.sql"), scope=scope, catalog=catalog, allow=read_header(sql).allow)
    return {d.code for d in check(script, severities({}))}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_examples(rule, example, clean):
    scope = Scope.MIGRATION if Scope.MIGRATION in rule.scopes else Scope.SCHEMA
    run(clean, example.given)
    catalog = read_catalog(clean) if scope is Scope.MIGRATION else None
    run(clean, example.sql)
    assert codes(example.sql, scope, catalog) == (set() if example.good else {rule.code})


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_every_rule_has_a_good_and_a_bad_example(rule):
    assert {e.good for e in examples(rule)} == {True, False}
    assert "Harmless when" in rule.document
