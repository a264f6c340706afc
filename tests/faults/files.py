"""Files that take away what the applier relies on, and files that fail; each leaves the database as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.fixtures import Fixture
from faults.invariants import picture, violations
from schemadiff.apply import apply
from schemadiff.core.errors import SchemadiffError

if TYPE_CHECKING:
    from faults.lab import Lab

_FIRST = "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\n"
_LAST = "\nCREATE TABLE b (id int);"
# Refused or undone as a whole.
REFUSED = (
    "COMMIT;",
    "ROLLBACK;",
    "END;",
    "BEGIN;",
    "DISCARD ALL;",
    "DO $$ BEGIN COMMIT; END $$;",
    "DO $$ BEGIN EXECUTE 'COMMIT'; END $$;",
    "SELECT pg_advisory_unlock_all();",
    "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$;",
    "CREATE TABLE c AS SELECT pg_advisory_unlock_all()::text AS x;",
    "SELECT pg_terminate_backend(pg_backend_pid());",
    "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5);",
    "SET TRANSACTION READ ONLY;",
    "SELECT 1 / 0;",
    "INSERT INTO a VALUES ('x');",
    "SELECT * FROM nothing;",
    "SET statement_timeout = '10ms'; SELECT pg_sleep(5);",
    "SET idle_in_transaction_session_timeout = 'x';",
)
# Carried out; what they set must not reach the next file, nor the journal.
BORNE = (
    "SET ROLE pg_monitor; RESET ROLE;",
    "SET SESSION AUTHORIZATION pg_monitor; RESET SESSION AUTHORIZATION;",
    "SELECT set_config('search_path', '', false); SET search_path = public;",
    "SET lock_timeout = 1; SET statement_timeout = '20s';",
    "SET row_security = off; SET client_encoding = 'LATIN1';",
    "SET standard_conforming_strings = off; SET default_transaction_read_only = on;",
    "DEALLOCATE ALL; CLOSE ALL; UNLISTEN *;",
    "PREPARE p AS SELECT 1; CREATE TEMP TABLE later (id int);",
    "SET datestyle = 'German'; SET timezone = 'Asia/Tokyo'; SET intervalstyle = 'sql_standard';",
)


def refused(trials: Lab, words: str) -> list[str]:
    """The file fails, nothing of it is there; corrected, it is applied."""
    good = trials.folder("refused", {"1_a.sql": _FIRST + _LAST})
    fixture = Fixture("refused", "", {}, {"1": "to_regclass('b') IS NOT NULL"})
    trials.prepare(fixture)
    apply(trials.url, good)
    reference = picture(trials.url)
    trials.prepare(fixture)
    bad = trials.folder("refused", {"1_a.sql": _FIRST + words + _LAST})
    found: list[str] = []
    try:
        apply(trials.url, bad)
        found.append(f"{words} was carried out")
    except SchemadiffError as error:
        if not error.diagnostics and "1_a" not in str(error):
            found.append(f"{words}: the file is not named: {error}")
    good = trials.folder("refused", {"1_a.sql": _FIRST + _LAST})
    return found + violations(trials.url, good, fixture, reference)


def borne(trials: Lab, words: str) -> list[str]:
    """The file is applied, and so is the next, as if the first had set nothing."""
    second = "CREATE TABLE later (id int);\nINSERT INTO later SELECT length('a\\\\b') FROM public.a;\nPREPARE p AS SELECT 2;"
    fixture = Fixture("borne", "", {}, {"2": "to_regclass('public.later') IS NOT NULL"})
    folder = trials.folder("borne", {"1_a.sql": _FIRST + words + _LAST, "2_b.sql": second})
    trials.prepare(fixture)
    apply(trials.url, folder)
    return violations(trials.url, folder, fixture, picture(trials.url))
