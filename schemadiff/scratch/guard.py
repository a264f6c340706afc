"""Desired SQL is somebody's code: on servers of our own it runs under a role that is no superuser.

The server's superuser has a name of its own there, and `postgres`, as which schemas are loaded, is an ordinary role: what they say of
`postgres` and of the current user comes out as on a server where it is one. A statement that PostgreSQL leaves to superusers, and that
runs no code of the schema, is executed while that role is a superuser, for this one statement (`as_superuser`); who decides that is
`schemadiff.parser.privileged`. Everything else, and so every body, default and index expression, runs without those rights
(PostgreSQL documentation, 22.2 "Role Attributes", 38.9 "Function Security").
"""

from __future__ import annotations

import contextlib
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from schemadiff.connect import connect
from schemadiff.scratch import disarm

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERUSER = "schemadiff_superuser"
ORDINARY = "postgres"
PUBLIC_IS_DATABASE_OWNERS_SINCE = 150000
# Not 16384 or above: it is no role of a schema, as little as the first role of any other server.
ORDINARY_OID = 16383
# It may make roles, as schemas do in DO blocks.
# PostgreSQL knows the roles that reach files, programs and other servers by their number: under another one they can be granted and own
# functions, as everywhere, and give nothing. It is one of those that PostgreSQL lets nobody drop (FirstUnpinnedObjectId).
SET_UP = f"""
CREATE ROLE {ORDINARY} LOGIN CREATEROLE;
UPDATE pg_catalog.pg_authid r SET oid = n.oid
FROM (VALUES ('pg_read_server_files', 11996), ('pg_write_server_files', 11997), ('pg_execute_server_program', 11998),
             ('pg_create_subscription', 11999)) AS n (name, oid) WHERE r.rolname = n.name;
UPDATE pg_catalog.pg_authid SET oid = {ORDINARY_OID} WHERE rolname = '{ORDINARY}';
"""
_PUBLIC = f"""
ALTER SCHEMA public OWNER TO {ORDINARY};
UPDATE pg_catalog.pg_init_privs SET initprivs = (SELECT nspacl FROM pg_catalog.pg_namespace WHERE oid = 2200)
WHERE classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND objoid = 2200;
"""
_APART = f"""SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid >= 16384
AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_auth_members m WHERE m.roleid = r.oid AND m.member = {ORDINARY_OID})"""
_RAISE = f"ALTER ROLE {ORDINARY} SUPERUSER".encode()
LOWER = f"ALTER ROLE {ORDINARY} NOSUPERUSER"
_TRIGGERS = "SELECT evtname, oid::int8, evtenabled::text FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D'"
_ENABLED = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}

PLAIN = "SET LOCAL search_path = pg_catalog, pg_temp;"
_MINE = "xmin = pg_current_xact_id()::xid"
_CATALOGS = {"pg_proc": "pronamespace", "pg_type": "typnamespace", "pg_class": "relnamespace", "pg_operator": "oprnamespace"}
PUBLIC_SCHEMA = 2200
_OTHERS = ("pg_namespace", "pg_cast", "pg_opclass", "pg_ts_template")
# The rows that this transaction changed or made among those of the server itself. An extension may put what it likes there.
_TOUCHED = " UNION ALL ".join(
    [
        f"""(SELECT '{catalog}' FROM {catalog} c WHERE {_MINE} AND (c.oid < 16384 OR {namespace} = 11)
        AND NOT EXISTS (
            SELECT 1 FROM pg_depend e WHERE e.classid = '{catalog}'::regclass AND e.objid = c.oid AND e.deptype = 'e') LIMIT 1)"""
        for catalog, namespace in _CATALOGS.items()
    ]
    + [
        f"(SELECT '{c}' FROM {c} WHERE {_MINE} AND oid < 16384 AND oid <> {PUBLIC_SCHEMA} LIMIT 1)"
        for c in ("pg_namespace", "pg_cast", "pg_opclass", "pg_ts_template")
    ]
)

# One statement at a time on a server: none of a schema may run elsewhere while the role is a superuser.
_turn = threading.RLock()


class Touched(Exception):  # noqa: N818
    """The server's own objects would change."""


class Guarded(psycopg.Connection[Any]):
    """A connection of the ordinary role to a scratch database; `guard` executes what needs a superuser."""

    guard: Guard


class Guard:
    """Lends the ordinary role of one scratch database a superuser's rights, and takes them back."""

    def __init__(self, ordinary: Guarded, superuser: psycopg.Connection[Any]) -> None:
        self.ordinary, self.superuser = ordinary, superuser
        self.hidden = disarm.Hidden(superuser, ORDINARY, SUPERUSER)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While a statement of the schema runs. What must not run is out of reach meanwhile."""
        with _turn:
            self.hidden.hide()
            yield

    @contextmanager
    def as_superuser(self, *, roles: bool = False) -> Iterator[None]:
        """One transaction, on the ordinary connection, with a superuser's rights; event triggers do not fire.

        `roles`: roles have their attributes and memberships meanwhile, for statements about them. Raises Touched, with nothing done,
        where the server's own objects were changed.
        """
        with _turn:
            self.hidden.hide()
            with self.hidden.reachable(roles=roles), self._no_event_triggers():
                self.superuser.execute(_RAISE)
                try:
                    self.ordinary.execute("BEGIN; SET LOCAL check_function_bodies = off")
                    yield
                    self._require_untouched()
                    self.ordinary.execute("COMMIT")
                except BaseException:
                    if not self.ordinary.closed:
                        self.ordinary.execute("ROLLBACK")
                    raise
                finally:
                    self.superuser.execute(LOWER.encode())
            if roles:
                join(self.superuser)

    def _require_untouched(self) -> None:
        self.ordinary.execute(PLAIN.encode())
        touched = self.ordinary.execute(_TOUCHED.encode(), prepare=False).fetchone()
        if touched:
            raise Touched(f"this would change the server's own {touched[0]}, or add to them")

    @contextmanager
    def _no_event_triggers(self) -> Iterator[None]:
        triggers = self.superuser.execute(_TRIGGERS).fetchall()
        if triggers:
            self._change(triggers, "DISABLE")
        try:
            yield
        finally:
            for name, oid, enabled in triggers:
                self._change([(name, oid, enabled)], _ENABLED[enabled])

    def _change(self, triggers: list[Any], change: str) -> None:
        """They may have been renamed or dropped in the meantime."""
        for _, oid, _ in triggers:
            now = self.superuser.execute("SELECT evtname FROM pg_catalog.pg_event_trigger WHERE oid = %s", (oid,)).fetchone()
            # ALTER EVENT TRIGGER … in the statement itself has the last word.
            if now:
                self.superuser.execute(sql.SQL("ALTER EVENT TRIGGER {} {}").format(sql.Identifier(now[0]), sql.SQL(change)))

    def whole(self) -> psycopg.Connection[Any]:
        """The superuser's connection, to read the database as the schema made it; no statement of the schema runs any more."""
        with _turn:
            self.hidden.show()
        return self.superuser


@contextmanager
def open_guarded(url: str) -> Iterator[Guarded]:
    """A connection as the ordinary role to the empty scratch database behind the superuser's `url`. Raises DatabaseError.

    Both sessions begin before the schema can have a say in how sessions begin. At the end the database is whole.
    """
    with connect(url) as superuser, connect(as_ordinary(url), kind=Guarded) as ordinary:
        superuser.execute("SET allow_system_table_mods = on")
        # The driver would drop all prepared statements, the trace's too, where one of its own may have become invalid.
        ordinary.prepare_threshold = None
        if superuser.info.server_version < PUBLIC_IS_DATABASE_OWNERS_SINCE:
            superuser.execute(_PUBLIC.encode())
        ordinary.guard = Guard(ordinary, superuser)
        with _turn:
            superuser.execute(LOWER.encode())
            ordinary.guard.hidden.hide(again=True)
        yield ordinary
        if not superuser.closed:
            ordinary.guard.whole()


def join(superuser: psycopg.Connection[Any]) -> None:
    """Makes the ordinary role a member of all other roles: what belongs to them can then be worked on as if by a superuser."""
    for (name,) in superuser.execute(_APART).fetchall():
        with contextlib.suppress(psycopg.errors.InvalidGrantOperation):
            superuser.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), sql.Identifier(ORDINARY)))


def guard_of(connection: psycopg.Connection[Any]) -> Guard | None:
    """The guard of a connection to a server of our own; None on one where the schema runs with the connection's rights."""
    return connection.guard if isinstance(connection, Guarded) else None


@contextmanager
def turn(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """While a statement of the schema runs on `connection`, guarded or not."""
    guard = guard_of(connection)
    if guard is None:
        yield
        return
    with guard.turn():
        yield


def plainly(connection: psycopg.Connection[Any], sql: str) -> psycopg.Cursor[Any]:
    """Executes a statement of schemadiff's own; what it makes run of the schema has the schema's rights."""
    with turn(connection):
        return connection.execute(sql.encode())


def as_ordinary(url: str) -> str:
    """The superuser's URL with the ordinary role's name."""
    return url.replace(f"//{SUPERUSER}@", f"//{ORDINARY}@", 1)
