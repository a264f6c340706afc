"""Every extension that the server brings along: created, its types and operator classes used by a table, and gone again."""

from __future__ import annotations

import contextlib

import psycopg
import pytest
from majors import MAJORS, server_of

from schemadiff.connect import connect
from schemadiff.core.identity import qualified
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot
from schemadiff.verify.oracle import differences, dump

HALVES = 2
EXTENSIONS = "SELECT name FROM pg_available_extensions WHERE name <> 'plpgsql' ORDER BY name"
TYPES = """
SELECT n.nspname, t.typname
FROM pg_depend d
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
JOIN pg_type t ON d.classid = 'pg_type'::regclass AND d.objid = t.oid
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE e.extname = %s AND t.typtype IN ('b', 'c', 'd', 'e', 'r') AND t.typelem = 0 AND t.typisdefined
ORDER BY t.typname
"""
CLASSES = """
SELECT a.amname, format_type(o.opcintype, NULL), n.nspname, o.opcname
FROM pg_depend d
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
JOIN pg_opclass o ON d.classid = 'pg_opclass'::regclass AND d.objid = o.oid
JOIN pg_type t ON t.oid = o.opcintype AND t.typtype <> 'p'
JOIN pg_am a ON a.oid = o.opcmethod JOIN pg_namespace n ON n.oid = o.opcnamespace
WHERE e.extname = %s ORDER BY o.opcname, a.amname
"""
NOT_LOADABLE = ("0A000", "22023", "58P01", "55000", "F0000")
"""Procedural languages that are not installed, what wants shared_preload_libraries, and names that only stand for others."""


def make(connection, extension):
    """The extension with all that it needs, a table with a column of each of its types, and one with an index of each of its classes."""
    connection.execute("SET search_path = public")
    connection.execute(f"CREATE EXTENSION {qualified(extension)} CASCADE")
    types = connection.execute(TYPES, (extension,)).fetchall()
    columns = ", ".join(f"c{number} {qualified(*type)}" for number, type in enumerate(types))
    connection.execute(f"CREATE TABLE public.uses ({columns})")
    classes = connection.execute(CLASSES, (extension,)).fetchall()
    columns = ", ".join(f"c{number} {type}" for number, (_, type, *_) in enumerate(classes))
    connection.execute(f"CREATE TABLE public.indexed ({columns})")
    for number, (method, _, *name) in enumerate(classes):
        # Some want a modifier of the type or a preloaded library.
        with contextlib.suppress(psycopg.errors.InvalidParameterValue, psycopg.errors.ObjectNotInPrerequisiteState):
            connection.execute(f"CREATE INDEX ON public.indexed USING {method} (c{number} {qualified(*name)})")
    connection.execute("DISCARD ALL")


def problems(scratch, extension, empty):
    """What is wrong with the way to the extension and back; None where the server cannot load it."""
    with scratch.database() as url, connect(url) as connection:
        try:
            make(connection, extension)
        except psycopg.Error as error:
            if error.sqlstate in NOT_LOADABLE:
                return None
            raise
        with_it, wanted = read_snapshot(connection), dump(scratch, url)
    with scratch.database() as url, connect(url) as connection:
        for goal, dumped in ((with_it, wanted), empty):
            for statement in plan(read_snapshot(connection), goal).statements:
                connection.execute(statement.sql.encode())
            if plan(read_snapshot(connection), goal).statements:
                return "not reached"
            if dumped is not None and differences(dump(scratch, url), dumped):
                return "pg_dump differs"
    return ""


@pytest.mark.parametrize("half", range(HALVES))
@pytest.mark.parametrize("major", MAJORS)
def test_each_extension_comes_and_goes(major, half):
    scratch = server_of(major)
    with scratch.database() as url, connect(url) as connection:
        empty = read_snapshot(connection), dump(scratch, url)
        names = [row[0] for row in connection.execute(EXTENSIONS)]
    found = {name: problems(scratch, name, empty) for name in names[half::HALVES]}
    assert {name: said for name, said in found.items() if said} == {}
    loaded = [name for name, said in found.items() if said == ""]
    assert len(loaded) * 2 > len(found), "most of what the server offers can be loaded"
