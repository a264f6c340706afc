"""What a schema may have and its code must not use while it runs in scratch is out of reach meanwhile, and back when it is read.

These are functions in C and the server's internal ones (PostgreSQL documentation, 38.9 and 38.10), which a schema can declare with
any types it likes; functions of extensions that open connections or read files; languages that are not trusted (chapter 42); the
subscriptions (chapter 31), whose owner can make the server connect; roles with a superuser's rights or near to it (chapter 22).
They are only catalogued: a call of such a function says `MARK`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

MARK = "not run in schemadiff's scratch server (docs/security.md): "
REACHING = ("dblink", "postgres_fdw", "file_fdw", "adminpack", "http", "pg_net", "pg_curl", "oracle_fdw", "mysql_fdw", "tds_fdw", "plsh")
"""Libraries whose functions open connections, run programs or read files."""

# An internal function whose types are those of the server's own function of that name is as safe as that: it may run, so that base types
# can have literals. A type of the schema may stand for one built-in type of the same storage, always the same one.
_LIKE_BUILTIN = """
WITH mine AS (
    SELECT p.oid, p.prosrc, p.proretset, p.pronargs, p.prorettype || string_to_array(p.proargtypes::text, ' ')::oid[] AS types
    FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.prolang = 12
),
pairs AS (
    SELECT m.oid AS mine, b.oid AS builtin, m.types, b.prorettype || string_to_array(b.proargtypes::text, ' ')::oid[] AS like_types
    FROM mine m JOIN pg_catalog.pg_proc b ON b.oid < 16384 AND b.prolang = 12 AND b.prosrc = m.prosrc AND b.proretset = m.proretset
        AND b.pronargs = m.pronargs
    WHERE pg_catalog.has_function_privilege('public', b.oid, 'EXECUTE')
),
places AS (
    SELECT p.mine, p.builtin, x.have, x.want FROM pairs p, LATERAL unnest(p.types, p.like_types) AS x(have, want) WHERE x.have <> x.want
),
bad AS (
    SELECT l.mine, l.builtin FROM places l JOIN pg_catalog.pg_type h ON h.oid = l.have JOIN pg_catalog.pg_type w ON w.oid = l.want
    WHERE h.oid < 16384 OR w.typtype <> 'b'
       OR (h.typisdefined AND (h.typtype <> 'b' OR h.typelem <> w.typelem
           OR (h.typlen, h.typbyval, h.typalign) <> (w.typlen, w.typbyval, w.typalign)))
       OR EXISTS (SELECT 1 FROM places o WHERE o.have = l.have AND o.want <> l.want)
)
SELECT mine FROM pairs p WHERE NOT EXISTS (SELECT 1 FROM bad b WHERE b.mine = p.mine AND b.builtin = p.builtin)
"""
# A C function of an extension under another name, such as a language's handler, is as safe as that.
_LIKE_MEMBER = """
SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_proc b ON b.oid <> p.oid AND b.prolang = 13 AND p.prolang = 13
    AND (b.probin, b.prosrc, b.prorettype, b.proargtypes, b.proretset) = (p.probin, p.prosrc, p.prorettype, p.proargtypes, p.proretset)
JOIN pg_catalog.pg_depend m ON m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = b.oid AND m.deptype = 'e'
JOIN pg_catalog.pg_extension x ON x.oid = m.refobjid
WHERE p.oid >= 16384 AND pg_catalog.has_function_privilege('public', b.oid, 'EXECUTE')
    AND substring(b.probin from '[^/]*$') <> ALL (%(reaching)s)
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_language u
                    WHERE b.oid IN (u.lanplcallfoid, u.laninline, u.lanvalidator) AND NOT u.lanpltrusted)
"""
_HIDE = """
UPDATE pg_catalog.pg_proc p SET probin = CASE WHEN p.prolang = 13 THEN %(mark)s || p.probin END,
       prosrc = CASE WHEN p.prolang = 12 THEN %(mark)s || p.prosrc ELSE p.prosrc END
WHERE p.oid = ANY (%(functions)s)
"""
_SHOW = """
UPDATE pg_catalog.pg_proc p SET probin = CASE WHEN p.prolang = 13 THEN substr(p.probin, length(%(mark)s) + 1) END,
       prosrc = CASE WHEN p.prolang = 12 THEN substr(p.prosrc, length(%(mark)s) + 1) ELSE p.prosrc END
WHERE p.oid = ANY (%(functions)s)
"""
_FUNCTIONS = f"""
SELECT DISTINCT p.oid::int8 FROM pg_catalog.pg_proc p
LEFT JOIN pg_catalog.pg_depend e ON e.classid = 'pg_catalog.pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'
LEFT JOIN pg_catalog.pg_language l ON p.oid IN (l.lanplcallfoid, l.laninline, l.lanvalidator) AND NOT l.lanpltrusted
WHERE p.oid >= 16384 AND p.prolang IN (12, 13) AND NOT starts_with(coalesce(p.probin, p.prosrc), %(mark)s)
  AND (e.objid IS NULL OR l.oid IS NOT NULL OR substring(p.probin from '[^/]*$') = ANY (%(reaching)s))
  -- A foreign-data wrapper's validator only reads options.
  AND NOT (e.objid IS NOT NULL AND p.proargtypes = '1009 26'::oidvector)
  AND (l.oid IS NOT NULL OR e.objid IS NOT NULL OR p.oid NOT IN ({_LIKE_BUILTIN} UNION ALL {_LIKE_MEMBER}))
"""
_VALIDATORS = "SELECT lanvalidator::int8 FROM pg_catalog.pg_language WHERE NOT lanpltrusted AND lanvalidator >= 16384"
_SUBSCRIPTIONS = """SELECT s.oid::int8, s.subname, pg_catalog.pg_get_userbyid(s.subowner) FROM pg_catalog.pg_subscription s
JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database() AND s.subowner <> current_user::regrole"""
_POWERS = ("rolsuper", "rolcreaterole", "rolreplication", "rolbypassrls", "rolcreatedb")
# The ordinary role, 16383, may make roles.
_POWERFUL = f"""SELECT oid::int8, {", ".join(_POWERS)} FROM pg_catalog.pg_authid
WHERE oid >= 16383 AND ({" OR ".join(p for p in _POWERS if p != "rolcreaterole")} OR (rolcreaterole AND oid > 16383))"""
_POWERLESS = """UPDATE pg_catalog.pg_authid SET rolsuper = false, rolcreaterole = (oid = 16383), rolreplication = false,
rolbypassrls = false, rolcreatedb = false WHERE oid = ANY (%s)"""
_POWER = f"UPDATE pg_catalog.pg_authid SET {', '.join(f'{p} = %s' for p in _POWERS)} WHERE oid = %s"
_MEMBERSHIPS = "DELETE FROM pg_catalog.pg_auth_members WHERE member >= 16383 AND roleid < 16383 RETURNING *"


class Hidden:
    """What of one scratch database is out of reach, and whether it is just now."""

    def __init__(self, superuser: psycopg.Connection[Any], ordinary: str, owner: str) -> None:
        self.superuser, self.ordinary, self.owner = superuser, ordinary, owner
        self.functions: set[int] = set()
        self.subscriptions: dict[int, tuple[str, str]] = {}
        self.powers: list[Any] = []
        self.memberships: list[Any] = []
        self.columns: list[str] = []
        self.shown = False

    def hide(self, *, again: bool = False) -> None:
        """Puts it out of reach, where it is not yet; `again` after a statement that may have made more of it."""
        if not again and not self.shown:
            return
        self.shown = False
        found = self.superuser.execute(_FUNCTIONS.encode(), {"mark": MARK, "reaching": list(REACHING)}).fetchall()
        if found:
            functions = [row[0] for row in found]
            self.superuser.execute(_HIDE, {"mark": MARK, "functions": functions})
            self.functions.update(functions)
        for oid, name, owner in self.superuser.execute(_SUBSCRIPTIONS).fetchall():
            self.subscriptions[oid] = (name, owner)
            self._own(name, self.owner)
        self._hide_roles()

    def show(self) -> None:
        """Puts it back, so that it can be read as the schema made it."""
        if self.shown:
            return
        self.shown = True
        if self.functions:
            self.superuser.execute(_SHOW, {"mark": MARK, "functions": sorted(self.functions)})
            self.functions.clear()
        if self.subscriptions:
            self._show_subscriptions()
        self._show_roles()

    @contextmanager
    def reachable(self, *, roles: bool) -> Iterator[None]:
        """Within, languages that are not trusted have their validators, which look at no body, and, if asked for, roles all they have."""
        validators = [row[0] for row in self.superuser.execute(_VALIDATORS).fetchall() if row[0] in self.functions]
        if validators:
            self.superuser.execute(_SHOW, {"mark": MARK, "functions": validators})
            self.functions.difference_update(validators)
        if roles:
            self._show_roles()
        try:
            yield
        finally:
            self.hide(again=True)

    def _hide_roles(self) -> None:
        powers = self.superuser.execute(_POWERFUL.encode()).fetchall()
        if powers:
            self.powers = powers
            self.superuser.execute(_POWERLESS.encode(), ([row[0] for row in powers],))
        cursor = self.superuser.execute(_MEMBERSHIPS)
        rows = cursor.fetchall()
        if rows:
            self.memberships, self.columns = rows, [c.name for c in cursor.description or ()]

    def _show_roles(self) -> None:
        for oid, *powers in self.powers:
            self.superuser.execute(_POWER.encode(), (*powers, oid))
        for row in self.memberships:
            names = sql.SQL(", ").join(map(sql.Identifier, self.columns))
            values = sql.SQL(", ").join(map(sql.Literal, row))
            self.superuser.execute(sql.SQL("INSERT INTO pg_catalog.pg_auth_members ({}) VALUES ({})").format(names, values))
        self.powers, self.memberships = [], []

    def _show_subscriptions(self) -> None:
        # Before 16 its owner must be a superuser when the owner changes.
        raised = sql.SQL("ALTER ROLE {} {}")
        self.superuser.execute(raised.format(sql.Identifier(self.ordinary), sql.SQL("SUPERUSER")))
        try:
            for name, owner in self._subscriptions_left():
                self._own(name, owner)
        finally:
            self.superuser.execute(raised.format(sql.Identifier(self.ordinary), sql.SQL("NOSUPERUSER")))
        self.subscriptions.clear()

    def _subscriptions_left(self) -> list[tuple[str, str]]:
        """They may have been renamed or dropped meanwhile."""
        query = "SELECT oid::int8, subname FROM pg_catalog.pg_subscription"
        return [(name, self.subscriptions[oid][1]) for oid, name in self.superuser.execute(query).fetchall() if oid in self.subscriptions]

    def _own(self, name: str, owner: str) -> None:
        change = sql.SQL("ALTER SUBSCRIPTION {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(owner))
        self.superuser.execute(change)
